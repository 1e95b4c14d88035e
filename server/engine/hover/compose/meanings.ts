/** What a value of a fixed set means, by the end of its path. */
const meanings: readonly (readonly [RegExp, Readonly<Record<string, string>>])[] = [
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
export function meaningOf(kind: string, value: string): string | undefined {
  return meanings.find(([ends]) => ends.test(kind))?.[1][value];
}
