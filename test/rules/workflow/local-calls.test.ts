// Actions and workflows of the repository itself.
import { describe, expect, it } from "vitest";
import localActionBeforeCheckout from "../../../server/engine/rules/workflow/local-action-before-checkout.ts";
import missingLocalAction from "../../../server/engine/rules/workflow/missing-local-action.ts";
import missingReusableInput from "../../../server/engine/rules/workflow/missing-reusable-input.ts";
import missingReusableWorkflow from "../../../server/engine/rules/workflow/missing-reusable-workflow.ts";
import reusablePermissionMismatch from "../../../server/engine/rules/workflow/reusable-permission-mismatch.ts";
import unknownReusableInput from "../../../server/engine/rules/workflow/unknown-reusable-input.ts";
import unknownReusableSecret from "../../../server/engine/rules/workflow/unknown-reusable-secret.ts";
import wrongReusableInputType from "../../../server/engine/rules/workflow/wrong-reusable-input-type.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const action = "name: A\ndescription: B\nruns:\n  using: composite\n  steps: []\n";
const files = { ".github/actions/setup/action.yml": action, "tools/x/Dockerfile": "FROM scratch\n" };
const steps = (text: string, on = "push") => `on: ${on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${text}`;
const checkout = "      - uses: actions/checkout@v7\n";
const local = (path: string) => `      - uses: ${path}\n`;

describe("workflow/missing-local-action", () => {
  it("reports a folder without an action, with the one that is near", () => {
    const text = steps(checkout + local("./.github/actions/stup # keep"));
    expect(run(missingLocalAction, text, { files })[0]?.fixed[0]).toContain("./.github/actions/setup # keep");
    expectLawfulFixes(missingLocalAction, text, { files });
    expect(run(missingLocalAction, steps(checkout + local("./elsewhere")), { files })).toMatchObject([{ fixed: [] }]);
    expect(places(missingLocalAction, steps(local("$/elsewhere")), { files })).toHaveLength(1);
  });
  it("reads where the checkout was put", () => {
    const put = "      - uses: actions/checkout@v7\n        with:\n          path: main\n";
    expect(places(missingLocalAction, steps(put + local("./main/.github/actions/setup")), { files })).toEqual([]);
    expect(places(missingLocalAction, steps(put + local("./main/elsewhere")), { files })).toHaveLength(1);
  });
  it.each([
    ["the action is there", checkout + local("./.github/actions/setup")],
    ["a Dockerfile is there", checkout + local("./tools/x")],
    ["another repository is checked out", `${checkout}        with:\n          repository: a/b\n${local("./elsewhere")}`],
    [
      "another repository is put there",
      `${checkout}${checkout}        with:\n          repository: a/b\n          path: other\n${local("./other/x")}`,
    ],
    ["another commit is checked out", `${checkout}        with:\n          ref: release\n${local("./elsewhere")}`],
    ["a script may have written it", `${checkout}      - run: git clone https://example.com/x elsewhere\n${local("./elsewhere")}`],
    ["a build may have written it", `${checkout}      - run: npm run build\n${local("./dist")}`],
    ["an action may have written it", `${checkout}      - uses: actions/download-artifact@v8\n${local("./elsewhere")}`],
    ["nothing is checked out", local("./elsewhere")],
    ["an expression gives it", checkout + local("./${{ matrix.action }}")],
  ])("is silent where %s", (_, text) => expect(places(missingLocalAction, steps(text), { files })).toEqual([]));
  it("is silent where nothing can be seen, and where others call the workflow", () => {
    expect(places(missingLocalAction, steps(checkout + local("./elsewhere")))).toEqual([]);
    expect(places(missingLocalAction, steps(checkout + local("./elsewhere"), "workflow_call"), { files })).toEqual([]);
  });
  it("judges actions in `.github`, not those made for others", () => {
    const text = `name: A\ndescription: B\nruns:\n  using: composite\n  steps:\n    - uses: ./.github/actions/stup\n`;
    expect(places(missingLocalAction, text, { files, language: "action", path: ".github/actions/b/action.yml" })).toHaveLength(1);
    expect(places(missingLocalAction, text, { files, language: "action" })).toEqual([]);
  });
});

