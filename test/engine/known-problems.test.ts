// What is reported while somebody types must be what a check from the beginning reports.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultConfiguration } from "../../server/engine/config/configuration.ts";
import { newestKubernetes } from "../../server/engine/knowledge/kubernetes-apis.ts";
import { KnownProblems } from "../../server/engine/known-problems.ts";
import type { AnyFile, Language } from "../../server/engine/languages/index.ts";
import { parse } from "../../server/engine/languages/parse.ts";
import { partsOf } from "../../server/engine/languages/parts.ts";
import { check } from "../../server/engine/lint.ts";
import { defineRule, type Finding, isFor, type Problem, type Rule } from "../../server/engine/rule.ts";
import { rules } from "../../server/engine/rules/index.ts";
import type { FileParts } from "../../server/engine/text/parts.ts";
import { SourceText } from "../../server/engine/text/source.ts";
import type { Span } from "../../server/engine/text/span.ts";
import { memoryWorkspace, type Workspace } from "../../server/engine/workspace/workspace.ts";
import { corpusFiles, corpusPaths } from "../corpus.ts";
import { corpusWorkflows } from "./workflow/corpus.ts";

// Scripts are plain JavaScript, which has no types of its own.
const { workflowOf } = (await import(new URL("../../bench/workflows.mjs", import.meta.url).href)) as { workflowOf(lines: number): string };

const { dockerfileOf } = (await import(new URL("../../bench/dockerfiles.mjs", import.meta.url).href)) as {
  dockerfileOf(lines: number): string;
};

const { manifestOf } = (await import(new URL("../../bench/manifests.mjs", import.meta.url).href)) as {
  manifestOf(applications: number): string;
};

const paths: { readonly [L in Language]?: string } = {
  workflow: ".github/workflows/ci.yml",
  kubernetes: "k8s/all.yaml",
  dockerfile: "Dockerfile",
};

const configuration = defaultConfiguration({ preset: "all" });
const today = "2026-11-23";

interface Sample {
  readonly language: Language;
  readonly path: string;
  readonly text: string;
}

/** Numbers below a limit, the same ones in every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * limit);
  };
}

/** The examples of a language's rules put together: several jobs in a workflow, several documents in a manifest. */
function samplesOf(language: Language): Sample[] {
  const bodies: { readonly head: string; readonly part: string }[] = [];
  for (const rule of rules) {
    if (rule.language !== language) continue;
    for (const { bad, good } of rule.examples) {
      for (const text of [bad, good]) {
        if (language === "workflow") {
          const at = /^jobs:\n/m.exec(text);
          const part = at ? text.slice(at.index + at[0].length) : "";
          if (at && /^ {2}\w/.test(part) && !/^\S/m.test(part)) bodies.push({ head: text.slice(0, at.index + at[0].length), part });
        } else bodies.push({ head: "", part: text });
      }
    }
  }
  const join = language === "kubernetes" ? "---\n" : "";
  const path = paths[language] ?? "";
  const samples: Sample[] = [];
  for (let first = 0; first < bodies.length; first += 13) {
    const some = bodies.slice(first, first + 7).map(({ part }, index) => {
      const whole = part.endsWith("\n") ? part : `${part}\n`;
      return language === "workflow" ? whole.replace(/^ {2}([\w-]+):/gm, (key, id) => (index > 0 ? `  ${id}-${index}:` : key)) : whole;
    });
    samples.push({ language, path, text: `${bodies[first]?.head ?? ""}${some.join(join)}` });
  }
  return samples;
}

