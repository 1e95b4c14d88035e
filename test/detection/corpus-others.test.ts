// What is detected in real projects in Java, Rust and .NET, and of the repositories of all of them, read off their files by eye.
import { expect, it } from "vitest";
import { deploymentFilesOf } from "../../server/engine/detection/deployment-files.ts";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import { repositoryOf } from "../../server/engine/detection/repository.ts";
import { noCorpus } from "../corpus.ts";
import { corpusProject, hasCorpus } from "./corpus.ts";
import { told, toldAll } from "./told.ts";

const applications: readonly (readonly [project: string, folder: string, expected: Readonly<Record<string, unknown>>])[] = [
  [
    "spring-projects__spring-petclinic",
    "",
    {
      context: "",
      ecosystem: "java @ pom.xml:1",
      kind: "web @ pom.xml:64",
      framework: "spring-boot @ pom.xml:44",
      name: "spring-petclinic @ pom.xml:12",
      packageManager: "maven @ pom.xml:1",
      runtimeVersion: "17 @ pom.xml:19",
      command: "java -jar app.jar @ pom.xml:44 (likely)",
      output: "target (assumed)",
      port: "8080 (assumed)",
      livenessPath: "/actuator/health/liveness @ pom.xml:44",
      readinessPath: "/actuator/health/readiness @ pom.xml:44",
      lint: "./mvnw -B checkstyle:check @ pom.xml:200",
      unit: "./mvnw -B test @ pom.xml:1 (likely)",
      build: "./mvnw -B package -DskipTests @ pom.xml:1 (likely)",
      services: ["postgres @ pom.xml:93", "mysql @ pom.xml:88"],
    },
  ],
  [
    "kube-rs__controller-rs",
    "",
    {
      context: "",
      ecosystem: "rust @ Cargo.toml:1",
      kind: "web @ Cargo.toml:29",
      framework: "actix-web @ Cargo.toml:29",
      name: "controller @ Cargo.toml:2",
      packageManager: "cargo @ Cargo.toml:1",
      lockFile: "Cargo.lock @ Cargo.lock:1",
      runtimeVersion: "1.98 (assumed)",
      command: "controller @ Cargo.toml:6",
      output: "target/release (assumed)",
      port: "8080 @ Dockerfile:3",
      readinessPath: "/health @ yaml/deployment.yaml:162",
      install: "cargo fetch --locked @ Cargo.toml:1 (likely)",
      lint: "cargo clippy --locked --all-targets -- -D warnings @ Cargo.toml:1 (likely)",
      unit: "cargo test --locked @ Cargo.toml:1 (likely)",
      build: "cargo build --locked --release --bin controller @ Cargo.toml:1 (likely)",
      services: [],
    },
  ],
  [
    "dockersamples__example-voting-app",
    "worker",
    {
      context: "worker",
      ecosystem: "dotnet @ worker/Worker.csproj:1",
      kind: "worker (assumed)",
      framework: "none (assumed)",
      name: "worker @ worker/Worker.csproj:1",
      packageManager: "dotnet @ worker/Worker.csproj:1",
      runtimeVersion: "10.0 @ worker/Worker.csproj:5 (likely)",
      command: "dotnet Worker.dll @ worker/Worker.csproj:1",
      output: "out (assumed)",
      install: "dotnet restore @ worker/Worker.csproj:1 (likely)",
      lint: "dotnet format Worker.csproj --verify-no-changes @ worker/Worker.csproj:1 (likely)",
      build: "dotnet publish -c Release -o out @ worker/Worker.csproj:1 (likely)",
      services: ["postgres @ worker/Worker.csproj:10", "redis @ worker/Worker.csproj:9"],
    },
  ],
];

interface Expected {
  readonly slug: string | undefined;
  readonly branch: string;
  readonly dockerfiles: readonly string[];
  readonly ignoreFiles: readonly string[];
  readonly composeFiles: readonly string[];
  readonly workflows: number;
  readonly manifests: number;
  readonly platformFiles: readonly string[];
}

