import type { ImageUser } from "../knowledge/base-images.ts";
import type { Instruction, Stage, UserInstruction } from "../languages/dockerfile/model.ts";
import type { ShellCommand, ShellWord } from "../languages/shell/model.ts";
import { rememberFor } from "../text/remember.ts";
import { baseImageOf } from "./base.ts";

/** Who runs what an image starts. */
export interface RuntimeUser {
  readonly name: string | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly isRoot: boolean | undefined;
  /** USER gives a name, which whoever does not look into the image cannot tell from root, such as a kubelet. */
  readonly isNamed: boolean;
  /** The USER that says so; undefined where the base image does. */
  readonly instruction: UserInstruction | undefined;
}

/** A user that a script of the chain creates. */
export interface CreatedUser extends ImageUser {
  readonly name: string;
  /** The instruction that creates it. */
  readonly instruction: Instruction;
}

/**
 * The user at the end of the stage, or before `until`: the last USER of the chain, else what the base image says. Names are resolved by the
 * users that the chain creates and that the base image is known to have. `isRoot` is undefined where it cannot be known.
 */
export function runtimeUser(stage: Stage, until?: Instruction): RuntimeUser {
  const limit = until?.index ?? Number.POSITIVE_INFINITY;
  const base = baseImageOf(stage);
  const instruction = lastBefore(userInstructions(stage.chainInstructions), limit);
  if (base?.platformSetsUser || base?.os === "windows") return { ...unknownUser, instruction };
  if (!instruction) {
    const user = base?.user;
    if (!user) return { ...unknownUser, instruction: undefined };
    return { ...user, isRoot: user.uid === undefined ? user.name === "root" : user.uid === 0, isNamed: false, instruction: undefined };
  }
  const known = usersOfStage(stage);
  let user = known.get(instruction);
  if (!user) {
    user = readUser(stage, instruction);
    known.set(instruction, user);
  }
  return { ...user, instruction };
}

/** What has been read of a stage's USERs: rules ask for many of its instructions. */
const usersOfStage = rememberFor((_: Stage) => new Map<UserInstruction, Omit<RuntimeUser, "instruction">>());

/** The last of instructions, or of what they do, in their order, that stands before an index of the file. */
function lastBefore<T extends { readonly index: number }>(instructions: readonly T[], index: number): T | undefined {
  let from = 0;
  let to = instructions.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((instructions[middle] as T).index < index) from = middle + 1;
    else to = middle;
  }
  return instructions[from - 1];
}

const userInstructions: (instructions: readonly Instruction[]) => readonly UserInstruction[] = rememberFor(
  (instructions: readonly Instruction[]) => instructions.filter((one) => one.keyword === "USER"),
);

const unknownUser = { name: undefined, uid: undefined, gid: undefined, isRoot: undefined, isNamed: false } as const;

function readUser(stage: Stage, instruction: UserInstruction): Omit<RuntimeUser, "instruction"> {
  const text = instruction.user?.value ?? valueFromBase(stage, instruction.user?.text);
  // A group alone, or an empty expansion, leaves the user open.
  const match = /^([^:\s]+)(?::([^:\s]*))?$/.exec(text ?? "");
  if (!match) return unknownUser;
  const [, who = "", group = ""] = match;
  if (/^\d+$/.test(who)) {
    const uid = Number(who);
    const user = knownUsers(stage, instruction).find((one) => one.uid === uid);
    const gid = /^\d+$/.test(group) ? Number(group) : group === "" ? user?.gid : groupId(stage, group, instruction);
    return { name: uid === 0 ? "root" : user?.name, uid, gid, isRoot: uid === 0, isNamed: false };
  }
  const user = who === "root" ? { uid: 0, gid: 0 } : userNamed(who, stage, instruction);
  const gid = /^\d+$/.test(group)
    ? Number(group)
    : group === ""
      ? user?.gid
      : (groupId(stage, group, instruction) ?? (group === who ? user?.gid : undefined));
  return { name: who, uid: user?.uid, gid, isRoot: user?.uid === 0, isNamed: true };
}

/** .NET images from 8 on set `APP_UID`. Source: https://github.com/dotnet/dotnet-docker. */
function valueFromBase(stage: Stage, text: string | undefined): string | undefined {
  if (text === undefined || !/^\$(?:APP_UID|\{APP_UID\})$/.test(text)) return undefined;
  const app = baseImageOf(stage)?.users.find((user) => user.name === "app");
  return app?.uid === undefined ? undefined : String(app.uid);
}

/** The instructions that may change who there is: few of many, and asked for again and again. */
const userChanges: (instructions: readonly Instruction[]) => readonly Instruction[] = rememberFor((instructions: readonly Instruction[]) =>
  instructions.filter((one) => {
    if (one.keyword === "COPY") return one.fromStage !== undefined;
    return one.keyword === "RUN" && changesUsers(one.command?.script?.commands ?? none);
  }),
);

const none: readonly ShellCommand[] = [];

