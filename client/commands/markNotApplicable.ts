import { l10n } from "vscode";
import type { Extension } from "../context.ts";
import { mayWrite } from "../readiness/mayWrite.ts";
import { pickItem } from "../readiness/pickItem.ts";
import { needed, remember, text, who } from "../readiness/questions.ts";
import { decide } from "../readiness/signOffFile.ts";
import { askInTurn } from "../steps.ts";

/** Asks why an item does not concern the service, and writes it into the sign-off file. */
export const markNotApplicable =
  (extension: Extension) =>
  async (target?: unknown): Promise<void> => {
    if (!mayWrite()) return;
    const picked = await pickItem(extension, target, ({ status }) => status !== "met" && status !== "not-applicable");
    if (!picked) return;
    const given = await askInTurn<"reason" | "by">(l10n.t("Not applicable: {0}", picked.entry.title), () => [
      text("reason", { prompt: l10n.t("Why does it not concern this service?"), check: needed }),
      who(extension.person, l10n.t("Who says so?")),
    ]);
    if (!given?.by) return;
    await remember(extension.person, given.by);
    await decide(extension, picked.service, picked.entry, { status: "not-applicable", by: given.by, reason: given.reason });
  };
