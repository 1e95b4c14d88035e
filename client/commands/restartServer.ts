import { l10n, window } from "vscode";
import type { Extension } from "../context.ts";

/** Stops the server and starts it anew. */
export const restartServer = (extension: Extension) => async (): Promise<void> => {
  const { client, log } = extension;
  try {
    if (client.isRunning()) await client.stop();
    await client.start();
    log.info("The language server was restarted.");
  } catch (fault) {
    log.error(`The language server could not be restarted: ${fault}`);
    void window.showErrorMessage(l10n.t("The language server could not be restarted; the log says why."));
  }
};
