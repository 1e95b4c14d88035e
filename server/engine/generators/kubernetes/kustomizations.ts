import { readsStage } from "../built-image.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { indented, type Lines, text } from "../yaml-text.ts";
import { rehearsal } from "./argo.ts";
import { configurationOf } from "./configuration.ts";
import { unreleasedTag } from "./pod.ts";
import { hostPatches } from "./routes.ts";
import { manifestsFolder, namespaceIn, overlayFolder, productionOf, type Shape, shapeOf, type Variant } from "./shape.ts";

const head: Lines = ["apiVersion: kustomize.config.k8s.io/v1beta1", "kind: Kustomization"];

/** A base of some files beside it. */
export function baseKustomization(plan: Plan, files: readonly string[], holdsPods: boolean): string {
  const { service } = plan.answers;
  const { kind } = shapeOf(plan);
  return text(
    ...head,
    "resources:",
    ...files.map((file) => `  - ${file}`),
    holdsPods &&
      configurationOf(plan).length > 0 && [
        "# Its name gets a hash, so that pods are replaced when it changes.",
        "configMapGenerator:",
        `  - name: ${service}`,
        "    literals:",
        ...configurationOf(plan).flatMap(({ name, value, decide }) => [decide && `      # DECIDE: ${decide}`, `      - ${name}=${value}`]),
        kind === "Rollout" && ["configurations:", "  - rollout-references.yaml"],
      ],
  );
}

/**
 * A base that is there, with the files that it does not list yet; undefined where it lists all. Everything else in it is its owner's.
 * Without a list that can be continued line by line it stays as it is.
 */
