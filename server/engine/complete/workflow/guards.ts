import type { Workflow } from "../../languages/workflow/model.ts";
import { defaultBranches, knownDefaultBranch } from "../../pipeline/default-branch.ts";
import type { Offer } from "../offer.ts";
import type { WorkflowPlace } from "./site.ts";

interface Guard {
  readonly label: string;
  /** Placeholders marked by `‹…›`. */
  readonly expression: string;
  readonly about: string;
  /** YAML or the runner needs the braces. */
  readonly needsBraces?: boolean;
}

/** Conditions that are often wanted, in the form that is right for the events of the file. */
export function guardOffers(place: WorkflowPlace, isInBraces: boolean): readonly Offer[] {
  return guardsFor(place).map(({ label, expression, about, needsBraces }) => {
    const text = !isInBraces && needsBraces && !place.yaml.quote ? `\${{ ${expression} }}` : expression;
    return {
      kind: "pattern",
      label,
      text,
      detail: expression.replace(/[\u2039\u203a]/g, ""),
      about,
      filter: `${label} ${expression.replace(/[\u2039\u203a]/g, "")}`,
      isYaml: place.yaml.quote === undefined,
    };
  });
}

function guardsFor(place: WorkflowPlace): readonly Guard[] {
  const { file, job, kind, yaml } = place;
  const isStep = kind === "steps.#.if";
  const guards = file.language === "workflow" ? triggerGuards(file, place) : [];
  const lastDeploy = isStep
    ? job?.steps.findLast(({ id, index }) => id !== undefined && index < (place.step?.index ?? Number.POSITIVE_INFINITY))?.id?.text
    : (job?.needs.find(({ text }) => /deploy|release|rollout/i.test(text)) ?? job?.needs[0])?.text;
  const failed =
    lastDeploy === undefined
      ? "failure()"
      : isStep
        ? `failure() && steps.‹${lastDeploy}›.outcome == 'failure'`
        : `failure() && needs.‹${lastDeploy}›.result == 'failure'`;
  const status: Guard[] = [
    {
      label: "after a failure (roll back)",
      expression: failed,
      about: "Runs only where what comes before has failed: to roll back, or to tell somebody.",
    },
    {
      label: isStep ? "even when earlier steps failed" : "even when needed jobs failed",
      expression: "always()",
      about: "Runs whatever has happened, cancellation included: to clean up or to store logs. Never to deploy.",
    },
    {
      label: "not cancelled",
      expression: "!cancelled()",
      about: "Runs after success and after failure, but not where somebody has stopped the run.",
      needsBraces: true,
    },
  ];
  if (!isStep && (job?.needs.length || yaml.present.includes("needs"))) {
    status.push({
      label: "even when a needed job was skipped",
      expression: "!failure() && !cancelled()",
      about: "Runs where nothing has failed: jobs that were skipped do not keep it back.",
      needsBraces: true,
    });
  }
  return [...guards, ...status];
}

function triggerGuards(file: Workflow, { workspace }: WorkflowPlace): readonly Guard[] {
  const events = new Set(file.triggers.map(({ event }) => event));
  const isPullRequest = events.has("pull_request") || events.has("pull_request_target");
  const guards: Guard[] = [defaultBranchGuard(file, events, workspace)];
  const hasTags = events.has("push") || events.has("workflow_dispatch") || events.has("release") || events.has("workflow_call");
  if (hasTags || events.size === 0) {
    guards.push({
      label: "only on tags",
      expression: "startsWith(github.ref, 'refs/tags/‹v›')",
      about: "The run is for a tag with this beginning.",
    });
  }
  if (events.has("workflow_run")) {
    guards.push({
      label: "not from forks",
      expression: "github.event.workflow_run.head_repository.full_name == github.repository",
      about: "The workflow before ran for a branch of this repository.",
    });
  } else if (isPullRequest) {
    const own = "github.event.pull_request.head.repo.full_name == github.repository";
    const isOnly = [...events].every((event) => event.startsWith("pull_request"));
    guards.push({
      label: "not from forks",
      expression: isOnly ? own : `github.event.pull_request == null || ${own}`,
      about: "Pull requests from branches of this repository alone; those of forks have no secrets.",
    });
  } else {
    guards.push({
      label: "not in forks of the repository",
      expression: "github.event.repository.fork == false",
      about: "Forks have the workflow as well; there it does nothing.",
    });
  }
  if (isPullRequest) {
    const event = events.has("pull_request") ? "pull_request" : "pull_request_target";
    guards.push(
      { label: "only pull requests", expression: `github.event_name == '${event}'`, about: "Not for pushes and other events." },
      {
        label: "not for pull requests",
        expression: `github.event_name != '${event}'`,
        about: "For all other events: to push images, to deploy.",
      },
    );
  }
  if (events.has("workflow_run")) {
    guards.push({
      label: "only after success of the other workflow",
      expression: "github.event.workflow_run.conclusion == 'success'",
      about: "`workflow_run` starts after failures, too.",
    });
  }
  return guards;
}

/** Under `workflow_run` and others `github.ref` is the default branch whatever has happened: there the branch of the cause is asked for. */
function defaultBranchGuard(file: Workflow, events: ReadonlySet<string>, workspace: WorkflowPlace["workspace"]): Guard {
  const label = "only on the default branch";
  const branch = branchName(file, workspace);
  if (events.has("workflow_run")) {
    const run = "github.event.workflow_run";
    return {
      label,
      expression: `${run}.conclusion == 'success' && ${run}.event == 'push' && ${run}.head_branch == '‹${branch}›'`,
      about: "The workflow before has succeeded for a push to the branch. `github.ref` would always be the default branch here.",
    };
  }
  const isAlwaysDefault = ["pull_request_target", "issue_comment", "issues"].some((event) => events.has(event));
  const ref = `github.ref == 'refs/heads/‹${branch}›'`;
  return {
    label,
    expression: isAlwaysDefault ? `github.event_name == 'push' && ${ref}` : ref,
    about: isAlwaysDefault
      ? "Under some of these events `github.ref` is always the default branch, so that the event is asked for as well."
      : "Neither other branches, nor tags, nor pull requests.",
  };
}

function branchName(file: Workflow, workspace: WorkflowPlace["workspace"]): string {
  const candidates = defaultBranches(workspace);
  const named =
    file
      .trigger("push")
      ?.filter("branches")
      ?.patterns?.map(({ text }) => text) ?? [];
  return knownDefaultBranch(workspace) ?? named.find((name) => candidates.includes(name)) ?? candidates[0] ?? "main";
}
