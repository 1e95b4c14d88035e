import { commands, type Disposable, type ExtensionContext, extensions, languages, type TextDocument, window, workspace } from "vscode";
import { methods } from "../server/lsp/protocol.ts";
import { type ClientFactory, createClient, selector, syntaxElsewhere } from "./client.ts";
import { checkWorkspace } from "./commands/checkWorkspace.ts";
import { explainRule, RulePages, rulePageScheme } from "./commands/explainRule.ts";
import { exportReadiness } from "./commands/exportReadiness.ts";
import { filterReadiness } from "./commands/filterReadiness.ts";
import { fixDocument } from "./commands/fixDocument.ts";
import { generate } from "./commands/generate.ts";
import { importChecklist } from "./commands/importChecklist.ts";
import { markNotApplicable } from "./commands/markNotApplicable.ts";
import { openConfiguration } from "./commands/openConfiguration.ts";
import { openReadinessReport } from "./commands/openReadinessReport.ts";
import { recordRollbackDrill } from "./commands/recordRollbackDrill.ts";
import { refreshReadiness } from "./commands/refreshReadiness.ts";
import { restartServer } from "./commands/restartServer.ts";
import { runItemAction } from "./commands/runItemAction.ts";
import { signOff } from "./commands/signOff.ts";
import { waive } from "./commands/waive.ts";
import { withdrawDecision } from "./commands/withdrawDecision.ts";
import type { Extension } from "./context.ts";
import { indentContinuations } from "./indentation.ts";
import { openLog } from "./log.ts";
import { openChecklist } from "./readiness/checklist.ts";
import { provideReports } from "./readiness/report.ts";
import { showReadinessStatus } from "./readiness/status.ts";
import { showReadiness } from "./readiness/view.ts";
import type { Files } from "./readiness/writeWhole.ts";
import { showPlaces, showPlacesCommand } from "./showPlaces.ts";
import { showStatus } from "./status.ts";

/** Every command by its name behind `deploymentPatterns.`. */
const commandTable = {
  checkWorkspace,
  fixDocument,
  explainRule,
  openConfiguration,
  restartServer,
  generate,
  signOff,
  waive,
  markNotApplicable,
  withdrawDecision,
  recordRollbackDrill,
  runItemAction,
  filterReadiness,
  refreshReadiness,
  openReadinessReport,
  exportReadiness,
  importChecklist,
} as const;

/** The generators' commands: `generateContainer` asks the generator `container`. */
const generators = ["container", "compose", "pipeline", "rollback", "kubernetes", "health", "environment", "runbook", "readiness"];

/** Registers everything at once, and starts the server with the first document that it is for. Gives what ends the server. */
export function start(context: ExtensionContext, factory: ClientFactory, files: Files): () => Promise<void> {
  const log = openLog();
  const found = languages.createDiagnosticCollection("deployment-patterns");
  const client = createClient(factory, log, found);
  const status = showStatus(client);
  let starting: Promise<void> | undefined;
  const started = () => {
    starting ??= client.start().catch((fault) => {
      starting = undefined;
      throw fault;
    });
    return starting;
  };
  const readiness = openChecklist(client, started, log);
  const readinessView = showReadiness(readiness, context.workspaceState);

  const extension: Extension = {
    client,
    log,
    found,
    checked: [],
    status,
    pages: new RulePages(client),
    memory: context.workspaceState,
    person: context.globalState,
    readiness,
    readinessView,
    files,
    started,
  };

  readinessView.onTick = (node, isTicked) => (isTicked ? signOff : withdrawDecision)(extension)(node);

  const registered: Disposable[] = Object.entries(commandTable).map(([name, command]) =>
    commands.registerCommand(`deploymentPatterns.${name}`, command(extension)),
  );
  for (const id of generators) {
    const name = `deploymentPatterns.generate${id[0]?.toUpperCase()}${id.slice(1)}`;
    registered.push(commands.registerCommand(name, generate(extension, id)));
  }
  registered.push(indentContinuations(), ...provideReports(client, readiness), showReadinessStatus(readiness));
  registered.push(commands.registerCommand("deploymentPatterns.showLog", () => log.show()));
  registered.push(commands.registerCommand(showPlacesCommand, showPlaces(client)));
  const opened = (document: TextDocument) => {
    if (languages.match(selector, document) === 0) return;
    extension.started().catch((fault) => log.error(`The language server could not start: ${fault}`));
  };
  for (const document of workspace.textDocuments) opened(document);
  registered.push(
    workspace.onDidOpenTextDocument(opened),
    workspace.onDidDeleteFiles(({ files }) => {
      for (const file of files) found.delete(file);
    }),
    workspace.registerTextDocumentContentProvider(rulePageScheme, extension.pages),
    workspace.onDidGrantWorkspaceTrust(() => {
      if (client.isRunning()) void client.sendNotification(methods.trusted);
    }),
    window.onDidChangeActiveTextEditor((editor) => status.update(editor?.document)),
    extensions.onDidChange(() => {
      if (client.isRunning()) void client.sendNotification(methods.coexistence, { syntaxElsewhere: syntaxElsewhere() });
    }),
  );
  context.subscriptions.push(...registered, readinessView, readiness, status, found, log);
  return () => client.dispose();
}
