// What client and server say to each other beyond the language server protocol: names and plain shapes, nothing that runs.
import type { Diagnostic, TextEdit, WorkspaceEdit } from "vscode-languageserver-protocol";

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
  /** Client → server: the generators, for a pick list. */
  generators: "deploymentPatterns/generators",
  /** Client → server: what can be deployed in a folder and below it. */
  applications: "deploymentPatterns/applications",
  /** Client → server: what a generator asks, given the answers so far. */
  generatorQuestions: "deploymentPatterns/generatorQuestions",
  /** Client → server: what a generator would write; nothing is written. */
  generate: "deploymentPatterns/generate",
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

export interface GeneratorEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
}

/** Something that can be deployed. */
export interface ApplicationEntry {
  /** Its folder. */
  readonly uri: string;
  readonly name: string;
  /** `node, nestjs`. */
  readonly about: string;
}

/** Answers by their keys; what a value may be is the server's to say. */
export type AnswerValues = Readonly<Record<string, unknown>>;

export interface GenerateParams {
  readonly generator: string;
  /** The application's folder. */
  readonly uri: string;
  /** What the user has answered, as values or as they were typed. */
  readonly given: AnswerValues;
  /** What the user answered another time, which counts for less. */
  readonly remembered?: AnswerValues;
}

export interface GeneratorQuestion {
  readonly key: string;
  readonly title: string;
  readonly help: string;
  /** What holds where nothing is answered; absent where only the user knows. */
  readonly value?: unknown;
  /** Where that comes from: `package.json:12`, and what says so. */
  readonly from?: string | undefined;
  readonly because?: string | undefined;
  readonly choices?: readonly { readonly value: unknown; readonly label: string; readonly detail?: string }[] | undefined;
  readonly takes: "text" | "number" | "truth" | "list";
  /** Asked behind “Customise” alone. */
  readonly isOptional: boolean;
}

export interface GeneratorQuestionsResult {
  readonly questions: readonly GeneratorQuestion[];
  /** What is wrong with an answer given, by its key. */
  readonly problems: Readonly<Record<string, string>>;
  /** Why nothing can be generated, as a sentence. */
  readonly problem?: string;
}

export interface GenerateResult {
  readonly files: readonly GeneratedFileEntry[];
  readonly notes: readonly string[];
  /** Why nothing is generated, as a sentence. */
  readonly problem?: string;
}

export interface GeneratedFileEntry {
  readonly uri: string;
  /** Relative to the workspace folder. */
  readonly path: string;
  readonly action: "create" | "edit" | "unchanged";
  /** What it is for; of an edit what it does. */
  readonly about: string;
  /** The whole text of a new file. */
  readonly text?: string;
  /** What changes in a file that is there. */
  readonly edits?: readonly TextEdit[];
  /** To be chosen, not to be left out: what is there already is changed, or a file that nothing else needs. */
  readonly isOptional: boolean;
}
