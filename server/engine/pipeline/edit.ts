import type { Condition, ExpressionPlace, Job, Step, StepsFile, Text, Workflow } from "../languages/workflow/model.ts";
import {
  allOf,
  apart,
  apartOnBothSides,
  belowComments,
  contentEnd,
  type Edits,
  isRepeated,
  standsApart,
  within,
} from "../languages/yaml/edits.ts";
import type { YamlEntry, YamlItem, YamlMap, YamlScalar } from "../languages/yaml/model.ts";
import * as patch from "../languages/yaml/patch.ts";
import { raw, styleOf, type YamlInput } from "../languages/yaml/patch.ts";
import { writeString } from "../languages/yaml/write.ts";
import type { Fix, Safety } from "../rule.ts";
import { insert, replace, type TextEdit } from "../text/edit.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { neededScopes } from "./permissions.ts";
import { type Reader, type Replacement, variableInPlace, variableNameFor } from "./variables.ts";

/**
 * The edits that fixes of workflows share. They write keys in house order, in the file's own indent, style and line breaks, and keep its comments.
 * Each gives undefined where nothing is to be changed or it cannot be done safely: in what an alias repeats, in a file that is broken there.
 */
export { allOf, type Edits, within } from "../languages/yaml/edits.ts";

export const workflowKeyOrder: readonly string[] = ["name", "run-name", "on", "permissions", "concurrency", "env", "defaults", "jobs"];
export const jobKeyOrder: readonly string[] = [
  ...["name", "needs", "if", "uses", "runs-on", "timeout-minutes", "environment", "concurrency", "permissions", "continue-on-error"],
  ...["strategy", "container", "services", "outputs", "defaults", "env", "with", "secrets", "steps"],
];
export const stepKeyOrder: readonly string[] = [
  ...["name", "id", "if", "uses", "run", "shell", "working-directory", "with", "env", "continue-on-error", "timeout-minutes"],
];

/** The fix made of these edits. */
export function fixOf(title: string, safety: Safety, file: StepsFile, edits: readonly TextEdit[]): Fix {
  return { title, safety, changes: [{ kind: "edit", path: file.source.path, edits }] };
}

/**
 * The fix as a list, for `fixes` of a problem; empty where there are no edits, and where the YAML is broken: what stands below what cannot be told then,
 * so that a new key could land anywhere.
 */
export function fixesOf(title: string, safety: Safety, file: StepsFile, edits: Edits): readonly Fix[] {
  return edits && edits.length > 0 && file.problems.length === 0 ? [fixOf(title, safety, file, edits)] : [];
}

/** Writes a key of a job that it does not have yet. */
export function insertJobKey(job: Job, key: string, value: YamlInput): Edits {
  return job.map && insertKey(job.workflow, job.map, key, value, jobKeyOrder);
}

/** Writes a key of the workflow that it does not have yet. */
export function insertWorkflowKey(workflow: Workflow, key: string, value: YamlInput): Edits {
  return workflow.root && insertKey(workflow, workflow.root, key, value, workflowKeyOrder);
}

/** Writes a key of a step that it does not have yet. */
export function insertStepKey(step: Step, key: string, value: YamlInput): Edits {
  return insertKey(step.file, step.map, key, value, stepKeyOrder);
}

/** Writes a key of any mapping that it does not have yet: behind the last key that comes before it in `order`, else behind the last of all. */
export function insertKey(file: StepsFile, map: YamlMap, key: string, value: YamlInput, order?: readonly string[]): Edits {
  if (map.entry(key)) return undefined;
  const edits = patch.insertEntry(file.yaml, map, key, value, order ? { order } : {});
  return safe(file, map === file.root && standsApart(file.source, map) ? apartOnBothSides(edits, file.source) : edits);
}

/** Takes a key away with its value and its comments. */
export function removeKey(file: StepsFile, entry: YamlEntry): Edits {
  return safe(file, patch.removeEntry(file.yaml, entry));
}

/** Gives a key another value, whatever it had. */
export function setValue(file: StepsFile, entry: YamlEntry, value: YamlInput): Edits {
  return safe(file, patch.setValue(file.yaml, entry, value));
}

