import { readPackage } from "../image/node-package.ts";
import { launched } from "../knowledge/launchers.ts";
import type { ShellCommand, ShellScript } from "../languages/shell/model.ts";
import { parseShell } from "../languages/shell/parse.ts";
import type { Step } from "../languages/workflow/model.ts";
import { MappedText } from "../text/mapped.ts";
import { remember } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { inFolder, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { repositoryOf } from "./callee.ts";
import { remembered } from "./remembered.ts";

/** A program that a step runs, be it written there or in a script that the step calls. */
export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  /** The command in `run` that leads to it: its index in `step.script.commands`, and its place in the file from its name on. */
  readonly command: number;
  readonly span: Span;
  /** The script, target or file that could not be looked into: `ci` of `make ci`, `deploy.sh`. */
  readonly opaque: string | undefined;
  /** The command's own environment variables, as far as they stand in front of it. */
  readonly assignments: ReadonlyMap<string, string>;
  readonly shell: ShellCommand;
  /** What it is given to read in a heredoc. */
  readonly heredoc: string | undefined;
}

const maximumDepth = 5;
/**
 * The programs that the `run` of a step comes down to. Scripts of package.json, targets of a Makefile and shell scripts of the repository are
 * looked into where they can be seen.
 */
export const programsOf: (step: Step, workspace: Workspace) => readonly Program[] = remembered((step: Step, workspace) => {
  const { script } = step;
  const programs: Program[] = [];
  if (!script) return programs;
  const placeOf = (command: ShellCommand, index: number): Place => {
    const start = Math.min(command.assignments[0]?.span.start ?? command.nameSpan.start, command.nameSpan.start);
    const end = command.args.at(-1)?.span.end ?? command.nameSpan.end;
    return { command: index, span: script.source.spanToSource({ start, end }), shell: command };
  };
  new Walk(workspace, repositoryOf(step.file.source.path)).visit(script, step.workingDirectory, placeOf, programs, 0);
  return programs;
});

type Place = Pick<Program, "command" | "span" | "shell">;

class Walk {
  readonly #workspace: Workspace;
  readonly #repository: string;

  constructor(workspace: Workspace, repository: string) {
    this.#workspace = workspace;
    this.#repository = repository;
  }

  /** `folder` is that of the repository in which the script runs, undefined where it is not known. */
  visit(
    script: ShellScript,
    folder: string | undefined,
    placeOf: (command: ShellCommand, index: number) => Place,
    found: Program[],
    depth: number,
  ): void {
    let at = folder;
    for (const [index, command] of script.commands.entries()) {
      const { name } = command;
      if (name === undefined) continue;
      const args = command.args.map(({ text }) => text);
      const place = placeOf(command, index);
      if (name === "cd" || name === "pushd") {
        at = at === undefined || command.args[0]?.value === undefined ? undefined : resolvePath(at, command.args[0].value);
        continue;
      }
      this.#add(name, args, command, script, at, place, found, depth);
    }
  }

