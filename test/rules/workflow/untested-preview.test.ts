import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/workflow/untested-preview.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const workflow = (preview: string, others = "") =>
  `on: pull_request\njobs:\n  lint:\n    runs-on: x\n    steps:\n      - run: npm run lint\n  test:\n    needs: lint\n    runs-on: x\n    steps:\n      - run: npm test\n${others}${preview}`;
const steps = "    runs-on: x\n    steps:\n      - run: npx vercel deploy\n";

describe("workflow/untested-preview", () => {
  it("reports a preview beside the tests, and waits for the last of them", () => {
    for (const [needs, fixed] of [
      ["", "    needs: test\n"],
      ["    needs: lint\n", "    needs: [lint, test]\n"],
    ]) {
      const text = workflow(`  preview:\n${needs}${steps}`);
      expect(run(rule, text)).toMatchObject([{ on: "preview", fixed: [expect.stringContaining(`  preview:\n${fixed}`)] }]);
      expectLawfulFixes(rule, text);
    }
  });

  it("knows a preview by its action", () => {
    const action =
      "    runs-on: x\n    environment: preview\n    steps:\n      - uses: amondnet/vercel-action@v42\n        with:\n          vercel-token: a\n";
    expect(places(rule, workflow(`  review-app:\n${action}`))).toHaveLength(1);
  });

  it.each([
    ["waits for the tests", `  preview:\n    needs: test\n${steps}`, ""],
    [
      "has a test that runs against the preview",
      `  preview:\n    needs: test\n${steps}`,
      "  e2e:\n    needs: preview\n    runs-on: x\n    steps:\n      - run: npx playwright test\n",
    ],
    ["only takes the preview away", `  delete-preview:\n${steps}`, ""],
    ["deploys nothing", "  preview:\n    runs-on: x\n    steps:\n      - run: npm run build\n", ""],
    ["is not for reviewers", `  site:\n${steps}`, ""],
    ["does not run with the tests", `  preview:\n    if: github.event_name == 'workflow_dispatch'\n${steps}`, ""],
  ])("is silent where a job %s", (_what, preview, others) => {
    expect(places(rule, workflow(preview, others))).toEqual([]);
  });

  it("is silent on a test that may fail", () => {
    const text = `on: pull_request\njobs:\n  test:\n    continue-on-error: true\n    runs-on: x\n    steps:\n      - run: npm test\n  preview:\n${steps}`;
    expect(places(rule, text)).toEqual([]);
  });
});
