import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run, uses } from "../steps.ts";
import { distantLock, versionFile } from "./version.ts";

/** Python with what installs the dependencies. */
export function setUpPython(plan: Plan): Lines {
  const { answers, application } = plan;
  const manager = answers.packageManager;
  const file = versionFile(plan, [".python-version", ".tool-versions"]);
  if (manager === "uv") {
    return [
      uses("astral-sh/setup-uv", {
        version: application.packageManagerVersion?.value,
        // uv reads `.python-version` by itself.
        "python-version": file === undefined ? answers.runtimeVersion : undefined,
        "working-directory": answers.folder || undefined,
        "enable-cache": "true",
      }),
    ];
  }
  const cache = manager === "pip" || manager === "poetry" || manager === "pipenv" ? manager : undefined;
  const python = uses("actions/setup-python", {
    "python-version-file": file,
    "python-version": file === undefined ? answers.runtimeVersion : undefined,
    cache,
    "cache-dependency-path": cache && distantLock(plan),
  });
  if (!manager || manager === "pip") return [python];
  const version = application.packageManagerVersion?.value;
  // pipx is on the runner; the cache of the next step asks the manager where it keeps things.
  return [
    run({ name: `Install ${titles[manager] ?? manager}`, run: [`pipx install ${version ? `${manager}==${version}` : manager}`] }),
    python,
  ];
}

const titles: Readonly<Record<string, string>> = { poetry: "Poetry", pdm: "PDM", pipenv: "Pipenv" };
