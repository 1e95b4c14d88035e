// What hosts ask of the generators: which there are, what they ask, and what they would write. Functions alone, so that the command line can load
// them with all that stands behind them when they are first called.
import { loadConfiguration } from "./config/load.ts";
import { applicationsBelow } from "./detection/detect.ts";
import type { Detected } from "./detection/model.ts";
import { fixAll } from "./fix.ts";
import { type AnswerKey, type Answers, type GivenAnswers, problemWith } from "./generators/answers.ts";
import type { GeneratorId } from "./generators/ids.ts";
import { generatorOf, generators } from "./generators/index.ts";
import type { Choice, GeneratedFile, Generator } from "./generators/model.ts";
import { questionOf } from "./generators/questions/index.ts";
import { type Resolution, type Resolved, readGiven, resolveAnswers } from "./generators/resolve.ts";
import { detectLanguage } from "./languages/parse.ts";
import { parseYaml } from "./languages/yaml/parse.ts";
import { rules } from "./rules/index.ts";
import { SourceText } from "./text/source.ts";
import { overlayWorkspace } from "./workspace/overlay.ts";
import { inFolder } from "./workspace/paths.ts";
import type { Workspace } from "./workspace/workspace.ts";
import { readYaml, type YamlValue } from "./workspace/yaml-tree.ts";

/** What a list of generators shows. */
export interface GeneratorSummary {
  readonly id: GeneratorId;
  readonly title: string;
  readonly summary: string;
  readonly patterns: readonly string[];
  /** The answers that it takes, those asked first before the others. */
  readonly answers: readonly { readonly key: AnswerKey; readonly help: string }[];
}

export function listGenerators(): readonly GeneratorSummary[] {
  return generators.map(({ id, title, summary, patterns, asks, customises }) => ({
    id,
    title,
    summary,
    patterns,
    answers: [...asks, ...customises].map((key) => ({ key, help: questionOf(key).help })),
  }));
}

/** Something that can be deployed, for a choice among several. */
export interface ApplicationSummary {
  readonly folder: string;
  readonly name: string;
  /** `node, nestjs`. */
  readonly about: string;
}

/** What can be deployed in a folder and below it, the folder's own first. */
export function listApplications(workspace: Workspace, folder: string): readonly ApplicationSummary[] {
  return applicationsBelow(workspace, folder).map(({ folder: own, name, ecosystem, framework }) => ({
    folder: own,
    name: name.value,
    about: framework.value === "none" ? ecosystem.value : `${ecosystem.value}, ${framework.value}`,
  }));
}

export interface GenerateOptions {
  readonly workspace: Workspace;
  /** The application's folder, relative to the workspace. */
  readonly folder: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** What the user says now; `readAnswers` gives it. */
  readonly given: GivenAnswers;
  /** What the user said another time; what stands in the project's own file of answers counts for less. */
  readonly remembered?: GivenAnswers;
  /** Files that are there are written anew, whatever they hold. */
  readonly replaces?: boolean;
}

/** What becomes of one file. */
export interface PlannedFile {
  readonly path: string;
  readonly action: "create" | "edit" | "unchanged";
  /** The whole text, as it is to be. */
  readonly text: string;
  readonly about: string;
  readonly isExecutable: boolean;
  /** The fixes that an existing file gets, by their titles. */
  readonly fixes: readonly string[];
}

export interface GenerateResult {
  readonly files: readonly PlannedFile[];
  readonly answers: Answers;
  /** What was found out about the project, of all that the generator asks for. */
  readonly detected: Readonly<Record<string, Detected<unknown>>>;
  /** What to do next, and what could not be known. */
  readonly notes: readonly string[];
  /** The project's file of answers with these, for who wants to keep them; the next generation reads it. */
  readonly answersFile: Pick<PlannedFile, "path" | "action" | "text">;
}

/** Why nothing is generated, as a sentence for the user. */
export interface Refusal {
  readonly problem: string;
}

