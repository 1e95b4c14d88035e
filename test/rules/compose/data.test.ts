import { describe, expect, it } from "vitest";
import databaseWithoutVolume from "../../../server/engine/rules/compose/database-without-volume.ts";
import missingBindSource from "../../../server/engine/rules/compose/missing-bind-source.ts";
import missingEnvFile from "../../../server/engine/rules/compose/missing-env-file.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (lines: string, image = "web:1", rest = "") =>
  `services:\n  web:\n    image: ${image}\n${lines.replace(/^(?=.)/gm, "    ")}${rest}`;
const files = {};

describe("compose/database-without-volume", () => {
  it("mounts a named volume", () => {
    const text = web("", "postgres:17");
    expect(run(databaseWithoutVolume, text)[0]?.fixed[0]).toBe(
      web("volumes:\n  - web-data:/var/lib/postgresql/data\n", "postgres:17", "\nvolumes:\n  web-data:\n"),
    );
    expectLawfulFixes(databaseWithoutVolume, text);
    const other = web(
      "volumes:\n  - ./init.sql:/docker-entrypoint-initdb.d/init.sql\n",
      "mysql:8",
      "volumes:\n  web-data:\n    external: true\n  other:\n",
    );
    expect(run(databaseWithoutVolume, other)[0]?.fixed[0]).toContain("- web_data:/var/lib/mysql");
    expectLawfulFixes(databaseWithoutVolume, other);
    expectLawfulFixes(databaseWithoutVolume, web("", "postgres:18"));
  });

  it("takes the volume that waits for it", () => {
    const text = web("", "postgres:17", "volumes:\n  data:\n");
    expect(run(databaseWithoutVolume, text)[0]?.fixed[0]).toBe(
      web("volumes:\n  - data:/var/lib/postgresql/data\n", "postgres:17", "volumes:\n  data:\n"),
    );
    expectLawfulFixes(databaseWithoutVolume, text);
  });

  it("knows where the data of each version lies", () => {
    expect(run(databaseWithoutVolume, web("", "postgres:18"))[0]?.message).toContain("`/var/lib/postgresql`");
    expect(places(databaseWithoutVolume, web("volumes: ['vol:/var/lib/postgresql']\n", "postgres:18"))).toEqual([]);
  });

  it("makes less of queues, search engines and files for developing", () => {
    const severity = (image: string, path = "compose.yaml") => run(databaseWithoutVolume, web("", image), { path })[0]?.severity;
    expect(severity("postgres:17")).toBeUndefined();
    expect(severity("elasticsearch:8.15.0")).toBe("info");
    expect(severity("rabbitmq:4")).toBe("hint");
    expect(severity("postgres:17", "compose.dev.yaml")).toBe("hint");
    expect(severity("redis:8")).toBeUndefined();
    expect(places(databaseWithoutVolume, web("", "redis:8"))).toEqual([]);
  });

  it.each([
    ["a named volume", web("volumes: ['vol:/var/lib/mysql']\n", "mysql:8")],
    ["a folder of the host", web("volumes: ['./data:/var/lib/mysql']\n", "mysql:8")],
    ["a mount above", web("volumes: ['vol:/var/lib']\n", "mysql:8")],
    ["a mount of variables", web("volumes: ['${DATA}']\n", "mysql:8")],
    ["a mount whose source is a variable", web("volumes: ['${DATA}:/var/lib/mysql']\n", "mysql:8")],
    ["the long form", web("volumes:\n  - type: volume\n    source: a\n    target: /var/lib/mysql\n", "mysql:8")],
    ["memory", web("tmpfs: /var/lib/mysql\n", "mysql:8")],
    ["memory with options", web("tmpfs:\n  - /var/lib/mysql:size=1g\n", "mysql:8")],
    ["memory in the long form", web("volumes:\n  - type: tmpfs\n    target: /var/lib/mysql\n", "mysql:8")],
    ["volumes of another service", web("volumes_from: [data]\n", "mysql:8")],
    ["data that lies elsewhere", web("environment:\n  PGDATA: /pg/data\nvolumes: ['vol:/pg']\n", "postgres:17")],
    ["data moved by the command", web("command: postgres -D /pg\nvolumes: ['vol:/pg']\n", "postgres:17")],
    ["a client", web("command: pg_dump -h db\n", "postgres:17")],
    ["a script", web("command: ['sh', '-c', 'psql']\n", "postgres:17")],
    ["another entrypoint", web("entrypoint: ['psql']\n", "postgres:17")],
    ["an image of the project's own", web("build: ./db\n", "postgres:17")],
    ["a profile for tests", web("profiles: [test]\n", "postgres:17")],
    ["a service for tests", "services:\n  db-test:\n    image: postgres:17\n"],
    ["what a variable decides", web("", "${IMAGE}")],
    ["what is extended and cannot be seen", web("extends:\n  file: ${BASE}\n  service: db\n", "postgres:17")],
    ["an anchor", `x-db: &db\n  volumes: ['vol:/var/lib/mysql']\n${web("<<: *db\n", "mysql:8")}`],
  ])("is silent about %s", (_, text) => {
    expect(places(databaseWithoutVolume, text)).toEqual([]);
  });

  it("looks at overrides, what is extended, and where the file lies", () => {
    const text = web("", "mysql:8");
    expect(
      places(databaseWithoutVolume, text, { files: { "compose.override.yaml": web("volumes: ['vol:/var/lib/mysql']\n", "mysql:8") } }),
    ).toEqual([]);
    expect(places(databaseWithoutVolume, text, { path: "test/compose.yaml" })).toEqual([]);
    expect(places(databaseWithoutVolume, text, { path: "docker-compose.ci.yml" })).toEqual([]);
    const base = { "base.yaml": web("volumes: ['vol:/var/lib/mysql']\n", "mysql:8") };
    expect(places(databaseWithoutVolume, web("extends:\n  file: base.yaml\n  service: web\n", "mysql:8"), { files: base })).toEqual([]);
    expect(places(databaseWithoutVolume, web("command: --max-connections=50\n", "mysql:8"))).toHaveLength(1);
    expect(places(databaseWithoutVolume, web("volumes: [/var/lib/mysql]\n", "mysql:8"))).toHaveLength(1);
  });
});

