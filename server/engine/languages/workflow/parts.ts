import type { FileParts } from "../../text/parts.ts";
import { ownCopy, rememberFor } from "../../text/remember.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlMap, YamlProblem } from "../yaml/model.ts";
import { styleOf } from "../yaml/patch.ts";
import type {
  Concurrency,
  ExpressionPlace,
  Job,
  NamedValue,
  Permissions,
  RunDefaults,
  SchemaProblem,
  Step,
  Text,
  Trigger,
  Workflow,
} from "./model.ts";

/** As `partsIn`, worked out once. */
export const partsOfWorkflow: (file: Workflow) => FileParts<Workflow> | undefined = rememberFor(partsIn);

/** The parts of a workflow: its jobs. Undefined where an alias may lead from one into another, and where the YAML was not read in blocks. */
function partsIn(file: Workflow): FileParts<Workflow> | undefined {
  const { yaml, source, jobsEntry } = file;
  const document = yaml.documents[0];
  if (!document || !jobsEntry || yaml.documents.length > 1 || document.aliases.length > 0 || file.isTemplate) return undefined;
  const { start } = jobsEntry.keySpan;
  const spans = document.sections?.find(({ head }) => head.start <= start && start < head.end)?.below ?? [];
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last || spans.length < 2) return undefined;
  const surroundings = JSON.stringify([
    source.text.slice(0, first.start),
    source.text.slice(last.end),
    // Whether another job exists is asked of everywhere, and rarely changes.
    jobsBySpan(file.jobs, spans).map((jobs) => jobs.map(({ id }) => id)),
    // Fixes write in the style of the file, and write nothing where it is broken.
    styleOf(yaml),
    file.problems.length > 0,
    file.isStarter,
    [...file.namedOwners],
    [...file.mentionedBranches],
  ]);
  return {
    spans,
    surroundings,
    // Of jobs with one id, the first is meant by it.
    ...(!areUnique(file.jobs) && { marks: new Map(spans.map((_, index) => [index, `job ${index}`])) }),
    view: (parts) =>
      new Narrowed(
        file,
        spans.filter((_, index) => parts.has(index)),
      ),
    connected: () => connectedJobs(file, spans),
  };
}

function areUnique(jobs: readonly Job[]): boolean {
  return new Set(jobs.map(({ id }) => id.toLowerCase())).size === jobs.length;
}

/** The jobs of each span: one, but for what is being written. */
function jobsBySpan(jobs: readonly Job[], spans: readonly Span[]): readonly (readonly Job[])[] {
  let next = 0;
  return spans.map(({ end }) => {
    const own: Job[] = [];
    for (let job = jobs[next]; job && job.idSpan.start < end; job = jobs[++next]) own.push(job);
    return own;
  });
}

/**
 * An object that stands for all that a job is by itself: the same one in every version of a file in which the job's text and what stands outside of all jobs are
 * the same. What is kept for it must hold no places of the file. In a file without parts, the job itself.
 */
export function formOf(job: Job): object {
  return formsIn(job.workflow).get(job) ?? job;
}

const formsIn = rememberFor((file: Workflow): ReadonlyMap<Job, object> => {
  const found = new Map<Job, object>();
  const parts = partsOfWorkflow(file);
  // Of jobs with one id, the first is read otherwise than the others.
  if (!parts || parts.marks) return found;
  const formOfText = formsUnder(parts.surroundings);
  for (const [index, [job, ...others]] of jobsBySpan(file.jobs, parts.spans).entries()) {
    const { start, end } = parts.spans[index] as Span;
    if (job && others.length === 0) found.set(job, formOfText(file.source.text.slice(start, end)));
  }
  return found;
});

/** How many surroundings, and how many jobs in each, are kept apart. */
const maximumSurroundings = 20;
const maximumForms = 1_000;
const forms = new Map<string, Map<string, object>>();

function formsUnder(surroundings: string): (text: string) => object {
  let byText = forms.get(surroundings);
  if (!byText) {
    if (forms.size >= maximumSurroundings) forms.clear();
    byText = new Map();
    forms.set(ownCopy(surroundings), byText);
  }
  const known = byText;
  return (text) => {
    let form = known.get(text);
    if (!form) {
      if (known.size >= maximumForms) known.clear();
      form = {};
      known.set(ownCopy(text), form);
    }
    return form;
  };
}

