// How much memory, time of processors and processes a service may take.
import { describe, expect, it } from "vitest";
import conflicting from "../../../server/engine/rules/compose/conflicting-resources.ts";
import missing from "../../../server/engine/rules/compose/missing-resource-limits.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (more: string, image = "ghcr.io/example/web:1.4.2") => `services:\n  web:\n    image: ${image}\n${more}`;
const limits = (text: string) => `    deploy:\n      resources:\n        limits:\n${text.replace(/^(?=.)/gm, "          ")}`;
const kept = "    restart: unless-stopped\n";

describe("compose/missing-resource-limits", () => {
  it.each([
    ["restart", kept, `${kept}${limits("memory: 512m\n")}`],
    ["restart: always", "    restart: always\n", `    restart: always\n${limits("memory: 512m\n")}`],
    [
      "a deploy section",
      "    deploy:\n      replicas: 2\n",
      "    deploy:\n      replicas: 2\n      resources:\n        limits:\n          memory: 512m\n",
    ],
    ["another limit", limits("cpus: 1\n"), limits("cpus: 1\nmemory: 512m\n")],
    [
      "a reservation",
      `${kept}    deploy:\n      resources:\n        reservations:\n          memory: 256m\n`,
      `${kept}    deploy:\n      resources:\n        limits:\n          memory: 512m\n        reservations:\n          memory: 256m\n`,
    ],
    ["an older key for processes", `${kept}    pids_limit: 100\n`, `${kept}    mem_limit: 512m\n    pids_limit: 100\n`],
    ["older keys", `${kept}    cpus: 0.5\n`, `${kept}    mem_limit: 512m\n    cpus: 0.5\n`],
  ])("warns of a service with %s", (_, more, fixed) => {
    const [problem, ...others] = run(missing, web(more));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ on: "web", severity: "warning", fixed: [web(fixed)] });
    expectLawfulFixes(missing, web(more));
  });

  it.each([
    ["postgres:18.1", "1g"],
    ["redis:8.6-alpine", "256m"],
    ["opensearchproject/opensearch:3.3.0", "2g"],
    ["traefik:v3.6", "256m"],
    ["ghcr.io/example/web:1.4.2", "512m"],
  ])("gives %s %s to start from", (image, amount) => {
    expect(run(missing, web(kept, image))[0]?.fixed).toEqual([web(`${kept}${limits(`memory: ${amount}\n`)}`, image)]);
  });

  it("says nothing of processors where they are bounded", () => {
    expect(run(missing, web(kept))[0]?.message).toContain("`cpus`");
    expect(run(missing, web(`${kept}    cpus: 0.5\n`))[0]?.message).not.toContain("`cpus`");
  });

  it("is advice where nothing says that the service is kept running, a hint in files for development", () => {
    expect(run(missing, web(""))).toMatchObject([{ severity: "info" }]);
    expect(run(missing, web(`${kept}    profiles: [tools]\n`))).toMatchObject([{ severity: "info" }]);
    expect(run(missing, web("    restart: on-failure\n"))).toMatchObject([{ severity: "info" }]);
    expect(run(missing, web(kept), { path: "docker-compose.dev.yml", files: {} })).toMatchObject([{ severity: "hint" }]);
    const sources = "services:\n  web:\n    build: .\n    restart: always\n    volumes:\n      - .:/app\n";
    expect(run(missing, sources)).toMatchObject([{ severity: "hint" }]);
  });

  it.each([
    ["a limit", web(`${kept}${limits("memory: 512m\n")}`)],
    ["the older key", web(`${kept}    mem_limit: 512m\n`)],
    ["a variable", web(`${kept}    mem_limit: \${MEMORY}\n`)],
    ["a limit by an anchor", `x-small: &small\n  resources:\n    limits:\n      memory: 128m\n${web(`${kept}    deploy: *small\n`)}`],
    ["a limit by a merge", `x-small: &small\n  mem_limit: 128m\n${web(`${kept}    <<: *small\n`)}`],
    ["a limit of the service that it extends", `${web(`${kept}    extends: base\n`)}  base:\n    image: a/b:1\n    mem_limit: 1g\n`],
    ["a service of another file that it extends", web(`${kept}    extends:\n      file: base.yaml\n      service: web\n`)],
    ["a task", web('    restart: "no"\n')],
    [
      "what others wait for to end",
      `${web("")}  api:\n    image: a/b:1\n    mem_limit: 1g\n    depends_on:\n      web:\n        condition: service_completed_successfully\n`,
    ],
    ["a provider", "services:\n  web:\n    provider:\n      type: compute\n"],
    ["no containers", web(`${kept}    scale: 0\n`)],
    ["nothing to start", "services:\n  web:\n    restart: always\n"],
    ["something that cannot be read", web(`${kept}    deploy: [\n`)],
  ])("is silent on %s", (_, text) => expect(places(missing, text)).toEqual([]));

  it("knows what other files bring", () => {
    const main = web(kept);
    expect(places(missing, main, { files: { "compose.prod.yaml": "services:\n  web:\n    mem_limit: 1g\n" } })).toEqual([]);
    // The file below is judged by itself.
    expect(
      places(missing, "services:\n  web:\n    ports: ['80:80']\n", { path: "compose.override.yaml", files: { "compose.yaml": main } }),
    ).toEqual([]);
    expect(
      places(missing, "services:\n  mail:\n    image: a/b:1\n", { path: "compose.override.yaml", files: { "compose.yaml": main } }),
    ).toEqual(["2:3"]);
  });
});

