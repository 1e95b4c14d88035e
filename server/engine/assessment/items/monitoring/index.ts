import type { Assessor } from "../../model.ts";
import { errorRateAlert } from "./error-rate-alert.ts";
import { metrics } from "./metrics.ts";

export const monitoringItems: readonly Assessor[] = [metrics, errorRateAlert];
