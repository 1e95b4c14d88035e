import { describe, expect, it } from "vitest";
import droppedContentsPermission from "../../../server/engine/rules/workflow/dropped-contents-permission.ts";
import missingPermissions from "../../../server/engine/rules/workflow/missing-permissions.ts";
import readAllPermissions from "../../../server/engine/rules/workflow/read-all-permissions.ts";
import workflowWideWritePermission from "../../../server/engine/rules/workflow/workflow-wide-write-permission.ts";
import writeAllPermissions from "../../../server/engine/rules/workflow/write-all-permissions.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const test = "  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n";
const release = "  release:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: softprops/action-gh-release@v2\n";
const image =
  "  image:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: docker/login-action@v4\n        with:\n          registry: ghcr.io\n          username: bot\n          password: ${{ secrets.GITHUB_TOKEN }}\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/me/app:1\n";

describe("workflow/missing-permissions", () => {
  it("inserts what the jobs are seen to need, and the right to write in the job alone", () => {
    const text = `on: push\njobs:\n${test}${image}`;
    const [found] = run(missingPermissions, text);
    expect(found).toMatchObject({ on: "jobs", fixes: [{ safety: "unsafe" }] });
    expect(found?.fixed[0]).toContain("on: push\npermissions:\n  contents: read\njobs:\n");
    expect(found?.fixed[0]).toContain("    permissions:\n      contents: read\n      packages: write\n    steps:\n");
    expectLawfulFixes(missingPermissions, text);
  });

  it("grants a lone job at the top", () => {
    const text = `on: push\n\njobs:\n${image}`;
    expect(run(missingPermissions, text)[0]?.fixed[0]).toContain(
      "on: push\n\npermissions:\n  contents: read\n  packages: write\n\njobs:\n",
    );
    expectLawfulFixes(missingPermissions, text.replaceAll("\n", "\r\n"));
  });

  it("is safe where all is seen, and reads alone", () => {
    expect(run(missingPermissions, `on: push\njobs:\n${test}`)).toMatchObject([{ fixes: [{ safety: "safe" }] }]);
    const unknown = `on: push\njobs:\n${test.replace("actions/checkout@v7", "someone/something@v1")}`;
    expect(run(missingPermissions, unknown)).toMatchObject([{ fixes: [{ safety: "unsafe" }] }]);
  });

  it("names the jobs that lack it where others have it", () => {
    const text = `on: push\njobs:\n${test}${release.replace("    steps", "    permissions:\n      contents: write\n    steps")}`;
    expect(run(missingPermissions, text)).toMatchObject([{ on: "test" }]);
    expectLawfulFixes(missingPermissions, text);
  });

  it.each([
    `on: push\npermissions: {}\njobs:\n${test}`,
    `on: workflow_call\njobs:\n${test}`,
    `on: push\njobs:\n${test.replace("    steps", "    permissions: read-all\n    steps")}`,
    "on: push\njobs:\n",
    "on: push\n",
  ])("is silent on\n%s", (text) => {
    expect(places(missingPermissions, text)).toEqual([]);
  });
});

describe("workflow/write-all-permissions", () => {
  it("lists the scopes in its place", () => {
    const text = `on: push\npermissions: write-all\njobs:\n${test}${release}`;
    const [found] = run(writeAllPermissions, text);
    expect(found).toMatchObject({ on: "write-all" });
    expect(found?.fixed[0]).toContain("permissions:\n  contents: read\njobs:\n");
    expect(found?.fixed[0]).toContain("    permissions:\n      contents: write\n");
    expectLawfulFixes(writeAllPermissions, text);
  });

  it("does so in a job", () => {
    const text = `on: push\njobs:\n${test.replace("    steps", "    permissions: write-all # all\n    steps")}`;
    expect(run(writeAllPermissions, text)).toMatchObject([{ on: "write-all" }]);
    expectLawfulFixes(writeAllPermissions, text);
  });

  it.each(["permissions: read-all", "permissions:\n  contents: write", "permissions: {}"])("is silent on %s", (permissions) => {
    expect(places(writeAllPermissions, `on: push\n${permissions}\njobs:\n${test}`)).toEqual([]);
  });
});

