import { readShellcheck, type ShellcheckAnswers, type ShellcheckComment, type ShellcheckInput } from "../engine/index.ts";
import type { ShellcheckStart } from "./program.ts";

/** So many run at a time. */
const width = 4;
/** What is kept: so many answers, of scripts with so many characters together. */
const maximumAnswers = 5_000;
const maximumCharacters = 20_000_000;
/** More findings than that in one script help nobody. */
const maximumComments = 1_000;

interface Job {
  readonly key: string;
  readonly input: ShellcheckInput;
  readonly folder: string | undefined;
  readonly controller: AbortController;
  readonly done: Promise<void>;
  finish(): void;
  askers: number;
}

/** Asks ShellCheck about scripts: each once as long as it stays the same, a few at a time, and not at all once nobody wants the answer. */
export class ShellcheckQueue {
  readonly #start: ShellcheckStart;
  readonly #tell: (line: string) => void;
  readonly #told = new Set<string>();
  readonly #answers = new Map<string, readonly ShellcheckComment[]>();
  #characters = 0;
  readonly #jobs = new Map<string, Job>();
  readonly #waiting: Job[] = [];
  #running = 0;

  /** `tell` is given lines about what went wrong, each once. */
  constructor(start: ShellcheckStart, tell: (line: string) => void) {
    this.#start = start;
    this.#tell = tell;
  }

  /** What is known by now about scripts of a folder. */
  answers(folder: string | undefined): ShellcheckAnswers {
    return (input) => this.#answers.get(keyOf(input, folder));
  }

  /** Asks about those scripts that nothing is known of; resolves once all is known, or with the signal. */
  async ask(inputs: readonly ShellcheckInput[], folder: string | undefined, signal?: AbortSignal): Promise<void> {
    const jobs = new Map<string, Job>();
    for (const input of inputs) {
      const key = keyOf(input, folder);
      if (signal?.aborted || jobs.has(key) || this.#answers.has(key)) continue;
      const job = this.#jobs.get(key) ?? this.#enqueue(key, input, folder);
      job.askers++;
      jobs.set(key, job);
    }
    if (jobs.size === 0) return;
    this.#next();
    const finished = Promise.all([...jobs.values()].map(({ done }) => done));
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = () => {
        for (const job of jobs.values()) if (--job.askers === 0) this.#drop(job);
        resolve();
      };
    });
    signal?.addEventListener("abort", leave, { once: true });
    await Promise.race([finished, left]);
    signal?.removeEventListener("abort", leave);
  }

  /** Forgets all answers: the settings that ShellCheck reads by itself may be others. */
  forget(): void {
    this.#answers.clear();
    this.#characters = 0;
  }

  #enqueue(key: string, input: ShellcheckInput, folder: string | undefined): Job {
    let finish = () => {};
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const job: Job = { key, input, folder, controller: new AbortController(), done, finish, askers: 0 };
    this.#jobs.set(key, job);
    this.#waiting.push(job);
    return job;
  }

  #drop(job: Job): void {
    if (this.#jobs.get(job.key) === job) this.#jobs.delete(job.key);
    const place = this.#waiting.indexOf(job);
    if (place >= 0) this.#waiting.splice(place, 1);
    job.controller.abort();
    job.finish();
  }

  #next(): void {
    while (this.#running < width) {
      const job = this.#waiting.shift();
      if (!job) return;
      this.#running++;
      void this.#run(job).finally(() => {
        this.#running--;
        if (this.#jobs.get(job.key) === job) this.#jobs.delete(job.key);
        job.finish();
        this.#next();
      });
    }
  }

  async #run({ key, input, folder, controller }: Job): Promise<void> {
    const outcome = await this.#start({ ...input, folder }, controller.signal);
    if (outcome.kind === "cancelled" || controller.signal.aborted) return;
    const comments = outcome.kind === "answer" ? readShellcheck(outcome.output) : undefined;
    if (outcome.kind === "late") this.#tellOnce(`ShellCheck took too long for a script of ${input.text.length} characters, and was ended.`);
    else if (outcome.kind === "failed") this.#tellOnce(`ShellCheck could not be run: ${outcome.reason}.`);
    else if (!comments) this.#tellOnce("ShellCheck did not answer in the format `json1`, which it knows from release 0.7 on.");
    // What could not be answered is not asked again.
    this.#keep(key, comments?.slice(0, maximumComments) ?? []);
  }

  #keep(key: string, comments: readonly ShellcheckComment[]): void {
    this.#answers.set(key, comments);
    this.#characters += key.length;
    for (const [oldest] of this.#answers) {
      if (this.#answers.size <= maximumAnswers && this.#characters <= maximumCharacters) return;
      this.#answers.delete(oldest);
      this.#characters -= oldest.length;
    }
  }

  #tellOnce(line: string): void {
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#tell(line);
  }
}

function keyOf({ text, dialect }: ShellcheckInput, folder: string | undefined): string {
  return `${dialect}\n${folder ?? ""}\n${text}`;
}
