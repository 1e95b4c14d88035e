import { describe, expect, it } from "vitest";
import data from "../../../server/engine/knowledge/data/service-images.json" with { type: "json" };
import { canonicalName } from "../../../server/engine/knowledge/names.ts";
import {
  imageHasHealthcheck,
  imageHasTool,
  keepsData,
  runsOnce,
  type ServiceImage,
  serviceImage,
  serviceImagesDate,
  toolsOf,
} from "../../../server/engine/knowledge/service-images.ts";
import { isOld } from "../../../server/engine/knowledge/shelf-life.ts";

interface Entry {
  readonly images: string;
  readonly kind: string;
  readonly source: string;
  readonly variants?: readonly { readonly tags: string }[];
}
const entries = data.services as unknown as readonly Entry[];
/** Tags that reach every variant of an entry. */
const probes = [
  "latest",
  "alpine",
  "17",
  "16-alpine",
  "pg16",
  "18",
  "4.4",
  "2019-latest",
  "2.7",
  "1.8",
  "distroless",
  "ubuntu",
  "fpm",
  "alpine-slim",
];

function known(reference: string): ServiceImage {
  const image = serviceImage(reference);
  if (!image) throw new Error(`${reference} is not in the table`);
  return image;
}

describe("the table of service images", () => {
  it("is well-formed", () => {
    expect(serviceImagesDate).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(isOld(serviceImagesDate, "2028-01-01")).toBe(true);
    const names = entries.flatMap(({ images }) => images.split(" "));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(canonicalName(name)).toBe(name);
    const keys =
      "images title kind ports health job guess timeout start data misplaced secrets tools noTool builtIn grace variants source".split(" ");
    for (const entry of entries) {
      for (const key of Object.keys(entry)) expect(keys).toContain(key);
      expect(entry.source).toMatch(/^https:\/\//);
      for (const variant of entry.variants ?? []) {
        for (const key of Object.keys(variant)) expect(["tags", ...keys]).toContain(key);
        expect(() => new RegExp(variant.tags)).not.toThrow();
      }
    }
  });

  it.each(entries.flatMap(({ images }) => images.split(" ")))("%s: ports, folders and variables can be read", (name) => {
    for (const tag of probes) {
      const image = known(`${name}:${tag}`);
      for (const { number } of image.ports) expect(number).toBeGreaterThan(0);
      for (const folder of image.dataDirectories) expect(folder).toMatch(/^\/[\w./-]*\w$/);
      for (const { name: variable } of image.secretVariables) expect(variable).toMatch(/^[A-Za-z]\w+$/);
      // A command for `--health-cmd` stands between double quotes.
      expect(image.healthCommand ?? "").not.toContain('"');
    }
  });

  it.each(entries.flatMap(({ images }) => images.split(" ")))("%s: a health check uses what the image has", (name) => {
    for (const tag of probes) {
      const reference = `${name}:${tag}`;
      const test = known(reference).healthcheck?.test;
      if (!test) continue;
      expect(["CMD", "CMD-SHELL"]).toContain(test[0]);
      const programs =
        test[0] === "CMD" ? [test[1] ?? ""] : ["sh", ...(test[1] ?? "").split(/\s*\|\s*/).map((part) => part.split(" ")[0] ?? "")];
      for (const program of programs) {
        if (["curl", "wget", "nc", "bash"].includes(program))
          expect([reference, program, imageHasTool(reference, program)]).toEqual([reference, program, true]);
        else expect([reference, program, imageHasTool(reference, program)]).not.toEqual([reference, program, false]);
      }
      expect(known(reference).hasNoTool).toBe(false);
    }
  });

  it("finds an image under all its names", () => {
    for (const name of [
      "postgres",
      "docker.io/postgres:17",
      "docker.io/library/postgres:17-alpine",
      "public.ecr.aws/docker/library/postgres@sha256:aa",
    ])
      expect(known(name).title).toBe("PostgreSQL");
    expect(known("bitnamilegacy/postgresql:16").dataDirectories).toEqual(["/bitnami/postgresql"]);
    expect(known("docker.elastic.co/elasticsearch/elasticsearch:8.15.0").kind).toBe("search");
    expect(known("mcr.microsoft.com/mssql/server:2022-latest").title).toBe("SQL Server");
    expect(known("quay.io/keycloak/keycloak").isSlowStarter).toBe(true);
    for (const other of ["registry.example.com:5000/postgres", "acme/web:1", "${IMAGE}", "${REGISTRY}/postgres:17", ""])
      expect(serviceImage(other)).toBeUndefined();
  });

  it("writes checks as Compose reads them", () => {
    expect(known("postgres:17").healthcheck).toEqual({
      test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U $${POSTGRES_USER:-postgres} -d $${POSTGRES_DB:-postgres}"],
      isCertain: true,
      interval: "10s",
      timeout: "5s",
      retries: 5,
      startPeriod: "30s",
    });
    expect(known("redis:8-alpine").healthcheck?.test).toEqual(["CMD", "redis-cli", "ping"]);
    expect(known("mongo:4.4").healthcheck?.test[1]).toBe("mongo");
    expect(known("mongo:8").healthcheck?.test[1]).toBe("mongosh");
    expect(known("nginx:1.29-alpine").healthcheck?.test[1]).toBe("wget");
    expect(known("nginx").healthcheck).toMatchObject({
      isCertain: false,
      test: ["CMD", "curl", "--silent", "--fail", "http://127.0.0.1/"],
    });
    expect(known("rabbitmq:4").healthcheck).toMatchObject({ interval: "15s", timeout: "10s" });
  });

  it("gives only what holds for every tag where a variable decides it", () => {
    expect(known("mongo:${TAG}").healthcheck).toBeUndefined();
    expect(known("nginx@sha256:aa").healthcheck).toBeUndefined();
    expect(known("nginx:${VERSION:-${OTHER}}-alpine").healthcheck?.test[1]).toBe("wget");
    expect(known("postgres:17${SUFFIX}").dataDirectories).toEqual(["/var/lib/postgresql/data"]);
    expect(known("redis:${TAG:-8}").healthcheck?.test).toEqual(["CMD", "redis-cli", "ping"]);
    expect(known("postgres:$TAG").dataDirectories).toEqual(["/var/lib/postgresql", "/var/lib/postgresql/data"]);
  });

  it.each([
    ["postgres:17", "/var/lib/postgresql/data"],
    ["postgres:9.6-alpine", "/var/lib/postgresql/data"],
    ["postgres:18-alpine", "/var/lib/postgresql"],
    ["postgres", "/var/lib/postgresql"],
    ["pgvector/pgvector:pg16", "/var/lib/postgresql/data"],
    ["pgvector/pgvector:0.8.1-pg18", "/var/lib/postgresql"],
    ["postgis/postgis:16-3.4", "/var/lib/postgresql/data"],
    ["mysql:8.4", "/var/lib/mysql"],
    ["influxdb:2.7", "/var/lib/influxdb2"],
    ["gitea/gitea:1.24-rootless", "/var/lib/gitea"],
  ])("%s keeps its data in %s", (reference, folder) => expect(known(reference).dataDirectories).toEqual([folder]));

  it("tells which mounts keep the data", () => {
    const postgres = known("postgres:17");
    for (const target of [
      "/var/lib/postgresql/data",
      "/var/lib/postgresql/data/",
      "/var/lib/postgresql",
      "/var/lib/postgresql/data/pgdata",
    ])
      expect(keepsData(postgres, target)).toBe(true);
    for (const target of ["/docker-entrypoint-initdb.d", "/var/lib/postgresql2", "/", "/etc/postgresql"])
      expect(keepsData(postgres, target)).toBe(false);
  });

  it("tells ports that are not for everybody, and secrets that can come from a file", () => {
    expect(known("rabbitmq:4-management").ports.slice(0, 2)).toEqual([
      { number: 5672, purpose: "data" },
      { number: 15672, purpose: "administration" },
    ]);
    expect(known("nginx").ports.every(({ purpose }) => purpose === "traffic")).toBe(true);
    expect(known("postgres").secretVariables).toEqual([{ name: "POSTGRES_PASSWORD", fileVariable: "POSTGRES_PASSWORD_FILE" }]);
    expect(known("rabbitmq").secretVariables[0]).toEqual({ name: "RABBITMQ_DEFAULT_PASS", fileVariable: undefined });
    expect(known("grafana/grafana").secretVariables[0]).toEqual({
      name: "GF_SECURITY_ADMIN_PASSWORD",
      fileVariable: "GF_SECURITY_ADMIN_PASSWORD__FILE",
    });
    expect(known("postgres").stopTimeout).toBe(90);
  });

  it("tells which images bring a check of their own", () => {
    expect(imageHasHealthcheck("vaultwarden/server:1.34.3")).toBe(true);
    expect(imageHasHealthcheck("kong:3.9")).toBe(true);
    expect(imageHasHealthcheck("postgres:17")).toBe(false);
    expect(imageHasHealthcheck("acme/web")).toBeUndefined();
    expect(imageHasHealthcheck("${IMAGE}")).toBeUndefined();
  });

  it("knows the tools of images and their variants", () => {
    expect(toolsOf("alpine:3.22")).toMatchObject({ curl: false, wget: true, nc: true, sh: true, bash: false });
    expect(toolsOf("debian:12-slim")).toMatchObject({ curl: false, wget: false, sh: true, bash: true });
    expect(toolsOf("gcr.io/distroless/static-debian12")).toEqual({ curl: false, wget: false, nc: false, sh: false, bash: false });
    expect(toolsOf("postgres:17-alpine")).toMatchObject({ curl: false, wget: true });
    expect(toolsOf("postgres:${TAG}-alpine")).toMatchObject({ curl: false, wget: true });
    expect(toolsOf("nats:2")).toMatchObject({ curl: false, wget: false, sh: false });
    expect(toolsOf("otel/opentelemetry-collector-contrib:0.130.0")).toMatchObject({ curl: false, sh: false });
    expect(toolsOf("acme/web")).toMatchObject({ curl: undefined, sh: undefined });
  });

  it.each([
    ["flyway/flyway:11", "migrate", true],
    ["alpine:3.22", undefined, true],
    ["busybox", "sh -c 'chown -R 1000:1000 /data'", true],
    ["alpine", "sleep infinity", false],
    ["alpine", "tail -f /dev/null", false],
    ["node:22", "npm start", undefined],
    ["alpine", 'sh -c "echo starting; exec /app/server"', undefined],
    ["postgres:17", undefined, false],
    ["postgres:17", "postgres -c max_connections=200", false],
    ["postgres:17", "-c max_connections=200", false],
    ["redis:8", "redis-server --save  --appendonly no", false],
    ["redis:8", "redis-cli -h cache flushall", undefined],
    ["postgres:17", "pg_dump -h db shop", undefined],
    ["mysql:8", "mysqldump --all-databases", undefined],
    ["acme/web", undefined, undefined],
    ["${IMAGE}", "echo", undefined],
  ])("%s with %s runs once: %s", (reference, command, expected) => expect(runsOnce(reference, command)).toBe(expected));
});
