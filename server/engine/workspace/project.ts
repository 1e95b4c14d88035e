import { buildContextsOf } from "./context.ts";
import { keyedFact } from "./keyed-fact.ts";
import { folderOf, nameOf } from "./paths.ts";
import { goFramework, goHealthPath, goPort, goProject } from "./project/go.ts";
import { javaFramework, javaHealthPath, javaPort, javaProject } from "./project/java.ts";
import type { Detected, Ecosystem, Project, SimpleProject } from "./project/model.ts";
import { nodeFramework, nodeHealthPath, nodePort, nodeProject } from "./project/node.ts";
import {
  dotnetFrameworks,
  dotnetHealthPath,
  dotnetProject,
  phpFrameworks,
  phpHealthPath,
  phpProject,
  rubyFrameworks,
  rubyHealthPath,
  rubyPort,
  rubyProject,
  rustFrameworks,
  rustHealthPath,
  rustPort,
  rustProject,
} from "./project/others.ts";
import { pythonFramework, pythonHealthPath, pythonPort, pythonProject } from "./project/python.ts";
import type { Workspace } from "./workspace.ts";

export type { Project } from "./project/model.ts";

/** What the application in a folder is, read from its manifests and from the few source files in which it starts. */
export function projectOf(folder: string, workspace: Workspace): Project {
  return project(workspace, folder);
}

/**
 * The application that a Dockerfile packs: the one in its own folder where a manifest is there, else the one in its build context.
 * A Dockerfile in `backend/` that is built from the root packs what is in `backend/`.
 */
export function projectOfDockerfile(dockerfilePath: string, workspace: Workspace): Project {
  const own = projectOf(folderOf(dockerfilePath), workspace);
  if (own.ecosystems.length > 0) return own;
  for (const { folder } of buildContextsOf(dockerfilePath, workspace)) {
    const found = projectOf(folder, workspace);
    if (found.ecosystems.length > 0) return found;
  }
  return own;
}

const project = keyedFact("project in", (workspace, folder): Project => {
  const node = nodeProject(folder, workspace);
  const python = pythonProject(folder, workspace);
  const go = goProject(folder, workspace);
  const java = javaProject(folder, workspace);
  const rust = rustProject(folder, workspace);
  const ruby = rubyProject(folder, workspace);
  const php = phpProject(folder, workspace);
  const dotnet = dotnetProject(folder, workspace);

  // A package.json beside another ecosystem's manifest is mostly there for assets: it comes last, as does what it says.
  const parts: (Part | undefined)[] = [
    python && {
      ecosystem: "python",
      name: python.name,
      framework: pythonFramework(python),
      port: () => pythonPort(python, folder, workspace),
      healthPath: () => pythonHealthPath(python, folder, workspace),
    },
    go && {
      ecosystem: "go",
      name: go.module && nameOf(go.module.replace(/\/v\d+$/, "")),
      framework: goFramework(go),
      port: () => goPort(go, workspace),
      healthPath: () => goHealthPath(go, workspace),
    },
    java && {
      ecosystem: "java",
      name: java.name,
      framework: javaFramework(java, workspace),
      port: () => javaPort(folder, workspace),
      healthPath: () => javaHealthPath(java, folder, workspace),
    },
    rust && {
      ecosystem: "rust",
      name: rust.name,
      framework: first(rust, rustFrameworks),
      port: () => rustPort(folder, workspace),
      healthPath: () => rustHealthPath(folder, workspace),
    },
    ruby && {
      ecosystem: "ruby",
      name: ruby.name,
      framework: first(ruby, rubyFrameworks),
      port: () => rubyPort(folder, workspace),
      healthPath: () => rubyHealthPath(folder, workspace),
    },
    php && {
      ecosystem: "php",
      name: php.name,
      framework: first(php, phpFrameworks),
      port: () => undefined,
      healthPath: () => phpHealthPath(folder, workspace),
    },
    dotnet && {
      ecosystem: "dotnet",
      name: dotnet.name,
      framework: first(dotnet, dotnetFrameworks),
      port: () => undefined,
      healthPath: () => dotnetHealthPath(folder, workspace),
    },
    node && {
      ecosystem: "node",
      name: node.name,
      framework: nodeFramework(node),
      port: () => nodePort(node, folder, workspace),
      healthPath: () => nodeHealthPath(node, folder, workspace),
    },
  ];
  const found = parts.filter((part) => part !== undefined);
  return {
    folder,
    name: pick(found, (part) => part.name),
    ecosystems: found.map((part) => part.ecosystem),
    framework: pick(found, (part) => part.framework),
    port: pick(found, (part) => part.port()),
    healthPath: pick(found, (part) => part.healthPath()),
    node,
    python,
    go,
    java,
    rust,
    ruby,
    php,
    dotnet,
  };
});

interface Part {
  readonly ecosystem: Ecosystem;
  readonly name: string | undefined;
  readonly framework: string | undefined;
  readonly port: () => Detected<number> | undefined;
  readonly healthPath: () => Detected<string> | undefined;
}

function first({ dependencies }: SimpleProject, frameworks: readonly string[]): string | undefined {
  return frameworks.find((name) => dependencies.has(name));
}

function pick<T>(parts: readonly Part[], value: (part: Part) => T | undefined): T | undefined {
  for (const part of parts) {
    const found = value(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
