// Services that reach out of their container: privileges, capabilities, the runtime's socket, namespaces, folders and guards of the host.
import { describe, expect, it } from "vitest";
import addedCapability from "../../../server/engine/rules/compose/added-capability.ts";
import disabledSeccomp from "../../../server/engine/rules/compose/disabled-seccomp.ts";
import dockerSocket from "../../../server/engine/rules/compose/docker-socket.ts";
import hostNamespaces from "../../../server/engine/rules/compose/host-namespaces.ts";
import privilegedService from "../../../server/engine/rules/compose/privileged-service.ts";
import sensitiveMount from "../../../server/engine/rules/compose/sensitive-mount.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const service = (lines: string, image = "registry.example.com/web:1.4.2", name = "web") =>
  `services:\n  ${name}:\n    image: ${image}\n${lines.replace(/^(?=.)/gm, "    ")}`;
const mounts = (...items: string[]) => service(`volumes:\n${items.map((item) => `  - ${item}\n`).join("")}`);

describe("compose/privileged-service", () => {
  it("is on the key and its value", () => {
    const [problem, ...others] = run(privilegedService, service("privileged: true\nrestart: always\n"));
    expect(others).toEqual([]);
    expect(problem?.on).toBe("privileged: true");
    expect(problem?.severity).toBeUndefined();
    expect(problem?.message).toContain("Remove `privileged`");
    expect(problem?.fixed).toEqual([service("restart: always\n")]);
  });

  it.each([
    ["false", service("privileged: false\n")],
    ["a variable", service(`privileged: \${PRIVILEGED:-true}\n`)],
    ["a privileged build", service("build:\n  context: .\n  privileged: true\n")],
    ["a template of a service that is not there", "x-base: &base\n  privileged: true\nservices:\n  web:\n    image: web:1\n"],
  ])("is silent: %s", (_, text) => {
    expect(places(privilegedService, text)).toEqual([]);
  });

  it.each([
    ["docker:28-dind"],
    ["docker.io/library/docker:dind"],
    ["gcr.io/cadvisor/cadvisor:v0.52.1"],
    ["moby/buildkit:v0.20.0"],
    [`ghcr.io/home-assistant/home-assistant:\${VERSION}`],
  ])("is a hint without a fix for %s, which needs it", (image) => {
    const [problem] = run(privilegedService, service("privileged: true\n", image));
    expect(problem?.severity).toBe("hint");
    expect(problem?.fixes).toEqual([]);
    expect(problem?.message).toContain("works by that");
  });

  it.each([["compose.override.yaml"], ["docker-compose.dev.yml"], [".devcontainer/compose.yaml"]])("is a hint in %s", (path) => {
    expect(run(privilegedService, service("privileged: true\n"), { path })[0]?.severity).toBe("hint");
  });

  it("is a hint where a profile for developing starts it", () => {
    const of = (profiles: string) => run(privilegedService, service(`privileged: true\nprofiles: ${profiles}\n`))[0]?.severity;
    expect([of("[dev]"), of("[debug, test]"), of("[debug, production]"), of("[]")]).toEqual(["hint", "hint", undefined, undefined]);
  });

  it("is told of once where services share it", () => {
    const text = "x-base: &base\n  privileged: true\nservices:\n  a:\n    <<: *base\n    image: a:1\n  b:\n    <<: *base\n    image: b:1\n";
    expect(places(privilegedService, text)).toEqual(["2:3"]);
    expect(run(privilegedService, text)[0]?.fixes).toEqual([]);
  });

  it("fixes lawfully", () => {
    expectLawfulFixes(privilegedService, service("privileged: true # for now\nrestart: always\n"));
    expectLawfulFixes(privilegedService, "services:\r\n  web: {image: web, privileged: true}\r\n");
  });
});

