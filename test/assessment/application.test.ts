// Items of the application that are judged by pipelines, settings, probes and pages.
import { describe, expect, test } from "vitest";
import { assessReadiness } from "../../server/engine/assess.ts";
import { Snapshot } from "../../server/engine/workspace/workspace.ts";
import { item, tell, today } from "./support.ts";

const shop = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ name: "shop", scripts: { test: "vitest run", start: "node app.js" }, dependencies: { express: "5" }, ...more }, null, 1);
const tested = { "package.json": shop(), "app.js": "start();\n", "app.test.js": "test();\n" };

function workflow(jobs: string, on = "pull_request:\n  push:\n    branches: [main]"): string {
  return `name: ci\non:\n  ${on}\njobs:\n${jobs}`;
}
const testJob = (run = "npm test", more = "") => `  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: ${run}${more}
`;
const imageJob = (needs: string) => `  image:
    runs-on: ubuntu-24.04
${needs}    steps:
      - uses: actions/checkout@v6
      - uses: docker/build-push-action@v7
        with: { push: true, tags: "ghcr.io/acme/shop:1" }
`;

describe("tests", () => {
  const id = "application.tests-pass";
  const ci = ".github/workflows/ci.yml";
  const needs = "    needs: test\n    if: github.event_name == 'push'\n";
  test.each([
    ["an image waits for them", { ...tested, [ci]: workflow(testJob() + imageJob(needs)) }, `met ${ci}:11 ${ci}:18`],
    [
      "Go",
      { "go.mod": "module a.b/c\n", "main_test.go": "package main\n", [ci]: workflow(testJob("go test ./...") + imageJob(needs)) },
      `met ${ci}:11 ${ci}:18`,
    ],
    ["nothing waits for them", { ...tested, [ci]: workflow(testJob()) }, `likely ${ci}:11`],
    ["an image does not wait", { ...tested, [ci]: workflow(testJob() + imageJob("")) }, `likely ${ci}:11 !${ci}:16`],
    ["a lint is no test", { ...tested, [ci]: workflow(testJob("npx eslint .") + imageJob(needs)) }, "open package.json:4 app.test.js:1"],
    [
      "failures are hidden",
      { ...tested, [ci]: workflow(testJob("npm test", "\n        continue-on-error: true") + imageJob(needs)) },
      `open !${ci}:11`,
    ],
    ["failures are thrown away", { ...tested, [ci]: workflow(testJob("npm test || true") + imageJob(needs)) }, `open !${ci}:11`],
    [
      "they pass without any",
      { "package.json": shop({ scripts: { test: "vitest run --passWithNoTests" } }), "app.js": "", [ci]: workflow(testJob()) },
      `open !${ci}:11`,
    ],
    [
      "on a schedule alone",
      { ...tested, [ci]: workflow(testJob(), 'schedule:\n    - cron: "3 3 * * *"') },
      "open package.json:4 app.test.js:1",
    ],
    [
      "it is started and asked, no more",
      { ...tested, [ci]: workflow(testJob("docker build -t shop . && docker run -d shop && curl -f http://localhost:3000/readyz")) },
      `likely ${ci}:7`,
    ],
    ["there are tests, and no workflow", tested, "open package.json:4 app.test.js:1"],
    [
      "the placeholder of npm",
      { "package.json": shop({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }), "app.js": "", [ci]: workflow(testJob()) },
      "open !package.json:4",
    ],
    ["another pipeline", { ...tested, ".gitlab-ci.yml": "test:\n  script: npm test\n" }, "manual .gitlab-ci.yml:1"],
    ["a script that cannot be seen", { "go.mod": "module a.b/c\n", [ci]: workflow(testJob("./run ci:test")) }, `likely ${ci}:11`],
  ] as const)("%s", (_, files, expected) => expect(tell(id, files)).toBe(expected));

  test("in a monorepo those of another service do not count", () => {
    const files = {
      "api/package.json": shop(),
      "api/app.js": "require('express')().listen(3000);\n",
      "web/package.json": shop(),
      "web/app.js": "require('express')().listen(3001);\n",
      [ci]: workflow(testJob("npm test", "\n        working-directory: api")),
    };
    expect([tell(id, files, "api"), tell(id, files, "web")]).toEqual([`likely ${ci}:11`, "open web/package.json:4"]);
  });
});

