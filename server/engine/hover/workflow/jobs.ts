import type { Concurrency, Job, Permissions, Workflow } from "../../languages/workflow/model.ts";
import { deployJobOf } from "../../pipeline/deploy.ts";
import type { NeededScope, Reach, SyntheticEvent, Verdict } from "../../pipeline/model.ts";
import { neededScopes } from "../../pipeline/permissions.ts";
import { describeReach, reachOf } from "../../pipeline/simulate.ts";
import { stagesOf } from "../../pipeline/stages.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { listed } from "./cron.ts";

const eventNames: Readonly<Record<SyntheticEvent, string>> = {
  "push-default": "push to the default branch",
  "push-branch": "push to another branch",
  "push-tag": "push of a tag",
  "pull-request": "pull request",
  "fork-pull-request": "pull request of a fork",
  "pull-request-target-fork": "pull request of a fork, with secrets",
  "merge-group": "merge queue",
  schedule: "schedule",
  dispatch: "started by hand",
  call: "call by a workflow",
  "workflow-run-fork": "after another workflow, for a fork",
  "workflow-run-push": "after another workflow, for a push",
  "issue-comment": "comment",
  release: "release",
  other: "other events",
};

const verdicts: Readonly<Record<Verdict, string>> = { runs: "runs", "may-run": "may run", never: "never" };

/** What a job is: its stages, what starts it and what keeps it from starting, what it may do. */
export function jobText(job: Job, workspace: Workspace): string {
  const { id, name, needs } = job;
  const parts = [`**Job \`${id}\`**${name?.literal && name.literal !== id ? ` ${escaped(name.literal)}` : ""}`];
  const facts: string[] = [];
  const stages = [...stagesOf(job, workspace)];
  if (stages.length > 0) facts.push(`- Stages: ${stages.join(", ")}`);
  const deploy = deployJobOf(job, workspace);
  if (deploy) {
    const platforms = [...new Set(deploy.steps.map(({ platform }) => platform))];
    facts.push(`- Deploys${deploy.tier ? ` to ${deploy.tier}` : ""}${platforms.length > 0 ? ` (${platforms.join(", ")})` : ""}`);
  }
  if (needs.length > 0) facts.push(`- After ${listed(needs.map(({ text }) => `\`${text}\``))}`);
  if (facts.length > 0) parts.push(facts.join("\n"));
  const table = reachTable(job, workspace);
  if (table) parts.push(table);
  const permissions = jobPermissionsText(job, workspace);
  if (permissions) parts.push(permissions);
  return parts.join("\n\n");
}

/** Event by event, whether the job runs and what decides it. */
function reachTable(job: Job, workspace: Workspace): string | undefined {
  // Events that no trigger takes are left out.
  const rows = reachOf(job, workspace).filter(({ verdict, decidedBy }) => verdict !== "never" || decidedBy);
  if (rows.length === 0) return undefined;
  const lines = rows.map((reach) => `| ${eventNames[reach.event]} | ${verdicts[reach.verdict]} | ${reasonText(reach, job)} |`);
  return ["| Event | Job | Because of |", "| --- | --- | --- |", ...lines].join("\n");
}

function reasonText(reach: Reach, job: Job): string {
  if (reach.verdict !== "may-run") return decidedText(reach, job.workflow);
  const event = reach.event.startsWith("push") ? "push" : reach.event.replace("fork-", "").replaceAll("-", "_");
  const filters = job.workflow.trigger(event)?.filters ?? [];
  const open =
    filters.find(({ key }) => key.startsWith("paths")) ?? filters.find(({ patterns }) => patterns?.some(({ text }) => /[*?[]/.test(text)));
  if (open) return `filter \`${open.key}\``;
  const deciding = [job, ...job.closure].find((one) => one.if !== undefined);
  return deciding?.if ? `\`if\`${deciding === job ? "" : ` of \`${deciding.id}\``}: ${inCell(deciding.if.text.text)}` : "";
}

function decidedText({ decidedBy }: Reach, { source }: Workflow): string {
  if (!decidedBy) return "";
  const text = inCell(source.slice(decidedBy.span));
  if (decidedBy.kind === "trigger") return `filter ${text}`;
  if (decidedBy.kind === "if") return `\`if\`: ${text}`;
  return `needs ${text}${decidedBy.job ? `: \`${decidedBy.job.id}\` does not run` : ""}`;
}

function inCell(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "\\|");
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}

/** In one line, what starts the job and what never does. */
export function reachLine(job: Job, workspace: Workspace): string {
  const { runsOn, never } = describeReach(job, workspace);
  const starts = runsOn.length > 0 ? `Runs on: ${runsOn.join(" · ")}` : "";
  return [starts, never.length > 0 ? `never: ${never.join(", ")}` : ""].filter((part) => part !== "").join(" — ");
}

/** A job in short, where another one names it. */
export function neededText(job: Job, workspace: Workspace): string {
  const stages = [...stagesOf(job, workspace)];
  const lines = [
    `**Job \`${job.id}\`**${job.name?.literal ? ` ${escaped(job.name.literal)}` : ""}`,
    stages.length > 0 ? `Stages: ${stages.join(", ")}` : "",
    reachLine(job, workspace),
    job.outputs.length > 0 ? `Outputs: ${job.outputs.map(({ name }) => `\`${name}\``).join(", ")}` : "",
  ];
  return lines.filter((line) => line !== "").join("\n\n");
}

function jobPermissionsText(job: Job, workspace: Workspace): string | undefined {
  const granted = job.effectivePermissions;
  const needs = neededScopesText(job, workspace);
  const own = granted && `Token: ${grantedText(granted)}${job.permissions ? "" : " (from the workflow)"}`;
  return [own, needs].filter((part) => part).join("\n\n") || undefined;
}

function grantedText({ shorthand, scopes }: Permissions): string {
  if (shorthand) return `\`${shorthand.text}\``;
  const all = scopes.map(({ name, level }) => `\`${name}: ${level?.text ?? ""}\``);
  return all.length > 0 ? all.join(", ") : "nothing";
}

