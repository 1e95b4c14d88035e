import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { fixesOf, insertKey, removeItem, removeKey, renameKey, replaceScalar, rewrite, setValue } from "../../application/edit.ts";
import { isWrittenIn, placeIn } from "../../application/place.ts";
import { imageBuildOf } from "../../application/settings.ts";
import { dockerfileAt } from "../../image/context-needs.ts";
import type { ComposeFile, Pair, ServiceBuild } from "../../languages/compose/model.ts";
import { isDockerfilePath } from "../../languages/dockerfile/detect.ts";
import type { Dockerfile, Instruction } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix, type Problem } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { gitIgnored } from "../../workspace/gitignore.ts";
import { keyedFact } from "../../workspace/keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath, upwards } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const dockerfile = "FROM node:24-alpine AS build\nARG REVISION\nFROM node:24-alpine AS runtime\n";
const web = (build: string) => `services:\n  web:\n    build:\n${build}`;

export default defineRule({
  id: "compose/broken-build",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The folder, Dockerfile or stage that a service is built from is not there.",
  why: `
\`docker compose build\` fails where the context is no folder, where the Dockerfile is not in it, and where \`target\` names no stage. The path of the Dockerfile counts from the context, not from the Compose file.

A build argument that the Dockerfile never declares by \`ARG\` is dropped with a warning, and what it should have changed stays as it was; that is reported as a warning.

Silent about contexts from elsewhere, paths with variables, what Git ignores or has as a submodule, what would be right from a folder above, from which other files may be given, and where neither a Dockerfile nor a program is seen at all.`,
  examples: [
    {
      title: "A stage by another name",
      bad: web("      context: .\n      target: runtim\n"),
      good: web("      context: .\n      target: runtime\n"),
      files: { Dockerfile: dockerfile },
    },
    {
      title: "From the folder of the Compose file instead of the context",
      bad: web("      context: app\n      dockerfile: app/web.Dockerfile\n"),
      good: web("      context: app\n      dockerfile: web.Dockerfile\n"),
      files: { "app/web.Dockerfile": dockerfile },
    },
    {
      title: "An argument that nothing takes",
      bad: web("      context: .\n      args:\n        REVISON: 3f2a91c\n"),
      good: web("      context: .\n      args:\n        REVISION: 3f2a91c\n"),
      files: { Dockerfile: dockerfile },
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/build/", "https://docs.docker.com/build/building/variables/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["D1"],
  // What only the Dockerfile tells.
  uncovers: [
    "compose/healthcheck-without-tool",
    "compose/kept-capabilities",
    "compose/missing-healthcheck",
    "compose/missing-resource-limits",
    "compose/missing-restart",
    "compose/root-user",
    "compose/short-stop-grace",
    "compose/unexpected-port",
    "compose/writable-root-filesystem",
  ],
  check(file, { workspace, report }) {
    for (const service of applicationOf(file, workspace).services) {
      const { build } = service.own;
      if (service.own.file !== file || !build) continue;
      for (const problem of problemsOf(service, build, workspace)) report(problem);
    }
  },
});

function problemsOf(service: ApplicationService, build: ServiceBuild, workspace: Workspace): readonly Problem[] {
  if (service.possible.some((over) => over.build && isPlacing(over.build))) return [];
  const context = contextOf(service, build, workspace);
  if (context === undefined) return [];
  if (typeof context !== "string") return [context];
  if (!build.inline.isAbsent) return [];
  const missing = missingDockerfile(service, build, context, workspace);
  if (missing) return [missing];
  const built = imageBuildOf(service, workspace);
  const dockerfile = built?.dockerfile === undefined ? undefined : dockerfileAt(built.dockerfile, workspace);
  if (!dockerfile || dockerfile.isTemplate || dockerfile.stages.length === 0 || hasOtherSyntax(dockerfile)) return [];
  return [...missingStage(service, build, dockerfile), ...undeclaredArguments(service, build, dockerfile)];
}

/** Whether another file, laid over this one, says where to build from. */
function isPlacing({ isShort, context, dockerfile, inline }: ServiceBuild): boolean {
  return isShort || [context, dockerfile, inline].some((field) => !field.isAbsent);
}

/** The folder of the context, where it is certainly there; a problem where it certainly is not. */
function contextOf(service: ApplicationService, build: ServiceBuild, workspace: Workspace): string | Problem | undefined {
  const { own } = service;
  const folder = folderOf(own.file.source.path);
  const { value } = build.context;
  if (value === undefined) {
    const above = build.context.isAbsent ? imageBuildOf(service, workspace)?.context : undefined;
    return above !== undefined && isFolder(above, workspace) ? above : undefined;
  }
  const path = /^(?:github\.com\/|[\w-]+:)|\.git(?:#|$)/.test(value) ? undefined : resolvePath(folder, value);
  if (path === undefined) return undefined;
  if (isFolder(path, workspace)) return path;
  const there = workspace.has(path);
  if (there === undefined) return undefined;
  const span = placeIn(service, build.context.span);
  if (there) {
    if (workspace.read(path) === undefined) return undefined;
    return {
      span,
      message: `\`${value}\` is a file, and the context of a build is a folder. Name the folder, and the file as \`dockerfile\`.`,
      fixes: fixesOf(
        "Name its folder",
        "unsafe",
        own.file,
        setValue(own.file, build.entry, { context: folderOf(value) || ".", dockerfile: nameOf(value) }),
      ),
    };
  }
  if (mayComeLater(path, own.file, workspace) || upwards(folder).some((base) => workspace.has(resolvePath(base, value) ?? "") !== false))
    return undefined;
  const names = (workspace.list(folderOf(path)) ?? []).filter(({ isFolder }) => isFolder).map(({ name }) => name);
  const near = nearest(nameOf(path), names);
  const better = near && value.replace(/[^/]+(?=\/*$)/, near);
  return {
    span,
    message: `There is no folder \`${path}\`, so \`${own.name}\` cannot be built.${better ? ` Was \`${better}\` meant?` : ""}`,
    fixes: better ? fixesOf(`Write \`${better}\``, "unsafe", own.file, replaceScalar(own.file, build.context, better)) : [],
  };
}

function isFolder(path: string, workspace: Workspace): boolean {
  return workspace.list(path) !== undefined;
}

/** A folder with neither a Dockerfile nor a program is likely a part of what is built elsewhere: files for deployment alone, a checkout of some folders. */
const holdsPrograms = keyedFact("programs in", (workspace, folder): boolean => {
  const start = folder === "" ? "" : `${folder}/`;
  return (workspace.files() ?? []).some((path) => path.startsWith(start) && (isDockerfilePath(path) || program.test(path)));
});

/** What programs of the usual ecosystems have at their root. */
const program =
  /(?:^|\/)(?:package\.json|pyproject\.toml|requirements\.txt|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|Cargo\.toml|Gemfile|composer\.json|mix\.exs|[^/]+\.[cf]sproj)$/;

/** Whether something that is not there may be made or fetched before the build: Git ignores it, or it is a submodule's. */
function mayComeLater(path: string, file: ComposeFile, workspace: Workspace): boolean {
  const modules = workspace.read(".gitmodules") ?? "";
  const isModules = [...modules.matchAll(/^\s*path\s*=\s*(\S.*?)\s*$/gm)].some(
    ([, module = ""]) => path === module || path.startsWith(`${module}/`),
  );
  return isModules || !isOfProgram(path, file, workspace) || workspace.derive(gitIgnored)(path);
}

/** Whether programs are seen beside or below the file, or where a path that it names leads. */
function isOfProgram(path: string, { source }: ComposeFile, workspace: Workspace): boolean {
  const nearest = upwards(folderOf(path)).find((folder) => isFolder(folder, workspace));
  return holdsPrograms(workspace, folderOf(source.path)) || (nearest !== undefined && holdsPrograms(workspace, nearest));
}

function missingDockerfile(service: ApplicationService, build: ServiceBuild, context: string, workspace: Workspace): Problem | undefined {
  const { own } = service;
  const { file } = own;
  const entries = workspace.list(context) ?? [];
  // A submodule that is not fetched is an empty folder.
  if (entries.length === 0) return undefined;
  if (build.dockerfile.isAbsent) {
    if (imageBuildOf(service, workspace)?.dockerfile !== inFolder(context, "Dockerfile")) return undefined;
    if (
      entries.some(({ name }) => /^(?:Dockerfile|dockerfile|Containerfile)$/.test(name)) ||
      mayComeLater(inFolder(context, "Dockerfile"), file, workspace)
    )
      return undefined;
    const [candidate, ...others] = entries.filter(({ name, isFolder }) => !isFolder && isDockerfilePath(name)).map(({ name }) => name);
    const only = others.length === 0 ? candidate : undefined;
    const edits =
      only &&
      (build.isShort
        ? setValue(file, build.entry, { context: build.context.value ?? ".", dockerfile: only })
        : insertKey(file, build.mapping, "dockerfile", only));
    return {
      span: placeIn(service, build.context.span ?? build.entry.keySpan),
      message: `There is no \`Dockerfile\` in ${context === "" ? "the folder" : `\`${context}\``}, so \`${own.name}\` cannot be built. ${only ? `Name \`${only}\` as \`dockerfile\`.` : "Name the right one as `dockerfile`."}`,
      fixes: fixesOf(`Build from \`${only}\``, "unsafe", file, edits || undefined),
    };
  }
  const { value } = build.dockerfile;
  const path = value === undefined ? undefined : resolvePath(context, value);
  if (value === undefined || path === undefined || workspace.has(path) !== false || mayComeLater(path, file, workspace)) return undefined;
  const better = betterDockerfile(value, path, context, folderOf(file.source.path), workspace);
  return {
    span: placeIn(service, build.dockerfile.span),
    message: `There is no file \`${path}\`: the path of the Dockerfile counts from the context.${better ? ` Was \`${better}\` meant?` : ""}`,
    fixes: better ? fixesOf(`Write \`${better}\``, "unsafe", file, replaceScalar(file, build.dockerfile, better)) : [],
  };
}

/** The path from the context that was likely meant: right from the folder of the Compose file, or a file of a similar name. */
function betterDockerfile(value: string, path: string, context: string, folder: string, workspace: Workspace): string | undefined {
  const fromFile = resolvePath(folder, value);
  if (fromFile !== undefined && fromFile !== path && workspace.read(fromFile) !== undefined) return relativePath(context, fromFile);
  const names = (workspace.list(folderOf(path)) ?? []).filter(({ isFolder }) => !isFolder).map(({ name }) => name);
  const dockerfiles = names.filter((name) => isDockerfilePath(name));
  const near = nearest(nameOf(path), dockerfiles) ?? (dockerfiles.length === 1 ? dockerfiles[0] : undefined);
  return near && value.replace(/[^/]+$/, near);
}

function relativePath(from: string, to: string): string {
  const one = from === "" ? [] : from.split("/");
  const other = to.split("/");
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared++;
  return [...one.slice(shared).map(() => ".."), ...other.slice(shared)].join("/");
}

/** A frontend that may read the file in another way. */
function hasOtherSyntax({ directives }: Dockerfile): boolean {
  return directives.some(
    ({ name, value }) => name === "syntax" && !/^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::|@|$)/.test(value),
  );
}

