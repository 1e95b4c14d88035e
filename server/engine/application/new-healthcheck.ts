import { healthcheckFor } from "../image/healthcheck.ts";
import { serviceImage } from "../knowledge/service-images.ts";
import type { ComposeFile, Service } from "../languages/compose/model.ts";
import { raw, styleOf, type YamlInput } from "../languages/yaml/patch.ts";
import type { Safety } from "../rule.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ApplicationService } from "./application.ts";
import { builtStage } from "./built-stage.ts";
import { type Edits, insertKey, insertServiceKey } from "./edit.ts";
import { has, likelyImageOf } from "./settings.ts";

/** A health check that fits what a service's image is and has. */
export interface NewHealthcheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly startPeriod: string;
  /** What it asks, for titles: `PostgreSQL`; undefined for an application of one's own. */
  readonly title: string | undefined;
  /** Safe where it works for the image as it comes and the service changes nothing of how it starts. */
  readonly safety: Safety;
}

/** Mark the places of guesses in the words of a test; they stand in no Compose file. */
const open = "\uE000";
const close = "\uE001";

/** The health check for a service; undefined where its image is not known, or has nothing to ask with. */
export function newHealthcheck(service: ApplicationService, workspace: Workspace): NewHealthcheck | undefined {
  const image = likelyImageOf(service);
  const stage = builtStage(service, workspace);
  const known = stage || image === undefined ? undefined : serviceImage(image);
  if (known?.healthcheck) {
    const { test, interval, timeout, retries, startPeriod, isCertain } = known.healthcheck;
    const startsAsItComes = has(service, "command") === false && has(service, "entrypoint") === false;
    return { test, interval, timeout, retries, startPeriod, title: known.title, safety: isCertain && startsAsItComes ? "safe" : "unsafe" };
  }
  if (!stage || has(service, "command") !== false) return undefined;
  const found = healthcheckFor(stage, workspace);
  if (!found) return undefined;
  const test = testOf(found.text, found.placeholders);
  return test && { test, interval: "30s", timeout: "3s", retries: 3, startPeriod: "10s", title: undefined, safety: "unsafe" };
}

/** The words of a test for what stands behind `CMD` in a HEALTHCHECK instruction, its guesses marked. */
function testOf(text: string, placeholders: readonly Span[]): readonly string[] | undefined {
  let marked = "";
  let from = 0;
  for (const { start, end } of placeholders) {
    marked += text.slice(from, start) + open + text.slice(start, end) + close;
    from = end;
  }
  marked += text.slice(from);
  const command = /\n\s*CMD (.+)$/s.exec(marked)?.[1];
  if (command === undefined) return undefined;
  const words = command.startsWith("[") ? ["CMD", ...(JSON.parse(command) as string[])] : ["CMD-SHELL", command];
  return words.map((word) => word.replaceAll("$", "$$$$"));
}

/** The edits that give a service a health check, or its health check a test. */
export function insertHealthcheck(service: Service, { test, interval, timeout, retries, startPeriod }: NewHealthcheck): Edits {
  const { file, healthcheck } = service;
  const edits = healthcheck?.mapping.map
    ? insertKey(file, healthcheck.mapping, "test", testInput(file, test))
    : insertServiceKey(service, "healthcheck", { test: testInput(file, test), interval, timeout, retries, start_period: startPeriod });
  return edits?.map(withPlaceholders);
}

/** The words of a test as a list in brackets, in the file's quotes, as nearly everybody writes it. */
export function testInput({ yaml }: ComposeFile, words: readonly string[]): YamlInput {
  const { quote } = styleOf(yaml);
  const written = words.map((word) => (quote === "'" && !/['\n\t]/.test(word) ? `'${word}'` : JSON.stringify(word)));
  return raw(`[${written.join(", ")}]`);
}

/** The edit with marks of guesses made placeholders. */
function withPlaceholders(edit: TextEdit): TextEdit {
  if (!edit.text.includes(open)) return edit;
  let text = "";
  const placeholders: Span[] = [];
  let start = 0;
  for (const character of edit.text) {
    if (character === open) start = text.length;
    else if (character === close) placeholders.push({ start, end: text.length });
    else text += character;
  }
  return { ...edit, text, placeholders: [...(edit.placeholders ?? []), ...placeholders] };
}

/** What a fix that adds it is called. */
export function titleOf({ title }: NewHealthcheck): string {
  return title === undefined ? "Add a health check; its port and path are to be looked at" : `Add a health check for ${title}`;
}
