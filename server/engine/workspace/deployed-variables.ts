import { filesMatching } from "./files.ts";
import { keyedFact } from "./keyed-fact.ts";
import type { Fact, Workspace } from "./workspace.ts";

/** Where a variable is looked for: as many files as this, each no larger than this. */
const maximumFiles = 400;
const maximumSize = 256 * 1024;

/** Compose files, manifests, charts and settings of platforms; what stands in folders with a dot is for CI and editors. */
const files = /^(?!\.|.*\/\.).*(?:\.(?:ya?ml|tf|toml|tpl)|(?:^|\/)ecosystem\.config\.[cm]?js)$/;

/** A variable with the value for developing or testing. */
const development = /^["']?[\s,]{0,40}(?:value["']?[ \t]{0,4})?[:=]?[ \t]{0,4}["']?(?:dev|development|test|local)\b/;

const nodeEnvironmentIn = keyedFact("NODE_ENV in", (workspace, path): boolean => {
  const text = workspace.read(path);
  if (text === undefined || text.length > maximumSize) return false;
  return [...text.matchAll(/\bNODE_ENV\b/g)].some(({ index }) => !development.test(text.slice(index + 8, index + 120)));
});

const nodeEnvironment: Fact<boolean> = {
  name: "NODE_ENV is set",
  compute: (workspace) =>
    filesMatching(workspace, files)
      .slice(0, maximumFiles)
      .some((path) => nodeEnvironmentIn(workspace, path)),
};

/** Whether a Compose file, a manifest or the settings of a platform set `NODE_ENV` to anything but what is for developing or testing. */
export function setsNodeEnvironment(workspace: Workspace): boolean {
  return workspace.derive(nodeEnvironment);
}
