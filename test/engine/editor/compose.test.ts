import { describe, expect, it } from "vitest";
import { codeLenses } from "../../../server/engine/editor/compose/codeLenses.ts";
import { definition } from "../../../server/engine/editor/compose/definition.ts";
import { links } from "../../../server/engine/editor/compose/links.ts";
import { references } from "../../../server/engine/editor/compose/references.ts";
import { prepareRename, rename } from "../../../server/engine/editor/compose/rename.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { outlineCompose } from "../../../server/engine/outline/compose.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const files = {
  "compose.yaml": `include: [monitoring.yaml]
x-health: &health
  interval: 5s
services:
  web:
    build: ./web
    depends_on:
      "db":
        condition: service_healthy
      cache: {condition: service_started}
    environment:
      DATABASE_URL: postgres://app:\${PASSWORD}@db:5432/app
      REDIS_HOST: cache
      NAME: db
      BROKERS: "//a,//cache:1"
    env_file: .env.web
    networks: [back]
    ports: ["8080:80"]
    volumes:
      - data:/data
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
    healthcheck:
      <<: *health
      test: [CMD, wget, -q, http://localhost]
  db:
    image: postgres:17
    networks: [back]
    volumes_from: ["web:ro"]
  cache:
    image: redis:8
    depends_on: [db]
    network_mode: "service:web"
networks:
  back:
volumes:
  data: {external: true}
`,
  "compose.override.yaml": "services:\n  web:\n    depends_on: {db: {condition: service_started}}\n  db:\n    ports: ['5432:5432']\n",
  "monitoring.yaml": "services:\n  probe:\n    image: busybox\n    depends_on: [db]\n",
  "web/Dockerfile": "FROM nginx\n",
  ".env.web": "A=1\n",
  "nginx.conf": "",
};
const workspace = memoryWorkspace(files);
const options = { workspace, today: "2026-11-23" };
const file = parse(new SourceText("compose.yaml", files["compose.yaml"]), "compose");
/** The offset of the nth place of a text. */
const at = (text: string, nth = 1): number => {
  let offset = -1;
  for (let i = 0; i < nth; i++) offset = files["compose.yaml"].indexOf(text, offset + 1);
  return offset + 1;
};

function renamed(offset: number, name: string): Record<string, string> | string {
  const result = rename(file, offset, name, options);
  if (!result) return "nothing";
  if ("refusal" in result) return result.refusal;
  return Object.fromEntries(
    result.changes.map((change) => {
      if (change.kind !== "edit") throw new Error("an edit was expected");
      return [change.path, applyEdits(files[change.path as keyof typeof files], change.edits)];
    }),
  );
}

describe("definition and references of Compose files", () => {
  it("lead from a dependency to its service, and back from every file", () => {
    const found = definition(file, at('"db"') + 1, options);
    expect(found.map(({ path, nameSpan }) => [path, files[path as keyof typeof files].slice(nameSpan.start, nameSpan.end)])).toEqual([
      ["compose.yaml", "db"],
      ["compose.override.yaml", "db"],
    ]);
    const places = references(file, at("  db:\n    image") + 2, { ...options, withDefinition: false });
    expect(places.map(({ path, span }) => [path, files[path as keyof typeof files].slice(span.start, span.end)])).toEqual([
      ["compose.yaml", "db"],
      ["compose.yaml", "db"],
      ["compose.yaml", "db"],
      ["compose.override.yaml", "db"],
      ["monitoring.yaml", "db"],
    ]);
  });

  it("know networks, volumes and anchors", () => {
    expect(definition(file, at("[back]") + 1, options)).toHaveLength(1);
    expect(definition(file, at("data:/data"), options)).toHaveLength(1);
    expect(definition(file, at("*health") + 1, options)).toHaveLength(1);
    expect(definition(file, at("postgres:17"), options)).toEqual([]);
  });
});

describe("rename in Compose files", () => {
  it("changes a service wherever the application names it, hosts of addresses included, and nothing else", () => {
    const result = renamed(at("  db:\n    image") + 2, "database");
    expect(result).toEqual({
      "compose.yaml": files["compose.yaml"]
        .replace('"db":', '"database":')
        .replace("@db:5432", "@database:5432")
        .replace("  db:\n    image", "  database:\n    image")
        .replace("depends_on: [db]", "depends_on: [database]"),
      "compose.override.yaml": files["compose.override.yaml"].replaceAll("db:", "database:"),
      "monitoring.yaml": files["monitoring.yaml"].replace("[db]", "[database]"),
    });
  });

  it("changes prefixed forms and lists of hosts", () => {
    const web = renamed(at("  web:\n") + 2, "app") as Record<string, string>;
    expect(web["compose.yaml"]).toContain('network_mode: "service:app"');
    expect(web["compose.yaml"]).toContain('volumes_from: ["app:ro"]');
    expect(web["compose.yaml"]).toContain("build: ./web");
    const cache = renamed(at("  cache:\n") + 2, "redis") as Record<string, string>;
    expect(cache["compose.yaml"]).toContain("REDIS_HOST: redis\n");
    expect(cache["compose.yaml"]).toContain('BROKERS: "//a,//redis:1"');
  });

  it("refuses names that cannot be", () => {
    const db = at("  db:\n    image") + 2;
    expect(renamed(db, "a b")).toContain("cannot be the name");
    expect(renamed(db, "12")).toContain("YAML reads it as a value");
    expect(renamed(db, "cache")).toBe("There is a service `cache` already.");
    expect(renamed(db, "probe")).toBe("There is a service `probe` already in `monitoring.yaml`.");
    expect(prepareRename(file, at("postgres:17"), options)).toBeUndefined();
    const broken = parse(new SourceText("compose.yaml", 'services:\n  a:\n    image: "x\n'), "compose");
    expect(prepareRename(broken, 13, options)?.refusal).toContain("syntax");
  });
});

describe("what stands around the text", () => {
  it("has links to files and to pages of images", () => {
    const found = links(file, options).map(({ span, target }) => [
      files["compose.yaml"].slice(span.start, span.end),
      "path" in target ? target.path : target.address,
    ]);
    expect(found).toEqual([
      ["monitoring.yaml", "monitoring.yaml"],
      ["./web", "web/Dockerfile"],
      [".env.web", ".env.web"],
      ["./nginx.conf", "nginx.conf"],
      ["postgres:17", "https://hub.docker.com/_/postgres"],
      ["redis:8", "https://hub.docker.com/_/redis"],
    ]);
  });

  it("has what a service starts after above it", () => {
    expect(codeLenses(file, options).map(({ title }) => title)).toEqual([
      "starts after db (healthy), cache",
      "2 services wait for it",
      "starts after db · 1 service waits for it",
    ]);
  });

  it("follows a circle once", () => {
    const circle = parse(
      new SourceText("c/compose.yaml", "services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [a]}\n"),
      "compose",
    );
    expect(codeLenses(circle, { ...options, workspace: memoryWorkspace({}) }).map(({ title }) => title)).toEqual([
      "starts after b · 1 service waits for it",
      "starts after a · 1 service waits for it",
    ]);
  });

  it("has an outline of services, their ports and health checks, and what is declared", () => {
    const names = outlineCompose(file).map(({ name, detail, children }) => [name, detail, children.map((child) => child.name)]);
    expect(names).toEqual([
      ["web", "built from ./web", ["8080 → 80", "health check"]],
      ["db", "postgres:17", []],
      ["cache", "redis:8", []],
      ["back", "network", []],
      ["data", "volume from elsewhere", []],
    ]);
  });
});
