import { parseShell } from "../languages/shell/parse.ts";
import { repositoryOfWorkflow } from "../languages/workflow/detect.ts";
import { MappedText } from "../text/mapped.ts";
import type { Span } from "../text/span.ts";
import type { Build } from "./builds.ts";
import { buildsOfScript, idIn } from "./docker-command.ts";
import { imageName } from "./image-name.ts";
import { inFolder, resolvePath } from "./paths.ts";
import type { Workspace } from "./workspace.ts";
import { readYaml, type YamlValue } from "./yaml-tree.ts";

/** Whether a file is a workflow that runs for this repository, and not one of a repository further below. */
export function isOwnWorkflowPath(path: string): boolean {
  return repositoryOfWorkflow(path) === "";
}

/**
 * The builds of a workflow: the inputs of `docker/build-push-action` and of those made after it, and `docker build` lines of `run`.
 * Paths count from the repository's root.
 */
export function workflowBuilds(path: string, workspace: Workspace): readonly Build[] {
  const text = workspace.read(path) ?? "";
  const [document] = readYaml(text);
  const builds: Build[] = [];
  const folders = [document?.get("defaults")?.get("run")?.get("working-directory")];
  for (const { key, value: job } of document?.get("jobs")?.entries ?? []) {
    const steps = job?.get("steps")?.items ?? [];
    const checkout = new Checkout(steps);
    const jobFolders = [job?.get("defaults")?.get("run")?.get("working-directory"), ...folders];
    for (const step of steps) {
      const action = step?.get("uses");
      const run = step?.get("run");
      if (step && action && /^[^/@]+\/build-push-action@/.test(action.rawText ?? "")) {
        builds.push(...readAction(step, { path, span: action.span }, key, checkout));
      } else if (step && run?.rawText !== undefined) {
        const workingFolder = [step.get("working-directory"), ...jobFolders].find((value) => value !== undefined);
        const folder = workingFolder ? workingFolder.text : "";
        builds.push(...readRun(run, { path, text }, folder === undefined ? undefined : checkout.resolve(folder), key));
      }
    }
  }
  return builds;
}

/** Where `actions/checkout` puts this repository in the job's folder. */
class Checkout {
  /** "" in the job's folder itself. */
  readonly #folder: string | undefined;
  /** Folders with other repositories, or with what cannot be told. */
  readonly #others: readonly (string | undefined)[];

  constructor(steps: readonly (YamlValue | undefined)[]) {
    let folder: string | undefined = "";
    const others: (string | undefined)[] = [];
    for (const step of steps) {
      if (!/^actions\/checkout@/.test(step?.get("uses")?.rawText ?? "")) continue;
      const path = step?.get("with")?.get("path");
      const at = path ? path.text && resolvePath("", path.text) : "";
      const repository = step?.get("with")?.get("repository")?.rawText;
      if (repository !== undefined && !/github\.repository\b/.test(repository)) others.push(at || undefined);
      else folder = at || (path ? undefined : "");
    }
    this.#folder = folder;
    this.#others = others;
  }

  /** The path in the repository that a path of the job's folder is; undefined where it is another's, or cannot be told. */
  resolve(written: string): string | undefined {
    const path = resolvePath("", written);
    if (path === undefined || this.#folder === undefined || this.#others.includes(undefined)) return undefined;
    if (this.#others.some((other) => path === other || path.startsWith(`${other}/`))) return undefined;
    if (this.#folder === "") return path;
    if (path === this.#folder) return "";
    return path.startsWith(`${this.#folder}/`) ? path.slice(this.#folder.length + 1) : undefined;
  }
}

/** docker/build-push-action: without `context`, the context is the repository itself at the commit, and `file` counts from its root. */
function readAction(step: YamlValue, source: Build["source"], job: string, checkout: Checkout): Build[] {
  const inputs = step.get("with");
  const contextInput = inputs?.get("context");
  const file = inputs?.get("file");
  const target = inputs?.get("target");
  let context: string | undefined;
  let dockerfile: string | undefined;
  const gitContext = contextInput ? /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(contextInput.rawText ?? "") : ([""] as const);
  if (gitContext) {
    context = resolvePath("", gitContext[1] ?? "");
    if (context !== undefined && (!file || file.text !== undefined)) dockerfile = resolvePath(context, file?.text || "Dockerfile");
  } else if (contextInput?.text !== undefined) {
    context = checkout.resolve(contextInput.text);
    if (file) dockerfile = file.text === undefined ? undefined : checkout.resolve(file.text);
    else if (context !== undefined) dockerfile = inFolder(context, "Dockerfile");
  } else if (file?.text !== undefined) dockerfile = checkout.resolve(file.text);

  const args = new Map<string, string | undefined>();
  for (const [key, value] of readLines(inputs?.get("build-args"))) args.set(key, value);
  return [
    {
      source,
      kind: "workflow",
      context,
      dockerfile,
      target: target?.text || undefined,
      isTargetUnknown: target !== undefined && target.text === undefined,
      args,
      service: job,
      namedContexts: readLines(inputs?.get("build-contexts")).map(([key]) => key),
      secrets: ["secrets", "secret-envs", "secret-files"].flatMap((key) =>
        readLines(inputs?.get(key)).flatMap(([line]) => idIn(line) ?? []),
      ),
      ssh: (inputs?.get("ssh")?.rawText ?? "").split("\n").flatMap((line) => idIn(line.trim()) ?? []),
      images: (inputs?.get("tags")?.rawText ?? "").split(/[\n,]/).flatMap((tag) => imageName(tag.trim()) ?? []),
    },
  ];
}

/** An input of one `NAME=value` a line. */
function readLines(value: YamlValue | undefined): [string, string | undefined][] {
  return (value?.rawText ?? "").split("\n").flatMap((line): [string, string | undefined][] => {
    const equals = line.indexOf("=");
    if (equals < 1) return [];
    const text = line.slice(equals + 1).trim();
    return [[line.slice(0, equals).trim(), text.includes("${{") ? undefined : text]];
  });
}

function readRun(run: YamlValue, file: { path: string; text: string }, folder: string | undefined, job: string): Build[] {
  // An expression is put in before the shell reads the script: for us it is a variable of the same length.
  const script = (run.rawText ?? "").replace(/\$\{\{.*?\}\}/gs, (expression) => `$${"_".repeat(expression.length - 1)}`);
  if (!/\bbuild|\bbud\b/.test(script)) return [];
  const source = new MappedText(script, [{ joined: 0, source: 0, length: script.length }]);
  return buildsOfScript(parseShell(source), folder).map(({ span, ...build }) => ({
    ...build,
    kind: "workflow",
    service: job,
    source: { path: file.path, span: placeOf(run, span, run.rawText ?? "", file.text) },
  }));
}

/** Where a command of a block scalar's text stands in the file: its line is looked up, since the block's indentation is gone from the text. */
function placeOf(run: YamlValue, span: Span, script: string, text: string): Span {
  const line = script.slice(span.start, span.end).split("\n", 1)[0] as string;
  const nth = script.slice(0, span.start).split(line).length - 1;
  let at = run.span.start - 1;
  for (let i = 0; i <= nth; i++) {
    at = text.indexOf(line, at + 1);
    if (at < 0 || at >= run.span.end) return { start: run.span.start, end: run.span.start };
  }
  return { start: at, end: at + line.length };
}
