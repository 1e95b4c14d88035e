import { describe, expect, it } from "vitest";
import { findService, healthOptions } from "../../../server/engine/knowledge/services.ts";

function find(name: string, tag?: string) {
  return findService({ name, tag, digest: undefined });
}

describe("the table of services", () => {
  it.each([
    ["postgres", "17", "pg_isready -U postgres"],
    ["docker.io/library/postgres", "17", "pg_isready -U postgres"],
    ["mysql", "8.4", "mysqladmin ping -h 127.0.0.1"],
    ["redis", "8", "redis-cli ping"],
    ["mongo", "8", "mongosh --quiet --eval 'db.adminCommand({ping: 1})'"],
    ["mongo", "4.4", "mongo --quiet --eval 'db.adminCommand({ping: 1})'"],
    ["mcr.microsoft.com/mssql/server", "2019-latest", undefined],
    ["memcached", "1", undefined],
  ])("%s:%s is asked with %s", (name, tag, command) => expect(find(name, tag)?.healthCommand).toBe(command));

  it("tells ports, kinds and what brings a check of its own", () => {
    expect(find("postgres")).toMatchObject({ title: "PostgreSQL", kind: "database", port: 5432, hasHealthcheck: false });
    expect(find("localstack/localstack")).toMatchObject({ hasHealthcheck: true });
    expect(find("nginx")).toBeUndefined();
    expect(findService({ name: undefined, tag: undefined, digest: undefined })).toBeUndefined();
  });

  it("writes the options", () => {
    expect(healthOptions("redis-cli ping")).toEqual([
      '--health-cmd "redis-cli ping"',
      "--health-interval 10s",
      "--health-timeout 5s",
      "--health-retries 5",
    ]);
  });
});
