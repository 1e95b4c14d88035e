import { Lazy } from "../../text/lazy.ts";
import type { Span } from "../../text/span.ts";
import type { ShellCommand, ShellScript } from "../shell/model.ts";
import { parseShell } from "../shell/parse.ts";
import { isNull } from "../yaml/mapping.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../yaml/model.ts";
import { unescapeDollars } from "./interpolation.ts";
import type { CommandLine, Service } from "./model.ts";
import { hasVariable, unescaped } from "./scalar.ts";

/** The command under a key; undefined where there is none. `isTest`: a health check's, which a shell runs where it is a text. */
export function commandLineOf(service: Service, entry: YamlEntry | undefined, isTest = false): CommandLine | undefined {
  const node = entry?.value;
  if (!entry || !node || isNull(node) || node.kind === "map") return undefined;
  return new ReadCommand(service, entry, node, isTest);
}

const shells: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash"]);

/** The last part of a path. */
export function programName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

class ReadCommand extends Lazy implements CommandLine {
  readonly service: Service;
  readonly entry: YamlEntry;
  readonly node: YamlNode;
  readonly #isTest: boolean;

  constructor(service: Service, entry: YamlEntry, node: YamlNode, isTest: boolean) {
    super();
    this.service = service;
    this.entry = entry;
    this.node = node;
    this.#isTest = isTest;
  }

  get span(): Span {
    return this.node.span;
  }

  get form(): "text" | "list" {
    return this.node.kind === "sequence" ? "list" : "text";
  }

  get #all(): readonly YamlScalar[] {
    return this.once("all", () => {
      if (this.node.kind === "scalar") return [this.node];
      if (this.node.kind !== "sequence") return [];
      return this.node.items.flatMap(({ value }) => (value?.kind === "scalar" ? [value] : []));
    });
  }

  get nodes(): readonly YamlScalar[] {
    return this.#isTest && this.form === "list" ? this.#all.slice(1) : this.#all;
  }

  get words(): readonly (string | undefined)[] {
    return this.once("words", () => this.nodes.map(({ text }) => (hasVariable(text) ? undefined : unescapeDollars(text))));
  }

  get script(): ShellScript | undefined {
    return this.once("script", () => {
      const text = this.#scriptNode;
      return text && parseShell(unescaped(text.mapped));
    });
  }

  /** Where the script stands that a shell runs. */
  get #scriptNode(): YamlScalar | undefined {
    if (this.#isTest) {
      if (this.form === "text") return this.#all[0];
      const kind = this.#all[0]?.text;
      if (kind === "CMD-SHELL") return this.#all[1];
      if (kind !== "CMD") return undefined;
    }
    if (this.form !== "list") return undefined;
    const [shell, ...rest] = this.words;
    if (shell === undefined || !shells.has(programName(shell))) return undefined;
    const at = rest.findIndex((word) => word !== undefined && /^-[a-z]*c$/.test(word));
    return at < 0 ? undefined : this.nodes[at + 2];
  }

  get commands(): readonly ShellCommand[] {
    return this.once("commands", () => {
      if (this.script) return this.script.commands;
      const [first] = this.nodes;
      if (this.form === "text") return first ? parseShell(unescaped(first.mapped)).commands : [];
      return [];
    });
  }

  get program(): string | undefined {
    if (this.form === "list") {
      const [first] = this.words;
      return first === undefined ? undefined : programName(first);
    }
    return this.commands[0]?.name;
  }
}
