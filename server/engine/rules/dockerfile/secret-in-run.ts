import { withTriggers } from "../../image/command.ts";
import { shipped } from "../../image/production.ts";
import { flagPlace, hasSecretEnvironment, mountsSecret, secretMount } from "../../image/secret-mount.ts";
import { storedSecrets } from "../../image/stored-secrets.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/secret-in-run",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A RUN writes a secret into the layer or the build log, without a secret mount.",
  why: `
What a RUN writes is part of its layer. \`npm config set //registry/:_authToken\`, \`aws configure set\`, \`git clone https://$TOKEN@…\` (git keeps the address in
\`.git/config\`) or an \`echo\` into \`.netrc\` leave the secret there for everybody who can pull the image, and the value of the build argument in the image's history as well.

Mount the secret for that one RUN: \`RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN …\`, and keep it out of files, or write it to a file that the same mount gives.

Silent where the RUN mounts a secret or an SSH agent, where the script makes the value itself, and where the same RUN deletes the file that it wrote.`,
  examples: [
    {
      title: "A token written into npm's configuration",
      bad: 'FROM node:24-alpine\nRUN npm config set "//npm.acme.io/:_authToken" "$NPM_TOKEN" && npm ci\n',
      good: 'FROM node:24-alpine\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm config set "//npm.acme.io/:_authToken" "$NPM_TOKEN" && npm ci\n',
    },
    {
      title: "A token in the address of a clone",
      bad: "FROM alpine:3.24\nRUN git clone https://${GITHUB_TOKEN}@github.com/acme/app.git\n",
      good: "FROM alpine:3.24\nRUN --mount=type=secret,id=github_token,env=GITHUB_TOKEN git clone https://${GITHUB_TOKEN}@github.com/acme/app.git\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/secrets/", "https://docs.docker.com/reference/dockerfile/#run---mounttypesecret"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D9", "P1"],
  alsoKnownAs: ["trivy:DS-0031"],
  judges: "part",
  check(file, { report, workspace }) {
    const inImage = shipped(file, workspace);
    for (const run of withTriggers(file.instructions)) {
      const script = run.keyword === "RUN" ? run.command?.script : undefined;
      if (run.keyword !== "RUN" || !script) continue;
      const stored = storedSecrets(script);
      if (stored.length === 0 || mountsSecret(run)) continue;
      const variables = [...new Set(stored.flatMap((one) => one.variables))];
      for (const { span, how, variables: own } of stored) {
        const fix: Fix = {
          title: `Mount ${variables.map((name) => `\`${name}\``).join(", ")} as build ${variables.length === 1 ? "secret" : "secrets"}`,
          safety: "unsafe",
          changes: [
            {
              kind: "edit",
              path: file.source.path,
              edits: [insert(flagPlace(run), variables.map((name) => ` ${secretMount(name)}`).join(""))],
            },
          ],
        };
        const subject = own.length > 0 ? own.map((name) => `\`$${name}\``).join(", ") : "A secret";
        report({
          span: script.source.spanToSource(span),
          message: `${subject} ${how}. Mount the secret for this RUN (\`--mount=type=secret\`) and keep it out of the layer.`,
          ...(run.stage && inImage.has(run.stage) ? {} : { severity: "info" as const }),
          ...(variables.length > 0 && own.length > 0 && hasSecretEnvironment(file) && !run.onbuild ? { fixes: [fix] } : {}),
        });
      }
    }
  },
});
