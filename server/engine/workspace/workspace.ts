import { Facts } from "./facts.ts";
import { folderOf, inFolder, nameOf, upwards } from "./paths.ts";
import { isSame } from "./same.ts";

/** A direct child of a folder. */
export interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** Folders that never hold sources; hosts leave them out of `files()`. */
export const skippedFolders: ReadonlySet<string> = new Set([".git", ".hg", ".svn", "node_modules"]);

/** The most files that `files()` gives. */
export const maximumFiles = 20_000;

/** The largest file, in bytes, that `read` gives. */
export const maximumFileSize = 1024 * 1024;

/**
 * The files around the one under check, as far as they can be seen. Paths are relative to the workspace root, with `/`; the root is "".
 * `undefined` always means "cannot be known here", and no rule reports what it does not know.
 */
export interface Workspace {
  /** Text of a file; undefined where it is absent, unreadable, or larger than a megabyte. Use `has` to tell. */
  read(path: string): string | undefined;
  /** Whether a file or folder is there; undefined where that cannot be seen. */
  has(path: string): boolean | undefined;
  /** The direct children of a folder, sorted by name; undefined where it cannot be seen or is not there. */
  list(folder: string): readonly Entry[] | undefined;
  /**
   * All files of the workspace, sorted, without those in folders that never hold sources (`.git`, `node_modules`, …), 20,000 at most;
   * undefined where they cannot be seen.
   */
  files(): readonly string[] | undefined;
  /** How many bytes a file has on disk; undefined where that cannot be known. Nothing is read for it. */
  size(path: string): number | undefined;
  /** The value of a fact, computed once and again only when a file that it read has changed. */
  derive<T>(fact: Fact<T>): T;
}

/** Something computed from the workspace's files. Facts are compared by identity: define them at module level. */
export interface Fact<T> {
  readonly name: string;
  compute(workspace: Workspace): T;
}

/** What a host gives the engine to read with. A promise means "not yet": the engine asks again once it has settled. */
export interface FileAccess {
  read(path: string): string | undefined | Promise<string | undefined>;
  list(folder: string): readonly Entry[] | undefined | Promise<readonly Entry[] | undefined>;
  files(): readonly string[] | undefined | Promise<readonly string[] | undefined>;
  /** The bytes of a file, undefined where it is none; a host that cannot tell without reading has no such function. */
  size?(path: string): number | undefined | Promise<number | undefined>;
}

/** What has become of a file or folder on disk. A folder takes all that is below it along. */
export interface DiskChange {
  readonly path: string;
  readonly kind: "changed" | "created" | "deleted";
}

type Input = `read:${string}` | `size:${string}` | `list:${string}` | `has:${string}` | "files";

/**
 * A workspace over a host's file access, with a cache, open documents laid over the files, and facts that know what they read. What has changed is asked
 * for again at once where facts rest upon it; until the host has answered, what was so before is taken to be so still.
 */
export class Snapshot implements Workspace {
  readonly #access: FileAccess;
  /** What the host has answered. */
  readonly #known = new Map<Input, unknown>();
  readonly #open = new Map<string, string>();
  readonly #pending = new Map<Input, Promise<void>>();
  readonly #facts = new Facts(this);
  /** Paths that came or went, which the list of all files does not tell yet. */
  readonly #moved = new Set<string>();
  #isMending = false;

  constructor(access: FileAccess) {
    this.#access = access;
  }

  read(path: string): string | undefined {
    this.#facts.note(`read:${path}`);
    const open = this.#open.get(path);
    if (open !== undefined) return open;
    return this.#ask(`read:${path}`, () => (this.#isKnownMissing(path) ? undefined : this.#access.read(path))) as string | undefined;
  }

