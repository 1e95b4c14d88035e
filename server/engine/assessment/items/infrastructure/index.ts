import type { Assessor } from "../../model.ts";

export const infrastructureItems: readonly Assessor[] = [];
