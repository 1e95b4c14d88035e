import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/full-base-image.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const rest = '\nCOPY . .\nUSER 10001\nCMD ["program"]\n';

describe("dockerfile/full-base-image", () => {
  it.each([
    ["node:24", "24-slim"],
    ["node:24.3.1-bookworm", "24.3.1-bookworm-slim"],
    ["python:3.14-trixie", "3.14-slim-trixie"],
    ["docker.io/library/ruby:3.4", "3.4-slim"],
    ["erlang:28", "28-slim"],
  ])("reports %s", (image, tag) => {
    const text = `FROM ${image}${rest}`;
    const name = image.split(":")[0];
    expect(run(rule, text)).toMatchObject([{ at: `1:${(name?.length ?? 0) + 7}`, fixed: [text.replace(image, `${name}:${tag}`)] }]);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it("reports the image that the final stage is built on, and changes the default that holds its tag", () => {
    const text = 'ARG NODE=24\nFROM node:${NODE} AS base\nFROM base\nCMD ["node", "a.js"]\n';
    expect(run(rule, text)).toMatchObject([{ at: "2:6", fixed: [text.replace("=24", "=24-slim")] }]);
    expectLawfulFixes(rule, text);
  });

  it("reports installs that need no compiler as far as can be seen", () => {
    expect(places(rule, 'FROM python:3.14\nRUN pip install -r requirements.txt\nCMD ["python", "a.py"]\n')).toEqual(["1:13"]);
    expect(
      places(rule, 'FROM node:24\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n', {
        files: { "package.json": '{"dependencies":{"express":"5"}}' },
      }),
    ).toEqual(["1:11"]);
  });

  it.each([
    ["slim and Alpine", `FROM node:24-slim AS a${rest}FROM python:3.14-alpine${rest}COPY --from=a /a /a\n`],
    ["a build stage", `FROM node:24 AS build\nRUN npm run build\nFROM nginx:1.30\nCOPY --from=build /a /a\n`],
    ["an unknown tag", `ARG V\nFROM node:$V${rest}`],
    ["no version", `FROM node:lts${rest}FROM node${rest}`],
    ["a digest, which the tag would not follow", `FROM node:24@sha256:${"0a".repeat(32)}${rest}`],
    ["a release that has ended", `FROM node:16${rest}`],
    ["git", 'FROM node:24\nRUN git clone https://example.com/a\nCMD ["node", "a.js"]\n'],
    ["a dependency out of a repository", 'FROM python:3.14\nRUN pip install git+https://example.com/a.git\nCMD ["a"]\n'],
    ["a probe by curl", `FROM python:3.14\nHEALTHCHECK CMD curl -f http://localhost/${rest}`],
    ["headers", 'FROM python:3.14\nRUN apt-get update && apt-get install -y libpq-dev\nCMD ["a"]\n'],
    ["a compiled dependency by name", 'FROM python:3.14\nRUN pip install mysqlclient\nCMD ["a"]\n'],
    ["gems", 'FROM ruby:3.4\nRUN bundle install\nCMD ["a"]\n'],
    ["a script that is not seen", 'FROM node:24\nRUN ./setup.sh\nCMD ["a"]\n'],
    ["an image to build on", "FROM python:3.14\nRUN pip install a\n"],
    ["triggers", `FROM python:3.14\nONBUILD RUN make${rest}`],
    ["Windows", `FROM python:3.14-windowsservercore-ltsc2025${rest}`],
    ["another registry's image", `FROM example.com/node:24${rest}`],
    ["a web server, which is reported elsewhere", 'FROM node:24\nRUN npm run build\nCMD ["nginx"]\n'],
    ["a development stage", `FROM node:24 AS dev${rest}`],
  ])("is silent on %s", (_, text) => expect(places(rule, text)).toEqual([]));

  it("is silent where the project has compiled dependencies", () => {
    const npm = 'FROM node:24\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n';
    expect(places(rule, npm, { files: { "package.json": '{"dependencies":{"canvas":"3"}}' } })).toEqual([]);
    const pip = 'FROM python:3.14\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "a.py"]\n';
    expect(places(rule, pip, { files: { "requirements.txt": "mysqlclient==2.2.7\n" } })).toEqual([]);
    expect(places(rule, pip, { files: { "requirements.txt": "requests==2.32.5\n" } })).toEqual(["1:13"]);
  });
});
