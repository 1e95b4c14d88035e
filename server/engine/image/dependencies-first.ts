import { dependencyFiles } from "../knowledge/dependency-files.ts";
import { suspectFile } from "../knowledge/secrets.ts";
import type { Instruction, RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import { insert, replace, type TextEdit } from "../text/edit.ts";
import { rememberFor } from "../text/remember.ts";
import type { SourceText } from "../text/source.ts";
import { type ContextView, isPattern, joined, nameMatches } from "./context-files.ts";
import type { EarlySources } from "./early-sources.ts";
import { below, destinationOf, folderAt, within } from "./folders.ts";
import type { Install } from "./installs.ts";
import { type Invocation, invocationsOf } from "./invocation.ts";
import { readPackage } from "./node-package.ts";

/** How the files that name the dependencies come to be copied first. */
export interface DependenciesFirst {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/**
 * The edits that copy the files naming the dependencies in place of the whole context, and the context behind the last install. Undefined where
 * that could change what is built: something in between may need the sources, or the files are not known.
 */
export function dependenciesFirst(early: EarlySources, context: ContextView | undefined): DependenciesFirst | undefined {
  const { copy, installs } = early;
  const stage = copy.stage;
  const last = installs.at(-1) as Install;
  if (!stage || copy.onbuild || copy.isJson || copy.sources.length !== 1 || copy.heredocs.length > 0 || !copy.destination) return undefined;
  if (installs.some((install) => install.stage !== stage)) return undefined;
  if (copy.flags.some((flag) => flag.name === "exclude" || flag.name === "parents")) return undefined;
  const destination = destinationOf(copy, stage);
  if (destination === undefined || copy.destination.raw !== copy.destination.text) return undefined;

  const places = placesIn(stage);
  const between = stage.instructions.slice((places.get(copy) ?? 0) + 1, places.get(last.run) ?? 0);
  const runs = new Set(installs.map((install) => install.run));
  for (const one of between) {
    if (!isIndependent(one, destination, runs)) return undefined;
  }
  for (const run of runs) if (run !== last.run && needsSources(run, installs)) return undefined;

  const lines: string[] = [];
  const names: string[] = [];
  const cautions: string[] = [];
  const { source } = stage.file;
  const head = source.slice({ start: copy.keywordSpan.end, end: copy.sources[0]?.span.start ?? copy.keywordSpan.end });
  const keyword = copy.keywordText === copy.keywordText.toUpperCase() ? "COPY" : "copy";
  for (const install of installs) {
    const folder = below(destination, install.folder);
    const needed = folder === undefined ? undefined : neededFiles(install, folder, context);
    if (!needed || folder === undefined) return undefined;
    const target = slashed(joined(copy.destination.text.replace(/^\.$/, "./"), folder === "" ? "" : folder));
    const files = needed.files.filter((file) => !names.includes(joined(folder, file)));
    if (files.length > 0) lines.push(`${keyword}${head}${files.map((file) => joined(folder, file)).join(" ")} ${target}`);
    for (const one of needed.folders) lines.push(`${keyword}${head}${joined(folder, one)} ${target}${one}/`);
    names.push(...[...files, ...needed.folders].map((file) => joined(folder, file)));
    cautions.push(...needed.cautions);
  }

  // What is written relative to the working directory must mean the same behind the install.
  let moved = source.slice(copy.span);
  if (!/^[/$]/.test(copy.destination.text) && folderAt(stage, copy) !== folderAt(stage, last.run)) {
    if (!destination.startsWith("/") || destination.includes("$")) return undefined;
    const at = copy.destination.span.start - copy.span.start;
    moved = `${moved.slice(0, at)}${slashed(destination)}${moved.slice(at + copy.destination.raw.length)}`;
  }
  const comments = copy.leadingComments;
  const first = comments[0];
  const start =
    first && !comments.some(({ text }) => /install|dependenc|requirement|package|manifest/i.test(text))
      ? first.span.start
      : copy.span.start;
  moved = `${source.slice({ start, end: copy.span.start })}${moved}`;

  const behind = placeBehind(last, installs, moved, source);
  if (!behind) return undefined;
  const title = `Copy ${listed(names)} first, and everything else after \`${last.title}\`${cautions.length > 0 ? ` (${cautions.join("; ")})` : ""}`;
  return { title, edits: [replace({ start, end: copy.span.end }, lines.join(source.eol)), behind] };
}

function slashed(folder: string): string {
  return folder.endsWith("/") ? folder : `${folder}/`;
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length > 3) return `${quoted.slice(0, 2).join(", ")} and ${quoted.length - 2} more`;
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

/** Whether an instruction between the copy and the install does its work without the sources, and does not add to them. */
function isIndependent(instruction: Instruction, destination: string, installs: ReadonlySet<RunInstruction>): boolean {
  switch (instruction.keyword) {
    case "RUN":
      return (
        installs.has(instruction) || (invocationsOf(instruction.command).length > 0 && invocationsOf(instruction.command).every(isHarmless))
      );
    case "COPY":
    case "ADD": {
      const target = instruction.stage && destinationOf(instruction, instruction.stage);
      return (
        target?.startsWith("/") === true &&
        !target.includes("$") &&
        below(destination, target) === undefined &&
        below(target, destination) === undefined
      );
    }
    case "VOLUME":
    case "UNKNOWN":
    case "ONBUILD":
      return false;
    default:
      return true;
  }
}

const placesIn = rememberFor(
  ({ instructions }: Stage): ReadonlyMap<Instruction, number> => new Map(instructions.map((one, place) => [one, place])),
);

/** Programs that work on the system, whatever the sources are: package installs, caches. */
function isHarmless({ name, args }: Invocation): boolean {
  const words = args.map((word) => word.text);
  const verb = words.find((word) => !word.startsWith("-"));
  switch (name) {
    case "apt-get":
    case "apt":
    case "apk":
    case "yum":
    case "dnf":
    case "microdnf":
    case "corepack":
    case "locale-gen":
    case "update-ca-certificates":
    case "docker-php-ext-install":
    case "docker-php-ext-enable":
    case "pecl":
    case "addgroup":
    case "adduser":
    case "gem":
    case "groupadd":
    case "useradd":
    case "echo":
    case "export":
    case "set":
    case "true":
    case "virtualenv":
      return true;
    case "npm":
    case "pnpm":
      return ["config", "cache", "set"].includes(verb ?? "") || words.includes("-g") || words.includes("--global");
    case "yarn":
      return ["config", "cache", "global", "set"].includes(verb ?? "");
    case "pip":
    case "pip3":
      return verb === "cache" || (words.includes("install") && words.every((word) => !/^(?:-r|--requirement|-e|\.)/.test(word)));
    case "composer":
      return verb === "clear-cache" || verb === "clearcache" || verb === "config";
    case "bundle":
      return verb === "config";
    case "go":
      return (verb === "mod" && words.includes("verify")) || verb === "env" || verb === "version";
    case "python":
    case "python3":
      return words[0] === "-m" && (words[1] === "venv" || words[1] === "virtualenv");
    case "uv":
      return verb === "venv";
    case "rm":
      return words.every((word) => word.startsWith("-") || /cache|^\/tmp|^\/var\/lib\/apt|^~|^\/root/.test(word));
    case "mkdir":
      return words.every((word) => word.startsWith("-") || word.startsWith("/"));
    default:
      return false;
  }
}

/** Whether a RUN does more than install and tidy up. */
function needsSources(run: RunInstruction, installs: readonly Install[]): boolean {
  const own = new Set(installs.filter((install) => install.run === run).map((install) => install.invocation));
  return invocationsOf(run.command).some((one) => !own.has(one) && !isHarmless(one) && one.name !== "cd");
}

/** The edit that puts a COPY behind the last install; the part of its RUN that may need the sources becomes a RUN of its own. */
function placeBehind(last: Install, installs: readonly Install[], copy: string, source: SourceText): TextEdit | undefined {
  const { run } = last;
  const calls = invocationsOf(run.command);
  const own = new Set(installs.filter((install) => install.run === run).map((install) => install.invocation));
  const isPlain = ({ command }: Invocation) =>
    !command || !(command.isConditional || command.pipe || command.inSubstitution || command.operator === "||" || command.operator === "&");
  if (calls.length === 0 || !calls.every(isPlain) || run.heredocs.length > 0) return undefined;
  const end = calls.indexOf(last.invocation);
  for (const call of calls.slice(0, end)) if (!own.has(call) && !isHarmless(call) && call.name !== "cd") return undefined;
  const cut = calls.findIndex((call, index) => index > end && !isHarmless(call));
  if (cut < 0) return insert(run.span.end, `${source.eol}${copy}`);
  // Behind the cut neither folder nor variables set in front of it are left.
  if (calls.slice(0, cut).some(({ name }) => name === undefined || name === "cd" || name === "export" || name === "set")) return undefined;
  const before = calls[cut - 1]?.command;
  const after = calls[cut]?.command;
  const script = calls[cut]?.script;
  if (!before || !after || !script || after.operator !== "&&" || after.isRequoted || before.list === after.list) return undefined;
  const gap = { start: script.source.spanToSource(before.span).end, end: script.source.spanToSource(after.span).start };
  if (!/^\s*(?:[\\`]\s*)?&&\s*(?:[\\`]\r?\n\s*)*$/.test(source.slice(gap))) return undefined;
  const head = run.flags.map((flag) => `${source.slice(flag.span)} `).join("");
  return replace(gap, `${source.eol}${copy}${source.eol}${run.keywordText} ${head}`);
}

interface NeededFiles {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** What the user has to look at. */
  readonly cautions: readonly string[];
}

/** The files that an install reads in a folder of the context; undefined where they cannot be told for certain. */
function neededFiles(install: Install, folder: string, context: ContextView | undefined): NeededFiles | undefined {
  const { manifests, locks, besides } = dependencyFiles[install.manager];
  const path = (name: string) => joined(folder, name);
  const listing = context?.names(folder);
  if (install.manager === "pip") return requirementFiles(install, folder, context);
  if (!context || !listing) {
    const usual = usualFiles[install.manager];
    return usual && context?.has(path(manifests[0] as string)) !== false ? { files: usual, folders: [], cautions: [] } : undefined;
  }
  const manifest = manifests.flatMap((name) => listing.filter((one) => one === name || (isPattern(name) && nameMatches(name, one))));
  if (manifest.length === 0) return undefined;
  const cautions: string[] = [];
  for (const one of manifest) {
    const text = context.read(path(one));
    const caution = text === undefined ? undefined : cautionsOf(install, text, listing);
    if (!caution) return undefined;
    cautions.push(...caution);
  }
  const files = [...manifest, ...locks.filter((name) => listing.includes(name))];
  const folders: string[] = [];
  for (const name of [...besides, ...(install.ecosystem === "node" ? [".npmrc"] : [])]) {
    if (!listing.includes(name)) continue;
    if (context.names(path(name))) {
      folders.push(name);
      continue;
    }
    // A file with credentials must not be copied, and the install may not do without it.
    if (suspectFile(name, context.read(path(name)))) return undefined;
    files.push(name);
  }
  if (install.ecosystem === "node" && listing.includes("prisma") && context.names(path("prisma"))) folders.push("prisma");
  return { files, folders, cautions };
}

/** What one writes where the context cannot be seen; a `*` at the end lets a file be missing. */
const usualFiles: Partial<Record<Install["manager"], readonly string[]>> = {
  npm: ["package*.json"],
  pnpm: ["package.json", "pnpm-lock.yaml*"],
  yarn: ["package.json", "yarn.lock*"],
  bun: ["package.json", "bun.lock*"],
  pipenv: ["Pipfile", "Pipfile.lock*"],
  poetry: ["pyproject.toml", "poetry.lock*"],
  uv: ["pyproject.toml", "uv.lock*"],
  pdm: ["pyproject.toml", "pdm.lock*"],
  go: ["go.mod", "go.sum*"],
  bundler: ["Gemfile", "Gemfile.lock*"],
  maven: ["pom.xml"],
};

/** What has to be said about a manifest; undefined where the install needs more than the files beside it. */
function cautionsOf(install: Install, text: string, listing: readonly string[]): readonly string[] | undefined {
  switch (install.manager) {
    case "npm":
    case "pnpm":
    case "yarn":
    case "bun": {
      const pack = readPackage(text);
      if (!pack || pack.hasWorkspaces || listing.includes("pnpm-workspace.yaml")) return undefined;
      const local = [...pack.dependencies, ...pack.devDependencies].filter(([, version]) =>
        /^(?:file|link|portal|workspace):/.test(version),
      );
      const hook = ["preinstall", "install", "postinstall", "prepare"].find((name) => pack.scripts.has(name));
      return [
        ...(local[0] ? [`\`${local[0][0]}\` is a local dependency, copy its folder first, too`] : []),
        ...(hook ? [`check that the \`${hook}\` script does without the sources`] : []),
      ];
    }
    case "uv":
    case "poetry":
    case "pdm":
      return /\bpath\s*=|\bworkspace\s*=|^\[tool\.uv\.workspace\]|file:\/\//m.test(text) ? undefined : [];
    case "pipenv":
      return /\bpath\s*=|editable\s*=/.test(text) ? undefined : [];
    case "go":
      return listing.includes("go.work") || /=>\s*\.{0,2}\//.test(text) ? undefined : [];
    case "bundler":
      return /^\s*gemspec\b|\bpath:|:path\s*=>|\beval_gemfile\b|^\s*path\b/m.test(text) ? undefined : [];
    case "composer": {
      const isBare = install.flags.has("no-scripts") && install.flags.has("no-autoloader");
      // An optimised autoloader lists the classes of the sources.
      if (!isBare && ["o", "optimize-autoloader", "a", "classmap-authoritative"].some((name) => install.flags.has(name))) return undefined;
      return /"type"\s*:\s*"path"/.test(text) || (!isBare && /"(?:classmap|files|scripts)"\s*:/.test(text)) ? undefined : [];
    }
    case "maven":
      return /<modules>|<relativePath>|<systemPath>/.test(text) ? undefined : [];
    case "dotnet":
      return /<ProjectReference|<Import\s/.test(text) ||
        listing.some((name) => /\.slnx?$/.test(name)) ||
        install.invocation.args.some((word) => /\.(?:slnx?|\wsproj)$/.test(word.text) && word.text.includes("/"))
        ? undefined
        : [];
    default:
      return undefined;
  }
}

/** The requirement files of a `pip install -r`, with those that they include. */
function requirementFiles(install: Install, folder: string, context: ContextView | undefined): NeededFiles | undefined {
  const files = new Set<string>();
  const queue: string[] = [];
  for (const word of install.requirements) {
    const path = below(install.folder, within(install.folder, word.text));
    if (word.value === undefined || path === undefined) return undefined;
    queue.push(path);
  }
  if (install.flags.has("c") || install.flags.has("constraint") || install.flags.has("group")) return undefined;
  for (let file = queue.shift(); file !== undefined && files.size < 50; file = queue.shift()) {
    if (files.has(file)) continue;
    files.add(file);
    const isThere = context?.has(joined(folder, file));
    if (isThere === false) return undefined;
    const text = context?.read(joined(folder, file));
    if (text === undefined && isThere) return undefined;
    for (const line of (text ?? "").split(/\r?\n/)) {
      const include = /^\s*(?:-r|-c|--requirement|--constraint)[\s=]+(\S+)/.exec(line);
      if (include?.[1]) queue.push(within(file.slice(0, Math.max(0, file.lastIndexOf("/"))), include[1]));
      else if (/^\s*(?:-e|--editable|\.|\/|file:)|@\s*file:/.test(line)) return undefined;
    }
  }
  // COPY flattens: files of several folders would land in one.
  const folders = new Set([...files].map((file) => file.slice(0, Math.max(0, file.lastIndexOf("/")))));
  if (folders.size > 1) return undefined;
  const [only] = folders;
  if (only === undefined || only === "") return { files: [...files], folders: [], cautions: [] };
  return files.size > 0 ? { files: [], folders: [only], cautions: [] } : undefined;
}
