// The report as Markdown: what it says, that its links and entries lead somewhere, and that no text of a repository means anything to Markdown.
import { describe, expect, it } from "vitest";
import type { AssessedItem, AssessedService, Status } from "../../server/engine/assessment/model.ts";
import { bar, documentWith, escaped, reportOf, stateOf } from "../../server/engine/assessment/report.ts";
import { categories, readinessItems } from "../../server/engine/knowledge/readiness.ts";
import { assess, today } from "./support.ts";

const item = (id: string, status: Status, more: Partial<AssessedItem> = {}): AssessedItem => {
  const { category, title, why, level } = readinessItems.find((one) => one.id === id) as (typeof readinessItems)[number];
  return {
    id,
    category,
    title,
    why,
    level,
    isRequired: true,
    status,
    confidence: "high",
    because: `It is ${status}.`,
    evidence: [],
    action: { kind: "decide", title: "Sign off", asks: why },
    shown: "manual",
    decided: undefined,
    isForPeople: true,
    ...more,
  };
};
const service = (name: string, folder: string, items: readonly AssessedItem[], more: Partial<AssessedService> = {}): AssessedService => ({
  folder,
  name,
  level: "standard",
  signOffPath: folder === "" ? "readiness.yaml" : `${folder}/readiness.yaml`,
  hasSignOffs: false,
  problem: undefined,
  items,
  summary: { required: items.length, done: 1, likely: 1, open: 2, contradicted: 0, expired: 0, expiring: 0 },
  ...more,
});
const place = (path: string, line: number, note: string, isAgainst = false) => ({
  path,
  line,
  note,
  proof: "structure" as const,
  isAgainst,
});

const shop = service(
  "shop",
  "services/shop",
  [
    item("application.tests-pass", "met", { evidence: [place(".github/workflows/ci.yml", 12, "the step runs `npm test`")] }),
    item("application.error-handling", "likely", {
      confidence: "medium",
      evidence: [place("services/shop/src/app (old).ts", 3, "catches what `handler` throws")],
      action: { kind: "open", path: "services/shop/src/app (old).ts", line: 3, title: "Look at the handler" },
    }),
    item("security.cors", "open", {
      evidence: [place("services/shop/src/app.ts", 7, "`cors()` allows all origins", true)],
      action: { kind: "fix", rule: "dockerfile/root-user", path: "Dockerfile", line: 1, title: "Mend it" },
    }),
    item("rollback.rehearsed", "signed", {
      decided: { decision: "signed", by: "@mei", on: "2026-11-20", until: "2026-11-24", daysLeft: 1, path: "readiness.yaml", line: 4 },
    }),
    item("rollback.decision", "manual", { action: { kind: "generate", generator: "runbook", title: "Write the runbook" } }),
    item("security.reviewed", "manual", { isRequired: false }),
  ],
  { hasSignOffs: true, summary: { required: 5, done: 2, likely: 1, open: 2, contradicted: 0, expired: 0, expiring: 1 } },
);

describe("the report of one service", () => {
  const report = reportOf([shop], { today });

  it("reads from the sum to the places and what comes next", () => {
    expect(report).toBe(`# Production readiness

**2 of 5 required items are done**, 1 likely, 2 open (1 about to expire). As of 2026-11-23.

**Contents**

- [Application](#application) \`\u2588\u2588\u2588\u2588\u2588\u2591\u2591\u2591\u2591\u2591\` 1 of 2
- [Security](#security) \`\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\` 0 of 1
- [Rollback](#rollback) \`\u2588\u2588\u2588\u2588\u2588\u2591\u2591\u2591\u2591\u2591\` 1 of 2

shop: level standard, decisions in [services/shop/readiness.yaml](services/shop/readiness.yaml). \`\u2588\u2588\u2588\u2588\u2591\u2591\u2591\u2591\u2591\u2591\` 2 of 5 required items done.

## Application

\`\u2588\u2588\u2588\u2588\u2588\u2591\u2591\u2591\u2591\u2591\` 1 of 2

- \u2705 **All tests pass (unit, integration, end to end)** (\`application.tests-pass\`): **met**. It is met.
  - [.github/workflows/ci.yml:12](.github/workflows/ci.yml#L12): the step runs \`npm test\`
- \u{1f7e1} **Errors are handled at the edges** (\`application.error-handling\`): **likely, with medium confidence**. It is likely.
  - [services/shop/src/app (old).ts:3](services/shop/src/app%20%28old%29.ts#L3): catches what \`handler\` throws
  - Next: Look at the handler: [services/shop/src/app (old).ts:3](services/shop/src/app%20%28old%29.ts#L3)

## Security

\`\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591\` 0 of 1

- \u274c **CORS allows the wanted origins alone** (\`security.cors\`): **open**. It is open.
  - [services/shop/src/app.ts:7](services/shop/src/app.ts#L7): against it: \`cors()\` allows all origins
  - Next: Mend it: [Dockerfile](Dockerfile), a fix of \`dockerfile/root-user\`

## Rollback

\`\u2588\u2588\u2588\u2588\u2588\u2591\u2591\u2591\u2591\u2591\` 1 of 2

- \u{1f4dd} **The rollback was rehearsed in staging** (\`rollback.rehearsed\`): **signed until 2026-11-24, 1 day left**. It is signed.
- \u{1f464} **It is written when to roll back and when forward** (\`rollback.decision\`): **for a person to decide**. It is manual.
  - Next: Write the runbook: \`deployment-patterns generate runbook services/shop\`

<details><summary>1 more that level standard does not ask for</summary>

- \u{1f464} **A security review or threat model** (\`security.reviewed\`): **for a person to decide**. It is manual.
  - Next: Sign off. Tools find slips; people find what was thought wrong.

</details>
`);
  });

  it("links from where it stands", () => {
    const from = (target: string) => reportOf([shop], { today, target });
    expect(from("docs/READINESS.md")).toContain("](../services/shop/src/app.ts#L7)");
    expect(from("services/shop/READINESS.md")).toContain("](src/app.ts#L7)");
    expect(from("services/shop/READINESS.md")).toContain("](../../.github/workflows/ci.yml#L12)");
  });

  it("says why no decision counts", () => {
    const broken = service("shop", "", [], { problem: "`readiness.yaml` is no YAML that can be read, and none of its decisions counts." });
    expect(reportOf([broken], { today })).toContain("\n> \u26a0\ufe0f `readiness.yaml` is no YAML");
  });
});

