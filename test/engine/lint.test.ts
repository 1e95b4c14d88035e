import { describe, expect, it } from "vitest";
import { defaultConfiguration } from "../../server/engine/config/configuration.ts";
import { loadConfiguration } from "../../server/engine/config/load.ts";
import { fixAll } from "../../server/engine/fix.ts";
import { newestKubernetes } from "../../server/engine/knowledge/kubernetes-apis.ts";
import type { ManifestFile } from "../../server/engine/languages/kubernetes/model.ts";
import { detectLanguage } from "../../server/engine/languages/parse.ts";
import type { StepsFile } from "../../server/engine/languages/workflow/model.ts";
import { check, ruleFault } from "../../server/engine/lint.ts";
import { type Context, defineRule, type Problem, type Rule } from "../../server/engine/rule.ts";
import { SourceText } from "../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../server/engine/workspace/workspace.ts";

const configuration = defaultConfiguration({ preset: "all" });
const today = "2026-11-23";

function ruleOf(name: string, report: (text: string) => Problem[], more: Partial<Rule> = {}): Rule {
  return defineRule({
    id: `dockerfile/${name}`,
    language: "dockerfile",
    category: "reliability",
    severity: "warning",
    preset: "recommended",
    summary: "A rule of the tests.",
    why: "",
    examples: [{ title: "", bad: "", good: "" }],
    links: [],
    since: "0.1.0",
    patterns: [],
    ...more,
    check: (file, context) => report(file.source.text).forEach(context.report),
  }) as Rule;
}

const sourceOf = (text: string) => new SourceText("Dockerfile", text);
const options = (rules: Rule[]) => ({ workspace: unseenWorkspace(), configuration, today, rules });

/** Replaces the first `from` by `to`, safe. */
function replacing(name: string, from: string, to: string): Rule {
  return ruleOf(name, (text) => {
    const start = text.indexOf(from);
    if (start < 0) return [];
    const span = { start, end: start + from.length };
    return [
      {
        span,
        message: from,
        fixes: [{ title: `${from} → ${to}`, safety: "safe", changes: [{ kind: "edit", path: "Dockerfile", edits: [{ span, text: to }] }] }],
      },
    ];
  });
}

describe("pod templates that the configuration names", () => {
  const path = "deploy/shop.yaml";
  const shop =
    "apiVersion: example.com/v1\nkind: Shop\nmetadata: { name: x }\nspec:\n  pods:\n    spec:\n      containers:\n        - name: a\n";
  const rule = {
    ...ruleOf("x", () => []),
    id: "kubernetes/container",
    language: "kubernetes",
    check(file: ManifestFile, { report }: Context) {
      for (const { workload } of file.objects)
        for (const { nameSpan } of workload?.pod.mainContainers ?? []) report({ span: nameSpan, message: "A container." });
    },
  } as unknown as Rule;

  it("are known to the rules", () => {
    const found = (settings: string) => {
      const workspace = memoryWorkspace({ [path]: shop, ".deployment-patterns.yaml": settings });
      const configuration = loadConfiguration(path, workspace, {}, [rule]);
      expect(configuration.problems).toEqual([]);
      return check(new SourceText(path, shop), "kubernetes", { workspace, configuration, today, rules: [rule] }).length;
    };
    expect(found("extends: recommended\n")).toBe(0);
    expect(found("podTemplates:\n  example.com/Shop: spec.pods\n")).toBe(1);
    expect(found("podTemplates:\n  example.com/Other: spec.pods\n")).toBe(0);
  });

  it.each([
    "podTemplates: []",
    "podTemplates: { Shop: spec }",
    "podTemplates: { example.com/Shop: '' }",
    "podTemplates: { example.com/Shop: 'a..b' }",
  ])("are told of where they cannot be: %s", (settings) => {
    expect(loadConfiguration(path, memoryWorkspace({ ".deployment-patterns.yaml": settings }), {}, [rule]).problems).toHaveLength(1);
  });
});

