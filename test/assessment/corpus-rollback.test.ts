// What the items of the way back say of real projects, compared with their files by eye.
import { describe, expect, it } from "vitest";
import { assessReadiness, readinessServices } from "../../server/engine/assess.ts";
import { corpusProject, hasCorpus } from "../detection/corpus.ts";
import { today, told } from "./support.ts";

const prefix = "rollback.";

/** By project and folder of the service: status and places of every item. */
const expected: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  "brocoders__nestjs-boilerplate": {
    "": {
      "previous-image": "manual Procfile:1",
      "compatible-migrations": "manual src/database/migrations/1715028537217-CreateUser.ts:1",
      "feature-flags": "open",
      "error-spike-alert": "open",
      rehearsed: "manual",
      decision: "open",
    },
  },
  "dockersamples__example-voting-app": {
    result: {
      "previous-image": "open !k8s-specifications/result-deployment.yaml:18",
      "compatible-migrations": "manual result/package.json:16",
      "feature-flags": "open",
      "error-spike-alert": "open",
      rehearsed: "manual",
      decision: "open",
    },
    vote: {
      "previous-image": "open !k8s-specifications/vote-deployment.yaml:18",
      "compatible-migrations": "not-applicable",
      "feature-flags": "open",
      "error-spike-alert": "open",
      rehearsed: "manual",
      decision: "open",
    },
    worker: {
      "previous-image": "open !k8s-specifications/worker-deployment.yaml:18",
      "compatible-migrations": "manual worker/Worker.csproj:10",
      "feature-flags": "open",
      "error-spike-alert": "open",
      rehearsed: "manual",
      decision: "open",
    },
  },
  "fastapi__full-stack-fastapi-template": {
    backend: {
      "previous-image": "manual .github/workflows/deploy.yml:51",
      "compatible-migrations":
        "manual backend/app/alembic/versions/fe56fa70289e_add_created_at_to_user_and_item.py:1 backend/app/alembic/versions/e2412789c190_initialize_models.py:1",
      "feature-flags": "open",
      "error-spike-alert": "manual backend/pyproject.toml:19",
      rehearsed: "manual",
      decision: "open",
    },
    frontend: {
      "previous-image": "manual .github/workflows/deploy.yml:51",
      "compatible-migrations": "not-applicable",
      "feature-flags": "open",
      "error-spike-alert": "not-applicable",
      rehearsed: "manual",
      decision: "open",
    },
  },
  "hagopj13__node-express-boilerplate": {
    "": {
      "previous-image": "manual .travis.yml:1",
      "compatible-migrations": "not-applicable package.json:65",
      "feature-flags": "open",
      "error-spike-alert": "open",
      rehearsed: "manual",
      decision: "open",
    },
  },
  "kube-rs__controller-rs": {
    "": {
      "previous-image": "met .github/workflows/ci.yml:31 .github/workflows/ci.yml:105",
      "compatible-migrations": "not-applicable",
      "feature-flags": "open",
      "error-spike-alert": "open",
      rehearsed: "manual",
      decision: "open",
    },
  },
  "nickjj__docker-django-example": {
    "": {
      "previous-image": "open",
      "compatible-migrations": "manual pyproject.toml:12",
      "feature-flags": "open",
      "error-spike-alert": "open",
      rehearsed: "manual",
      decision: "open",
    },
  },
  "spring-projects__spring-petclinic": {
    "": {
      "previous-image": "open !k8s/petclinic.yml:33",
      "compatible-migrations": "manual pom.xml:93",
      "feature-flags": "open",
      "error-spike-alert": "open",
      rehearsed: "manual",
      decision: "open",
    },
  },
  stefanprodan__podinfo: {
    "": {
      "previous-image": "likely .github/workflows/release.yml:84",
      "compatible-migrations": "not-applicable",
      "feature-flags": "open",
      "error-spike-alert": "open",
      rehearsed: "manual",
      decision: "open",
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

describe.skipIf(!hasCorpus())("the way back in the corpus", () => {
  it.each(Object.keys(expected))("%s", (project) => {
    expect(toldOf(project)).toEqual(expected[project]);
  });
});
