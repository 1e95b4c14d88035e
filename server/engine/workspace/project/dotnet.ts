import { folderOf, inFolder, resolvePath, upwards } from "../paths.ts";
import type { Workspace } from "../workspace.ts";
import { readXml, type XmlElement } from "../xml.ts";
import type { Detected } from "./model.ts";

/** A project file with what the `Directory.Build.props` above it set. */
export interface MsBuildProject {
  readonly path: string;
  readonly root: XmlElement;
  readonly sdk: string;
  /** The project file first, then the nearest shared file. */
  readonly files: readonly { readonly path: string; readonly root: XmlElement }[];
}

/** The project file in a folder; of several the one with the folder's name. */
export function projectFileIn(folder: string, workspace: Workspace): string | undefined {
  const projects = (workspace.list(folder) ?? []).filter(({ name, isFolder }) => !isFolder && /\.(?:cs|fs|vb)proj$/.test(name));
  const own = projects.length === 1 ? projects[0] : projects.find(({ name }) => folder.endsWith(name.replace(/\.\w+$/, "")));
  return own && inFolder(folder, own.name);
}

/** A project file as it is read; undefined where it cannot be. */
export function msBuildProject(path: string, workspace: Workspace): MsBuildProject | undefined {
  const root = readXml(workspace.read(path) ?? "");
  if (root?.name !== "Project") return undefined;
  const shared = upwards(folderOf(path))
    .map((folder) => inFolder(folder, "Directory.Build.props"))
    .find((file) => workspace.has(file));
  const sharedRoot = shared === undefined ? undefined : readXml(workspace.read(shared) ?? "");
  return {
    path,
    root,
    sdk: (root.attribute("Sdk") ?? root.child("Sdk")?.attribute("Name") ?? "").replace(/\/.*$/, ""),
    files: [{ path, root }, ...(shared !== undefined && sharedRoot ? [{ path: shared, root: sharedRoot }] : [])],
  };
}

/** A property, the project's own or a shared one, where it is written plainly. */
export function msBuildProperty({ files }: MsBuildProject, ...names: readonly string[]): Detected<string> | undefined {
  for (const { path, root } of files)
    for (const name of names) {
      const element = root
        .all("PropertyGroup")
        .flatMap((group) => group.child(name) ?? [])
        .find(({ text }) => text !== "" && !text.includes("$("));
      if (element) return { value: element.text, from: { path, line: element.line } };
    }
  return undefined;
}

/** The packages that a project refers to, with their places. */
export function packageReferences({
  files,
}: MsBuildProject): readonly { readonly text: string; readonly from: Detected<string>["from"] }[] {
  return files.flatMap(({ path, root }) =>
    ["PackageReference", "FrameworkReference"].flatMap((kind) =>
      root.all(kind).flatMap((element) => {
        const text = element.attribute("Include");
        return text === undefined ? [] : [{ text, from: { path, line: element.line } }];
      }),
    ),
  );
}

/** A project and all that it refers to, itself first. */
export function projectClosure(path: string, workspace: Workspace, seen = new Set<string>()): readonly string[] {
  if (seen.has(path) || seen.size > 100) return [];
  seen.add(path);
  const root = readXml(workspace.read(path) ?? "");
  const references = (root?.all("ProjectReference") ?? []).flatMap(
    (element) => resolvePath(folderOf(path), element.attribute("Include") ?? "://") ?? [],
  );
  return [path, ...references.filter((one) => workspace.has(one)).flatMap((one) => projectClosure(one, workspace, seen))];
}

/** The solution that lists a project, nearest first. */
export function solutionOf(path: string, workspace: Workspace): string | undefined {
  for (const folder of upwards(folderOf(path))) {
    const solutions = (workspace.list(folder) ?? []).filter(({ name }) => /\.slnx?$/.test(name));
    const relative = folder === "" ? path : path.slice(folder.length + 1);
    for (const { name } of solutions)
      if ((workspace.read(inFolder(folder, name)) ?? "").replaceAll("\\", "/").includes(relative)) return inFolder(folder, name);
  }
  return undefined;
}