it("several services stand in a table, each with entries that lead to its headings", () => {
  const report = reportOf([shop, service("shop", "web", shop.items), service("A & B: <api>", "api", shop.items)], { today });
  expect(report).toContain("| [shop](#shop) | standard |");
  expect(report).toContain("| [shop](#shop-1) | standard |");
  expect(report).toContain("| [A &amp; B: &lt;api&gt;](#a--b-api) | standard |");
  // As GitHub makes them: of each heading in order, with a number where there was one before.
  const seen = new Map<string, number>();
  const addresses = [...report.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => {
    const slug = heading
      .replace(/&\w+;/g, "")
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? `#${slug}` : `#${slug}-${count}`;
  });
  const entries = [...report.matchAll(/\]\((#[^)]+)\)/g)].map(([, entry]) => entry);
  expect(entries.length).toBeGreaterThan(10);
  for (const entry of entries) expect(addresses).toContain(entry);
});

it("nothing to deploy is said", () => {
  expect(reportOf([], { today })).toBe("# Production readiness\n\nNothing that can be deployed was found.\n");
});

it("a real assessment has each item once, and is the same every time", () => {
  const files = {
    "package.json": '{"name": "shop", "dependencies": {"express": "5.2.1"}}',
    "index.js": 'require("express")().listen(3000);\n',
  };
  const report = reportOf([assess(files)], { today });
  expect(reportOf([assess({ ...files })], { today })).toBe(report);
  for (const { id } of readinessItems) expect(report.split(`(\`${id}\`)`)).toHaveLength(2);
  expect([...report.matchAll(/^## (\w+)$/gm)].map(([, name]) => name?.toLowerCase())).toEqual([...categories]);
});

describe("text of a repository", () => {
  it.each([
    ["a *b* _c_ [d](e) <f> & g | h # i ~j~", "a \\*b\\* \\_c\\_ \\[d\\](e) &lt;f&gt; &amp; g \\| h \\# i \\~j\\~"],
    ["`code *as* it <is>` and `half", "`code *as* it <is>` and \\`half"],
    ["lines\n- of\r\n\ttext", "lines - of text"],
    ["Signed by @mei, mei@example.com and (@org/team)", "Signed by @<!-- -->mei, mei@example.com and (@<!-- -->org/team)"],
    ["a\\b", "a\\\\b"],
  ])("%j", (text, expected) => {
    expect(escaped(text)).toBe(expected);
  });
});

it.each([
  [0, 9, 0],
  [8, 9, 8],
  [9, 9, 10],
  [0, 0, 10],
])("the bar of %i of %i has %i parts, and is full only at the end", (part, whole, full) => {
  expect(bar(part, whole)).toBe(`\`${"\u2588".repeat(full)}${"\u2591".repeat(10 - full)}\` ${part} of ${whole}`);
});

it("a decision says how long it holds", () => {
  const until = (daysLeft: number) => ({
    decision: "waived" as const,
    by: "@a",
    on: undefined,
    until: "2026-12-01",
    daysLeft,
    path: "r",
    line: 1,
  });
  expect(stateOf(item("security.cors", "waived", { decided: until(8) }))).toBe("waived until 2026-12-01, 8 days left");
  expect(stateOf(item("security.cors", "waived", { decided: until(0) }))).toBe("waived until 2026-12-01, today is the last day");
  expect(stateOf(item("security.cors", "stale", { decided: until(-1) }))).toBe("out of date");
});

describe("a file with the report between marks", () => {
  const [begin, end] = ["<!-- readiness:begin -->", "<!-- readiness:end -->"];

  it("is made, and made anew, with what stands around as it was", () => {
    const first = documentWith(undefined, "# R\n");
    expect(first).toBe(`${begin}\n\n# R\n\n${end}\n`);
    expect(documentWith(`# Mine\n\n${first}\nBelow.`, "# S\n")).toBe(`# Mine\n\n${first.replace("R", "S")}\nBelow.`);
    expect(documentWith(first, "# R\n")).toBe(first);
    expect(documentWith("# Mine", "# R\n")).toBe(`# Mine\n\n${first}`);
    expect(documentWith("# Mine\r\n", "# R\n")).toBe(`# Mine\r\n\r\n${first.replaceAll("\n", "\r\n")}`);
  });

  it("takes nothing along where a mark stands alone", () => {
    const half = `${begin}\nMine.\n`;
    const whole = documentWith(half, "# R\n");
    expect(whole.startsWith(half)).toBe(true);
    expect(documentWith(whole, "# R\n")).toBe(whole);
    expect(documentWith(`${end}\nMine.\n`, "# R\n")).toContain("Mine.");
  });
});
