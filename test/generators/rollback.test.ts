import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { GenerateResult } from "../../server/engine/generate.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { parseWorkflow } from "../../server/engine/languages/workflow/parse.ts";
import { mayReach } from "../../server/engine/pipeline/simulate.ts";
import { syntheticEvents } from "../../server/engine/pipeline/situation.ts";
import { SourceText } from "../../server/engine/text/source.ts";
import { objectionsTo } from "./official-workflows.ts";
import { allPairs, expectLawful, type Files, project, render, textOf, withGenerated } from "./support.ts";

type Given = Readonly<Record<string, unknown>>;

const workflowPath = ".github/workflows/rollback.yml";
const scriptPath = "scripts/rollback.sh";
const flyctl = 'flyctl deploy --image "$IMAGE" --app "shop-$ENVIRONMENT"';

const dimensions = {
  project: ["node-express", "python-uv", "go-service", "static-html"],
  target: ["kubernetes", "compose", "command"],
  strategy: ["rolling", "blue-green", "canary"],
  controller: ["native", "argo-rollouts"],
  traffic: ["gateway", "replicas"],
  environments: [["production"], ["staging", "production"], ["development", "staging", "production"]],
  route: ["none", "gateway", "ingress"],
  layout: ["kustomize", "plain"],
  rollbackCommand: [flyctl, "vercel rollback"],
};

function answersOf({ project: _, rollbackCommand, ...answers }: Given): Given {
  const isWeighed = answers.strategy === "canary" && answers.traffic === "gateway";
  return {
    ...answers,
    image: "ghcr.io/acme/shop",
    ...(isWeighed && { route: "gateway" }),
    ...(answers.target === "command" && { rollbackCommand }),
  };
}

/** The project with its image and its manifests. */
function ready(name: string, answers: Given = {}): Files {
  const files = project(name);
  const { rollbackCommand: _, target, ...own } = answers;
  return withGenerated(files, render("container", files), render(target === "compose" ? "compose" : "kubernetes", files, own));
}

function shellFault(text: string): string {
  const { status, stderr } = spawnSync("sh", ["-n"], { input: text, encoding: "utf8" });
  return status === 0 ? "" : stderr || `ended with ${status}`;
}

/** Texts of scripts in the workflow, which are to hold no expression. */
function scriptsOf(result: GenerateResult): string[] {
  const workflow = parseWorkflow(new SourceText(workflowPath, textOf(result, workflowPath)));
  return workflow.jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => (run ? [run.text] : [])));
}

describe("the rollback", () => {
  test.each(allPairs(dimensions).map((one) => [JSON.stringify(one), one] as const))("is lawful with %s", async (_, one) => {
    const answers = answersOf(one);
    const result = expectLawful("rollback", ready(String(one.project), answers), answers);
    expect(await objectionsTo(workflowPath, textOf(result, workflowPath))).toEqual([]);
    for (const { path, text } of result.files) if (path.endsWith(".sh")) expect(shellFault(text), path).toBe("");
    for (const script of scriptsOf(result)) expect(script).not.toContain("${{");
  });

  test("is started by hand alone, and waits for deployments to the same environment", () => {
    const files = ready("go-service");
    const result = render("rollback", files);
    const workflow = parseWorkflow(new SourceText(workflowPath, textOf(result, workflowPath)));
    const [job] = workflow.jobs;
    if (!job) throw new Error("no job");
    const workspace = memoryWorkspace({ ...files });
    expect(syntheticEvents.filter((event) => mayReach(job, event, workspace) !== "never")).toEqual(["dispatch"]);
    expect(job.concurrency?.group?.text).toBe("deploy-${{ inputs.environment }}");
    expect(job.concurrency?.cancelInProgress?.text).toBe("false");
    const pipeline = textOf(render("pipeline", files), ".github/workflows/ci-cd.yml");
    expect(pipeline).toContain("group: deploy-production\n");
    expect(pipeline).toContain("vars.DEPLOY_FREEZE != 'true'");
    expect(textOf(result, workflowPath)).toContain("gh variable set DEPLOY_FREEZE --body true");
  });

  test("asks for the reason, and for what the platform can go back to", () => {
    const inputs = (answers: Given) => {
      const text = textOf(render("rollback", ready("go-service", answers), answers), workflowPath);
      return { options: /target:\n(?: {8}.*\n)*? {8}options: (.*)/.exec(text)?.[1], hasVersion: /^ {6}version:/m.test(text), text };
    };
    expect(inputs({})).toMatchObject({ options: "[previous, revision, image]", hasVersion: true });
    expect(inputs({ strategy: "blue-green" })).toMatchObject({ options: "[previous, image]", hasVersion: true });
    expect(inputs({ strategy: "blue-green", controller: "argo-rollouts" }).options).toBe("[previous, revision, image]");
    expect(inputs({ target: "compose" }).options).toBe("[previous, image]");
    expect(inputs({ target: "command", rollbackCommand: flyctl }).options).toBe("[image]");
    expect(inputs({ target: "command", rollbackCommand: "vercel rollback" })).toMatchObject({ options: "[previous]", hasVersion: false });
    expect(inputs({}).text).toMatch(/reason:\n(?: {8}.*\n)*? {8}required: true/);
  });

  test("goes back by the script of the strategy", () => {
    const script = (answers: Given) => textOf(render("rollback", ready("go-service", answers), answers), scriptPath);
    expect(script({ strategy: "blue-green" })).toContain('sh "$(dirname "$0")"/switch.sh "$environment" back');
    expect(script({ strategy: "canary" })).toContain('sh "$(dirname "$0")"/canary.sh "$environment" abort');
    expect(script({ strategy: "canary", controller: "argo-rollouts" })).toContain("rollout\\.argoproj\\.io/revision");
    expect(script({})).toContain('k rollout undo deployment/api --to-revision="$revision"');
  });
});
