import type { Generation, Plan } from "../model.ts";

export function expressHealth(_plan: Plan): Generation {
  return { files: [] };
}
