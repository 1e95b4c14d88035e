import type { CancellationToken } from "vscode-languageserver";
import { type Language, type ShellcheckAnswers, type SourceText, shellcheckInputs } from "../engine/index.ts";
import type { ShellcheckStart } from "../shellcheck/program.ts";
import { ShellcheckQueue } from "../shellcheck/queue.ts";
import type { OpenFile } from "./documents.ts";
import type { Folder } from "./folders.ts";
import { describe } from "./guard.ts";
import type { Session } from "./session.ts";

/** Finds ShellCheck by its name or path; undefined where it is not there. A host that can start no program has none of these. */
export type ShellcheckFinder = (named: string) => ShellcheckStart | undefined;

/** Who types on has other scripts in a moment; milliseconds. */
const pause = 250;
/** Between two times that answers are told. */
const together = 100;

/**
 * ShellCheck in the editor: off unless the user's own settings switch it on and the workspace is trusted. The engine's findings are shown
 * without it; once it has answered, they are asked for again.
 */
export class Shellcheck {
  readonly #session: Session;
  readonly #find: ShellcheckFinder | undefined;
  #known: { readonly named: string; readonly queue: ShellcheckQueue | undefined } | undefined;
  /** What is being asked, or about to be, by document. */
  readonly #asking = new Map<string, { readonly texts: ReadonlySet<string>; readonly controller: AbortController }>();
  /** A document's findings are others now. */
  onAnswer: (uri: string) => void = () => {};

  constructor(session: Session, find: ShellcheckFinder | undefined) {
    this.#session = session;
    this.#find = find;
  }

  /** What is known of the scripts of a folder's files; undefined where ShellCheck is not to be used. */
  answers(folder: Folder): ShellcheckAnswers | undefined {
    return this.#queue(folder)?.answers(placeOf(folder));
  }

  /** Sees to it that the scripts of an open file's present version are asked about; what its older versions were to be asked is given up. */
  watch(file: OpenFile): void {
    const queue = this.#queue(file.folder);
    const answers = queue?.answers(placeOf(file.folder));
    const owed = queue && answers ? this.#inputs(file).filter((input) => !answers(input)) : [];
    const asking = this.#asking.get(file.uri);
    // Where nothing is owed any more, what has come is still to be told.
    if (queue && asking && owed.every(({ text }) => asking.texts.has(text))) return;
    this.close(file.uri);
    if (!queue || owed.length === 0) return;
    const controller = new AbortController();
    this.#asking.set(file.uri, { texts: new Set(owed.map(({ text }) => text)), controller });
    this.#ask(queue, file, owed, controller).catch((fault) => this.#session.connection.console.error(`shellcheck: ${describe(fault)}`));
  }

  /** Waits until the scripts of a file that need not be open have been answered. */
  async settle(source: SourceText, language: Language, folder: Folder, token: CancellationToken): Promise<void> {
    const queue = this.#queue(folder);
    if (!queue) return;
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    await queue.ask(this.#inputs({ source, language, folder }), placeOf(folder), controller.signal);
    subscription.dispose();
  }

  /** Nobody asks for a document's findings any more. */
  close(uri: string): void {
    this.#asking.get(uri)?.controller.abort();
    this.#asking.delete(uri);
  }

  /** ShellCheck's own settings in the workspace have changed. */
  forget(): void {
    this.#known?.queue?.forget();
    for (const uri of [...this.#asking.keys()]) this.close(uri);
  }

  async #ask(
    queue: ShellcheckQueue,
    file: OpenFile,
    owed: ReturnType<typeof shellcheckInputs>,
    { signal }: AbortController,
  ): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    });
    let isTelling = false;
    const tell = async () => {
      if (isTelling) return;
      isTelling = true;
      // Answers that come together are told together.
      await new Promise((resolve) => setTimeout(resolve, together));
      isTelling = false;
      if (!signal.aborted) this.onAnswer(file.uri);
    };
    // A large script does not keep back what is known of the others.
    await Promise.all(
      owed.map(async (input) => {
        await queue.ask([input], placeOf(file.folder), signal);
        if (!signal.aborted) await tell();
      }),
    );
    if (this.#asking.get(file.uri)?.controller.signal === signal) this.#asking.delete(file.uri);
  }

  #inputs({ source, language, folder }: Pick<OpenFile, "source" | "language" | "folder">): ReturnType<typeof shellcheckInputs> {
    const { configuration } = this.#session.checkOptions(source.path, folder);
    return shellcheckInputs(source, language, configuration);
  }

  #queue(folder: Folder): ShellcheckQueue | undefined {
    const { settings, isTrusted, connection } = this.#session;
    const { shellcheck } = settings.now(folder.uri);
    if (!this.#find || !isTrusted || !shellcheck.enabled) return undefined;
    const named = shellcheck.path || "shellcheck";
    if (this.#known?.named !== named) {
      const start = this.#find(named);
      if (!start) connection.console.warn(missing(named));
      this.#known = { named, queue: start && new ShellcheckQueue(start, (line) => connection.console.warn(line)) };
    }
    return this.#known.queue;
  }
}

function placeOf(folder: Folder): string | undefined {
  return folder.isWorkspace && folder.uri.startsWith("file:") ? folder.uri : undefined;
}

function missing(named: string): string {
  if (!/[/\\]/.test(named)) return `\`${named}\` was not found on PATH: scripts are checked without ShellCheck.`;
  return `There is no program at \`${named}\` (a whole path is needed): scripts are checked without ShellCheck.`;
}
