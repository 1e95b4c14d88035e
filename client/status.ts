import { Disposable, LanguageStatusSeverity, l10n, languages, type TextDocument, window, workspace } from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import { type ConfigurationResult, methods } from "../server/lsp/protocol.ts";
import { selector } from "./client.ts";

/** The entry under `{}` in the status bar: whether the server runs, and which configuration is in force. */
export interface Status extends Disposable {
  update(document: TextDocument | undefined): void;
}

export function showStatus(client: BaseLanguageClient): Status {
  const item = languages.createLanguageStatusItem("deploymentPatterns.status", selector);
  item.name = "Deployment Patterns";
  item.text = "Deployment Patterns";
  const states = client.onDidChangeState(({ newState }) => showState(newState));
  showState(State.Stopped);
  return { update: (document) => void update(document), dispose: () => Disposable.from(states, item).dispose() };

  function showState(state: State): void {
    item.busy = state === State.Starting;
    item.severity = LanguageStatusSeverity.Information;
    item.command = { title: l10n.t("Show Log"), command: "deploymentPatterns.showLog" };
    if (state === State.Running) {
      void update(window.activeTextEditor?.document);
    } else {
      item.detail = state === State.Starting ? l10n.t("starting") : l10n.t("not running");
    }
  }

  async function update(document: TextDocument | undefined): Promise<void> {
    if (!client.isRunning() || !document || languages.match(selector, document) === 0) return;
    const params = { uri: client.code2ProtocolConverter.asUri(document.uri) };
    const configuration = await client.sendRequest<ConfigurationResult | null>(methods.configuration, params).catch(() => null);
    if (!configuration) {
      item.detail = l10n.t("recommended rules");
      return;
    }
    const path = workspace.asRelativePath(client.protocol2CodeConverter.asUri(configuration.uri));
    item.detail = configuration.exists ? path : l10n.t("recommended rules");
    item.command = {
      title: configuration.exists ? l10n.t("Open Configuration") : l10n.t("Configure"),
      command: "deploymentPatterns.openConfiguration",
    };
  }
}
