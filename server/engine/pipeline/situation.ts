import { findTrigger } from "../knowledge/triggers.ts";
import { evaluate, truthiness, valueAt } from "../languages/expression/evaluate.ts";
import type { ExpressionNode, Value } from "../languages/expression/model.ts";
import type { Filter, Trigger, Workflow } from "../languages/workflow/model.ts";
import type { Span } from "../text/span.ts";
import type { StatusFunction } from "./condition.ts";
import { pathOf } from "./condition.ts";
import { literalOfPattern, passesFilter } from "./filter-pattern.ts";
import type { SyntheticEvent } from "./model.ts";

/** What is known of a text whose value is not: `one` of some values, or something that starts so and is none of these. */
export type Hint =
  | { readonly kind: "one"; readonly values: readonly string[] }
  | {
      readonly kind: "like";
      readonly prefix: string;
      readonly not: readonly string[];
      /** The same sign is the same text, another sign another text: the repository itself and a fork, the default branch and another. */
      readonly sign: string | undefined;
    };

/** What holds in a run: an ordinary one (`isOrdinary`), with a value for most things, or any that can be. */
export interface Situation {
  readonly isOrdinary: boolean;
  readonly contexts: ReadonlyMap<string, Value>;
  readonly hints: ReadonlyMap<string, Hint>;
  /** What the status functions give; undefined is unknown. */
  readonly status: Readonly<Record<StatusFunction, boolean | undefined>>;
}

/** Three-valued: undefined is unknown. */
export type Truth = boolean | undefined;

export function and(...values: readonly Truth[]): Truth {
  return values.includes(false) ? false : values.includes(undefined) ? undefined : true;
}

export function or(...values: readonly Truth[]): Truth {
  return values.includes(true) ? true : values.includes(undefined) ? undefined : false;
}

/** Whether an expression holds in a situation. */
export function holds(node: ExpressionNode, situation: Situation): Truth {
  return truthiness(valueIn(node, situation));
}

function valueIn(node: ExpressionNode, situation: Situation): Value {
  return evaluate(decided(node, situation), {
    context: (name, path) => path.reduce((value: Value, step) => valueAt(value, step), situation.contexts.get(name)),
  });
}

const unknownContext = "unknown";

/** The expression with everything that hints and the status functions decide put in place. */
function decided(node: ExpressionNode, situation: Situation): ExpressionNode {
  const literal = (value: Truth): ExpressionNode =>
    value === undefined
      ? { kind: "context", name: unknownContext, nameSpan: node.span, segments: [], span: node.span }
      : { kind: "literal", value, span: node.span };
  if (node.kind === "operation") {
    const [left, right] = node.operands;
    if ((node.operator === "==" || node.operator === "!=") && left && right) {
      const equal = compare(left, right, situation);
      if (equal) return literal(equal.is === undefined ? undefined : equal.is === (node.operator === "=="));
    }
    return { ...node, operands: node.operands.map((operand) => decided(operand, situation)) };
  }
  if (node.kind === "call") {
    const status = situation.status[node.name as StatusFunction];
    if (Object.hasOwn(situation.status, node.name)) return literal(status);
    const [first, second] = node.args;
    if (first && second) {
      const found = search(node.name, first, second, situation);
      if (found) return literal(found.is);
    }
    return { ...node, args: node.args.map((argument) => decided(argument, situation)) };
  }
  if (node.kind === "indexed") return { ...node, target: decided(node.target, situation) };
  return node;
}

/** Undefined where no hint says anything about it. */
function compare(left: ExpressionNode, right: ExpressionNode, situation: Situation): { readonly is: Truth } | undefined {
  const [one, other] = [hintOf(left, situation), hintOf(right, situation)];
  if (one && other) return { is: equals(one, other) };
  const hint = one ?? other;
  if (!hint) return undefined;
  const value = valueIn(one ? right : left, situation);
  if (value === undefined) return { is: undefined };
  // Anything else than a text is compared as a number, which no name is.
  if (typeof value !== "string") return { is: false };
  // Who names a repository in a condition mostly names the one that it stands in.
  if (situation.isOrdinary && hint.kind === "like" && hint.sign === "here") return { is: true };
  return { is: equals(hint, { kind: "one", values: [value] }) };
}

