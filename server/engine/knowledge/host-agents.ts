import { canonicalName } from "./names.ts";
import { readReference } from "./reference.ts";

/**
 * What programs need of their host by their nature: the socket of the container runtime (they watch or run containers), its files (they read its logs and
 * measurements), its network, or rights over it (namespaces, capabilities, `privileged`).
 */
export type HostNeed = "socket" | "files" | "network" | "rights";

/** Names of images, as a whole or from a slash on. Source: the installation pages of each, which ask for what is said here. */
const agents: readonly (readonly [needs: readonly HostNeed[], names: string])[] = [
  [
    ["socket"],
    `traefik portainer/portainer portainer/portainer-ce portainer/portainer-ee portainer/agent watchtower dozzle nginx-proxy docker-gen acme-companion letsencrypt-nginx-proxy-companion
    caddy-docker-proxy dockge gethomepage/homepage uptime-kuma diun docker-volume-backup ofelia autoheal docker-autoheal drone-runner-docker woodpecker-agent act_runner gitlab-runner localstack localstack-pro ryuk
    dockersamples/visualizer swarmpit lazydocker komodo-periphery docker-socket-proxy socket-proxy docker-event-monitor ouroboros selfhostedpro/yacht sergi0g/cup dockcheck wud whats-up-docker deunhealth dockwatch
    docker-hosts docker-ipv6nat sablierapp/sablier logspout dockerize-proxy`,
  ],
  [
    ["socket", "files", "network", "rights"],
    `cadvisor netdata datadog/agent datadoghq/agent telegraf newrelic/infrastructure newrelic/infrastructure-bundle instana/agent instana/agent-static sysdig/agent falcosecurity/falco
    falcosecurity/falco-no-driver beszel-agent nicolargo/glances opentelemetry-ebpf-profiler opentelemetry-ebpf-instrumentation opentelemetry-network-collector beyla crowdsec tetragon aquasec/tracee`,
  ],
  [
    ["socket", "files"],
    `promtail grafana/alloy grafana/agent fluent-bit fluentd timberio/vector filebeat metricbeat packetbeat elastic-agent opentelemetry-collector opentelemetry-collector-contrib opentelemetry-collector-k8s
    prom/prometheus splunk/universalforwarder`,
  ],
  [
    ["files", "network", "rights"],
    "node-exporter node_exporter process-exporter smartctl-exporter scrutiny-collector analogj/scrutiny dcgm-exporter keepalived frrouting/frr",
  ],
  [
    ["rights"],
    "docker buildkit kindest/node rancher/k3s rancher/k3d rancher/rancher k3s/server sysbox blakeblackshear/frigate scrypted alpine-chrome mcr.microsoft.com/playwright mailcow/netfilter",
  ],
  [
    ["network", "rights"],
    `tailscale wireguard wg-easy gluetun openvpn openvpn-as kylemanna/openvpn zerotier netbird pihole adguardhome home-assistant homeassistant dnsmasq docker-dnsmasq ipsec-vpn-server
    crowdsec-firewall-bouncer nebulaoss/nebula headscale softether`,
  ],
  [
    ["network"],
    "plex pms-docker jellyfin emby embyserver homebridge esphome unifi unifi-controller unifi-network-application avahi dperson/samba minidlna snapcast music-assistant-server zigbee2mqtt",
  ],
];

const needsByName: ReadonlyMap<string, readonly HostNeed[]> = new Map(
  agents.flatMap(([needs, names]) => names.split(/\s+/).map((name) => [name, needs] as const)),
);

/** What the program in an image needs of its host by its nature; nothing for images that are not known as such. */
export function hostNeedsOf(image: string): readonly HostNeed[] {
  const name = readReference(image)?.name;
  if (name === undefined) return none;
  const parts = canonicalName(name).split("/");
  for (let from = 0; from < parts.length; from++) {
    const end = parts.slice(from).join("/");
    const needs = needsByName.get(end);
    // Anybody may call an image so.
    if (needs && !(from > 0 && end === "docker")) return needs;
  }
  return none;
}

/** The same by the name that somebody gave to a service, where its image is not known: `otel-collector`, `traefik`. */
export function hostNeedsOfNamed(service: string): readonly HostNeed[] {
  const name = service.toLowerCase().replaceAll("_", "-");
  if (/(?:^|-)ebpf(?:-|$)/.test(name)) return everything;
  return needsByName.get(name) ?? (/^(?:otel|opentelemetry)-?(?:col|collector)/.test(name) ? collector : none);
}

const none: readonly HostNeed[] = [];
const everything: readonly HostNeed[] = ["socket", "files", "network", "rights"];
const collector: readonly HostNeed[] = ["socket", "files"];

/** Whether an image stands between the runtime's socket and those who use it, and lets through only what it is told to. */
export function isSocketProxy(image: string): boolean {
  return /(?:^|\/)(?:docker-)?socket-proxy$/.test(readReference(image)?.name ?? "");
}

/** Capabilities that the documentation of an image asks for, each harmless enough. */
const harmless: readonly (readonly [names: RegExp, capability: string])[] = [
  [/(?:^|\/)(?:vault|openbao|elasticsearch|opensearch|clickhouse-server|clickhouse|mongo|scylla|qdrant)$/, "IPC_LOCK"],
  [/(?:^|\/)(?:mysql|mysql-server|mariadb|percona|percona-server|clickhouse-server|clickhouse|ffmpeg|jellyfin)$/, "SYS_NICE"],
  [/(?:^|\/)(?:chrony|ntp|chronyd|ntpd)$/, "SYS_TIME"],
];

/** Whether the documentation of an image asks for a capability. */
export function asksForCapability(image: string, capability: string): boolean {
  const name = readReference(image)?.name;
  return name !== undefined && harmless.some(([names, one]) => one === capability && names.test(name));
}
