// The tree of the checklists as plain nodes, and what changes in it from one state to the next.
import type { ReadinessEntry, ReadinessEvidence, ReadinessService } from "../../server/lsp/protocol.ts";

/** Which items are shown. */
export const filters = ["all", "open", "decided", "required"] as const;
export type Filter = (typeof filters)[number];

/** What a node shows. */
export type Content =
  | { readonly kind: "service"; readonly service: ReadinessService }
  | { readonly kind: "category"; readonly service: ReadinessService; readonly category: string; readonly count: Count }
  | { readonly kind: "item"; readonly service: ReadinessService; readonly entry: ReadinessEntry }
  | { readonly kind: "evidence"; readonly service: ReadinessService; readonly entry: ReadinessEntry; readonly evidence: ReadinessEvidence };

/** How many of the items that the service's level asks for are done. */
export interface Count {
  readonly done: number;
  readonly required: number;
}

/** A node stays the same object for as long as there is one of its id, so that the editor knows it again. */
export interface Node {
  /** The same from one session to the next: what is expanded is kept by it. */
  readonly id: string;
  readonly parent: Node | undefined;
  readonly content: Content;
  readonly children: readonly Node[];
}

interface MutableNode extends Node {
  content: Content;
  children: readonly MutableNode[];
  parent: MutableNode | undefined;
  /** All that is shown of it, to be compared. */
  print: string;
}

export interface Outline {
  readonly roots: readonly Node[];
  /** Takes the checklists as they are now; gives the nodes that are to be drawn anew, or "all". */
  update(services: readonly ReadinessService[], filter: Filter): readonly Node[] | "all";
  /** The node of an item, where it is shown. */
  find(service: string, item: string): Node | undefined;
}

/** A tree that is kept up to date. Where there is one service alone, its level is left out. */
export function createOutline(): Outline {
  let roots: readonly MutableNode[] = [];
  return {
    get roots() {
      return roots;
    },
    update(services, filter) {
      const fresh = rootsOf(services, filter);
      const changed: MutableNode[] = [];
      const isSame = idsOf(roots) === idsOf(fresh);
      roots = merged(roots, fresh, undefined, changed);
      return isSame ? changed : "all";
    },
    find(service, item) {
      const id = itemId(service, item);
      const within = (nodes: readonly MutableNode[]): MutableNode | undefined => {
        for (const node of nodes) {
          const found = node.id === id ? node : node.content.kind === "item" ? undefined : within(node.children);
          if (found) return found;
        }
        return undefined;
      };
      return within(roots);
    },
  };
}

/** Whether an item has still to be done by somebody. */
export function isOpen({ status }: ReadinessEntry): boolean {
  return status === "open" || status === "manual" || status === "stale" || status === "contradicted";
}

function isDone({ status }: ReadinessEntry): boolean {
  return status === "met" || status === "signed" || status === "waived" || status === "not-applicable";
}

const isShown: Readonly<Record<Filter, (entry: ReadinessEntry) => boolean>> = {
  all: () => true,
  open: isOpen,
  decided: ({ isDecided }) => isDecided,
  required: ({ isRequired }) => isRequired,
};

/** Puts the old nodes in the place of those that say the same, and notes the topmost ones that have changed. */
function merged(
  old: readonly MutableNode[],
  fresh: readonly MutableNode[],
  parent: MutableNode | undefined,
  changed: MutableNode[],
): readonly MutableNode[] {
  return fresh.map((node) => {
    const before = old.find(({ id }) => id === node.id);
    const kept = before ?? node;
    const isChanged = before !== undefined && (before.print !== node.print || idsOf(before.children) !== idsOf(node.children));
    if (isChanged) changed.push(kept);
    // Whoever draws a node draws what is below it.
    const children = merged(before?.children ?? [], node.children, kept, isChanged ? [] : changed);
    Object.assign(kept, { content: node.content, print: node.print, parent, children });
    return kept;
  });
}

const idsOf = (nodes: readonly Node[]) => nodes.map(({ id }) => id).join("\n");

function rootsOf(services: readonly ReadinessService[], filter: Filter): readonly MutableNode[] {
  const [first, ...others] = services;
  if (first && others.length === 0) return categoriesOf(first, filter);
  return services.flatMap((service) => {
    const children = categoriesOf(service, filter);
    const { name, folder, level, summary, problem } = service;
    return children.length === 0
      ? []
      : [node(service.uri, { kind: "service", service }, children, [name, folder, level, summary, problem])];
  });
}

function categoriesOf(service: ReadinessService, filter: Filter): readonly MutableNode[] {
  const categories = [...new Set(service.items.map(({ category }) => category))];
  return categories.flatMap((category) => {
    const all = service.items.filter((entry) => entry.category === category);
    const children = all.filter(isShown[filter]).map((entry) => itemOf(service, entry));
    const required = all.filter(({ isRequired }) => isRequired);
    const count: Count = { done: required.filter(isDone).length, required: required.length };
    const content = { kind: "category", service, category, count } as const;
    return children.length === 0 ? [] : [node(`${service.uri}#${category}`, content, children, count)];
  });
}

function itemOf(service: ReadinessService, entry: ReadinessEntry): MutableNode {
  const id = itemId(service.uri, entry.id);
  const seen = new Map<string, number>();
  const children = entry.evidence.map((evidence) => {
    const place = `${id}@${evidence.path}:${evidence.line}`;
    const count = seen.get(place) ?? 0;
    seen.set(place, count + 1);
    return node(count === 0 ? place : `${place}+${count}`, { kind: "evidence", service, entry, evidence }, [], evidence);
  });
  const { evidence: _children, ...own } = entry;
  return node(id, { kind: "item", service, entry }, children, own);
}

const itemId = (service: string, item: string) => `${service}#${item}`;

function node(id: string, content: Content, children: readonly MutableNode[], shown: unknown): MutableNode {
  return { id, content, children, parent: undefined, print: JSON.stringify(shown) };
}
