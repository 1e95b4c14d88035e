import type { Entry, Fact, Workspace } from "./workspace.ts";

/** What was asked of a workspace: a fact, or a file by a word for the question and its path. */
export type Question = string | Fact<unknown>;

/** An answer, and how to ask again whether it still holds. */
export interface Answer {
  readonly answer: unknown;
  ask(workspace: Workspace): unknown;
}

/** Whether a workspace still answers as it did. */
export function isUnchanged({ answer, ask }: Answer, workspace: Workspace): boolean {
  return isSame(ask(workspace), answer);
}

/** The same of several questions; one that writes down what it is asked is asked them all. */
export function areUnchanged(answers: ReadonlyMap<Question, Answer>, workspace: Workspace): boolean {
  for (const [question, { answer, ask }] of answers) {
    const now = workspace instanceof Watching ? workspace.ask(question, ask) : ask(workspace);
    if (!isSame(now, answer)) return false;
  }
  return true;
}

/** Lists are the same where their items are. */
function isSame(now: unknown, answer: unknown): boolean {
  if (now === answer) return true;
  if (!Array.isArray(now) || !Array.isArray(answer)) return false;
  return now.length === answer.length && now.every((one, index) => one === answer[index]);
}

/** A workspace that writes down what it is asked. */
export class Watching implements Workspace {
  /** The workspace itself, however many look through at it. */
  readonly root: Workspace;
  /** Where it is written down; another map may be put in its place when somebody else begins to ask. */
  answers = new Map<Question, Answer>();
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.root = rootOf(workspace);
  }

  read(path: string): string | undefined {
    return this.ask(`read:${path}`, (workspace) => workspace.read(path));
  }

  has(path: string): boolean | undefined {
    return this.ask(`has:${path}`, (workspace) => workspace.has(path));
  }

  list(folder: string): readonly Entry[] | undefined {
    return this.ask(`list:${folder}`, (workspace) => workspace.list(folder));
  }

  files(): readonly string[] | undefined {
    return this.ask("files", (workspace) => workspace.files());
  }

  size(path: string): number | undefined {
    return this.ask(`size:${path}`, (workspace) => workspace.size(path));
  }

  derive<T>(fact: Fact<T>): T {
    return this.ask(fact, (workspace) => workspace.derive(fact));
  }

  /** Asks what is no method of workspaces but rests upon one: a part of what a fact tells, so that the rest of it may change. */
  ask<T>(question: Question, ask: (workspace: Workspace) => T): T {
    // Who writes down as well is told the question as it is.
    const answer = this.#workspace instanceof Watching ? this.#workspace.ask(question, ask) : ask(this.#workspace);
    this.answers.set(question, { ask, answer });
    return answer;
  }
}

/** The workspace behind those that only write down. */
export function rootOf(workspace: Workspace): Workspace {
  return workspace instanceof Watching ? workspace.root : workspace;
}
