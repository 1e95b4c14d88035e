// The items of operations: for each what meets it, what does not, and what only looks as if.
import { describe, expect, it } from "vitest";
import { item, tell } from "./support.ts";

type Files = Readonly<Record<string, string>>;

const express: Files = {
  "package.json":
    '{ "name": "shop", "description": "Sells things to people who want some", "dependencies": { "express": "5", "pg": "8" } }',
  "server.js": 'import express from "express";\nexpress().listen(3000);\n',
};
const fastapi: Files = {
  "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["fastapi", "psycopg"]\n',
  "main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
};
const go: Files = {
  "go.mod": "module example.com/shop\n\ngo 1.25\n",
  "main.go": 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
};

const path = ".github/workflows/deploy.yml";
/** A workflow with one job that deploys. */
function deploy(job: string, steps: string, on = "push:\n    branches: [main]"): Files {
  return {
    [path]: `name: Deploy\non:\n  ${on}\npermissions: {}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps}`,
  };
}
const apply = '      - run: kubectl set image deployment/shop "shop=$IMAGE"\n';
const status = "      - run: kubectl rollout status deployment/shop --timeout=120s\n";
const ask = "      - run: curl --fail --silent --retry 5 https://shop.example.com/health\n";
const guards =
  "    environment: production\n    concurrency:\n      group: deploy-production\n      cancel-in-progress: false\n    timeout-minutes: 15\n";

describe("operations.guarded-deployment", () => {
  it.each<[string, Files, string]>([
    [
      "all guards, started by hand",
      { ...express, ...deploy(guards, apply + status, "workflow_dispatch:") },
      `met ${path}:3 ${path}:8 ${path}:9 ${path}:12`,
    ],
    [
      "all guards, by a release",
      { ...go, ...deploy(guards, apply + status, "release:\n    types: [published]") },
      `met ${path}:3 ${path}:9 ${path}:10 ${path}:13`,
    ],
    [
      "reviewers as code",
      {
        ...express,
        ...deploy(guards, apply + status),
        "infra/github.tf":
          'resource "github_repository_environment" "x" {\n  environment = "production"\n  reviewers {\n    teams = [1]\n  }\n}\n',
      },
      `met infra/github.tf:1 ${path}:9 ${path}:10 ${path}:13`,
    ],
    [
      "reviewers of another environment",
      {
        ...express,
        ...deploy(guards, apply + status),
        ".github/settings.yml": "environments:\n  - name: staging\n    reviewers:\n      - type: Team\n        id: 1\n",
      },
      `likely ${path}:9 ${path}:10 ${path}:13`,
    ],
    [
      "reviewers in the settings",
      {
        ...express,
        ...deploy(guards, apply + status),
        ".github/settings.yml": "environments:\n  - name: production\n    reviewers:\n      - type: Team\n        id: 1\n",
      },
      `met .github/settings.yml:4 ${path}:9 ${path}:10 ${path}:13`,
    ],
    [
      "all guards, by a push: approval is a setting",
      { ...fastapi, ...deploy(guards, apply + status) },
      `likely ${path}:9 ${path}:10 ${path}:13`,
    ],
    ["no environment, no group, no time-out", { ...express, ...deploy("", apply + status) }, `open !${path}:7 !${path}:7 !${path}:7`],
    [
      "a group of the workflow",
      {
        ...express,
        [path]: deploy(guards.replace(/ {4}concurrency:\n.*\n.*\n/, ""), apply)[path]?.replace("jobs:", "concurrency: deploy\njobs:") ?? "",
      },
      `likely ${path}:10 ${path}:6 ${path}:11`,
    ],
    [
      "a deployment that is broken off",
      { ...express, ...deploy(guards.replace("cancel-in-progress: false", "cancel-in-progress: true"), apply) },
      `open !${path}:12 ${path}:9 ${path}:10 ${path}:13`,
    ],
    ["no deployment at all", express, "open"],
    ["another pipeline", { ...go, ".gitlab-ci.yml": "deploy:\n  script: kubectl apply -f k8s\n" }, "manual .gitlab-ci.yml:1"],
    [
      "a controller in the cluster",
      {
        ...go,
        "deploy/app.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: shop\nspec:\n  project: default\n",
      },
      "manual deploy/app.yaml:1",
    ],
    ["a platform", { ...fastapi, "fly.toml": 'app = "shop"\n' }, "manual fly.toml:1"],
    [
      "a preview is no deployment",
      { ...express, [path]: deploy("    environment: preview\n", apply, "pull_request:")[path] ?? "" },
      "open",
    ],
    [
      "a workflow of another repository",
      { ...express, [path]: "on: push\njobs:\n  deploy:\n    uses: acme/ci/.github/workflows/deploy.yml@v1\n" },
      `manual ${path}:4`,
    ],
  ])("%s", (_, files, expected) => {
    expect(tell("operations.guarded-deployment", files)).toBe(expected);
  });

  it("takes the workflows of a service alone, in a repository of several", () => {
    const files = {
      "api/package.json": '{ "name": "api", "scripts": { "start": "node server.js" }, "dependencies": { "express": "5" } }',
      "api/server.js": "",
      "web/package.json": '{ "name": "web", "scripts": { "start": "node server.js" }, "dependencies": { "express": "5" } }',
      "web/server.js": "",
      ".github/workflows/api.yml":
        deploy(guards, `      - run: echo\n        working-directory: api\n${apply}`, "workflow_dispatch:")[path] ?? "",
    };
    expect(tell("operations.guarded-deployment", files, "api")).toMatch(/^met /);
    expect(tell("operations.guarded-deployment", files, "web")).toBe("open");
  });

  it("has the rule's fix at hand", () => {
    const { action } = item("operations.guarded-deployment", { ...express, ...deploy("", apply) });
    expect(action).toMatchObject({ kind: "fix", path, line: 7 });
  });
});

