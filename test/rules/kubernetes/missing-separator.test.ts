import { expect, test } from "vitest";
import type { Rule } from "../../../server/engine/rule.ts";
import duplicateKey from "../../../server/engine/rules/kubernetes/duplicate-key.ts";
import missingSeparator from "../../../server/engine/rules/kubernetes/missing-separator.ts";
import { expectLawfulFixes, run } from "../support.ts";

const rule = missingSeparator as Rule;
const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: b\n`;

test("each further object is told of where it begins", () => {
  const text = map("a") + map("b") + map("c");
  expect(run(rule, text).map(({ at, on }) => `${at} ${on}`)).toEqual(["7:1 apiVersion", "13:1 apiVersion"]);
  expectLawfulFixes(rule, text);
});

test("its keys are not told of as repeated as well", () => {
  expect(run(duplicateKey as Rule, map("a") + map("b"))).toEqual([]);
  expect(run(duplicateKey as Rule, map("a") + map("b").replace("  a: b", "  a: b\n  a: c")).map(({ at }) => at)).toEqual(["13:3"]);
});

test("comments above an object stay with it", () => {
  const text = `${map("a")}\n# The second one.\n${map("b")}`;
  expect(run(rule, text)[0]?.fixed[0]).toBe(`${map("a")}\n---\n# The second one.\n${map("b")}`);
  expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
});

test("the first key may be another", () => {
  const other = "kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: b\n";
  expect(run(rule, map("a") + other)[0]?.fixed[0]).toBe(`${map("a")}---\n${other}`);
});

test.each([
  ["objects divided", `${map("a")}---\n${map("b")}`],
  ["one key twice", "apiVersion: v1\nkind: ConfigMap\nkind: Secret\nmetadata:\n  name: a\n"],
  ["branches of a template", `{{- if .Values.a }}\n${map("a")}{{- else }}\n${map("b")}{{- end }}\n`],
  ["other keys twice", "apiVersion: v1\nkind: ConfigMap\ndata: {}\ndata: {}\n"],
])("%s are left alone", (_name, text) => expect(run(rule, text)).toEqual([]));