function search(name: string, first: ExpressionNode, second: ExpressionNode, situation: Situation): { readonly is: Truth } | undefined {
  const hint = hintOf(first, situation);
  if (name === "contains") {
    const item = hintOf(second, situation);
    if (item) {
      const list = valueIn(first, situation);
      if (typeof list !== "object" || list?.kind !== "array") return hint ? { is: undefined } : undefined;
      return {
        is: or(
          ...list.items.map((one) =>
            typeof one === "string" ? equals(item, { kind: "one", values: [one] }) : one === undefined ? one : false,
          ),
        ),
      };
    }
  }
  if (!hint || !(name === "contains" || name === "startswith" || name === "endswith")) return undefined;
  const value = valueIn(second, situation);
  if (typeof value !== "string") return { is: undefined };
  const part = value.toLowerCase();
  if (hint.kind === "one") {
    const results = hint.values.map((one) => {
      const text = one.toLowerCase();
      return name === "contains" ? text.includes(part) : name === "startswith" ? text.startsWith(part) : text.endsWith(part);
    });
    return { is: results.every((one) => one === results[0]) ? results[0] : undefined };
  }
  const prefix = hint.prefix.toLowerCase();
  if (part === "") return { is: true };
  // `refs/tags/` is thought of as what a ref begins with, though a branch might be called so.
  if (name === "contains" && !part.startsWith("refs/")) return { is: prefix.includes(part) ? true : undefined };
  if (name === "endswith") return { is: undefined };
  return { is: prefix.startsWith(part) ? true : part.startsWith(prefix) ? undefined : false };
}

function hintOf(node: ExpressionNode, situation: Situation): Hint | undefined {
  if (node.kind === "call" && node.name === "format" && node.args.length === 2) {
    // format('refs/heads/{0}', github.event.repository.default_branch)
    const [pattern, argument] = node.args as [ExpressionNode, ExpressionNode];
    const [, prefix] = pattern.kind === "literal" ? (/^([^{}]*)\{0\}$/.exec(String(pattern.value)) ?? []) : [];
    const hint = prefix === undefined ? undefined : hintOf(argument, situation);
    return hint && prefix !== undefined ? withPrefix(hint, prefix) : undefined;
  }
  const path = pathOf(node);
  return path === undefined ? undefined : situation.hints.get(path);
}

function withPrefix(hint: Hint, prefix: string): Hint {
  if (hint.kind === "one") return { kind: "one", values: hint.values.map((value) => prefix + value) };
  return { ...hint, prefix: prefix + hint.prefix, not: hint.not.map((value) => prefix + value) };
}

function equals(a: Hint, b: Hint): Truth {
  if (a.kind === "like" && b.kind === "like") {
    const [one, other] = [a.prefix.toLowerCase(), b.prefix.toLowerCase()];
    if (!one.startsWith(other) && !other.startsWith(one)) return false;
    return one === other && a.sign !== undefined && b.sign !== undefined ? a.sign === b.sign : undefined;
  }
  if (a.kind === "like") return equals(b, a);
  const values = a.values.map((value) => value.toLowerCase());
  if (b.kind === "one") {
    const others = b.values.map((value) => value.toLowerCase());
    if (values.length === 1 && others.length === 1) return values[0] === others[0];
    return values.some((value) => others.includes(value)) ? undefined : false;
  }
  return values.some((value) => fits(value, b)) ? undefined : false;
}

function fits(value: string, hint: Hint & { readonly kind: "like" }): boolean {
  const text = value.toLowerCase();
  return text.startsWith(hint.prefix.toLowerCase()) && !hint.not.some((one) => one.toLowerCase() === text);
}

/** What a happening is: the triggers of the workflow that take it, whether their filters let it through, and what then holds. */
export interface Happening {
  readonly event: SyntheticEvent;
  /** One for each name that the default branch may have. */
  readonly ordinary: readonly Case[];
  readonly any: Case;
  /** What keeps it out. */
  readonly decidedBy: Span | undefined;
}

