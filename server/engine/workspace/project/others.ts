import { inFolder } from "../paths.ts";
import { readToml } from "../toml.ts";
import type { Workspace } from "../workspace.ts";
import { readYaml } from "../yaml-tree.ts";
import type { Detected, SimpleProject } from "./model.ts";
import { codeLines, findHealthPath, findPort } from "./source-lines.ts";

function existing(path: string, workspace: Workspace): string | undefined {
  return workspace.has(path) ? path : undefined;
}

/** The crate in a folder. */
export function rustProject(folder: string, workspace: Workspace): SimpleProject | undefined {
  const manifest = inFolder(folder, "Cargo.toml");
  const text = workspace.read(manifest);
  if (text === undefined) return undefined;
  const toml = readToml(text);
  const tables = toml.tablesBelow("dependencies").map((name) => name.split(".")[0] as string);
  return {
    manifest,
    name: toml.string("package", "name"),
    lockFile: existing(inFolder(folder, "Cargo.lock"), workspace),
    dependencies: new Set([...toml.keys("dependencies"), ...tables]),
  };
}

export const rustFrameworks = ["axum", "actix-web", "rocket", "warp", "poem", "salvo"];

export function rustPort(folder: string, workspace: Workspace): Detected<number> | undefined {
  const paths = [inFolder(folder, "src/main.rs")].filter((path) => workspace.has(path));
  const patterns = [
    /"(?:0\.0\.0\.0|127\.0\.0\.1|\[::\]):(\d{2,5})"/,
    /\(\s*\[0, 0, 0, 0\]\s*,\s*(\d{2,5})\s*\)/,
    /\(\s*"(?:0\.0\.0\.0|127\.0\.0\.1)"\s*,\s*(\d{2,5})\s*\)/,
    /\bvar(?:_os)?\(\s*"PORT"\s*\).*?["(](\d{2,5})\b/,
  ];
  return findPort({ paths, patterns }, workspace);
}

export function rustHealthPath(folder: string, workspace: Workspace): Detected<string> | undefined {
  const paths = [inFolder(folder, "src/main.rs")].filter((path) => workspace.has(path));
  return findHealthPath({ paths, patterns: [/\.route\(\s*"(\/[^"{]+)"/, /#\[get\("(\/[^"{]+)"\)\]/] }, workspace);
}

/** The Bundler project in a folder. */
export function rubyProject(folder: string, workspace: Workspace): SimpleProject | undefined {
  const manifest = inFolder(folder, "Gemfile");
  const text = workspace.read(manifest);
  if (text === undefined) return undefined;
  const gems = [...text.matchAll(/^\s*gem\s+["']([\w-]+)["']/gm)].map((match) => match[1] as string);
  return { manifest, name: undefined, lockFile: existing(inFolder(folder, "Gemfile.lock"), workspace), dependencies: new Set(gems) };
}

export const rubyFrameworks = ["rails", "sinatra", "hanami", "roda"];

/** Rails' own health controller (7.1 and later), at the path that the routes give it. */
export function rubyHealthPath(folder: string, workspace: Workspace): Detected<string> | undefined {
  const path = inFolder(folder, "config/routes.rb");
  const lines = codeLines(workspace, path);
  for (let i = 0; i < lines.length; i++) {
    const route = /^\s{0,2}get\s+["']\/?([\w/-]+)["']\s*(?:=>|,\s*to:)\s*["']rails\/health#show["']/.exec(lines[i] as string)?.[1];
    if (route !== undefined) return { value: `/${route}`, from: { path, line: i + 1 } };
  }
  return undefined;
}

export function rubyPort(folder: string, workspace: Workspace): Detected<number> | undefined {
  const paths = [inFolder(folder, "config/puma.rb")].filter((path) => workspace.has(path));
  return findPort(
    { paths, patterns: [/^\s*port\s*\(?\s*ENV\.fetch\(\s*["']PORT["']\s*(?:,\s*|\)\s*\{\s*)["']?(\d{2,5})\b/, /^\s*port\s+(\d{2,5})\b/] },
    workspace,
  );
}

/** The Composer project in a folder. */
export function phpProject(folder: string, workspace: Workspace): SimpleProject | undefined {
  const manifest = inFolder(folder, "composer.json");
  const text = workspace.read(manifest);
  if (text === undefined) return undefined;
  const [json] = readYaml(text);
  return {
    manifest,
    name: json?.get("name")?.rawText,
    lockFile: existing(inFolder(folder, "composer.lock"), workspace),
    dependencies: new Set(json?.get("require")?.entries.map(({ key }) => key)),
  };
}

export const phpFrameworks = ["laravel/framework", "symfony/framework-bundle", "slim/slim", "cakephp/cakephp", "yiisoft/yii2"];

/** The path that Laravel's `withRouting(health: …)` gives (11 and later). */
export function phpHealthPath(folder: string, workspace: Workspace): Detected<string> | undefined {
  const paths = [inFolder(folder, "bootstrap/app.php")].filter((path) => workspace.has(path));
  return findHealthPath({ paths, patterns: [/\bhealth:\s*["'](\/[\w/-]+)["']/] }, workspace);
}

/** The .NET project in a folder; undefined where there is none, or several. */
export function dotnetProject(folder: string, workspace: Workspace): SimpleProject | undefined {
  const projects = (workspace.list(folder) ?? []).filter(({ name, isFolder }) => !isFolder && /\.(?:cs|fs|vb)proj$/.test(name));
  const [first] = projects;
  if (!first || projects.length > 1) return undefined;
  const manifest = inFolder(folder, first.name);
  const text = workspace.read(manifest) ?? "";
  const sdk = /<Project\s+Sdk="([\w.]+)/.exec(text)?.[1];
  const packages = [...text.matchAll(/<(?:PackageReference|FrameworkReference)\s+Include="([\w.]+)"/g)].map((match) => match[1] as string);
  return {
    manifest,
    name: /<AssemblyName>\s*([\w.]+)/.exec(text)?.[1] ?? first.name.replace(/\.\w+$/, ""),
    lockFile: existing(inFolder(folder, "packages.lock.json"), workspace),
    dependencies: new Set([...(sdk ? [sdk] : []), ...packages]),
  };
}

export const dotnetFrameworks = ["Microsoft.NET.Sdk.Web", "Microsoft.AspNetCore.App", "Microsoft.NET.Sdk.Worker"];

export function dotnetHealthPath(folder: string, workspace: Workspace): Detected<string> | undefined {
  const paths = ["Program.cs", "Startup.cs"].map((name) => inFolder(folder, name)).filter((path) => workspace.has(path));
  return findHealthPath({ paths, patterns: [/\bMapHealthChecks\(\s*"(\/[\w/-]+)"/, /\bMapGet\(\s*"(\/[\w/-]+)"/] }, workspace);
}
