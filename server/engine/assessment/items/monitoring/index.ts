import type { Assessor } from "../../model.ts";

export const monitoringItems: readonly Assessor[] = [];