describe("compose/missing-bind-source", () => {
  it("refuses by the long form", () => {
    const text = web("volumes:\n  - ./a.conf:/etc/a.conf:ro,z # the rules\n  - data:/data\n", "web:1", "volumes:\n  data:\n");
    expect(run(missingBindSource, text, { files })).toMatchObject([{ on: "./a.conf" }]);
    expect(run(missingBindSource, text, { files })[0]?.fixed[0]).toContain("selinux: z # the rules\n      - data:/data");
    expectLawfulFixes(missingBindSource, text, { files });
    const windows = web("volumes:\n  - './a.conf:/etc/a.conf'\n").replaceAll("\n", "\r\n");
    expectLawfulFixes(missingBindSource, windows, { files });
    expect(run(missingBindSource, text, { path: "compose.dev.yaml", files })[0]?.severity).toBe("hint");
    expect(run(missingBindSource, web("volumes: ['./a.conf:/etc/a.conf']\n"), { files })[0]?.fixed).toEqual([]);
    const long = web("volumes:\n  - type: bind\n    source: ./a.conf\n    target: /etc/a.conf\n");
    expect(places(missingBindSource, long, { files })).toHaveLength(1);
  });

  it.each([
    ["a folder to be filled", "volumes: ['./data:/data', './conf.d:/etc/conf.d', './.cache:/cache']\n"],
    ["a variable", "volumes: ['${CONF}:/etc/a.conf', '${CONF:-./a.conf}:/etc/a.conf']\n"],
    ["a path of the host", "volumes: ['/etc/a.conf:/etc/a.conf', '~/a.conf:/etc/a.conf']\n"],
    ["a path outside of the workspace", "volumes: ['../../a.conf:/etc/a.conf']\n"],
    ["what is there", "volumes: ['./b.conf:/etc/a.conf']\n"],
    ["what Git leaves out", "volumes: ['./local.conf:/etc/a.conf']\n"],
    [
      "what has to be there",
      "volumes:\n  - type: bind\n    source: ./a.conf\n    target: /etc/a.conf\n    bind:\n      create_host_path: false\n",
    ],
    ["a named volume", "volumes: ['a.conf:/etc/a.conf']\n"],
  ])("is silent about %s", (_, lines) => {
    expect(places(missingBindSource, web(lines), { files: { "b.conf": "", ".gitignore": "local.conf\n" } })).toEqual([]);
  });

  it("finds slips", () => {
    const text = web('volumes:\n  - "./conf/ap.conf:/etc/ap.conf"\n');
    expect(run(missingBindSource, text, { files: { "conf/app.conf": "" } })[0]?.fixed[0]).toContain('"./conf/app.conf:/etc/ap.conf"');
    expectLawfulFixes(missingBindSource, text, { files: { "conf/app.conf": "" } });
    expect(run(missingEnvFile, web("env_file: './wbe.env'\n"), { files: { "web.env": "" } })[0]?.fixed[0]).toContain("'./web.env'");
  });

  it("is silent where nothing can be seen", () => {
    expect(places(missingBindSource, web("volumes: ['./a.conf:/etc/a.conf']\n"))).toEqual([]);
  });
});

