import { l10n, window } from "vscode";
import type { Extension } from "../context.ts";
import { mayWrite } from "../readiness/mayWrite.ts";
import { pickService } from "../readiness/pickItem.ts";
import { httpsAddress, needed, remember, text, who } from "../readiness/questions.ts";
import { decide } from "../readiness/signOffFile.ts";
import { askInTurn } from "../steps.ts";

/** The item that a rehearsed rollback signs. */
const item = "rollback.rehearsed";

/** Asks for the run of a rehearsed rollback and how long it took, and signs the item with them. */
export const recordRollbackDrill =
  (extension: Extension) =>
  async (target?: unknown): Promise<void> => {
    if (!mayWrite()) return;
    const service = await pickService(extension, target);
    const entry = service?.items.find(({ id }) => id === item);
    if (!service || !entry) return;
    const given = await askInTurn<"ref" | "note" | "by">(l10n.t("Record a rollback drill: {0}", service.name), () => [
      text("ref", { prompt: l10n.t("The address of the run that rolled back."), placeholder: "https://", check: httpsAddress }),
      text("note", { prompt: l10n.t("Where it was, and how long it took."), placeholder: l10n.t("staging, 74 s"), check: needed }),
      who(extension.person, l10n.t("Who held it?")),
    ]);
    if (!given?.by || given.ref === undefined) return;
    await remember(extension.person, given.by);
    const evidence = [{ kind: "run", ref: given.ref, note: given.note }] as const;
    if (await decide(extension, service, entry, { status: "signed", by: given.by, evidence }))
      void window.showInformationMessage(l10n.t("The drill is recorded. It counts for 90 days; then the way back wants to be gone again."));
  };
