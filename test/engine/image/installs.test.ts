import { describe, expect, it } from "vitest";
import { installsOf } from "../../../server/engine/image/installs.ts";
import { parseDockerfile } from "../../../server/engine/languages/dockerfile/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

function installs(text: string) {
  return parseDockerfile(new SourceText("Dockerfile", text)).stages.flatMap(installsOf);
}

/** The only install of a RUN. */
function one(command: string, head = "FROM base:1\nWORKDIR /app\n") {
  const [install, ...more] = installs(`${head}RUN ${command}\n`);
  expect(more).toEqual([]);
  return install;
}

describe("installs", () => {
  it.each([
    // command, manager, title, named, locked, without development dependencies
    ["npm install", "npm", "npm install", false, false, false],
    ["npm ci --omit=dev", "npm", "npm ci", false, true, true],
    ["npm --silent i -D", "npm", "npm i", false, false, false],
    ["npm install --loglevel error", "npm", "npm install", false, false, false],
    ["npm install left-pad@1", "npm", "npm install", true, false, false],
    ["npm i -g npm@11", "npm", "npm i", true, false, false],
    ["/usr/local/bin/npm ci", "npm", "npm ci", false, true, false],
    ["sudo -u node npm ci", "npm", "npm ci", false, true, false],
    ["pnpm -r --filter web install --frozen-lockfile --prod", "pnpm", "pnpm install", false, true, true],
    ["corepack pnpm install", "pnpm", "corepack pnpm install", false, false, false],
    ["yarn", "yarn", "yarn", false, false, false],
    ["yarn --cwd web install --immutable", "yarn", "yarn install", false, true, false],
    ["yarn workspaces focus --all --production", "yarn", "yarn workspaces focus", false, undefined, true],
    ["bun install --production", "bun", "bun install", false, false, true],
    ["bun ci", "bun", "bun ci", false, true, false],
    ["pip install -r requirements.txt", "pip", "pip install", false, undefined, undefined],
    ["pip3 --no-cache-dir install flask", "pip", "pip3 install", true, undefined, undefined],
    ["python3 -m pip install -r a.txt", "pip", "python3 -m pip install", false, undefined, undefined],
    ["/venv/bin/pip install .", "pip", "pip install", false, undefined, undefined],
    ["uv pip install --system -r requirements.txt", "pip", "uv pip install", false, undefined, undefined],
    ["uv pip sync requirements.txt", "pip", "uv pip sync", false, undefined, undefined],
    ["uv sync --frozen --no-dev", "uv", "uv sync", false, true, true],
    ["poetry install --only main", "poetry", "poetry install", false, true, true],
    ["pipenv install --deploy", "pipenv", "pipenv install", false, true, true],
    ["pipenv install requests", "pipenv", "pipenv install", true, false, true],
    ["pdm install --prod", "pdm", "pdm install", false, false, true],
    ["go mod download", "go", "go mod download", false, true, true],
    ["go mod download example.com/x@v1", "go", "go mod download", true, true, true],
    ["cargo build --release --locked", "cargo", "cargo build", false, true, true],
    ["cargo install ripgrep", "cargo", "cargo install", true, false, true],
    ["cargo chef cook --release", "cargo", "cargo chef cook", false, undefined, true],
    ["bundle install --jobs 4", "bundler", "bundle install", false, false, false],
    ["bundle _2.5.0_ install", "bundler", "bundle install", false, false, false],
    ["composer install --no-dev", "composer", "composer install", false, true, true],
    ["php composer.phar install", "composer", "php composer.phar install", false, true, false],
    ["./mvnw -B dependency:go-offline", "maven", "mvnw dependency:go-offline", false, undefined, true],
    ["gradle dependencies", "gradle", "gradle dependencies", false, undefined, true],
    ["dotnet restore -a x64 app.csproj", "dotnet", "dotnet restore", false, false, true],
  ])("reads %s", (command, manager, title, isNamed, isLocked, omitsDev) => {
    expect(one(command)).toMatchObject({ manager, title, isNamed });
    expect(one(command)?.isLocked).toBe(isLocked);
    expect(one(command)?.omitsDev).toBe(omitsDev);
  });

  it.each([
    "npm run build",
    "npm install --package-lock-only",
    "npm config set registry https://x",
    "yarn build",
    "yarn --version",
    "yarn global add serve",
    "pnpm add lodash",
    "pip freeze",
    "pip download -r requirements.txt",
    "uv lock",
    "poetry config virtualenvs.create false",
    "go build ./...",
    "go get ./...",
    "cargo test",
    "bundle exec rake",
    "bundle config set frozen true",
    "composer dump-autoload",
    "mvn package",
    "mvn dependency:go-offline package",
    "gradle build",
    "dotnet build",
    "echo npm install",
    "X=$(npm install)",
    "$NPM install",
  ])("takes %s for no install", (command) => {
    expect(installs(`FROM base:1\nRUN ${command}\n`)).toEqual([]);
  });

  it("knows which need the sources", () => {
    for (const command of ["pip install .", "pip install -e .[dev]", "uv sync", "poetry install", "pdm install", "cargo build"]) {
      expect(one(command)?.needsSources, command).toBe(true);
    }
    for (const command of [
      "pip install -r a.txt",
      "uv sync --no-install-project",
      "poetry install --no-root",
      "npm ci",
      "cargo chef cook",
    ]) {
      expect(one(command)?.needsSources, command).toBe(false);
    }
  });

  it("knows the folder of the project", () => {
    expect(one("npm ci")?.folder).toBe("/app");
    expect(one("cd web && npm ci")?.folder).toBe("/app/web");
    expect(one("cd /srv && cd api/.. && npm ci")?.folder).toBe("/srv");
    expect(one("npm ci --prefix web")?.folder).toBe("/app/web");
    expect(one("yarn --cwd /web install")?.folder).toBe("/web");
    expect(one("composer install -d api")?.folder).toBe("/app/api");
    expect(one("npm ci", "FROM base:1\n")?.folder).toBe("?");
    expect(one("npm ci", "FROM scratch\n")?.folder).toBe("/");
    expect(one("npm ci", "FROM base:1\nARG DIR=/srv\nWORKDIR $DIR\nWORKDIR app\n")?.folder).toBe("/srv/app");
    expect(one("npm ci", "FROM base:1\nARG DIR\nWORKDIR $DIR/app\n")?.folder).toBe("$DIR/app");
  });

  it("reads the variables in force", () => {
    const head = (lines: string) => `FROM base:1\n${lines}`;
    expect(one("npm ci", head("ENV NODE_ENV=production\n"))?.omitsDev).toBe(true);
    expect(one("npm ci", head("ARG NODE_ENV\n"))?.omitsDev).toBeUndefined();
    expect(one("npm ci --include=dev", head("ENV NODE_ENV=production\n"))?.omitsDev).toBe(false);
    expect(one("NODE_ENV=production npm ci", head(""))?.omitsDev).toBe(true);
    expect(one("export NODE_ENV=$MODE && npm ci", head(""))?.omitsDev).toBeUndefined();
    expect(one("pnpm install", head("ENV CI=1\n"))?.isLocked).toBe(true);
    expect(one("pnpm install", head("ENV CI=false\n"))?.isLocked).toBe(false);
    expect(installs("FROM base:1\nRUN npm ci\nENV NODE_ENV=production\n")[0]?.omitsDev).toBe(false);
  });

  it("reads heredocs, exec form and triggers, and marks program and verb", () => {
    const text = 'FROM base:1\nRUN <<EOF\nnpm ci\nEOF\nRUN ["npm", "ci"]\nONBUILD RUN npm ci\n';
    expect(installs(text).map(({ span, run }) => [text.slice(span.start, span.end), run.onbuild !== undefined])).toEqual([
      ["npm ci", false],
      ['"npm", "ci"', false],
      ["npm ci", true],
    ]);
  });

  it("skips what other interpreters read", () => {
    expect(installs('FROM base:1\nSHELL ["pwsh", "-Command"]\nRUN npm install\n')).toEqual([]);
    expect(installs("FROM base:1\nRUN <<EOF python\nnpm install\nEOF\n")).toEqual([]);
  });
});
