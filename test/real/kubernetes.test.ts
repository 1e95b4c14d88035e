// What Kustomize makes of the generated overlays: one object of each kind that finds the others, and nothing for the rules to find.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { configured, shop, strategies, worker } from "../generators/kubernetes-projects.ts";
import { type Files, findingsIn, render } from "../generators/support.ts";
import { installKustomize, kustomize, kustomizeCommand } from "./kustomize.ts";

const folders: string[] = [];
beforeAll(() => installKustomize(), 600_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An object as the API gets it. */
// biome-ignore lint/suspicious/noExplicitAny: what Kustomize writes has the types of all objects.
type Manifest = any;

/** Writes what is generated, and gives the folder. */
function laid(answers: Readonly<Record<string, unknown>>, project: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "overlays-"));
  folders.push(folder);
  for (const { path, text } of render("kubernetes", project, answers).files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** All that an environment consists of, in one text: with variants, several builds. */
function built(folder: string, environment: string): string {
  const overlay = join(folder, "deploy/overlays", environment);
  const parts = existsSync(join(overlay, "kustomization.yaml")) ? [overlay] : readdirSync(overlay).map((name) => join(overlay, name));
  return parts.map(kustomize).join("---\n");
}

function objectsOf(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS());
}

const matches = (labels: Record<string, string>, selector: Record<string, string>) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

/** Every name and every selector leads to something in the same namespace. */
function expectConnected(objects: readonly Manifest[], namespace: string): void {
  const of = (...kinds: string[]) => objects.filter(({ kind }) => kinds.includes(kind));
  const named = (kind: string, name: string) =>
    expect(
      of(kind).map(({ metadata }) => metadata.name),
      kind,
    ).toContain(name);
  for (const { kind, metadata } of objects) expect(metadata.namespace, `${kind} ${metadata.name}`).toBe(namespace);
  expect(new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).size).toBe(objects.length);
  const workloads = of("Deployment", "Rollout");
  const pods = workloads.map(({ spec }) => spec.template.metadata.labels);
  for (const { spec, metadata } of workloads) {
    expect(matches(spec.template.metadata.labels, spec.selector.matchLabels)).toBe(true);
    expect(pods.filter((labels) => matches(labels, spec.selector.matchLabels))).toHaveLength(1);
    for (const { labelSelector } of spec.template.spec.topologySpreadConstraints)
      expect(matches(spec.template.metadata.labels, labelSelector.matchLabels), metadata.name).toBe(true);
    named("ServiceAccount", spec.template.spec.serviceAccountName);
    const [container] = spec.template.spec.containers;
    named("ConfigMap", container.envFrom[0].configMapRef.name);
    expect(container.image).toBe("ghcr.io/acme/shop:unreleased");
    const { canary = {}, blueGreen = {} } = spec.strategy;
    for (const name of [canary.stableService, canary.canaryService, blueGreen.activeService, blueGreen.previewService])
      if (name !== undefined) named("Service", name);
    const plugin = canary.trafficRouting?.plugins["argoproj-labs/gatewayAPI"];
    if (plugin) {
      named("HTTPRoute", plugin.httpRoute);
      expect(plugin.namespace).toBe(namespace);
    }
    for (const analysis of [canary.analysis, blueGreen.prePromotionAnalysis, blueGreen.postPromotionAnalysis])
      for (const { templateName } of analysis?.templates ?? []) named("AnalysisTemplate", templateName);
  }
  for (const { spec, metadata } of of("Service")) {
    const found = pods.filter((labels) => matches(labels, spec.selector));
    expect(found.length, metadata.name).toBeGreaterThan(0);
    if (spec.selector.slot ?? spec.selector.track) expect(found).toHaveLength(1);
  }
  for (const { spec } of of("PodDisruptionBudget"))
    expect(pods.filter((labels) => matches(labels, spec.selector.matchLabels))).toHaveLength(1);
  for (const { spec } of of("NetworkPolicy")) expect(pods.every((labels) => matches(labels, spec.podSelector.matchLabels))).toBe(true);
  for (const { spec } of of("HorizontalPodAutoscaler")) named(spec.scaleTargetRef.kind, spec.scaleTargetRef.name);
  for (const { spec } of of("HTTPRoute")) {
    for (const { name } of spec.parentRefs) named("Gateway", name);
    for (const { backendRefs = [] } of spec.rules) for (const { name } of backendRefs) named("Service", name);
  }
  for (const { spec } of of("Ingress"))
    for (const { http } of spec.rules) for (const { backend } of http.paths) named("Service", backend.service.name);
}

