// What YAML does not allow, and keys that stand twice.
import { describe, expect, it } from "vitest";
import duplicateKey from "../../../server/engine/rules/kubernetes/duplicate-key.ts";
import syntax from "../../../server/engine/rules/kubernetes/syntax.ts";
import { expectLawfulFixes, run } from "../support.ts";

const map = (lines: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n${lines}`;
const faults = (text: string) => run(syntax, text).map(({ at, on }) => `${at} ${on.slice(0, 12)}`);
const twice = (text: string) => run(duplicateKey, text).map(({ at, on }) => `${at} ${on}`);

describe("kubernetes/syntax", () => {
  it("tells where YAML stops, once for each mistake", () => {
    expect(faults(map("\ta: b\n"))).toEqual(["6:1 \t"]);
    expect(faults(map('  a: "b\n  c: d\n'))).toEqual(['6:6 "']);
    expect(faults(map("  a: b: c\n"))).toHaveLength(1);
    expect(faults(map("  a: b\n   c: d\n"))).toHaveLength(1);
    expect(faults(map("  a: b\n"))).toEqual([]);
  });

  it("in one document without touching the others", () => {
    expect(faults(`${map('  a: "b\n')}---\n${map("  c: d\n")}`)).toEqual(['6:6 "']);
    expect(faults(`${map("  a: b\n")}---\n${map("\tc: d\n")}`)).toEqual(["13:1 \t"]);
  });

  it("writes blanks for tabs, with any line break", () => {
    expectLawfulFixes(syntax, map("\ta: b\n"));
    expectLawfulFixes(syntax, map("\ta: b\n").replaceAll("\n", "\r\n"));
    expect(run(syntax, map("\ta: b\n"))[0]?.fixed).toEqual([map("  a: b\n")]);
  });

  it("is silent about what a template may put right", () => {
    expect(faults("{{- if .a }}\napiVersion: v1\nkind: Pod\n{{ else }}\n apiVersion: v1\n{{- end }}\n")).toEqual([]);
    expect(faults("apiVersion: v1\nkind: Pod\nspec: {{ if .a }} a: b {{ else }} c: d {{ end }}\n")).toEqual([]);
    expect(faults("apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {{ toYaml .labels\n  name: a\n")).toEqual([]);
  });

  it("speaks in templates where no placeholder is near", () => {
    expect(faults(map("  a: {{ .b }}\n  c: d\n  e: f\n  g: h\n  i: 'j\n  k: l\n"))).toEqual(["10:6 '"]);
  });
});

describe("kubernetes/duplicate-key", () => {
  it("reports the later one, in any map", () => {
    expect(twice(map("  a: b\n  c: d\n  a: e\n"))).toEqual(["8:3 a"]);
    expect(twice(map("  a: b\n  'a': e\n"))).toEqual(["7:3 'a'"]);
    expect(twice(map("  a: b\nmetadata:\n  name: b\n"))).toEqual(["7:1 metadata"]);
    expect(
      twice("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: b\n      image: c\n    - { name: d, name: e }\n"),
    ).toEqual(["7:7 image", "8:18 name"]);
  });

  it("removes the later one where both say the same, and only there", () => {
    const fixed = (text: string) => run(duplicateKey, text)[0]?.fixed;
    expect(fixed(map("  a: b\n  c: d\n  a: b\n"))).toEqual([map("  a: b\n  c: d\n")]);
    expectLawfulFixes(duplicateKey, map("  a: b\n  c: d\n  a: b\n"));
    expectLawfulFixes(duplicateKey, map("  a: |\n    b\n  a: |\n    b\n").replaceAll("\n", "\r\n"));
    expect(fixed(map("  a: b\n  a: 'b'\n"))).toEqual([]);
    expect(fixed(map("  a: b\n  a:\n"))).toEqual([]);
    expect(fixed(map("  a: {{ .b }}\n  a: {{ .c }}\n"))).toEqual([]);
  });

  it("tells where it stands first", () => {
    const [problem] = run(duplicateKey, map("  a: b\n  a: e\n"));
    expect(problem?.related?.[0]?.span).toEqual({ start: 59, end: 60 });
  });

  it.each([
    ["in different maps and documents", `${map("  a: b\n")}---\n${map("  a: b\n")}`],
    ["of other case", map("  a: b\n  A: c\n")],
    ["merge keys", map("  <<: *a\n  <<: *b\n")],
    ["in a map that an alias repeats", "apiVersion: v1\nkind: Pod\na: &a { b: c }\nd: *a\n"],
    ["in the branches of a condition", map("  {{- if .a }}\n  a: b\n  {{- else }}\n  a: c\n  {{- end }}\n")],
    ["in one branch and outside", map("  a: b\n  {{- if .a }}\n  a: c\n  {{- end }}\n")],
    ["in Jinja's branches", map("  {% if a %}\n  a: b\n  {% elif c %}\n  a: c\n  {% endif %}\n")],
    ["that a template writes", map("  {{ .a }}: b\n  {{ .b }}: c\n")],
    ["that are empty", map("  a: b\n  : c\n  : d\n")],
    ["of a document that YAML cannot read", map("  a: b\n   c: d\n  a: e\n")],
  ])("is silent about keys %s", (_, text) => {
    expect(twice(text)).toEqual([]);
  });

  it("reports both in one branch", () => {
    expect(twice(map("  {{- if .a }}\n  a: b\n  a: c\n  {{- end }}\n"))).toEqual(["8:3 a"]);
  });
});
