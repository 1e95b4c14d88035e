// One mistake is one finding: the pipelines of test/fixtures/pipelines, each with one slip in it, give under `strict` exactly what stands here.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeAccess } from "../server/cli/files.ts";
import { check, loadConfiguration, Snapshot, SourceText } from "../server/engine/index.ts";

const path = ".github/workflows/ci.yml";

function project(name: string) {
  const workspace = new Snapshot(nodeAccess(join(import.meta.dirname, "fixtures/pipelines", name)));
  const text = workspace.read(path);
  if (text === undefined) throw new Error(`${name} has no ${path}`);
  const configuration = loadConfiguration(path, workspace, { preset: "strict", file: "none" });
  return {
    text,
    find(changed: string): string[] {
      workspace.open(path, changed);
      return check(new SourceText(path, changed), "workflow", { workspace, configuration, today: "2026-11-23" }).map(({ rule }) => rule);
    },
  };
}

interface Slip {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** In the order of the text, without the language. */
  readonly rules: readonly string[];
}

const guard = "    if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-24.04\n    timeout-minutes: 15\n";

const standard: readonly Slip[] = [
  { what: "a misspelt event", from: "on:\n  push:\n", to: "on:\n  pusj:\n", rules: ["unknown-event"] },
  { what: "a misspelt filter", from: "  push:\n    branches:", to: "  push:\n    branch:", rules: ["unknown-key"] },
  { what: "a tab", from: "  push:\n    branches:", to: "  push:\n\tbranches:", rules: ["yaml-syntax"] },
  { what: "a list that is not closed", from: "[main]\n  pull_request:", to: "[main\n  pull_request:", rules: ["yaml-syntax"] },
  { what: "a misspelt section", from: "\nconcurrency:\n", to: "\nconcurency:\n", rules: ["unknown-key"] },
  { what: "misspelt permissions", from: "\npermissions:\n", to: "\npermission:\n", rules: ["unknown-key"] },
  { what: "a misspelt scope", from: "\n  contents: read\n", to: "\n  content: read\n", rules: ["unknown-permission"] },
  { what: "a misspelt scope that a push needs", from: "packages: write", to: "package: write", rules: ["unknown-permission"] },
  { what: "a level that there is not", from: "\n  contents: read\n", to: "\n  contents: reed\n", rules: ["invalid-permission-level"] },
  { what: "misspelt `jobs`", from: "\njobs:\n", to: "\njob:\n", rules: ["unknown-key"] },
  { what: "a misspelt key of a job", from: "    needs: build\n", to: "    need: build\n", rules: ["unknown-key"] },
  { what: "half a key", from: "    timeout-minutes: 15\n", to: "    timeout: 15\n", rules: ["unknown-key"] },
  { what: "a misspelt environment", from: "    environment: production\n", to: "    enviroment: production\n", rules: ["unknown-key"] },
  {
    what: "misspelt steps",
    from: "    steps:\n      - uses: aws-actions",
    to: "    step:\n      - uses: aws-actions",
    rules: ["unknown-key"],
  },
  {
    what: "misspelt inputs",
    from: "        with:\n          node-version:",
    to: "        wiht:\n          node-version:",
    rules: ["unknown-key"],
  },
  { what: "a misspelt input", from: "          node-version: 24\n", to: "          node-versoin: 24\n", rules: ["unknown-action-input"] },
  { what: "a misspelt cache", from: "          cache: npm\n", to: "          cahce: npm\n", rules: ["unknown-action-input"] },
  { what: "a misspelt job in `needs`", from: "    needs: build\n", to: "    needs: biuld\n", rules: ["unknown-need"] },
  { what: "a job that needs itself", from: "    needs: build\n", to: "    needs: deploy\n", rules: ["needs-cycle"] },
  { what: "a misspelt function", from: "        if: always()\n", to: "        if: alwyas()\n", rules: ["unknown-function"] },
  { what: "a misspelt property", from: guard, to: guard.replace("github.ref", "github.reff"), rules: ["unknown-context-property"] },
  { what: "a branch without quotes", from: guard, to: guard.replaceAll("'", ""), rules: ["unquoted-condition"] },
  { what: "a misspelt branch", from: guard, to: guard.replace("heads/main", "heads/mian"), rules: ["impossible-condition"] },
  { what: "double quotes in a condition", from: guard, to: guard.replaceAll("'", '"'), rules: ["invalid-expression"] },
  {
    what: "a secret in a condition",
    from: guard,
    to: guard.replace(/github\.ref == '.*'/, "secrets.TOKEN"),
    rules: ["secret-in-condition"],
  },
  { what: "a misspelt context", from: "${{ secrets.GITHUB_TOKEN }}", to: "${{ secret.GITHUB_TOKEN }}", rules: ["unknown-context"] },
  {
    what: "an expression left open",
    from: "${{ secrets.GITHUB_TOKEN }}",
    to: "${{ secrets.GITHUB_TOKEN }",
    rules: ["unclosed-expression"],
  },
  { what: "a password in the file", from: "${{ secrets.GITHUB_TOKEN }}", to: "hunter2hunter2", rules: ["plaintext-registry-password"] },
  {
    what: "a misspelt step",
    from: "steps.push.outputs.digest }}\n          exit-code",
    to: "steps.psh.outputs.digest }}\n          exit-code",
    rules: ["unknown-step"],
  },
  {
    what: "a misspelt owner of an action",
    from: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
    to: "action/setup-node@v7",
    rules: ["misspelt-action"],
  },
  {
    what: "an action without a version",
    from: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
    to: "actions/setup-node",
    rules: ["invalid-uses"],
  },
  { what: "a misspelt script", from: "npm run lint\n", to: "npm run lnit\n", rules: ["missing-script"] },
  { what: "a misspelt workload", from: "set image deployment/web", to: "set image deployment/wbe", rules: ["unknown-workload"] },
  { what: "a misspelt workload to wait for", from: "status deployment/web", to: "status deployment/wbe", rules: ["unknown-workload"] },
  { what: "a name that is given twice", from: "name: CI/CD\n", to: "name: CI/CD\nname: CI\n", rules: ["duplicate-key"] },
];

const staged: readonly Slip[] = [
  { what: "a smoke test that needs a misspelt job", from: "    needs: staging\n", to: "    needs: stagin\n", rules: ["unknown-need"] },
  { what: "a misspelt smoke test", from: "needs: [build, smoke]", to: "needs: [build, smke]", rules: ["unknown-need"] },
  { what: "production beside staging", from: "needs: [build, smoke]", to: "needs: build", rules: ["production-before-staging"] },
  { what: "production that waits for nothing", from: "    needs: [build, smoke]\n", to: "", rules: ["unchained-deploy"] },
  { what: "misspelt services", from: "    services:\n", to: "    service:\n", rules: ["unknown-key"] },
  { what: "a group without its name", from: "      group: deploy-staging\n", to: "", rules: ["missing-key"] },
];

describe.each([
  ["standard", standard],
  ["staged", staged],
])("the %s pipeline", (name, slips) => {
  const { text, find } = project(name);

  it.each(slips)("with $what", ({ from, to, rules }) => {
    expect(text).toContain(from);
    expect(find(text.replace(from, () => to))).toEqual(rules.map((rule) => `workflow/${rule}`));
  });
});
