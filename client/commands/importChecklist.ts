import { l10n, Uri, window } from "vscode";
import { type ImportChecklistParams, type ImportChecklistResult, methods } from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";
import { mayWrite } from "../readiness/mayWrite.ts";
import { pickService } from "../readiness/pickItem.ts";
import { remember, who } from "../readiness/questions.ts";
import { writeSignOffs } from "../readiness/signOffFile.ts";
import { askInTurn } from "../steps.ts";

/** Takes what is ticked in a Markdown file over into a service's sign-off file, with the Markdown file as the evidence. */
export const importChecklist =
  (extension: Extension) =>
  async (target?: unknown): Promise<void> => {
    if (!mayWrite()) return;
    const { client, log, person } = extension;
    const service = await pickService(extension, target instanceof Uri ? undefined : target);
    if (!service) return;
    const file = target instanceof Uri ? target : await pickFile(client.protocol2CodeConverter.asUri(service.uri));
    if (!file) return;
    const given = await askInTurn(l10n.t("Import a checklist: {0}", service.name), () => [who(person, l10n.t("Who ticked the boxes?"))]);
    if (!given?.by) return;
    await remember(person, given.by);
    const params: ImportChecklistParams = { uri: service.uri, checklist: client.code2ProtocolConverter.asUri(file), by: given.by };
    const result = await client.sendRequest<ImportChecklistResult | null>(methods.importChecklist, params);
    if (!result || (result.imported > 0 && !(await writeSignOffs(extension, result)))) return;
    if (result.imported === 0 && result.problem !== undefined) {
      void window.showWarningMessage(result.problem);
      return;
    }
    for (const line of result.unknown) log.info(`No item of the checklist is meant by: ${line}`);
    const show = l10n.t("Show Log");
    const sentence = l10n.t("Ticked boxes taken over: {0}. Lines that name no item: {1}.", result.imported, result.unknown.length);
    const chosen = await window.showInformationMessage(sentence, ...(result.unknown.length > 0 ? [show] : []));
    if (chosen === show) log.show();
  };

async function pickFile(folder: Uri): Promise<Uri | undefined> {
  const openLabel = l10n.t("Import");
  return (await window.showOpenDialog({ defaultUri: folder, filters: { Markdown: ["md", "markdown"] }, openLabel }))?.[0];
}
