import { Lazy } from "../../text/lazy.ts";
import type { SourceText } from "../../text/source.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlItem, YamlMap, YamlNode, YamlProblem, YamlScalar } from "../yaml/model.ts";
import { parseYaml } from "../yaml/parse.ts";
import type { Availability, ExpressionPlace, Job, SchemaProblem, Step, StepsFile, Text } from "./model.ts";
import { availabilityOf, schemaProblemsOf } from "./schema.ts";
import { isStarterText, looksTemplated } from "./template.ts";
import { isCondition, isConditionPath, mapOf, type Places, placesIn, textBelow, Where } from "./text.ts";

/** What the readers of workflows and of actions share. */
export abstract class ParsedFile extends Lazy implements StepsFile, Places {
  abstract readonly language: "workflow" | "action";
  abstract readonly steps: readonly Step[];
  readonly source: SourceText;

  constructor(source: SourceText) {
    super();
    this.source = source;
  }

  get yaml(): YamlFile {
    return this.once("yaml", () => parseYaml(this.source));
  }

  get root(): YamlMap | undefined {
    return this.once("root", () => {
      for (const [entry, key] of this.#meant) entry.map.readAs(key, entry);
      return mapOf(this.yaml.documents[0]?.root);
    });
  }

  /** Keys that are misspelt, with what they were meant to be: the rest of the file is read as if they were right, and told of the slip alone. */
  get #meant(): ReadonlyMap<YamlEntry, string> {
    return this.once(
      "meant",
      () =>
        new Map(
          this.schemaProblems.flatMap(({ code, entry, suggestion }) =>
            code === "unknown-key" && entry && suggestion !== undefined ? [[entry, suggestion] as const] : [],
          ),
        ),
    );
  }

  get comments(): readonly YamlComment[] {
    return this.yaml.comments;
  }

  get problems(): readonly YamlProblem[] {
    return this.isTemplate ? [] : this.yaml.problems;
  }

  get schemaProblems(): readonly SchemaProblem[] {
    return this.once("schemaProblems", () =>
      this.isTemplate ? [] : schemaProblemsOf(this.yaml.documents[0]?.root, this.yaml, this.language),
    );
  }

  get isTemplate(): boolean {
    return this.once("isTemplate", () => looksTemplated(this.source));
  }

  get namedOwners(): ReadonlySet<string> {
    return this.once("namedOwners", () => {
      const found = this.source.text.matchAll(/github\.(?:repository|repository_owner|event\.repository\.full_name)\s*==\s*'([\w.-]+)/g);
      return new Set([...found].map(([, owner = ""]) => owner.toLowerCase()));
    });
  }

  get isStarter(): boolean {
    return this.once("isStarter", () => isStarterText(this.source.text));
  }

  get name(): Text | undefined {
    return this.once("name", () => textBelow(this.root, "name", this.where));
  }

  get expressions(): readonly ExpressionPlace[] {
    return this.once("expressions", () => {
      const { outerJobs } = this;
      const first = outerJobs[0]?.idSpan.start ?? 0;
      const outside = this.expressionsIn(undefined);
      const behind = outside.findIndex(({ node }) => node.span.start > first);
      const split = behind < 0 ? outside.length : behind;
      return [...outside.slice(0, split), ...outerJobs.flatMap((job) => this.expressionsIn(job)), ...outside.slice(split)];
    });
  }

  expressionsIn(job: Job | undefined): readonly ExpressionPlace[] {
    return [...this.#placesIn(job).values()].flat();
  }

  expressionsOf(node: YamlScalar, where: Where): readonly ExpressionPlace[] {
    // Most texts hold none; asking for one of them must not read all.
    if (!node.text.includes("${{") && !isCondition(where)) return none;
    const places = this.#placesIn(where.job);
    let found = places.get(node);
    if (!found) {
      // Behind an alias: the text stands, and is listed, where its anchor is.
      found = this.#aliased.get(node) ?? placesIn(node, where);
      this.#aliased.set(node, found);
    }
    return found;
  }

  availabilityOf(path: readonly string[]): Availability | undefined {
    return availabilityOf(path, this.language);
  }

  /** The file itself. */
  protected get where(): Where {
    return this.once("where", () => new Where(this, undefined, undefined, undefined, undefined));
  }

  /** The jobs, where the file has any. */
  protected get outerJobs(): readonly Job[] {
    return [];
  }

  readonly #aliased = new WeakMap<YamlScalar, readonly ExpressionPlace[]>();

  /** The expressions by their texts, read for each job when one of its own is first asked for; those outside of jobs under `undefined`. */
  readonly #places = new Map<Job | undefined, ReadonlyMap<YamlScalar, readonly ExpressionPlace[]>>();

  #placesIn(job: Job | undefined): ReadonlyMap<YamlScalar, readonly ExpressionPlace[]> {
    let places = this.#places.get(job);
    if (!places) {
      places = this.#readPlaces(job);
      this.#places.set(job, places);
    }
    return places;
  }

  #readPlaces(job: Job | undefined): ReadonlyMap<YamlScalar, readonly ExpressionPlace[]> {
    const places = new Map<YamlScalar, readonly ExpressionPlace[]>();
    const steps = new Map<YamlItem, Step>();
    const jobs = new Set(job ? [] : this.outerJobs.map(({ entry }) => entry));
    for (const step of job ? job.steps : jobs.size > 0 ? [] : this.steps) if (!steps.has(step.item)) steps.set(step.item, step);
    const path: string[] = [];
    const below = (entry: YamlEntry, step: Step | undefined): void => {
      path.push(this.#meant.get(entry) ?? entry.key);
      walk(entry.value, step);
      path.pop();
    };
    const walk = (node: YamlNode | undefined, step: Step | undefined): void => {
      if (!node || node.alias) return;
      if (node.kind === "scalar") {
        if (!node.text.includes("${{") && !(path.at(-1)?.endsWith("if") && isConditionPath(path))) return;
        const parent = path.slice(0, -1).reduce((where, key) => where.below(key), this.where);
        const found = placesIn(node, new Where(this, job, step, parent, path.at(-1)));
        if (found.length > 0) places.set(node, found);
      } else if (node.kind === "map") {
        for (const entry of node.entries) if (!jobs.has(entry)) below(entry, step);
      } else {
        for (const [index, item] of node.items.entries()) {
          path.push(String(index));
          walk(item.value, steps.get(item) ?? step);
          path.pop();
        }
      }
    };
    if (job) {
      path.push("jobs");
      // A list of jobs behind an alias stands where its anchor is.
      if (!this.#jobsAreAliased(job)) below(job.entry, undefined);
    } else walk(this.root, undefined);
    return places;
  }

  #jobsAreAliased(job: Job): boolean {
    return job.entry.map.alias !== undefined;
  }
}

const none: readonly ExpressionPlace[] = [];