const changesUsers = rememberFor((commands: readonly ShellCommand[]): boolean =>
  commands.some(
    ({ name, redirects }) =>
      /^(?:add|del)(?:user|group)$|^(?:user|group)(?:add|del|mod)$/.test(name ?? "") ||
      redirects.some(({ target }) => target?.text.endsWith("/etc/passwd")),
  ),
);

/** The users that are known to exist at the end of the stage, or before `until`, without root; later ones win over earlier ones of that name. */
export function knownUsers(stage: Stage, until?: Instruction): readonly ImageUser[] {
  const created = createdUsers(stage, until);
  const gone = removedUsers(stage, until);
  const names = new Set(created.map(({ name }) => name));
  const fromBase = (baseImageOf(stage)?.users ?? []).filter(({ name }) => name === undefined || (!names.has(name) && !gone.has(name)));
  return [...created, ...fromBase];
}

/** The user of that name that is known to exist before an instruction. */
function userNamed(name: string, stage: Stage, until: Instruction): ImageUser | undefined {
  const changes = changesByName(stage).get(name);
  const last = changes && lastBefore(changes, until.index);
  return last ? last.user : baseImageOf(stage)?.users.find((user) => user.name === name);
}

/** The users that the chain's scripts create, in order, each once; ids that hang on something unknown are undefined. */
export function createdUsers(stage: Stage, until?: Instruction): readonly CreatedUser[] {
  const limit = until?.index ?? Number.POSITIVE_INFINITY;
  const users = new Map<string, CreatedUser>();
  for (const { name, user, index } of changesOf(stage)) {
    if (index >= limit) break;
    if (user) users.set(name, user);
    else users.delete(name);
  }
  return [...users.values()];
}

function removedUsers(stage: Stage, until: Instruction | undefined): ReadonlySet<string> {
  const limit = until?.index ?? Number.POSITIVE_INFINITY;
  return new Set(changesOf(stage).flatMap(({ name, user, index }) => (!user && index < limit ? name : [])));
}

/** What an instruction makes of a user; undefined where it removes it. */
interface UserChange {
  readonly name: string;
  readonly user: CreatedUser | undefined;
  readonly index: number;
}

/** What the instructions of a stage's chain do to users, in order. */
const changesOf = rememberFor((stage: Stage): readonly UserChange[] => {
  const changes: UserChange[] = [];
  const users = new Map<string, CreatedUser>();
  for (const instruction of userChanges(stage.chainInstructions)) {
    const { index } = instruction;
    const set = (user: CreatedUser) => {
      users.set(user.name, user);
      changes.push({ name: user.name, user, index });
    };
    if (instruction.keyword === "COPY") {
      // Multi-stage builds for `scratch` take the table of users over from the stage that created them.
      const takesTable = instruction.sources.some((source) => source.value === "/etc/passwd");
      if (!takesTable || !instruction.fromStage) continue;
      for (const user of knownUsers(instruction.fromStage)) {
        if (user.name !== undefined) set({ ...user, name: user.name, instruction });
      }
    }
    if (instruction.keyword !== "RUN") continue;
    for (const command of instruction.command?.script?.commands ?? []) {
      const value = (word: ShellWord | undefined) => literal(word, stage, instruction);
      const user = createdBy(command, value);
      if (user) set({ ...user, gid: user.gid ?? groupOf(command, stage, instruction, value), instruction });
      const changed = command.name === "usermod" ? readOptions(command, useraddOptions) : undefined;
      const name = value(changed?.words.at(-1));
      const known = name === undefined ? undefined : (users.get(name) ?? baseImageOf(stage)?.users.find((one) => one.name === name));
      const uid = changed?.options.get("-u") ?? changed?.options.get("--uid");
      if (name !== undefined && known && uid) set({ name, uid: numberOf(value(uid)), gid: known.gid, instruction });
      for (const removed of removedBy(command)) {
        users.delete(removed);
        changes.push({ name: removed, user: undefined, index });
      }
    }
  }
  return changes;
});

const changesByName = rememberFor((stage: Stage): ReadonlyMap<string, readonly UserChange[]> => byName(changesOf(stage)));

function byName<T extends { readonly name: string }>(all: readonly T[]): Map<string, T[]> {
  const names = new Map<string, T[]>();
  for (const one of all) {
    const others = names.get(one.name);
    if (others) others.push(one);
    else names.set(one.name, [one]);
  }
  return names;
}

function removedBy({ name, args }: ShellCommand): string[] {
  if (name !== "userdel" && name !== "deluser") return [];
  const words = args.filter((word) => !word.text.startsWith("-"));
  // `deluser user group` takes the user out of a group.
  return words.length === 1 ? words.map((word) => word.text) : [];
}

/** The options that take their value as the next word. Sources: useradd(8), adduser(8), and BusyBox's adduser. */
const useraddOptions = new Set(
  "-b --base-dir -c --comment -d --home-dir --home -e --expiredate -f --inactive -g --gid -G --groups -k --skel -K --key -p --password -R --root -P --prefix -s --shell -u --uid -Z --selinux-user".split(
    " ",
  ),
);
const adduserOptions = new Set(
  "-h -g -s -G -u -k --home --gecos --comment --shell --ingroup --uid --gid --firstuid --lastuid --conf".split(" "),
);
const groupOptions = new Set("-g --gid -K --key -p --password -R --root --firstgid --lastgid".split(" "));

