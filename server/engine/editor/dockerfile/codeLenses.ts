import { builtStages } from "../../image/built.ts";
import { wholeContextSource } from "../../image/context-files.ts";
import { productionStages } from "../../image/production.ts";
import { type Profile, profileOf } from "../../image/profile.ts";
import { runtimeUser } from "../../image/user.ts";
import type { Dockerfile, Instruction, Stage } from "../../languages/dockerfile/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { CodeLens, EditorOptions, Place } from "../model.ts";

/** Above each stage, what becomes of it: the image that leaves the build, or who takes what from it. Above what copies the whole context, what a change costs. */
export function codeLenses(file: Dockerfile, { workspace }: EditorOptions): readonly CodeLens[] {
  if (file.isTemplate) return [];
  const production = new Set(productionStages(file, workspace));
  const built = new Set(builtStages(file, workspace));
  return file.stages.flatMap((stage) => {
    const text = production.has(stage) ? productionText(stage, workspace) : "";
    const lens = stageLens(stage, text, built.has(stage));
    return [...(lens ? [lens] : []), ...cacheLenses(stage)];
  });
}

function stageLens(stage: Stage, production: string, isBuilt: boolean): CodeLens | undefined {
  const users = usersOf(stage);
  const parts = [
    production,
    users.length > 0 ? `used by ${users.map(({ name, how }) => `${name} (${how})`).join(", ")}` : "",
    isBuilt ? "" : "not needed for the image",
  ].filter(Boolean);
  if (parts.length === 0) return undefined;
  const places = users.flatMap((user) => user.places);
  return { span: stage.from.keywordSpan, title: parts.join(" · "), ...(places.length > 0 && { places }) };
}

/** What the image is, by what it is judged as. */
const images: Readonly<Record<Profile["kind"], string>> = {
  service: "production image of a service",
  job: "production image of a job",
  base: "image to build on",
  development: "image for development",
};

function productionText(stage: Stage, workspace: Workspace): string {
  const profile = profileOf(stage, workspace);
  const { name, uid, isRoot } = runtimeUser(stage);
  const user = isRoot ? "root" : (name ?? uid);
  const health = stage.last("HEALTHCHECK");
  return [
    profile ? images[profile.kind] : "production image",
    user === undefined ? "" : `runs as ${user}${name !== undefined && uid !== undefined && !isRoot ? ` (${uid})` : ""}`,
    stage.workdir() === undefined ? "" : `in ${stage.workdir()}`,
    health && !health.isNone ? "health check" : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

interface User {
  readonly name: string;
  /** `FROM`, `2 COPY`. */
  readonly how: string;
  readonly places: readonly Place[];
}

/** The stages that start from a stage, copy from it or mount it. */
export function usersOf(stage: Stage): readonly User[] {
  const { path } = stage.file.source;
  return stage.file.stages.flatMap((other): User[] => {
    const starts = other.base.kind === "stage" && other.base.stage === stage ? [other.from] : [];
    const copies = other.instructions.filter((one) => (one.keyword === "COPY" || one.keyword === "ADD") && one.fromStage === stage);
    const mounts = other.instructions.filter(
      (one) =>
        one.keyword === "RUN" &&
        one.mounts.some((mount) => mount.get("from")?.value?.toLowerCase() === (stage.name ?? String(stage.index))),
    );
    const how = [
      starts.length > 0 ? "FROM" : "",
      copies.length > 0 ? `${copies.length} COPY` : "",
      mounts.length > 0 ? `${mounts.length} mounted` : "",
    ].filter(Boolean);
    const all: readonly Instruction[] = [...starts, ...copies, ...mounts];
    const places = all.map(({ headSpan }) => ({ path, span: headSpan }));
    return how.length === 0 ? [] : [{ name: other.name ?? `stage ${other.index}`, how: how.join(", "), places }];
  });
}

/** Every file of the context that changes makes what follows run again. */
function cacheLenses(stage: Stage): readonly CodeLens[] {
  return stage.instructions.flatMap((instruction, at): CodeLens[] => {
    if ((instruction.keyword !== "COPY" && instruction.keyword !== "ADD") || !wholeContextSource(instruction)) return [];
    const again = stage.instructions.slice(at + 1).filter(({ keyword }) => keyword === "RUN");
    if (again.length === 0) return [];
    const title = `any change of a file here runs ${again.length} RUN below again`;
    return [
      { span: instruction.keywordSpan, title, places: again.map(({ headSpan }) => ({ path: stage.file.source.path, span: headSpan })) },
    ];
  });
}
