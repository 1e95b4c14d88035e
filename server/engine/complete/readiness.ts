import { readinessItems } from "../knowledge/readiness.ts";
import type { ReadinessFile } from "../languages/readiness/model.ts";
import { fingerprint } from "../readiness/fingerprint.ts";
import { type KeyFacts, keysAt } from "../readiness/sign-off-type.ts";
import { validDays } from "../readiness/validity.ts";
import { rules } from "../rules/index.ts";
import { daysAfter } from "../text/days.ts";
import { folderOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { CompleteOptions } from "./complete.ts";
import type { Completion } from "./completion.ts";
import { completeSuppression } from "./suppressions.ts";
import { placeAt, type YamlPlace } from "./yaml-place.ts";

/** What can be written at an offset of a sign-off file: keys, items with their title, states, days, files. */
export function completeReadiness(file: ReadinessFile, offset: number, options: CompleteOptions): Completion[] {
  const comment = file.comments.find(({ span }) => span.start < offset && offset <= span.end);
  if (comment) {
    const typed = file.source.text.slice(comment.span.start, offset);
    return completeSuppression(typed, { start: comment.span.start, end: offset }, file.language, "the key or item below", rules) ?? [];
  }
  const place = placeAt(file.source, offset);
  if (!place || place.isText) return [];
  const path = place.path.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const keys = place.mayBeKey ? (path.length === 1 && path[0] === "items" ? itemsAt(place) : keysOf(keysAt(path), place)) : [];
  return [...keys, ...(place.mayBeValue ? valuesAt(path, place, file, options) : [])];
}

function keysOf(keys: readonly KeyFacts[], { present, span, hasColon, isFlow, column }: YamlPlace): Completion[] {
  return keys
    .filter(({ key }) => !present.includes(key))
    .map(({ key, about, values, form }) => {
      const below = `\n${" ".repeat(column + 2)}`;
      const rest = isFlow || form === "text" ? " " : form === "list" ? `${below}- ` : below;
      const detail = values.length > 0 ? values.join(" | ") : form === "map" ? "mapping" : form;
      return { kind: "key", label: key, span, text: hasColon ? key : `${key}:${rest}`, detail, about, leadsOn: true };
    });
}

/** Items that nothing was decided about yet; each brings along what a decision has to say. */
function itemsAt({ present, span, hasColon, column }: YamlPlace): Completion[] {
  return readinessItems
    .filter(({ id }) => !present.includes(id))
    .map(({ id, title, why }) => {
      const text = hasColon ? id : `${id}:\n${" ".repeat(column + 2)}status: `;
      return {
        kind: "key",
        label: id,
        span,
        text,
        detail: title,
        about: `**${title}**\n\n${why}`,
        filter: `${id} ${title}`,
        leadsOn: true,
      };
    });
}

type Path = readonly (string | number)[];

function valuesAt(path: Path, place: YamlPlace, file: ReadinessFile, { workspace, today }: CompleteOptions): Completion[] {
  const key = path.at(-1);
  const { span, word } = place;
  const offer = (text: string, detail: string, kind: Completion["kind"] = "value"): Completion => ({
    kind,
    label: text,
    span,
    text,
    detail,
  });
  const facts = keysAt(path.slice(0, -1)).find((one) => one.key === key);
  if (facts && facts.values.length > 0) return facts.values.map((value) => ({ ...offer(value, ""), about: facts.about }));
  if (key === "on") return [offer(today, "today")];
  if (key === "expires") {
    const spans = [...new Set([30, 90, validDays(String(path[1]))])].sort((a, b) => a - b);
    return spans.map((days) => offer(daysAfter(today, days), `in ${days} days`));
  }
  if (key === "ref") return filesFor(word, file, workspace).map(({ path: at, isFolder }) => offer(at, "", isFolder ? "folder" : "file"));
  if (key === "covers") {
    const named = file.signOffs
      .find(({ id }) => id === path[1])
      ?.evidence.find(({ node }) => node.span.start <= span.start && span.end <= node.span.end + 1);
    const at = named?.ref.value === undefined ? undefined : resolvePath(folderOf(file.source.path), named.ref.value);
    const now = at === undefined ? undefined : fingerprint(workspace.read(at) ?? "\uFFFD");
    return now === undefined ? [] : [offer(now, `${named?.ref.value} as it is now`)];
  }
  return [];
}

/** Files and folders that continue what is typed, from the folder of the sign-off file. */
function filesFor(word: string, { source }: ReadinessFile, workspace: Workspace): { path: string; isFolder: boolean }[] {
  const typed = word.slice(0, word.lastIndexOf("/") + 1);
  const folder = resolvePath(folderOf(source.path), typed === "" ? "." : typed);
  if (folder === undefined) return [];
  return (workspace.list(folder) ?? [])
    .filter(({ name }) => !name.startsWith(".") || name === ".github")
    .map(({ name, isFolder }) => ({ path: `${typed}${name}${isFolder ? "/" : ""}`, isFolder }));
}
