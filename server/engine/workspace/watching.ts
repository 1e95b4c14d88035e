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
  return ask(workspace) === answer;
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
    return this.#ask(`read:${path}`, (workspace) => workspace.read(path));
  }

  has(path: string): boolean | undefined {
    return this.#ask(`has:${path}`, (workspace) => workspace.has(path));
  }

  list(folder: string): readonly Entry[] | undefined {
    return this.#ask(`list:${folder}`, (workspace) => workspace.list(folder));
  }

  files(): readonly string[] | undefined {
    return this.#ask("files", (workspace) => workspace.files());
  }

  derive<T>(fact: Fact<T>): T {
    return this.#ask(fact, (workspace) => workspace.derive(fact));
  }

  #ask<T>(question: Question, ask: (workspace: Workspace) => T): T {
    const answer = ask(this.#workspace);
    this.answers.set(question, { ask, answer });
    return answer;
  }
}

/** The workspace behind those that only write down. */
export function rootOf(workspace: Workspace): Workspace {
  return workspace instanceof Watching ? workspace.root : workspace;
}
