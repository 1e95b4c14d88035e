import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { uses } from "../steps.ts";
import { distantLock, versionFile } from "./version.ts";

/** Go, with its cache of modules and builds, which the action keeps without being asked. */
export function setUpGo(plan: Plan): Lines {
  const file = versionFile(plan, ["go.mod", "go.work", ".go-version", ".tool-versions"]);
  return [
    uses("actions/setup-go", {
      "go-version-file": file,
      "go-version": file === undefined ? plan.answers.runtimeVersion : undefined,
      "cache-dependency-path": distantLock(plan),
    }),
  ];
}
