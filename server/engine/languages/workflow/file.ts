import type { SourceText } from "../../text/source.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlItem, YamlMap, YamlNode, YamlProblem, YamlScalar } from "../yaml/model.ts";
import { parseYaml } from "../yaml/parse.ts";
import { Lazy } from "./lazy.ts";
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

  get isStarter(): boolean {
    return this.once("isStarter", () => isStarterText(this.source.text));
  }

  get name(): Text | undefined {
    return this.once("name", () => textBelow(this.root, "name", this.where));
  }

  get expressions(): readonly ExpressionPlace[] {
    return this.once("expressions", () => [...this.#places.values()].flat());
  }

  expressionsOf(node: YamlScalar, where: Where): readonly ExpressionPlace[] {
    // Most texts hold none; asking for one of them must not read all.
    if (!node.text.includes("${{") && !isCondition(where)) return none;
    const places = this.#places;
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

  /** The job that an entry below `jobs` is. */
  protected jobOf(_entry: YamlEntry): Job | undefined {
    return undefined;
  }

  /** All steps, those behind aliases included. */
  protected get allSteps(): readonly Step[] {
    return this.steps;
  }

  readonly #aliased = new WeakMap<YamlScalar, readonly ExpressionPlace[]>();

  #keptPlaces: ReadonlyMap<YamlScalar, readonly ExpressionPlace[]> | undefined;

  get #places(): ReadonlyMap<YamlScalar, readonly ExpressionPlace[]> {
    this.#keptPlaces ??= this.#readPlaces();
    return this.#keptPlaces;
  }

  #readPlaces(): ReadonlyMap<YamlScalar, readonly ExpressionPlace[]> {
    const places = new Map<YamlScalar, readonly ExpressionPlace[]>();
    const steps = new Map<YamlItem, Step>();
    for (const step of this.allSteps) if (!steps.has(step.item)) steps.set(step.item, step);
    const path: string[] = [];
    const walk = (node: YamlNode | undefined, job: Job | undefined, step: Step | undefined): void => {
      if (!node || node.alias) return;
      if (node.kind === "scalar") {
        if (!node.text.includes("${{") && !(path.at(-1)?.endsWith("if") && isConditionPath(path))) return;
        const parent = path.slice(0, -1).reduce((where, key) => where.below(key), this.where);
        const found = placesIn(node, new Where(this, job, step, parent, path.at(-1)));
        if (found.length > 0) places.set(node, found);
      } else if (node.kind === "map") {
        const isJobs = path.length === 1 && path[0] === "jobs";
        for (const entry of node.entries) {
          path.push(this.#meant.get(entry) ?? entry.key);
          walk(entry.value, isJobs ? this.jobOf(entry) : job, step);
          path.pop();
        }
      } else {
        for (const [index, item] of node.items.entries()) {
          path.push(String(index));
          walk(item.value, job, steps.get(item) ?? step);
          path.pop();
        }
      }
    };
    walk(this.root, undefined, undefined);
    return places;
  }
}

const none: readonly ExpressionPlace[] = [];
