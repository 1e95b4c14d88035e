import type { Assessor } from "../../model.ts";
import { headers } from "./headers.ts";

export const securityItems: readonly Assessor[] = [headers];
