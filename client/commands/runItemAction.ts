import { type CodeAction, CodeActionKind, commands, languages, Position, Range, Selection, Uri, window, workspace } from "vscode";
import type { ReadinessAction } from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";
import { isOpen } from "../readiness/outline.ts";
import { pickItem } from "../readiness/pickItem.ts";
import { generateFor } from "./generate.ts";
import { signOff } from "./signOff.ts";

/** Does what closes an item: runs its generator, applies the fix of a finding, opens the place to look at, or asks for the decision. */
export const runItemAction =
  (extension: Extension) =>
  async (target?: unknown): Promise<void> => {
    const picked = await pickItem(extension, target, isOpen);
    if (!picked) return;
    const { action } = picked.entry;
    switch (action.kind) {
      case "generate":
        return generateFor(extension, action.generator, picked.service.uri);
      case "fix":
        return fix(action);
      case "open":
        return show(action.uri, action.line).then(() => {});
      case "decide":
        await signOff(extension)(target ?? { content: { kind: "item", ...picked } });
    }
  };

async function show(uri: string, line: number) {
  const document = await workspace.openTextDocument(Uri.parse(uri));
  const editor = await window.showTextDocument(document, { preview: false });
  const place = new Position(Math.min(line, document.lineCount) - 1, 0);
  editor.selection = new Selection(place, place);
  editor.revealRange(new Range(place, place));
  return editor;
}

/** Applies the fix of a rule's finding, in its editor and unsaved; where there are several ways, the editor's menu offers them. */
async function fix({ uri, line, rule }: Extract<ReadinessAction, { kind: "fix" }>): Promise<void> {
  const editor = await show(uri, line);
  const { document } = editor;
  const finding = await foundAt(document.uri, line, rule);
  if (!finding) return;
  editor.selection = new Selection(finding.range.start, finding.range.start);
  const provide = commands.executeCommand<CodeAction[]>;
  const actions = await provide("vscode.executeCodeActionProvider", document.uri, finding.range, CodeActionKind.QuickFix.value, 100);
  const [first, ...others] = actions.filter(
    ({ edit, diagnostics, isPreferred }) => edit && isPreferred && diagnostics?.some((one) => isOf(rule, one.code)),
  );
  if (first?.edit && others.length === 0 && (await workspace.applyEdit(first.edit))) return;
  await commands.executeCommand("editor.action.quickFix");
}

/** A rule's finding at a line, which may take a moment to be there in a file that was just opened. */
async function foundAt(uri: Uri, line: number, rule: string) {
  for (let attempt = 0; attempt < 30; attempt++) {
    const all = languages.getDiagnostics(uri).filter(({ code }) => isOf(rule, code));
    const nearest = all.toSorted(
      (one, other) => Math.abs(one.range.start.line + 1 - line) - Math.abs(other.range.start.line + 1 - line),
    )[0];
    if (nearest) return nearest;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}

function isOf(rule: string, code: unknown): boolean {
  return (typeof code === "object" && code !== null ? (code as { value: unknown }).value : code) === rule;
}