/** A situation without what the jobs before have come to. */
export interface Case {
  readonly isTaken: Truth;
  readonly isOrdinary: boolean;
  readonly contexts: ReadonlyMap<string, Value>;
  readonly hints: ReadonlyMap<string, Hint>;
}

/** A value in an ordinary run, and what can be said of it in any. */
type Fact = readonly [path: string, ordinary: Value, any: Hint | Value];

interface Branches {
  /** The name of the default branch in an ordinary run. */
  readonly name: string;
  readonly hint: Hint;
  /** What it may be called. */
  readonly names: readonly string[];
}

/** The default branch of a happening: `known`, or each of the usual names that the workflow mentions. */
function branchesOf(workflow: Workflow, known: string | undefined, usual: readonly string[]): Branches[] {
  if (known !== undefined) return [{ name: known, hint: { kind: "one", values: [known] }, names: [known] }];
  const hint: Hint = { kind: "like", prefix: "", not: [], sign: "default" };
  const mentioned = usual.filter((name) => workflow.mentionedBranches.has(name));
  return (mentioned.length > 0 ? mentioned : usual).map((name) => ({ name, hint, names: usual }));
}

const like = (prefix: string, not: readonly string[] = [], sign?: string): Hint => ({ kind: "like", prefix, not, sign });
const one = (...values: readonly string[]): Hint => ({ kind: "one", values });

/** Names for what can have any. */
const branchName = "some-topic";
const tagName = "v1.2.3";
const personName = "somebody";

const eventNames: Readonly<Record<Exclude<SyntheticEvent, "other">, string>> = {
  "push-default": "push",
  "push-branch": "push",
  "push-tag": "push",
  "pull-request": "pull_request",
  "fork-pull-request": "pull_request",
  "pull-request-target-fork": "pull_request_target",
  "merge-group": "merge_group",
  schedule: "schedule",
  dispatch: "workflow_dispatch",
  call: "workflow_call",
  "workflow-run-fork": "workflow_run",
  "workflow-run-push": "workflow_run",
  "issue-comment": "issue_comment",
  release: "release",
};

/** All happenings that the simulation tries. */
export const syntheticEvents: readonly SyntheticEvent[] = [...(Object.keys(eventNames) as SyntheticEvent[]), "other"];

/** The triggers of a workflow that take an event. */
export function triggersOf(workflow: Workflow, event: SyntheticEvent): readonly Trigger[] {
  if (event !== "other") return [workflow.trigger(eventNames[event])].filter((trigger) => trigger !== undefined);
  const named = new Set(Object.values(eventNames));
  return workflow.triggers.filter((trigger) => !named.has(trigger.event));
}

/** What an event is for a workflow; undefined where no trigger takes it. `known` is the default branch, where it is known. */
export function happeningOf(
  workflow: Workflow,
  event: SyntheticEvent,
  known: string | undefined,
  usual: readonly string[],
): Happening | undefined {
  const triggers = triggersOf(workflow, event);
  const [trigger] = triggers;
  if (!trigger) return undefined;
  const branches = branchesOf(workflow, known, usual);
  let decidedBy: Span | undefined;
  const cases = branches.map((branch) => {
    const facts = factsOf(event, triggers, branch);
    const taken = takes(event, trigger, branch, facts);
    decidedBy = taken.decidedBy;
    const payload = triggers.length === 1 && event !== "call" ? findTrigger(trigger.event)?.payload : undefined;
    const inputs = inputsOf(event, workflow);
    return {
      ordinary: caseOf(facts, true, taken.ordinary, payload, inputs, event),
      any: caseOf(facts, false, taken.any, payload, inputs, event),
    };
  });
  const [first] = cases;
  if (!first) return undefined;
  return { event, ordinary: cases.map(({ ordinary }) => ordinary), any: first.any, decidedBy };
}

