import { type Disposable, l10n, type QuickInput, QuickInputButtons, type QuickPickItem, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type AnswerValues, type GeneratorQuestion, type GeneratorQuestionsResult, methods } from "../server/lsp/protocol.ts";

export interface Asking {
  readonly generator: string;
  /** The application's folder. */
  readonly uri: string;
  readonly remembered: AnswerValues;
  /** The heading of every step. */
  readonly title: string;
}

/** What a step ended with. */
type Step = { readonly kind: "answer"; readonly value: unknown } | { readonly kind: "back" } | { readonly kind: "cancel" };

/**
 * Asks a generator's questions one after the other, each with what was detected and where; going back is possible at every step. Answers may bring
 * further questions, so they are asked for anew after each. Gives the answers, or undefined where the user leaves.
 */
export async function askQuestions(client: BaseLanguageClient, asking: Asking): Promise<AnswerValues | undefined> {
  const given: Record<string, unknown> = {};
  const done: string[] = [];
  let customises = false;
  for (;;) {
    const params = { generator: asking.generator, uri: asking.uri, given, remembered: asking.remembered };
    const result = await client.sendRequest<GeneratorQuestionsResult | null>(methods.generatorQuestions, params);
    if (!result) return undefined;
    if (result.problem !== undefined) {
      void window.showWarningMessage(result.problem);
      return undefined;
    }
    const asked = result.questions.filter(({ isOptional }) => customises || !isOptional);
    // What was answered and cannot be taken is asked again.
    const next = asked.find(({ key }) => !done.includes(key) || result.problems[key] !== undefined);
    const total = asked.length + (customises ? 0 : 1);
    const place = { title: asking.title, step: Math.min(done.length + 1, total), total, isFirst: done.length === 0 };
    const hasMore = !customises && result.questions.some(({ isOptional }) => isOptional);
    if (!next && !hasMore) return given;
    const step = next ? await ask(next, place, result.problems[next.key]) : await askWhetherEnough(place);
    if (step.kind === "cancel") return undefined;
    if (step.kind === "back") {
      const last = done.pop();
      if (last !== undefined) delete given[last];
      if (!next) customises = false;
      continue;
    }
    if (!next) {
      if (step.value === true) return given;
      customises = true;
      continue;
    }
    if (!done.includes(next.key)) done.push(next.key);
    // What was left as it was detected is no answer: it follows the project when that changes.
    if (step.value === undefined || isSame(step.value, next.value)) delete given[next.key];
    else given[next.key] = step.value;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface Place {
  readonly title: string;
  /** Counts from 1. */
  readonly step: number;
  readonly total: number;
  readonly isFirst: boolean;
}

interface Item extends QuickPickItem {
  readonly value: unknown;
}

async function askWhetherEnough(place: Place): Promise<Step> {
  const items: Item[] = [
    { label: `$(check) ${l10n.t("Show the files")}`, detail: l10n.t("Nothing is written before you have seen it."), value: true },
    {
      label: `$(settings) ${l10n.t("Customise…")}`,
      detail: l10n.t("Look at everything else that was detected or is usual."),
      value: false,
    },
  ];
  return choose(items, true, place, l10n.t("Everything else is detected or usual."));
}

function ask(question: GeneratorQuestion, place: Place, problem: string | undefined): Promise<Step> {
  const { choices, takes, value } = question;
  if (takes === "list" && choices) return chooseSeveral(question, place);
  if (takes === "truth" || (choices && choices.length > 0)) {
    const all = choices ?? [
      { value: true, label: l10n.t("Yes") },
      { value: false, label: l10n.t("No") },
    ];
    const items = all.map((choice): Item => {
      const origin = choice.value === value ? originOf(question) : undefined;
      return {
        label: choice.label,
        ...(origin ? { description: origin } : {}),
        ...("detail" in choice && choice.detail ? { detail: choice.detail } : {}),
        value: choice.value,
      };
    });
    return choose(items, value, place, question.help);
  }
  return type(question, place, problem);
}

/** Where the value comes from: `package.json:12, the field engines`. */
function originOf({ from, because }: GeneratorQuestion): string | undefined {
  const parts = [from, because?.replaceAll("`", "")].filter((part) => part !== undefined && part !== "");
  return parts.length > 0 ? parts.join(", ") : undefined;
}

function choose(items: readonly Item[], value: unknown, place: Place, help: string): Promise<Step> {
  const input = window.createQuickPick<Item>();
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
    input.onDidTriggerButton(() => end({ kind: "back" })),
  ]);
}

function chooseSeveral(question: GeneratorQuestion, place: Place): Promise<Step> {
  const input = window.createQuickPick<Item>();
  const chosen = Array.isArray(question.value) ? (question.value as unknown[]) : [];
  input.canSelectMany = true;
  input.items = (question.choices ?? []).map(({ label, detail, value }) => ({ label, ...(detail ? { detail } : {}), value }));
  input.selectedItems = input.items.filter(({ value }) => chosen.includes(value));
  input.placeholder = `${question.help} ${originOf(question) ?? ""}`.trim();
  return shown(input, place, (end) => [
    input.onDidAccept(() => end({ kind: "answer", value: input.selectedItems.map(({ value }) => value) })),
    input.onDidTriggerButton(() => end({ kind: "back" })),
  ]);
}

function type(question: GeneratorQuestion, place: Place, problem: string | undefined): Promise<Step> {
  const input = window.createInputBox();
  const written = Array.isArray(question.value) ? question.value.join(", ") : question.value === undefined ? "" : String(question.value);
  const origin = originOf(question);
  input.value = written;
  input.prompt = `${question.title}: ${question.help}${origin ? ` (${origin})` : ""}`;
  if (problem !== undefined) input.validationMessage = problem;
  return shown(input, place, (end) => [
    input.onDidChangeValue(() => {
      input.validationMessage = "";
    }),
    input.onDidAccept(() => {
      const text = input.value.trim();
      end({ kind: "answer", value: text === written || text === "" ? undefined : text });
    }),
    input.onDidTriggerButton(() => end({ kind: "back" })),
  ]);
}

/** Shows a step until it ends; leaving it in any other way is a cancellation. */
function shown(
  input: QuickInput & { buttons: readonly unknown[] },
  place: Place,
  listen: (end: (step: Step) => void) => Disposable[],
): Promise<Step> {
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
    const listeners = [...listen(end), input.onDidHide(() => end({ kind: "cancel" }))];
    input.show();
  });
}
