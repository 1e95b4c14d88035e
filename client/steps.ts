// The steps of a conversation: one box or list after the other, with the way back.
import { type Disposable, type QuickInput, QuickInputButtons, type QuickPickItem, window } from "vscode";

/** What a step ended with. */
export type Step = { readonly kind: "answer"; readonly value: unknown } | { readonly kind: "back" } | { readonly kind: "cancel" };

/** Where in the conversation a step stands. */
export interface Place {
  readonly title: string;
  /** Counts from 1. */
  readonly step: number;
  readonly total: number;
  readonly isFirst: boolean;
}

export interface Choice extends QuickPickItem {
  readonly value: unknown;
}

/** Has one of a list chosen; the one that holds `value` is marked. */
export function choose(items: readonly Choice[], value: unknown, place: Place, help: string): Promise<Step> {
  const input = window.createQuickPick<Choice>();
  input.items = items;
  const active = items.filter((item) => item.value === value).slice(0, 1);
  // Without one the first is active.
  if (active.length > 0) input.activeItems = active;
  input.placeholder = help;
  input.matchOnDetail = true;
  return shown(input, place, (end) => [
    input.onDidAccept(() => {
      const [item] = input.selectedItems;
      if (item) end({ kind: "answer", value: item.value });
    }),
  ]);
}

/** Has any number of a list chosen. */
export function chooseSeveral(items: readonly Choice[], values: readonly unknown[], place: Place, help: string): Promise<Step> {
  const input = window.createQuickPick<Choice>();
  input.canSelectMany = true;
  input.items = items;
  input.selectedItems = input.items.filter(({ value }) => values.includes(value));
  input.placeholder = help;
  return shown(input, place, (end) => [
    input.onDidAccept(() => end({ kind: "answer", value: input.selectedItems.map(({ value }) => value) })),
  ]);
}

export interface Text {
  readonly prompt: string;
  /** What stands in the box. */
  readonly value?: string | undefined;
  readonly placeholder?: string | undefined;
  /** What was wrong with it. */
  readonly problem?: string | undefined;
  /** Says what is wrong with a text, which then stays. */
  readonly check?: ((text: string) => string | undefined | Promise<string | undefined>) | undefined;
}

/** Has a text typed; gives it without the blanks around it. */
export function type({ prompt, value = "", placeholder, problem, check }: Text, place: Place): Promise<Step> {
  const input = window.createInputBox();
  input.value = value;
  input.prompt = prompt;
  if (placeholder !== undefined) input.placeholder = placeholder;
  if (problem !== undefined) input.validationMessage = problem;
  return shown(input, place, (end) => [
    input.onDidChangeValue(() => {
      input.validationMessage = "";
    }),
    input.onDidAccept(async () => {
      const text = input.value.trim();
      const wrong = await check?.(text);
      if (wrong === undefined) end({ kind: "answer", value: text });
      else input.validationMessage = wrong;
    }),
  ]);
}

type SteppedInput = QuickInput & {
  buttons: readonly unknown[];
  onDidTriggerButton(listener: () => void): Disposable;
};

/** Shows a step until it ends; leaving it in any other way is a cancellation. */
function shown(input: SteppedInput, place: Place, listen: (end: (step: Step) => void) => Disposable[]): Promise<Step> {
  input.title = place.title;
  input.step = place.step;
  input.totalSteps = place.total;
  input.ignoreFocusOut = true;
  input.buttons = place.isFirst ? [] : [QuickInputButtons.Back];
  return new Promise((resolve) => {
    let isDone = false;
    const end = (step: Step) => {
      if (isDone) return;
      isDone = true;
      for (const one of listeners) one.dispose();
      input.dispose();
      resolve(step);
    };
    const listeners = [
      ...listen(end),
      input.onDidTriggerButton(() => end({ kind: "back" })),
      input.onDidHide(() => end({ kind: "cancel" })),
    ];
    input.show();
  });
}

/** One question of several. */
export interface Question {
  readonly key: string;
  /** @param before what was answered before the user went back */
  ask(place: Place, before: string | undefined): Promise<Step>;
}

/**
 * Asks questions one after the other; what was answered may bring others. Gives the answers by their keys, or undefined where the user leaves.
 * @param questions those to be asked, given the answers so far
 */
export async function askInTurn<Key extends string>(
  title: string,
  questions: (given: Readonly<Partial<Record<Key, string>>>) => readonly (Question & { readonly key: Key })[],
): Promise<Readonly<Partial<Record<Key, string>>> | undefined> {
  const given: Partial<Record<Key, string>> = {};
  const before: Partial<Record<Key, string>> = {};
  const done: Key[] = [];
  for (;;) {
    const asked = questions(given);
    const next = asked.find(({ key }) => !done.includes(key));
    if (!next) return given;
    const place = { title, step: done.length + 1, total: asked.length, isFirst: done.length === 0 };
    const step = await next.ask(place, before[next.key]);
    if (step.kind === "cancel") return undefined;
    if (step.kind === "back") {
      const last = done.pop();
      if (last !== undefined) delete given[last];
      continue;
    }
    done.push(next.key);
    given[next.key] = before[next.key] = String(step.value ?? "");
  }
}
