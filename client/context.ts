import type { DiagnosticCollection, LogOutputChannel } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { RulePages } from "./commands/explainRule.ts";
import type { Status } from "./status.ts";

/** What commands work with. */
export interface Extension {
  readonly client: BaseLanguageClient;
  readonly log: LogOutputChannel;
  /** What a check of the workspace has found in files that are not open. */
  readonly found: DiagnosticCollection;
  readonly status: Status;
  readonly pages: RulePages;
  /** Starts the server where it is not running, and waits for it. */
  started(): Promise<void>;
}
