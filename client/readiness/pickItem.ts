import { l10n, type QuickPickItem, window } from "vscode";
import type { ReadinessEntry, ReadinessService } from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";
import type { Node } from "./outline.ts";
import { iconOf, plain, stateOf } from "./states.ts";

export interface PickedItem {
  readonly service: ReadinessService;
  readonly entry: ReadinessEntry;
}

/** The item that a command is about: that of the tree which it was called on, else one that the user chooses of those that `takes` lets through. */
export async function pickItem(
  extension: Extension,
  target: unknown,
  takes: (entry: ReadinessEntry) => boolean,
): Promise<PickedItem | undefined> {
  const content = (target as Node | undefined)?.content;
  if (content?.kind === "item") return content;
  const service = await pickService(extension, target);
  if (!service) return undefined;
  const items = service.items.filter(takes).map((entry) => ({
    label: entry.title,
    description: stateOf(entry),
    iconPath: iconOf(entry.status),
    detail: plain(entry.because),
    entry,
  }));
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t("No item of the checklist is of that kind."));
    return undefined;
  }
  const chosen = await window.showQuickPick(items, { placeHolder: l10n.t("Which item?"), matchOnDetail: true });
  return chosen && { service, entry: chosen.entry };
}

/** The service that a command is about. */
export async function pickService({ readiness }: Extension, target?: unknown): Promise<ReadinessService | undefined> {
  const content = (target as Node | undefined)?.content;
  if (content) return content.service;
  const services = await readiness.loaded();
  if (services.length === 0) void window.showInformationMessage(l10n.t("Nothing in this workspace is known to be deployed."));
  if (services.length <= 1) return services[0];
  const items = services.map((service): QuickPickItem & { service: ReadinessService } => ({
    label: service.name,
    description: l10n.t("{0} of {1}", service.summary.done, service.summary.required),
    detail: service.folder,
    service,
  }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Which service?"), matchOnDetail: true }))?.service;
}
