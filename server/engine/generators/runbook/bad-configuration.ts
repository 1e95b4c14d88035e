import { environmentOf } from "../../detection/environment.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { document, kubectl, logCommands, onHost, production, restartCommands, selected, shell } from "./service.ts";

export function badConfiguration(plan: Plan): GeneratedFile {
  const { service, folder, target } = plan.answers;
  const needed = environmentOf(plan.workspace, folder).filter(({ isRequired }) => isRequired);
  const look =
    target === "kubernetes"
      ? [
          "# Names alone: values of secrets do not belong on a screen.",
          `${kubectl(plan)} get configmaps,secrets`,
          `${kubectl(plan)} get pods ${selected(plan)} --output 'jsonpath={range .items[0].spec.containers[0].env[*]}{.name}{"\\n"}{end}'`,
        ]
      : target === "compose"
        ? ["# Names alone: values of secrets do not belong on a screen.", onHost(plan, "config --environment | cut -d= -f1")]
        : [];
  return document(
    plan,
    "bad-configuration",
    "What to do when it does not start, or behaves as if it were somewhere else",
    `# ${service}: bad configuration

## Signs

- It does not start, and the log names a variable: the environment is checked first, and what is wrong is told by name and reason.
- It starts and behaves as if it were in another environment.
- Pods stay in \`CreateContainerConfigError\`: a ConfigMap or Secret, or a key of one, is not there.

## Look

${shell(...look, ...logCommands(plan))}
${
  needed.length > 0
    ? `
Without these it does not work in ${production(plan)}:

| Variable | Secret | Read in |
| --- | --- | --- |
${needed.map(({ name, isSecret, places: [place] }) => `| \`${name}\` | ${isSecret ? "yes" : "no"} | \`${place?.path}\` |`).join("\n")}
`
    : ""
}
## Do

1. What changed: the settings in the repository (\`git log -p\`), or a secret at its keeper? Compare with the environment before production, which works.
2. In the repository: revert that change, and deploy. Only the configuration was wrong, so the version stays.
3. At the keeper of secrets: set the version before again. Is a secret known to others, do not set it again: make a new one, and withdraw the old.
4. Programs read their environment when they start: start it anew.

${shell(...restartCommands(plan))
  .split("\n")
  .map((line) => `   ${line}`)
  .join("\n")}

Keeper of the secrets: DECIDE: where they are kept, and who may change them
`,
  );
}
