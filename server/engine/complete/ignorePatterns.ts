import type { Dockerignore } from "../languages/dockerignore/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Completion } from "./completion.ts";

/** What hardly ever belongs into a build context, with the reason. */
const usual: readonly (readonly [string, string])[] = [
  [".git", "the history: large, and it may hold secrets"],
  ["node_modules", "is installed inside of the image"],
  [".env*", "secrets and settings of one machine"],
  ["Dockerfile*", "the build does not copy itself"],
  [".dockerignore", "likewise"],
  ["compose*.y*ml", "how it is run, not what it is"],
  [".github", "pipelines"],
  ["*.md", "documentation"],
  ["*.log", "logs"],
  ["coverage", "test reports"],
  ["dist", "is built inside of the image"],
  ["__pycache__", "compiled by another Python"],
  [".venv", "is installed inside of the image"],
  ["target", "is built inside of the image"],
  [".vscode", "editor settings"],
  [".DS_Store", "folder settings of macOS"],
  ["*.pem", "keys"],
  ["*.key", "keys"],
];

/** The usual patterns that the file lacks, those first that something in the folder matches, and the names beside the file. */
export function completeIgnorePattern(file: Dockerignore, offset: number, workspace: Workspace): Completion[] {
  const { source } = file;
  const line = source.lineSpan(source.lineOf(offset));
  const typed = source.text.slice(line.start, offset).replace(/^\uFEFF/, "");
  if (/^\s*#/.test(typed) || /\s\S/.test(typed.trimStart())) return [];
  const word = /[^\s!]*$/.exec(typed)?.[0] ?? "";
  const span = { start: offset - word.length, end: offset };
  const given = new Set(
    file.patterns.filter((pattern) => pattern.span.start < line.start || pattern.span.start > line.end).map(({ clean }) => clean),
  );
  const slash = source.path.lastIndexOf("/");
  const names = workspace.list(slash < 0 ? "" : source.path.slice(0, slash)) ?? [];
  const isThere = (pattern: string) => names.some(({ name }) => matcher(pattern).test(name));
  const completions: Completion[] = usual
    .filter(([pattern]) => !given.has(pattern))
    .sort(([a], [b]) => Number(isThere(b)) - Number(isThere(a)))
    .map(([pattern, about]) => ({ kind: "pattern", label: pattern, span, text: pattern, detail: about }));
  for (const { name, isFolder } of names) {
    if (given.has(name) || usual.some(([pattern]) => pattern === name)) continue;
    completions.push({ kind: isFolder ? "folder" : "file", label: name, span, text: name });
  }
  return completions;
}

/** One name of a folder against a pattern without a slash. */
function matcher(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
}
