import { describe, expect, it } from "vitest";
import inconsistentName from "../../../server/engine/rules/workflow/inconsistent-environment-name.ts";
import lostReport from "../../../server/engine/rules/workflow/lost-report.ts";
import missingEnvironment from "../../../server/engine/rules/workflow/missing-environment.ts";
import missingUrl from "../../../server/engine/rules/workflow/missing-environment-url.ts";
import missingSmoke from "../../../server/engine/rules/workflow/missing-smoke-test.ts";
import pathFiltered from "../../../server/engine/rules/workflow/path-filtered-check.ts";
import unfailingSmoke from "../../../server/engine/rules/workflow/unfailing-smoke-test.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const job = (id: string, keys: string, ...steps: string[]) =>
  `  ${id}:\n${keys}    runs-on: ubuntu-latest\n    steps:\n${steps.map((step) => `      - ${step}\n`).join("")}`;
const apply = "run: kubectl apply -f k8s";
const workflow = (...jobs: string[]) => `on:\n  push:\n    branches: [main]\njobs:\n${jobs.join("")}`;

describe("workflow/missing-environment", () => {
  it.each([
    [job("deploy", "", apply), "production"],
    [job("deploy-staging", "", apply), "staging"],
    [job("prod", "", apply), "production"],
    [job("deploy", "    name: Deploy (dev)\n", apply), "development"],
    [job("uat", "", apply), "uat"],
    [job("deploy", "", `name: To staging\n        ${apply}`), "staging"],
    [job("pages", "", "uses: actions/deploy-pages@v4"), "github-pages"],
    [job("migrate", "    environment: prod\n", "run: echo migrate") + job("deploy", "", apply), "prod"],
  ])("names it: %s", (jobs, name) => {
    const text = workflow(jobs);
    expect(run(missingEnvironment, text)[0]?.fixed[0]).toContain(`    runs-on: ubuntu-latest\n    environment: ${name}\n    steps:`);
    expectLawfulFixes(missingEnvironment, text);
  });

  it("keeps the order of the keys and the comments", () => {
    const text = workflow(job("deploy", "    # why\n    timeout-minutes: 5 # minutes\n    concurrency: a\n", apply));
    expect(run(missingEnvironment, text)[0]?.fixed[0]).toContain("    environment: production\n");
    expectLawfulFixes(missingEnvironment, text);
    expectLawfulFixes(missingEnvironment, text.replaceAll("\n", "\r\n"));
  });

  it("is advice alone for static sites and for what a name alone tells", () => {
    expect(run(missingEnvironment, workflow(job("site", "", "uses: peaceiris/actions-gh-pages@v4")))).toMatchObject([{ severity: "info" }]);
    expect(run(missingEnvironment, workflow(job("deploy", "", "run: ./go.sh")))).toMatchObject([{ severity: "info" }]);
  });

  it.each([
    ["an environment", workflow(job("deploy", "    environment: anything\n", apply))],
    ["an expression", workflow(job("deploy", "    environment: ${{ inputs.environment }}\n", apply))],
    ["a mapping", workflow(job("deploy", "    environment:\n      name: ${{ vars.NAME }}\n", apply))],
    ["a call", workflow("  deploy:\n    uses: me/shared/.github/workflows/deploy.yml@v1\n")],
    ["a preview", workflow(job("deploy-preview", "", apply))],
    ["documentation", workflow(job("docs", "", "uses: peaceiris/actions-gh-pages@v4"))],
    ["no deployment", workflow(job("test", "", "run: npm test"))],
    ["a cluster on the runner", workflow(job("deploy", "", "run: minikube start", apply))],
  ])("is silent on %s", (_, text) => {
    expect(places(missingEnvironment, text)).toEqual([]);
  });
});