/** Adds jobs to `needs`, those that are there already left out. */
export function addNeeds(job: Job, ids: readonly string[]): Edits {
  const have = new Set([...job.needs.map(({ text }) => text.toLowerCase()), job.id.toLowerCase()]);
  const added = ids.filter((id) => !have.has(id.toLowerCase()));
  if (added.length === 0 || job.needs.some(({ literal }) => literal === undefined)) return undefined;
  const file = job.workflow;
  const entry = job.needsEntry;
  if (!entry) return insertJobKey(job, "needs", added.length === 1 ? (added[0] as string) : patch.flow(...added));
  const old = entry.value;
  if (old?.alias) return undefined;
  if (old?.kind === "sequence") {
    if (old.items.some(({ value }) => value?.alias)) return undefined;
    if (old.isFlow || old.items.length === 0) {
      const last = old.items.at(-1);
      const text = added.join(", ");
      return safe(file, [last ? insert(last.span.end, `, ${text}`) : replace(old.span, `[${text}]`)]);
    }
    return safe(file, allOf(...added.map((id) => patch.appendItem(file.yaml, old, id))));
  }
  if (old && old.kind !== "scalar") return undefined;
  const all = [...job.needs.map(({ text }) => text), ...added];
  return setValue(file, entry, all.length === 1 ? (all[0] as string) : patch.flow(...all));
}

/** Makes a job or step depend on one condition more: `if` is written, or what stands there joined by `&&`. */
export function addCondition(target: Job | Step, conjunct: string): Edits {
  const file = fileOf(target);
  const condition = target.if;
  if (!condition) {
    const text = conditionText(conjunct);
    return isJob(target) ? insertJobKey(target, "if", text) : insertStepKey(target, "if", text);
  }
  const parts = partsOf(condition, file);
  if (!parts) return undefined;
  const { text, span } = parts;
  const added = hasTopLevelOr(conjunct) ? `(${conjunct})` : conjunct;
  const before = hasTopLevelOr(text) ? "(" : "";
  const { node } = condition.text;
  const after = within(node, `${before === "" ? "" : ")"} && ${added}`, condition.entry.map.isFlow);
  if (after === undefined) return undefined;
  return safe(file, [...(before === "" ? [] : [insert(span.start, before)]), insert(span.end, after)]);
}

/** Puts another condition in the place of the one that is there, with braces where it had them. */
export function replaceCondition(target: Job | Step, text: string): Edits {
  const condition = target.if;
  if (!condition) return addCondition(target, text);
  const { whole } = condition.text;
  return setValue(fileOf(target), condition.entry, whole?.hasBraces ? `\${{ ${text} }}` : conditionText(text));
}

/** Writes a condition so that YAML reads it: one that starts with `!` would be a tag. */
function conditionText(text: string): string {
  return text.startsWith("!") ? `\${{ ${text} }}` : text;
}

/** The expression of a condition without braces, blanks around and what stands outside; undefined where it cannot be told. */
function partsOf(condition: Condition, file: StepsFile): { readonly text: string; readonly span: Span } | undefined {
  const { expression, isAlwaysTrueText } = condition;
  if (isAlwaysTrueText || !expression?.root || condition.text.node.alias) return undefined;
  const all = expression.source.text;
  const start = all.length - all.trimStart().length;
  const end = all.trimEnd().length;
  const span = expression.source.spanToSource({ start, end });
  // The second character of an escape at the end is a part of it.
  const { node } = condition.text;
  const { text } = file.source;
  const isInEscape =
    span.end < node.span.end - 1 &&
    ((node.style === "single" && text.startsWith("''", span.end - 1)) || (node.style === "double" && text[span.end - 1] === "\\"));
  return { text: all.slice(start, end), span: { start: span.start, end: span.end + (isInEscape ? 1 : 0) } };
}

/** Whether `||` binds loosest in an expression, outside of all parentheses and strings. */
function hasTopLevelOr(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === "'") isString = !isString;
    else if (isString) continue;
    else if (letter === "(" || letter === "[") depth++;
    else if (letter === ")" || letter === "]") depth--;
    else if (letter === "|" && text[i + 1] === "|" && depth === 0) return true;
  }
  return false;
}

/**
 * Inserts a step above another. `step` is its YAML from the first key on, indented by two blanks a level and without the dash, or a mapping that is
 * written in the file's style.
 */
export function insertStepBefore(step: Step, added: YamlInput): Edits {
  return insertStepAt(step, step.list.items.indexOf(step.item), added);
}

/** Inserts a step below another, in the same way. */
export function insertStepAfter(step: Step, added: YamlInput): Edits {
  return insertStepAt(step, step.list.items.indexOf(step.item) + 1, added);
}

