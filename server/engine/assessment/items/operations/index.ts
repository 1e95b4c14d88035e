import type { Assessor } from "../../model.ts";

export const operationsItems: readonly Assessor[] = [];