describe("compose/added-capability", () => {
  const add = (...names: string[]) => service(`cap_add:\n${names.map((name) => `  - ${name}\n`).join("")}`);

  it.each([
    ["SYS_ADMIN", undefined],
    ["CAP_NET_ADMIN", undefined],
    ["all", undefined],
    ["SYS_NICE", "info"],
    ["IPC_LOCK", "info"],
  ])("%s: %s", (name, severity) => {
    const [problem] = run(addedCapability, add(name));
    expect(problem?.on).toBe(name);
    expect(problem?.severity).toBe(severity);
  });

  it.each([
    ["what every container has", add("NET_BIND_SERVICE", "CHOWN", "NET_RAW")],
    ["a variable", add(`\${CAPABILITY:-SYS_ADMIN}`)],
    ["what is dropped", service("cap_drop:\n  - SYS_ADMIN\n")],
    ["a privileged service, which has all of them", service("privileged: true\ncap_add:\n  - SYS_ADMIN\n")],
  ])("is silent: %s", (_, text) => {
    expect(places(addedCapability, text)).toEqual([]);
  });

  it("is a hint for a VPN, and where the documentation of the image asks for it", () => {
    const of = (image: string, name: string) => run(addedCapability, service(`cap_add: [${name}]\n`, image))[0]?.severity;
    expect(of("linuxserver/wireguard:1.0", "NET_ADMIN")).toBe("hint");
    expect(of("tailscale/tailscale:v1.80", "NET_ADMIN")).toBe("hint");
    expect(of("docker.elastic.co/elasticsearch/elasticsearch:9.0.0", "IPC_LOCK")).toBe("hint");
    expect(of("mysql:8.4", "SYS_NICE")).toBe("hint");
    expect(of("mysql:8.4", "NET_ADMIN")).toBeUndefined();
  });

  it("fixes lawfully", () => {
    expectLawfulFixes(addedCapability, add("SYS_ADMIN", "CHOWN"));
    expectLawfulFixes(addedCapability, service("cap_add: [CHOWN, SYS_PTRACE]\n"));
    expect(run(addedCapability, add("SYS_ADMIN"))[0]?.fixed).toEqual([service("")]);
  });
});

describe("compose/docker-socket", () => {
  it.each([
    ["/var/run/docker.sock:/var/run/docker.sock", "/var/run/docker.sock"],
    ["/run/user/1000/podman/podman.sock:/socket", "/run/user/1000/podman/podman.sock"],
    [`\${DOCKER_SOCK}:/var/run/docker.sock`, "/var/run/docker.sock"],
    [`\${DOCKER_SOCK:-/var/run/docker.sock}:/s`, `\${DOCKER_SOCK:-/var/run/docker.sock}`],
    ["{type: bind, source: /var/run/docker.sock, target: /s}", "/var/run/docker.sock"],
  ])("%s", (item, on) => {
    expect(run(dockerSocket, mounts(item)).map((problem) => problem.on)).toEqual([on]);
  });

  it("tells that read-only is no help", () => {
    expect(run(dockerSocket, mounts("/var/run/docker.sock:/var/run/docker.sock:ro"))[0]?.message).toContain(
      "read-only does not change that",
    );
  });

  it("sees `use_api_socket`", () => {
    expect(run(dockerSocket, service("use_api_socket: true\n"))[0]?.on).toBe("use_api_socket: true");
    expect(places(dockerSocket, service("use_api_socket: false\n"))).toEqual([]);
  });

  it.each([
    ["a folder beside", mounts("./docker.sock.d:/x")],
    ["a named volume", mounts("sock:/var/run/docker.sock")],
    ["a socket proxy", service("volumes:\n  - /var/run/docker.sock:/var/run/docker.sock:ro\n", "tecnativa/docker-socket-proxy:0.3")],
    ["a variable that may be anything", mounts(`\${SOCK}:/s`)],
  ])("is silent: %s", (_, text) => {
    expect(places(dockerSocket, text)).toEqual([]);
  });

  it.each([
    ["traefik:v3.3"],
    ["portainer/portainer-ce:2.27"],
    ["containrrr/watchtower:1.7"],
    ["gcr.io/cadvisor/cadvisor:v0.52.1"],
    ["grafana/promtail:3.4"],
    ["amir20/dozzle:v8"],
  ])("is a hint for %s", (image) => {
    const [problem] = run(dockerSocket, service("volumes:\n  - /var/run/docker.sock:/var/run/docker.sock:ro\n", image));
    expect(problem?.severity).toBe("hint");
    expect(problem?.fixes).toEqual([]);
  });

  it("knows a collector by its name where the image is a variable, and not an application whose name only begins so", () => {
    const mount = "volumes:\n  - /var/run/docker.sock:/var/run/docker.sock:ro\n";
    expect(run(dockerSocket, service(mount, `\${COLLECTOR}`, "otel-collector"))[0]?.severity).toBe("hint");
    expect(run(dockerSocket, service(mount, "registry.example.com/web:1", "traefik"))[0]?.severity).toBeUndefined();
  });

  it("fixes lawfully", () => {
    expectLawfulFixes(dockerSocket, mounts("/var/run/docker.sock:/var/run/docker.sock", "data:/data"));
    expect(run(dockerSocket, mounts("/var/run/docker.sock:/var/run/docker.sock"))[0]?.fixed).toEqual([service("")]);
    expectLawfulFixes(dockerSocket, service("use_api_socket: true\nrestart: always\n"));
  });
});

