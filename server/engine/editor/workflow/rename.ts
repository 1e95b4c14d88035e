import type { ActionFile, Step, Workflow } from "../../languages/workflow/model.ts";
import { writeString } from "../../languages/yaml/write.ts";
import { callersOf } from "../../pipeline/callee.ts";
import { within } from "../../pipeline/edit.ts";
import type { Change, TextEdit } from "../../text/edit.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { EditorOptions, Rename, RenameTarget } from "../model.ts";
import { isSame, type Mention, mentionsIn, type Named, type NameKind } from "./mentions.ts";
import { homeOf, type Mentioned, mentionAt, mentionsOf } from "./repository.ts";

/** The name at an offset, where it is defined in the repository and so can be another. */
export function prepareRename(file: Workflow | ActionFile, offset: number, { workspace }: EditorOptions): RenameTarget | undefined {
  const at = mentionAt(file, offset, workspace);
  if (!at?.name || at.of.kind === "file" || !isDefined(at.of, file, workspace)) return undefined;
  return { span: at.name, name: file.source.slice(at.name) };
}

/** Gives what is named at an offset another name wherever it is named: the quotes and all around the names stay as they are. */
export function rename(file: Workflow | ActionFile, offset: number, name: string, options: EditorOptions): Rename | undefined {
  const target = prepareRename(file, offset, options);
  const at = target && mentionAt(file, offset, options.workspace);
  if (!at) return undefined;
  const { workspace } = options;
  const mentions = mentionsOf(at.of, file, workspace);
  const refusal = faultOf(name, at.of.kind) ?? obstacleTo(name, at.of, target.name, mentions, file, workspace);
  if (refusal !== undefined) return { refusal };
  const edits = new Map<string, TextEdit[]>();
  for (const { file: one, mention } of mentions) {
    const edit = editOf(mention, name);
    if (!edit)
      return {
        refusal: `\`${target.name}\` is written in a way that cannot be changed on line ${lineOf(one, mention)}${fileOf(one, file)}.`,
      };
    edits.set(one.source.path, [...(edits.get(one.source.path) ?? []), edit]);
  }
  return { changes: [...edits].map(([path, list]): Change => ({ kind: "edit", path, edits: list })) };
}

function isDefined(of: Named, file: Workflow | ActionFile, workspace: Workspace): boolean {
  const home = homeOf(of, file, workspace);
  return home !== undefined && mentionsIn(home, workspace).some((mention) => mention.definition && isSame(mention.of, of));
}

function editOf({ name, span, node }: Mention, text: string): TextEdit | undefined {
  if (!name) return undefined;
  if (node?.style === "plain" && writeString(text, '"', true) !== text) return { span, text: writeString(text, '"', true) };
  const written = node ? within(node, text, true) : text;
  return written === undefined ? undefined : { span: name, text: written };
}

interface Grammar {
  readonly what: string;
  readonly allowed: RegExp;
  readonly about: string;
}

// Source: `IdBuilder` of `@actions/workflow-parser` 0.3.61, and https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax.
const id = { allowed: /^(?!__)[A-Za-z_][\w-]{0,98}$/, about: "begins with a letter or `_` and goes on with letters, digits, `-` and `_`" };
const variable = { allowed: /^[A-Za-z_]\w*$/, about: "begins with a letter or `_` and goes on with letters, digits and `_`" };