describe("check", () => {
  it("makes one finding of a rule that throws, runs the others, and tells the host", () => {
    const faults: unknown[] = [];
    const broken = ruleOf("broken", () => {
      throw new Error("no model");
    });
    const fine = ruleOf("fine", () => [{ span: { start: 0, end: 4 }, message: "found" }]);
    const findings = check(sourceOf("FROM a\n"), "dockerfile", {
      ...options([broken, fine]),
      onFault: (rule, fault) => faults.push([rule, String(fault)]),
    });
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      [ruleFault, "info"],
      ["dockerfile/fine", "warning"],
    ]);
    expect(findings[0]?.message).toContain("`dockerfile/broken` could not judge this file (no model)");
    expect(faults).toEqual([["dockerfile/broken", "Error: no model"]]);
  });

  it("drops what a rule reported before it threw", () => {
    const half: Rule = {
      ...ruleOf("half", () => []),
      check(_, { report }) {
        report({ span: { start: 0, end: 1 }, message: "half a truth" });
        throw new Error("late");
      },
    };
    expect(check(sourceOf("FROM a\n"), "dockerfile", options([half])).map(({ rule }) => rule)).toEqual([ruleFault]);
  });

  it("lets a problem be weaker than its rule, never stronger", () => {
    const span = { start: 0, end: 4 };
    const weak = ruleOf("weak", () => [{ span, message: "", severity: "hint" }]);
    const strong = ruleOf("strong", () => [{ span, message: "", severity: "error" }]);
    expect(check(sourceOf("FROM a\n"), "dockerfile", options([weak, strong])).map(({ rule, severity }) => [rule, severity])).toEqual([
      ["dockerfile/strong", "warning"],
      ["dockerfile/weak", "hint"],
    ]);
  });

  it("runs on templated files only the rules that judge single lines", () => {
    const text = "FROM {{ image }}\n";
    const report = () => [{ span: { start: 0, end: 4 }, message: "" }];
    const findings = check(
      sourceOf(text),
      "dockerfile",
      options([ruleOf("whole", report), ruleOf("line", report, { readsTemplates: true })]),
    );
    expect(findings.map(({ rule }) => rule)).toEqual(["dockerfile/line"]);
  });

  it("gives equal answers for equal inputs", () => {
    const rule = replacing("one", "a", "b");
    expect(check(sourceOf("FROM a\n"), "dockerfile", options([rule]))).toEqual(check(sourceOf("FROM a\n"), "dockerfile", options([rule])));
  });
});

describe("fixAll", () => {
  const fix = (text: string, rules: Rule[], safety: "safe" | "unsafe" = "safe") =>
    fixAll(sourceOf(text), "dockerfile", { ...options(rules), safety });

  it("goes on until nothing changes, one fix making the next possible", () => {
    const result = fix("FROM a\n", [replacing("one", "FROM a", "FROM b"), replacing("two", "FROM b", "FROM c")]);
    expect(result.text).toBe("FROM c\n");
    expect(result.applied.map(({ title }) => title)).toEqual(["FROM a → FROM b", "FROM b → FROM c"]);
    expect(result.remaining).toEqual([]);
  });

  it("leaves fixes that touch the same characters to the next round", () => {
    expect(fix("FROM abc\n", [replacing("one", "ab", "x"), replacing("two", "bc", "y")]).text).toBe("FROM xc\n");
  });

  it("ends where two fixes undo each other", () => {
    const result = fix("FROM a\n", [replacing("one", "FROM a", "FROM b"), replacing("two", "FROM b", "FROM a")]);
    expect(["FROM a\n", "FROM b\n"]).toContain(result.text);
  });

  it("adds as much to the end of a file as there is to add", () => {
    const rule = ruleOf("unlabelled", (text) =>
      [...text.matchAll(/^RUN (\d+)$/gm)].flatMap((run): Problem[] => {
        if (text.includes(`LABEL of=${run[1]}\n`)) return [];
        const edits = [{ span: { start: text.length, end: text.length }, text: `LABEL of=${run[1]}\n` }];
        const span = { start: run.index, end: run.index + 3 };
        return [
          { span, message: "", fixes: [{ title: "Label it", safety: "safe", changes: [{ kind: "edit", path: "Dockerfile", edits }] }] },
        ];
      }),
    );
    const result = fix(`FROM a\n${Array.from({ length: 50 }, (_, number) => `RUN ${number}\n`).join("")}`, [rule]);
    expect(result.applied).toHaveLength(50);
    expect(result.remaining).toEqual([]);
  });

  it("ends where fixes give rise to each other", () => {
    const grow = ruleOf("grows", (text) => [
      {
        span: { start: 0, end: 4 },
        message: "",
        fixes: [
          {
            title: "Grow",
            safety: "safe",
            changes: [{ kind: "edit", path: "Dockerfile", edits: [{ span: { start: text.length, end: text.length }, text: "RUN x\n" }] }],
          },
        ],
      },
    ]);
    expect(fix("FROM a\n", [grow]).applied.length).toBeLessThan(50);
  });

  it("refuses a fix after which the file has a syntax problem, and applies the others", () => {
    const result = fix("FROM a\nRUN x\n", [replacing("breaks", "RUN", "RUNN"), replacing("helps", "FROM a", "FROM b")]);
    expect(result.text).toBe("FROM b\nRUN x\n");
    expect(result.remaining.map(({ rule }) => rule)).toEqual(["dockerfile/breaks"]);
  });

  it("applies unsafe fixes only when asked to", () => {
    const rule = ruleOf("unsafe", (text) =>
      text.includes("a")
        ? [
            {
              span: { start: 5, end: 6 },
              message: "",
              fixes: [
                {
                  title: "t",
                  safety: "unsafe",
                  changes: [{ kind: "edit", path: "Dockerfile", edits: [{ span: { start: 5, end: 6 }, text: "b" }] }],
                },
              ],
            },
          ]
        : [],
    );
    expect(fix("FROM a\n", [rule]).text).toBe("FROM a\n");
    expect(fix("FROM a\n", [rule], "unsafe").text).toBe("FROM b\n");
  });

  it("never creates a file that is there", () => {
    const rule = ruleOf("creates", () => [
      {
        span: { start: 0, end: 4 },
        message: "",
        fixes: [{ title: "t", safety: "safe", changes: [{ kind: "create", path: ".dockerignore", text: "x\n" }] }],
      },
    ]);
    const workspace = memoryWorkspace({ Dockerfile: "FROM a\n", ".dockerignore": "mine\n" });
    expect(fixAll(sourceOf("FROM a\n"), "dockerfile", { ...options([rule]), workspace, safety: "safe" }).others.size).toBe(0);
    expect(
      fixAll(sourceOf("FROM a\n"), "dockerfile", {
        ...options([rule]),
        workspace: memoryWorkspace({ Dockerfile: "FROM a\n" }),
        safety: "safe",
      }).others,
    ).toEqual(new Map([[".dockerignore", "x\n"]]));
  });
});

