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
  /** Client → server: the readiness checklists of all services; from then on the server tells of changes. With progress and cancellation. */
  readiness: "deploymentPatterns/readiness",
  /** Server → client: services whose checklists have changed since they were told last. */
  readinessChanged: "deploymentPatterns/readinessChanged",
  /** Client → server: nobody looks at the checklists any more. */
  readinessClosed: "deploymentPatterns/readinessClosed",
  /** Client → server: the sign-off file with a decision more; nothing is written. */
  decide: "deploymentPatterns/decide",
  /** Client → server: the sign-off file with what is ticked in a Markdown checklist; nothing is written. */
  importChecklist: "deploymentPatterns/importChecklist",
  /** Client → server: the report as Markdown. */
  readinessReport: "deploymentPatterns/readinessReport",
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

export interface ReadinessResult {
  /** By folder; empty where nothing can be deployed from the workspace. */
  readonly services: readonly ReadinessService[];
}

export interface ReadinessChangedParams {
  /** All services, in order, with those that are as they were named by their address alone. */
  readonly services: readonly (ReadinessService | { readonly uri: string })[];
}

/** One service's checklist. */
export interface ReadinessService {
  /** Its folder. */
  readonly uri: string;
  readonly name: string;
  /** Relative to the workspace folder: "" for that itself. */
  readonly folder: string;
  readonly level: string;
  /** The sign-off file, whether it is there or is yet to be made. */
  readonly signOffUri: string;
  readonly hasSignOffs: boolean;
  /** Why no decision counts, as a sentence. */
  readonly problem?: string | undefined;
  readonly items: readonly ReadinessEntry[];
  readonly summary: {
    readonly required: number;
    readonly done: number;
    readonly likely: number;
    readonly open: number;
    readonly contradicted: number;
    readonly expired: number;
    readonly expiring: number;
  };
}

export interface ReadinessEntry {
  readonly id: string;
  readonly category: string;
  readonly title: string;
  readonly why: string;
  readonly level: string;
  /** The service's level asks for it. */
  readonly isRequired: boolean;
  readonly status: "met" | "likely" | "open" | "signed" | "waived" | "stale" | "contradicted" | "not-applicable" | "manual";
  readonly confidence: "high" | "medium" | "low";
  /** Why it is so, as a sentence. */
  readonly because: string;
  readonly evidence: readonly ReadinessEvidence[];
  readonly action: ReadinessAction;
  /** Only what a person decides can be ticked. */
  readonly isForPeople: boolean;
  /** A person's decision is there and counts, or did. */
  readonly isDecided: boolean;
  /** The last day on which the decision holds, and the days that are left. */
  readonly until?: string | undefined;
  readonly daysLeft?: number | undefined;
}

export interface ReadinessEvidence {
  readonly uri: string;
  /** Relative to the workspace folder. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly note: string;
  readonly isAgainst: boolean;
}

/** What closes an item: a generator, a finding's fix, a place to look at, or a person's decision. */
export type ReadinessAction =
  | { readonly kind: "generate"; readonly generator: string; readonly title: string }
  | { readonly kind: "fix"; readonly rule: string; readonly uri: string; readonly line: number; readonly title: string }
  | { readonly kind: "open"; readonly uri: string; readonly line: number; readonly title: string }
  | { readonly kind: "decide"; readonly title: string; readonly asks: string };

export interface DecideParams {
  /** The service's folder. */
  readonly uri: string;
  readonly item: string;
  /** Undefined takes the decision back. */
  readonly decision: ReadinessDecision | undefined;
}

/** A person's decision as it is written into the sign-off file; the server adds the day, the end and fingerprints of files. */
export interface ReadinessDecision {
  readonly status: "signed" | "waived" | "not-applicable";
  readonly by: string;
  /** The last day on which it holds; what is usual for the item where it is not said. */
  readonly expires?: string | undefined;
  readonly evidence?: readonly {
    readonly kind: "file" | "url" | "run" | "ticket" | "dashboard";
    readonly ref: string;
    readonly note?: string | undefined;
  }[];
  readonly note?: string | undefined;
  readonly reason?: string | undefined;
  readonly approvedBy?: string | undefined;
  readonly ticket?: string | undefined;
}

/** A sign-off file as it is to be. */
export interface SignOffFileResult {
  readonly uri: string;
  /** It has to be made. */
  readonly isNew: boolean;
  /** The whole text, as it is to be. */
  readonly text: string;
  /** What changes in a file that is there, for an editor that has it open. */
  readonly edits: readonly TextEdit[];
  /** Why nothing is to be written, as a sentence. */
  readonly problem?: string | undefined;
}

export interface ImportChecklistParams {
  /** The service's folder. */
  readonly uri: string;
  /** The Markdown file; it becomes the evidence. */
  readonly checklist: string;
  /** Who ticked the boxes. */
  readonly by: string;
}

export interface ImportChecklistResult extends SignOffFileResult {
  /** How many boxes were taken over. */
  readonly imported: number;
  /** The lines with boxes that name no item, as they are written. */
  readonly unknown: readonly string[];
}

export interface ReadinessReportParams {
  /** One service's folder; all services where it is left out. */
  readonly uri?: string | undefined;
  /** The file that the report is to stand in, which its links are relative to; the workspace folder where it is left out. */
  readonly target?: string | undefined;
}

export interface ReadinessReportResult {
  readonly markdown: string;
}
