// A project to generate for, and the way through the wizard.
import * as vscode from "vscode";
import { workspace } from "./editor.ts";
import { press, textsOf, until } from "./harness.ts";

const files = {
  "package.json": `{
  "name": "wizard-shop",
  "engines": { "node": ">=24" },
  "scripts": { "start": "node server.js" },
  "dependencies": { "express": "5.1.0" }
}
`,
  "package-lock.json": "{}\n",
  "server.js": 'const express = require("express");\nexpress().listen(4000);\n',
};

export const title = ".quick-input-widget:not([style*='display: none']) .quick-input-title";
export const rows = ".quick-input-widget:not([style*='display: none']) .quick-input-list .monaco-list-row";
export const preview = ".bulk-edit-panel";

/** A Node project in a folder of its own, which the server has been told of. */
export async function makeProject(folder: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(workspace(), folder);
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${folder}/server.js`);
  const seen = new Promise<void>((resolve) => watcher.onDidCreate(() => resolve()));
  for (const [name, text] of Object.entries(files)) await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(uri, name), Buffer.from(text));
  // Changes on disk are told in bundles, a quarter of a second after they were seen.
  await Promise.race([seen, new Promise((resolve) => setTimeout(resolve, 5_000))]);
  watcher.dispose();
  await new Promise((resolve) => setTimeout(resolve, 750));
  return uri;
}

/** Goes through the wizard with what was detected, until the preview is there; gives the headings that were seen. */
export async function walkThrough(): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let step = 0; step < 12; step++) {
    const heading = await until(
      () => `the step behind ${seen.join(" | ")}, or the preview`,
      async () => {
        if ((await textsOf(`${preview} .monaco-list-row`)).length > 0) return "preview";
        const [text] = await textsOf(title);
        // The list of applications has no heading.
        return text?.trim() && !seen.includes(text) ? text : undefined;
      },
    );
    if (heading === "preview") return seen;
    seen.push(heading);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await press("Enter");
  }
  throw new Error(`the wizard has no end: ${seen.join(", ")}`);
}