function insertStepAt(step: Step, index: number, added: YamlInput): Edits {
  const { file, list } = step;
  if (list.isFlow) return undefined;
  const column = columnOf(file.source, step.item.span.start);
  const edits = belowComments(
    patch.insertItem(file.yaml, list, index, typeof added === "string" ? raw(added) : added),
    file.source,
    column,
  );
  return safe(file, hasGaps(step) ? apart(edits, file.source.eol) : edits);
}

/** Inserts a step below the last one of a job. */
export function insertStepAtEnd(job: Job, added: YamlInput): Edits {
  const last = job.steps.findLast((step) => step.parent === undefined);
  return last && insertStepAfter(last, added);
}

/** Whether the list's steps stand apart by empty lines. */
function hasGaps(step: Step): boolean {
  const { items } = step.list;
  const { source } = step.file;
  const second = items[1];
  if (!second) return false;
  const first = items[0] as YamlItem;
  return /\n[ \t]*\r?\n/.test(source.text.slice(contentEnd(source, first.span), second.span.start));
}

/** Sets an input of a step: `with` is written where there is none. */
export function setInput(step: Step, name: string, value: YamlInput): Edits {
  const known = step.input(name);
  if (known) return setValue(step.file, known.entry, value);
  const entry = step.withEntry;
  if (!entry) return insertStepKey(step, "with", { [name]: value });
  if (entry.value?.kind === "map") return insertKey(step.file, entry.value, name, value);
  return isEmpty(entry) ? setValue(step.file, entry, { [name]: value }) : undefined;
}

/** Sets several inputs of a step, new ones in the order given. */
export function setInputs(step: Step, values: Readonly<Record<string, YamlInput>>): Edits {
  const entry = step.withEntry;
  if (!entry) return insertStepKey(step, "with", values);
  if (isEmpty(entry)) return setValue(step.file, entry, values);
  return allOf(...Object.entries(values).map(([name, value]) => setInput(step, name, value)));
}

/** Takes an input away, with `with` where it is the only one. */
export function removeInput(step: Step, name: string): Edits {
  const entry = step.input(name)?.entry;
  if (!entry) return undefined;
  if (entry.map.entries.length === 1) return step.withEntry && removeKey(step.file, step.withEntry);
  return removeKey(step.file, entry);
}

/** Gives another name to a key. */
export function renameKey(file: StepsFile, entry: YamlEntry, name: string): Edits {
  return safe(file, patch.renameKey(file.yaml, entry, name));
}

/** Sets a variable of a step's `env`. */
export function setStepEnv(step: Step, values: Readonly<Record<string, string>>): Edits {
  const entry = step.envEntry;
  if (!entry) return insertStepKey(step, "env", values);
  if (isEmpty(entry)) return setValue(step.file, entry, values);
  const map = entry.value;
  if (map?.kind !== "map") return undefined;
  // One place, so one edit: the order among several is that of the names.
  return allOf(...Object.entries(values).map(([name, value]) => insertKey(step.file, map, name, value)));
}

/** Grants a scope, as `addPermissions` does. */
export function addPermission(target: Job | Workflow, scope: string, level: "read" | "write", workspace: Workspace): Edits {
  return addPermissions(target, { [scope]: level }, workspace);
}

/**
 * Grants scopes. A job without a block of its own gets one that repeats what it had from the workflow, or, where none is declared, what it is seen to
 * need: a block takes away everything that it does not list.
 */
