import type { Job, NamedValue, Step, Workflow } from "../languages/workflow/model.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { SyntheticEvent } from "./model.ts";
import { remembered } from "./remembered.ts";
import { reachOfStep } from "./simulate.ts";
import { writtenBy, writtenPath } from "./untrusted.ts";

/** A step that fetches the code of a stranger in a run that has secrets or a token that may write. */
export interface UntrustedCheckout {
  readonly step: Step;
  /** The reference, the input or the command that fetches it. */
  readonly span: Span;
  /** The trigger that gives the run its rights. */
  readonly event: string;
  /** A later step runs something, and so may run what was fetched. */
  readonly isRun: boolean;
  /** The action refuses it, from version 7 on. */
  readonly isRefused: boolean;
}

/** The events that run with the rights of the repository on what strangers send, and the triggers behind them. */
export const privilegedEvents: ReadonlyMap<SyntheticEvent, string> = new Map([
  ["pull-request-target-fork", "pull_request_target"],
  ["workflow-run-fork", "workflow_run"],
  ["issue-comment", "issue_comment"],
]);

/** The privileged trigger by which strangers start a step; undefined where none does, or something in front of it keeps them out. */
export function privilegedTriggerOf(step: Step, workspace: Workspace): string | undefined {
  const { job } = step;
  if (!job) return undefined;
  if (![...privilegedEvents.values()].some((event) => job.workflow.trigger(event))) return undefined;
  const reach = reachOfStep(step, workspace).find(({ event, verdict }) => privilegedEvents.has(event) && verdict !== "never");
  return reach && privilegedEvents.get(reach.event);
}

/** The checkouts of strangers' code in privileged runs, as far as nobody is asked before. */
export const untrustedCheckouts: (workflow: Workflow, workspace: Workspace) => readonly UntrustedCheckout[] = remembered(
  (workflow: Workflow, workspace) => {
    if (![...privilegedEvents.values()].some((event) => workflow.trigger(event))) return [];
    return workflow.jobs.flatMap((job) => {
      const fetching = job.steps.flatMap((step) => {
        const found = fetchedAt(step);
        return found ? [{ step, ...found }] : [];
      });
      if (fetching.length === 0 || isGated(job)) return [];
      return fetching.flatMap(({ step, span, isRefused }): UntrustedCheckout[] => {
        const event = privilegedTriggerOf(step, workspace);
        if (event === undefined || isGateText(step.if?.text.text ?? "")) return [];
        const later = job.steps.slice(step.index + 1);
        const folder = step.input("path")?.value?.text.trim().replace(/^\.\//, "").replace(/\/$/, "");
        if (folder && folder !== ".") {
          // Kept apart as data, unless something is run in there.
          const isUsed = later.some((one) => mentions(one, folder));
          return isUsed ? [{ step, span, event, isRun: true, isRefused }] : [];
        }
        return [{ step, span, event, isRun: later.some((one) => one.run !== undefined || one.uses?.kind === "local"), isRefused }];
      });
    });
  },
);

function mentions(step: Step, folder: string): boolean {
  const texts = [step.run?.text, step.uses?.kind === "local" ? step.uses.path : undefined, step.map.get("working-directory")];
  return texts.some((text) => (typeof text === "string" ? text : text?.kind === "scalar" ? text.text : "").includes(folder));
}

/** What a person or a check has let through: labels, the author's role, a merge, an environment that may ask for a review. */
function isGated(job: Job): boolean {
  return [job, ...job.closure].some(
    (one) =>
      one.environment !== undefined ||
      isGateText(one.if?.text.text ?? "") ||
      one.steps.some((step) => isGateStep(step)) ||
      (one !== job && one.uses !== undefined),
  );
}

function isGateText(text: string): boolean {
  return /author_association|\blabels?\b|\bgithub\.actor\b|triggering_actor|user\.login|sender\.login|actor_id|permission|\.merged(?:_by)?\b/i.test(
    text,
  );
}

function isGateStep(step: Step): boolean {
  if (/permission|membership|collaborator|authori[sz]|is-?member|approv/i.test(step.uses?.text.text ?? "")) return true;
  const code = `${step.run?.text ?? ""}\n${step.input("script")?.value?.text ?? ""}`;
  return /collaborators?\/|getCollaboratorPermission|getMembership|author_?association|orgs\/[^\s]*\/memberships/i.test(code);
}

const fetched =
  /^github\.(?:head_ref$|event\.pull_request\.(?:head\.|merge_commit_sha$|number$)|event\.workflow_run\.(?:head_|pull_requests\.)|event\.(?:issue\.)?number$)/i;

/** The place at which a step fetches the head of a pull request. */
function fetchedAt(step: Step): Pick<UntrustedCheckout, "span" | "isRefused"> | undefined {
  const { uses, run } = step;
  if (uses?.action === "actions/checkout") {
    const allows = step.input("allow-unsafe-pr-checkout");
    const isAllowed = allows?.value?.literal === "true";
    const isRefused = (uses.major ?? 0) >= 7 && !isAllowed;
    const taken = takenBy(step.input("ref")) ?? takenBy(step.input("repository"));
    return taken && { span: isAllowed ? allows.keySpan : taken, isRefused };
  }
  if (!run) return undefined;
  for (const { name, args, nameSpan } of step.script?.commands ?? []) {
    const words = args.map(({ text }) => text);
    const isCheckout =
      (name === "gh" && words[0] === "pr" && words[1] === "checkout") ||
      (name === "git" &&
        /^(?:fetch|pull|checkout)$/.test(words.find((word) => !word.startsWith("-")) ?? "") &&
        words.some((word) => /(?:^|\/|\+|:)pull\/(?!\d+\/)/.test(word)));
    if (!isCheckout || !step.script) continue;
    const end = (args[1] ?? args[0])?.span.end ?? nameSpan.end;
    return { span: step.script.source.spanToSource({ start: nameSpan.start, end }), isRefused: false };
  }
  return undefined;
}

/** The expression of an input that names a pull request's head. */
function takenBy(input: NamedValue | undefined): Span | undefined {
  const value = input?.value;
  if (!value) return undefined;
  for (const { expression, span } of value.expressions) {
    for (const { access } of expression.root ? writtenBy(expression.root) : []) {
      const path = writtenPath(access)?.join(".") ?? "";
      if (!fetched.test(path)) continue;
      // A number alone is no reference: only that of a pull request's own branch is.
      if (/number$/i.test(path) && !/refs\/pull\/|^pull\//.test(value.text) && !/refs\/pull/.test(expression.source.text)) continue;
      return span;
    }
  }
  return undefined;
}
