import type { Workload } from "../../languages/kubernetes/model.ts";
import type { Service } from "../service.ts";
import { platformFilesOf } from "./files.ts";
import { knativePlatform } from "./knative.ts";
import type { Platform } from "./model.ts";
import { cloudRunOf } from "./pipeline.ts";
import { terraformPlatformsOf } from "./terraform.ts";

/** The platforms that run a service: by a file of their own, by Knative's manifests, by a command of the pipeline, by Terraform. */
export function platformsOf(service: Service, knative: readonly Workload[]): readonly Platform[] {
  return [...platformFilesOf(service), ...knative.map(knativePlatform), ...cloudRunOf(service), ...terraformPlatformsOf(service)];
}
