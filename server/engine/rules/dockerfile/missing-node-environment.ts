import { baseImageOf } from "../../image/base.ts";
import { startedBy, startScript, withTriggers } from "../../image/command.ts";
import { endsOpen, insertInstructions, placeForHealthcheck } from "../../image/insertion.ts";
import type { Invocation } from "../../image/invocation.ts";
import { resolvePrograms, scriptOf } from "../../image/node-package.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { serviceOf } from "../../image/service.ts";
import { neededStages } from "../../image/stage-links.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { setsNodeEnvironment } from "../../workspace/deployed-variables.ts";
import { projectOfDockerfile } from "../../workspace/project.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerfile/missing-node-environment",
  language: "dockerfile",
  category: "performance",
  severity: "hint",
  preset: "strict",
  summary: "A Node.js server runs without `NODE_ENV=production`.",
  why: `Express, React and many other libraries look at \`NODE_ENV\`, and without \`production\` they work as for a developer: templates are read anew for each request, errors go to the browser with their stack, checks and warnings stay in.

Set it where it decides how the program runs: behind the installs, near CMD. In front of \`npm install\` it would leave the development dependencies out as well, which a build may need.

Silent where the command, its script, a Compose file, a manifest or the settings of a platform set it, for frameworks that do so by themselves (Next.js, Nuxt, Remix), where it is not seen what \`npm start\` starts, and in development files.`,
  examples: [
    {
      title: "A server of Node.js",
      bad: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nEXPOSE 3000\nUSER node\nCMD ["node", "server.js"]\n',
      good: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nEXPOSE 3000\nUSER node\nENV NODE_ENV=production\nCMD ["node", "server.js"]\n',
    },
  ],
  links: [
    "https://nodejs.org/en/learn/getting-started/nodejs-the-difference-between-development-and-production",
    "https://expressjs.com/en/advanced/best-practice-performance.html#set-node_env-to-production",
  ],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D11"],
  judges: "connected",
  check(file, { workspace, report }) {
    for (const stage of productionStages(file, workspace)) {
      if (isDevelopment(stage, workspace) || !hasPlainNode(stage) || isSet(stage)) continue;
      const call = nodeCall(stage, workspace);
      if (!call || serviceOf(stage, workspace).isService !== true || setsNodeEnvironment(workspace)) continue;
      // What goes on with the stage may have to install more.
      const isGoneOnWith = neededStages(stage.file).has(stage);
      report({
        span: call.nameWord.span,
        message:
          "Without `NODE_ENV=production` libraries of this server work as for a developer: slower, and with details of errors for everybody. Set it near the command.",
        ...(!isGoneOnWith &&
          !endsOpen(stage) && {
            fixes: [
              {
                title: "Set `NODE_ENV=production` for the server",
                safety: "unsafe" as const,
                changes: [
                  {
                    kind: "edit" as const,
                    path: file.source.path,
                    edits: [insertInstructions(stage, placeForHealthcheck(stage), "ENV NODE_ENV=production")],
                  },
                ],
              },
            ],
          }),
      });
    }
  },
});

/** Whether the base image is known to leave the variable alone. */
function hasPlainNode(stage: Stage): boolean {
  const base = baseImageOf(stage);
  return base !== undefined && (base.kind === "os" || base.name === "node" || base.name.startsWith("gcr.io/distroless/nodejs"));
}

function isSet(stage: Stage): boolean {
  return withTriggers(stage.chainInstructions).some(
    (one) => one.keyword === "ENV" && one.assignments.some(({ name }) => name === "NODE_ENV"),
  );
}

/** Node.js, or a script that the entrypoint of a distroless image hands to it. */
const program = /^(?:node|nodejs|tsx|ts-node)$|\.[cm]?js$/;

/** What the image starts, where that is a program of Node.js that leaves the variable to others. */
function nodeCall(stage: Stage, workspace: Workspace): Invocation | undefined {
  const started = startedBy(stage);
  const script = startScript(stage, workspace);
  if (script?.includes("NODE_ENV")) return undefined;
  const { node } = projectOfDockerfile(stage.file.source.path, workspace);
  if (["next", "nuxt", "@remix-run/serve", "@react-router/serve"].some((name) => node?.dependencies.has(name))) return undefined;
  let found: Invocation | undefined;
  for (const one of started) {
    if (mentions(one) || node?.scripts.get(scriptOf(one) ?? "")?.includes("NODE_ENV")) return undefined;
    for (const call of resolvePrograms(one, node)) {
      if (mentions(call)) return undefined;
      // A script that is not seen may set it.
      if (call.name === undefined || (script === undefined && call.name.endsWith(".sh"))) return undefined;
      if (program.test(call.name)) found = one;
    }
  }
  return found;
}

function mentions({ args, assignments }: Invocation): boolean {
  return assignments.has("NODE_ENV") || args.some(({ text }) => /NODE_ENV|^--env-file|\.(?:next|output)\//.test(text));
}
