import { describe, expect, it } from "vitest";
import despiteFailure from "../../../server/engine/rules/workflow/deploy-despite-failure.ts";
import ignoredFailure from "../../../server/engine/rules/workflow/ignored-test-failure.ts";
import productionFirst from "../../../server/engine/rules/workflow/production-before-staging.ts";
import noStaging from "../../../server/engine/rules/workflow/production-without-staging.ts";
import silentlySkipped from "../../../server/engine/rules/workflow/silently-skipped-deploy.ts";
import outOfOrder from "../../../server/engine/rules/workflow/stage-out-of-order.ts";
import unchained from "../../../server/engine/rules/workflow/unchained-deploy.ts";
import untested from "../../../server/engine/rules/workflow/untested-deploy.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const job = (id: string, keys: string, ...steps: string[]) =>
  `  ${id}:\n${keys}    runs-on: ubuntu-latest\n    steps:\n${steps.map((step) => `      - ${step}\n`).join("")}`;
const test = (keys = "") => job("test", keys, "run: npm test");
const lint = job("lint", "", "run: npx eslint .");
const build = (keys = "") => job("build", keys, "run: docker build -t app .");
const deploy = (keys = "", ...steps: string[]) => job("deploy", keys, ...(steps.length > 0 ? steps : ["run: kubectl apply -f k8s"]));
const workflow = (...jobs: string[]) => `on:\n  push:\n    branches: [main]\njobs:\n${jobs.join("")}`;
const on = (event: string, ...jobs: string[]) => `on: ${event}\njobs:\n${jobs.join("")}`;

describe("workflow/unchained-deploy", () => {
  it("waits for the last of a chain, and for all that stand side by side", () => {
    expect(run(unchained, workflow(test(), build("    needs: test\n"), deploy()))).toMatchObject([
      { on: "deploy", fixed: [workflow(test(), build("    needs: test\n"), deploy("    needs: build\n"))] },
    ]);
    expect(run(unchained, workflow(lint, test(), build(), deploy()))[0]?.fixed).toEqual([
      workflow(lint, test(), build(), deploy("    needs: [lint, test, build]\n")),
    ]);
    expectLawfulFixes(unchained, workflow(lint, test(), build(), deploy()));
  });

  it("lets production wait for staging at once", () => {
    const staging = job("staging", "    needs: test\n    environment: staging\n", "run: kubectl apply -f k8s");
    const smoke = job("smoke", "    needs: staging\n", "run: curl --fail https://staging.example.com");
    const text = workflow(test(), staging, smoke, deploy("    environment: production\n"));
    expect(run(unchained, text)[0]?.fixed[0]).toContain("  deploy:\n    needs: smoke\n");
    expect(places(productionFirst, text)).toEqual([]);
    expectLawfulFixes(unchained, text);
  });

  it.each([
    ["a job that waits", workflow(test(), deploy("    needs: test\n"))],
    ["the only job", workflow(deploy())],
    ["a job that has tested itself", workflow(lint, deploy("", "run: npm test", "run: kubectl apply -f k8s"))],
    ["tests for other events", workflow(test("    if: github.event_name == 'pull_request'\n"), deploy())],
    ["tests after the deployment", workflow(job("e2e", "    needs: deploy\n", "run: npx playwright test"), deploy())],
    ["tests that an input asks for", on("workflow_dispatch", test("    if: inputs.test\n"), deploy("    if: inputs.deploy\n"))],
    ["documentation", workflow(test(), job("docs", "", "uses: peaceiris/actions-gh-pages@v4"))],
    ["jobs that neither test nor build", workflow(job("notify", "", "run: echo hello"), deploy())],
    ["a nightly benchmark", workflow(job("bench", "", "run: npm test"), deploy())],
  ])("is silent on %s", (_, text) => {
    expect(places(unchained, text)).toEqual([]);
  });

  it("is silent after a workflow that has tested", () => {
    const text = on(
      "\n  workflow_run:\n    workflows: [CI]",
      build(),
      deploy("    if: github.event.workflow_run.conclusion == 'success'\n"),
    );
    const files = { ".github/workflows/ci.yml": `name: CI\n${workflow(test())}` };
    expect(places(unchained, text, { path: ".github/workflows/cd.yml", files })).toEqual([]);
  });
});