/** Groups of jobs that wait for each other. */
function connectedJobs({ jobs }: Workflow, spans: readonly Span[]): readonly number[] {
  const groups = spans.map((_, index) => index);
  const groupOf = (index: number): number => {
    let group = index;
    while (groups[group] !== group) group = groups[group] as number;
    groups[index] = group;
    return group;
  };
  const indexes = new Map(jobsBySpan(jobs, spans).flatMap((own, index) => own.map((job) => [job, index] as const)));
  for (const job of jobs) {
    for (const needed of job.neededJobs) groups[groupOf(indexes.get(needed) ?? 0)] = groupOf(indexes.get(job) ?? 0);
    // What a misspelt item means is told by the names of all jobs.
    if (job.needs.some(({ text }) => !job.workflow.job(text))) return spans.map(() => 0);
  }
  return groups.map((_, one) => groupOf(one));
}

/** A workflow with only some of its jobs. */
class Narrowed implements Workflow {
  readonly language = "workflow";
  readonly jobs: readonly Job[];
  readonly #whole: Workflow;
  readonly #spans: readonly Span[];
  #steps: readonly Step[] | undefined;
  #expressions: readonly ExpressionPlace[] | undefined;
  #comments: readonly YamlComment[] | undefined;

  constructor(whole: Workflow, spans: readonly Span[]) {
    this.#whole = whole;
    this.#spans = spans;
    this.jobs = whole.jobs.filter(({ idSpan }) => this.#holds(idSpan));
  }

  #holds({ start }: Span): boolean {
    return this.#spans.some((span) => span.start <= start && start < span.end);
  }

  get steps(): readonly Step[] {
    this.#steps ??= this.jobs.flatMap(({ steps }) => steps);
    return this.#steps;
  }

  get expressions(): readonly ExpressionPlace[] {
    this.#expressions ??= [...this.#whole.expressionsIn(undefined), ...this.jobs.flatMap((job) => this.#whole.expressionsIn(job))];
    return this.#expressions;
  }

  expressionsIn(job: Job | undefined): readonly ExpressionPlace[] {
    return this.#whole.expressionsIn(job);
  }

  get schemaProblems(): readonly SchemaProblem[] {
    return this.#whole.schemaProblems;
  }

  get comments(): readonly YamlComment[] {
    this.#comments ??= this.#whole.comments.filter(({ span }) => this.#holds(span));
    return this.#comments;
  }

  get source(): SourceText {
    return this.#whole.source;
  }

  get yaml(): YamlFile {
    return this.#whole.yaml;
  }

  get root(): YamlMap | undefined {
    return this.#whole.root;
  }

  get problems(): readonly YamlProblem[] {
    return this.#whole.problems;
  }

  get name(): Text | undefined {
    return this.#whole.name;
  }

  get isTemplate(): boolean {
    return this.#whole.isTemplate;
  }

  get namedOwners(): ReadonlySet<string> {
    return this.#whole.namedOwners;
  }

  get isStarter(): boolean {
    return this.#whole.isStarter;
  }

  get onEntry(): YamlEntry | undefined {
    return this.#whole.onEntry;
  }

  get triggers(): readonly Trigger[] {
    return this.#whole.triggers;
  }

  trigger(event: string): Trigger | undefined {
    return this.#whole.trigger(event);
  }

  get runName(): Text | undefined {
    return this.#whole.runName;
  }

  get env(): readonly NamedValue[] {
    return this.#whole.env;
  }

  get envEntry(): YamlEntry | undefined {
    return this.#whole.envEntry;
  }

  get defaults(): RunDefaults {
    return this.#whole.defaults;
  }

  get permissions(): Permissions | undefined {
    return this.#whole.permissions;
  }

  get concurrency(): Concurrency | undefined {
    return this.#whole.concurrency;
  }

  get jobsEntry(): YamlEntry | undefined {
    return this.#whole.jobsEntry;
  }

  get mentionedBranches(): ReadonlySet<string> {
    return this.#whole.mentionedBranches;
  }

  job(id: string): Job | undefined {
    return this.#whole.job(id);
  }

  get isReusableOnly(): boolean {
    return this.#whole.isReusableOnly;
  }
}
