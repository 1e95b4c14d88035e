import type { Ecosystem } from "../../detection/names.ts";
import { inFolder, nameOf } from "../../workspace/paths.ts";
import type { Generator, Plan } from "../model.ts";
import { ignoreFile } from "./dockerignore.ts";
import { dotnetDockerfile } from "./dotnet.ts";
import { goDockerfile } from "./go.ts";
import { javaDockerfile } from "./java.ts";
import type { ImageTemplate } from "./model.ts";
import { nodeDockerfile } from "./node.ts";
import { phpDockerfile } from "./php.ts";
import { pythonDockerfile } from "./python.ts";
import { rubyDockerfile } from "./ruby.ts";
import { rustDockerfile } from "./rust.ts";
import { staticDockerfile } from "./static.ts";

const templates: Readonly<Record<Ecosystem, ImageTemplate>> = {
  node: nodeDockerfile,
  python: pythonDockerfile,
  go: goDockerfile,
  java: javaDockerfile,
  rust: rustDockerfile,
  dotnet: dotnetDockerfile,
  ruby: rubyDockerfile,
  php: phpDockerfile,
  static: staticDockerfile,
};

export const container: Generator = {
  id: "container",
  title: "Containerize",
  summary: "A Dockerfile built in stages, small, without root and with a health check, and the ignore file of its build context.",
  patterns: ["D1", "D2", "D3", "D4", "D5", "D6", "D8", "D9", "D10", "D11"],
  asks: ["runtimeVersion", "command", "port", "base"],
  customises: ["service", "framework", "packageManager", "livenessPath", "buildCommand", "output"],
  obstacle,
  generate(plan) {
    const { dockerfile, ignored = [], files = [], notes = [] } = templates[plan.answers.ecosystem](plan);
    const path = inFolder(plan.application.folder, "Dockerfile");
    return {
      files: [{ path, text: dockerfile, about: "How the image is built" }, ignoreFile(plan, { path, text: dockerfile }, ignored), ...files],
      notes: [...endedRelease(plan), ...notes],
    };
  },
};

/** The project asks for a release that gets no more updates, and the image has another one. */
function endedRelease({ answers, application: { runtimeVersion } }: Plan): readonly string[] {
  const { value, because, confidence } = runtimeVersion;
  return value === answers.runtimeVersion && confidence === "likely" && because.includes("no more updates")
    ? [`${because}: the image has ${value}`]
    : [];
}

/** Ecosystems whose images start nothing but their own web server, or find out themselves what they start. */
const startsByItself: ReadonlySet<Ecosystem> = new Set(["static", "go"]);

/** Managers that install from a lock file alone, and their files, the one that they write now first. */
const lockFiles: Readonly<Record<string, readonly string[]>> = {
  npm: ["package-lock.json", "npm-shrinkwrap.json"],
  pnpm: ["pnpm-lock.yaml"],
  yarn: ["yarn.lock"],
  bun: ["bun.lock", "bun.lockb"],
};

function obstacle({ answers, application }: Plan): string | undefined {
  const { ecosystem, command } = answers;
  if (ecosystem !== application.ecosystem.value)
    return `\`${application.folder || "."}\` was recognised as ${application.ecosystem.value}, and holds nothing that a ${ecosystem} image could be built from`;
  if (command === undefined && !startsByItself.has(ecosystem))
    return "nothing says what starts the application: give the start command with `command`";
  const { node } = application;
  const [lockFile, ...earlier] = lockFiles[answers.packageManager ?? "npm"] ?? [];
  const hasPackages = node !== undefined && node.dependencies.size + node.devDependencies.size > 0;
  const own = application.lockFile && nameOf(application.lockFile.value);
  if (hasPackages && lockFile !== undefined && own !== lockFile && !earlier.some((name) => name === own))
    return `there is no \`${lockFile}\`, without which each build may get other packages: run \`${answers.packageManager ?? "npm"} install\` and commit what it writes`;
  return undefined;
}