describe("workflow/local-action-before-checkout", () => {
  it("checks out first, as the file does elsewhere", () => {
    const text = `${steps("      - run: echo hi\n\n      # sets up\n      - uses: ./setup\n")}  b:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n`;
    expect(
      run(localActionBeforeCheckout, text)[0]?.fixed[0]?.match(/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7\.0\.1/g),
    ).toHaveLength(2);
    expectLawfulFixes(localActionBeforeCheckout, text);
    expectLawfulFixes(
      localActionBeforeCheckout,
      steps("      - uses: actions/setup-node@v7\n      - uses: ./setup\n      - uses: ./other\n"),
    );
  });
  it.each([
    checkout + local("./setup"),
    `      - uses: someone/checkout@v1\n${local("./setup")}`,
    `      - run: git clone https://example.com .\n${local("./setup")}`,
    local("$/setup"),
    `      - uses: ./.github/workflows/x.yml\n`,
  ])("is silent on %s", (text) => expect(places(localActionBeforeCheckout, steps(text))).toEqual([]));
  it("is silent on runners that may keep their folder", () => {
    expect(places(localActionBeforeCheckout, steps(local("./setup")).replace("ubuntu-latest", "[self-hosted, linux]"))).toEqual([]);
    expect(places(localActionBeforeCheckout, steps(local("./setup")).replace("ubuntu-latest", "${{ inputs.on }}"))).toEqual([]);
  });
});

const callee = (below: string, permissions = "") =>
  `on:\n  workflow_call:\n${below}jobs:\n  x:\n${permissions}    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`;
const other = (text: string) => ({ files: { ".github/workflows/x.yml": text } });
const call = (text = "", top = "") => `on: push\n${top}jobs:\n  a:\n    uses: ./.github/workflows/x.yml\n${text}`;

describe("workflow/missing-reusable-workflow", () => {
  it("reports one that is not there, and one that cannot be called", () => {
    const text = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/xx.yml\n";
    expect(run(missingReusableWorkflow, text, other(callee("")))[0]?.fixed[0]).toContain("/x.yml");
    expectLawfulFixes(missingReusableWorkflow, text, other(callee("")));
    // Another word is no slip.
    const files = { ".github/workflows/publish-docs.yml": callee("") };
    expect(run(missingReusableWorkflow, text.replace("xx.yml", "publish-wasm.yml"), { files })).toMatchObject([{ fixed: [] }]);
    expect(run(missingReusableWorkflow, text.replace("xx.yml", "publish-doc.yml"), { files })[0]?.fixed[0]).toContain("/publish-docs.yml");
    expect(run(missingReusableWorkflow, call(), other("on: push\njobs: {}\n"))[0]?.message).toContain("workflow_call");
  });
  it.each([callee(""), "on: [push, workflow_call]\njobs: {}\n", "on:\n\tbroken", "on: {{ cookiecutter.on }}\njobs: {}\n"])(
    "is silent on %s",
    (text) => expect(places(missingReusableWorkflow, call(), other(text))).toEqual([]),
  );
  it("is silent on others' workflows and where nothing can be seen", () => {
    expect(places(missingReusableWorkflow, call())).toEqual([]);
    expect(places(missingReusableWorkflow, call().replace("./", "a/b/").replace("x.yml", "x.yml@v1"), { files: {} })).toEqual([]);
  });
});

describe("workflow/unknown-reusable-input", () => {
  const declared = other(callee("    inputs:\n      environment:\n        type: string\n      version:\n        type: string\n"));
  it("mends a slip", () => {
    const text = call("    with:\n      enviroment: x # remark\n      version: 1\n");
    expect(run(unknownReusableInput, text, declared)[0]?.fixed[0]).toContain("environment: x # remark");
    expectLawfulFixes(unknownReusableInput, text, declared);
    expect(run(unknownReusableInput, call("    with:\n      zone: x\n"), declared)).toMatchObject([{ fixed: [] }]);
  });
  it("is silent on what is declared, and on what cannot be seen", () => {
    expect(places(unknownReusableInput, call("    with:\n      Environment: x\n"), declared)).toEqual([]);
    expect(places(unknownReusableInput, call("    with:\n      zone: x\n"))).toEqual([]);
    expect(places(unknownReusableInput, call("    with:\n      zone: x\n"), other("on: push\njobs: {}\n"))).toEqual([]);
  });
});

