import type { Assessor } from "../../model.ts";
import { errorRateAlert } from "./error-rate-alert.ts";
import { loadTest } from "./load-test.ts";
import { logAggregation } from "./log-aggregation.ts";
import { metrics } from "./metrics.ts";
import { objectives } from "./objectives.ts";
import { uptime } from "./uptime.ts";

export const monitoringItems: readonly Assessor[] = [metrics, errorRateAlert, logAggregation, uptime, objectives, loadTest];
