import type { Generation, Plan } from "../model.ts";

export function fastapiHealth(_plan: Plan): Generation {
  return { files: [] };
}
