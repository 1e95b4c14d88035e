import { productionStages } from "../image/production.ts";
import { runtimeUser } from "../image/user.ts";
import { parseDockerfile } from "../languages/dockerfile/parse.ts";
import { SourceText } from "../text/source.ts";
import { inFolder } from "../workspace/paths.ts";
import type { Answers } from "./answers.ts";
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

/** A plan is asked for it several times. */
const known = new WeakMap<Plan, BuiltImage>();

export function builtImage(plan: Plan): BuiltImage {
  const image = known.get(plan) ?? readImage(plan);
  known.set(plan, image);
  return image;
}

function readImage(plan: Plan): BuiltImage {
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

/**
 * Whether the application is told by `APP_ENV` where it runs. A server of files reads nothing, and Symfony has names of its own for it, of which
 * the image has the right one.
 */
export function readsStage({ ecosystem, framework }: Pick<Answers, "ecosystem" | "framework">): boolean {
  return ecosystem !== "static" && framework !== "symfony";
}

/** A folder that is mounted to be written to. */
export interface WritableFolder {
  /** As a volume is named. */
  readonly name: string;
  readonly path: string;
  readonly sizeLimit: string;
}

/** Where the application may write, though its root file system is read-only. */
export function writableFolders(plan: Plan): readonly WritableFolder[] {
  const { workdir } = builtImage(plan);
  const own = writableByFramework[plan.answers.framework] ?? [];
  return [
    { name: "tmp", path: "/tmp", sizeLimit: "64Mi" },
    ...own.map((path) => ({
      name: `app${path.replace(/[^a-z]+/g, "-").replace(/^(?!-)/, "-")}`,
      path: `${workdir}/${path}`,
      sizeLimit: "256Mi",
    })),
  ];
}

/** Folders that frameworks fill while they run. What they need in them, they make, or the image's start does. */
const writableByFramework: Readonly<Record<string, readonly string[]>> = {
  next: [".next/cache"],
  rails: ["tmp", "log"],
  laravel: ["bootstrap/cache", "storage/framework/cache", "storage/framework/sessions", "storage/framework/views"],
  symfony: ["var"],
};
