import type { Generation, Plan } from "../model.ts";

export function nextHealth(_plan: Plan): Generation {
  return { files: [] };
}
