import { describe, expect, test } from "vitest";
import { fingerprint } from "../../server/engine/readiness/fingerprint.ts";
import { assess, item } from "./support.ts";

const service = { "package.json": '{ "name": "shop", "dependencies": { "express": "^5.0.0" }, "scripts": { "start": "node a.js" } }' };

const signOffs = (lines: string, head = "") => `schema: 1\nservice: shop\n${head}items:\n${lines.replace(/^/gm, "  ")}\n`;

/** An item that nothing in a repository can show. */
const manualItem = "operations.cost";

const decided = (lines: string, files: Record<string, string> = {}, id = manualItem) =>
  item(id, { ...service, ...files, "readiness.yaml": signOffs(`${id}:\n${lines.replace(/^/gm, "  ")}`) });

const signed = 'status: signed\nby: "@mei"\non: 2026-11-20\nevidence:\n  - { kind: url, ref: "https://example.com/costs" }';

describe("a decision counts", () => {
  test.each([
    ["signed", signed],
    ["waived", 'status: waived\nby: "@sam"\non: 2026-11-20\nexpires: 2026-12-31\nreason: "Small"\napprovedBy: "@lee"'],
    ["not-applicable", 'status: not-applicable\nby: "@sam"\nreason: "Runs on a donated machine"'],
  ])("%s", (status, lines) => {
    const found = decided(lines);
    expect(found.status).toBe(status);
    expect(found.decided).toMatchObject({ decision: status, path: "readiness.yaml", line: 4 });
  });

  test("until its last day, which is the one that it names, or follows from the item", () => {
    expect(decided(signed).decided?.until).toBe("2027-05-19");
    expect(decided(`${signed}\nexpires: 2026-11-23`)).toMatchObject({ status: "signed", decided: { daysLeft: 0 } });
  });
});

describe("a decision counts for nothing", () => {
  test.each([
    ["without who", signed.replace('by: "@mei"\n', ""), "does not say who"],
    ["without a day", signed.replace("on: 2026-11-20\n", ""), "has no day"],
    ["of a day to come", signed.replace("2026-11-20", "2026-12-20"), "has not come yet"],
    ["without evidence", 'status: signed\nby: "@mei"\non: 2026-11-20', "names no evidence"],
    ["waived without a reason", 'status: waived\nby: "@a"\non: 2026-11-20\nexpires: 2026-12-01\napprovedBy: "@b"', "gives no reason"],
    ["waived without an end", 'status: waived\nby: "@a"\non: 2026-11-20\nreason: "x"\napprovedBy: "@b"', "has no end"],
    ["waived without who accepts it", 'status: waived\nby: "@a"\non: 2026-11-20\nreason: "x"\nexpires: 2026-12-01', "who accepted it"],
    ["not applicable without a reason", 'status: not-applicable\nby: "@a"', "gives no reason"],
  ])("%s", (_title, lines, why) => {
    const found = decided(lines);
    expect(found.status).toBe("manual");
    expect(found.because).toContain(why);
  });

  test("in a file that is broken, which is told once", () => {
    const found = assess({ ...service, "readiness.yaml": `${signOffs(`${manualItem}:\n${signed.replace(/^/gm, "  ")}`)}: [` });
    expect(found.items.filter(({ decided: one }) => one)).toEqual([]);
    expect(found.problem).toContain("`readiness.yaml`");
  });
});

describe("a decision is stale", () => {
  const runbook = "# Costs\n";
  const covering = (covers: string) => `${signed.replace(/\{.*\}/, `{ kind: file, ref: docs/costs.md, covers: ${covers} }`)}`;

  test("once it has expired", () => {
    expect(decided(signed.replace("2026-11-20", "2026-03-20"))).toMatchObject({ status: "stale", decided: { until: "2026-09-16" } });
  });

  test("once its file is gone", () => {
    const found = decided(covering("1234567"));
    expect(found.status).toBe("stale");
    expect(found.because).toContain("`docs/costs.md` is gone");
    expect(found.evidence[0]).toMatchObject({ path: "readiness.yaml", line: 9, isAgainst: true });
  });

  test("once its file is another one", () => {
    expect(decided(covering("1234567"), { "docs/costs.md": runbook }).status).toBe("stale");
    expect(decided(covering(fingerprint(runbook) as string), { "docs/costs.md": runbook }).status).toBe("signed");
  });
});

describe("a decision is contradicted", () => {
  const id = "security.headers";
  const off =
    "import helmet from 'helmet';\nimport express from 'express';\nconst app = express();\napp.use(helmet({ contentSecurityPolicy: false }));\n";

  test("by a place that shows otherwise, whatever its evidence", () => {
    const found = decided(signed, { "src/app.js": off }, id);
    expect(found.status).toBe("contradicted");
    expect(found.evidence[0]).toMatchObject({ path: "src/app.js", line: 4, isAgainst: true });
    expect(decided('status: not-applicable\nby: "@a"\nreason: "x"', { "src/app.js": off }, id).status).toBe("contradicted");
  });

  test("not by what is merely missing: it may be elsewhere", () => {
    expect(decided(signed, { "src/app.js": "const app = 1;\n" }, id).status).toBe("signed");
  });

  test("not where it is waived: that says that it is not so", () => {
    const waiver = 'status: waived\nby: "@a"\non: 2026-11-20\nexpires: 2026-12-01\nreason: "x"\napprovedBy: "@b"';
    expect(decided(waiver, { "src/app.js": off }, id).status).toBe("waived");
  });
});

test("a level asks for its own items and for those of the levels behind it", () => {
  const required = (level: string) =>
    assess({ ...service, "readiness.yaml": signOffs("{}", `level: ${level}\n`) }).items.filter(({ isRequired }) => isRequired).length;
  expect(assess(service).level).toBe("standard");
  expect(required("experimental")).toBeLessThan(required("standard"));
  expect(required("standard")).toBeLessThan(required("critical"));
  expect(required("critical")).toBe(assess(service).items.length);
});

test("the summary counts what the level asks for", () => {
  const { summary, items } = assess({
    ...service,
    "readiness.yaml": signOffs(`${manualItem}:\n${signed.replace(/^/gm, "  ")}`, "level: critical\n"),
  });
  expect(summary.required).toBe(items.length);
  expect(summary.done + summary.likely + summary.open).toBe(summary.required);
  expect(items.find(({ id }) => id === manualItem)?.status).toBe("signed");
});

test("an item of a team's own is one of the category that its id names, as it was decided", () => {
  const { items } = assess({
    ...service,
    "readiness.yaml": signOffs(`custom.security.card-data:\n${signed.replace(/^/gm, "  ")}\ncustom.pager:\n  status: signed`),
  });
  expect(items.filter(({ id }) => id.startsWith("custom."))).toMatchObject([
    { category: "security", title: "Card data", status: "signed", isRequired: true, isForPeople: true },
    { category: "operations", title: "Pager", status: "manual" },
  ]);
});