  has(path: string): boolean | undefined {
    if (path === "") return true;
    // Whatever else comes into the folder does not matter.
    this.#facts.note(`has:${path}`);
    if (this.#open.has(path)) return true;
    const folder = folderOf(path);
    const entries = this.#list(folder);
    if (entries) return namesOf(entries).has(nameOf(path));
    this.#facts.note(`list:${folder}`);
    // A folder that is not there holds nothing; one that cannot be seen tells nothing.
    return folder === "" ? undefined : this.has(folder) === false ? false : undefined;
  }

  list(folder: string): readonly Entry[] | undefined {
    this.#facts.note(`list:${folder}`);
    return this.#list(folder);
  }

  files(): readonly string[] | undefined {
    this.#facts.note("files");
    return this.#ask("files", () => this.#access.files()) as readonly string[] | undefined;
  }

  size(path: string): number | undefined {
    this.#facts.note(`size:${path}`);
    return this.#ask(`size:${path}`, () => this.#access.size?.(path)) as number | undefined;
  }

  derive<T>(fact: Fact<T>): T {
    return this.#facts.derive(fact);
  }

  /** Drops a fact that will not be asked for again, such as the check of a text that has changed since. */
  forget(fact: Fact<unknown>): void {
    this.#facts.forget(fact);
  }

  /** How many facts are kept. */
  get factCount(): number {
    return this.#facts.size;
  }

  /** Lays an open document's text over the file, or takes it away with undefined. */
  open(path: string, text: string | undefined): void {
    const before = this.#open.get(path);
    if (text === before) return;
    if (text === undefined) this.#open.delete(path);
    else this.#open.set(path, text);
    const isKnown = this.#known.has(`read:${path}`);
    const onDisk = this.#known.get(`read:${path}`);
    if (!isKnown || (before ?? onDisk) !== (text ?? onDisk)) this.#facts.changed(`read:${path}`);
    const isListed = this.#listed(folderOf(path))?.some(({ name }) => name === nameOf(path)) === true;
    if (!isListed && (before === undefined || text === undefined)) this.#facts.changed(`has:${path}`);
  }

  /** A file has changed on disk; `isNew` where it came or went. */
  invalidate(path: string, isNew: boolean): void {
    this.change([{ path, kind: isNew ? "created" : "changed" }]);
  }

  /** Files and folders have changed on disk. Of what is gone nothing is asked again. */
  change(changes: readonly DiskChange[]): void {
    const gone = new Set<string>();
    const folders = new Set<string>();
    for (const { path, kind } of changes) {
      this.#drop(`size:${path}`);
      if (kind === "deleted" && this.#takeAway(path)) {
        gone.add(path);
        continue;
      }
      this.#reload(`read:${path}`, () => this.#access.read(path));
      if (kind === "changed") continue;
      if (this.#known.has(`list:${path}`)) this.#dropBelow(path);
      for (const folder of this.#foldersToList(path)) folders.add(folder);
      this.#moved.add(path);
    }
    const files = this.#known.get("files") as readonly string[] | undefined;
    if (files && gone.size > 0)
      this.#settled(
        "files",
        files.filter((path) => !isIn(gone, path)),
      );
    for (const folder of folders) this.#reload(`list:${folder}`, () => this.#access.list(folder));
    this.#mendFiles();
  }

  /** Whether an answer so far was "not yet". */
  get isWaiting(): boolean {
    return this.#pending.size > 0;
  }

  /** Resolves when everything that was asked for has arrived; then ask again. */
  async settle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending.values());
  }

