import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";

export function phpDockerfile(_plan: Plan): ImageFiles {
  return { dockerfile: "" };
}
