import {
  type GenerateOptions,
  type GeneratorId,
  generate as generateWith,
  generatorIds,
  lineEdits,
  listApplications,
  listGenerators,
  type PlannedFile,
  questionsOf,
  readAnswers,
  SourceText,
} from "../../engine/index.ts";
import { toTextEdit } from "../convert.ts";
import { type Folder, uriOf } from "../folders.ts";
import type {
  ApplicationEntry,
  DocumentParams,
  GeneratedFileEntry,
  GenerateParams,
  GenerateResult,
  GeneratorEntry,
  GeneratorQuestionsResult,
} from "../protocol.ts";
import type { Session } from "../session.ts";
import { arrived } from "../waiting.ts";

/** `deploymentPatterns/generators`. */
export function generators(): GeneratorEntry[] {
  return listGenerators().map(({ id, title, summary }) => ({ id, title, summary }));
}

/** `deploymentPatterns/applications`: what can be deployed in a folder and below it; in all of the workspace where the folder is none of it. */
export async function applications(session: Session, { uri }: DocumentParams): Promise<ApplicationEntry[]> {
  session.documents.sync();
  const { folder, path } = session.folders.placeFolder(uri);
  if (!folder.isWorkspace) return [];
  const { answer } = await arrived(folder.snapshot, () => listApplications(folder.snapshot, path));
  return answer.map(({ folder: own, name, about }) => ({ uri: own === "" ? folder.uri : uriOf(folder, own), name, about }));
}

/** `deploymentPatterns/generatorQuestions`. An answer that cannot be taken is told, and counts as not given. */
export async function generatorQuestions(session: Session, params: GenerateParams): Promise<GeneratorQuestionsResult> {
  const asked = optionsOf(session, params);
  if (!asked) return { questions: [], problems: {}, problem: noFolder };
  const { id, folder, options, problems } = asked;
  const { answer } = await arrived(folder.snapshot, () => questionsOf(id, options));
  return "problem" in answer ? { questions: [], problems, problem: sentence(answer.problem) } : { questions: answer.questions, problems };
}

/** `deploymentPatterns/generate`: the files as they would be; the client shows them before anything is written. */
export async function generate(session: Session, params: GenerateParams): Promise<GenerateResult> {
  const asked = optionsOf(session, params);
  if (!asked) return { files: [], notes: [], problem: noFolder };
  const { id, folder, options, problems } = asked;
  const [problem] = Object.values(problems);
  if (problem !== undefined) return { files: [], notes: [], problem };
  const { answer } = await arrived(folder.snapshot, () => generateWith(id, options));
  if ("problem" in answer) return { files: [], notes: [], problem: sentence(answer.problem) };
  const { files, answersFile, notes } = answer;
  const about = "keeps the answers for the next time, in the editor and on the command line";
  const answers = entryOf({ ...answersFile, about, fixes: [], isExecutable: false }, folder, true);
  return { files: [...files.map((file) => entryOf(file, folder)), answers], notes };
}

const noFolder = "Files are generated in a folder of the workspace: open one.";

interface Asked {
  readonly id: GeneratorId;
  readonly folder: Folder;
  readonly options: GenerateOptions;
  readonly problems: Readonly<Record<string, string>>;
}

/** What the engine is to be asked; undefined where the folder is none of the workspace, or there is no such generator. */
function optionsOf(session: Session, { generator, uri, given, remembered = {} }: GenerateParams): Asked | undefined {
  session.documents.sync();
  const { folder, path } = session.folders.placeFolder(uri);
  const id = generatorIds.find((one) => one === generator);
  if (!folder.isWorkspace || !id) return undefined;
  const problems: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    const [problem] = readAnswers({ [key]: value }).problems;
    if (problem !== undefined) problems[key] = sentence(problem);
  }
  const options: GenerateOptions = {
    workspace: folder.snapshot,
    folder: path,
    today: session.today(),
    given: readAnswers(given).given,
    // What was taken once may be taken no more; it is then asked again.
    remembered: readAnswers(remembered).given,
  };
  return { id, folder, options, problems };
}

function entryOf({ path, action, text, about, fixes }: PlannedFile, folder: Folder, isOptional = action === "edit"): GeneratedFileEntry {
  const entry = { uri: uriOf(folder, path), path, action, about: fixes.length > 0 ? fixes.join("; ") : about, isOptional };
  if (action === "create") return { ...entry, text };
  if (action === "unchanged") return entry;
  const source = new SourceText(path, folder.snapshot.read(path) ?? "");
  return { ...entry, edits: lineEdits(source.text, text).map((edit) => toTextEdit(source, edit)) };
}

/** What the engine tells in the middle of a line, as a sentence. */
function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}${/[.!?\u2026]$/.test(text) ? "" : "."}`;
}
