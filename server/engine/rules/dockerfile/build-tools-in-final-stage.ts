import { appendCommand } from "../../image/append-command.ts";
import { baseImageOf } from "../../image/base.ts";
import { compilationsOf, installedCompilers } from "../../image/compilation.ts";
import { installsOf } from "../../image/installs.ts";
import { insertAfter, isEditable } from "../../image/invocation.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { callsCleaner, type SystemInstall, systemInstallsOf } from "../../image/system-installs.ts";
import { isToBuildOn, runsToolchain } from "../../image/toolchain.ts";
import { packageChange } from "../../image/tools.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/build-tools-in-final-stage",
  language: "dockerfile",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "Compilers or headers are installed in the final image and stay there.",
  why: `Compilers and headers (\`gcc\`, \`build-base\`, \`libpq-dev\`) are needed while something is built. In the image that is shipped they are hundreds of megabytes, faults for scanners to find, and help for whoever gets in.

Build in an earlier stage and copy the result; the libraries alone (\`libpq5\`) go into the last one. Where one stage has to do, take them away in the RUN that installed them, \`apk add --virtual .build … && apk del .build\`, \`apt-get purge\`: a later RUN does not make the image smaller.

Silent on compilers' images, where \`dockerfile/toolchain-in-final-stage\` speaks, on images that bring a compiler anyway, on those to build on, and in development files.`,
  examples: [
    {
      title: "Headers beside the program",
      bad: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends libpq-dev && rm -rf /var/lib/apt/lists/*\nCOPY server /server\nUSER 10001\nCMD ["/server"]\n',
      good: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*\nCOPY server /server\nUSER 10001\nCMD ["/server"]\n',
    },
    {
      title: "Alpine's virtual package",
      bad: 'FROM alpine:3.24\nCOPY src /src\nRUN apk add --no-cache gcc make musl-dev && make -C /src install\nUSER 10001\nCMD ["/usr/local/bin/server"]\n',
      good: 'FROM alpine:3.24\nCOPY src /src\nRUN apk add --virtual .build-deps --no-cache gcc make musl-dev && make -C /src install && apk del .build-deps\nUSER 10001\nCMD ["/usr/local/bin/server"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds",
    "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper",
  ],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D1", "D8"],
  judges: "connected",
  check(file, { workspace, report }) {
    const seen = new Set<SystemInstall>();
    for (const stage of productionStages(file, workspace)) {
      const base = baseImageOf(stage);
      if (!base || base.kind === "sdk" || base.kind === "tool" || base.tools.get("gcc")) continue;
      if (isDevelopment(stage, workspace) || isToBuildOn(stage) || isSaidOfBuild(stage) || runsToolchain(stage, workspace)) continue;
      for (const install of stage.chain.flatMap(systemInstallsOf)) {
        const [first, ...others] = install.packages.filter(({ text }) => buildPackage.test(text.replace(/[=<>~@:"'].*$/, "")));
        if (!first || seen.has(install) || isTakenAway(install)) continue;
        seen.add(install);
        const what = `\`${first.text}\`${others.length > 0 ? ` and ${others.length} more for building` : ""}`;
        const fix = install.stage === stage ? takeAwayFix(install) : undefined;
        report({
          span: first.span,
          message: `${what} ${others.length > 0 ? "stay" : "stays"} in the image that is shipped, which only what is built needs. Build in an earlier stage, or take it away in the same RUN.`,
          ...(fix && { fixes: [fix] }),
        });
      }
    }
  },
});

/** Compilers, the packages that bring them, and headers. */
const buildPackage =
  /^(?:build-essential|build-base|alpine-sdk|gcc(?:-\d+)?|g\+\+(?:-\d+)?|gcc-c\+\+|clang(?:-\d+)?|cmake|autoconf|automake|linux-headers|rustc?|cargo|golang(?:-go)?|go|[a-z\d][\w.+-]*-(?:dev|devel))$/;

/** What is used beside those, and by nothing that runs later. */
const besides = /^(?:make|ninja(?:-build)?|samurai|meson|libtool|pkgconf(?:ig)?|pkg-config|bison|flex|nasm|yasm|patch)$/;

/** Of Alpine, where the rest of the RUN builds with what it installs for that alone, and nothing is run after it. */
function takeAwayFix({ manager, stage, run, invocation, verb, packages, around }: SystemInstall): Fix | undefined {
  const { source } = stage.file;
  const { script } = run.command ?? {};
  const end = invocation.command?.list;
  const name = ".build-deps";
  if (manager !== "apk" || run.onbuild || !script || end === undefined || !isEditable(invocation)) return undefined;
  if (invocation.command?.isConditional || invocation.args.some(({ text }) => /^(?:-\w*t|--virtual)/.test(text))) return undefined;
  if (!packages.every(({ text }) => buildPackage.test(text) || besides.test(text)) || script.source.text.includes(name)) return undefined;
  if (
    !around.some(
      ({ command, name }) =>
        command &&
        command.list > end &&
        /^(?:make|cmake|ninja|meson|configure|gcc|g\+\+|cc|c\+\+|clang|cargo|rustc|go|npm|pip3?|gem|bundle)$/.test(name ?? ""),
    )
  )
    return undefined;
  if (stage.instructions.some((one) => one.keyword === "RUN" && one.span.start > run.span.start)) return undefined;
  const last = appendCommand(run, `apk del ${name}`, source);
  if (!last) return undefined;
  return {
    title: `Take them away at the end of the RUN (add the libraries that the result is linked with by an \`apk add\` of their own)`,
    safety: "unsafe",
    changes: [{ kind: "edit", path: source.path, edits: [insertAfter(invocation, verb, "--virtual", name), last] }],
  };
}

/** Whether something is uninstalled in the same RUN, be it by another script. */
function isTakenAway({ around }: SystemInstall): boolean {
  return callsCleaner(around) || around.some(({ command }) => command && packageChange(command)?.isInstall === false);
}

/** Whether `dockerfile/single-stage-build` says that what the image is built with stays in it. */
function isSaidOfBuild(stage: Stage): boolean {
  if (stage.dependencies.size > 0) return false;
  if (compilationsOf(stage).length > 0) return true;
  const installsPython = installsOf(stage).some((one) => one.ecosystem === "python" && one.action === "install");
  return installsPython && stage.instructions.some((one) => one.keyword === "RUN" && installedCompilers(one).length > 0);
}