describe("workflow/missing-reusable-input", () => {
  const declared = other(
    callee(
      "    inputs:\n      environment:\n        type: string\n        required: true\n      size:\n        type: number\n        required: true\n        default: 1\n    secrets:\n      TOKEN:\n        required: true\n",
    ),
  );
  it.each([
    call(),
    call("    with:\n      size: 2\n"),
    call("    secrets:\n      OTHER: ${{ secrets.OTHER }}\n"),
    call("    with:\n      environment: x\n"),
    call("    secrets: inherit\n"),
  ])("passes on what is missing: %s", (text) => {
    expect(run(missingReusableInput, text, declared)).toHaveLength(1);
    expectLawfulFixes(missingReusableInput, text, declared);
  });
  it.each([
    call("    with:\n      environment: x\n    secrets: inherit\n"),
    call("    with:\n      environment: x\n    secrets:\n      token: ${{ secrets.T }}\n"),
    call("    with: ${{ fromJSON(inputs.all) }}\n    secrets: inherit\n"),
  ])("is silent on %s", (text) => expect(places(missingReusableInput, text, declared)).toEqual([]));
});

describe("workflow/unknown-reusable-secret", () => {
  const declared = other(callee("    secrets:\n      DEPLOY_TOKEN:\n        required: true\n"));
  it("mends a slip", () => {
    const text = call("    secrets:\n      DEPLOY_TOKN: ${{ secrets.X }}\n");
    expect(run(unknownReusableSecret, text, declared)[0]?.fixed[0]).toContain("DEPLOY_TOKEN: ${{");
    expectLawfulFixes(unknownReusableSecret, text, declared);
    expect(run(unknownReusableSecret, call("    secrets:\n      GITHUB_TOKEN: ${{ github.token }}\n"), declared)[0]?.message).toContain(
      "is there without",
    );
  });
  it.each([call("    secrets: inherit\n"), call("    secrets:\n      deploy_token: ${{ secrets.X }}\n"), call()])(
    "is silent on %s",
    (text) => expect(places(unknownReusableSecret, text, declared)).toEqual([]),
  );
});

describe("workflow/wrong-reusable-input-type", () => {
  const declared = other(
    callee("    inputs:\n      dry:\n        type: boolean\n      size:\n        type: number\n      name:\n        type: string\n"),
  );
  it.each([
    ["dry: 'false' # remark", "dry: false # remark"],
    ["dry: yes", "dry: true"],
    ['size: "3"', "size: 3"],
  ])("mends %s", (given, meant) => {
    const text = call(`    with:\n      ${given}\n`);
    expect(run(wrongReusableInputType, text, declared)[0]?.fixed[0]).toContain(meant);
    expectLawfulFixes(wrongReusableInputType, text, declared);
  });
  it("has no fix where nothing tells what was meant", () => {
    expect(run(wrongReusableInputType, call("    with:\n      size: large\n"), declared)).toMatchObject([{ fixed: [] }]);
  });
  it.each(["dry: true", "size: 1.5", "name: 3", "name: true", "dry: ${{ inputs.dry }}", "dry:", "other: x"])("is silent on %s", (given) =>
    expect(places(wrongReusableInputType, call(`    with:\n      ${given}\n`), declared)).toEqual([]),
  );
});

describe("workflow/reusable-permission-mismatch", () => {
  const writes = other(callee("", "    permissions:\n      contents: read\n      packages: write\n"));
  it.each([
    call("", "permissions:\n  contents: read\n"),
    call("", "permissions: {}\n"),
    call("    permissions:\n      contents: read # remark\n"),
    call("    permissions:\n      packages: read\n"),
  ])("grants what is asked for: %s", (text) => {
    expect(run(reusablePermissionMismatch, text, writes)).toMatchObject([{ related: [{ path: ".github/workflows/x.yml" }] }]);
    expectLawfulFixes(reusablePermissionMismatch, text, writes);
  });
  it("leaves a shorthand to a person", () => {
    expect(run(reusablePermissionMismatch, call("", "permissions: read-all\n"), writes)).toMatchObject([{ fixed: [] }]);
  });
  it.each([
    call(),
    call("", "permissions: write-all\n"),
    call("", "permissions:\n  contents: write\n  packages: write\n"),
    call("", "permissions:\n  contents: read\n  packages: ${{ inputs.level }}\n"),
    call("", "permissions:\n  contents: read\n").replace("on: push", "on: workflow_call"),
  ])("is silent on %s", (text) => expect(places(reusablePermissionMismatch, text, writes)).toEqual([]));
});
