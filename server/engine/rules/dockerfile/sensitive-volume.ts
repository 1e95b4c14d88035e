import { baseImageOf } from "../../image/base.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { isRuntimeSocket } from "../../knowledge/host-paths.ts";
import type { VolumeInstruction, Word } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { remove, type TextEdit } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";

/** Folders of the kernel and whatever is below, and those that hold the system itself. */
const ofKernel = /^\/+(?:proc|sys|dev)(?:\/|$)/;
const ofSystem = /^\/+(?:bin|boot|etc|lib|lib64|sbin|usr)?\/*$/;

export default defineRule({
  id: "dockerfile/sensitive-volume",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "VOLUME names a folder of the system.",
  why: `A VOLUME gives every container that is started a folder of its own in that place. On \`/etc\`, \`/usr\` or \`/lib\` it keeps the system's files, which then outlive every update of the image. \`/proc\`, \`/sys\` and \`/dev\` are the kernel's, a socket is no folder, and with \`/\` no container starts at all.

Where a container has to see a folder of the host or the engine's socket, that is said where it is run (\`docker run --mount\`, Compose, the manifest), and thought about there.`,
  examples: [
    {
      title: "The engine's socket",
      bad: "FROM debian:13-slim\nVOLUME /data /var/run/docker.sock\nUSER 10001:10001\n",
      good: "FROM debian:13-slim\nVOLUME /data\nUSER 10001:10001\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#volume",
    "https://github.com/goodwithtech/dockle/blob/master/CHECKPOINT.md#dkl-di-0002",
  ],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["dockle:DKL-DI-0002", "semgrep:dockerd-socket-mount"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      for (const one of withTriggers(stage.instructions)) {
        if (one.keyword !== "VOLUME" || baseImageOf(stage)?.os === "windows") continue;
        for (const path of one.paths) {
          const what = reasonAgainst(path.value ?? "");
          if (what === undefined) continue;
          const edit = removal(one, path, file.source);
          report({
            span: path.span,
            message: `${what}${whenChildIsBuilt(one)}. Take it out; what a container needs of the host is said where it is run.`,
            ...(edit && {
              fixes: [
                {
                  title: `Take \`${path.text}\` out`,
                  safety: "unsafe" as const,
                  changes: [{ kind: "edit" as const, path: file.source.path, edits: [edit] }],
                },
              ],
            }),
          });
        }
      }
    }
  },
});

function reasonAgainst(path: string): string | undefined {
  if (path === "") return undefined;
  if (/^\/+$/.test(path)) return "No container starts with a volume in place of `/`";
  if (isRuntimeSocket(path)) return `\`${path}\` is a socket, and a volume puts an empty folder in its place`;
  if (ofKernel.test(path)) return `\`${path}\` is the kernel's, and no place for a volume`;
  return ofSystem.test(path) ? `A volume at \`${path}\` keeps the system's files, past every update of the image` : undefined;
}

/** The edit that takes a path out of its VOLUME, which goes with the last one; undefined where a comment stands in between. */
function removal(volume: VolumeInstruction, path: Word, source: SourceText): TextEdit | undefined {
  const { paths } = volume;
  const index = paths.indexOf(path);
  const before = paths[index - 1];
  const after = paths[index + 1];
  const whole = (volume.onbuild ?? volume).span;
  const range = before
    ? { start: before.span.end, end: path.span.end }
    : after
      ? { start: path.span.start, end: after.span.start }
      : { start: source.lineSpan(source.lineOf(whole.start)).start, end: source.nextLineStart(whole.end) };
  return source.slice(range).includes("#") ? undefined : remove(range);
}
