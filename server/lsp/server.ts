import {
  type CancellationToken,
  type Connection,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type RenameParams,
  type ResponseError,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SemanticTokensDeltaParams,
  TextDocuments,
  type WorkDoneProgressParams,
  type WorkspaceEdit,
  type WorkspaceFolder,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { version } from "../../package.json";
import { capabilitiesFor } from "./capabilities.ts";
import { clientOf } from "./client.ts";
import type { Features } from "./features.ts";
import type { AccessProvider } from "./folders.ts";
import { describe, guard, guardNotification } from "./guard.ts";
import {
  type DecideParams,
  type DocumentParams,
  type GenerateParams,
  type ImportChecklistParams,
  type ImportChecklistResult,
  methods,
  type ReadinessReportParams,
  type SignOffFileResult,
} from "./protocol.ts";
import type { ShellcheckFinder } from "./shellcheck.ts";

type Handler<P, R> = (features: Features, params: P, token: CancellationToken) => R | Promise<R>;

/**
 * Serves one client. Only what `initialize` needs is loaded before it is answered; the engine with its rules and tables comes right
 * behind, and whatever is asked meanwhile waits for it.
 */
export function listen(connection: Connection, access: AccessProvider, findShellcheck?: ShellcheckFinder): void {
  const log = connection.console;
  const texts = new TextDocuments(TextDocument);
  let features: Promise<Features> | undefined;

  /** Answers a request; with `empty` where something goes wrong. */
  const answer = <P, R>(name: string, empty: R, handler: Handler<P, R>) =>
    guard<P, R>(name, log, empty, async (params, token) => (features ? handler(await features, params, token) : empty));
  const hear = <P>(name: string, handler: (features: Features, params: P) => void | Promise<void>) =>
    guardNotification<P>(name, log, async (params) => {
      if (features) await handler(await features, params);
    });

  connection.onInitialize((params) => {
    const client = clientOf(params);
    const folders: readonly WorkspaceFolder[] = params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: "" }] : []);
    // Loading the engine keeps the thread busy, so it begins once the answer is out.
    features = new Promise((resolve) => setTimeout(resolve, 0))
      .then(() => import("./features.ts"))
      .then(({ openFeatures }) => openFeatures(connection, client, texts, access, folders, findShellcheck));
    features.catch((fault) => log.error(`The server could not start: ${describe(fault)}`));
    return { capabilities: capabilitiesFor(client), serverInfo: { name: "deployment-patterns", version } };
  });
  connection.onInitialized(hear("initialized", (open) => open.initialized()));

  texts.onDidChangeContent(hear("change", (open, { document }) => open.changed(document.uri)));
  texts.onDidSave(hear("save", (open, { document }) => open.saved(document.uri)));
  texts.onDidClose(hear("close", (open, { document }) => open.closed(document.uri)));
  texts.listen(connection);
  connection.onDidChangeConfiguration(hear("settings", (open, { settings }) => open.settingsChanged(settings)));
  connection.onDidChangeWatchedFiles(hear("watched files", (open, params) => open.filesChanged(params)));
  connection.onNotification(
    methods.coexistence,
    hear("coexistence", (open, params: object) => open.coexist(params)),
  );

  connection.onNotification(
    methods.readinessClosed,
    hear("readiness closed", (open) => open.readinessClosed()),
  );
  connection.onNotification(
    methods.trusted,
    hear("trusted", (open) => open.trusted()),
  );

  connection.languages.diagnostics.on(
    answer<DocumentDiagnosticParams, DocumentDiagnosticReport>("diagnostics", { kind: "full", items: [] }, (open, params, token) =>
      open.pull(params, token),
    ),
  );
  connection.onCodeAction(answer("code actions", [], (open, params) => open.codeActions(params)));
  connection.onCodeActionResolve(answer("code action", { title: "" }, (open, action) => open.resolveCodeAction(action)));
  connection.onHover(answer("hover", null, (open, params) => open.hover(params)));
  connection.onCompletion(answer("completion", [], (open, params) => open.completion(params)));
  connection.onDocumentFormatting(answer("formatting", [], (open, params) => open.format(params)));
  connection.onDocumentRangeFormatting(answer("range formatting", [], (open, params) => open.format(params)));
  connection.onDocumentOnTypeFormatting(answer("on-type formatting", [], (open, params) => open.formatOnType(params)));
  connection.onDefinition(answer("definition", [], (open, params) => open.definition(params)));
  connection.onReferences(answer("references", [], (open, params) => open.references(params)));
  connection.onDocumentHighlight(answer("highlights", [], (open, params) => open.highlights(params)));
  connection.onPrepareRename(answer("prepare rename", null, (open, params) => open.prepareRename(params)));
  connection.onRenameRequest(
    answer<RenameParams, WorkspaceEdit | ResponseError | null>("rename", null, (open, params) => open.rename(params)),
  );
  connection.onFoldingRanges(answer("folding", null, (open, params) => open.folding(params)));
  connection.languages.inlayHint.on(answer("inlay hints", [], (open, params) => open.inlayHints(params)));
  connection.onCodeLens(answer("code lenses", [], (open, params) => open.codeLenses(params)));
  connection.onDocumentLinks(answer("links", [], (open, params) => open.links(params)));
  connection.onSelectionRanges(answer("selection", null, (open, params) => open.selection(params)));
  connection.onSignatureHelp(answer("signature", null, (open, params) => open.signature(params)));
  connection.languages.semanticTokens.on(answer("semantic tokens", { data: [] }, (open, params) => open.semanticTokens(params)));
  connection.languages.semanticTokens.onDelta(
    answer<SemanticTokensDeltaParams, SemanticTokens | SemanticTokensDelta>("semantic tokens", { data: [] }, (open, params) =>
      open.semanticTokensSince(params),
    ),
  );
  connection.languages.semanticTokens.onRange(answer("semantic tokens", { data: [] }, (open, params) => open.semanticTokensIn(params)));
  connection.onDocumentSymbol(answer("symbols", [], (open, params) => open.symbols(params)));

  connection.onRequest(
    methods.checkWorkspace,
    answer("check workspace", null, (open, _params: unknown, token) => open.checkWorkspace(token)),
  );
  connection.onRequest(
    methods.fixDocument,
    answer("fix document", null, (open, params: { uri: string }) => open.fixDocument(params)),
  );
  connection.onRequest(
    methods.rules,
    answer("rules", [], (open) => open.rules()),
  );
  connection.onRequest(
    methods.explainRule,
    answer("explain rule", null, (open, params: { rule: string }) => open.explainRule(params)),
  );
  connection.onRequest(
    methods.configuration,
    answer("configuration", null, (open, params: { uri: string }) => open.configuration(params)),
  );
  connection.onRequest(
    methods.generators,
    answer("generators", [], (open) => open.generators()),
  );
  connection.onRequest(
    methods.applications,
    answer("applications", [], (open, params: DocumentParams) => open.applications(params)),
  );
  connection.onRequest(
    methods.generatorQuestions,
    answer("generator questions", null, (open, params: GenerateParams) => open.generatorQuestions(params)),
  );
  connection.onRequest(
    methods.generate,
    answer("generate", null, (open, params: GenerateParams) => open.generate(params)),
  );
  connection.onRequest(
    methods.readiness,
    answer("readiness", null, (open, params: WorkDoneProgressParams | null, token) => open.openReadiness(params ?? {}, token)),
  );
  connection.onRequest<SignOffFileResult | null, never>(
    methods.decide,
    answer("decide", null, (open, params: DecideParams) => open.decide(params)),
  );
  connection.onRequest<ImportChecklistResult | null, never>(
    methods.importChecklist,
    answer("import checklist", null, (open, params: ImportChecklistParams) => open.importChecklist(params)),
  );
  connection.onRequest(
    methods.readinessReport,
    answer("readiness report", null, (open, params: ReadinessReportParams) => open.readinessReport(params)),
  );
  connection.listen();
}
