import type { Generation, Plan } from "../model.ts";

export function nestHealth(_plan: Plan): Generation {
  return { files: [] };
}
