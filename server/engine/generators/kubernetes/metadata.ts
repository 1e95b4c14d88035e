import type { Plan } from "../model.ts";
import { indented, type Lines } from "../yaml-text.ts";
import { labels } from "./pod.ts";
import { namespaceIn, productionOf, type Variant } from "./shape.ts";

/**
 * The lines of `metadata`. Plain files name the namespace themselves; with Kustomize the overlays do.
 * @param suffix what the name has behind that of the service: `-preview`
 */
export function metadata(plan: Plan, suffix = "", variant?: Variant, annotations: Lines = []): Lines {
  const { answers } = plan;
  return [
    "metadata:",
    `  name: ${answers.service}${suffix}${variant ? `-${variant.name}` : ""}`,
    answers.layout === "plain" && `  namespace: ${namespaceIn(answers, productionOf(answers))}`,
    "  labels:",
    ...indented(4, ...labels(plan, variant)),
    annotations.length > 0 && ["  annotations:", ...indented(4, ...annotations)],
  ];
}
