import type { ContextAccess, Segment } from "../../languages/expression/model.ts";
import type { ShellScript, ShellWord } from "../../languages/shell/model.ts";
import type { ActionFile, ExpressionPlace, Job, NamedValue, Step, Text, Uses, Workflow } from "../../languages/workflow/model.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../../languages/yaml/model.ts";
import { calleeOf, workflowNamed } from "../../pipeline/callee.ts";
import { remembered } from "../../pipeline/remembered.ts";
import type { Span } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** What a name may stand for. */
export type NameKind =
  | "job"
  | "step"
  | "input"
  | "job-output"
  | "step-output"
  /** Of a called workflow or an action. */
  | "output"
  | "secret"
  | "matrix"
  | "env"
  | "anchor"
  /** A workflow or action as `uses` names it. */
  | "file"
  /** A workflow as `workflow_run` names it. */
  | "workflow";

/** A thing that has a name. */
export interface Named {
  readonly kind: NameKind;
  /** The file that defines it. */
  readonly path: string;
  /** Tells it from others of its kind in that file. */
  readonly key: string;
}

/** A place that names a thing. */
export interface Mention {
  readonly of: Named;
  /** The name itself, without quotes; undefined where it is written in a way that cannot be replaced (escapes, several lines). */
  readonly name: Span | undefined;
  /** The name with its quotes. */
  readonly span: Span;
  /** All of what is defined, where this is the definition. */
  readonly definition: Span | undefined;
  /** The text that is all of it; undefined for keys, and within expressions and scripts. */
  readonly node: YamlScalar | undefined;
}

export function isSame(one: Named, other: Named): boolean {
  return one.kind === other.kind && one.path === other.path && one.key === other.key;
}

/** All places of a file that name something, in the order of the text. Those of a text that aliases repeat are listed once. */
export const mentionsIn: (file: Workflow | ActionFile, workspace: Workspace) => readonly Mention[] = remembered(
  (file: Workflow | ActionFile, workspace) => {
    const reader = new Reader(file, workspace);
    reader.read();
    return reader.mentions.sort((a, b) => a.span.start - b.span.start);
  },
);

/** The declaration that `env.NAME` leads to in a step, a job or the file. */
function declarationOf(name: string, file: Workflow | ActionFile, job: Job | undefined, step: Step | undefined): NamedValue | undefined {
  if (step) return step.variable(name);
  const wanted = name.toLowerCase();
  const lists = [job?.env ?? [], file.language === "workflow" ? file.env : []];
  return lists.flat().find((value) => value.name.toLowerCase() === wanted);
}

class Reader {
  readonly mentions: Mention[] = [];
  readonly #seen = new Set<string>();
  readonly #file: Workflow | ActionFile;
  readonly #workspace: Workspace;

  constructor(file: Workflow | ActionFile, workspace: Workspace) {
    this.#file = file;
    this.#workspace = workspace;
  }

  read(): void {
    const file = this.#file;
    if (file.language === "workflow") {
      this.#readTriggers(file);
      for (const value of file.env) this.#variable(value);
      for (const job of file.jobs) this.#readJob(job);
    } else {
      if (file.name) this.#text(this.#own("file", ""), file.name, file.root?.span ?? file.name.span);
      for (const input of file.inputs) this.#key(this.#own("input", input.name), input.entry, true);
      for (const output of file.outputs) this.#key(this.#own("output", output.name), output.entry, true);
    }
    for (const step of file.steps) this.#readStep(step);
    for (const place of file.expressions) for (const access of place.expression.accesses) this.#readAccess(access, place);
    this.#readAnchors();
  }

  #own(kind: NameKind, key: string): Named {
    return { kind, path: this.#file.source.path, key: key.toLowerCase() };
  }

