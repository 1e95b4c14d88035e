import type { PackageManager, Shell } from "../knowledge/base-images.ts";
import { toolOfBase } from "../knowledge/image-tools.ts";
import type { CopyInstruction, Instruction, RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import type { ShellCommand } from "../languages/shell/model.ts";
import { baseImageOf } from "./base.ts";

/** Packages whose programs have other names. */
const programsInPackage: Readonly<Record<string, readonly string[]>> = {
  "bind-tools": ["dig", "nslookup"],
  "build-base": ["gcc", "g++", "make"],
  "build-essential": ["gcc", "g++", "make"],
  "curl-minimal": ["curl"],
  "default-jdk": ["java", "javac"],
  "default-jre": ["java"],
  "default-jre-headless": ["java"],
  golang: ["go"],
  iproute2: ["ip", "ss"],
  netcat: ["nc"],
  "netcat-openbsd": ["nc"],
  "netcat-traditional": ["nc"],
  nodejs: ["node"],
  "nodejs-current": ["node"],
  "openssh-client": ["ssh"],
  passwd: ["useradd", "groupadd"],
  "postgresql-client": ["psql", "pg_isready"],
  procps: ["ps", "pgrep"],
  python3: ["python3"],
  "redis-tools": ["redis-cli"],
  shadow: ["useradd", "groupadd"],
  "shadow-utils": ["useradd", "groupadd"],
  "su-exec": ["su-exec"],
  xz: ["xz"],
};

const binFolder = /^\/(?:usr\/)?(?:local\/)?s?bin\/?$|^\/(?:app|opt|root)\/(?:[\w.-]+\/)*bin\/?$/;

/**
 * Whether a program is there at the end of the stage, or before `until`: from the base image's facts, the packages installed in the chain
 * and the programs copied to a folder of programs. Undefined where it cannot be told.
 */
export function hasTool(stage: Stage, tool: string, until?: Instruction): boolean | undefined {
  const limit = until?.index ?? Number.POSITIVE_INFINITY;
  let answer = toolOfBase(baseImageOf(stage), tool);
  for (const instruction of stage.chainInstructions) {
    if (instruction.index >= limit) break;
    const change = instruction.keyword === "RUN" ? changeByRun(instruction, tool) : changeByCopy(instruction, tool);
    if (change === "added") answer = true;
    else if (change === "removed") answer = false;
    else if (change === "unknown" && answer !== true) answer = undefined;
  }
  return answer;
}

/** The package manager that the stage has. For an unknown base image, the one that the chain's scripts use. */
export function packageManagerOf(stage: Stage): PackageManager | undefined {
  const base = baseImageOf(stage);
  if (base?.packages !== undefined || base?.os === "windows") return base.packages;
  for (const instruction of stage.chainInstructions) {
    if (instruction.keyword !== "RUN") continue;
    for (const command of instruction.command?.script?.commands ?? []) {
      const manager = managers[command.name ?? ""];
      if (manager !== undefined && manager !== "none" && packageChange(command) !== undefined) return manager;
    }
  }
  return undefined;
}

/**
 * The shell that reads the shell form at the end of the stage, or before `until`; `none` where there is no shell. Undefined where it is not
 * known or is no POSIX-like shell.
 */
export function shellOf(stage: Stage, until?: Instruction): Shell | undefined {
  const words = stage.shell(until);
  const program = words?.[0]?.replace(/^.*[\\/]/, "");
  if (program === "bash" || program === "ash" || program === "dash") return program;
  if (program !== undefined && program !== "sh") return undefined;
  const base = baseImageOf(stage);
  if (base?.shell !== "none") return base?.shell;
  return hasTool(stage, "sh", until) === false ? "none" : undefined;
}

type Change = "added" | "removed" | "unknown" | undefined;

const managers: Readonly<Record<string, PackageManager>> = {
  apk: "apk",
  apt: "apt",
  "apt-get": "apt",
  aptitude: "apt",
  dnf: "dnf",
  install_packages: "apt",
  microdnf: "microdnf",
  pacman: "pacman",
  tdnf: "tdnf",
  yum: "yum",
  zypper: "zypper",
};
const installing = new Set(["install", "add", "in", "reinstall", "localinstall", "-S", "-Sy", "-Syu", "-Syyu", "-Su"]);
const removing = new Set(["remove", "purge", "del", "rm", "erase", "autoremove", "-R", "-Rs", "-Rns"]);
/** Options of the package managers that take their value as the next word. */
const optionsWithValue = new Set([
  "-t",
  "--virtual",
  "--repository",
  "-X",
  "-o",
  "--option",
  "--target-release",
  "--default-release",
  "-c",
]);

interface PackageChange {
  readonly manager: PackageManager;
  readonly isInstall: boolean;
  /** The indices of the words that name packages, those with an unknown value included, and of the verb where there is one. */
  readonly packagesAt: readonly number[];
  readonly verbAt: number | undefined;
  readonly packages: readonly string[];
  /** A name hangs on a variable or a file pattern. */
  readonly hasUnknown: boolean;
  /** The virtual package of `apk add --virtual`. */
  readonly group: string | undefined;
}

/** What a call of a package manager installs or removes; undefined for every other command. */
export function packageChange(command: ShellCommand): PackageChange | undefined {
  const { name, args } = command;
  const manager = name === undefined || !Object.hasOwn(managers, name) ? undefined : managers[name];
  if (manager === undefined) return undefined;
  const packagesAt: number[] = [];
  let verbAt: number | undefined;
  let verb: string | undefined = name === "install_packages" ? "install" : undefined;
  const packages: string[] = [];
  let hasUnknown = command.wrappers.includes("xargs");
  let group: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    if (!word) continue;
    if (verb === undefined && (installing.has(word.text) || removing.has(word.text))) {
      verb = word.text;
      verbAt = i;
      continue;
    }
    if (word.text.startsWith("-")) {
      const virtual = /^(?:--virtual|-t)(?:=(.*))?$/.exec(word.text);
      if (name === "apk" && virtual) group = virtual[1] ?? args[i + 1]?.text;
      if (optionsWithValue.has(word.text)) i++;
      continue;
    }
    if (verb === undefined) continue;
    packagesAt.push(i);
    const text = word.value ?? (/[$`]/.test(word.text.replace(/[=<>~].*$/s, "")) ? undefined : word.text);
    if (text === undefined) hasUnknown = true;
    else packages.push(text.replace(/[=<>~@].*$/s, "").replace(/:[a-z\d]+$/, ""));
  }
  return verb === undefined ? undefined : { manager, isInstall: installing.has(verb), packagesAt, verbAt, packages, hasUnknown, group };
}

/** Programs that put another one where they are told to. */
const placing = new Set(["chmod", "cp", "curl", "install", "ln", "mv", "wget"]);
const languageInstallers = new Set(["npm", "pnpm", "yarn", "pip", "pip3", "pipx", "gem", "uv"]);

function changeByRun(instruction: RunInstruction, tool: string): Change {
  const script = instruction.command?.script;
  if (!script) return instruction.command ? "unknown" : undefined;
  let change: Change;
  const groups = new Map<string, readonly string[]>();
  for (const command of script.commands) {
    const found = changeByCommand(command, tool, groups);
    if (found === undefined) continue;
    if (found === "unknown" || command.isConditional) change = change === "added" && found !== "removed" ? change : "unknown";
    else change = found;
  }
  return change;
}

function changeByCommand(command: ShellCommand, tool: string, groups: Map<string, readonly string[]>): Change {
  const { name, args } = command;
  const change = packageChange(command);
  if (change) {
    if (change.isInstall) {
      if (change.group !== undefined) groups.set(change.group, change.packages);
      if (change.packages.some((one) => holds(one, tool))) return "added";
      return change.hasUnknown ? "unknown" : undefined;
    }
    const removed = change.packages.flatMap((one) => [one, ...(groups.get(one) ?? [])]);
    return removed.some((one) => holds(one, tool)) ? "removed" : undefined;
  }
  if (name === "rm") return args.some((word) => isProgram(word.text, tool)) ? "removed" : undefined;
  if (name !== undefined && placing.has(name) && args.some((word) => isProgram(word.text, tool))) return "added";
  if (name !== undefined && placing.has(name) && name !== "chmod") {
    const target = args.at(-1)?.text ?? "";
    if (binFolder.test(target)) return args.slice(0, -1).some((word) => lastPart(word.text) === tool) ? "added" : undefined;
  }
  if (command.redirects.some((redirect) => redirect.operator.startsWith(">") && isProgram(redirect.target?.text ?? "", tool)))
    return "added";
  if (
    name !== undefined &&
    languageInstallers.has(name) &&
    args.some((word) => word.text === "install" || word.text === "add" || word.text === "i")
  ) {
    return args.some((word) => word.text.replace(/(?<=.)[@=<>~[].*$/s, "") === tool) ? "added" : undefined;
  }
  return runsAnything(command) ? "unknown" : undefined;
}

/** Whether a command runs a script that is not seen here and may install whatever it likes. */
function runsAnything({ name, args, pipe }: ShellCommand): boolean {
  if (name === undefined || name.endsWith(".sh") || name === "make" || name.startsWith("ansible")) return true;
  const isInterpreter = name === "sh" || name === "bash" || name === "ash" || name === "source" || name === ".";
  return isInterpreter && (pipe !== undefined || args.some((word) => !word.text.startsWith("-")));
}

function holds(packageName: string, tool: string): boolean {
  return (
    packageName === tool ||
    programsInPackage[packageName]?.includes(tool) === true ||
    (tool === "python3" && /^python3\.\d+$/.test(packageName))
  );
}

function isProgram(path: string, tool: string): boolean {
  const slash = path.lastIndexOf("/");
  return slash > 0 && path.slice(slash + 1) === tool && binFolder.test(path.slice(0, slash));
}

function lastPart(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

function changeByCopy(instruction: Instruction, tool: string): Change {
  if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") return undefined;
  const destination = instruction.destination?.value;
  if (destination === undefined) return undefined;
  if (isProgram(destination, tool)) return "added";
  if (binFolder.test(destination)) {
    const names = instruction.sources.map((source) => lastPart(source.value ?? source.text));
    if (names.includes(tool)) return "added";
    return names.some((name) => name === "" || name === "." || name === "bin" || /[*?]/.test(name)) ? "unknown" : undefined;
  }
  return mayHoldPrograms(instruction, destination) ? "unknown" : undefined;
}

/** Whether what is copied may bring folders of programs along: whole file systems, parts of `/usr`, archives laid over the root. */
function mayHoldPrograms(instruction: CopyInstruction, destination: string): boolean {
  if (!/^\/(usr(\/local)?\/?)?$/.test(destination)) return false;
  return instruction.sources.some((source) => {
    const name = lastPart(source.value ?? source.text);
    return instruction.keyword === "ADD" || !/\.\w+$/.test(name);
  });
}
