import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/overwritten-dependencies.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const files = { ".dockerignore": ".git\n", "package.json": "{}", "package-lock.json": "{}" };
const node = "FROM node:24\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\n";
const uv = "FROM python:3.14\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked --no-install-project\nCOPY . .\n";

describe("dockerfile/overwritten-dependencies", () => {
  it.each([
    ["npm", `${node}COPY . .\n`, files, "5:6", ".git\n**/node_modules\n"],
    ["an absolute destination and flags", `${node}COPY --chown=node:node ./ /app/\n`, files, "5:24", ".git\n**/node_modules\n"],
    [
      "Yarn with its old folder",
      `${node.replace("npm ci", "yarn install")}COPY . .\n`,
      { ...files, "yarn.lock": "" },
      "5:6",
      ".git\n**/node_modules\n",
    ],
    [
      "an ignore file without a line break at its end",
      `${node}COPY . .\n`,
      { ...files, ".dockerignore": "*.log" },
      "5:6",
      "*.log\n**/node_modules\n",
    ],
    ["uv", uv, { ".dockerignore": ".git\n", "pyproject.toml": "" }, "5:6", ".git\n**/.venv\n"],
    [
      "Composer in a folder of its own",
      "FROM php:8.5\nCOPY api/composer.json /srv/api/\nWORKDIR /srv/api\nRUN composer install --no-dev\nCOPY . /srv\n",
      { ".dockerignore": ".git\n", "api/composer.json": "{}" },
      "5:6",
      ".git\napi/vendor\n",
    ],
    [
      "the root alone being ignored",
      "FROM node:24\nWORKDIR /src\nCOPY web/package.json web/\nRUN cd web && npm ci\nCOPY . .\n",
      { ".dockerignore": "node_modules\n", "web/package.json": "{}" },
      "5:6",
      "node_modules\n**/node_modules\n",
    ],
  ])("reports %s", (_, text, around, at, fixed) => {
    const found = run(rule, text, { files: around as Record<string, string> });
    expect(found).toMatchObject([{ at, others: [{ ".dockerignore": fixed }] }]);
    expectLawfulFixes(rule, text, { files: around as Record<string, string> });
  });

  it.each([
    ["the folder is ignored", `${node}COPY . .\n`, { ...files, ".dockerignore": "node_modules/\n" }],
    ["it is ignored everywhere", `${node}COPY . .\n`, { ...files, ".dockerignore": "**/node_modules\n" }],
    ["the ignore file is an allow-list", `${node}COPY . .\n`, { ...files, ".dockerignore": "*\n!src\n!package*.json\n" }],
    ["it is let back in on purpose", `${node}COPY . .\n`, { ...files, ".dockerignore": "*\n!node_modules\n!package*.json\n" }],
    ["there is no ignore file, which another rule reports", `${node}COPY . .\n`, { "package.json": "{}" }],
    ["the folder is there, which another rule reports", `${node}COPY . .\n`, { ...files, "node_modules/x/index.js": "" }],
    ["an install behind the copy has the last word", `${node}COPY . .\nRUN npm ci --omit=dev\n`, files],
    ["the copy is in front", "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", files],
    ["a part of the context is copied", `${node}COPY src ./src\n`, files],
    ["it is copied elsewhere", `${node}COPY . /src\n`, files],
    ["the copy leaves things out", `${node}COPY --exclude=node_modules . .\n`, files],
    ["another stage's files are copied", `FROM node:24 AS a\n${node}COPY --from=a . .\n`, files],
    ["a tool is installed", "FROM node:24\nWORKDIR /app\nRUN npm install -g pm2\nCOPY . .\n", files],
    [
      "Yarn writes no such folder",
      `${node.replace("npm ci", "yarn install --immutable")}COPY . .\n`,
      { ...files, ".yarnrc.yml": "yarnPath: x\n" },
    ],
    [
      "pip installs into the image",
      "FROM python:3.14\nWORKDIR /app\nRUN pip install -r requirements.txt\nCOPY . .\n",
      { ...files, "requirements.txt": "" },
    ],
    ["the project is not in the context", `${node}COPY . .\n`, { ".dockerignore": ".git\n", "README.md": "" }],
    ["a stage that nothing needs", `${node.replace("24", "24 AS old")}COPY . .\nFROM alpine:3.24\n`, files],
    ["a trigger", `${node}ONBUILD COPY . .\n`, files],
    ["a template", `${node}COPY . .\n{% if x %}\nUSER node\n{% endif %}\n`, files],
  ])("is silent where %s", (_, text, around) => {
    expect(places(rule, text, { files: around as Record<string, string> })).toEqual([]);
  });

  it("says nothing where the ignore file cannot be seen", () => {
    expect(places(rule, `${node}COPY . .\n`)).toEqual([]);
  });

  it("weighs less in an image for development", () => {
    expect(run(rule, `${node}COPY . .\n`, { files, path: "Dockerfile.dev" })).toMatchObject([{ severity: "hint" }]);
  });
});
