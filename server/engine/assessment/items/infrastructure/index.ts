import type { Assessor } from "../../model.ts";
import { backups } from "./backups.ts";
import { boundedDisk } from "./bounded-disk.ts";
import { configurationRollout } from "./configuration-rollout.ts";
import { disruptionBudget } from "./disruption-budget.ts";
import { distinctProbes } from "./distinct-probes.ts";
import { environmentValidated } from "./environment-validated.ts";
import { hardenedContainers } from "./hardened-containers.ts";
import { horizontalScaling } from "./horizontal-scaling.ts";
import { networkPolicy } from "./network-policy.ts";
import { reproducibleImage } from "./reproducible-image.ts";
import { resourceLimits } from "./resource-limits.ts";
import { rolloutSettings } from "./rollout-settings.ts";
import { supportedRuntime } from "./supported-runtime.ts";
import { tls } from "./tls.ts";

export const infrastructureItems: readonly Assessor[] = [
  reproducibleImage,
  environmentValidated,
  resourceLimits,
  horizontalScaling,
  tls,
  distinctProbes,
  hardenedContainers,
  disruptionBudget,
  rolloutSettings,
  networkPolicy,
  configurationRollout,
  supportedRuntime,
  boundedDisk,
  backups,
];
