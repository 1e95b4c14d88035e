// The readiness checklist in the side bar, as it is seen and clicked.
import * as vscode from "vscode";
import { click, textsOf, until } from "./harness.ts";

const view = '[id="workbench.view.extension.deploymentPatterns"]';
/** The rows of the tree that are in sight. */
export const rows = `${view} .monaco-list-row`;

/** Opens the view with every level folded up, and waits for the checklist. */
export async function openView(): Promise<void> {
  await vscode.commands.executeCommand("deploymentPatterns.readiness.focus");
  await until("the checklist", async () => (await textsOf(rows)).some((text) => /\d+ of \d+$/.test(text)), 60);
  await vscode.commands.executeCommand("workbench.actions.treeView.deploymentPatterns.readiness.collapseAll");
  await until("the categories alone", async () => {
    const shown = await textsOf(rows);
    return shown.length <= 7 && shown.some((text) => /^Rollback\s*\d+ of/.test(text));
  });
}

/** The number on the view's icon; 0 where there is none. */
export async function badge(): Promise<number> {
  const texts = await textsOf(".activitybar .action-item:has([aria-label^='Production Readiness']) .badge-content");
  return Number(texts.find((text) => /^\d+$/.test(text.trim())) ?? 0);
}

/** The text of the row that begins so: its label, and what stands behind it. */
export async function row(start: string): Promise<string | undefined> {
  return (await textsOf(rows)).find((text) => text.startsWith(start));
}

const rowOf = (start: string) => `${rows}:has(.custom-view-tree-node-item:has-text("${start}"))`;

/** Unfolds a category or an item. A click on its text would do, but where there is a box. */
export async function unfold(start: string): Promise<void> {
  const before = (await textsOf(rows)).length;
  await click(`${rowOf(start)} .monaco-tl-twistie`);
  await until(`what is below ${start}`, async () => (await textsOf(rows)).length > before);
}

/** Clicks on a row. */
export async function choose(start: string): Promise<void> {
  await click(`${rowOf(start)} .monaco-icon-label`);
}

/** Clicks on an item's box. */
export async function tick(start: string): Promise<void> {
  await click(`${rowOf(start)} .custom-view-tree-node-item-checkbox`);
}

/** Whether an item's box is ticked. */
export async function isTicked(start: string): Promise<boolean> {
  return (await textsOf(`${rowOf(start)} .custom-view-tree-node-item-checkbox[aria-checked="true"]`)).length > 0;
}

/** Clicks on a button of a row, named by its icon; the row is chosen for it, which shows the buttons. */
export async function act(start: string, icon: string): Promise<void> {
  await choose(start);
  await click(`${rowOf(start)} .actions .codicon-${icon}`);
}
