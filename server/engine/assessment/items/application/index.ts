import type { Assessor } from "../../model.ts";
import { dataPrivacy } from "./data-privacy.ts";
import { dependenciesListed } from "./dependencies-listed.ts";
import { errorHandling } from "./error-handling.ts";
import { gracefulShutdown } from "./graceful-shutdown.ts";
import { healthEndpoint } from "./health-endpoint.ts";
import { noHardcodedSecrets } from "./no-hardcoded-secrets.ts";
import { outboundTimeouts } from "./outbound-timeouts.ts";
import { structuredLogs } from "./structured-logs.ts";
import { testsPass } from "./tests-pass.ts";
import { tracing } from "./tracing.ts";

export const applicationItems: readonly Assessor[] = [
  testsPass,
  noHardcodedSecrets,
  errorHandling,
  structuredLogs,
  healthEndpoint,
  gracefulShutdown,
  outboundTimeouts,
  tracing,
  dependenciesListed,
  dataPrivacy,
];
