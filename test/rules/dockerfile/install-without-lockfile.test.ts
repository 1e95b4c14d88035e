import { describe, expect, it } from "vitest";
import developmentDependencies from "../../../server/engine/rules/dockerfile/development-dependencies.ts";
import rule from "../../../server/engine/rules/dockerfile/install-without-lockfile.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const npm = "FROM node:24\nWORKDIR /app\nCOPY package.json package-lock.json ./\n";

describe("dockerfile/install-without-lockfile", () => {
  it.each([
    ["npm", `${npm}RUN npm install\n`, "RUN npm ci\n"],
    ["npm, short", `${npm}RUN npm i --omit=dev\n`, "RUN npm ci --omit=dev\n"],
    ["npm with options in front", `${npm}RUN npm --prefix . --loglevel warn install\n`, "RUN npm --prefix . --loglevel warn ci\n"],
    [
      "npm among other commands",
      `${npm}RUN set -ex; npm install && npm cache clean --force\n`,
      "RUN set -ex; npm ci && npm cache clean --force\n",
    ],
    [
      "npm over several lines",
      `${npm}RUN npm \\\n  # quick\n  install \\\n  --omit=dev\n`,
      "RUN npm \\\n  # quick\n  ci \\\n  --omit=dev\n",
    ],
    ["npm in exec form", `${npm}RUN ["npm", "install", "--omit=dev"]\n`, 'RUN ["npm", "ci", "--omit=dev"]\n'],
    ["npm in a heredoc", `${npm}RUN <<EOF\nset -e\nnpm install\nEOF\n`, "RUN <<EOF\nset -e\nnpm ci\nEOF\n"],
    ["npm with variables in front", `${npm}RUN NODE_ENV=production npm install\n`, "RUN NODE_ENV=production npm ci\n"],
    ["Yarn 1", "FROM node:24\nCOPY package.json yarn.lock /app/\nWORKDIR /app\nRUN yarn install\n", "RUN yarn install --frozen-lockfile\n"],
    [
      "Yarn without a verb",
      "FROM node:24\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn --production\n",
      "RUN yarn --frozen-lockfile --production\n",
    ],
    [
      "Yarn 1 that only leaves the file alone",
      "FROM node:24\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn install --pure-lockfile\n",
      "RUN yarn install --frozen-lockfile\n",
    ],
    [
      "later Yarn, by its settings file",
      "FROM node:24\nWORKDIR /app\nCOPY package.json yarn.lock .yarnrc.yml ./\nRUN yarn install\n",
      "RUN yarn install --immutable\n",
    ],
    [
      "later Yarn without a verb",
      "FROM node:24\nWORKDIR /app\nCOPY .yarn ./.yarn\nCOPY package.json yarn.lock ./\nRUN yarn\n",
      "RUN yarn install --immutable\n",
    ],
    [
      "pnpm",
      "FROM node:24\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install --prod\n",
      "RUN pnpm install --frozen-lockfile --prod\n",
    ],
    [
      "pnpm told not to care",
      "FROM node:24\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm i --no-frozen-lockfile\n",
      "RUN pnpm i --frozen-lockfile\n",
    ],
    ["Bun", "FROM oven/bun:1\nCOPY package.json bun.lock ./\nRUN bun install\n", "RUN bun install --frozen-lockfile\n"],
    ["uv", "FROM python:3.14\nCOPY pyproject.toml uv.lock ./\nRUN uv sync\n", "RUN uv sync --locked\n"],
    ["Poetry", "FROM python:3.14\nCOPY pyproject.toml poetry.lock ./\nRUN poetry update --no-root\n", "RUN poetry install --no-root\n"],
    ["Pipenv", "FROM python:3.14\nCOPY Pipfile Pipfile.lock ./\nRUN pipenv install --system\n", "RUN pipenv install --deploy --system\n"],
    [
      "Pipenv as a module",
      "FROM python:3.14\nCOPY Pipfile Pipfile.lock ./\nRUN python -m pipenv install\n",
      "RUN python -m pipenv install --deploy\n",
    ],
    [
      "PDM",
      "FROM python:3.14\nCOPY pyproject.toml pdm.lock ./\nRUN pdm install --prod --no-self\n",
      "RUN pdm install --check --prod --no-self\n",
    ],
    ["Cargo", "FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN cargo build --release\n", "RUN cargo build --locked --release\n"],
    [
      "cargo install of a path",
      "FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN cargo install --path .\n",
      "RUN cargo install --locked --path .\n",
    ],
    [
      "Bundler",
      "FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN gem update && bundle install -j4\n",
      "RUN gem update && bundle config set frozen true && bundle install -j4\n",
    ],
    [
      "bundle update",
      "FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle update\n",
      "RUN bundle config set frozen true && bundle install\n",
    ],
    ["Composer", "FROM php:8.5\nCOPY composer.json composer.lock ./\nRUN php composer.phar update\n", "RUN php composer.phar install\n"],
    [
      ".NET",
      "FROM mcr.microsoft.com/dotnet/sdk:10.0\nCOPY app.csproj packages.lock.json ./\nRUN dotnet restore\n",
      "RUN dotnet restore --locked-mode\n",
    ],
  ])("reports %s, and fixes it", (_, text, fixed) => {
    const [problem, ...more] = run(rule, text);
    expect(more).toEqual([]);
    expect(problem?.fixed[0]?.endsWith(fixed), problem?.fixed[0]).toBe(true);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it("marks program and verb", () => {
    expect(run(rule, `${npm}RUN  sudo npm  install --omit=dev\n`)).toMatchObject([{ at: "4:11", on: "npm  install" }]);
    expect(run(rule, "FROM php:8.5\nCOPY composer.json composer.lock ./\nRUN php composer.phar update\n")).toMatchObject([
      { on: "php composer.phar update" },
    ]);
  });

  it.each([
    ["npm ci", `${npm}RUN npm ci\n`],
    ["a global package", `${npm}RUN npm install -g serve\n`],
    ["a global package, flag behind", `${npm}RUN npm install typescript --global\n`],
    ["a named package", `${npm}RUN npm install express\n`],
    ["a folder", `${npm}RUN npm install ./lib\n`],
    ["no lock file", "FROM node:24\nCOPY package.json ./\nRUN npm install\n"],
    ["a pattern that may or may not take a lock file along", "FROM node:24\nCOPY package*.json ./\nRUN npm install\n"],
    ["the lock file switched off", `${npm}RUN npm install --no-package-lock\n`],
    ["the lock file's own update", `${npm}RUN npm install --package-lock-only\n`],
    ["another folder's lock file", "FROM node:24\nCOPY api/package.json api/package-lock.json /api/\nWORKDIR /web\nRUN npm install\n"],
    ["a lock file that comes later", "FROM node:24\nWORKDIR /app\nRUN npm install\nCOPY package-lock.json ./\n"],
    ["the branch of a script", `${npm}RUN if [ -f yarn.lock ]; then yarn; else npm install; fi\n`],
    ["the second try", `${npm}RUN npm ci || npm install\n`],
    ["text", `${npm}RUN echo "npm install"\n`],
    ["frozen Yarn", "FROM node:24\nCOPY package.json yarn.lock ./\nRUN yarn --frozen-lockfile\n"],
    ["frozen Yarn by its variable", "FROM node:24\nENV YARN_ENABLE_IMMUTABLE_INSTALLS=true\nCOPY package.json yarn.lock ./\nRUN yarn\n"],
    ["a script run by Yarn", "FROM node:24\nCOPY package.json yarn.lock ./\nRUN yarn build && yarn --version\n"],
    ["pnpm in CI", "FROM node:24\nENV CI=true\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install\n"],
    ["pnpm where CI is not known", "FROM node:24\nARG CI\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install\n"],
    ["pnpm fetch", "FROM node:24\nCOPY pnpm-lock.yaml ./\nRUN pnpm fetch --prod\n"],
    ["uv by its variable", "FROM python:3.14\nENV UV_LOCKED=1\nCOPY pyproject.toml uv.lock ./\nRUN uv sync\n"],
    ["frozen uv", "FROM python:3.14\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --frozen\n"],
    ["poetry install", "FROM python:3.14\nCOPY pyproject.toml poetry.lock ./\nRUN poetry install\n"],
    ["pipenv sync", "FROM python:3.14\nCOPY Pipfile Pipfile.lock ./\nRUN pipenv sync\n"],
    ["pip", "FROM python:3.14\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n"],
    ["locked Cargo", "FROM rust:1\nCOPY . .\nCOPY Cargo.lock ./\nRUN cargo build --locked\n"],
    ["a tool installed by Cargo", "FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN cargo install cargo-chef\n"],
    ["Bundler with its variable", "FROM ruby:3.4\nENV BUNDLE_DEPLOYMENT=1\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n"],
    ["Bundler set up earlier", "FROM ruby:3.4\nRUN bundle config --global frozen 1\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n"],
    ["Bundler set up in front", "FROM ruby:3.4\nCOPY Gemfile Gemfile.lock ./\nRUN bundle config set deployment true && bundle install\n"],
    ["composer install", "FROM php:8.5\nCOPY composer.json composer.lock ./\nRUN composer install\n"],
    ["a named update", "FROM php:8.5\nCOPY composer.json composer.lock ./\nRUN composer update vendor/package\n"],
    ["a stage that nothing needs", `${npm.replace("24", "24 AS old")}RUN npm install\nFROM alpine:3.24\n`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("sees what a pattern or a folder brings where the context can be seen", () => {
    const files = { "package.json": "{}", "package-lock.json": "{}" };
    expect(places(rule, "FROM node:24\nCOPY package*.json ./\nRUN npm install\n", { files })).toEqual(["3:5"]);
    expect(places(rule, "FROM node:24\nCOPY . .\nRUN npm install\n", { files })).toEqual(["3:5"]);
    expect(places(rule, "FROM node:24\nCOPY . .\nRUN npm install\n", { files: { "package.json": "{}" } })).toEqual([]);
    const web = { "web/package.json": "{}", "web/package-lock.json": "{}" };
    expect(places(rule, "FROM node:24\nCOPY . /src\nWORKDIR /src/web\nRUN npm install\n", { files: web })).toEqual(["4:5"]);
    expect(places(rule, "FROM node:24\nCOPY . /src\nRUN cd /src/web && npm install\n", { files: web })).toEqual(["3:20"]);
    expect(places(rule, "FROM node:24\nCOPY . /src\nRUN npm install --prefix /src/web\n", { files: web })).toEqual(["3:5"]);
    expect(places(rule, "FROM node:24\nCOPY . /src\nRUN cd /src && npm install\n", { files: web })).toEqual([]);
  });

  it("takes an ignored lock file as missing", () => {
    const files = { "package.json": "{}", "package-lock.json": "{}", ".dockerignore": "*-lock.json\n" };
    expect(places(rule, "FROM node:24\nCOPY . .\nRUN npm install\n", { files })).toEqual([]);
  });

  it("takes a mounted lock file as there", () => {
    const mounts =
      "--mount=type=bind,source=package.json,target=package.json --mount=type=bind,source=package-lock.json,target=package-lock.json";
    expect(places(rule, `FROM node:24\nWORKDIR /app\nRUN ${mounts} npm install\n`)).toHaveLength(1);
    expect(places(rule, `FROM node:24\nWORKDIR /app\nRUN ${mounts} npm ci\n`)).toEqual([]);
  });

  it("copies the lock file as well where it lies beside the manifest", () => {
    const files = { "web/package.json": "{}", "web/package-lock.json": "{}" };
    const text = "FROM node:24\nWORKDIR /app\nCOPY web/package.json ./\nRUN npm install\n";
    expect(run(rule, text, { files })).toMatchObject([
      { fixed: ["FROM node:24\nWORKDIR /app\nCOPY web/package.json web/package-lock.json ./\nRUN npm ci\n"] },
    ]);
    expectLawfulFixes(rule, text, { files });
    // The destination is a file here, or may be one.
    for (const destination of ["/app/package.json", "/app"]) {
      expect(run(rule, `FROM node:24\nCOPY web/package.json ${destination}\nWORKDIR /app\nRUN npm install\n`, { files })).toMatchObject([
        { fixed: [] },
      ]);
    }
  });

  it("tells the version of Yarn from what is in the context", () => {
    const fix = (files: Record<string, string>) =>
      run(rule, "FROM node:24\nRUN corepack enable\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn install\n", {
        files,
      })[0]?.fixed[0]?.split("\n")[4];
    expect(fix({ "package.json": '{ "packageManager": "yarn@4.9.1" }', "yarn.lock": "" })).toBe("RUN yarn install --immutable");
    expect(fix({ "package.json": '{ "packageManager": "yarn@1.22.22" }', "yarn.lock": "" })).toBe("RUN yarn install --frozen-lockfile");
    expect(fix({ "package.json": "{}", "yarn.lock": "__metadata:\n  version: 8\n" })).toBe("RUN yarn install --immutable");
    expect(fix({ "package.json": "{}", "yarn.lock": "# yarn lockfile v1\n" })).toBe("RUN yarn install --frozen-lockfile");
  });

  it("looks into the stages that the final one is made of", () => {
    expect(places(rule, `${npm.replace("24", "24 AS build")}RUN npm install\nFROM alpine:3.24\nCOPY --from=build /app /app\n`)).toEqual([
      "4:5",
    ]);
    expect(places(rule, `${npm.replace("24", "24 AS base")}FROM base\nRUN npm install\n`)).toEqual(["5:5"]);
  });

  it("is milder where the manager goes by the lock file anyway, and in images for development", () => {
    expect(run(rule, "FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN cargo build\n")).toMatchObject([{ severity: "info" }]);
    expect(run(rule, "FROM rust:1\nCOPY Cargo.toml Cargo.lock ./\nRUN cargo install --path .\n")[0]?.severity).toBeUndefined();
    expect(run(rule, `${npm}RUN npm install\n`, { path: "Dockerfile.dev" })).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, `${npm.replace("24", "24 AS test")}RUN npm install\n`)).toMatchObject([{ severity: "hint" }]);
  });

  it("says of a trigger when it holds, and goes by names alone there", () => {
    const files = { "package.json": "{}", "package-lock.json": "{}" };
    expect(places(rule, "FROM node:24\nONBUILD COPY . /app/\nONBUILD RUN cd /app && npm install\n", { files })).toEqual([]);
    const [problem] = run(rule, "FROM node:24\nONBUILD COPY package.json package-lock.json /app/\nONBUILD RUN cd /app && npm install\n", {
      files,
    });
    expect(problem).toMatchObject({ at: "3:24" });
    expect(problem?.message).toContain("when a child image is built");
  });

  it("is silent on templates", () => {
    expect(places(rule, `${npm}RUN npm install {{ flags }}\n`)).toEqual([]);
  });

  it("gives no fix where the text stands inside further quotes", () => {
    expect(run(rule, `${npm}RUN sh -c "npm install"\n`)).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["npm", `${npm}RUN npm install\n`, `${npm}RUN npm ci --omit=dev\n`],
    [
      "Bundler",
      "FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n",
      "FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle config set frozen true && bundle config set without 'development test' && bundle install\n",
    ],
  ])("goes together with the fix for development dependencies: %s", (_, text, expected) => {
    const locked = run(rule, text)[0]?.fixed[0] ?? "";
    expect(run(developmentDependencies, locked)[0]?.fixed[0]).toBe(expected);
    const omitted = run(developmentDependencies, text)[0]?.fixed[0] ?? "";
    const both = run(rule, omitted)[0]?.fixed[0] ?? "";
    expect(places(rule, both)).toEqual([]);
    expect(places(developmentDependencies, both)).toEqual([]);
  });
});
