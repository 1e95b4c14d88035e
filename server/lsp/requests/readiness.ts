import type { CancellationToken, WorkDoneProgressParams } from "vscode-languageserver";
import type { AssessmentStep } from "../../engine/index.ts";
import type { ReadinessResult } from "../protocol.ts";
import type { Session } from "../session.ts";

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
