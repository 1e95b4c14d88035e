// What client and server say to each other beyond the language server protocol: names and plain shapes, nothing that runs.
import type { Diagnostic, WorkspaceEdit } from "vscode-languageserver-protocol";

export const methods = {
  /** Client → server: what the client knows about other extensions has changed. */
  coexistence: "deploymentPatterns/coexistence",
  /** Client → server: the user trusts the workspace now. */
  trusted: "deploymentPatterns/trusted",
  /** Client → server: checks every file of the workspace. */
  checkWorkspace: "deploymentPatterns/checkWorkspace",
  /** Client → server: the edit that applies all safe fixes of an open document. */
  fixDocument: "deploymentPatterns/fixDocument",
  /** Client → server: all rules, for a pick list. */
  rules: "deploymentPatterns/rules",
  /** Client → server: a rule's page. */
  explainRule: "deploymentPatterns/explainRule",
  /** Client → server: the configuration file in force for a document, or where one belongs. */
  configuration: "deploymentPatterns/configuration",
} as const;

/** What a client may hand in with `initializationOptions`. */
export interface InitializationOptions extends Coexistence {
  /** Settings for a client that does not answer `workspace/configuration`. */
  readonly settings?: unknown;
  /** The user trusts the workspace: ShellCheck may be started where the settings say so. */
  readonly trusted?: boolean;
  /** The command that shows a rule's page, to be linked in hovers; it takes the rule's id. */
  readonly explainCommand?: string;
  /** The command that asks for completions once more, for those behind which something is to be chosen. */
  readonly suggestCommand?: string;
  /** The command that lists places, to be linked in code lenses; it takes a document's address, a position in it and locations. */
  readonly showPlacesCommand?: string;
}

export interface Coexistence {
  /** The languages whose syntax another extension checks, completes and explains already: `dockerfile`, `workflow`. */
  readonly syntaxElsewhere?: readonly string[];
}

export interface CheckWorkspaceResult {
  /** How many files were checked. */
  readonly files: number;
  readonly findings: readonly { readonly uri: string; readonly diagnostics: Diagnostic[] }[];
  /** The file index was cut off at its limit. */
  readonly isPartial: boolean;
}

export interface DocumentParams {
  readonly uri: string;
}

export interface FixDocumentResult {
  /** Absent where there is nothing to fix. */
  readonly edit?: WorkspaceEdit;
  readonly applied: number;
  readonly remaining: number;
}

export interface RuleEntry {
  readonly id: string;
  readonly summary: string;
}

export interface ExplainRuleParams {
  readonly rule: string;
}

export interface ExplainRuleResult {
  readonly id: string;
  readonly markdown: string;
}

export interface ConfigurationResult {
  /** The file in force, or the one to be made. */
  readonly uri: string;
  readonly exists: boolean;
  /** The text to begin with, where there is none yet. */
  readonly template: string;
}
