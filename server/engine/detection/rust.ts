import type { Workspace } from "../workspace/workspace.ts";
import type { Application } from "./model.ts";

export function rustApplication(_folder: string, _workspace: Workspace): Application | undefined {
  return undefined;
}