describe("workflow/untested-deploy", () => {
  it("puts the tests in front of the build, or of the deployment", () => {
    expect(run(untested, workflow(test(), build(), deploy("    needs: build\n")))[0]?.fixed).toEqual([
      workflow(test(), build("    needs: test\n"), deploy("    needs: build\n")),
    ]);
    const changes = job("changes", "", "run: echo hello");
    const text = workflow(lint, test(), changes, deploy("    needs: changes\n"));
    expect(run(untested, text)[0]?.fixed).toEqual([workflow(lint, test(), changes, deploy("    needs: [changes, lint, test]\n"))]);
    expectLawfulFixes(untested, text);
  });

  it("reports a deployment alone, and says where the push is tested", () => {
    expect(run(untested, workflow(deploy()))).toMatchObject([{ on: "deploy", fixed: [] }]);
    const files = { ".github/workflows/ci.yml": workflow(test()) };
    expect(run(untested, workflow(deploy()), { path: ".github/workflows/cd.yml", files })).toMatchObject([
      { message: expect.stringContaining("`ci.yml`") },
    ]);
  });

  it.each([
    ["by hand", on("workflow_dispatch", deploy())],
    ["of a tag", on("\n  push:\n    tags: [v*]", deploy())],
    ["of a release", on("release", deploy())],
    ["of infrastructure", workflow(deploy("", "run: terraform apply -auto-approve"))],
  ])("is advice alone for deployments %s", (_, text) => {
    expect(run(untested, text)).toMatchObject([{ severity: "info" }]);
  });

  it("reports a chain of deployments once", () => {
    const staging = job("staging", "", "run: helm upgrade web ./chart");
    expect(run(untested, workflow(staging, deploy("    needs: staging\n")))).toMatchObject([{ on: "staging" }]);
  });

  it.each([
    ["a test before", workflow(test(), deploy("    needs: test\n"))],
    ["a test far before", workflow(test(), build("    needs: test\n"), deploy("    needs: build\n"))],
    ["a test in the job", workflow(deploy("", "run: npm ci", "run: npm test", "run: kubectl apply -f k8s"))],
    ["a test in the same script", workflow(deploy("", "run: npm test && kubectl apply -f k8s"))],
    ["a script that cannot be seen", workflow(deploy("", "run: ./ci.sh", "run: kubectl apply -f k8s"))],
    [
      "a workflow of another repository",
      workflow("  test:\n    uses: me/shared/.github/workflows/ci.yml@v1\n", deploy("    needs: test\n")),
    ],
    ["a deployment without needs, which the other rule reports", workflow(test(), deploy())],
    ["documentation", workflow(job("docs", "", "run: mkdocs gh-deploy"))],
    ["a site that is generated", workflow(deploy("", "run: npx hugo", "uses: peaceiris/actions-gh-pages@v4"))],
    ["a job whose name alone tells", workflow(deploy("", "run: ./go.sh"))],
    ["a stage of the Dockerfile that tests", workflow(deploy("", "run: docker build --target test .", "run: kubectl apply -f k8s"))],
    [
      "a linter's image",
      workflow(deploy("", "run: docker run --rm -v .:/src ghcr.io/yannh/kubeconform:v0.7.0 /src", "run: kubectl apply -f k8s")),
    ],
    ["a preview of a pull request, by its environment", workflow(deploy("    environment: pr-${{ github.event.number }}\n"))],
    ["an environment of development", workflow(deploy("    environment: dev\n"))],
    ["a called workflow whose callers cannot be seen", on("workflow_call", deploy())],
    ["a version that somebody chooses", on("\n  workflow_dispatch:\n    inputs:\n      digest:\n        type: string", deploy())],
    ["Rails' tests, several tasks in one call", workflow(deploy("", "run: bin/rails db:test:prepare test", "run: kubectl apply -f k8s"))],
    [
      "a job that takes a deployment back",
      workflow(test(), job("undo", "    if: failure()\n    needs: build\n", "run: helm upgrade web ./old"), build()),
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(untested, text)).toEqual([]);
  });

  it("takes Rails' own scripts for Rails", () => {
    const files = { "bin/rails": "#!/usr/bin/env ruby\nrequire_relative '../config/boot'\n" };
    expect(places(untested, workflow(deploy("", "run: bin/rails test", "run: kubectl apply -f k8s")), { files })).toEqual([]);
  });

  it("tells by hand what is built from a commit that somebody chooses", () => {
    const by = "\n  workflow_dispatch:\n    inputs:\n      ref:\n        type: string";
    expect(run(untested, on(by, deploy("", "run: docker build -t app .", "run: kubectl apply -f k8s")))).toMatchObject([
      { severity: "info" },
    ]);
  });

  it("counts the tests of called workflows and of callers", () => {
    const files = { ".github/workflows/tests.yml": on("workflow_call", test()) };
    const calls = workflow("  ci:\n    uses: ./.github/workflows/tests.yml\n", deploy("    needs: ci\n"));
    expect(places(untested, calls, { files })).toEqual([]);
    const caller = workflow(test(), "  cd:\n    needs: test\n    uses: ./.github/workflows/ci.yml\n");
    expect(places(untested, on("workflow_call", deploy()), { files: { ".github/workflows/all.yml": caller } })).toEqual([]);
  });
});