// Put together here, so that no scanner takes this file for one with secrets.
const awsKey = `AKIA${"QYLPMN5HHHFPZAM2"}`;
const github = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;
const pem = `-----BEGIN ${"RSA PRIVATE"} KEY-----\nMIIEpAIBAAKCAQEAwJ8kT0u5h3cXbq1mVf7zYp2LrDsQeNi6oGt4WxUa9ZkSjHvC\n`;

describe("secrets", () => {
  const id = "application.no-hardcoded-secrets";
  const clean = { "package.json": shop(), "app.js": "start(process.env.TOKEN);\n", ".gitignore": "node_modules\n.env\n" };
  const ci = ".github/workflows/ci.yml";
  const scanner = workflow(testJob("npm test").replace("- run: npm test", "- uses: gitleaks/gitleaks-action@v2"));
  test.each([
    ["a scanner, and nothing found", { ...clean, [ci]: scanner }, `met ${ci}:11 .gitignore:2`],
    ["a scanner that is a program", { ...clean, [ci]: workflow(testJob("gitleaks git --redact")) }, `met ${ci}:11 .gitignore:2`],
    ["nothing found", clean, "likely .gitignore:2"],
    [
      "nothing found, Python",
      {
        "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["flask"]\n',
        "app.py": "import os\n",
        ".pre-commit-config.yaml": "repos:\n  - repo: https://github.com/gitleaks/gitleaks\n    hooks:\n      - id: gitleaks\n",
      },
      "likely .pre-commit-config.yaml:4",
    ],
    ["a key in the code", { ...clean, "app.js": `const key = "${awsKey}";\n`, [ci]: scanner }, "open !app.js:1"],
    ["a token in a comment", { ...clean, "app.js": `start();\n// ${github}\n` }, "open !app.js:2"],
    ["in a test", { ...clean, "test/app.js": `const key = "${awsKey}";\n`, "app.test.js": `"${github}"` }, "likely .gitignore:2"],
    [
      "in a lock file and a page",
      { ...clean, "package-lock.json": `{"a":"${awsKey}"}`, "docs/use.js": `"${awsKey}"` },
      "likely .gitignore:2",
    ],
    ["a private key", { ...clean, "certs/tls.key": pem }, "open !certs/tls.key:1"],
    [
      "a text that looks for one",
      { ...clean, "app.js": 'if (text.startsWith("-----BEGIN PRIVATE KEY-----")) read();\n' },
      "likely .gitignore:2",
    ],
    [
      "an environment file that Git takes",
      { ...clean, ".gitignore": "node_modules\n", ".env": "SESSION_SECRET=k3J9sLq82PzzmX01\n" },
      "open !.env:1",
    ],
    ["one that Git leaves out", { ...clean, ".env": "SESSION_SECRET=k3J9sLq82PzzmX01\n" }, "likely .gitignore:2"],
    ["one without a secret", { ...clean, ".gitignore": "", ".env": "PORT=3000\nLOG_LEVEL=info\n" }, "likely package.json:1"],
    [
      "settings",
      { ...clean, "src/main/resources/application.properties": "a=1\nmail.password=k3J9sLq82PzzmX01\n" },
      "open !src/main/resources/application.properties:2",
    ],
    [
      "settings from outside",
      { ...clean, "src/main/resources/application.properties": "mail.password=${MAIL_PASSWORD}\nspring.datasource.password=petclinic\n" },
      "likely .gitignore:2",
    ],
    [
      "words of another language",
      { ...clean, "messages.properties": "password=Mot-de-passe\nresetPassword=Passwort vergessen1234\n" },
      "likely .gitignore:2",
    ],
    [
      "what a page hands out",
      {
        ...clean,
        "firebase.js": `export default { apiKey: "AIza${"SyD4k9wqLmNcXpRtVzBfGhJkQwErTyUiOpA"}", authDomain: "a.firebaseapp.com" };\n`,
      },
      "likely .gitignore:2",
    ],
    ["a database on another machine", { ...clean, "db.js": 'connect("postgres://shop:Vq7xPz2LmW@db.acme.io/shop");\n' }, "open !db.js:1"],
    ["one beside it", { ...clean, "db.js": 'connect("postgres://shop:Vq7xPz2LmW@localhost/shop");\n' }, "likely .gitignore:2"],
    ["in the image", { ...clean, Dockerfile: "FROM node:24\nENV API_KEY=k3J9sLq82PzzmX01\n" }, "open !Dockerfile:2"],
    ["a value for the build", { ...clean, Dockerfile: "FROM node:24\nENV SECRET_KEY_BASE=dummy-for-build-1234\n" }, "likely .gitignore:2"],
    [
      "in a manifest",
      { ...clean, "k8s/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop\ndata:\n  API_TOKEN: k3J9sLq82PzzmX01\n" },
      "open !k8s/a.yaml:6",
    ],
    [
      "a password that everybody knows",
      { ...clean, "compose.yaml": "services:\n  db:\n    image: postgres:18\n    environment:\n      POSTGRES_PASSWORD: postgres\n" },
      "likely .gitignore:2 !compose.yaml:5",
    ],
  ] as const)("%s", (_, files, expected) => expect(tell(id, files)).toBe(expected));

  test("after an edit the edited file alone is read again", () => {
    const files: Record<string, string> = { ...clean, "other.js": `const key = "${awsKey}";\n` };
    const read: string[] = [];
    const workspace = new Snapshot({
      read(path) {
        read.push(path);
        return files[path];
      },
      list: (folder) => (folder === "" ? Object.keys(files).map((name) => ({ name, isFolder: false })) : undefined),
      files: () => Object.keys(files).sort(),
    });
    const places = () =>
      assessReadiness(workspace, "", { today })
        .items.find((one) => one.id === id)
        ?.evidence.map(({ path }) => path);
    expect(places()).toEqual(["other.js"]);
    files["app.js"] = `const key = "${github}";\n`;
    read.length = 0;
    workspace.invalidate("app.js", false);
    expect(places()).toEqual(["app.js", "other.js"]);
    expect(read).toEqual(["app.js"]);
  });
});

