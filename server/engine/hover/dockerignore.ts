import { contextsOfIgnoreFile } from "../image/context-copies.ts";
import type { Dockerignore } from "../languages/dockerignore/model.ts";
import { touches } from "../text/span.ts";
import { folderOf } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { someOf, withSize } from "./file-list.ts";
import type { Explanation, HoverOptions } from "./model.ts";

/** What a line of an ignore file hides from the build, or lets back in: of all patterns that fit a file the last decides. */
export function explainDockerignore(file: Dockerignore, offset: number, { workspace }: HoverOptions): Explanation | undefined {
  const pattern = file.patterns.find(({ span }) => touches(span, offset));
  const all = workspace?.files();
  if (!pattern || !workspace || !all) return undefined;
  const folder = contextFolder(file, workspace);
  const prefix = folder === "" ? "" : `${folder}/`;
  const paths = all.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  const decided = paths.filter((path) => file.decidedBy(path) === pattern);
  // The host leaves folders of dependencies and of version control out of the list.
  const heavy = (workspace.list(folder) ?? []).filter(({ name, isFolder }) => isFolder && (name === "node_modules" || name === ".git"));
  const folders = heavy.flatMap(({ name }) => (file.decidedBy(name) === pattern ? [`all of \`${name}\``] : []));
  const what = [...(decided.length > 0 || folders.length === 0 ? [someOf(decided)] : []), ...folders].join(" and ");
  const size = folders.length === 0 ? withSize(decided, folder, workspace) : "";
  const where = `in \`${folder || "."}\``;
  const nothing = decided.length === 0 && folders.length === 0;
  const verb = pattern.isException ? "Lets back in" : "Keeps out of the build";
  return {
    markdown: nothing ? `Decides about no file ${where}: none fits, or a later line decides.` : `${verb} ${what}${size} ${where}.`,
    span: pattern.span,
  };
}

/** The build context that the file stands for: that of a Dockerfile which uses it, else its own folder. */
function contextFolder({ source: { path } }: Dockerignore, workspace: Workspace): string {
  return contextsOfIgnoreFile(path, workspace)[0]?.folder ?? folderOf(path);
}
