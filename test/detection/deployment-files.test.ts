import { describe, expect, it } from "vitest";
import { deploymentFilesOf } from "../../server/engine/detection/deployment-files.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";

const deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n";

describe("deployment files", () => {
  it("are told apart by path and content", () => {
    const files = {
      "package.json": "{}",
      Dockerfile: "FROM scratch\n",
      ".dockerignore": "*\n",
      ".devcontainer/Dockerfile": "FROM node\n",
      "compose.yaml": "services: {}\n",
      ".github/workflows/deploy-docker-compose.yml": "on: push\n",
      "deploy/api.yaml": deployment,
      "deploy/kustomization.yaml": "resources: [api.yaml]\n",
      "config/app.yaml": "title: Shop\n",
      "openapi.yaml": "openapi: 3.1.0\n",
      "fly.toml": 'app = "shop"\n',
      "app.yaml": "runtime: nodejs24\n",
      "docs/app.yaml": "fonts: serif\n",
      Procfile: "web: node server.js\n",
      "infra/task-definition.json": "{}",
    };
    expect(deploymentFilesOf("", memoryWorkspace(files))).toEqual({
      dockerfiles: ["Dockerfile"],
      ignoreFiles: [".dockerignore"],
      composeFiles: ["compose.yaml"],
      workflows: [".github/workflows/deploy-docker-compose.yml"],
      manifests: ["deploy/api.yaml", "deploy/kustomization.yaml"],
      platformFiles: ["Procfile", "app.yaml", "fly.toml", "infra/task-definition.json"],
    });
  });

  it("of a member are its own and those of nobody else", () => {
    const files = {
      "package.json": "{}",
      "compose.yaml": "services: {}\n",
      "k8s/api.yaml": deployment,
      "apps/api/package.json": "{}",
      "apps/api/Dockerfile": "FROM scratch\n",
      "apps/api/deploy/api.yaml": deployment,
      "apps/web/package.json": "{}",
      "apps/web/Dockerfile": "FROM scratch\n",
      "apps/web/vercel.json": "{}",
      "services/jobs/Jobs.csproj": "<Project/>",
      "services/jobs/Dockerfile": "FROM scratch\n",
    };
    const workspace = memoryWorkspace(files);
    expect(deploymentFilesOf("apps/api", workspace)).toMatchObject({
      dockerfiles: ["apps/api/Dockerfile"],
      composeFiles: ["compose.yaml"],
      manifests: ["apps/api/deploy/api.yaml", "k8s/api.yaml"],
      platformFiles: [],
    });
    expect(deploymentFilesOf("", workspace).dockerfiles).toEqual([
      "apps/api/Dockerfile",
      "apps/web/Dockerfile",
      "services/jobs/Dockerfile",
    ]);
  });
});
