import { describe, expect, test } from "vitest";
import type { GenerateResult } from "../../server/engine/generate.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import type { Job, Workflow } from "../../server/engine/languages/workflow/model.ts";
import { parseWorkflow } from "../../server/engine/languages/workflow/parse.ts";
import { deployJobOf } from "../../server/engine/pipeline/deploy.ts";
import type { SyntheticEvent } from "../../server/engine/pipeline/model.ts";
import { mayReach } from "../../server/engine/pipeline/simulate.ts";
import { stagesOf } from "../../server/engine/pipeline/stages.ts";
import { SourceText } from "../../server/engine/text/source.ts";
import { objectionsTo } from "./official-workflows.ts";
import { allPairs, combinations, expectLawful, type Files, project, render, textOf, withGenerated } from "./support.ts";

type Given = Readonly<Record<string, unknown>>;

const ciCd = ".github/workflows/ci-cd.yml";
const flyctl = 'flyctl deploy --image "$IMAGE" --app "shop-$ENVIRONMENT"';

/** A project with what the pipeline stands on: its image and its manifests. */
function ready(name: string, answers: Given = {}): Files {
  const files = { "README.md": "", ...project(name) };
  const own = (id: "container" | "kubernetes" | "compose", wanted: readonly string[]) =>
    render(id, files, Object.fromEntries(Object.entries(answers).filter(([key]) => wanted.includes(key))));
  const manifests = ["environments", "strategy", "controller", "traffic", "layout", "route", "image", "host", "minReplicas"];
  return withGenerated(
    files,
    own("container", ["image"]),
    answers.target === "compose" ? own("compose", []) : own("kubernetes", manifests),
  );
}

/** A project that has every stage. */
const shop: Files = {
  "pyproject.toml": [
    "[project]",
    'name = "shop"',
    'version = "1.0.0"',
    'requires-python = ">=3.14"',
    'dependencies = ["fastapi", "uvicorn", "psycopg"]',
    "[dependency-groups]",
    'dev = ["pytest", "pytest-cov", "ruff", "mypy"]',
    "[tool.ruff]",
    "line-length = 100",
    "[tool.mypy]",
    "strict = true",
    "",
  ].join("\n"),
  "uv.lock": "version = 1\n",
  ".python-version": "3.14\n",
  "shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
  "tests/test_shop.py": "def test_shop() -> None:\n    pass\n",
  "tests/integration/test_orders.py": "def test_orders() -> None:\n    pass\n",
};

const worker: Files = {
  "pyproject.toml":
    '[project]\nname = "mailer"\nversion = "1.0.0"\nrequires-python = ">=3.14"\ndependencies = ["celery", "redis"]\n\n[dependency-groups]\ndev = ["pytest"]\n',
  "uv.lock": "version = 1\n",
  "mailer/app.py": 'from celery import Celery\n\napp = Celery("mailer")\n',
  "tests/test_app.py": "def test_app() -> None:\n    pass\n",
};

function generated(files: Files, answers: Given = {}): Workflow {
  return parsed(render("pipeline", files, answers), ciCd);
}

function parsed(result: GenerateResult, path: string): Workflow {
  return parseWorkflow(new SourceText(path, textOf(result, path)));
}

/** What GitHub's own parser objects to in the workflows of a generation. */
async function objections(result: GenerateResult): Promise<string[]> {
  const workflows = result.files.filter(({ path }) => path.startsWith(".github/workflows/"));
  return (await Promise.all(workflows.map(({ path, text }) => objectionsTo(path, text)))).flat();
}

function reached(workflow: Workflow, files: Files, event: SyntheticEvent): string[] {
  const workspace = memoryWorkspace({ ...files });
  return workflow.jobs.filter((job) => mayReach(job, event, workspace) !== "never").map(({ id }) => id);
}

const dimensions = {
  project: ["node-express", "python-uv", "go-service", "java-spring-maven", "rust-axum", "ruby-rails", "php-laravel", "static-vite"],
  target: ["kubernetes", "compose", "command"],
  apply: ["kustomize", "kubectl"],
  strategy: ["rolling", "blue-green", "canary"],
  controller: ["native", "argo-rollouts"],
  traffic: ["gateway", "replicas"],
  environments: [["production"], ["staging", "production"], ["development", "staging", "production"]],
  route: ["none", "gateway", "ingress"],
  preview: [true, false],
  updates: ["dependabot", "renovate", "none"],
};

/** Without what the Gateway API alone can do where there is none. */
function sensible({ project: name, ...answers }: Given): { readonly name: string; readonly answers: Given } {
  const isWeighed = answers.strategy === "canary" && answers.traffic === "gateway";
  return {
    name: String(name),
    answers: {
      ...answers,
      image: "ghcr.io/acme/shop",
      ...(isWeighed && { route: "gateway" }),
      ...(answers.target === "command" && { deployCommand: flyctl }),
    },
  };
}