describe("operations.smoke-test", () => {
  it.each<[string, Files, string]>([
    ["asked and awaited", { ...express, ...deploy(guards, apply + status + ask) }, `met ${path}:16 ${path}:17`],
    [
      "asked in a job behind",
      {
        ...go,
        [path]: `${deploy(guards, apply + status)[path]}  smoke:\n    needs: deploy\n    runs-on: ubuntu-latest\n    steps:\n${ask}`,
      },
      `met ${path}:16 ${path}:21`,
    ],
    ["neither", { ...fastapi, ...deploy(guards, apply) }, `open !${path}:15 !${path}:15`],
    ["asked, not awaited", { ...express, ...deploy(guards, apply + ask) }, `open !${path}:15 ${path}:16`],
    [
      "asked in a way that cannot fail",
      { ...express, ...deploy(guards, `${apply}${status}      - run: curl https://shop.example.com/health\n`) },
      `open !${path}:17 ${path}:16`,
    ],
    [
      "a word alone",
      { ...express, ...deploy(guards, `${apply}${status}      - name: Smoke test\n        run: ./check.sh\n`) },
      `likely ${path}:16 ${path}:18`,
    ],
    ["a request before the deployment", { ...express, ...deploy(guards, ask + apply + status) }, `open !${path}:16 ${path}:17`],
    ["no deployment", express, "open"],
  ])("%s", (_, files, expected) => {
    expect(tell("operations.smoke-test", files)).toBe(expected);
  });

  it("asks nothing of a worker but that its rollout was awaited", () => {
    const worker = {
      "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["celery", "redis"]\n',
      "worker.py": "from celery import Celery\napp = Celery()\n",
    };
    expect(tell("operations.smoke-test", { ...worker, ...deploy(guards, apply + status) })).toBe(`met ${path}:16`);
    expect(tell("operations.smoke-test", { ...worker, ...deploy(guards, apply) })).toBe(`open !${path}:15`);
  });
});