describe("workflow/missing-environment-url", () => {
  const environment = "    environment:\n      name: production\n";

  it("takes the address of the action or of the smoke test", () => {
    const run1 = workflow(job("deploy", environment, "id: run\n        uses: google-github-actions/deploy-cloudrun@v3"));
    expect(run(missingUrl, run1)[0]?.fixed[0]).toContain("      name: production\n      url: ${{ steps.run.outputs.url }}\n");
    expectLawfulFixes(missingUrl, run1);
    const netlify = workflow(job("deploy", environment, "run: netlify deploy --prod", "run: curl --fail https://www.example.com/health"));
    expect(run(missingUrl, netlify)[0]?.fixed[0]).toContain("      url: https://www.example.com\n");
    expectLawfulFixes(missingUrl, netlify);
    expect(run(missingUrl, workflow(job("deploy", environment, "run: netlify deploy --prod")))).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["an address", workflow(job("deploy", `${environment}      url: https://www.example.com\n`, "run: netlify deploy --prod"))],
    ["the short form", workflow(job("deploy", "    environment: production\n", "run: netlify deploy --prod"))],
    ["what serves no web", workflow(job("deploy", environment, "run: terraform apply"))],
  ])("is silent on %s", (_, text) => {
    expect(places(missingUrl, text)).toEqual([]);
  });
});

describe("workflow/inconsistent-environment-name", () => {
  const deploy = (id: string, name: string) => job(id, `    environment: ${name}\n`, apply);

  it("reports the name that is used less, in the file and beside it", () => {
    const text = workflow(deploy("a", "prod"), deploy("b", "prod"), deploy("c", "production"));
    expect(run(inconsistentName, text)).toMatchObject([{ on: "production", fixed: [text.replace(": production", ": prod")] }]);
    expectLawfulFixes(inconsistentName, text);
    const files = {
      ".github/workflows/b.yml": workflow(deploy("b", "staging")),
      ".github/workflows/c.yml": workflow(deploy("c", "staging")),
    };
    expect(run(inconsistentName, workflow(deploy("a", "'stage'")), { files })).toMatchObject([
      { fixed: [workflow(deploy("a", "'staging'"))] },
    ]);
  });

  it.each([
    ["one name", workflow(deploy("a", "prod"), deploy("b", "Prod"))],
    ["different environments", workflow(deploy("a", "production"), deploy("b", "staging"), deploy("c", "prod-eu"))],
    ["an expression", workflow(deploy("a", "${{ inputs.name }}"), deploy("b", "prod"))],
  ])("is silent on %s", (_, text) => {
    expect(places(inconsistentName, text)).toEqual([]);
  });
});

describe("workflow/missing-smoke-test", () => {
  it("asks the environment's address behind the deployment", () => {
    const url = (value: string) => `    environment:\n      name: production\n      url: ${value}\n`;
    const literal = workflow(
      job("deploy", url("https://www.example.com"), apply, "if: failure()\n        run: kubectl rollout undo deployment/web"),
    );
    expect(run(missingSmoke, literal)[0]?.fixed[0]).toContain(
      "k8s\n      - name: Smoke test\n        run: curl --fail --silent --show-error --retry 5 --retry-all-errors https://www.example.com\n      - if: failure()",
    );
    expectLawfulFixes(missingSmoke, literal);
    const output = workflow(
      job("deploy", url("${{ steps.run.outputs.url }}"), "id: run\n        uses: google-github-actions/deploy-cloudrun@v3"),
    );
    expect(run(missingSmoke, output)[0]?.fixed[0]).toContain('"$URL"\n        env:\n          URL: ${{ steps.run.outputs.url }}\n');
    expectLawfulFixes(missingSmoke, output);
    expect(run(missingSmoke, workflow(job("deploy", "", apply)))).toMatchObject([{ fixed: [] }]);
  });

  it("does not take the rollout's end for a test", () => {
    expect(places(missingSmoke, workflow(job("deploy", "", apply, "run: kubectl rollout status deployment/web")))).toHaveLength(1);
  });

  it.each([
    ["a request", workflow(job("deploy", "", apply, "run: curl --fail https://www.example.com"))],
    [
      "a request in the same script",
      workflow(job("deploy", "", "run: |\n          kubectl apply -f k8s\n          curl --fail https://www.example.com")),
    ],
    [
      "a job behind it",
      workflow(job("deploy", "", apply), job("smoke", "    needs: deploy\n", "run: curl --fail https://www.example.com")),
    ],
    ["end-to-end tests", workflow(job("deploy", "", apply), job("after", "    needs: deploy\n", "run: npx playwright test"))],
    ["a script by its name", workflow(job("deploy", "", apply, "run: ./scripts/verify.sh"))],
    ["a step by its name", workflow(job("deploy", "", apply, "name: Health check\n        uses: me/poll@v1"))],
    [
      "a called workflow behind it",
      workflow(job("deploy", "", apply), "  after:\n    needs: deploy\n    uses: me/shared/.github/workflows/x.yml@v1\n"),
    ],
    [
      "a way back behind the request",
      workflow(
        job(
          "deploy",
          "",
          apply,
          "run: curl --fail https://www.example.com",
          "if: failure()\n        run: kubectl set image deployment/web web=web:1",
        ),
      ),
    ],
    [
      "a candidate that is asked before it gets the traffic",
      workflow(
        job(
          "deploy",
          "",
          "run: gcloud run deploy web --no-traffic",
          "run: curl --fail https://next.example.com",
          "run: gcloud run services update-traffic web --to-latest",
        ),
      ),
    ],
    ["a request on the server", workflow(job("deploy", "", 'run: ssh web.example.com "docker compose up -d && curl --fail localhost"'))],
    ["a static site", workflow(job("deploy", "", "uses: actions/deploy-pages@v4"))],
    ["infrastructure", workflow(job("deploy", "", "run: terraform apply"))],
    ["Kamal, which asks by itself", workflow(job("deploy", "", "run: bundle exec kamal deploy"))],
    ["an environment of development", workflow(job("deploy", "    environment: dev\n", apply))],
    ["a name alone", workflow(job("deploy", "", "run: ./go.sh"))],
  ])("is silent on %s", (_, text) => {
    expect(places(missingSmoke, text)).toEqual([]);
  });
});

