import { baseImageOf } from "../../image/base.ts";
import { installsOf } from "../../image/installs.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { imageFix } from "../../image/pinning.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { isServedByOther, isToBuildOn } from "../../image/toolchain.ts";
import { isEndOfLife } from "../../knowledge/lifecycle.ts";
import { nativeDependencies } from "../../knowledge/python-libraries.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { projectOfDockerfile } from "../../workspace/project.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerfile/full-base-image",
  language: "dockerfile",
  category: "performance",
  severity: "hint",
  preset: "strict",
  summary: "The final image starts from a language's full image, with compilers and headers that nothing in it needs.",
  why: `\`node:24\` and \`python:3.14\` hold compilers, version control and the headers of dozens of libraries, so that anything can be built in them: around a gigabyte. The same release as \`-slim\` has a fifth of that, and
far fewer packages with faults that scanners find.

Start the final stage from the slim image, and do what needs compilers in a stage of its own on the full one.

Silent where the stage calls a compiler or tools that the slim image does not have (\`git\`, \`ssh\`, \`curl\`, \`make\`), installs compilers or headers itself, installs gems, or dependencies that are known to be compiled, and in images to build on
and development files.`,
  examples: [
    {
      title: "A program that compiles nothing",
      bad: 'FROM python:3.14\nWORKDIR /app\nCOPY job.py .\nUSER 10001\nCMD ["python", "job.py"]\n',
      good: 'FROM python:3.14-slim\nWORKDIR /app\nCOPY job.py .\nUSER 10001\nCMD ["python", "job.py"]\n',
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image", "https://hub.docker.com/_/python"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D1", "D8"],
  judges: "connected",
  check(file, { workspace, today, report }) {
    const seen = new Set<Stage>();
    for (const stage of productionStages(file, workspace)) {
      const [root = stage] = stage.chain;
      const base = baseImageOf(stage);
      const { image } = root.from;
      if (!base?.runtimeImage?.startsWith(`${base.name}:`) || base.kind !== "runtime" || !image || image.digest || seen.has(root)) continue;
      if (isDevelopment(stage, workspace) || isToBuildOn(stage) || isServedByOther(stage) || isEndOfLife(image, today)) continue;
      if (needsMore(stage, workspace)) continue;
      seen.add(root);
      const tag = base.runtimeImage.slice(base.name.length + 1);
      const fix = imageFix(`Use \`${image.name}:${tag}\``, { stage: root, image }, image.name ?? "", tag);
      report({
        span: image.tagSpan ?? image.word.span,
        message: `\`${image.name}:${image.tag}\` brings compilers and headers into the image that is shipped, which nothing here calls. \`${tag}\` is the same release without them.`,
        ...(fix && { fixes: [fix] }),
      });
    }
  },
});

/** Programs that the full images have and the slim ones do not, and what compiles by calling them. */
const fullOnly =
  /^(?:gcc|g\+\+|cc|c\+\+|make|cmake|autoconf|automake|patch|git|hg|svn|bzr|ssh|scp|sftp|rsync|ssh-keyscan|ssh-keygen|curl|wget|unzip|bzip2|openssl|xz|file|convert|magick|mysql_config|pg_config|node-gyp|bundle|bundler|gem|mix|rebar3|cpan|cpanm|carton|psql|mysql|sqlite3|gdb|dpkg-dev|python3-config|identify)$/;
/** Packages of npm that are compiled where they are installed, or look for a library of the system. */
const compiled =
  /^(?:bcrypt|canvas|node-sass|node-gyp|node-expat|node-rdkafka|pg-native|re2|libxmljs2?|zeromq|usb|serialport|kerberos|grpc|sqlite3|@prisma\/client)$/;

/** Whether something in the chain needs, or may well need, what only the full image has. */
function needsMore(stage: Stage, workspace: Workspace): boolean {
  for (const one of stage.chainInstructions) {
    if (one.keyword === "ONBUILD") return true;
    if (one.keyword !== "RUN" && one.keyword !== "CMD" && one.keyword !== "ENTRYPOINT" && one.keyword !== "HEALTHCHECK") continue;
    if (invocationsOf(one.command).some(needsFull) || (one.command?.form === "shell" && !one.command.script)) return true;
  }
  const { node, python } = projectOfDockerfile(stage.file.source.path, workspace);
  return stage.chain.some((link) =>
    installsOf(link).some(({ ecosystem }) =>
      ecosystem === "node"
        ? [...(node?.dependencies.keys() ?? [])].some((name) => compiled.test(name))
        : nativeDependencies.some((name) => python?.dependencies.has(name)),
    ),
  );
}

/** Compilers, headers, a script that is not seen, or a dependency out of a repository. */
function needsFull({ name, args }: Invocation): boolean {
  if (name === undefined || fullOnly.test(name) || name.endsWith(".sh")) return true;
  return args.some(
    ({ text }) =>
      /^git[+@:]|\.git$|^github:|^(?:build-essential|gcc|g\+\+|make|git|curl|wget)$|-dev$/.test(text) || nativeDependencies.includes(text),
  );
}
