import { l10n, workspace } from "vscode";
import type { Extension } from "../context.ts";
import { mayWrite } from "../readiness/mayWrite.ts";
import { pickItem } from "../readiness/pickItem.ts";
import { decide } from "../readiness/signOffFile.ts";
import { type Choice, choose } from "../steps.ts";

/** Takes a decision out of the sign-off file, after a question. Gives whether it is out. */
export const withdrawDecision =
  (extension: Extension) =>
  async (target?: unknown): Promise<boolean> => {
    if (!mayWrite()) return false;
    const picked = await pickItem(extension, target, ({ isDecided }) => isDecided);
    if (!picked) return false;
    const { service, entry } = picked;
    const file = workspace.asRelativePath(extension.client.protocol2CodeConverter.asUri(service.signOffUri));
    const items: Choice[] = [
      {
        label: `$(discard) ${l10n.t("Withdraw")}`,
        detail: l10n.t("Who decided, when and on which evidence is taken out of {0}.", file),
        value: true,
      },
      { label: `$(check) ${l10n.t("Keep")}`, detail: l10n.t("The decision stays as it is."), value: false },
    ];
    const place = { title: entry.title, step: 1, total: 1, isFirst: true };
    const step = await choose(items, undefined, place, l10n.t("Withdraw the decision?"));
    return step.kind === "answer" && step.value === true && decide(extension, service, entry, undefined);
  };
