// The extension's entry in VS Code on the desktop and on a remote host.
import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import type { ClientFactory } from "./client.ts";
import { disk } from "./disk.ts";
import { start } from "./extension.ts";

let stop: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): void {
  const module = context.asAbsolutePath("dist/server.cjs");
  const createClient: ClientFactory = (id, name, options) => {
    const run = { module, transport: TransportKind.ipc };
    return new LanguageClient(id, name, { run, debug: { ...run, options: { execArgv: ["--nolazy", "--inspect=6009"] } } }, options);
  };
  stop = start(context, createClient, disk);
}

/** The editor waits for this, so that the server is not left behind. */
export function deactivate(): Promise<void> | undefined {
  return stop?.();
}
