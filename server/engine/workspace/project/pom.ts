import { folderOf, inFolder, resolvePath } from "../paths.ts";
import type { Workspace } from "../workspace.ts";
import { readXml, type XmlElement } from "../xml.ts";
import type { Detected } from "./model.ts";

/** A Maven project with the parents that stand in the workspace. */
export interface Pom {
  readonly path: string;
  readonly root: XmlElement;
  /** The nearest parent that stands in the workspace. */
  readonly parent: Pom | undefined;
}

const maximumParents = 8;

/** The POM at a path; undefined where there is none or it is no POM. */
export function pomAt(path: string, workspace: Workspace, depth = 0): Pom | undefined {
  const text = workspace.read(path);
  const root = text === undefined ? undefined : readXml(text);
  if (root?.name !== "project") return undefined;
  const declared = root.child("parent");
  const relative = declared?.child("relativePath");
  const written = relative ? relative.text : "../pom.xml";
  const at = declared && written !== "" && depth < maximumParents ? resolvePath(folderOf(path), written) : undefined;
  const file = at === undefined || at.endsWith(".xml") ? at : inFolder(at, "pom.xml");
  const parent = file === undefined || file === path ? undefined : pomAt(file, workspace, depth + 1);
  const isMeant = parent && parent.root.child("artifactId")?.text === declared?.child("artifactId")?.text;
  return { path, root, parent: isMeant ? parent : undefined };
}

/** A POM and its parents, the nearest first. */
export function withParents(pom: Pom): readonly Pom[] {
  return pom.parent ? [pom, ...withParents(pom.parent)] : [pom];
}

/** The value of a property, the project's own or that of a parent, with `${…}` in it replaced where that is a property too. */
export function property(pom: Pom, name: string, depth = 0): Detected<string> | undefined {
  for (const { path, root } of withParents(pom)) {
    const element = root.child("properties")?.child(name);
    if (!element) continue;
    const value = resolved(pom, element.text, depth);
    return value === undefined ? undefined : { value, from: { path, line: element.line } };
  }
  return undefined;
}

/** A text of a POM with its `${…}` replaced; undefined where one of them cannot be known. */
export function resolved(pom: Pom, text: string, depth = 0): string | undefined {
  let isKnown = true;
  const value = text.replace(/\$\{([^}]{1,200})\}/g, (_, name: string) => {
    const own =
      depth > maximumParents
        ? undefined
        : (property(pom, name, depth + 1)?.value ??
          (name === "project.artifactId" ? pom.root.child("artifactId")?.text : name === "project.version" ? versionOf(pom) : undefined));
    if (own === undefined) isKnown = false;
    return own ?? "";
  });
  return isKnown ? value : undefined;
}

function versionOf(pom: Pom): string | undefined {
  return pom.root.child("version")?.text ?? pom.root.child("parent")?.child("version")?.text;
}

/** The folders of all modules below a POM, relative to its own, those of modules themselves included. */
export function modulesOf(path: string, workspace: Workspace, depth = 0): readonly string[] {
  const text = workspace.read(path);
  const root = text === undefined ? undefined : readXml(text);
  if (!root || depth >= maximumParents) return [];
  const folder = folderOf(path);
  return root.all("module").flatMap(({ text: written }) => {
    const at = resolvePath(folder, written.replace(/\/?pom\.xml$/, ""));
    if (at === undefined || !at.startsWith(folder) || at === folder) return [];
    const own = folder === "" ? at : at.slice(folder.length + 1);
    return [own, ...modulesOf(inFolder(at, "pom.xml"), workspace, depth + 1).map((below) => inFolder(own, below))];
  });
}

/** The dependencies that a POM and its parents list, managed ones left out: `group:artifact` with its place. */
export function pomDependencies(pom: Pom): ReadonlyMap<string, Detected<string>> {
  const found = new Map<string, Detected<string>>();
  for (const { path, root } of withParents(pom)) {
    const profiles = root.child("profiles")?.children ?? [];
    for (const holder of [root, ...profiles])
      for (const dependency of holder.child("dependencies")?.children ?? []) {
        const name = `${dependency.child("groupId")?.text}:${dependency.child("artifactId")?.text}`;
        const scope = dependency.child("scope")?.text ?? "compile";
        if (!found.has(name) && scope !== "test") found.set(name, { value: scope, from: { path, line: lineOf(dependency) } });
      }
  }
  return found;
}

/** A plugin of the build, by its `artifactId`: where it is used, not merely managed. */
export function pomPlugin(pom: Pom, artifact: string): Detected<XmlElement> | undefined {
  for (const { path, root } of withParents(pom)) {
    const plugins = root.child("build")?.child("plugins")?.children ?? [];
    const plugin = plugins.find((one) => one.child("artifactId")?.text === artifact);
    if (plugin) return { value: plugin, from: { path, line: lineOf(plugin) } };
  }
  return undefined;
}

/** Where a dependency or a plugin is named. */
export function lineOf(named: XmlElement): number {
  return named.child("artifactId")?.line ?? named.line;
}
