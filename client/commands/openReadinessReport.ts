import { commands, l10n } from "vscode";
import type { Extension } from "../context.ts";
import type { Node } from "../readiness/outline.ts";
import { reportUri } from "../readiness/report.ts";

/** Shows the report as it reads in a pull request, of the service that was clicked or of all. */
export const openReadinessReport =
  (extension: Extension) =>
  async (target?: unknown): Promise<void> => {
    await extension.started();
    const service = (target as Node | undefined)?.content?.service;
    const name = l10n.t("Production Readiness");
    await commands.executeCommand("markdown.showPreview", reportUri(service?.uri, service ? `${name}, ${service.name}` : name));
  };
