import { builtStages } from "../../image/built.ts";
import { isDevelopment, wholeOf } from "../../image/production.ts";
import { hasNumberedStages, linksOf, neededStages } from "../../image/stage-links.ts";
import { sourceNames } from "../../languages/dockerfile/instructions.ts";
import type { Dockerfile, Stage } from "../../languages/dockerfile/model.ts";
import { within } from "../../languages/dockerfile/parts.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { remove } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import { buildsOf } from "../../workspace/builds.ts";
import { mentionedTargets, type TargetMentions } from "../../workspace/stage-targets.ts";

export default defineRule({
  id: "dockerfile/unused-stage",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "A stage that no build makes: nothing starts or copies from it.",
  why: `BuildKit builds only what the target needs. A stage that the last one does not lead to, and that nobody asks for by \`--target\`, is never built: it rots without anyone noticing, and readers take it for part of the image.

Take it out, or use it.

Targets are looked for in Compose files, Bake files, workflows, \`devcontainer.json\`, Makefiles, scripts and READMEs; where those are not seen, or a variable names the target, only stages without a name are reported. Silent, too, on stages that
a variable may choose (\`FROM build-\${TARGETARCH}\`), and on those that are meant to be built by name: those for developing and checking, those that say what to start, and \`FROM scratch\`, which hands out files.`,
  examples: [
    {
      title: "A stage that was left behind",
      bad: "FROM alpine:3.24\nRUN apk add --no-cache curl\n\nFROM alpine:3.24\nUSER nobody\n",
      good: "FROM alpine:3.24\nUSER nobody\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/multi-stage/#differences-between-legacy-builder-and-buildkit"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D1"],
  check(file, { workspace, report }) {
    const { path } = file.source;
    const whole = wholeOf(file);
    if (whole.stages.length < 2 || isDevelopment(path) || buildsOf(path, workspace).some((one) => one.isTargetUnknown)) return;
    const built = new Set(builtStages(file, workspace));
    const others = file.stages.filter((stage) => !built.has(stage));
    if (others.length === 0) return;
    const mentions = mentionedTargets(workspace);
    const misspelt = misspeltNames(whole, others);
    const chosen = chosenNames(whole);
    const kept = new Set<Stage>();
    // A stage needs earlier ones alone.
    for (const stage of others.toReversed()) {
      if (isMeant(stage, mentions) || (stage.name !== undefined && (misspelt.has(stage.name) || chosen(stage.name)))) kept.add(stage);
      if (kept.has(stage)) for (const link of linksOf(stage)) kept.add(link);
    }
    for (const stage of others) {
      if (kept.has(stage)) continue;
      const fix = removal(stage, whole);
      report({
        span: (stage.from.name ?? stage.from.image?.word)?.span ?? stage.from.keywordSpan,
        message: "No build makes this stage: nothing starts or copies from it, and no target asks for it. Take it out, or use it.",
        tags: ["unnecessary"],
        ...(fix && { fixes: [fix] }),
      });
    }
  },
});

/** The names of stages that a `--from` most likely means with another name, which `dockerfile/unknown-stage` reports. */
function misspeltNames(file: Dockerfile, stages: readonly Stage[]): ReadonlySet<string | undefined> {
  const written: string[] = [];
  for (const one of file.instructions) {
    if (one.keyword === "COPY" && sourceNames(one).length > 0 && one.from && !one.fromStage) written.push(one.from.text.toLowerCase());
  }
  const names = written.length > 0 ? stages.flatMap(({ name }) => name ?? []) : [];
  return new Set([...new Set(written)].slice(0, 20).map((name) => nearest(name, names)));
}

/** Tells of a stage's name whether a variable in a FROM may choose it: `build-amd64` of `build-$TARGETARCH`. */
function chosenNames({ stages }: Dockerfile): (name: string) => boolean {
  const ends = new Map<string, readonly [string, string]>();
  for (const { from, base } of stages) {
    const image = from.image?.word.text ?? "";
    if (!image.includes("$")) continue;
    const [first = "", ...rest] = image.toLowerCase().split(/\$(?:\w+|\{[^}]*\})/);
    // A variable that is all of it may as well stand for an image, unless it stands for a stage by default.
    if (rest.length > 0 && (base.kind === "stage" || `${first}${rest.at(-1)}` !== ""))
      ends.set(`${first}$${rest.at(-1)}`, [first, rest.at(-1) ?? ""]);
  }
  const few = [...ends.values()].slice(0, 20);
  return (name) => few.some(([start, end]) => name.startsWith(start) && name.endsWith(end));
}

/** Words in the names of stages that are built by name. */
const tasks =
  /(?:^|[-_.])(?:ci|docs?|check|validate|verify|format|fmt|generate[d]?|gen|update|vendor(?:ed)?|coverage|bench(?:mark)?|shell|export(?:er)?|artifacts?|binar(?:y|ies)|release|prod(?:uction)?|migrat(?:e|ions?))(?:$|[-_.])/;

/** Whether a stage is there to be built by its name. */
function isMeant(stage: Stage, mentions: TargetMentions | undefined): boolean {
  if (stage.name === undefined) return false;
  if (
    !mentions ||
    mentions.isOpen ||
    mentions.names.has(stage.name) ||
    isDevelopment(stage) ||
    tasks.test(stage.name) ||
    stage.base.kind === "scratch"
  )
    return true;
  return stage.instructions.some(({ keyword }) => keyword === "CMD" || keyword === "ENTRYPOINT");
}

/** The fix that takes a stage out; none where another unused one needs it, stages are told by number, or comments would go along. */
function removal(stage: Stage, file: Dockerfile): Fix | undefined {
  const { from } = stage;
  const { source } = file;
  const next = file.stages[stage.index + 1];
  if (!next || from.leadingComments.length > 0 || neededStages(file).has(stage) || hasNumberedStages(file)) return undefined;
  const start = source.lineSpan(source.lineOf(from.span.start)).start;
  const end = source.lineSpan(source.lineOf((next.from.leadingComments[0] ?? next.from).span.start)).start;
  if (within(file.comments, [{ start, end }]).length > 0) return undefined;
  return {
    title: "Take the stage out",
    safety: "unsafe",
    changes: [{ kind: "edit", path: source.path, edits: [remove({ start, end })] }],
  };
}
