import { baseImageOf, serviceImageOfStage } from "../../image/base.ts";
import { endsOpen, insertInstructions, placeAfter } from "../../image/insertion.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { isDevelopment } from "../../image/production.ts";
import type { Instruction, Stage, VolumeInstruction, Word } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { remove } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/write-after-volume",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "Files are written to a folder behind the VOLUME that declares it.",
  why: `What a build step changes in a folder that an earlier \`VOLUME\` names is discarded by Docker's classic builder (\`DOCKER_BUILDKIT=0\`) and others that took over its ways. BuildKit keeps it. Whether the files, and the owner that was set for them, are in the image depends on who builds it.

Write first, and declare the \`VOLUME\` last. The folders of data of MySQL, MariaDB, PostgreSQL, MongoDB and Redis are volumes from the start: their images read scripts and settings from folders that are none.`,
  examples: [
    {
      title: "The volume last",
      bad: 'FROM debian:13-slim\nVOLUME /data\nRUN mkdir -p /data/cache && chown -R 10001:10001 /data\nUSER 10001:10001\nCMD ["/bin/true"]\n',
      good: 'FROM debian:13-slim\nRUN mkdir -p /data/cache && chown -R 10001:10001 /data\nVOLUME /data\nUSER 10001:10001\nCMD ["/bin/true"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#notes-about-specifying-volumes"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D10"],
  judges: "connected",
  check(file, { workspace, report }) {
    // What a stage has declared goes on to those that are built on it, which stand behind it.
    const declared = new Map<Stage, ReadonlyMap<string, Volume>>();
    for (const stage of file.stages) {
      const volumes = new Map(stage.base.kind === "stage" ? declared.get(stage.base.stage) : volumesOfBase(stage));
      declared.set(stage, volumes);
      if (baseImageOf(stage)?.os === "windows") continue;
      const again = new Set<string>();
      const found = new Map<Volume, { readonly path: string; readonly first: Span; last: Instruction }>();
      for (const one of stage.instructions) {
        if (one.keyword === "VOLUME") {
          for (const { value } of one.paths) {
            if (!value?.startsWith("/")) continue;
            const path = value.replace(/(?<=.)\/+$/, "");
            if (volumes.has(path)) again.add(path);
            else volumes.set(path, one);
          }
          continue;
        }
        if (volumes.size === 0) continue;
        for (const { path, span } of writesOf(one, stage)) {
          const holder = folders(path).find((folder) => volumes.has(folder));
          const by = holder === undefined ? undefined : volumes.get(holder);
          const known = by && found.get(by);
          if (known) known.last = one;
          else if (by && holder !== undefined) found.set(by, { path: holder, first: span, last: one });
        }
      }
      for (const [by, { path, first, last }] of found) {
        const isOwn = by !== ofBase;
        report({
          span: first,
          message: `\`${path}\` is a volume${isOwn ? " already" : " of the base image"}, and some builders discard what is written to it from there on. ${isOwn ? "Declare the `VOLUME` behind the last step that writes to it." : "Put it elsewhere."}`,
          ...(isOwn && { related: [{ path: file.source.path, span: by.span, message: "The volume is declared here." }] }),
          fixes: isOwn && by.stage === stage && !again.has(path) ? moved(by, last, stage) : [],
          ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
        });
      }
    }
  },
});

/** What declares a volume: an instruction, or the base image. */
type Volume = VolumeInstruction | typeof ofBase;
const ofBase = "base image";

/** Official images that declare their folder of data as a volume. Source: their Dockerfiles at https://github.com/docker-library. */
const withVolume = new Set(["mariadb", "mongo", "mysql", "postgres", "redis"]);

function volumesOfBase(stage: Stage): readonly (readonly [string, Volume])[] {
  const image = serviceImageOfStage(stage);
  return image && withVolume.has(image.name) ? image.dataDirectories.map((path) => [path, ofBase] as const) : [];
}

/** A path and all folders that it is in. */
function folders(path: string): readonly string[] {
  const found: string[] = [];
  // Linux knows no longer ones.
  if (path.length > 4096) return found;
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) found.push(path.slice(0, end));
  return found;
}

/** The absolute paths that an instruction writes to, with the words that say so. */
function writesOf(one: Instruction, stage: Stage): readonly { readonly path: string; readonly span: Span }[] {
  if (one.keyword === "COPY" || one.keyword === "ADD") {
    const path = one.destination && absolute(one.destination.value, one, stage);
    return path !== undefined && one.destination ? [{ path, span: one.destination.span }] : [];
  }
  if (one.keyword !== "RUN") return [];
  return invocationsOf(one.command).flatMap((call) =>
    [...written(call), ...redirected(call)].flatMap((word) => {
      const path = absolute(word.value, one, stage);
      return path === undefined || isMounted(one, path) ? [] : [{ path, span: word.span }];
    }),
  );
}

/** A path as the image has it; undefined where it cannot be told. `mkdir data` goes by the working directory. */
function absolute(path: string | undefined, one: Instruction, stage: Stage): string | undefined {
  if (path === undefined || path === "") return undefined;
  const folder = path.startsWith("/") ? "" : stage.workdir(one);
  if (folder === undefined) return undefined;
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** What is written to a mount is not written to the image. */
function isMounted(run: Instruction, path: string): boolean {
  if (run.keyword !== "RUN") return false;
  return run.mounts.some((mount) => {
    const target = mount.get("target")?.value?.replace(/\/+$/, "");
    return target !== undefined && (path === target || path.startsWith(`${target}/`));
  });
}

type Place = Pick<Word, "value" | "span">;

const toAll = new Set(["chgrp", "chmod", "chown", "mkdir", "touch"]);
const toLast = new Set(["cp", "install", "ln", "mv"]);

/** The words of a call that name what it writes to; those that delete are left out, as nobody misses what comes back. */
function written({ name = "", args }: Invocation): readonly Place[] {
  const words = args.filter(({ text }) => !text.startsWith("-"));
  if (toAll.has(name)) return words.filter(({ value }) => value?.startsWith("/"));
  const last = toLast.has(name) ? words.at(-1) : undefined;
  return last?.value?.startsWith("/") ? [last] : [];
}

function redirected({ command, script }: Invocation): readonly Place[] {
  if (!command || !script) return [];
  return command.redirects.flatMap(({ operator, target }) =>
    target?.value?.startsWith("/") && /^(?:&?>>?|>\|)$/.test(operator)
      ? [{ value: target.value, span: script.source.spanToSource(target.span) }]
      : [],
  );
}

function moved(volume: VolumeInstruction, last: Instruction, stage: Stage): readonly Fix[] {
  const { source, comments } = stage.file;
  // Variables may change on the way, and an open end would swallow it.
  if (volume.onbuild || volume.rest.text.includes("$") || endsOpen(stage)) return [];
  const start = source.lineSpan(source.lineOf(volume.leadingComments[0]?.span.start ?? volume.span.start)).start;
  const end = source.nextLineStart(volume.span.end);
  const text = source.text.slice(start, end).trimEnd();
  const isWhole = !comments.some(({ span }) => span.start > volume.span.start && span.end < volume.span.end);
  if (!isWhole) return [];
  const lines = text.split(/\r\n|\n/).map((line) => line.trim());
  const edits = [remove({ start, end }), insertInstructions(stage, placeAfter(stage, last), lines.join("\n"))];
  return [
    {
      title: "Declare the `VOLUME` behind what is written",
      safety: "unsafe",
      changes: [{ kind: "edit", path: source.path, edits }],
    },
  ];
}