  #add(
    name: string,
    args: readonly string[],
    command: ShellCommand,
    script: ShellScript,
    folder: string | undefined,
    place: Place,
    found: Program[],
    depth: number,
  ): void {
    const assignments = new Map(command.assignments.map((one) => [one.name, one.value?.text ?? ""]));
    const launch = launched(name, args);
    const body = command.redirects.find((redirect) => redirect.body)?.body;
    const heredoc = body && script.source.text.slice(body.start, body.end);
    const add = (opaque: string | undefined) => found.push({ name, args, ...place, opaque, assignments, heredoc });
    const follow = (text: string): void => this.visit(shellOf(text), folder, () => place, found, depth + 1);
    const file = fileOf(command, script);
    if (file !== undefined) {
      const content = /\.(?:ba|z)?sh$|(?:^|\/)[^./]+$/.test(file) && depth < maximumDepth ? this.#fileAt(folder, file) : undefined;
      if (content === undefined || /^#!.*\b(?:python|ruby|node|deno|bun|perl|php)/.test(content)) add(file);
      else follow(content);
      return;
    }
    const bodies = launch.scripts.map((target) => (depth < maximumDepth ? this.#bodyOf(launch.runner, target, args, folder) : undefined));
    const unseen = launch.scripts.find((_, i) => bodies[i] === undefined);
    if (unseen !== undefined || launch.scripts.length === 0) add(unseen);
    for (const body of bodies) if (body !== undefined) follow(body);
  }

  #bodyOf(runner: string | undefined, target: string, args: readonly string[], folder: string | undefined): string | undefined {
    // In another folder, or for the packages of a workspace.
    if (
      folder === undefined ||
      args.some((arg) => /^(?:-C|--prefix|--cwd|--dir|-w|--workspaces?|--filter|-F|-r|--recursive|-f|--file)(?:=|$)/.test(arg))
    )
      return undefined;
    const at = inFolder(this.#repository, folder);
    switch (runner) {
      case "npm":
      case "pnpm":
      case "yarn":
      case "bun":
        return packageScripts(this.#workspace, inFolder(at, "package.json")).get(target);
      case "make":
      case "gmake":
        return ["GNUmakefile", "makefile", "Makefile"]
          .map((name) => makeTargets(this.#workspace, inFolder(at, name)).get(target))
          .find((recipe) => recipe !== undefined);
      default:
        return undefined;
    }
  }

  #fileAt(folder: string | undefined, file: string): string | undefined {
    const path = folder === undefined ? undefined : resolvePath(inFolder(this.#repository, folder), file);
    if (path === undefined) return undefined;
    return this.#workspace.read(path);
  }
}

const shellOf = remember((text: string): ShellScript => parseShell(new MappedText(text, 0)), 200);

/** The file of the repository that a command runs: `./ci.sh`, `bash scripts/ci.sh`, `python tools/check.py`. */
function fileOf(command: ShellCommand, script: ShellScript): string | undefined {
  const written = script.source.text.slice(command.nameSpan.start, command.nameSpan.end).replace(/["']/g, "");
  if (/^(?:\.\/|\.\.\/|[\w.-]+\/)/.test(written) && !/^(?:node_modules|vendor\/bin|\.venv|venv)\//.test(written.replace(/^\.\//, ""))) {
    // Wrappers stand for their program: Gradle's, Maven's, and those that Bundler puts into `bin`.
    return /(?:^|\/)(?:gradlew|mvnw|sbt|manage\.py|bin\/(?:rails|rake|rspec|rubocop|standardrb|brakeman|kamal))$/.test(written)
      ? undefined
      : written;
  }
  if (!/^(?:ba|z|da|k)?sh$|^(?:source|\.|python3?|node|ruby|perl|php|tsx|ts-node)$/.test(command.name ?? "")) return undefined;
  const [first] = command.args.filter(({ text }) => !text.startsWith("-"));
  return first?.value !== undefined && /\.\w+$|\//.test(first.value) && !/manage\.py$/.test(first.value) ? first.value : undefined;
}

const packageScripts = keyedFact(
  "the scripts of",
  (workspace, path): ReadonlyMap<string, string> => readPackage(workspace.read(path))?.scripts ?? new Map(),
);

/** The recipe of every target of a Makefile, those of what it depends on in front. */
const makeTargets = keyedFact("the targets of", (workspace, path): ReadonlyMap<string, string> => {
  const rules = new Map<string, { readonly needs: readonly string[]; readonly lines: string[] }>();
  let open: string[] | undefined;
  for (const line of (workspace.read(path) ?? "").replaceAll("\\\n", " ").split(/\r?\n/)) {
    const [, names, needs = "", first] = /^([\w./%-][\w./% -]*?)\s*::?(?!=)([^;=]*)(?:;(.*))?$/.exec(line) ?? [];
    if (line.startsWith("\t"))
      open?.push(
        line
          .slice(1)
          .replace(/^[@+-]+/, "")
          .replaceAll("$(MAKE)", "make"),
      );
    else if (names !== undefined) {
      open = first === undefined ? [] : [first];
      for (const name of names.split(/\s+/)) {
        if (!name.startsWith("."))
          rules.set(name, {
            needs: needs
              .replace(/#.*/, "")
              .split(/[\s|]+/)
              .filter(Boolean),
            lines: open,
          });
      }
    } else if (line.trim() !== "" && !line.startsWith("#")) open = undefined;
  }
  const recipes = new Map<string, string>();
  for (const name of rules.keys()) {
    const lines: string[] = [];
    const seen = new Set<string>();
    const visit = (target: string): void => {
      const rule = rules.get(target);
      if (!rule || seen.has(target) || seen.size > 50) return;
      seen.add(target);
      for (const need of rule.needs) visit(need);
      lines.push(...rule.lines);
    };
    visit(name);
    recipes.set(name, lines.join("\n"));
  }
  return recipes;
});