describe("the pipeline", () => {
  test.each(allPairs(dimensions).map((one) => [JSON.stringify(one), sensible(one)] as const))(
    "is lawful with %s",
    async (_, { name, answers }) => {
      const files = ready(name, answers);
      const result = expectLawful("pipeline", files, answers);
      expect(await objections(result)).toEqual([]);
      expect(result.notes.join("\n")).not.toMatch(/is missing/);
    },
  );

  test.each([
    "node-hono",
    "node-plain",
    "python-pip",
    "code-django",
    "java-ktor",
    "dotnet-web",
    "ruby-sinatra",
    "php-symfony",
    "static-html",
  ])("is lawful for %s as it is", async (name) => {
    const result = expectLawful("pipeline", ready(name));
    expect(await objections(result)).toEqual([]);
  });

  test("has the stages in the owner's order", () => {
    const answers = { image: "ghcr.io/acme/shop" };
    const files = withGenerated(shop, render("container", shop, answers), render("kubernetes", shop, answers));
    const workflow = generated(files, answers);
    const workspace = memoryWorkspace({ ...files });
    const order = (job: Job) => [...stagesOf(job, workspace)];
    expect(Object.fromEntries(workflow.jobs.map((job) => [job.id, order(job)]))).toMatchObject({
      test: ["lint", "typecheck", "unit"],
      integration: ["integration"],
      build: ["image"],
      image: ["image", "scan"],
      "deploy-staging": ["deploy", "smoke"],
      "deploy-production": ["deploy", "smoke"],
    });
    expect(workflow.jobs.map(({ id, needs }) => [id, needs.map(({ text }) => text)])).toEqual([
      ["test", []],
      ["integration", ["test"]],
      ["build", ["test", "integration"]],
      ["image", ["test", "integration"]],
      ["deploy-staging", ["image"]],
      ["deploy-production", ["image", "deploy-staging"]],
    ]);
    expect(deployJobOf(workflow.job("deploy-production") as Job, workspace)?.tier).toBe("production");
    expect(deployJobOf(workflow.job("deploy-staging") as Job, workspace)?.tier).toBe("staging");
  });

  test("runs for pull requests, forks and pushes what each is meant to run", () => {
    const answers = { image: "ghcr.io/acme/shop", preview: true };
    const files = ready("java-spring-maven", answers);
    const workflow = generated(files, answers);
    expect(reached(workflow, files, "pull-request")).toEqual(["test", "integration", "build", "preview"]);
    expect(reached(workflow, files, "fork-pull-request")).toEqual(["test", "integration", "build"]);
    expect(reached(workflow, files, "push-default")).toEqual(["test", "integration", "image", "deploy-staging", "deploy-production"]);
    expect(reached(workflow, files, "push-branch")).toEqual([]);
    const teardown = parsed(render("pipeline", files, answers), ".github/workflows/preview-teardown.yml");
    expect(teardown.jobs.map(({ id }) => id)).toEqual(["teardown"]);
  });

  test("has a stage for what the project has a command for, and says what it lacks", () => {
    const files = ready("go-service");
    const result = render("pipeline", files);
    expect(result.notes.join("\n")).toMatch(/No command was found for: .*integration tests/);
    expect(textOf(result, ciCd)).not.toMatch(/integration:|\becho "?(?:no|skip)/i);
  });

  test.each([{}, { strategy: "canary", traffic: "replicas" }, { strategy: "canary", controller: "argo-rollouts" }, { target: "compose" }])(
    "is lawful for a worker, which answers nobody, with %j",
    (answers) => {
      const { target, ...own } = answers as { target?: string };
      const files = withGenerated(worker, render("container", worker), render(target ? "compose" : "kubernetes", worker, own));
      const result = expectLawful("pipeline", files, answers);
      expect(textOf(result, ciCd)).toContain("name: Smoke test");
      expect(result.files.map(({ path }) => path)).not.toContain("scripts/smoke.sh");
      expectLawful("rollback", files, answers);
    },
  );

  test("starts the image where the project has no test of its own", () => {
    const text = textOf(render("pipeline", ready("static-html")), ciCd);
    expect(text).toContain("docker run --detach --name app --network host");
    expect(text).not.toContain("  build:");
  });

  test("has the services of the tests, each with a check", () => {
    const text = textOf(render("pipeline", ready("java-spring-maven")), ciCd);
    expect(text).toMatch(/postgres:\n {8}image: postgres:\d+\n[\s\S]*--health-cmd "pg_isready -U postgres"/);
    expect(text).not.toMatch(/_PASSWORD: (?!\$\{\{)/);
  });

  test("names the image when it runs where nothing names the repository", () => {
    const text = textOf(render("pipeline", ready("go-service")), ciCd);
    expect(text).toContain('run: echo "image=ghcr.io/${GITHUB_REPOSITORY,,}" >> "$GITHUB_OUTPUT"');
    expect(text).toContain("image: ${{ steps.name.outputs.image }}@${{ steps.push.outputs.digest }}");
  });

  test("asks a registry of its own for its own password", () => {
    const text = textOf(render("pipeline", ready("go-service"), { image: "registry.example.com/acme/shop" }), ciCd);
    expect(text).toMatch(/registry: registry\.example\.com\n {10}username: \$\{\{ vars\.REGISTRY_USERNAME \}\}/);
    expect(text).not.toContain("packages:");
  });

  test("keeps to one member of a repository of several", async () => {
    const member = "services/shop";
    const files = Object.fromEntries(Object.entries(ready("python-uv")).map(([path, text]) => [`${member}/${path}`, text]));
    const answers = { image: "ghcr.io/acme/shop" };
    const options = { folder: member };
    const kubernetes = render("kubernetes", files, answers, options);
    const result = expectLawful("pipeline", withGenerated(files, kubernetes), answers, options);
    expect(await objections(result)).toEqual([]);
    const service = result.answers.service;
    expect(result.files.map(({ path }) => path)).toEqual([
      `.github/workflows/ci-cd-${service}.yml`,
      `${member}/scripts/smoke.sh`,
      ".github/dependabot.yml",
    ]);
    const text = textOf(result, `.github/workflows/ci-cd-${service}.yml`);
    expect(text).toContain(`    paths:\n      - ${member}/**\n`);
    expect(text).toContain(`working-directory: ${member}`);
    expect(text).toContain(`group: deploy-${service}-production`);
    expect(text).toContain(`context: ${member}`);
  });

  test("brings back only what it has brought in", () => {
    const undo = (answers: Given) =>
      [
        ...textOf(render("pipeline", ready("go-service", answers), answers), ciCd).matchAll(
          /- name: (?:Roll back|Abort the canary)\n +if: (.*)/g,
        ),
      ].map(([, condition]) => condition);
    const one = { environments: ["production"] };
    expect(undo(one)).toEqual(["failure() && steps.apply.outcome == 'success'"]);
    expect(undo({ ...one, strategy: "blue-green" })).toEqual(["failure() && steps.rollout.outcome == 'success'"]);
    expect(undo({ ...one, target: "compose" })).toEqual(["failure() && steps.rollout.outcome == 'success'"]);
    expect(undo({ ...one, strategy: "canary" })).toHaveLength(2);
  });

  test("refuses a platform whose command nobody has told", () => {
    expect(() => render("pipeline", ready("go-service"), { target: "command" })).toThrow(/`deployCommand`/);
  });

  test("says what the platform's command needs", () => {
    const notes = (deployCommand: string) => render("pipeline", ready("go-service"), { target: "command", deployCommand }).notes.join("\n");
    expect(notes(flyctl)).toMatch(/secret `FLY_API_TOKEN`[\s\S]*Install `flyctl`/);
    expect(notes("npx vercel deploy")).toContain("secret `VERCEL_TOKEN`");
    expect(notes("aws ecs update-service")).toContain("what `aws` needs to log in, best by OIDC");
  });

  test("tells of a workflow that does the same", () => {
    const other = "on: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test\n";
    const files = { ...ready("go-service"), ".github/workflows/test.yml": other };
    expect(render("pipeline", files).notes.join("\n")).toContain("`.github/workflows/test.yml` tests as well");
  });

  test("brings the Dockerfile along where there is none", () => {
    const { Dockerfile: _, ".dockerignore": __, ...files } = project("go-service");
    const paths = expectLawful("pipeline", files).files.map(({ path }) => path);
    expect(paths).toContain("Dockerfile");
    expect(render("pipeline", ready("go-service")).files.map(({ path }) => path)).not.toContain("Dockerfile");
  });

  test("uses every action at a commit", () => {
    for (const { project: name } of combinations({ project: dimensions.project })) {
      const result = render("pipeline", ready(String(name)));
      const used = textOf(result, ciCd).match(/uses: .*/g) ?? [];
      expect(used.length).toBeGreaterThan(5);
      for (const line of used) expect(line).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v?\d+(?:\.\d+)+$/);
    }
  });
});

describe("updates", () => {
  test("watch the code, its images and the actions, in one file that is put together with what is there", () => {
    const files = ready("python-uv");
    const text = textOf(render("pipeline", files), ".github/dependabot.yml");
    expect(text.match(/package-ecosystem: .*/g)).toEqual([
      "package-ecosystem: pip",
      "package-ecosystem: docker",
      "package-ecosystem: github-actions",
    ]);
    const own = "version: 2\nupdates:\n- package-ecosystem: pip\n  directory: /\n  schedule:\n    interval: daily\n";
    const merged = textOf(render("pipeline", { ...files, ".github/dependabot.yml": own }), ".github/dependabot.yml");
    expect(merged.startsWith(own)).toBe(true);
    expect(merged.match(/^- package-ecosystem: .*/gm)).toHaveLength(3);
    const again = render("pipeline", { ...files, ".github/dependabot.yml": merged }).files.find(({ path }) =>
      path.endsWith("dependabot.yml"),
    );
    expect(again?.action).toBe("unchanged");
  });

  test("are left to the other bot where it does them already", () => {
    const files = { ...ready("python-uv"), "renovate.json": "{}\n" };
    expect(render("pipeline", files).files.map(({ path }) => path)).not.toContain(".github/dependabot.yml");
    expect(render("pipeline", files, { updates: "renovate" }).files.map(({ path }) => path)).not.toContain("renovate.json");
  });
});
