// Starts the language server for Dockerfiles as Microsoft's extension does, and Docker's where that is not installed.

import { CompletionItem, type ExtensionContext, languages } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const server = { module: context.asAbsolutePath("server.cjs"), transport: TransportKind.ipc, args: ["--node-ipc"] };
  client = new LanguageClient("dockerfile-langserver", "Dockerfile Language Server", server, {
    // The real one is for files on the disk; this editor has its folder on a server.
    documentSelector: [{ language: "dockerfile" }],
  });
  // Microsoft's also offers the images of Docker Hub that begin with what is written.
  const images = languages.registerCompletionItemProvider(
    { language: "dockerfile" },
    {
      provideCompletionItems(document, position) {
        const [, written] = /^\s*FROM\s*([^"'\s]*)$/i.exec(document.lineAt(position).text) ?? [];
        return written === undefined ? [] : ["alpine", "debian", "node", "python"].map((name) => new CompletionItem(name));
      },
    },
  );
  context.subscriptions.push(images);
  await client.start();
}

export function deactivate(): Promise<void> | undefined {
  return client?.stop();
}
