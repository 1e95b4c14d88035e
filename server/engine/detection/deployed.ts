import { parseDockerfile } from "../languages/dockerfile/parse.ts";
import { SourceText } from "../text/source.ts";
import { buildsOf } from "../workspace/builds.ts";
import { pathsFact } from "../workspace/files.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { inFolder, nameOf } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { found } from "./detected.ts";
import { labelOf } from "./label.ts";
import type { Detected } from "./model.ts";

/** What the deployment files that are there already say of the application in a folder. */
export interface Deployed {
  /** The Dockerfile in its folder. */
  readonly dockerfile: string | undefined;
  /** What the last stage starts, where that is written in exec form and no entry script stands before it. */
  readonly command: Detected<readonly string[]> | undefined;
  /** The tags of the images that the last stage is built from, by the image's short name: `python` → `3.14.5-slim`. */
  readonly tags: ReadonlyMap<string, Detected<string>>;
  /** What the last stage copies out of the build context, by its path there; the context as a whole left out. */
  readonly copied: readonly Detected<string>[];
  readonly port: Detected<number> | undefined;
  readonly livenessPath: Detected<string> | undefined;
  readonly readinessPath: Detected<string> | undefined;
}

/** The most manifests that are looked into, and the largest. */
const maximumFiles = 300;
const maximumSize = 128 * 1024;

/** Dockerfile first, then Compose, then Kubernetes manifests whose image is called like the application. */
export const deployedIn: (workspace: Workspace, folder: string) => Deployed = keyedFact("deployed in", (workspace, folder): Deployed => {
  const packed = packedIn(folder, workspace);
  const composed = packed.dockerfile === undefined ? undefined : composedFrom(packed.dockerfile, workspace);
  const run = runInCluster(folder, workspace);
  return {
    ...packed,
    port: packed.port ?? composed?.port ?? run?.port,
    livenessPath: packed.livenessPath ?? composed?.livenessPath ?? run?.livenessPath,
    readinessPath: run?.readinessPath,
  };
});

function packedIn(folder: string, workspace: Workspace): Deployed {
  const path = inFolder(folder, "Dockerfile");
  const text = workspace.read(path);
  const nothing = { dockerfile: undefined, command: undefined, tags: new Map(), copied: [], port: undefined, livenessPath: undefined };
  if (text === undefined) return { ...nothing, readinessPath: undefined };
  const source = new SourceText(path, text);
  const stage = parseDockerfile(source).stages.at(-1);
  if (!stage) return { ...nothing, dockerfile: path, readinessPath: undefined };
  const lineAt = (offset: number) => source.lineOf(offset) + 1;
  const ports = stage.chainInstructions.flatMap((instruction) => (instruction.keyword === "EXPOSE" ? instruction.ports : []));
  const [port, ...others] = ports.filter(({ value }) => /^\d+(?:\/tcp)?$/i.test(value ?? ""));
  const cmd = stage.last("CMD");
  const entrypoint = stage.last("ENTRYPOINT");
  const started = entrypoint && !cmd ? entrypoint : cmd;
  const argv = started?.command?.form === "exec" ? started.command.argv.map(({ text: word }) => word) : [];
  const check = stage.last("HEALTHCHECK");
  const checked = check?.command && pathIn(check.command.text.text);
  return {
    dockerfile: path,
    command:
      started && argv.length > 0 && !/^(?:\/bin\/)?(?:ba|a)?sh$/.test(argv[0] as string)
        ? found(argv, path, lineAt(started.span.start), "the Dockerfile")
        : undefined,
    tags: new Map(
      stage.chain.flatMap(({ from }) => {
        const { name, tag } = from.image ?? {};
        return name === undefined || tag === undefined
          ? []
          : [[name, found(tag, path, lineAt(from.span.start), "the Dockerfile")] as const];
      }),
    ),
    copied: stage.instructions.flatMap((one) =>
      one.keyword !== "COPY" || one.from
        ? []
        : one.sources.flatMap(({ text: written, span }) => {
            const value = written.replace(/^\.?\/+|\/+$/g, "");
            return /^[\w][\w./-]*$/.test(value) ? [found(value, path, lineAt(span.start), "the Dockerfile")] : [];
          }),
    ),
    port: port && others.length === 0 ? found(Number.parseInt(port.value ?? "", 10), path, lineAt(port.span.start), "`EXPOSE`") : undefined,
    livenessPath: check && checked !== undefined ? found(checked, path, lineAt(check.span.start), "`HEALTHCHECK`") : undefined,
    readinessPath: undefined,
  };
}

/** The path of the address that a command asks this machine for; undefined where it asks for none, or for the front page. */
function pathIn(command: string): string | undefined {
  const address = /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(?:\d+|\$\{?\w+(?::-\d+)?\}?))?(\/[\w./~-]+)/.exec(command)?.[1];
  return address ?? /["']GET["'],\s*["'](\/[\w./~-]+)["']/.exec(command)?.[1];
}

