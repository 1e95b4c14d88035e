import { describe, expect, it } from "vitest";
import deploys from "../../../server/engine/rules/workflow/deploy-without-timeout.ts";
import others from "../../../server/engine/rules/workflow/missing-timeout.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const job = (id: string, step: string, more = "") =>
  `on: push\njobs:\n  ${id}:\n    runs-on: ubuntu-latest\n${more}    steps:\n${step.replace(/^/gm, "      ")}\n`;
const apply = "- run: kubectl set image deployment/web web=web:2";

describe("workflow/deploy-without-timeout", () => {
  it("gives a deployment 15 minutes", () => {
    const text = job("deploy", apply, "    environment: production\n");
    expect(run(deploys, text)[0]?.fixed[0]).toContain("    runs-on: ubuntu-latest\n    timeout-minutes: 15\n    environment: production\n");
    expect(run(deploys, text)[0]?.severity).toBeUndefined();
    expectLawfulFixes(deploys, text);
    expect(run(deploys, job("deploy", "- run: ./x.sh"))).toMatchObject([{ severity: "info" }]);
    expect(run(deploys, job("docs", "- uses: actions/deploy-pages@v5"))).toMatchObject([{ severity: "info" }]);
  });

  it.each([
    ["a limit", job("deploy", apply, "    timeout-minutes: 30\n")],
    ["an expression", job("deploy", apply, "    timeout-minutes: ${{ fromJSON(vars.MINUTES) }}\n")],
    ["limits of the steps that deploy", job("deploy", `- run: npm ci\n${apply}\n  timeout-minutes: 5`)],
    ["a call", "on: push\njobs:\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n"],
    ["a job that does not deploy", job("test", "- run: npm test")],
  ])("is silent on %s", (_, text) => {
    expect(places(deploys, text)).toEqual([]);
  });
});

describe("workflow/missing-timeout", () => {
  it.each([
    ["npm run lint", 10],
    ["npm test", 20],
    ["npm run build", 30],
    ["docker build .", 30],
    ["echo", 30],
  ])("gives %s %d minutes", (command, minutes) => {
    const text = job("work", `- run: ${command}`);
    expect(run(others, text)[0]?.fixed[0]).toContain(`    timeout-minutes: ${minutes}\n`);
    expectLawfulFixes(others, text);
  });

  it.each([
    ["a limit", job("test", "- run: npm test", "    timeout-minutes: 30\n")],
    ["limits of all steps that run something", job("test", "- uses: actions/checkout@v6\n- run: npm test\n  timeout-minutes: 5")],
    ["a deployment, which has a rule of its own", job("deploy", apply)],
    ["a call", "on: push\njobs:\n  test:\n    uses: ./.github/workflows/test.yml\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(others, text)).toEqual([]);
  });
});
