import { dropsPrivileges } from "../../image/privileges.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/root-user",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The final image runs as root, because nothing sets another user.",
  why: `A process that runs as root in its container has root's rights on every volume and socket that is mounted into it, and a break-out
leaves it root on the host. Kubernetes refuses such an image under \`runAsNonRoot\`, and so do the restricted pod security standards.

Create a user with a fixed id, or take the one that the image brings (\`node\`, \`www-data\`, \`nonroot\`), and switch to it with \`USER\` behind the last
instruction that needs root. Write the id as a number: Kubernetes cannot tell from a name that it is not root. Files stay owned by root
and readable; give the user only the folders that the application writes to.

Nothing is reported where the base image already runs as another user (distroless \`nonroot\`, Chainguard, unprivileged nginx, Bitnami), where that
cannot be known (a private registry, a build argument), where the entrypoint gives root up itself (\`gosu\`, \`su-exec\`, the official database images),
and for images that start nothing.`,
  examples: [
    {
      title: "The image brings a user",
      bad: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nCMD ["node", "server.js"]\n',
      good: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nUSER 1000:1000\nCMD ["node", "server.js"]\n',
    },
    {
      title: "A user has to be created",
      bad: 'FROM python:3.14-slim\nCOPY job.py /job.py\nCMD ["python", "/job.py"]\n',
      good: 'FROM python:3.14-slim\nCOPY job.py /job.py\nCMD ["python", "/job.py"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/build/building/best-practices/#user",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D3"],
  alsoKnownAs: ["trivy:DS-0002", "checkov:CKV_DOCKER_3", "dockle:CIS-DI-0001", "sonar:S6471"],
  readsWorkspace: true,
  check(file, { workspace, report }) {},
});