/** What the Compose services that are built from a Dockerfile say, line by line: their values may hang on variables. */
function composedFrom(dockerfile: string, workspace: Workspace): Pick<Deployed, "port" | "livenessPath"> {
  const ports: Detected<number>[] = [];
  const paths: Detected<string>[] = [];
  for (const { source, kind, service } of buildsOf(dockerfile, workspace)) {
    if (kind !== "compose" || service === undefined) continue;
    const { path } = source;
    const block = blockOf(workspace.read(path) ?? "", new RegExp(`^\\s+["']?${service.replace(/\W/g, "\\$&")}["']?:\\s*$`));
    const port = firstIn(block, /^\s*-\s*["']?(?:[\d.]+:)?(?:\$\{[^}]*\}:|\d+:)(\d+)(?:\/tcp)?["']?\s*$/);
    if (port) ports.push(found(Number(port.text), path, port.line, "the Compose file's `ports`"));
    const check = block.find(({ text }) => /^\s*test:/.test(text) && pathIn(text) !== undefined);
    if (check) paths.push(found(pathIn(check.text) as string, path, check.line, "the Compose file's `healthcheck`"));
  }
  return { port: ports[0], livenessPath: paths[0] };
}

interface Line {
  readonly text: string;
  readonly line: number;
}

/** The lines below a key, by their indentation. */
function blockOf(text: string, key: RegExp): Line[] {
  const lines = text.split(/\r?\n/).map((line, index) => ({ text: line, line: index + 1 }));
  const start = lines.findIndex((line) => key.test(line.text));
  if (start < 0) return [];
  const depth = indentation(lines[start]?.text ?? "");
  const end = lines.findIndex(({ text: line }, i) => i > start && line.trim() !== "" && indentation(line) <= depth);
  return lines.slice(start + 1, end < 0 ? lines.length : end);
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

function firstIn(lines: readonly Line[], pattern: RegExp): Line | undefined {
  for (const { text, line } of lines) {
    const value = pattern.exec(text)?.[1];
    if (value !== undefined) return { text: value, line };
  }
  return undefined;
}

const yamlPaths = pathsFact("YAML of a cluster", (path) => /\.ya?ml$/.test(path) && !/(?:^|\/)\.|\btemplates\/|test|example/i.test(path));

/** Ports and probes of the container whose image bears the folder's name, or the repository's where there is but one image. */
function runInCluster(folder: string, workspace: Workspace): Pick<Deployed, "port" | "livenessPath" | "readinessPath"> | undefined {
  const paths = workspace.derive(yamlPaths);
  if (paths.length > maximumFiles) return undefined;
  const containers = paths.flatMap((path) => containersIn(workspace, path));
  const names = new Set([labelOf(folder), ...modulesIn(folder, workspace)].filter((name) => name !== undefined));
  const own = containers.filter(({ image }) => names.has(image));
  // The shortest path is the plainest form: a base rather than one of its overlays.
  return own.sort((a, b) => a.path.split("/").length - b.path.split("/").length || (a.path < b.path ? -1 : 1)).find(({ port }) => port);
}

/** Names that the manifests of a folder give to what is built there. */
function modulesIn(folder: string, workspace: Workspace): (string | undefined)[] {
  const module = /^module\s+"?([^\s"]+)/m.exec(workspace.read(inFolder(folder, "go.mod")) ?? "")?.[1];
  const declared = /^name\s*=\s*["']([^"']+)["']/m.exec(workspace.read(inFolder(folder, "pyproject.toml")) ?? "")?.[1];
  const crate = /^name\s*=\s*"([\w-]+)"/m.exec(workspace.read(inFolder(folder, "Cargo.toml")) ?? "")?.[1];
  return [
    crate && labelOf(crate),
    module && labelOf(module.replace(/\/v\d+$/, "")),
    declared && labelOf(declared),
    labelOf(nameOf(folder)),
  ];
}

interface Container extends Pick<Deployed, "port" | "livenessPath" | "readinessPath"> {
  readonly path: string;
  /** The last part of the image's name. */
  readonly image: string;
}

const containersIn = keyedFact("containers in", (workspace, path): readonly Container[] => {
  const text = workspace.read(path) ?? "";
  if (text.length > maximumSize || !/^kind:\s*["']?(?:Deployment|StatefulSet|DaemonSet)\b/m.test(text)) return [];
  const lines = text.split(/\r?\n/).map((line, index) => ({ text: line, line: index + 1 }));
  return lines.flatMap(({ text: written }, index): Container[] => {
    const image = /^\s*(?:-\s*)?image:\s*["']?(?:[\w.:-]+\/)*([\w.-]+?)(?:[:@][\w.:-]+)?["']?\s*$/.exec(written)?.[1];
    if (image === undefined) return [];
    const depth = written.search(/image:/);
    const next = lines.findIndex(({ text: line }, i) => i > index && line.trim() !== "" && line.search(/[^\s-]/) < depth);
    const block = lines.slice(index, next < 0 ? lines.length : next);
    const named = block.findIndex(({ text: line }) => /\bname:\s*["']?http["']?\s*$/.test(line));
    const near = named < 0 ? undefined : firstIn(block.slice(Math.max(0, named - 2), named + 3), /containerPort:\s*(\d+)/);
    const port = near ?? firstIn(block, /containerPort:\s*(\d+)/);
    return [
      {
        path,
        image,
        port: port && found(Number(port.text), path, port.line, "the manifest's `containerPort`"),
        livenessPath: probed(block, "livenessProbe", path),
        readinessPath: probed(block, "readinessProbe", path),
      },
    ];
  });
});

function probed(block: readonly Line[], probe: "livenessProbe" | "readinessProbe", path: string): Detected<string> | undefined {
  const lines = blockOf(block.map(({ text }) => text).join("\n"), new RegExp(`^\\s*${probe}:\\s*$`));
  const start = (block[0]?.line ?? 1) - 1;
  const answered = firstIn(lines, /^\s*path:\s*["']?(\/[\w./~-]*)["']?\s*$/) ?? firstIn(lines, /\blocalhost:\d+(\/[\w./~-]+)/);
  return answered && found(answered.text, path, answered.line + start, `the manifest's \`${probe}\``);
}
