import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { uses } from "../steps.ts";
import { lockPath, versionFile } from "./version.ts";

/** The .NET SDK. Its cache needs a lock file. */
export function setUpDotnet(plan: Plan): Lines {
  const file = versionFile(plan, ["global.json"]);
  const version = plan.answers.runtimeVersion;
  const lock = lockPath(plan);
  return [
    uses("actions/setup-dotnet", {
      "global-json-file": file,
      "dotnet-version": file === undefined ? (version.split(".").length < 3 ? `${version}.x` : version) : undefined,
      cache: lock && "true",
      "cache-dependency-path": lock,
    }),
  ];
}