describe("workflow/read-all-permissions", () => {
  it("lists the scopes in its place, unless something writes", () => {
    const text = `on: push\npermissions: read-all\njobs:\n${test}`;
    expect(run(readAllPermissions, text)).toMatchObject([{ on: "read-all" }]);
    expectLawfulFixes(readAllPermissions, text);
    expect(run(readAllPermissions, `on: push\npermissions: read-all\njobs:\n${release}`)).toMatchObject([{ fixed: [] }]);
  });

  it("is silent on an alias and on write-all", () => {
    expect(places(readAllPermissions, `on: push\npermissions: write-all\njobs:\n${test}`)).toEqual([]);
  });
});

describe("workflow/workflow-wide-write-permission", () => {
  it("moves the rights to the jobs that use them", () => {
    const text = `on: push\npermissions:\n  contents: write\n  packages: write\njobs:\n${test}${release}${image}`;
    const [found] = run(workflowWideWritePermission, text);
    expect(found).toMatchObject({ on: "contents", message: expect.stringContaining("`contents` and `packages`") });
    expect(found?.fixed[0]).toContain("permissions:\n  contents: read\njobs:\n");
    expect(found?.fixed[0]).toContain("    permissions:\n      contents: read\n      packages: write\n");
    expect(found?.fixed[0]).toContain("    permissions:\n      contents: write\n    steps");
    expectLawfulFixes(workflowWideWritePermission, text);
  });

  it("does not touch what cannot be seen", () => {
    const text = `on: push\npermissions:\n  contents: write\njobs:\n${test.replace("actions/checkout", "someone/something")}${release}`;
    expect(run(workflowWideWritePermission, text)).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    `on: push\npermissions:\n  contents: write\njobs:\n${release}`,
    `on: push\npermissions:\n  contents: write\njobs:\n${release}${release.replace("release:", "other:")}`,
    `on: push\npermissions:\n  contents: read\njobs:\n${test}${release}`,
    `on: push\npermissions: write-all\njobs:\n${test}${release}`,
    // The block is left for one job alone, which may need it.
    `on: push\npermissions:\n  contents: write\njobs:\n${test.replace("    steps", "    permissions:\n      contents: read\n    steps")}${release.replace("softprops/action-gh-release", "someone/something")}`,
  ])("is silent on\n%s", (text) => {
    expect(places(workflowWideWritePermission, text)).toEqual([]);
  });
});

describe("workflow/dropped-contents-permission", () => {
  const job = (permissions: string, checkout = "actions/checkout@v7") =>
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    permissions:${permissions}\n    steps:\n      - uses: ${checkout}\n`;

  it("adds it where others are listed", () => {
    const text = job("\n      packages: write # pushes");
    expect(run(droppedContentsPermission, text)).toMatchObject([{ on: "permissions" }]);
    expectLawfulFixes(droppedContentsPermission, text);
    const top = `on: push\npermissions:\n  issues: write\njobs:\n${test}${test.replace("test:", "other:")}`;
    expect(places(droppedContentsPermission, top)).toEqual(["2:1"]);
    expectLawfulFixes(droppedContentsPermission, top);
  });

  it.each([
    job(" {}"),
    job(" read-all"),
    job("\n      contents: read"),
    job("\n      contents: write"),
    job("\n      issues: write", "actions/cache@v5"),
    job("\n      issues: write", "actions/checkout@v7\n        with:\n          repository: other/one"),
    job("\n      issues: write", "actions/checkout@v7\n        with:\n          token: ${{ secrets.PAT }}"),
    job("\n      security-events: write\n      id-token: write", "actions/checkout@v7\n      - uses: ossf/scorecard-action@v2"),
    job("\n      issues: write\n      contents: ${{ inputs.level }}"),
  ])("is silent on\n%s", (text) => {
    expect(places(droppedContentsPermission, text)).toEqual([]);
  });
});
