import { type Fact, type Finding, findRule, type RuleId } from "../engine/index.ts";
import type { OpenFile } from "./documents.ts";
import type { Session } from "./session.ts";

/** Answers of the disk that come within so many milliseconds are waited for, so that findings need not be shown twice. */
const patience = 40;

type Check = Fact<readonly Finding[]>;

/**
 * The findings of open files. A check is a fact of the folder's snapshot: it is made once for each version, and again only where a file
 * that it has read changes: an ignore file, a manifest, the configuration.
 */
export class Findings {
  readonly #session: Session;
  readonly #checks = new Map<string, { readonly file: OpenFile; readonly day: string; readonly check: Check }>();
  readonly #withoutSyntax = new WeakMap<readonly Finding[], readonly Finding[]>();

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
    return settings.ownsSyntax(current) ? all : this.#leaveSyntax(all);
  }

  /**
   * The findings with what the disk still owes, as long as it answers soon; `isFinal` is false where it has not, and `later` resolves
   * once it has.
   */
  async settled(file: OpenFile): Promise<{ readonly findings: readonly Finding[]; readonly later?: Promise<void> }> {
    const { snapshot, uri } = file.folder;
    await this.#session.settings.load(uri);
    const end = Date.now() + patience;
    for (;;) {
      const findings = this.now(file);
      if (!snapshot.isWaiting) return { findings };
      const left = end - Date.now();
      if (left <= 0 || !(await within(left, snapshot.settle()))) return { findings, later: snapshot.settle() };
    }
  }

  /** Forgets a closed document's check. */
  close(uri: string): void {
    const known = this.#checks.get(uri);
    this.#checks.delete(uri);
    known?.file.folder.snapshot.forget(known.check);
  }

  #check(file: OpenFile): Check {
    const known = this.#checks.get(file.uri);
    const day = this.#session.today();
    if (known?.file === file && known.day === day) return known.check;
    if (known) known.file.folder.snapshot.forget(known.check);
    const check: Check = { name: "findings", compute: (workspace) => this.#session.check(file.source, file.language, workspace) };
    this.#checks.set(file.uri, { file, day, check });
    return check;
  }

  #leaveSyntax(all: readonly Finding[]): readonly Finding[] {
    let rest = this.#withoutSyntax.get(all);
    if (!rest) {
      rest = all.filter(({ rule }) => !isSyntax(rule));
      this.#withoutSyntax.set(all, rest);
    }
    return rest;
  }
}

const nothing: readonly Finding[] = [];

/** Whether a rule judges syntax alone, which every extension for Dockerfiles does. */
export function isSyntax(rule: RuleId): boolean {
  return findRule(rule)?.category === "syntax";
}

async function within(milliseconds: number, promise: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
