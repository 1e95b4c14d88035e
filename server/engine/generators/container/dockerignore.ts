import { ignoreFileFor, needsOf, needsOfContext, suits } from "../../image/context-needs.ts";
import { runsTests } from "../../knowledge/ignore-templates.ts";
import { mayHoldSecret, suspectFile } from "../../knowledge/secrets.ts";
import type { Dockerignore } from "../../languages/dockerignore/model.ts";
import { parseDockerignore } from "../../languages/dockerignore/parse.ts";
import { parse } from "../../languages/parse.ts";
import { SourceText } from "../../text/source.ts";
import { contextFiles } from "../../workspace/context.ts";
import { overlayWorkspace } from "../../workspace/overlay.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { GeneratedFile, Plan } from "../model.ts";

const testFolder = /(?:^|\/)(?:tests?|specs?|e2e|__tests__)$/;

/** What deploys the image rather than being in it; left out where it is there. */
const deploymentFolders = ["deploy", "k8s", "kubernetes", "charts", "helm", "terraform"];

/**
 * The ignore file of the build context. One of a monorepo is named after the member's Dockerfile and stands beside it: BuildKit takes that before the
 * one in the context, which all members would share.
 * @param ignored further patterns, relative to the context
 */
export function ignoreFile(
  plan: Plan,
  dockerfile: { readonly path: string; readonly text: string },
  ignored: readonly string[],
): GeneratedFile {
  const { application, workspace } = plan;
  const { folder, context } = application;
  // A Dockerfile that is there may stay, and needs what it needs.
  const existing = workspace.read(dockerfile.path);
  const texts = new Map([
    [dockerfile.path, dockerfile.text],
    ...(existing === undefined ? [] : [[`${dockerfile.path}.old`, existing] as const]),
  ]);
  const laid = overlayWorkspace(workspace, texts);
  const needs = needsOfContext(context, laid);
  const own = needsOf([parse(new SourceText(dockerfile.path, dockerfile.text), "dockerfile")]);
  const further = [...ignored, ...deploymentFolders.filter((name) => workspace.list(inFolder(context, name)) !== undefined)].filter(
    (pattern) => suits(testFolder.test(pattern) ? { pattern, unless: runsTests } : { pattern }, needs),
  );
  const usual = ignoreFileFor(context, laid, "\n");
  const secrets = secretsIn(plan, usual);
  const section = (title: string, patterns: readonly string[]) => (patterns.length === 0 ? "" : `\n# ${title}\n${patterns.join("\n")}\n`);
  const text = `${usual}${section("Not needed in the image", further)}${section("Hold secrets", secrets)}`;
  const needed = own.named.map(({ path }) => path);
  return {
    path: folder === context ? inFolder(context, ".dockerignore") : `${dockerfile.path}.dockerignore`,
    text,
    about: "What stays out of the build context",
    merge: (existing) => merged(existing, text, needed),
  };
}

/** The files of the context that hold secrets by their name and what stands in them, and that nothing leaves out yet. */
function secretsIn({ application: { context }, workspace }: Plan, ignored: string): readonly string[] {
  const ignore = parseDockerignore(new SourceText(".dockerignore", ignored));
  return (contextFiles({ folder: context }, workspace) ?? []).filter((path) => {
    if (!mayHoldSecret(path) || ignore.ignores(path)) return false;
    const suspect = suspectFile(path, workspace.read(inFolder(context, path)));
    return suspect !== undefined && !suspect.isWeak && /^[\w@+=:,./-]+$/.test(path);
  });
}

/** An ignore file with the patterns of another one that it does not cover; what the image needs and it hides is let in again. */
function merged(existing: string, wanted: string, needed: readonly string[]): string | undefined {
  const eol = existing.includes("\r\n") ? "\r\n" : "\n";
  const read = (text: string) => parseDockerignore(new SourceText(".dockerignore", text));
  const before = read(existing);
  const patterns = wanted.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const lacking = patterns.filter((pattern) => !pattern.startsWith("!") && !samplesOf(pattern).every((path) => before.ignores(path)));
  const hides = (ignore: Dockerignore, path: string) => ignore.ignores(path);
  const grown = read([existing, ...lacking].join("\n"));
  // An exception counts where a new pattern hides it; what was hidden before is somebody's wish.
  const exceptions = patterns.filter((pattern) => {
    const [sample = ""] = pattern.startsWith("!") ? samplesOf(pattern.slice(1)) : [];
    return sample !== "" && !hides(before, sample) && hides(grown, sample);
  });
  const kept = [...new Set(needed)].filter((path) => !/[*?[]/.test(path) && hides(grown, path)).map((path) => `!${path}`);
  const added = [...lacking, ...exceptions, ...kept];
  if (added.length === 0) return undefined;
  const start = existing === "" ? "" : `${existing.replace(/(?:\r?\n)*$/, "")}${eol}${eol}`;
  return `${start}${added.join(eol)}${eol}`;
}

/** Paths that a pattern is for: in the root of the context, and below a folder where it holds at any depth. */
function samplesOf(pattern: string): readonly string[] {
  const plain = pattern
    .replace(/^\*\*\//, "")
    .replace(/\[(.)[^\]]*\]/g, "$1")
    .replace(/\*+/g, "x");
  return [plain.replace(/^\//, "")];
}
