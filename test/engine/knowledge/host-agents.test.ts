import { describe, expect, it } from "vitest";
import { asksForCapability, hostNeedsOf, hostNeedsOfNamed, isSocketProxy } from "../../../server/engine/knowledge/host-agents.ts";

describe("what programs need of their host", () => {
  it.each([
    ["traefik", ["socket"]],
    ["docker.io/library/traefik:v3.3@sha256:abc", ["socket"]],
    ["ghcr.io/gethomepage/homepage:latest", ["socket"]],
    ["registry.example.com:5000/mirror/portainer/portainer-ce:2", ["socket"]],
    ["quay.io/prometheus/node-exporter:v1.9.0", ["files", "network", "rights"]],
    [`grafana/promtail:\${VERSION}`, ["socket", "files"]],
    ["docker:28-dind", ["rights"]],
    ["lscr.io/linuxserver/wireguard", ["network", "rights"]],
    ["mcr.microsoft.com/playwright:v1.55.0-noble", ["rights"]],
  ])("%s", (image, needs) => {
    expect(hostNeedsOf(image)).toEqual(needs);
  });

  it.each([["nginx"], ["registry.example.com/acme/docker:1"], ["acme/homepage"], ["traefik/whoami"], [`\${IMAGE}`], [""]])(
    "nothing for %j",
    (image) => {
      expect(hostNeedsOf(image)).toEqual([]);
    },
  );

  it("is told by the name of a service as well", () => {
    expect(hostNeedsOfNamed("node_exporter")).toEqual(["files", "network", "rights"]);
    expect(hostNeedsOfNamed("otel-collector")).toEqual(["socket", "files"]);
    expect(hostNeedsOfNamed("otel-ebpf-profiler")).toContain("rights");
    expect(hostNeedsOfNamed("web")).toEqual([]);
  });
});

describe("images", () => {
  it("that stand before the socket", () => {
    expect(
      ["tecnativa/docker-socket-proxy:0.3", "wollomatic/socket-proxy:1", "lscr.io/linuxserver/socket-proxy"].map(isSocketProxy),
    ).toEqual([true, true, true]);
    expect(isSocketProxy("acme/proxy")).toBe(false);
  });

  it("whose documentation asks for a capability", () => {
    expect(asksForCapability("hashicorp/vault:1.20", "IPC_LOCK")).toBe(true);
    expect(asksForCapability("hashicorp/vault:1.20", "SYS_ADMIN")).toBe(false);
    expect(asksForCapability("mysql:8.4", "SYS_NICE")).toBe(true);
    expect(asksForCapability("", "IPC_LOCK")).toBe(false);
  });
});
