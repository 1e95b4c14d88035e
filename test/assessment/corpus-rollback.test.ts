// Status and places of the items of rollback for every service of real projects, compared with their files by eye.
import { compareCorpus } from "./support.ts";

compareCorpus("rollback", {
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
});