describe("workflow/unfailing-smoke-test", () => {
  const probe = (...steps: string[]) => workflow(job("deploy", "", apply, ...steps));

  it.each([
    ["run: curl https://www.example.com", "run: curl --fail --retry 5 https://www.example.com"],
    ["run: curl -sS --retry 3 https://www.example.com", "run: curl --fail -sS --retry 3 https://www.example.com"],
    [
      "run: curl -s https://www.example.com | tee answer.txt",
      "run: curl --fail --retry 5 -s https://www.example.com | tee answer.txt\n        shell: bash",
    ],
    ["run: curl -f https://www.example.com | head -1", "run: curl -f https://www.example.com | head -1\n        shell: bash"],
    ["run: curl --fail https://www.example.com || true", "run: curl --fail https://www.example.com"],
    ["run: curl -f https://www.example.com\n        continue-on-error: true", "run: curl -f https://www.example.com"],
    [
      "run: |\n          sleep 5\n          curl https://www.example.com > /dev/null",
      "run: |\n          sleep 5\n          curl --fail --retry 5 https://www.example.com > /dev/null",
    ],
  ])("mends `%s`", (step, fixed) => {
    expect(run(unfailingSmoke, probe(step))[0]?.fixed).toEqual([probe(fixed)]);
    expectLawfulFixes(unfailingSmoke, probe(step));
  });

  it("looks into the jobs behind, and behind the deployment in its step", () => {
    expect(
      places(unfailingSmoke, workflow(job("deploy", "", apply), job("after", "    needs: deploy\n", "run: curl https://www.example.com"))),
    ).toHaveLength(1);
    expect(
      places(
        unfailingSmoke,
        workflow(
          job(
            "deploy",
            "",
            "run: |\n          curl https://a.example.com\n          kubectl apply -f k8s\n          curl https://www.example.com",
          ),
        ),
      ),
    ).toHaveLength(1);
  });

  it.each([
    ["--fail", probe("run: curl -fsS https://www.example.com")],
    ["--fail-with-body", probe("run: curl --fail-with-body https://www.example.com")],
    ["a code that is compared", probe("run: test \"$(curl -s -o /dev/null -w '%{http_code}' https://www.example.com)\" = 200")],
    ["a condition", probe("run: |\n          if curl -s https://www.example.com | grep -q ok; then echo fine; else exit 1; fi")],
    ["a search", probe("run: curl -s https://www.example.com | grep ok")],
    [
      "a loop",
      probe("run: |\n          for i in 1 2 3; do\n            curl https://www.example.com && break\n            sleep 1\n          done"),
    ],
    ["a failure that is handled", probe("run: curl -f https://www.example.com || exit 1")],
    ["a message", probe("run: 'curl -X POST -d \"{}\" https://hooks.slack.com/services/x'")],
    ["a hook", probe('run: curl "$DEPLOY_HOOK_URL"')],
    ["a download", probe("run: curl -o tool.tgz https://www.example.com/tool.tgz")],
    ["a request before the deployment", workflow(job("deploy", "", "run: curl https://www.example.com", apply))],
    ["no deployment", workflow(job("test", "", "run: curl https://www.example.com"))],
  ])("is silent on %s", (_, text) => {
    expect(places(unfailingSmoke, text)).toEqual([]);
  });
});

