import {
  type CodeAction,
  type Connection,
  DidChangeConfigurationNotification,
  type DidChangeWatchedFilesParams,
  type TextDocuments,
  type WorkDoneProgressParams,
  type WorkspaceFolder,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Client } from "./client.ts";
import type { AccessProvider } from "./folders.ts";
import {
  type Coexistence,
  type DecideParams,
  type DocumentParams,
  type ExplainRuleParams,
  type GenerateParams,
  type ImportChecklistParams,
  methods,
  type ReadinessChangedParams,
  type ReadinessReportParams,
} from "./protocol.ts";
import { checkWorkspace } from "./requests/checkWorkspace.ts";
import { codeActions, resolveCodeAction } from "./requests/codeActions.ts";
import { codeLenses } from "./requests/codeLenses.ts";
import { completion } from "./requests/completion.ts";
import { configuration } from "./requests/configuration.ts";
import { definition } from "./requests/definition.ts";
import { Diagnostics } from "./requests/diagnostics.ts";
import { explainRule, listRules } from "./requests/explainRule.ts";
import { fixDocument } from "./requests/fixDocument.ts";
import { folding } from "./requests/folding.ts";
import { Formatting } from "./requests/formatting.ts";
import { applications, generate, generatorQuestions, generators } from "./requests/generate.ts";
import { highlights } from "./requests/highlights.ts";
import { hover } from "./requests/hover.ts";
import { inlayHints } from "./requests/inlayHints.ts";
import { links } from "./requests/links.ts";
import { decide, importChecklist, readiness as openReadiness, readinessReport } from "./requests/readiness.ts";
import { references } from "./requests/references.ts";
import { prepareRename, rename } from "./requests/rename.ts";
import { selection } from "./requests/selection.ts";
import { forgetTokens, semanticTokens, semanticTokensIn, semanticTokensSince } from "./requests/semanticTokens.ts";
import { signature } from "./requests/signature.ts";
import { documentSymbols } from "./requests/symbols.ts";
import { Session } from "./session.ts";
import { section } from "./settings.ts";
import type { ShellcheckFinder } from "./shellcheck.ts";
import { registerWatchers, watchedFilesChanged } from "./watch.ts";

export type Features = ReturnType<typeof openFeatures>;

