import { isForDevelopment } from "../../../application/files.ts";
import { startOf, startScript } from "../../../image/command.ts";
import { invocationsOf } from "../../../image/invocation.ts";
import type { Service as ComposeService } from "../../../languages/compose/model.ts";
import type { Dockerfile, Stage } from "../../../languages/dockerfile/model.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "../../../workspace/paths.ts";
import { placeIn, type Service } from "../../service.ts";

/** A program that the service's container runs, as far as a file says so. */
export interface Started {
  readonly program: string;
  /** The program and its arguments. */
  readonly words: readonly string[];
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
}

/** The Dockerfile that the service's image is built from, or those that may be: the one that bears the usual name in its folder. */
export function ownDockerfiles({ dockerfiles, folder }: Service): readonly Dockerfile[] {
  const inFolder = dockerfiles.filter(({ source }) => folderOf(source.path) === folder);
  const usual = inFolder.filter(({ source }) => /^(?:Dockerfile|Containerfile)$/.test(nameOf(source.path)));
  return usual.length > 0 ? usual : inFolder.length > 0 ? inFolder : dockerfiles;
}

/** The stages that its images are made of at last. */
export function ownStages(service: Service): readonly Stage[] {
  return ownDockerfiles(service).flatMap((file) => (file.isTemplate ? [] : (file.stages.at(-1) ?? [])));
}

/** What its containers run: by manifests, by Compose files, by the Dockerfile. */
export function startedPrograms(service: Service): readonly Started[] {
  return [...inCluster(service), ...inCompose(service), ...ownStages(service).flatMap((stage) => inImage(stage))];
}

function inCluster({ workloads }: Service): readonly Started[] {
  return workloads.flatMap(({ pod, object }) =>
    pod.mainContainers.flatMap(({ command, args }) => {
      const words = [...(command.known ?? []), ...(args.known ?? [])].map(String);
      const entry = command.entry ?? args.entry;
      return words[0] === undefined || !entry ? [] : [started(words, placeIn(object.file, entry.keySpan))];
    }),
  );
}

/** The Compose services that run it, without those that run what a developer is writing. */
export function deployedComposeServices({ composeServices }: Service): readonly ComposeService[] {
  return composeServices.filter((one) => !isForDevelopment(one.file) && !one.mapping.mapping("develop").map && !mountsSources(one));
}

/** Whether the folder that the image is built from is laid over what it holds. */
function mountsSources({ file, build, mounts }: ComposeService): boolean {
  const folder = folderOf(file.source.path);
  const context = resolvePath(folder, build?.context.or(".") ?? ".");
  const sources = mounts.map(({ type, source }) =>
    type === "bind" && source.state === "known" ? resolvePath(folder, source.value) : undefined,
  );
  return sources.some((source) => source !== undefined && (source === context || source === inFolder(context ?? "", "src")));
}

function inCompose(service: Service): readonly Started[] {
  return deployedComposeServices(service).flatMap(({ command, entrypoint, file }) =>
    [entrypoint, command].flatMap((line) => {
      if (!line) return [];
      const place = placeIn(file, line.span);
      if (line.commands.length > 0)
        return line.commands.flatMap(({ name, args }) =>
          name === undefined ? [] : [started([name, ...args.map(({ text }) => text)], place)],
        );
      const words = line.words.filter((word) => word !== undefined);
      return words.length > 0 ? [started(words, place)] : [];
    }),
  );
}

function inImage(stage: Stage): readonly Started[] {
  const { entrypoint, command } = startOf(stage);
  return [entrypoint, command].flatMap((instruction) =>
    instruction
      ? invocationsOf(instruction.command).flatMap(({ name, args }) =>
          name === undefined ? [] : [started([name, ...args.map(({ text }) => text)], placeIn(stage.file, instruction.span))],
        )
      : [],
  );
}

function started(words: readonly string[], place: { readonly path: string; readonly line: number }): Started {
  return { program: nameOf(words[0] as string), words, ...place };
}

/** The script that the image starts with, where it never hands its place over: signals then stop at the shell. */
export function keepingScript(service: Service): boolean {
  return ownStages(service).some((stage) => {
    const text = startScript(stage, service.workspace);
    return text !== undefined && !/^\s*exec\s/m.test(text) && !/\btrap\b/.test(text);
  });
}
