import type { Generation, Plan } from "../model.ts";

export function goHealth(_plan: Plan): Generation {
  return { files: [] };
}
