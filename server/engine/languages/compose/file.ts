import { Lazy } from "../../text/lazy.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { isNull, List, Mapping, type ScalarValue } from "../yaml/mapping.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlMap, YamlNode, YamlProblem, YamlScalar, YamlSequence } from "../yaml/model.ts";
import { parseYaml } from "../yaml/parse.ts";
import { readInterpolations } from "./interpolation.ts";
import type { ComposeFile, Declaration, DeclarationKind, Include, InterpolatedText, Service } from "./model.ts";
import { hasVariable, scalarValue } from "./scalar.ts";
import { isMisplacedSection, readSlips } from "./schema-problems.ts";
import { serviceOf } from "./service.ts";
import { hasPlaceholder, looksTemplated } from "./template.ts";

/** A Compose file. Never throws; what cannot be read stands in `problems`. Its parts are read when they are first asked for. */
export function parseCompose(source: SourceText): ComposeFile {
  return new ParsedCompose(source);
}

class ParsedCompose extends Lazy implements ComposeFile {
  readonly language = "compose";
  /** No placeholders of templates are masked: where there are any, nothing of the file is judged. */
  readonly template = undefined;
  readonly source: SourceText;
  readonly yaml: YamlFile;
  readonly #hasVariables: boolean;

  constructor(source: SourceText) {
    super();
    this.source = source;
    this.yaml = parseYaml(source);
    this.#hasVariables = source.text.includes("$");
  }

  read(node: YamlScalar): ScalarValue {
    return scalarValue(node);
  }

  isMasked(span: Span): boolean {
    if (this.#hasVariables && hasVariable(this.source.slice(span))) return true;
    return this.isTemplate && hasPlaceholder(this.source.slice(span));
  }

  isOpen(_node: YamlMap | YamlSequence): boolean {
    return this.isBroken;
  }

  /** An alias that leads nowhere: what was meant is something. */
  isFilled({ value, valueOffset }: YamlEntry): boolean {
    return value === undefined && /^[ \t]*\*/.test(this.source.text.slice(valueOffset, valueOffset + 20));
  }

  isConditional(): boolean {
    return false;
  }

  get isTemplate(): boolean {
    return this.once("isTemplate", () => looksTemplated(this.source));
  }

  get isBroken(): boolean {
    return this.once("isBroken", () => this.isTemplate || this.yaml.problems.length > 0);
  }

  get comments(): readonly YamlComment[] {
    return this.yaml.comments;
  }

  get problems(): readonly YamlProblem[] {
    return this.isTemplate ? [] : this.yaml.problems;
  }

  get root(): Mapping {
    return this.once("root", () => {
      readSlips(this);
      return Mapping.of(this, this.yaml.documents[0]?.root);
    });
  }

  get serviceSection(): Mapping {
    return this.root.mapping("services");
  }

  get services(): readonly Service[] {
    return this.once("services", () => {
      const section = this.serviceSection;
      return section.entries
        .filter((entry) => !entry.key.startsWith("x-") && !isMisplacedSection(entry))
        .map((entry) => serviceOf(this, entry));
    });
  }

  service(name: string): Service | undefined {
    const byName = this.once("byName", () => new Map([...this.services].reverse().map((service) => [service.name, service])));
    return byName.get(name);
  }

  declarations(kind: DeclarationKind): readonly Declaration[] {
    return this.once(kind, () =>
      this.root
        .mapping(kind)
        .entries.filter(({ key }) => !key.startsWith("x-"))
        .map((entry): Declaration => {
          const mapping = Mapping.of(this, entry.value, entry);
          const external = mapping.entryOf("external");
          const isExternal = external?.value?.kind === "map" || (external !== undefined && mapping.boolean("external").value !== false);
          return { file: this, kind, name: entry.key, nameSpan: entry.keySpan, entry, mapping, isExternal };
        }),
    );
  }

  declaration(kind: DeclarationKind, name: string): Declaration | undefined {
    const byName = this.once(`${kind}ByName`, () => new Map([...this.declarations(kind)].reverse().map((one) => [one.name, one])));
    return byName.get(name);
  }

  get includes(): readonly Include[] {
    return this.once("includes", () => {
      const list = this.root.list("include");
      return list.nodes.map((node): Include => {
        const path = node.kind === "map" ? node.get("path") : node;
        const paths = path?.kind === "sequence" ? List.of(this, path).nodes : path ? [path] : [];
        return { file: this, span: (path ?? node).span, paths: paths.map((one) => this.#literal(one)), node };
      });
    });
  }

  #literal(node: YamlNode): string | undefined {
    return node.kind === "scalar" && !isNull(node) && !this.isMasked(node.span) ? String(scalarValue(node)) : undefined;
  }

  get interpolated(): readonly InterpolatedText[] {
    return this.once("interpolated", () => {
      if (!this.#hasVariables) return [];
      const found: InterpolatedText[] = [];
      const seen = new Set<YamlNode>();
      for (const entry of this.root.entries) {
        if (entry.key !== "services") collect(entry.value, undefined, found, seen, 0);
        else
          for (const { entry: own, ...service } of this.services.map((one) => ({ entry: one.entry, service: one })))
            collect(own.value, service.service, found, seen, 0);
      }
      return found.sort((a, b) => a.node.span.start - b.node.span.start);
    });
  }
}

const maximumDepth = 40;

/** The scalars below a node that hold a variable; what several aliases lead to is listed once. */
function collect(
  node: YamlNode | undefined,
  service: Service | undefined,
  found: InterpolatedText[],
  seen: Set<YamlNode>,
  depth: number,
): void {
  if (!node || depth > maximumDepth) return;
  if (node.kind === "scalar") {
    if (!node.text.includes("$") || node.alias) return;
    const interpolations = readInterpolations(node.text);
    if (interpolations.parts.some(({ kind }) => kind === "variable" || kind === "invalid")) found.push({ node, interpolations, service });
    return;
  }
  if (node.alias || seen.has(node)) return;
  seen.add(node);
  if (node.kind === "map") for (const entry of node.entries) collect(entry.value, service, found, seen, depth + 1);
  else for (const item of node.items) collect(item.value, service, found, seen, depth + 1);
}
