import type { Generation, Plan } from "../model.ts";

export function djangoHealth(_plan: Plan): Generation {
  return { files: [] };
}
