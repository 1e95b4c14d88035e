import { Lazy } from "../../text/lazy.ts";
import type { Span } from "../../text/span.ts";
import type { ShellScript } from "../shell/model.ts";
import type { YamlEntry, YamlItem, YamlMap, YamlNode, YamlSequence } from "../yaml/model.ts";
import { conditionOf } from "./condition.ts";
import type { ActionFile, Condition, Job, NamedValue, Step, Text, Uses, Workflow } from "./model.ts";
import { possibleTexts } from "./possible.ts";
import { readShellChoice, type ShellChoice, scriptOf } from "./shell.ts";
import { booleanOf, isNull, namedValues, textBelow, textsOf, type Where } from "./text.ts";
import { usesOf } from "./uses.ts";

/** Deeper than this, `parallel` inside of `parallel` is not followed: GitHub knows one. */
const maximumDepth = 5;

/** The steps of a list, those inside `parallel:` behind the one that holds them. `where` is that of the list. */
export function stepsOf(node: YamlNode | undefined, file: Workflow | ActionFile, where: Where): readonly Step[] {
  const steps: StepNode[] = [];
  addSteps(node, undefined, steps, file, where, 0);
  return steps;
}

function addSteps(
  node: YamlNode | undefined,
  parent: StepNode | undefined,
  into: StepNode[],
  file: Workflow | ActionFile,
  where: Where,
  depth: number,
): void {
  if (node?.kind !== "sequence" || depth > maximumDepth || (node.alias && !mayRepeat(file, node.items.length))) return;
  node.items.forEach((item, position) => {
    const map = item.value;
    if (map?.kind !== "map") return;
    const step = new StepNode({ file, item, list: node, map, parent, index: into.length }, where.below(String(position)));
    into.push(step);
    parent?.parallel.push(step);
    addSteps(map.get("parallel"), step, into, file, step.where.below("parallel"), depth + 1);
  });
}

/** How many steps of a file may stand behind aliases: lists that are named again and again multiply beyond all that GitHub would run. */
const maximumRepeated = 10_000;
const repeated = new WeakMap<Workflow | ActionFile, number>();

function mayRepeat(file: Workflow | ActionFile, steps: number): boolean {
  const all = (repeated.get(file) ?? 0) + steps;
  repeated.set(file, all);
  return all <= maximumRepeated;
}

type Head = Pick<Step, "file" | "item" | "list" | "map" | "parent" | "index">;

class StepNode extends Lazy implements Step {
  readonly file: Workflow | ActionFile;
  readonly job: Job | undefined;
  readonly item: YamlItem;
  readonly list: YamlSequence;
  readonly map: YamlMap;
  readonly index: number;
  readonly parent: Step | undefined;
  readonly parallel: Step[] = [];
  /** With itself as the step. */
  readonly where: Where;
  #keptId: Text | undefined | null = null;
  #keptName: Text | undefined | null = null;
  #keptRun: Text | undefined | null = null;
  #keptShellText: Text | undefined | null = null;
  #keptIf: Condition | undefined | null = null;
  #keptUses: Uses | undefined | null = null;
  #keptWith: readonly NamedValue[] | null = null;
  #keptEnv: readonly NamedValue[] | null = null;
  #keptWaits: Step["waits"] | null = null;
  #keptShells: { readonly choices: readonly ShellChoice[]; readonly isComplete: boolean } | null = null;
  #keptScript: ShellScript | undefined | null = null;
  #keptRoughScript: ShellScript | undefined | null = null;
  #keptWorkingDirectory: string | undefined | null = null;

  constructor({ file, item, list, map, parent, index }: Head, where: Where) {
    super();
    this.file = file;
    this.job = where.job;
    this.item = item;
    this.list = list;
    this.map = map;
    this.parent = parent;
    this.index = index;
    this.where = where.as(where.job, this);
  }

  get span(): Span {
    return this.item.span;
  }

  get isBackground(): boolean {
    return booleanOf(this.map.get("background")) === true;
  }

