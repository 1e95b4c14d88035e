// Decisions are written into the sign-off file as patches: what was not decided stays byte for byte.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readinessItems } from "../../../server/engine/knowledge/readiness.ts";
import { parseReadiness } from "../../../server/engine/languages/readiness/file.ts";
import { decide, decideAll, type NewDecision } from "../../../server/engine/readiness/decide.ts";
import { evidenceKinds } from "../../../server/engine/readiness/sign-off-type.ts";
import { emptySignOffFile } from "../../../server/engine/readiness/template.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const today = "2026-11-23";
const workspace = memoryWorkspace({ "docs/runbook.md": "# Rollback\n", "services/api/docs/own.md": "" });
const context = { path: "readiness.yaml", service: "checkout", today, workspace };
const signed = (ref = "https://example.com/1"): NewDecision => ({ status: "signed", by: "@mei", evidence: [{ kind: "url", ref }] });
const waived: NewDecision = { status: "waived", by: "@sam", reason: "behind the gateway", approvedBy: "@lee" };
const put = (text: string | undefined, item: string, decision?: NewDecision) => decide(text, item, decision, context);
/** Lines with something on them. */
const lines = (text: string) => text.split("\n").filter((line) => line.trim() !== "");
const file = (items: string) => `schema: 1\nservice: checkout\n${items}`;

