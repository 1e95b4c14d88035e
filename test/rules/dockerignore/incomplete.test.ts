import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerignore/incomplete.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const Dockerfile = "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\n";
const node = { Dockerfile, "package.json": "{}", "node_modules/a/index.js": "", ".git/HEAD": "" };

describe("dockerignore/incomplete", () => {
  it("reports what is there and not ignored, once, on the last pattern", () => {
    expect(run(rule, "dist\n*.log\n", { files: node })).toMatchObject([
      { at: "2:1", on: "*.log", fixed: ["dist\n*.log\n.git\n**/node_modules\n"] },
    ]);
    expect(run(rule, "", { files: node })).toMatchObject([{ at: "1:1", fixed: [".git\n**/node_modules\n"] }]);
    expect(run(rule, "# nothing", { files: node })).toMatchObject([{ fixed: ["# nothing\n.git\n**/node_modules\n"] }]);
  });

  it.each([["dist\n"], ["dist"], ["# c\r\ndist\r\n"], [""], ["dist\n\n\n"]])("keeps the laws in %j", (text) => {
    expect(places(rule, text, { files: node })).toHaveLength(1);
    expectLawfulFixes(rule, text, { files: node });
  });

  it.each([
    ["both ignored", "**/node_modules\n.git\n"],
    ["ignored by an anchored name", "/node_modules/\n/.git\n"],
    ["ignored by a pattern", "node_*\n.gi?\n"],
    ["an allow-list", "*\n!src\n!package*.json\n"],
    ["let back in on purpose", "*\n!node_modules\n!.git\n"],
  ])("is silent where it is %s", (_, text) => {
    expect(places(rule, text, { files: node })).toEqual([]);
  });

  it("honours what a later pattern says", () => {
    expect(places(rule, ".git\nnode_modules\n!node_modules\n", { files: node })).toEqual([]);
    expect(places(rule, "!node_modules\n.git\n", { files: node })).toHaveLength(1);
  });

  it.each([
    ["no Dockerfile copies the whole context", { ...node, Dockerfile: "FROM node:24\nCOPY src ./src\n" }],
    ["there is no Dockerfile", { "package.json": "{}", "node_modules/a/index.js": "" }],
    ["nothing heavy is there", { Dockerfile, "package.json": "{}", "src/a.js": "" }],
    ["the folders are copied by name", { ...node, Dockerfile: `${Dockerfile}COPY node_modules/a ./a\nCOPY .git/HEAD ./\n` }],
    ["the image does not install, and Git is asked", { ...node, Dockerfile: "FROM node:24\nCOPY . .\nRUN git describe > version\n" }],
  ])("is silent where %s", (_, files) => {
    expect(places(rule, "dist\n", { files: files as Record<string, string> })).toEqual([]);
  });

  it("is silent where nothing can be seen", () => {
    expect(places(rule, "dist\n")).toEqual([]);
  });

  it.each([
    [
      "target of a Cargo project",
      { Dockerfile: "FROM rust:1\nCOPY . .\nRUN cargo build\n", "Cargo.toml": "", "target/x": "" },
      "**/target",
    ],
    [
      "a virtual environment",
      { Dockerfile: "FROM python:3.14\nCOPY . .\nRUN pip install -r requirements.txt\n", "requirements.txt": "", ".venv/x": "" },
      "**/.venv",
    ],
    ["compiled Python", { Dockerfile: "FROM python:3.14\nCOPY . .\n", "app.py": "", "__pycache__/x": "" }, "**/__pycache__"],
    [".NET output", { Dockerfile: "FROM sdk\nCOPY . .\nRUN dotnet publish\n", "src/App/App.csproj": "", "src/App/obj/x": "" }, "**/obj"],
    ["PHP packages", { Dockerfile: "FROM php:8.5\nCOPY . .\nRUN composer install\n", "composer.json": "", "vendor/x": "" }, "vendor"],
    [
      "packages of a project inside",
      { Dockerfile: "FROM node:24\nCOPY . .\nRUN cd web && npm ci\n", "web/package.json": "", "web/node_modules/x": "" },
      "**/node_modules",
    ],
    ["Next.js output", { Dockerfile: "FROM node:24\nCOPY . .\nRUN npm run build\n", "package.json": "", ".next/x": "" }, "**/.next"],
  ])("knows %s", (_, files, pattern) => {
    expect(run(rule, ".git\n", { files })).toMatchObject([{ fixed: [`.git\n${pattern}\n`] }]);
    expectLawfulFixes(rule, ".git\n", { files });
  });

  it("leaves a target with a finished program alone", () => {
    expect(
      places(rule, ".git\n", { files: { Dockerfile: "FROM eclipse-temurin:25\nCOPY . .\n", "pom.xml": "", "target/app.jar": "" } }),
    ).toEqual([]);
    expect(
      places(rule, ".git\n", {
        files: { Dockerfile: "FROM maven:3\nCOPY . .\nRUN mvn package\nCOPY target/*.jar /x/\n", "pom.xml": "", "target/app.jar": "" },
      }),
    ).toEqual([]);
  });

  it("serves an ignore file named after its Dockerfile, and the context that a build names", () => {
    const files = {
      "api/Dockerfile": Dockerfile,
      "compose.yaml": "services:\n  api:\n    build:\n      context: .\n      dockerfile: api/Dockerfile\n",
      "package.json": "{}",
      "node_modules/x": "",
    };
    expect(run(rule, "x\n", { files, path: "api/Dockerfile.dockerignore" })).toMatchObject([{ fixed: ["x\n**/node_modules\n"] }]);
    expect(run(rule, "x\n", { files })).toHaveLength(1);
    expect(run(rule, "x\n", { files, path: "api/.dockerignore" })).toEqual([]);
  });
});
