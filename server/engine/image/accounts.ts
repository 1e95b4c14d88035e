import type { CopyInstruction, RunInstruction, Stage, UserInstruction } from "../languages/dockerfile/model.ts";
import type { ShellCommand, ShellWord } from "../languages/shell/model.ts";
import { isShell } from "../languages/shell/wrappers.ts";
import { baseImageOf } from "./base.ts";
import { packageChange } from "./tools.ts";
import { createdBy, literal } from "./user.ts";

/** The users and groups that there are before an instruction, as far as the file tells. */
export interface Accounts {
  /** Those that are certain, and those that may well be: names that the distributions or installed packages give out. */
  hasUser(name: string): boolean;
  hasGroup(name: string): boolean;
  /** Whether a user is certain to have the number. */
  hasId(uid: number): boolean;
  /** Who runs what comes before: what the last USER says, else the base image; undefined where that is not known. */
  readonly runsAs: string | undefined;
  /** The image has no table of users at all. */
  readonly isEmpty: boolean;
}

/** What the distributions have of old, and what their packages create under other names than their own. */
const usual = new Set(
  (
    "root daemon bin sys adm sync games man lp mail news uucp proxy backup list irc gnats nobody _apt shutdown halt operator ftp cron " +
    "sshd postmaster at squid xfs cyrus vpopmail ntp smmsp guest messagebus systemd-network systemd-resolve dbus named apache mysql git ubuntu"
  ).split(" "),
);
const usualGroups = new Set(
  "tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip src shadow utmp video sasl plugdev staff users nogroup wheel input kvm render crontab ssh netdev docker www-data readproc cdrw usb dialout".split(
    " ",
  ),
);

/** Names of packages. */
class Packages extends Set<string> {
  /** All of them, each behind a line break. */
  #text = "";

  constructor(others: Iterable<string> = []) {
    super();
    for (const one of others) this.add(one);
  }

  override add(name: string): this {
    if (!this.has(name)) this.#text += `\n${name}`;
    return super.add(name);
  }