const grammars: Readonly<Record<NameKind, Grammar>> = {
  job: { what: "id of a job", ...id },
  step: { what: "id of a step", ...id },
  input: { what: "name of an input", ...id },
  "job-output": { what: "name of an output", ...id },
  "step-output": { what: "name of an output", ...id },
  output: { what: "name of an output", ...id },
  matrix: { what: "name in a matrix", ...id },
  secret: {
    what: "name of a secret",
    ...variable,
    allowed: /^(?!GITHUB_)[A-Za-z_]\w*$/i,
    about: `${variable.about}, not with \`GITHUB_\``,
  },
  env: { what: "name of a variable", ...variable },
  anchor: { what: "name of an anchor", allowed: /^[\w.-]+$/, about: "has letters, digits, `-`, `_` and dots" },
  workflow: { what: "name of a workflow", allowed: /^(?!.*\$\{\{)\S(?:[^\n\r]*\S)?$/, about: "is one line of text without expressions" },
  file: { what: "path", allowed: /^$/, about: "is changed by moving the file" },
};

/** Words that YAML takes for values: as names they are none. */
const yamlWords = /^(?:true|false|null|~)$/i;

function faultOf(name: string, kind: NameKind): string | undefined {
  const { what, allowed, about } = grammars[kind];
  if (!allowed.test(name)) return `\`${name}\` cannot be the ${what}: that ${about}.`;
  if (yamlWords.test(name) && kind !== "anchor" && kind !== "workflow")
    return `\`${name}\` cannot be the ${what}: YAML reads it as a value.`;
  return undefined;
}

/** Why a thing cannot have the new name although that is well formed. */
function obstacleTo(
  name: string,
  of: Named,
  before: string,
  mentions: readonly Mentioned[],
  file: Workflow | ActionFile,
  workspace: Workspace,
): string | undefined {
  const home = homeOf(of, file, workspace) ?? file;
  const owner = takenBy(name, of, home, workspace);
  if (owner !== undefined) return `There is ${owner} \`${name}\` already${fileOf(home, file)}.`;
  const other = mentions.find(({ file: one, mention }) =>
    mentionsIn(one, workspace).some(
      ({ of: also, span }) => span.start === mention.span.start && !isSame(also, of) && also.kind !== "anchor",
    ),
  );
  if (other)
    return `\`${before}\` on line ${lineOf(other.file, other.mention)}${fileOf(other.file, file)} stands for something else as well.`;
  if (of.kind === "env") return unreadScript(before, of, file, workspace);
  if ((of.kind === "input" || of.kind === "output") && home.language === "action" && home.kind !== "composite") {
    return `The code of this action knows \`${before}\` by its name, and is not changed by a rename here.`;
  }
  if (of.kind === "secret") {
    const inheriting = callersOf(of.path, workspace).find(({ job, step }) => !step && job.secrets === "inherit");
    if (inheriting)
      return `\`${inheriting.file.source.path}\` hands its secrets on by their names (\`secrets: inherit\`), so \`${before}\` is named as it is there.`;
  }
  return undefined;
}

/** What has the new name: "a job". */
function takenBy(name: string, of: Named, home: Workflow | ActionFile, workspace: Workspace): string | undefined {
  const wanted = name.toLowerCase();
  const isOther = (mention: Mention) =>
    mention.definition !== undefined && mention.name !== undefined && mention.of.kind === of.kind && !isSame(mention.of, of);
  const named = mentionsIn(home, workspace).filter(
    (mention) => isOther(mention) && home.source.slice(mention.name as NonNullable<Mention["name"]>).toLowerCase() === wanted,
  );
  switch (of.kind) {
    case "job":
      return named.length > 0 ? "a job" : undefined;
    case "input":
      return named.length > 0 ? "an input" : undefined;
    case "output":
      return named.length > 0 ? "an output" : undefined;
    case "secret":
      return named.length > 0 ? "a secret" : undefined;
    case "anchor":
      return named.some(({ name: span }) => span && home.source.slice(span) === name) ? "an anchor" : undefined;
    case "job-output":
    case "matrix":
    case "step-output": {
      const scope = of.key.slice(0, of.key.lastIndexOf(".") + 1);
      return named.some(({ of: { key } }) => key.startsWith(scope))
        ? of.kind === "matrix"
          ? "a matrix property"
          : "an output"
        : undefined;
    }
    case "step": {
      const isIn = (steps: readonly Step[], key: string) => steps.some(({ id: text }) => `${text?.node.span.start}` === key);
      const lists = home.language === "workflow" ? home.jobs.map(({ steps }) => steps) : [home.steps];
      return named.some(({ of: { key } }) => lists.some((steps) => isIn(steps, key) && isIn(steps, of.key))) ? "a step" : undefined;
    }
    case "env": {
      const start = (one: { readonly entry: { readonly keySpan: { readonly start: number } } }) => `${one.entry.keySpan.start}`;
      const lists = [
        ...(home.language === "workflow" ? [home.env, ...home.jobs.map(({ env }) => env)] : []),
        ...home.steps.map(({ env }) => env),
      ];
      return lists.some(
        (list) => list.some((one) => start(one) === of.key) && list.some((one) => one.name === name && start(one) !== of.key),
      )
        ? "a variable"
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Scripts read variables in ways that cannot all be told: where one names it otherwise than by a plain `$NAME`, a rename would break it. */
function unreadScript(name: string, of: Named, file: Workflow | ActionFile, workspace: Workspace): string | undefined {
  const known = new Set(mentionsIn(file, workspace).flatMap((mention) => (isSame(mention.of, of) ? [mention.span.start] : [])));
  for (const step of file.steps) {
    const { run } = step;
    if (!run?.text.includes(name) || `${step.variable(name)?.entry.keySpan.start}` !== of.key) continue;
    for (let index = run.text.indexOf(name); index >= 0; index = run.text.indexOf(name, index + 1)) {
      // A part of a longer word is another name.
      if (/[\w-]/.test(run.text[index - 1] ?? "") || /[\w-]/.test(run.text[index + name.length] ?? "")) continue;
      const place = run.mapped.toSource(index);
      if (!known.has(place)) {
        return `The script on line ${file.source.lineOf(place) + 1} names \`${name}\` in a way that a rename cannot follow. Change it there first.`;
      }
    }
  }
  return undefined;
}

function lineOf(file: Workflow | ActionFile, { span }: Mention): number {
  return file.source.lineOf(span.start) + 1;
}

function fileOf(file: Workflow | ActionFile, atHand: Workflow | ActionFile): string {
  return file.source.path === atHand.source.path ? "" : ` of \`${file.source.path}\``;
}
