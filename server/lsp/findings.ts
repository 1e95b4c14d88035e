import { type Fact, type Finding, KnownProblems } from "../engine/index.ts";
import type { OpenFile } from "./documents.ts";
import type { Session } from "./session.ts";
import type { Owns } from "./settings.ts";
import { type Arrived, arrived } from "./waiting.ts";

/**
 * The disk is waited for so many milliseconds: half of the files seen can mean other findings, which would be shown and taken back. It is asked
 * when a file is opened; while one types, everything is known.
 */
const patience = 1_000;

type Check = Fact<readonly Finding[]>;

/**
 * The findings of open files. A check is a fact of the folder's snapshot: it is made once for each version, and again only where a file
 * that it has read changes: an ignore file, a manifest, the configuration.
 */
export class Findings {
  readonly #session: Session;
  /** While somebody types, most of a file is what it was. */
  readonly #known = new KnownProblems();
  readonly #checks = new Map<string, { readonly file: OpenFile; readonly day: string; readonly check: Check }>();
  readonly #owned = new WeakMap<readonly Finding[], Shared>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** The findings as far as the files around can be seen now; the same array as long as nothing has changed. */
  now(file: OpenFile): readonly Finding[] {
    const { documents, settings } = this.#session;
    documents.sync();
    const current = settings.now(file.folder.uri);
    if (!current.enable) return nothing;
    const all = file.folder.snapshot.derive(this.#check(file));
    const owns = settings.ownsFinding(current, file.language);
    return owns ? this.#leave(file, all, owns).ours : all;
  }

  /** What another extension says in our place, as it is known: of that we give the fixes alone. */
  leftToOthers(file: OpenFile): readonly Finding[] {
    const { settings } = this.#session;
    const current = settings.now(file.folder.uri);
    const owns = current.enable ? settings.ownsFinding(current, file.language) : undefined;
    return owns ? this.#leave(file, file.folder.snapshot.derive(this.#check(file)), owns).others : nothing;
  }

  /** The findings with what the disk still owes, as long as it answers soon; where it does not, `later` resolves once it has. */
  async settled(file: OpenFile): Promise<Arrived<readonly Finding[]>> {
    await this.#session.settings.load(file.folder.uri);
    // What its decisions are held against is worked out step by step.
    if (file.language === "readiness" && this.#session.readiness.isKnown(file.folder)) await this.#session.readiness.settled();
    const found = await arrived(file.folder.snapshot, () => this.now(file), patience);
    if (this.#session.settings.now(file.folder.uri).enable) this.#session.shellcheck.watch(file);
    return found;
  }

  /** All checks are made anew: something that they rest upon has changed which is no file. */
  forget(): void {
    for (const uri of [...this.#checks.keys()]) this.close(uri);
  }

  /** Forgets the check of a document: it was closed, or is to be checked anew. */
  close(uri: string): void {
    const known = this.#checks.get(uri);
    this.#checks.delete(uri);
    known?.file.folder.snapshot.forget(known.check);
    if (known) this.#known.forget(known.file.source.path);
  }

  #check(file: OpenFile): Check {
    const known = this.#checks.get(file.uri);
    const day = this.#session.today();
    if (known?.file === file && known.day === day) return known.check;
    if (known) known.file.folder.snapshot.forget(known.check);
    const check: Check = {
      name: "findings",
      compute: (workspace) => this.#session.checkAgain(file.source, file.language, file.folder, workspace, this.#known),
    };
    this.#checks.set(file.uri, { file, day, check });
    return check;
  }

  #leave({ source }: OpenFile, all: readonly Finding[], owns: Owns): Shared {
    let shared = this.#owned.get(all);
    if (!shared) {
      const isOurs = ({ rule, span }: Finding) => owns(rule, { source, span });
      shared = { ours: all.filter(isOurs), others: all.filter((finding) => !isOurs(finding)) };
      this.#owned.set(all, shared);
    }
    return shared;
  }
}

/** Findings that are ours to show, and those that another extension shows as well. */
interface Shared {
  readonly ours: readonly Finding[];
  readonly others: readonly Finding[];
}

const nothing: readonly Finding[] = [];
