import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import { buildJobs, stagesOf, testJobs, testsBefore } from "../../../server/engine/pipeline/stages.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace, type Workspace } from "../../../server/engine/workspace/workspace.ts";

function workflowOf(text: string, path = ".github/workflows/ci.yml") {
  return parseWorkflow(new SourceText(path, text));
}

function jobOf(text: string, id: string, path?: string) {
  const job = workflowOf(text, path).job(id);
  if (!job) throw new Error(`no job ${id}`);
  return job;
}

const head = "on: push\njobs:\n";
const job = (id: string, step: string, more = "") => `  ${id}:\n    runs-on: x\n${more}    steps:\n      - ${step}\n`;

describe("stagesOf", () => {
  const stages = (step: string, workspace: Workspace = unseenWorkspace()) =>
    [...stagesOf(jobOf(head + job("a", step), "a"), workspace)].sort().join(" ");

  it.each([
    ["run: npm test", "unit"],
    ["run: npm run lint", "lint"],
    ["run: npx tsc --noEmit", "typecheck"],
    ["run: npm ci && npm run lint && npm run test:e2e", "e2e lint"],
    ["run: docker build -t app .", "image"],
    ["run: docker buildx bake --push", "image"],
    ["uses: docker/build-push-action@v6", "image"],
    ["uses: golangci/golangci-lint-action@v8", "lint"],
    ["uses: aquasecurity/trivy-action@0.30.0", "scan"],
    ["run: npm audit", "scan"],
    ["run: curl -f https://example.com/health", "smoke"],
    ["run: kubectl apply -f k8s/", "deploy"],
    ["run: npm publish", "publish"],
    ["uses: actions/checkout@v5", ""],
    ["run: echo npm test", ""],
    ["run: kind create cluster && kubectl apply -f k8s/", "integration"],
    ["uses: docker://rhysd/actionlint:1.7.12", "lint"],
  ])("%s: %s", (step, expected) => {
    expect(stages(step)).toBe(expected);
  });

  it("reads package.json and the Makefile where the name does not tell", () => {
    const workspace = memoryWorkspace({
      "package.json": JSON.stringify({ scripts: { everything: "eslint . && vitest run" } }),
      Makefile: ".PHONY: everything\neverything: pre ## all\n\tgo test ./...\npre:\n\t@golangci-lint run\n",
    });
    expect(stages("run: npm run everything", workspace)).toBe("lint unit");
    expect(stages("run: make everything", workspace)).toBe("lint unit");
    expect(stages("run: npm run everything")).toBe("");
  });
});

describe("jobs", () => {
  const text =
    head +
    job("test", "run: npm test") +
    job("build", "run: npm run build") +
    job("image", "uses: docker/build-push-action@v6") +
    job("deploy", "run: npm test && fly deploy");
  it("test an image that they build, start and ask", () => {
    const build = "uses: docker/build-push-action@v7\n      - run: ";
    const stagesOfImage = (commands: string) => [...stagesOf(jobOf(head + job("image", build + commands), "image"), unseenWorkspace())];
    expect(stagesOfImage("docker run --detach app && curl -f http://127.0.0.1:8080/")).toContain("integration");
    expect(stagesOfImage("curl -f https://example.com/")).not.toContain("integration");
  });

  it("are told apart", () => {
    const workflow = workflowOf(text);
    expect(testJobs(workflow, unseenWorkspace()).map(({ id }) => id)).toEqual(["test"]);
    expect(buildJobs(workflow, unseenWorkspace()).map(({ id }) => id)).toEqual(["build", "image"]);
  });
});

