import { parseShell } from "../languages/shell/parse.ts";
import { MappedText } from "../text/mapped.ts";
import { inFolder, resolvePath } from "../workspace/paths.ts";
import type { NodeProject } from "../workspace/project/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { containerFileIn } from "./container-file.ts";
import { assumed, found } from "./detected.ts";
import { type Manifest, manifestAt } from "./manifest.ts";
import type { Detected } from "./model.ts";
import type { Framework } from "./names.ts";

/** A package with what is known of it so far. */
export interface NodePackage {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly node: NodeProject;
  readonly manifest: Manifest;
  readonly framework: Framework;
}

/** Where the compiler puts what it makes of the sources. */
interface Compilation {
  readonly output: Detected<string>;
  /** The folder of the sources that the output is laid out like: `src`. */
  readonly sources: string;
}

/** What TypeScript's own settings say of a folder's output; undefined where nothing is compiled to files. */
export function compilationOf({ folder, workspace }: Pick<NodePackage, "folder" | "workspace">): Compilation | undefined {
  for (const name of ["tsconfig.build.json", "tsconfig.json", "tsconfig.app.json"]) {
    const settings = manifestAt(workspace, inFolder(folder, name));
    const written = settings?.get("compilerOptions", "outDir");
    const output = written && inside(written.text);
    if (!settings || !written || !output) continue;
    const root = settings.get("compilerOptions", "rootDir")?.text;
    const sources = root === undefined ? (workspace.has(inFolder(folder, "src")) === false ? "" : "src") : (inside(root) ?? "");
    return { output: found(output, settings.path, written.line, "`outDir` of TypeScript's settings"), sources };
  }
  return undefined;
}

/** A folder as written, without `./` and the like; undefined where it is outside, or the folder itself. */
export function inside(written: string): string | undefined {
  return resolvePath("", written.replace(/\/+$/, "")) || undefined;
}

/** What starts the application: a program with its arguments, so that no package manager stands between it and the signals. */
export function startOf(one: NodePackage, build: string | undefined): Detected<readonly string[]> | undefined {
  return (
    layoutOfFramework(one) ??
    ownContainer(one) ??
    scriptStart(one, build) ??
    procfileStart(one, build) ??
    mainStart(one, build) ??
    usualStart(one, build)
  );
}

/** Where frameworks put the server that their build makes. */
function layoutOfFramework({ framework, folder, workspace, node }: NodePackage): Detected<readonly string[]> | undefined {
  const usual = (title: string, ...words: string[]) => assumed(words, `usual for ${title}`);
  switch (framework) {
    case "next":
      return isStandalone(folder, workspace)
        ? usual("Next.js with `output: 'standalone'`", "node", "server.js")
        : usual("Next.js", "node", "node_modules/next/dist/bin/next", "start");
    case "nuxt":
      return usual("Nuxt", "node", ".output/server/index.mjs");
    case "sveltekit":
      return usual("SvelteKit on Node.js", "node", "build/index.js");
    case "astro":
      return usual("Astro on Node.js", "node", "dist/server/entry.mjs");
    case "adonisjs":
      return usual("AdonisJS", "node", "bin/server.js");
    case "remix":
      if (!node.dependencies.has("@remix-run/serve")) return undefined;
      return usual("Remix", "node", "node_modules/@remix-run/serve/dist/cli.js", "build/server/index.js");
    case "react-router":
      if (!node.dependencies.has("@react-router/serve")) return undefined;
      return usual("React Router", "node", reactRouterServe(node), "build/server/index.js");
    default:
      return undefined;
  }
}

/** Version 8 has its program in another file than 7. */
function reactRouterServe({ dependencies }: NodeProject): string {
  const major = Number(/\d+/.exec(dependencies.get("@react-router/serve") ?? "")?.[0] ?? 8);
  return `node_modules/@react-router/serve/${major < 8 ? "bin.js" : "bin.cjs"}`;
}

/** The settings of Next.js that are there. */
export function nextConfig(folder: string, workspace: Workspace): string | undefined {
  return ["next.config.ts", "next.config.mjs", "next.config.js", "next.config.cjs"]
    .map((name) => inFolder(folder, name))
    .find((path) => workspace.has(path));
}