describe("a decision", () => {
  it("begins a file as the generator does, with a block in place of `{}`", () => {
    const { text, isNew, problem, edits } = put(undefined, "rollback.rehearsed", {
      status: "signed",
      by: "@mei",
      evidence: [
        { kind: "run", ref: "https://example.com/run/1", note: "staging, 74 s" },
        { kind: "file", ref: "docs/runbook.md" },
      ],
    });
    expect({ isNew, problem, edits }).toEqual({ isNew: true, problem: undefined, edits: [] });
    expect(text).toBe(`${emptySignOffFile({ service: "checkout", level: "standard" }).replace("items: {}\n", "")}items:
  rollback.rehearsed:
    status: signed
    by: "@mei"
    on: 2026-11-23
    expires: 2027-02-21
    evidence:
      - { kind: run, ref: https://example.com/run/1, note: "staging, 74 s" }
      - { kind: file, ref: docs/runbook.md, covers: d26508240a30 }
`);
  });

  it("goes to its place in the checklist, with comments, blank lines and the others as they were", () => {
    const before = `# Ours
schema: 1   # the only one
service: checkout
items:
  # never tested
  application.error-handling:
    status: signed # really

  rollback.rehearsed: { status: signed, by: mei }   # last winter

  custom.brand: { status: signed }
`;
    const after = put(before, "security.cors", waived).text;
    expect(after).toBe(
      before.replace(
        "\n  rollback.rehearsed",
        `
  security.cors:
    status: waived
    by: "@sam"
    on: 2026-11-23
    expires: 2027-02-21
    reason: behind the gateway
    approvedBy: "@lee"

  rollback.rehearsed`,
      ),
    );
    expect(put(after, "security.cors").text).toBe(before);
  });

  it("takes the place of an older one key by key: its comments, order and style stay", () => {
    const before = file(`items:
    security.cors:
        # until the gateway is there
        by: '@old'   # who asked
        status: waived
        on: 2025-01-01
        reason: "was so"
        risk: 'scraping'
        approvedBy: '@boss'
        evidence:
        - kind: url   # the ticket
          ref: https://example.com/old
        - {kind: file, ref: docs/runbook.md, covers: 0000000}
`);
    const renewed = put(before, "security.cors", {
      ...waived,
      evidence: [
        { kind: "file", ref: "docs/runbook.md" },
        { kind: "url", ref: "https://example.com/old", note: "still" },
      ],
    });
    expect(renewed.text).toBe(
      file(`items:
    security.cors:
        # until the gateway is there
        by: '@sam'   # who asked
        status: waived
        on: 2026-11-23
        expires: 2027-02-21
        reason: behind the gateway
        risk: 'scraping'
        approvedBy: '@lee'
        evidence:
        - kind: url   # the ticket
          ref: https://example.com/old
          note: still
        - {kind: file, ref: docs/runbook.md, covers: d26508240a30}
`),
    );
    const other = put(before, "security.cors", signed());
    expect(other.text).toBe(
      file(`items:
    security.cors:
        # until the gateway is there
        by: '@mei'   # who asked
        status: signed
        on: 2026-11-23
        expires: 2027-05-22
        evidence:
        - { kind: url, ref: https://example.com/1 }
`),
    );
  });

  it.each([
    ["items without a value", "items:\n", "items:\n  security.cors:\n    status: signed"],
    ["no items", "owners: [a]\n", "owners: [a]\nitems:\n  security.cors:\n    status: signed"],
    ["a decision without anything", "items:\n  security.cors:\n", "items:\n  security.cors:\n    status: signed"],
    ["a decision that is a word", "items:\n  security.cors: yes\n", "items:\n  security.cors:\n    status: signed"],
    ["items in braces", "items: { custom.a: {} }\n", "items: { custom.a: {}, security.cors: { status: signed"],
    ["a decision in braces", "items:\n  security.cors: { status: waived }\n", "items:\n  security.cors: { status: signed, by:"],
    ["no break at the end", "items:\n  custom.a: { status: signed }", "signed }\n  security.cors:\n    status: signed"],
    ["line breaks of Windows", "items: {}\r\n", "items:\r\n  security.cors:\r\n    status: signed\r\n"],
  ])("is written into %s", (_, items, part) => {
    const { text, problem } = put(items.includes("\r") ? file(items).replace(/\r?\n/g, "\r\n") : file(items), "security.cors", signed());
    expect(problem).toBeUndefined();
    expect(text).toContain(part);
    expect(parseReadiness(new SourceText("readiness.yaml", text)).signOffs.find(({ id }) => id === "security.cors")?.evidence).toHaveLength(
      1,
    );
  });

  it("begins a file that holds nothing, or comments alone", () => {
    expect(put("", "security.cors", signed()).text).toBe(put(undefined, "security.cors", signed()).text);
    expect(put("# ours\n", "security.cors", signed()).text).toBe(`# ours\n${put(undefined, "security.cors", signed()).text}`);
  });

  it("is taken back; of two both, and the last one leaves `{}`", () => {
    const twice = file("items:\n  security.cors: { status: signed }\n  security.cors: { status: waived }\n");
    expect(put(twice, "security.cors").text).toBe(file("items: {}\n"));
    expect(put(file("items: {}\n"), "security.cors")).toEqual({
      path: "readiness.yaml",
      isNew: false,
      text: file("items: {}\n"),
      edits: [],
    });
    expect(put(undefined, "security.cors")).toEqual({ path: "readiness.yaml", isNew: false, text: "", edits: [] });
  });

  it.each([
    ["a broken file", file('items:\n  security.cors: "\n'), signed(), "is no YAML that can be read (line 4)"],
    ["a file that is a list", "- 1\n", signed(), "Write it by hand"],
    ["items that are a list", file("items: [a]\n"), signed(), "Write it by hand"],
    ["what an alias repeats", file("items:\n  security.cors: &a { status: signed }\n  custom.b: *a\n"), signed(), "Write it by hand"],
    ["nobody", undefined, { ...waived, by: " " }, "who made it"],
    ["no evidence", undefined, { ...signed(), evidence: [] }, "names its evidence"],
    ["evidence that is not there", undefined, { ...signed(), evidence: [{ kind: "file" as const, ref: "docs/no.md" }] }, "`docs/no.md`"],
    ["evidence outside", undefined, { ...signed(), evidence: [{ kind: "file" as const, ref: "../../x.md" }] }, "`../../x.md`"],
    ["no reason", undefined, { ...waived, reason: undefined }, "gives a reason"],
    ["no approver", undefined, { ...waived, approvedBy: undefined }, "who accepted"],
    ["no day", undefined, { ...waived, expires: "2026-13-01" }, "is no day"],
    ["a day that is over", undefined, { ...waived, expires: "2026-11-22" }, "expired already"],
  ])("is refused for %s, and nothing changes", (_, text, decision, part) => {
    const result = put(text, "security.cors", decision);
    expect(result).toMatchObject({ isNew: false, text: text ?? "", edits: [] });
    expect(result.problem).toContain(part);
  });

  it("knows the items alone, and a team's own", () => {
    expect(put(undefined, "security.magic", signed()).problem).toBe("`security.magic` is no item of the checklist.");
    expect(put(undefined, "custom.magic", signed()).text).toContain("  custom.magic:\n    status: signed\n");
  });

  it("finds evidence beside the sign-off file and from the root", () => {
    const path = "services/api/readiness.yaml";
    const evidence = [
      { kind: "file", ref: "docs/own.md" },
      { kind: "file", ref: "docs/runbook.md#back" },
    ] as const;
    const { text } = decide(undefined, "security.cors", { ...signed(), evidence }, { ...context, path });
    expect(text).toContain("ref: docs/own.md, covers: e69de29bb2d1 }");
    expect(text).toContain('ref: "docs/runbook.md#back", covers: d26508240a30 }'.replaceAll('"', ""));
  });
});