export function addPermissions(target: Job | Workflow, scopes: Readonly<Record<string, "read" | "write">>, workspace: Workspace): Edits {
  const file = isJob(target) ? target.workflow : target;
  const { permissions } = target;
  const added = Object.entries(scopes);
  const withAll = (others: Readonly<Record<string, string>>): Record<string, string> =>
    added.reduce((all, [scope, level]) => withScope(all, scope, level), { ...others });
  if (permissions) {
    if (permissions.shorthand) {
      if (permissions.shorthand.literal === "write-all") return undefined;
      if (permissions.shorthand.literal === "read-all" && added.every(([, level]) => level === "read")) return undefined;
      const jobs = isJob(target) ? [target] : target.jobs;
      return setValue(file, permissions.entry, withAll(Object.fromEntries(needed(jobs, workspace))));
    }
    const lacking = added.filter(([scope, level]) => {
      const present = permissions.scopes.find(({ name }) => name === scope);
      return present?.level?.text !== level && present?.level?.text !== "write";
    });
    if (lacking.length === 0) return undefined;
    const map = permissions.entry.value;
    if (map?.kind === "map" && map.entries.length > 0) {
      return allOf(
        ...lacking.map(([scope, level]) => {
          const present = permissions.scopes.find(({ name }) => name === scope);
          return present ? setValue(file, present.entry, level) : insertKey(file, map, scope, level);
        }),
      );
    }
    return map?.alias ? undefined : setValue(file, permissions.entry, inOrder(Object.fromEntries(lacking)));
  }
  if (!isJob(target)) return insertWorkflowKey(target, "permissions", withAll(Object.fromEntries(needed(target.jobs, workspace))));
  const inherited = target.workflow.permissions;
  if (inherited?.shorthand) {
    if (inherited.shorthand.literal !== "read-all") return undefined;
    return insertJobKey(target, "permissions", withAll(Object.fromEntries(needed([target], workspace))));
  }
  const kept: Record<string, string> = {};
  for (const { name, level: granted } of inherited?.scopes ?? []) {
    if (granted?.literal === undefined) return undefined;
    if (granted.literal !== "none") kept[name] = granted.literal;
  }
  return insertJobKey(target, "permissions", withAll(inherited ? kept : Object.fromEntries(needed([target], workspace))));
}

function needed(jobs: readonly Job[], workspace: Workspace): [string, string][] {
  const levels = new Map<string, string>([["contents", "read"]]);
  for (const job of jobs) {
    for (const { scope, level } of neededScopes(job, workspace).scopes) if (levels.get(scope) !== "write") levels.set(scope, level);
  }
  return [...levels];
}

function withScope(scopes: Readonly<Record<string, string>>, scope: string, level: string): Record<string, string> {
  return inOrder({ ...scopes, [scope]: scopes[scope] === "write" ? "write" : level });
}

function rankOfScope(scope: string): number {
  return scope === "contents" ? 0 : 1;
}

/** Writes a `permissions` block, in place of the one that is there. An empty one grants nothing. */
export function setPermissions(target: Job | Workflow, scopes: Readonly<Record<string, string>>): Edits {
  const file = isJob(target) ? target.workflow : target;
  const value = inOrder(scopes);
  if (!target.permissions)
    return isJob(target) ? insertJobKey(target, "permissions", value) : insertWorkflowKey(target, "permissions", value);
  const map = target.permissions.entry.value;
  const names = Object.keys(value);
  if (map?.kind !== "map" || map.isFlow || names.length === 0 || !map.entries.some(({ key }) => names.includes(key))) {
    return setValue(file, target.permissions.entry, value);
  }
  // Scope by scope: what stays, stays with its comments.
  const edits: TextEdit[] = [];
  for (const entry of map.entries) {
    const level = value[entry.key];
    if (level === undefined) edits.push(...(removeKey(file, entry) ?? []));
    else if (entry.value?.kind === "scalar" && entry.value.text !== level) edits.push(...(setValue(file, entry, level) ?? []));
  }
  const after = map.entries.findLast(({ key }) => value[key] !== undefined) as YamlEntry;
  for (const name of names) {
    if (!map.entry(name)) edits.push(...(patch.insertEntry(file.yaml, map, name, value[name] as string, { after }) ?? []));
  }
  return safe(file, edits);
}

function inOrder(scopes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(scopes).sort(([a], [b]) => rankOfScope(a) - rankOfScope(b) || (a < b ? -1 : 1)));
}

/**
 * Takes expressions out of a step's code: each is put into a variable of the step's `env`, and the code reads that. In `run` for the step's shell, in
 * `script` of `actions/github-script` for JavaScript. Undefined where one of them cannot be taken out safely.
 */
