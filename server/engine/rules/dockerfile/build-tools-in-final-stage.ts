import { baseImageOf } from "../../image/base.ts";
import { compilationsOf, installedCompilers } from "../../image/compilation.ts";
import { installsOf } from "../../image/installs.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { callsCleaner, type SystemInstall, systemInstallsOf } from "../../image/system-installs.ts";
import { isToBuildOn, runsToolchain } from "../../image/toolchain.ts";
import { packageChange } from "../../image/tools.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";

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
  ],
  links: [
    "https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds",
    "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper",
  ],
  since: "0.7.0",
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
        report({
          span: first.span,
          message: `${what} ${others.length > 0 ? "stay" : "stays"} in the image that is shipped, which only what is built needs. Build in an earlier stage, or take it away in the same RUN.`,
        });
      }
    }
  },
});

/** Compilers, the packages that bring them, and headers. */
const buildPackage =
  /^(?:build-essential|build-base|alpine-sdk|gcc(?:-\d+)?|g\+\+(?:-\d+)?|gcc-c\+\+|clang(?:-\d+)?|cmake|autoconf|automake|linux-headers|rustc?|cargo|golang(?:-go)?|go|[a-z\d][\w.+-]*-(?:dev|devel))$/;

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
