import { describe, expect, it } from "vitest";
import { parseCompose } from "../../../server/engine/languages/compose/file.ts";
import type { Finding, Rule, RuleId } from "../../../server/engine/rule.ts";
import { suppressionsOf } from "../../../server/engine/suppressions.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { ruleOf } from "../config/rules.ts";

const tag: RuleId = "compose/mutable-tag";
const port: RuleId = "compose/exposed-port";
const health: RuleId = "compose/missing-healthcheck";
const rules: readonly Rule[] = [
  ruleOf(tag, { alsoKnownAs: ["dclint:service-image-require-explicit-tag"] }),
  ruleOf(port, { alsoKnownAs: ["dclint:no-unbound-port-interfaces"] }),
  ruleOf(health),
];

const services = `services:
  web:
    image: web:latest
    ports:
      - 80:80
  db:
    image: db:latest
`;

/** The findings that a text still has of these, as the words that they are on. */
function left(text: string): string[] {
  const suppressions = suppressionsOf(parseCompose(new SourceText("compose.yaml", text)), rules);
  const shown: readonly (readonly [RuleId, string])[] = [
    [tag, "web:latest"],
    [tag, "db:latest"],
    [port, "80:80"],
    [health, "web:\n"],
    [health, "db:\n"],
  ];
  return shown.flatMap(([rule, words]) => {
    const start = text.indexOf(words);
    if (start < 0) throw new Error(`no ${words}`);
    const finding: Finding = { rule, span: { start, end: start + words.trim().length }, message: "", severity: "warning", path: "" };
    return suppressions.silences(finding) ? [] : [words.trim()];
  });
}

describe("comments for dclint", () => {
  it("are not there", () => {
    expect(left(services)).toEqual(["web:latest", "db:latest", "80:80", "web:", "db:"]);
  });

  it.each([
    ["# dclint disable-file\n"],
    ["# dclint disable\n"],
    ["\n---\n\n#  dclint  disable\n"],
    ["# dclint disable service-image-require-explicit-tag no-unbound-port-interfaces other\r\n"],
  ])("on the first line silence in the whole file what dclint knows: %j", (comment) => {
    expect(left(comment + services)).toEqual(["web:", "db:"]);
  });

  it("name rules", () => {
    expect(left(`# dclint disable no-unbound-port-interfaces\n${services}`)).toEqual(["web:latest", "db:latest", "web:", "db:"]);
    expect(left(`# dclint disable invalid-schema\n${services}`)).toHaveLength(5);
  });

  it("for the file further down silence nothing, as in dclint", () => {
    expect(left(`# The shop\n# dclint disable\n${services}`)).toHaveLength(5);
  });

  it("silence the key or item on their line", () => {
    const text = services.replace("web:latest", "web:latest # dclint disable-line service-image-require-explicit-tag");
    expect(left(text)).toEqual(["db:latest", "80:80", "web:", "db:"]);
  });

  it("silence the key or item below, with all that stands there", () => {
    const text = services.replace("    ports:", "    # dclint disable-line\n    ports:");
    expect(left(text)).toEqual(["web:latest", "db:latest", "web:", "db:"]);
  });

  it("of a service and a section silence its own line alone", () => {
    expect(left(services.replace("  web:\n", "  # dclint disable-line\n  web:\n"))).toHaveLength(5);
    expect(left(services.replace("services:", "services: # dclint disable-line"))).toHaveLength(5);
  });

  it("with other words are none of dclint's", () => {
    expect(left(`# dclint disabled\n${services}`)).toHaveLength(5);
    expect(left(`# dclint is not used here\n${services}`)).toHaveLength(5);
  });

  it("are never reported as unused", () => {
    const suppressions = suppressionsOf(parseCompose(new SourceText("compose.yaml", `# dclint disable\n${services}`)), rules);
    expect(suppressions.unused()).toEqual([]);
  });
});
