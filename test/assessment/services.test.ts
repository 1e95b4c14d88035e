import { expect, test } from "vitest";
import { readinessServices } from "../../server/engine/assess.ts";
import { Service } from "../../server/engine/assessment/service.ts";
import { signOffPath } from "../../server/engine/assessment/services.ts";
import { memoryWorkspace } from "../../server/engine/workspace/workspace.ts";
import { assess } from "./support.ts";

const app = (name: string) => `{ "name": "${name}", "dependencies": { "express": "^5.0.0" }, "scripts": { "start": "node server.js" } }`;
const workload = (name: string, image: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    matchLabels: { app: ${name} }\n  template:\n    metadata:\n      labels: { app: ${name} }\n    spec:\n      containers:\n        - name: main\n          image: ${image}\n`;

test.each([
  ["nothing", { "notes.txt": "" }, []],
  ["one application", { "package.json": app("shop") }, [""]],
  ["a Dockerfile alone", { Dockerfile: "FROM nginx:1.29\n" }, [""]],
  [
    "members of a monorepo",
    { "package.json": '{ "private": true, "workspaces": ["apps/*"] }', "apps/a/package.json": app("a"), "apps/b/package.json": app("b") },
    ["apps/a", "apps/b"],
  ],
  [
    "a folder that was signed off",
    { "package.json": app("shop"), "infra/gateway/readiness.yaml": "schema: 1\nservice: gateway\n" },
    ["", "infra/gateway"],
  ],
  ["the repository's own file, in .github", { "package.json": app("shop"), ".github/readiness.yaml": "schema: 1\nservice: shop\n" }, [""]],
])("services: %s", (_title, files, folders) => {
  expect(readinessServices(memoryWorkspace(files), "")).toEqual(folders);
});

test("the sign-off file is the one that is there", () => {
  const path = (files: Record<string, string>) => signOffPath("", memoryWorkspace(files));
  expect(path({})).toBe("readiness.yaml");
  expect(path({ "readiness.yml": "" })).toBe("readiness.yml");
  expect(path({ ".github/readiness.yaml": "" })).toBe(".github/readiness.yaml");
  expect(assess({ "package.json": app("shop"), ".github/readiness.yaml": "schema: 1\nservice: checkout\n" })).toMatchObject({
    name: "checkout",
    signOffPath: ".github/readiness.yaml",
    hasSignOffs: true,
  });
});

const serviceIn = (files: Record<string, string>, folder: string, isAlone: boolean) =>
  new Service(folder, memoryWorkspace(files), "2026-11-23", isAlone, () => []);

test("a service has the workloads that run its image or bear its name; alone, all but the databases", () => {
  const files = {
    "apps/a/package.json": app("@acme/orders"),
    "apps/b/package.json": app("billing"),
    "k8s/orders.yaml": workload("orders-v2", "ghcr.io/acme/orders:1.2.3"),
    "k8s/billing.yaml": workload("billing", "ghcr.io/acme/bill:1"),
    "k8s/db.yaml": workload("db", "postgres:18"),
  };
  const names = (folder: string, isAlone: boolean) => serviceIn(files, folder, isAlone).workloads.map(({ object }) => object.name.value);
  expect(names("apps/a", false)).toEqual(["orders-v2"]);
  expect(names("apps/b", false)).toEqual(["billing"]);
  expect(names("apps/a", true)).toEqual(["billing", "orders-v2"]);
});

test("a service has the Compose services that are built from its folder", () => {
  const files = {
    "apps/a/package.json": app("a"),
    "apps/b/package.json": app("b"),
    "compose.yaml":
      "services:\n  one:\n    build: apps/a\n  two:\n    build:\n      context: .\n      dockerfile: apps/b/Dockerfile\n  cache:\n    image: redis:8\n",
  };
  const names = (folder: string, isAlone: boolean) => serviceIn(files, folder, isAlone).composeServices.map(({ name }) => name);
  expect(names("apps/a", false)).toEqual(["one"]);
  expect(names("apps/b", false)).toEqual(["two"]);
  expect(names("", true)).toEqual(["one", "two"]);
});

test("what is for tests and developers says nothing of production", () => {
  const files = {
    "package.json": app("shop"),
    Dockerfile: "FROM node:24\n",
    "Dockerfile.dev": "FROM node:24\n",
    ".devcontainer/Dockerfile": "FROM node:24\n",
    "test/Dockerfile": "FROM node:24\n",
    "compose.yaml": "services: {}\n",
    "compose.dev.yaml": "services: {}\n",
    "k8s/overlays/dev/kustomization.yaml": "resources: []\n",
    "k8s/overlays/production/kustomization.yaml": "resources: []\n",
  };
  const service = serviceIn(files, "", true);
  expect(service.dockerfiles.map(({ source }) => source.path)).toEqual(["Dockerfile"]);
  expect(service.composeFiles.map(({ source }) => source.path)).toEqual(["compose.yaml"]);
  expect(service.manifests.map(({ source }) => source.path)).toEqual(["k8s/overlays/production/kustomization.yaml"]);
});

test.each([
  [
    "npm",
    { "package.json": '{\n  "dependencies": {\n    "pino": "^9"\n  },\n  "devDependencies": {\n    "vitest": "^4"\n  }\n}' },
    ["pino package.json:3", "vitest package.json:6 dev"],
  ],
  ["requirements", { "requirements.txt": "# x\nFlask==3.1\n" }, ["flask requirements.txt:2"]],
  [
    "pyproject",
    { "pyproject.toml": '[project]\nname = "a"\ndependencies = [\n  "fastapi>=0.1",\n]\n[dependency-groups]\ndev = ["pytest"]\n' },
    ["fastapi pyproject.toml:4", "pytest pyproject.toml:7 dev"],
  ],
  ["go", { "go.mod": "module a.io/b\n\ngo 1.25\n\nrequire github.com/go-chi/chi/v5 v5.2.0\n" }, ["github.com/go-chi/chi/v5 go.mod:5"]],
  [
    "maven",
    {
      "pom.xml":
        "<project>\n<dependencies>\n<dependency>\n<groupId>io.micrometer</groupId>\n<artifactId>micrometer-core</artifactId>\n</dependency>\n</dependencies>\n</project>",
    },
    ["io.micrometer:micrometer-core pom.xml:5"],
  ],
  [
    "gradle",
    {
      "build.gradle.kts":
        'plugins { java }\ndependencies {\n  implementation("io.micrometer:micrometer-core:1")\n  testImplementation("a:b:1")\n}\n',
    },
    ["io.micrometer:micrometer-core build.gradle.kts:3", "a:b build.gradle.kts:4 dev"],
  ],
  ["bundler", { Gemfile: 'gem "rails"\ngem "puma"\n' }, ["rails Gemfile:1", "puma Gemfile:2"]],
  ["cargo", { "Cargo.toml": '[package]\nname = "a"\n[dependencies]\naxum = "0.8"\n' }, ["axum Cargo.toml:4"]],
])("dependencies: %s", (_title, files, expected) => {
  const { all } = serviceIn(files, "", true).dependencies;
  expect(all.map(({ name, from, isForDevelopment }) => `${name} ${from.path}:${from.line}${isForDevelopment ? " dev" : ""}`)).toEqual(
    expected,
  );
});

test("a service in a folder of examples has its own files", () => {
  const files = {
    "examples/shop/package.json": app("shop"),
    "examples/shop/Dockerfile": "FROM node:24\n",
    "examples/shop/test/Dockerfile": "FROM node:24\n",
  };
  expect(serviceIn(files, "examples/shop", true).dockerfiles.map(({ source }) => source.path)).toEqual(["examples/shop/Dockerfile"]);
});

test("manifests in a service's own folder run it, whatever they are called", () => {
  const files = {
    "apps/a/package.json": app("a"),
    "apps/b/package.json": app("b"),
    "apps/a/k8s/cart.yaml": workload("cart", "ghcr.io/acme/cart:1"),
    "apps/a/k8s/db.yaml": workload("db", "postgres:18"),
  };
  const names = (folder: string) => serviceIn(files, folder, false).workloads.map(({ object }) => object.name.value);
  expect([names("apps/a"), names("apps/b")]).toEqual([["cart"], []]);
});
