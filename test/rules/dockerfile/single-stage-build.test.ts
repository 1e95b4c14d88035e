import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/single-stage-build.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const node = "FROM node:24-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n";
const files = { "package.json": '{"scripts":{"start":"node dist/main.js","build":"tsc"}}', "package-lock.json": "{}" };
const python = "FROM python:3.14-slim\nWORKDIR /app\n";

describe("dockerfile/single-stage-build", () => {
  it("reports the words that build", () => {
    expect(run(rule, `${node}RUN npm run build\nCMD ["node", "dist/main.js"]\n`, { files })).toMatchObject([
      { at: "6:5", on: "npm run build" },
    ]);
    expect(run(rule, `${node}RUN set -e; npx --no-install tsc -p . && ls\nCMD ["node", "dist/main.js"]\n`, { files })).toMatchObject([
      { at: "6:13", on: "npx --no-install tsc" },
    ]);
  });

  it("leaves development dependencies that stay in the image to the rule about them", () => {
    const withDev = { ...files, "package.json": '{"scripts":{"build":"tsc"},"devDependencies":{"typescript":"5"}}' };
    expect(places(rule, `${node}RUN npm run build\nCMD ["node", "dist/main.js"]\n`, { files: withDev })).toEqual([]);
    expect(places(rule, `${node}RUN npm run build && npm prune --omit=dev\nCMD ["node", "dist/main.js"]\n`, { files: withDev })).toEqual([
      "6:5",
    ]);
  });

  it.each([
    ["yarn build", "yarn build"],
    ["pnpm build", "pnpm run build"],
    ["a bundler", "npx vite build"],
    ["a script with a suffix", "npm run build:prod"],
    ["a heredoc", "<<EOF\nset -e\nnpm run build\nEOF"],
  ])("recognises %s", (_, command) => {
    expect(run(rule, `FROM node:24\nCOPY . .\nRUN ${command}\nCMD ["node", "dist/a.js"]\n`)).toHaveLength(1);
  });

  it.each([
    ["Go on an image that is no SDK", 'FROM alpine:3.24\nRUN apk add go\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'],
    ["a JDK from packages", 'FROM debian:trixie\nCOPY . .\nRUN ./mvnw package\nCMD ["java", "-jar", "target/a.jar"]\n'],
    [
      "compilers for pip",
      `${python}RUN apt-get update && apt-get install -y gcc\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "a.py"]\n`,
    ],
  ])("reports %s", (_, text) => {
    expect(run(rule, text)).toHaveLength(1);
  });

  it.each([
    ["an interpreter without a build", 'FROM node:24\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n'],
    ["a compiler's image: another rule's", 'FROM golang:1.27\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'],
    [
      "a tool image, whose command is the compiler",
      'FROM debian:trixie\nRUN apt-get install -y golang && go build ./...\nENTRYPOINT ["go"]\n',
    ],
    ["an image that starts nothing", "FROM node:24\nCOPY . .\nRUN npm run build\n"],
    ["the image of a compiler", 'FROM node:24\nCOPY . .\nRUN npm run build\nENTRYPOINT ["tsc"]\n'],
    ["the image of a bundler behind npx", 'FROM node:24\nCOPY . .\nRUN npm run build\nENTRYPOINT ["npx", "vite", "build"]\n'],
    [
      "two stages",
      'FROM node:24 AS build\nRUN npm run build\nFROM node:24\nCOPY --from=build /app/dist /dist\nCMD ["node", "/dist/a.js"]\n',
    ],
    ["a build of the documentation", 'FROM node:24\nRUN npm run docs:build\nCMD ["node", "a.js"]\n'],
    ["a type check", 'FROM node:24\nRUN npx tsc --noEmit\nCMD ["node", "a.js"]\n'],
    [
      "compilers that are taken away again",
      `${python}RUN apk add --virtual .b gcc && pip install -r requirements.txt && apk del .b\nCMD ["python", "a.py"]\n`,
    ],
    ["compilers and no pip", `${python}RUN apt-get install -y gcc\nCMD ["python", "a.py"]\n`],
    ["a trigger, which builds in the child", 'FROM node:24\nONBUILD RUN npm run build\nCMD ["node", "a.js"]\n'],
    ["a script that runs in other shells", 'FROM node:24\nRUN ["npm", "ci"]\nCMD ["node", "a.js"]\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("gives a hint only for development", () => {
    expect(run(rule, `${node}RUN npm run build\nCMD ["node", "dist/a.js"]\n`, { path: "Dockerfile.dev" })).toMatchObject([
      { severity: "hint" },
    ]);
    expect(run(rule, `FROM node:24 AS dev\nRUN npm run build\nCMD ["node", "dist/a.js"]\n`)).toMatchObject([{ severity: "hint" }]);
  });

  it("splits Node.js into build and production dependencies", () => {
    const text = `${node}RUN npm run build\nENV NODE_ENV=production\nEXPOSE 3000\nCMD ["npm", "start"]\n`;
    expect(run(rule, text, { files })[0]?.fixed).toEqual([
      `FROM node:24-slim AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n\n` +
        "FROM node:24-slim\nWORKDIR /app\nCOPY --from=build /app/package*.json ./\nRUN npm ci --omit=dev\nCOPY --from=build /app/dist ./dist\n" +
        'ENV NODE_ENV=production\nEXPOSE 3000\nCMD ["npm", "start"]\n',
    ]);
    expectLawfulFixes(rule, text, { files });
  });

  it("says again what the program may read, and moves what describes the image", () => {
    const text = `FROM node:24-slim\nENV PORT=80 TZ=UTC\nEXPOSE 80\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/main.js"]\n`;
    expect(run(rule, text, { files })[0]?.fixed).toEqual([
      `FROM node:24-slim AS build\nENV PORT=80 TZ=UTC\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n\n` +
        "FROM node:24-slim\nWORKDIR /app\nENV PORT=80 TZ=UTC\nEXPOSE 80\nCOPY --from=build /app/package*.json ./\nRUN npm ci --omit=dev\nCOPY --from=build /app/dist ./dist\n" +
        'CMD ["node", "dist/main.js"]\n',
    ]);
    expectLawfulFixes(rule, text, { files });
  });

  it("copies pruned dependencies instead of installing them again", () => {
    const text = `${node}RUN npm run build\nRUN npm prune --omit=dev\nUSER node\nCMD ["node", "dist/main.js"]\n`;
    expect(run(rule, text, { files })[0]?.fixed[0]).toContain(
      "RUN npm prune --omit=dev\n\nFROM node:24-slim\nWORKDIR /app\nCOPY --from=build /app/package*.json ./\nCOPY --from=build /app/node_modules ./node_modules\nCOPY --from=build /app/dist ./dist\nUSER node\n",
    );
    expectLawfulFixes(rule, text, { files });
  });

  it("copies a Python environment", () => {
    const text = `${python}RUN apt-get update && apt-get install -y gcc\nCOPY requirements.txt .\n# the packages\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "a.py"]\n`;
    const [problem] = run(rule, text);
    expect(problem).toMatchObject({ at: "3:42", on: "gcc" });
    expect(problem?.fixed[0]).toContain(
      "COPY requirements.txt .\nRUN python -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\n# the packages\nRUN pip install",
    );
    expect(problem?.fixed[0]).toContain(
      "\n\nFROM python:3.14-slim\nWORKDIR /app\nCOPY --from=build /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCOPY . .\n",
    );
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["the program lies outside the output", `${node}RUN npm run build\nCMD ["node", "server.js"]\n`],
    ["the install is not locked", 'FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nCMD ["node", "dist/a.js"]\n'],
    [
      "a package is installed that the program may need",
      `FROM node:24-alpine\nRUN apk add ffmpeg\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/a.js"]\n`,
    ],
    ["something else is done in the build", `${node}RUN npm run build && ./fetch-data.sh\nCMD ["node", "dist/a.js"]\n`],
    ["a tool is installed globally", `${node}RUN npm install -g pm2\nRUN npm run build\nCMD ["node", "dist/a.js"]\n`],
    [
      "the user changes before the build",
      `FROM node:24\nWORKDIR /app\nUSER node\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/a.js"]\n`,
    ],
    [
      "a variable is built from another",
      `ARG V=1\nFROM node:24\nARG V\nENV APP_VERSION=$V\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/a.js"]\n`,
    ],
    [
      "pip needs libraries",
      `${python}RUN apt-get install -y gcc libpq-dev\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "a.py"]\n`,
    ],
    [
      "the sources came before pip",
      `${python}RUN apt-get install -y gcc\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "a.py"]\n`,
    ],
  ])("offers nothing where %s", (_, text) => {
    expect(run(rule, text, { files: { ...files, "dist/a.js": "" } })).toMatchObject([{ fixed: [] }]);
  });

  it("offers nothing where a build asks for the stage by name", () => {
    const compose = "services:\n  app:\n    build:\n      context: .\n      target: app\n";
    const text = `${node.replace("\n", " AS app\n")}RUN npm run build\nCMD ["node", "dist/a.js"]\n`;
    expect(run(rule, text, { files })).toMatchObject([{ fixed: [expect.stringContaining("COPY --from=app /app/dist")] }]);
    expect(run(rule, text, { files: { ...files, "compose.yaml": compose } })).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["CRLF and comments", `# app\n${node}# build it\nRUN npm run build\n# run it\nCMD ["node", "dist/main.js"]\n`.replaceAll("\n", "\r\n")],
    ["continuations", `${node}RUN npm run \\\n    # all of it\n    build\nCMD ["node", \\\n  "dist/main.js"]\n`],
    ["a heredoc", `${node}RUN <<EOF\nset -e\nnpm run build\nEOF\nCMD ["node", "dist/main.js"]\n`],
    [
      "lower case, no line break at the end",
      `${node.replaceAll(/^[A-Z]+/gm, (word) => word.toLowerCase())}run npm run build\ncmd ["node", "dist/main.js"]`,
    ],
    ["a name that is taken", `ARG build\n${node}RUN npm run build\nCMD ["node", "dist/main.js"]\n`],
    [
      "a cache mount",
      `${node.replace("RUN npm ci", "RUN --mount=type=cache,target=/root/.npm npm ci")}RUN npm run build\nCMD ["node", "dist/main.js"]\n`,
    ],
    ["a base from a variable", `ARG V=24\n${node.replace("node:24", "node:${V}")}RUN npm run build\nCMD ["node", "dist/main.js"]\n`],
  ])("keeps the laws with %s", (_, text) => {
    expect(run(rule, text, { files })[0]?.fixed).toHaveLength(1);
    expectLawfulFixes(rule, text, { files });
  });
});
