import { describe, expect, it } from "vitest";
import type { ActionFile, Workflow } from "../../../server/engine/languages/workflow/model.ts";
import { parseAction, parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import { contextsAt, namesBelow, siteOf, typeAt } from "../../../server/engine/pipeline/expression-context.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

const workflow = parseWorkflow(
  new SourceText(
    ".github/workflows/ci.yml",
    `on:
  workflow_dispatch:
    inputs:
      tag: {description: The tag, type: string}
      dry: {type: boolean}
      count: {type: number}
env: {STAGE: test}
jobs:
  build:
    name: Build it
    runs-on: ubuntu-latest
    outputs: {digest: a}
    steps: []
  call:
    uses: ./.github/workflows/called.yml
  deploy:
    needs: [build, call]
    runs-on: ubuntu-latest
    env: {REGION: eu}
    services: {db: {image: postgres}}
    strategy:
      matrix:
        os: [a, b]
        target: [{arch: x}, {arch: y, flag: true}]
    steps:
      - id: first
        name: First step
        uses: docker/build-push-action@v6
      - parallel:
          - id: left
            run: a
          - id: right
            run: a \${{ github.job }}
      - id: here
        env:
          OWN: \${{ secrets.TOKEN }}
        run: make \${{ github.sha }}
      - id: last
        run: a
`,
  ),
);
const action = parseAction(
  new SourceText(
    "action.yml",
    "inputs: {path: {}}\nruns:\n  using: composite\n  steps:\n    - id: a\n      run: b ${{ github.sha }}\n      shell: bash\n",
  ),
);

const at = (file: Workflow | ActionFile, part: string) => {
  const place = file.expressions.find(({ expression }) => expression.source.text.includes(part));
  if (!place) throw new Error(`no expression with ${part}`);
  return siteOf(file, place);
};
const here = at(workflow, "github.sha");
const names = (path: string, workspace = unseenWorkspace(), site = here) => {
  const found = namesBelow(site, path.split("."), workspace);
  return found && { names: found.names.map(({ name }) => name), isClosed: found.isClosed };
};

describe("namesBelow", () => {
  it.each([
    ["steps", ["first", "left", "right"], true],
    ["steps.first", ["conclusion", "outcome", "outputs"], true],
    ["steps.first.outputs", ["imageid", "digest", "metadata"], true],
    ["STEPS.FIRST.OUTPUTS", ["imageid", "digest", "metadata"], true],
    ["steps.left.outputs", [], false],
    ["needs", ["build", "call"], true],
    ["needs.build", ["outputs", "result"], true],
    ["needs.build.outputs", ["digest"], true],
    ["matrix", ["os", "target"], true],
    ["matrix.target", ["arch", "flag"], true],
    ["inputs", ["tag", "dry", "count"], true],
    ["github.event.inputs", ["tag", "dry", "count"], true],
    ["env", ["OWN", "REGION", "STAGE"], false],
    ["secrets", ["GITHUB_TOKEN", "TOKEN"], false],
    ["job.services", ["db"], true],
    ["job.services.db", ["id", "network", "ports"], true],
    ["job.container", ["id", "network"], true],
  ])("knows what stands behind %s", (path, all, isClosed) => {
    expect(names(path)).toEqual({ names: all, isClosed });
  });

  it.each(["vars", "github.ref", "steps.none.outputs", "needs.call.outputs", "matrix.os.a.b", "nothing", "job.services.db.ports"])(
    "knows nothing behind %s",
    (path) => {
      expect(names(path)?.isClosed ?? false).toBe(false);
    },
  );

  it("leaves out what runs at the same time", () => {
    const right = at(workflow, "github.job");
    expect(names("steps", unseenWorkspace(), right)?.names).toEqual(["first"]);
    expect(namesBelow(right, ["steps"], unseenWorkspace())?.find("LEFT")).toBeDefined();
  });

  it("reads the outputs of a workflow of the repository", () => {
    const called = "on:\n  workflow_call:\n    outputs: {url: {description: Where, value: a}}\njobs: {}\n";
    expect(names("needs.call.outputs", memoryWorkspace({ ".github/workflows/called.yml": called }))).toEqual({
      names: ["url"],
      isClosed: true,
    });
  });

  it("reads an action's own, and leaves open what its caller has", () => {
    const site = at(action, "github.sha");
    expect(names("inputs", unseenWorkspace(), site)).toEqual({ names: ["path"], isClosed: true });
    expect(names("steps", unseenWorkspace(), site)).toEqual({ names: [], isClosed: true });
    for (const path of ["matrix", "github.event", "job.services", "needs"]) expect(names(path, unseenWorkspace(), site)).toBeUndefined();
  });

  it("tells what a name is", () => {
    expect(namesBelow(here, ["inputs"], unseenWorkspace())?.find("TAG")).toMatchObject({ name: "tag", about: "The tag", type: "string" });
    expect(namesBelow(here, ["needs"], unseenWorkspace())?.find("build")).toMatchObject({ about: "Build it", type: "object" });
    expect(namesBelow(here, ["steps"], unseenWorkspace())?.find("first")).toMatchObject({ about: "First step" });
    expect(namesBelow(here, ["steps"], unseenWorkspace())?.find("last")).toBeUndefined();
  });
});

describe("contextsAt", () => {
  it("gives those which the key may use", () => {
    expect(contextsAt(here).map(({ name }) => name)).toContain("steps");
    expect(contextsAt(here).map(({ name }) => name)).not.toContain("jobs");
    expect(contextsAt(at(action, "github.sha")).map(({ name }) => name)).not.toContain("secrets");
    expect(contextsAt({ ...here, available: undefined })).toHaveLength(12);
  });
});

describe("typeAt", () => {
  it.each([
    ["github.event", "object"],
    ["github.ref_protected", "boolean"],
    ["inputs.dry", "boolean"],
    ["inputs.count", "number"],
    ["github.event.inputs.dry", "string"],
    ["matrix.os", "string"],
    ["matrix.target", "object"],
    ["matrix.none", "unknown"],
    ["needs.build.outputs.digest", "string"],
    ["strategy.job-total", "number"],
    ["vars.A", "unknown"],
    ["nothing", "unknown"],
  ])("of %s is %s", (path, type) => {
    const [name = "", ...rest] = path.split(".");
    const span = { start: 0, end: 0 };
    const segments = rest.map((one) => ({ kind: "name" as const, name: one, span }));
    expect(typeAt(here, { kind: "context", name, nameSpan: span, segments, span }, unseenWorkspace())).toBe(type);
  });
});