function readOptions(command: ShellCommand, withValue: ReadonlySet<string>): { options: Map<string, ShellWord>; words: ShellWord[] } {
  const options = new Map<string, ShellWord>();
  const words: ShellWord[] = [];
  for (let i = 0; i < command.args.length; i++) {
    const word = command.args[i] as ShellWord;
    const { text } = word;
    if (!/^-./.test(text)) {
      words.push(word);
      continue;
    }
    const equals = /^(--[\w-]+)=(.*)$/s.exec(text);
    if (equals) {
      options.set(equals[1] ?? "", { ...word, text: equals[2] ?? "", value: word.value?.slice((equals[1]?.length ?? 0) + 1) });
      continue;
    }
    // Short options may stand together, the last one with a value: `-rmu 1001`, `-u1001`.
    const letters = text.startsWith("--") ? [text] : [...text.slice(1)].map((letter) => `-${letter}`);
    for (let j = 0; j < letters.length; j++) {
      const option = letters[j] as string;
      if (!withValue.has(option)) {
        options.set(option, word);
        continue;
      }
      const glued = text.startsWith("--") ? "" : text.slice(j + 2);
      if (glued !== "") options.set(option, { ...word, text: glued, value: word.value?.slice(j + 2) });
      else {
        const next = command.args[++i];
        if (next) options.set(option, next);
      }
      break;
    }
  }
  return { options, words };
}

/** The user that a command creates; undefined where it creates none, or its name is not known. `value` reads a word. */
export function createdBy(
  command: ShellCommand,
  value: (word: ShellWord | undefined) => string | undefined,
): ImageUserWithName | undefined {
  if (command.name === "useradd" || command.name === "adduser") {
    const isUseradd = command.name === "useradd";
    const { options, words } = readOptions(command, isUseradd ? useraddOptions : adduserOptions);
    // `adduser user group` and `adduser --group name` create no user.
    const name = value(isUseradd ? words.at(-1) : words[0]);
    if (name === undefined || (!isUseradd && (words.length > 1 || (options.has("--group") && !options.has("--system"))))) return undefined;
    return { name, uid: numberOf(value(options.get("-u") ?? options.get("--uid"))), gid: undefined };
  }
  if (command.redirects.some((redirect) => redirect.target?.text.endsWith("/etc/passwd"))) {
    for (const word of command.args) {
      const line = /^([a-z_][\w-]*):[^:]*:(\d+):(\d+):/.exec(word.text);
      if (line) return { name: line[1] ?? "", uid: Number(line[2]), gid: Number(line[3]) };
    }
  }
  return undefined;
}

interface ImageUserWithName extends ImageUser {
  readonly name: string;
}

/** The id of the group that a command gives to the user it creates. */
function groupOf(
  command: ShellCommand,
  stage: Stage,
  instruction: Instruction,
  value: (word: ShellWord | undefined) => string | undefined,
): number | undefined {
  const isUseradd = command.name === "useradd";
  const { options } = readOptions(command, isUseradd ? useraddOptions : adduserOptions);
  const group = isUseradd
    ? (options.get("-g") ?? options.get("--gid"))
    : (options.get("-G") ?? options.get("--ingroup") ?? options.get("--gid"));
  const name = value(group);
  if (name === undefined) return undefined;
  return numberOf(name) ?? groupId(stage, name, instruction, true);
}

/** The id of a group that the chain creates before an instruction, or in it where `inside` is given. */
function groupId(stage: Stage, name: string, before: Instruction, inside = false): number | undefined {
  if (name === "root") return 0;
  return lastBefore(groupsOf(stage).get(name) ?? [], before.index + (inside ? 1 : 0))?.id;
}

/** The groups that a stage's chain creates with an id that is known, by name, in order. */
const groupsOf = rememberFor((stage: Stage) =>
  byName(
    userChanges(stage.chainInstructions).flatMap((instruction) =>
      (instruction.keyword === "RUN" ? (instruction.command?.script?.commands ?? none) : none).flatMap((command) => {
        if (command.name !== "groupadd" && command.name !== "addgroup") return [];
        const { options, words } = readOptions(command, groupOptions);
        const value = (word: ShellWord | undefined) => literal(word, stage, instruction);
        const name = words.length === 1 ? value(words[0]) : undefined;
        const id = numberOf(value(options.get("-g") ?? options.get("--gid")));
        return name === undefined || id === undefined ? [] : [{ name, id, index: instruction.index }];
      }),
    ),
  ),
);

/** The value of a word of a script, where it is a literal or one variable known from ARG or ENV. */
export function literal(word: ShellWord | undefined, stage: Stage, instruction: Instruction): string | undefined {
  if (!word) return undefined;
  if (word.value !== undefined) return word.value;
  const variable = /^\$(?:(\w+)|\{(\w+)\})$/.exec(word.text);
  return variable ? stage.variable(variable[1] ?? variable[2] ?? "", instruction) : undefined;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
