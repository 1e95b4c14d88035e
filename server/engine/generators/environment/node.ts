import type { EnvironmentVariable } from "../../detection/environment.ts";
import type { Generation, Plan } from "../model.ts";

export function nodeEnvironment(_plan: Plan, _variables: readonly EnvironmentVariable[]): Generation {
  return { files: [] };
}
