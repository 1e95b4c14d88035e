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
}

type Dependency = `read:${string}` | `list:${string}` | "files";

/** A fact that is being computed: what it has read so far, and the facts whose reads are among that. */
interface Reading {
  readonly reads: Set<Dependency>;
  readonly noted: Set<unknown>;
}

/** A workspace over a host's file access, with a cache, open documents laid over the files, and facts that know what they read. */
export class Snapshot implements Workspace {
  readonly #access: FileAccess;
  readonly #known = new Map<Dependency, unknown>();
  readonly #open = new Map<string, string>();
  readonly #pending = new Map<Dependency, Promise<void>>();
  readonly #facts = new Map<Fact<unknown>, { value: unknown; reads: Set<Dependency> }>();
  readonly #reading: Reading[] = [];

  constructor(access: FileAccess) {
    this.#access = access;
  }

  read(path: string): string | undefined {
    this.#note(`read:${path}`);
    const open = this.#open.get(path);
    if (open !== undefined) return open;
    return this.#ask(`read:${path}`, () => (this.#isKnownMissing(path) ? undefined : this.#access.read(path))) as string | undefined;
  }

  /** Whether the folder of a file has been listed, without it. */
  #isKnownMissing(path: string): boolean {
    const slash = path.lastIndexOf("/");
    const entries = this.#known.get(`list:${slash < 0 ? "" : path.slice(0, slash)}`) as readonly Entry[] | undefined;
    return entries !== undefined && !namesOf(entries).has(path.slice(slash + 1));
  }

  has(path: string): boolean | undefined {
    if (path === "" || this.#open.has(path)) return true;
    const slash = path.lastIndexOf("/");
    const folder = slash < 0 ? "" : path.slice(0, slash);
    const entries = this.list(folder);
    if (entries) return namesOf(entries).has(path.slice(slash + 1));
    // A folder that is not there holds nothing; one that cannot be seen tells nothing.
    return folder === "" ? undefined : this.has(folder) === false ? false : undefined;
  }

  list(folder: string): readonly Entry[] | undefined {
    this.#note(`list:${folder}`);
    return this.#ask(`list:${folder}`, () => this.#access.list(folder)) as readonly Entry[] | undefined;
  }

  files(): readonly string[] | undefined {
    this.#note("files");
    return this.#ask("files", () => this.#access.files()) as readonly string[] | undefined;
  }

  derive<T>(fact: Fact<T>): T {
    const known = this.#facts.get(fact);
    if (known) {
      const reading = this.#reading.at(-1);
      if (reading && !reading.noted.has(known)) {
        reading.noted.add(known);
        for (const read of known.reads) reading.reads.add(read);
      }
      return known.value as T;
    }
    const reads = new Set<Dependency>();
    this.#reading.push({ reads, noted: new Set() });
    try {
      const value = fact.compute(this);
      this.#facts.set(fact, { value, reads });
      return value;
    } finally {
      this.#reading.pop();
      for (const read of reads) this.#note(read);
    }
  }

  /** Drops a fact that will not be asked for again, such as the check of a text that has changed since. */
  forget(fact: Fact<unknown>): void {
    this.#facts.delete(fact);
  }

  /** Lays an open document's text over the file, or takes it away with undefined. */
  open(path: string, text: string | undefined): void {
    if (text === this.#open.get(path)) return;
    if (text === undefined) this.#open.delete(path);
    else this.#open.set(path, text);
    this.#dropFacts(new Set<Dependency>([`read:${path}`]));
  }

  /** Forgets what is known of a file that has changed on disk; `isNew` where it came or went. */
  invalidate(path: string, isNew: boolean): void {
    const changed = new Set<Dependency>([`read:${path}`]);
    if (isNew) {
      changed.add("files");
      for (let folder = path; folder !== ""; ) {
        folder = folder.includes("/") ? folder.slice(0, folder.lastIndexOf("/")) : "";
        changed.add(`list:${folder}`);
      }
      // A folder takes all that is below it along; editors report the folder alone.
      if (this.#known.has(`list:${path}`)) for (const below of this.#below(path)) changed.add(below);
      changed.add(`list:${path}`);
    }
    for (const dependency of changed) {
      this.#known.delete(dependency);
      this.#pending.delete(dependency);
    }
    this.#dropFacts(changed);
  }

  /** Whether an answer so far was "not yet". */
  get isWaiting(): boolean {
    return this.#pending.size > 0;
  }

  /** Resolves when everything that was asked for has arrived; then ask again. */
  async settle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending.values());
  }

  #below(folder: string): Dependency[] {
    const asked = [...this.#known.keys(), ...this.#pending.keys()];
    return asked.filter((one) => one.slice(one.indexOf(":") + 1).startsWith(`${folder}/`));
  }

  #note(dependency: Dependency): void {
    this.#reading.at(-1)?.reads.add(dependency);
  }

  #ask(dependency: Dependency, load: () => unknown): unknown {
    if (this.#known.has(dependency)) return this.#known.get(dependency);
    if (this.#pending.has(dependency)) return undefined;
    const answer = load();
    if (!(answer instanceof Promise)) {
      this.#known.set(dependency, answer);
      return answer;
    }
    const arrival: Promise<void> = answer
      .catch(() => undefined)
      .then((value) => {
        // An answer that was overtaken by a change on disk is thrown away.
        if (this.#pending.get(dependency) !== arrival) return;
        this.#pending.delete(dependency);
        this.#known.set(dependency, value);
        this.#dropFacts(new Set<Dependency>([dependency]));
      });
    this.#pending.set(dependency, arrival);
    return undefined;
  }

  #dropFacts(changed: ReadonlySet<Dependency>): void {
    for (const [fact, { reads }] of this.#facts) {
      for (const dependency of changed) {
        if (reads.has(dependency)) {
          this.#facts.delete(fact);
          break;
        }
      }
    }
  }
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

/** A workspace that holds exactly the given files. */
export function memoryWorkspace(files: Readonly<Record<string, string>>): Snapshot {
  const paths = Object.keys(files).sort();
  return new Snapshot({
    read: (path) => files[path],
    files: () => paths,
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
