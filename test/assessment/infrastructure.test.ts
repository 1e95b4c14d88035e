import { describe, expect, it } from "vitest";
import { item, tell } from "./support.ts";

const node = { "package.json": '{"name":"web","dependencies":{"express":"5.1.0"},"scripts":{"start":"node server.js"}}' };
const python = { "pyproject.toml": '[project]\nname = "web"\nrequires-python = ">=3.13"\ndependencies = ["fastapi", "uvicorn"]\n' };
const go = { "go.mod": "module acme.dev/web\n\ngo 1.26\n" };
const java = {
  "pom.xml":
    "<project><modelVersion>4.0.0</modelVersion><groupId>dev.acme</groupId><artifactId>web</artifactId><version>1</version><properties><java.version>21</java.version></properties><dependencies><dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies></project>",
};
const digest = `sha256:${"0".repeat(64)}`;
const image = (from: string, install = "COPY package.json package-lock.json ./\nRUN npm ci\n") =>
  `FROM ${from}\nWORKDIR /app\n${install}COPY . .\nUSER 10001\nCMD ["node", "server.js"]\n`;
const locked = { ...node, "package-lock.json": '{"lockfileVersion":3}' };
const compose = (more = "", restart = "    restart: always\n") => `services:\n  web:\n    build: .\n${restart}${more}`;
const built = { ...locked, Dockerfile: image("node:24.11.1-slim") };

type Case = readonly [title: string, id: string, files: Readonly<Record<string, string>>, expected: string];

const images: readonly Case[] = [
  [
    "a digest and a lock file",
    "reproducible-image",
    { ...locked, Dockerfile: image(`node:24@${digest}`) },
    "met Dockerfile:1 Dockerfile:4",
  ],
  ["a version, no digest", "reproducible-image", built, "likely Dockerfile:1 Dockerfile:4"],
  ["latest", "reproducible-image", { ...locked, Dockerfile: image("node:latest") }, "open !Dockerfile:1 Dockerfile:4"],
  ["a variant without a version", "reproducible-image", { ...locked, Dockerfile: image("node:alpine") }, "open !Dockerfile:1 Dockerfile:4"],
  [
    "an install past the lock file",
    "reproducible-image",
    { ...locked, Dockerfile: image(`node:24@${digest}`, "COPY package.json package-lock.json ./\nRUN npm install\n") },
    "open !Dockerfile:4 Dockerfile:1",
  ],
  [
    "no lock file at all",
    "reproducible-image",
    { ...node, Dockerfile: image(`node:24@${digest}`, "COPY package.json ./\nRUN npm install\n") },
    "open !Dockerfile:4 Dockerfile:1",
  ],
  [
    "uv with its lock file",
    "reproducible-image",
    {
      ...python,
      "uv.lock": "version = 1\n",
      Dockerfile: `FROM python:3.13-slim@${digest}\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked\nCOPY . .\nCMD ["python", "-m", "web"]\n`,
    },
    "met Dockerfile:1 Dockerfile:4",
  ],
  ...(["fastapi==0.121.0\nuvicorn==0.38.0\n", "fastapi\nuvicorn==0.38.0\n"] as const).map(
    (requirements, at): Case => [
      `pip with${at === 0 ? "" : "out"} releases`,
      "reproducible-image",
      {
        "requirements.txt": requirements,
        Dockerfile: `FROM python:3.13-slim@${digest}\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["uvicorn", "app:app"]\n`,
      },
      at === 0 ? "met Dockerfile:1 Dockerfile:3" : "open !Dockerfile:3 Dockerfile:1",
    ],
  ),
  [
    "a Dockerfile for tests is none",
    "reproducible-image",
    { ...locked, "Dockerfile.test": image("node:latest"), Dockerfile: image(`node:24@${digest}`) },
    "met Dockerfile:1 Dockerfile:4",
  ],
  ["no Dockerfile", "reproducible-image", node, "open"],
  ["a platform without images", "reproducible-image", { ...node, "vercel.json": "{}" }, "not-applicable vercel.json:1"],
  ["supported Node.js", "supported-runtime", built, "met Dockerfile:1"],
  ["Node.js at its end", "supported-runtime", { ...locked, Dockerfile: image("node:18.20-slim") }, "open !Dockerfile:1"],
  [
    "an operating system at its end",
    "supported-runtime",
    { ...python, Dockerfile: 'FROM python:3.13-slim-buster\nCOPY . .\nCMD ["python"]\n' },
    "open !Dockerfile:1",
  ],
  [
    "the stage that builds counts too",
    "supported-runtime",
    {
      ...go,
      Dockerfile:
        'FROM golang:1.20 AS build\nCOPY . .\nRUN go build -o /web .\nFROM debian:trixie-slim\nCOPY --from=build /web /web\nCMD ["/web"]\n',
    },
    "open !Dockerfile:1",
  ],
  ["a version file alone", "supported-runtime", { ...node, ".nvmrc": "24\n" }, "likely .nvmrc:1"],
  ["a version file at its end", "supported-runtime", { ...python, ".python-version": "3.8.19\n" }, "open !.python-version:1"],
  ["what the build asks for", "supported-runtime", java, "likely pom.xml:1"],
  ["a version file of another language", "supported-runtime", { ...node, ".python-version": "3.8\n" }, "open"],
  ["nothing named", "supported-runtime", { "main.go": "package main\n", "go.mod": "module acme.dev/web\n" }, "open"],
  ["an unprivileged image", "hardened-containers", built, "likely Dockerfile:6"],
  [
    "an image that runs as root",
    "hardened-containers",
    { ...built, Dockerfile: built.Dockerfile.replace("USER 10001\n", "") },
    "open !Dockerfile:1",
  ],
  [
    "an image that goes back to root",
    "hardened-containers",
    { ...built, Dockerfile: built.Dockerfile.replace("10001", "root") },
    "open !Dockerfile:6",
  ],
];

