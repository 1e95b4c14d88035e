import type { Configuration } from "./config/configuration.ts";
import { loadConfiguration } from "./config/load.ts";
import type { Detected } from "./detection/model.ts";
import { fixAll } from "./fix.ts";
import type { Answers, GivenAnswers } from "./generators/answers.ts";
import type { GeneratedFile, Generator } from "./generators/model.ts";
import { type Resolution, resolveAnswers } from "./generators/resolve.ts";
import { detectLanguage } from "./languages/parse.ts";
import { rules } from "./rules/index.ts";
import { SourceText } from "./text/source.ts";
import { overlayWorkspace } from "./workspace/overlay.ts";
import type { Workspace } from "./workspace/workspace.ts";

export interface GenerateOptions {
  readonly workspace: Workspace;
  /** The application's folder, relative to the workspace. */
  readonly folder: string;
  readonly today: string;
  readonly given: GivenAnswers;
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
  readonly detected: Readonly<Record<string, Detected<unknown>>>;
  readonly notes: readonly string[];
}

/** Why nothing is generated, as a sentence for the user. */
export interface Refusal {
  readonly problem: string;
}

/** What a generator would write into the project; nothing is written. */
export function generate(generator: Generator, options: GenerateOptions): GenerateResult | Refusal {
  const resolution = resolveAnswers(generator, options);
  if (!resolution) return { problem: nothingThere(options.folder) };
  const problem = generator.obstacle?.(resolution.plan);
  if (problem !== undefined) return { problem };
  const { files, notes = [] } = generator.generate(resolution.plan);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  // A file is judged beside those that come with it.
  const workspace = overlayWorkspace(options.workspace, texts);
  return {
    files: files.map((file) => planned(file, workspace, options)),
    answers: resolution.plan.answers,
    detected: detectedIn(resolution),
    notes,
  };
}

/** @param folder relative to the workspace */
function nothingThere(folder: string): string {
  const where = folder === "" ? "this folder" : `\`${folder}\``;
  return `no application was recognised in ${where}: it has no manifest such as \`package.json\`, \`pyproject.toml\`, \`go.mod\`, \`pom.xml\` or \`Cargo.toml\``;
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
  const configuration: Configuration = loadConfiguration(path, options.workspace, {});
  const workspace = overlayWorkspace(laid, new Map([[path, existing]]));
  const result = fixAll(new SourceText(path, existing), language, {
    workspace,
    configuration,
    today: options.today,
    rules,
    safety: "safe",
  });
  return result.text === existing
    ? is("unchanged", existing)
    : is(
        "edit",
        result.text,
        result.applied.map(({ title }) => title),
      );
}

function detectedIn({ asked, customised }: Resolution): Record<string, Detected<unknown>> {
  const all: Record<string, Detected<unknown>> = {};
  for (const { key, detected } of [...asked, ...customised]) if (detected) all[key] = detected;
  return all;
}
