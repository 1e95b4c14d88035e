// Decisions that the repository shows to be otherwise, as the command line and the editor are told of them.
import { describe, expect, it } from "vitest";
import { loadConfiguration } from "../../../server/engine/config/load.ts";
import { check, memoryWorkspace, SourceText } from "../../../server/engine/index.ts";
import { cli, folderOf } from "../../cli/support.ts";

const app = {
  "package.json": '{ "name": "checkout", "dependencies": { "express": "5.2.1" } }\n',
  "server.js": 'require("express")().listen(3000);\n',
  Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\n\n  USER root\nCMD ["node", "server.js"]\n',
};
const id = "infrastructure.hardened-containers";
const decision = (...lines: string[]) => `schema: 1\nservice: checkout\nitems:\n  ${id}:\n${lines.map((line) => `    ${line}\n`).join("")}`;
const signed = decision("status: signed", 'by: "@mei"', "on: 2026-11-20", "evidence: [{ kind: ticket, ref: OPS-1 }]");

function told(text: string, { path = "readiness.yaml", files = {}, assesses = true } = {}) {
  const workspace = memoryWorkspace({ ...app, ...files, [path]: text });
  const configuration = loadConfiguration(path, workspace);
  const found = check(new SourceText(path, text), "readiness", { workspace, configuration, today: "2026-11-23", assesses });
  return found.filter(({ rule }) => rule === "readiness/contradicted-decision");
}

describe("readiness/contradicted-decision", () => {
  it("points at the decision, and to what speaks against it", () => {
    const [found, ...others] = told(signed);
    expect(others).toEqual([]);
    expect(signed.slice(found?.span.start, found?.span.end)).toBe("signed");
    expect(found?.message).toMatch(/^It is signed, and the repository shows otherwise\. .+ Mend that, or take the decision back\.$/);
    const [place] = found?.related ?? [];
    expect(place?.path).toBe("Dockerfile");
    expect(app.Dockerfile.slice(place?.span.start, place?.span.end)).toBe("USER root");
  });

  it("hears of what is said not to apply, and of the file in `.github`", () => {
    const not = decision("status: not-applicable", 'by: "@mei"', "reason: no containers");
    expect(told(not)[0]?.message).toMatch(/^It is said not to apply/);
    expect(told(signed, { path: ".github/readiness.yaml" })).toHaveLength(1);
  });

  it.each([
    [
      "what is waived",
      decision("status: waived", 'by: "@a"', "on: 2026-11-20", "expires: 2026-12-01", "reason: r", 'approvedBy: "@b"'),
      {},
    ],
    ["a decision that does not count", decision("status: signed", 'by: "@mei"'), {}],
    ["what nothing speaks against", signed.replace(id, "operations.on-call"), {}],
    ["a broken file", `${signed}  "`, {}],
    ["a file that its service does not go by", signed, { path: ".github/readiness.yaml", files: { "readiness.yaml": "schema: 1\n" } }],
    ["a file that is about no service", signed, { path: "docs/templates/readiness.yaml", files: { "docs/readiness.yaml": "" } }],
    ["a host that must not wait", signed, { assesses: false }],
  ])("is silent about %s", (_, text, setting) => {
    expect(told(text, setting)).toEqual([]);
  });

  it("is silenced by a comment, which the host that cannot tell does not call superfluous", () => {
    const silenced = signed.replace(`  ${id}`, `  # deployment-patterns-ignore readiness/contradicted-decision -- until Friday\n  ${id}`);
    for (const assesses of [true, false]) {
      expect(told(silenced, { assesses })).toEqual([]);
      const workspace = memoryWorkspace({ ...app, "readiness.yaml": silenced });
      const configuration = loadConfiguration("readiness.yaml", workspace);
      const found = check(new SourceText("readiness.yaml", silenced), "readiness", {
        workspace,
        configuration,
        today: "2026-11-23",
        assesses,
      });
      expect(found.map(({ rule }) => rule)).toEqual([]);
    }
  });

  it("is found by `check`", async () => {
    const { code, out } = await cli(folderOf({ ...app, "readiness.yaml": signed }), ["check", "readiness.yaml"]);
    expect(code).toBe(1);
    expect(out).toContain("readiness/contradicted-decision");
    expect(out).toContain("see: Dockerfile:5:3");
  });
});
