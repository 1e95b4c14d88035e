// The commands of the pipeline's jobs are run with Kustomize itself, against a `kubectl` that shows what it would apply.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { shop } from "../generators/kubernetes-projects.ts";
import { render, textOf, withGenerated } from "../generators/support.ts";
import { kustomizeProgramFolder } from "./kustomize.ts";

const image = `ghcr.io/acme/shop@sha256:${"a".repeat(64)}`;
const folders: string[] = [];
let programs = "";

beforeAll(() => {
  programs = kustomizeProgramFolder();
}, 600_000);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

// biome-ignore lint/suspicious/noExplicitAny: what Kustomize writes has the types of all objects.
type Manifest = any;

/** What a step of a job applies. */
function applied(answers: Readonly<Record<string, unknown>>, job: string, step: string, env: Readonly<Record<string, string>>): Manifest[] {
  const folder = mkdtempSync(join(tmpdir(), "pipeline-"));
  folders.push(folder);
  const given = { ...answers, image: "ghcr.io/acme/shop" };
  const { preview: _, ...manifests } = given as Record<string, unknown>;
  const pipeline = render("pipeline", shop, given);
  for (const [path, text] of Object.entries(withGenerated(shop, render("kubernetes", shop, manifests), pipeline))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const workflow = parse(textOf(pipeline, ".github/workflows/ci-cd.yml"));
  const { run, "working-directory": at = "." } = workflow.jobs[job].steps.find((one: { name?: string }) => one.name === step);
  const kubectl = join(folder, "kubectl");
  writeFileSync(
    kubectl,
    '#!/bin/sh\ncase "$1 $2" in\n  "apply --kustomize") kustomize build "$3" ;;\n  *) cat >/dev/null </dev/null ;;\nesac\n',
  );
  chmodSync(kubectl, 0o755);
  const path = [folder, programs, process.env.PATH ?? ""].join(delimiter);
  const output = execFileSync("bash", ["-e", "-c", run], {
    cwd: join(folder, at),
    encoding: "utf8",
    env: { PATH: path, HOME: folder, ...env },
  });
  return parseAllDocuments(output).map((document) => document.toJS());
}

const of = (objects: readonly Manifest[], kind: string) => objects.filter((one) => one.kind === kind);

describe("what the pipeline applies", () => {
  it.each(["staging", "production"])("to %s has the image that was built", (environment) => {
    const objects = applied({}, `deploy-${environment}`, "Apply", { IMAGE: image });
    const [deployment] = of(objects, "Deployment");
    expect(deployment.spec.template.spec.containers[0].image).toBe(image);
    expect(deployment.metadata.namespace).toBe(environment === "production" ? "shop" : "shop-staging");
  });

  it.each([{ route: "none" }, { route: "gateway" }, { route: "ingress" }, { route: "none", minReplicas: 2, maxReplicas: 2 }])(
    "for a preview is small, apart from the others, and reached by no route: %j",
    (answers) => {
      const objects = applied({ ...answers, preview: true }, "preview", "Apply", { IMAGE: image, NAMESPACE: "shop-pr-7" });
      const [deployment] = of(objects, "Deployment");
      expect(deployment.spec.template.spec.containers[0].image).toBe(image);
      expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(["shop-pr-7"]));
      expect(objects.filter(({ kind }) => /Route|Gateway|Ingress/.test(kind))).toEqual([]);
      const [autoscaler] = of(objects, "HorizontalPodAutoscaler");
      expect(autoscaler ? autoscaler.spec.minReplicas : deployment.spec.replicas).toBe(1);
      expect(deployment.metadata.labels.environment).toBe("preview");
    },
  );
});
