import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";

export function dotnetDockerfile(_plan: Plan): ImageFiles {
  return { dockerfile: "" };
}