const plan = `---
service: shop
last_drill: "2026-10-20"
---

# Roll back shop

## When

After a deployment, at once.

## Who decides

Whoever is on call.

## How

\`\`\`sh
# look first
sh scripts/rollback.sh production previous
\`\`\`

## Verify

It answers.
`;
const page = "docs/runbooks/rollback.md";
const rollback: Files = {
  ".github/workflows/rollback.yml":
    "name: Rollback\non:\n  workflow_dispatch:\n    inputs:\n      environment:\n        type: choice\n        options: [staging, production]\njobs:\n  rollback:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl rollout undo deployment/shop\n",
};

describe("operations.rollback-plan", () => {
  it.each<[string, Files, string]>([
    ["written and tried", { ...express, [page]: plan }, `met ${page}:16 ${page}:8 ${page}:12 ${page}:23`],
    [
      "with a workflow that does it",
      { ...fastapi, ...rollback, [page]: plan },
      `met ${page}:16 ${page}:8 ${page}:12 ${page}:23 .github/workflows/rollback.yml:9`,
    ],
    [
      "tried too long ago",
      { ...express, [page]: plan.replace("2026-10-20", "2026-08-01") },
      `likely ${page}:16 ${page}:8 ${page}:12 ${page}:23`,
    ],
    [
      "tried on a day that has not come",
      { ...express, [page]: plan.replace("2026-10-20", "2027-10-20") },
      `likely ${page}:16 ${page}:8 ${page}:12 ${page}:23`,
    ],
    ["never tried", { ...go, [page]: plan.replace(/last_drill.*\n/, "") }, `likely ${page}:15 ${page}:7 ${page}:11 ${page}:22`],
    [
      "yet to be decided",
      { ...express, [page]: plan.replace("It answers.", "DECIDE: how") },
      `likely ${page}:16 ${page}:8 ${page}:12 ${page}:23`,
    ],
    [
      "without commands",
      { ...express, [page]: plan.replace(/```sh[\s\S]*?```/, "Ask somebody.") },
      `likely ${page}:6 ${page}:8 ${page}:12 ${page}:20`,
    ],
    [
      "commands that are comments",
      { ...express, [page]: plan.replace("sh scripts/rollback.sh", "# sh scripts/rollback.sh") },
      `likely ${page}:6 ${page}:8 ${page}:12 ${page}:23`,
    ],
    [
      "in German",
      {
        ...express,
        [page]: plan
          .replace("## When", "## Wann")
          .replace("## Who decides", "## Wer entscheidet")
          .replace("## How", "## Ablauf")
          .replace("## Verify", "## Pr\u00fcfen"),
      },
      `met ${page}:16 ${page}:8 ${page}:12 ${page}:23`,
    ],
    [
      "in Chinese",
      {
        ...express,
        [page]: plan
          .replace("## When", "## \u4f55\u65f6\u56de\u6eda")
          .replace("## Who decides", "## \u8c01\u51b3\u5b9a")
          .replace("## How", "## \u64cd\u4f5c\u6b65\u9aa4")
          .replace("## Verify", "## \u9a8c\u8bc1"),
      },
      `met ${page}:16 ${page}:8 ${page}:12 ${page}:23`,
    ],
    [
      "elsewhere",
      { ...express, "ops/rollback-guide.md": plan },
      "likely ops/rollback-guide.md:16 ops/rollback-guide.md:8 ops/rollback-guide.md:12 ops/rollback-guide.md:23",
    ],
    ["a workflow alone", { ...go, ...rollback }, "likely .github/workflows/rollback.yml:9"],
    [
      "the word alone",
      {
        ...express,
        [path]: "name: Rollback\non: push\njobs:\n  rollback:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo rollback\n",
      },
      "open",
    ],
    ["a source of that name", { ...express, "src/rollback.md": plan }, "open"],
    ["nothing", express, "open"],
  ])("%s", (_, files, expected) => {
    expect(tell("operations.rollback-plan", files)).toBe(expected);
  });
});

