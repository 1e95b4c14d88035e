import type { Manager } from "../knowledge/dependency-files.ts";
import { plainWords } from "../knowledge/launchers.ts";
import type { ShellCommand, ShellScript } from "../languages/shell/model.ts";
import type { Step } from "../languages/workflow/model.ts";
import { inFolder, resolvePath } from "../workspace/paths.ts";
import { repositoryOf } from "./callee.ts";

/** A command of a step that fetches a project's dependencies. */
export interface StepInstall {
  readonly step: Step;
  readonly manager: Manager;
  readonly command: ShellCommand;
  /** The word that says what to do: `install`; undefined for a bare `yarn`, and where a build fetches what it needs. */
  readonly verb: ShellCommand["args"][number] | undefined;
  /** The folder of the workspace in which it runs; undefined where that cannot be told. */
  readonly folder: string | undefined;
  /** It names packages, or installs for the whole machine. */
  readonly isNamed: boolean;
  /** What pip's `-r` names, as written. */
  readonly requirements: readonly string[];
}

const known = new WeakMap<Step, readonly StepInstall[]>();

/** The installs in a step's own script, be the shell what it may. */
export function installsOf(step: Step): readonly StepInstall[] {
  let installs = known.get(step);
  if (!installs) {
    const script = step.script ?? step.roughScript;
    installs = script ? read(step, script) : [];
    known.set(step, installs);
  }
  return installs;
}

function read(step: Step, script: ShellScript): readonly StepInstall[] {
  const found: StepInstall[] = [];
  const own = step.workingDirectory;
  let at = own === undefined ? undefined : resolvePath(repositoryOf(step.file.source.path), own);
  for (const command of script.commands) {
    const { name } = command;
    if (name === "cd" || name === "pushd") {
      const [target] = command.args;
      at = at === undefined || target?.value === undefined ? undefined : resolvePath(at, target.value);
      continue;
    }
    if (name === "popd") at = undefined;
    const call = name === undefined ? undefined : readCall(name, command);
    if (!call) continue;
    const elsewhere = optionOf(command, /^(?:--prefix|--cwd|-C|--dir|--directory)$/);
    const folder = elsewhere === undefined ? at : at === undefined || elsewhere === "" ? undefined : resolvePath(at, elsewhere);
    found.push({ step, command, folder, ...call });
  }
  return found;
}

/** The value of an option: "" where an expression or variable gives it, undefined where it is not there. */
function optionOf(command: ShellCommand, option: RegExp): string | undefined {
  for (const [i, { text }] of command.args.entries()) {
    const [name = "", value] = text.split("=", 2);
    if (!option.test(name)) continue;
    const found = value ?? command.args[i + 1]?.text ?? "";
    return /[$*]/.test(found) ? "" : found;
  }
  return undefined;
}

type Call = Pick<StepInstall, "manager" | "verb" | "isNamed" | "requirements">;

function readCall(name: string, command: ShellCommand): Call | undefined {
  const texts = command.args.map(({ text }) => text);
  const [verb, ...operands] = plainWords(name, texts);
  const word = command.args.find(({ text }) => text === verb);
  const isGlobal = texts.some((text) => /^(?:-g|--global|--location=global)$/.test(text));
  const install = (manager: Manager, isNamed = operands.length > 0 || isGlobal): Call => ({
    manager,
    verb: word,
    isNamed,
    requirements: [],
  });
  switch (name) {
    case "npm":
      return /^(?:install|i|in|ins|inst|isntall|add|ci|clean-install|ic|install-clean|cit|install-ci-test|it|install-test)$/.test(
        verb ?? "",
      )
        ? install("npm")
        : undefined;
    case "pnpm":
      return /^(?:install|i)$/.test(verb ?? "") ? install("pnpm") : undefined;
    case "yarn":
      return verb === undefined || verb === "install" ? install("yarn", isGlobal) : undefined;
    case "pip":
    case "pip3":
      return verb === "install" ? { ...install("pip", true), requirements: requirementsOf(texts) } : undefined;
    case "python":
    case "python3": {
      const at = texts.findIndex((text, i) => text === "pip" && texts[i - 1] === "-m");
      if (at < 0 || texts[at + 1] !== "install") return undefined;
      return { manager: "pip", verb: command.args[at + 1], isNamed: true, requirements: requirementsOf(texts.slice(at)) };
    }
    case "poetry":
      return /^(?:install|sync)$/.test(verb ?? "") ? install("poetry") : undefined;
    case "pipenv":
      return /^(?:install|sync)$/.test(verb ?? "") ? install("pipenv") : undefined;
    case "mvn":
    case "mvnw":
      return { ...install("maven", false), verb: undefined };
    case "gradle":
    case "gradlew":
      return { ...install("gradle", false), verb: undefined };
    default:
      return undefined;
  }
}

function requirementsOf(texts: readonly string[]): readonly string[] {
  const files: string[] = [];
  for (const [i, text] of texts.entries()) {
    if (text === "-r" || text === "--requirement") files.push(texts[i + 1] ?? "");
    else if (text.startsWith("--requirement=")) files.push(text.slice("--requirement=".length));
    else if (/^-r./.test(text)) files.push(text.slice(2));
  }
  return files.filter((file) => file !== "" && !/[$*]|:\/\//.test(file));
}

/** A path of the workspace as the workflow writes it: from the repository's root on. */
export function inRepository(path: string, step: Step): string {
  const repository = repositoryOf(step.file.source.path);
  return repository === "" ? path : path.slice(repository.length + 1);
}

/** A path that a step's file names, as one of the workspace. */
export function fromRepository(path: string, step: Step): string {
  return inFolder(repositoryOf(step.file.source.path), path);
}
