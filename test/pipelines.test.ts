// The patterns C1 to C6 as workflows: what follows them gives no finding under `strict`; broken in one place, each gives the finding meant for
// it and no other, and the first fix writes the file as it was.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeAccess } from "../server/cli/files.ts";
import { applyEdits, check, type Finding, loadConfiguration, Snapshot, SourceText } from "../server/engine/index.ts";

const path = ".github/workflows/ci.yml";

function project(name: string) {
  const workspace = new Snapshot(nodeAccess(join(import.meta.dirname, "fixtures/pipelines", name)));
  const text = workspace.read(path);
  if (text === undefined) throw new Error(`${name} has no ${path}`);
  const configuration = loadConfiguration(path, workspace, { preset: "strict", file: "none" });
  return {
    text,
    find(changed: string): Finding[] {
      workspace.open(path, changed);
      return check(new SourceText(path, changed), "workflow", { workspace, configuration, today: "2026-11-23" });
    },
  };
}

interface Break {
  readonly pattern: string;
  readonly what: string;
  readonly project: "standard" | "staged" | "pull-request";
  /** What is taken out or replaced; it stands once in the file. */
  readonly from: string;
  readonly to: string;
  readonly rule: string;
  /** The fix is another good answer than the file's own, or there is none that a tool could choose. */
  readonly isRestored?: false;
}

const breaks: readonly Break[] = [
  {
    pattern: "C1",
    what: "the deploy job waits for nothing",
    project: "standard",
    from: "  deploy:\n    needs: build\n",
    to: "  deploy:\n",
    rule: "workflow/unchained-deploy",
  },
  {
    pattern: "C1",
    what: "the build job, and with it the deploy job, does not wait for the tests",
    project: "standard",
    from: "  build:\n    needs: test\n",
    to: "  build:\n",
    rule: "workflow/untested-deploy",
  },
  {
    pattern: "C1",
    what: "a test may fail",
    project: "standard",
    from: "      - run: npm test -- --coverage\n",
    to: "      - run: npm test -- --coverage || true\n",
    rule: "workflow/ignored-test-failure",
  },
  {
    pattern: "C2",
    what: "packages are fetched anew in every run",
    project: "standard",
    from: "          node-version: 24\n          cache: npm\n",
    to: "          node-version: 24\n",
    rule: "workflow/missing-dependency-cache",
  },
  {
    pattern: "C2",
    what: "the lock file is not followed",
    project: "standard",
    from: "      - run: npm ci\n",
    to: "      - run: npm install\n",
    rule: "workflow/install-without-lockfile",
  },
  {
    pattern: "C2",
    what: "the report is lost when the tests fail",
    project: "standard",
    from: "        if: always()\n        with:\n          name: coverage\n",
    to: "        with:\n          name: coverage\n",
    rule: "workflow/lost-report",
  },
  {
    pattern: "C3",
    what: "pull requests push images",
    project: "standard",
    from: "    needs: test\n    if: github.ref == 'refs/heads/main'\n",
    to: "    needs: test\n",
    rule: "workflow/image-push-on-pull-request",
  },
  {
    pattern: "C3",
    what: "the image has no tag of its own",
    project: "standard",
    from: "          tags: ghcr.io/${{ github.repository }}:${{ github.sha }}\n",
    to: "          tags: ghcr.io/${{ github.repository }}:latest\n",
    rule: "workflow/latest-only-image",
    isRestored: false,
  },
  {
    pattern: "C3",
    what: "layers are built anew in every run",
    project: "standard",
    from: "          cache-from: type=gha\n          cache-to: type=gha,mode=max\n",
    to: "",
    rule: "workflow/uncached-image-build",
    isRestored: false,
  },
  {
    pattern: "C3",
    what: "the cache is exported without buildx",
    project: "standard",
    from: "      - uses: docker/setup-buildx-action@bb05f3f5519dd87d3ba754cc423b652a5edd6d2c # v4.2.0\n",
    to: "",
    rule: "workflow/missing-buildx",
    isRestored: false,
  },
  {
    pattern: "C3",
    what: "the token may not push the image",
    project: "standard",
    from: "      packages: write # pushes the image\n",
    to: "",
    rule: "workflow/missing-packages-permission",
    isRestored: false,
  },
  {
    pattern: "C4",
    what: "no environment protects the deployment",
    project: "standard",
    from: "    environment: production\n",
    to: "",
    rule: "workflow/missing-environment",
  },
  {
    pattern: "C4",
    what: "two deployments may run at once",
    project: "standard",
    from: "    concurrency:\n      group: deploy-production\n      cancel-in-progress: false\n",
    to: "",
    rule: "workflow/concurrent-deploys",
  },
  {
    pattern: "C4",
    what: "a newer deployment stops the one that runs",
    project: "standard",
    from: "      group: deploy-production\n      cancel-in-progress: false\n",
    to: "      group: deploy-production\n      cancel-in-progress: true\n",
    rule: "workflow/cancelled-deploy",
  },
  {
    pattern: "C4",
    what: "the deployment has no time-out",
    project: "standard",
    from: "    timeout-minutes: 15\n",
    to: "",
    rule: "workflow/deploy-without-timeout",
  },
  {
    pattern: "C4",
    what: "nothing waits for the rollout",
    project: "standard",
    from: "          kubectl rollout status deployment/web --timeout=120s\n",
    to: "",
    rule: "workflow/unawaited-rollout",
  },
  {
    pattern: "C4",
    what: "what is deployed may change under its name",
    project: "standard",
    from: "          IMAGE: ghcr.io/${{ github.repository }}:${{ github.sha }}\n",
    to: "          IMAGE: ghcr.io/${{ github.repository }}:latest\n",
    rule: "workflow/mutable-deploy-image",
  },
  {
    pattern: "C5",
    what: "the preview does not wait for the tests",
    project: "pull-request",
    from: "    needs: integration\n",
    to: "",
    rule: "workflow/untested-preview",
  },
  {
    pattern: "C6",
    what: "production does not wait for staging",
    project: "staged",
    from: "    needs: [build, smoke]\n",
    to: "    needs: [build]\n",
    rule: "workflow/production-before-staging",
  },
  {
    pattern: "C6",
    what: "the image is built before the integration tests",
    project: "staged",
    from: "    needs: integration\n",
    to: "    needs: [lint, test]\n",
    rule: "workflow/stage-out-of-order",
    isRestored: false,
  },
];

describe.each(["standard", "staged", "pull-request"])("the %s pipeline", (name) => {
  it("gives no finding under strict", () => {
    const { text, find } = project(name);
    expect(find(text)).toEqual([]);
  });
});

describe.each(breaks)("$pattern broken: $what", ({ project: name, from, to, rule, isRestored }) => {
  const { text, find } = project(name);
  const changed = text.replace(from, () => to);

  it(`gives ${rule} and nothing else`, () => {
    expect(text.split(from).length, `"${from}" stands once`).toBe(2);
    expect(find(changed).map((finding) => finding.rule)).toEqual([rule]);
  });

  it("is mended by its fix", () => {
    const [finding] = find(changed);
    const [change, ...others] = finding?.fixes?.[0]?.changes ?? [];
    expect(others).toEqual([]);
    if (change?.kind !== "edit") throw new Error(`${rule} has no fix`);
    const mended = applyEdits(changed, change.edits);
    if (isRestored === false) expect(find(mended)).toEqual([]);
    else expect(mended).toBe(text);
  });
});
