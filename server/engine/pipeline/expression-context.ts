import { aboutContext, contextNames, propertiesAt as tableAt } from "../knowledge/contexts.ts";
import { findTrigger } from "../knowledge/triggers.ts";
import type { ContextAccess, Segment } from "../languages/expression/model.ts";
import type { ValueType } from "../languages/expression/types.ts";
import type { ActionFile, Availability, ExpressionPlace, InputDefinition, Job, Step, Workflow } from "../languages/workflow/model.ts";
import type { YamlNode } from "../languages/yaml/model.ts";
import { rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { calleeOf } from "./callee.ts";
import { outputsOfStep, type StepOutputs } from "./step-outputs.ts";

/** Where an expression stands, or would stand. */
export interface ExpressionSite {
  readonly file: Workflow | ActionFile;
  readonly job: Job | undefined;
  readonly step: Step | undefined;
  readonly available: Availability | undefined;
}

/** The site of an expression of a file. */
export function siteOf(file: Workflow | ActionFile, { job, step, available }: ExpressionPlace): ExpressionSite {
  return { file, job, step, available };
}

/** A context, or a property of one. */
export interface KnownName {
  readonly name: string;
  /** In a sentence or two; in the author's words where it is declared somewhere. */
  readonly about: string | undefined;
  readonly type: ValueType;
  /** Where it is declared, if that is in the same file. */
  readonly span: Span | undefined;
}

/** What can stand behind a path. */
export interface Names {
  /** In the order in which they are declared. */
  readonly names: readonly KnownName[];
  /** Nothing else can be there. */
  readonly isClosed: boolean;
  /** The one with this name, whose case does not matter. */
  find(name: string): KnownName | undefined;
}

/** The contexts that expressions may use here; all of them where that is not known. */
export function contextsAt({ available }: ExpressionSite): readonly KnownName[] {
  return contextNames
    .filter((name) => !available || available.contexts.has(name))
    .map((name) => ({ name, about: aboutContext(name), type: "object", span: undefined }));
}

/**
 * What can stand behind a path of names (`["steps", "build", "outputs"]`) at this place: steps above, jobs that are needed, what the matrix, the
 * inputs and the triggers give. Undefined where nothing is known of it. The path's names are taken in whatever case.
 */
export function namesBelow(site: ExpressionSite, path: readonly string[], workspace: Workspace): Names | undefined {
  const [root = "", ...below] = path.map((name) => name.toLowerCase());
  switch (root) {
    case "github":
      return below[0] === "event" ? payloadNames(site.file, below.slice(1)) : fromTable([root, ...below]);
    case "steps":
      return belowSteps(site, below, workspace);
    case "needs":
    case "jobs":
      return belowJobs(site, root, below, workspace);
    case "matrix":
      return belowMatrix(site, below);
    case "inputs":
      return below.length === 0 ? inputNames(site.file) : undefined;
    case "job":
      return belowJob(site, below);
    case "env":
      return below.length === 0 ? environmentNames(site) : undefined;
    case "secrets":
      return below.length === 0 ? secretNames(site.file) : undefined;
    case "runner":
    case "strategy":
      return fromTable([root, ...below]);
    default:
      return undefined;
  }
}

/** The type of what an access gives; "unknown" where that depends on the run. For `typeOf` of expressions. */
export function typeAt(site: ExpressionSite, access: ContextAccess, workspace: Workspace): ValueType {
  const path: string[] = [access.name];
  let type: ValueType = contextNames.includes(access.name) ? "object" : "unknown";
  if (access.name === "matrix" && !site.job?.strategy) return "unknown";
  for (const segment of access.segments) {
    const name = nameOfSegment(segment);
    if (name === undefined) return "unknown";
    type = namesBelow(site, path, workspace)?.find(name)?.type ?? "unknown";
    path.push(name);
  }
  return type;
}

/** A step of an access to what is not there. */
export interface UnknownName {
  /** The names before it, the context's own in small letters: `["steps", "build"]`. */
  readonly path: readonly string[];
  readonly name: string;
  readonly segment: Segment;
  readonly names: Names;
  /** The type of what stands before it, where that has no properties at all: a text, a number. */
  readonly scalar: ValueType | undefined;
}

/** The first step of an access that leads to nothing; undefined where all are known, or something cannot be told. */
export function unknownName(site: ExpressionSite, access: ContextAccess, workspace: Workspace): UnknownName | undefined {
  const path: string[] = [access.name];
  let before: KnownName | undefined;
  for (const segment of access.segments) {
    const name = nameOfSegment(segment);
    if (name === undefined) return undefined;
    if (before && (before.type === "string" || before.type === "number" || before.type === "boolean")) {
      return { path, name, segment, names: nothing, scalar: before.type };
    }
    const names = namesBelow(site, path, workspace);
    if (!names) return undefined;
    before = names.find(name);
    if (!before) return names.isClosed ? { path, name, segment, names, scalar: undefined } : undefined;
    path.push(name);
  }
  return undefined;
}

/** The name that a step down is written with; undefined for `*` and what an expression gives. */
export function nameOfSegment(segment: Segment): string | undefined {
  if (segment.kind === "name") return segment.name;
  return segment.kind === "computed" && segment.node.kind === "literal" ? String(segment.node.value) : undefined;
}

class NameList implements Names {
  readonly names: readonly KnownName[];
  readonly isClosed: boolean;
  #byName: ReadonlyMap<string, KnownName> | undefined;

  constructor(names: readonly KnownName[], isClosed: boolean) {
    this.names = names;
    this.isClosed = isClosed;
  }

  find(name: string): KnownName | undefined {
    this.#byName ??= new Map(this.names.toReversed().map((known) => [known.name.toLowerCase(), known]));
    return this.#byName.get(name.toLowerCase());
  }
}

const nothing: Names = new NameList([], true);

const kept = new WeakMap<object, Map<string, Names | undefined>>();

/** What a part of a file gives by itself is worked out once. */
function keep(owner: object, key: string, compute: () => Names | undefined): Names | undefined {
  let map = kept.get(owner);
  if (!map) {
    map = new Map();
    kept.set(owner, map);
  }
  if (map.has(key)) return map.get(key);
  const names = compute();
  map.set(key, names);
  return names;
}

const tables = new Map<string, Names>();

function fromTable(path: readonly string[]): Names | undefined {
  const properties = tableAt(path);
  if (!properties) return undefined;
  // A few tables, whatever the names of services and steps are.
  const key = path.length > 1 && path[0] !== "github" ? `${path[0]} ${path.length}` : path.join(".");
  let names = tables.get(key);
  if (!names) {
    const all = [...properties.values()].map(
      ({ name, type, about }): KnownName => ({ name, about, type: type === "any" ? "unknown" : type, span: undefined }),
    );
    names = new NameList(all, true);
    tables.set(key, names);
  }
  return names;
}

/** `github.event`: what the payloads of all triggers bring. A called workflow has its caller's event, an action that of the workflow. */
function payloadNames(file: Workflow | ActionFile, below: readonly string[]): Names | undefined {
  if (file.language === "action") return undefined;
  if (below.length === 1 && below[0] === "inputs") {
    const events = file.triggers.map(({ event }) => event);
    if (!events.every((event) => findTrigger(event)?.payload)) return undefined;
    return keep(file, "event.inputs", () => namesOfInputs(file.trigger("workflow_dispatch")?.inputs ?? [], "string"));
  }
  if (below.length > 0) return undefined;
  return keep(file, "event", () => {
    const names = new Map<string, KnownName>();
    let isClosed = file.triggers.length > 0;
    for (const { event } of file.triggers) {
      const payload = findTrigger(event)?.payload;
      if (!payload) isClosed = false;
      for (const name of payload ?? []) names.set(name, { name, about: undefined, type: "unknown", span: undefined });
    }
    return new NameList([...names.values()], isClosed);
  });
}

function inputNames(file: Workflow | ActionFile): Names | undefined {
  return keep(file, "inputs", () => {
    if (file.language === "action") return namesOfInputs(file.inputs, "string");
    const inputs = ["workflow_dispatch", "workflow_call"].flatMap((event) => file.trigger(event)?.inputs ?? []);
    const { names, isClosed } = namesOfInputs(inputs, undefined);
    return new NameList(names, isClosed && file.triggers.length > 0);
  });
}

/** `as`: the type that all of them have, whatever they are declared as. */
function namesOfInputs(inputs: readonly InputDefinition[], as: ValueType | undefined): Names {
  const names = new Map<string, KnownName>();
  let isClosed = true;
  for (const { name, type, description, keySpan, entry } of inputs) {
    if (entry.map.entry("<<") || name.includes("${{")) isClosed = false;
    const key = name.toLowerCase();
    const before = names.get(key);
    const own = as ?? (type === "boolean" || type === "number" ? type : "string");
    names.set(key, {
      name: before?.name ?? name,
      about: before?.about ?? description?.literal,
      type: before && before.type !== own ? "unknown" : own,
      span: before?.span ?? keySpan,
    });
  }
  return new NameList([...names.values()], isClosed);
}

/** The steps of the job, or of the action, that run before this place; all of them outside of the steps. */
function stepNames({ file, job, step }: ExpressionSite): Names | undefined {
  const steps = job ? job.steps : file.language === "action" ? file.steps : undefined;
  if (!steps) return undefined;
  const all = keep(job ?? file, "steps", () => {
    const hasOpenIds = steps.some(({ id, map }) => map.entry("<<") !== undefined || (id !== undefined && id.literal === undefined));
    return new NameList(
      steps.flatMap(({ id, name, uses, run }) =>
        id?.literal === undefined
          ? []
          : [
              {
                name: id.text,
                about: name?.text ?? uses?.text.text ?? run?.text.split("\n", 1)[0],
                type: "object" as const,
                span: id.span,
              },
            ],
      ),
      !hasOpenIds,
    );
  });
  if (!step || !all) return all;
  const named = (id: string): Step | undefined => {
    const found = job ? job.step(id) : actionStep(steps, id);
    return found && found.index < step.index ? found : undefined;
  };
  return {
    isClosed: all.isClosed,
    get names() {
      return all.names.filter(({ name }) => {
        const found = named(name);
        return found && !mayStillRun({ file, job, step, available: undefined }, found);
      });
    },
    find: (name) => (named(name) ? all.find(name) : undefined),
  };
}

/**
 * Whether a step above may still run at this place: it stands in the same `parallel:`, or in the background and nothing has waited for it. What is
 * read of it then is there or not by chance.
 */
export function mayStillRun({ file, job, step }: ExpressionSite, other: Step): boolean {
  if (!step || other === step) return false;
  if (other.parent && other.parent === step.parent) return true;
  if (!other.isBackground) return false;
  const steps = job ? job.steps : file.language === "action" ? file.steps : [];
  const id = other.id?.text.toLowerCase();
  return !steps
    .slice(other.index + 1, step.index)
    .some(
      ({ waits }) => waits && (waits.kind === "wait-all" || waits.targets.some(({ literal }) => (literal ?? id)?.toLowerCase() === id)),
    );
}

const actionSteps = new WeakMap<readonly Step[], ReadonlyMap<string, Step>>();

function actionStep(steps: readonly Step[], id: string): Step | undefined {
  let byId = actionSteps.get(steps);
  if (!byId) {
    byId = new Map(steps.toReversed().flatMap((step) => (step.id ? [[step.id.text.toLowerCase(), step] as const] : [])));
    actionSteps.set(steps, byId);
  }
  return byId.get(id.toLowerCase());
}

/** The step of the job, or of the action, that has an id. */
export function stepNamed({ file, job }: ExpressionSite, id: string): Step | undefined {
  return job ? job.step(id) : file.language === "action" ? actionStep(file.steps, id) : undefined;
}

function belowSteps(site: ExpressionSite, below: readonly string[], workspace: Workspace): Names | undefined {
  const [id = "", property] = below;
  if (below.length === 0) return stepNames(site);
  if (below.length === 1) return fromTable(["steps", id]);
  const step = stepNamed(site, id);
  if (below.length > 2 || property !== "outputs" || !step) return undefined;
  return namesOfOutputs(outputsOfStep(step, workspace));
}

const namesOfOutputs = rememberFor(
  ({ outputs, isComplete }: StepOutputs): Names =>
    new NameList(
      outputs.map(({ name, about }) => ({ name, about, type: "string", span: undefined })),
      isComplete,
    ),
);

/** `needs`: the jobs that this one needs directly; `jobs`: all of them, for the outputs of a workflow that is called. */
function belowJobs(
  { file, job }: ExpressionSite,
  root: "needs" | "jobs",
  below: readonly string[],
  workspace: Workspace,
): Names | undefined {
  if (file.language === "action" || (root === "needs" && !job)) return undefined;
  const [id = "", property] = below;
  if (below.length === 0) {
    if (root === "jobs" || !job) {
      return keep(file, "jobs", () => new NameList(file.jobs.map(nameOfJob), file.jobsEntry?.value?.kind === "map"));
    }
    return keep(job, "needs", () => {
      const names = job.needs.map((need): KnownName => {
        const needed = file.job(need.text);
        return needed ? nameOfJob(needed) : { name: need.text, about: undefined, type: "object", span: need.span };
      });
      return new NameList(names, job.needs.every(({ literal }) => literal !== undefined) && !job.map?.entry("<<"));
    });
  }
  const needed = file.job(id);
  if (!needed) return undefined;
  if (below.length === 1) return fromTable([root, id]);
  return below.length === 2 && property === "outputs" ? outputsOfJob(needed, workspace) : undefined;
}

function nameOfJob({ id, name, idSpan }: Job): KnownName {
  return { name: id, about: name?.text, type: "object", span: idSpan };
}

/** The outputs of a job: its own, or those of the workflow that it calls. */
export function outputsOfJob(job: Job, workspace: Workspace): Names | undefined {
  if (job.uses) {
    const callee = calleeOf(job.uses, job.workflow, workspace);
    const call = callee?.language === "workflow" && !callee.isTemplate ? callee.trigger("workflow_call") : undefined;
    if (!call) return undefined;
    return new NameList(
      call.outputs.map(({ name, description }) => ({ name, about: description?.literal, type: "string", span: undefined })),
      !call.config?.entry("<<"),
    );
  }
  return keep(job, "outputs", () => {
    const map = job.outputsEntry?.value;
    const isClosed = job.map !== undefined && !job.map.entry("<<") && (!map || (map.kind === "map" && !map.entry("<<")));
    return new NameList(
      job.outputs.map(({ name, value, keySpan }) => ({ name, about: value?.text, type: "string", span: keySpan })),
      isClosed,
    );
  });
}

function belowMatrix({ file, job }: ExpressionSite, below: readonly string[]): Names | undefined {
  // An action sees the matrix of the job that uses it.
  if (file.language === "action" || !job) return undefined;
  const { strategy } = job;
  if (!strategy) return job.map && !job.map.entry("<<") ? new NameList([], true) : undefined;
  return keep(strategy, below.join("."), () => {
    if (below.length === 0) {
      const { properties } = strategy;
      const names = properties ?? strategy.rows.map(({ name }) => name);
      const known = names.map((name): KnownName => {
        const row = strategy.rows.find((one) => one.name === name);
        const values = nodesOfMatrix(job, [name.toLowerCase()]);
        return { name, about: undefined, type: values ? typeOfNodes(values) : "unknown", span: row?.keySpan };
      });
      return new NameList(known, properties !== undefined);
    }
    const nodes = strategy.isStatic ? nodesOfMatrix(job, below) : undefined;
    if (!nodes || nodes.length === 0) return undefined;
    const names = new Map<string, KnownName>();
    let isClosed = true;
    for (const node of nodes) {
      if (node?.kind === "sequence" || (node?.kind === "scalar" && node.text.includes("${{"))) isClosed = false;
      if (node?.kind !== "map") continue;
      for (const { key, keySpan, value } of node.entries) {
        if (key === "<<" || key.includes("${{")) isClosed = false;
        const before = names.get(key.toLowerCase());
        const type = typeOfNodes([value]);
        names.set(key.toLowerCase(), {
          name: before?.name ?? key,
          about: undefined,
          type: before && before.type !== type ? "unknown" : type,
          span: before?.span ?? keySpan,
        });
      }
    }
    return new NameList([...names.values()], isClosed);
  });
}

/** All values that a property of the matrix may have, as they are written; undefined where an expression gives some. */
function nodesOfMatrix({ strategy }: Job, path: readonly string[]): (YamlNode | undefined)[] | undefined {
  const [name = "", ...below] = path;
  const nodes: (YamlNode | undefined)[] = [];
  for (const row of strategy?.rows ?? []) {
    if (row.name.toLowerCase() !== name) continue;
    if (!row.values) return undefined;
    nodes.push(...row.values);
  }
  const include = strategy?.include;
  if (include && include.kind !== "sequence") return undefined;
  for (const { value } of include?.items ?? []) {
    if (value?.kind !== "map") return undefined;
    for (const entry of value.entries) if (entry.key.toLowerCase() === name) nodes.push(entry.value);
  }
  let current: (YamlNode | undefined)[] = nodes;
  for (const step of below) {
    const next: (YamlNode | undefined)[] = [];
    for (const node of current) {
      if (node?.kind === "map") for (const entry of node.entries) if (entry.key.toLowerCase() === step) next.push(entry.value);
      if (node?.kind === "sequence" || (node?.kind === "scalar" && node.text.includes("${{"))) return undefined;
    }
    current = next;
  }
  return current;
}

function typeOfNodes(nodes: readonly (YamlNode | undefined)[]): ValueType {
  const types = new Set(nodes.map(typeOfNode));
  const [type] = types;
  return types.size === 1 && type !== undefined ? type : "unknown";
}

function typeOfNode(node: YamlNode | undefined): ValueType {
  if (!node) return "null";
  if (node.kind === "map") return "object";
  if (node.kind === "sequence") return "array";
  if (node.text.includes("${{")) return "unknown";
  return node.value === null ? "null" : (typeof node.value as "string" | "number" | "boolean");
}

function belowJob({ file, job }: ExpressionSite, below: readonly string[]): Names | undefined {
  if (below[0] !== "services") return fromTable(["job", ...below]);
  if (file.language === "action" || !job) return undefined;
  if (below.length > 1) return below.length === 2 ? fromTable(["job", ...below]) : undefined;
  return keep(job, "services", () => {
    const services = job.map?.get("services");
    const names = job.services.map(({ id, idSpan, image }): KnownName => ({ name: id, about: image?.text, type: "object", span: idSpan }));
    return new NameList(names, !job.map?.entry("<<") && (!services || (services.kind === "map" && !services.entry("<<"))));
  });
}

/** Variables that `env` sets around this place; scripts and actions may set any others. */
function environmentNames({ file, job, step }: ExpressionSite): Names {
  const all = [...(step?.env ?? []), ...(job?.env ?? []), ...(file.language === "workflow" ? file.env : [])];
  const names = new Map<string, KnownName>();
  for (const { name, value, keySpan } of all) {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), { name, about: value?.text, type: "string", span: keySpan });
  }
  return new NameList([...names.values()], false);
}

