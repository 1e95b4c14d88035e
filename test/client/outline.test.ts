// The tree of the checklist: its levels, its filters, and that only what has changed is drawn anew.
import { describe, expect, test } from "vitest";
import { createOutline, type Node } from "../../client/readiness/outline.ts";
import type { ReadinessEntry, ReadinessService } from "../../server/lsp/protocol.ts";

function entry(id: string, given: Partial<ReadinessEntry> = {}): ReadinessEntry {
  return {
    id,
    category: id.split(".", 1)[0] ?? "",
    title: id,
    why: "",
    level: "standard",
    isRequired: true,
    status: "open",
    confidence: "high",
    because: "",
    evidence: [],
    action: { kind: "decide", title: "", asks: "" },
    isForPeople: true,
    isDecided: false,
    ...given,
  };
}

const summary = { required: 0, done: 0, likely: 0, open: 0, contradicted: 0, expired: 0, expiring: 0 };

function service(name: string, items: readonly ReadinessEntry[]): ReadinessService {
  const uri = `file:///work/${name}`;
  return { uri, name, folder: name, level: "standard", signOffUri: `${uri}/readiness.yaml`, hasSignOffs: false, items, summary };
}

const place = (path: string, line: number) => ({ uri: `file:///work/${path}`, path, line, note: "", isAgainst: false });

const items = [
  entry("application.a", { status: "met", evidence: [place("a.ts", 1), place("a.ts", 1), place("b.ts", 2)] }),
  entry("application.b", { status: "signed", isDecided: true }),
  entry("application.c", { isRequired: false, status: "manual" }),
  entry("security.d"),
  entry("security.e", { status: "stale", isDecided: true }),
  entry("security.f", { status: "likely" }),
];

/** The tree by its ids, indented. */
function drawn(nodes: readonly Node[], depth = 0): string[] {
  return nodes.flatMap(({ id, children }) => [
    "  ".repeat(depth) + id.replace(/^file:\/\/\/work\/\w+#?/, "") + (depth === 0 && !id.includes("#") ? id : ""),
    ...drawn(children, depth + 1),
  ]);
}

test("one service: categories, items, evidence; each id once", () => {
  const outline = createOutline();
  expect(outline.update([service("shop", items)], "all")).toBe("all");
  expect(drawn(outline.roots)).toEqual([
    "application",
    "  application.a",
    "    application.a@a.ts:1",
    "    application.a@a.ts:1+1",
    "    application.a@b.ts:2",
    "  application.b",
    "  application.c",
    "security",
    "  security.d",
    "  security.e",
    "  security.f",
  ]);
  expect(outline.roots.map(({ content }) => content.kind === "category" && content.count)).toEqual([
    { done: 2, required: 2 },
    { done: 0, required: 3 },
  ]);
  const [first] = outline.roots;
  expect(first?.children[0]?.children[0]?.parent?.parent).toBe(first);
  expect(outline.find("file:///work/shop", "security.e")?.content).toMatchObject({ kind: "item", entry: items[4] });
});

test("several services stand above their categories", () => {
  const outline = createOutline();
  outline.update([service("shop", items.slice(0, 1)), service("cart", items.slice(3, 4))], "all");
  expect(outline.roots.map(({ content }) => content.kind)).toEqual(["service", "service"]);
  expect(outline.roots.map(({ children }) => children.map(({ content }) => content.kind))).toEqual([["category"], ["category"]]);
});

describe("filters", () => {
  test.each([
    ["all", 6],
    ["open", 3],
    ["decided", 2],
    ["required", 5],
  ] as const)("%s", (filter, count) => {
    const outline = createOutline();
    outline.update([service("shop", items)], filter);
    expect(outline.roots.flatMap(({ children }) => children)).toHaveLength(count);
    // A filter changes what is shown, not how it is counted.
    for (const { content } of outline.roots)
      if (content.kind === "category") expect(content.count.required).toBe(content.category === "security" ? 3 : 2);
  });
});

describe("what is drawn anew", () => {
  const changes = (after: readonly ReadinessEntry[], before = items) => {
    const outline = createOutline();
    outline.update([service("shop", before), service("cart", items)], "all");
    const roots = [...outline.roots];
    const changed = outline.update([service("shop", after), service("cart", items)], "all");
    expect(outline.roots).toEqual(roots);
    for (const [at, root] of outline.roots.entries()) expect(root).toBe(roots[at]);
    return changed === "all" ? changed : changed.map(({ id }) => id.replace("file:///work/", ""));
  };
  const with4 = (given: Partial<ReadinessEntry>) => items.map((one, at) => (at === 3 ? { ...one, ...given } : one));

  test("nothing, where nothing has changed", () => expect(changes(structuredClone(items))).toEqual([]));
  test("the item, where its state alone has", () => expect(changes(with4({ status: "manual" }))).toEqual(["shop#security.d"]));
  test("its category, where that counts otherwise", () => expect(changes(with4({ status: "met" }))).toEqual(["shop#security"]));
  test("the item, where evidence comes", () => expect(changes(with4({ evidence: [place("x", 3)] }))).toEqual(["shop#security.d"]));
  test("the evidence, where its words alone have", () => {
    const noted = items.map((one, at) => (at === 0 ? { ...one, evidence: one.evidence.map((each) => ({ ...each, note: "x" })) } : one));
    expect(changes(noted)).toEqual(["shop#application.a@a.ts:1", "shop#application.a@a.ts:1+1", "shop#application.a@b.ts:2"]);
  });
  test("everything, where services come", () => {
    const outline = createOutline();
    outline.update([service("shop", items)], "all");
    expect(outline.update([service("shop", items), service("cart", items)], "all")).toBe("all");
  });
  test("the node that is drawn anew is the one that was there, with what is true now", () => {
    const outline = createOutline();
    outline.update([service("shop", items)], "all");
    const before = outline.find("file:///work/shop", "security.d");
    const [changed] = outline.update([service("shop", with4({ status: "manual" }))], "all");
    expect(changed).toBe(before);
    expect(before?.content).toMatchObject({ entry: { status: "manual" } });
  });
});
