import { l10n, MarkdownString, Range, ThemeColor, ThemeIcon, TreeItem, TreeItemCheckboxState, TreeItemCollapsibleState, Uri } from "vscode";
import type { ReadinessEntry, ReadinessEvidence, ReadinessService } from "../../server/lsp/protocol.ts";
import type { Count, Node } from "./outline.ts";
import { categoryName, confidenceOf, iconOf, plain, stateOf, wordOf } from "./states.ts";

/** A node as the editor draws it; what an item's tooltip says is worked out when the mouse rests on it. */
export function treeItemOf(node: Node): TreeItem {
  const item = drawn(node);
  item.id = node.id;
  return item;
}

function drawn({ content, children }: Node): TreeItem {
  switch (content.kind) {
    case "service":
      return serviceItem(content.service);
    case "category":
      return categoryItem(content.category, content.count);
    case "item":
      return entryItem(content.entry, children.length > 0);
    case "evidence":
      return evidenceItem(content.evidence);
  }
}

function serviceItem({ name, folder, level, summary, problem }: ReadinessService): TreeItem {
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  item.description = `${l10n.t("{0} of {1}", summary.done, summary.required)} · ${folder === "" ? level : `${folder} · ${level}`}`;
  item.iconPath =
    problem === undefined ? new ThemeIcon("server-process") : new ThemeIcon("warning", new ThemeColor("problemsWarningIcon.foreground"));
  if (problem !== undefined) item.tooltip = problem;
  item.contextValue = "service";
  item.accessibilityInformation = { label: [name, item.description, problem].filter((part) => part !== undefined).join(", ") };
  return item;
}

function categoryItem(category: string, { done, required }: Count): TreeItem {
  const item = new TreeItem(categoryName(category), TreeItemCollapsibleState.Collapsed);
  item.description = required === 0 ? l10n.t("not required") : l10n.t("{0} of {1}", done, required);
  item.contextValue = "category";
  item.accessibilityInformation = { label: `${categoryName(category)}, ${item.description}` };
  return item;
}

function entryItem(entry: ReadinessEntry, hasChildren: boolean): TreeItem {
  const { title, status, isForPeople, isDecided, action, because } = entry;
  const item = new TreeItem(title, hasChildren ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.description = stateOf(entry);
  item.iconPath = iconOf(status);
  // Read by the menus of the manifest, flag by flag.
  item.contextValue = ["item", action.kind, isForPeople && "forPeople", isDecided && "decided"].filter(Boolean).join(" ");
  item.accessibilityInformation = { label: `${title}, ${item.description}. ${plain(because)}` };
  if (isForPeople) {
    const isSigned = status === "signed";
    item.checkboxState = {
      state: isSigned ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
      tooltip: isSigned ? l10n.t("Withdraw the decision") : l10n.t("Sign off"),
      accessibilityInformation: { label: l10n.t("{0}: signed off", title) },
    };
  }
  return item;
}

function evidenceItem({ uri, path, line, note, isAgainst }: ReadinessEvidence): TreeItem {
  const place = `${path}:${line}`;
  const item = new TreeItem(plain(note), TreeItemCollapsibleState.None);
  item.description = isAgainst ? l10n.t("against, {0}", place) : place;
  item.iconPath = isAgainst ? new ThemeIcon("warning", new ThemeColor("problemsWarningIcon.foreground")) : new ThemeIcon("go-to-file");
  item.tooltip = place;
  item.contextValue = "evidence";
  item.command = {
    title: l10n.t("Open"),
    command: "vscode.open",
    arguments: [Uri.parse(uri), { selection: new Range(line - 1, 0, line - 1, 0) }],
  };
  item.accessibilityInformation = {
    label: isAgainst ? l10n.t("Against: {0}, {1}", plain(note), place) : l10n.t("Evidence: {0}, {1}", plain(note), place),
  };
  return item;
}

/** What the mouse is told of an item: why it matters, how it stands and why, and what closes it. */
export function tooltipOf(entry: ReadinessEntry): MarkdownString {
  const { title, why, status, because, isRequired, level, until, daysLeft, action } = entry;
  const text = new MarkdownString(`**${escaped(title)}**\n\n${escaped(why)}\n\n---\n\n`);
  text.appendMarkdown(`**${wordOf(status)}**: ${escaped(because)}\n\n`);
  if (until !== undefined) {
    const end = daysLeft === undefined || daysLeft < 0 ? until : `${until} (${l10n.t("days left: {0}", daysLeft)})`;
    text.appendMarkdown(`${l10n.t("The decision holds until {0}.", end)}\n\n`);
  }
  const asked = isRequired
    ? l10n.t("Required here, as for every service of level {0}.", level)
    : l10n.t("Asked of services of level {0}.", level);
  text.appendMarkdown(`${l10n.t("Confidence: {0}.", confidenceOf(entry))} ${asked}\n\n`);
  text.appendMarkdown(
    `${l10n.t("What closes it: {0}.", escaped(action.title))}${action.kind === "decide" ? ` ${escaped(action.asks)}` : ""}`,
  );
  return text;
}

/** A sentence of the server, where backquotes mark code, as Markdown: nothing that people wrote into it becomes a link, a picture or a tag. */
function escaped(text: string): string {
  return text
    .split("`")
    .map((part, at) => (at % 2 === 0 ? part.replaceAll(/[\\[\]<>!*_#|]/g, "\\$&") : part))
    .join("`");
}
