import { type LogOutputChannel, window } from "vscode";

/** The log of client and server; it is never shown unasked. */
export function openLog(): LogOutputChannel {
  return window.createOutputChannel("Deployment Patterns", { log: true });
}
