import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/source-outside-context.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const from = "FROM debian:13-slim\n";

describe("dockerfile/source-outside-context", () => {
  it.each([
    ["a folder above", `${from}COPY ../shared /x\n`, ["2:6"]],
    ["one of several sources", `${from}COPY a ../b c /x/\n`, ["2:8"]],
    ["a path that climbs out on the way", `${from}COPY a/../../b /x\n`, ["2:6"]],
    ["a pattern", `${from}COPY ../*.json /x/\n`, ["2:6"]],
    ["JSON form", `${from}COPY ["../a b", "/x"]\n`, ["2:7"]],
    ["ADD", `${from}ADD ../a /x\n`, ["2:5"]],
    ["a known variable", `${from}ARG UP=..\nCOPY $UP/a /x\n`, ["3:6"]],
    ["a trigger", `${from}ONBUILD COPY ../a /x\n`, ["2:14"]],
    ["the folder above itself", `${from}COPY .. /x\n`, ["2:6"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text, { files: {} })).toEqual(at);
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["a path that stays inside", `${from}COPY a/../b ./c /x/\n`],
    ["an absolute path, which starts at the context", `${from}COPY /etc/app /etc/app\n`],
    ["another stage's files", `FROM a AS a\n${from}COPY --from=a ../x /x\n`],
    ["an address", `${from}ADD https://example.com/../x.sh /x\n`],
    ["a Git repository", `${from}ADD git@example.com:a/../b.git /x\n`],
    ["an unknown variable", `${from}ARG UP\nCOPY $UP/a /x\n`],
    ["a destination", `${from}COPY a ../x\n`],
    ["a heredoc", `${from}COPY <<EOF /x\n../a\nEOF\n`],
    ["a template", `${from}COPY ../x /x\n{% if x %}\nUSER node\n{% endif %}\n`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text, { files: {} })).toEqual([]);
  });

  it("is certain where the context is seen, and only remarks upon dots that change nothing", () => {
    const text = `${from}COPY ../a.txt /x\n`;
    expect(run(rule, text, { files: {} })[0]?.severity).toBeUndefined();
    expect(run(rule, text)).toMatchObject([{ severity: "warning", fixed: [] }]);
    const files = { "a.txt": "" };
    expect(run(rule, text, { files })).toMatchObject([{ severity: "info", fixed: [`${from}COPY a.txt /x\n`] }]);
    expectLawfulFixes(rule, text, { files });
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"), { files });
    expect(run(rule, `${from}ARG UP=..\nCOPY $UP/a.txt /x\n`, { files })).toMatchObject([{ severity: "info", fixed: [] }]);
    // The folder that it is built from is one of two.
    expect(run(rule, text, { files, path: "api/Dockerfile" })).toMatchObject([{ severity: "warning" }]);
  });

  it("knows that no shell reads a tilde", () => {
    expect(places(rule, `${from}COPY ~/.ssh/config /x\n`, { files: {} })).toEqual(["2:6"]);
    expect(places(rule, `${from}COPY ~/.ssh/config /x\n`)).toEqual([]);
    expect(places(rule, `${from}COPY ~x /x\n`, { files: {} })).toEqual([]);
  });
});
