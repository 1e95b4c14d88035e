import type { Assessor } from "../../model.ts";
import { authorizationVerified } from "./authorization-verified.ts";
import { cors } from "./cors.ts";
import { dependencyScan } from "./dependency-scan.ts";
import { headers } from "./headers.ts";
import { imageProvenance } from "./image-provenance.ts";
import { installScripts } from "./install-scripts.ts";
import { pipelineHardened } from "./pipeline-hardened.ts";
import { rateLimit } from "./rate-limit.ts";
import { reviewed } from "./reviewed.ts";

export const securityItems: readonly Assessor[] = [
  dependencyScan,
  cors,
  rateLimit,
  authorizationVerified,
  headers,
  imageProvenance,
  pipelineHardened,
  installScripts,
  reviewed,
];