describe("a rule that checks other languages as well", () => {
  const run = "on: push\njobs:\n  a:\n    steps:\n      - run: bad\n";
  const action = "runs:\n  using: composite\n  steps:\n    - run: bad\n";
  const shared = defineRule({
    ...ruleOf("x", () => []),
    id: "workflow/bad-script",
    language: "workflow",
    alsoChecks: ["action"],
    check(file, { report }) {
      // Both models have steps; nothing else is asked for.
      const { steps }: StepsFile = file;
      for (const step of steps) if (step.run?.text === "bad") report({ span: step.run.span, message: "" });
    },
  }) as Rule;

  it("is given the files of all of them, and of no other", () => {
    const found = (path: string, text: string) =>
      check(new SourceText(path, text), detectLanguage(path) ?? "dockerfile", options([shared])).map(({ rule }) => rule);
    expect(found(".github/workflows/ci.yml", run)).toEqual(["workflow/bad-script"]);
    expect(found("tools/action.yml", action)).toEqual(["workflow/bad-script"]);
    expect(found("Dockerfile", "FROM a\n")).toEqual([]);
  });

  it("is silent on lines that a configuration excepts", () => {
    const path = ".github/workflows/ci.yml";
    const rules = [{ ...shared, alsoKnownAs: ["zizmor:bad"] }];
    const found = (line: number, text = run) => {
      const workspace = memoryWorkspace({ [path]: text, "zizmor.yml": `rules: { bad: { ignore: ["ci.yml:${line}"] } }\n` });
      const configuration = loadConfiguration(path, workspace, {}, rules);
      return check(new SourceText(path, text), "workflow", { workspace, configuration, today, rules }).map(({ rule }) => rule);
    };
    expect(found(5)).toEqual([]);
    expect(found(4)).toEqual(["workflow/bad-script"]);
  });
});

it("tells rules the release of Kubernetes that is configured, else the newest", () => {
  const seen: string[] = [];
  const rule = defineRule({ ...ruleOf("release", () => []), check: (_file, context) => seen.push(context.kubernetesVersion) }) as Rule;
  check(sourceOf("FROM a\n"), "dockerfile", options([rule]));
  check(sourceOf("FROM a\n"), "dockerfile", { ...options([rule]), configuration: { ...configuration, kubernetesVersion: "1.30" } });
  expect(seen).toEqual([newestKubernetes, "1.30"]);
});
