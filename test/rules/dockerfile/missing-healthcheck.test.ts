import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/missing-healthcheck.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const node = "FROM node:24-slim\nCOPY . .\n";

describe("dockerfile/missing-healthcheck", () => {
  it("reports what starts the service", () => {
    expect(run(rule, `${node}EXPOSE 3000\nCMD ["node", "a.js"]\n`)).toMatchObject([{ at: "4:1", on: "CMD" }]);
    expect(run(rule, "FROM nginx:1.30\nCOPY . /usr/share/nginx/html\n")).toMatchObject([{ at: "1:1", on: "FROM" }]);
    expect(run(rule, 'FROM node:24 AS base\nEXPOSE 80\nCMD ["node", "a.js"]\nFROM base\nENV A=1\n')).toMatchObject([
      { at: "4:1", on: "FROM" },
    ]);
  });

  it.each([
    ["an exposed port", `${node}EXPOSE 3000\nCMD ["node", "a.js"]\n`],
    ["a server as the command", 'FROM python:3.14\nCMD ["gunicorn", "app:app"]\n'],
    ["a server in shell form", "FROM python:3.14\nCMD uvicorn app:app\n"],
    ["a base image that serves", "FROM httpd:2.4\n"],
  ])("takes %s for a service", (_, text) => {
    expect(run(rule, text)).toHaveLength(1);
  });

  it.each([
    ["a HEALTHCHECK", `${node}EXPOSE 80\nHEALTHCHECK CMD ["node", "health.js"]\nCMD ["node", "a.js"]\n`],
    ["HEALTHCHECK NONE, which is an answer", `${node}EXPOSE 80\nHEALTHCHECK NONE\nCMD ["node", "a.js"]\n`],
    ["one in the chain", 'FROM node:24 AS base\nHEALTHCHECK CMD ["a"]\nFROM base\nEXPOSE 80\nCMD ["node", "a.js"]\n'],
    ["one for child images", `${node}EXPOSE 80\nONBUILD HEALTHCHECK CMD ["a"]\nCMD ["node", "a.js"]\n`],
    ["a job", 'FROM python:3.14\nCMD ["python", "manage.py", "migrate"]\n'],
    ["a program of which nothing is known", `${node}CMD ["node", "a.js"]\n`],
    ["a command-line tool", 'FROM alpine:3.24\nRUN apk add git\nENTRYPOINT ["git"]\n'],
    ["an unknown base, which may have one", 'FROM registry.example.com/base:1\nEXPOSE 80\nCMD ["app"]\n'],
    ["an image without anything to ask with", 'FROM gcr.io/distroless/static-debian13:nonroot\nEXPOSE 80\nCMD ["/app"]\n'],
    ["scratch", 'FROM scratch\nEXPOSE 80\nCMD ["/app"]\n'],
    ["a stage that only builds", 'FROM node:24 AS build\nEXPOSE 80\nCMD ["node", "a.js"]\nFROM alpine:3.24\nCMD ["date"]\n'],
    ["a stage for development", `FROM node:24 AS dev\nEXPOSE 80\nCMD ["node", "a.js"]\n`],
    ["an image without a command, whatever it exposes", `${node}EXPOSE 80\n`],
    [
      "a generated file",
      `#\n# NOTE: THIS DOCKERFILE IS GENERATED VIA "update.sh"\n#\n# PLEASE DO NOT EDIT IT DIRECTLY.\n#\nFROM nginx:1.30\n`,
    ],
    ["AWS Lambda", 'FROM public.ecr.aws/lambda/nodejs:24\nCMD ["index.handler"]\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("is silent in files for development", () => {
    expect(places(rule, `${node}EXPOSE 80\nCMD ["node", "a.js"]\n`, { path: "Dockerfile.dev" })).toEqual([]);
  });

  it("is silent where a Compose service has one", () => {
    const compose = (check: string) => ({ "compose.yaml": `services:\n  app:\n    build: .\n${check}` });
    const text = `${node}EXPOSE 80\nCMD ["node", "a.js"]\n`;
    expect(places(rule, text, { files: compose("    healthcheck:\n      test: [CMD, node, h.js]\n") })).toEqual([]);
    expect(places(rule, text, { files: compose("") })).toHaveLength(1);
    expect(places(rule, text, { files: compose("    healthcheck:\n      disable: true\n") })).toHaveLength(1);
  });

  it("is silent where Kubernetes has probes", () => {
    const manifest = (probe: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: app:1\n${probe}`;
    const text = `${node}EXPOSE 80\nCMD ["node", "a.js"]\n`;
    expect(
      places(rule, text, {
        files: { "k8s/app.yaml": manifest("          readinessProbe:\n            httpGet: { path: /, port: 80 }\n") },
      }),
    ).toEqual([]);
    expect(places(rule, text, { files: { "k8s/app.yaml": manifest("") } })).toHaveLength(1);
  });

  it("asks with what the image has, at the port that the file names", () => {
    const [problem] = run(rule, `${node}EXPOSE 3000\nCMD ["node", "a.js"]\n`);
    expect(problem?.fixed[0]).toMatch(
      /^FROM node:24-slim\nCOPY \. \.\nEXPOSE 3000\nHEALTHCHECK --interval=\S+ --timeout=\S+ --start-period=\S+ --retries=3 \\\n {4}CMD \["node", "-e", .*127\.0\.0\.1.*3000.*\]\nCMD \["node", "a\.js"\]\n$/,
    );
    expect(run(rule, 'FROM python:3.14-slim\nEXPOSE 8000\nCMD ["gunicorn", "a"]\n')[0]?.fixed[0]).toMatch(
      /CMD \["python", "-c", .*127\.0\.0\.1', 8000/,
    );
    expect(run(rule, 'FROM alpine:3.24\nEXPOSE 8080\nCMD ["/app"]\n')[0]?.fixed[0]).toMatch(/wget.*http:\/\/127\.0\.0\.1:8080\//);
  });

  it("takes port and path from the application, and is sure of them then", () => {
    const files = {
      "package.json": '{"dependencies":{"express":"5"}}',
      "server.js": 'const app = require("express")();\napp.get("/healthz", (req, res) => res.send("ok"));\napp.listen(4000);\n',
    };
    const [problem] = run(rule, `${node}EXPOSE 4000\nCMD ["node", "server.js"]\n`, { files });
    expect(problem?.fixed[0]).toContain("/healthz");
    expect(problem?.fixes?.[0]).toMatchObject({ title: "Add a `HEALTHCHECK`", safety: "unsafe" });
  });

  it("marks what it does not know, for a person to decide", () => {
    const [fix] = run(rule, `${node}EXPOSE 3000\nCMD ["node", "a.js"]\n`)[0]?.fixes ?? [];
    const edit = fix?.changes[0]?.kind === "edit" ? fix.changes[0].edits[0] : undefined;
    expect(fix).toMatchObject({ title: "Add a `HEALTHCHECK`; its path is a guess", safety: "unsafe" });
    expect(edit?.placeholders?.map(({ start, end }) => edit.text.slice(start, end))).toEqual(["/"]);
  });

  it.each<[string, Record<string, string>]>([
    ["an image that another Dockerfile starts from", { "app/Dockerfile": "FROM us/ours:1\n" }],
    [
      "an image that a Job runs",
      {
        "job.yaml":
          "apiVersion: batch/v1\nkind: Job\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: a, image: us/ours }] } } }\n",
      },
    ],
  ])("says nothing of %s", (_, files) => {
    const compose = { "compose.yaml": "services: { a: { image: us/ours, build: . } }\n" };
    const text = `${node}EXPOSE 4000\nCMD ["node", "server.js"]\n`;
    expect(run(rule, text, { files: { ...compose, ...files } })).toEqual([]);
    expect(run(rule, text, { files: compose })).toHaveLength(1);
  });

  it("guesses the port where the exposed one hangs on something unknown", () => {
    const text = 'FROM nginxinc/nginx-unprivileged:1.30-alpine\nEXPOSE ${PORT}\nCMD ["nginx", "-g", "daemon off;"]\n';
    const [fix] = run(rule, text)[0]?.fixes ?? [];
    const edit = fix?.changes[0]?.kind === "edit" ? fix.changes[0].edits[0] : undefined;
    expect(fix?.title).toBe("Add a `HEALTHCHECK`; its port is a guess");
    expect(edit?.placeholders?.map(({ start, end }) => edit.text.slice(start, end))).toEqual(["8080"]);
  });

  it.each([
    ["a variable in the server's option", 'FROM python:3.14-slim\nCMD ["sh", "-c", "exec flask run --port=$PORT"]\n'],
    ["a file of settings", 'FROM python:3.14-slim\nCMD ["gunicorn", "-c", "gunicorn.conf.py", "app:app"]\n'],
    ["Puma, which reads one unasked", 'FROM ruby:3.4\nCMD ["bundle", "exec", "puma"]\n'],
  ])("guesses the port with %s", (_, text) => {
    expect(run(rule, text)[0]?.fixes?.[0]?.title).toBe("Add a `HEALTHCHECK`; its port and path are guesses");
  });

  it("offers no HTTP request for a port of another protocol", () => {
    expect(run(rule, 'FROM alpine:3.24\nEXPOSE 2049\nCMD ["/nfsd"]\n')).toMatchObject([{ fixed: [] }]);
    expect(run(rule, "FROM apache/kafka:4.3.1\n")).toMatchObject([{ fixed: [] }]);
  });

  it("stands on what starts the service, not on an emptied CMD", () => {
    expect(run(rule, `${node}EXPOSE 80\nCMD []\nENTRYPOINT ["node", "a.js"]\n`)).toMatchObject([{ on: "ENTRYPOINT" }]);
  });

  it("uses a service's own probe", () => {
    expect(run(rule, "FROM redis:8.0\nCOPY redis.conf /\n")[0]?.fixed[0]).toContain('["redis-cli", "ping"]');
  });

  it("waits where the stage is to move to an image for running", () => {
    expect(run(rule, 'FROM golang:1.27\nRUN go build -o /app .\nEXPOSE 80\nCMD ["/app"]\n')).toMatchObject([{ fixed: [] }]);
    expect(run(rule, 'FROM golang:1.27\nRUN make\nEXPOSE 80\nCMD ["/app"]\n')[0]?.fixed[0]).toContain("curl");
  });

  it("offers nothing where there is no way to ask", () => {
    expect(run(rule, 'FROM debian:trixie\nEXPOSE 80\nCMD ["/app"]\n')).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["CRLF", `# a\r\nFROM alpine:3.24\r\nEXPOSE 80\r\n# start\r\nCMD ["/app"]\r\n`],
    ["no line break at the end", "FROM nginx:1.30"],
    ["another escape character", '# escape=`\nFROM alpine:3.24\nEXPOSE 80\nCMD ["/app"]\n'],
    ["a heredoc at the end", "FROM nginx:1.30-alpine\nRUN <<EOF\ntrue\nEOF\n"],
    ["continuations", 'FROM alpine:3.24\nEXPOSE 80\nCMD ["/app", \\\n  # port\n  "-p", "80"]'],
    ["the command above the rest", 'FROM alpine:3.24\nCMD ["/app"]\nEXPOSE 80\n'],
    ["ENTRYPOINT and CMD", 'FROM alpine:3.24\nEXPOSE 80\nENTRYPOINT ["/app"]\nCMD ["-p", "80"]\n'],
  ])("keeps the laws with %s", (_, text) => {
    expect(run(rule, text)[0]?.fixed).toHaveLength(1);
    expectLawfulFixes(rule, text);
  });

  it("offers nothing where the file breaks off within an instruction", () => {
    expect(run(rule, "FROM nginx:1.30\nRUN <<EOF\ntrue\n")).toMatchObject([{ fixed: [] }]);
  });
});
