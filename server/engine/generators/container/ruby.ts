import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";

export function rubyDockerfile(_plan: Plan): ImageFiles {
  return { dockerfile: "" };
}
