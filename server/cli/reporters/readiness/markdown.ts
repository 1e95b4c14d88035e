import { readinessReport } from "../../../engine/index.ts";
import type { ReadinessReport, ReadinessStyle } from "../../readiness-report.ts";

/** For a pull request; links are relative to the current folder. */
export function markdown({ services }: ReadinessReport, { today }: ReadinessStyle): string {
  return readinessReport(services, { today });
}
