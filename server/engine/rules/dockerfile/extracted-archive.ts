import { isPattern, isRemote } from "../../image/context-files.ts";
import { destinationOf, folderOf, within } from "../../image/folders.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { shipped } from "../../image/production.ts";
import type { CopyInstruction, RunInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { remove, replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/extracted-archive",
  language: "dockerfile",
  category: "performance",
  severity: "hint",
  preset: "optional",
  summary: "An archive is copied and unpacked by a RUN, which ADD does in one layer.",
  why: `The copied archive stays in its layer, even where the RUN that unpacks it deletes it. ADD unpacks a local tar archive, plain or compressed with gzip, bzip2 or xz, straight into the folder that it names.

Nothing is reported where more is asked of \`tar\` than ADD does (\`--strip-components\`, single members), for other formats such as zip, and for files of other stages, which ADD does not take.`,
  examples: [
    {
      title: "A tar archive",
      bad: "FROM debian:13-slim\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt\n",
      good: "FROM debian:13-slim\nADD app.tar.gz /opt/\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3010"],
  judges: "part",
  check(file, { workspace, report }) {
    const inImage = shipped(file, workspace);
    for (const stage of file.stages) {
      if (!inImage.has(stage)) continue;
      /** By the path in the image. */
      const archives = new Map<string, { copy: CopyInstruction; name: string }>();
      for (const one of stage.instructions) {
        if (one.keyword === "COPY" && !one.from) for (const [path, name] of archivesOf(one, stage)) archives.set(path, { copy: one, name });
        if (one.keyword !== "RUN" || archives.size === 0) continue;
        const calls = invocationsOf(one.command);
        calls.forEach((call, index) => {
          const folder = folderOf(call, one, calls.slice(0, index), stage);
          const read = readTar(call);
          const path = read && within(folder, read.file);
          const found = path === undefined ? undefined : archives.get(path);
          if (!read || path === undefined || !found) return;
          archives.delete(path);
          const into = within(folder, read.folder);
          report({
            span: found.copy.keywordSpan,
            message: `\`${found.name}\` is copied, unpacked, and stays in its layer. \`ADD\` unpacks it as it is copied.`,
            related: [{ path: file.source.path, span: call.nameWord.span, message: "It is unpacked here." }],
            fixes: fixFor(found.copy, one, calls, path, into, stage),
          });
        });
      }
    }
  },
});

/** The archives that a COPY brings, by their path in the image. */
function archivesOf(copy: CopyInstruction, stage: Stage): readonly (readonly [path: string, name: string])[] {
  const destination = destinationOf(copy, stage);
  return copy.sources.flatMap(({ value }) => {
    if (destination === undefined || value === undefined || isPattern(value) || isRemote(value)) return [];
    if (!/\.(?:tar(?:\.(?:gz|bz2|xz))?|tgz|tbz2?|txz)$/i.test(value)) return [];
    const name = value.slice(value.lastIndexOf("/") + 1);
    return [
      [destination, name],
      [within(destination, name), name],
    ] as const;
  });
}

/** The archive that `tar` unpacks whole, and where to; undefined where it does anything else. */
function readTar({ name, args, command }: Invocation): { readonly file: string; readonly folder: string } | undefined {
  if (name !== "tar" || command?.isConditional || command?.inSubstitution || command?.pipe) return undefined;
  let file: string | undefined;
  let folder = ".";
  let extracts = false;
  for (let i = 0; i < args.length; i++) {
    const { value } = args[i] ?? {};
    if (value === undefined) return undefined;
    const letters = /^-?([a-zA-Z]+)$/.exec(i === 0 || value.startsWith("-") ? value : "")?.[1];
    const long = /^--(file|directory)(?:=(.*))?$/.exec(value);
    if (letters) {
      if (/[^xzjJvpfC]/.test(letters)) return undefined;
      extracts ||= letters.includes("x");
      for (const letter of letters) {
        if (letter === "f") file = args[++i]?.value;
        if (letter === "C") folder = args[++i]?.value ?? "$";
      }
    } else if (long) {
      const given = long[2] ?? args[++i]?.value;
      if (long[1] === "file") file = given;
      else folder = given ?? "$";
    } else if (/^--(?:extract|get|gzip|bzip2|xz|verbose)$/.test(value)) extracts ||= /^--(?:extract|get)$/.test(value);
    else return undefined;
  }
  return extracts && file !== undefined && !folder.startsWith("$") ? { file, folder } : undefined;
}

/** ADD in place of both, where the RUN does nothing else. */
function fixFor(
  copy: CopyInstruction,
  run: RunInstruction,
  calls: readonly Invocation[],
  path: string,
  into: string,
  { file }: Stage,
): readonly Fix[] {
  const { destination } = copy;
  const isAlone = calls.every(
    ({ name, args, command }) =>
      command?.operator !== "||" &&
      (name === "tar" ||
        (name === "rm" && args.every(({ text }) => text.startsWith("-") || text === path)) ||
        (name === "mkdir" && args.every(({ text }) => text === "-p" || text === into))),
  );
  const isPlain =
    copy.sources.length === 1 &&
    copy.flags.length === 0 &&
    copy.heredocs.length === 0 &&
    !copy.isJson &&
    destination?.raw === destination?.text;
  const hasComments = file.comments.some(({ span }) => span.start > run.span.start && span.end <= run.span.end);
  if (
    !isAlone ||
    !isPlain ||
    !destination ||
    hasComments ||
    calls.filter(({ name }) => name === "tar").length !== 1 ||
    !into.startsWith("/") ||
    run.heredocs.length > 0
  )
    return [];
  const { source } = file;
  const keyword = copy.keywordText === copy.keywordText.toLowerCase() ? "add" : "ADD";
  return [
    {
      title: "Let `ADD` unpack it",
      safety: "unsafe",
      changes: [
        {
          kind: "edit",
          path: source.path,
          edits: [
            replace(copy.keywordSpan, keyword),
            replace(destination.span, into === "/" ? "/" : `${into}/`),
            remove({ start: source.lineSpan(source.lineOf(run.span.start)).start, end: source.nextLineStart(run.span.end) }),
          ],
        },
      ],
    },
  ];
}
