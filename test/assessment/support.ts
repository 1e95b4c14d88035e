import { join, resolve } from "node:path";
import { nodeAccess } from "../../server/cli/files.ts";
import { assessReadiness, readinessServices } from "../../server/engine/assess.ts";
import type { AssessedItem, AssessedService } from "../../server/engine/assessment/model.ts";
import { memoryWorkspace, Snapshot } from "../../server/engine/workspace/workspace.ts";

export const today = "2026-11-23";

type Files = Readonly<Record<string, string>>;

/** The checklist of the service in a folder of some files. */
export function assess(files: Files, folder = ""): AssessedService {
  return assessReadiness(memoryWorkspace(files), folder, { today });
}

/** One item of it. */
export function item(id: string, files: Files, folder = ""): AssessedItem {
  const found = assess(files, folder).items.find((one) => one.id === id);
  if (!found) throw new Error(`there is no item ${id}`);
  return found;
}

/** One item in a line, for tables: its status, and the places that speak for and against it. */
export function told({ status, evidence }: Pick<AssessedItem, "status" | "evidence">): string {
  const places = evidence.map(({ path, line, isAgainst }) => `${isAgainst ? "!" : ""}${path}:${line}`);
  return [status, ...places].join(" ");
}

/** What an item is in some files: status and places. */
export function tell(id: string, files: Files, folder = ""): string {
  return told(item(id, files, folder));
}

const corpus = resolve(import.meta.dirname, "../../../shared/corpus/projects");

/** The checklists of all services of a project of the corpus. */
export function corpusServices(project: string): readonly AssessedService[] {
  const workspace = new Snapshot(nodeAccess(join(corpus, project)));
  return readinessServices(workspace, "").map((folder) => assessReadiness(workspace, folder, { today }));
}
