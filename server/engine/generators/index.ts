import { compose } from "./compose/index.ts";
import { container } from "./container/index.ts";
import { environment } from "./environment/index.ts";
import { health } from "./health/index.ts";
import type { GeneratorId } from "./ids.ts";
import { kubernetes } from "./kubernetes/index.ts";
import type { Generator } from "./model.ts";
import { pipeline } from "./pipeline/index.ts";
import { readiness } from "./readiness/index.ts";
import { rollback } from "./rollback/index.ts";
import { runbook } from "./runbook/index.ts";

/** In the order in which a project needs them. */
const byId: Readonly<Record<GeneratorId, Generator>> = {
  container,
  compose,
  pipeline,
  rollback,
  kubernetes,
  health,
  environment,
  runbook,
  readiness,
};

export const generators: readonly Generator[] = /* @__PURE__ */ Object.values(byId);

export function generatorOf(id: string): Generator | undefined {
  return generators.find((one) => one.id === id);
}
