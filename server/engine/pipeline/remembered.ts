import type { Entry, Fact, Workspace } from "../workspace/workspace.ts";

/**
 * A function of a part of a file that remembers what it gave, until something that it read of the workspace has changed. A fact would be kept
 * for as long as the workspace; what is kept here goes with the file's model.
 */
export function remembered<K extends object, T>(compute: (key: K, workspace: Workspace) => T): (key: K, workspace: Workspace) => T {
  const known = new WeakMap<K, { readonly root: Workspace; readonly answers: Answers; readonly value: T }>();
  return (key, workspace) => {
    const root = workspace instanceof Watching ? workspace.root : workspace;
    const entry = known.get(key);
    if (entry && entry.root === root && isUnchanged(entry.answers, workspace)) return entry.value;
    const watching = new Watching(workspace, root);
    const value = compute(key, watching);
    known.set(key, { root, answers: watching.answers, value });
    return value;
  };
}

type Answers = Map<string | Fact<unknown>, { readonly ask: (workspace: Workspace) => unknown; readonly answer: unknown }>;

function isUnchanged(answers: Answers, workspace: Workspace): boolean {
  for (const { ask, answer } of answers.values()) if (ask(workspace) !== answer) return false;
  return true;
}

/** A workspace that writes down what it is asked. */
class Watching implements Workspace {
  readonly root: Workspace;
  readonly answers: Answers = new Map();
  readonly #workspace: Workspace;

  constructor(workspace: Workspace, root: Workspace) {
    this.#workspace = workspace;
    this.root = root;
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

  #ask<T>(question: string | Fact<unknown>, ask: (workspace: Workspace) => T): T {
    const answer = ask(this.#workspace);
    this.answers.set(question, { ask, answer });
    return answer;
  }
}