export function withResources(existing: string, files: readonly string[]): string | undefined {
  const lines = existing.split("\n");
  const start = lines.findIndex((line) => /^resources:\s*(?:#.*)?$/.test(line));
  const missing = files.filter((file) => !lines.some((line) => /^\s*-\s/.test(line) && line.includes(file)));
  if (start < 0 || missing.length === 0) return undefined;
  let end = start + 1;
  // Comments may stand between two of them; one behind the last belongs to what follows.
  for (let at = end; /^\s*(?:-\s|#)/.test(lines[at] ?? ""); at++) if (/^\s*-/.test(lines[at] ?? "")) end = at + 1;
  const indent = /^(\s*)-/.exec(lines[start + 1] ?? "")?.[1] ?? "  ";
  lines.splice(end, 0, ...missing.map((file) => `${indent}- ${file}`));
  return lines.join("\n");
}

/** The overlays of every environment; with variants three of them: what they share, and one for each. */
export function overlays(plan: Plan): readonly GeneratedFile[] {
  const { variants } = shapeOf(plan);
  return plan.answers.environments.flatMap((environment) => {
    const folder = overlayFolder(plan.answers, environment);
    const file = (path: string, about: string, content: string) => ({ path: `${path}/kustomization.yaml`, about, text: content });
    if (variants.length === 0) return [file(folder, `What is different in ${environment}`, overlay(plan, environment))];
    return [
      file(`${folder}/shared`, `What both ${pairOf(variants)} have in common in ${environment}`, shared(plan, environment)),
      ...variants.map((variant) =>
        file(`${folder}/${variant.name}`, `The pods of ${variant.name} in ${environment}`, overlay(plan, environment, variant)),
      ),
    ];
  });
}

/** What the variants are, in the plural. */
export function pairOf([first]: readonly Variant[]): string {
  return first?.label === "slot" ? "slots" : "tracks";
}

/** The path of a base as seen from an overlay. */
function baseFrom(variant: Variant | "shared" | undefined, name: string): string {
  return `${variant === undefined ? "../.." : "../../.."}/${name}`;
}

function overlay(plan: Plan, environment: string, variant?: Variant): string {
  const { answers } = plan;
  const shape = shapeOf(plan);
  const patches = [
    ...scalePatches(plan, environment, variant),
    ...(variant ? [] : hostPatches(plan, environment)),
    ...(shape.kind === "Rollout" && environment !== productionOf(answers) ? rehearsal(plan) : []),
    ...pluginPatch(plan, environment, shape),
  ];
  const isProduction = environment === productionOf(answers);
  return text(
    ...head,
    `namespace: ${namespaceIn(answers, environment)}`,
    variant && `nameSuffix: -${variant.name}`,
    "resources:",
    `  - ${baseFrom(variant, "base")}`,
    "labels:",
    "  - pairs:",
    `      environment: ${environment}`,
    variant && ["  - pairs:", `      ${variant.label}: ${variant.name}`, "    includeSelectors: true"],
    "images:",
    `  - name: ${answers.image}`,
    "    # The pipeline puts the version here that it has built.",
    `    newTag: ${unreleasedTag}`,
    !isProduction &&
      readsStage(answers) && [
        "configMapGenerator:",
        `  - name: ${answers.service}`,
        "    behavior: merge",
        "    literals:",
        `      - APP_ENV=${environment}`,
      ],
    patches.length > 0 && ["patches:", ...indented(2, ...patches)],
  );
}

/** Services, routes and the like, which no release of a variant touches. */
function shared(plan: Plan, environment: string): string {
  const patches = hostPatches(plan, environment);
  return text(
    ...head,
    `namespace: ${namespaceIn(plan.answers, environment)}`,
    "resources:",
    `  - ${baseFrom("shared", "shared")}`,
    "labels:",
    "  - pairs:",
    `      environment: ${environment}`,
    patches.length > 0 && ["patches:", ...indented(2, ...patches)],
  );
}

/** Before production fewer pods do; a canary that has its share by its pods has a number of its own, and no autoscaler. */
function scalePatches(plan: Plan, environment: string, variant: Variant | undefined): Lines {
  const { answers } = plan;
  const { kind, isAutoscaled, traffic } = shapeOf(plan);
  if (kind === "CronJob") return [];
  const isProduction = environment === productionOf(answers);
  const number = Math.min(2, answers.minReplicas);
  const replace = (target: string, ...fields: readonly (readonly [string, number])[]) => [
    "- target:",
    `    kind: ${target}`,
    "  patch: |-",
    ...fields.flatMap(([name, value]) => ["    - op: replace", `      path: /spec/${name}`, `      value: ${value}`]),
  ];
  if (variant?.name === "canary" && traffic === "replicas") {
    const gone = (apiVersion: string, name: string) => [
      "- patch: |-",
      "    $patch: delete",
      `    apiVersion: ${apiVersion}`,
      `    kind: ${name}`,
      "    metadata:",
      `      name: ${answers.service}`,
    ];
    return [
      "# `scripts/canary.sh` sets the number of pods, which is the canary's share.",
      "- target:",
      "    kind: Deployment",
      "  patch: |-",
      `    - op: ${isAutoscaled ? "add" : "replace"}`,
      "      path: /spec/replicas",
      "      value: 1",
      isAutoscaled && gone("autoscaling/v2", "HorizontalPodAutoscaler"),
      answers.minReplicas > 1 && gone("policy/v1", "PodDisruptionBudget"),
    ];
  }
  if (isProduction) return [];
  if (isAutoscaled)
    return replace("HorizontalPodAutoscaler", ["minReplicas", number], ["maxReplicas", Math.min(answers.maxReplicas, number * 2)]);
  return answers.minReplicas > number ? replace(kind, ["replicas", number]) : [];
}

/** The plugin that moves the weights wants the namespace of the route, which Kustomize does not know to be one. */
function pluginPatch(plan: Plan, environment: string, { kind, traffic }: Shape): Lines {
  if (kind !== "Rollout" || traffic !== "gateway" || environment === productionOf(plan.answers)) return [];
  return [
    "- target:",
    "    kind: Rollout",
    "  patch: |-",
    "    - op: replace",
    "      path: /spec/strategy/canary/trafficRouting/plugins/argoproj-labs~1gatewayAPI/namespace",
    `      value: ${namespaceIn(plan.answers, environment)}`,
  ];
}

/** The folder of a base. */
export function baseFolder(plan: Plan, name: "base" | "shared"): string {
  return `${manifestsFolder(plan.answers)}/${name}`;
}
