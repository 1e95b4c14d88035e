import { commands, EventEmitter, l10n, languages, type TextDocumentContentProvider, Uri, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type ExplainRuleResult, methods, type RuleEntry } from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";

export const rulePageScheme = "deployment-patterns-rule";

/** The pages of rules as read-only documents, from the server's own knowledge: nothing is fetched. */
export class RulePages implements TextDocumentContentProvider {
  readonly #client: BaseLanguageClient;
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const rule = uri.path.replace(/^\//, "").replace(/\.md$/, "");
    const page = await this.#client.sendRequest<ExplainRuleResult | null>(methods.explainRule, { rule });
    return page?.markdown ?? l10n.t("There is no rule {0}.", rule);
  }
}

/** Shows a rule's page; asks which where none is given. */
export const explainRule =
  (extension: Extension) =>
  async (id?: unknown): Promise<void> => {
    await extension.started();
    const rule = typeof id === "string" ? id : await pick(extension.client);
    if (rule) await commands.executeCommand("markdown.showPreview", Uri.from({ scheme: rulePageScheme, path: `/${rule}.md` }));
  };

/** The rules of the line under the cursor stand first. */
async function pick(client: BaseLanguageClient): Promise<string | undefined> {
  const rules = await client.sendRequest<RuleEntry[]>(methods.rules, {});
  const here = rulesAtCursor();
  const sorted = [...rules].sort((a, b) => Number(here.has(b.id)) - Number(here.has(a.id)));
  const items = sorted.map(({ id, summary }) => ({
    label: id,
    detail: summary,
    ...(here.has(id) ? { description: l10n.t("on this line") } : {}),
  }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t("Which rule?"), matchOnDetail: true }))?.label;
}

function rulesAtCursor(): Set<string> {
  const editor = window.activeTextEditor;
  const line = editor?.selection.active.line ?? -1;
  const diagnostics = editor ? languages.getDiagnostics(editor.document.uri) : [];
  return new Set(
    diagnostics
      .filter(({ source, range }) => source === "deployment-patterns" && range.start.line <= line && line <= range.end.line)
      .map(({ code }) => String(typeof code === "object" ? code.value : code)),
  );
}
