import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/invalid-label-name.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/invalid-label-name", () => {
  it.each([
    ["capitals", "LABEL Vendor=x\n", ["2:7"]],
    ["an underscore", "LABEL a=1 build_date=x\n", ["2:11"]],
    ["a digit in front", "LABEL 1a=x\n", ["2:7"]],
    ["separators at an end", "LABEL a.=x -b=x\n", ["2:7", "2:12"]],
    ["two separators", "LABEL a..b=x a--b=x\n", ["2:7", "2:14"]],
    ["names in quotes", 'LABEL "a b"=x\n', ["2:7"]],
    ["Docker's own", "LABEL com.docker.x=1 io.docker.x=1 org.dockerproject.x=1\n", ["2:7", "2:22", "2:36"]],
    ["a trigger", "ONBUILD LABEL A=x\n", ["2:15"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, `FROM a:1\n${text}`)).toEqual(at);
    expectLawfulFixes(rule, `FROM a:1\n${text}`);
  });

  it.each([
    ["names with a domain", 'LABEL org.opencontainers.image.title=x "com.example.my-label3"=x io.k8s.display-name=x\n'],
    ["one word", "LABEL maintainer=x\n"],
    [
      "what Docker asks of the images of extensions",
      "LABEL com.docker.desktop.extension.api.version=1 com.docker.extension.screenshots=x\n",
    ],
    ["a variable", "ARG A\nLABEL $A=x\n"],
    ["a name without a value", "LABEL A\n"],
    ["variables of the environment", "ENV A_B=x\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, `FROM a:1\n${text}`)).toEqual([]);
  });

  it.each([
    ["small letters", "LABEL Vendor=x \\\r\n  b=y\r\n", ["LABEL vendor=x \\\r\n  b=y\r\n"]],
    ["dashes", "LABEL com.acme.build_date=x\n", ["LABEL com.acme.build-date=x\n"]],
    ["words", "LABEL buildDate=x\n", ["LABEL build-date=x\n"]],
    ["no quotes", 'LABEL "Build Date"=x\n', ["LABEL build-date=x\n"]],
    ["nothing where the name is taken", "LABEL Vendor=x vendor=y\n", []],
    ["nothing where it is still none", "LABEL 1a=x\n", []],
    ["nothing that is Docker's own", "LABEL com.docker.A=x\n", []],
  ])("offers %s", (_, text, fixed) => {
    expect(run(rule, `FROM a:1\n${text}`).map((one) => one.fixed)).toEqual([fixed.map((one) => `FROM a:1\n${one}`)]);
  });
});
