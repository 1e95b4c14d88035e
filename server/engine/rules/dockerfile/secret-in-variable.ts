import { withTriggers } from "../../image/command.ts";
import { shipped } from "../../image/production.ts";
import { secretMountFix } from "../../image/secret-mount.ts";
import { credentialsIn, isPlaceholder, isSecretName, isSetting } from "../../knowledge/secrets.ts";
import { rememberForText } from "../../languages/dockerfile/instructions.ts";
import type { ArgInstruction, Assignment, EnvInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/secret-in-variable",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A secret is handed over by `ARG` or `ENV`, which anybody who has the image can read.",
  why: `
\`docker history\` shows the value of every build argument that a layer used, and \`docker inspect\` every \`ENV\`. Whoever can pull the image has the secret, and
deleting it in a later layer changes nothing.

Mount what the build needs as a build secret: \`RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN …\` with \`docker build --secret id=npm_token,env=NPM_TOKEN\`.
What the running application needs comes at run time, from the environment or a secrets manager.

Names are compared word by word, and names such as \`KMS_KEY_ALIAS\`, \`TOKEN_FILE\` or \`PASSWORD_MIN_LENGTH\` are not meant. The rule is silent where the value is empty, a
path, a switch or a placeholder, and where another variable that is already reported gives it. In a stage that is not shipped it is advice, because layers of such a stage
stay in build caches alone.`,
  examples: [
    {
      title: "A token as build argument",
      bad: "FROM node:24-alpine\nARG NPM_TOKEN\nRUN npm config set registry https://npm.example.com && echo $NPM_TOKEN | ./login\n",
      good: "FROM node:24-alpine\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm config set registry https://npm.example.com && echo $NPM_TOKEN | ./login\n",
    },
    {
      title: "A password in the environment of the image",
      bad: "FROM alpine:3.24\nENV DB_PASSWORD=hunter2-but-longer\n",
      good: "FROM alpine:3.24\nENV DB_PASSWORD_FILE=/run/secrets/db_password\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/secrets/", "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D9", "E1", "P1"],
  alsoKnownAs: ["buildkit:SecretsUsedInArgOrEnv", "hadolint:DL3064", "trivy:DS-0031", "sonar:S6472", "semgrep:secret-in-build-arg"],
  readsTemplates: true,
  check(file, { report, workspace }) {
    const inImage = shipped(file, workspace);
    const reported = new Set<string>();
    for (const instruction of withTriggers(file.instructions)) {
      if ((instruction.keyword !== "ARG" && instruction.keyword !== "ENV") || !namesSecret(instruction)) continue;
      for (const assignment of instruction.assignments) {
        if (!isSecretName(assignment.name) || isHarmless(assignment, reported)) continue;
        reported.add(assignment.name);
        // What stands before the first FROM is for the whole file.
        const stage = instruction.stage ?? file.stages.at(-1);
        const fix = instruction.keyword === "ARG" ? secretMountFix(file, instruction, assignment) : undefined;
        const advice =
          instruction.keyword === "ARG" ? "Mount it as a build secret (`RUN --mount=type=secret`)" : "Hand it over at run time";
        report({
          span: assignment.nameSpan,
          message: `\`${assignment.name}\` looks like a secret, and \`${instruction.keyword}\` keeps it in the image's ${instruction.keyword === "ARG" ? "history" : "configuration"} for everybody to read. ${advice}${instruction.onbuild ? ", also when a child image is built" : ""}.`,
          ...(stage && inImage.has(stage) ? {} : { severity: "info" as const }),
          ...(fix ? { fixes: [fix] } : {}),
        });
      }
    }
  },
});

const namesSecret = rememberForText(({ assignments }: ArgInstruction | EnvInstruction) =>
  assignments.some(({ name }) => isSecretName(name)),
);

/** Nothing is lost with the value, or it is reported elsewhere: where it comes from, or as the credential that it is. */
function isHarmless({ name, value }: Assignment, reported: ReadonlySet<string>): boolean {
  if (!value) return false;
  if (isPlaceholder(value.text) || isSetting(name, value.text) || /^(?:\/|\.{1,2}\/|[A-Za-z]:\\)/.test(value.text)) return true;
  // The shape of some credentials is that of their variable, too.
  if (credentialsIn(`${name}=${value.text}`).length > 0) return true;
  const reference = /^\$\{?([A-Za-z_]\w*)/.exec(value.text)?.[1];
  return reference !== undefined && reported.has(reference);
}
