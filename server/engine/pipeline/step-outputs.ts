import { findAction, type KnownAction } from "../knowledge/actions.ts";
import type { ShellCommand, ShellWord } from "../languages/shell/model.ts";
import type { ActionFile, Step } from "../languages/workflow/model.ts";
import { rememberFor } from "../text/remember.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { calleeOf } from "./callee.ts";

/** An output of a step. */
export interface StepOutput {
  readonly name: string;
  readonly about: string | undefined;
}

/** The outputs of a step, as far as they can be told. */
export interface StepOutputs {
  readonly outputs: readonly StepOutput[];
  /** It puts out nothing else. */
  readonly isComplete: boolean;
}

const unknown: StepOutputs = { outputs: [], isComplete: false };

/** What a step puts out: what its action declares, or what its script writes to `GITHUB_OUTPUT`. */
export function outputsOfStep(step: Step, workspace: Workspace): StepOutputs {
  const { uses } = step;
  if (uses?.kind === "repository" && uses.action !== undefined) {
    const action = findAction(uses.action);
    // A script that an action runs for its user may put out anything.
    if (!action?.outputs || action.codeInputs.includes("script")) return unknown;
    const isKnownVersion = uses.major === undefined || action.major === undefined || uses.major <= action.major;
    return outputsOfAction(action)[isKnownVersion ? "known" : "newer"];
  }
  if (uses) {
    const callee = calleeOf(uses, step.file, workspace);
    return callee?.language !== "action" || callee.isTemplate ? unknown : declaredOutputs(callee);
  }
  return outputsOfScript(step);
}

const outputsOfAction = rememberFor((action: KnownAction) => {
  const outputs = (action.outputs ?? []).map((name) => ({ name, about: undefined }));
  return { known: { outputs, isComplete: true }, newer: { outputs, isComplete: false } };
});

const declaredOutputs = rememberFor((callee: ActionFile): StepOutputs => {
  const outputs = callee.outputs.map(({ name, description }) => ({ name, about: description?.literal }));
  // Code may put out what it does not declare; of a composite action nothing but the declared outputs comes through.
  return { outputs, isComplete: callee.kind === "composite" && !outputs.some(({ name }) => name === "<<") };
});

const outputsOfScript = rememberFor(({ script, run }: Step): StepOutputs => {
  if (!script || !run) return unknown;
  const names = new Set<string>();
  let writes = 0;
  let isComplete = script.errors.length === 0;
  for (const command of script.commands) {
    if (command.name === undefined ? command.assignments.length === 0 || command.args.length > 0 : !writesNothing.has(command.name)) {
      isComplete = false;
    }
    const name = writtenBy(command);
    if (name === undefined) continue;
    names.add(name);
    writes++;
  }
  // Every place that names the file must be understood.
  const mentions = run.text.match(/GITHUB_OUTPUT|set-output|GITHUB_ENV_FILE/g)?.length ?? 0;
  return { outputs: [...names].map((name) => ({ name, about: undefined })), isComplete: isComplete && mentions === writes };
});

/** Commands that never write outputs by themselves: what is not in this list may be a script or program of the project that does. */
const writesNothing: ReadonlySet<string> = new Set(
  (
    "[ [[ awk basename brew cat cd chmod choco chown cp curl cut date declare dirname docker echo exit export false find gh git grep gzip head helm " +
    "hostname id jq kubectl ln local ls mkdir mktemp mv popd printenv printf pushd pwd read realpath return rm sed seq set sha256sum shift sleep sort " +
    "stat tail tar test touch tr true uname uniq unset unzip wc wget which yq zip : dpkg apt apt-get aws az gcloud uniq"
  ).split(" "),
);

/** The output that `echo "name=value" >> "$GITHUB_OUTPUT"` writes. */
function writtenBy(command: ShellCommand): string | undefined {
  if (command.name !== "echo" && command.name !== "printf") return undefined;
  const target = command.redirects.find(({ operator }) => operator === ">>")?.target;
  if (!target || !/^\$\{?GITHUB_OUTPUT\}?$/.test(target.text)) return undefined;
  const text = command.args.find(({ text: argument }: ShellWord) => !/^-[neE]+$/.test(argument))?.text ?? "";
  return /^([A-Za-z_][\w-]*)(?:=|<<)/.exec(text)?.[1];
}
