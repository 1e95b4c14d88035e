import { describe, expect, it } from "vitest";
import invalidPermissionLevel from "../../../server/engine/rules/workflow/invalid-permission-level.ts";
import unknownPermission from "../../../server/engine/rules/workflow/unknown-permission.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const top = (permissions: string) =>
  `on: push\npermissions:${permissions}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`;
const future = { today: "2028-06-01" };

describe("workflow/unknown-permission", () => {
  it.each(["\n  content: read", "\n  pull-request: write # remark\n  contents: read", " {id_token: write}"])(
    "mends a misspelt one:%s",
    (text) => {
      expect(run(unknownPermission, top(text))).toHaveLength(1);
      expectLawfulFixes(unknownPermission, top(text));
    },
  );

  it("only informs of one that may be new, and hints once the table is old", () => {
    expect(run(unknownPermission, top("\n  teleportation: read"))).toMatchObject([{ severity: "info", fixed: [] }]);
    expect(run(unknownPermission, top("\n  content: read"), future)).toMatchObject([{ severity: "hint" }]);
  });

  it("offers none that is granted already", () => {
    expect(run(unknownPermission, top("\n  contents: read\n  content: write"))).toMatchObject([{ on: "content", fixed: [] }]);
  });

  it("reports those of jobs, once where an alias repeats them", () => {
    const text =
      "on: push\njobs:\n  a: {permissions: &p {content: read}, runs-on: x, steps: [{run: b}]}\n  b: {permissions: *p, runs-on: x, steps: [{run: b}]}\n";
    expect(places(unknownPermission, text)).toHaveLength(1);
  });

  it.each([" read-all", " {}", "\n  models: read\n  artifact-metadata: write\n  code-quality: read\n  copilot-requests: write"])(
    "is silent on%s",
    (text) => {
      expect(places(unknownPermission, top(text))).toEqual([]);
      expect(places(invalidPermissionLevel, top(text))).toEqual([]);
    },
  );
});

describe("workflow/invalid-permission-level", () => {
  it.each([
    [" read", "read-all"],
    [" write", "write-all"],
    [" reed-all", "read-all"],
    ["\n  contents: writ", "write"],
    ["\n  id-token: read", "write"],
    ["\n  models: reed", "read"],
  ])("mends%s", (text, meant) => {
    expect(run(invalidPermissionLevel, top(text))).toMatchObject([{ fixes: [{ title: `Write \`${meant}\`` }] }]);
    expectLawfulFixes(invalidPermissionLevel, top(text));
  });

  it("names the levels where none is near", () => {
    expect(run(invalidPermissionLevel, top("\n  contents: admin"))).toMatchObject([
      { message: expect.stringContaining("`read`, `write`, `none`"), fixed: [] },
    ]);
    expect(run(invalidPermissionLevel, top("\n  models: write"))).toMatchObject([{ message: expect.stringContaining("`read`, `none`") }]);
  });

  it.each([" ${{ inputs.a }}", "\n  contents: ${{ inputs.a }}", "\n  teleportation: admin", "\n  contents:"])("is silent on%s", (text) => {
    expect(places(invalidPermissionLevel, top(text))).toEqual([]);
  });
});
