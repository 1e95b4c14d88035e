import type { ComposeFile } from "../languages/compose/model.ts";

/** Keys of `deploy` that only Swarm heeds. */
const swarmKeys = ["placement", "update_config", "rollback_config", "endpoint_mode", "labels", "mode"];

/**
 * Whether a file is written for `docker stack deploy`: a service says where Swarm places and how it updates it, or a network spans its nodes. Swarm
 * publishes a port once for all containers of a service, and gives no container a name of its own.
 */
export function isForSwarm(file: ComposeFile): boolean {
  if (/(?:^|[._/-])(?:swarm|stack)(?:[._/-]|$)/i.test(file.source.path)) return true;
  return (
    file.services.some(({ deploy }) => swarmKeys.some((key) => deploy.entryOf(key) !== undefined)) ||
    file.declarations("networks").some(({ mapping }) => mapping.text("driver").value === "overlay")
  );
}