function missingStage(service: ApplicationService, build: ServiceBuild, { stages, source }: Dockerfile): readonly Problem[] {
  const { own } = service;
  const { value } = build.target;
  if (value === undefined || value === "") return [];
  const names = stages.flatMap(({ name }) => name ?? []);
  if (names.includes(value.toLowerCase()) || (/^\d+$/.test(value) && Number(value) < stages.length)) return [];
  const better = nearest(value, names);
  const known = names.length === 0 ? "its stages have no names" : `it has ${names.map((name) => `\`${name}\``).join(", ")}`;
  return [
    {
      span: placeIn(service, build.target.span),
      message: `\`${source.path}\` has no stage \`${value}\`, so \`${own.name}\` cannot be built: ${known}.`,
      fixes: better ? fixesOf(`Build \`${better}\``, "unsafe", own.file, replaceScalar(own.file, build.target, better)) : [],
    },
  ];
}

/** Arguments that every build may be given, and those that BuildKit itself reads. */
const predefined = /^(?:(?:HTTP|HTTPS|FTP|NO|ALL)_PROXY|BUILDKIT_\w+|SOURCE_DATE_EPOCH|(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT))$/i;

function undeclaredArguments(service: ApplicationService, build: ServiceBuild, dockerfile: Dockerfile): readonly Problem[] {
  const declared = declaredIn(dockerfile);
  if (!declared) return [];
  return build.args.pairs.flatMap((pair): readonly Problem[] => {
    // What several services have from one anchor need not be for all of them.
    if (declared.has(pair.name) || predefined.test(pair.name) || !isWrittenIn(service, pair.nameSpan) || pair.name.includes("$")) return [];
    const better = nearest(
      pair.name,
      [...declared].filter((name) => build.args.pair(name) === undefined),
    );
    return [
      {
        span: pair.nameSpan,
        severity: "warning",
        message: `\`${dockerfile.source.path}\` declares no \`ARG ${pair.name}\`, so the value is dropped.${better ? ` Was \`${better}\` meant?` : " Declare it in the stage that uses it, or take it away here."}`,
        fixes: better ? renamed(service, pair, better) : removed(service, build, pair),
      },
    ];
  });
}

/** The names that the instructions of a Dockerfile declare; undefined where a base image may take more. */
function declaredIn({ globalArgs, stages }: Dockerfile): ReadonlySet<string> | undefined {
  if (stages.some(({ base }) => base.kind === "image" && /onbuild/.test(base.image.value ?? ""))) return undefined;
  const all: readonly (Instruction | undefined)[] = [
    ...globalArgs,
    ...stages.flatMap(({ instructions }) => instructions.map((one) => (one.keyword === "ONBUILD" ? one.trigger : one))),
  ];
  return new Set(all.flatMap((one) => (one?.keyword === "ARG" ? one.assignments.map(({ name }) => name) : [])));
}

function renamed({ own }: ApplicationService, { entry, node, nameSpan }: Pair, name: string): readonly Fix[] {
  const edits = entry ? renameKey(own.file, entry, name) : node && rewrite(own.file, node, nameSpan, name);
  return fixesOf(`Write \`${name}\``, "unsafe", own.file, edits);
}

function removed({ own }: ApplicationService, build: ServiceBuild, { entry, item, name }: Pair): readonly Fix[] {
  const list = build.mapping.list("args");
  const edits = entry ? removeKey(own.file, entry) : item && removeItem(own.file, list, list.sequence?.items.indexOf(item) ?? -1);
  return fixesOf(`Remove \`${name}\``, "unsafe", own.file, edits);
}
