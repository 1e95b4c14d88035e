import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { uses } from "../steps.ts";
import { versionFile } from "./version.ts";

/** Ruby; the action installs the gems of the lock file and keeps them. */
export function setUpRuby(plan: Plan): Lines {
  const { answers } = plan;
  const file = versionFile(plan, [".ruby-version", ".tool-versions", "mise.toml"]);
  return [
    uses("ruby/setup-ruby", {
      // The file beside the lock file is read without being named.
      "ruby-version": file === undefined ? answers.runtimeVersion : undefined,
      "working-directory": answers.folder || undefined,
      "bundler-cache": "true",
    }),
  ];
}