/** Everything the server does once it is running: requests, and what follows from what the client tells. */
export function openFeatures(
  connection: Connection,
  client: Client,
  texts: TextDocuments<TextDocument>,
  access: AccessProvider,
  workspaceFolders: readonly WorkspaceFolder[],
  findShellcheck?: ShellcheckFinder,
) {
  const session = new Session(connection, client, texts, access, workspaceFolders, findShellcheck);
  const { documents, folders, settings, findings, saved, shellcheck, readiness } = session;
  const diagnostics = new Diagnostics(session);
  const formatting = new Formatting(session);
  // Without watchers the disk is read anew whenever a file is opened or saved.
  const isBlind = !client.registersWatchers;

  shellcheck.onAnswer = (uri) => {
    findings.close(uri);
    diagnostics.refresh();
  };

  readiness.onChange = (services) => {
    void connection.sendNotification(methods.readinessChanged, { services } satisfies ReadinessChangedParams);
  };

  // Sign-off files are held against what the repository shows as long as that is known.
  readiness.onKnown = () => {
    const open = documents.uris().filter((uri) => documents.get(uri)?.language === "readiness");
    for (const uri of open) findings.close(uri);
    if (open.length > 0) diagnostics.refresh();
  };

  const refreshSettings = async () => {
    findings.forget();
    readiness.changed();
    await formatting.update();
    diagnostics.refresh();
  };

  return {
    async initialized() {
      if (client.reportsFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
          folders.change(added, removed);
          documents.moved();
          diagnostics.refresh();
          readiness.changed();
        });
      }
      if (client.registersConfiguration) await connection.client.register(DidChangeConfigurationNotification.type, { section });
      await registerWatchers(session);
      await formatting.update();
    },
    changed(uri: string) {
      if (!saved.has(uri)) {
        saved.set(uri, documents.version(uri) ?? 0);
        if (isBlind) forgetDisk();
      }
      documents.changed(uri);
      diagnostics.changed();
      if (!isBlind) readiness.changed();
    },
    saved(uri: string) {
      saved.set(uri, documents.version(uri) ?? 0);
      if (isBlind) forgetDisk();
      if (isBlind || settings.now(folders.place(uri).folder.uri).run === "onSave") diagnostics.refresh();
      if (isBlind) readiness.changed();
    },
    closed(uri: string) {
      saved.delete(uri);
      findings.close(uri);
      shellcheck.close(uri);
      documents.close(uri);
      forgetTokens(session, uri);
      diagnostics.closed(uri);
      // What others read of it is on disk again.
      diagnostics.refresh();
      readiness.changed();
    },
    settingsChanged(pushed: unknown) {
      settings.change(pushed);
      return refreshSettings();
    },
    coexist(params: Coexistence) {
      settings.coexist(params);
      return refreshSettings();
    },
    trusted() {
      session.isTrusted = true;
      findings.forget();
      diagnostics.refresh();
    },
    filesChanged(params: DidChangeWatchedFilesParams) {
      if (params.changes.some(({ uri }) => /\/\.?shellcheckrc$/.test(uri))) {
        shellcheck.forget();
        findings.forget();
      }
      if (!watchedFilesChanged(session, params)) return;
      diagnostics.refresh();
      readiness.changed();
    },

    pull: diagnostics.pull.bind(diagnostics),
    codeActions: (params: Parameters<typeof codeActions>[1]) => codeActions(session, params),
    resolveCodeAction: (action: CodeAction) => resolveCodeAction(session, action),
    hover: (params: Parameters<typeof hover>[1]) => hover(session, params),
    completion: (params: Parameters<typeof completion>[1]) => completion(session, params),
    format: formatting.format.bind(formatting),
    formatOnType: formatting.onType.bind(formatting),
    symbols: (params: Parameters<typeof documentSymbols>[1]) => documentSymbols(session, params),
    definition: (params: Parameters<typeof definition>[1]) => definition(session, params),
    references: (params: Parameters<typeof references>[1]) => references(session, params),
    highlights: (params: Parameters<typeof highlights>[1]) => highlights(session, params),
    prepareRename: (params: Parameters<typeof prepareRename>[1]) => prepareRename(session, params),
    rename: (params: Parameters<typeof rename>[1]) => rename(session, params),
    folding: (params: Parameters<typeof folding>[1]) => folding(session, params),
    inlayHints: (params: Parameters<typeof inlayHints>[1]) => inlayHints(session, params),
    codeLenses: (params: Parameters<typeof codeLenses>[1]) => codeLenses(session, params),
    links: (params: Parameters<typeof links>[1]) => links(session, params),
    selection: (params: Parameters<typeof selection>[1]) => selection(session, params),
    signature: (params: Parameters<typeof signature>[1]) => signature(session, params),
    semanticTokens: (params: Parameters<typeof semanticTokens>[1]) => semanticTokens(session, params),
    semanticTokensSince: (params: Parameters<typeof semanticTokensSince>[1]) => semanticTokensSince(session, params),
    semanticTokensIn: (params: Parameters<typeof semanticTokensIn>[1]) => semanticTokensIn(session, params),
    checkWorkspace: (token: Parameters<typeof checkWorkspace>[1]) => checkWorkspace(session, token),
    fixDocument: (params: DocumentParams) => fixDocument(session, params),
    rules: listRules,
    explainRule: (params: ExplainRuleParams) => explainRule(params),
    configuration: (params: DocumentParams) => configuration(session, params),
    generators,
    applications: (params: DocumentParams) => applications(session, params),
    generatorQuestions: (params: GenerateParams) => generatorQuestions(session, params),
    generate: (params: GenerateParams) => generate(session, params),
    openReadiness: (params: WorkDoneProgressParams, token: Parameters<typeof openReadiness>[2]) => openReadiness(session, params, token),
    readinessClosed: () => readiness.close(),
    decide: (params: DecideParams) => decide(session, params),
    importChecklist: (params: ImportChecklistParams) => importChecklist(session, params),
    readinessReport: (params: ReadinessReportParams) => readinessReport(session, params),
  };

  function forgetDisk() {
    folders.forget();
    documents.moved();
  }
}