const servers: readonly Case[] = [
  ["a memory limit", "resource-limits", { ...built, "compose.yaml": compose("    mem_limit: 512m\n") }, "met compose.yaml:2"],
  ["none", "resource-limits", { ...built, "compose.yaml": compose() }, "open !compose.yaml:2"],
  [
    "a file for one's own machine",
    "resource-limits",
    { ...built, "compose.yaml": compose("    mem_limit: 512m\n    volumes:\n      - .:/app\n") },
    "open",
  ],
  ["a file that keeps nothing running", "resource-limits", { ...built, "compose.yaml": compose("    mem_limit: 512m\n", "") }, "open"],
  [
    "production is laid over the main file",
    "resource-limits",
    {
      ...built,
      "compose.yaml": compose("", ""),
      "compose.prod.yaml":
        "services:\n  web:\n    restart: always\n    deploy:\n      resources:\n        limits:\n          memory: 512M\n",
    },
    "met compose.prod.yaml:2",
  ],
  ...(["ghcr.io/acme/web:1.4.2", "ghcr.io/acme/other:1.4.2", "postgres:18.1"] as const).map(
    (pulled, at): Case => [
      `a server pulls \`${pulled}\``,
      "resource-limits",
      { ...built, "compose.yaml": `services:\n  main:\n    image: ${pulled}\n    restart: always\n` },
      at === 0 ? "open !compose.yaml:2" : "open",
    ],
  ),
  ["machines of Fly.io", "resource-limits", { ...built, "fly.toml": 'app = "web"\n\n[[vm]]\n  memory = "1gb"\n' }, "met fly.toml:4"],
  ["Heroku's dynos", "resource-limits", { ...node, Procfile: "web: node server.js\n" }, "manual Procfile:1"],
  [
    "both have to hold",
    "resource-limits",
    { ...built, "compose.yaml": compose(), "fly.toml": '[[vm]]\n  memory = "1gb"\n' },
    "open !compose.yaml:2 fly.toml:2",
  ],
  ["a fixed number by Compose", "horizontal-scaling", { ...built, "compose.yaml": compose() }, "manual compose.yaml:2"],
  [
    "Render from 2 to 5",
    "horizontal-scaling",
    {
      ...built,
      "render.yaml":
        "services:\n  - type: web\n    name: web\n    plan: standard\n    scaling:\n      minInstances: 2\n      maxInstances: 5\n",
    },
    "met render.yaml:6 render.yaml:7",
  ],
  [
    "Fly.io down to none",
    "horizontal-scaling",
    { ...built, "fly.toml": "[http_service]\n  min_machines_running = 0\n" },
    "open !fly.toml:2",
  ],
  [
    "Cloud Run by its flags",
    "horizontal-scaling",
    {
      ...built,
      ".github/workflows/deploy.yml":
        "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          gcloud run deploy web \\\n            --image europe-docker.pkg.dev/acme/web:1 \\\n            --min-instances=2 \\\n            --max-instances=9\n",
    },
    "met .github/workflows/deploy.yml:11 .github/workflows/deploy.yml:12",
  ],
  [
    "Terraform's Cloud Run",
    "horizontal-scaling",
    {
      ...built,
      "infra/main.tf":
        'resource "google_cloud_run_v2_service" "web" {\n  template {\n    scaling {\n      min_instance_count = 2\n      max_instance_count = 8\n    }\n  }\n}\n',
    },
    "met infra/main.tf:1 infra/main.tf:1",
  ],
  [
    "Terraform's ECS",
    "horizontal-scaling",
    {
      ...built,
      "infra/main.tf":
        'resource "aws_ecs_service" "web" {\n  name = "web"\n}\n\nresource "aws_appautoscaling_target" "web" {\n  min_capacity = 1\n  max_capacity = 4\n}\n',
    },
    "open !infra/main.tf:5 infra/main.tf:5",
  ],
  ["nothing says where it runs", "horizontal-scaling", built, "open"],
  [
    "Traefik with a certificate",
    "tls",
    { ...built, "compose.yaml": compose("    labels:\n      - traefik.http.routers.web.tls.certresolver=le\n") },
    "met compose.yaml:6",
  ],
  [
    "a proxy beside it with 443",
    "tls",
    { ...built, "compose.yaml": `${compose()}  proxy:\n    image: nginx:1.29\n    restart: always\n    ports:\n      - "443:443"\n` },
    "likely compose.yaml:9",
  ],
  ["plain HTTP is published", "tls", { ...built, "compose.yaml": compose('    ports:\n      - "80:8080"\n') }, "open"],
  ["Fly.io turns HTTP away", "tls", { ...built, "fly.toml": "[http_service]\n  force_https = true\n" }, "met fly.toml:2"],
  [
    "a listener of Terraform's load balancer",
    "tls",
    {
      ...built,
      "infra/main.tf":
        'resource "aws_ecs_service" "web" {\n  name = "web"\n}\n\nresource "aws_lb_listener" "web" {\n  protocol = "HTTPS"\n}\n',
    },
    "met infra/main.tf:5",
  ],
  ["Heroku's own", "tls", { ...node, Procfile: "web: node server.js\n" }, "manual Procfile:1"],
  ["Fly.io does not", "tls", { ...built, "fly.toml": "[http_service]\n  force_https = false\n" }, "open !fly.toml:2"],
  ["Kamal leaves it to something else", "tls", { ...built, "config/deploy.yml": "service: web\nproxy:\n  ssl: false\n" }, "open"],
  ["Kamal does it", "tls", { ...built, "config/deploy.yml": "service: web\nproxy:\n  ssl: true\n" }, "met config/deploy.yml:3"],
  ["Render does it by itself", "tls", { ...built, "render.yaml": "services:\n  - type: web\n    name: web\n" }, "likely render.yaml:1"],
  [
    "all rights taken away",
    "hardened-containers",
    {
      ...built,
      "compose.yaml": compose(
        '    user: "10001"\n    read_only: true\n    cap_drop: [ALL]\n    security_opt:\n      - no-new-privileges:true\n',
      ),
    },
    "met compose.yaml:2 Dockerfile:6",
  ],
  ["a writable root", "hardened-containers", { ...built, "compose.yaml": compose() }, "open !compose.yaml:2 !compose.yaml:2 Dockerfile:6"],
  [
    "privileged",
    "hardened-containers",
    { ...built, "compose.yaml": compose("    privileged: true\n") },
    "open !compose.yaml:5 Dockerfile:6",
  ],
  [
    "bounded logs",
    "bounded-disk",
    { ...built, "compose.yaml": compose("    logging:\n      driver: json-file\n      options:\n        max-size: 10m\n") },
    "met compose.yaml:2",
  ],
  [
    "a driver that rotates",
    "bounded-disk",
    { ...built, "compose.yaml": compose("    logging:\n      driver: local\n") },
    "met compose.yaml:2",
  ],
  [
    "logs without a size",
    "bounded-disk",
    { ...built, "compose.yaml": compose("    logging:\n      driver: json-file\n") },
    "open !compose.yaml:6",
  ],
  ["a platform", "bounded-disk", { ...built, "fly.toml": 'app = "web"\n' }, "not-applicable fly.toml:1"],
  [
    "Swarm says how it updates",
    "rollout-settings",
    {
      ...built,
      "compose.yaml": compose(
        "    deploy:\n      replicas: 2\n      update_config: {order: start-first, failure_action: rollback, monitor: 30s}\n",
      ),
    },
    "met compose.yaml:2",
  ],
  ["Fly.io says how it updates", "rollout-settings", { ...built, "fly.toml": '[deploy]\n  strategy = "bluegreen"\n' }, "met fly.toml:2"],
];