export function moveToEnv(step: Step, expressions: readonly ExpressionPlace[]): Edits {
  // Nobody reads such a fix, and each name is looked for in the whole of the script.
  if (expressions.length > maximumMoved) return undefined;
  const edits: TextEdit[] = [];
  const values: Record<string, string> = {};
  for (const place of expressions) {
    const code = [step.run, step.input("script")?.value].find((text) => text?.node === place.node);
    const reader = code === step.run ? readerOf(step) : step.uses?.action === "actions/github-script" ? "javascript" : undefined;
    if (!code || !reader || !place.hasBraces || place.isUnclosed || !place.expression.root) return undefined;
    const value = `\${{ ${place.expression.source.text.trim()} }}`;
    const name = knownVariable(step, place, value) ?? namesOf(values, value) ?? newVariable(step, code, place, values);
    const found = variableInPlace(reader, code.text, place.textSpan, name, place.expression);
    const inFlow = code === step.run ? step.map.isFlow : (step.input("script")?.entry.map.isFlow ?? false);
    // The quotes around it may be written as two in the file, and then stay.
    const edit =
      found &&
      (replacement(code, found, inFlow) ??
        (reader === "posix" && found.span.start < place.textSpan.start
          ? replacement(code, { span: place.textSpan, text: `'${found.text}'` }, inFlow)
          : undefined));
    if (!edit) return undefined;
    edits.push(edit);
    if (!isSet(step, place, name, value)) values[name] = value;
  }
  if (edits.length === 0) return undefined;
  if (Object.keys(values).length === 0) return safe(step.file, edits);
  return allOf(safe(step.file, edits), setStepEnv(step, values));
}

const maximumMoved = 100;

function readerOf({ shell, file, script }: Step): Reader | undefined {
  if (shell === undefined) return script && file.language === "action" ? "posix" : undefined;
  if (/^(?:bash|sh|dash|zsh|ash|ksh)\b/.test(shell)) return "posix";
  // Not `cmd`: it puts a variable's value in before it reads the line, so a `&` in it would run a command all the same.
  return /^(?:pwsh|powershell)\b/.test(shell) ? "powershell" : undefined;
}

function replacement(code: Text, { span, text }: Replacement, inFlow: boolean): TextEdit | undefined {
  const written = within(code.node, text, inFlow);
  return written === undefined || !code.mapped.isContiguous(span) ? undefined : replace(code.mapped.spanToSource(span), written);
}

/** A variable that holds the value already: `${{ env.NAME }}` is `NAME`, and a step's own `env` may have it. */
function knownVariable(step: Step, place: ExpressionPlace, value: string): string | undefined {
  const own = step.env.find((one) => one.value?.text.replaceAll(/\s+/g, "") === value.replaceAll(/\s+/g, ""));
  return own?.name ?? variableOf(place) ?? variableAround(step, value);
}

/** A variable of the job that holds the value, where neither the step nor a script gives it another. */
function variableAround(step: Step, value: string): string | undefined {
  const found = step.job?.env.find((one) => one.value?.text.replaceAll(/\s+/g, "") === value.replaceAll(/\s+/g, ""))?.name;
  const isChanged = (name: string) =>
    step.env.some((one) => one.name === name) || step.job?.steps.some(({ run }) => new RegExp(`\\b${name}=`).test(run?.text ?? ""));
  return found !== undefined && /^[A-Za-z_]\w*$/.test(found) && !isChanged(found) ? found : undefined;
}

/** The variable that an expression reads: it is there for the script too. */
function variableOf({ expression: { root } }: ExpressionPlace): string | undefined {
  if (root?.kind !== "context" || root.name !== "env" || root.segments.length !== 1) return undefined;
  const [segment] = root.segments;
  return segment?.kind === "name" && /^[A-Za-z_]\w*$/.test(segment.name) ? segment.name : undefined;
}

function isSet(step: Step, place: ExpressionPlace, name: string, value: string): boolean {
  return (
    variableOf(place) === name ||
    variableAround(step, value) === name ||
    step.env.some((one) => one.name === name && one.value?.text.replaceAll(/\s+/g, "") === value.replaceAll(/\s+/g, ""))
  );
}

function namesOf(values: Readonly<Record<string, string>>, value: string): string | undefined {
  return Object.keys(values).find((name) => values[name] === value);
}

function newVariable(step: Step, code: Text, place: ExpressionPlace, values: Readonly<Record<string, string>>): string {
  const { file } = step;
  const around = [...step.env, ...(step.job?.env ?? []), ...(file.language === "workflow" ? file.env : [])];
  const used = new Set([...around.map(({ name }) => name.toUpperCase()), ...Object.keys(values)]);
  // A name that the script reads or sets means something else there.
  return variableNameFor(
    place.expression,
    (name) =>
      !used.has(name) && !new RegExp(`[$%]\\{?(?:env:)?${name}\\b|(?:^|[\\s;])${name}=|process\\.env\\.${name}\\b`, "m").test(code.text),
  );
}

