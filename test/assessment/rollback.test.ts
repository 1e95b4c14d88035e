// The items of the way back: for each what meets it, what does not, and what only looks as if.
import { describe, expect, it } from "vitest";
import { item, tell } from "./support.ts";

type Files = Readonly<Record<string, string>>;

const express: Files = {
  "package.json": '{ "name": "shop", "scripts": { "start": "node server.js" },\n  "dependencies": { "express": "5", "pg": "8" } }',
  "server.js": 'import express from "express";\nexpress().listen(3000);\n',
};
const fastapi: Files = {
  "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi"]\n',
  "main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
};
const go: Files = {
  "go.mod": "module example.com/shop\n\ngo 1.25\n",
  "main.go": 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
};

const image = ".github/workflows/image.yml";
function push(tags: string, more = ""): Files {
  return {
    [image]: `on:\n  push:\n    branches: [main]\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: |\n${tags
      .split(" ")
      .map((tag) => `            ghcr.io/acme/shop:${tag}\n`)
      .join("")}${more}`,
  };
}
const cleanup = (keeps: string) =>
  `      - uses: actions/delete-package-versions@v5\n        with:\n          package-type: container\n          package-name: shop\n          min-versions-to-keep: ${keeps}\n`;
const manifest = (tag: string, history = 10) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  revisionHistoryLimit: ${history}\n  selector:\n    matchLabels: { app: shop }\n  template:\n    metadata:\n      labels: { app: shop }\n    spec:\n      containers:\n        - name: shop\n          image: ghcr.io/acme/shop${tag}\n`;
const commit = "${{github.sha}}";

describe("rollback.previous-image", () => {
  it.each<[string, Files, string]>([
    ["the commit as a tag", { ...express, ...push(`latest ${commit}`) }, `met ${image}:13`],
    [
      "by the shell",
      {
        ...go,
        [image]: `on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build --push -t "ghcr.io/acme/shop:$GITHUB_SHA" .\n`,
      },
      `met ${image}:6`,
    ],
    ["latest alone", { ...express, ...push("latest") }, `open !${image}:12`],
    ["a branch alone", { ...fastapi, ...push("main") }, `open !${image}:12`],
    ["a tag that cannot be told", { ...express, ...push("${{steps.x.outputs.tag}}") }, `likely ${image}:8`],
    ["the newest are kept", { ...express, ...push(commit, cleanup("10")) }, `met ${image}:12 ${image}:13`],
    ["all are deleted", { ...go, ...push(commit, cleanup("0")) }, `open !${image}:13 ${image}:12`],
    ["no revision is kept", { ...express, ...push(commit), "k8s/shop.yaml": manifest(":1.2.3", 0) }, `open !k8s/shop.yaml:6 ${image}:12`],
    ["what runs has no version", { ...fastapi, "k8s/shop.yaml": manifest("") }, "open !k8s/shop.yaml:15"],
    ["a build that is not pushed", { ...express, [image]: push("latest")[image]?.replace("push: true", "push: false") ?? "" }, "open"],
    [
      "a registry on the runner",
      { ...express, [image]: push("latest")[image]?.replaceAll("ghcr.io/acme", "localhost:5000") ?? "" },
      "open",
    ],
    [
      "a workflow of another repository",
      { ...go, [image]: "on: push\njobs:\n  docker:\n    uses: acme/ci/.github/workflows/docker-build.yml@v1\n" },
      `manual ${image}:4`,
    ],
    [
      "a platform that may keep it",
      { ...go, [image]: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: flyctl deploy --remote-only\n" },
      `manual ${image}:6`,
    ],
    [
      "a server of one's own",
      {
        ...go,
        [image]:
          "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ssh shop@example.com 'git pull && docker compose up -d --build'\n",
      },
      "open",
    ],
    ["another pipeline", { ...express, Jenkinsfile: "pipeline {}\n" }, "manual Jenkinsfile:1"],
    ["nothing", express, "open"],
  ])("%s", (_, files, expected) => {
    expect(tell("rollback.previous-image", files)).toBe(expected);
  });

  it("tells the images of several services apart", () => {
    const app = (name: string): Files => ({
      [`${name}/package.json`]: `{ "name": "${name}", "scripts": { "start": "node server.js" }, "dependencies": { "express": "5" } }`,
      [`${name}/server.js`]: "",
    });
    const step = (name: string, tag: string) =>
      `      - uses: docker/build-push-action@v7\n        with:\n          context: ${name}\n          push: true\n          tags: ghcr.io/acme/${name}:${tag}\n`;
    const files = {
      ...app("api"),
      ...app("web"),
      [image]: `on: push\njobs:\n  images:\n    runs-on: ubuntu-latest\n    steps:\n${step("api", commit)}${step("web", "latest")}`,
    };
    expect([tell("rollback.previous-image", files, "api"), tell("rollback.previous-image", files, "web")]).toEqual([
      `met ${image}:10`,
      `open !${image}:15`,
    ]);
  });
});

describe("rollback.compatible-migrations", () => {
  const sql = "migrations/0002_b.sql";
  const alembic = (body: string): Files => ({
    "alembic/env.py": "",
    "alembic/versions/abc_x.py": `revision = "abc"\ndown_revision = None\n\ndef upgrade():\n    ${body}\n\ndef downgrade():\n    op.drop_table("a")\n`,
  });
  it.each<[string, Files, string]>([
    ["what adds", { ...express, [sql]: "ALTER TABLE a ADD COLUMN b int;" }, `met ${sql}:1`],
    ["what drops", { ...express, [sql]: "\nALTER TABLE a DROP COLUMN b;" }, `open !${sql}:2`],
    ["what adds, in Python", { ...fastapi, ...alembic('op.create_table("a")') }, "met alembic/versions/abc_x.py:1"],
    ["what drops, in Python", { ...fastapi, ...alembic('op.drop_column("a", "b")') }, "open !alembic/versions/abc_x.py:5"],
    [
      "what drops, in Go's tools",
      { ...go, "db/migrations/000002_b.up.sql": "DROP TABLE a;", "db/migrations/000002_b.down.sql": "DROP TABLE b;" },
      "open !db/migrations/000002_b.up.sql:1",
    ],
    [
      "with a linter",
      {
        ...express,
        [sql]: "CREATE TABLE c (id int);",
        ".github/workflows/ci.yml":
          "on: pull_request\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npx squawk-cli migrations/*.sql\n",
      },
      `met ${sql}:1 .github/workflows/ci.yml:6`,
    ],
    ["a database without migrations", express, "manual package.json:2"],
    ["no database", go, "not-applicable"],
    ["a dump of the schema is no migration", { ...express, "db/schema.sql": "DROP TABLE a;" }, "manual package.json:2"],
  ])("%s", (_, files, expected) => {
    expect(tell("rollback.compatible-migrations", files)).toBe(expected);
  });

  it("says which were looked at, and why it is a danger", () => {
    const files = Object.fromEntries(
      [...Array(25).keys()].map((i) => [`migrations/${i + 1}_a.sql`, i === 24 ? "DROP TABLE a;" : "CREATE TABLE b (id int);"]),
    );
    const { because, action } = item("rollback.compatible-migrations", { ...express, ...files });
    expect(because).toBe("Of the newest 20 of 25 migrations, one is not backward compatible: the version before still asks for it.");
    expect(action).toMatchObject({ kind: "open", path: "migrations/25_a.sql", line: 1 });
  });
});

describe("rollback.feature-flags", () => {
  const node = (name: string, code: string): Files => ({
    "package.json": `{ "name": "shop", "scripts": { "start": "node server.js" },\n  "dependencies": { "express": "5", "${name}": "1" } }`,
    "server.js": code,
  });
  it.each<[string, Files, string]>([
    [
      "OpenFeature, asked",
      node(
        "@openfeature/server-sdk",
        'import { OpenFeature } from "@openfeature/server-sdk";\nconst client = OpenFeature.getClient();\nif (await client.getBooleanValue("new-cart", false)) go();\n',
      ),
      "met server.js:3 package.json:2",
    ],
    [
      "OpenFeature, with flags that are fixed",
      node(
        "@openfeature/server-sdk",
        'import { OpenFeature, InMemoryProvider } from "@openfeature/server-sdk";\nOpenFeature.setProvider(new InMemoryProvider(flags));\nOpenFeature.getClient().getBooleanValue("x", false);\n',
      ),
      "likely server.js:3 server.js:2",
    ],
    ["a dependency alone", node("unleash-client", 'import express from "express";\n'), "likely package.json:2"],
    [
      "an import that asks nothing",
      node("unleash-client", 'import { initialize } from "unleash-client";\ninitialize({ url });\n'),
      "likely package.json:2",
    ],
    ["a comment", node("express-session", '// client.getBooleanValue("x") of @openfeature/server-sdk\n'), "open"],
    ["analytics without flags", node("posthog-node", 'import { PostHog } from "posthog-node";\nnew PostHog(key).capture({});\n'), "open"],
    [
      "analytics that are asked",
      node("posthog-node", 'import { PostHog } from "posthog-node";\nawait new PostHog(key).isFeatureEnabled("x", id);\n'),
      "likely server.js:2",
    ],
    ["a variable", node("pg", "const on = process.env.FEATURE_NEW_CART === 'true';\n"), "likely server.js:1"],
    ["a variable that is a setting", node("pg", "const on = process.env.CACHE_ENABLED === 'true';\n"), "open"],
    [
      "Python",
      {
        ...fastapi,
        "pyproject.toml": '[project]\nname = "shop"\ndependencies = [\n  "fastapi",\n  "UnleashClient",\n]\n',
        "main.py":
          'from fastapi import FastAPI\nfrom UnleashClient import UnleashClient\napp = FastAPI()\nclient = UnleashClient(url)\nif client.is_enabled("x"):\n    pass\n',
      },
      "met main.py:5 pyproject.toml:5",
    ],
    [
      "Go",
      {
        "go.mod": "module example.com/shop\n\nrequire github.com/open-feature/go-sdk v1.14.0\n",
        "main.go":
          'package main\n\nimport (\n\t"net/http"\n\n\t"github.com/open-feature/go-sdk/openfeature"\n)\n\nfunc main() {\n\tclient := openfeature.NewClient("shop")\n\ton, _ := client.BooleanValue(ctx, "x", false, openfeature.EvaluationContext{})\n\thttp.ListenAndServe(":8080", nil)\n}\n',
      },
      "met main.go:11 go.mod:3",
    ],
    [
      "Java",
      {
        "pom.xml":
          "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>shop</artifactId>\n<dependencies><dependency><groupId>io.getunleash</groupId><artifactId>unleash-client-java</artifactId><version>10.0.0</version></dependency></dependencies></project>",
        "src/main/java/Shop.java":
          'import io.getunleash.Unleash;\n\nclass Shop {\n  boolean on(Unleash unleash) { return unleash.isEnabled("x"); }\n}\n',
      },
      "met src/main/java/Shop.java:4 pom.xml:2",
    ],
    ["nothing", express, "open"],
  ])("%s", (_, files, expected) => {
    expect(tell("rollback.feature-flags", files)).toBe(expected);
  });
});

describe("rollback.error-spike-alert", () => {
  const rule = (expr: string, more = "        for: 2m\n"): Files => ({
    "monitoring/alerts.yaml": `groups:\n  - name: shop\n    rules:\n      - alert: ErrorSpike\n        expr: ${expr}\n${more}        labels: { severity: page }\n`,
  });
  const ratio = (range: string) =>
    `sum(rate(http_requests_total{status=~"5.."}[${range}])) / sum(rate(http_requests_total[${range}])) > 0.05`;
  it.each<[string, Files, string]>([
    ["a short window", { ...express, ...rule(ratio("5m")) }, "met monitoring/alerts.yaml:4"],
    ["a long window", { ...go, ...rule(ratio("6h")) }, "likely monitoring/alerts.yaml:4"],
    ["told late", { ...fastapi, ...rule(ratio("5m"), "        for: 30m\n") }, "likely monitoring/alerts.yaml:4"],
    ["another alert", { ...express, ...rule("up == 0") }, "open"],
    [
      "in a comment",
      { ...express, "monitoring/alerts.yaml": '# alert: ErrorSpike\n# expr: rate(http_requests_total{status=~"5.."}[5m]) > 1\n' },
      "open",
    ],
    [
      "collected elsewhere",
      { ...express, "package.json": '{ "name": "shop",\n  "dependencies": { "express": "5", "@sentry/node": "10" } }' },
      "manual package.json:2",
    ],
    ["nothing", go, "open"],
  ])("%s", (_, files, expected) => {
    expect(tell("rollback.error-spike-alert", files)).toBe(expected);
  });
});

const rollback = (environments: string): Files => ({
  ".github/workflows/rollback.yml": `name: Rollback\non:\n  workflow_dispatch:\n    inputs:\n      environment:\n        type: choice\n        options: [${environments}]\njobs:\n  rollback:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl rollout undo deployment/shop\n`,
});

describe("rollback.rehearsed", () => {
  it("is for people, whatever is there", () => {
    const page = { "docs/runbooks/rollback.md": '---\nlast_drill: "2026-11-01"\n---\n\n# Roll back\n' };
    const told = [express, { ...express, ...rollback("staging, production") }, { ...express, ...rollback("production"), ...page }].map(
      (files) => tell("rollback.rehearsed", files),
    );
    expect(told).toEqual([
      "manual",
      "manual .github/workflows/rollback.yml:9",
      "manual docs/runbooks/rollback.md:1 .github/workflows/rollback.yml:9",
    ]);
    expect(item("rollback.rehearsed", { ...express, ...rollback("staging") }).because).toContain("can roll back in staging");
    expect(item("rollback.rehearsed", { ...express, ...rollback("production") }).because).not.toContain("can roll back in staging");
    expect(item("rollback.rehearsed", express).action).toMatchObject({ kind: "generate", generator: "rollback" });
  });
});

describe("rollback.decision", () => {
  const section =
    "# Roll back\n\n## Switch off, go back or go forward\n\n| What | Do |\n| --- | --- |\n| a flag | switch it off |\n| the version | roll back |\n";
  it.each<[string, Files, string]>([
    ["in its place, with the cases", { ...express, "docs/runbooks/rollback.md": section }, "met docs/runbooks/rollback.md:3"],
    ["elsewhere", { ...go, "ops/release-operations.md": section }, "likely ops/release-operations.md:3"],
    [
      "a heading alone",
      { ...fastapi, "docs/runbooks/rollback.md": "# Roll back\n\n## Roll forward\n\nAsk Ann.\n" },
      "likely docs/runbooks/rollback.md:3",
    ],
    [
      "a heading in a block of code",
      { ...express, "docs/runbooks/rollback.md": "# Back\n\n```\n## Roll forward\n- a\n- b\n```\n" },
      "open",
    ],
    ["nothing", express, "open"],
  ])("%s", (_, files, expected) => {
    expect(tell("rollback.decision", files)).toBe(expected);
  });
});