describe("workflow/stage-out-of-order", () => {
  const push = (keys = "") => job("image", keys, "run: docker push ghcr.io/me/app:1.2.3");
  const integration = job("integration", "", "run: npm run test:integration");

  it("reports the first job of the chain alone", () => {
    const text = workflow(test(), integration, push("    needs: test\n"), deploy("    needs: image\n"));
    expect(run(outOfOrder, text)).toMatchObject([{ on: "image" }]);
    expect(run(outOfOrder, text)[0]?.fixed[0]).toContain("  image:\n    needs: [test, integration]\n");
    expectLawfulFixes(outOfOrder, text);
  });

  it("reports an image that a deployment does not wait for", () => {
    const text = workflow(test(), build("    needs: test\n"), deploy("    needs: [test]\n"));
    expect(run(outOfOrder, text)[0]?.fixed[0]).toContain("    needs: [test, build]\n");
    expectLawfulFixes(outOfOrder, text);
  });

  it.each([
    ["the whole chain", workflow(lint, test(), push("    needs: [lint, test]\n"), deploy("    needs: image\n"))],
    ["lint and tests side by side", workflow(lint, test(), deploy("    needs: [test, lint]\n"))],
    ["no tests before, which others report", workflow(test(), push(), deploy("    needs: image\n"))],
    ["an image that is not pushed", workflow(test(), integration, build("    needs: test\n"))],
    ["tests of the image", workflow(test(), push("    needs: test\n"), job("e2e", "    needs: image\n", "run: npx playwright test"))],
    [
      "tests that run sometimes",
      workflow(test(), job("more", "    if: github.event_name == 'schedule'\n", "run: npm run test:e2e"), deploy("    needs: test\n")),
    ],
    ["tests that may fail", workflow(test(), job("more", "    continue-on-error: true\n", "run: npm test"), deploy("    needs: test\n"))],
    ["a static site", workflow(test(), lint, job("deploy", "    needs: test\n", "uses: actions/deploy-pages@v4"))],
  ])("is silent on %s", (_, text) => {
    expect(places(outOfOrder, text)).toEqual([]);
  });
});

