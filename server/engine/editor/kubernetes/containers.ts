import type { Container } from "../../languages/kubernetes/model.ts";
import type { ManifestPlace } from "../../languages/kubernetes/place.ts";
import { touches } from "../../text/span.ts";

/** The container that a place lies in. */
export function containerAt({ object, span }: ManifestPlace): Container | undefined {
  return object.workload?.pod.allContainers.find(({ mapping }) => mapping.map && touches(mapping.map.span, span.start));
}