function inputsOf(event: SyntheticEvent, workflow: Workflow): Value {
  if (event === "call" || (event === "other" && workflow.trigger("workflow_call"))) return undefined;
  const names = event === "dispatch" ? (workflow.trigger("workflow_dispatch")?.inputs ?? []) : [];
  return { kind: "object", rest: "null", properties: new Map(names.map(({ name }) => [name, undefined])) };
}

function caseOf(
  facts: readonly Fact[],
  isOrdinary: boolean,
  isTaken: Truth,
  payload: ReadonlySet<string> | undefined,
  inputs: Value,
  event: SyntheticEvent,
): Case {
  const hints = new Map<string, Hint>();
  const values = new Map<string, Value>();
  for (const key of payload ?? []) values.set(`github.event.${key}`, undefined);
  for (const [path, ordinary, any] of facts) {
    const anyHint = isHint(any) ? any : undefined;
    if (isOrdinary) values.set(path, ordinary);
    else
      values.set(path, anyHint ? (anyHint.kind === "one" && anyHint.values.length === 1 ? anyHint.values[0] : undefined) : (any as Value));
    if (anyHint && (!isOrdinary || ordinary === undefined)) hints.set(path, anyHint);
  }
  const github = nest(values, payload);
  const isFork = event === "fork-pull-request";
  const secrets: Value = { kind: "object", rest: isFork ? "null" : "unknown", properties: new Map([["github_token", undefined]]) };
  const contexts = new Map<string, Value>([
    ["github", github],
    ["inputs", inputs],
    ["secrets", secrets],
  ]);
  return { isTaken, isOrdinary, contexts, hints };
}

function isHint(value: Hint | Value): value is Hint {
  return typeof value === "object" && value !== null && (value.kind === "one" || value.kind === "like");
}

/** The objects that paths and their values make: `github` with `event` with `pull_request` … */
function nest(values: ReadonlyMap<string, Value>, payload: ReadonlySet<string> | undefined): Value {
  const objects = new Map<string, Map<string, Value>>();
  const objectAt = (path: string): Map<string, Value> => {
    let properties = objects.get(path);
    if (!properties) {
      properties = new Map();
      objects.set(path, properties);
      const dot = path.lastIndexOf(".");
      const rest = path === "github.event" && payload ? "null" : "unknown";
      if (dot > 0) objectAt(path.slice(0, dot)).set(path.slice(dot + 1), { kind: "object", rest, properties });
    }
    return properties;
  };
  for (const [path, value] of values) {
    const dot = path.lastIndexOf(".");
    const parent = objectAt(path.slice(0, dot));
    const name = path.slice(dot + 1);
    if (value !== undefined || !parent.has(name)) parent.set(name, value);
  }
  return { kind: "object", rest: "unknown", properties: objectAt("github") };
}

