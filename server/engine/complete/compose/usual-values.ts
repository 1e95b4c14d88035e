import type { Offer } from "./site.ts";

/** What a value of a fixed set means, by the end of its path. */
const abouts: readonly (readonly [RegExp, Readonly<Record<string, string>>])[] = [
  [
    /\.condition$/,
    {
      service_healthy: "Once its health check succeeds: it answers.",
      service_started: "Once its container runs, whether or not anything in it answers yet.",
      service_completed_successfully: "Once it has ended with exit code 0: migrations and other jobs.",
      none: "Never started again.",
      "on-failure": "Started again where it ends with another exit code than 0.",
      any: "Started again whenever it ends.",
    },
  ],
  [
    /\.restart$/,
    {
      no: "Never started again. The default.",
      always: "Started again whenever it ends, and with the engine, even where it was stopped by hand before.",
      "on-failure": "Started again where it ends with another exit code than 0; `on-failure:5` at most five times.",
      "unless-stopped": "Started again whenever it ends, and with the engine unless it was stopped by hand.",
    },
  ],
  [
    /\.pull_policy$/,
    {
      always: "The registry is asked at every start.",
      missing: "Pulled where the image is not there. The default.",
      if_not_present: "The same as `missing`.",
      never: "Only what is there is used.",
      build: "Built at every start.",
      daily: "The registry is asked once a day.",
      weekly: "The registry is asked once a week.",
    },
  ],
  [
    /\.update_config\.order$|\.rollback_config\.order$/,
    {
      "start-first": "The new container runs before the old one stops: no gap, and both at once for a while.",
      "stop-first": "The old container stops before the new one starts. The default.",
    },
  ],
  [
    /\.failure_action$/,
    {
      pause: "The update stops where it is. The default.",
      continue: "The update goes on.",
      rollback: "The update is taken back.",
    },
  ],
  [
    /\.network_mode$/,
    {
      bridge: "The engine's own network, without names of services.",
      host: "The network of the host: every port of the container is one of the host.",
      none: "No network at all.",
    },
  ],
  [
    /\.logging\.driver$/,
    {
      "json-file": "Files of the engine. The default; they grow without end where `max-size` is not set.",
      local: "Files of the engine, compressed and bounded.",
      none: "No logs are kept.",
      journald: "The host's journal.",
    },
  ],
  [
    /^networks\.\*\.driver$/,
    {
      bridge: "A network of this machine. The default.",
      overlay: "A network over several machines, for Swarm.",
      host: "The host's network.",
    },
  ],
  [
    /\.watch\.#\.action$/,
    {
      rebuild: "The image is built again and the container replaced.",
      sync: "The files are copied into the container.",
      "sync+restart": "The files are copied and the container is started again.",
      "sync+exec": "The files are copied and a command is run in the container.",
      restart: "The container is started again.",
    },
  ],
  [
    /\.volumes\.#\.type$/,
    {
      bind: "A file or a folder of the host.",
      volume: "A named volume, which the engine keeps.",
      tmpfs: "Memory, empty at every start.",
      image: "The files of an image, read only.",
    },
  ],
];

/** What a value of a fixed set means. */
export function aboutValue(kind: string, value: string): string | undefined {
  return abouts.find(([ends]) => ends.test(kind))?.[1][value];
}

const capabilities = [
  "ALL",
  "NET_BIND_SERVICE",
  "CHOWN",
  "SETUID",
  "SETGID",
  "DAC_OVERRIDE",
  "FOWNER",
  "KILL",
  "NET_RAW",
  "NET_ADMIN",
  "SYS_PTRACE",
  "SYS_TIME",
  "IPC_LOCK",
];

const words = (...labels: readonly string[]): readonly Offer[] => labels.map((label) => ({ label }));
/** Values that are to be changed. */
const samples = (...labels: readonly string[]): readonly Offer[] => labels.map((label) => ({ label, text: `‹${label}›` }));
const quoted = (...labels: readonly string[]): readonly Offer[] => labels.map((label) => ({ label, text: `"‹${label}›"`, isYaml: true }));

/** By the end of the path, what people write where anything might stand. */
const usual: readonly (readonly [RegExp, readonly Offer[]])[] = [
  [/\.healthcheck\.interval$/, samples("10s", "30s", "5s", "1m")],
  [/\.healthcheck\.timeout$/, samples("5s", "3s", "10s")],
  [/\.healthcheck\.start_period$/, samples("10s", "30s", "1m")],
  [/\.healthcheck\.start_interval$/, samples("2s", "1s", "5s")],
  [/\.healthcheck\.retries$/, samples("3", "5", "10")],
  [/\.stop_grace_period$/, samples("30s", "10s", "1m")],
  [/_config\.(?:delay|monitor)$/, samples("10s", "5s", "30s")],
  [/_config\.parallelism$/, samples("1", "2")],
  [/_config\.max_failure_ratio$/, samples("0", "0.2")],
  [/\.restart_policy\.(?:delay|window)$/, samples("5s", "30s", "2m")],
  [/\.restart_policy\.max_attempts$/, samples("3", "5")],
  [/\.(?:limits|reservations)\.memory$|\.mem_limit$|\.mem_reservation$/, samples("256m", "512m", "1g", "128m")],
  [/\.shm_size$/, samples("128m", "256m", "1g")],
  [/\.tmpfs\.size$/, samples("64m", "256m")],
  [/\.limits\.cpus$|\.reservations\.cpus$/, quoted("0.5", "1.0", "0.25")],
  [/^services\.\*\.cpus$/, samples("0.5", "1")],
  [/\.limits\.pids$|\.pids_limit$/, samples("200", "100")],
  [/\.deploy\.replicas$|\.scale$/, samples("2", "1", "3")],
  [/\.cap_drop\.#$/, words(...capabilities)],
  [/\.cap_add\.#$/, words(...capabilities.slice(1))],
  [
    /\.security_opt\.#$/,
    [
      { label: "no-new-privileges:true", about: "No program in the container can get more rights than it was started with." },
      { label: "seccomp:", text: "seccomp:‹./seccomp.json›", about: "A filter of system calls of one's own." },
      { label: "label:disable", about: "SELinux does not separate the container." },
    ],
  ],
  [/\.tmpfs$|\.tmpfs\.#$/, words("/tmp", "/run", "/var/run", "/var/cache")],
  [/\.stop_signal$/, words("SIGTERM", "SIGINT", "SIGQUIT")],
  [/\.platforms\.#$/, words("linux/amd64", "linux/arm64")],
  [/\.extra_hosts\.#$/, [{ label: "host.docker.internal:host-gateway", about: "The machine that the engine runs on." }]],
  [
    /\.constraints\.#$/,
    [
      { label: "node.role == worker" },
      { label: "node.role == manager" },
      { label: "node.labels.…", text: "node.labels.‹disk› == ‹ssd›" },
      { label: "node.platform.os == linux" },
    ],
  ],
  [/\.preferences\.#\.spread$/, samples("node.labels.zone", "node.id")],
  [/\.capabilities\.#$/, words("gpu", "nvidia", "compute", "utility")],
  [/\.cache_from\.#$/, samples("type=gha", "type=registry,ref=registry.example.com/app:cache")],
  [/\.cache_to\.#$/, samples("type=gha,mode=max", "type=registry,ref=registry.example.com/app:cache,mode=max")],
  [/\.cron$/, quoted("0 3 * * *")],
];

/** What people write where the schema leaves anything open. */
export function usualValues(kind: string): readonly Offer[] {
  return usual.find(([ends]) => ends.test(kind))?.[1] ?? [];
}