  get waits(): Step["waits"] {
    if (this.#keptWaits === null) this.#keptWaits = this.#readWaits();
    return this.#keptWaits;
  }

  #readWaits(): Step["waits"] {
    for (const kind of ["wait", "wait-all", "cancel"] as const) {
      const entry = this.map.entry(kind);
      if (entry) return { kind, entry, targets: kind === "wait-all" ? [] : (textsOf(entry.value, this.where.below(kind)) ?? []) };
    }
    return undefined;
  }

  get id(): Text | undefined {
    if (this.#keptId === null) this.#keptId = textBelow(this.map, "id", this.where);
    return this.#keptId;
  }

  get name(): Text | undefined {
    if (this.#keptName === null) this.#keptName = textBelow(this.map, "name", this.where);
    return this.#keptName;
  }

  get if(): Condition | undefined {
    if (this.#keptIf === null) this.#keptIf = conditionOf(this.map, this.where);
    return this.#keptIf;
  }

  get uses(): Uses | undefined {
    if (this.#keptUses === null) this.#keptUses = usesOf(this.map, this.where);
    return this.#keptUses;
  }

  get with(): readonly NamedValue[] {
    if (this.#keptWith === null) this.#keptWith = namedValues(this.map.get("with"), this.where.below("with"));
    return this.#keptWith;
  }

  get withEntry(): YamlEntry | undefined {
    return this.map.entry("with");
  }

  input(name: string): NamedValue | undefined {
    const wanted = name.toLowerCase();
    return this.with.find((input) => input.name.toLowerCase() === wanted);
  }

  get run(): Text | undefined {
    if (this.#keptRun === null) this.#keptRun = textBelow(this.map, "run", this.where);
    return this.#keptRun;
  }

  get runEntry(): YamlEntry | undefined {
    return this.map.entry("run");
  }

  get shellText(): Text | undefined {
    if (this.#keptShellText === null) this.#keptShellText = textBelow(this.map, "shell", this.where);
    return this.#keptShellText;
  }

  get shell(): string | undefined {
    return this.#choice?.name;
  }

  /** The shells that may run it, as far as they are named: one where that is certain. */
  get #choice(): ShellChoice | undefined {
    return this.#choices.length === 1 && this.#areChoicesComplete ? this.#choices[0] : undefined;
  }

  get #choices(): readonly ShellChoice[] {
    return this.#shells.choices;
  }

  get #areChoicesComplete(): boolean {
    return this.#shells.isComplete;
  }

  get #shells(): { readonly choices: readonly ShellChoice[]; readonly isComplete: boolean } {
    if (this.#keptShells === null) this.#keptShells = this.#readShells();
    return this.#keptShells;
  }

  #readShells(): { readonly choices: readonly ShellChoice[]; readonly isComplete: boolean } {
    const text = this.#setting("shell");
    const { job } = this;
    if (text) {
      const { texts, isComplete } = possibleTexts(text, job?.strategy);
      const choices = new Map<string, ShellChoice>();
      for (const value of texts) {
        const choice = readShellChoice(value);
        if (choice) choices.set(choice.name, choices.get(choice.name) ?? choice);
      }
      return { choices: [...choices.values()], isComplete };
    }
    if (!job) return { choices: [], isComplete: false };
    if (job.container) {
      // In a container the default is `sh`; whether there is one, an expression may decide.
      const isCertain = job.container.image?.literal;
      return { choices: [defaultSh], isComplete: isCertain !== undefined && isCertain !== "" };
    }
    const { systems, namedSystems } = job;
    if (systems)
      return {
        choices: [...new Set([...systems].map((system) => (system === "windows" ? defaultPwsh : defaultBash)))],
        isComplete: true,
      };
    return { choices: namedSystems.has("windows") ? [defaultPwsh] : [], isComplete: false };
  }

  get script(): ShellScript | undefined {
    if (this.#keptScript === null) this.#keptScript = this.#readScript();
    return this.#keptScript;
  }

  #readScript(): ShellScript | undefined {
    const { run } = this;
    if (!run || isNull(run.node) || !this.#choices.every(({ isPosix }) => isPosix)) return undefined;
    return scriptOf(run, this.#choice?.words ?? defaultWords);
  }

  get roughScript(): ShellScript | undefined {
    if (this.#keptRoughScript === null) this.#keptRoughScript = this.#readRoughScript();
    return this.#keptRoughScript;
  }

  #readRoughScript(): ShellScript | undefined {
    const { run } = this;
    if (this.script || !run || isNull(run.node)) return this.script;
    return this.#choices.every(({ isPosix, name }) => isPosix || /^(?:pwsh|powershell|cmd)$/i.test(name))
      ? scriptOf(run, defaultWords)
      : undefined;
  }

  get workingDirectory(): string | undefined {
    if (this.#keptWorkingDirectory === null) this.#keptWorkingDirectory = this.#readWorkingDirectory();
    return this.#keptWorkingDirectory;
  }

  #readWorkingDirectory(): string | undefined {
    const text = this.workingDirectoryText;
    return text ? folderOf(text) : "";
  }

  get workingDirectoryText(): Text | undefined {
    return this.#setting("working-directory");
  }

  get env(): readonly NamedValue[] {
    if (this.#keptEnv === null) this.#keptEnv = namedValues(this.map.get("env"), this.where.below("env"));
    return this.#keptEnv;
  }

  get envEntry(): YamlEntry | undefined {
    return this.map.entry("env");
  }

  variable(name: string): NamedValue | undefined {
    const wanted = name.toLowerCase();
    for (const declared of [this.env, this.job?.env ?? [], this.job?.workflow.env ?? []]) {
      const found = declared.find((value) => value.name.toLowerCase() === wanted);
      if (found) return found;
    }
    return undefined;
  }

  get continueOnError(): Text | undefined {
    return this.#text("continue-on-error");
  }

  get timeoutMinutes(): Text | undefined {
    return this.#text("timeout-minutes");
  }

  /** Its own, that of the job's or of the workflow's defaults. */
  #setting(key: "shell" | "working-directory"): Text | undefined {
    const name = key === "shell" ? "shell" : "workingDirectory";
    const defaults = this.job ? [this.job.defaults[name], this.job.workflow.defaults[name]] : [];
    return [key === "shell" ? this.shellText : this.#text(key), ...defaults].find((text) => text !== undefined && !isNull(text.node));
  }

  #text(key: string): Text | undefined {
    return this.once(key, () => textBelow(this.map, key, this.where));
  }
}

/** Without a word about the shell, `bash` is started without `pipefail`. */
const defaultWords: readonly string[] = ["bash", "-e"];
const defaultBash: ShellChoice = { name: "bash", isPosix: true, words: defaultWords };
const defaultSh: ShellChoice = { name: "sh", isPosix: true, words: ["sh", "-e"] };
const defaultPwsh: ShellChoice = { name: "pwsh", isPosix: false, words: ["pwsh"] };

/** A folder as the workspace names it; undefined where an expression decides. `github.workspace` is the folder of the checkout. */
function folderOf(text: Text): string | undefined {
  let written = text.text.trim();
  const [first, ...more] = text.expressions;
  if (first) {
    const root = first.expression.root;
    const isWorkspace =
      root?.kind === "context" && root.name === "github" && root.segments.length === 1 && /^workspace$/i.test(nameOf(root.segments[0]));
    if (more.length > 0 || !isWorkspace || first.textSpan.start > 0 || first.isUnclosed) return undefined;
    written = `.${text.text.slice(first.textSpan.end).trim()}`;
    if (written !== "." && !written.startsWith("./")) return undefined;
  } else if (text.literal === undefined) return undefined;
  const folder = written.replace(/^(?:\.\/+)+/, "").replace(/\/+$/, "");
  return folder === "." || (folder === "" && !written.startsWith("/")) ? "" : folder || "/";
}

function nameOf(segment: { readonly kind: string; readonly name?: string } | undefined): string {
  return segment?.name ?? "";
}