/** What a generator would write into the project; nothing is written. */
export function generate(id: GeneratorId, options: GenerateOptions): GenerateResult | Refusal {
  const generator = generatorOf(id) as Generator;
  const kept = keptAnswers(options);
  if (kept.problems.length > 0) return { problem: `${answersPath(options.folder)}: ${kept.problems.join("; ")}` };
  const resolution = resolveAnswers(generator, { ...options, remembered: { ...kept.given, ...options.remembered } });
  if (!resolution) return { problem: nothingThere(options) };
  const open = missing(resolution);
  if (open) return { problem: open };
  const problem = generator.obstacle?.(resolution.plan);
  if (problem !== undefined) return { problem };
  const { files, notes = [] } = generator.generate(resolution.plan);
  // A file is judged beside those that come with it.
  const laid = overlayWorkspace(options.workspace, new Map(files.map(({ path, text }) => [path, text])));
  return {
    files: files.map((file) => planned(file, laid, options)),
    answers: resolution.plan.answers,
    detected: detectedIn(resolution),
    notes,
    answersFile: answersFileWith(resolution, kept, options),
  };
}

/** A question as a host shows it. */
export interface AskedQuestion {
  readonly key: AnswerKey;
  readonly title: string;
  readonly help: string;
  /** What holds where nothing else is said; undefined where only the user knows. */
  readonly value: unknown;
  /** Where the value comes from, to stand behind it: `package.json:12`; undefined where no file says so. */
  readonly from: string | undefined;
  /** What says so: ``the field `packageManager` ``. */
  readonly because: string | undefined;
  readonly choices: readonly Choice[] | undefined;
  readonly takes: "text" | "number" | "truth" | "list";
  /** Asked behind “Customise” alone. */
  readonly isOptional: boolean;
}

/** What a generator asks, given the answers so far: those that matter. */
export function questionsOf(id: GeneratorId, options: GenerateOptions): { readonly questions: readonly AskedQuestion[] } | Refusal {
  const remembered = { ...keptAnswers(options).given, ...options.remembered };
  const resolution = resolveAnswers(generatorOf(id) as Generator, { ...options, remembered });
  if (!resolution) return { problem: nothingThere(options) };
  const asked = (isOptional: boolean) => (one: Resolved) => (one.isRelevant ? [askedQuestion(one, isOptional)] : []);
  return { questions: [...resolution.asked.flatMap(asked(false)), ...resolution.customised.flatMap(asked(true))] };
}

/** Reads answers as they were written, each as a text or as the value itself; what is wrong is told, one sentence each. */
export function readAnswers(written: Readonly<Record<string, unknown>>): {
  readonly given: GivenAnswers;
  readonly problems: readonly string[];
} {
  return readGiven(written);
}

/** The answers that stand in a file, YAML or JSON: a map of answers; undefined where it is none, or cannot be read as a whole. */
export function answersIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (parseYaml(new SourceText("", text)).problems.length > 0) return undefined;
  const [document] = readYaml(text);
  if (!document?.isMap) return undefined;
  return Object.fromEntries(document.entries.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: YamlValue | undefined): unknown {
  return value?.isList ? value.items.map((item) => item?.rawText ?? "").join(",") : value?.rawText;
}

interface KeptAnswers {
  /** The file's text; undefined where there is none. */
  readonly text: string | undefined;
  readonly given: GivenAnswers;
  readonly problems: readonly string[];
}

/** Where a project keeps answers, relative to the workspace. */
function answersPath(folder: string): string {
  return inFolder(folder, ".deployment-patterns/answers.yaml");
}

