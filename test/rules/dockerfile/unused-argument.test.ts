import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unused-argument.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/unused-argument", () => {
  it.each([
    ["one behind the last RUN", "FROM a:1\nRUN x\nARG V=1\nCMD y\n", ["3:5"], "FROM a:1\nRUN x\nCMD y\n"],
    ["one of several", "FROM a:1\nARG V=1 W=2 X\nLABEL v=$V x=$X\n", ["2:9"], "FROM a:1\nARG V=1 X\nLABEL v=$V x=$X\n"],
    ["a global one", "ARG V=1\nARG W=2\nFROM a:$W\nRUN x\n", ["1:5"], "ARG W=2\nFROM a:$W\nRUN x\n"],
    [
      "a stage that a stage without RUN is built on",
      "FROM a:1 AS b\nARG V\nFROM b\nCOPY c d\n",
      ["2:5"],
      "FROM a:1 AS b\nFROM b\nCOPY c d\n",
    ],
    ["a name that is a part of another", "FROM a:1\nARG V\nLABEL v=$VALUE\n", ["2:5"], "FROM a:1\nLABEL v=$VALUE\n"],
    ["Windows' line breaks", "FROM a:1\r\nARG V\r\nCMD x\r\n", ["2:5"], "FROM a:1\r\nCMD x\r\n"],
    ["several lines", "FROM a:1\nARG V=1 \\\n  W=2\nLABEL v=$V\n", ["3:3"], undefined],
  ])("reports %s", (_, text, at, fixed) => {
    const found = run(rule, text);
    expect(found.map((one) => one.at)).toEqual(at);
    expect(found[0]?.tags).toEqual(["unnecessary"]);
    expect(found[0]?.fixed).toEqual(fixed === undefined ? [] : [fixed]);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["a RUN behind it", "FROM a:1\nARG V\nRUN x\n"],
    ["a RUN of a stage built on it", "FROM a:1 AS b\nARG V\nFROM b AS c\nCOPY d e\nFROM c\nRUN x\n"],
    ["a trigger", "FROM a:1\nARG V\nONBUILD RUN x\n"],
    ["a use", "FROM a:1\nARG V\nENV W=$V\n"],
    ["proxies", "FROM a:1\nARG HTTP_PROXY\nARG no_proxy\nARG ALL_PROXY\nCMD x\n"],
    ["platforms", "FROM a:1\nARG TARGETARCH\nARG BUILDPLATFORM\nCMD x\n"],
    [
      "what the builder reads",
      "ARG BUILDKIT_SBOM_SCAN_CONTEXT=true\nARG SOURCE_DATE_EPOCH\nFROM a:1\nARG BUILDKIT_SBOM_SCAN_STAGE=true\nARG SOURCE_DATE_EPOCH\nCMD x\n",
    ],
    ["a use by a stage built on it", "FROM a:1 AS b\nARG V\nFROM b\nLABEL v=$V\n"],
    ["a use in another argument", "ARG V=1\nARG W=b:$V\nFROM $W\n"],
    ["a stage that lets it in", "ARG V=1\nFROM a:1\nARG V\nRUN x\n"],
    ["a use in another stage, reported as unscoped", "ARG V=1\nFROM a:1\nRUN echo $V\n"],
    ["a use at run time, reported as such", "FROM a:1\nARG V\nCMD x $V\n"],
    ["a use in the exec form", 'FROM a:1\nARG V\nCMD ["sh", "-c", "x $V"]\n'],
    [
      "what the builder reads",
      "ARG BUILDKIT_SBOM_SCAN_CONTEXT=true\nARG SOURCE_DATE_EPOCH\nFROM a:1\nARG TARGETARCH\nARG http_proxy\nCMD x\n",
    ],
    ["an instruction that cannot be read", "FROM a:1\nARG V\nRUNN x\n"],
    ["a FROM that is filled in", "ARG V\nFROM REPLACE-ME\n"],
    ["a slip in the use, reported as such", "FROM a:1\nARG VERSION\nLABEL v=$VERSON\n"],
    ["a line that is continued by mistake", "FROM a:1\nARG V \\\nCOPY $V /a\n"],
    ["a stage that is taken in by mistake", "ARG B=a:1 \\\nFROM $B AS c\nRUN x\n"],
    ["a template", "FROM {{ a }}\nARG V\nCMD x\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("leaves what a build passes", () => {
    const files = { "compose.yaml": "services:\n  a:\n    build:\n      context: .\n      args:\n        V: 1\n" };
    expect(places(rule, "FROM a:1\nARG V\nARG W\nCMD x\n", { files })).toEqual(["3:5"]);
  });
});
