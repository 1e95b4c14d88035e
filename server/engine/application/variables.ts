import { type EnvironmentEntry, type EnvironmentFile, readEnvironmentFile } from "../languages/compose/environment-file.ts";
import type { ComposeFile } from "../languages/compose/model.ts";
import { rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import { gitIgnored } from "../workspace/gitignore.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath, upwards } from "../workspace/paths.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";
import type { Application } from "./application.ts";
import { neighboursOf } from "./neighbours.ts";

/**
 * Where a variable in a Compose file gets its value from. What the shell has goes before all files, so that no value is certain
 * (https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/).
 */
export type VariableOrigin =
  /** A `.env` that Compose reads. */
  | {
      readonly kind: "file";
      readonly path: string;
      readonly nameSpan: Span;
      /** As long as the shell does not set it; undefined where it hangs on a variable that is not known, and where the entry only hands on what the shell has. */
      readonly value: string | undefined;
    }
  /** A file that Compose does not read by itself: it is copied to `.env`, named by `--env-file`, or meant for containers alone. */
  | { readonly kind: "other-file"; readonly path: string; readonly nameSpan: Span; readonly value: string | undefined }
  /** Compose sets it itself, or is set up by it. */
  | { readonly kind: "compose" }
  /** Operating systems, login sessions and proxies' users set it. */
  | { readonly kind: "system" }
  /** A script, a makefile, a pipeline or an environment file somewhere in the workspace sets a variable of that name. */
  | { readonly kind: "script" }
  /** A `.env` may give it that Git leaves out, and that is not here. */
  | { readonly kind: "hidden" }
  /** No file that is seen sets it: the shell may. */
  | { readonly kind: "unset" }
  /** The folder of the file cannot be seen. */
  | { readonly kind: "unknown" };

/** A variable that an environment file sets. */
export interface KnownVariable {
  readonly name: string;
  readonly nameSpan: Span;
  readonly path: string;
  readonly value: string | undefined;
  /** Compose reads the file by itself: it is a `.env`. */
  readonly isRead: boolean;
}

/** Where a variable of the files of an application gets its value from. */
export function originOf({ file, around }: Application, name: string, workspace: Workspace): VariableOrigin {
  if (isOfCompose(name)) return { kind: "compose" };
  const { path } = file.source;
  const environment = environmentOf(workspace, path);
  const found = environment.variables.get(name);
  if (found) return { kind: found.isRead ? "file" : "other-file", path: found.path, nameSpan: found.nameSpan, value: found.value };
  if (systemVariables.has(name) || ofSystem.test(name)) return { kind: "system" };
  if (!environment.isSeen) return { kind: "unknown" };
  for (const other of environmentFilesOf(file)) {
    const read = other === undefined ? undefined : environmentFile(workspace, other);
    // One that is not here, or lies elsewhere, may be handed to Compose as well.
    if (!read) return { kind: "unknown" };
    const entry = read.entries.find((one) => one.name === name);
    if (other !== undefined && entry) return { kind: "other-file", path: other, nameSpan: entry.nameSpan, value: entry.value };
  }
  if (workspace.derive(scriptVariables).has(name)) return { kind: "script" };
  return { kind: around.environment === undefined && environment.isHidden ? "hidden" : "unset" };
}

/** The files that services name with `env_file`, each once; undefined among them for one that cannot be known. */
const environmentFilesOf = rememberFor(({ services, source }: ComposeFile): ReadonlySet<string | undefined> => {
  const paths = services.flatMap(({ envFiles }) => envFiles.map(({ path }) => path));
  return new Set(paths.map((path) => (path === undefined ? undefined : resolvePath(folderOf(source.path), path))));
});

/** The variables that the environment files around an application set, those that Compose reads first. */
export function knownVariables({ file }: Application, workspace: Workspace): readonly KnownVariable[] {
  return [...environmentOf(workspace, file.source.path).variables.values()];
}

/** Whether there is a `.env` beside a file. */
export function hasEnvironmentFile({ around }: Application): boolean {
  return around.environment !== undefined;
}

/** What an environment file of the workspace sets; undefined where it cannot be read. */
export const environmentFile = keyedFact("environment file", (workspace, path): EnvironmentFile | undefined => {
  const text = workspace.read(path);
  return text === undefined ? undefined : readEnvironmentFile(text);
});

interface Environment {
  /** By name; what Compose reads goes before what it does not. */
  readonly variables: ReadonlyMap<string, KnownVariable>;
  /** Whether it is seen if there is a `.env` beside the file. */
  readonly isSeen: boolean;
  /** There is none, and Git would leave one out. */
  readonly isHidden: boolean;
}

/** `.env`, `.env.example`, `.env-sample`, `prod.env`, `example.env`, `env-example`, `.envrc`. */
const isEnvironmentName = (name: string): boolean =>
  /^(?:\.?env(?:rc|[._-].*)?|.+\.env(?:[._-].*)?)$/i.test(name) && !/\.(?:[jt]sx?|md|py|sh|ya?ml)$/i.test(name);

/**
 * The environment files that are read for the Compose file of a path, and those that lie around. Compose reads the `.env` beside the file, and one of the
 * folder in which it is started, which may be any above it; for a file that is included also that of the including one.
 */
const environmentOf = keyedFact("environment of", (workspace, path): Environment => {
  const folder = folderOf(path);
  const { users } = neighboursOf(workspace, path);
  const read = new Set([folder, ...users.map(({ source }) => folderOf(source.path)), ...upwards(folder)]);
  const variables = new Map<string, KnownVariable>();
  const add = (file: string, isRead: boolean): void => {
    // The last entry of a name holds.
    const entries = new Map<string, EnvironmentEntry>((environmentFile(workspace, file)?.entries ?? []).map((one) => [one.name, one]));
    for (const { name, nameSpan, value } of entries.values()) {
      if (!variables.has(name)) variables.set(name, { name, nameSpan, path: file, value, isRead });
    }
  };
  for (const one of read) if (workspace.has(inFolder(one, ".env"))) add(inFolder(one, ".env"), true);
  for (const one of read) {
    for (const { name, isFolder } of workspace.list(one) ?? []) {
      if (!isFolder && name !== ".env" && isEnvironmentName(name)) add(inFolder(one, name), false);
    }
  }
  const own = inFolder(folder, ".env");
  const has = workspace.has(own);
  return { variables, isSeen: has !== undefined, isHidden: has === false && workspace.derive(gitIgnored)(own) };
});

/** Names that Compose and Docker set or are set up by (https://docs.docker.com/compose/how-tos/environment-variables/envvars/). */
function isOfCompose(name: string): boolean {
  return /^(?:COMPOSE|DOCKER|BUILDKIT|BUILDX)_/.test(name);
}

/**
 * What operating systems and desktops give every program. Not among them: what shells have for themselves and do not hand on, such as `UID`, `GID` and `HOSTNAME`.
 */
const systemVariables: ReadonlySet<string> = new Set(
  (
    "PWD OLDPWD HOME USER LOGNAME PATH SHELL LANG LANGUAGE TERM TMPDIR TZ EDITOR DISPLAY WAYLAND_DISPLAY XAUTHORITY SSH_AUTH_SOCK SSH_AGENT_PID SHLVL " +
    "DBUS_SESSION_BUS_ADDRESS PULSE_SERVER USERNAME USERPROFILE USERDOMAIN COMPUTERNAME APPDATA LOCALAPPDATA PROGRAMDATA ProgramData ProgramFiles PROGRAMFILES " +
    "SystemRoot SYSTEMROOT SystemDrive SYSTEMDRIVE TEMP TMP HOMEDRIVE HOMEPATH OS WSL_DISTRO_NAME CI " +
    "HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY FTP_PROXY http_proxy https_proxy no_proxy all_proxy ftp_proxy"
  ).split(" "),
);
const ofSystem = /^(?:LC|XDG|GITHUB|RUNNER|CI|GITLAB|BITBUCKET|CIRCLE|TRAVIS|JENKINS|CODEBUILD|TF_BUILD)_/;

/** Files in which people and pipelines set variables before they start Compose. */
const scriptPath =
  /(?:^|\/)(?:(?:GNU)?[Mm]akefile|[Jj]ustfile|[Tt]askfile\.ya?ml|\.?mise\.toml|package\.json|composer\.json|devcontainer\.json|Jenkinsfile|\.gitlab-ci\.yml|azure-pipelines\.yml|README(?:\.\w+)?|[^/]+\.(?:sh|bash|zsh|fish|ps1|bat|cmd|mk))$|(?:^|\/)\.(?:github\/workflows|circleci)\/[^/]+$/;
const maximumScripts = 300;
const setting = /\b([A-Za-z_]\w*)[ \t]*[:?+]?[=:]|\b(?:export|set|setx|-gx|-x)[ \t]+([A-Za-z_]\w*)/g;

/** The names that scripts, makefiles, pipelines, instructions and environment files of the workspace set. */
const scriptVariables: Fact<ReadonlySet<string>> = {
  name: "variables that scripts set",
  compute(workspace) {
    const names = new Set<string>();
    for (const path of (workspace.files() ?? [])
      .filter((one) => scriptPath.test(one) || isEnvironmentName(nameOf(one)))
      .slice(0, maximumScripts)) {
      for (const [, assigned, exported] of (workspace.read(path) ?? "").matchAll(setting)) names.add((assigned ?? exported) as string);
    }
    return names;
  },
};

/** Whether a file is by its name the template of another, such as `.env.example` or `env-example` of `.env`, `db.example.env` or `db.env.dist` of `db.env`. */
export function isTemplateOf(name: string, other: string): boolean {
  const bare = name.replace(templateWord, "");
  return bare !== name && bare.replace(/^\./, "") === other.replace(/^\./, "");
}

/** Whether a file is by its name a template that is copied. */
export function isTemplateName(name: string): boolean {
  return templateWord.test(name);
}

const templateWord = /[._-](?:example|sample|template|tpl|dist|defaults?)\b|^(?:example|sample|template|default)(?=[._-])/i;