describe("testsBefore", () => {
  const tested = (text: string, workspace: Workspace = unseenWorkspace(), path?: string) =>
    testsBefore(jobOf(text, "deploy", path), workspace);
  const deploy = (more = "", step = "run: fly deploy") => job("deploy", step, more);

  it.each([
    ["nothing", head + deploy(), false],
    ["a job beside it", head + job("test", "run: npm test") + deploy(), false],
    ["a needed job", head + job("test", "run: npm test") + deploy("    needs: test\n"), true],
    [
      "a job further off",
      head + job("test", "run: npm test") + job("build", "run: make image", "    needs: test\n") + deploy("    needs: [build]\n"),
      true,
    ],
    ["an earlier step", head + deploy("", "run: npm test\n      - run: fly deploy"), true],
    ["a later step", head + deploy("", "run: fly deploy\n      - run: npm test"), false],
    ["an earlier command", head + deploy("", "run: npm test && fly deploy"), true],
    ["a later command", head + deploy("", "run: fly deploy && npm test"), false],
    ["an unseen target", head + job("ci", "run: make ci") + deploy("    needs: ci\n"), true],
    ["an unseen script of that name", head + job("ci", "run: ./scripts/ci.sh") + deploy("    needs: ci\n"), true],
    ["an unseen program", head + job("ci", "run: python tools/run_checks.py") + deploy("    needs: ci\n"), undefined],
    ["an unseen workflow", `${head}  ci:\n    uses: o/r/.github/workflows/ci.yml@v1\n${deploy("    needs: ci\n")}`, undefined],
    ["an unknown action that tests", head + job("ci", "uses: o/run-tests@v1") + deploy("    needs: ci\n"), undefined],
    ["an unseen script's task", head + job("ci", "run: ./run ci:everything") + deploy("    needs: ci\n"), undefined],
    ["a container", head + job("ci", "run: docker compose run --rm app ./bin/tests") + deploy("    needs: ci\n"), undefined],
    ["a container's exit code", head + job("ci", "run: docker compose up --exit-code-from app") + deploy("    needs: ci\n"), true],
    ["an unknown action", head + job("ci", "uses: o/greet@v1") + deploy("    needs: ci\n"), false],
    ["a smoke test", head + job("ci", "run: curl -f https://example.com/") + deploy("    needs: ci\n"), false],
  ])("%s", (_, text, expected) => {
    expect(tested(text)).toBe(expected);
  });

  it("looks into called workflows", () => {
    const workspace = memoryWorkspace({ ".github/workflows/test.yml": `on: workflow_call\njobs:\n${job("a", "run: npm test")}` });
    const text = `${head}  ci:\n    uses: ./.github/workflows/test.yml\n${deploy("    needs: ci\n")}`;
    expect(tested(text, workspace)).toBe(true);
    expect(tested(text)).toBeUndefined();
  });

  it("looks at the callers", () => {
    const path = ".github/workflows/deploy.yml";
    const text = `on: workflow_call\njobs:\n${deploy()}`;
    const caller = (needs: string) => `on: push\njobs:\n${job("test", "run: npm test")}  call:\n${needs}    uses: ./${path}\n`;
    expect(tested(text, memoryWorkspace({ [path]: text, ".github/workflows/a.yml": caller("    needs: test\n") }), path)).toBe(true);
    expect(tested(text, memoryWorkspace({ [path]: text, ".github/workflows/a.yml": caller("") }), path)).toBe(false);
    expect(tested(text, memoryWorkspace({ [path]: text }), path)).toBeUndefined();
  });

  it("looks at the workflow after which it runs", () => {
    const text = (condition: string) => `on:\n  workflow_run:\n    workflows: [CI]\n    types: [completed]\njobs:\n${deploy(condition)}`;
    const workspace = memoryWorkspace({ ".github/workflows/main.yml": `name: CI\non: push\njobs:\n${job("test", "run: npm test")}` });
    const checked = "    if: github.event.workflow_run.conclusion == 'success'\n";
    expect(tested(text(checked), workspace)).toBe(true);
    expect(tested(text(""), workspace)).toBe(false);
    expect(tested(text(checked))).toBeUndefined();
  });
});
