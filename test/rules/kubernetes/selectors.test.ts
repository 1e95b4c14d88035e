// The selectors of workloads.
import { describe, expect, it } from "vitest";
import overlapping from "../../../server/engine/rules/kubernetes/overlapping-selectors.ts";
import mismatch from "../../../server/engine/rules/kubernetes/selector-template-mismatch.ts";
import { expectLawfulFixes, places, run } from "../support.ts";
import { workload } from "./manifests.ts";

const files = {};

describe("kubernetes/selector-template-mismatch", () => {
  const selecting = (lines: string, kind = "Deployment") => workload({ kind }).replace("    matchLabels:\n      app: web\n", lines);

  it.each(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout"])("reports another value in a %s", (kind) => {
    const text = workload({ kind }).replace("        app: web", "        app: wep");
    expect(run(mismatch, text)).toMatchObject([{ on: "wep", fixed: [workload({ kind })] }]);
    expectLawfulFixes(mismatch, text);
  });

  it("reports a label that the template does not have, and several at once", () => {
    const text = selecting("    matchLabels:\n      app: web\n      tier: front\n");
    expect(run(mismatch, text)).toMatchObject([
      { on: "front", fixed: [text.replace("        app: web\n", "        app: web\n        tier: front\n")] },
    ]);
    const several = selecting("    matchLabels:\n      app: api\n      tier: front\n      zone: a\n");
    expect(run(mismatch, several)).toHaveLength(1);
    expect(run(mismatch, several)[0]?.fixed[0]).toContain("        app: api\n        tier: front\n        zone: a\n");
    expectLawfulFixes(mismatch, several);
  });

  it("gives a template its labels", () => {
    const text = workload().replace("    metadata:\n      labels:\n        app: web\n", "");
    expect(run(mismatch, text)).toMatchObject([{ on: "web", fixed: [workload()] }]);
    expectLawfulFixes(mismatch, text);
  });

  it("reports expressions that are not met", () => {
    expect(
      run(mismatch, selecting("    matchExpressions:\n      - key: app\n        operator: In\n        values: [api]\n")),
    ).toMatchObject([{ on: "selector", fixed: [] }]);
  });

  it("reads the plain selector of a ReplicationController", () => {
    const controller = (label: string) =>
      `apiVersion: v1\nkind: ReplicationController\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  template:\n    metadata:\n      labels:\n        app: ${label}\n    spec:\n      containers:\n        - name: web\n          image: web:1\n`;
    expect(run(mismatch, controller("api"))).toMatchObject([{ on: "api", fixed: [controller("web")] }]);
    expect(run(mismatch, controller("web"))).toEqual([]);
  });

  it.each([
    ["labels that agree", workload()],
    ["more labels than are asked for", workload().replace("        app: web\n", "        app: web\n        tier: front\n")],
    ["expressions that are met", selecting("    matchExpressions:\n      - key: app\n        operator: Exists\n")],
    ["labels that a template writes", workload().replace("        app: web\n", '        {{- include "web.labels" . | nindent 8 }}\n')],
    ["a value that a template writes", workload({ label: "web" }).replace("      app: web\n", "      app: {{ .Release.Name }}\n")],
    ["a number that both have in quotes", workload({ label: '"1"' })],
    ["a patch", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n"],
    [
      "a Rollout over a Deployment",
      "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  workloadRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n",
    ],
    [
      "a job's own selector",
      "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: tidy\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: tidy\n          image: tidy:1\n",
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(mismatch, text)).toEqual([]);
  });
});

describe("kubernetes/selector-template-mismatch with Kustomize", () => {
  const text = workload().replace("      app: web\n", "      app: web\n      part: shop\n");

  it.each([
    ["labels", "labels:\n  - pairs:\n      part: shop\n    includeTemplates: true\n"],
    [
      "a patch",
      "patches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n      spec:\n        template:\n          metadata:\n            labels:\n              part: shop\n",
    ],
  ])("is silent where %s give the pods what they lack", (_, more) => {
    expect(places(mismatch, text, { files: { "deploy/kustomization.yaml": `resources:\n  - app.yaml\n${more}` } })).toEqual([]);
    expect(
      places(mismatch, text, {
        files: { "deploy/kustomization.yaml": "resources:\n  - app.yaml\nlabels:\n  - pairs:\n      part: shop\n" },
      }),
    ).toHaveLength(1);
  });
});

