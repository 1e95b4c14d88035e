import { findService } from "../knowledge/services.ts";
import { imageIn } from "../languages/kubernetes/image.ts";
import type { Pod } from "../languages/kubernetes/model.ts";
import type { Mapping } from "../languages/yaml/mapping.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { findNamed } from "./unit.ts";

/** A volume that outlives the pod. */
export interface Claim {
  /** The volume in the pod's `spec`. */
  readonly volume: Mapping;
  readonly name: string | undefined;
  /** The ways in which it may be mounted, by the claim in the workspace; undefined where that is not seen. */
  readonly modes: readonly string[] | undefined;
  /** Whether one node at a time can have it; undefined where the claim is not seen. */
  readonly isSingleWriter: boolean | undefined;
}

/** The claims that a pod mounts by name; those of a StatefulSet's own templates, of which each pod has one, are not among them. */
export function claimsOf(pod: Pod, workspace: Workspace): readonly Claim[] {
  return pod.volumes.flatMap((volume): Claim[] => {
    const claim = volume.mapping("persistentVolumeClaim");
    if (!claim.map) return [];
    const name = claim.text("claimName").value;
    const modes = name === undefined ? undefined : modesOf(name, pod, workspace);
    const isSingleWriter = modes && modes.length > 0 ? modes.every((mode) => singleWriter.has(mode)) : undefined;
    return [{ volume, name, modes, isSingleWriter }];
  });
}

const singleWriter: ReadonlySet<string> = new Set(["ReadWriteOnce", "ReadWriteOncePod"]);

function modesOf(name: string, { workload }: Pod, workspace: Workspace): readonly string[] | undefined {
  const { objects } = findNamed(workload.object, workspace, ["PersistentVolumeClaim"], name);
  const modes = objects.map(({ object }) => object.spec.list("accessModes").known);
  const [first] = modes;
  // Overlays may each have one of their own.
  return modes.every((one) => one !== undefined && JSON.stringify(one) === JSON.stringify(first)) ? first : undefined;
}

/** Names of what keeps data of its own, and does not share it with a second pod of the same kind. */
const dataNames =
  /(?:^|-)(?:db|database|mysql|mariadb|postgres(?:ql)?|mongo(?:db)?|redis|valkey|rabbitmq|kafka|elasticsearch|opensearch|memcached|etcd|zookeeper|cassandra|couchdb|minio|prometheus)(?:-|$)/i;

/** Why more pods of the same kind would not be the same application on more nodes; undefined where nothing speaks against it. */
export function boundTo(pod: Pod, workspace: Workspace): "data" | "volume" | "unseen volume" | undefined {
  const claims = claimsOf(pod, workspace);
  if (claims.some(({ isSingleWriter }) => isSingleWriter)) return "volume";
  const keepsData = pod.mainContainers.some(({ image, name }) => {
    const known = imageIn(image);
    return (known && findService(known) !== undefined) || dataNames.test(name.value ?? "");
  });
  if (keepsData || dataNames.test(pod.workload.object.name.value ?? "")) return "data";
  return claims.some(({ isSingleWriter }) => isSingleWriter === undefined) ? "unseen volume" : undefined;
}
