// The extension's entry in VS Code on the desktop and on a remote host.
import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { start } from "./extension.ts";

export function activate(context: ExtensionContext): void {
  const module = context.asAbsolutePath("dist/server.cjs");
  start(context, (id, name, options) => {
    const run = { module, transport: TransportKind.ipc };
    return new LanguageClient(id, name, { run, debug: { ...run, options: { execArgv: ["--nolazy", "--inspect=6009"] } } }, options);
  });
}