describe("workflow/ignored-test-failure", () => {
  const tested = (...steps: string[]) => workflow(job("test", "", ...steps), deploy("    needs: test\n"));

  it.each([
    ["run: npm test || true", "|| true", "run: npm test"],
    ["run: 'npm test -- --coverage ||  :'", "||  :", "run: 'npm test -- --coverage'"],
    ["run: pytest || exit 0", "|| exit 0", "run: pytest"],
    ["run: 'pytest || echo \"failed\"'", '|| echo "failed"', "run: 'pytest'"],
    [
      "run: |\n          npm ci\n          npm test || true\n          npm run build",
      "|| true",
      "run: |\n          npm ci\n          npm test\n          npm run build",
    ],
    ["run: npm test | tee log || true", "|| true", "run: npm test | tee log"],
    ["run: npm test && echo passed || true", "|| true", "run: npm test && echo passed"],
  ])("takes the end of `%s` away", (step, at, fixed) => {
    expect(run(ignoredFailure, tested(step))).toMatchObject([{ on: at, fixed: [tested(fixed)] }]);
    expectLawfulFixes(ignoredFailure, tested(step));
  });

  it("takes `continue-on-error` away from steps and jobs", () => {
    const step = tested("run: npm test\n        continue-on-error: true");
    expect(run(ignoredFailure, step)).toMatchObject([{ on: "continue-on-error: true", fixed: [tested("run: npm test")] }]);
    expectLawfulFixes(ignoredFailure, step);
    const whole = workflow(test("    continue-on-error: true\n"), deploy("    needs: test\n"));
    expect(run(ignoredFailure, whole)).toMatchObject([{ fixed: [workflow(test(), deploy("    needs: test\n"))] }]);
    expectLawfulFixes(ignoredFailure, whole);
  });

  it("reports `set +e` in front of a test", () => {
    const text = tested("run: |\n          set +e\n          npm test\n          echo done");
    expect(run(ignoredFailure, text)).toMatchObject([{ on: "set +e", fixed: [tested("run: |\n          npm test\n          echo done")] }]);
    expectLawfulFixes(ignoredFailure, text);
  });

  it("is advice alone for linters", () => {
    expect(run(ignoredFailure, tested("run: npx eslint . || true"))).toMatchObject([{ severity: "info" }]);
  });

  it("reports a step once, however many deployments need it", () => {
    const text = workflow(
      job("test", "", "run: npm test || true"),
      deploy("    needs: test\n"),
      job("production", "    needs: deploy\n", "run: helm upgrade web ."),
    );
    expect(places(ignoredFailure, text)).toHaveLength(1);
  });

  it.each([
    ["an expression", tested("run: npm test\n        continue-on-error: ${{ matrix.experimental }}")],
    ["a handled failure", tested("run: npm test || exit 1")],
    ["a failure that is handled in a group", tested("run: npm test || { echo failed; exit 1; }")],
    ["a message in front of an end", tested("run: npm test || echo failed && exit 1")],
    ["a saved exit code", tested("run: |\n          set +e\n          npm test\n          code=$?\n          exit $code")],
    ["a coverage upload", tested("run: npx codecov || true")],
    ["a report", tested("name: Coverage report\n        run: npm run test:coverage || true")],
    ["an audit", tested("run: npm audit || true")],
    [
      "an outcome that is read",
      tested(
        "id: unit\n        run: npm test\n        continue-on-error: true",
        "if: steps.unit.outcome == 'failure'\n        run: exit 1",
      ),
    ],
    ["something else in the script", tested("run: npm test && (rm -f log || true)")],
    ["another command", tested("run: rm -r dist || true")],
    ["no deployment", workflow(job("test", "", "run: npm test || true"))],
    ["a test that no deployment needs", workflow(job("flaky", "", "run: npm test || true"), test(), deploy("    needs: test\n"))],
    ["a test after the deployment", workflow(deploy("", "run: kubectl apply -f k8s", "run: npm run test:smoke || true"))],
  ])("is silent on %s", (_, text) => {
    expect(places(ignoredFailure, text)).toEqual([]);
  });
});