/** The examples of Dockerfiles cut into stages that are built on each other, copy from each other and are built by name. */
function chains(): Sample[] {
  const next = numbers(4);
  const some = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  const all = rules.filter(({ language }) => language === "dockerfile");
  const examples = all.filter((_, index) => index % 2 === 0).map(({ examples: [{ bad }] }) => bad);
  return examples.map((bad) => {
    const { stages } = parse(new SourceText("Dockerfile", bad), "dockerfile");
    const stage = stages.at(-1);
    const own = (stage?.instructions ?? []).map(({ span }) => `${bad.slice(span.start, span.end)}\n`);
    const [one, two] = [next(own.length + 1), next(own.length + 1)].sort((a, b) => a - b);
    const head = bad.slice(0, stage?.from.span.start ?? 0);
    const image = stage?.from.image?.word.raw ?? "alpine";
    const text = [
      ...[head, `FROM ${image} AS s0\n`, ...own.slice(0, one), `FROM s0 AS ${some(["s1", "dev"])}\n`, ...own.slice(one, two)],
      ...[`FROM ${some(["s0", "s1", "alpine:3.24"])} AS ${some(["s2", "test"])}\n`, ...own.slice(two)],
      ...[`FROM ${some(["s0", "s2", image])}\nCOPY --from=${some(["s1", "0", "s9"])} / /srv/\n`],
    ];
    return { language: "dockerfile", path: "Dockerfile", text: text.join("") };
  });
}

/** A text somewhat later: what somebody who writes in it may do to it. */
function edited(text: string, language: Language, next: (limit: number) => number): string {
  const lines = text.split("\n");
  const at = next(lines.length);
  const line = lines[at] as string;
  const parts = partsOf(parse(new SourceText(paths[language] ?? "", text), language));
  const spans = parts?.spans ?? [];
  const some = (): Span => spans[next(spans.length)] ?? { start: 0, end: 0 };
  switch (next(14)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, line);
      break;
    case 2:
      lines[at] = ` ${line}`;
      break;
    case 3:
      lines[at] = `${line}"`;
      break;
    case 4: {
      const { start, end } = some();
      return text.slice(0, start) + text.slice(end);
    }
    case 5: {
      const { start, end } = some();
      return text.slice(0, end) + text.slice(start, end) + text.slice(end);
    }
    case 6: {
      const [one, other] = [some(), some()];
      return text.slice(0, one.start) + text.slice(other.start, other.end) + text.slice(one.start);
    }
    case 7:
      return next(4) > 0 ? text : text.includes("\r") ? text.replaceAll("\r\n", "\n") : text.replaceAll("\n", "\r\n");
    case 8:
      lines[at] = next(3) > 0 ? `${line} # why` : `${line} &a\n${line} *a`;
      break;
    case 9:
      lines[at] = line.replace(/\w+$/, (word) => ["true", "main", "production", "latest", `${word}x`, "3", ""][next(7)] as string);
      break;
    case 10:
      return `${["", "\n", "# first\n"][next(3)]}${text}`;
    default: {
      const column = next(line.length + 1);
      lines[at] = `${line.slice(0, column)}${"x -:"[next(4)]}${line.slice(column)}`;
    }
  }
  return lines.join("\n");
}

function findingsIn(sample: Sample, workspace: Workspace, known?: KnownProblems): readonly string[] {
  const { path, text, language } = sample;
  const found: Finding[] = check(new SourceText(path, text), language, {
    workspace,
    configuration,
    today,
    rules,
    ...(known && { known }),
  });
  // Of two findings at one place, the order says nothing.
  return found.map((finding) => JSON.stringify(finding)).sort();
}

/** Other files: what of a Dockerfile is built is told by what builds it. */
function surroundings(seed: number): Record<string, string> {
  const targets = seed % 2 > 0 ? ["s0", "s2", "deps-0"] : [];
  const services = targets.map((target) => `  ${target}:\n    build:\n      context: .\n      target: ${target}\n`);
  const compose = { "compose.yaml": `services:\n${services.join("")}` };
  return { "package.json": "{}", "k8s/web.yaml": "kind: Service\n", ...(targets.length > 0 && compose) };
}

