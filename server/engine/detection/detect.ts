import { keyedFact } from "../workspace/keyed-fact.ts";
import { inFolder } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { dotnetApplication } from "./dotnet.ts";
import { goApplication } from "./go.ts";
import { javaApplication } from "./java.ts";
import type { Application } from "./model.ts";
import { monorepoMembers } from "./monorepo.ts";
import { nodeApplication } from "./node.ts";
import { phpApplication } from "./php.ts";
import { pythonApplication } from "./python.ts";
import { rubyApplication } from "./ruby.ts";
import { rustApplication } from "./rust.ts";
import { staticSite } from "./static.ts";

/**
 * In this order: a `package.json` beside another ecosystem's manifest is mostly there for assets, and a site of mere files is what is left.
 * `node.ts` leaves to `static.ts` what builds a site and starts no server.
 */
const ecosystems = [
  pythonApplication,
  goApplication,
  javaApplication,
  rustApplication,
  dotnetApplication,
  rubyApplication,
  phpApplication,
  nodeApplication,
  staticSite,
];

/** The application in a folder, or undefined where no file there says what it is. Runs nothing of the project. */
export const applicationIn: (workspace: Workspace, folder: string) => Application | undefined = keyedFact(
  "application in",
  (workspace, folder) => {
    for (const detect of ecosystems) {
      const found = detect(folder, workspace);
      if (found) return found;
    }
    return undefined;
  },
);

/** All that can be deployed in a folder and below it, at most four levels down, the folder's own first; sorted by folder. */
export const applicationsBelow: (workspace: Workspace, folder: string) => readonly Application[] = keyedFact(
  "applications below",
  (workspace, folder) => {
    const members = monorepoMembers(folder, workspace);
    const own = applicationIn(workspace, folder);
    const found = members.flatMap((member) => applicationIn(workspace, inFolder(folder, member)) ?? []);
    return own && (found.length === 0 || own.command !== undefined) ? [own, ...found] : found;
  },
);
