import type { Assessor } from "../../model.ts";
import { cost } from "./cost.ts";
import { guardedDeployment } from "./guarded-deployment.ts";
import { migrationsTested } from "./migrations-tested.ts";
import { onCall } from "./on-call.ts";
import { ownership } from "./ownership.ts";
import { rollbackPlan } from "./rollback-plan.ts";
import { runbooks } from "./runbooks.ts";
import { smokeTest } from "./smoke-test.ts";

export const operationsItems: readonly Assessor[] = [
  rollbackPlan,
  migrationsTested,
  runbooks,
  onCall,
  guardedDeployment,
  smokeTest,
  ownership,
  cost,
];
