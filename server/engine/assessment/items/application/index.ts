import type { Assessor } from "../../model.ts";

export const applicationItems: readonly Assessor[] = [];