function factsOf(event: SyntheticEvent, triggers: readonly Trigger[], branch: Branches): Fact[] {
  const [trigger] = triggers;
  const names = [...new Set(triggers.map((one) => one.event))];
  const isPullRequest = event === "pull-request" || event === "fork-pull-request" || event === "pull-request-target-fork";
  const here = like("", [], "here");
  const fork = like("", [], "fork");
  const person = like("");
  const facts: Fact[] = [
    ...["github.repository", "github.event.repository.full_name"].map((path): Fact => [path, undefined, here]),
    ...["github.repository_owner", "github.event.repository.owner.login"].map((path): Fact => [path, undefined, here]),
    ...["github.repository_id", "github.event.repository.id"].map((path): Fact => [path, undefined, here]),
    ...["github.actor", "github.triggering_actor", "github.event.sender.login"].map((path): Fact => [path, personName, person]),
    ["github.event.repository.default_branch", branch.name, branch.hint],
  ];
  // A called workflow sees what its caller sees.
  if (event === "call") return facts;
  const [name] = names;
  facts.push(["github.event_name", names.length === 1 ? name : undefined, one(...names)]);
  const types = typesOf(triggers);
  if (types.length > 0) facts.push(["github.event.action", types.length === 1 ? types[0] : undefined, one(...types)]);
  else if (triggers.every((one) => hasNoTypes(one.event))) facts.push(["github.event.action", null, null]);
  facts.push(...refFacts(event, triggers, branch));
  if (event === "push-default" || event === "push-branch" || event === "push-tag") {
    facts.push(["github.event.deleted", false, undefined], ["github.event.head_commit.message", "Change", like("")]);
  }
  if (isPullRequest && trigger) {
    const isFork = event !== "pull-request";
    const head = "github.event.pull_request.head";
    const base = "github.event.pull_request.base";
    const mayClose = types.includes("closed");
    facts.push(
      [`${head}.repo.fork`, isFork, isFork],
      ...["repo.full_name", "repo.owner.login", "repo.id", "user.login", "repo.owner.id"].map(
        (path): Fact => [`${head}.${path}`, undefined, isFork ? fork : here],
      ),
      ...["repo.full_name", "repo.owner.login", "repo.id", "user.login", "repo.owner.id"].map(
        (path): Fact => [`${base}.${path}`, undefined, here],
      ),
      ["github.event.pull_request.draft", false, undefined],
      ["github.event.pull_request.merged", mayClose ? (types.length === 1 ? true : undefined) : false, mayClose ? undefined : false],
      ["github.event.pull_request.labels", { kind: "array", items: [] }, undefined],
      ["github.event.pull_request.user.login", personName, person],
      ["github.event.pull_request.title", "Change", like("")],
      ["github.event.pull_request.body", "Change", undefined],
    );
  }
  if (event === "workflow-run-fork" || event === "workflow-run-push") {
    const isFork = event === "workflow-run-fork";
    const run = "github.event.workflow_run";
    facts.push(
      [`${run}.event`, isFork ? "pull_request" : "push", isFork ? one("pull_request") : one("push")],
      [
        `${run}.conclusion`,
        "success",
        one("success", "failure", "cancelled", "skipped", "timed_out", "action_required", "neutral", "stale", "startup_failure"),
      ],
      [`${run}.head_branch`, isFork ? branchName : branch.name, like("")],
      ...["head_repository.full_name", "head_repository.owner.login", "head_repository.id"].map(
        (path): Fact => [`${run}.${path}`, undefined, isFork ? fork : here],
      ),
      ...["repository.full_name", "repository.owner.login", "repository.id"].map((path): Fact => [`${run}.${path}`, undefined, here]),
      [`${run}.head_repository.fork`, isFork, isFork],
      [`${run}.actor.login`, personName, person],
      [`${run}.head_commit.message`, "Change", like("")],
    );
  }
  if (event === "release") {
    facts.push(
      ["github.event.release.tag_name", tagName, like("")],
      ["github.event.release.draft", false, undefined],
      ["github.event.release.prerelease", false, undefined],
      ["github.event.release.target_commitish", branch.name, like("")],
    );
  }
  if (event === "schedule" && trigger) {
    const crons = trigger.schedules.map(({ cron }) => cron?.literal);
    if (crons.length > 0 && crons.every((cron) => cron !== undefined)) {
      facts.push(["github.event.schedule", crons.length === 1 ? crons[0] : undefined, one(...crons)]);
    }
  }
  return facts;
}

/** The activity types that start the workflow; none where they are not known. */
function typesOf(triggers: readonly Trigger[]): readonly string[] {
  const all = triggers.map(({ event, types }) =>
    types ? types.map(({ literal }) => literal) : (findTrigger(event)?.defaultTypes ?? [undefined]),
  );
  const flat = [...new Set(all.flat())];
  return flat.every((type) => type !== undefined) && all.every((types) => types.length > 0) ? flat : [];
}

function hasNoTypes(event: string): boolean {
  const known = findTrigger(event);
  return known !== undefined && known.types.length === 0 && !known.hasOpenTypes;
}

