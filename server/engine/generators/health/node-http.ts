import type { Generation, Plan } from "../model.ts";

export function httpHealth(_plan: Plan): Generation {
  return { files: [] };
}
