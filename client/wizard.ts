import { l10n, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type AnswerValues, type GeneratorQuestion, type GeneratorQuestionsResult, methods } from "../server/lsp/protocol.ts";
import { type Choice, choose, chooseSeveral, type Place, type Step, type } from "./steps.ts";

export interface Asking {
  readonly generator: string;
  /** The application's folder. */
  readonly uri: string;
  readonly remembered: AnswerValues;
  /** The heading of every step. */
  readonly title: string;
}

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

async function askWhetherEnough(place: Place): Promise<Step> {
  const items: Choice[] = [
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
  if (takes === "list" && choices) {
    const items = choices.map(({ label, detail, value }): Choice => ({ label, ...(detail ? { detail } : {}), value }));
    const help = `${question.help} ${originOf(question) ?? ""}`.trim();
    return chooseSeveral(items, Array.isArray(value) ? (value as unknown[]) : [], place, help);
  }
  if (takes === "truth" || (choices && choices.length > 0)) {
    const all = choices ?? [
      { value: true, label: l10n.t("Yes") },
      { value: false, label: l10n.t("No") },
    ];
    const items = all.map((choice): Choice => {
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
  return typeAnswer(question, place, problem);
}

/** Where the value comes from: `package.json:12, the field engines`. */
function originOf({ from, because }: GeneratorQuestion): string | undefined {
  const parts = [from, because?.replaceAll("`", "")].filter((part) => part !== undefined && part !== "");
  return parts.length > 0 ? parts.join(", ") : undefined;
}

async function typeAnswer(question: GeneratorQuestion, place: Place, problem: string | undefined): Promise<Step> {
  const { value } = question;
  const written = Array.isArray(value) ? value.join(", ") : value === undefined ? "" : String(value);
  const origin = originOf(question);
  const prompt = `${question.title}: ${question.help}${origin ? ` (${origin})` : ""}`;
  const step = await type({ prompt, value: written, problem }, place);
  return step.kind === "answer" && (step.value === written || step.value === "") ? { ...step, value: undefined } : step;
}
