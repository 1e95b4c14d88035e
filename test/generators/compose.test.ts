import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { configured, shop, worker } from "./kubernetes-projects.ts";
import { allPairs, expectLawful, type Files, findingsIn, project, render, textOf, withGenerated } from "./support.ts";

const go: Files = {
  "go.mod": "module example.com/shop\n\ngo 1.26\n",
  "go.sum": "",
  "main.go":
    'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.HandleFunc("/livez", func(w http.ResponseWriter, r *http.Request) {})\n\thttp.ListenAndServe(":8080", nil)\n}\n',
};
const python: Files = {
  "pyproject.toml":
    '[project]\nname = "shop"\nversion = "1.0.0"\nrequires-python = ">=3.12"\ndependencies = ["fastapi", "uvicorn", "asyncpg"]\n',
  "uv.lock": 'version = 1\nrequires-python = ">=3.12"\n',
  "main.py": "import os\nfrom fastapi import FastAPI\n\napp = FastAPI()\nurl = os.environ['DATABASE_URL']\n",
};
const next: Files = {
  "package.json": JSON.stringify({
    name: "shop",
    scripts: { build: "next build", start: "next start" },
    dependencies: { next: "^16.0.0", react: "^19.0.0", "react-dom": "^19.0.0" },
  }),
  "package-lock.json": "{}\n",
  "next.config.mjs": "export default { output: 'standalone' };\n",
  "app/page.jsx": "export default function Page() { return null; }\n",
  "public/robots.txt": "",
};
const projects = { express: shop, configured, worker, go, python, next };

const lists = [
  "",
  "postgres",
  "mysql",
  "mariadb",
  "mongodb",
  "redis",
  "rabbitmq",
  "postgres,redis",
  "postgres,mysql,mariadb,mongodb,redis,rabbitmq",
];

/** What is generated for a project, as Compose reads it. */
function composed(files: Files, answers: Readonly<Record<string, unknown>> = {}) {
  const result = render("compose", files, answers);
  return { result, file: parse(textOf(result, "compose.yaml"), { merge: true }) };
}