export function isStandalone(folder: string, workspace: Workspace): boolean {
  const config = nextConfig(folder, workspace);
  return config !== undefined && /^(?!\s*\/\/).*\boutput\s*:\s*["'`]standalone["'`]/m.test(workspace.read(config) ?? "");
}

function ownContainer({ folder, workspace }: NodePackage): Detected<readonly string[]> | undefined {
  const command = containerFileIn(folder, workspace)?.command;
  const [program, ...rest] = command?.value ?? [];
  return (program === "node" || program === "bun") && rest.every((word) => !word.startsWith("/")) ? command : undefined;
}

/** The scripts that start it in production, the surest first. */
const startScripts = ["start:prod", "start:production", "start"];

function scriptStart(one: NodePackage, build: string | undefined): Detected<readonly string[]> | undefined {
  for (const name of startScripts) {
    const script = one.manifest.get("scripts", name);
    if (!script) continue;
    const start = readStart(script.text, one, build, 0);
    if (!start) continue;
    if ("from" in start) return start;
    const because = start.isCertain ? `the script \`${name}\`` : `concluded from the script \`${name}\``;
    return found(start.words, one.manifest.path, script.line, because, start.isCertain ? "certain" : "likely");
  }
  return undefined;
}

interface Start {
  readonly words: readonly string[];
  /** As written but for the launcher in front of it. */
  readonly isCertain: boolean;
}

/** Programs that set variables for the one behind them. */
const launchers = /^(?:cross-env|cross-env-shell|env|env-cmd|dotenv|dotenvx|dotenv-cli|exec|npx|bunx|pnpx|tini|dumb-init)$/;
/** Programs that compile while they run, or start again after each change: not for production. */
const developmentRunners = /^(?:ts-node|ts-node-dev|ts-node-esm|tsnd|tsx|nodemon|esno|swc-node|babel-node|vite-node)$/;

/** What a script starts last: what stands before it (a migration, say) is another task's. */
function readStart(
  script: string,
  one: NodePackage,
  build: string | undefined,
  depth: number,
): Start | Detected<readonly string[]> | undefined {
  const last = parseShell(new MappedText(script, 0)).commands.findLast(({ inSubstitution }) => !inSubstitution);
  if (last?.name === undefined || depth > 3) return undefined;
  let words = [last.name, ...last.args.map(({ text }) => text)];
  while (words.length > 0 && (launchers.test(words[0] as string) || /^\w+=|^--?$|^run$/.test(words[0] as string))) {
    words = words.slice(1);
    while (words[0]?.startsWith("-") && words[0] !== "--") words = words.slice(words[0] === "-f" || words[0] === "-e" ? 2 : 1);
  }
  const [program = "", ...args] = words;
  const file = args.find((word) => !word.startsWith("-"));
  switch (program) {
    case "node":
    case "nodejs":
      return nodeStart(args, one, build);
    case "bun": {
      const entry = args.filter((word) => word !== "run").find((word) => !word.startsWith("-"));
      if (entry !== undefined && one.node.scripts.has(entry))
        return readStart(one.node.scripts.get(entry) as string, one, build, depth + 1);
      return entry === undefined ? undefined : { words: ["bun", entry], isCertain: true };
    }
    case "npm":
    case "pnpm":
    case "yarn": {
      const name = args.find((word) => word !== "run" && word !== "run-script" && !word.startsWith("-"));
      const other = name === undefined ? undefined : one.node.scripts.get(name);
      return other === undefined || other === script ? undefined : readStart(other, one, build, depth + 1);
    }
    case "nest": {
      const entry = manifestAt(one.workspace, inFolder(one.folder, "nest-cli.json"))?.get("entryFile")?.text ?? "main";
      return { words: ["node", `${compilationOf(one)?.output.value ?? "dist"}/${entry}.js`], isCertain: false };
    }
    case "pm2":
    case "pm2-runtime":
      return processFile(
        args.find((word) => word !== "start" && !word.startsWith("-")),
        one,
      );
    case "fastify":
      // The programs of dependencies are no files of their own with every manager; this one's is always here.
      return args[0] === "start" ? { words: ["node", "node_modules/fastify-cli/cli.js", ...args], isCertain: false } : undefined;
    default:
      if (!developmentRunners.test(program) || file === undefined) return undefined;
      return { words: compiled(file, one, build), isCertain: false };
  }
}

function nodeStart(args: readonly string[], one: NodePackage, build: string | undefined): Start | undefined {
  const at = args.findIndex(
    (word, index) => !word.startsWith("-") && !/^(?:-r|--require|--import|--loader|--env-file)$/.test(args[index - 1] ?? ""),
  );
  const file = args[at];
  if (file === undefined) return undefined;
  const options = args.slice(0, at);
  // A compiler that is loaded into the process: the image starts what the build has compiled.
  if (options.some((word) => /ts-node|tsx|swc|esbuild|tsconfig-paths|@babel/.test(word)) && /\.[cm]?tsx?$/.test(file))
    return { words: compiled(file, one, build), isCertain: false };
  return { words: ["node", ...options, withEnding(file, one), ...args.slice(at + 1)], isCertain: true };
}

/** `dist/main` as the file that Node.js finds there: `dist/main.js`. */
function withEnding(written: string, { folder, workspace, node }: NodePackage): string {
  if (written === "." && node.main) return inside(node.main) ?? node.main;
  const file = inside(written) ?? written;
  if (/\.[cm]?[jt]s$/.test(file)) return file;
  const isFolder = workspace.list(inFolder(folder, file)) !== undefined || /^(?:build|dist|src|server)$/.test(file);
  return isFolder ? `${file}/index.js` : `${file}.js`;
}

/** What starts a source file in the image: what the build makes of it, else the file itself, whose types Node.js takes away. */
function compiled(source: string, one: NodePackage, build: string | undefined): readonly string[] {
  const file = inside(source) ?? source;
  const compilation = compilationOf(one);
  if (build !== undefined && /\.[cm]?tsx?$/.test(file)) {
    const output = compilation?.output.value ?? "dist";
    const sources = compilation?.sources ?? "src";
    const path = sources !== "" && file.startsWith(`${sources}/`) ? file.slice(sources.length + 1) : file;
    return ["node", `${output}/${path.replace(/\.([cm]?)tsx?$/, ".$1js")}`];
  }
  return one.node.dependencies.has("tsx") && /\.[cm]?tsx?$/.test(file) ? ["node", "--import", "tsx", file] : ["node", file];
}

/** The program that PM2's settings name: a container needs no process manager beside its own. */
function processFile(written: string | undefined, one: NodePackage): Start | Detected<readonly string[]> | undefined {
  const path = written === undefined ? undefined : resolvePath(one.folder, written);
  if (path === undefined || written === undefined) return undefined;
  if (!/ecosystem\.|\.config\.|\.json$/.test(path)) return { words: ["node", withEnding(written, one)], isCertain: false };
  const lines = one.workspace.read(path)?.split(/\r?\n/) ?? [];
  const scripts = lines.flatMap((line, index) => {
    const file = /["']?\bscript["']?\s*:\s*["']([\w./-]+\.[cm]?js)["']/.exec(line)?.[1];
    return file === undefined ? [] : [{ file, line: index + 1 }];
  });
  const [only, ...others] = scripts;
  return only && others.length === 0 ? found(["node", inside(only.file) ?? only.file], path, only.line, "the settings of PM2") : undefined;
}

function procfileStart(one: NodePackage, build: string | undefined): Detected<readonly string[]> | undefined {
  const path = inFolder(one.folder, "Procfile");
  const lines = one.workspace.read(path)?.split(/\r?\n/) ?? [];
  const at = lines.findIndex((line) => /^(?:web|worker)\s*:/.test(line));
  const start = at < 0 ? undefined : readStart((lines[at] as string).replace(/^\w+\s*:/, ""), one, build, 0);
  return start && ("from" in start ? start : found(start.words, path, at + 1, "the `Procfile`"));
}

function mainStart(one: NodePackage, build: string | undefined): Detected<readonly string[]> | undefined {
  for (const key of ["main", "module"]) {
    const main = one.manifest.get(key);
    if (!main || /\.d\.ts$/.test(main.text)) continue;
    const file = withEnding(main.text, one);
    // What a build writes is not there yet; what is named and never comes is a leftover of `npm init`.
    const isThere = one.workspace.has(inFolder(one.folder, file)) !== false || (build !== undefined && !/^(?:index|main)\.js$/.test(file));
    if (isThere)
      return found(
        /\.tsx?$/.test(file) ? compiled(file, one, build) : ["node", file],
        one.manifest.path,
        main.line,
        `the field \`${key}\``,
      );
  }
  return undefined;
}

/** Where applications usually start, in the order in which they are looked for. */
const usualFiles = ["server", "index", "main", "app"];

/** The source file in which the application usually starts, relative to its folder. */
export function usualEntry({ folder, workspace }: Pick<NodePackage, "folder" | "workspace">): string | undefined {
  const names = usualFiles.flatMap((name) => ["ts", "mts", "js", "mjs", "cjs"].map((ending) => `${name}.${ending}`));
  return ["src/", ""].flatMap((sub) => names.map((name) => sub + name)).find((path) => workspace.has(inFolder(folder, path)));
}

function usualStart(one: NodePackage, build: string | undefined): Detected<readonly string[]> | undefined {
  const entry = usualEntry(one);
  return entry === undefined
    ? undefined
    : found(compiled(entry, one, build), inFolder(one.folder, entry), 1, "the file in which applications usually start", "likely");
}
