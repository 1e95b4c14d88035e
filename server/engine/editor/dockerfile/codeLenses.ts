import { builtStages } from "../../image/built.ts";
import { wholeContextSource } from "../../image/context-files.ts";
import { productionStages } from "../../image/production.ts";
import { type Profile, profileOf } from "../../image/profile.ts";
import { runtimeUser } from "../../image/user.ts";
import type { Dockerfile, Instruction, Stage } from "../../languages/dockerfile/model.ts";
import { rememberFor } from "../../text/remember.ts";
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
  return usersIn(stage.file).get(stage) ?? [];
}

const usersIn = rememberFor((file: Dockerfile): ReadonlyMap<Stage, readonly User[]> => {
  const { path } = file.source;
  const found = new Map<Stage, User[]>();
  const named = new Map<string, Stage>();
  for (const stage of file.stages) {
    const uses = new Map<Stage, Record<"FROM" | "COPY" | "mounted", Instruction[]>>();
    const add = (source: Stage | undefined, how: "FROM" | "COPY" | "mounted", instruction: Instruction) => {
      if (!source) return;
      const known = uses.get(source) ?? { FROM: [], COPY: [], mounted: [] };
      uses.set(source, known);
      if (known[how].at(-1) !== instruction) known[how].push(instruction);
    };
    if (stage.base.kind === "stage") add(stage.base.stage, "FROM", stage.from);
    for (const one of stage.instructions) {
      if (one.keyword === "COPY" || one.keyword === "ADD") add(one.fromStage, "COPY", one);
      if (one.keyword === "RUN")
        for (const mount of one.mounts) add(named.get(mount.get("from")?.value?.toLowerCase() ?? ""), "mounted", one);
    }
    for (const [source, { FROM: starts, COPY: copies, mounted }] of uses) {
      const how = [
        starts.length > 0 ? "FROM" : "",
        copies.length > 0 ? `${copies.length} COPY` : "",
        mounted.length > 0 ? `${mounted.length} mounted` : "",
      ].filter(Boolean);
      const places = [...starts, ...copies, ...mounted].map(({ headSpan }) => ({ path, span: headSpan }));
      const user = { name: stage.name ?? `stage ${stage.index}`, how: how.join(", "), places };
      const users = found.get(source);
      if (users) users.push(user);
      else found.set(source, [user]);
    }
    named.set(String(stage.index), stage);
    if (stage.name !== undefined) named.set(stage.name, stage);
  }
  return found;
});

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