/** The first of a series of texts of which reuse says something else. */
function firstDifference(sample: Sample, edits: number, seed: number): string | undefined {
  const next = numbers(seed);
  const known = new KnownProblems();
  const workspace = memoryWorkspace({ [sample.path]: sample.text, ...surroundings(seed) });
  let { text } = sample;
  for (let edit = 0; edit <= edits; edit++) {
    if (next(2) > 0) workspace.open(sample.path, text);
    const now = { ...sample, text };
    const [mine, fresh] = [findingsIn(now, workspace, known), findingsIn(now, workspace)];
    if (mine.join("\n") !== fresh.join("\n")) {
      const more = mine.filter((one) => !fresh.includes(one));
      const less = fresh.filter((one) => !mine.includes(one));
      return `edit ${edit} of ${sample.path}, seed ${seed}\nonly with reuse: ${more.join("\n")}\nonly without: ${less.join("\n")}\n${text}`;
    }
    // From time to time back to where it began, as in undoing.
    text = next(12) === 0 ? sample.text : edited(text, sample.language, next);
    if (text.length > 60_000) text = sample.text;
  }
  return undefined;
}

function fixtures(): Sample[] {
  const samples: Sample[] = [];
  for (const folder of ["healthy", "unhealthy", "pipelines"]) {
    const at = join(import.meta.dirname, "../fixtures", folder);
    for (const entry of readdirSync(at, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
      if (/^jobs:/m.test(text)) samples.push({ language: "workflow", path: ".github/workflows/ci.yml", text });
      else if (/^kind:/m.test(text)) samples.push({ language: "kubernetes", path: "k8s/all.yaml", text });
    }
  }
  return samples;
}

const divisible = (sample: Sample): boolean =>
  partsOf(parse(new SourceText(sample.path, sample.text), sample.language)) !== undefined && sample.text.length < 40_000;

const written: readonly Sample[] = [
  ...samplesOf("workflow"),
  ...samplesOf("kubernetes"),
  ...samplesOf("dockerfile"),
  ...chains(),
  { language: "dockerfile", path: "Dockerfile", text: dockerfileOf(120) } as const,
  { language: "workflow", path: ".github/workflows/ci.yml", text: workflowOf(350) } as const,
  ...fixtures(),
].filter(divisible);
const real: readonly Sample[] = [
  ...(corpusWorkflows() ?? []).map((file) => ({ ...file, language: "workflow" }) as const),
  ...(corpusFiles("kubernetes") ?? []).map((file) => ({ ...file, language: "kubernetes" }) as const),
  ...(corpusPaths((path) => path.startsWith("dockerfile/") && /(?:^|\/)Dockerfile[^/]*$/.test(path)) ?? []).map(
    ({ text }) => ({ path: "Dockerfile", text, language: "dockerfile" }) as const,
  ),
].filter((sample, index) => index % 13 === 0 && divisible(sample));

describe("findings of unchanged parts", () => {
  it("has texts with parts to work with", () => {
    expect(written.filter(({ language }) => language === "workflow").length).toBeGreaterThan(15);
    expect(written.filter(({ language }) => language === "kubernetes").length).toBeGreaterThan(10);
    expect(written.filter(({ language }) => language === "dockerfile").length).toBeGreaterThan(50);
  });

  it("are the same as those of a check from the beginning, after whatever edits", { timeout: 120_000 }, () => {
    for (const [seed, sample] of written.entries())
      expect(firstDifference(sample, sample.language === "dockerfile" ? 6 : 10, seed + 1)).toBeUndefined();
  });

  it("are the same in files of real projects", { timeout: 120_000 }, () => {
    for (const [seed, sample] of real.entries()) expect(firstDifference(sample, 8, seed + 1)).toBeUndefined();
  });
});

describe("rules that judge parts", () => {
  it("say of each part, seen by itself, what they say of it in the whole file", { timeout: 120_000 }, () => {
    for (const [seed, sample] of [...written, ...real].entries()) {
      const file = parse(new SourceText(sample.path, sample.text), sample.language);
      const parts = partsOf(file) as FileParts<AnyFile>;
      const workspace = memoryWorkspace({ [sample.path]: sample.text, ...(sample.language === "dockerfile" && surroundings(seed)) });
      const numbersOf = [...parts.spans.keys()];
      const connected = parts.connected();
      const groups = [...new Set(connected)].map((group) => new Set(numbersOf.filter((part) => connected[part] === group)));
      const single = numbersOf.map((part) => new Set([part]));
      for (const rule of rules) {
        if (!rule.judges || !isFor(rule, sample.language)) continue;
        const whole = problemsOf(rule, file, workspace);
        const isOutside = ({ span }: Problem) => !parts.spans.some((part) => part.start <= span.start && span.start < part.end);
        const all = [...problemsOf(rule, parts.view(new Set()), workspace).filter(isOutside)];
        for (const some of rule.judges === "part" ? single : groups) {
          const isInside = ({ span }: Problem) =>
            [...some].some((part) => (parts.spans[part] as Span).start <= span.start && span.start < (parts.spans[part] as Span).end);
          all.push(...problemsOf(rule, parts.view(some), workspace).filter(isInside));
        }
        const sorted = (problems: readonly Problem[]) => problems.map((problem) => JSON.stringify(problem)).sort();
        expect(sorted(all), `${rule.id}\n${sample.text}`).toEqual(sorted(whole));
      }
    }
  });

  function problemsOf(rule: Rule, file: AnyFile, workspace: Workspace): Problem[] {
    const problems: Problem[] = [];
    const options = configuration.optionsOf(rule, file.source.path);
    rule.check(file, { options, workspace, today, kubernetesVersion: newestKubernetes, report: (problem) => problems.push(problem) });
    return problems;
  }
});

describe("what is run again", () => {
  const text = workflowOf(200);
  const path = ".github/workflows/ci.yml";

  /** A rule that reports every job's id, and counts what it has been shown. */
  function counting(judges: Rule["judges"], ask: (workspace: Workspace) => unknown = () => undefined) {
    const shown: string[][] = [];
    const rule = defineRule({
      id: "workflow/test",
      language: "workflow",
      category: "reliability",
      severity: "warning",
      preset: "recommended",
      summary: "A rule of the tests.",
      why: "",
      examples: [{ title: "", bad: "", good: "" }],
      links: [],
      since: "0.1.0",
      patterns: [],
      ...(judges && { judges }),
      check(file, { report, workspace }) {
        ask(workspace);
        shown.push(file.jobs.map(({ id }) => id));
        for (const { idSpan } of file.jobs) report({ span: idSpan, message: "A job." });
      },
    }) as Rule;
    return { rule, shown };
  }

  function checker(rule: Rule, workspace = memoryWorkspace({ [path]: text, "package.json": "{}" })) {
    const known = new KnownProblems();
    const run = (now: string, day = today) =>
      check(new SourceText(path, now), "workflow", { workspace, configuration, today: day, rules: [rule], known });
    return { run, known, workspace };
  }

  const changed = text.replace("npm run typecheck", "npm run types");

  it("is the part that has changed, and with it those that are connected", () => {
    const { rule, shown } = counting("part");
    const { run } = checker(rule);
    const all = run(text).length;
    expect(run(changed)).toHaveLength(all);
    expect(shown.map(({ length }) => length)).toEqual([all, 1]);
    const connected = counting("connected");
    const other = checker(connected.rule);
    other.run(text);
    other.run(changed);
    expect(connected.shown.at(-1)).toEqual(["test-0", "test-1", "test-2", "deploy-3"]);
  });

  it("is all of it for a rule that says nothing of parts", () => {
    const { rule, shown } = counting(undefined);
    const { run } = checker(rule);
    run(text);
    run(changed);
    expect(shown[1]).toEqual(shown[0]);
  });

  it("is all of it on another day, with other surroundings, once forgotten, and where the workspace answers otherwise", () => {
    const { rule, shown } = counting("part", (workspace) => workspace.read("package.json"));
    const { run, known, workspace } = checker(rule);
    const all = run(text).length;
    const last = () => shown.at(-1)?.length;
    run(text, "2026-11-24");
    expect(last()).toBe(all);
    run(text.replace("contents: read", "contents: write"), "2026-11-24");
    expect(last()).toBe(all);
    run(changed, "2026-11-24");
    expect(last()).toBe(1);
    workspace.open("package.json", '{ "private": true }');
    run(text, "2026-11-24");
    expect(last()).toBe(all);
    known.forget(path);
    run(text, "2026-11-24");
    expect(last()).toBe(all);
  });

  it("is nothing where nothing has changed but what stands around", () => {
    const { rule, shown } = counting("part");
    const { run } = checker(rule);
    run(text);
    run(text);
    expect(shown).toHaveLength(1);
  });

  it("moves what was reported to where it is now", () => {
    const { rule } = counting("part");
    const { run } = checker(rule);
    run(text);
    const longer = text.replace("npm ci", "npm ci --ignore-scripts");
    for (const { span } of run(longer)) expect(longer.slice(span.start - 2, span.end)).toMatch(/^ {2}(?:test|deploy)-\d+$/);
  });

  it("is all of it as long as the rule throws", () => {
    let isBroken = true;
    const { rule, shown } = counting("part", () => {
      if (isBroken) throw new Error("no");
    });
    const { run } = checker(rule);
    expect(run(text).map((finding) => finding.rule)).toEqual(["internal/rule-fault"]);
    isBroken = false;
    const all = run(changed).length;
    expect(shown.at(-1)).toHaveLength(all);
  });
});

describe("an edit of what others look at", () => {
  const path = "k8s/shop.yaml";
  const text = manifestOf(20);

  /** By document, how many rules have been run on it since the text before. */
  function judging() {
    let shown = new Map<string, number>();
    const counted = rules.map(
      (rule): Rule => ({
        ...rule,
        check(file: Parameters<Rule["check"]>[0], context: Parameters<Rule["check"]>[1]) {
          if (file.language === "kubernetes") {
            for (const { objects } of file.documents) {
              const [name = ""] = objects.map(({ title }) => title);
              shown.set(name, (shown.get(name) ?? 0) + 1);
            }
          }
          rule.check(file, context);
        },
      }),
    );
    const workspace = memoryWorkspace({ [path]: text });
    const known = new KnownProblems();
    return (now: string): ReadonlyMap<string, number> => {
      shown = new Map();
      workspace.open(path, now);
      check(new SourceText(path, now), "kubernetes", { workspace, configuration, today, rules: counted, known });
      return shown;
    };
  }

  it.each([
    [
      "a label of a Deployment",
      "Deployment",
      "metadata:\n  name: shop-7\n  namespace: shop\n  labels:\n    app.kubernetes.io/name: shop-7",
    ],
    ["a label of its pods", "Deployment", "template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: shop-7"],
    ["the name of a Deployment", "Deployment", "metadata:\n  name: shop-7"],
    ["a label of a Service", "Service", "metadata:\n  name: shop-7\n  namespace: shop\n  labels:\n    app.kubernetes.io/name: shop-7"],
    ["a selector", "Service", "selector:\n    app.kubernetes.io/name: shop-7"],
    ["the name of a ConfigMap", "ConfigMap", "metadata:\n  name: shop-7"],
    ["the name of a ServiceAccount", "ServiceAccount", "metadata:\n  name: shop-7"],
    ["a line of a container", "Deployment", "image: registry.example.com/shop/web:1.7.0"],
  ])("runs on the parts that have to do with it alone: %s", (_, kind, place) => {
    const from = text.indexOf(place, text.indexOf(`kind: ${kind}\nmetadata:\n  name: shop-7\n`) - 1);
    const at = text.indexOf("\n", from + place.length);
    expect(from).toBeGreaterThan(0);
    const typed = (letters: string) => `${text.slice(0, at)}${letters}${text.slice(at)}`;
    const judge = judging();
    // Once for all, and once to learn which part asks what.
    for (const letters of ["", "a", "", "ab"]) judge(typed(letters));
    const shown = judge(typed("abc"));
    expect([...shown.keys()].length).toBeLessThanOrEqual(5);
    const [own = 0, ...others] = [...shown.values()].sort((a, b) => b - a);
    expect(own).toBeLessThanOrEqual(rules.filter(({ language }) => language === "kubernetes").length);
    expect(others.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(12);
  });
});
