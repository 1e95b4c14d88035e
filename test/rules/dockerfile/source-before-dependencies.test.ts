import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/source-before-dependencies.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const node = "FROM node:24\nWORKDIR /app\n";
const npmFiles = { "package.json": "{}", "package-lock.json": "{}", "server.js": "" };

/** The text after the first fix of the only finding, which keeps the laws. */
function fixed(text: string, files?: Record<string, string>, path?: string): string | undefined {
  const setting = { ...(files && { files }), ...(path && { path }) };
  const problems = run(rule, text, setting);
  expect(problems).toHaveLength(1);
  expectLawfulFixes(rule, text, setting);
  expectLawfulFixes(rule, text.replaceAll("\n", "\r\n"), setting);
  return problems[0]?.fixed[0];
}

describe("dockerfile/source-before-dependencies", () => {
  it("only informs where a cache mount keeps what was downloaded", () => {
    const mounted = "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/pnpm/store pnpm install --frozen-lockfile\n";
    expect(run(rule, mounted)).toMatchObject([{ severity: "info" }]);
    expect(run(rule, mounted.replace(/--mount=\S+ /, ""))[0]?.severity).toBeUndefined();
  });

  it("marks source and destination of the copy, and points to the install", () => {
    const text = `${node}COPY --chown=node:node . /app\nRUN npm ci\n`;
    expect(run(rule, text)).toMatchObject([
      { at: "3:24", on: ". /app", related: [{ span: { start: text.indexOf("npm ci"), end: text.indexOf("npm ci") + 6 } }] },
    ]);
  });

  it.each([
    ["npm", "RUN npm install\n"],
    ["pnpm", "RUN pnpm i --frozen-lockfile\n"],
    ["Yarn", "RUN yarn\n"],
    ["Bun", "RUN bun install\n"],
    ["pip", "RUN pip install --no-cache-dir -r requirements.txt\n"],
    ["pip as a module", "RUN python3 -m pip install -rrequirements.txt\n"],
    ["uv pip", "RUN uv pip install --system -r requirements.txt\n"],
    ["uv without the project", "RUN uv sync --locked --no-install-project\n"],
    ["Poetry without the project", "RUN poetry install --no-root\n"],
    ["Pipenv", "RUN pipenv install --system --deploy\n"],
    ["PDM without the project", "RUN pdm sync --no-self\n"],
    ["Go", "RUN go mod download\n"],
    ["Bundler", "RUN bundle install\n"],
    ["Bundler without a verb", "RUN bundle\n"],
    ["Composer", "RUN composer install --no-dev\n"],
    ["Maven", "RUN ./mvnw -B dependency:go-offline\n"],
    ["Gradle", "RUN ./gradlew dependencies --no-daemon\n"],
    [".NET", "RUN dotnet restore\n"],
  ])("reports %s behind a copy of everything", (_, install) => {
    expect(places(rule, `FROM base\nWORKDIR /src\nCOPY . .\n${install}`)).toEqual(["3:6"]);
  });

  it.each([
    ["./", "COPY ./ ./\n"],
    ["*", "COPY * /app/\n"],
    ["ADD", "ADD . /app\n"],
    ["JSON form", 'COPY [".", "/app"]\n'],
    ["a copy in the base stage", "COPY . .\nFROM build\n"],
  ])("knows a copy of everything: %s", (_, copy) => {
    expect(places(rule, `FROM node:24 AS build\nWORKDIR /app\n${copy}RUN npm ci\n`)).toHaveLength(1);
  });

  it.each([
    ["manifests copied earlier", `${node}COPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm prune\n`],
    ["manifests copied earlier, installed twice", `${node}COPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm ci --omit=dev\n`],
    ["a manifest copied through a variable", `${node}ARG FILES\nCOPY $FILES ./\nCOPY . .\nRUN npm ci\n`],
    ["project files of .NET copied with a pattern", "FROM sdk\nWORKDIR /src\nCOPY *.csproj .\nCOPY . .\nRUN dotnet restore\n"],
    ["manifests with their folders", `${node}COPY --parents **/package.json ./\nCOPY . .\nRUN npm ci\n`],
    [
      "manifests from another stage",
      "FROM node:24 AS pruned\nFROM node:24\nWORKDIR /app\nCOPY --from=pruned /out/json/ ./\nCOPY . .\nRUN npm ci\n",
    ],
    ["mounted manifests", `${node}COPY . .\nRUN --mount=type=bind,source=package.json,target=package.json npm ci\n`],
    ["the context mounted", `${node}COPY . .\nRUN --mount=type=bind,target=. npm ci\n`],
    ["the project itself", "FROM python:3.14\nCOPY . .\nRUN pip install .\n"],
    ["the project itself with extras", "FROM python:3.14\nCOPY . .\nRUN pip install --no-cache-dir -e '.[all]'\n"],
    ["uv with the project", "FROM python:3.14\nCOPY . .\nRUN uv sync --locked\n"],
    ["Poetry with the project", "FROM python:3.14\nCOPY . .\nRUN poetry install --only main\n"],
    ["cargo", "FROM rust:1\nCOPY . .\nRUN cargo build --release\n"],
    ["a Maven build", "FROM maven:3\nCOPY . .\nRUN mvn package\n"],
    ["a go build", "FROM golang:1.27\nCOPY . .\nRUN go build ./...\n"],
    ["a named package", `${node}COPY . .\nRUN npm install pm2 && pip install gunicorn\n`],
    ["a global package", `${node}COPY . .\nRUN npm i -g serve\n`],
    ["a part of the context", `${node}COPY src ./src\nRUN npm ci\n`],
    ["another stage's files", "FROM node:24 AS a\nFROM node:24\nWORKDIR /app\nCOPY --from=a . .\nRUN npm ci\n"],
    ["an install somewhere else", `${node}COPY . .\nWORKDIR /tools\nRUN npm ci\n`],
    ["requirements from elsewhere", "FROM python:3.14\nWORKDIR /app\nCOPY . .\nRUN pip install -r /tmp/requirements.txt\n"],
    ["an install in front of the copy", `${node}COPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n`],
    ["a stage that nothing needs", "FROM node:24 AS old\nCOPY . .\nRUN npm ci\nFROM alpine:3.24\n"],
    ["an unknown source", `${node}ARG DIR=.\nARG OTHER\nCOPY $OTHER .\nRUN npm ci\n`],
    ["a template", `${node}COPY . .\nRUN npm ci {{ flags }}\n`],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("sees installs in the stages that the final one is made of", () => {
    expect(places(rule, "FROM node:24 AS b\nCOPY . .\nRUN npm ci\nFROM nginx:1.29\nCOPY --from=b /dist /x\n")).toEqual(["2:6"]);
  });

  it("gives an image for development a hint", () => {
    expect(run(rule, `${node}COPY . .\nRUN npm ci\n`, { path: "dev.Dockerfile" })).toMatchObject([{ severity: "hint" }]);
    expect(run(rule, `${node}COPY . .\nRUN npm ci\n`)[0]?.severity).toBeUndefined();
  });

  it("says of triggers when they hold, without a fix", () => {
    const [problem] = run(rule, "FROM node:24\nONBUILD COPY . /app\nONBUILD WORKDIR /app\nONBUILD RUN npm install\n");
    expect(problem).toMatchObject({ at: "2:14", fixed: [] });
    expect(problem?.message).toContain("when a child image is built");
  });

  it("moves the copy behind what is done in between", () => {
    const text = `${node}\n# Everything\nCOPY --chown=node:node . .\nENV NODE_ENV=production\nRUN apt-get update && apt-get install -y git\n\nRUN npm ci && npm cache clean --force\nUSER node\n`;
    expect(fixed(text, npmFiles)).toBe(
      `${node}\nCOPY --chown=node:node package.json package-lock.json ./\nENV NODE_ENV=production\nRUN apt-get update && apt-get install -y git\n\nRUN npm ci && npm cache clean --force\n# Everything\nCOPY --chown=node:node . .\nUSER node\n`,
    );
  });

  it("leaves a comment about the install where it is", () => {
    expect(fixed(`${node}# Install dependencies\nCOPY . .\nRUN npm ci\n`, npmFiles)).toBe(
      `${node}# Install dependencies\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n`,
    );
  });

  it("keeps what a relative destination means", () => {
    expect(fixed("FROM node:24\nWORKDIR /srv\nCOPY . app\nWORKDIR /srv/app\nRUN npm ci\n", npmFiles)).toBe(
      "FROM node:24\nWORKDIR /srv\nCOPY package.json package-lock.json app/\nWORKDIR /srv/app\nRUN npm ci\nCOPY . /srv/app/\n",
    );
  });

  it("parts a RUN that goes on with the sources", () => {
    expect(fixed(`${node}COPY . .\nRUN --mount=type=cache,target=/root/.npm npm ci && npm run build && npm test\n`, npmFiles)).toBe(
      `${node}COPY package.json package-lock.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci\nCOPY . .\nRUN --mount=type=cache,target=/root/.npm npm run build && npm test\n`,
    );
    expect(fixed(`${node}COPY . .\nRUN npm ci \\\n && npm cache clean --force \\\n && npm run build\n`, npmFiles)).toBe(
      `${node}COPY package.json package-lock.json ./\nRUN npm ci \\\n && npm cache clean --force\nCOPY . .\nRUN npm run build\n`,
    );
  });

  it("takes the files of a folder of its own", () => {
    const files = {
      "web/package.json": "{}",
      "web/yarn.lock": "",
      "web/.yarnrc.yml": "nodeLinker: node-modules\n",
      "web/.yarn/releases/yarn.cjs": "",
    };
    expect(fixed("FROM node:24\nWORKDIR /src\nCOPY . .\nRUN cd web && yarn install --immutable\n", files)).toBe(
      "FROM node:24\nWORKDIR /src\nCOPY web/package.json web/yarn.lock web/.yarnrc.yml ./web/\nCOPY web/.yarn ./web/.yarn/\nRUN cd web && yarn install --immutable\nCOPY . .\n",
    );
  });

  it("serves several projects that are installed in turn", () => {
    const files = { ...npmFiles, "requirements.txt": "flask\n-r base.txt\n", "base.txt": "" };
    expect(fixed("FROM base\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN pip install -r requirements.txt\n", files)).toBe(
      "FROM base\nWORKDIR /app\nCOPY package.json package-lock.json ./\nCOPY requirements.txt base.txt ./\nRUN npm ci\nRUN pip install -r requirements.txt\nCOPY . .\n",
    );
  });

  it("takes a folder of requirement files as a whole", () => {
    const files = { "requirements/prod.txt": "-r base.txt\n", "requirements/base.txt": "flask\n" };
    expect(fixed("FROM python:3.14\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements/prod.txt\n", files)).toBe(
      "FROM python:3.14\nWORKDIR /app\nCOPY requirements ./requirements/\nRUN pip install -r requirements/prod.txt\nCOPY . .\n",
    );
  });

  it("takes along what the install reads as well, and never a secret", () => {
    const text = `${node}COPY . .\nRUN npm ci\n`;
    const patched = { ...npmFiles, "patches/left-pad.patch": "", ".npmrc": "engine-strict=true\n" };
    expect(fixed(text, patched)).toBe(
      `${node}COPY package.json package-lock.json .npmrc ./\nCOPY patches ./patches/\nRUN npm ci\nCOPY . .\n`,
    );
    expect(run(rule, text, { files: { ...npmFiles, ".npmrc": "//registry.npmjs.org/:_authToken=npm_x7Qk2\n" } })).toMatchObject([
      { fixed: [] },
    ]);
  });

  it("warns of scripts and local dependencies in the title", () => {
    const title = (pack: string) => run(rule, `${node}COPY . .\nRUN npm ci\n`, { files: { "package.json": pack } })[0]?.fixes?.[0]?.title;
    expect(title('{ "scripts": { "postinstall": "node setup.js" } }')).toContain("`postinstall` script");
    expect(title('{ "dependencies": { "shared": "file:../shared" } }')).toContain("`shared` is a local dependency");
    expect(title("{}")).toBe("Copy `package.json` first, and everything else after `npm ci`");
  });

  it("uses the usual names where the context cannot be seen", () => {
    expect(fixed(`${node}COPY . .\nRUN npm ci\n`)).toBe(`${node}COPY package*.json ./\nRUN npm ci\nCOPY . .\n`);
    expect(fixed("FROM node:24\nCOPY . /app\nWORKDIR /app\nRUN yarn\n")).toBe(
      "FROM node:24\nCOPY package.json yarn.lock* /app/\nWORKDIR /app\nRUN yarn\nCOPY . /app\n",
    );
  });

  it.each([
    ["something in between may need the sources", `${node}COPY . .\nRUN ./configure.sh\nRUN npm ci\n`, npmFiles],
    ["something is copied over the sources", `${node}COPY . .\nCOPY production.json config.json\nRUN npm ci\n`, npmFiles],
    ["the RUN starts with the sources", `${node}COPY . .\nRUN make clean && npm ci\n`, npmFiles],
    ["the RUN is no plain list", `${node}COPY . .\nRUN npm ci || npm install\n`, npmFiles],
    ["the RUN changes the folder and goes on", "FROM node:24\nWORKDIR /src\nCOPY . .\nRUN cd . && npm ci && npm run build\n", npmFiles],
    ["the manifest is not there", `${node}COPY . .\nRUN npm ci\n`, { "server.js": "" }],
    ["the manifest is ignored", `${node}COPY . .\nRUN npm ci\n`, { ...npmFiles, ".dockerignore": "package.json\n" }],
    ["it is a workspace", `${node}COPY . .\nRUN npm ci\n`, { "package.json": '{ "workspaces": ["packages/*"] }' }],
    ["it is a Go workspace", "FROM golang:1.27\nCOPY . .\nRUN go mod download\n", { "go.mod": "module x\n", "go.work": "" }],
    ["a Go module is local", "FROM golang:1.27\nCOPY . .\nRUN go mod download\n", { "go.mod": "module x\nreplace y => ./y\n" }],
    ["the Gemfile reads a gemspec", "FROM ruby:3.4\nCOPY . .\nRUN bundle install\n", { Gemfile: "gemspec\n" }],
    [
      "Composer runs scripts",
      "FROM php:8.5\nCOPY . .\nRUN composer install\n",
      { "composer.json": '{ "scripts": { "post-install-cmd": "x" } }' },
    ],
    ["Composer lists the classes of the sources", "FROM php:8.5\nCOPY . .\nRUN composer install -o\n", { "composer.json": "{}" }],
    [
      "Maven has modules",
      "FROM maven:3\nCOPY . .\nRUN mvn dependency:go-offline\n",
      { "pom.xml": "<modules><module>a</module></modules>" },
    ],
    ["a project refers to another", "FROM sdk\nCOPY . .\nRUN dotnet restore\n", { "a.csproj": '<ProjectReference Include="b" />' }],
    [
      "requirements hold a local path",
      "FROM python:3.14\nCOPY . .\nRUN pip install -r requirements.txt\n",
      { "requirements.txt": "-e .\n" },
    ],
    [
      "requirements lie in two folders",
      "FROM python:3.14\nCOPY . .\nRUN pip install -r a.txt -r b/c.txt\n",
      { "a.txt": "", "b/c.txt": "" },
    ],
    ["only a part of the context is copied", `${node}COPY --exclude=docs . .\nRUN npm ci\n`, npmFiles],
    ["more is copied along", `${node}COPY . extra ./\nRUN npm ci\n`, npmFiles],
    ["the copy is in the base stage", "FROM node:24 AS base\nWORKDIR /app\nCOPY . .\nFROM base\nRUN npm ci\n", npmFiles],
  ])("gives no fix where %s", (_, text, files) => {
    expect(run(rule, text, { files: files as Record<string, string> })).toMatchObject([{ fixed: [] }]);
  });
});
