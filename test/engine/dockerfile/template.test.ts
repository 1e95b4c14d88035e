import { describe, expect, it } from "vitest";
import { isDockerfilePath } from "../../../server/engine/languages/dockerfile/detect.ts";
import { dockerfile } from "./parsed.ts";

describe("templates", () => {
  it.each([
    ["Dockerfile.j2", "FROM node"],
    ["Dockerfile.template", "FROM node"],
    ["web/Dockerfile.erb", "FROM node"],
    ["Dockerfile.tt", "FROM node"],
    ["Dockerfile", "FROM {{ base }}\nRUN x"],
    ["Dockerfile", "FROM node\n{{ if .Debug }}\nRUN x\n{{ end }}"],
    ["Dockerfile", "FROM node\n{% for p in packages %}\nRUN x\n{% endfor %}"],
    ["Dockerfile", "FROM <%= base %>\n<% if x %>\nRUN x\n<% end %>"],
    ["Dockerfile", "FROM debian:%%SUITE%%"],
    ["Dockerfile", "FROM node\nENV VERSION %%VERSION%%"],
    ["Dockerfile", "FROM <IMAGE>:<TAG>"],
    ["Dockerfile", "FROM node\nRUN a \\\n{{ if x }}\n  b \\\n{{ end }}\n  c"],
    ["Dockerfile", "FROM node\nCOPY {{ source }} /app"],
  ])("%s with %j is one, and has no problems", (path, text) => {
    const file = dockerfile(`${text}\nNONSENSE`, path);
    expect(file.isTemplate).toBe(true);
    expect(file.problems).toEqual([]);
  });

  it.each([
    "FROM node\nRUN docker ps --format '{{.Names}}'",
    "FROM golang\nRUN go list -f {{.Dir}} ./...",
    'FROM node\nLABEL rule="Host:{{ index .Labels 0 }}"',
    "FROM node\nRUN <<EOF\n{{ not ours }}\nEOF",
    "FROM node\n# {{ a comment }}\nRUN date +%%Y",
    "FROM node\nMAINTAINER Somebody <a@b.example>",
    "FROM node\nRUN cat <file >out",
    'FROM node\nHEALTHCHECK CMD test "{{x}}"',
  ])("%j is none", (text) => {
    expect(dockerfile(text).isTemplate).toBe(false);
    expect(dockerfile(`${text}\nNONSENSE`).problems.length).toBe(1);
  });
});

describe("the names of Dockerfiles", () => {
  it.each([
    "Dockerfile",
    "dockerfile",
    "web/Dockerfile",
    "Dockerfile.dev",
    "Dockerfile.windows.amd64",
    "Dockerfile-prod",
    "api.dockerfile",
    "api.Dockerfile",
    "Containerfile",
    "Containerfile.base",
    "deploy/api.containerfile",
    "Dockerfile.j2",
    "Dockerfile.web.j2",
    "Dockerfile.template",
    "api.Dockerfile.erb",
    "Dockerfile.alpine3.20",
  ])("%s is one", (path) => {
    expect(isDockerfilePath(path)).toBe(true);
  });

  it.each([
    "Dockerfile.dockerignore",
    "api.Dockerfile.dockerignore",
    ".dockerignore",
    "Dockerfile.go",
    "Dockerfile.md",
    "dockerfile.ts",
    "Dockerfile.py",
    "Dockerfile.test.js",
    "Dockerfile.yml",
    "dockerfile-utils.ts",
    "MyDockerfile",
    "Dockerfiles/readme.txt",
    "Dockerfile/index.html",
    "docker-compose.yml",
    ".dockerfile",
    "Dockerfile.",
    "",
  ])("%s is none", (path) => {
    expect(isDockerfilePath(path)).toBe(false);
  });
});
