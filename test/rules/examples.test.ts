// Law 6: a rule's examples are run. The bad one gives exactly that finding, the good one none, the fix of the bad one is the good one.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contradictedIn } from "../../server/engine/assess.ts";
import { defaultConfiguration } from "../../server/engine/config/configuration.ts";
import { fixAll } from "../../server/engine/fix.ts";
import { detectLanguage, usualPaths } from "../../server/engine/languages/parse.ts";
import { check } from "../../server/engine/lint.ts";
import type { Example, Rule } from "../../server/engine/rule.ts";
import { SourceText } from "../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../server/engine/workspace/workspace.ts";

const folder = join(import.meta.dirname, "../../server/engine/rules");
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /^\w+[/\\][\w-]+\.ts$/.test(path));
const today = "2026-11-23";

/** An example's path tells its language, so that a rule may show a file of its `alsoChecks`. */
const pathOf = (rule: Rule, example: Example) => example.path ?? usualPaths[rule.language];
const languageOf = (rule: Rule, example: Example) => detectLanguage(pathOf(rule, example)) ?? rule.language;

describe.each(paths.sort())("%s", async (path) => {
  const { default: rule }: { default: Rule } = await import(join(folder, path));

  it("has the id of its file, a sentence as summary and a reason", () => {
    expect(path.replaceAll("\\", "/")).toBe(`${rule.id}.ts`);
    expect(rule.id.startsWith(`${rule.language}/`)).toBe(true);
    expect(rule.summary).toMatch(/^[A-Z`].*[.]$/);
    expect(rule.why.length).toBeGreaterThan(80);
    expect(`${rule.summary}${rule.why}`).not.toMatch(/\bTODO\b|\bplease\b/i);
    for (const peer of rule.alsoKnownAs ?? []) expect(peer).toMatch(/^[a-z-]+:\S+$/);
    for (const pattern of rule.patterns) expect(pattern).toMatch(/^[SDCHERP]\d+$/);
  });

  describe.each(rule.examples)("$title", (example) => {
    it("gives exactly one finding on the bad text, none on the good one", () => {
      const bad = findings(rule, example, example.bad, example.files);
      expect(bad.map((finding) => finding.rule)).toEqual([rule.id]);
      expect(findings(rule, example, example.good, { ...example.files, ...example.goodFiles })).toEqual([]);
    });

    it("makes the good text of the bad one where there is a fix", () => {
      const source = new SourceText(pathOf(rule, example), example.bad);
      const first = findings(rule, example, example.bad, example.files)[0]?.fixes?.[0];
      if (!first) {
        expect(example.goodFiles).toBeUndefined();
        return;
      }
      expect(first.safety === "safe" || rule.fix === "unsafe").toBe(true);
      const result = fixAll(source, languageOf(rule, example), { ...options(rule, example, example.bad, example.files), safety: "unsafe" });
      expect(result.text).toBe(example.good);
      expect(Object.fromEntries(result.others)).toEqual(example.goodFiles ?? {});
    });
  });

  it("declares a fix exactly where an example has one", () => {
    const safeties = rule.examples.flatMap((example) =>
      findings(rule, example, example.bad, example.files).map((one) => one.fixes?.[0]?.safety),
    );
    if (rule.fix) expect(safeties).toContain(rule.fix);
    else expect(safeties.filter(Boolean)).toEqual([]);
  });
});

function options(rule: Rule, example: Example, text: string, files: Example["files"]) {
  const path = pathOf(rule, example);
  const workspace = files ? memoryWorkspace({ ...files, [path]: text }) : unseenWorkspace();
  if (!files) workspace.open(path, text);
  const configuration = {
    ...defaultConfiguration({ preset: "all" }),
    ...(example.options && { optionsOf: () => rule.options?.parse(example.options) }),
  };
  const { shellcheck } = example;
  const answers = shellcheck && { shellcheck: ({ text }: { text: string }) => (text === shellcheck.input ? shellcheck.comments : []) };
  // What stands above the rules is asked as hosts ask it.
  const assessed = rule.needs === "assessment" && { assessment: (path: string) => contradictedIn(workspace, path, today) };
  return { workspace, configuration, today, rules: [rule], ...answers, ...assessed };
}

function findings(rule: Rule, example: Example, text: string, files: Example["files"]) {
  return check(new SourceText(pathOf(rule, example), text), languageOf(rule, example), options(rule, example, text, files));
}