function refFacts(event: SyntheticEvent, triggers: readonly Trigger[], branch: Branches): Fact[] {
  const [trigger] = triggers;
  const ref = (type: "branch" | "tag", ordinary: string, hint: Hint): Fact[] => {
    const prefix = type === "branch" ? "refs/heads/" : "refs/tags/";
    const facts: Fact[] = [
      ["github.ref", prefix + ordinary, withPrefix(hint, prefix)],
      ["github.ref_name", ordinary, hint],
      ["github.ref_type", type, one(type)],
    ];
    if (event.startsWith("push-")) facts.push(["github.event.ref", prefix + ordinary, withPrefix(hint, prefix)]);
    return facts;
  };
  const noBase: Fact[] = [
    ["github.head_ref", "", ""],
    ["github.base_ref", "", ""],
  ];
  const others = like("", branch.names, "other");
  switch (event) {
    case "push-default":
    case "schedule":
    case "workflow-run-fork":
    case "workflow-run-push":
    case "issue-comment":
      return [...ref("branch", branch.name, branch.hint), ...noBase];
    case "push-branch":
      return [...ref("branch", branchName, namedBy(trigger, "branches", branch.names) ?? others), ...noBase];
    case "push-tag":
      return [...ref("tag", tagName, namedBy(trigger, "tags", []) ?? like("")), ...noBase];
    case "release":
      return [...ref("tag", tagName, like("")), ...noBase];
    case "merge-group": {
      const base = namedBy(trigger, "branches", []) ?? like("");
      return [
        ["github.ref", `refs/heads/gh-readonly-queue/${branch.name}/pr-1`, like("refs/heads/gh-readonly-queue/")],
        ["github.ref_name", `gh-readonly-queue/${branch.name}/pr-1`, like("gh-readonly-queue/")],
        ["github.ref_type", "branch", one("branch")],
        ["github.event.merge_group.base_ref", `refs/heads/${branch.name}`, withPrefix(base, "refs/heads/")],
        ["github.event.merge_group.head_ref", `refs/heads/gh-readonly-queue/${branch.name}/pr-1`, like("refs/heads/gh-readonly-queue/")],
        ...noBase,
      ];
    }
    case "pull-request":
    case "fork-pull-request":
    case "pull-request-target-fork": {
      const base = namedBy(trigger, "branches", []) ?? like("");
      const facts: Fact[] = [
        ["github.base_ref", branch.name, base],
        ["github.head_ref", branchName, like("")],
        ["github.event.pull_request.base.ref", branch.name, base],
        ["github.event.pull_request.head.ref", branchName, like("")],
      ];
      if (event === "pull-request-target-fork") return [...facts, ...ref("branch", branch.name, branch.hint)];
      return [
        ...facts,
        ["github.ref", "refs/pull/1/merge", like("refs/pull/")],
        ["github.ref_name", "1/merge", like("")],
        ["github.ref_type", "branch", one("branch")],
      ];
    }
    case "dispatch":
      return [
        ["github.ref", `refs/heads/${branch.name}`, like("refs/")],
        ["github.ref_name", branch.name, like("")],
        ["github.ref_type", "branch", one("branch", "tag")],
        ...noBase,
      ];
    default: {
      const kinds = new Set(triggers.map((one) => findTrigger(one.event)?.ref));
      return kinds.size === 1 && kinds.has("default") ? [...ref("branch", branch.name, branch.hint), ...noBase] : [];
    }
  }
}

/** The names that a filter allows, without `not`; undefined where it is not there or has wildcards. */
function namedBy(trigger: Trigger | undefined, key: "branches" | "tags", not: readonly string[]): Hint | undefined {
  const names = trigger?.filter(key)?.patterns?.map(({ text }) => literalOfPattern(text));
  if (!names?.every((name) => name !== undefined)) return undefined;
  const left = names.filter((name) => !not.includes(name));
  return left.length > 0 ? one(...left) : undefined;
}

interface Taken {
  readonly ordinary: Truth;
  readonly any: Truth;
  readonly decidedBy: Span | undefined;
}

const always: Taken = { ordinary: true, any: true, decidedBy: undefined };

