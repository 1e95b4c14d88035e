import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";

export function nodeDockerfile(_plan: Plan): ImageFiles {
  return { dockerfile: "" };
}
