import { describe, expect, it } from "vitest";
import { serviceOf } from "../../../server/engine/image/service.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { lastStage } from "./stage.ts";

function service(text: string, files?: Record<string, string>) {
  return serviceOf(lastStage(text), files ? memoryWorkspace({ Dockerfile: text, ...files }) : unseenWorkspace());
}

describe("what an image serves", () => {
  it.each([
    ['FROM node:24-slim\nEXPOSE 3000\nCMD ["node", "server.js"]\n', { isService: true, port: 3000, portFrom: "expose", runtime: "node" }],
    [
      'FROM node:24-slim\nENV PORT=8080\nEXPOSE 3000\nCMD ["node", "server.js"]\n',
      { isService: true, port: 8080, portFrom: "env", portVariable: "PORT" },
    ],
    ['FROM node:24-slim\nCMD ["node", "server.js"]\n', { isService: undefined, port: undefined, runtime: "node" }],
    ["FROM node:24-slim\nARG P=4000\nEXPOSE $P\nCMD node x\n", { isService: true, port: 4000 }],
    ["FROM node:24-slim\nARG P\nEXPOSE $P\nCMD node x\n", { isService: true, port: undefined }],
    ["FROM node:24-slim\nEXPOSE 9229 3000 53/udp\nCMD node x\n", { port: 3000 }],
    ["FROM debian:trixie\nEXPOSE 53/udp\nCMD dns\n", { isService: undefined, port: undefined }],
    [
      'FROM python:3.14-slim\nCMD ["gunicorn", "-b", "0.0.0.0:9000", "app:app"]\n',
      { isService: true, port: 9000, portFrom: "command", protocol: "http", runtime: "python" },
    ],
    ['FROM python:3.14-slim\nCMD ["gunicorn", "--bind=:9000", "app:app"]\n', { port: 9000 }],
    ["FROM python:3.14-slim\nCMD uvicorn app:app --host 0.0.0.0 --port ${PORT:-8080}\n", { port: 8080, portFrom: "command" }],
    ['FROM python:3.14-slim\nCMD ["uvicorn", "app:app"]\n', { port: 8000, portFrom: "default" }],
    ['FROM python:3.14-slim\nCMD ["python", "-m", "flask", "run", "-p", "5001"]\n', { isService: true, port: 5001 }],
    ['FROM python:3.14-slim\nCMD ["python", "manage.py", "runserver", "0.0.0.0:8001"]\n', { isService: true, port: 8001 }],
    ['FROM python:3.14-slim\nCMD ["uv", "run", "fastapi", "run", "--port", "80"]\n', { isService: true, port: 80 }],
    ['FROM python:3.14-slim\nEXPOSE 8000\nCMD ["celery", "-A", "app", "worker"]\n', { isService: false }],
    [
      "FROM nginx:1.30-alpine\nCOPY dist /usr/share/nginx/html\n",
      { isService: true, port: 80, portFrom: "default", healthPath: "/", protocol: "http" },
    ],
    ["FROM nginx:1.30-alpine\nEXPOSE 8080\n", { port: 8080, portFrom: "expose", healthPath: "/" }],
    ['FROM nginxinc/nginx-unprivileged:1.30\nCMD ["nginx", "-g", "daemon off;"]\n', { port: 8080, healthPath: "/" }],
    ["FROM postgres:18\n", { isService: true, port: 5432, protocol: "tcp", healthPath: undefined }],
    ["FROM php:8.4-fpm\n", { isService: true, port: 9000, protocol: "fastcgi" }],
    ["FROM php:8.4-apache\n", { isService: true, port: 80 }],
    ["FROM php:8.4-cli\n", { isService: undefined }],
    ['FROM mcr.microsoft.com/dotnet/aspnet:10.0\nENTRYPOINT ["dotnet", "App.dll"]\n', { isService: true, port: 8080, runtime: "dotnet" }],
    ['FROM mcr.microsoft.com/dotnet/runtime:10.0\nENTRYPOINT ["dotnet", "App.dll"]\n', { isService: undefined }],
    ["FROM debian:trixie\n", { isService: undefined }],
    ["FROM hashicorp/terraform:1\n", { isService: false }],
    ['FROM public.ecr.aws/lambda/nodejs:24\nCMD ["index.handler"]\n', { isService: false, protocol: "events" }],
    ['FROM debian:trixie\nCMD ["bash"]\n', { isService: false }],
    ['FROM debian:trixie\nEXPOSE 50051\nCMD ["/server"]\n', { isService: true, protocol: "tcp" }],
    ["FROM node:24 AS a\nEXPOSE 3000\nFROM a\nCMD node x\n", { isService: true, port: 3000 }],
    ["FROM node:24 AS a\nEXPOSE 3000\nFROM node:24\nCMD node x\n", { isService: undefined, port: undefined }],
    ["FROM acme/api\n", { isService: undefined }],
    ['FROM ruby:3.4-slim\nCMD ["bundle", "exec", "puma", "-p", "4000"]\n', { isService: true, port: 4000, runtime: "ruby" }],
    ['FROM ruby:3.4-slim\nCMD ["./bin/rails", "server"]\n', { isService: true, port: 3000, runtime: "ruby" }],
  ])("%j", (text, expected) => {
    expect(service(text)).toMatchObject(expected);
  });

  it("points at what tells the port", () => {
    const text = "FROM node:24\nEXPOSE 3000\nCMD node x\n";
    const { portSpan } = service(text);
    expect(text.slice(portSpan?.start, portSpan?.end)).toBe("3000");
    const command = 'FROM python:3.14\nCMD ["uvicorn", "a:b", "--port", "8001"]\n';
    const span = service(command).portSpan;
    expect(command.slice(span?.start, span?.end)).toContain("8001");
  });

  it("reads the project in the build context", () => {
    const files = {
      "package.json": JSON.stringify({ scripts: { start: "next start -p 3100" }, dependencies: { next: "16", react: "19" } }),
    };
    expect(service('FROM node:24-slim\nCOPY . .\nCMD ["npm", "start"]\n', files)).toMatchObject({
      isService: true,
      port: 3100,
      portFrom: "command",
    });
    const express = {
      "package.json": JSON.stringify({ main: "server.js", dependencies: { express: "5" } }),
      "server.js": "const app = require('express')();\napp.get('/healthz', (_, r) => r.send('ok'));\napp.listen(4500);\n",
    };
    expect(service('FROM node:24-slim\nCOPY . .\nCMD ["node", "server.js"]\n', express)).toMatchObject({
      isService: true,
      port: 4500,
      portFrom: "project",
      healthPath: "/healthz",
      protocol: "http",
    });
  });

  it("does not take a front end's development server for what nginx serves", () => {
    const files = { "package.json": JSON.stringify({ scripts: { dev: "vite --port 5173" }, devDependencies: { vite: "7" } }) };
    expect(
      service("FROM node:24 AS build\nRUN npm run build\nFROM nginx:1.30\nCOPY --from=build /app/dist /usr/share/nginx/html\n", files),
    ).toMatchObject({
      port: 80,
      portFrom: "default",
    });
  });
});
