// The command `readiness`: its formats, its gate, the import of a Markdown checklist, and what it says where it cannot.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readinessItems } from "../../server/engine/knowledge/readiness.ts";
import { cli, folderOf, read } from "./support.ts";

const app = {
  "package.json": '{"name": "shop", "scripts": {"start": "node server.js", "test": "node --test"}, "dependencies": {"express": "5.2.1"}}',
  "server.js": 'const app = require("express")();\napp.get("/health", (_, answer) => answer.sendStatus(200));\napp.listen(3000);\n',
  Dockerfile: "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nCMD node server.js\n",
};
const decision = (id: string, ...lines: string[]) => `  ${id}:\n${lines.map((line) => `    ${line}\n`).join("")}`;
const signOffs = (...items: string[]) => `schema: 1\nservice: shop\nlevel: standard\nitems:\n${items.join("")}`;
const signed = ["status: signed", 'by: "@mei"', "on: 2026-11-20"];
const url = "evidence: [{ kind: url, ref: https://example.com/1 }]";
const onCall = (expires: string) => decision("operations.migrations-tested", ...signed, `expires: ${expires}`, url);

interface Printed {
  readonly version: number;
  readonly items: readonly {
    readonly service: string;
    readonly id: string;
    readonly required: boolean;
    readonly status: string;
    readonly evidence: readonly { readonly path: string; readonly line: number; readonly note: string }[];
    readonly action: { readonly kind: string };
    readonly decided: { readonly by: string; readonly until: string } | null;
  }[];
  readonly summary: Readonly<Record<string, number>>;
  readonly services: readonly {
    readonly name: string;
    readonly folder: string;
    readonly signOffs: string | null;
    readonly level: string;
  }[];
}

async function printed(folder: string, ...argv: string[]): Promise<Printed> {
  const { out, err } = await cli(folder, ["readiness", ...argv, "--format", "json"]);
  expect(err).toBe("");
  return JSON.parse(out) as Printed;
}

describe("readiness --format json", () => {
  it("prints every item with what pipelines rely on", async () => {
    const { version, items, summary, services } = await printed(folderOf({ ...app, "readiness.yaml": signOffs(onCall("2027-01-01")) }));
    expect(version).toBe(1);
    expect(items.map(({ id }) => id)).toEqual(readinessItems.map(({ id }) => id));
    for (const item of items) {
      expect(Object.keys(item)).toEqual(expect.arrayContaining(["id", "category", "title", "status", "confidence", "evidence", "action"]));
      for (const { path, line, note } of item.evidence) {
        expect(path in app || path === "readiness.yaml", path).toBe(true);
        expect(line).toBeGreaterThan(0);
        expect(note).not.toBe("");
      }
    }
    const own = items.find(({ id }) => id === "operations.migrations-tested");
    expect(own).toMatchObject({ service: "shop", required: true, status: "signed", decided: { by: "@mei", until: "2027-01-01" } });
    expect(services).toEqual([expect.objectContaining({ name: "shop", folder: "", signOffs: "readiness.yaml", level: "standard" })]);
    expect(summary.required).toBe(items.filter(({ required }) => required).length);
    expect(summary.done).toBe(
      items.filter(({ required, status }) => required && ["met", "signed", "waived", "not-applicable"].includes(status)).length,
    );
  });

  it("has all services of a repository, with paths from the current folder", async () => {
    const files = Object.fromEntries(
      ["api", "web"].flatMap((name) => Object.entries(app).map(([path, text]) => [`${name}/${path}`, text.replace("shop", name)])),
    );
    const folder = folderOf({ ...files, "readme.md": "" });
    mkdirSync(join(folder, ".git"));
    const { items, services, summary } = await printed(folder);
    expect(services.map(({ name, folder: own }) => [name, own])).toEqual([
      ["api", "api"],
      ["web", "web"],
    ]);
    expect(items).toHaveLength(2 * readinessItems.length);
    expect(summary.required).toBe(2 * items.filter(({ service, required }) => service === "web" && required).length);
    const one = await printed(join(folder, "web"));
    expect(one.services.map(({ name, folder: own }) => [name, own])).toEqual([["web", ""]]);
    expect(one.items.flatMap(({ evidence }) => evidence).some(({ path }) => path === "Dockerfile")).toBe(true);
    expect((await printed(folder, "api")).services.map(({ name }) => name)).toEqual(["api"]);
  });

  it("asks for the items of --level", async () => {
    const folder = folderOf(app);
    const required = async (level: string) => (await printed(folder, "--level", level)).summary.required;
    const counts = await Promise.all(["critical", "standard", "experimental"].map(required));
    expect(counts[0]).toBe(readinessItems.length);
    expect(counts.toSorted((a, b) => (b ?? 0) - (a ?? 0))).toEqual(counts);
  });
});