const look = (title: string) =>
  `# ${title}\n\n## Signs\n\nIt fails.\n\n## Look\n\n\`\`\`sh\nkubectl get pods\n\`\`\`\n\n## Do\n\nMend it.\n`;

describe("operations.runbooks", () => {
  it.each<[string, Files, string]>([
    [
      "a set with commands",
      { ...express, "docs/runbooks/crash-loop.md": look("Crash loop"), "docs/runbooks/incident.md": look("Incident") },
      "met docs/runbooks/crash-loop.md:3 docs/runbooks/incident.md:3",
    ],
    ["one alone", { ...go, "docs/runbooks/crash-loop.md": look("Crash loop") }, "likely docs/runbooks/crash-loop.md:3"],
    [
      "yet to be decided",
      { ...express, "docs/runbooks/a.md": look("A"), "docs/runbooks/b.md": look("B").replace("It fails.", "DECIDE: signs") },
      "likely docs/runbooks/a.md:3 docs/runbooks/b.md:3",
    ],
    ["by name alone", { ...fastapi, "runbooks/db.md": "# Database\n\nAsk Ann.\n" }, "likely runbooks/db.md:1"],
    ["the way back is another item", { ...express, [page]: plan }, "open"],
    ["nothing", express, "open"],
  ])("%s", (_, files, expected) => {
    expect(tell("operations.runbooks", files)).toBe(expected);
  });

  it("names alerts that lead to one", () => {
    const alert =
      "groups:\n  - name: shop\n    rules:\n      - alert: Errors\n        expr: rate(http_errors_total[5m]) > 1\n        annotations:\n          runbook_url: https://wiki.example.com/errors\n";
    expect(tell("operations.runbooks", { ...express, "monitoring/alerts.yaml": alert })).toBe("likely monitoring/alerts.yaml:4");
  });
});

describe("operations.on-call", () => {
  const terraform =
    'resource "pagerduty_schedule" "shop" {\n  name = "shop"\n}\n\nresource "pagerduty_escalation_policy" "shop" {\n  name = "shop"\n}\n';
  it.each<[string, Files, string]>([
    ["both as code", { ...express, "infra/oncall.tf": terraform }, "met infra/oncall.tf:1 infra/oncall.tf:5"],
    [
      "the policy alone",
      { ...go, "infra/oncall.tf": terraform.slice(terraform.indexOf('resource "pagerduty_e')) },
      "likely infra/oncall.tf:1",
    ],
    [
      "tied to PagerDuty",
      {
        ...express,
        "catalog-info.yaml":
          "kind: Component\nmetadata:\n  name: shop\n  annotations:\n    pagerduty.com/service-id: PX1\nspec:\n  owner: team-shop\n",
      },
      "likely catalog-info.yaml:5",
    ],
    [
      "in a comment",
      { ...express, "catalog-info.yaml": "kind: Component\nmetadata:\n  name: shop\n  # annotations: {pagerduty.com/service-id: PX1}\n" },
      "open",
    ],
    [
      "a receiver",
      {
        ...fastapi,
        "monitoring/alertmanager.yml": "receivers:\n  - name: team\n    pagerduty_configs:\n      - routing_key_file: /etc/key\n",
      },
      "likely monitoring/alertmanager.yml:3",
    ],
    ["a page", { ...express, "docs/on-call.md": "# On call\n\nAnn, then Bob.\n" }, "likely docs/on-call.md:1"],
    [
      "a page that is yet to be written",
      { ...express, "docs/runbooks/incident.md": "# Incident\n\n## Escalation\n\nDECIDE: who is called next\n" },
      "open",
    ],
    ["nothing", express, "open"],
  ])("%s", (_, files, expected) => {
    expect(tell("operations.on-call", files)).toBe(expected);
  });
});

