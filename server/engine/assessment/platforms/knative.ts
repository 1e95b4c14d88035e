import type { Workload } from "../../languages/kubernetes/model.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { placeIn } from "../service.ts";
import { type Platform, type Setting, untold } from "./model.ts";

/** Whether Knative, or Cloud Run by the same manifest, runs it: pods, probes and rollouts are the platform's then. */
export function isKnative({ object }: Workload): boolean {
  return object.group === "serving.knative.dev";
}

/** Sources: https://knative.dev/docs/serving/autoscaling/scale-bounds/, https://cloud.google.com/run/docs/reference/yaml/v1. */
export function knativePlatform({ object, templateAnnotations, pod }: Workload): Platform {
  const setting = (key: string, field: Field<string>): Setting | undefined => {
    const { value, entry } = field;
    if (value === undefined || !entry) return undefined;
    return { ...placeIn(object.file, entry.keySpan), text: `${key}: ${value}`, value: /^\d+$/.test(value) ? Number(value) : undefined };
  };
  const scale = (side: "min" | "max") =>
    [`${side}-scale`, `${side}Scale`]
      .map((name) => setting(name, templateAnnotations.text(`autoscaling.knative.dev/${name}`)))
      .find((one) => one);
  const isCloudRun = [object.annotations, object.labels, templateAnnotations].some(({ entries }) =>
    entries.some(({ key }) => /(?:run\.googleapis\.com|cloud\.googleapis\.com)\//.test(key)),
  );
  return {
    ...untold,
    ...placeIn(object.file, object.nameSpan),
    title: isCloudRun ? "Cloud Run" : "Knative",
    size: pod.mainContainers.map(({ limits }) => setting("memory", limits.quantity("memory"))).find((one) => one),
    minimum: scale("min"),
    maximum: scale("max"),
    endsTls: isCloudRun,
  };
}
