import { describe, expect, it } from "vitest";
import {
  actionsDate,
  advisoryOf,
  allActions,
  archivedActions,
  findAction,
  inputsOf,
  isRuntimeGone,
  type KnownAction,
  knownInputsOf,
  majorOfRef,
  nearestAction,
  refToWrite,
  runtimeOf,
} from "../../../server/engine/knowledge/actions.ts";
import data from "../../../server/engine/knowledge/data/actions.json" with { type: "json" };
import { allPermissionScopes } from "../../../server/engine/knowledge/permissions.ts";

function known(name: string): KnownAction {
  const action = findAction(name);
  if (!action) throw new Error(`${name} is not in the table`);
  return action;
}

function required(name: string): string[] {
  return knownInputsOf(known(name))
    .filter(({ isRequired }) => isRequired)
    .map((input) => input.name);
}

describe("the table of actions", () => {
  const entries = data.actions as readonly Record<string, unknown>[];
  const keys = new Set(
    (
      "name about version commit month major living noMajorTag runtimes known partial inputs values help outputs exclusive permissions cache deploys " +
      "publishes credentials login stage code replacement"
    ).split(" "),
  );

  it("has one well-formed entry for each action, in the order of their names", () => {
    const names = entries.map(({ name }) => String(name).toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual([...names].sort());
    expect(names.length).toBeGreaterThan(250);
    for (const entry of entries) {
      const label = JSON.stringify(entry);
      for (const key of Object.keys(entry)) expect(keys, label).toContain(key);
      expect(entry.name, label).toMatch(/^[\w.-]+\/[\w.-]+(?:\/[\w./-]+)?$/);
      expect(entry.about, label).toMatch(/^[A-Z].*\.$/);
      if (entry.version !== undefined) expect(entry.version, label).toMatch(/^v?\d+(?:\.\d+){1,2}$/);
      if (entry.commit !== undefined) expect(`${entry.version} ${entry.commit}`, label).toMatch(/^\S+\d \w{40}$/);
      if (entry.month !== undefined) expect(entry.month, label).toMatch(/^20\d\d-[01]\d$/);
      if (entry.version !== undefined) expect(majorOfRef(String(entry.version)), label).toBe(entry.major);
      for (const part of String(entry.runtimes ?? "1:node24").split(" "))
        expect(part, label).toMatch(/^\d+(?:-\d+)?:(?:node12|node16|node20|node24|composite|docker)$/);
      if (entry.cache !== undefined) expect(entry.cache, label).toMatch(/^\d+ [\w-]+ (?:true|false)$/);
    }
    expect(actionsDate).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it("writes inputs in its own short form", () => {
    for (const entry of entries) {
      const tokens = entry.inputs === undefined ? [] : String(entry.inputs).split(" ").filter(Boolean);
      for (const token of tokens) expect(token, String(entry.name)).toMatch(/^[A-Za-z][\w-]*(?:[!~]|=[^!=@<~\s]*|@\d+|<\d+|~[\w-]+)*$/);
      const names = tokens.map((token) => token.replace(/[!=@<~].*/, "").toLowerCase());
      expect(new Set(names).size, String(entry.name)).toBe(names.length);
      const about = [...Object.keys(entry.help ?? {}), ...Object.keys(entry.values ?? {}), ...String(entry.code ?? "").split(" ")];
      if (tokens.length > 0) for (const name of about.filter(Boolean)) expect(names, String(entry.name)).toContain(name.toLowerCase());
      for (const pair of String(entry.exclusive ?? "")
        .split(" ")
        .filter(Boolean))
        for (const name of pair.split("|")) expect(names, String(entry.name)).toContain(name);
    }
  });

  it("asks for permissions that exist", () => {
    const scopes = new Map(allPermissionScopes().map((scope) => [scope.name, scope]));
    for (const action of allActions())
      for (const [scope, level] of action.permissions) expect(scopes.get(scope)?.levels, `${action.name} ${scope}`).toContain(level);
  });

  it("judges no action whose inputs it holds a part of", () => {
    for (const entry of entries.filter(({ partial }) => partial)) {
      expect(inputsOf(known(String(entry.name)), undefined)).toBeUndefined();
      expect(inputsOf(known(String(entry.name)), Number(entry.major ?? 1))).toBeUndefined();
    }
  });

  // Newest version, first living major version, inputs that must be given.
  it.each([
    ["actions/checkout", "v7.0.1", 5, []],
    ["actions/setup-node", "v7.0.0", 5, []],
    ["actions/setup-python", "v7.0.0", 6, []],
    ["actions/setup-go", "v7.0.0", 6, []],
    ["actions/setup-java", "v5.7.0", 5, []],
    ["actions/setup-dotnet", "v6.0.0", 5, []],
    ["actions/cache", "v6.1.0", 5, ["path", "key"]],
    ["actions/upload-artifact", "v7.0.1", 6, ["path"]],
    ["actions/download-artifact", "v8.0.1", 7, []],
    ["actions/github-script", undefined, 8, ["script"]],
    ["actions/deploy-pages", "v5.0.0", 5, []],
    ["actions/upload-pages-artifact", "v5.0.0", 0, []],
    ["actions/attest-build-provenance", "v4.1.1", 0, []],
    ["actions/attest", "v4.2.2", 3, []],
    ["actions/dependency-review-action", "v5.0.0", 5, []],
    ["actions/create-github-app-token", "v3.1.1", 3, ["private-key"]],
    ["docker/login-action", "v4.6.0", 4, []],
    ["docker/build-push-action", "v7.3.0", 7, []],
    ["docker/metadata-action", "v6.2.0", 6, []],
    ["docker/setup-buildx-action", "v4.3.0", 4, []],
    ["docker/setup-qemu-action", "v4.2.0", 4, []],
    ["docker/bake-action", "v7.1.0", 7, []],
    ["docker/scout-action", "v1.22.0", 1, ["command"]],
    ["aws-actions/configure-aws-credentials", "v6.2.3", 6, ["aws-region"]],
    ["aws-actions/amazon-ecr-login", "v2.1.7", 2, []],
    ["aws-actions/amazon-ecs-render-task-definition", "v1.9.0", 1, ["container-name", "image"]],
    ["aws-actions/amazon-ecs-deploy-task-definition", "v2.6.3", 2, ["task-definition"]],
    ["google-github-actions/auth", "v3.0.0", 3, []],
    ["google-github-actions/setup-gcloud", "v3.0.1", 3, []],
    ["google-github-actions/deploy-cloudrun", "v3.0.1", 3, []],
    ["google-github-actions/get-gke-credentials", "v3.0.0", 3, ["cluster_name"]],
    ["azure/login", "v3.0.1", 3, []],
    ["azure/setup-kubectl", "v5.1.0", 5, []],
    ["azure/setup-helm", "v5.0.1", 5, []],
    ["azure/k8s-deploy", "v7.0.0", 6, ["manifests"]],
    ["azure/webapps-deploy", "v3.0.8", 2, ["app-name"]],
    ["azure/aks-set-context", "v5.0.0", 5, ["resource-group", "cluster-name"]],
    ["azure/functions-action", "v1.5.7", 1, ["app-name"]],
    ["github/codeql-action/init", "v4.36.2", 4, []],
    ["softprops/action-gh-release", "v3.0.0", 3, []],
    ["peaceiris/actions-gh-pages", "v4.1.0", 4, []],
    ["aquasecurity/trivy-action", "v0.36.0", 0, []],
    ["anchore/sbom-action", "v0.24.0", 0, []],
    ["anchore/scan-action", "v7.4.0", 7, []],
    ["sigstore/cosign-installer", "v4.1.2", 0, []],
    ["hashicorp/setup-terraform", "v4.0.1", 4, []],
    ["helm/kind-action", "v1.14.0", 1, []],
    ["helm/chart-testing-action", "v2.8.0", 0, []],
    ["pnpm/action-setup", "v6.0.9", 6, []],
    ["hadolint/hadolint-action", "v3.3.0", 0, []],
    ["step-security/harden-runner", "v2.20.1", 2, []],
    ["ossf/scorecard-action", "v2.4.4", 0, ["results_file", "results_format"]],
    ["cloudflare/wrangler-action", "v4.0.0", 4, []],
    ["superfly/flyctl-actions/setup-flyctl", "1.6", 1, []],
    ["appleboy/ssh-action", "v1.2.5", 0, []],
    ["amondnet/vercel-action", "v42.3.0", 42, ["vercel-token"]],
  ])("holds %s", (name, version, living, needed) => {
    const action = known(name);
    expect(action.version).toBe(version);
    expect(action.livingMajor).toBe(living);
    expect(required(name)).toEqual(needed);
  });

  it.each([
    ["actions/cache/restore", 6],
    ["actions/cache/save", 6],
    ["actions/configure-pages", 6],
    ["actions/attest-sbom", 4],
    ["actions/stale", 11],
    ["actions/labeler", 7],
    ["astral-sh/setup-uv", 10],
    ["codecov/codecov-action", 7],
    ["dorny/paths-filter", 4],
    ["golangci/golangci-lint-action", 9],
    ["goreleaser/goreleaser-action", 7],
    ["peter-evans/create-pull-request", 8],
    ["peter-evans/create-or-update-comment", 5],
    ["pulumi/actions", 7],
    ["gradle/actions/setup-gradle", 6],
    ["oven-sh/setup-bun", 2],
    ["ruby/setup-ruby", 1],
    ["shivammathur/setup-php", 2],
    ["release-drafter/release-drafter", 7],
    ["Swatinem/rust-cache", 2],
    ["tj-actions/changed-files", 47],
    ["zizmorcore/zizmor-action", 0],
  ])("knows that %s is at version %i", (name, major) => expect(known(name).major).toBe(major));
});

describe("what is known of an action", () => {
  it("does not hang on the case of its name", () => {
    expect(findAction("Actions/Checkout")?.name).toBe("actions/checkout");
    expect(findAction("swatinem/rust-cache")?.name).toBe("Swatinem/rust-cache");
    expect(findAction("nobody/nothing")).toBeUndefined();
  });

  it("tells inputs by version", () => {
    const names = (name: string, major: number | undefined) => inputsOf(known(name), major)?.map((input) => input.name);
    expect(names("actions/checkout", 7)).toContain("allow-unsafe-pr-checkout");
    expect(names("actions/checkout", 6)).not.toContain("allow-unsafe-pr-checkout");
    expect(names("actions/setup-node", 5)).toContain("always-auth");
    expect(names("actions/setup-node", 6)).not.toContain("always-auth");
    expect(names("actions/setup-node", undefined)).toContain("always-auth");
    expect(names("actions/setup-node", 1)).toBeUndefined();
    expect(names("actions/setup-node", 99)).toBeUndefined();
    expect(names("softprops/action-gh-release", 3)).toContain("generate_release_notes");
    expect(names("pypa/gh-action-pypi-publish", 1)).toBeUndefined();
    expect(knownInputsOf(known("actions/setup-node")).map((input) => input.name)).not.toContain("always-auth");
  });

  it("tells what an input is for, takes and stands for", () => {
    const input = (name: string, of: string) => knownInputsOf(known(of)).find((one) => one.name === name);
    expect(input("fetch-depth", "actions/checkout")).toMatchObject({ default: "1", isRequired: false, isDeprecated: false });
    expect(input("fetch-depth", "actions/checkout")?.about).toContain("history");
    expect(input("if-no-files-found", "actions/upload-artifact")?.values).toEqual(["warn", "error", "ignore"]);
    expect(input("app-id", "actions/create-github-app-token")).toMatchObject({ isDeprecated: true, replacement: "client-id" });
    expect(input("save-always", "actions/cache")).toMatchObject({ isDeprecated: true, replacement: undefined });
    expect(input("archive", "actions/upload-artifact")).toMatchObject({ since: 7 });
  });

  it("tells runtimes", () => {
    expect(runtimeOf(known("actions/checkout"), 2)).toBe("node12");
    expect(runtimeOf(known("actions/checkout"), 4)).toBe("node20");
    expect(runtimeOf(known("actions/checkout"), 5)).toBe("node24");
    expect(runtimeOf(known("codecov/codecov-action"), 5)).toBe("composite");
    expect(runtimeOf(known("actions/checkout"), 99)).toBeUndefined();
    // The first living version is one whose runtime lives, and the one before is not.
    for (const action of allActions()) {
      if (action.livingMajor === undefined) continue;
      const runtime = runtimeOf(action, action.livingMajor);
      if (runtime !== undefined) expect(["node24", "composite", "docker"], action.name).toContain(runtime);
      const before = runtimeOf(action, action.livingMajor - 1);
      if (before !== undefined) expect(["node12", "node16", "node20"], action.name).toContain(before);
    }
  });

  it("tells which runtimes are gone", () => {
    expect(isRuntimeGone("node16", "2026-01-01")).toBe(true);
    expect(isRuntimeGone("node20", "2026-09-22")).toBe(false);
    expect(isRuntimeGone("node20", "2026-09-23")).toBe(true);
    for (const runtime of ["node24", "composite", "docker"] as const) expect(isRuntimeGone(runtime, "2027-01-01")).toBe(false);
  });

  it("tells classes", () => {
    expect(known("actions/deploy-pages").deploys).toBe("GitHub Pages");
    expect(known("aws-actions/amazon-ecs-deploy-task-definition").deploys).toBe("Amazon ECS");
    expect(known("softprops/action-gh-release").publishes).toBe("GitHub Releases");
    expect(known("aws-actions/configure-aws-credentials").credentials).toBe("AWS");
    expect(known("docker/login-action").logsInToRegistry).toBe(true);
    expect(known("golangci/golangci-lint-action").stage).toBe("lint");
    expect(known("cypress-io/github-action").stage).toBe("e2e");
    expect(known("actions/setup-node").caching).toEqual({ since: 5, input: "package-manager-cache", off: "false" });
    expect([...known("actions/deploy-pages").permissions]).toEqual([
      ["pages", "write"],
      ["id-token", "write"],
    ]);
    expect(known("actions/github-script").codeInputs).toEqual(["script"]);
    expect(findAction("mikefarah/yq")?.codeInputs).toEqual(["cmd"]);
  });

  it("tells the ref to write", () => {
    expect(refToWrite(known("actions/checkout"))).toBe("v7");
    expect(refToWrite(known("actions/cache"))).toBe("v6");
    for (const name of ["aquasecurity/trivy-action", "ossf/scorecard-action", "hadolint/hadolint-action", "sigstore/cosign-installer"])
      expect(refToWrite(known(name))).toBe(known(name).version);
    expect(refToWrite(known("superfly/flyctl-actions"))).toBe("1.6");
    expect(refToWrite(known("slackapi/slack-github-action"))).toBeUndefined();
  });

  it("reads major versions from refs", () => {
    expect(["v4", "4", "v4.1.2", "release/v1", "v0.36.0", "v4.0.0-beta.1"].map(majorOfRef)).toEqual([4, 4, 4, 1, 0, 4]);
    expect(["main", "8f4b7f84864484a7bf31766abe9204da3cbe65b3", "v4-branch-of-mine/x", "2024", ""].map(majorOfRef)).toEqual(
      Array(5).fill(undefined),
    );
  });

  it("knows what is archived, paths included", () => {
    expect(archivedActions.size).toBeGreaterThan(60);
    expect(findAction("actions/create-release")).toMatchObject({ isArchived: true, preferredReplacement: "softprops/action-gh-release" });
    expect(findAction("actions-rs/toolchain")).toMatchObject({ isArchived: true, preferredReplacement: "dtolnay/rust-toolchain" });
    expect(findAction("secrethub/actions/env-export")).toMatchObject({ isArchived: true, isListed: false });
    expect(known("actions/checkout").isListed).toBe(true);
    expect(known("actions/checkout").isArchived).toBe(false);
    for (const name of archivedActions) expect(name).toBe(name.toLowerCase());
  });
});

describe("names next to a well-known one", () => {
  it.each([
    ["action/checkout", "actions/checkout"],
    ["actons/checkout", "actions/checkout"],
    ["acitons/setup-node", "actions/setup-node"],
    ["actions/chekout", "actions/checkout"],
    ["docker/login-actoin", "docker/login-action"],
    ["step-security/harden-runer", "step-security/harden-runner"],
  ])("%s is near %s", (name, near) => expect(nearestAction(name)).toBe(near));

  it.each([
    "actions/checkout",
    "Actions/Checkout",
    "actions/checkout/path",
    "action/chekout",
    "actions/setup-ruby",
    "mine/checkout",
    "azure/login",
    "x/y",
    "",
  ])("%s is near none", (name) => expect(nearestAction(name)).toBeUndefined());
});

describe("advisories", () => {
  it.each([
    ["tj-actions/changed-files", "v45", "CVE-2025-30066"],
    ["tj-actions/changed-files", "v45.0.7", "CVE-2025-30066"],
    ["actions/download-artifact", "v4.1.2", "CVE-2024-42471"],
    ["actions/download-artifact", "4.0.0", "CVE-2024-42471"],
    ["reviewdog/action-setup", "v1", "CVE-2025-30154"],
    ["aquasecurity/trivy-action", "0.28.0", "CVE-2026-33634"],
    ["github/codeql-action/init", "v3.28.0", "CVE-2025-24362"],
    ["SonarSource/sonarqube-scan-action", "v5", "CVE-2025-59844"],
    ["step-security/harden-runner", "v2.11.0", "CVE-2025-32955"],
    ["tj-actions/branch-names", "v8", "CVE-2025-54416"],
  ])("%s@%s falls under %s", (name, ref, id) => expect(advisoryOf(name, ref)?.id).toBe(id));

  it.each([
    ["tj-actions/changed-files", "v46.0.1"],
    ["tj-actions/changed-files", "v47"],
    ["tj-actions/changed-files", "main"],
    ["tj-actions/changed-files", "8f4b7f84864484a7bf31766abe9204da3cbe65b3"],
    // The tag of the major version has moved on to a fixed one.
    ["actions/download-artifact", "v4"],
    ["actions/download-artifact", "v3"],
    ["actions/download-artifact", "v4.1.3"],
    ["reviewdog/action-setup", "v1.3.1"],
    ["aquasecurity/trivy-action", "0.36.0"],
    ["github/codeql-action/init", "v3"],
    ["step-security/harden-runner", "v2"],
    ["actions/checkout", "v1"],
  ])("%s@%s falls under none", (name, ref) => expect(advisoryOf(name, ref)).toBeUndefined());
});