describe("compose", () => {
  it.each(Object.entries(projects))(
    "is lawful for %s with every list of services",
    (_, files) => {
      for (const services of lists) {
        const result = render("compose", files, { services });
        const laid = withGenerated(files, result);
        const own = result.files.map(({ path }) => path).filter((path) => !/Dockerfile|dockerignore/.test(path));
        expect(findingsIn(laid, own)).toEqual([]);
      }
    },
    60_000,
  );

  it("is lawful with all pairs of the other answers", () => {
    const pairs = allPairs({
      services: ["", "postgres", "redis,rabbitmq"],
      memoryLimit: ["64Mi", "1Gi", "500M", "1073741824"],
      cpuLimit: ["500m", "0.5", "2"],
      startSeconds: [0, 60, 600],
      shutdownSeconds: [0, 20, 120],
      port: [3000, 8080],
      readinessPath: ["/readyz", "/"],
      service: ["shop", "shop-api"],
    });
    for (const answers of pairs) expectLawful("compose", shop, answers);
  }, 60_000);

  it("waits for what answers, keeps its data, and hands over passwords as files", () => {
    const all = lists.at(-1) as string;
    const { file, result } = composed(shop, { services: all });
    const names = all.split(",");
    expect(Object.keys(file.services)).toEqual(["shop", ...names]);
    expect(file.services.shop.depends_on).toEqual(Object.fromEntries(names.map((name) => [name, { condition: "service_healthy" }])));
    for (const name of names) {
      const { healthcheck, volumes, secrets, deploy, ports, logging } = file.services[name];
      expect(healthcheck.test[0], name).toMatch(/^CMD/);
      expect(Object.keys(file.volumes)).toContain(volumes[0].split(":")[0]);
      expect(secrets ?? [], name).toEqual(name === "redis" ? [] : [`${name}_password`]);
      expect(deploy.resources.limits.memory).toMatch(/^\d+[mg]$/);
      // From outside they are reached on a developer's machine alone.
      expect(ports).toBeUndefined();
      expect(logging.options["max-size"]).toBe("10m");
    }
    for (const [name, { file: path }] of Object.entries<{ file: string }>(file.secrets)) expect(path).toBe(`secrets/${name}`);
    expect(textOf(result, ".gitignore")).toContain("secrets/\n");
    expect(textOf(result, ".dockerignore")).toMatch(/^secrets$/m);
    expect(result.notes.join("\n")).toContain("openssl rand");
    const override = parse(textOf(result, "compose.override.yaml"));
    const hosts = names.map((name) => override.services[name].ports[0].split(":")[1]);
    expect(new Set(hosts).size).toBe(names.length);
  });

  it("asks by the command that the image has", () => {
    const { file, result } = composed(shop);
    const [, words = ""] = /HEALTHCHECK[^\n]*\\\n +CMD (.+)/.exec(textOf(result, "Dockerfile")) ?? [];
    expect(file.services.shop.healthcheck.test).toEqual(["CMD", ...JSON.parse(words)]);
  });

  it("gives the application what its code reads, and leaves secrets to a file that Git leaves out", () => {
    const { file, result } = composed(configured, { services: "postgres,redis" });
    const { environment, env_file } = file.services.shop;
    expect(environment).toEqual({ APP_ENV: "production", PORT: "3000", REDIS_URL: "redis://redis:6379" });
    expect(env_file).toEqual([{ path: ".env", required: false }]);
    expect(textOf(result, ".gitignore")).toMatch(/^\.env$/m);
    expect(result.notes.join("\n")).toContain("`DATABASE_URL=postgresql://shop:PASSWORD@postgres:5432/shop`");
    const parts = {
      ...shop,
      "src/db.js":
        "export const db = { host: process.env.DB_HOST, user: process.env.DB_USER, passwordFile: process.env.DB_PASSWORD_FILE };\n",
    };
    const split = composed(parts, { services: "mysql" }).file.services.shop;
    expect(split.environment).toMatchObject({ DB_HOST: "mysql", DB_USER: "shop", DB_PASSWORD_FILE: "/run/secrets/mysql_password" });
    expect(split.secrets).toEqual(["mysql_password"]);
  });

  it("tells frameworks by the variables that they read themselves", () => {
    const { file, result } = composed(project("java-spring-maven"), { services: "postgres,redis,rabbitmq", service: "orders" });
    expect(file.services.orders.environment).toEqual({
      APP_ENV: "production",
      SPRING_DATASOURCE_URL: "jdbc:postgresql://postgres:5432/orders",
      SPRING_DATASOURCE_USERNAME: "orders",
      SPRING_DATA_REDIS_HOST: "redis",
      SPRING_RABBITMQ_HOST: "rabbitmq",
      SPRING_RABBITMQ_USERNAME: "orders",
    });
    expect(result.notes.join("\n")).toContain("`SPRING_DATASOURCE_PASSWORD=PASSWORD`, `SPRING_RABBITMQ_PASSWORD=PASSWORD`");
  });

  it("tells nothing to a server of files", () => {
    const { file, result } = composed(project("static-html"));
    for (const { environment } of Object.values<{ environment?: object }>(file.services)) expect(environment).toBeUndefined();
    expect(textOf(result, "compose.override.yaml")).not.toContain("environment");
  });

  it("writes limits as Compose counts them", () => {
    const limits = (answers: Record<string, unknown>) => composed(shop, answers).file.services.shop.deploy.resources.limits;
    expect(limits({ cpuLimit: "250m", memoryLimit: "512Mi" })).toEqual({ cpus: "0.25", memory: "512m" });
    expect(limits({ cpuLimit: "2", memoryLimit: "2Gi" })).toEqual({ cpus: "2", memory: "2g" });
    expect(limits({ memoryLimit: "500M" }).memory).toBe("500000000b");
  });

  it("adds to ignore files what they lack, and nothing twice", () => {
    const files = { ...shop, ".gitignore": "node_modules", Dockerfile: "FROM node:24-slim\n", ".dockerignore": "node_modules\n" };
    const result = render("compose", files, { services: "postgres" });
    expect(textOf(result, ".gitignore")).toMatch(/^node_modules\nsecrets\/\n/);
    expect(textOf(result, ".dockerignore")).toMatch(/^node_modules\n[\s\S]*^secrets\n$/m);
    expect(result.files.map(({ path }) => path)).not.toContain("Dockerfile");
    const again = render("compose", withGenerated(files, result), { services: "postgres" });
    expect(again.files.filter(({ action }) => action !== "unchanged")).toEqual([]);
  });

  it("lays no second Compose file beside one that is there, which gets its safe fixes", () => {
    const existing = 'version: "3"\nservices:\n  web:\n    image: nginx:1.30\n    restart: unless-stopped\n';
    const { files } = render("compose", { ...shop, "docker-compose.yml": existing }, { services: "postgres" });
    expect(files.map(({ path, action }) => [path, action])).toEqual([["docker-compose.yml", "edit"]]);
    expect(files[0]?.text).not.toContain("version");
    expect(files[0]?.text).toContain("nginx:1.30");
  });

  it("builds a member of a monorepo from the root", () => {
    const files: Files = {
      "package.json": JSON.stringify({ name: "all", workspaces: ["services/*"] }),
      "package-lock.json": "{}\n",
      ...Object.fromEntries(
        Object.entries(shop).flatMap(([path, text]) => (path === "package-lock.json" ? [] : [[`services/shop/${path}`, text]])),
      ),
    };
    const result = render("compose", files, { services: "postgres" }, { folder: "services/shop" });
    const { services, secrets } = parse(textOf(result, "services/shop/compose.yaml"), { merge: true });
    expect(services.shop.build).toEqual({ context: "../..", dockerfile: "services/shop/Dockerfile" });
    expect(secrets.postgres_password.file).toBe("secrets/postgres_password");
    const own = result.files.map(({ path }) => path).filter((path) => path.endsWith(".yaml"));
    expect(findingsIn(withGenerated(files, result), own)).toEqual([]);
  });
});