describe("compose/missing-env-file", () => {
  it.each([
    ["env_file", web("env_file: a.env\n")],
    ["a list", web("env_file:\n  - b.env\n  - a.env\n")],
    ["the long form", web("env_file:\n  - path: a.env\n")],
    ["label_file", web("label_file: a.env\n")],
    ["a secret", web("", "web:1", "secrets:\n  s:\n    file: ./a.env\n")],
    ["a config", web("", "web:1", "configs:\n  s:\n    file: ./a.env\n")],
  ])("reports a missing file of %s", (_, text) => {
    expect(run(missingEnvFile, text, { files: { "b.env": "" } }).map(({ on }) => on.replace("./", ""))).toEqual(["a.env"]);
  });

  it("copies the template, once for all services", () => {
    const text = `${web("env_file: .env\n")}  worker:\n    image: web:1\n    env_file: .env\n`;
    for (const template of [".env.example", ".env-sample", "env-example", ".env.dist", "example.env"]) {
      const found = run(missingEnvFile, text, { files: { [template]: "A=1\n", ".gitignore": ".env\n" } });
      expect(found).toMatchObject([{ severity: "info", others: [{ ".env": "A=1\n" }] }]);
      expectLawfulFixes(missingEnvFile, text, { files: { [template]: "A=1\n" } });
    }
    expect(run(missingEnvFile, web("env_file: db.env\n"), { files: { "db.env.example": "A=1\n" } })[0]?.others).toEqual([
      { "db.env": "A=1\n" },
    ]);
  });

  it.each([
    ["what is not required", "env_file:\n  - path: a.env\n    required: false\n"],
    ["a variable", "env_file: ${STAGE}.env\n"],
    ["a path outside of the workspace", "env_file: ../a.env\n"],
    ["an absolute path", "env_file: /etc/a.env\n"],
    ["what Git leaves out", "env_file: local.env\n"],
    ["what is there", "env_file: ./there.env\n"],
  ])("is silent about %s", (_, lines) => {
    expect(places(missingEnvFile, web(lines), { files: { ".gitignore": "local.env\n", "there.env": "" } })).toEqual([]);
    expect(places(missingEnvFile, web(lines))).toEqual([]);
  });

  it("counts paths from the folder of the file, and knows external secrets", () => {
    expect(places(missingEnvFile, web("env_file: a.env\n"), { path: "deploy/compose.yaml", files: { "deploy/a.env": "" } })).toEqual([]);
    expect(places(missingEnvFile, web("env_file: a.env\n"), { path: "deploy/compose.yaml", files: { "a.env": "" } })).toHaveLength(1);
    expect(places(missingEnvFile, web("", "web:1", "secrets:\n  s:\n    external: true\n    file: ./a\n"), { files })).toEqual([]);
  });
});
