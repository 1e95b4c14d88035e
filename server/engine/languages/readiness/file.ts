import { isDay } from "../../text/days.ts";
import { Lazy } from "../../text/lazy.ts";
import type { SourceText } from "../../text/source.ts";
import { type Field, Mapping, type ScalarValue } from "../yaml/mapping.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlProblem, YamlScalar } from "../yaml/model.ts";
import { parseYaml } from "../yaml/parse.ts";
import { type Day, type Decision, decisions, type Evidence, type ReadinessFile, type SignOff } from "./model.ts";

/** A sign-off file. Never throws; what cannot be read stands in `problems`. */
export function parseReadiness(source: SourceText): ReadinessFile {
  return new ParsedReadiness(source);
}

class ParsedReadiness extends Lazy implements ReadinessFile {
  readonly language = "readiness";
  readonly template = undefined;
  readonly source: SourceText;
  readonly yaml: YamlFile;

  constructor(source: SourceText) {
    super();
    this.source = source;
    this.yaml = parseYaml(source);
  }

  /** Everything is the text that is written: days, handles, object names. */
  read(node: YamlScalar): ScalarValue {
    return node.text;
  }

  isMasked(): boolean {
    return false;
  }

  isOpen(): boolean {
    return this.isBroken;
  }

  isFilled(_entry: YamlEntry): boolean {
    return false;
  }

  isConditional(): boolean {
    return false;
  }

  get isBroken(): boolean {
    return this.yaml.problems.length > 0;
  }

  get problems(): readonly YamlProblem[] {
    return this.yaml.problems;
  }

  get comments(): readonly YamlComment[] {
    return this.yaml.comments;
  }

  get root(): Mapping {
    return this.once("root", () => Mapping.of(this, this.yaml.documents[0]?.root));
  }

  get service(): Field<string> {
    return this.root.text("service");
  }

  get level(): Field<string> {
    return this.root.text("level");
  }

  get signOffs(): readonly SignOff[] {
    return this.once("signOffs", () => this.root.mapping("items").entries.map((entry) => signOffOf(entry, this)));
  }
}

function signOffOf(entry: YamlEntry, file: ReadinessFile): SignOff {
  const mapping = Mapping.of(file, entry.value, entry);
  const status = mapping.text("status").value;
  return {
    id: entry.key,
    entry,
    mapping,
    decision: decisions.find((one) => one === status) as Decision | undefined,
    on: dayOf(mapping, "on"),
    expires: dayOf(mapping, "expires"),
    evidence: mapping.list("evidence").nodes.map((node): Evidence => {
      const own = Mapping.of(file, node);
      return { mapping: own, node, kind: own.text("kind"), ref: own.text("ref"), covers: own.quantity("covers") };
    }),
  };
}

function dayOf(mapping: Mapping, key: string): Day | undefined {
  const { value, node } = mapping.text(key);
  return value !== undefined && node && isDay(value) ? { value, node } : undefined;
}