describe("overlays", () => {
  it.each(strategies.map((answers) => [JSON.stringify(answers), answers] as const))(
    "come to what belongs together: %s",
    (_, answers) => {
      const image = "ghcr.io/acme/shop";
      for (const more of [{}, { minReplicas: 4, maxReplicas: 4 }]) {
        const folder = laid({ ...answers, ...more, image, environments: "dev,production" }, configured);
        for (const environment of ["dev", "production"]) {
          const text = built(folder, environment);
          const objects = objectsOf(text);
          expectConnected(objects, environment === "production" ? "shop" : "shop-dev");
          const settings = objects.filter(({ kind }) => kind === "ConfigMap");
          for (const { data } of settings) expect(data).toEqual({ APP_ENV: environment, PORT: "3000" });
          expect(text).not.toMatch(environment === "dev" ? /(?<!dev\.)shop\.example\.com/ : /\bdev\.|-dev\b|: dev$/m);
          expect(findingsIn({ "all.yaml": text }, ["all.yaml"])).toEqual([]);
        }
      }
    },
    120_000,
  );

  it("come to what belongs together for a worker", () => {
    for (const answers of [{ strategy: "rolling" }, { strategy: "canary" }, { strategy: "canary", controller: "argo-rollouts" }]) {
      const folder = laid({ ...answers, image: "ghcr.io/acme/shop", service: "shop" }, worker);
      const text = built(folder, "production");
      expectConnected(objectsOf(text), "shop");
      expect(findingsIn({ "all.yaml": text }, ["all.yaml"])).toEqual([]);
    }
  }, 60_000);

  it("take the image of a release from the script, and touch one variant alone", () => {
    const folder = laid({ strategy: "blue-green", image: "ghcr.io/acme/shop" }, shop);
    const fake = `#!/bin/sh\ncase "$*" in\n  *"apply --kustomize"*) for one; do :; done; ${kustomizeCommand().join(" ")} "$one" >>"${folder}/applied.yaml"; echo --- >>"${folder}/applied.yaml" ;;\n  *"{.spec.selector.slot}"*) echo blue ;;\n  *"--output name"*) echo found ;;\nesac\n`;
    mkdirSync(join(folder, "programs"));
    // The fake one must not stand in front of the one that builds.
    const path = `${process.env.PATH}`;
    writeFileSync(join(folder, "programs/kubectl"), fake.replace("kubectl kustomize", `env PATH='${path}' kubectl kustomize`));
    chmodSync(join(folder, "programs/kubectl"), 0o755);
    const digest = `sha256:${"a".repeat(64)}`;
    execFileSync("sh", ["scripts/switch.sh", "production", "deploy", `ghcr.io/acme/shop@${digest}`], {
      cwd: folder,
      env: { PATH: `${join(folder, "programs")}:${path}` },
      stdio: "pipe",
    });
    const objects = objectsOf(readFileSync(join(folder, "applied.yaml"), "utf8")).filter(Boolean);
    const deployments = objects.filter(({ kind }) => kind === "Deployment");
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual(["shop-green"]);
    expect(deployments[0].spec.template.spec.containers[0].image).toBe(`ghcr.io/acme/shop@${digest}`);
    expect(objects.map(({ kind }) => kind)).not.toContain("Service");
  }, 60_000);
});
