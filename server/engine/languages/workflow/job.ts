import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlMap } from "../yaml/model.ts";
import { conditionOf } from "./condition.ts";
import { concurrencyOf, containerOf, environmentOf, runDefaultsOf, runsOnOf, servicesOf } from "./job-parts.ts";
import { Lazy } from "./lazy.ts";
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

class JobNode extends Lazy implements Job {
  readonly workflow: Workflow;
  readonly entry: YamlEntry;
  readonly #where: Where;

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
    return this.once("needs", () => textsOf(this.map?.get("needs"), this.#where.below("needs")) ?? []);
  }

  get neededJobs(): readonly Job[] {
    return this.once("neededJobs", () => {
      const jobs = new Set<Job>();
      for (const { text } of this.needs) {
        const job = this.workflow.job(text);
        if (job) jobs.add(job);
      }
      return [...jobs];
    });
  }

  get closure(): readonly Job[] {
    return this.once("closure", () => {
      const seen = new Set<Job>(this.neededJobs);
      // A set walks over what is added on the way.
      for (const job of seen) for (const needed of job.neededJobs) seen.add(needed);
      seen.delete(this);
      return [...seen];
    });
  }

  get dependents(): readonly Job[] {
    return dependentsIn(this.workflow).get(this) ?? none;
  }

  get if(): Condition | undefined {
    return this.once("if", () => conditionOf(this.map, this.#where));
  }

  get runsOn(): RunsOn | undefined {
    return this.once("runsOn", () => runsOnOf(this.map, this.#where));
  }

  get #systems(): RunnerSystems {
    return this.once("systems", () => systemsOf(this.runsOn, this.strategy));
  }

  get systems(): ReadonlySet<RunnerSystem> | undefined {
    return this.#systems.all;
  }

  get namedSystems(): ReadonlySet<RunnerSystem> {
    return this.#systems.named;
  }

  get environment(): Environment | undefined {
    return this.once("environment", () => environmentOf(this.map, this.#where));
  }

  get concurrency(): Concurrency | undefined {
    return this.once("concurrency", () => concurrencyOf(this.map, this.#where));
  }

  get permissions(): Permissions | undefined {
    return this.once("permissions", () => permissionsOf(this.map, this.#where));
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
    return this.once("strategy", () => strategyOf(this.map, this.#where));
  }

  get env(): readonly NamedValue[] {
    return this.#named("env");
  }

  get envEntry(): YamlEntry | undefined {
    return this.map?.entry("env");
  }

  get defaults(): RunDefaults {
    return this.once("defaults", () => runDefaultsOf(this.map, this.#where));
  }

  get container(): Container | undefined {
    return this.once("container", () => containerOf(this.map, this.#where));
  }

  get services(): readonly Service[] {
    return this.once("services", () => servicesOf(this.map, this.#where));
  }

  get outputs(): readonly NamedValue[] {
    return this.#named("outputs");
  }

  get outputsEntry(): YamlEntry | undefined {
    return this.map?.entry("outputs");
  }

  get steps(): readonly Step[] {
    return this.once("steps", () => stepsOf(this.map?.get("steps"), this.workflow, this.#where.below("steps")));
  }

  get stepsEntry(): YamlEntry | undefined {
    return this.map?.entry("steps");
  }

  get uses(): Uses | undefined {
    return this.once("uses", () => usesOf(this.map, this.#where));
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
    return this.once("stepsById", () => {
      const steps = new Map<string, Step>();
      for (const step of this.steps) {
        const id = step.id?.text.toLowerCase();
        if (id !== undefined && !steps.has(id)) steps.set(id, step);
      }
      return steps;
    });
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
