import type { Generation, Plan } from "../model.ts";

export function fastifyHealth(_plan: Plan): Generation {
  return { files: [] };
}