  /** Whether a name is part of a package's, or a package's of it. */
  isNear(name: string): boolean {
    if (this.#text.includes(name)) return true;
    for (let start = 0; start < name.length; start++) {
      for (let end = start + 1; end <= name.length; end++) if (this.has(name.slice(start, end))) return true;
    }
    return false;
  }
}

interface State {
  readonly users: Set<string>;
  readonly groups: Set<string>;
  readonly ids: Set<number>;
  readonly packages: Packages;
  /** Programs of the project's own that were put where they are found by their name. */
  readonly programs: Set<string>;
  /** Something may have created users that is not seen here. */
  isOpen: boolean;
  isEmpty: boolean;
  runsAs: string | undefined;
}

/**
 * Goes through a file's stages and tells, for every USER, which accounts there are; nothing for those where that cannot be known: an unknown base image,
 * scripts that are not seen, a table of users that is copied.
 */
export function forEachUser(stages: readonly Stage[], see: (instruction: UserInstruction, stage: Stage, accounts: Accounts) => void): void {
  const ends = new Map<Stage, State>();
  const followers = followersIn(stages);
  for (const stage of stages) {
    const before = stage.base.kind === "stage" ? ends.get(stage.base.stage) : undefined;
    // A stage that nothing else goes on from hands its state over: copies of it would grow with every stage of a chain.
    const isHandedOver = stage.base.kind === "stage" && followers.get(stage.base.stage) === 1;
    const state: State = before
      ? isHandedOver
        ? before
        : {
            ...before,
            users: new Set(before.users),
            groups: new Set(before.groups),
            ids: new Set(before.ids),
            packages: new Packages(before.packages),
            programs: new Set(before.programs),
          }
      : { ...atStart(stage), ...(stage.base.kind === "stage" && { isOpen: true }) };
    ends.set(stage, state);
    for (const one of stage.instructions) {
      // Most files have no stage in which there is anything left to find out.
      if (state.isOpen) break;
      if (one.keyword === "RUN") run(one, stage, state);
      else if (one.keyword === "COPY" || one.keyword === "ADD") copy(one, state, ends);
      else if (one.keyword === "USER") {
        see(one, stage, accountsOf(state));
        state.runsAs = one.user?.value;
        // Who is missed once is not missed again.
        for (const name of one.user?.value?.split(":") ?? []) state.users.add(name);
      }
    }
  }
}

/** How many stages go on from each, or copy from it. */
function followersIn(stages: readonly Stage[]): ReadonlyMap<Stage, number> {
  const followers = new Map<Stage, number>();
  const add = (stage: Stage) => followers.set(stage, (followers.get(stage) ?? 0) + 1);
  for (const { base, instructions } of stages) {
    if (base.kind === "stage") add(base.stage);
    for (const one of instructions) if (one.keyword === "COPY" && one.fromStage) add(one.fromStage);
  }
  return followers;
}

function accountsOf({ users, groups, ids, packages, isEmpty, runsAs }: State): Accounts {
  const isOfPackage = (name: string) => packages.isNear(name);
  const hasUser = (name: string) => users.has(name) || (!isEmpty && (usual.has(name) || isOfPackage(name)));
  return {
    hasUser,
    hasGroup: (name) => hasUser(name) || groups.has(name) || (!isEmpty && usualGroups.has(name)),
    hasId: (uid) => ids.has(uid),
    isEmpty,
    runsAs,
  };
}

/** Distributions whose images hold the usual users and no others than the table of base images names. */
const known = new Set(["alpine", "almalinux", "amazonlinux", "centos", "debian", "fedora", "oraclelinux", "rhel", "rockylinux", "ubuntu"]);

function atStart(stage: Stage): State {
  const base = baseImageOf(stage);
  const isScratch = stage.root.kind === "scratch";
  const isDistroless = base?.name.startsWith("gcr.io/distroless/") === true;
  const isPlain = base?.distribution !== undefined && known.has(base.distribution) && base.kind !== "service" && base.kind !== "tool";
  const users = [...(base?.users ?? []), base?.user, base?.unprivilegedUser];
  const names = users.flatMap((user) => user?.name ?? []);
  return {
    users: new Set(isDistroless ? [...names, "root", "nobody", "nonroot"] : names),
    groups: new Set(isDistroless ? ["tty", "staff"] : []),
    ids: new Set(users.flatMap((user) => user?.uid ?? [])),
    packages: new Packages(),
    programs: new Set(),
    isOpen: base?.os === "windows" || base?.platformSetsUser === true || !(isScratch || isDistroless || isPlain),
    isEmpty: isScratch || isDistroless,
    runsAs: base?.user?.uid === 0 ? "root" : base?.user?.name,
  };
}

function run(instruction: RunInstruction, stage: Stage, state: State): void {
  const script = instruction.command?.script;
  if (!script || script.errors.length > 0) {
    state.isOpen = true;
    return;
  }
  const value = (word: ShellWord | undefined) => literal(word, stage, instruction);
  for (const command of script.commands) {
    change(command, state, value);
    const { nameSpan, isRequoted, name } = command;
    const written = isRequoted ? "" : script.source.text.slice(nameSpan.start, nameSpan.end);
    if (isUnseen(command) || isOwnPath(written) || state.programs.has(name ?? "")) state.isOpen = true;
  }
}

function change(command: ShellCommand, state: State, value: (word: ShellWord | undefined) => string | undefined): void {
  const { name, args, redirects } = command;
  const user = createdBy(command, value);
  const mentionsTable = args.some(isTable) || redirects.some(({ operator, target }) => operator.includes(">") && target && isTable(target));
  const words = args.filter(({ text }) => !text.startsWith("-"));
  if (user) {
    state.users.add(user.name);
    if (user.uid !== undefined) state.ids.add(user.uid);
    return;
  }
  const changed = packageChange(command);
  if (changed?.isInstall) {
    for (const one of changed.packages) state.packages.add(one);
    state.isOpen ||= changed.hasUnknown || changed.packages.some((one) => /[/*]|\.(?:deb|rpm|apk)$/.test(one));
  } else if (name === "groupadd" || name === "addgroup") {
    const group = value(words.at(name === "groupadd" ? -1 : 0));
    for (const one of [group, ...words.map(value)]) if (one !== undefined) state.groups.add(one);
    state.isOpen ||= words.some((word) => value(word) === undefined);
  } else if (name === "useradd" || name === "adduser" || name === "usermod" || name === "groupmod") {
    // One that is renamed, put into a group, or created under a name that is not known.
    for (const word of args) {
      const text = value(word);
      if (text === undefined) state.isOpen = true;
      else if (name !== "adduser" || args.some((other) => other.text === "--group")) state.groups.add(text).add(text);
    }
    if (name === "usermod" && args.some(({ text }) => /^(?:-\w*l|--login)/.test(text)))
      for (const word of args) state.users.add(word.text.replace(/^--login=/, ""));
  } else if (mentionsTable) {
    // Looking at it changes nothing.
    state.isOpen ||= !/^(?:cat|grep|egrep|cut|awk|ls|head|tail|id|chmod|chown)$/.test(name ?? "") || redirects.length > 0;
  }
}

function isTable({ text }: ShellWord): boolean {
  return /\/etc\/(?:passwd|group)\b|\/etc\/?$/.test(text);
}

/** Programs that create users in a way of their own, or run whatever they are given. */
const openPrograms =
  /^(?:make|ansible.*|puppet|dpkg|rpm|gdebi|newusers|systemd-sysusers|vipw|chroot|debootstrap|source|\.|eval)$|\.(?:sh|bash|py|pl|rb)$/;

/** Whether a command is, or runs, something that is not seen here. */
function isUnseen({ name, args, pipe }: ShellCommand): boolean {
  if (name === undefined || openPrograms.test(name)) return true;
  return isShell(name) && (pipe !== undefined || args.some(({ text }) => !text.startsWith("-")));
}

/** Whether a program is called by a path that is not the system's. */
function isOwnPath(written: string): boolean {
  return written.includes("/") && !/^["']?\/(?:usr\/)?(?:local\/)?s?bin\/[\w.-]+["']?$/.test(written);
}

function copy(instruction: CopyInstruction, state: State, ends: ReadonlyMap<Stage, State>): void {
  const destination = instruction.destination?.value?.replace(/(?<=.)\/+$/, "");
  const sources = instruction.sources.map(({ value }) => value);
  if (destination === undefined) {
    state.isOpen = true;
  } else if (/^\/(?:usr\/)?(?:local\/)?s?bin(?:\/|$)/.test(destination)) {
    if (!instruction.from) for (const path of [destination, ...sources]) state.programs.add(path?.replace(/^.*\//, "") ?? "");
  } else if (sources.length > 0 && sources.every((path) => path === "/etc/passwd" || path === "/etc/group")) {
    copyTable(instruction, state, ends);
  } else if (/^\/(?:etc)?$/.test(destination)) {
    // A folder that is laid over the root may bring whatever it likes; a file with an ending of its own does not.
    const isFile = (path: string | undefined) => path !== undefined && /[\w-]\.\w+$/.test(path);
    state.isOpen ||= instruction.keyword === "ADD" || !sources.every(isFile);
  } else state.isOpen ||= /^\/etc\/(?:passwd|group)/.test(destination);
}

/** The table of users of another stage. */
function copyTable({ fromStage, sources }: CopyInstruction, state: State, ends: ReadonlyMap<Stage, State>): void {
  const other = fromStage && ends.get(fromStage);
  if (!other || other.isOpen) {
    state.isOpen = true;
    return;
  }
  for (const name of other.users) state.users.add(name);
  for (const id of other.ids) state.ids.add(id);
  for (const name of other.groups) state.groups.add(name);
  for (const name of other.packages) state.packages.add(name);
  if (sources.some(({ value }) => value === "/etc/passwd")) state.isEmpty = other.isEmpty;
}
