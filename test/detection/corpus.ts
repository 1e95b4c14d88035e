// Real projects of the corpus beside this one: all of their files are known by name, those that detection reads by their text as well.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { memoryWorkspace, type Workspace } from "../../server/engine/workspace/workspace.ts";
import { noCorpus } from "../corpus.ts";

const projects = join(import.meta.dirname, "../../../shared/corpus/projects");

/** Whether the corpus is there; where it is not, that is told. */
export function hasCorpus(): boolean {
  const isThere = existsSync(projects);
  if (!isThere) console.warn(noCorpus);
  return isThere;
}

/** A project as a workspace: a file whose text is not in the corpus is there, but cannot be read. */
export function corpusProject(name: string): Workspace {
  const root = join(projects, name);
  const texts = new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(root, path).replaceAll("\\", "/"), readFileSync(path, "utf8")] as const),
  );
  const listed = readFileSync(join(projects, `${name}.files.txt`), "utf8")
    .split("\n")
    .filter((path) => path !== "");
  const known = memoryWorkspace(Object.fromEntries([...listed, ...texts.keys()].map((path) => [path, texts.get(path) ?? ""])));
  const read = known.read.bind(known);
  known.read = (path) => (texts.has(path) ? read(path) : undefined);
  return known;
}