const store = { "package.json": '{"name":"web","scripts":{"start":"node server.js"},"dependencies":{"express":"5.1.0",\n"pg":"8.16.0"}}' };

const data: readonly Case[] = [
  ["a database without backups", "backups", store, "manual package.json:2"],
  [
    "a scheduled dump",
    "backups",
    {
      ...store,
      "k8s/backup.yaml":
        "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: nightly\nspec:\n  schedule: '0 2 * * *'\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: dump\n              image: postgres:18.1\n              command: [sh, -c, pg_dump app > /backup/app.sql]\n",
    },
    "manual k8s/backup.yaml:4 package.json:2",
  ],
  [
    "Terraform keeps them",
    "backups",
    { ...store, "infra/db.tf": 'resource "aws_db_instance" "main" {\n  engine = "postgres"\n  backup_retention_period = 14\n}\n' },
    "manual infra/db.tf:1 package.json:2",
  ],
  ["no data", "backups", node, "not-applicable"],
];

describe.each([
  ["images", images],
  ["servers and platforms", servers],
  ["data", data],
])("infrastructure: %s", (_, cases) => {
  it.each(cases)("%s: %s", (_title, id, files, expected) => {
    expect(tell(`infrastructure.${id}`, files)).toBe(expected);
  });
});

const read = (names: readonly string[]) => names.map((name) => `const ${name.toLowerCase()} = process.env.${name};\n`).join("");

