// Checklists that teams keep as Markdown become decisions: whatever is ticked beyond doubt, and nothing else.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readinessItems } from "../../../server/engine/knowledge/readiness.ts";
import { parseReadiness } from "../../../server/engine/languages/readiness/file.ts";
import { fingerprint } from "../../../server/engine/readiness/fingerprint.ts";
import { importChecklist, itemCalled, readChecklist } from "../../../server/engine/readiness/import-checklist.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const owners = (language: string) => readFileSync(new URL(`../../fixtures/checklists/owner.${language}.md`, import.meta.url), "utf8");
const original = readinessItems.filter(({ isOriginal }) => isOriginal).map(({ id }) => id);

/** What becomes of a checklist, with a sign-off file that is there or not. */
function imported(markdown: string, signOffs?: string, path = "readiness.yaml", checklist = "docs/ready.md") {
  const files = { [checklist]: markdown, ...(signOffs === undefined ? {} : { [path]: signOffs }) };
  return importChecklist(signOffs, {
    path,
    service: "checkout",
    today: "2026-11-23",
    workspace: memoryWorkspace(files),
    checklist,
    by: "@mei",
  });
}

describe("the owner's list", () => {
  it.each(["zh", "en"])("names every item of the original checklist once (%s)", (language) => {
    const lines = readChecklist(owners(language));
    expect(lines.filter(({ item }) => item === undefined)).toEqual([]);
    expect(lines.map(({ item }) => item).toSorted()).toEqual(original.toSorted());
  });

  it("is empty in the seed, and ticked gives 28 decisions", () => {
    const empty = imported(owners("zh"));
    expect([empty.imported.length, empty.unticked.length, empty.isNew]).toEqual([0, 28, false]);
    const ticked = imported(owners("zh").replaceAll("\\[ ]", "\\[x]"));
    expect([ticked.imported.length, ticked.unticked.length, ticked.unknown.length, ticked.isNew]).toEqual([28, 0, 0, true]);
    const file = parseReadiness(new SourceText("readiness.yaml", ticked.text));
    expect(file.problems).toEqual([]);
    expect(new Set(file.signOffs.map(({ id }) => id))).toEqual(new Set(original));
  });
});

it("signs what is ticked, with the list as evidence, and keeps what is decided", () => {
  const before = 'schema: 1\nservice: checkout\nitems:\n  security.cors: { status: waived, by: "@sam" } # ours\n';
  const markdown =
    "- [x] CORS configured for allowed origins only\n- [X] Runbook for common failure scenarios\n- [ ] On-call rotation and escalation path defined\n- [x] Coffee\n";
  const result = imported(markdown, before);
  expect(result).toMatchObject({
    isNew: false,
    imported: ["operations.runbooks"],
    kept: ["security.cors"],
    unticked: ["operations.on-call"],
    unknown: [{ line: 4, text: "Coffee", isTicked: true }],
  });
  expect(result.text).toBe(`${before}  operations.runbooks:
    status: signed
    by: "@mei"
    on: 2026-11-23
    expires: 2027-05-22
    evidence:
      - { kind: file, ref: docs/ready.md, covers: ${fingerprint(markdown)} }
`);
});

it("names the list as the sign-off file finds it", () => {
  const line = "- [x] security.cors\n";
  const ref = (path: string, checklist: string, more = {}) =>
    /ref: (\S+?),/.exec(
      importChecklist(undefined, {
        path,
        service: "a",
        today: "2026-11-23",
        workspace: memoryWorkspace({ [checklist]: line, ...more }),
        checklist,
        by: "@mei",
      }).text,
    )?.[1];
  expect(ref("services/api/readiness.yaml", "services/api/READY.md")).toBe("READY.md");
  expect(ref("services/api/readiness.yaml", "READY.md")).toBe("READY.md");
  expect(ref("services/api/readiness.yaml", "READY.md", { "services/api/READY.md": "" })).toBe("../../READY.md");
});

it.each([
  ["no boxes", "# Ready\n", undefined, "has no boxes"],
  ["a broken sign-off file", "- [x] security.cors\n", 'items: "\n', "no YAML that can be read"],
])("is refused for %s", (_, markdown, before, part) => {
  const { problem, text, edits, imported: taken } = imported(markdown, before);
  expect(problem).toContain(part);
  expect({ text, edits, taken }).toEqual({ text: before ?? "", edits: [], taken: [] });
});

it("an item that is ticked in one place and not in another is not signed", () => {
  expect(imported("- [x] security.cors\n- [ ] `security.cors` in staging\n")).toMatchObject({ imported: [], unticked: ["security.cors"] });
});

describe("boxes", () => {
  it.each([
    ["- [x] a", true],
    ["* \\[X\\] a", true],
    ["  + [ ] a", false],
    ["12. [x] a", true],
    ["> - [x] a", true],
    ["- [\u2713] a", true],
    ["\u2611 a", true],
    ["- \u2705 a", true],
    ["\u2610 a", false],
    ["\u25a1 a", false],
  ])("%s", (line, isTicked) => {
    expect(readChecklist(`${line}\r\n`)).toMatchObject([{ line: 1, text: "a", isTicked }]);
  });

  it("in code, links and prose are none", () => {
    expect(readChecklist("```md\n- [x] a\n```\n~~~~\n```\n- [x] b\n~~~~\n[x] c\n- [x](link) d\n- [y] e\ntext - [x] f\n- [x]\n")).toEqual(
      [],
    );
  });
});

describe("labels", () => {
  it.each([
    ["**Rate limiting** enabled on public endpoints.", "security.rate-limit"],
    ["rate limiting enabled on public endpoints - Mei, OPS-112", "security.rate-limit"],
    ["[Runbook](docs/runbooks) for common failure scenarios: see wiki", "operations.runbooks"],
    ["Security headers set", "security.headers"],
    ["Security headers set (CSP only)", "security.headers"],
    ["Authentification and authorization verified", "security.authorization-verified"],
    ["All tests pass (unit, integration)", "application.tests-pass"],
    ["It shuts down gracefully", "application.graceful-shutdown"],
    ["`rollback.rehearsed` (last week)", "rollback.rehearsed"],
    ["\u5b89\u5168\u5934\u5df2\u8bbe\u7f6e", "security.headers"],
    ["\u4f9d\u8d56\u9879 \u5df2\u626b\u63cfCVE\u3002", "security.dependency-scan"],
    // What is close and says something else.
    ["Security headers not set", undefined],
    ["Security headers set (not in staging)", undefined],
    ["Security headers set - not yet", undefined],
    ["CORS not configured for allowed origins only", undefined],
    ["\u4f9d\u8d56\u9879\u672a\u626b\u63cf CVE", undefined],
    ["Rollback", undefined],
    ["Alerts", undefined],
    ["Security reviewed", undefined],
    ["x".repeat(10_000), undefined],
    ["[".repeat(400), undefined],
  ])("%s", (text, item) => {
    expect(itemCalled(text)).toBe(item);
  });
});