function neededScopesText(job: Job, workspace: Workspace): string | undefined {
  const { scopes, isComplete } = neededScopes(job, workspace);
  if (scopes.length === 0) return isComplete ? "It needs no permission." : undefined;
  return `Needs at least${isComplete ? "" : ", as far as can be told"}:\n\n${scopeList(scopes)}`;
}

function scopeList(scopes: readonly NeededScope[]): string {
  return scopes.map(({ scope, level, reason }) => `- \`${scope}: ${level}\` ${reason}`).join("\n");
}

/** What a block of permissions grants, and what the jobs below it need. */
export function permissionsText(permissions: Permissions, job: Job | undefined, file: Workflow, workspace: Workspace): string {
  const jobs = job ? [job] : file.jobs.filter((one) => !one.permissions);
  const reasons = new Map<string, NeededScope>();
  let isComplete = true;
  for (const one of jobs) {
    const needs = neededScopes(one, workspace);
    isComplete &&= needs.isComplete;
    for (const scope of needs.scopes) {
      const before = reasons.get(scope.scope);
      if (!before || (before.level === "read" && scope.level === "write")) reasons.set(scope.scope, scope);
    }
  }
  const grants = `Grants ${grantedText(permissions)}.`;
  if (reasons.size === 0) return grants;
  const whose = job ? "The job needs" : "The jobs without a block of their own need";
  return `${grants}\n\n${whose} at least${isComplete ? "" : ", as far as can be told"}:\n\n${scopeList([...reasons.values()])}`;
}

/** Which runs wait for each other, and which are dropped or stopped. */
export function concurrencyText({ group, cancelInProgress, queue }: Concurrency): string {
  const lines: string[] = [];
  const used = group?.expressions.flatMap(({ expression }) => expression.accesses) ?? [];
  const paths = used.map(({ name, segments }) => [name, ...segments.map((one) => (one.kind === "name" ? one.name : "*"))].join("."));
  if (group) {
    if (paths.some((path) => /^github\.(?:run_id|run_number|sha)$/.test(path)) && !paths.includes("github.head_ref")) {
      lines.push("Every run, or commit, has a group of its own: nothing ever waits.");
    } else if (paths.some((path) => /^github\.(?:ref|ref_name|head_ref|event\.pull_request\.number|event\.number)$/.test(path))) {
      lines.push("Each branch, tag and pull request has a group of its own.");
    } else if (group.expressions.length === 0) lines.push("All runs share one group, whatever branch they are for.");
  }
  const cancel = cancelInProgress?.text.trim();
  const isOpen = cancelInProgress !== undefined && cancel !== "true" && cancel !== "false";
  if (cancel === "true") lines.push("A newer run stops the one that is running.");
  else {
    if (isOpen) lines.push(`A newer run stops the one that is running where \`${bare(cancel ?? "")}\` holds.`);
    const waiting =
      queue?.literal === "max"
        ? "runs wait in order, and none is dropped."
        : "one runs and one waits; a still newer one takes the place of the one that waits, which is cancelled.";
    lines.push(isOpen ? `Else ${waiting}` : `${waiting[0]?.toUpperCase()}${waiting.slice(1)}`);
  }
  return lines.join(" ");
}

function bare(expression: string): string {
  return expression.replace(/^\$\{\{\s*([\s\S]*?)\s*\}\}$/, "$1").replaceAll("`", "'");
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, "\\$&");
}