describe("workflow/deploy-despite-failure", () => {
  const guarded = (condition: string, needs = "test") => workflow(test(), build(), deploy(`    needs: ${needs}\n    if: ${condition}\n`));

  it.each([
    ["always()", "${{ !failure() && !cancelled() }}"],
    ["${{ always() }}", "${{ !failure() && !cancelled() }}"],
    ["${{ !cancelled() }}", "${{ !failure() && !cancelled() }}"],
    ["always() && github.ref == 'refs/heads/main'", "${{ !failure() && !cancelled() && github.ref == 'refs/heads/main' }}"],
    ["success() || failure()", "${{ !failure() && !cancelled() }}"],
    [
      "${{ always() && (github.event_name == 'push' || inputs.go) }}",
      "${{ !failure() && !cancelled() && (github.event_name == 'push' || inputs.go) }}",
    ],
  ])("mends `%s`", (condition, fixed) => {
    expect(run(despiteFailure, guarded(condition))[0]?.fixed).toEqual([guarded(fixed)]);
    expectLawfulFixes(despiteFailure, guarded(condition));
  });

  it.each([
    ["the result", guarded("always() && needs.test.result == 'success'")],
    ["no failure", guarded("${{ !failure() && !cancelled() }}")],
    ["the result of one, the other may fail", guarded("always() && needs.test.result == 'success'", "[test, build]")],
    ["an output", guarded("always() && needs.test.outputs.go == 'true'")],
    ["the results of all", guarded("always() && !contains(needs.*.result, 'failure')")],
    ["success", guarded("success()")],
    ["a failure", guarded("failure()")],
    ["no condition", workflow(test(), deploy("    needs: test\n"))],
    ["no needs", workflow(deploy("    if: always()\n"))],
    ["a rollback", workflow(test(), job("deploy-rollback", "    needs: test\n    if: always()\n", "run: helm upgrade web ."))],
    ["no deployment", workflow(test(), job("notify", "    needs: test\n    if: always()\n", "run: echo done"))],
  ])("is silent on %s", (_, text) => {
    expect(places(despiteFailure, text)).toEqual([]);
  });
});

describe("workflow/silently-skipped-deploy", () => {
  it("reports a job that never runs with the deployment, and one that an output decides", () => {
    const never = workflow(
      test("    if: github.event_name == 'pull_request'\n"),
      deploy("    needs: test\n    if: github.event_name == 'push'\n"),
    );
    expect(run(silentlySkipped, never)).toMatchObject([{ on: "test" }]);
    expectLawfulFixes(silentlySkipped, never);
    const changes = job("changes", "    outputs:\n      api: ${{ steps.a.outputs.api }}\n", "id: a\n        run: ./changes.sh");
    const filtered = workflow(
      changes,
      test("    needs: changes\n    if: needs.changes.outputs.api == 'true'\n"),
      lint,
      deploy("    needs: [test, lint]\n"),
    );
    expect(run(silentlySkipped, filtered)).toMatchObject([{ on: "test" }]);
    expectLawfulFixes(silentlySkipped, filtered);
  });

  it.each([
    ["the guard of the job before", workflow(test("    if: github.ref == 'refs/heads/main'\n"), deploy("    needs: test\n"))],
    [
      "the same condition",
      workflow(
        test("    if: github.ref == 'refs/heads/main'\n"),
        deploy("    needs: test\n    if: ${{ github.ref == 'refs/heads/main' && inputs.go }}\n"),
      ),
    ],
    [
      "a condition that holds",
      workflow(test("    if: github.event_name != 'pull_request'\n"), deploy("    needs: test\n    if: github.ref == 'refs/heads/main'\n")),
    ],
    [
      "a status function",
      workflow(
        test("    if: github.event_name == 'pull_request'\n"),
        deploy("    needs: test\n    if: ${{ !failure() && !cancelled() }}\n"),
      ),
    ],
    [
      "what another job has found out, and the deployment takes as well",
      workflow(
        job("changes", "    outputs:\n      apps: ${{ steps.a.outputs.apps }}\n", "id: a\n        run: ./changes.sh"),
        test("    needs: changes\n    if: needs.changes.outputs.apps != '[]'\n"),
        deploy("    needs: [changes, test]\n    strategy:\n      matrix:\n        app: ${{ fromJSON(needs.changes.outputs.apps) }}\n"),
      ),
    ],
    ["no condition before", workflow(test(), deploy("    needs: test\n    if: github.event_name == 'push'\n"))],
  ])("is silent on %s", (_, text) => {
    expect(places(silentlySkipped, text)).toEqual([]);
  });
});

