import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";

export function javaDockerfile(_plan: Plan): ImageFiles {
  return { dockerfile: "" };
}
