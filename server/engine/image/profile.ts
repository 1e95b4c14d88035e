import { isWindows } from "../languages/dockerfile/interpreter.ts";
import type { Stage } from "../languages/dockerfile/model.ts";
import { buildsOf } from "../workspace/builds.ts";
import { imageUsesOf } from "../workspace/image-uses.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { baseImageOf } from "./base.ts";
import { isStart, startOf } from "./command.ts";
import { isDevelopment } from "./production.ts";
import { serviceOf } from "./service.ts";
import { startsNothing } from "./toolchain.ts";

/** What the image of a stage is for, which decides what is asked of it. */
export interface Profile {
  /** A service goes on until it is stopped; a job does its work and ends; a base is there for other images to start from. */
  readonly kind: "service" | "job" | "base" | "development";
  readonly isWindows: boolean;
  /** How one can tell, as a clause behind “because”, in Markdown. */
  readonly reason: string;
}

/** What the image of a stage is for; undefined where nothing tells. */
export function profileOf(stage: Stage, workspace: Workspace): Profile | undefined {
  const found = find(stage, workspace);
  return found && { kind: found[0], isWindows: isWindows(stage) || baseImageOf(stage)?.os === "windows", reason: found[1] };
}

function find(stage: Stage, workspace: Workspace): readonly [kind: Profile["kind"], reason: string] | undefined {
  const { path } = stage.file.source;
  const { devContainer, child, job } = imageUsesOf(path, workspace);
  if (isDevelopment(stage, workspace))
    return [
      "development",
      isDevelopment(path)
        ? `of its path \`${path}\``
        : isDevelopment(stage)
          ? `the stage is named \`${stage.name}\``
          : `\`${devContainer}\` builds it`,
    ];
  const startsOwn = stage.instructions.some(isStart);
  if (!startsOwn && stage.instructions.some(({ keyword }) => keyword === "ONBUILD"))
    return ["base", "it has `ONBUILD` and starts nothing of its own"];
  if (child !== undefined) return ["base", `\`${child}\` starts from it`];
  if (job !== undefined) return ["job", `\`${job}\` runs it as a job`];
  const base = baseImageOf(stage);
  if (startsNothing(stage) && !base?.servesByItself && base?.kind !== "tool") {
    // What Compose starts in it, or the unknown base does, is not seen here.
    const isStarted = !base || buildsOf(path, workspace).some((build) => build.kind === "compose");
    return isStarted ? undefined : ["base", "nothing says what it starts"];
  }
  const { isService, port, portFrom } = serviceOf(stage, workspace);
  if (isService === undefined) return undefined;
  const { entrypoint, command } = startOf(stage);
  const [first = "", second] = [entrypoint, command].flatMap((one) => one?.command?.text.text.trim() ?? []);
  // What stands in front of `--` only hands over.
  const program = second !== undefined && /"--"\s*\]$/.test(first) ? second : first;
  const shown = program.length > 40 ? `${program.slice(0, 40)}…` : program;
  const starts = program === "" ? "its base image starts by itself" : `it starts \`${shown}\``;
  if (!isService) return ["job", program === "" ? "its base image is a tool" : `${starts}, which ends or serves nobody`];
  return [
    "service",
    `${starts}${port === undefined ? ", which serves requests" : ` and listens on port ${port}${portFrom === "default" ? " by default" : ""}`}`,
  ];
}

/** Whether it is for developers, or for other Dockerfiles, to decide as whom the image of a stage runs. */
export function isForOthers(stage: Stage, workspace: Workspace): boolean {
  const kind = profileOf(stage, workspace)?.kind;
  return kind === "development" || kind === "base";
}

/** A profile in words: `a service`. */
export const profileNames: Readonly<Record<Profile["kind"], string>> = {
  service: "a service",
  job: "a job or tool",
  base: "an image to build on",
  development: "an image for development",
};
