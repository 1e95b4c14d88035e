import type { Assessor } from "../model.ts";
import { applicationItems } from "./application/index.ts";
import { infrastructureItems } from "./infrastructure/index.ts";
import { monitoringItems } from "./monitoring/index.ts";
import { operationsItems } from "./operations/index.ts";
import { rollbackItems } from "./rollback/index.ts";
import { securityItems } from "./security/index.ts";

/** One for each item of the checklist. */
export const assessors: readonly Assessor[] = [
  ...applicationItems,
  ...infrastructureItems,
  ...monitoringItems,
  ...securityItems,
  ...operationsItems,
  ...rollbackItems,
];