/** Adds a line to the end of a step's `run`. */
export function appendToRun(step: Step, line: string): Edits {
  const node = step.run?.node;
  const entry = step.runEntry;
  if (!node || !entry || node.alias || entry.map.isFlow) return undefined;
  const { source } = step.file;
  const { eol } = source;
  if (node.style === "literal") {
    const end = contentEnd(source, node.span);
    const last = lineText(source, source.lineOf(end));
    // `\` at the end of the last line, or an open heredoc, would take the new line in.
    if (/\\\s*$/.test(last) || node.text.trim() === "") return undefined;
    const indent = " ".repeat(columnOfText(source, node));
    return safe(step.file, [insert(endOfLine(source, node.span), eol + lines(line, indent, eol))]);
  }
  if (node.style === "folded" || node.text.includes("\n") || node.span.end > source.lineSpan(source.lineOf(node.span.start)).end)
    return undefined;
  const indent = " ".repeat(columnOf(source, entry.keySpan.start) + styleOf(step.file.yaml).step);
  const behind = source.text.slice(node.span.end, endOfLine(source, node.span)).trim();
  const text = `|${behind === "" ? "" : ` ${behind}`}${eol}${indent}${node.text}${eol}${lines(line, indent, eol)}`;
  return safe(step.file, [replace({ start: node.span.start, end: endOfLine(source, node.span) }, text)]);
}

function lines(text: string, indent: string, eol: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : indent + line))
    .join(eol);
}

/** Puts a text in place of a part of a step's script; the span is one of `step.script`. */
export function replaceInScript(step: Step, span: Span, text: string): Edits {
  const script = step.script;
  const node = step.run?.node;
  if (!script || !node || node.alias || (!script.source.isContiguous(span) && span.start !== span.end)) return undefined;
  const written = within(node, text, step.map.isFlow);
  return written === undefined ? undefined : safe(step.file, [replace(script.source.spanToSource(span), written)]);
}

/** Inserts a job below another, or as the last one. `text` is its YAML from its id on, indented by two blanks a level. */
export function insertJob(workflow: Workflow, after: Job | undefined, text: string): Edits {
  const map = workflow.jobsEntry?.value;
  const id = /^([\w-]+):[ ]*\n/.exec(text);
  const entry = (after ?? workflow.jobs.at(-1))?.entry;
  if (map?.kind !== "map" || map.isFlow || !id || !entry || map.entry(id[1] as string)) return undefined;
  const written = patch.insertEntry(workflow.yaml, map, id[1] as string, raw(text.slice(id[0].length)), { after: entry });
  const edits = belowComments(written, workflow.source, columnOf(workflow.source, entry.keySpan.start));
  return safe(workflow, map.entries.length < 2 || standsApart(workflow.source, map) ? apart(edits, workflow.source.eol) : edits);
}

/** A string as it is written in a file's YAML: plain where that is read back as the same string, else in the file's quotes. */
export function quoteScalar(text: string, file: StepsFile, inFlow = false): string {
  return writeString(text, styleOf(file.yaml).quote, inFlow);
}

/**
 * The edits, unless one of them changes what an alias repeats elsewhere, or the file is broken: a text that YAML does not allow has no places to rely
 * on.
 */
function safe(file: StepsFile, edits: Edits): Edits {
  if (!edits || edits.length === 0) return undefined;
  return edits.some(({ span }) => isRepeated(file.yaml, span.start)) ? undefined : edits;
}

function isEmpty(entry: YamlEntry): boolean {
  return entry.value === undefined || (entry.value.kind === "scalar" && entry.value.text === "" && entry.value.style === "plain");
}

function isJob(target: Job | Step | Workflow): target is Job {
  return "workflow" in target;
}

function fileOf(target: Job | Step): StepsFile {
  return isJob(target) ? target.workflow : target.file;
}

function startOfLine(source: SourceText, offset: number): number {
  return source.lineStarts[source.lineOf(offset)] as number;
}

function lineText(source: SourceText, line: number): string {
  return source.slice(source.lineSpan(line));
}

function columnOf(source: SourceText, offset: number): number {
  return offset - startOfLine(source, offset);
}

/** The end of the line on which a span ends, the comment behind it included. */
function endOfLine(source: SourceText, span: Span): number {
  return source.lineSpan(source.lineOf(contentEnd(source, span))).end;
}

/** The column of a block scalar's lines. */
function columnOfText(source: SourceText, node: YamlScalar): number {
  const first = node.text.search(/\S/);
  return columnOf(source, node.mapped.toSource(first < 0 ? 0 : node.text.lastIndexOf("\n", first) + 1));
}
