import { type DiagnosticCollection, type DocumentFilter, extensions, type LogOutputChannel, workspace } from "vscode";
import { type BaseLanguageClient, type LanguageClientOptions, RevealOutputChannelOn } from "vscode-languageclient";
import type { InitializationOptions } from "../server/lsp/protocol.ts";
import { showPlacesCommand } from "./showPlaces.ts";

/** Makes a client for the runtime: a process on the desktop. */
export type ClientFactory = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

/** Real files and unsaved ones; not the sides of a comparison or the history. */
const schemes = ["file", "untitled", "vscode-remote"];

/** By pattern as well as by language: other extensions give some of these files languages of their own. */
const patterns = [
  "**/{Dockerfile,Containerfile}*",
  "**/*.{dockerfile,Dockerfile,containerfile,Containerfile}",
  "**/{.containerignore,*.dockerignore}",
  "**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}",
  "**/action.{yml,yaml}",
  "**/.deployment-patterns.{yaml,yml}",
];

/**
 * Workflows have a language of their own where GitHub's extension is installed, templates of charts where the one for Kubernetes is. Manifests
 * are known by their content: of all YAML files the server takes those that are its own.
 */
const languages = ["dockerfile", "github-actions-workflow", "dockercompose", "yaml", "helm"];

/** The documents that the server is for. */
export const selector: readonly DocumentFilter[] = schemes.flatMap((scheme) => [
  ...languages.map((language) => ({ scheme, language })),
  ...patterns.map((pattern) => ({ scheme, pattern })),
]);

/** Extensions that check, complete and explain the syntax of a language; the first two for Dockerfiles bundle the same language server. */
const syntaxExtensions = {
  dockerfile: ["ms-azuretools.vscode-containers", "ms-azuretools.vscode-docker", "docker.docker"],
  compose: ["ms-azuretools.vscode-containers", "ms-azuretools.vscode-docker", "docker.docker"],
  workflow: ["github.vscode-github-actions"],
  yaml: ["redhat.vscode-yaml"],
};

/** The languages whose syntax another extension is there for. */
export function syntaxElsewhere(): readonly string[] {
  return Object.entries(syntaxExtensions).flatMap(([language, ids]) => (ids.some((id) => extensions.getExtension(id)) ? [language] : []));
}

/** The client; it shows findings in `found`, which it shares with the check of the workspace so that none is shown twice. */
export function createClient(factory: ClientFactory, log: LogOutputChannel, found: DiagnosticCollection): BaseLanguageClient {
  const initializationOptions: InitializationOptions = {
    syntaxElsewhere: syntaxElsewhere(),
    explainCommand: "deploymentPatterns.explainRule",
    suggestCommand: "editor.action.triggerSuggest",
    showPlacesCommand,
    trusted: workspace.isTrusted,
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