const repositories: Readonly<Record<string, Expected>> = {
  "brocoders__nestjs-boilerplate": {
    slug: "brocoders/nestjs-boilerplate @ README.md:5 (likely)",
    branch: "main @ .github/workflows/cli.yml:4 (likely)",
    dockerfiles: [
      "Dockerfile",
      "document.Dockerfile",
      "document.e2e.Dockerfile",
      "document.test.Dockerfile",
      "maildev.Dockerfile",
      "relational.e2e.Dockerfile",
      "relational.test.Dockerfile",
    ],
    ignoreFiles: [".dockerignore"],
    composeFiles: [
      "docker-compose.document.ci.yaml",
      "docker-compose.document.test.yaml",
      "docker-compose.document.yaml",
      "docker-compose.generators-relational.test.yaml",
      "docker-compose.relational.ci.yaml",
      "docker-compose.relational.test.yaml",
      "docker-compose.yaml",
    ],
    workflows: 2,
    manifests: 0,
    platformFiles: ["Procfile"],
  },
  "dockersamples__example-voting-app": {
    slug: undefined,
    branch: "main @ .github/workflows/call-docker-build-result.yaml:8 (likely)",
    dockerfiles: ["result/Dockerfile", "result/tests/Dockerfile", "seed-data/Dockerfile", "vote/Dockerfile", "worker/Dockerfile"],
    ignoreFiles: ["result/.dockerignore"],
    composeFiles: ["docker-compose.images.yml", "docker-compose.yml", "result/docker-compose.test.yml"],
    workflows: 3,
    manifests: 9,
    platformFiles: ["docker-stack.yml"],
  },
  "fastapi__full-stack-fastapi-template": {
    slug: undefined,
    branch: "master @ .github/workflows/deploy.yml:6 (likely)",
    dockerfiles: ["backend/Dockerfile", "frontend/Dockerfile.playwright"],
    ignoreFiles: [".dockerignore", "backend/.dockerignore", "frontend/.dockerignore"],
    composeFiles: ["compose.deploy.yml", "compose.override.yml", "compose.yml"],
    workflows: 15,
    manifests: 0,
    platformFiles: [],
  },
  "hagopj13__node-express-boilerplate": {
    slug: "hagopj13/node-express-boilerplate @ package.json:7",
    branch: "master @ README.md:3 (likely)",
    dockerfiles: ["Dockerfile"],
    ignoreFiles: [".dockerignore"],
    composeFiles: ["docker-compose.dev.yml", "docker-compose.prod.yml", "docker-compose.test.yml", "docker-compose.yml"],
    workflows: 0,
    manifests: 0,
    platformFiles: [],
  },
  "kube-rs__controller-rs": {
    slug: "kube-rs/controller-rs @ README.md:2 (likely)",
    branch: "main @ .github/workflows/ci.yml:7 (likely)",
    dockerfiles: ["Dockerfile"],
    ignoreFiles: [".dockerignore"],
    composeFiles: ["docker-compose.yaml"],
    workflows: 3,
    manifests: 10,
    platformFiles: ["Tiltfile", "charts/doc-controller/Chart.yaml"],
  },
  "nickjj__docker-django-example": {
    slug: undefined,
    branch: "main @ .github/workflows/ci.yml:9 (likely)",
    dockerfiles: ["Dockerfile"],
    ignoreFiles: [".dockerignore"],
    composeFiles: ["compose.yaml"],
    workflows: 1,
    manifests: 0,
    platformFiles: [],
  },
  "spring-projects__spring-petclinic": {
    slug: "spring-projects/spring-petclinic @ README.md:1 (likely)",
    branch: "main @ .github/workflows/deploy-and-test-cluster.yml:5 (likely)",
    dockerfiles: [],
    ignoreFiles: [],
    composeFiles: ["docker-compose.yml"],
    workflows: 3,
    manifests: 2,
    platformFiles: [],
  },
  stefanprodan__podinfo: {
    slug: "stefanprodan/podinfo @ go.mod:1",
    branch: "master @ .github/workflows/cve-scan.yml:7 (likely)",
    dockerfiles: ["Dockerfile"],
    ignoreFiles: [],
    composeFiles: ["otel/docker-compose.yaml"],
    workflows: 4,
    manifests: 78,
    platformFiles: ["charts/podinfo/Chart.yaml"],
  },
};

if (!hasCorpus()) it("reads no real project", () => expect(noCorpus).not.toBe(""));
else {
  it.each(applications)("%s/%s", (project, folder, expected) => {
    const application = applicationIn(corpusProject(project), folder);
    expect(application && toldAll(application)).toEqual(expected);
  });

  it.each(Object.entries(repositories))("the repository and the deployment files of %s", (project, expected) => {
    const workspace = corpusProject(project);
    const { slug, defaultBranch } = repositoryOf(workspace);
    const files = deploymentFilesOf("", workspace);
    expect({
      ...files,
      slug: told(slug),
      branch: told(defaultBranch),
      workflows: files.workflows.length,
      manifests: files.manifests.length,
    }).toEqual(expected);
  });
}
