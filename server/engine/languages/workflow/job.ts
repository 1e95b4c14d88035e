import { Lazy } from "../../text/lazy.ts";
import { nearest } from "../../text/nearest.ts";
import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlMap } from "../yaml/model.ts";
import { conditionOf } from "./condition.ts";
import { concurrencyOf, containerOf, environmentOf, runDefaultsOf, runsOnOf, servicesOf } from "./job-parts.ts";
import type {
  Concurrency,
  Condition,
  Container,
  Environment,
  Job,
  NamedValue,
  Permissions,
  RunDefaults,
  RunsOn,
  Service,
  Step,
  Strategy,
  Text,
  Uses,
  Workflow,
} from "./model.ts";
import { permissionsOf } from "./permissions.ts";
import { type RunnerSystem, type RunnerSystems, systemsOf } from "./runner.ts";
import { stepsOf } from "./step.ts";
import { strategyOf } from "./strategy.ts";
import { entriesOf, isNull, mapOf, namedValues, textBelow, textsOf, type Where } from "./text.ts";
import { usesOf } from "./uses.ts";

/** The jobs below `jobs`. `where` is that of the file. */
export function jobsOf(root: YamlMap | undefined, workflow: Workflow, where: Where): readonly Job[] {
  const at = where.below("jobs");
  return entriesOf(root?.get("jobs")).map((entry) => new JobNode(workflow, entry, at.below(entry.key)));
}

/** The job that a misspelt item of `needs` means: one by its name, or by an id that is near; not one that is needed already. */
export function jobMeantBy(text: string, job: Job): Job | undefined {
  if (text === "" || text.includes("${{")) return undefined;
  const others = job.workflow.jobs.filter(
    (other) => other !== job && !job.needs.some((need) => need.text.toLowerCase() === other.id.toLowerCase()),
  );
  const named = others.find(({ name }) => name?.literal !== undefined && name.text.toLowerCase() === text.toLowerCase());
  if (named) return named;
  const id = nearest(
    text,
    others.map((other) => other.id),
  );
  return id === undefined ? undefined : job.workflow.job(id);
}

class JobNode extends Lazy implements Job {
  readonly workflow: Workflow;
  readonly entry: YamlEntry;
  readonly #where: Where;
  #keptNeeds: readonly Text[] | null = null;
  #keptIf: Condition | undefined | null = null;
  #keptRunsOn: RunsOn | undefined | null = null;
  #keptSystems: RunnerSystems | null = null;
  #keptEnvironment: Environment | undefined | null = null;
  #keptConcurrency: Concurrency | undefined | null = null;
  #keptPermissions: Permissions | undefined | null = null;
  #keptStrategy: Strategy | undefined | null = null;
  #keptDefaults: RunDefaults | null = null;
  #keptContainer: Container | undefined | null = null;
  #keptServices: readonly Service[] | null = null;
  #keptSteps: readonly Step[] | null = null;
  #keptUses: Uses | undefined | null = null;
  #keptNeededJobs: readonly Job[] | null = null;
  #keptClosure: readonly Job[] | null = null;
  #keptStepsById: ReadonlyMap<string, Step> | null = null;

  constructor(workflow: Workflow, entry: YamlEntry, where: Where) {
    super();
    this.workflow = workflow;
    this.entry = entry;
    this.#where = where.as(this, undefined);
  }

  get id(): string {
    return this.entry.key;
  }

  get idSpan(): Span {
    return this.entry.keySpan;
  }

  get map(): YamlMap | undefined {
    return mapOf(this.entry.value);
  }

  get name(): Text | undefined {
    return this.#text("name");
  }

  get needsEntry(): YamlEntry | undefined {
    return this.map?.entry("needs");
  }