  #add(of: Named, span: Span, name: Span | undefined, definition?: Span, node?: YamlScalar): void {
    const id = `${span.start} ${of.kind} ${of.path} ${of.key}`;
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    this.mentions.push({ of, span, name, definition, node });
  }

  #key(of: Named, { key, keySpan, span }: YamlEntry, isDefinition: boolean): void {
    this.#add(of, keySpan, this.#unquoted(keySpan, key), isDefinition ? span : undefined);
  }

  #text(of: Named, { node }: Pick<Text, "node">, definition?: Span): void {
    if (node.text.trim() === "") return;
    const whole = { start: 0, end: node.text.length };
    const isOneLine = node.style !== "literal" && node.style !== "folded";
    this.#add(of, node.span, isOneLine && node.mapped.isContiguous(whole) ? node.mapped.spanToSource(whole) : undefined, definition, node);
  }

  /** The span of a name between its quotes, where it is written as it is read. */
  #unquoted(span: Span, name: string): Span | undefined {
    const written = this.#file.source.slice(span);
    if (written === name) return span;
    return /^["']/.test(written) && written.slice(1, -1) === name ? { start: span.start + 1, end: span.end - 1 } : undefined;
  }

  #readTriggers(file: Workflow): void {
    if (file.name && !file.name.expressions.length) this.#text(this.#own("workflow", ""), file.name, file.root?.span ?? file.name.span);
    for (const trigger of file.triggers) {
      if (trigger.event === "workflow_call") {
        this.#add(this.#own("file", ""), trigger.span, undefined, trigger.entry?.span ?? trigger.span);
      }
      for (const input of trigger.inputs) this.#key(this.#own("input", input.name), input.entry, true);
      for (const output of trigger.outputs) this.#key(this.#own("output", output.name), output.entry, true);
      for (const secret of trigger.secrets) this.#key(this.#own("secret", secret.name), secret.entry, true);
      for (const text of trigger.workflows) {
        const workflow = text.literal === undefined ? undefined : workflowNamed(text.literal, this.#workspace, file.source.path);
        if (workflow) this.#text({ kind: "workflow", path: workflow.source.path, key: "" }, text);
      }
    }
  }

  #readJob(job: Job): void {
    this.#key(this.#own("job", job.id), job.entry, true);
    for (const need of job.needs) if (need.literal !== undefined) this.#text(this.#own("job", need.text.trim()), need);
    for (const { name, entry } of job.outputs) this.#key(this.#own("job-output", `${job.id}.${name}`), entry, true);
    for (const value of job.env) this.#variable(value);
    this.#readMatrix(job);
    const callee = this.#readUses(job.uses);
    if (callee === undefined) return;
    for (const { name, entry } of job.with) this.#key({ kind: "input", path: callee, key: name.toLowerCase() }, entry, false);
    if (typeof job.secrets !== "object") return;
    for (const { name, entry } of job.secrets) this.#key({ kind: "secret", path: callee, key: name.toLowerCase() }, entry, false);
  }

  #readMatrix(job: Job): void {
    const { strategy } = job;
    if (!strategy) return;
    const defined = new Set<string>();
    const add = (entry: YamlEntry, mayDefine: boolean) => {
      if (entry.key === "<<") return;
      const name = entry.key.toLowerCase();
      this.#key(this.#matrix(job, name), entry, mayDefine && !defined.has(name));
      if (mayDefine) defined.add(name);
    };
    for (const row of strategy.rows) add(row.entry, true);
    for (const entry of entriesIn(strategy.include)) add(entry, true);
    for (const entry of entriesIn(strategy.exclude)) add(entry, false);
  }

  /** Jobs that have their matrix from one anchor share its names. */
  #matrix(job: Job | undefined, name: string): Named {
    return this.#own("matrix", `${job?.strategy?.matrixEntry?.value?.span.start ?? job?.id}.${name}`);
  }

  /** The path of the file that a `uses` of this repository leads to. */
  #readUses(uses: Uses | undefined): string | undefined {
    if (!uses) return undefined;
    const path = calleeOf(uses, this.#file, this.#workspace)?.source.path;
    if (path !== undefined) this.#text({ kind: "file", path, key: "" }, uses.text);
    return path;
  }

  #variable({ name, entry }: NamedValue): void {
    this.#key(this.#env(name, { entry }), entry, true);
  }

  #env(name: string, declared: Pick<NamedValue, "entry"> | undefined): Named {
    return this.#own("env", declared ? `${declared.entry.keySpan.start}` : `?${name}`);
  }

  #readStep(step: Step): void {
    if (step.id && step.id.expressions.length === 0) this.#text(this.#step(step.job, step.id.text), step.id, step.span);
    for (const target of step.waits?.targets ?? []) this.#text(this.#step(step.job, target.text.trim()), target);
    for (const value of step.env) this.#variable(value);
    const callee = this.#readUses(step.uses);
    if (callee !== undefined) {
      for (const { name, entry } of step.with) this.#key({ kind: "input", path: callee, key: name.toLowerCase() }, entry, false);
    }
    const { script } = step;
    if (!script || script.errors.length > 0) return;
    const seen = new Set<string>();
    for (const { name, span } of expansionsIn(script)) {
      if (seen.has(`${span.start}`)) continue;
      seen.add(`${span.start}`);
      const declared = step.variable(name);
      // A script that sets the variable itself reads its own.
      if (declared?.name !== name || script.commands.some(({ assignments }) => assignments.some((one) => one.name === name))) continue;
      const place = script.source.spanToSource(span);
      this.#add(this.#env(name, declared), place, place);
    }
    if (step.id) {
      for (const { name, span } of writtenOutputs(script)) {
        const place = script.source.spanToSource(span);
        this.#add(this.#own("step-output", `${this.#step(step.job, step.id.text).key}.${name}`), place, place, place);
      }
    }
  }

  /** Steps are told by where their id stands, so that a step which several jobs have by an alias is the same in all. */
  #step(job: Job | undefined, id: string): Named {
    const step = this.#stepNamed(job, id);
    return this.#own("step", step?.id ? `${step.id.node.span.start}` : `${job?.id ?? ""}?${id}`);
  }

  #stepNamed(job: Job | undefined, id: string): Step | undefined {
    if (job) return job.step(id);
    return this.#file.language === "action" ? this.#file.steps.find((step) => step.id?.text.toLowerCase() === id.toLowerCase()) : undefined;
  }

  #readAccess(access: ContextAccess, place: ExpressionPlace): void {
    const [first, second, third] = access.segments;
    const add = (of: Named, segment: Segment) => this.#segment(of, segment, place);
    if (first?.kind !== "name") return;
    switch (access.name) {
      case "needs":
      case "jobs": {
        add(this.#own("job", first.name), first);
        if (!isNamed(second, "outputs") || third?.kind !== "name") return;
        const of = this.#outputOfJob(first.name, third.name);
        if (of) add(of, third);
        return;
      }
      case "steps": {
        const step = this.#step(place.job, first.name);
        add(step, first);
        if (!isNamed(second, "outputs") || third?.kind !== "name") return;
        const { uses } = this.#stepNamed(place.job, first.name) ?? {};
        const callee = uses && calleeOf(uses, this.#file, this.#workspace);
        if (callee) add({ kind: "output", path: callee.source.path, key: third.name.toLowerCase() }, third);
        else add(this.#own("step-output", `${step.key}.${third.name}`), third);
        return;
      }
      case "inputs":
        add(this.#own("input", first.name), first);
        return;
      case "secrets":
        add(this.#own("secret", first.name), first);
        return;
      case "matrix":
        add(this.#matrix(place.job, first.name), first);
        return;
      case "env": {
        // What a step's own `env` names is not there yet while that is worked out.
        const step = place.path.at(-2) === "env" ? undefined : place.step;
        add(this.#env(first.name, declarationOf(first.name, this.#file, place.job, step)), first);
        return;
      }
      case "github":
        if (isNamed(first, "event") && isNamed(second, "inputs") && third?.kind === "name") add(this.#own("input", third.name), third);
        return;
    }
  }

  #outputOfJob(id: string, name: string): Named | undefined {
    const job = this.#file.language === "workflow" ? this.#file.job(id) : undefined;
    if (!job?.uses) return this.#own("job-output", `${job?.id ?? id}.${name}`);
    const callee = calleeOf(job.uses, this.#file, this.#workspace);
    return callee && { kind: "output", path: callee.source.path, key: name.toLowerCase() };
  }

  #segment(of: Named, segment: Segment, { expression: { source } }: ExpressionPlace): void {
    if (segment.kind !== "name") return;
    const { start, end } = segment.span;
    const isQuoted = source.text[start] === "'";
    const inner = isQuoted ? { start: start + 1, end: end - 1 } : segment.span;
    const isReplaceable = source.text.slice(inner.start, inner.end) === segment.name && source.isContiguous(inner);
    this.#add(of, source.spanToSource(segment.span), isReplaceable ? source.spanToSource(inner) : undefined);
  }

  #readAnchors(): void {
    for (const { anchors, aliases } of this.#file.yaml.documents) {
      for (const { name, span, node } of anchors) {
        const inner = { start: span.start + 1, end: span.end };
        this.#add(this.#anchor(name, span), span, inner, { start: span.start, end: node?.span.end ?? span.end });
      }
      for (const { name, span, anchor } of aliases) {
        if (anchor) this.#add(this.#anchor(name, anchor.span), span, { start: span.start + 1, end: span.end });
      }
    }
  }

  #anchor(name: string, { start }: Span): Named {
    return { kind: "anchor", path: this.#file.source.path, key: `${start} ${name}` };
  }
}

function isNamed(segment: Segment | undefined, name: string): boolean {
  return segment?.kind === "name" && segment.name.toLowerCase() === name;
}

/** The entries of the mappings that a list of `include` or `exclude` holds. */
function entriesIn(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === "sequence" ? node.items.flatMap(({ value }) => (value?.kind === "map" ? value.entries : [])) : [];
}

interface Written {
  readonly name: string;
  /** In the script's text. */
  readonly span: Span;
}

/** The variables that a script's words expand, as `$NAME` or `${NAME…}`. */
function* expansionsIn({ commands }: ShellScript): Generator<Written> {
  for (const { args, assignments, redirects } of commands) {
    const words = [...args, ...assignments.map(({ value }) => value), ...redirects.map(({ target }) => target)];
    for (const word of words) if (word) yield* expansionsOf(word);
  }
}

function* expansionsOf({ raw, span }: ShellWord): Generator<Written> {
  if (!raw.includes("$")) return;
  // What single quotes hold, and what is escaped, stays as it is.
  for (const match of raw.matchAll(/\\.|"(?:\\.|[^"\\])*"|'[^']*'|\$\{?([A-Za-z_]\w*)/gs)) {
    const [text, name] = match;
    if (name !== undefined) yield placed(name, span.start + match.index + text.length - name.length);
    else if (text.startsWith('"')) {
      for (const inner of text.matchAll(/\\.|\$\{?([A-Za-z_]\w*)/gs)) {
        const variable = inner[1];
        if (variable !== undefined) yield placed(variable, span.start + match.index + inner.index + inner[0].length - variable.length);
      }
    }
  }
}

function placed(name: string, start: number): Written {
  return { name, span: { start, end: start + name.length } };
}

/** The outputs that `echo "name=value" >> "$GITHUB_OUTPUT"` writes. */
function* writtenOutputs({ commands }: ShellScript): Generator<Written> {
  for (const { name: program, args, redirects } of commands) {
    if (program !== "echo" && program !== "printf") continue;
    if (!redirects.some(({ operator, target }) => operator === ">>" && target && /^\$\{?GITHUB_OUTPUT\}?$/.test(target.text))) continue;
    const word = args.find(({ text }) => !/^-[neE]+$/.test(text));
    const match = word && /^(["']?)([A-Za-z_][\w-]*)(?:=|<<)/.exec(word.raw);
    if (word && match) yield placed(match[2] as string, word.span.start + (match[1] as string).length);
  }
}
