import { isComposePath } from "../languages/compose/detect.ts";
import type { Span } from "../text/span.ts";
import { bakeBuilds, isBakePath } from "./bake.ts";
import { composeBuilds } from "./compose.ts";
import { pathsFact } from "./files.ts";
import { keyedFact } from "./keyed-fact.ts";
import { isOwnWorkflowPath, workflowBuilds } from "./workflow-builds.ts";
import type { Fact, Workspace } from "./workspace.ts";

/** One place of the workspace that says how an image is built. What it leaves open, or leaves to a variable, is undefined. */
export interface Build {
  readonly source: { readonly path: string; readonly span: Span };
  readonly kind: "compose" | "bake" | "workflow";
  /** Folder of the build context, relative to the workspace root. */
  readonly context: string | undefined;
  /** The Dockerfile, relative to the workspace root. */
  readonly dockerfile: string | undefined;
  /** The stage that is built; the last one where undefined, unless `isTargetUnknown`. */
  readonly target: string | undefined;
  /** A target is given, and only known when the build runs. */
  readonly isTargetUnknown?: boolean;
  readonly args: ReadonlyMap<string, string | undefined>;
  /** The service, target or job. */
  readonly service?: string;
  /** Compose: whether the service has a healthcheck of its own that is not switched off. */
  readonly hasHealthcheck?: boolean;
  /** Compose: the service switches the image's own HEALTHCHECK off. */
  readonly disablesHealthcheck?: boolean;
  /** Names of further build contexts, which FROM and COPY --from may use like images. */
  readonly namedContexts: readonly string[];
  /** Ids under which secrets are handed in, and those of SSH agents and keys. */
  readonly secrets?: readonly string[];
  readonly ssh?: readonly string[];
  /** Compose: the ports of the container that the service publishes. */
  readonly ports?: readonly number[];
  /** Compose: an init is process 1 of the service's containers. */
  readonly hasInit?: boolean;
  /** The last parts of the names given to the image, tags left out; only those that no variable decides. */
  readonly images: readonly string[];
}

/** Build files are few; beyond this many the rest is not read. */
const maximumFiles = 300;

const readers: readonly {
  readonly fits: (path: string) => boolean;
  readonly read: (path: string, workspace: Workspace) => readonly Build[];
}[] = [
  { fits: isComposePath, read: composeBuilds },
  { fits: isBakePath, read: bakeBuilds },
  { fits: isOwnWorkflowPath, read: workflowBuilds },
];

const buildsIn = keyedFact(
  "builds in",
  (workspace, path): readonly Build[] => readers.find(({ fits }) => fits(path))?.read(path, workspace) ?? [],
);

const buildPaths = pathsFact("files with builds", (path) => readers.some(({ fits }) => fits(path)));

/** Every build that Compose files, Bake files and workflows of the workspace describe. */
export const allBuilds: Fact<readonly Build[]> = {
  name: "builds",
  compute(workspace) {
    return workspace
      .derive(buildPaths)
      .slice(0, maximumFiles)
      .flatMap((path) => buildsIn(workspace, path));
  },
};

const byDockerfile: Fact<ReadonlyMap<string, readonly Build[]>> = {
  name: "builds by Dockerfile",
  compute(workspace) {
    const builds = new Map<string, Build[]>();
    for (const build of workspace.derive(allBuilds)) {
      if (build.dockerfile === undefined) continue;
      const known = builds.get(build.dockerfile);
      if (known) known.push(build);
      else builds.set(build.dockerfile, [build]);
    }
    return builds;
  },
};

/** The builds that name a Dockerfile, by its path. */
export function buildsOf(dockerfilePath: string, workspace: Workspace): readonly Build[] {
  return workspace.derive(byDockerfile).get(dockerfilePath) ?? none;
}

const none: readonly Build[] = [];
