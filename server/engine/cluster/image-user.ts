import { dropsPrivileges } from "../image/privileges.ts";
import { productionStages } from "../image/production.ts";
import { type RuntimeUser, runtimeUser } from "../image/user.ts";
import type { Dockerfile } from "../languages/dockerfile/model.ts";
import type { Container } from "../languages/kubernetes/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { dockerfileOf } from "./images.ts";

/** Whom an image starts as, and where that is written. */
export interface ImageUser extends RuntimeUser {
  readonly dockerfile: Dockerfile;
}

/**
 * Whom a container runs as where the manifest does not say, as the Dockerfile of the workspace has it; undefined where none is known to be its
 * image's, that makes several images, or what it starts gives root up by itself.
 */
export function imageUserOf(container: Container, workspace: Workspace): ImageUser | undefined {
  const dockerfile = dockerfileOf(container, workspace);
  const [stage, ...others] = dockerfile ? productionStages(dockerfile, workspace) : [];
  if (!dockerfile || !stage || others.length > 0 || dropsPrivileges(stage, workspace)) return undefined;
  return { ...runtimeUser(stage), dockerfile };
}

/**
 * Whether the kubelet would not start an image under `runAsNonRoot: true`, because its user is a name. Source:
 * kubernetes.io/docs/tasks/configure-pod-container/security-context, and verifyRunAsNonRoot of the kubelet.
 */
export function isUnverifiable({ isNamed, isRoot }: RuntimeUser): boolean {
  return isNamed && isRoot === false;
}
