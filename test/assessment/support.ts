import { assessReadiness } from "../../server/engine/assess.ts";
import type { AssessedItem, AssessedService } from "../../server/engine/assessment/model.ts";
import { memoryWorkspace } from "../../server/engine/workspace/workspace.ts";

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