describe("kubernetes/overlapping-selectors", () => {
  const two = `${workload({ name: "web", label: "shop" })}---\n${workload({ name: "worker", label: "shop" })}`;

  it("tells it once, and tells both apart", () => {
    const [problem, ...others] = run(overlapping, two, { files });
    expect(others).toEqual([]);
    expect(problem?.message).toContain("`Deployment worker` and `Deployment web`");
    for (const name of ["web", "worker"]) expect(problem?.fixed[0]).toContain(`      app: shop\n      app.kubernetes.io/name: ${name}\n`);
    expectLawfulFixes(overlapping, two, { files });
  });

  it("tells it once for many", () => {
    const four = ["a", "b", "c", "d"].map((name) => workload({ name, label: "shop" })).join("---\n");
    expect(run(overlapping, four, { files })).toMatchObject([{ message: expect.stringContaining("3 other workloads") }]);
    expectLawfulFixes(overlapping, four, { files });
  });

  it("tells it across files of a folder", () => {
    const other = { "deploy/a.yaml": workload({ name: "web", label: "shop" }) };
    const text = workload({ name: "worker", label: "shop" });
    const [problem] = run(overlapping, text, { path: "deploy/b.yaml", files: other });
    expect(problem?.severity).toBe("warning");
    expect(Object.keys(problem?.others[0] ?? {})).toEqual(["deploy/a.yaml"]);
    expectLawfulFixes(overlapping, text, { path: "deploy/b.yaml", files: other });
    expect(run(overlapping, text, { path: "elsewhere/b.yaml", files: other })).toEqual([]);
  });

  it("reports slots whose selectors lack the slot", () => {
    const slot = (name: string) =>
      workload({ name: `web-${name}`, label: "web" }).replace("        app: web\n", `        app: web\n        slot: ${name}\n`);
    expect(run(overlapping, `${slot("blue")}---\n${slot("green")}`, { files })).toHaveLength(1);
    const apart = (name: string) => slot(name).replace("      app: web\n", `      app: web\n      slot: ${name}\n`);
    expect(run(overlapping, `${apart("blue")}---\n${apart("green")}`, { files })).toEqual([]);
  });

  it.each([
    ["different labels", `${workload({ name: "web" })}---\n${workload({ name: "api" })}`],
    [
      "different namespaces",
      two.replace("  name: web\n", "  name: web\n  namespace: a\n").replace("  name: worker\n", "  name: worker\n  namespace: b\n"),
    ],
    ["labels that a template writes", two.replaceAll("shop", "{{ .Release.Name }}")],
    [
      "a selector that finds only its own",
      `${workload({ name: "web", label: "shop" })}---\n${workload({ name: "worker", label: "shop" }).replace("      app: shop\n", "      app: shop\n      role: worker\n").replace("        app: shop\n", "        app: shop\n        role: worker\n")}`,
    ],
    ["the same object twice, which has a finding of its own", `${workload()}---\n${workload()}`],
    [
      "a Rollout over a Deployment",
      `${workload()}---\napiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  workloadRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n`,
    ],
    [
      "a patch",
      `${workload()}---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: other\nspec:\n  selector:\n    matchLabels:\n      app: web\n`,
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(overlapping, text, { files })).toEqual([]);
  });

  it("is silent where overlays tell them apart, and in charts", () => {
    const apart = {
      "a/kustomization.yaml": "resources:\n  - app.yaml\nlabels:\n  - pairs:\n      part: a\n    includeSelectors: true\n",
      "a/app.yaml": workload({ name: "web", label: "shop" }),
    };
    expect(places(overlapping, workload({ name: "worker", label: "shop" }), { path: "b/app.yaml", files: apart })).toEqual([]);
    expect(places(overlapping, two, { path: "chart/templates/a.yaml", files: { "chart/Chart.yaml": "name: shop\n" } })).toEqual([]);
  });
});