describe("operations.ownership", () => {
  const readme = "# Shop\n\nSells things to people who want some of them.\n";
  it.each<[string, Files, string]>([
    [
      "code owners and a README",
      { ...go, "README.md": readme, ".github/CODEOWNERS": "# all\n* @acme/shop\n" },
      "met .github/CODEOWNERS:2 README.md:1",
    ],
    [
      "a catalogue",
      {
        ...express,
        "catalog-info.yaml": "kind: Component\nmetadata:\n  name: shop\n  description: Sells things\nspec:\n  owner: team-shop\n",
      },
      "met catalog-info.yaml:6 catalog-info.yaml:6",
    ],
    ["owners without a word on what it is", { ...fastapi, CODEOWNERS: "* ann@example.com\n" }, "likely CODEOWNERS:1"],
    ["a line that takes the owner away", { ...go, "README.md": readme, CODEOWNERS: "* @ann\n*\n" }, "open README.md:1"],
    ["owners of some files", { ...go, "README.md": readme, CODEOWNERS: "*.md @docs\n/infra/ @ops\n" }, "open README.md:1"],
    [
      "an owner that is none",
      { ...go, "catalog-info.yaml": "kind: Component\nmetadata:\n  name: shop\nspec:\n  owner: unknown\n" },
      "open",
    ],
    [
      "authors",
      { ...express, "package.json": '{ "name": "shop",\n  "author": "Ann",\n  "dependencies": { "express": "5" } }' },
      "likely package.json:2",
    ],
    ["a README of badges", { ...go, "README.md": "# Shop\n\n[![a](b)](c) [![d](e)](f)\n" }, "open"],
    ["nothing", go, "open"],
  ])("%s", (_, files, expected) => {
    expect(tell("operations.ownership", files)).toBe(expected);
  });

  it("asks whether the line is about the service's folder", () => {
    const files = {
      "api/go.mod": "module a\n",
      "api/main.go": "package main\n",
      "api/README.md": readme,
      "web/go.mod": "module b\n",
      "web/main.go": "package main\n",
      "web/README.md": readme,
      CODEOWNERS: "/api/ @acme/api\n",
    };
    expect([tell("operations.ownership", files, "api"), tell("operations.ownership", files, "web")]).toEqual([
      "met CODEOWNERS:1 api/README.md:1",
      "open web/README.md:1",
    ]);
  });
});

describe("operations.migrations-tested", () => {
  const sql = { "migrations/1_a.sql": "CREATE TABLE a (id int);" };
  const ci = (steps: string): Files => ({
    ".github/workflows/ci.yml": `on: pull_request\njobs:\n  migrate:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`,
  });
  it.each<[string, Files, string]>([
    ["no database", go, "not-applicable"],
    [
      "documents",
      { ...express, "package.json": '{ "name": "shop", "dependencies": { "express": "5", "mongoose": "8" } }' },
      "not-applicable package.json:1",
    ],
    ["migrations alone", { ...express, ...sql }, "manual migrations/1_a.sql:1"],
    ["a database without migrations", fastapi, "manual pyproject.toml:3"],
    [
      "run on an empty database",
      { ...fastapi, ...sql, ...ci("      - run: uv run alembic upgrade head\n") },
      "manual .github/workflows/ci.yml:6 migrations/1_a.sql:1",
    ],
    [
      "run on what was restored",
      { ...express, ...sql, ...ci("      - run: pg_restore -d shop latest.dump\n      - run: npx prisma migrate deploy\n") },
      "likely .github/workflows/ci.yml:7 migrations/1_a.sql:1",
    ],
  ])("%s", (_, files, expected) => {
    expect(tell("operations.migrations-tested", files)).toBe(expected);
  });
});

describe("operations.cost", () => {
  it("is for people, and names what they look at", () => {
    const manifest =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: shop\n          image: acme/shop:1.2.3\n          resources:\n            requests:\n              cpu: 100m\n";
    expect(tell("operations.cost", express)).toBe("manual");
    expect(tell("operations.cost", { ...express, "k8s/shop.yaml": manifest })).toBe("manual k8s/shop.yaml:12");
  });
});
