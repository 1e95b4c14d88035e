import type { Assessor } from "../../model.ts";

export const rollbackItems: readonly Assessor[] = [];
