import { lookUpBaseImage } from "../knowledge/base-images.ts";
import { serviceImage } from "../knowledge/service-images.ts";
import { isComposePath } from "../languages/compose/detect.ts";
import type { Container } from "../languages/kubernetes/model.ts";
import { parse } from "../languages/parse.ts";
import { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { allBuilds, buildsOf } from "./builds.ts";
import { dockerfilePaths } from "./context.ts";
import { filesMatching, pathsFact } from "./files.ts";
import { imageName } from "./image-name.ts";
import { keyedFact } from "./keyed-fact.ts";
import { folderOf, resolvePath } from "./paths.ts";
import type { Fact, Workspace } from "./workspace.ts";

/** Where images are looked for: as many files as this, each no larger than this. */
const maximumFiles = 400;
const maximumSize = 256 * 1024;

/** What the image of a Dockerfile is used for, as far as files of the workspace name it. */
export interface ImageUses {
  /** The `devcontainer.json` that builds it. */
  readonly devContainer: string | undefined;
  /** Another Dockerfile that starts from it. */
  readonly child: string | undefined;
  /** The manifest whose Job or CronJob runs it, where no other workload does. */
  readonly job: string | undefined;
  /** The port that manifests name for the containers that run it and nothing else, where all name the same one. */
  readonly port: Port | undefined;
  /** The manifest that asks the kubelet to refuse root, and names no user by number. */
  readonly nonRoot: string | undefined;
}

interface Port {
  readonly number: number;
  readonly path: string;
  readonly span: Span;
}

/** What the image of a Dockerfile is used for. */
export function imageUsesOf(dockerfilePath: string, workspace: Workspace): ImageUses {
  return uses(workspace, dockerfilePath);
}

const uses = keyedFact("uses of the image of", (workspace, path): ImageUses => {
  const images = new Set(buildsOf(path, workspace).flatMap((build) => build.images));
  const isShared = () =>
    workspace.derive(allBuilds).some((one) => one.dockerfile !== path && one.images.some((image) => images.has(image)));
  const find = (fact: Fact<readonly Use[]>) =>
    images.size === 0 ? [] : workspace.derive(fact).filter((one) => images.has(one.image) && one.path !== path);
  const workloads = find(runs);
  const [port, ...others] = workloads.flatMap((one) => one.port ?? []);
  return {
    devContainer: workspace.derive(devContainers).get(path),
    child: find(bases)[0]?.path,
    job: workloads.every(({ isJob }) => isJob) ? workloads[0]?.path : undefined,
    port: port && others.every((other) => other.number === port.number) && !Number.isNaN(port.number) && !isShared() ? port : undefined,
    nonRoot: workloads.find(({ isNonRoot }) => isNonRoot)?.path,
  };
});

/** A file that names an image. */
interface Use {
  readonly image: string;
  readonly path: string;
  readonly isJob?: boolean;
  /** The port that is named for the container; not a number where it cannot be told which. */
  readonly port?: Port | undefined;
  readonly isNonRoot?: boolean;
}

const bases: Fact<readonly Use[]> = {
  name: "images that Dockerfiles start from",
  compute: (workspace) =>
    workspace
      .derive(dockerfilePaths)
      .slice(0, maximumFiles)
      .flatMap((path) => basesIn(workspace, path)),
};

const basesIn = keyedFact("images that stages start from in", (workspace, path): readonly Use[] => {
  const text = workspace.read(path);
  if (text === undefined || text.length > maximumSize) return [];
  // Looked for without the model: the file that is being edited is among them.
  return [...text.matchAll(/^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*([^\s$]+)[ \t\r]*(?:AS[ \t].*)?$/gim)].flatMap(([, reference = ""]) => {
    const name = /^[^@]*?(?=(?::[^:/]*)?(?:@|$))/.exec(reference)?.[0];
    // A public image may have the same name.
    const isPublic = lookUpBaseImage({ name, tag: undefined, digest: undefined }) ?? serviceImage(reference);
    const image = isPublic ? undefined : imageName(reference);
    return image === undefined ? [] : [{ image, path }];
  });
});

const manifestPaths = pathsFact(
  "files that may run images",
  (path) => /\.ya?ml$/i.test(path) && !/^\.|\/\./.test(path) && !isComposePath(path),
);

const runs: Fact<readonly Use[]> = {
  name: "images that workloads run",
  compute: (workspace) =>
    workspace
      .derive(manifestPaths)
      .slice(0, maximumFiles)
      .flatMap((path) => runsIn(workspace, path)),
};

const runsIn = keyedFact("images that workloads run in", (workspace, path): readonly Use[] => {
  const text = workspace.read(path);
  if (text === undefined || text.length > maximumSize || !/^kind:/m.test(text) || !/\bimage:/.test(text)) return [];
  return parse(new SourceText(path, text), "kubernetes").objects.flatMap(({ kind, workload }) =>
    (workload?.pod.mainContainers ?? []).flatMap((container) => {
      const image = imageName(container.mapping.text("image").value ?? "");
      const isJob = kind === "Job" || kind === "CronJob";
      return image === undefined ? [] : [{ image, path, isJob, port: portOf(container, path), isNonRoot: isNonRoot(container) }];
    }),
  );
});

/** Whether the user of the image has to be a number other than 0. What a container says of itself wins over the pod. */
function isNonRoot({ securityContext, pod }: Container): boolean {
  const contexts = [securityContext, pod.securityContext];
  const asked = contexts.map((context) => context.boolean("runAsNonRoot")).find(({ isAbsent }) => !isAbsent);
  return asked?.value === true && contexts.every((context) => context.has("runAsUser") === false);
}

/** The one port of a container that is not told another one by its variables or arguments; undefined where it names none. */
function portOf({ ports, portList, env, envList, mapping }: Container, path: string): Port | undefined {
  const [port, ...others] = ports;
  if (!port && !portList.isOpen) return undefined;
  const { value, span } = port?.containerPort ?? {};
  const isClear =
    value !== undefined &&
    others.length === 0 &&
    !portList.isOpen &&
    !envList.isOpen &&
    ["command", "args", "envFrom"].every((key) => mapping.has(key) === false) &&
    !/udp|sctp/i.test(port?.protocol.value ?? "") &&
    !/metric|debug|admin|manage|health|grpc/i.test(port?.name.value ?? "") &&
    env.every(({ name }) => name.value !== undefined && !/port|addr|listen|bind|host|url/i.test(name.value));
  return { number: isClear ? value : Number.NaN, path, span: span ?? { start: 0, end: 0 } };
}

/** The `devcontainer.json` files by the Dockerfiles that they build. https://containers.dev/implementors/json_reference/#image-specific */
const devContainers: Fact<ReadonlyMap<string, string>> = {
  name: "development containers",
  compute(workspace) {
    const found = new Map<string, string>();
    for (const path of filesMatching(workspace, /(?:^|\/)\.?devcontainer\.json$/)) {
      // JSON with comments, of which one value is needed.
      const written = /"docker[Ff]ile"\s*:\s*"([^"\\]+)"/.exec(workspace.read(path) ?? "")?.[1];
      const dockerfile = written === undefined ? undefined : resolvePath(folderOf(path), written);
      if (dockerfile !== undefined) found.set(dockerfile, path);
    }
    return found;
  },
};
