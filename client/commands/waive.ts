import { l10n } from "vscode";
import type { Extension } from "../context.ts";
import { mayWrite } from "../readiness/mayWrite.ts";
import { pickItem } from "../readiness/pickItem.ts";
import { dayIn, needed, remember, text, who } from "../readiness/questions.ts";
import { decide } from "../readiness/signOffFile.ts";
import { askInTurn } from "../steps.ts";

type Key = "reason" | "approvedBy" | "expires" | "ticket" | "by";
/** The longest that the rules of the sign-off file let pass without a word. */
const days = 90;

/** Asks why an item may be missing, until when and who accepts that, and writes it into the sign-off file. */
export const waive =
  (extension: Extension) =>
  async (target?: unknown): Promise<void> => {
    if (!mayWrite()) return;
    const picked = await pickItem(extension, target, ({ status }) => status !== "met" && status !== "not-applicable");
    if (!picked) return;
    const given = await askInTurn<Key>(l10n.t("Waive: {0}", picked.entry.title), ({ approvedBy }) => [
      text("reason", { prompt: l10n.t("Why may it be missing for a while?"), check: needed }),
      text("approvedBy", { prompt: l10n.t("Who accepts that? Somebody else than who asks for it."), check: needed }),
      text("expires", { prompt: l10n.t("The last day on which it holds."), value: dayIn(days), check: dayToCome }),
      text("ticket", { prompt: l10n.t("Where the work on it is followed. It may be left empty.") }),
      who(extension.person, l10n.t("Who asks for it?"), (typed) =>
        typed === approvedBy ? l10n.t("Nobody accepts what they ask for themselves.") : undefined,
      ),
    ]);
    if (!given?.by) return;
    await remember(extension.person, given.by);
    const { by, reason, approvedBy, expires, ticket } = given;
    await decide(extension, picked.service, picked.entry, {
      status: "waived",
      by,
      reason,
      approvedBy,
      expires,
      ticket: ticket || undefined,
    });
  };

function dayToCome(typed: string): string | undefined {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(typed) && !Number.isNaN(Date.parse(typed));
  return isDay && typed >= dayIn(0) ? undefined : l10n.t("A day from today on is expected, written like {0}.", dayIn(days));
}