function keptAnswers({ workspace, folder }: GenerateOptions): KeptAnswers {
  const text = workspace.read(answersPath(folder));
  const written = text === undefined ? {} : answersIn(text);
  if (!written) return { text, given: {}, problems: text?.replace(/^\s*#.*$/gm, "").trim() ? ["holds no answers"] : [] };
  return { text, ...readGiven(written) };
}

/** What was asked, and whatever else was given, beside what stands in the file already. */
function answersFileWith({ asked, customised }: Resolution, kept: KeptAnswers, { folder }: GenerateOptions): GenerateResult["answersFile"] {
  const isSaid = ({ source }: Resolved) => source === "given" || source === "remembered";
  const own = [...asked, ...customised.filter(isSaid)].filter(({ isRelevant, value }) => isRelevant && value !== undefined);
  const all = new Map<string, unknown>(Object.entries(kept.given));
  for (const { key, value } of own) all.set(key, value);
  const lines = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  const text = `# What \`generate\` was answered. An answer that is taken out is detected anew.\n${lines.join("")}`;
  const action = kept.text === undefined ? "create" : kept.text === text ? "unchanged" : "edit";
  return { path: answersPath(folder), action, text };
}

function nothingThere({ workspace, folder }: GenerateOptions): string {
  const below = applicationsBelow(workspace, folder);
  const where = folder === "" ? "this folder" : `\`${folder}\``;
  if (below.length > 0)
    return `there are several applications in ${where}; name one: ${below.map((one) => `\`${one.folder}\``).join(", ")}`;
  return `no application was recognised in ${where}: there is no manifest such as \`package.json\`, \`pyproject.toml\`, \`go.mod\`, \`pom.xml\` or \`Cargo.toml\`, or nothing with it that starts`;
}

/** Which answer has to be given, as the project does not tell it. */
function missing({ asked, customised }: Resolution): string | undefined {
  const open = [...asked, ...customised]
    .filter(({ key, isRelevant, value }) => isRelevant && value === undefined && problemWith(key, undefined) !== undefined)
    .map(({ key }) => key);
  const [key] = open;
  if (key === undefined) return undefined;
  return `${open.map((one) => `\`${one}\``).join(" and ")} cannot be told from the project: ${questionOf(key).help} Say it with \`--set ${key}=…\``;
}

function askedQuestion({ key, value, detected, choices, source }: Resolved, isOptional: boolean): AskedQuestion {
  const { title, help } = questionOf(key);
  const own = source === "detected" || source === "usual" ? detected : undefined;
  return {
    key,
    title,
    help,
    value,
    from: own?.from && placeOf(own.from),
    because: source === "remembered" ? "as you answered before" : own?.because,
    choices,
    takes: kindOf(value, choices),
    isOptional,
  };
}

function kindOf(value: unknown, choices: readonly Choice[] | undefined): AskedQuestion["takes"] {
  if (Array.isArray(value)) return "list";
  const sample = value ?? choices?.[0]?.value;
  return typeof sample === "number" ? "number" : typeof sample === "boolean" ? "truth" : "text";
}

/** A place as `package.json:12`; the file alone where its first line stands for the whole. */
function placeOf({ path, line }: NonNullable<Detected<unknown>["from"]>): string {
  return line === 1 ? path : `${path}:${line}`;
}

function planned(file: GeneratedFile, laid: Workspace, options: GenerateOptions): PlannedFile {
  const { path, text, about, isExecutable = false } = file;
  const is = (action: PlannedFile["action"], after: string, fixes: readonly string[] = []): PlannedFile => ({
    path,
    action,
    text: after,
    about,
    isExecutable,
    fixes,
  });
  if (options.workspace.has(path) !== true) return is("create", text);
  const existing = options.workspace.read(path);
  // What cannot be read is not touched.
  if (existing === undefined) return is("unchanged", "");
  if (options.replaces) return existing === text ? is("unchanged", existing) : is("edit", text);
  if (file.merge) {
    const merged = file.merge(existing);
    return merged === undefined || merged === existing ? is("unchanged", existing) : is("edit", merged);
  }
  const language = detectLanguage(path, undefined, () => existing);
  if (!language) return is("unchanged", existing);
  const configuration = loadConfiguration(path, options.workspace, {});
  const workspace = overlayWorkspace(laid, new Map([[path, existing]]));
  const { today } = options;
  const result = fixAll(new SourceText(path, existing), language, { workspace, configuration, today, rules, safety: "safe" });
  const titles = result.applied.map(({ title }) => title);
  return result.text === existing ? is("unchanged", existing) : is("edit", result.text, titles);
}

function detectedIn({ asked, customised }: Resolution): Record<string, Detected<unknown>> {
  const all: Record<string, Detected<unknown>> = {};
  for (const { key, detected } of [...asked, ...customised]) if (detected) all[key] = detected;
  return all;
}
