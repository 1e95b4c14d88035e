import { lineOf } from "../detection/detected.ts";
import type { Origin } from "../detection/model.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { inFolder } from "../workspace/paths.ts";
import { msBuildProject, packageReferences, projectFileIn } from "../workspace/project/dotnet.ts";
import { goProject } from "../workspace/project/go.ts";
import { gradleAt } from "../workspace/project/gradle.ts";
import { nodeProject } from "../workspace/project/node.ts";
import { phpProject, rubyProject, rustProject } from "../workspace/project/others.ts";
import { pomAt, pomDependencies } from "../workspace/project/pom.ts";
import { pythonProject } from "../workspace/project/python.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A package that a manifest asks for. */
export interface Dependency {
  /** As its ecosystem spells it: `@fastify/helmet`, `pydantic-settings` (normalised), `github.com/gin-gonic/gin`, `org.springframework.boot:spring-boot-starter-actuator`. */
  readonly name: string;
  readonly from: Origin;
  /** Not there when it runs. */
  readonly isForDevelopment: boolean;
}

/** What the manifests of an application ask for. */
export interface Dependencies {
  readonly all: readonly Dependency[];
  /** Those that are there when it runs and whose whole name matches, in the order of the manifest. */
  find(name: RegExp): readonly Dependency[];
  /** The same with those for development. */
  findAny(name: RegExp): readonly Dependency[];
}

/** What the application in a folder asks for, whatever its ecosystems. */
export const dependenciesOf: (folder: string, workspace: Workspace) => Dependencies = (folder, workspace) =>
  dependencies(workspace, folder);

const dependencies = keyedFact("dependencies of", (workspace, folder): Dependencies => {
  const all = [
    ...ofNode(folder, workspace),
    ...ofPython(folder, workspace),
    ...ofGo(folder, workspace),
    ...ofMaven(folder, workspace),
    ...ofGradle(folder, workspace),
    ...named(rustProject(folder, workspace), workspace),
    ...named(rubyProject(folder, workspace), workspace),
    ...named(phpProject(folder, workspace), workspace),
    ...ofDotnet(folder, workspace),
  ];
  return {
    all,
    find: (name) => all.filter((one) => !one.isForDevelopment && name.test(one.name)),
    findAny: (name) => all.filter((one) => name.test(one.name)),
  };
});

function ofNode(folder: string, workspace: Workspace): readonly Dependency[] {
  const node = nodeProject(folder, workspace);
  if (!node) return [];
  const text = workspace.read(node.manifest) ?? "";
  const from = (name: string) => ({ path: node.manifest, line: lineOf(text, new RegExp(`"${escaped(name)}"\\s*:`)) });
  return [
    ...[...node.dependencies.keys()].map((name) => ({ name, from: from(name), isForDevelopment: false })),
    ...[...node.devDependencies.keys()].map((name) => ({ name, from: from(name), isForDevelopment: true })),
  ];
}

function ofPython(folder: string, workspace: Workspace): readonly Dependency[] {
  return (pythonProject(folder, workspace)?.requirements ?? []).map(({ name, group, from }) => ({
    name,
    from,
    isForDevelopment: group !== undefined && !group.isExtra,
  }));
}

function ofMaven(folder: string, workspace: Workspace): readonly Dependency[] {
  const pom = pomAt(inFolder(folder, "pom.xml"), workspace);
  return [...(pom ? pomDependencies(pom) : [])].flatMap(([name, { from }]) => (from ? [{ name, from, isForDevelopment: false }] : []));
}

/** `implementation("group:name:version")`, `implementation 'group:name'`; catalogues' names (`libs.spring.actuator`) as they are written. */
function ofGradle(folder: string, workspace: Workspace): readonly Dependency[] {
  const paths = ["build.gradle", "build.gradle.kts"].map((name) => inFolder(folder, name));
  if (!gradleAt(folder, workspace)) return [];
  return paths.flatMap((path) =>
    (workspace.read(path) ?? "").split(/\r?\n/).flatMap((line, index) => {
      const found =
        /^\s*(\w*(?:[iI]mplementation|[aA]pi|[rR]untimeOnly|[cC]ompileOnly))\s*\(?\s*(?:platform\(\s*)?(?:["']([\w.-]+:[\w.-]+)|(libs\.[\w.]+))/.exec(
          line,
        );
      const name = found?.[2] ?? found?.[3];
      return name === undefined ? [] : [{ name, from: { path, line: index + 1 }, isForDevelopment: /^test/i.test(found?.[1] ?? "") }];
    }),
  );
}

function ofDotnet(folder: string, workspace: Workspace): readonly Dependency[] {
  const path = projectFileIn(folder, workspace);
  const project = path === undefined ? undefined : msBuildProject(path, workspace);
  return (project ? packageReferences(project) : []).flatMap(({ text, from }) =>
    from ? [{ name: text, from, isForDevelopment: false }] : [],
  );
}

/** What the module itself asks for: those behind `// indirect` are there for another one. */
function ofGo(folder: string, workspace: Workspace): readonly Dependency[] {
  const lines = (workspace.read(inFolder(folder, "go.mod")) ?? "").split(/\r?\n/);
  return named(goProject(folder, workspace), workspace).filter(({ from }) => !/\/\/ indirect\s*$/.test(lines[from.line - 1] ?? ""));
}

/** The names of a manifest that tells no places: they are looked up in its text. */
function named(
  project: { readonly manifest: string; readonly dependencies: ReadonlySet<string> } | undefined,
  workspace: Workspace,
): readonly Dependency[] {
  if (!project) return [];
  const text = workspace.read(project.manifest) ?? "";
  return [...project.dependencies].map((name) => ({
    name,
    from: { path: project.manifest, line: lineOf(text, definitionOf(name, text)) },
    isForDevelopment: false,
  }));
}

/** Where a name is given a version, rather than a part of another name or of a list. */
function definitionOf(name: string, text: string): RegExp | string {
  const definition = new RegExp(`(?<=^[ \\t]*(?:require |gem )?["']?)${escaped(name)}(?=["']?[ \\t]*(?:[=:.,]|v\\d|$))`, "m");
  return definition.test(text) ? definition : name;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
