import { type InitializeParams, InsertTextMode } from "vscode-languageserver";
import type { InitializationOptions } from "./protocol.ts";

/** What the client can do, asked once. */
export interface Client {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly diagnosticTags: readonly number[];
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly actionLiterals: boolean;
  readonly resolvesEdits: boolean;
  readonly preferredActions: boolean;
  readonly versionedEdits: boolean;
  readonly createsFiles: boolean;
  readonly snippetEdits: boolean;
  readonly completionSnippets: boolean;
  /** Leaves lines that are inserted indented as they are. */
  readonly insertsAsIs: boolean;
  readonly markdownCompletion: boolean;
  readonly markdownHover: boolean;
  readonly nestedSymbols: boolean;
  readonly definitionLinks: boolean;
  readonly preparesRename: boolean;
  readonly answersConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly registersFormatting: boolean;
  readonly reportsFolders: boolean;
  readonly options: InitializationOptions;
}

export function clientOf(params: InitializeParams): Client {
  const { textDocument, workspace } = params.capabilities;
  const options = params.initializationOptions;
  const actions = textDocument?.codeAction;
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    diagnosticTags: (textDocument?.diagnostic?.tagSupport ?? textDocument?.publishDiagnostics?.tagSupport)?.valueSet ?? [],
    relatedInformation: (textDocument?.diagnostic?.relatedInformation ?? textDocument?.publishDiagnostics?.relatedInformation) === true,
    codeDescription:
      (textDocument?.diagnostic?.codeDescriptionSupport ?? textDocument?.publishDiagnostics?.codeDescriptionSupport) === true,
    actionLiterals: actions?.codeActionLiteralSupport !== undefined,
    resolvesEdits: actions?.dataSupport === true && actions.resolveSupport?.properties.includes("edit") === true,
    preferredActions: actions?.isPreferredSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.resourceOperations?.includes("create") === true,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
    completionSnippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    insertsAsIs: textDocument?.completion?.completionItem?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
    markdownCompletion: textDocument?.completion?.completionItem?.documentationFormat?.includes("markdown") === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes("markdown") === true,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    answersConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    registersFormatting:
      textDocument?.formatting?.dynamicRegistration === true && textDocument.rangeFormatting?.dynamicRegistration === true,
    reportsFolders: workspace?.workspaceFolders === true,
    options: typeof options === "object" && options !== null ? options : {},
  };
}
