import { inFolder } from "../workspace/paths.ts";
import { nodeFramework } from "../workspace/project/node.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { assumed, found, lineOf } from "./detected.ts";
import { nameFrom } from "./label.ts";
import { manifestAt } from "./manifest.ts";
import type { Application, Detected } from "./model.ts";
import type { Framework } from "./names.ts";
import { basicsOf, isSite, packageIn } from "./node.ts";
import { inside, type NodePackage } from "./node-start.ts";
import { nodeVersion } from "./node-version.ts";

/** Files that a web server hands out: what a build of the package makes, else those of a folder with an `index.html`. */
export function staticSite(folder: string, workspace: Workspace): Application | undefined {
  const one = packageIn(folder, workspace);
  if (one && isSite(one)) return builtSite(one);
  return one ? undefined : plainSite(folder, workspace);
}

function builtSite(one: NodePackage): Application {
  const { manifest, folder, workspace } = one;
  const basics = basicsOf(one);
  const framework = frameworkOf(one);
  return {
    ...basics,
    ecosystem: found("static", manifest.path, 1, "`package.json`, whose build makes a site"),
    kind: found("static", manifest.path, manifest.get("scripts", "build")?.line ?? 1, "the script `build`", "likely"),
    framework,
    command: undefined,
    output: outputOf(one, framework.value, folder, workspace),
    port: assumed(8080, "what a web server without root listens on"),
    livenessPath: undefined,
    readinessPath: undefined,
  };
}

function plainSite(folder: string, workspace: Workspace): Application | undefined {
  const output = ["", "public", "site", "www", "html"].find((sub) => workspace.has(inFolder(folder, inFolder(sub, "index.html"))));
  if (output === undefined) return undefined;
  const path = inFolder(folder, inFolder(output, "index.html"));
  return {
    folder,
    context: folder,
    ecosystem: found("static", path, 1, "`index.html`"),
    name: nameFrom(undefined, folder, workspace),
    kind: found("static", path, 1, "`index.html`"),
    framework: assumed("none", "nothing builds it"),
    packageManager: undefined,
    packageManagerVersion: undefined,
    lockFile: undefined,
    runtimeVersion: nodeVersion([folder], workspace),
    command: undefined,
    output: output === "" ? undefined : found(output, path, 1, "the folder of `index.html`"),
    port: assumed(8080, "what a web server without root listens on"),
    livenessPath: undefined,
    readinessPath: undefined,
    tasks: {
      install: undefined,
      lint: undefined,
      typecheck: undefined,
      unit: undefined,
      integration: undefined,
      build: undefined,
      migrate: undefined,
    },
    services: [],
  };
}

const names: Readonly<Record<string, Framework>> = {
  vite: "vite",
  "react-scripts": "create-react-app",
  "@angular/core": "angular",
  astro: "astro",
};

function frameworkOf({ node, manifest }: NodePackage): Detected<Framework> {
  const name = nodeFramework(node) ?? "";
  const framework = names[name];
  const line = (manifest.get("dependencies", name) ?? manifest.get("devDependencies", name))?.line;
  return framework === undefined || line === undefined
    ? assumed("none", "no dependency is one that we know")
    : found(framework, manifest.path, line, `the dependency \`${name}\``);
}

/** The folder that the build writes: as the script or the tool's settings have it, else as the tool does. */
function outputOf({ node, manifest }: NodePackage, framework: Framework, folder: string, workspace: Workspace): Detected<string> {
  const script = manifest.get("scripts", "build");
  const option = /--(?:outDir|out-dir|output-path|dist-dir)[ =](["']?)([\w./-]+)\1/.exec(script?.text ?? "")?.[2];
  const written = option === undefined ? undefined : inside(option);
  if (script && written) return found(written, manifest.path, script.line, "the script `build`");
  switch (framework) {
    case "vite":
    case "astro":
      return settingsOutput(framework, folder, workspace) ?? assumed("dist", `usual for ${framework === "vite" ? "Vite" : "Astro"}`);
    case "create-react-app":
      return assumed("build", "usual for Create React App");
    case "angular":
      return angularOutput(folder, workspace);
    default: {
      const known = (["next", "nuxt", "@sveltejs/kit"] as const).find(
        (name) => node.dependencies.has(name) || node.devDependencies.has(name),
      );
      const usual = known === "next" ? "out" : known === "nuxt" ? ".output/public" : known === "@sveltejs/kit" ? "build" : "dist";
      return assumed(usual, known === undefined ? "usual where no setting says otherwise" : "usual for the framework's export");
    }
  }
}

/** `outDir` of Vite's or Astro's settings, as far as that is written out. */
function settingsOutput(tool: "vite" | "astro", folder: string, workspace: Workspace): Detected<string> | undefined {
  const path = ["ts", "mts", "js", "mjs", "cjs"]
    .map((ending) => inFolder(folder, `${tool}.config.${ending}`))
    .find((one) => workspace.has(one));
  const text = path === undefined ? "" : (workspace.read(path) ?? "");
  const output = inside(/\boutDir\s*:\s*["'`]([\w./-]+)["'`]/.exec(text)?.[1] ?? "");
  return path && output ? found(output, path, lineOf(text, /\boutDir\s*:/), `\`outDir\` of \`${path}\``) : undefined;
}

/** The application builder writes what browsers load into `browser`; the older builder writes it right into the folder. */
function angularOutput(folder: string, workspace: Workspace): Detected<string> {
  const settings = manifestAt(workspace, inFolder(folder, "angular.json"));
  const named = settings?.get("defaultProject")?.text;
  const text = workspace.read(inFolder(folder, "angular.json")) ?? "";
  const project = named ?? /"projects"\s*:\s*\{\s*"([^"]+)"/.exec(text)?.[1];
  if (!settings || project === undefined) return assumed("dist", "usual for Angular");
  const below = ["projects", project, "architect", "build"];
  const builder = settings.get(...below, "builder")?.text ?? "";
  const path = settings.get(...below, "options", "outputPath") ?? settings.get(...below, "options", "outputPath", "base");
  const base = path === undefined ? `dist/${project}` : (inside(path.text) ?? path.text);
  const output = builder.endsWith(":application") ? `${base}/browser` : base;
  return path
    ? found(output, settings.path, path.line, "`outputPath` of `angular.json`")
    : found(output, settings.path, lineOf(text, `"${project}"`), "the project of `angular.json`", "likely");
}
