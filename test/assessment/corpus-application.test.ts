// Status and places of the application's items for every service of the corpus, compared with its files by eye.
import { expect, test } from "vitest";
import { assessReadiness, readinessServices } from "../../server/engine/assess.ts";
import { noCorpus } from "../corpus.ts";
import { corpusProject, hasCorpus } from "../detection/corpus.ts";
import { today, told } from "./support.ts";

const expected: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "brocoders__nestjs-boilerplate": {
    ".": [
      "tests-pass: likely .github/workflows/docker-e2e.yml:19 .github/workflows/docker-e2e.yml:29",
      "no-hardcoded-secrets: manual",
      "error-handling: likely package.json:63",
      "structured-logs: manual",
      "health-endpoint: open",
      "graceful-shutdown: manual",
      "outbound-timeouts: manual package.json:59 package.json:60",
      "tracing: manual",
      "dependencies-listed: manual package.json:90 package.json:65",
      "data-privacy: manual",
    ],
  },
  "dockersamples__example-voting-app": {
    result: [
      "tests-pass: open result/tests/render.js:1",
      "no-hardcoded-secrets: manual !docker-compose.images.yml:54 !docker-compose.yml:68 !k8s-specifications/db-deployment.yaml:24",
      "error-handling: manual",
      "structured-logs: manual",
      "health-endpoint: open",
      "graceful-shutdown: manual",
      "outbound-timeouts: manual",
      "tracing: manual",
      "dependencies-listed: manual result/package.json:16",
      "data-privacy: manual",
    ],
    vote: [
      "tests-pass: open",
      "no-hardcoded-secrets: manual !docker-compose.images.yml:54 !docker-compose.yml:68 !k8s-specifications/db-deployment.yaml:24",
      "error-handling: likely vote/requirements.txt:1",
      "structured-logs: manual",
      "health-endpoint: open",
      "graceful-shutdown: met vote/Dockerfile:32",
      "outbound-timeouts: manual",
      "tracing: manual",
      "dependencies-listed: manual vote/requirements.txt:2",
      "data-privacy: manual",
    ],
    worker: [
      "tests-pass: open",
      "no-hardcoded-secrets: manual !docker-compose.images.yml:54 !docker-compose.yml:68 !k8s-specifications/db-deployment.yaml:24",
      "error-handling: manual",
      "structured-logs: manual",
      "health-endpoint: not-applicable",
      "graceful-shutdown: manual",
      "outbound-timeouts: manual",
      "tracing: manual",
      "dependencies-listed: manual worker/Worker.csproj:10 worker/Worker.csproj:9",
      "data-privacy: manual",
    ],
  },
  "fastapi__full-stack-fastapi-template": {
    backend: [
      "tests-pass: likely .github/workflows/test-backend.yml:36",
      "no-hardcoded-secrets: open .env:1",
      "error-handling: likely backend/pyproject.toml:19",
      "structured-logs: manual",
      "health-endpoint: likely compose.yml:68",
      "graceful-shutdown: met backend/Dockerfile:65",
      "outbound-timeouts: likely backend/pyproject.toml:10 backend/pyproject.toml:15",
      "tracing: manual",
      "dependencies-listed: manual backend/pyproject.toml:16",
      "data-privacy: manual",
    ],
    frontend: [
      "tests-pass: likely .github/workflows/playwright.yml:83",
      "no-hardcoded-secrets: open .env:1 frontend/.env:1",
      "error-handling: not-applicable",
      "structured-logs: not-applicable",
      "health-endpoint: not-applicable",
      "graceful-shutdown: not-applicable",
      "outbound-timeouts: not-applicable",
      "tracing: not-applicable",
      "dependencies-listed: manual",
      "data-privacy: manual",
    ],
  },
  "hagopj13__node-express-boilerplate": {
    ".": [
      "tests-pass: manual .travis.yml:1",
      "no-hardcoded-secrets: manual",
      "error-handling: manual",
      "structured-logs: likely package.json:74",
      "health-endpoint: open",
      "graceful-shutdown: manual",
      "outbound-timeouts: manual",
      "tracing: manual",
      "dependencies-listed: manual package.json:65",
      "data-privacy: manual",
    ],
  },
  "kube-rs__controller-rs": {
    ".": [
      "tests-pass: likely .github/workflows/ci.yml:234 .github/workflows/ci.yml:148 !.github/workflows/ci.yml:65 !.github/workflows/ci.yml:138",
      "no-hardcoded-secrets: manual",
      "error-handling: likely Cargo.toml:29",
      "structured-logs: likely Cargo.toml:38",
      "health-endpoint: likely charts/doc-controller/templates/deployment.yaml:53 yaml/deployment.yaml:160",
      "graceful-shutdown: likely Cargo.toml:29",
      "outbound-timeouts: manual",
      "tracing: likely Cargo.toml:39 Cargo.toml:40 Cargo.toml:41",
      "dependencies-listed: manual",
      "data-privacy: manual",
    ],
  },
  "nickjj__docker-django-example": {
    ".": [
      "tests-pass: likely .github/workflows/ci.yml:26",
      "no-hardcoded-secrets: manual",
      "error-handling: likely pyproject.toml:8",
      "structured-logs: manual",
      "health-endpoint: likely compose.yaml:81",
      "graceful-shutdown: met compose.yaml:92 Dockerfile:114",
      "outbound-timeouts: manual",
      "tracing: manual",
      "dependencies-listed: manual pyproject.toml:12 pyproject.toml:13",
      "data-privacy: manual",
    ],
  },
  "spring-projects__spring-petclinic": {
    ".": [
      "tests-pass: likely .github/workflows/gradle-build.yml:31 .github/workflows/maven-build.yml:29 .github/workflows/deploy-and-test-cluster.yml:14",
      "no-hardcoded-secrets: manual !docker-compose.yml:10 !docker-compose.yml:19",
      "error-handling: likely pom.xml:44",
      "structured-logs: manual",
      "health-endpoint: met pom.xml:44 k8s/petclinic.yml:47 k8s/petclinic.yml:51",
      "graceful-shutdown: met pom.xml:8",
      "outbound-timeouts: manual",
      "tracing: manual",
      "dependencies-listed: manual pom.xml:93 pom.xml:88",
      "data-privacy: manual",
    ],
  },
  stefanprodan__podinfo: {
    ".": [
      "tests-pass: likely .github/workflows/e2e.yml:29 .github/workflows/test.yml:39 !.github/workflows/release.yml:84",
      "no-hardcoded-secrets: manual",
      "error-handling: likely go.mod:11",
      "structured-logs: likely go.mod:34",
      "health-endpoint: likely deploy/bases/backend/deployment.yaml:49 deploy/bases/backend/deployment.yaml:58 deploy/bases/database/deployment-replica.yaml:42 deploy/bases/database/deployment-replica.yaml:51 deploy/bases/database/statefulset-primary.yaml:39",
      "graceful-shutdown: manual",
      "outbound-timeouts: manual go.mod:36",
      "tracing: likely go.mod:27 go.mod:28 go.mod:29 go.mod:30 go.mod:31",
      "dependencies-listed: manual go.mod:10",
      "data-privacy: manual",
    ],
  },
};

function toldOf(project: string): Readonly<Record<string, readonly string[]>> {
  const workspace = corpusProject(project);
  return Object.fromEntries(
    readinessServices(workspace, "").map((folder) => {
      const { items } = assessReadiness(workspace, folder, { today });
      const own = items.filter(({ category }) => category === "application");
      return [folder || ".", own.map((one) => `${one.id.slice("application.".length)}: ${told(one)}`)];
    }),
  );
}

if (!hasCorpus()) test("reads no real project", () => expect(noCorpus).not.toBe(""));
else test.each(Object.entries(expected))("%s", (project, services) => expect(toldOf(project)).toEqual(services));