describe("the health endpoint", () => {
  const id = "application.health-endpoint";
  const manifest = (probes: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: { app: shop }
  template:
    metadata:
      labels: { app: shop }
    spec:
      containers:
        - name: shop
          image: ghcr.io/acme/shop:1
          ports:
            - { name: http, containerPort: 3000 }
${probes}`;
  const probe = (kind: string, path: string, port = "http") =>
    `          ${kind}Probe:\n            httpGet: { path: ${path}, port: ${port} }\n`;
  const both = manifest(probe("liveness", "/livez") + probe("readiness", "/readyz"));
  const code = (text: string, dependencies: Record<string, string> = {}) => ({
    "package.json": shop({ dependencies: { express: "5", ...dependencies } }),
    "app.js": `import express from "express";\nconst app = express();\n${text}app.listen(3000);\n`,
  });
  const routes = 'app.get("/livez", (q, s) => s.end());\napp.get("/readyz", (q, s) => s.status(ready ? 200 : 503).end());\n';
  const constant = 'app.get("/livez", (q, s) => s.end());\napp.get("/readyz", (q, s) => s.end());\n';
  test.each([
    ["routes and probes agree", { ...code(routes), "k8s/a.yaml": both }, "met app.js:3 k8s/a.yaml:17 app.js:4 k8s/a.yaml:19"],
    [
      "it cannot say no, and has nothing to miss",
      { ...code(constant), "k8s/a.yaml": both },
      "met app.js:3 k8s/a.yaml:17 app.js:4 k8s/a.yaml:19",
    ],
    [
      "it cannot say no, and needs a database",
      { ...code(constant, { pg: "8" }), "k8s/a.yaml": both },
      "likely app.js:3 k8s/a.yaml:17 app.js:4 k8s/a.yaml:19",
    ],
    ["no such route", { ...code('app.get("/health", (q, s) => s.end());\n'), "k8s/a.yaml": both }, "likely k8s/a.yaml:17 k8s/a.yaml:19"],
    [
      "a file that nobody imports",
      { ...code("f();\n"), "probes.js": routes, "k8s/a.yaml": both },
      "open probes.js:1 k8s/a.yaml:17 probes.js:2 k8s/a.yaml:19",
    ],
    [
      "a table of handlers in a package that is imported",
      {
        "go.mod": "module a.b/shop\n",
        "main.go": 'package main\n\nimport "a.b/shop/probes"\n\nfunc main() {\n\tprobes.Wrap(mux)\n}\n',
        "probes/a.go": 'package probes\n\nvar endpoints = map[string]http.HandlerFunc{\n\t"/livez": livez,\n}\n',
        "k8s/a.yaml": manifest(probe("liveness", "/livez")),
      },
      "met probes/a.go:4 k8s/a.yaml:17",
    ],
    ["nobody asks", code(routes), "likely app.js:3 app.js:4"],
    [
      "a HEALTHCHECK asks",
      {
        ...code(routes),
        Dockerfile: 'FROM node:24\nHEALTHCHECK CMD curl -fsS http://127.0.0.1:3000/readyz || exit 1\nCMD ["node", "app.js"]\n',
      },
      "met app.js:4 Dockerfile:2",
    ],
    [
      "Compose asks",
      {
        ...code(routes),
        Dockerfile: "FROM node:24\n",
        "compose.yaml":
          'services:\n  shop:\n    build: .\n    healthcheck:\n      test: ["CMD", "wget", "-q", "http://localhost:3000/readyz"]\n',
      },
      "met app.js:4 compose.yaml:5",
    ],
    [
      "at another port",
      { ...code(routes), Dockerfile: "FROM node:24\nHEALTHCHECK CMD curl -fsS http://127.0.0.1:8080/readyz || exit 1\n" },
      "likely app.js:4 !Dockerfile:2",
    ],
    [
      "at the port that the image sets",
      { ...code(routes), Dockerfile: "FROM node:24\nENV PORT=8080\nHEALTHCHECK CMD curl -fsS http://127.0.0.1:8080/readyz || exit 1\n" },
      "met app.js:4 Dockerfile:3",
    ],
    [
      "a developer's Compose file",
      {
        ...code("app.get(`/`, f);\n"),
        Dockerfile: "FROM node:24\n",
        "compose.dev.yaml":
          'services:\n  shop:\n    build: .\n    healthcheck:\n      test: ["CMD", "wget", "-q", "http://localhost:3000/readyz"]\n',
      },
      "open",
    ],
    [
      "the front page",
      { ...code("f();\n"), Dockerfile: "FROM node:24\nHEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1\n" },
      "open Dockerfile:2",
    ],
    [
      "a port",
      { ...code("f();\n"), "k8s/a.yaml": manifest("          livenessProbe:\n            tcpSocket: { port: http }\n") },
      "open k8s/a.yaml:17",
    ],
    [
      "liveness asks for dependencies",
      { ...code(routes), "k8s/a.yaml": manifest(probe("liveness", "/readyz/deps") + probe("readiness", "/readyz")) },
      "open !k8s/a.yaml:18",
    ],
    ["a port that is not there", { ...code(routes), "k8s/a.yaml": manifest(probe("readiness", "/readyz", "web")) }, "open !k8s/a.yaml:18"],
    [
      "a prefix that stands elsewhere",
      {
        ...code('import { router } from "./health.js";\napp.use("/api/v1", router);\n'),
        "health.js": 'router.get("/health-check", f);\n',
        "k8s/a.yaml": manifest(probe("readiness", "/api/v1/health-check")),
      },
      "met health.js:1 k8s/a.yaml:17",
    ],
    [
      "Actuator",
      {
        "pom.xml":
          "<project>\n<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.0</version></parent>\n<groupId>a</groupId><artifactId>shop</artifactId><version>1</version><dependencies>\n<dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>\n<dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-actuator</artifactId></dependency>\n</dependencies><build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>\n",
        "k8s/a.yaml": manifest(probe("liveness", "/actuator/health/liveness") + probe("readiness", "/actuator/health/readiness")),
      },
      "met pom.xml:5 k8s/a.yaml:17 k8s/a.yaml:19",
    ],
    [
      "FastAPI",
      {
        "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n',
        "main.py": 'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/readyz")\ndef ready():\n    return {}\n',
        "k8s/a.yaml": manifest(probe("readiness", "/readyz")),
      },
      "met main.py:6 k8s/a.yaml:17",
    ],
    [
      "Go",
      {
        "go.mod": "module a.b/shop\n",
        "main.go":
          'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.HandleFunc("GET /healthz", ok)\n\thttp.ListenAndServe(":3000", nil)\n}\n',
        "k8s/a.yaml": manifest(probe("liveness", "/healthz")),
      },
      "met main.go:6 k8s/a.yaml:17",
    ],
    ["fly.toml", { ...code(routes), "fly.toml": 'app = "shop"\n[[http_service.checks]]\n  path = "/readyz"\n' }, "met app.js:4 fly.toml:3"],
    [
      "a worker",
      {
        "package.json": shop({ dependencies: { bullmq: "5" } }),
        "app.js": 'import { Worker } from "bullmq";\nnew Worker("mails", send);\n',
      },
      "not-applicable",
    ],
    ["nothing", code("f();\n"), "open"],
  ] as const)("%s", (_, files, expected) => expect(tell(id, files)).toBe(expected));
});

describe("what only people can say", () => {
  const long = "Orders are kept for ten years as the law asks, everything else is deleted after ninety days. ".repeat(3);
  test.each([
    [
      "application.dependencies-listed",
      { "package.json": shop({ dependencies: { express: "5", pg: "8" } }), "docs/dependencies.md": `# Dependencies\n\n${long}` },
      "likely docs/dependencies.md:1 package.json:9",
    ],
    [
      "application.dependencies-listed",
      { "package.json": shop(), "catalog-info.yaml": "kind: Component\nspec:\n  dependsOn:\n    - resource:db\n" },
      "likely catalog-info.yaml:3",
    ],
    ["application.dependencies-listed", { "package.json": shop(), "README.md": "# Shop\n\n## Dependencies\n\nRun `npm ci`.\n" }, "manual"],
    [
      "application.data-privacy",
      { "package.json": shop(), "docs/data-retention.md": `# How long\n\n${long}` },
      "likely docs/data-retention.md:1",
    ],
    ["application.data-privacy", { "package.json": shop(), "docs/privacy.md": "# To be written\n" }, "manual"],
    [
      "application.data-privacy",
      { "package.json": shop(), "prisma/schema.prisma": "model User {\n  id    Int    @id\n  email String\n}\n" },
      "manual prisma/schema.prisma:3",
    ],
    [
      "application.data-privacy",
      {
        "pyproject.toml": '[project]\nname = "shop"\n',
        "shop/models.py": "class User(Model):\n    # email of the owner\n    birth_date = DateField()\n",
      },
      "manual shop/models.py:3",
    ],
  ] as const)("%s %#", (id, files, expected) => expect(tell(id, files)).toBe(expected));
});

test("what closes a secret is the fix of its finding", () => {
  const files = {
    "package.json": shop(),
    "compose.yaml": "services:\n  shop:\n    build: .\n    environment:\n      API_TOKEN: k3J9sLq82PzzmX01\n",
  };
  expect(item("application.no-hardcoded-secrets", files).action).toMatchObject({
    kind: "fix",
    rule: "compose/secret-in-environment",
    path: "compose.yaml",
    line: 5,
  });
});
