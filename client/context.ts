import type { DiagnosticCollection, LogOutputChannel, Memento, Uri } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { RulePages } from "./commands/explainRule.ts";
import type { Checklist } from "./readiness/checklist.ts";
import type { ReadinessView } from "./readiness/view.ts";
import type { Files } from "./readiness/writeWhole.ts";
import type { Status } from "./status.ts";

/** What commands work with. */
export interface Extension {
  readonly client: BaseLanguageClient;
  readonly log: LogOutputChannel;
  /** What was found: in open documents by the client, in the others by a check of the workspace. */
  readonly found: DiagnosticCollection;
  /** The files whose findings come from the last check of the workspace. */
  readonly checked: Uri[];
  readonly status: Status;
  readonly pages: RulePages;
  /** What is kept with the workspace. */
  readonly memory: Memento;
  /** What is kept on this machine of who uses it. */
  readonly person: Memento;
  readonly readiness: Checklist;
  readonly readinessView: ReadinessView;
  readonly files: Files;
  /** Starts the server where it is not running, and waits for it. */
  started(): Promise<void>;
}
