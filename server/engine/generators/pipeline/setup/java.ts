import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { uses } from "../steps.ts";
import { versionFile } from "./version.ts";

/** A JDK; Gradle's own action keeps more of its work than the cache of files does. */
export function setUpJava(plan: Plan): Lines {
  const { answers } = plan;
  const file = versionFile(plan, [".java-version", ".tool-versions", ".sdkmanrc"]);
  const isGradle = answers.packageManager === "gradle";
  const java = uses("actions/setup-java", {
    distribution: "temurin",
    "java-version-file": file,
    "java-version": file === undefined ? answers.runtimeVersion : undefined,
    cache: isGradle ? undefined : "maven",
    "cache-dependency-path": isGradle || answers.folder === "" ? undefined : `${answers.folder}/pom.xml`,
  });
  return isGradle ? [java, uses("gradle/actions/setup-gradle")] : [java];
}
