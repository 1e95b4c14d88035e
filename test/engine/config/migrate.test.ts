import { expect, test } from "vitest";
import { loadConfiguration } from "../../../server/engine/config/load.ts";
import { takeOverPeers } from "../../../server/engine/config/migrate.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { configurationTemplate } from "../../../server/lsp/configurationFile.ts";

const peers: Record<string, string> = {
  ".hadolint.yaml": `ignored: [DL3007, DL4006]
override:
  error: [DL3002]
  info: [DL3025]
trustedRegistries: [docker.io, ghcr.io]
label-schema:
  maintainer: text
`,
  ".github/zizmor.yml":
    "rules:\n  unpinned-uses:\n    disable: true\n  template-injection:\n    ignore:\n      - release.yml:12\n      - ci.yml\n",
  ".kube-linter.yaml": "checks:\n  exclude: [no-liveness-probe]\n",
};

test("the settings of other linters, taken over, say the same", () => {
  const before = memoryWorkspace(peers);
  const template = configurationTemplate(before);
  const after = memoryWorkspace({ ...peers, ".deployment-patterns.yaml": template });
  const ours = loadConfiguration("Dockerfile", after);
  expect(ours.problems).toEqual([]);
  expect(ours.path).toBe(".deployment-patterns.yaml");
  for (const [path, language] of [
    ["Dockerfile", "dockerfile"],
    [".github/workflows/ci.yml", "workflow"],
    ["k8s/app.yaml", "kubernetes"],
  ] as const) {
    const theirs = loadConfiguration(path, before);
    for (const rule of rules.filter((one) => one.language === language && one.preset === "recommended")) {
      const isExcepted = theirs.excepts(rule.id, path, () => 1);
      expect([rule.id, ours.severityOf(rule, path)]).toEqual([rule.id, isExcepted ? "off" : theirs.severityOf(rule, path)]);
      if (ours.severityOf(rule, path) !== "off") expect(ours.optionsOf(rule, path)).toEqual(theirs.optionsOf(rule, path));
    }
  }
});

test("what cannot be taken over is told, and where all of it is from", () => {
  const taken = takeOverPeers(memoryWorkspace(peers), "", rules);
  expect(taken?.from).toEqual([".hadolint.yaml", ".github/zizmor.yml", ".kube-linter.yaml"]);
  expect(taken?.text).toContain("dockerfile/latest-base-image: off");
  expect(taken?.text).toContain('dockerfile/untrusted-registry: [on, {"registries":["docker.io","ghcr.io"]}]');
  expect(taken?.text).toMatch(/# \.github\/zizmor\.yml excepts line 12 of release\.yml from workflow\//);
});

test("without other linters, or with files of theirs that are broken, nothing is taken over", () => {
  expect(takeOverPeers(memoryWorkspace({ Dockerfile: "" }), "", rules)).toBeUndefined();
  expect(takeOverPeers(memoryWorkspace({ ".hadolint.yaml": "ignored: [" }), "", rules)).toBeUndefined();
  expect(configurationTemplate(memoryWorkspace({}))).not.toContain("Taken over");
});
