import type { Dockerfile } from "../languages/dockerfile/model.ts";
import { parseDockerfile } from "../languages/dockerfile/parse.ts";
import type { Step, Text, Workflow } from "../languages/workflow/model.ts";
import { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { buildsOfScript } from "../workspace/docker-command.ts";
import { gitIgnored } from "../workspace/gitignore.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { repositoryOf } from "./callee.ts";
import { listItems } from "./image-text.ts";
import { isPlainText } from "./report.ts";

/** A word of a build, with its place. */
export interface Named {
  readonly name: string;
  readonly span: Span;
}

/** A build of an image from a Dockerfile of the repository. */
export interface ImageBuild {
  readonly step: Step;
  /** The Dockerfile in the workspace; undefined where it cannot be told. */
  readonly dockerfile: string | undefined;
  /** What names it: the input `file`, the context, else the action or command. */
  readonly span: Span;
  /** The file as it is written, where it is: the path of the workspace that it counts from. */
  readonly written: { readonly text: string; readonly base: string } | undefined;
  readonly target: Named | undefined;
  readonly args: readonly Named[];
}

/** The builds of the steps of a workflow: by docker/build-push-action, and by `docker build` in scripts. */
export function imageBuilds(workflow: Workflow): readonly ImageBuild[] {
  let found = known.get(workflow);
  if (!found) {
    found = workflow.jobs.flatMap((job) => job.steps.flatMap((step) => (step.uses ? (buildOfAction(step) ?? []) : buildsInScript(step))));
    known.set(workflow, found);
  }
  return found;
}

const known = new WeakMap<Workflow, readonly ImageBuild[]>();

/** The Dockerfile that a step of docker/build-push-action builds; undefined where it cannot be told or seen. */
export function dockerfileOf(step: Step, workspace: Workspace): Dockerfile | undefined {
  const path = buildOfAction(step)?.dockerfile;
  return path === undefined ? undefined : dockerfileAt(path, workspace);
}

/** The Dockerfile at a path; undefined where it cannot be seen, is a template, or another frontend than Docker's reads it. */
export function dockerfileAt(path: string, workspace: Workspace): Dockerfile | undefined {
  const file = parsed(workspace, path);
  if (!file || file.isTemplate || file.stages.length === 0) return undefined;
  const syntax = file.directives.find(({ name }) => name === "syntax")?.value;
  return syntax === undefined || /(?:^|\/)docker\/dockerfile(?::|$)/.test(syntax) ? file : undefined;
}

const parsed = keyedFact("the Dockerfile at", (workspace, path): Dockerfile | undefined => {
  const text = workspace.read(path);
  return text === undefined ? undefined : parseDockerfile(new SourceText(path, text));
});

function buildOfAction(step: Step): ImageBuild | undefined {
  const action = step.uses?.action;
  if (action === undefined || !/^(?:docker|depot|useblacksmith|warpbuilds)\/build-push-action$/.test(action)) return undefined;
  const context = step.input("context")?.value;
  const file = step.input("file")?.value;
  const target = step.input("target")?.value;
  const args = step.input("build-args")?.value;
  const base = baseOf(step, context);
  const fits = (text: Text | undefined): text is Text => isPlainText(text) && text.text.trim() !== "";
  let dockerfile: string | undefined;
  let written: ImageBuild["written"];
  if (base !== undefined) {
    if (fits(file)) {
      const text = file.text.trim();
      // With the repository itself as the context, the file counts from that folder of it.
      const from = /^\{\{/.test(context?.text ?? "") ? contextFolder(context, base) : base;
      dockerfile = from === undefined ? undefined : resolvePath(from, text);
      written = from === undefined ? undefined : { text, base: from };
    } else if (!file) {
      const folder = contextFolder(context, base);
      dockerfile = folder === undefined ? undefined : inFolder(folder, "Dockerfile");
    }
  }
  return {
    step,
    dockerfile,
    span: file?.span ?? context?.span ?? step.uses?.span ?? step.span,
    written,
    target: fits(target) ? { name: target.text.trim(), span: target.span } : undefined,
    args: args && !args.node.alias ? argumentsIn(args) : [],
  };
}

function argumentsIn(text: Text): readonly Named[] {
  return listItems(text, false).flatMap(({ text: line, start }) => {
    const name = /^"?([A-Za-z_]\w*)=/.exec(line)?.[1];
    if (name === undefined) return [];
    const at = start + (line.startsWith('"') ? 1 : 0);
    return [{ name, span: text.mapped.spanToSource({ start: at, end: at + name.length }) }];
  });
}

function contextFolder(context: Text | undefined, base: string): string | undefined {
  if (!context || context.text.trim() === "") return base;
  const ofRepository = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(context.text.trim());
  if (ofRepository) return resolvePath(base, ofRepository[1] ?? "");
  if (context.literal === undefined || /\{\{|#/.test(context.text) || /\.git$/.test(context.text)) return undefined;
  return resolvePath(base, context.text.trim());
}

/** The folder of the workspace in which a step's job has the repository; undefined where another repository, or none, may be there. */
export function baseOf(step: Step, context?: Text): string | undefined {
  const { job, file } = step;
  if (!job) return undefined;
  const repository = repositoryOf(file.source.path);
  const checkouts = job.stepsUsing("actions/checkout");
  const isFromGit = step.uses !== undefined && (!context || context.text.trim() === "" || /^\{\{\s*defaultContext/.test(context.text));
  if (checkouts.length === 0) return isFromGit ? repository : undefined;
  if (checkouts.some((one) => one.input("path") || one.input("repository") || /[^\s]/.test(refOf(one)))) return undefined;
  return repository;
}

/** Another commit than the one that the workflow stands in may have other files. */
function refOf(checkout: Step): string {
  const ref = checkout.input("ref")?.value?.text ?? "";
  return /github\.(?:sha|ref|ref_name|head_ref|event\.pull_request\.head\.\w+|event\.workflow_run\.head_\w+)\b/.test(ref) ? "" : ref;
}

function buildsInScript(step: Step): readonly ImageBuild[] {
  const { script } = step;
  if (!script || !/\bbuild\b|\bbud\b/.test(script.source.text)) return [];
  const folder = folderIn(step);
  const remote = script.commands.some(({ name }) => name === "git" || name === "cd") ? undefined : folder;
  return buildsOfScript(script, remote).map((build) => {
    const command = script.commands.find(({ span }) => span.start === build.span.start);
    const args = command?.args ?? [];
    const toFile = (span: Span): Span => script.source.spanToSource(span);
    const after = (options: readonly string[]) =>
      args.flatMap((word, index) => {
        const option = options.find((one) => word.text === one || word.text.startsWith(`${one}=`));
        if (option === undefined) return [];
        if (word.text === option) return args[index + 1] ? [args[index + 1] as (typeof args)[number]] : [];
        const equals = word.raw.indexOf("=") + 1;
        return [
          {
            ...word,
            raw: word.raw.slice(equals),
            text: word.text.slice(word.text.indexOf("=") + 1),
            span: { start: word.span.start + equals, end: word.span.end },
          },
        ];
      });
    const file = after(["-f", "--file"]).at(-1);
    const target = after(["--target"]).at(-1);
    const span = file?.span ?? command?.nameSpan ?? build.span;
    return {
      step,
      dockerfile: build.dockerfile,
      span: toFile(span),
      written: file && remote !== undefined && file.raw === file.text ? { text: file.text, base: remote } : undefined,
      target:
        target && build.target !== undefined && target.raw === target.text ? { name: build.target, span: toFile(target.span) } : undefined,
      args: after(["--build-arg"]).flatMap((word) => {
        const name = /^["']?([A-Za-z_]\w*)(?==|["']?$)/.exec(word.raw)?.[1];
        const start = word.span.start + (/^["']/.test(word.raw) ? 1 : 0);
        return name === undefined ? [] : [{ name, span: toFile({ start, end: start + name.length }) }];
      }),
    };
  });
}

/** The folder of the workspace in which a step's script starts; undefined where it cannot be told, or the files are not the repository's. */
export function folderIn(step: Step): string | undefined {
  const base = baseOf(step);
  const { workingDirectory } = step;
  if (base === undefined || workingDirectory === undefined || !step.job || step.job.container) return undefined;
  return resolvePath(base, workingDirectory);
}

/**
 * Whether a file that a step names is certainly not there when it runs: the repository has none, Git does not leave it out, and nothing before brings or
 * writes it.
 */
export function isCertainlyMissing(path: string, step: Step, workspace: Workspace): boolean {
  if (workspace.has(path) !== false || workspace.derive(gitIgnored)(path)) return false;
  const folder = folderOf(path);
  const hasFolder = folder === "" || workspace.has(folder) === true;
  const parts = [nameOf(path), ...(hasFolder ? [] : folder.split("/").filter((part) => !/^\.+$/.test(part)))];
  const { job } = step;
  for (const one of job?.steps ?? []) {
    if (one.index > step.index) break;
    const action = one.uses?.action;
    // What other actions leave behind cannot be seen; these leave nothing.
    if (
      one !== step &&
      one.uses &&
      !/^(?:actions\/(?:checkout|setup-[\w-]+|cache)|docker\/[\w-]+-action|aws-actions\/[\w-]+|azure\/(?:login|setup-[\w-]+|docker-login)|google-github-actions\/(?:auth|setup-gcloud))$/.test(
        action ?? "",
      )
    )
      return false;
    if (action === "actions/checkout" && /^(?:true|recursive)$/.test(one.input("submodules")?.value?.text ?? "") && !hasFolder)
      return false;
    if (action === "actions/cache") return false;
    const text = one.run?.text;
    if (text === undefined) continue;
    if (
      one === step
        ? writes(text, parts)
        : !hasFolder ||
          parts.some((part) => text.includes(part)) ||
          /\b(?:git\s+(?:clone|submodule|pull|checkout|worktree)|tar|unzip|make|gradlew?|mvnw?|gh\s+(?:release|run))\b/.test(text)
    )
      return false;
  }
  return true;
}

/** Whether the script that uses a file may make it as well. */
function writes(text: string, parts: readonly string[]): boolean {
  if (
    /\b(?:git\s+(?:clone|submodule|pull|checkout|worktree)|tar|unzip|curl|wget|make|gradlew?|mvnw?|npm|yarn|pnpm|cookiecutter|envsubst|kustomize|helm\s+template|mkdir)\b|\|\||\bif\b/.test(
      text,
    )
  )
    return true;
  return parts.some((part) => new RegExp(`(?:>|tee|cp|mv|sed|ln)[^\\n]*${part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`).test(text));
}

/** The path as it would be written in the place of another, for files of the same base folder. */
export function pathFrom(base: string, path: string, like: string): string | undefined {
  if (base !== "" && !path.startsWith(`${base}/`)) return undefined;
  const relative = base === "" ? path : path.slice(base.length + 1);
  return like.startsWith("./") ? `./${relative}` : relative;
}
