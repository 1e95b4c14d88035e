import type { Step } from "../languages/workflow/model.ts";
import type { Span } from "../text/span.ts";
import { kindOfTag, listItems, type Piece, piecesOf, placeOf, readImage, refsOf, tagKindOf } from "./image-text.ts";
import type { ImageTag } from "./model.ts";

/** What `docker/metadata-action` makes of its inputs. */
export interface Metadata {
  readonly step: Step;
  /** One for each image and tag rule that can apply, the first ones first. */
  readonly tags: readonly ImageTag[];
  /** All its rules could be read. */
  readonly hasAllTags: boolean;
}

const known = new WeakMap<Step, Metadata>();

/** The tags that a step of `docker/metadata-action` gives; undefined for other steps. */
export function metadataOf(step: Step): Metadata | undefined {
  if (step.uses?.action !== "docker/metadata-action") return undefined;
  let found = known.get(step);
  if (!found) {
    // Set first: a rule may speak of the step's own output.
    known.set(step, { step, tags: [], hasAllTags: false });
    found = compute(step);
    known.set(step, found);
  }
  return found;
}

interface Rule {
  readonly text: string;
  readonly span: Span;
  readonly kind: ImageTag["kind"];
}

/** What holds without `tags`. Source: README of docker/metadata-action, `tags` input. */
const defaultRules = ["type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr"];

function compute(step: Step): Metadata {
  const place = placeOf(step);
  const { workflow } = place;
  const { tags: onTags } = refsOf(workflow);
  const images = step.input("images")?.value;
  const tags = step.input("tags")?.value;
  const uses = step.uses?.span ?? step.span;
  const given = tags && listItems(tags, false);
  const lines = given && given.length > 0 ? given : defaultRules.map((text) => ({ text, start: 0, end: 0 }));
  const rules: Rule[] = [];
  let hasAllTags = true;
  let makesLatest = false;
  for (const { text, start, end } of lines) {
    const span = tags && end > 0 ? tags.mapped.spanToSource({ start, end }) : uses;
    const attributes = attributesOf(text);
    if (attributes.get("enable") === "false") continue;
    const value = attributes.get("value");
    const type = attributes.get("type") ?? "raw";
    switch (type) {
      case "sha":
        rules.push({ text, span, kind: "immutable" });
        break;
      case "semver":
      case "pep440": {
        // Of branches these give nothing, unless the version is handed in.
        if (!onTags && value === undefined) break;
        const pattern = attributes.get("pattern") ?? "{{version}}";
        const isFull = /\{\{\s*(?:version|raw|patch)\b|\{\{\s*major\s*\}\}\.\{\{\s*minor\s*\}\}\.\{\{\s*patch\s*\}\}/.test(pattern);
        rules.push({ text, span, kind: isFull ? "immutable" : "moving" });
        makesLatest = true;
        break;
      }
      case "match":
        if (!onTags && value === undefined) break;
        rules.push({ text, span, kind: "unknown" });
        makesLatest = true;
        break;
      case "ref":
        if (attributes.get("event") === "tag") {
          if (!onTags) break;
          rules.push({ text, span, kind: "immutable" });
          makesLatest = true;
        } else if (attributes.get("event") === "pr") {
          if (workflow?.triggers.some(({ event }) => event.startsWith("pull_request")) ?? true) rules.push({ text, span, kind: "moving" });
        } else rules.push({ text, span, kind: "moving" });
        break;
      case "schedule":
        if (workflow?.trigger("schedule")) rules.push({ text, span, kind: "moving" });
        break;
      case "edge":
        rules.push({ text, span, kind: "moving" });
        break;
      case "raw": {
        const raw = value ?? (text.includes("=") ? "" : text);
        const pieces = raw
          .split(/(\{\{[^}]*\}\})/)
          .flatMap((part): readonly Piece[] =>
            /^\{\{/.test(part) && !raw.includes(`$${part}`) ? [handlebar(part)] : part === "" ? [] : [{ kind: "text", text: part }],
          );
        // An expression has the same braces: it is read as what it is.
        const all = /\$\{\{/.test(raw) ? piecesOf(raw, place) : pieces;
        const kind = all.length === 0 ? "unknown" : all.every((piece) => piece.kind === "text") ? kindOfTag(raw) : tagKindOf(all, workflow);
        rules.push({ text, span, kind });
        // An expression that is all of the line may stand for several of them.
        if (kind === "unknown" && value === undefined) hasAllTags = false;
        break;
      }
      default:
        hasAllTags = false;
    }
  }
  const flavor = new Map(
    step
      .input("flavor")
      ?.value?.text.split("\n")
      .map((line) => line.trim().split("=", 2) as [string, string]),
  );
  const latest = flavor.get("latest") ?? "auto";
  const isLatest = latest === "true" || (latest === "auto" && makesLatest);
  if (latest !== "true" && latest !== "false" && latest !== "auto") hasAllTags = false;
  const suffix = `${flavor.get("prefix") ?? ""}${flavor.get("suffix") ?? ""}`;
  const suffixKind = suffix === "" ? undefined : tagKindOf(piecesOf(suffix, place), workflow);
  const all = isLatest ? [...rules, { text: "latest", span: step.input("flavor")?.keySpan ?? uses, kind: "latest" as const }] : rules;

  const names = images
    ? listItems(images).flatMap(({ text }) => (/\benable=false\b/.test(text) ? [] : [text.replace(/^name=/, "").replace(/,.*$/s, "")]))
    : [];
  const result: ImageTag[] = [];
  for (const name of names.length > 0 ? names : [undefined]) {
    const image = name === undefined ? undefined : readImage(piecesOf(name, place), workflow);
    for (const { text, span, kind } of all) {
      const combined = suffixKind === "immutable" ? "immutable" : suffixKind === "unknown" ? "unknown" : kind;
      result.push({ text, span, registry: image?.registry, repository: image?.repository, kind: combined });
    }
  }
  return { step, tags: result, hasAllTags };
}

/** `type=raw,value=x,enable=…`: comma-separated, values may hold expressions and quotes. */
function attributesOf(line: string): ReadonlyMap<string, string> {
  const masked = line.replaceAll(/\$\{\{[\s\S]*?\}\}|"[^"]*"/g, (part) => "_".repeat(part.length));
  const attributes = new Map<string, string>();
  let start = 0;
  for (const part of masked.split(",")) {
    const text = line.slice(start, start + part.length).trim();
    start += part.length + 1;
    const equals = text.indexOf("=");
    if (equals > 0)
      attributes.set(
        text.slice(0, equals).trim().toLowerCase(),
        text
          .slice(equals + 1)
          .trim()
          .replace(/^"(.*)"$/, "$1"),
      );
  }
  return attributes;
}

/** Its own expressions. Source: README of docker/metadata-action, "Global expressions". */
function handlebar(text: string): Piece {
  if (/\bsha\b|commit_date/.test(text)) return { kind: "immutable" };
  if (/\bdate\b/.test(text)) return { kind: /[Hhms]{2}|X/.test(text) ? "immutable" : "moving" };
  if (/\btag\b|\bversion\b|\braw\b/.test(text)) return { kind: "immutable" };
  if (/\bbranch\b|base_ref|\bmajor\b|\bminor\b/.test(text)) return { kind: "moving" };
  return { kind: "unknown" };
}