describe("compose/conflicting-resources", () => {
  it.each([
    ["two limits", `    mem_limit: 1g\n${limits("memory: 512m\n")}`, "mem_limit", limits("memory: 512m\n")],
    ["two numbers of processors", `    cpus: 2\n${limits('cpus: "1.5"\n')}`, "cpus", limits('cpus: "1.5"\n')],
    ["two numbers of processes", `    pids_limit: 200\n${limits("pids: 100\n")}`, "pids_limit", limits("pids: 100\n")],
    ["one that is left out", `    pids_limit: 200\n${limits("memory: 512m\n")}`, "pids_limit", limits("memory: 512m\npids: 200\n")],
    ["memory that is left out", `    mem_limit: 1g\n${limits('cpus: "1"\n')}`, "mem_limit", limits('cpus: "1"\nmemory: 1g\n')],
    [
      "two reservations",
      "    mem_reservation: 1g\n    deploy:\n      resources:\n        reservations:\n          memory: 512m\n",
      "mem_reservation",
      "    deploy:\n      resources:\n        reservations:\n          memory: 512m\n",
    ],
    [
      "more reserved than allowed",
      `${limits("memory: 512m\n")}        reservations:\n          memory: 1gb\n`,
      "1gb",
      `${limits("memory: 512m\n")}        reservations:\n          memory: 512m\n`,
    ],
    [
      "the same with the older keys",
      "    mem_limit: 512m\n    mem_reservation: 600m\n",
      "600m",
      "    mem_limit: 512m\n    mem_reservation: 512m\n",
    ],
    [
      "more processors reserved than allowed",
      `${limits("cpus: 0.5\n")}        reservations:\n          cpus: 1\n`,
      "1",
      `${limits("cpus: 0.5\n")}        reservations:\n          cpus: "0.5"\n`,
    ],
    ["less with swap than without", "    mem_limit: 1g\n    memswap_limit: 512m\n", "512m", "    mem_limit: 1g\n    memswap_limit: 1g\n"],
  ])("reports %s", (_, more, on, fixed) => {
    expect(run(conflicting, web(more))).toMatchObject([{ on, fixed: [web(fixed)] }]);
    expectLawfulFixes(conflicting, web(more));
  });

  it("reports swap without memory", () => {
    expect(run(conflicting, web("    memswap_limit: 1g\n"))).toMatchObject([{ on: "memswap_limit" }]);
  });

  it.each([
    ["the same value", `    mem_limit: 512m\n${limits("memory: 512m\n")}`],
    ["the same value in another unit", `    mem_limit: 1g\n${limits("memory: 1024m\n")}`],
    ["the same number of processors", `    cpus: 0.5\n${limits('cpus: "0.50"\n')}`],
    ["older keys alone", "    mem_limit: 1g\n    cpus: 2\n    pids_limit: 100\n"],
    ["older keys beside reservations", "    mem_limit: 1g\n    deploy:\n      resources:\n        reservations:\n          memory: 512m\n"],
    ["no limit for processes", `    pids_limit: 0\n${limits("memory: 512m\n")}`],
    ["a variable", `    mem_limit: \${MEMORY}\n${limits("memory: 512m\n")}`],
    ["a variable below deploy", `    mem_limit: 1g\n${limits(`memory: \${MEMORY}\n`)}`],
    ["something that is no amount", `    mem_limit: much\n${limits("memory: 512m\n")}`],
    ["less reserved than allowed", `${limits("memory: 512m\n")}        reservations:\n          memory: 256m\n`],
    ["as much reserved as allowed", "    mem_limit: 512m\n    mem_reservation: 512m\n"],
    ["as much swap as one likes", "    mem_limit: 1g\n    memswap_limit: -1\n"],
    ["swap beside memory", "    mem_limit: 1g\n    memswap_limit: 2g\n"],
    ["swap beside memory that a variable sets", `    mem_limit: \${MEMORY}\n    memswap_limit: 2g\n`],
  ])("is silent on %s", (_, more) => expect(places(conflicting, web(more))).toEqual([]));

  it("sees the other files, and anchors", () => {
    const main = web(limits("memory: 512m\n"));
    const path = "compose.override.yaml";
    expect(run(conflicting, "services:\n  web:\n    mem_limit: 1g\n", { path, files: { "compose.yaml": main } })).toMatchObject([
      { on: "mem_limit" },
    ]);
    expect(run(conflicting, web(limits("memory: 512m\n")), { path, files: { "compose.yaml": web("    mem_limit: 1g\n") } })).toMatchObject([
      { on: "web", fixes: [] },
    ]);
    const anchor = `x-small: &small\n  mem_limit: 128m\n${web(`    <<: *small\n${limits("memory: 512m\n")}`)}`;
    expect(run(conflicting, anchor)).toMatchObject([{ on: "web", fixes: [] }]);
    // The file above may take the one away.
    expect(places(conflicting, main, { files: { "compose.prod.yaml": "services:\n  web:\n    mem_limit: 1g\n" } })).toEqual([]);
  });
});