describe("workflow/production-before-staging", () => {
  const staging = (keys = "    needs: test\n") => job("staging", `${keys}    environment: staging\n`, "run: kubectl apply -f k8s");
  const production = (needs: string) =>
    job("production", `    needs: ${needs}\n    environment: production\n`, "run: kubectl apply -f k8s");
  const smoke = job("smoke", "    needs: staging\n", "run: curl --fail https://staging.example.com");

  it("waits for staging, and for its test where there is one", () => {
    expect(run(productionFirst, workflow(test(), staging(), production("test")))[0]?.fixed).toEqual([
      workflow(test(), staging(), production("[test, staging]")),
    ]);
    const text = workflow(test(), staging(), smoke, production("test"));
    expect(run(productionFirst, text)[0]?.fixed).toEqual([workflow(test(), staging(), smoke, production("[test, smoke]"))]);
    expectLawfulFixes(productionFirst, text);
    const untestedStaging = workflow(test(), staging(), smoke, production("staging"));
    expect(run(productionFirst, untestedStaging)).toMatchObject([
      { severity: "info", fixed: [expect.stringContaining("[staging, smoke]")] },
    ]);
    expectLawfulFixes(productionFirst, untestedStaging);
  });

  it.each([
    ["the right order", workflow(test(), staging(), smoke, production("smoke"))],
    ["other events", workflow(test(), staging("    needs: test\n    if: github.ref == 'refs/heads/develop'\n"), production("test"))],
    [
      "what an input chooses",
      workflow(
        test(),
        staging("    needs: test\n    if: inputs.target == 'staging'\n"),
        production("test").replace("    needs", "    if: inputs.target == 'production'\n    needs"),
      ).replace("push:\n    branches: [main]", "workflow_dispatch:"),
    ],
    ["one of two stagings", workflow(test(), staging(), staging().replace("  staging:", "  stage-eu:"), production("staging"))],
    ["no staging", workflow(test(), production("test"))],
    ["staging behind production", workflow(test(), production("test"), staging("    needs: production\n"))],
  ])("is silent on %s", (_, text) => {
    expect(places(productionFirst, text)).toEqual([]);
  });
});

describe("workflow/production-without-staging", () => {
  const path = ".github/workflows/cd.yml";
  const text = workflow(test(), deploy("    needs: test\n    environment: production\n"));

  it.each(["k8s/overlays/staging/kustomization.yaml", "chart/values-staging.yaml", "docker-compose.staging.yml", "env/.env.staging"])(
    "takes %s for a sign of staging",
    (file) => {
      expect(run(noStaging, text, { path, files: { [file]: "a: b\n" } })).toMatchObject([
        { on: "production", message: expect.stringContaining(file) },
      ]);
    },
  );

  it("reports a staging that the same push goes to beside it", () => {
    const other = workflow(job("deploy", "    environment: staging\n", "run: kubectl apply -f k8s"));
    expect(places(noStaging, text, { path, files: { ".github/workflows/staging.yml": other } })).toHaveLength(1);
  });

  it.each([
    ["no sign", text, { "k8s/web.yaml": "a: b\n" }],
    [
      "a staging from other branches",
      text,
      {
        "k8s/overlays/staging/a.yaml": "a: b\n",
        ".github/workflows/s.yml": workflow(job("deploy", "    environment: staging\n", "run: kubectl apply -f k8s")).replace(
          "main",
          "develop",
        ),
      },
    ],
    ["sources that are called so", text, { "src/staging/a.json": "{}", "tests/staging/values-staging.yaml": "a: b\n" }],
    ["a release", text.replace("push:\n    branches: [main]", "release:"), { "k8s/overlays/staging/a.yaml": "a: b\n" }],
    [
      "staging in the file",
      workflow(job("one", "    environment: staging\n", "run: helm upgrade a ."), deploy("    needs: one\n    environment: production\n")),
      { "k8s/overlays/staging/a.yaml": "a: b\n" },
    ],
  ])("is silent on %s", (_, source, files) => {
    expect(places(noStaging, source, { path, files: files as Record<string, string> })).toEqual([]);
  });
});
