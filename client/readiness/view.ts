import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  type Memento,
  TreeItemCheckboxState,
  type TreeView,
  window,
  workspace,
} from "vscode";
import { type Checklist, viewId } from "./checklist.ts";
import { createOutline, type Filter, type Node } from "./outline.ts";
import { filterName } from "./states.ts";
import { totalOf } from "./status.ts";
import { tooltipOf, treeItemOf } from "./treeItems.ts";

/** The tree of the checklists. */
export interface ReadinessView extends Disposable {
  readonly filter: Filter;
  setFilter(filter: Filter): void;
  /** What ticking and unticking asks; gives whether the box stays so. Set once the commands are there. */
  onTick: (node: Node, isTicked: boolean) => Promise<boolean>;
}

const memoryKey = "readiness filter";
/** By then a changed file has been read again, in milliseconds. */
const settling = 2_000;

/** Shows the checklists as a tree. They are assessed when it is first seen. */
export function showReadiness(checklist: Checklist, memory: Memento): ReadinessView {
  const outline = createOutline();
  const changed = new EventEmitter<Node | undefined>();
  let filter = memory.get<Filter>(memoryKey, "all");
  const view: TreeView<Node> = window.createTreeView<Node>(viewId, {
    showCollapseAll: true,
    manageCheckboxStateManually: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => [...(node?.children ?? outline.roots)],
      getParent: ({ parent }) => parent,
      getTreeItem: treeItemOf,
      resolveTreeItem(item, { content }) {
        if (content.kind === "item") item.tooltip = tooltipOf(content.entry);
        return item;
      },
    },
  });
  const shown: ReadinessView = {
    get filter() {
      return filter;
    },
    setFilter(wanted) {
      filter = wanted;
      void memory.update(memoryKey, filter);
      update();
    },
    onTick: async () => false,
    dispose() {
      for (const one of [...listeners, view, changed]) one.dispose();
      for (const key of Object.keys(context)) void commands.executeCommand("setContext", key, undefined);
    },
  };
  const listeners = [
    checklist.onDidChange(update),
    view.onDidChangeVisibility(({ visible }) => visible && begin()),
    workspace.onDidChangeWorkspaceFolders(() => checklist.services && void checklist.load()),
    view.onDidChangeCheckboxState(async ({ items }) => {
      for (const [node, state] of items) {
        const isDone = await shown.onTick(node, state === TreeItemCheckboxState.Checked).catch((fault: unknown) => {
          // Of a command the editor would say so itself.
          void window.showErrorMessage(fault instanceof Error ? fault.message : String(fault));
          return false;
        });
        // What counts is what the file says. Where something was written, the server tells of it in a moment; the box is not to jump before.
        setTimeout(() => changed.fire(node), isDone ? settling : 0);
      }
    }),
  ];
  let context: Readonly<Record<string, unknown>> = {};
  update();
  if (view.visible) begin();
  return shown;

  function begin(): void {
    if (!checklist.services && workspace.workspaceFolders?.length) void checklist.loaded();
  }

  function update(): void {
    const { services = [], isFailed, progress } = checklist;
    const nodes = outline.update(services, filter);
    if (nodes === "all") changed.fire(undefined);
    else for (const node of nodes) changed.fire(node);
    const total = totalOf(services);
    const tooltip = [l10n.t("Required items that are open: {0}", total.open)];
    if (total.expiring > 0) tooltip.push(l10n.t("Decisions that end within 14 days: {0}", total.expiring));
    view.badge = total.open > 0 ? { value: total.open, tooltip: tooltip.join("\n") } : undefined;
    const [problem] = services.flatMap((service) => service.problem ?? []);
    const filtered = filter === "all" || services.length === 0 ? "" : l10n.t("Shown: {0}", filterName(filter));
    view.message = progress ?? problem ?? filtered;
    const state = isFailed ? "failed" : !checklist.services ? "unknown" : services.length === 0 ? "none" : "some";
    setContext({ "deploymentPatterns:readiness": state, "deploymentPatterns:readinessFilter": filter });
  }

  /** What the menus and the texts of the empty view go by. */
  function setContext(now: typeof context): void {
    for (const [key, value] of Object.entries(now)) if (context[key] !== value) void commands.executeCommand("setContext", key, value);
    context = now;
  }
}
