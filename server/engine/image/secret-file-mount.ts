import type { CopyInstruction, Dockerfile, RunInstruction, Word } from "../languages/dockerfile/model.ts";
import type { Fix } from "../rule.ts";
import { insert, remove, type TextEdit } from "../text/edit.ts";
import { flagPlace } from "./secret-mount.ts";

/** The programs that read a configuration file with credentials, by the file's name. */
const readers: readonly (readonly [RegExp, ReadonlySet<string>])[] = [
  [/^\.npmrc$/, new Set(["npm", "npx", "yarn", "pnpm", "bun"])],
  [/^\.yarnrc\.yml$/, new Set(["yarn"])],
  [/^[._]netrc$/, new Set(["git", "curl", "pip", "pip3", "go", "uv", "poetry"])],
  [/^\.pypirc$/, new Set(["twine", "pip", "pip3", "uv", "poetry"])],
];

/**
 * The fix that mounts a credentials file for the RUNs of the stage that read it, instead of copying it. Undefined where it is not known who
 * reads the file, where it lands, or where a RUN deletes it itself (a mounted file cannot be deleted).
 */
export function secretFileMountFix(file: Dockerfile, copy: CopyInstruction, source: Word): Fix | undefined {
  const name = source.text.slice(source.text.lastIndexOf("/") + 1);
  const programs = readers.find(([pattern]) => pattern.test(name))?.[1];
  const { stage } = copy;
  if (!programs || !stage || copy.from || copy.isJson || copy.heredocs.length > 0) return undefined;
  const target = landingPlace(copy, name);
  const rest = stage.instructions.slice(stage.instructions.indexOf(copy) + 1);
  const runs = rest.filter((one): one is RunInstruction => one.keyword === "RUN");
  const commands = runs.flatMap((run) => run.command?.script?.commands ?? []);
  if (!target || runs.some((run) => !run.command?.script) || rest.some((one) => "fromStage" in one && one.fromStage === stage))
    return undefined;
  if (commands.some((command) => command.args.some((word) => word.text.endsWith(name)))) return undefined;
  const users = runs.filter((run) =>
    run.command?.script?.commands.some((command) => command.name !== undefined && programs.has(command.name)),
  );
  if (users.length === 0) return undefined;
  const id = name.replace(/^[._]/, "").replace(/\W+/g, "_");
  const edits: TextEdit[] = users.map((run) => insert(flagPlace(run), ` --mount=type=secret,id=${id},target=${target}`));
  if (copy.sources.length === 1) edits.push(remove({ start: copy.span.start, end: file.source.nextLineStart(copy.span.end) }));
  else {
    const before = /[ \t]*$/.exec(file.source.text.slice(0, source.span.start))?.[0].length ?? 0;
    edits.push(remove({ start: source.span.start - before, end: source.span.end }));
  }
  return {
    title: `Mount \`${name}\` as a build secret (build with \`--secret id=${id},src=${source.text}\`)`,
    safety: "unsafe",
    changes: [{ kind: "edit", path: file.source.path, edits }],
  };
}

/** The absolute path at which a copied file lands; undefined where it cannot be known. */
function landingPlace(copy: CopyInstruction, name: string): string | undefined {
  const destination = copy.destination?.value;
  if (destination === undefined) return undefined;
  const workdir = copy.stage?.workdir(copy);
  const isFolder = destination.endsWith("/") || /(?:^|\/)\.$/.test(destination) || copy.sources.length > 1;
  const path = isFolder ? `${destination.replace(/\/+$/, "")}/${name}` : destination;
  const absolute = destination.startsWith("/") ? path : workdir && `${workdir.replace(/\/+$/, "")}/${path}`;
  if (!absolute || /\s|,/.test(absolute)) return undefined;
  const parts: string[] = [];
  for (const part of absolute.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
