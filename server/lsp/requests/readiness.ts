import type { CancellationToken, WorkDoneProgressParams } from "vscode-languageserver";
import {
  type AssessedService,
  type AssessmentStep,
  decideReadiness,
  importReadiness,
  readinessReport as reportWith,
  type SignOffChange,
  SourceText,
} from "../../engine/index.ts";
import { toTextEdit } from "../convert.ts";
import { type Folder, uriOf } from "../folders.ts";
import type {
  DecideParams,
  ImportChecklistParams,
  ImportChecklistResult,
  ReadinessReportParams,
  ReadinessReportResult,
  ReadinessResult,
  SignOffFileResult,
} from "../protocol.ts";
import type { Session } from "../session.ts";
import { arrived } from "../waiting.ts";

/** Between two reports of progress, in milliseconds. */
const pause = 100;

/** The share of the way that is gone when all files have been read, in per cent. */
const readShare = 40;

/** `deploymentPatterns/readiness`: the checklists of all services of the workspace, with progress. What is cancelled is answered as cancelled. */
export async function readiness(
  { connection, readiness }: Session,
  { workDoneToken }: WorkDoneProgressParams,
  token: CancellationToken,
): Promise<ReadinessResult> {
  const progress = connection.window.attachWorkDoneProgress(workDoneToken);
  progress.begin("Production readiness", 0, "Looking for services", true);
  let next = Date.now() + pause;
  try {
    const services = await readiness.open((step) => {
      if (Date.now() < next) return;
      next = Date.now() + pause;
      progress.report(...progressOf(step));
    }, token);
    return { services: services ?? [] };
  } finally {
    progress.done();
  }
}

function progressOf({ of, done, total }: AssessmentStep): [percentage: number, message: string] {
  const share = done / Math.max(1, total);
  return of === "files"
    ? [Math.floor(share * readShare), `${done} of ${total} sources read`]
    : [Math.floor(readShare + share * (100 - readShare)), `${done} of ${total} services assessed`];
}

/** `deploymentPatterns/decide`: what is not saved yet counts as written. */
export async function decide(session: Session, { uri, item, decision }: DecideParams): Promise<SignOffFileResult> {
  session.documents.sync();
  const { folder, path } = session.folders.placeFolder(uri);
  const { snapshot } = folder;
  if (!folder.isWorkspace) return { uri, ...noFile };
  const { answer } = await arrived(snapshot, () => decideReadiness(snapshot, path, { item, decision, today: session.today() }));
  return toResult(answer, folder);
}

/** `deploymentPatterns/importChecklist`. */
export async function importChecklist(session: Session, { uri, checklist, by }: ImportChecklistParams): Promise<ImportChecklistResult> {
  session.documents.sync();
  const { folder, path } = session.folders.placeFolder(uri);
  const { snapshot } = folder;
  const from = session.folders.place(checklist);
  if (!folder.isWorkspace || from.folder !== folder) return { uri, ...noFile, imported: 0, unknown: [] };
  const options = { checklist: from.path, by, today: session.today() };
  const { answer } = await arrived(snapshot, () => importReadiness(snapshot, path, options));
  return { ...toResult(answer, folder), imported: answer.imported.length, unknown: answer.unknown.map(({ text }) => text) };
}

const noFile = {
  isNew: false,
  text: "",
  edits: [],
  problem: "Decisions are kept beside the service, in the same folder of the workspace as what they stand on: open that folder.",
} as const;

function toResult({ path, isNew, text, edits, problem }: SignOffChange, folder: Folder): SignOffFileResult {
  const source = new SourceText(path, folder.snapshot.read(path) ?? "");
  return { uri: uriOf(folder, path), isNew, text, edits: edits.map((edit) => toTextEdit(source, edit)), problem };
}

/** `deploymentPatterns/readinessReport`: one service; all of the folder that the report is to stand in; or all. */
export async function readinessReport(session: Session, { uri, target }: ReadinessReportParams): Promise<ReadinessReportResult> {
  session.documents.sync();
  const { folders, readiness } = session;
  const today = session.today();
  const place = target === undefined ? undefined : folders.place(target);
  const only = uri === undefined ? undefined : folders.placeFolder(uri);
  const all: AssessedService[] = [];
  for (const folder of folders.workspace) {
    const isMeant = only ? only.folder === folder : !place?.folder.isWorkspace || place.folder === folder;
    if (isMeant) all.push(...(await readiness.servicesIn(folder)).filter((one) => !only || one.folder === only.path));
  }
  return { markdown: reportWith(all, { today, target: place?.folder.isWorkspace ? place.path : undefined }) };
}
