import type { YamlNode } from "../yaml/model.ts";

/** What a key of another format or program is in a Compose file. */
export interface ForeignKey {
  /** Its name here. */
  readonly rename?: string;
  /** Where it belongs, from the mapping that it stands in. */
  readonly path?: readonly [string, ...string[]];
  /** What to do about one that has no counterpart. */
  readonly advice?: string;
}

/**
 * What keys are here that come from elsewhere: from Compose files of version 1 (https://docs.docker.com/compose/releases/migrate/), flags of `docker run`, manifests
 * of Kubernetes, and words that are near at hand.
 */
export function foreignKeys(owner: string, key: string, value: YamlNode | undefined): ForeignKey | undefined {
  const name = key
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll("-", "_");
  if (owner === "service" || owner === "job") return serviceKey(name, value);
  const rename = renames.get(`${owner}.${name}`);
  return rename === undefined ? undefined : { rename };
}

function serviceKey(name: string, value: YamlNode | undefined): ForeignKey | undefined {
  if (name === "args")
    return value?.kind === "sequence" && value.items.some((item) => !/^\w+=|^\w+$/.test(textOf(item.value)))
      ? { rename: "command" }
      : { path: ["build", "args"] };
  if (name === "restart_policy") return value?.kind === "map" ? { path: ["deploy", "restart_policy"] } : { rename: "restart" };
  if (name === "network" || name === "net") return value?.kind === "scalar" ? { rename: "network_mode" } : { rename: "networks" };
  if (name === "ip" || name === "ip_address" || name === "ipv4_address")
    return { advice: "An address is given to a network of the service: `networks.NAME.ipv4_address`." };
  const rename = serviceRenames.get(name);
  if (rename !== undefined) return { rename };
  const path = servicePaths.get(name);
  if (path) return { path };
  const advice = serviceAdvice.get(name);
  return advice === undefined ? undefined : { advice };
}

function textOf(node: YamlNode | undefined): string {
  return node?.kind === "scalar" ? node.text : "";
}

const serviceRenames: ReadonlyMap<string, string> = new Map([
  // `docker run`
  ["name", "container_name"],
  ["container", "container_name"],
  ["publish", "ports"],
  ["volume", "volumes"],
  ["mount", "volumes"],
  ["mounts", "volumes"],
  ["env", "environment"],
  ["envs", "environment"],
  ["environment_variables", "environment"],
  ["env_vars", "environment"],
  ["workdir", "working_dir"],
  ["work_dir", "working_dir"],
  ["add_host", "extra_hosts"],
  ["hosts", "extra_hosts"],
  ["memory", "mem_limit"],
  ["memory_limit", "mem_limit"],
  ["memory_swap", "memswap_limit"],
  ["memory_swappiness", "mem_swappiness"],
  ["memory_reservation", "mem_reservation"],
  ["cpuset_cpus", "cpuset"],
  ["interactive", "stdin_open"],
  ["pull", "pull_policy"],
  ["stop_timeout", "stop_grace_period"],
  ["userns", "userns_mode"],
  ["dns_option", "dns_opt"],
  ["link", "links"],
  ["label", "labels"],
  ["device", "devices"],
  ["gpu", "gpus"],
  // Kubernetes
  ["image_pull_policy", "pull_policy"],
  ["liveness_probe", "healthcheck"],
  ["readiness_probe", "healthcheck"],
  ["health", "healthcheck"],
  ["health_check", "healthcheck"],
  // Words that are near at hand
  ["cmd", "command"],
  ["depends", "depends_on"],
  ["dependencies", "depends_on"],
  ["requires", "depends_on"],
  ["logs", "logging"],
  ["log", "logging"],
  ["port", "ports"],
  ["profile", "profiles"],
]);

const servicePaths: ReadonlyMap<string, readonly [string, ...string[]]> = new Map<string, readonly [string, ...string[]]>([
  // Version 1
  ["log_driver", ["logging", "driver"]],
  ["log_opt", ["logging", "options"]],
  ["log_opts", ["logging", "options"]],
  ["dockerfile", ["build", "dockerfile"]],
  // `docker run`
  ["health_cmd", ["healthcheck", "test"]],
  ["health_interval", ["healthcheck", "interval"]],
  ["health_timeout", ["healthcheck", "timeout"]],
  ["health_retries", ["healthcheck", "retries"]],
  ["health_start_period", ["healthcheck", "start_period"]],
  // Kubernetes
  ["limits", ["deploy", "resources", "limits"]],
  ["reservations", ["deploy", "resources", "reservations"]],
  ["requests", ["deploy", "resources", "reservations"]],
]);

const serviceAdvice: ReadonlyMap<string, string> = new Map([
  ["rm", "It is an option of `docker compose run`: remove it."],
  ["remove", "It is an option of `docker compose run`: remove it."],
  ["detach", "It is an option of `docker compose up`: remove it."],
  ["volume_driver", "Since version 2 a named volume at the top level has the `driver`."],
  ["autoremove", "It is an option of `docker compose run`: remove it."],
]);

const renames: ReadonlyMap<string, string> = new Map([
  ["healthcheck.cmd", "test"],
  ["healthcheck.command", "test"],
  ["healthcheck.start", "start_period"],
  ["healthcheck.delay", "interval"],
  ["healthcheck.period", "interval"],
  ["healthcheck.initial_delay", "start_period"],
  ["healthcheck.disabled", "disable"],
  ["build.path", "context"],
  ["build.file", "dockerfile"],
  ["build.docker_file", "dockerfile"],
  ["build.build_args", "args"],
  ["build.arg", "args"],
  ["build.stage", "target"],
  ["build.dir", "context"],
  ["logging.type", "driver"],
  ["logging.opts", "options"],
  ["logging.opt", "options"],
  ["deployment.resources.limits.cpu", "cpus"],
  ["deployment.resources.limits.mem", "memory"],
  ["deployment.resources.reservations.cpu", "cpus"],
  ["deployment.resources.reservations.mem", "memory"],
  ["deployment.scale", "replicas"],
  ["deployment.resources.requests", "reservations"],
  ["deployment.restart", "restart_policy"],
  ["port.host", "published"],
  ["port.host_port", "published"],
  ["port.container", "target"],
  ["port.container_port", "target"],
  ["port.host_ip_address", "host_ip"],
  ["mount.src", "source"],
  ["mount.dst", "target"],
  ["mount.destination", "target"],
  ["mount.readonly", "read_only"],
  ["network_of_service.ip", "ipv4_address"],
  ["network_of_service.ip_address", "ipv4_address"],
  ["network_of_service.alias", "aliases"],
  ["root.service", "services"],
  ["root.volume", "volumes"],
  ["root.network", "networks"],
  ["root.includes", "include"],
  ["secret.path", "file"],
  ["config.path", "file"],
  ["volume.driver_options", "driver_opts"],
  ["network.driver_options", "driver_opts"],
  ["volume.options", "driver_opts"],
  ["network.options", "driver_opts"],
  ["volume.opts", "driver_opts"],
  ["network.opts", "driver_opts"],
]);
