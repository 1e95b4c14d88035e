// What decisions have in common to be asked.
import { l10n, type Memento } from "vscode";
import { type Question, type Text, type } from "../steps.ts";

/** Has a text typed. */
export function text<Key extends string>(key: Key, asked: Text): Question & { readonly key: Key } {
  return { key, ask: (place, before) => type({ ...asked, value: before ?? asked.value }, place) };
}

/** Refuses to be left empty. */
export function needed(typed: string): string | undefined {
  return typed === "" ? l10n.t("Something has to stand here.") : undefined;
}

export function httpsAddress(typed: string): string | undefined {
  return /^https:\/\/[^\s/]+/.test(typed) ? undefined : l10n.t("An address that begins with {0} is expected.", "https://");
}

const memoryKey = "readiness signs";

/** Who decides; asked last, with whoever it was before. */
export function who(memory: Memento, prompt: string, check: (typed: string) => string | undefined = () => undefined) {
  return text("by", {
    prompt,
    value: memory.get<string>(memoryKey),
    placeholder: l10n.t("A handle or an e-mail address"),
    check: (typed) => needed(typed) ?? check(typed),
  });
}

/** Keeps who decided, on this machine. */
export async function remember(memory: Memento, by: string): Promise<void> {
  await memory.update(memoryKey, by);
}

/** A day some days from now, as sign-off files have it. */
export function dayIn(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((number) => String(number).padStart(2, "0"));
  return `${day.getFullYear()}-${month}-${date}`;
}
