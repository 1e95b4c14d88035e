import type { SourceText } from "../../text/source.ts";
import type { YamlEntry, YamlMap } from "../yaml/model.ts";
import { branchesIn } from "./branches.ts";
import { inputsOf, outputsOf } from "./definitions.ts";
import { ParsedFile } from "./file.ts";
import { jobsOf } from "./job.ts";
import { concurrencyOf, runDefaultsOf } from "./job-parts.ts";
import type {
  ActionFile,
  Concurrency,
  InputDefinition,
  Job,
  NamedValue,
  OutputDefinition,
  Permissions,
  RunDefaults,
  Step,
  Text,
  Trigger,
  Workflow,
} from "./model.ts";
import { permissionsOf } from "./permissions.ts";
import { stepsOf } from "./step.ts";
import { mapOf, namedValues, textBelow } from "./text.ts";
import { triggersOf } from "./triggers.ts";

/** Reads a workflow. Never throws: whatever is broken, the rest is there. Everything is worked out when it is first asked for. */
export function parseWorkflow(source: SourceText): Workflow {
  return new ParsedWorkflow(source);
}

/** Reads an `action.yml`. Never throws. */
export function parseAction(source: SourceText): ActionFile {
  return new ParsedAction(source);
}

class ParsedWorkflow extends ParsedFile implements Workflow {
  readonly language = "workflow";

  get onEntry(): YamlEntry | undefined {
    return this.root?.entry("on");
  }

  get triggers(): readonly Trigger[] {
    return this.once("triggers", () => triggersOf(this.onEntry?.value, this.where.below("on")));
  }

  trigger(event: string): Trigger | undefined {
    return this.triggers.find((trigger) => trigger.event === event);
  }

  get runName(): Text | undefined {
    return this.once("runName", () => textBelow(this.root, "run-name", this.where));
  }

  get env(): readonly NamedValue[] {
    return this.once("env", () => namedValues(this.root?.get("env"), this.where.below("env")));
  }

  get envEntry(): YamlEntry | undefined {
    return this.root?.entry("env");
  }

  get defaults(): RunDefaults {
    return this.once("defaults", () => runDefaultsOf(this.root, this.where));
  }

  get permissions(): Permissions | undefined {
    return this.once("permissions", () => permissionsOf(this.root, this.where));
  }

  get concurrency(): Concurrency | undefined {
    return this.once("concurrency", () => concurrencyOf(this.root, this.where));
  }

  get jobs(): readonly Job[] {
    return this.once("jobs", () => jobsOf(this.root, this, this.where));
  }

  get jobsEntry(): YamlEntry | undefined {
    return this.root?.entry("jobs");
  }

  job(id: string): Job | undefined {
    return this.#jobsById.get(id.toLowerCase());
  }

  get #jobsById(): ReadonlyMap<string, Job> {
    return this.once("jobsById", () => new Map([...this.jobs].reverse().map((job) => [job.id.toLowerCase(), job])));
  }

  get steps(): readonly Step[] {
    return this.once("steps", () => {
      const seen = new Set<number>();
      return this.jobs
        .flatMap(({ steps }) => steps)
        .filter(({ map }) => {
          if (seen.has(map.span.start)) return false;
          seen.add(map.span.start);
          return true;
        });
    });
  }

  get isReusableOnly(): boolean {
    return this.triggers.length > 0 && this.triggers.every(({ event }) => event === "workflow_call");
  }

  get mentionedBranches(): ReadonlySet<string> {
    return this.once("mentionedBranches", () => branchesIn(this.source.text));
  }

  protected override get outerJobs(): readonly Job[] {
    return this.jobs;
  }
}

class ParsedAction extends ParsedFile implements ActionFile {
  readonly language = "action";

  get description(): Text | undefined {
    return this.once("description", () => textBelow(this.root, "description", this.where));
  }

  get inputs(): readonly InputDefinition[] {
    return this.once("inputs", () => inputsOf(this.root?.get("inputs"), this.where.below("inputs")));
  }

  get outputs(): readonly OutputDefinition[] {
    return this.once("outputs", () => outputsOf(this.root?.get("outputs"), this.where.below("outputs")));
  }

  get runsEntry(): YamlEntry | undefined {
    return this.root?.entry("runs");
  }

  get using(): Text | undefined {
    return this.once("using", () => textBelow(this.#runs, "using", this.where.below("runs")));
  }

  get kind(): "composite" | "node" | "docker" | undefined {
    const using = this.using?.text.toLowerCase();
    if (using === "composite" || using === "docker") return using;
    return using !== undefined && /^node\d+$/.test(using) ? "node" : undefined;
  }

  get steps(): readonly Step[] {
    return this.once("steps", () => stepsOf(this.#runs?.get("steps"), this, this.where.below("runs").below("steps")));
  }

  get #runs(): YamlMap | undefined {
    return mapOf(this.runsEntry?.value);
  }
}
