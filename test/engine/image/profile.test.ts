import { describe, expect, test } from "vitest";
import { profileOf } from "../../../server/engine/image/profile.ts";
import type { Stage } from "../../../server/engine/languages/dockerfile/model.ts";
import { parseDockerfile } from "../../../server/engine/languages/dockerfile/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

/** The profile of the last stage of a Dockerfile. */
function profile(text: string, files: Record<string, string> = {}, path = "Dockerfile") {
  const file = parseDockerfile(new SourceText(path, text));
  return profileOf(file.stages.at(-1) as Stage, memoryWorkspace({ ...files, [path]: text }));
}

const compose = (image: string, dockerfile = "Dockerfile") =>
  `services:\n  a:\n    image: ${image}\n    build: { context: ., dockerfile: ${dockerfile} }\n`;
const manifest = (kind: string, image = "registry.example.com/work:1") => {
  const pod = `spec: { restartPolicy: Never, containers: [{ name: a, image: "${image}" }] }`;
  const template = kind === "CronJob" ? `jobTemplate: { spec: { template: { ${pod} } } }` : `template: { ${pod} }`;
  return `apiVersion: ${kind === "Deployment" ? "apps" : "batch"}/v1\nkind: ${kind}\nmetadata: { name: a }\nspec:\n  ${template}\n`;
};
const app = 'FROM registry.example.com/unheard:1\nCOPY a /a\nENTRYPOINT ["/a"]\n';

describe("what an image is for", () => {
  test.each<[string, string, Record<string, string>, string, string | undefined, string]>([
    [
      "a service by its port",
      'FROM debian:13\nCOPY a /a\nEXPOSE 8080\nCMD ["/a"]\n',
      {},
      "Dockerfile",
      "service",
      'it starts `["/a"]` and listens on port 8080',
    ],
    [
      "a service by its base",
      "FROM nginx:1.30\nCOPY a /usr/share/nginx/html\n",
      {},
      "Dockerfile",
      "service",
      "its base image starts by itself and listens on port 80 by default",
    ],
    [
      "a job by its command",
      'FROM python:3.14\nCMD ["python", "manage.py", "migrate"]\n',
      {},
      "Dockerfile",
      "job",
      "which ends or serves nobody",
    ],
    [
      "a Job",
      app,
      { "compose.yaml": compose("work"), "k8s/job.yaml": manifest("Job") },
      "Dockerfile",
      "job",
      "`k8s/job.yaml` runs it as a job",
    ],
    ["a CronJob", app, { "compose.yaml": compose("work"), "k8s/job.yaml": manifest("CronJob") }, "Dockerfile", "job", "`k8s/job.yaml`"],
    [
      "unknown: a Deployment runs it too",
      app,
      { "compose.yaml": compose("work"), "k8s/a.yaml": manifest("Deployment"), "k8s/job.yaml": manifest("Job") },
      "Dockerfile",
      undefined,
      "",
    ],
    [
      "unknown: the Job's image is another one",
      app,
      { "compose.yaml": compose("other"), "k8s/job.yaml": manifest("Job") },
      "Dockerfile",
      undefined,
      "",
    ],
    ["a base by ONBUILD", "FROM node:24\nONBUILD COPY . /app\nEXPOSE 80\n", {}, "Dockerfile", "base", "`ONBUILD`"],
    [
      "a service in spite of ONBUILD",
      'FROM node:24\nONBUILD COPY . /app\nEXPOSE 80\nCMD ["node", "a.js"]\n',
      {},
      "Dockerfile",
      "service",
      "port 80",
    ],
    ["a base that starts nothing", "FROM debian:13\nRUN a\nEXPOSE 80\n", {}, "Dockerfile", "base", "nothing says what it starts"],
    [
      "a base by its child",
      'FROM debian:13\nEXPOSE 80\nCMD ["/a"]\n',
      { "compose.yaml": compose("ghcr.io/us/ours"), "app/Dockerfile": "FROM ghcr.io/us/ours:2\n" },
      "Dockerfile",
      "base",
      "`app/Dockerfile` starts from it",
    ],
    [
      "a service whose public namesake others start from",
      'FROM debian:13\nEXPOSE 80\nCMD ["/a"]\n',
      { "compose.yaml": compose("us/nginx"), "app/Dockerfile": "FROM nginx:1.30\n" },
      "Dockerfile",
      "service",
      "port 80",
    ],
    [
      "for development by its stage",
      'FROM node:24 AS dev\nCMD ["node", "a.js"]\n',
      {},
      "Dockerfile",
      "development",
      "the stage is named `dev`",
    ],
    [
      "for development by its path",
      "FROM node:24\n",
      {},
      ".devcontainer/Dockerfile",
      "development",
      "of its path `.devcontainer/Dockerfile`",
    ],
    [
      "for development by devcontainer.json",
      "FROM node:24\n",
      { ".devcontainer/devcontainer.json": '{ // ours\n  "build": { "dockerfile": "../tools/Dockerfile" } }' },
      "tools/Dockerfile",
      "development",
      "`.devcontainer/devcontainer.json` builds it",
    ],
    [
      "for development by the old key",
      "FROM node:24\n",
      { ".devcontainer.json": '{ "dockerFile": "tools/Dockerfile" }' },
      "tools/Dockerfile",
      "development",
      "builds it",
    ],
    [
      "a service that is developed in its own image",
      'FROM node:24\nEXPOSE 80\nCMD ["node", "a.js"]\n',
      { ".devcontainer.json": '{ "build": { "dockerfile": "Dockerfile" } }' },
      "Dockerfile",
      "service",
      "port 80",
    ],
    [
      "not for development where others build it",
      "FROM node:24\n",
      {
        ".devcontainer.json": '{ "build": { "dockerfile": "Dockerfile" } }',
        ".github/workflows/ci.yml": "jobs: { a: { steps: [{ run: docker build . }] } }",
      },
      "Dockerfile",
      "base",
      "nothing says what it starts",
    ],
    ["unknown where Compose may say what is started", "FROM node:24\n", { "compose.yaml": compose("a") }, "Dockerfile", undefined, ""],
    ["unknown where the base may start something", "FROM registry.example.com/unheard:1\nCOPY a /a\n", {}, "Dockerfile", undefined, ""],
  ])("%s", (_, text, files, path, kind, reason) => {
    const found = profile(text, files, path);
    expect(found?.kind).toBe(kind);
    expect(found?.reason ?? "").toContain(reason);
  });

  test("and whether it is for Windows", () => {
    expect(profile('FROM mcr.microsoft.com/windows/servercore:ltsc2025\nEXPOSE 80\nCMD ["a.exe"]\n')).toMatchObject({
      kind: "service",
      isWindows: true,
    });
    expect(profile("FROM nginx:1.30\n")?.isWindows).toBe(false);
  });
});
