// Status and places of the items of security for every service of real projects, compared with their files by eye.
import { compareCorpus } from "./support.ts";

compareCorpus("security", {
  "brocoders__nestjs-boilerplate": {
    "": {
      "dependency-scan": "likely renovate.json:1",
      cors: "manual",
      "rate-limit": "manual",
      "authorization-verified": "likely package.json:64",
      headers: "likely package.json:79",
      "image-provenance": "open",
      "pipeline-hardened": "open !.github/workflows/cli.yml:7 !.github/workflows/docker-e2e.yml:9",
      "install-scripts": "open",
      reviewed: "manual",
    },
  },
  "dockersamples__example-voting-app": {
    result: {
      "dependency-scan": "open .github/dependabot.yml:4",
      cors: "manual",
      "rate-limit": "manual",
      "authorization-verified": "manual",
      headers: "open",
      "image-provenance": "open .github/workflows/call-docker-build-result.yaml:26",
      "pipeline-hardened":
        "likely .github/workflows/call-docker-build-result.yaml:28 .github/workflows/call-docker-build-vote.yaml:28 .github/workflows/call-docker-build-worker.yaml:28 .github/workflows/call-docker-build-result.yaml:26 .github/workflows/call-docker-build-vote.yaml:26 .github/workflows/call-docker-build-worker.yaml:26",
      "install-scripts": "open",
      reviewed: "manual",
    },
    vote: {
      "dependency-scan": "open .github/dependabot.yml:4",
      cors: "manual",
      "rate-limit": "manual",
      "authorization-verified": "manual",
      headers: "open",
      "image-provenance": "open .github/workflows/call-docker-build-vote.yaml:26",
      "pipeline-hardened":
        "likely .github/workflows/call-docker-build-result.yaml:28 .github/workflows/call-docker-build-vote.yaml:28 .github/workflows/call-docker-build-worker.yaml:28 .github/workflows/call-docker-build-result.yaml:26 .github/workflows/call-docker-build-vote.yaml:26 .github/workflows/call-docker-build-worker.yaml:26",
      "install-scripts": "not-applicable",
      reviewed: "manual",
    },
    worker: {
      "dependency-scan": "open .github/dependabot.yml:4",
      cors: "not-applicable",
      "rate-limit": "not-applicable",
      "authorization-verified": "not-applicable",
      headers: "not-applicable",
      "image-provenance": "open .github/workflows/call-docker-build-worker.yaml:26",
      "pipeline-hardened":
        "likely .github/workflows/call-docker-build-result.yaml:28 .github/workflows/call-docker-build-vote.yaml:28 .github/workflows/call-docker-build-worker.yaml:28 .github/workflows/call-docker-build-result.yaml:26 .github/workflows/call-docker-build-vote.yaml:26 .github/workflows/call-docker-build-worker.yaml:26",
      "install-scripts": "not-applicable",
      reviewed: "manual",
    },
  },
  "fastapi__full-stack-fastapi-template": {
    backend: {
      "dependency-scan": "likely .github/dependabot.yml:21 .github/dependabot.yml:51 .github/dependabot.yml:4",
      cors: "manual",
      "rate-limit": "manual",
      "authorization-verified": "likely backend/pyproject.toml:20",
      headers: "open",
      "image-provenance": "open",
      "pipeline-hardened":
        "met .github/workflows/add-to-project.yml:10 .github/workflows/add-to-project.yml:19 .github/workflows/bump-pre-commit-hooks.yml:8 .github/workflows/bump-pre-commit-hooks.yml:23 .github/workflows/create-draft-release.yml:8",
      "install-scripts": "not-applicable",
      reviewed: "manual",
    },
    frontend: {
      "dependency-scan": "likely .github/dependabot.yml:35 .github/dependabot.yml:4",
      cors: "not-applicable",
      "rate-limit": "not-applicable",
      "authorization-verified": "not-applicable",
      headers: "open",
      "image-provenance": "not-applicable",
      "pipeline-hardened":
        "met .github/workflows/add-to-project.yml:10 .github/workflows/add-to-project.yml:19 .github/workflows/bump-pre-commit-hooks.yml:8 .github/workflows/bump-pre-commit-hooks.yml:23 .github/workflows/create-draft-release.yml:8",
      "install-scripts": "likely bun.lock:1",
      reviewed: "manual",
    },
  },
  "hagopj13__node-express-boilerplate": {
    "": {
      "dependency-scan": "open",
      cors: "manual package.json:54",
      "rate-limit": "likely package.json:59",
      "authorization-verified": "likely package.json:63",
      headers: "likely package.json:60",
      "image-provenance": "open",
      "pipeline-hardened": "open",
      "install-scripts": "open",
      reviewed: "manual",
    },
  },
  "kube-rs__controller-rs": {
    "": {
      "dependency-scan": "likely .github/dependabot.yml:15 .github/dependabot.yml:3",
      cors: "manual",
      "rate-limit": "manual",
      "authorization-verified": "manual",
      headers: "open",
      "image-provenance": "open .github/workflows/ci.yml:65",
      "pipeline-hardened":
        "open !.github/workflows/automerge.yml:15 !.github/workflows/rustfmt.yml:8 !.github/workflows/ci.yml:13 !.github/workflows/ci.yml:23 !.github/workflows/ci.yml:26",
      "install-scripts": "not-applicable",
      reviewed: "manual",
    },
  },
  "nickjj__docker-django-example": {
    "": {
      "dependency-scan": "open",
      cors: "manual",
      "rate-limit": "manual",
      "authorization-verified": "manual",
      headers: "open",
      "image-provenance": "open",
      "pipeline-hardened": "open !.github/workflows/ci.yml:14",
      "install-scripts": "not-applicable",
      reviewed: "manual",
    },
  },
  "spring-projects__spring-petclinic": {
    "": {
      "dependency-scan": "open",
      cors: "manual",
      "rate-limit": "manual",
      "authorization-verified": "manual",
      headers: "open",
      "image-provenance": "not-applicable",
      "pipeline-hardened":
        "open !.github/workflows/deploy-and-test-cluster.yml:21 !.github/workflows/deploy-and-test-cluster.yml:13 !.github/workflows/gradle-build.yml:29 !.github/workflows/gradle-build.yml:12 !.github/workflows/maven-build.yml:12",
      "install-scripts": "not-applicable",
      reviewed: "manual",
    },
  },
  stefanprodan__podinfo: {
    "": {
      "dependency-scan": "met .github/workflows/cve-scan.yml:23 .github/dependabot.yaml:4",
      cors: "manual",
      "rate-limit": "manual",
      "authorization-verified": "likely go.mod:9",
      headers: "open",
      "image-provenance": "open .github/workflows/release.yml:84 .github/workflows/release.yml:121",
      "pipeline-hardened":
        "met .github/workflows/cve-scan.yml:12 .github/workflows/cve-scan.yml:19 .github/workflows/e2e.yml:9 .github/workflows/e2e.yml:17 .github/workflows/release.yml:8",
      "install-scripts": "not-applicable",
      reviewed: "manual",
    },
  },
});
