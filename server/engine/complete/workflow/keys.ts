import { findAction, refToWrite } from "../../knowledge/actions.ts";
import { findPermissionScope } from "../../knowledge/permissions.ts";
import { findTrigger } from "../../knowledge/triggers.ts";
import { aboutKey, linkOfKey } from "../../knowledge/workflow-keys.ts";
import { type AllowedKey, allowedKeys, definitionOf, type SchemaType } from "../../languages/workflow/schema.ts";
import { styleOf } from "../../languages/yaml/patch.ts";
import { listed } from "../../text/either.ts";
import { type Completion, marked } from "../completion.ts";
import { completeInputs } from "./inputs.ts";
import { servicePatterns } from "./services.ts";
import { fileKind, type WorkflowPlace } from "./site.ts";

/** The keys that may stand here and do not yet; those that must come first. */
export function completeKeys(place: WorkflowPlace): Completion[] {
  const { yaml, kind } = place;
  const present = new Set(yaml.present);
  const item = itemBelow(place);
  if (item) return completeKeys(item).map(behindDash);
  const inputs = completeInputs(place);
  if (inputs) return inputs;
  if (/^jobs\.\*\.strategy\.matrix\.(?:include|exclude)\.#$/.test(kind)) return ownNames(place, matrixNames(place));
  if (kind === "steps.#.env" || kind === "jobs.*.env") return ownNames(place, tokenNames, "${{ github.token }}");
  const all = allowedKeys(yaml.path, fileKind(place), yaml.present).filter(({ key }) => !present.has(key));
  // One of several forms has been chosen once its own key stands there: what another form requires is not missing.
  const isFirst = yaml.present.length === 0;
  const keys = all.map((allowed) => keyCompletion(place, allowed, kind));
  const required = all.filter(({ isRequired }) => isRequired);
  const sorted = [...keys.filter((_, i) => all[i]?.isRequired), ...keys.filter((_, i) => !all[i]?.isRequired)];
  // Steps and jobs take one of several keys that are "required": the usual order reads better there.
  const list = required.length > 1 && isFirst && kind.endsWith("#") ? usualFirst(keys) : sorted;
  return [...list, ...patterns(place)];
}

/** On a line of its own below a key that takes a list of mappings: the place behind the dash that is to be written. */
function itemBelow(place: WorkflowPlace): WorkflowPlace | undefined {
  const { yaml, kind } = place;
  if (yaml.isFlow || yaml.hasColon || yaml.path.at(-1) === "0" || yaml.present.length > 0) return undefined;
  const type = definitionOf(yaml.path, fileKind(place))?.type;
  if (type?.item === undefined || type.maps.length > 0) return undefined;
  return { ...place, kind: `${kind}.#`, step: undefined, yaml: { ...yaml, path: [...yaml.path, "0"], column: yaml.column + dash.length } };
}

const dash = "- ";

function behindDash(completion: Completion): Completion {
  const placeholders = completion.placeholders?.map(({ start, end }) => ({ start: start + dash.length, end: end + dash.length }));
  return { ...completion, text: dash + completion.text, ...(placeholders ? { placeholders } : {}) };
}

const usual = ["name", "id", "uses", "run"];

function usualFirst(keys: readonly Completion[]): Completion[] {
  const rank = ({ label }: Completion) => (usual.includes(label) ? usual.indexOf(label) : usual.length);
  return [...keys].sort((a, b) => rank(a) - rank(b));
}

function keyCompletion(place: WorkflowPlace, { key, type, isRequired }: AllowedKey, kind: string): Completion {
  const { yaml } = place;
  const form = formOf(type);
  const { text, placeholders } = marked(yaml.hasColon ? key : keyText(place, key, type));
  const about = aboutOf(place, key, kind);
  return {
    kind: kind === "on" ? "event" : "key",
    label: key,
    span: yaml.span,
    text,
    ...(placeholders.length > 0 ? { placeholders } : {}),
    detail: isRequired && !(kind === "steps.#" && yaml.present.length === 0) ? `required · ${form}` : form,
    ...(about ? { about } : {}),
    ...(isDeprecatedKey(kind, key) ? { isDeprecated: true as const } : {}),
    isCommon: true,
    leadsOn: true,
  };
}

function isDeprecatedKey(kind: string, key: string): boolean {
  return kind === "on" && findTrigger(key)?.replacement !== undefined;
}

function aboutOf({ yaml }: WorkflowPlace, key: string, kind: string): string | undefined {
  if (kind === "on") return findTrigger(key)?.about;
  if (kind === "permissions" || kind === "jobs.*.permissions") return findPermissionScope(key)?.about;
  const path = [...yaml.path, key];
  const about = aboutKey(path);
  return about && `${about}\n\n[Reference](${linkOfKey(path)})`;
}

/** What may stand behind a key, in short words. */
function formOf(type: SchemaType): string {
  if (type.isAny) return "anything";
  const forms: string[] = [];
  if (type.scalars.has("null")) forms.push("nothing");
  if (type.scalars.has("string") || type.scalars.has("text")) forms.push("text");
  if (type.scalars.has("boolean")) forms.push("true or false");
  if (type.scalars.has("number")) forms.push("number");
  if (type.values.length > 0) forms.push(type.values.length <= 4 ? type.values.join(" | ") : "one of a few words");
  if (type.item !== undefined) forms.push("list");
  if (type.maps.length > 0) forms.push("mapping");
  return listed(forms) || "text";
}

/** Keys whose usual form is not the shortest. */
const opens = new Set(["on", "permissions"]);

/** The key with what usually stands behind it. Further lines are indented for where the key stands. */
function keyText(place: WorkflowPlace, key: string, type: SchemaType): string {
  const { yaml, file } = place;
  const hasScalar = type.isAny || type.scalars.size > (type.scalars.has("null") ? 1 : 0) || type.values.length > 0;
  if (yaml.isFlow) {
    if (hasScalar && !opens.has(key)) return `${key}: `;
    return type.item === undefined ? `${key}: { ‹› }` : `${key}: [‹›]`;
  }
  const { eol, step, listIndent } = styleOf(file.yaml);
  const below = (blanks: number, text: string) => `${eol}${" ".repeat(yaml.column + blanks)}${text}`;
  if (key === "concurrency") return `concurrency:${below(step, concurrencyGroup(place))}${below(step, concurrencyCancels(place))}`;
  if (hasScalar && !opens.has(key)) return `${key}: `;
  // Nothing need stand behind an event.
  if (type.scalars.has("null")) return `${key}:`;
  if (type.maps.length === 0 && type.item !== undefined) return `${key}:${below(listIndent, "- ")}`;
  return `${key}:${below(step, "")}`;
}

/** Deployments of a kind wait for each other; checks of the same branch take each other's place. */
function concurrencyGroup({ job }: WorkflowPlace): string {
  return isDeployment(job)
    ? `group: ‹deploy-${job?.environment?.name?.literal ?? "production"}›`
    : `group: ‹\${{ github.workflow }}-\${{ github.ref }}›`;
}

function concurrencyCancels({ job }: WorkflowPlace): string {
  return `cancel-in-progress: ‹${isDeployment(job) ? "false" : "${{ github.event_name == 'pull_request' }}"}›`;
}

function isDeployment(job: WorkflowPlace["job"]): boolean {
  return job !== undefined && (job.environment !== undefined || /deploy|release|publish|rollout/i.test(job.id));
}

/** Whole blocks, where names are the author's own. */
function patterns(place: WorkflowPlace): Completion[] {
  const { yaml, kind, file } = place;
  if (yaml.isFlow || yaml.hasColon) return [];
  const { eol, step, listIndent } = styleOf(file.yaml);
  const lines = (texts: readonly (readonly [number, string])[]) =>
    texts.map(([blanks, text], i) => (i === 0 ? text : " ".repeat(yaml.column + blanks) + text)).join(eol);
  const pattern = (label: string, text: string, about: string): Completion => ({
    kind: "pattern",
    label,
    span: yaml.span,
    ...marked(text),
    about,
    filter: text.slice(0, 20).replace(/[\u2039\u203a]/g, ""),
  });
  if (kind === "jobs") {
    const inSteps = step + listIndent;
    return [
      pattern(
        "a job with steps",
        lines([
          [0, "‹build›:"],
          [step, "runs-on: ubuntu-latest"],
          [step, "timeout-minutes: ‹10›"],
          [step, "steps:"],
          [inSteps, `- uses: actions/checkout@${checkoutRef()}`],
          [inSteps, "- run: ‹command›"],
        ]),
        "A job on one of GitHub's machines.",
      ),
      pattern(
        "a call of a reusable workflow",
        lines([
          [0, "‹build›:"],
          [step, "uses: ./.github/workflows/‹build›.yml"],
        ]),
        "A job that another workflow holds.",
      ),
    ];
  }
  if (kind === "jobs.*.services") return servicePatterns(place, lines);
  if (/^on\.[^.]+\.inputs$/.test(kind) && definitionOf(yaml.path, fileKind(place))) {
    return [
      pattern(
        "an input",
        lines([
          [0, "‹name›:"],
          [step, "description: ‹what it is for›"],
          [step, "type: ‹string›"],
          [step, "required: ‹true›"],
        ]),
        "A value that is asked for.",
      ),
    ];
  }
  return [];
}

function checkoutRef(): string {
  const action = findAction("actions/checkout");
  return (action && refToWrite(action)) ?? "v‹4›";
}

/** Names that programs of GitHub read the token from. */
const tokenNames = ["GH_TOKEN", "GITHUB_TOKEN"];

/** What combinations of the matrix are made of: its rows, and what `include` adds. */
function matrixNames({ job }: WorkflowPlace): readonly string[] {
  const strategy = job?.strategy;
  return strategy?.properties ?? strategy?.rows.map(({ name }) => name) ?? [];
}

function ownNames({ yaml, job }: WorkflowPlace, names: readonly string[], value?: string): Completion[] {
  return names
    .filter((name) => !yaml.present.includes(name) && name !== yaml.word)
    .map((name) => {
      const detail = value ?? job?.strategy?.valuesOf(name)?.slice(0, 4).join(", ");
      return {
        kind: "key",
        label: name,
        span: yaml.span,
        text: yaml.hasColon ? name : `${name}: ${value ?? ""}`,
        ...(detail ? { detail } : {}),
      };
    });
}
