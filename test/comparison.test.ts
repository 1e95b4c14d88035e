// docs/comparison.md names every name under which the rules for workflows know what other tools report, and nothing else.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rules } from "../server/engine/index.ts";

const page = readFileSync(join(import.meta.dirname, "../docs/comparison.md"), "utf8");
const headings: Readonly<Record<string, string>> = {
  actionlint: "actionlint",
  zizmor: "zizmor",
  ghalint: "ghalint",
  scorecard: "OpenSSF Scorecard",
};

test.each(Object.entries(headings))("what %s reports stands with the rules for it", (tool, heading) => {
  const section = page.split(/^### /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const listed = [...section.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].flatMap(([, id = "", cell = ""]) =>
    [...cell.matchAll(/\]\(rules\/([\w/-]+)\.md\)/g)].map(([, rule = ""]) => `${tool}:${id} ${rule}`),
  );
  const known = rules
    .filter(({ language }) => language === "workflow" || language === "action")
    .flatMap(({ id, alsoKnownAs = [] }) => alsoKnownAs.filter((name) => name.startsWith(`${tool}:`)).map((name) => `${name} ${id}`));
  expect(listed.sort()).toEqual(known.sort());
  expect(known.length).toBeGreaterThan(5);
});

test("no rule for workflows has a name of a tool that the page leaves out", () => {
  const tools = rules
    .filter(({ language }) => language === "workflow" || language === "action")
    .flatMap(({ alsoKnownAs = [] }) => alsoKnownAs.map((name) => name.slice(0, name.indexOf(":"))));
  expect(new Set(tools)).toEqual(new Set(Object.keys(headings)));
});

test("what is not covered is known by no rule", () => {
  const section = page.slice(page.indexOf("### Not covered"), page.indexOf("### Only here"));
  const names = [...section.matchAll(/^\| (\w+) (.*?) \|/gm)].flatMap(([, tool = "", cell = ""]) =>
    tool === "There" ? [] : [...cell.matchAll(/`([\w-]+)`/g)].map(([, id]) => `${tool.toLowerCase()}:${id}`),
  );
  const known = new Set(rules.flatMap(({ alsoKnownAs = [] }) => alsoKnownAs));
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => known.has(name))).toEqual([]);
});