const variables: readonly (readonly [title: string, files: Readonly<Record<string, string>>, expected: string])[] = [
  [
    "a schema of zod held against the environment",
    {
      ...node,
      ".env.example": "PORT=3000\nDATABASE_URL=\n",
      "src/env.ts":
        'import { z } from "zod";\n\nconst schema = z.object({\n  PORT: z.coerce.number(),\n  DATABASE_URL: z.string(),\n});\nexport const env = schema.parse(process.env);\n',
    },
    "met src/env.ts:7 .env.example:2",
  ],
  [
    "envalid, told in the README",
    {
      ...node,
      "README.md": "# web\n\n`API_KEY`: the key\n",
      "src/env.js": 'import { cleanEnv, str } from "envalid";\nexport const env = cleanEnv(process.env, {\n  API_KEY: str(),\n});\n',
    },
    "met src/env.js:2 README.md:3",
  ],
  [
    "a function of its own that holds them against a schema",
    {
      ...node,
      ".env.example": "API_KEY=\n",
      "src/schema.js":
        'import { z } from "zod";\nconst schema = z.object({\n  API_KEY: z.string(),\n});\nexport function parseEnv(source) {\n  return schema.parse(source);\n}\n',
      "src/env.js": 'import { parseEnv } from "./schema.js";\nexport const env = parseEnv(process.env);\n',
    },
    "met src/env.js:2 .env.example:1",
  ],
  [
    "a function that holds them against nothing",
    {
      ...node,
      ".env.example": "API_KEY=\n",
      "src/log.js": "export function log(source) {\n  console.log(source);\n}\n",
      "src/env.js": `import { log } from "./log.js";\nlog(process.env);\n${read(["API_KEY"])}`,
    },
    "open !src/env.js:3 .env.example:1",
  ],
  [
    "a module of Nest with a schema",
    {
      "package.json": '{"name":"web","dependencies":{"@nestjs/core":"11.0.0","@nestjs/config":"4.0.0"},"scripts":{"start":"nest start"}}',
      ".env.example": "DATABASE_URL=\n",
      "src/app.module.ts":
        'import { Module } from "@nestjs/common";\nimport { ConfigModule } from "@nestjs/config";\nimport * as Joi from "joi";\n\n@Module({\n  imports: [\n    ConfigModule.forRoot({\n      validationSchema: Joi.object({\n        DATABASE_URL: Joi.string().required(),\n      }),\n    }),\n  ],\n})\nexport class AppModule {}\n',
    },
    "met src/app.module.ts:7 .env.example:1",
  ],
  [
    "a variable that is not documented",
    { ...node, ".env.example": "PORT=3000\n", "server.js": read(["PORT", "API_KEY"]) },
    "open !server.js:2 .env.example:1",
  ],
  [
    "documented, not checked",
    { ...node, ".env.example": "API_KEY=\n", "server.js": read(["API_KEY"]) },
    "open !server.js:1 .env.example:1",
  ],
  [
    "a value for each that is not set",
    { ...node, ".env.example": "PORT=3000\n", "server.js": "const port = process.env.PORT ?? 3000;\n" },
    "met server.js:1 .env.example:1",
  ],
  [
    "zod for other things",
    { ...node, ".env.example": "API_KEY=\n", "server.js": `import { z } from "zod";\nz.object({}).parse(body);\n${read(["API_KEY"])}` },
    "open !server.js:3 .env.example:1",
  ],
  [
    "settings of pydantic",
    {
      ...python,
      ".env.example": "DATABASE_URL=\n",
      "app/settings.py":
        "from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    database_url: str\n\nsettings = Settings()\n",
    },
    "met app/settings.py:3 .env.example:1",
  ],
  [
    "read one by one in Python",
    { ...python, ".env.example": "API_KEY=\n", "app/main.py": 'import os\n\nkey = os.environ["API_KEY"]\n' },
    "open !app/main.py:3 .env.example:1",
  ],
  [
    "a struct in Go",
    {
      ...go,
      ".env.example": "DATABASE_URL=\n",
      "main.go":
        'package main\n\nimport "github.com/caarlos0/env/v11"\n\ntype config struct {\n\tURL string `env:"DATABASE_URL,required"`\n}\n\nfunc main() {\n\tvar c config\n\tif err := env.Parse(&c); err != nil {\n\t\tpanic(err)\n\t}\n}\n',
    },
    "met main.go:11 .env.example:1",
  ],
  [
    "read one by one in Go",
    {
      ...go,
      ".env.example": "API_KEY=\n",
      "main.go": 'package main\n\nimport "os"\n\nfunc main() {\n\tprintln(os.Getenv("API_KEY"))\n}\n',
    },
    "open !main.go:6 .env.example:1",
  ],
  [
    "Spring's properties, validated",
    {
      ...java,
      "src/main/java/dev/acme/Settings.java":
        'package dev.acme;\n\nimport org.springframework.boot.context.properties.ConfigurationProperties;\nimport org.springframework.validation.annotation.Validated;\n\n@Validated\n@ConfigurationProperties("acme")\npublic record Settings(String key) {}\n',
    },
    "likely src/main/java/dev/acme/Settings.java:7",
  ],
  ["no variables", { ...node, "server.js": "console.log(1);\n" }, "not-applicable"],
  ["no sources", { ...node, ".env.example": "API_KEY=\n" }, "open .env.example:1"],
  [
    "no sources, and a library",
    { "pyproject.toml": '[project]\nname = "web"\ndependencies = ["fastapi",\n"pydantic-settings"]\n' },
    "likely pyproject.toml:4",
  ],
];

