import { findPermissionScope, type PermissionLevel } from "../../knowledge/permissions.ts";
import { allRunners, runnerState, selfHostedLabels } from "../../knowledge/runners.ts";
import { allShells } from "../../knowledge/shells.ts";
import { allTriggers, findTrigger } from "../../knowledge/triggers.ts";
import type { Job, Workflow } from "../../languages/workflow/model.ts";
import { allowedValues, definitionOf } from "../../languages/workflow/schema.ts";
import { nameOfWorkflow, repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { defaultBranches } from "../../pipeline/default-branch.ts";
import type { Completion } from "../completion.ts";
import type { Offer } from "../offer.ts";
import { outputOffers } from "./expressions.ts";
import { completeInputValue } from "./inputs.ts";
import { imageOffers, optionOffers } from "./services.ts";
import { fileKind, offerValues, type WorkflowPlace } from "./site.ts";
import { usesOffers } from "./uses.ts";

/** The values that may stand here. */
export function completeValues(place: WorkflowPlace): Completion[] {
  const { kind, yaml } = place;
  // What goes on is an expression, or a text that holds one; or the value is complete.
  if (yaml.word.includes("${{") || /\S\s+$/.test(yaml.word)) return [];
  const item = kind.replace(/\.#$/, "");
  if (item === "steps.#.uses" || item === "jobs.*.uses") {
    const { offers, span } = usesOffers(place);
    const completions = offerValues(place, offers);
    return span ? completions.map((one) => ({ ...one, span })) : completions;
  }
  return offerValues(place, offersFor(place, item));
}

function offersFor(place: WorkflowPlace, kind: string): readonly Offer[] {
  const { yaml } = place;
  const filter = /^on\.([^.]+)\.(branches|tags|paths)(?:-ignore)?$/.exec(kind);
  if (filter) return filterOffers(place, filter[1] as string, filter[2] as "branches" | "tags" | "paths");
  if (/^on\.[^.]+\.types$/.test(kind)) return common(typeOffers(place));
  if (kind.startsWith("permissions.") || kind.startsWith("jobs.*.permissions.")) return common(levelOffers(place));
  switch (kind) {
    case "on":
      return common(eventOffers(place));
    case "on.schedule.#.cron":
      return cronOffers;
    case "on.schedule.#.timezone":
      return ["UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Shanghai", "Asia/Tokyo"].map(
        (label) => ({
          label,
        }),
      );
    case "on.workflow_run.workflows":
      return workflowNames(place);
    case "permissions":
    case "jobs.*.permissions":
      return [
        { label: "{}", about: "Nothing at all.", isYaml: true },
        { label: "read-all", about: "Everything may be read." },
        { label: "write-all", about: "Everything may be written: for no workflow that runs code of others." },
      ];
    case "jobs.*.runs-on":
    case "jobs.*.runs-on.labels":
      return runnerOffers(place);
    case "jobs.*.needs":
      return common(needsOffers(place));
    case "jobs.*.environment":
    case "jobs.*.environment.name":
      return environmentOffers(place);
    case "jobs.*.environment.url":
      return [{ label: "https://", text: "https://‹address›" }];
    case "steps.#.shell":
    case "defaults.run.shell":
    case "jobs.*.defaults.run.shell":
      return shellOffers(place);
    case "jobs.*.secrets":
      return [{ label: "inherit", about: "Hands all secrets over." }];
    case "steps.#.with.*":
    case "jobs.*.with.*":
      return completeInputValue(place);
    case "concurrency":
    case "jobs.*.concurrency":
    case "concurrency.group":
    case "jobs.*.concurrency.group":
      return groupOffers(place);
    case "concurrency.cancel-in-progress":
    case "jobs.*.concurrency.cancel-in-progress":
      return [
        { label: "false", about: "What runs comes to its end: for deployments." },
        { label: "true", about: "A newer run stops the older one: for checks." },
        {
          kind: "pattern",
          label: "for pull requests alone",
          text: "${{ github.event_name == 'pull_request' }}",
          filter: "${{ pull requests",
        },
      ];
    case "jobs.*.container":
    case "jobs.*.container.image":
    case "jobs.*.services.*":
    case "jobs.*.services.*.image":
      return imageOffers(place);
    case "jobs.*.container.options":
    case "jobs.*.services.*.options":
      return optionOffers(place);
    case "jobs.*.timeout-minutes":
    case "steps.#.timeout-minutes":
      return [
        { label: "10", detail: "checks" },
        { label: "15", detail: "deployments" },
        { label: "30", detail: "builds" },
      ];
    case "jobs.*.outputs.*":
    case "outputs.*.value":
      return outputOffers(place, "steps", yaml.path.at(kind === "jobs.*.outputs.*" ? -1 : -2) ?? "");
    case "on.workflow_call.outputs.*.value":
      return outputOffers(place, "jobs", yaml.path.at(-2) ?? "");
    case "steps.#.wait":
    case "steps.#.cancel":
      return stepIds(place);
    case "steps.#.run":
    case "steps.#.id":
      return [];
  }
  if (/^jobs\.\*\.strategy\.matrix\.\*$/.test(kind)) return isRunnerRow(place) ? runnerOffers(place) : [];
  if (kind.startsWith("on.workflow_dispatch.inputs.*.") && yaml.path.at(-1) === "type") return inputTypes(place);
  return common(allowedValues(yaml.path, fileKind(place)).map((label) => ({ label })));
}

function common(offers: readonly Offer[]): readonly Offer[] {
  return offers.map((offer) => ({ ...offer, isCommon: true }));
}

const cronOffers: readonly Offer[] = [
  ["17 3 * * *", "every day at 03:17"],
  ["17 3 * * 1", "every Monday at 03:17"],
  ["17 3 * * 1-5", "on weekdays at 03:17"],
  ["17 */6 * * *", "every 6 hours, at minute 17"],
  ["17 3 1 * *", "on the first of every month at 03:17"],
].map(([label = "", detail = ""]) => ({
  kind: "pattern",
  label: detail,
  text: label,
  detail: label,
  filter: `${label} ${detail}`,
  about: "At the full hour many schedules start, and runs are late or dropped: an odd minute is safer.",
}));

function eventOffers({ yaml }: WorkflowPlace): readonly Offer[] {
  // On a line of their own they are keys, which are offered as such; `on: push` and lists take their names.
  if (yaml.mayBeKey && !yaml.isFlow && yaml.path.at(-1) !== "0") return [];
  return allTriggers()
    .filter(({ name }) => !yaml.items.includes(name))
    .map(({ name, about, replacement }) => ({ kind: "event", label: name, about, isDeprecated: replacement !== undefined }))
    .sort((a, b) => eventRank(a.label) - eventRank(b.label)) as Offer[];
}

const usualEvents = ["push", "pull_request", "workflow_dispatch", "schedule", "release", "workflow_call", "merge_group", "workflow_run"];

function eventRank(name: string): number {
  const rank = usualEvents.indexOf(name);
  return rank < 0 ? usualEvents.length : rank;
}

function typeOffers({ yaml }: WorkflowPlace): readonly Offer[] {
  const trigger = findTrigger(yaml.path[1] ?? "");
  return (trigger?.types ?? [])
    .filter((type) => !yaml.items.includes(type))
    .map((label) => ({ label, detail: trigger?.defaultTypes.includes(label) ? "counts without types:" : undefined }));
}

function filterOffers({ workspace, yaml }: WorkflowPlace, event: string, key: "branches" | "tags" | "paths"): readonly Offer[] {
  const offers: Offer[] = [];
  if (key === "branches") {
    offers.push(...defaultBranches(workspace).map((label) => ({ label, detail: "the default branch" })));
    offers.push({ label: "releases/**", detail: "releases/1, releases/1/a" });
  } else if (key === "tags") {
    offers.push({ label: "v*", detail: "v1, v1.2.3" }, { label: "v[0-9]+.[0-9]+.[0-9]+", detail: "v1.2.3, not v1.2.3-rc1" });
  } else {
    const folders = workspace.list("")?.filter((entry) => entry.isFolder && !entry.name.startsWith(".")) ?? [];
    offers.push(...folders.map(({ name }) => ({ kind: "folder" as const, label: `${name}/**` })));
    offers.push({ label: "**.md", detail: "README.md, docs/a.md" });
    if (event === "push" || event.startsWith("pull_request")) offers.push({ label: ".github/workflows/**" });
  }
  return offers.filter(({ label }) => !yaml.items.includes(label));
}

function workflowNames({ file, workspace, yaml }: WorkflowPlace): readonly Offer[] {
  const workflows = workflowsOf(repositoryOf(file.source.path), workspace) ?? [];
  return workflows
    .filter(({ source }) => source.path !== file.source.path)
    .flatMap((workflow) => {
      const label = nameOfWorkflow(workflow);
      return label === undefined || yaml.items.includes(label) ? [] : [{ label, detail: workflow.source.path }];
    });
}

const levels: Readonly<Record<PermissionLevel, string>> = {
  read: "It may be read.",
  write: "It may be read and written.",
  none: "Nothing may be done.",
};

function levelOffers(place: WorkflowPlace): readonly Offer[] {
  const { yaml } = place;
  const scope = findPermissionScope(yaml.path.at(-1) ?? "");
  const given = scope?.levels ?? allowedValues(yaml.path, fileKind(place));
  return given.map((label) => ({ label, about: [levels[label as PermissionLevel], scope?.about].filter(Boolean).join(" ") }));
}

/** GitHub's runners: what is current first, then what goes; what is gone never. Then the labels that self-hosted ones have. */
function runnerOffers({ today, file, yaml, kind }: WorkflowPlace): readonly Offer[] {
  const runners = allRunners(today).filter(({ label }) => !yaml.items.includes(label));
  const rank = (label: string) => (label.endsWith("-latest") ? 0 : 1);
  const systems = ["linux", "windows", "macos"];
  const sorted = [...runners].sort(
    (a, b) =>
      Number(runnerState(a, today) === "deprecated") - Number(runnerState(b, today) === "deprecated") ||
      systems.indexOf(a.os) - systems.indexOf(b.os) ||
      rank(a.label) - rank(b.label),
  );
  const own =
    file.language === "workflow" ? file.jobs.flatMap((job) => job.runsOn?.labels.flatMap((text) => text.literal ?? []) ?? []) : [];
  const known = new Set([...allRunners().map(({ label }) => label), ...selfHostedLabels]);
  const isList = kind.endsWith("#");
  return [
    ...[...new Set(own)].filter((label) => !known.has(label.toLowerCase())).map((label): Offer => ({ label, detail: "used in this file" })),
    ...sorted.map((runner): Offer => {
      const isOld = runnerState(runner, today) === "deprecated";
      const detail = isOld ? `until ${runner.retired ?? "soon"}` : runner.alias && `${runner.alias} now`;
      return { label: runner.label, detail, isDeprecated: isOld };
    }),
    ...(isList ? selfHostedLabels : ["self-hosted"])
      .filter((label) => !yaml.items.includes(label))
      .map((label): Offer => ({ label, detail: "a runner of your own" })),
  ];
}

/** A row of the matrix that `runs-on` takes its label from. */
function isRunnerRow({ job, yaml }: WorkflowPlace): boolean {
  const row = yaml.path[4];
  const labels = job?.runsOn?.labels ?? [];
  return labels.some(({ expressions }) =>
    expressions.some(({ expression }) =>
      expression.accesses.some(
        ({ name, segments: [first] }) => name === "matrix" && first?.kind === "name" && first.name.toLowerCase() === row?.toLowerCase(),
      ),
    ),
  );
}

/** The other jobs of the file: not those that are listed, nor those that wait for this one. */
function needsOffers({ file, job, yaml }: WorkflowPlace): readonly Offer[] {
  if (file.language !== "workflow") return [];
  const own = yaml.path[1]?.toLowerCase();
  const word = yaml.word.toLowerCase();
  const listed = new Set([...yaml.items, ...(job?.needs.map(({ text }) => text) ?? [])].map((id) => id.toLowerCase()));
  // What is being typed may be a job's id already.
  listed.delete(word);
  return jobsBefore(file, job)
    .filter(({ id }) => id.toLowerCase() !== own && !listed.has(id.toLowerCase()))
    .map(({ id, name, environment }) => ({
      kind: "job",
      label: id,
      detail: name?.text ?? (environment?.name ? `deploys to ${environment.name.text}` : undefined),
    }));
}

function jobsBefore(file: Workflow, job: Job | undefined): readonly Job[] {
  return job ? file.jobs.filter((other) => other !== job && !other.closure.includes(job)) : file.jobs;
}

/** Environments by their names in the workflows of this repository; then what they are usually called. */
function environmentOffers({ file, workspace }: WorkflowPlace): readonly Offer[] {
  const names = new Map<string, string>();
  const all = [...(file.language === "workflow" ? [file] : []), ...(workflowsOf(repositoryOf(file.source.path), workspace) ?? [])];
  for (const workflow of all) {
    for (const { environment } of workflow.jobs) {
      const name = environment?.name?.literal?.trim();
      if (name && !names.has(name)) names.set(name, workflow === file ? "in this file" : workflow.source.path);
    }
  }
  for (const name of ["production", "staging", "github-pages"]) if (!names.has(name)) names.set(name, "");
  return [...names].map(([label, detail]) => ({ label, detail }));
}

function shellOffers({ job }: WorkflowPlace): readonly Offer[] {
  const systems = job?.systems;
  return allShells
    .filter((shell) => !systems || [...systems].some((system) => shell.systems.includes(system)))
    .map(({ name, command }) => ({ label: name, detail: command }));
}

function groupOffers({ kind, job }: WorkflowPlace): readonly Offer[] {
  const deploy = `deploy-${job?.environment?.name?.literal ?? "‹production›"}`;
  const offers: Offer[] = [
    {
      kind: "pattern",
      label: "for deployments",
      text: deploy,
      detail: deploy.replace(/[\u2039\u203a]/g, ""),
      about: "One deployment at a time to this environment.",
      filter: `deploy ${deploy}`,
    },
    {
      kind: "pattern",
      label: "for branches and pull requests",
      text: "${{ github.workflow }}-${{ github.ref }}",
      detail: "${{ github.workflow }}-${{ github.ref }}",
      about: "One run at a time for each branch and pull request.",
      filter: "${{ github.workflow branches",
    },
  ];
  return kind.startsWith("jobs") ? offers : offers.toReversed();
}

function stepIds({ file, job, step, yaml }: WorkflowPlace): readonly Offer[] {
  const steps = job?.steps ?? file.steps;
  return steps
    .filter((other) => other.isBackground && other.id && other.index < (step?.index ?? Number.POSITIVE_INFINITY))
    .flatMap(({ id, name }) => (id && !yaml.items.includes(id.text) ? [{ label: id.text, detail: name?.text }] : []));
}

function inputTypes(place: WorkflowPlace): readonly Offer[] {
  const about: Readonly<Record<string, string>> = {
    string: "any text",
    boolean: "yes or no",
    number: "a number",
    choice: "one of `options`",
    environment: "an environment of the repository",
  };
  return (definitionOf(place.yaml.path, fileKind(place))?.type.values ?? []).map((label) => ({ label, detail: about[label] }));
}