  #list(folder: string): readonly Entry[] | undefined {
    return this.#ask(`list:${folder}`, () => this.#access.list(folder)) as readonly Entry[] | undefined;
  }

  #listed(folder: string): readonly Entry[] | undefined {
    return this.#known.get(`list:${folder}`) as readonly Entry[] | undefined;
  }

  /** Whether the folder of a file has been listed, without it. */
  #isKnownMissing(path: string): boolean {
    const entries = this.#listed(folderOf(path));
    return entries !== undefined && !namesOf(entries).has(nameOf(path));
  }

  #ask(input: Input, load: () => unknown): unknown {
    if (this.#known.has(input)) return this.#known.get(input);
    if (this.#pending.has(input)) return undefined;
    const answer = load();
    if (answer instanceof Promise) this.#await(input, answer);
    else this.#known.set(input, answer);
    return this.#known.get(input);
  }

  #await(input: Input, answer: Promise<unknown>): void {
    const arrival: Promise<void> = answer
      .catch(() => undefined)
      .then((value) => {
        // An answer that was overtaken by a change on disk is thrown away.
        if (this.#pending.get(input) !== arrival) return;
        this.#pending.delete(input);
        this.#settled(input, value);
        if (input === "files") this.#mendFiles();
      });
    this.#pending.set(input, arrival);
  }

  /** Asks the host again for what has changed; a text that no fact rests upon is merely forgotten. */
  #reload(input: Input, load: () => unknown): void {
    if (!this.#known.has(input) || (input.startsWith("read:") && !this.#facts.isRead(input))) {
      this.#drop(input);
      return;
    }
    const answer = load();
    if (answer instanceof Promise) this.#await(input, answer);
    else {
      this.#pending.delete(input);
      this.#settled(input, answer);
    }
  }

  #drop(input: Input): void {
    this.#known.delete(input);
    this.#pending.delete(input);
    this.#facts.changed(input);
  }

  /** What is known of a folder's content, and of what is below that, is known no more. */
  #dropBelow(folder: string): void {
    const isBelow = (input: string) => input === `list:${folder}` || input.slice(input.indexOf(":") + 1).startsWith(`${folder}/`);
    const inputs = [...this.#known.keys(), ...this.#pending.keys(), ...this.#facts.inputs()];
    for (const input of inputs) if (isBelow(input)) this.#drop(input as Input);
  }

  /** An answer is there; facts that rest upon another one are computed again. */
  #settled(input: Input, value: unknown): void {
    const isFirst = !this.#known.has(input);
    const before = this.#known.get(input);
    if (!isFirst && isSame(before, value)) return;
    this.#known.set(input, value);
    this.#facts.changed(input);
    if (!input.startsWith("list:") || isFirst) return;
    const [was, is] = [namesOf((before ?? none) as readonly Entry[]), namesOf((value ?? none) as readonly Entry[])];
    for (const name of new Set([...was, ...is]))
      if (was.has(name) !== is.has(name)) this.#facts.changed(`has:${inFolder(input.slice("list:".length), name)}`);
  }

  /** The folders whose lists are others where a path has come: its own, and those above as far as they may have come with it. */
  #foldersToList(path: string): readonly string[] {
    const above = upwards(folderOf(path));
    const known = above.findIndex((folder) => this.#listed(folder) !== undefined);
    return known < 0 ? above : above.slice(0, known + 1);
  }

  /** Takes what is gone from what is known. False where the disk has to be asked all the same. */
  #takeAway(path: string): boolean {
    const folder = folderOf(path);
    const siblings = this.#listed(folder);
    // Some hosts have no empty folders; and where there were too many files for the list, others move up.
    const isUnclear =
      !siblings || (siblings.length <= 1 && folder !== "") || this.#pending.has(`list:${folder}`) || this.#pending.has("files");
    if (isUnclear || ((this.#known.get("files") ?? none) as readonly string[]).length >= maximumFiles) return false;
    const entry = siblings.find(({ name }) => name === nameOf(path));
    this.#pending.delete(`read:${path}`);
    this.#settled(`read:${path}`, undefined);
    this.#settled(
      `list:${folder}`,
      siblings.filter((one) => one !== entry),
    );
    if (entry?.isFolder) this.#dropBelow(path);
    return true;
  }

  /** Mends the list of all files by what came and went. */
  #mendFiles(): void {
    if (this.#isMending || this.#pending.has("files")) return;
    if (!this.#known.has("files")) this.#moved.clear();
    if (this.#moved.size === 0) return;
    this.#isMending = true;
    const mending = this.#mend();
    if (this.#isMending) this.#pending.set("files", mending);
  }

  /** Waits for the lists of folders alone; only where a folder came, everything is looked through again. */
  async #mend(): Promise<void> {
    while (this.#moved.size > 0) {
      const folders = [...new Set([...this.#moved].map(folderOf))];
      for (const folder of folders) this.#list(folder);
      const arrivals = folders.flatMap((folder) => this.#pending.get(`list:${folder}`) ?? []);
      if (arrivals.length > 0) {
        await Promise.all(arrivals);
        continue;
      }
      const answer = this.#mended() ?? this.#access.files();
      this.#settled("files", answer instanceof Promise ? await answer.catch(() => undefined) : answer);
    }
    this.#pending.delete("files");
    this.#isMending = false;
  }

  /** The list of all files with what has moved; undefined where that is not enough to know them. */
  #mended(): readonly string[] | undefined {
    const before = (this.#known.get("files") ?? none) as readonly string[];
    const moved = [...this.#moved];
    this.#moved.clear();
    const gone = new Set<string>();
    const come: string[] = [];
    for (const path of moved) {
      const siblings = this.#listed(folderOf(path));
      const entry = siblings?.find(({ name }) => name === nameOf(path));
      if (!siblings || entry?.isFolder) return undefined;
      if (entry) come.push(path);
      else gone.add(path);
    }
    if (before.length >= maximumFiles) return undefined;
    const seen = come.filter((path) => !path.split("/").some((part) => skippedFolders.has(part)));
    return [...new Set([...before.filter((path) => !isIn(gone, path)), ...seen])].sort();
  }
}

const none: readonly never[] = [];

/** Whether a path is among some, or below one of them. */
function isIn(paths: ReadonlySet<string>, path: string): boolean {
  return paths.size > 0 && (paths.has(path) || upwards(folderOf(path)).some((folder) => folder !== "" && paths.has(folder)));
}

const names = new WeakMap<readonly Entry[], ReadonlySet<string>>();

/** The names of a folder's entries: rules ask for many, and folders can be large. */
function namesOf(entries: readonly Entry[]): ReadonlySet<string> {
  let known = names.get(entries);
  if (!known) {
    known = new Set(entries.map(({ name }) => name));
    names.set(entries, known);
  }
  return known;
}

/** A workspace in which nothing but the file under check can be seen. */
export function unseenWorkspace(): Snapshot {
  return new Snapshot({ read: () => undefined, list: () => undefined, files: () => undefined });
}

/** A workspace that holds exactly the given files, of whose sizes it knows those that are told. */
export function memoryWorkspace(files: Readonly<Record<string, string>>, sizes: Readonly<Record<string, number>> = {}): Snapshot {
  const paths = Object.keys(files).sort();
  return new Snapshot({
    read: (path) => files[path],
    files: () => paths,
    size: (path) => sizes[path],
    list(folder) {
      const prefix = folder === "" ? "" : `${folder}/`;
      const entries = new Map<string, boolean>();
      for (const path of paths) {
        if (!path.startsWith(prefix)) continue;
        const [name, ...below] = path.slice(prefix.length).split("/");
        if (name) entries.set(name, below.length > 0);
      }
      if (entries.size === 0 && folder !== "") return undefined;
      return [...entries].map(([name, isFolder]) => ({ name, isFolder })).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  });
}
