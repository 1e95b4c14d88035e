import type { ActionFile, Job, Step, Workflow } from "../../languages/workflow/model.ts";
import type { FileKind } from "../../languages/workflow/schema.ts";
import { definitionOf } from "../../languages/workflow/schema.ts";
import type { Span } from "../../text/span.ts";
import type { CompleteOptions } from "../complete.ts";
import { type Completion, marked } from "../completion.ts";
import type { Offer } from "../offer.ts";
import type { YamlPlace } from "../yaml-place.ts";

/** Where the cursor stands in a workflow. */
export interface WorkflowPlace extends CompleteOptions {
  readonly file: Workflow | ActionFile;
  readonly offset: number;
  readonly yaml: YamlPlace;
  /** The place's kind: `jobs.*.needs.#`. */
  readonly kind: string;
  readonly job: Job | undefined;
  readonly step: Step | undefined;
}

export function fileKind({ file }: WorkflowPlace): FileKind {
  return file.language;
}

/** Values as they are to be written at the place: quoted where YAML would read them as something else, with a dash where a list begins. */
export function offerValues(place: WorkflowPlace, offers: readonly Offer[]): Completion[] {
  return offers.map((offer) => toCompletion(place, offer));
}

function toCompletion(place: WorkflowPlace, offer: Offer): Completion {
  const { yaml } = place;
  const written = offer.text ?? offer.label;
  const quoted = offer.isYaml ? written : quotedFor(yaml, written);
  const lead = `${yaml.lacksBlank ? " " : ""}${needsDash(place) ? "- " : ""}`;
  const { text, placeholders } = marked(lead + quoted);
  return {
    kind: offer.kind ?? "value",
    label: offer.label,
    span: yaml.span,
    text,
    ...(placeholders.length > 0 ? { placeholders } : {}),
    ...(offer.detail ? { detail: offer.detail } : {}),
    ...(offer.about ? { about: offer.about } : {}),
    ...(offer.filter === undefined ? {} : { filter: offer.filter }),
    ...(offer.isDeprecated ? { isDeprecated: true as const } : {}),
    ...(offer.isCommon ? { isCommon: true as const } : {}),
    ...(offer.leadsOn ? { leadsOn: true as const } : {}),
  };
}

/** On a line of its own below a key that takes a list: an item needs its dash. */
function needsDash(place: WorkflowPlace): boolean {
  const { yaml } = place;
  if (!yaml.mayBeKey || yaml.isFlow || yaml.path.at(-1) === "0") return false;
  return definitionOf(yaml.path, fileKind(place))?.type.item !== undefined;
}

/** What YAML does not take as plain text: other types, what looks like a mapping or a comment, and in flow style its own marks. */
function quotedFor(yaml: YamlPlace, text: string): string {
  const plain = text.replace(/[\u2039\u203a]/g, "");
  if (yaml.quote === "'") return text.replaceAll("'", "''");
  if (yaml.quote === '"') return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  const isOdd = /^[\s&*!|>%@`"'#?-](?:\s|$)|^[&*!|>%@`"'#[\]{}]|:(?:\s|$)|\s#/.test(plain) || (yaml.isFlow && /[,[\]{}]/.test(plain));
  return isOdd ? `'${text.replaceAll("'", "''")}'` : text;
}

/** The last `length` characters before the cursor. */
export function tailSpan({ offset }: WorkflowPlace, length: number): Span {
  return { start: offset - length, end: offset };
}
