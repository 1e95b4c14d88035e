import type { EnvironmentVariable } from "../../detection/environment.ts";
import type { GeneratedFile, Plan } from "../model.ts";

export function exampleFile(_plan: Plan, _variables: readonly EnvironmentVariable[]): GeneratedFile {
  return { path: ".env.example", text: "", about: "The variables" };
}
