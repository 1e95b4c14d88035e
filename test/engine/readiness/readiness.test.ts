// The sign-off file in the editor, and what stands below it: items, days, object names.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  codeLenses,
  complete,
  detectLanguage,
  hover,
  links,
  memoryWorkspace,
  outline,
  parse,
  SourceText,
} from "../../../server/engine/index.ts";
import { categories, levels, readinessItem, readinessItems } from "../../../server/engine/knowledge/readiness.ts";
import { objectName } from "../../../server/engine/readiness/fingerprint.ts";
import { readinessSchema } from "../../../server/engine/readiness/json-schema.ts";
import { daysAfter, daysBetween } from "../../../server/engine/text/days.ts";

const today = "2026-11-23";
const text = `schema: 1
service: checkout
level: standard
items:
  rollback.rehearsed:
    status: signed
    by: "@mei"
    on: 2026-11-20
    evidence:
      - { kind: file, ref: docs/runbook.md, covers: d26508240a30 }
      - { kind: url, ref: "https://example.com/run/1" }
  security.cors:
    status: waived
    expires: 2026-11-01
`;
const workspace = memoryWorkspace({ "readiness.yaml": text, "docs/runbook.md": "# Rollback\n", "docs/other.md": "" });
const source = new SourceText("readiness.yaml", text);

/** The labels offered at the mark `|` of a file. */
function offers(marked: string): readonly string[] {
  const offset = marked.indexOf("|");
  const at = new SourceText("readiness.yaml", marked.replace("|", ""));
  return complete(at, "readiness", offset, { workspace, today }).map(({ label }) => label);
}

describe("the items", () => {
  it("are the 28 of the original checklist and ours, each with one id, a title and a reason", () => {
    expect(readinessItems.filter(({ isOriginal }) => isOriginal)).toHaveLength(28);
    expect(new Set(readinessItems.map(({ id }) => id)).size).toBe(readinessItems.length);
    for (const item of readinessItems) {
      expect(readinessItem(item.id)).toBe(item);
      expect(item.id).toMatch(/^[a-z]+\.[a-z-]+$/);
      expect(item.id.startsWith(`${item.category}.`)).toBe(true);
      expect(categories).toContain(item.category);
      expect(levels).toContain(item.level);
      expect(item.title).toMatch(/^[A-Z].*[A-Za-z)]$/);
      expect(item.why).toMatch(/\.$/);
      expect(item.patterns.length).toBeGreaterThan(0);
    }
  });
});

it("the JSON Schema for other editors knows every item", () => {
  const { properties } = readinessSchema() as { properties: { items: { properties: Record<string, { description: string }> } } };
  expect(Object.keys(properties.items.properties)).toEqual(readinessItems.map(({ id }) => id));
  for (const { id, title } of readinessItems) expect(properties.items.properties[id]?.description).toContain(title);
});

describe("a sign-off file", () => {
  it("is known by its name, anywhere", () => {
    for (const path of ["readiness.yaml", ".github/readiness.yaml", "services/api/readiness.yml"])
      expect(detectLanguage(path)).toBe("readiness");
    for (const path of ["docs/readiness.md", "my-readiness.yaml"]) expect(detectLanguage(path)).toBeUndefined();
  });

  it("never makes the reader throw", () => {
    const parts = [
      "schema: 1\n",
      "items:\n",
      "  a.b:\n",
      "    evidence:\n",
      "      - { kind: file\n",
      "*x",
      "&a [",
      "\t",
      '"',
      "- - -",
      "<<: *a\n",
      "null",
    ];
    let seed = 7;
    for (let round = 0; round < 400; round++) {
      let mixed = "";
      for (let i = 0; i < 8; i++) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        mixed += parts[seed % parts.length];
      }
      const file = parse(new SourceText("readiness.yaml", mixed), "readiness");
      expect(() => file.signOffs.map(({ evidence, on, expires }) => [evidence, on, expires])).not.toThrow();
      expect(() => complete(file.source, "readiness", mixed.length, { workspace, today })).not.toThrow();
    }
  });

  it("is completed: keys, items with their titles, states, days, files and their object names", () => {
    expect(offers("schema: 1\n|")).toEqual(["service", "level", "environments", "owners", "items"]);
    expect(offers("schema: 1\nlevel: |")).toEqual([...levels]);
    const items = offers("items:\n  security.cors:\n    status: signed\n  |");
    expect(items).toHaveLength(readinessItems.length - 1);
    expect(items).not.toContain("security.cors");
    expect(offers("items:\n  security.cors:\n    status: |")).toEqual(["signed", "waived", "not-applicable"]);
    expect(offers("items:\n  security.cors:\n    on: |")).toEqual([today]);
    expect(offers("items:\n  rollback.rehearsed:\n    expires: |")).toEqual(["2026-12-23", "2027-02-21"]);
    expect(offers("items:\n  a.b:\n    evidence:\n      - ref: docs/|")).toEqual(["docs/other.md", "docs/runbook.md"]);
    expect(offers("items:\n  a.b:\n    evidence:\n      - ref: docs/runbook.md\n        covers: |")).toEqual(["d26508240a30"]);
    expect(offers("# deployment-patterns-ignore readiness/st|")).toContain("readiness/stale-evidence");
  });

  it("is explained, linked, outlined, and says above each decision until when it holds", () => {
    const about = (word: string) => hover(source, "readiness", text.indexOf(word) + 1, { workspace })?.markdown ?? "";
    expect(about("rollback.rehearsed")).toContain("The rollback was rehearsed in staging");
    expect(about("covers")).toContain("git hash-object");
    expect(about("level")).toContain("`critical`");
    expect(links(source, "readiness", { workspace, today }).map(({ target }) => target)).toEqual([
      { path: "docs/runbook.md" },
      { address: "https://example.com/run/1" },
    ]);
    expect(codeLenses(source, "readiness", { workspace, today }).map(({ title }) => title)).toEqual([
      "signed \u2013 87 days left, until 2027-02-18",
      "waived \u2013 expired on 2026-11-01",
    ]);
    expect(outline(source, "readiness").map(({ name }) => name)).toEqual(["rollback.rehearsed", "security.cors"]);
  });
});

describe("days and names", () => {
  it("counts over months, leap years and the end of summer time", () => {
    expect(daysAfter("2026-11-23", 90)).toBe("2027-02-21");
    expect(daysAfter("2028-02-28", 1)).toBe("2028-02-29");
    expect(daysBetween("2026-03-01", "2026-11-01")).toBe(245);
    expect(daysBetween("2026-11-24", "2026-11-23")).toBe(-1);
  });

  it("names files as Git does", () => {
    const folder = mkdtempSync(join(tmpdir(), "object-name-"));
    try {
      for (const content of ["", "a\n", "# R\u00fcckweg \u{1F680}\n", "x".repeat(100_000)]) {
        writeFileSync(join(folder, "file"), content);
        const git = execFileSync("git", ["hash-object", "--no-filters", join(folder, "file")], { encoding: "utf8" }).trim();
        expect(objectName(content)).toBe(git);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(objectName("\uFFFD")).toBeUndefined();
  });
});
