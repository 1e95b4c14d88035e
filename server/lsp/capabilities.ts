import { CodeActionKind, type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver";
import type { SemanticToken } from "../engine/index.ts";
import type { Client } from "./client.ts";
import { onType } from "./requests/formatting.ts";

/** The kind of "fix all safe problems"; editors run it on saving where the user says so. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.deploymentPatterns`;

/** The kinds of semantic tokens, which the protocol numbers by their place here. */
export const tokenTypes: readonly SemanticToken["kind"][] = ["function", "parameter", "string", "variable", "keyword", "comment"];

/** What the server offers to a client. */
export function capabilitiesFor(client: Client): ServerCapabilities {
  return {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(client.pullsDiagnostics
      ? { diagnosticProvider: { identifier: "deployment-patterns", interFileDependencies: true, workspaceDiagnostics: false } }
      : {}),
    ...(client.actionLiterals
      ? {
          codeActionProvider: {
            codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind],
            resolveProvider: client.resolvesEdits,
          },
        }
      : {}),
    hoverProvider: true,
    completionProvider: { triggerCharacters: ["-", "=", ",", ":", "$", "{", "#", "/", " ", ".", "@", "[", "("] },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    foldingRangeProvider: true,
    inlayHintProvider: true,
    codeLensProvider: {},
    documentLinkProvider: {},
    selectionRangeProvider: true,
    signatureHelpProvider: { triggerCharacters: [" ", "["] },
    semanticTokensProvider: {
      documentSelector: [{ language: "dockerfile" }],
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [] },
      range: true,
      full: { delta: true },
    },
    ...(client.nestedSymbols ? { documentSymbolProvider: true } : {}),
    // Where another extension formats already, a client that can is asked to leave ours out: see `formatting.ts`.
    ...(client.registersFormatting
      ? {}
      : { documentFormattingProvider: true, documentRangeFormattingProvider: true, documentOnTypeFormattingProvider: onType }),
  };
}
