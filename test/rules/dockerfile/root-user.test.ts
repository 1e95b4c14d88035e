import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/root-user.ts";
import { expectLawfulFixes, places, run, type Setting } from "../support.ts";

const fixed = (text: string) => run(rule, text)[0]?.fixed[0];

describe("dockerfile/root-user", () => {
  it("reports the FROM of the final stage", () => {
    expect(run(rule, 'FROM node:24 AS build\nRUN npm ci\nFROM node:24\nCOPY --from=build /a /a\nCMD ["node", "a.js"]\n')).toMatchObject([
      { at: "3:1", on: "FROM" },
    ]);
    expect(places(rule, 'from python:3.14\ncmd ["python"]\n')).toEqual(["1:1"]);
  });

  it("counts a USER in the chain alone, not in another stage", () => {
    expect(places(rule, 'FROM node:24 AS base\nUSER node\nFROM base\nCMD ["node"]\n')).toEqual([]);
    expect(places(rule, 'FROM node:24 AS build\nUSER node\nFROM node:24\nCMD ["node"]\n')).toEqual(["3:1"]);
  });

  it.each([
    ["a user", 'FROM node:24\nUSER node\nCMD ["node"]\n'],
    ["root, which another rule reports", 'FROM node:24\nUSER root\nCMD ["node"]\n'],
    ["an unknown user", 'ARG WHO\nFROM node:24\nARG WHO\nUSER $WHO\nCMD ["node"]\n'],
    ["distroless for non-root", 'FROM gcr.io/distroless/static-debian13:nonroot\nCOPY app /\nCMD ["/app"]\n'],
    ["Chainguard", 'FROM cgr.dev/chainguard/node\nCMD ["a.js"]\n'],
    ["a broker that gives root up itself", "FROM eclipse-mosquitto:2.0\nCOPY mosquitto.conf /mosquitto/config/\n"],
    ["a Docker daemon, which has to be root", "FROM docker:28-dind\nCOPY daemon.json /etc/docker/\n"],
    ["unprivileged nginx", "FROM nginxinc/nginx-unprivileged:1.30\nCOPY . /usr/share/nginx/html\n"],
    ["Bitnami", "FROM bitnami/redis:8.0\n"],
    ["a private registry", 'FROM registry.example.com/base:1\nCMD ["app"]\n'],
    ["a private registry with a known name", 'FROM registry.example.com/node:24\nCMD ["node"]\n'],
    ["somebody's image", 'FROM someone/app:1\nCMD ["app"]\n'],
    ["an unknown base", 'ARG BASE\nFROM $BASE\nCMD ["app"]\n'],
    ["Windows", 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCMD ["app"]\n'],
    ["the official database images, which switch by themselves", "FROM postgres:18\nCOPY init.sql /docker-entrypoint-initdb.d/\n"],
    ["the same with another command", 'FROM redis:8.0\nCMD ["redis-server", "/redis.conf"]\n'],
    ["gosu", 'FROM debian:trixie\nENTRYPOINT ["gosu", "app", "/app"]\n'],
    ["su-exec behind tini", 'FROM alpine:3.24\nENTRYPOINT ["tini", "--", "su-exec", "1000", "/app"]\n'],
    ["setpriv in shell form", "FROM debian:trixie\nCMD exec setpriv --reuid=1000 /app\n"],
    ["a process supervisor", 'FROM debian:trixie\nCMD ["/sbin/init"]\n'],
    ["gosu for a script that cannot be seen", 'FROM debian:trixie\nRUN apt-get install -y gosu\nCOPY . .\nENTRYPOINT ["/entrypoint.sh"]\n'],
    ["an empty image that only holds files", "FROM scratch\nCOPY --from=0 /a /a\n"],
    ["a trigger that sets it", 'FROM node:24\nONBUILD USER node\nCMD ["node"]\n'],
    ["AWS Lambda, which chooses the user", 'FROM public.ecr.aws/lambda/nodejs:24\nCMD ["index.handler"]\n'],
    ["a template", 'FROM {{ base }}\nCMD ["node"]\n'],
    [
      "the image of a GitHub action",
      'FROM node:24\nENTRYPOINT ["node", "/a.js"]\n',
      { path: "action/Dockerfile", files: { "action/action.yml": "" } },
    ],
    ["one in the usual folder", 'FROM node:24\nENTRYPOINT ["node", "/a.js"]\n', { path: ".github/actions/release/Dockerfile" }],
    ["a dev container, whose tool chooses the user", "FROM mcr.microsoft.com/devcontainers/typescript-node:24\nRUN npm i -g pnpm\n"],
    ["an Android package", 'FROM scratch\nCOPY app.apk /\nENTRYPOINT ["/app.apk"]\n'],
    ["WebAssembly", 'FROM scratch\nCOPY app.wasm /\nENTRYPOINT ["/app.wasm"]\n'],
    ["an image that was built on the spot", 'FROM php-base:8.2\nCOPY . /app\nCMD ["apache2-foreground"]\n'],
    ["a placeholder", 'FROM REPLACE-ME\nCMD ["node"]\n'],
  ] as readonly [string, string, Setting?][])("is silent on %s", (_, text, setting) => {
    expect(places(rule, text, setting)).toEqual([]);
  });

  it("reads the entrypoint's script", () => {
    const text = 'FROM debian:trixie\nCOPY entrypoint.sh /usr/local/bin/\nENTRYPOINT ["entrypoint.sh"]\n';
    expect(places(rule, text, { files: { "entrypoint.sh": '#!/bin/sh\nexec gosu app "$@"\n' } })).toEqual([]);
    expect(places(rule, text, { files: { "entrypoint.sh": '#!/bin/sh\n# exec gosu app\nexec "$@"\n' } })).toEqual(["1:1"]);
    expect(places(rule, 'FROM debian:trixie\nCOPY <<EOF /run.sh\nexec su-exec 1000 /app\nEOF\nCMD ["/run.sh"]\n')).toEqual([]);
  });

  it("sees that what replaces an image's entrypoint goes on with it", () => {
    const text = 'FROM postgres:18\nCOPY entry.sh /\nENTRYPOINT ["/entry.sh"]\nCMD ["postgres"]\n';
    expect(places(rule, text, { files: { "entry.sh": '#!/bin/sh\nexec docker-entrypoint.sh "$@"\n' } })).toEqual([]);
    expect(places(rule, text, { files: { "entry.sh": '#!/bin/sh\nexec "$@"\n' } })).toEqual(["1:1"]);
    expect(places(rule, 'FROM redis:8\nENTRYPOINT ["tini", "--", "docker-entrypoint.sh"]\nCMD ["redis-server"]\n')).toEqual([]);
  });

  it("reports a database image whose entrypoint was replaced", () => {
    expect(places(rule, 'FROM postgres:18\nENTRYPOINT ["/run"]\n')).toEqual(["1:1"]);
  });

  it("takes scratch for root", () => {
    expect(fixed('FROM scratch\nCOPY a /a\nENTRYPOINT ["/a"]\n')).toBe('FROM scratch\nCOPY a /a\nUSER 10001:10001\nENTRYPOINT ["/a"]\n');
  });

  it("only informs about official images that it does not know, and about images without a command", () => {
    expect(run(rule, 'FROM hylang:1\nCMD ["hy"]\n')).toMatchObject([{ severity: "info" }]);
    expect(run(rule, "FROM debian:trixie\nRUN true\n")).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, "FROM nginx:1.30\n")[0]?.severity).toBeUndefined();
    expect(run(rule, 'FROM debian:trixie\nENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["node"]\n')).toMatchObject([{ severity: "info" }]);
    expect(run(rule, 'FROM debian:trixie\nCMD ["bash"]\n')).toMatchObject([{ severity: "info" }]);
    expect(run(rule, 'FROM debian:trixie\nENTRYPOINT ["python3"]\nCMD ["a.py"]\n')[0]?.severity).toBeUndefined();
  });

  it("gives a hint only for an image that others start from, and one that a development container alone is built from", () => {
    const text = 'FROM node:24\nCMD ["node", "a.js"]\n';
    const compose = { "compose.yaml": "services: { a: { image: us/ours, build: . } }\n" };
    expect(run(rule, text, { files: compose })[0]?.severity).toBeUndefined();
    expect(run(rule, text, { files: { ...compose, "app/Dockerfile": "FROM us/ours AS x\n" } })).toMatchObject([{ severity: "hint" }]);
    const files = { ".devcontainer/devcontainer.json": '{ "build": { "dockerfile": "../tools/Dockerfile" } }' };
    expect(run(rule, "FROM node:24\nRUN a\n", { files, path: "tools/Dockerfile" })).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, text, { files, path: "tools/Dockerfile" })[0]?.severity).toBeUndefined();
  });

  it("gives a hint only for development", () => {
    expect(run(rule, 'FROM node:24\nCMD ["node"]\n', { path: "Dockerfile.dev" })).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, 'FROM node:24 AS test\nCMD ["node"]\n')).toMatchObject([{ severity: "hint" }]);
  });

  it("finds the final stages that other files name", () => {
    const files = { "docker-bake.hcl": 'target "web" {\n  target = "web"\n}\n' };
    const text = 'FROM node:24 AS web\nCMD ["node"]\nFROM node:24\nUSER node\nCMD ["node"]\n';
    expect(places(rule, text, { files })).toEqual(["1:1"]);
    expect(places(rule, text)).toEqual([]);
  });

  it("takes the user that the image has", () => {
    expect(fixed('FROM node:24-alpine\nCOPY . .\nCMD ["node", "a.js"]\n')).toBe(
      'FROM node:24-alpine\nCOPY . .\n# The image comes with the user node.\nUSER 1000:1000\nCMD ["node", "a.js"]\n',
    );
    expect(run(rule, 'FROM node:24\nCMD ["node"]\n')[0]?.fixes?.[0]?.title).toMatch(/`node`.*belong/);
  });

  it("takes the user that the file creates", () => {
    expect(fixed('FROM alpine:3.24\nRUN adduser -D -u 1234 web\nCMD ["/app"]\n')).toContain("\nUSER 1234");
  });

  it("creates one by the means of the image", () => {
    expect(fixed('FROM alpine:3.24\nCMD ["/app"]\n')).toBe(
      'FROM alpine:3.24\nRUN addgroup -S -g 10001 app \\\n    && adduser -S -D -H -u 10001 -G app app\nUSER 10001:10001\nCMD ["/app"]\n',
    );
    expect(fixed('FROM debian:trixie\nCMD ["/app"]\n')).toContain("useradd --uid 10001");
    expect(run(rule, 'FROM alpine:3.24\nCMD ["/app"]\n')[0]?.fixes?.[0]).toMatchObject({
      safety: "unsafe",
      title: expect.stringContaining("Create the user"),
    });
  });

  it("waits where the stage is to move to an image for running", () => {
    expect(run(rule, 'FROM golang:1.27\nRUN go build -o /app .\nCMD ["/app"]\n')).toMatchObject([{ fixed: [] }]);
  });

  it("takes a number on a compiler's image, which may become another", () => {
    expect(fixed('FROM golang:1.27\nRUN make\nCMD ["/app"]\n')).toBe('FROM golang:1.27\nRUN make\nUSER 10001:10001\nCMD ["/app"]\n');
  });

  it("does not say of a server with children of fewer rights that it is root throughout", () => {
    expect(run(rule, "FROM nginx:1.30\n")[0]?.message).toMatch(/so the image starts as root\. Switch/);
    expect(run(rule, 'FROM node:24\nCMD ["node", "a.js"]\n')[0]?.message).toContain("has root's rights. Switch");
  });

  it("hands over what nginx, Apache and Caddy write to before they serve", () => {
    expect(fixed("FROM nginx:1.30-alpine\nCOPY site /usr/share/nginx/html\n")).toBe(
      "FROM nginx:1.30-alpine\nCOPY site /usr/share/nginx/html\nRUN touch /run/nginx.pid \\\n    && chown -R 101:101 /run/nginx.pid /var/cache/nginx\n# The image comes with the user nginx.\nUSER 101:101\n",
    );
    expect(fixed("FROM httpd:2.4\nCOPY site /usr/local/apache2/htdocs\n")).toContain("RUN chown -R 33:33 /usr/local/apache2/logs\n");
    expect(fixed("FROM caddy:2.11\nCOPY Caddyfile /etc/caddy/\n")).toContain("\nRUN chown -R 10001:10001 /config /data\nRUN addgroup ");
  });

  it("stands behind everything that needs root, in front of the command", () => {
    const text = 'FROM node:24\nCMD ["node", "a.js"]\nRUN npm ci\nEXPOSE 80\n';
    expect(fixed(text)?.indexOf("USER")).toBeGreaterThan(text.indexOf("RUN npm ci"));
    expect(fixed('FROM node:24\nRUN a\nEXPOSE 80\n\n# start\nCMD ["node"]\n')).toBe(
      'FROM node:24\nRUN a\nEXPOSE 80\n\n# The image comes with the user node.\nUSER 1000:1000\n# start\nCMD ["node"]\n',
    );
  });

  it.each([
    ["CRLF", '# a\r\nFROM node:24\r\nRUN a\r\nCMD ["node"]\r\n'],
    ["CRLF and a created user", 'FROM alpine:3.24\r\nRUN a\r\nCMD ["/app"]\r\n'],
    ["no line break at the end", "FROM node:24"],
    ["another escape character", '# escape=`\nFROM alpine:3.24\nCMD ["/app"]\n'],
    ["a heredoc at the end", "FROM node:24\nRUN <<EOF\nnpm ci\nEOF\n"],
    ["continuations at the end", 'FROM node:24\nCMD ["node", \\\n  # main\n  "a.js"]'],
    ["indentation", 'FROM node:24\n  RUN a\n  CMD ["node"]\n'],
    ["several final stages", 'FROM node:24 AS a\nCMD ["node"]\nFROM a AS b\nCMD ["node"]\n'],
  ])("keeps the laws with %s", (_, text) => {
    expect(run(rule, text)[0]?.fixed).toHaveLength(1);
    expectLawfulFixes(rule, text);
  });

  it("offers nothing where the file breaks off within an instruction", () => {
    expect(run(rule, "FROM node:24\nRUN npm ci \\\n")).toMatchObject([{ fixed: [] }]);
  });
});
