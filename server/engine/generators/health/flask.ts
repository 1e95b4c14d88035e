import type { Generation, Plan } from "../model.ts";

export function flaskHealth(_plan: Plan): Generation {
  return { files: [] };
}