/** Whether a trigger's filters let an event through. */
function takes(event: SyntheticEvent, trigger: Trigger, branch: Branches, facts: readonly Fact[]): Taken {
  const fact = (path: string): Fact | undefined => facts.find(([name]) => name === path);
  const refName = fact("github.ref_name");
  switch (event) {
    case "push-default":
    case "push-branch":
    case "push-tag": {
      const own = event === "push-tag" ? "tags" : "branches";
      const other = event === "push-tag" ? "branches" : "tags";
      const others = trigger.filter(other) ?? trigger.filter(`${other}-ignore`);
      const hasOwn = (trigger.filter(own) ?? trigger.filter(`${own}-ignore`)) !== undefined;
      if (others && !hasOwn) return { ordinary: false, any: false, decidedBy: others.keySpan };
      const named = byName(trigger, own, refName, branch);
      return event === "push-tag" ? named : both(named, byPaths(trigger));
    }
    case "pull-request":
    case "fork-pull-request":
    case "pull-request-target-fork":
      return both(both(byName(trigger, "branches", fact("github.base_ref"), branch), byPaths(trigger)), byTypes(trigger));
    case "merge-group":
      return byName(trigger, "branches", ["", branch.name, like("")], branch);
    case "workflow-run-fork":
    case "workflow-run-push":
      return byName(trigger, "branches", fact("github.event.workflow_run.head_branch"), branch);
    case "call":
      return { ordinary: undefined, any: undefined, decidedBy: undefined };
    case "other":
      return { ordinary: undefined, any: undefined, decidedBy: undefined };
    default:
      return always;
  }
}

function both(a: Taken, b: Taken): Taken {
  return { ordinary: and(a.ordinary, b.ordinary), any: and(a.any, b.any), decidedBy: a.any === false ? a.decidedBy : b.decidedBy };
}

/** A label is not set on every pull request, but every one is opened and closed. */
function byTypes(trigger: Trigger): Taken {
  const isOrdinary =
    trigger.types?.some(({ literal }) => /^(?:opened|synchronize|reopened|ready_for_review|closed)$/.test(literal ?? "opened")) ?? true;
  return isOrdinary ? always : { ordinary: undefined, any: undefined, decidedBy: undefined };
}

function byPaths(trigger: Trigger): Taken {
  const filter = trigger.filter("paths") ?? trigger.filter("paths-ignore");
  if (!filter || (filter.key === "paths" && filter.patterns?.length === 1 && filter.patterns[0]?.text === "**")) return always;
  return { ordinary: undefined, any: undefined, decidedBy: undefined };
}

function byName(trigger: Trigger, key: "branches" | "tags", name: Fact | undefined, branch: Branches): Taken {
  const filter = trigger.filter(key) ?? trigger.filter(`${key}-ignore`);
  if (!filter) return always;
  const patterns = filter.patterns?.map(({ text }) => text);
  if (!patterns || !name) return { ordinary: undefined, any: undefined, decidedBy: undefined };
  const [, ordinary, any] = name;
  const isIgnoring = filter.key.endsWith("-ignore");
  const passes = (text: string): boolean => passesFilter(patterns, text) !== isIgnoring;
  const isAny = isHint(any) ? passesAny(any, patterns, filter, passes, branch) : passes(String(any));
  return { ordinary: passes(String(ordinary)), any: isAny, decidedBy: filter.keySpan };
}

function passesAny(hint: Hint, patterns: readonly string[], filter: Filter, passes: (name: string) => boolean, branch: Branches): Truth {
  if (hint.kind === "one") {
    const results = hint.values.map(passes);
    return results.every((result) => result === results[0]) ? results[0] : undefined;
  }
  if (filter.key.endsWith("-ignore")) return patterns.includes("**") ? false : undefined;
  const positive = patterns.filter((pattern) => !pattern.startsWith("!"));
  if (positive.includes("**") && positive.length === patterns.length) return true;
  const isPossible = (pattern: string): boolean => {
    const name = literalOfPattern(pattern);
    return name === undefined || fits(name, hint);
  };
  if (!positive.some(isPossible)) return false;
  // Where the default branch is not known, any single name may be it, but a pattern for releases is none.
  if (hint.sign === "default")
    return positive.some((pattern) => literalOfPattern(pattern) !== undefined || branch.names.some(passes)) ? undefined : false;
  return undefined;
}
