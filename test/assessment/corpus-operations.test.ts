// What the items of operations say of real projects, compared with their files by eye.
import { describe, expect, it } from "vitest";
import { assessReadiness, readinessServices } from "../../server/engine/assess.ts";
import { corpusProject, hasCorpus } from "../detection/corpus.ts";
import { today, told } from "./support.ts";

const prefix = "operations.";

/** By project and folder of the service: status and places of every item. */
const expected: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  "brocoders__nestjs-boilerplate": {
    "": {
      "rollback-plan": "open",
      "migrations-tested": "manual src/database/migrations/1715028537217-CreateUser.ts:1",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "manual Procfile:1",
      "smoke-test": "manual Procfile:1",
      ownership: "open README.md:14",
      cost: "manual",
    },
  },
  "dockersamples__example-voting-app": {
    result: {
      "rollback-plan": "open",
      "migrations-tested": "manual result/package.json:16",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "open",
      "smoke-test": "open",
      ownership: "likely MAINTAINERS:1",
      cost: "manual",
    },
    vote: {
      "rollback-plan": "open",
      "migrations-tested": "not-applicable",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "open",
      "smoke-test": "open",
      ownership: "likely MAINTAINERS:1",
      cost: "manual",
    },
    worker: {
      "rollback-plan": "open",
      "migrations-tested": "manual worker/Worker.csproj:10",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "open",
      "smoke-test": "open",
      ownership: "likely MAINTAINERS:1",
      cost: "manual",
    },
  },
  "fastapi__full-stack-fastapi-template": {
    backend: {
      "rollback-plan": "open",
      "migrations-tested": "manual backend/app/alembic/versions/fe56fa70289e_add_created_at_to_user_and_item.py:1",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment":
        "open !.github/workflows/deploy.yml:15 !.github/workflows/deploy.yml:15 .github/workflows/deploy-docker-compose.yml:9 .github/workflows/deploy-docker-compose.yml:18 .github/workflows/deploy.yml:19",
      "smoke-test": "open !.github/workflows/deploy.yml:51",
      ownership: "open backend/README.md:3",
      cost: "manual",
    },
    frontend: {
      "rollback-plan": "open",
      "migrations-tested": "not-applicable",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "open !.github/workflows/deploy.yml:15 !.github/workflows/deploy.yml:15 .github/workflows/deploy.yml:19",
      "smoke-test": "open !.github/workflows/deploy.yml:51",
      ownership: "open frontend/README.md:1",
      cost: "manual",
    },
  },
  "hagopj13__node-express-boilerplate": {
    "": {
      "rollback-plan": "open",
      "migrations-tested": "not-applicable package.json:65",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "manual .travis.yml:1",
      "smoke-test": "manual .travis.yml:1",
      ownership: "likely package.json:8 README.md:1",
      cost: "manual",
    },
  },
  "kube-rs__controller-rs": {
    "": {
      "rollback-plan": "open",
      "migrations-tested": "not-applicable",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "open",
      "smoke-test": "open",
      ownership: "likely Cargo.toml:4 README.md:1",
      cost: "manual yaml/deployment.yaml:147",
    },
  },
  "nickjj__docker-django-example": {
    "": {
      "rollback-plan": "open",
      "migrations-tested": "manual pyproject.toml:12",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "open",
      "smoke-test": "open",
      ownership: "open README.md:1",
      cost: "manual",
    },
  },
  "spring-projects__spring-petclinic": {
    "": {
      "rollback-plan": "open",
      "migrations-tested": "manual pom.xml:93",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "open",
      "smoke-test": "open",
      ownership: "open README.md:1",
      cost: "manual",
    },
  },
  stefanprodan__podinfo: {
    "": {
      "rollback-plan": "open",
      "migrations-tested": "not-applicable",
      runbooks: "open",
      "on-call": "open",
      "guarded-deployment": "open",
      "smoke-test": "open",
      ownership: "open README.md:1",
      cost: "manual deploy/bases/backend/deployment.yaml:68 deploy/bases/database/cronjob-backup-daily.yaml:35 deploy/bases/database/cronjob-rollup-daily.yaml:35",
    },
  },
};

function toldOf(project: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const workspace = corpusProject(project);
  const itemsIn = (folder: string) =>
    assessReadiness(workspace, folder, { today })
      .items.filter(({ id }) => id.startsWith(prefix))
      .map((item) => [item.id.slice(prefix.length), told(item)] as const);
  return Object.fromEntries(readinessServices(workspace, "").map((folder) => [folder, Object.fromEntries(itemsIn(folder))]));
}

describe.skipIf(!hasCorpus())("operations in the corpus", () => {
  it.each(Object.keys(expected))("%s", (project) => {
    expect(toldOf(project)).toEqual(expected[project]);
  });
});
