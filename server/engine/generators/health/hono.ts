import type { Generation, Plan } from "../model.ts";

export function honoHealth(_plan: Plan): Generation {
  return { files: [] };
}
