import { productionStages } from "../image/production.ts";
import { runtimeUser } from "../image/user.ts";
import { parseDockerfile } from "../languages/dockerfile/parse.ts";
import { SourceText } from "../text/source.ts";
import { inFolder } from "../workspace/paths.ts";
import { container } from "./container/index.ts";
import type { Plan } from "./model.ts";

/** What is known of the application's image: as its Dockerfile builds it, or as `container` would write that. */
export interface BuiltImage {
  /** Relative to the workspace. */
  readonly dockerfile: string;
  /** The user that it runs as, never root. */
  readonly uid: number;
  readonly gid: number;
  /** The folder that the application lies in. */
  readonly workdir: string;
  /** The words of its health check in exec form; undefined where it has none, or one that needs a shell. */
  readonly healthcheck: readonly string[] | undefined;
}

/** An id that no image uses, for those whose own user is not known. */
const usualId = 10001;

export function builtImage(plan: Plan): BuiltImage {
  const path = inFolder(plan.answers.folder, "Dockerfile");
  const text = plan.workspace.read(path) ?? container.generate(plan).files.find((file) => file.path === path)?.text ?? "";
  const file = parseDockerfile(new SourceText(path, text));
  const stage = productionStages(file, plan.workspace).at(-1) ?? file.stages.at(-1);
  const user = stage && runtimeUser(stage);
  const uid = user?.uid === undefined || user.uid === 0 ? usualId : user.uid;
  const check = stage?.last("HEALTHCHECK");
  const words = check?.isNone === false && check.command?.form === "exec" ? check.command.argv.map(({ value }) => value) : undefined;
  return {
    dockerfile: path,
    uid,
    gid: uid === user?.uid && user.gid !== undefined && user.gid !== 0 ? user.gid : uid,
    workdir: stage?.workdir() ?? "/app",
    healthcheck: words?.every((word) => word !== undefined) ? (words as string[]) : undefined,
  };
}

export interface WritableFolder {
  readonly name: string;
  readonly path: string;
  readonly sizeLimit: string;
}

/** Where the application may write, though its root file system is read-only. */
export function writableFolders(plan: Plan): readonly WritableFolder[] {
  const { workdir } = builtImage(plan);
  const { framework } = plan.answers;
  return [
    { name: "tmp", path: "/tmp", sizeLimit: "64Mi" },
    ...(framework === "next" ? [{ name: "next-cache", path: `${workdir}/.next/cache`, sizeLimit: "256Mi" }] : []),
    ...(framework === "rails"
      ? ["tmp", "log"].map((name) => ({ name: `rails-${name}`, path: `${workdir}/${name}`, sizeLimit: "64Mi" }))
      : []),
  ];
}