describe("compose/host-namespaces", () => {
  it.each([["network_mode"], ["pid"], ["ipc"], ["userns_mode"], ["uts"], ["cgroup"]])("%s: host", (key) => {
    const text = service(`${key}: "host"\nrestart: always\n`);
    expect(run(hostNamespaces, text).map((problem) => problem.on)).toEqual([`${key}: "host"`]);
    expectLawfulFixes(hostNamespaces, text);
  });

  it.each([
    ["other modes", service("network_mode: service:vpn\nipc: shareable\npid: service:db\n")],
    ["a variable", service(`network_mode: \${MODE:-host}\n`)],
    ["none", service("network_mode: none\n")],
  ])("is silent: %s", (_, text) => {
    expect(places(hostNamespaces, text)).toEqual([]);
  });

  it("is a hint for media servers, and only for what they need", () => {
    const severities = run(hostNamespaces, service("network_mode: host\npid: host\n", "plexinc/pms-docker:1.41")).map(
      ({ severity }) => severity,
    );
    expect(severities).toEqual(["hint", undefined]);
    expect(run(hostNamespaces, service("pid: host\n", "quay.io/prometheus/node-exporter:v1.9.0"))[0]?.severity).toBe("hint");
  });
});

describe("compose/sensitive-mount", () => {
  it.each([
    ["/:/host", undefined],
    ["/etc/:/host/etc", undefined],
    ["/var/lib/docker:/d:ro", "info"],
    ["/proc:/host/proc:ro", "info"],
    ["{type: bind, source: /root, target: /r, read_only: true}", "info"],
    ["/etc/passwd:/etc/passwd", undefined],
  ])("%s", (item, severity) => {
    expect(run(sensitiveMount, mounts(item)).map((problem) => problem.severity)).toEqual([severity]);
  });

  it.each([
    ["folders beside", mounts("./etc:/etc", "~/config:/c")],
    ["a time zone", mounts("/etc/localtime:/etc/localtime:ro", "/etc/timezone:/etc/timezone")],
    ["names of users", mounts("/etc/passwd:/etc/passwd:ro", "/etc/group:/etc/group:ro")],
    ["one file or folder of an application", mounts("/etc/letsencrypt:/certs", "/var/lib/app:/data", "/srv:/srv", "/dev/shm:/dev/shm")],
    ["modules of the kernel", mounts("/lib/modules:/lib/modules:ro")],
    ["the socket, which has a rule of its own", mounts("/var/run/docker.sock:/var/run/docker.sock")],
    ["a variable", mounts(`\${ROOT}:/host`)],
    ["a volume", mounts("etc:/etc", "/etc")],
  ])("is silent: %s", (_, text) => {
    expect(places(sensitiveMount, text)).toEqual([]);
  });

  it("is a hint for agents that read the host's measurements", () => {
    const text = service("volumes:\n  - /:/host:ro,rslave\n", "prom/node-exporter:v1.9.0");
    expect(run(sensitiveMount, text)[0]?.severity).toBe("hint");
  });

  it("fixes lawfully", () => {
    expectLawfulFixes(sensitiveMount, mounts("/etc:/e", "data:/data"));
    expectLawfulFixes(sensitiveMount, mounts("/etc:/e"));
  });
});

describe("compose/disabled-seccomp", () => {
  const options = (...items: string[]) => service(`security_opt:\n${items.map((item) => `  - ${item}\n`).join("")}`);

  it.each([
    ["seccomp:unconfined", undefined],
    ["seccomp=unconfined", undefined],
    ["apparmor:unconfined", "info"],
    ["label:disable", "info"],
    ["systempaths=unconfined", "info"],
  ])("%s", (item, severity) => {
    const [problem] = run(disabledSeccomp, options(item, "no-new-privileges"));
    expect(problem?.on).toBe(item);
    expect(problem?.severity).toBe(severity);
    expect(problem?.fixed).toEqual([options("no-new-privileges")]);
    expectLawfulFixes(disabledSeccomp, options(item));
  });

  it.each([
    ["a profile", options("seccomp:./profile.json", "apparmor:web", "label:user:USER")],
    ["a variable", options(`seccomp:\${PROFILE:-unconfined}`)],
    ["a privileged service", service("privileged: true\nsecurity_opt:\n  - seccomp:unconfined\n")],
  ])("is silent: %s", (_, text) => {
    expect(places(disabledSeccomp, text)).toEqual([]);
  });

  it("is a hint in files for developing", () => {
    expect(run(disabledSeccomp, options("seccomp:unconfined"), { path: ".devcontainer/docker-compose.yml" })[0]?.severity).toBe("hint");
  });
});