describe("infrastructure: environment-validated", () => {
  it.each(variables)("%s", (_, files, expected) => {
    expect(tell("infrastructure.environment-validated", files)).toBe(expected);
  });

  it("names what is documented nowhere", () => {
    const { because, evidence } = item("infrastructure.environment-validated", { ...node, "server.js": read(["API_KEY"]) });
    expect(because).toBe("1 of 1 variables that the code reads is documented nowhere: there is no `.env.example`.");
    expect(evidence[0]?.note).toBe("`API_KEY` is documented nowhere");
  });
});

describe("infrastructure of one of several services", () => {
  const files = {
    "api/package.json": '{"name":"api","dependencies":{"express":"5.1.0"},"scripts":{"start":"node server.js"}}',
    "api/Dockerfile": image("node:24.11.1-slim"),
    "api/fly.toml": '[[vm]]\n  memory = "1gb"\n',
    "worker/pyproject.toml": '[project]\nname = "worker"\ndependencies = ["celery"]\n',
    "worker/Dockerfile": 'FROM python:3.8\nCOPY . .\nCMD ["celery"]\n',
    "compose.yaml":
      "services:\n  api:\n    build: api\n    restart: always\n    mem_limit: 512m\n  worker:\n    build: worker\n    restart: always\n",
  };

  it.each([
    ["resource-limits", "api", "met compose.yaml:2 api/fly.toml:2"],
    ["resource-limits", "worker", "open !compose.yaml:6"],
    ["supported-runtime", "api", "met api/Dockerfile:1"],
    ["supported-runtime", "worker", "open !worker/Dockerfile:1"],
    ["tls", "worker", "not-applicable"],
  ])("%s of %s", (id, folder, expected) => {
    expect(tell(`infrastructure.${id}`, files, folder)).toBe(expected);
  });

  it("takes the deployment of one for that one's alone", () => {
    const { "compose.yaml": _, ...sources } = files;
    const deployed = {
      ...sources,
      ".github/workflows/deploy.yml":
        "on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: helm upgrade worker oci://registry.example.com/charts/worker --install\n",
    };
    expect(tell("infrastructure.bounded-disk", deployed, "worker")).toBe("manual .github/workflows/deploy.yml:8");
    expect(tell("infrastructure.bounded-disk", deployed, "api")).toBe("not-applicable api/fly.toml:1");
  });

  it("tells workloads apart that bear the name of the whole", () => {
    const workload = (name: string, container = "") =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector: {matchLabels: {app: ${name}}}\n  template:\n    metadata: {labels: {app: ${name}}}\n    spec:\n      containers:\n        - name: main\n          image: registry.example.com/${name}:1\n${container}`;
    const limits =
      "          resources:\n            requests: {cpu: 100m, memory: 64Mi}\n            limits:\n              memory: 128Mi\n";
    const named = {
      "api/package.json": files["api/package.json"],
      "worker/pyproject.toml": files["worker/pyproject.toml"],
      "admin-worker/pyproject.toml": files["worker/pyproject.toml"].replace("worker", "admin-worker"),
      "k8s/all.yaml": [workload("shop-api", limits), workload("shop-worker"), workload("shop-admin-worker", limits)].join("---\n"),
    };
    expect(tell("infrastructure.resource-limits", named, "api")).toBe("met k8s/all.yaml:16");
    expect(tell("infrastructure.resource-limits", named, "worker")).toBe("open !k8s/all.yaml:28");
    expect(tell("infrastructure.resource-limits", named, "admin-worker")).toBe("met k8s/all.yaml:46");
  });
});