it("several decisions are written together, or none", () => {
  const both = decideAll(
    undefined,
    [
      ["rollback.rehearsed", signed()],
      ["security.cors", waived],
    ],
    context,
  );
  expect([...both.text.matchAll(/^ {2}(\S+):$/gm)].map(([, id]) => id)).toEqual(["security.cors", "rollback.rehearsed"]);
  const before = file("items: {}\n");
  expect(
    decideAll(
      before,
      [
        ["security.cors", waived],
        ["rollback.rehearsed", { ...signed(), by: "" }],
      ],
      context,
    ),
  ).toMatchObject({ text: before, edits: [] });
});

describe("whatever a file holds", () => {
  const ids = readinessItems.map(({ id }) => id);
  const words = fc.stringMatching(/^[ -~\n\u00e9]{0,30}$/).filter((text) => text.trim() !== "");
  const decision = fc.record<NewDecision>({
    status: fc.constantFrom("signed", "waived", "not-applicable"),
    by: words,
    evidence: fc.array(
      fc.record({
        kind: fc.constantFrom(...evidenceKinds.filter((kind) => kind !== "file")),
        ref: words,
        note: fc.option(words, { nil: undefined }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    note: fc.option(words, { nil: undefined }),
    reason: words,
    approvedBy: words,
    ticket: fc.option(words, { nil: undefined }),
  });
  const block = (id: string) =>
    fc.constantFrom(
      `  ${id}:\n    status: signed\n    by: "@a" # who\n`,
      `  # above ${id}\n  ${id}: { status: waived, by: b }  # beside\n`,
      `\n  ${id}:\n    # inside\n    status: not-applicable\n    reason: |\n      several\n      lines\n`,
      `  ${id}:\n    status: signed\n    evidence:\n    - kind: url\n      ref: x\n    - { kind: ticket, ref: y } # t\n`,
    );
  const files = fc
    .uniqueArray(fc.constantFrom(...ids), { maxLength: 4 })
    .chain((chosen) => fc.tuple(...chosen.map((id) => block(id).map((text) => [id, text] as const))))
    .map((blocks) => ({
      ids: blocks.map(([id]) => id),
      blocks: blocks.map(([, text]) => text),
      text: file(`items:${blocks.length === 0 ? " {}" : ""}\n${blocks.map(([, text]) => text).join("")}`),
    }));

  it("it says what was decided, keeps the rest byte for byte, and deciding the same again changes nothing", () => {
    fc.assert(
      fc.property(files, fc.constantFrom(...ids), decision, (given, item, wanted) => {
        const { text, edits, problem } = put(given.text, item, wanted);
        expect(problem).toBeUndefined();
        expect(applyEdits(given.text, edits)).toBe(text);
        const parsed = parseReadiness(new SourceText("readiness.yaml", text));
        expect(parsed.problems).toEqual([]);
        const own = parsed.signOffs.filter(({ id }) => id === item);
        expect(own).toHaveLength(1);
        const told = (key: string) => own[0]?.mapping.text(key).value;
        expect([told("status"), told("by"), told("reason"), told("note"), told("on")]).toEqual([
          wanted.status,
          wanted.by.trim(),
          wanted.reason?.trim(),
          wanted.note?.trim(),
          today,
        ]);
        const refs = new Set(wanted.evidence?.map(({ kind, ref }) => `${kind} ${ref.trim()}`));
        expect(new Set(own[0]?.evidence.map(({ kind, ref }) => `${kind.value} ${ref.value}`))).toEqual(refs);
        given.blocks.forEach((one, i) => {
          if (given.ids[i] !== item) expect(text).toContain(one);
        });
        expect(text.startsWith(file("items:"))).toBe(true);
        expect(put(text, item, wanted).edits).toEqual([]);
        if (!given.ids.includes(item)) expect(lines(put(text, item).text)).toEqual(lines(given.text));
      }),
      { numRuns: 300 },
    );
  });

  it("it is never thrown at", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: fc.constantFrom(..."items: {}[]\n-&*#\"'|>ab \r\t".split("")) }), (text) => {
        const result = put(text, "security.cors", signed());
        if (result.problem !== undefined) expect(result.text).toBe(text);
        else
          expect(parseReadiness(new SourceText("readiness.yaml", result.text)).signOffs.some(({ id }) => id === "security.cors")).toBe(
            true,
          );
      }),
      { numRuns: 300 },
    );
  });
});
