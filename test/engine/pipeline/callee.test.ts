import { describe, expect, it } from "vitest";
import type { Uses, Workflow } from "../../../server/engine/languages/workflow/model.ts";
import { parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import {
  allWorkflows,
  calleeOf,
  calleeState,
  callersOf,
  nameOfWorkflow,
  repositoryOf,
  stepsWithin,
  workflowNamed,
} from "../../../server/engine/pipeline/callee.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

const composite = (steps: string) => `name: x\ndescription: x\nruns:\n  using: composite\n  steps:\n${steps}`;
const ci =
  "name: CI\non: push\njobs:\n  call:\n    uses: ./.github/workflows/deploy.yml\n  own:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/setup\n      - run: make\n";
const files = {
  ".github/workflows/ci.yml": ci,
  ".github/workflows/deploy.yml":
    "on: workflow_call\njobs:\n  d:\n    runs-on: x\n    steps:\n      - run: ./deploy.sh\n      - uses: $/.github/actions/loop\n",
  ".github/workflows/notes.txt": "x",
  ".github/actions/setup/action.yml": composite("    - run: npm ci\n      shell: bash\n"),
  ".github/actions/loop/action.yaml": composite("    - uses: ./.github/actions/loop\n    - run: echo\n      shell: bash\n"),
  "tools/image/Dockerfile": "FROM scratch\n",
};
const workspace = memoryWorkspace(files);

function usesOf(text: string): { readonly uses: Uses; readonly file: Workflow } {
  const file = parseWorkflow(
    new SourceText(".github/workflows/x.yml", `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ${text}\n`),
  );
  return { uses: file.steps[0]?.uses as Uses, file };
}

describe("callees", () => {
  it.each([
    ["./.github/actions/setup", "found", ".github/actions/setup/action.yml"],
    ["./.github/actions/setup/", "found", ".github/actions/setup/action.yml"],
    ["$/.github/actions/loop", "found", ".github/actions/loop/action.yaml"],
    ["./.github/workflows/deploy.yml", "found", ".github/workflows/deploy.yml"],
    ["./.github/workflows/none.yml", "missing", undefined],
    ["./.github/actions/none", "missing", undefined],
    ["./tools/image", "unknown", undefined],
    ["./../other", "unknown", undefined],
    ["actions/checkout@v4", "unknown", undefined],
  ])("%s is %s", (text, state, path) => {
    const { uses, file } = usesOf(text);
    expect(calleeState(uses, file, workspace)).toBe(state);
    expect(calleeOf(uses, file, workspace)?.source.path).toBe(path);
    if (state !== "found") return;
    expect(calleeState(uses, file, unseenWorkspace())).toBe("unknown");
  });

  it("are looked for where checkout puts the repository", () => {
    const state = (uses: string, ...checkout: string[]) => {
      const file = parseWorkflow(
        new SourceText(
          ".github/workflows/x.yml",
          `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n        with: { ${checkout.join(", ")} }\n      - uses: ${uses}\n`,
        ),
      );
      return calleeState(file.steps[1]?.uses as Uses, file, workspace);
    };
    expect(state("./src/app/.github/actions/setup", "path: src/app")).toBe("found");
    expect(state("./src/app/.github/actions/none", "path: ./src/app/")).toBe("missing");
    expect(state("./tools/action", "path: tools", "repository: acme/tools")).toBe("unknown");
    expect(state("./action", "repository: acme/tools")).toBe("unknown");
    expect(state("./action", "fetch-depth: 0")).toBe("missing");
  });

  it("are read once for each text", () => {
    const { uses, file } = usesOf("./.github/actions/setup");
    expect(calleeOf(uses, file, workspace)).toBe(calleeOf(uses, file, workspace));
    const open = memoryWorkspace(files);
    const before = calleeOf(uses, file, open);
    open.open(".github/actions/setup/action.yml", composite("    - run: other\n      shell: bash\n"));
    expect(calleeOf(uses, file, open)?.steps[0]?.run?.text).toBe("other");
    expect(before?.steps[0]?.run?.text).toBe("npm ci");
  });
});

describe("workflows of the repository", () => {
  it("are all those in the folder", () => {
    expect(workspace.derive(allWorkflows).map(({ source }) => source.path)).toEqual([
      ".github/workflows/ci.yml",
      ".github/workflows/deploy.yml",
    ]);
    expect(unseenWorkspace().derive(allWorkflows)).toEqual([]);
  });

  it("are known by name, else by path", () => {
    expect(workflowNamed("CI", workspace)?.source.path).toBe(".github/workflows/ci.yml");
    expect(workflowNamed(".github/workflows/deploy.yml", workspace)?.source.path).toBe(".github/workflows/deploy.yml");
    expect(workflowNamed("deploy", workspace)).toBeUndefined();
    expect(workspace.derive(allWorkflows).map(nameOfWorkflow)).toEqual(["CI", ".github/workflows/deploy.yml"]);
  });

  it("belong to the repository in front of `.github`", () => {
    expect(repositoryOf("app/.github/workflows/a.yml")).toBe("app");
    expect(repositoryOf(".github/workflows/a.yml")).toBe("");
    const nested = memoryWorkspace(Object.fromEntries(Object.entries(files).map(([path, text]) => [`app/${path}`, text])));
    expect(workflowNamed("CI", nested, "app/.github/workflows/deploy.yml")?.source.path).toBe("app/.github/workflows/ci.yml");
    expect(callersOf("app/.github/workflows/deploy.yml", nested)).toHaveLength(1);
  });

  it("call one another", () => {
    const show = (path: string) => callersOf(path, workspace).map(({ job, step }) => `${job.id} ${step?.index ?? "-"}`);
    expect(show(".github/workflows/deploy.yml")).toEqual(["call -"]);
    expect(show(".github/actions/setup/action.yml")).toEqual(["own 0"]);
    expect(show(".github/workflows/ci.yml")).toEqual([]);
  });
});

describe("steps within a job", () => {
  it("are its own and those of what it calls, cycles cut", () => {
    const workflow = parseWorkflow(new SourceText(".github/workflows/ci.yml", ci));
    const show = (id: string, seen = workspace) => {
      const { steps, isComplete } = stepsWithin(workflow.job(id) as never, seen);
      return [...steps.map(({ run, uses }) => run?.text ?? uses?.text.text), isComplete];
    };
    expect(show("own")).toEqual(["./.github/actions/setup", "npm ci", "make", true]);
    expect(show("call")).toEqual(["./deploy.sh", "$/.github/actions/loop", "./.github/actions/loop", "echo", true]);
    expect(show("own", unseenWorkspace())).toEqual(["./.github/actions/setup", "make", false]);
  });
});
