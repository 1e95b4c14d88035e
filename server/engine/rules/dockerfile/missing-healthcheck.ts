import { baseImageOf } from "../../image/base.ts";
import { startOf, withTriggers } from "../../image/command.ts";
import { healthcheckFor } from "../../image/healthcheck.ts";
import { endsOpen, insertInstructions, placeForHealthcheck } from "../../image/insertion.ts";
import { toolchainFix } from "../../image/multi-stage.ts";
import { productionStages, wholeOf } from "../../image/production.ts";
import { profileOf } from "../../image/profile.ts";
import { runsToolchain } from "../../image/toolchain.ts";
import type { CommandInstruction, Dockerfile, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { hasProbes } from "../../workspace/services.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerfile/missing-healthcheck",
  language: "dockerfile",
  category: "operability",
  severity: "info",
  preset: "recommended",
  summary: "A service whose image has no HEALTHCHECK, so that nobody notices when it hangs.",
  why: `Without a HEALTHCHECK a container counts as well as long as its process lives, however long it has answered nobody. With one, Docker shows its state, Swarm
replaces it, Compose waits for it (\`depends_on: condition: service_healthy\`), and Amazon ECS and other hosts can do the same.

Ask an endpoint of the application with a program that the image has, at 127.0.0.1: \`localhost\` may mean \`::1\` first, where nobody listens. Give it
an interval, a timeout, a start period and a number of retries.

Kubernetes ignores it and has probes of its own: where the workspace has them for this image, or a Compose service built from it has a healthcheck,
nothing is reported; neither is it for jobs and command-line tools, for images to build on, for images whose base brings one, for development files, and for images that
hold no program to ask with, such as distroless. Files that say that they are generated are those of published images, where it is left to who runs
them. \`HEALTHCHECK NONE\` says that none is wanted.`,
  examples: [
    {
      title: "A web server",
      bad: "FROM nginx:1.30-alpine\nCOPY site /usr/share/nginx/html\n",
      good: 'FROM nginx:1.30-alpine\nCOPY site /usr/share/nginx/html\nHEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \\\n    CMD ["wget", "-q", "-T", "2", "-O", "/dev/null", "http://127.0.0.1:80/"]\n',
    },
    {
      title: "A program that listens",
      bad: 'FROM alpine:3.24\nCOPY app /app\nEXPOSE 8080\nCMD ["/app"]\n',
      good: 'FROM alpine:3.24\nCOPY app /app\nEXPOSE 8080\nHEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \\\n    CMD ["wget", "-q", "-T", "2", "-O", "/dev/null", "http://127.0.0.1:8080/"]\nCMD ["/app"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#healthcheck",
    "https://docs.docker.com/compose/how-tos/startup-order/",
    "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D6", "H3"],
  alsoKnownAs: ["hadolint:DL3057", "trivy:DS-0026", "checkov:CKV_DOCKER_2", "dockle:CIS-DI-0006"],
  judges: "part",
  check(file, { workspace, today, report }) {
    if (isGenerated(wholeOf(file))) return;
    for (const stage of productionStages(file, workspace)) {
      if (hasHealthcheck(stage) || profileOf(stage, workspace)?.kind !== "service") continue;
      if (hasProbes(file.source.path, workspace)) continue;
      const fix = healthcheckFix(stage, workspace, today);
      if (!fix && baseImageOf(stage)?.shell === "none") continue;
      report({
        span: spanOf(stage),
        message:
          "Nothing asks whether this service still answers, so a container that hangs goes unnoticed. Add a `HEALTHCHECK` that asks an endpoint of it.",
        ...(fix && { fixes: [fix] }),
      });
    }
  },
});

/** The Dockerfiles of published images are generated from a template: whether those bring a HEALTHCHECK is left to who runs them. */
function isGenerated({ comments, instructions }: Dockerfile): boolean {
  const head = comments.filter(({ span }) => span.start < (instructions[0]?.span.start ?? 0));
  return head.some(({ text }) => /\bis (auto-?)?generated\b|\b(do not|don't) edit\b/i.test(text));
}

/** Whether the image has one, or images built on it get one, or its base is unknown and may bring one. */
function hasHealthcheck(stage: Stage): boolean {
  const base = baseImageOf(stage);
  if (!base || base.hasHealthcheck || base.os === "windows" || stage.last("HEALTHCHECK")) return true;
  return withTriggers(stage.instructions).some((one) => one.keyword === "HEALTHCHECK");
}

/** What starts the service, where the stage itself says it. */
function spanOf(stage: Stage) {
  const { entrypoint, command } = startOf(stage);
  const own = [command, entrypoint].find((one) => one?.stage === stage && !isEmpty(one));
  return (own ?? stage.from).keywordSpan;
}

/** `CMD []` takes away the command of the base image. */
function isEmpty({ command }: CommandInstruction): boolean {
  return command?.form === "exec" && command.argv.length === 0;
}

function healthcheckFix(stage: Stage, workspace: Workspace, today: string): Fix | undefined {
  // A stage that is to move on to an image for running will ask with what that has.
  if (baseImageOf(stage)?.kind === "sdk" && !runsToolchain(stage, workspace) && toolchainFix(stage, workspace, today)) return undefined;
  const healthcheck = healthcheckFor(stage, workspace);
  if (!healthcheck || endsOpen(stage)) return undefined;
  const { text, placeholders, isCertain } = healthcheck;
  return {
    title: isCertain
      ? "Add a `HEALTHCHECK`"
      : `Add a \`HEALTHCHECK\`; ${guesses(placeholders.map(({ start, end }) => text.slice(start, end)))}`,
    // A probe that fails has the container restarted or taken out of service, so it is for a person to judge.
    safety: "unsafe",
    changes: [
      { kind: "edit", path: stage.file.source.path, edits: [insertInstructions(stage, placeForHealthcheck(stage), text, placeholders)] },
    ],
  };
}

/** What of a probe has to be looked at, as the end of a fix's title. */
function guesses(texts: readonly string[]): string {
  const hasPath = texts.some((text) => text.startsWith("/"));
  const hasPort = texts.some((text) => !text.startsWith("/"));
  return hasPath && hasPort ? "its port and path are guesses" : `its ${hasPath ? "path" : "port"} is a guess`;
}
