import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { healthcheckFor } from "../../../server/engine/image/healthcheck.ts";
import { parseDockerfile } from "../../../server/engine/languages/dockerfile/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { lastStage } from "./stage.ts";

const lead = "HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \\\n    CMD ";

function check(text: string, files?: Record<string, string>) {
  return healthcheckFor(lastStage(text), files ? memoryWorkspace({ Dockerfile: text, ...files }) : unseenWorkspace());
}
function command(text: string): string | undefined {
  const found = check(text)?.text;
  return found?.startsWith(lead) ? found.slice(lead.length) : found;
}

describe("the HEALTHCHECK for an image", () => {
  it.each([
    [
      'FROM node:24-alpine\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
      `["node", "-e", "require('http').get({ host: '127.0.0.1', port: 3000, path: '/' }, (answer) => process.exit(answer.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))"]`,
    ],
    [
      'FROM gcr.io/distroless/nodejs24-debian13:nonroot\nENV PORT=8080\nCMD ["server.js"]\n',
      `["/nodejs/bin/node", "-e", "require('http').get({ host: '127.0.0.1', port: process.env.PORT || 8080, path: '/' }, (answer) => process.exit(answer.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))"]`,
    ],
    [
      'FROM python:3.14-slim\nCMD ["gunicorn", "-b", ":9000", "a:b"]\n',
      `["python", "-c", "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 9000, timeout=2); c.request('GET', '/'); sys.exit(c.getresponse().status >= 400)"]`,
    ],
    ["FROM nginx:1.30-alpine\nCOPY dist /x\n", `["wget", "-q", "-T", "2", "-O", "/dev/null", "http://127.0.0.1:80/"]`],
    ["FROM nginx:1.30\nEXPOSE 8080\n", "curl -fsS -m 2 -o /dev/null http://127.0.0.1:8080/ || exit 1"],
    ['FROM alpine:3.24\nENV PORT=8080\nCMD ["/server"]\n', 'wget -q -T 2 -O /dev/null "http://127.0.0.1:${PORT:-8080}/" || exit 1'],
    [
      'FROM debian:trixie-slim\nRUN apt-get install -y wget\nEXPOSE 80\nCMD ["/server"]\n',
      "wget -q -T 2 -O /dev/null http://127.0.0.1:80/ || exit 1",
    ],
    ["FROM postgres:18-alpine\n", "pg_isready -h 127.0.0.1 -U ${POSTGRES_USER:-postgres} -d ${POSTGRES_DB:-postgres} || exit 1"],
    ["FROM redis:8\n", '["redis-cli", "ping"]'],
    ['FROM redis:8\nCMD ["redis-server", "/x.conf"]\n', '["redis-cli", "ping"]'],
    ["FROM mysql:8.4\n", '["mysqladmin", "ping", "-h", "127.0.0.1"]'],
    ["FROM mariadb:11.8\n", '["healthcheck.sh", "--connect", "--innodb_initialized"]'],
    ["FROM prom/prometheus:v3\n", '["wget", "-q", "-T", "2", "-O", "/dev/null", "http://127.0.0.1:9090/-/healthy"]'],
    [
      'FROM ruby:3.4-slim\nCMD ["bin/rails", "server"]\n',
      `["ruby", "-rnet/http", "-e", "exit Net::HTTP.get_response('127.0.0.1', '/', 3000).code.to_i < 400"]`,
    ],
    [
      'FROM oven/bun:1\nEXPOSE 3000\nCMD ["bun", "run", "x.ts"]\n',
      `["bun", "-e", "fetch('http://127.0.0.1:3000/').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]`,
    ],
    [
      'FROM eclipse-temurin:25-jre-alpine\nEXPOSE 8080\nENTRYPOINT ["java", "-jar", "a.jar"]\n',
      `["wget", "-q", "-T", "2", "-O", "/dev/null", "http://127.0.0.1:8080/"]`,
    ],
    ["FROM php:8.4-apache\n", "curl -fsS -m 2 -o /dev/null http://127.0.0.1:80/ || exit 1"],
    [
      'FROM eclipse-temurin:25-jre\nEXPOSE 8080\nENTRYPOINT ["java", "-jar", "a.jar"]\n',
      "curl -fsS -m 2 -o /dev/null http://127.0.0.1:8080/ || exit 1",
    ],
    ['FROM eclipse-temurin:25-jre-ubi10-minimal\nEXPOSE 8080\nENTRYPOINT ["java", "-jar", "a.jar"]\n', undefined],
    ['FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled\nENTRYPOINT ["./App"]\n', undefined],
    ['FROM scratch\nEXPOSE 8080\nENTRYPOINT ["/app"]\n', undefined],
    ['FROM gcr.io/distroless/static-debian13:nonroot\nEXPOSE 8080\nENTRYPOINT ["/app"]\n', undefined],
    ["FROM php:8.4-fpm\n", undefined],
    ['FROM public.ecr.aws/lambda/nodejs:24\nCMD ["i.h"]\n', undefined],
    ['FROM acme/api\nEXPOSE 8080\nCMD ["/app"]\n', undefined],
    ['FROM python:3.14-slim\nCMD ["celery", "worker"]\n', undefined],
    ['FROM alpine:3.24\nEXPOSE 50051\nCMD ["/grpc"]\n', undefined],
    ['FROM redis:8\nENTRYPOINT ["/own.sh"]\n', undefined],
  ])("%j", (text, expected) => {
    expect(command(text)).toBe(expected);
  });

  it("gives slow tools more time", () => {
    expect(check("FROM rabbitmq:4\n")?.text).toContain("--timeout=10s");
  });

  it("marks what is guessed", () => {
    const guessed = check('FROM node:24\nCMD ["node", "x.js"]\n');
    expect(guessed?.isCertain).toBe(false);
    expect(guessed?.placeholders.map(({ start, end }) => guessed.text.slice(start, end))).toEqual(["3000", "/"]);
    const path = check('FROM node:24\nEXPOSE 8080\nCMD ["node", "x.js"]\n');
    expect(path?.placeholders.map(({ start, end }) => path.text.slice(start, end))).toEqual(["/"]);
    expect(check("FROM nginx:1.30\n")).toMatchObject({ isCertain: true, placeholders: [] });
    expect(check("FROM postgres:18\n")?.isCertain).toBe(true);
  });

  it("takes path and port from the project", () => {
    const found = check('FROM node:24-slim\nCOPY . .\nCMD ["node", "server.js"]\n', {
      "package.json": JSON.stringify({ main: "server.js", dependencies: { express: "5" } }),
      "server.js": "const app = require('express')();\napp.get('/healthz', (_, r) => r.send('ok'));\napp.listen(4500);\n",
    });
    expect(found?.isCertain).toBe(true);
    expect(found?.text).toContain("port: 4500, path: '/healthz'");
  });

  it("tells a well service from a sick one, when Node.js runs it", async () => {
    let status = 200;
    const server = createServer((request, response) => response.writeHead(request.url === "/" ? status : 404).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const stage = lastStage(
      `FROM node:24\nEXPOSE ${port}\nCMD ["node", "x.js"]\n${check(`FROM node:24\nEXPOSE ${port}\nCMD ["node", "x.js"]\n`)?.text}\n`,
    );
    const words = (stage.last("HEALTHCHECK")?.command?.argv ?? []).map((word) => word.text).slice(1);
    const run = () => new Promise<number | null>((resolve) => spawn(process.execPath, words, { stdio: "ignore" }).on("close", resolve));
    expect(await run()).toBe(0);
    status = 500;
    expect(await run()).toBe(1);
    await new Promise((resolve) => server.close(resolve));
    expect(await run()).toBe(1);
  });

  it("parses, in files with either escape character", () => {
    for (const text of [
      'FROM node:24\nEXPOSE 80\nCMD ["node", "x"]\n',
      "# escape=`\nFROM nginx:1.30\n",
      "FROM postgres:18\n",
      'FROM ruby:3.4\nCMD ["puma"]\n',
    ]) {
      const found = check(text);
      const file = parseDockerfile(new SourceText("Dockerfile", `${text}${found?.text}\n`));
      expect(file.problems).toEqual([]);
      const healthcheck = file.stages[0]?.last("HEALTHCHECK");
      expect(healthcheck?.command?.text.text).not.toBe("");
      expect(healthcheck?.command?.form).toBe(found?.text.includes('CMD ["') ? "exec" : "shell");
    }
  });
});