  get needs(): readonly Text[] {
    if (this.#keptNeeds === null) this.#keptNeeds = textsOf(this.map?.get("needs"), this.#where.below("needs")) ?? [];
    return this.#keptNeeds;
  }

  get neededJobs(): readonly Job[] {
    if (this.#keptNeededJobs === null) this.#keptNeededJobs = this.#readNeededJobs();
    return this.#keptNeededJobs;
  }

  #readNeededJobs(): readonly Job[] {
    const jobs = new Set<Job>();
    const { needs } = this;
    for (const { text } of needs) {
      // What is misspelt is told of by itself; to all others it is what was meant. Where much is wrong, looking takes long and helps nobody.
      const job = this.workflow.job(text) ?? (needs.length > 20 ? undefined : jobMeantBy(text, this));
      if (job) jobs.add(job);
    }
    return [...jobs];
  }

  get closure(): readonly Job[] {
    if (this.#keptClosure === null) this.#keptClosure = this.#readClosure();
    return this.#keptClosure;
  }

  #readClosure(): readonly Job[] {
    const seen = new Set<Job>(this.neededJobs);
    // A set walks over what is added on the way.
    for (const job of seen) for (const needed of job.neededJobs) seen.add(needed);
    seen.delete(this);
    return [...seen];
  }

  get dependents(): readonly Job[] {
    return dependentsIn(this.workflow).get(this) ?? none;
  }

  get if(): Condition | undefined {
    if (this.#keptIf === null) this.#keptIf = conditionOf(this.map, this.#where);
    return this.#keptIf;
  }

  get runsOn(): RunsOn | undefined {
    if (this.#keptRunsOn === null) this.#keptRunsOn = runsOnOf(this.map, this.#where);
    return this.#keptRunsOn;
  }

  get #systems(): RunnerSystems {
    if (this.#keptSystems === null) this.#keptSystems = systemsOf(this.runsOn, this.strategy);
    return this.#keptSystems;
  }

  get systems(): ReadonlySet<RunnerSystem> | undefined {
    return this.#systems.all;
  }

  get namedSystems(): ReadonlySet<RunnerSystem> {
    return this.#systems.named;
  }

  get environment(): Environment | undefined {
    if (this.#keptEnvironment === null) this.#keptEnvironment = environmentOf(this.map, this.#where);
    return this.#keptEnvironment;
  }

  get concurrency(): Concurrency | undefined {
    if (this.#keptConcurrency === null) this.#keptConcurrency = concurrencyOf(this.map, this.#where);
    return this.#keptConcurrency;
  }

  get permissions(): Permissions | undefined {
    if (this.#keptPermissions === null) this.#keptPermissions = permissionsOf(this.map, this.#where);
    return this.#keptPermissions;
  }

  get effectivePermissions(): Permissions | undefined {
    return this.permissions ?? this.workflow.permissions;
  }

  get timeoutMinutes(): Text | undefined {
    return this.#text("timeout-minutes");
  }

  get continueOnError(): Text | undefined {
    return this.#text("continue-on-error");
  }

  get strategy(): Strategy | undefined {
    if (this.#keptStrategy === null) this.#keptStrategy = strategyOf(this.map, this.#where);
    return this.#keptStrategy;
  }

  get env(): readonly NamedValue[] {
    return this.#named("env");
  }

  get envEntry(): YamlEntry | undefined {
    return this.map?.entry("env");
  }

  get defaults(): RunDefaults {
    if (this.#keptDefaults === null) this.#keptDefaults = runDefaultsOf(this.map, this.#where);
    return this.#keptDefaults;
  }

  get container(): Container | undefined {
    if (this.#keptContainer === null) this.#keptContainer = containerOf(this.map, this.#where);
    return this.#keptContainer;
  }

  get services(): readonly Service[] {
    if (this.#keptServices === null) this.#keptServices = servicesOf(this.map, this.#where);
    return this.#keptServices;
  }

  get outputs(): readonly NamedValue[] {
    return this.#named("outputs");
  }

  get outputsEntry(): YamlEntry | undefined {
    return this.map?.entry("outputs");
  }

  get steps(): readonly Step[] {
    if (this.#keptSteps === null) this.#keptSteps = stepsOf(this.map?.get("steps"), this.workflow, this.#where.below("steps"));
    return this.#keptSteps;
  }

  get stepsEntry(): YamlEntry | undefined {
    return this.map?.entry("steps");
  }

  get uses(): Uses | undefined {
    if (this.#keptUses === null) this.#keptUses = usesOf(this.map, this.#where);
    return this.#keptUses;
  }

  get with(): readonly NamedValue[] {
    return this.#named("with");
  }

  get withEntry(): YamlEntry | undefined {
    return this.map?.entry("with");
  }

  get secrets(): readonly NamedValue[] | "inherit" | undefined {
    const node = this.map?.get("secrets");
    if (node?.kind === "scalar") return node.text === "inherit" ? "inherit" : undefined;
    return isNull(node) ? undefined : this.#named("secrets");
  }

  get secretsEntry(): YamlEntry | undefined {
    return this.map?.entry("secrets");
  }

  step(id: string): Step | undefined {
    return this.#stepsById.get(id.toLowerCase());
  }

  get #stepsById(): ReadonlyMap<string, Step> {
    if (this.#keptStepsById === null) this.#keptStepsById = this.#readStepsById();
    return this.#keptStepsById;
  }

  #readStepsById(): ReadonlyMap<string, Step> {
    const steps = new Map<string, Step>();
    for (const step of this.steps) {
      const id = step.id?.text.toLowerCase();
      if (id !== undefined && !steps.has(id)) steps.set(id, step);
    }
    return steps;
  }

  stepsUsing(...actions: readonly string[]): readonly Step[] {
    return this.steps.filter(({ uses }) => uses?.action !== undefined && actions.includes(uses.action));
  }

  #text(key: string): Text | undefined {
    return this.once(key, () => textBelow(this.map, key, this.#where));
  }

  #named(key: string): readonly NamedValue[] {
    return this.once(`named ${key}`, () => namedValues(this.map?.get(key), this.#where.below(key)));
  }
}

const none: readonly Job[] = [];
const dependents = new WeakMap<Workflow, ReadonlyMap<Job, readonly Job[]>>();

/** The jobs that need each of the others, told once for all of them. */
function dependentsIn(workflow: Workflow): ReadonlyMap<Job, readonly Job[]> {
  let found = dependents.get(workflow);
  if (!found) {
    const byJob = new Map<Job, Job[]>();
    for (const job of workflow.jobs) {
      for (const needed of job.neededJobs) {
        const known = byJob.get(needed);
        if (known) known.push(job);
        else byJob.set(needed, [job]);
      }
    }
    found = byJob;
    dependents.set(workflow, found);
  }
  return found;
}
