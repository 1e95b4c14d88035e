import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/development-dependencies.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const node = "FROM node:24\nWORKDIR /app\nCOPY package.json package-lock.json ./\n";
const start = 'CMD ["node", "server.js"]\n';

describe("dockerfile/development-dependencies", () => {
  it.each([
    ["npm ci", `${node}RUN npm ci\n${start}`, "RUN npm ci --omit=dev\n"],
    ["npm install", `${node}RUN npm install --no-audit\n${start}`, "RUN npm install --omit=dev --no-audit\n"],
    ["npm told to keep them", `${node}ENV NODE_ENV=production\nRUN npm ci --include=dev\n${start}`, "RUN npm ci --omit=dev\n"],
    ["npm with production off", `${node}RUN npm ci --production=false\n${start}`, "RUN npm ci --omit=dev\n"],
    ["pnpm", `${node}RUN pnpm install --frozen-lockfile\n${start}`, "RUN pnpm install --prod --frozen-lockfile\n"],
    ["Yarn", `${node}RUN yarn install --frozen-lockfile\n${start}`, "RUN yarn install --production --frozen-lockfile\n"],
    ["Yarn without a verb", `${node}RUN yarn\n${start}`, "RUN yarn --production\n"],
    ["Bun", `${node}RUN bun install --frozen-lockfile\n${start}`, "RUN bun install --production --frozen-lockfile\n"],
    ["uv", "FROM python:3.14\nWORKDIR /app\nCOPY . .\nRUN uv sync --locked\n", "RUN uv sync --no-dev --locked\n"],
    ["Poetry", "FROM python:3.14\nCOPY . .\nRUN poetry install --no-root\n", "RUN poetry install --only main --no-root\n"],
    ["PDM", "FROM python:3.14\nCOPY . .\nRUN pdm sync\n", "RUN pdm sync --prod\n"],
    ["Pipenv", "FROM python:3.14\nCOPY . .\nRUN pipenv install --system --dev\n", "RUN pipenv install --system\n"],
    ["Composer", "FROM php:8.5\nCOPY . .\nRUN composer install -o\n", "RUN composer install --no-dev -o\n"],
    ["Bundler", "FROM ruby:3.4\nCOPY . .\nRUN bundle install\n", "RUN bundle config set without 'development test' && bundle install\n"],
    ["exec form", `${node}RUN ["npm", "ci"]\n${start}`, 'RUN ["npm", "ci", "--omit=dev"]\n'],
  ])("reports %s in the final image, and fixes it", (_, text, expected) => {
    const [problem, ...more] = run(rule, text);
    expect(more).toEqual([]);
    expect(problem?.fixed[0]).toContain(expected);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
  });

  it.each([
    ["omitted", `${node}RUN npm ci --omit=dev\n`],
    ["omitted, as two words", `${node}RUN npm ci --omit dev\n`],
    ["production, the old spelling", `${node}RUN npm install --production\n`],
    ["only production, the older one", `${node}RUN npm install --only=production\n`],
    ["NODE_ENV set before", `${node}ENV NODE_ENV=production\nRUN npm ci\n`],
    ["NODE_ENV set in the base stage", `FROM node:24 AS base\nENV NODE_ENV=production\nFROM base\nWORKDIR /app\nCOPY . .\nRUN yarn\n`],
    ["NODE_ENV set for the command", `${node}RUN NODE_ENV=production npm ci\n`],
    ["NODE_ENV exported", `${node}RUN export NODE_ENV=production && npm ci\n`],
    ["NODE_ENV from a build argument with that default", `${node}ARG NODE_ENV=production\nRUN npm ci\n`],
    ["NODE_ENV not known", `${node}ARG NODE_ENV\nENV NODE_ENV=$NODE_ENV\nRUN npm ci\n`],
    ["npm's variable", `${node}ENV NPM_CONFIG_OMIT=dev\nRUN npm ci\n`],
    ["npm's settings", `${node}RUN npm config set omit dev\nRUN npm ci\n`],
    ["pruned later", `${node}RUN npm ci\nCOPY . .\nRUN npm run build && npm prune --omit=dev\n`],
    ["pruned later under NODE_ENV", `${node}RUN npm ci\nENV NODE_ENV=production\nRUN npm prune\n`],
    ["installed anew later", `${node}RUN npm ci\nRUN npm run build\nRUN rm -rf node_modules && npm ci --omit=dev\n`],
    ["deleted later", `${node}RUN npm ci && npm run build && rm -rf node_modules/\n`],
    ["a global package", `${node}RUN npm install -g typescript\n`],
    ["a named package", `${node}RUN npm install express\n`],
    ["Yarn's focus", `${node}RUN yarn workspaces focus --all --production\n`],
    ["pnpm", `${node}RUN pnpm install -P\n`],
    ["uv by its variable", "FROM python:3.14\nENV UV_NO_DEV=1\nCOPY . .\nRUN uv sync --locked\n"],
    ["uv for one group", "FROM python:3.14\nCOPY . .\nRUN uv sync --only-group web\n"],
    ["Poetry for one group", "FROM python:3.14\nCOPY . .\nRUN poetry install --only main,web\n"],
    ["Poetry without dev", "FROM python:3.14\nCOPY . .\nRUN poetry install --without dev,test\n"],
    ["Pipenv, which leaves them out by itself", "FROM python:3.14\nCOPY . .\nRUN pipenv install --system --deploy\n"],
    ["Composer's variable", "FROM php:8.5\nENV COMPOSER_NO_DEV=1\nCOPY . .\nRUN composer install\n"],
    ["Bundler's variable", 'FROM ruby:3.4\nENV BUNDLE_WITHOUT="development:test"\nCOPY . .\nRUN bundle install\n'],
    ["Bundler's settings", "FROM ruby:3.4\nCOPY . .\nRUN bundle config set --local without 'development test' && bundle install\n"],
    ["requirements", "FROM python:3.14\nCOPY . .\nRUN pip install -r requirements.txt\n"],
    ["Go and Rust", "FROM golang:1.27\nCOPY . .\nRUN go mod download && cargo fetch\n"],
    ["a branch of a script", `${node}RUN if [ -f yarn.lock ]; then yarn; else npm ci; fi\n`],
    [
      "a builder of which only the result is copied",
      `${node.replace("24", "24 AS build")}RUN npm ci\nFROM nginx:1.29\nCOPY --from=build /app/dist /usr/share/nginx/html\n`,
    ],
    [
      "Next.js standalone output",
      `${node.replace("24", "24 AS build")}RUN npm ci && npm run build\nFROM node:24\nCOPY --from=build /app/.next/standalone ./\n`,
    ],
    [
      "a pruned builder",
      `${node.replace("24", "24 AS build")}RUN npm ci && npm run build && npm prune --production\nFROM node:24\nCOPY --from=build /app /app\n`,
    ],
    [
      "packages left out of the copy",
      `${node.replace("24", "24 AS build")}RUN npm ci\nFROM node:24\nCOPY --from=build --exclude=node_modules /app /app\n`,
    ],
    [
      "another stage's clean packages",
      `${node.replace("24", "24 AS build")}RUN npm ci\nFROM node:24 AS prod\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci --omit=dev\nFROM node:24\nCOPY --from=build /app/dist ./dist\nCOPY --from=prod /app/node_modules ./node_modules\n`,
    ],
    ["a stage for tests", `${node.replace("24", "24 AS test")}RUN npm ci\n`],
    ["a template", `${node}RUN npm ci {{ flags }}\n`],
  ])("is silent where they are left out or stay behind: %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("is silent on images for development", () => {
    expect(places(rule, `${node}RUN npm ci\n`, { path: ".devcontainer/Dockerfile" })).toEqual([]);
    expect(places(rule, `${node}RUN npm ci\n`, { path: "Dockerfile.test" })).toEqual([]);
  });

  it("goes by the manifest where it can be seen", () => {
    const at = (files: Record<string, string>, text = `${node}RUN npm ci\n${start}`) => places(rule, text, { files });
    expect(at({ "package.json": '{ "dependencies": { "express": "5" } }' })).toEqual([]);
    expect(at({ "package.json": '{ "devDependencies": { "jest": "30" } }' })).toEqual(["4:5"]);
    expect(at({ "package.json": '{ "workspaces": ["a"] }' })).toEqual(["4:5"]);
    expect(at({ "package.json": "{}", "package-lock.json": "{}" })).toEqual([]);
    expect(at({ "server.js": "" })).toEqual([]);
    const php = "FROM php:8.5\nCOPY . .\nRUN composer install\n";
    expect(at({ "composer.json": '{ "require": { "a/b": "1" } }' }, php)).toEqual([]);
    expect(at({ "composer.json": '{ "require-dev": { "phpunit/phpunit": "12" } }' }, php)).toEqual(["3:5"]);
    const uv = "FROM python:3.14\nWORKDIR /app\nRUN --mount=type=bind,source=pyproject.toml,target=pyproject.toml uv sync --locked\n";
    expect(at({ "pyproject.toml": '[project]\nname = "x"\n' }, uv)).toEqual([]);
    expect(at({ "pyproject.toml": '[dependency-groups]\ndev = ["pytest"]\n' }, uv)).toHaveLength(1);
    const poetry = "FROM python:3.14\nCOPY . .\nRUN poetry install\n";
    expect(at({ "pyproject.toml": "[tool.poetry.dependencies]\n" }, poetry)).toEqual([]);
    expect(at({ "pyproject.toml": "[tool.poetry.group.dev.dependencies]\n" }, poetry)).toHaveLength(1);
    const ruby = "FROM ruby:3.4\nCOPY . .\nRUN bundle install\n";
    expect(at({ Gemfile: 'gem "rails"\n' }, ruby)).toEqual([]);
    expect(at({ Gemfile: "group :development, :test do\nend\n" }, ruby)).toHaveLength(1);
  });

  it("gives no fix where a later step needs them", () => {
    for (const step of [
      "npm run build",
      "npx tsc",
      "yarn build",
      "vite build",
      "make",
      "./node_modules/.bin/tsc && sh node_modules/.bin/x",
    ]) {
      const [problem] = run(rule, `${node}RUN npm ci\nCOPY . .\nRUN ${step}\n${start}`);
      expect(problem, step).toMatchObject({ at: "4:5", fixed: [] });
      expect(problem?.message).toContain("build in a stage of its own");
    }
    expect(run(rule, `${node}RUN npm ci && npm test\n${start}`)).toMatchObject([{ fixed: [] }]);
    expect(run(rule, `${node}RUN npm ci && npm cache clean --force && npm rebuild\n${start}`)[0]?.fixed).toHaveLength(1);
  });

  it("is silent where the manifest is made in the image, and not where another stage may bring it", () => {
    expect(places(rule, `FROM node:24\nWORKDIR /app\nRUN meteor build . && cd programs/server && npm install\n${start}`)).toEqual([]);
    const copied =
      "FROM node:24 AS build\nWORKDIR /app\nCOPY . .\nFROM node:24\nWORKDIR /app\nCOPY --from=build /app/package*.json ./\nRUN npm ci\n";
    expect(places(rule, copied + start)).toEqual(["7:5"]);
  });

  it("makes two stages of one where it can be told what has to go along", () => {
    const files = {
      "package.json":
        '{ "scripts": { "build": "tsc", "start": "node dist/main.js" }, "dependencies": { "express": "5" }, "devDependencies": { "typescript": "5" } }',
      "package-lock.json": "{}",
    };
    const text = `${node}RUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/main.js"]\n`;
    const [problem] = run(rule, text, { files });
    expect(problem?.fixed[0]).toContain("RUN npm ci --omit=dev\nCOPY --from=build /app/dist ./dist\n");
    expectLawfulFixes(rule, text, { files });
  });

  it("does not ask for a stage of its own where there is one", () => {
    const text = `${node}RUN npm ci\nFROM node:24 AS build\nWORKDIR /app\nCOPY --from=0 /app/node_modules ./node_modules\nRUN npm run build\nFROM node:24\nCOPY --from=0 /app/node_modules ./node_modules\nCOPY --from=build /app/dist ./dist\n${start}`;
    const [problem] = run(rule, text);
    expect(problem?.message).toContain("instead of copying");
  });

  it("gives no fix where the image starts one of them", () => {
    const files = { "package.json": '{ "scripts": { "start": "ts-node src/main.ts" }, "devDependencies": { "ts-node": "10" } }' };
    const [problem] = run(rule, `${node}RUN npm ci\nCMD ["npm", "start"]\n`, { files });
    expect(problem).toMatchObject({ at: "4:5", fixed: [] });
    expect(problem?.message).toContain("`ts-node`");
    const preload = { "package.json": '{ "devDependencies": { "dotenv": "17" } }' };
    expect(run(rule, `${node}RUN npm ci\nCMD ["node", "-r", "dotenv/config", "server.js"]\n`, { files: preload })).toMatchObject([
      { fixed: [] },
    ]);
    expect(run(rule, `${node}RUN npm ci\nCMD npx serve\n`)).toMatchObject([{ fixed: [] }]);
    const plain = { "package.json": '{ "scripts": { "start": "node src/main.js" }, "devDependencies": { "ts-node": "10" } }' };
    expect(run(rule, `${node}RUN npm ci\nCMD ["npm", "start"]\n`, { files: plain })[0]?.fixed).toHaveLength(1);
  });

  it("leaves an image that starts a development server to the rule about that", () => {
    expect(places(rule, `${node}RUN npm ci\nCMD ["npx", "nodemon", "server.js"]\n`)).toEqual([]);
  });

  it("changes every install of the same project", () => {
    const text =
      "FROM python:3.14\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked --no-install-project\nCOPY . .\nRUN uv sync --locked\n";
    expect(run(rule, text)).toMatchObject([
      {
        at: "4:5",
        fixed: [
          text
            .replace("sync --locked --no-install", "sync --no-dev --locked --no-install")
            .replace("sync --locked\n", "sync --no-dev --locked\n"),
        ],
      },
    ]);
    expectLawfulFixes(rule, text);
  });

  describe("packages copied from another stage", () => {
    const build = node.replace("24", "24 AS build");

    it.each([
      ["the folder", "COPY --from=build /app/node_modules ./node_modules\n"],
      ["the project", "COPY --from=build /app /srv\n"],
      ["by number", "COPY --from=0 /app/ ./\n"],
    ])("reports a copy of %s and prunes what is copied", (_, copy) => {
      const text = `${build}RUN npm ci\nCOPY . .\nRUN npm run build\n\nFROM node:24\nWORKDIR /app\n${copy}${start}`;
      expect(run(rule, text)).toMatchObject([{ at: "10:19".replace("19", String(copy.indexOf("/app") + 1)) }]);
      expect(run(rule, text)[0]?.fixed[0]).toBe(text.replace("npm run build\n", "npm run build\nRUN npm prune --omit=dev\n"));
      expectLawfulFixes(rule, text);
      expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"));
    });

    it("leaves them out at once in a stage that only installs", () => {
      const text = `${node.replace("24", "24 AS deps")}RUN npm ci\nFROM node:24\nWORKDIR /app\nCOPY --from=deps /app/node_modules ./node_modules\nCOPY . .\n${start}`;
      expect(run(rule, text)).toMatchObject([
        { at: "7:18", fixed: [text.replace("npm ci", "npm ci --omit=dev")], related: [{ message: "They are installed here." }] },
      ]);
      expectLawfulFixes(rule, text);
    });

    it("follows packages through a stage in between", () => {
      const text = `FROM node:24 AS deps\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nFROM node:24 AS build\nWORKDIR /src\nCOPY --from=deps /app/node_modules ./node_modules\nCOPY . .\nRUN npm run build\nFROM node:24\nWORKDIR /app\nCOPY --from=build /src ./\n${start}`;
      expect(run(rule, text)).toMatchObject([
        { at: "12:19", fixed: [text.replace("npm run build\n", "npm run build\nRUN npm prune --omit=dev\n")] },
      ]);
      expectLawfulFixes(rule, text);
    });

    it("takes a prune of the copied packages into account, and a part of them for harmless", () => {
      expect(places(rule, `${build}RUN npm ci\nFROM node:24\nWORKDIR /app\nCOPY --from=build /app ./\nRUN npm prune --omit=dev\n`)).toEqual(
        [],
      );
      expect(
        places(
          rule,
          `${build}RUN npm ci\nFROM node:24\nWORKDIR /app\nCOPY --from=build /app/node_modules/.prisma ./node_modules/.prisma\n`,
        ),
      ).toEqual([]);
    });

    it("knows the folder by its name where the base image's is not known", () => {
      const text =
        "FROM acme/node AS deps\nCOPY package.json ./\nRUN npm ci\nFROM acme/node\nCOPY --from=deps /home/app/node_modules ./node_modules\n";
      expect(places(rule, text)).toEqual(["5:18"]);
    });

    it("gives no fix where another stage builds with them", () => {
      const text = `FROM node:24 AS deps\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nFROM node:24 AS build\nWORKDIR /app\nCOPY --from=deps /app/node_modules ./node_modules\nCOPY . .\nRUN npm run build\nFROM node:24\nWORKDIR /app\nCOPY --from=deps /app/node_modules ./node_modules\nCOPY --from=build /app/dist ./dist\n`;
      expect(run(rule, text)).toMatchObject([{ at: "12:18", fixed: [] }]);
    });

    it("knows other ecosystems' folders", () => {
      expect(
        places(
          rule,
          "FROM composer:2 AS vendor\nWORKDIR /app\nCOPY . .\nRUN composer install\nFROM php:8.5\nCOPY --from=vendor /app/vendor ./vendor\n",
        ),
      ).toEqual(["6:20"]);
      expect(
        places(
          rule,
          "FROM python:3.14 AS b\nWORKDIR /app\nCOPY . .\nRUN uv sync --locked\nFROM python:3.14\nCOPY --from=b /app/.venv /app/.venv\n",
        ),
      ).toEqual(["6:15"]);
      expect(
        places(
          rule,
          "FROM ruby:3.4 AS b\nWORKDIR /app\nCOPY . .\nRUN bundle install\nFROM ruby:3.4\nCOPY --from=b /usr/local/bundle /usr/local/bundle\n",
        ),
      ).toEqual(["6:15"]);
    });
  });

  it("reports lists of requirements for development", () => {
    expect(run(rule, "FROM python:3.14\nCOPY . .\nRUN pip install -r requirements.txt -r requirements-dev.txt\n")).toMatchObject([
      { at: "3:5", fixed: [] },
    ]);
    expect(places(rule, "FROM python:3.14\nCOPY . .\nRUN pip install -r requirements/dev.txt\n")).toHaveLength(1);
    expect(places(rule, "FROM python:3.14 AS b\nCOPY . .\nRUN pip install -r requirements/dev.txt\nFROM python:3.14\n")).toEqual([]);
  });

  it("says of triggers when they hold", () => {
    const [problem] = run(rule, "FROM node:24\nONBUILD COPY . /app\nONBUILD RUN cd /app && npm install\n");
    expect(problem?.at).toBe("3:24");
    expect(problem?.message).toContain("when a child image is built");
  });

  it("looks at every stage that a build asks for", () => {
    const text = `${node.replace("24", "24 AS api")}RUN npm ci\nFROM nginx:1.29 AS web\n`;
    expect(places(rule, text, { files: { "package.json": '{ "devDependencies": { "a": "1" } }' } })).toEqual([]);
    const files = {
      "package.json": '{ "devDependencies": { "a": "1" } }',
      "compose.yaml": "services:\n  api:\n    build:\n      context: .\n      target: api\n",
    };
    expect(places(rule, text, { files })).toEqual(["4:5"]);
  });
});