/** The secrets that the file declares or names; which there are, the repository's settings alone tell. */
function secretNames(file: Workflow | ActionFile): Names {
  return keep(file, "secrets", () => {
    const names = new Map<string, KnownName>();
    const add = (name: string, span: Span | undefined, about?: string): void => {
      const key = name.toLowerCase();
      if (!names.has(key)) names.set(key, { name, about, type: "string", span });
    };
    add("GITHUB_TOKEN", undefined, "The job's token.");
    if (file.language === "workflow") for (const { name, keySpan } of file.trigger("workflow_call")?.secrets ?? []) add(name, keySpan);
    // To know of one name, nobody has to read all expressions.
    let all: Names | undefined;
    const allNames = (): Names => {
      if (all) return all;
      for (const { expression } of file.expressions) {
        for (const access of expression.accesses) {
          const [segment] = access.segments;
          const name = access.name === "secrets" && segment ? nameOfSegment(segment) : undefined;
          if (name !== undefined) add(name, undefined);
        }
      }
      all = new NameList([...names.values()], false);
      return all;
    };
    return {
      isClosed: false,
      get names() {
        return allNames().names;
      },
      find: (name) => names.get(name.toLowerCase()) ?? { name, about: undefined, type: "string", span: undefined },
    };
  }) as Names;
}
