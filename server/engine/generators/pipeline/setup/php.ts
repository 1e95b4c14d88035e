import { inFolder } from "../../../workspace/paths.ts";
import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { uses } from "../steps.ts";
import { versionFile } from "./version.ts";

/** PHP with Composer, which comes with the action, and a cache of what Composer downloads. */
export function setUpPhp(plan: Plan): Lines {
  const { answers } = plan;
  const file = versionFile(plan, [".php-version", ".tool-versions"]);
  const lock = inFolder(answers.folder, "composer.lock");
  return [
    uses("shivammathur/setup-php", {
      "php-version-file": file,
      "php-version": file === undefined ? answers.runtimeVersion : undefined,
      coverage: "pcov",
    }),
    uses("actions/cache", {
      path: "~/.cache/composer",
      key: `composer-\${{ hashFiles('${lock}') }}`,
      "restore-keys": "composer-",
    }),
  ];
}
