import { type DiagnosticCollection, type DocumentFilter, extensions, type LogOutputChannel } from "vscode";
import { type BaseLanguageClient, type LanguageClientOptions, RevealOutputChannelOn } from "vscode-languageclient";
import type { InitializationOptions } from "../server/lsp/protocol.ts";

/** Makes a client for the runtime: a process on the desktop. */
export type ClientFactory = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

/** Real files and unsaved ones; not the sides of a comparison or the history. */
const schemes = ["file", "untitled", "vscode-remote"];

/** By pattern as well as by language: other extensions give some of these files languages of their own. */
const patterns = [
  "**/{Dockerfile,Containerfile}*",
  "**/*.{dockerfile,Dockerfile,containerfile,Containerfile}",
  "**/{.containerignore,*.dockerignore}",
  "**/.deployment-patterns.{yaml,yml}",
];

/** The documents that the server is for. */
export const selector: readonly DocumentFilter[] = schemes.flatMap((scheme) => [
  { scheme, language: "dockerfile" },
  ...patterns.map((pattern) => ({ scheme, pattern })),
]);

/** Extensions that check, complete and format the syntax of Dockerfiles; the first two bundle the same language server. */
const syntaxExtensions = ["ms-azuretools.vscode-containers", "ms-azuretools.vscode-docker", "docker.docker"];

export function isSyntaxElsewhere(): boolean {
  return syntaxExtensions.some((id) => extensions.getExtension(id) !== undefined);
}

/** The client; it shows findings in `found`, which it shares with the check of the workspace so that none is shown twice. */
export function createClient(factory: ClientFactory, log: LogOutputChannel, found: DiagnosticCollection): BaseLanguageClient {
  const initializationOptions: InitializationOptions = {
    syntaxElsewhere: isSyntaxElsewhere(),
    explainCommand: "deploymentPatterns.explainRule",
    suggestCommand: "editor.action.triggerSuggest",
  };
  return factory("deploymentPatterns", "Deployment Patterns", {
    documentSelector: selector.map(({ scheme, language, pattern }) =>
      language ? { scheme: scheme as string, language } : { scheme: scheme as string, pattern: pattern as string },
    ),
    initializationOptions,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionProvider: { create: () => found, dispose: () => found.clear() },
    // Saving counts as well: that is when the server speaks where the user wants to hear of nothing before.
    diagnosticPullOptions: { onChange: true, onSave: true },
    markdown: { isTrusted: { enabledCommands: ["deploymentPatterns.explainRule"] } },
  });
}
