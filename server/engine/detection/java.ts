import type { Workspace } from "../workspace/workspace.ts";
import type { Application } from "./model.ts";

export function javaApplication(_folder: string, _workspace: Workspace): Application | undefined {
  return undefined;
}
