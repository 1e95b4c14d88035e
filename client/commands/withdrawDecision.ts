import { l10n, window, workspace } from "vscode";
import type { Extension } from "../context.ts";
import { mayWrite } from "../readiness/mayWrite.ts";
import { pickItem } from "../readiness/pickItem.ts";
import { decide } from "../readiness/signOffFile.ts";

/** Takes a decision out of the sign-off file, after a question. Gives whether it is out. */
export const withdrawDecision =
  (extension: Extension) =>
  async (target?: unknown): Promise<boolean> => {
    if (!mayWrite()) return false;
    const picked = await pickItem(extension, target, ({ isDecided }) => isDecided);
    if (!picked) return false;
    const { service, entry } = picked;
    const file = workspace.asRelativePath(extension.client.protocol2CodeConverter.asUri(service.signOffUri));
    const withdraw = l10n.t("Withdraw");
    const options = { modal: true, detail: l10n.t("Who decided, when and on which evidence is taken out of {0}.", file) };
    const chosen = await window.showWarningMessage(l10n.t("Withdraw the decision about “{0}”?", entry.title), options, withdraw);
    return chosen === withdraw && decide(extension, service, entry, undefined);
  };