describe("the gate", () => {
  const expired = signOffs(onCall("2026-11-01"));
  const contradicted = signOffs(decision("infrastructure.hardened-containers", ...signed, url));

  it.each([
    ["open", undefined, 1],
    ["never", expired, 0],
    ["expired", expired, 1],
    ["expired", undefined, 0],
    ["contradicted", expired, 0],
    ["expired,contradicted", expired, 1],
    ["contradicted", contradicted, 1],
    ["expired", contradicted, 0],
  ])("--fail-on %s", async (failOn, file, code) => {
    const folder = folderOf({ ...app, ...(file === undefined ? {} : { "readiness.yaml": file }) });
    expect((await cli(folder, ["readiness", "--fail-on", failOn, "--quiet"])).code).toBe(code);
    expect((await cli(folder, ["readiness"])).code).toBe(0);
  });
});

describe("the other formats", () => {
  it("pretty tells of services, items, places and what comes next, and with --quiet of what is open", async () => {
    const folder = folderOf({ ...app, "readiness.yaml": signOffs(onCall("2027-01-01")) });
    const { out } = await cli(folder, ["readiness"]);
    expect(out).toContain("shop  level standard, readiness.yaml\n");
    expect(out).toMatch(/\d+ of \d+ required items are done, \d+ likely, \d+ open/);
    expect(out).toMatch(/^ {2}signed {10}Migrations were tried on data of production's size {2}operations\.migrations-tested$/m);
    expect(out).toMatch(/^ {18}next: /m);
    expect(out).toContain("readiness.yaml:5  signed by @mei on 2026-11-20");
    const { out: quiet } = await cli(folder, ["readiness", "--quiet"]);
    expect(quiet).not.toMatch(/^ {2}(?:met|signed|likely)/m);
    expect(quiet).toMatch(/^ {2}(?:open|manual)/m);
    expect((await cli(folder, ["readiness", "--color"])).out).toContain("\u001B[");
  });

  it("markdown is the report", async () => {
    const { out } = await cli(folderOf(app), ["readiness", "--format", "markdown"]);
    expect(out).toMatch(/^# Production readiness\n\n\*\*\d+ of \d+ required items are done\*\*/);
    expect(out).toContain("](Dockerfile");
  });

  it("junit has a case for each item: failed, skipped with the reason, or passed", async () => {
    const { out } = await cli(folderOf({ ...app, "readiness.yaml": signOffs(onCall("2026-11-01")) }), [
      "readiness",
      "--format",
      "junit",
      "--fail-on",
      "expired",
    ]);
    const [, tests, failures, skipped] = /<testsuites [^>]*tests="(\d+)" failures="(\d+)" skipped="(\d+)"/.exec(out) ?? [];
    expect([tests, failures]).toEqual([String(readinessItems.length), "1"]);
    expect([...out.matchAll(/<testcase /g)]).toHaveLength(readinessItems.length);
    expect([...out.matchAll(/<skipped /g)]).toHaveLength(Number(skipped));
    expect(out).toMatch(
      /name="operations\.migrations-tested: [^"]*"><failure type="stale" message="stale: The decision expired on 2026-11-01\.">/,
    );
    expect(out).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
  });

  it("tells how far it is on a terminal", async () => {
    let now = 0;
    const original = Date.now;
    Date.now = () => (now += 2_000);
    try {
      const { err } = await cli(folderOf(app), ["readiness"], { isTerminal: { stdout: false, stderr: true } });
      expect(err).toMatch(/\r\u001B\[2K\d+\/\d+ (?:files|services)/);
    } finally {
      Date.now = original;
    }
  });
});

describe("where it cannot", () => {
  it.each([
    ["no folder", ["none"], "none: is no folder"],
    ["a file", ["Dockerfile"], "Dockerfile: is no folder"],
    ["two folders", ["a", "b"], "takes one folder"],
    ["nothing to deploy", ["empty"], "empty: holds nothing that can be deployed"],
    ["an unknown gate", ["--fail-on", "expired,opn"], "not `opn`; did you mean `open`?"],
    ["an import by nobody", ["--import", "list.md"], "needs `--by`"],
    ["nobody's import", ["--by", "@mei"], "`--import`"],
    ["an import of nothing", ["--import", "none.md", "--by", "@mei"], "none.md: no such file"],
    ["an import without boxes", ["--import", "server.js", "--by", "@mei"], "has no boxes"],
    ["an import from outside", ["--import", "../outside.md", "--by", "@mei"], "lies outside"],
  ])("%s: one line, and 2", async (_, argv, line) => {
    const outer = folderOf({
      "outside.md": "- [x] security.cors\n",
      ...Object.fromEntries(Object.entries(app).map(([path, text]) => [`in/${path}`, text])),
    });
    const folder = join(outer, "in");
    mkdirSync(join(folder, "empty"));
    const { code, out, err } = await cli(folder, ["readiness", ...argv]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(line);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  it("a broken sign-off file is told of in one line, and the rest is printed", async () => {
    const { code, out, err } = await cli(folderOf({ ...app, "readiness.yaml": 'items: "\n' }), ["readiness"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^deployment-patterns: `readiness\.yaml` is no YAML[^\n]*\n$/);
    expect(out).toContain("problem:");
  });
});

describe("readiness --import", () => {
  const list = "- [x] Rollback tested in staging before production release\n- [ ] Runbook for common failure scenarios\n- [x] Cake\n";

  it("writes what is ticked into the sign-off file, and tells of the rest", async () => {
    const folder = folderOf({ ...app, "docs/list.md": list });
    const { code, out, err } = await cli(folder, ["readiness", "--import", "docs/list.md", "--by", "@mei"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      "signed    rollback.rehearsed\nunticked  operations.runbooks\nunknown   line 3: Cake\n1 written to readiness.yaml, which is new\n",
    );
    expect(read(folder, "readiness.yaml")).toMatch(
      /rollback\.rehearsed:\n {4}status: signed\n {4}by: "@mei"\n[\s\S]*ref: docs\/list\.md, covers: /,
    );
    expect(readdirSync(folder).filter((name) => name.includes("readiness"))).toEqual(["readiness.yaml"]);
    const again = await cli(folder, ["readiness", "--import", "docs/list.md", "--by", "@sam", "--format", "json"]);
    expect(JSON.parse(again.out)).toMatchObject({
      path: "readiness.yaml",
      imported: [],
      kept: ["rollback.rehearsed"],
      unknown: [{ line: 3, text: "Cake", ticked: true }],
    });
    expect((await printed(folder)).items.find(({ id }) => id === "rollback.rehearsed")?.status).toBe("signed");
  });

  it("is about one service", async () => {
    const folder = folderOf({
      ...Object.fromEntries(["api", "web"].flatMap((name) => Object.entries(app).map(([path, text]) => [`${name}/${path}`, text]))),
      "list.md": list,
    });
    mkdirSync(join(folder, ".git"));
    const { code, err } = await cli(folder, ["readiness", "--import", "list.md", "--by", "@mei"]);
    expect(code).toBe(2);
    expect(err).toContain("name its folder: api, web");
    expect((await cli(folder, ["readiness", "web", "--import", "list.md", "--by", "@mei", "--quiet"])).out).toBe("");
    expect(read(folder, "web/readiness.yaml")).toContain("ref: list.md, covers: ");
    expect(existsSync(join(folder, "api", "readiness.yaml"))).toBe(false);
  });
});
