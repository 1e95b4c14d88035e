import type { Offer } from "../offer.ts";

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