describe("workflow/path-filtered-check", () => {
  const filtered = "on:\n  pull_request:\n    paths: [src/**]\njobs:\n";
  const test = job("test", "", "run: npm test");

  it("reports the filter", () => {
    expect(run(pathFiltered, `${filtered}${test}`)).toMatchObject([{ on: "paths", message: expect.stringContaining("`test`") }]);
  });

  it.each([
    ["no filter", `on: pull_request\njobs:\n${test}`],
    ["pushes", `on:\n  push:\n    paths: [src/**]\njobs:\n${test}`],
    ["what tests nothing", `${filtered}${job("label", "", "run: echo hello")}`],
  ])("is silent on %s", (_, text) => {
    expect(places(pathFiltered, text)).toEqual([]);
  });

  it("is silent where another workflow of the same name reports", () => {
    const files = {
      ".github/workflows/other.yml": `name: CI\non:\n  pull_request:\n    paths-ignore: [src/**]\njobs:\n${job("test", "", "run: echo none")}`,
    };
    expect(places(pathFiltered, `name: CI\n${filtered}${test}`, { files })).toEqual([]);
  });
});

describe("workflow/lost-report", () => {
  const upload = (name: string, path: string, keys = "", version = "v4") =>
    `uses: actions/upload-artifact@${version}\n${keys}        with:\n          name: ${name}\n          path: ${path}`;
  const tests = (...steps: string[]) => workflow(job("test", "", "run: npm test", ...steps));

  it.each([
    ["coverage", "coverage/"],
    ["test-results", "out/*.xml"],
    ["playwright-report", "playwright-report/"],
    ["screenshots-${{ matrix.os }}", "cypress/screenshots"],
    ["unit", "build/reports/tests"],
  ])("reports %s", (name, path) => {
    const text = tests(upload(name, path));
    expect(run(lostReport, text)).toMatchObject([
      { on: "actions/upload-artifact@v4", fixed: [tests(upload(name, path, "        if: always()\n"))] },
    ]);
    expectLawfulFixes(lostReport, text);
  });

  it("writes the condition behind a name, and joins it to one that is there", () => {
    const named = tests(`name: Report\n        ${upload("coverage", "coverage/")}`);
    expect(run(lostReport, named)[0]?.fixed[0]).toContain(
      "      - name: Report\n        if: always()\n        uses: actions/upload-artifact@v4\n",
    );
    expectLawfulFixes(lostReport, named);
    const conditional = tests(upload("coverage", "coverage/", "        if: github.event_name == 'push'\n"));
    expect(run(lostReport, conditional)[0]?.fixed[0]).toContain("if: github.event_name == 'push' && always()\n");
    expectLawfulFixes(lostReport, conditional);
  });

  it.each([
    ["always()", tests(upload("coverage", "coverage/", "        if: always()\n"))],
    ["!cancelled()", tests(upload("coverage", "coverage/", "        if: ${{ !cancelled() }}\n"))],
    ["failure()", tests(upload("coverage", "coverage/", "        if: failure()\n"))],
    ["a product", tests(upload("dist", "dist/"))],
    ["a product beside reports", tests(upload("dist", "dist/\n            coverage/").replace("path: ", "path: |\n            "))],
    ["a report without tests", workflow(job("lint", "", "run: npx eslint .", upload("report", "report/")))],
    ["a report in front of the tests", workflow(job("test", "", upload("report", "report/"), "run: npm test"))],
    ["tests that may fail", workflow(job("test", "", "run: npm test\n        continue-on-error: true", upload("coverage", "coverage/")))],
    ["tests whose failure is thrown away", workflow(job("test", "", "run: npm test || true", upload("coverage", "coverage/")))],
    [
      "an outcome",
      workflow(
        job(
          "test",
          "",
          "id: unit\n        run: npm test",
          upload("coverage", "coverage/", "        if: steps.unit.outcome == 'success'\n"),
        ),
      ),
    ],
    [
      "a report that is handed on",
      workflow(
        job("test", "", "run: npm test", upload("coverage", "coverage/")),
        job("merge", "    needs: test\n", "uses: actions/download-artifact@v4\n        with:\n          name: coverage"),
      ),
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(lostReport, text)).toEqual([]);
  });
});
