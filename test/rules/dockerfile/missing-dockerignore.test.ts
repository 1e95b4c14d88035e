import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/missing-dockerignore.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const text = "FROM node:24\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\n";
const node = { "package.json": "{}", "server.js": "" };

/** The lines of the ignore file that the fix creates. */
function lines(files: Record<string, string>, dockerfile = text, path = "Dockerfile"): string[] {
  const [problem] = run(rule, dockerfile, { files, path });
  expectLawfulFixes(rule, dockerfile, { files, path });
  const [created, ...more] = Object.values(problem?.others[0] ?? {});
  expect(more).toEqual([]);
  return (created ?? "").split("\n");
}

describe("dockerfile/missing-dockerignore", () => {
  it("marks the source of the first copy of everything, once", () => {
    const many = "FROM node:24 AS a\nCOPY . /a\nFROM node:24\nADD ./ /b\nCOPY --from=a /a /a\n";
    expect(run(rule, many, { files: node })).toMatchObject([{ at: "2:6", on: "." }]);
    expect(run(rule, "FROM node:24\nADD --chown=1 ./ /b\n", { files: node })).toMatchObject([{ at: "2:15", on: "./" }]);
    expect(run(rule, "FROM node:24\nCOPY * /b/\n", { files: node })).toMatchObject([{ on: "*" }]);
  });

  it.each([
    ["an ignore file in the context", { ...node, ".dockerignore": "node_modules\n" }],
    ["an ignore file named after the Dockerfile", { ...node, "Dockerfile.dockerignore": "node_modules\n" }],
    ["nothing worth to be ignored", { "hello.txt": "" }],
  ])("is silent with %s", (_, files) => {
    expect(places(rule, text, { files: files as unknown as Record<string, string> })).toEqual([]);
  });

  it.each([
    ["a part of the context", "FROM node:24\nCOPY src ./\n"],
    ["another stage's files", "FROM node:24 AS a\nFROM node:24\nCOPY --from=a . .\n"],
    ["a trigger, which copies from the child's context", "FROM node:24\nONBUILD COPY . .\n"],
    ["an unknown source", "FROM node:24\nARG SRC\nCOPY $SRC .\n"],
    ["a template", "FROM node:{{ v }}\nCOPY . .\n"],
  ])("is silent on %s", (_, dockerfile) => {
    expect(places(rule, dockerfile, { files: node })).toEqual([]);
  });

  it("is silent where the context cannot be seen", () => {
    expect(places(rule, text)).toEqual([]);
  });

  it("gives an image for development a hint", () => {
    expect(run(rule, text, { files: node, path: "Dockerfile.dev" })).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, text, { files: node })[0]?.severity).toBeUndefined();
  });

  it("looks in the context that a build names", () => {
    const files = {
      "api/package.json": "{}",
      "compose.yaml": "services:\n  api:\n    build:\n      context: .\n      dockerfile: api/Dockerfile\n",
    };
    const at = (more: Record<string, string>) => run(rule, text, { files: { ...files, ...more }, path: "api/Dockerfile" });
    expect(at({ "package.json": "{}" })).toMatchObject([{ others: [{ ".dockerignore": expect.stringContaining("node_modules") }] }]);
    expect(at({ "package.json": "{}", ".dockerignore": "x\n" })).toEqual([]);
    // The one beside the Dockerfile means nothing to a build from the root.
    expect(at({ "package.json": "{}", "api/.dockerignore": "x\n" })).toHaveLength(1);
    expect(at({ "package.json": "{}", "api/Dockerfile.dockerignore": "x\n" })).toEqual([]);
  });

  it("is silent where one of several possible contexts has an ignore file", () => {
    const files = { ".dockerignore": "x\n", "package.json": "{}", "api/package.json": "{}" };
    expect(places(rule, text, { files, path: "api/Dockerfile" })).toEqual([]);
  });

  it("writes what suits the project", () => {
    expect(lines(node)).toEqual(expect.arrayContaining([".git", "**/node_modules", "**/.env", "!**/.env.example"]));
    expect(lines(node)).not.toContain("**/__pycache__");
    const python = lines({ "requirements.txt": "" }, "FROM python:3.14\nCOPY . .\nRUN pip install -r requirements.txt\n");
    expect(python).toEqual(expect.arrayContaining(["**/__pycache__", "**/.venv"]));
    expect(python).not.toContain("**/node_modules");
    expect(lines({ "Cargo.toml": "" }, "FROM rust:1\nCOPY . .\nRUN cargo build\n")).toContain("**/target");
    expect(lines({ "go.mod": "" }, "FROM golang:1.27\nCOPY . .\nRUN go build\n")).toContain("**/*_test.go");
    expect(lines({ "pom.xml": "" }, "FROM maven:3\nCOPY . .\nRUN mvn package\n")).toContain("**/target");
    expect(lines({ "a.csproj": "" }, "FROM sdk\nCOPY . .\nRUN dotnet publish\n")).toEqual(expect.arrayContaining(["**/bin", "**/obj"]));
    expect(lines({ "composer.json": "" }, "FROM php:8.5\nCOPY . .\nRUN composer install\n")).toContain("vendor");
    expect(lines({ Gemfile: "" }, "FROM ruby:3.4\nCOPY . .\nRUN bundle\n")).toEqual(expect.arrayContaining([".bundle", "**/*.key"]));
  });

  it("keeps what the image does not make itself, and what its commands work on", () => {
    expect(lines(node, "FROM node:24\nCOPY . .\n")).not.toContain("**/node_modules");
    expect(lines({ "pom.xml": "" }, "FROM eclipse-temurin:25\nCOPY . .\n")).not.toContain("**/target");
    expect(lines(node, "FROM node:24\nCOPY . .\nRUN npm ci && npm test\n")).not.toContain("**/*.test.[jt]s");
    expect(lines({ "go.mod": "" }, "FROM golang:1.27\nCOPY . .\nRUN go test ./...\n")).not.toContain("**/*_test.go");
    expect(lines(node, "FROM node:24\nCOPY . .\nRUN git rev-parse HEAD > version\n")).not.toContain(".git");
    expect(lines(node, "FROM node:24\nCOPY . .\nRUN git clone https://git.acme.io/lib\n")).toContain(".git");
    expect(lines({ Gemfile: "", "bin/rails": "" }, "FROM ruby:3.4\nCOPY . .\nRUN bundle\n")).not.toContain("**/bin");
    expect(lines({ "a.csproj": "", "bin/out.dll": "" }, "FROM sdk\nCOPY . .\n")).not.toContain("**/bin");
  });

  it("hides nothing that a Dockerfile of the context names", () => {
    const files = {
      ...node,
      "compose.yaml": "",
      "other.Dockerfile":
        "FROM base\nCOPY node_modules ./node_modules\nCOPY certs/*.pem /certs/\nCOPY compose.yaml .git/HEAD .env.local ./\n",
    };
    const made = lines(files);
    for (const pattern of ["**/node_modules", "**/*.pem", "**/compose*.y*ml", ".git", "**/.env.*"])
      expect(made, pattern).not.toContain(pattern);
    expect(made).toContain("**/.env");
    const mounted = "FROM node:24\nCOPY . .\nRUN --mount=type=bind,source=.git,target=/git npm ci\n";
    expect(lines(node, mounted)).not.toContain(".git");
  });

  it("lets back in what looks like a secret, and is none", () => {
    const files = {
      ...node,
      ".env.production": "VITE_TITLE=Shop\n",
      ".env": "STRIPE_SECRET=rg7fh2kq9v\n",
      "certs/ca.pem": "-----BEGIN CERTIFICATE-----\n",
    };
    const made = lines(files);
    expect(made).toEqual(expect.arrayContaining(["!.env.production", "!certs/ca.pem"]));
    expect(made).not.toContain("!.env");
  });

  it("uses the Dockerfile's line breaks", () => {
    const crlf = text.replaceAll("\n", "\r\n");
    const created = run(rule, crlf, { files: node })[0]?.others[0]?.[".dockerignore"] ?? "";
    expect(created).toMatch(/\r\n/);
    expect(created).not.toMatch(/[^\r]\n/);
  });
});
