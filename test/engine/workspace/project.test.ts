import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Project, projectOf, projectOfDockerfile } from "../../../server/engine/workspace/project.ts";
import { readToml } from "../../../server/engine/workspace/toml.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

function project(files: Record<string, string>, folder = ""): Project {
  return projectOf(folder, memoryWorkspace(files));
}

/** Port and health path with the places that say so. */
function endpoints(files: Record<string, string>, folder = ""): (string | undefined)[] {
  const { port, healthPath } = project(files, folder);
  return [port, healthPath].map((found) => found && `${found.value} ${found.from.path}:${found.from.line}`);
}

const nothing = [undefined, undefined];

describe("Node", () => {
  const manifest = (fields: object) => JSON.stringify(fields);

  it("reads the manifest, comments, trailing commas and unfinished lines included", () => {
    const { node, ecosystems, framework, name } = project({
      "package.json":
        '{\n\t"name": "@team/api",\n\t"type": "module",\n\t"main": "dist/a.js",\n\t"scripts": {"start": "node dist/a.js"},\n\t"dependencies": {"express": "^5", "zod": "4",},\n\t"devDependencies": {"vite": "7"},\n\t"engines": {"node": ">=22"',
    });
    expect([ecosystems, framework, name]).toEqual([["node"], "express", "@team/api"]);
    expect(node).toMatchObject({ manifest: "package.json", isModule: true, main: "dist/a.js", nodeVersion: ">=22" });
    expect([[...(node?.scripts ?? [])], [...(node?.dependencies.keys() ?? [])], [...(node?.devDependencies.keys() ?? [])]]).toEqual([
      [["start", "node dist/a.js"]],
      ["express", "zod"],
      ["vite"],
    ]);
  });

  it.each([
    [{ "package.json": "{}", "package-lock.json": "" }, "npm", "package-lock.json", undefined],
    [{ "package.json": "{}", "pnpm-lock.yaml": "" }, "pnpm", "pnpm-lock.yaml", undefined],
    [{ "package.json": "{}", "bun.lockb": "" }, "bun", "bun.lockb", undefined],
    [{ "package.json": "{}", "yarn.lock": "# yarn lockfile v1\n" }, "yarn", "yarn.lock", false],
    [{ "package.json": "{}", "yarn.lock": "__metadata:\n  version: 8\n" }, "yarn", "yarn.lock", true],
    [{ "package.json": "{}", "yarn.lock": "", ".yarnrc.yml": "" }, "yarn", "yarn.lock", true],
    [{ "package.json": "{}", "yarn.lock": "" }, "yarn", "yarn.lock", undefined],
    [{ "package.json": '{"packageManager": "yarn@4.1.0+sha512.x"}', "yarn.lock": "" }, "yarn", "yarn.lock", true],
    [{ "package.json": '{"packageManager": "pnpm@9.0.0"}', "package-lock.json": "" }, "pnpm", undefined, undefined],
    [
      { "package.json": '{"packageManager": "npm@11.0.0"}', "yarn.lock": "", "package-lock.json": "" },
      "npm",
      "package-lock.json",
      undefined,
    ],
    [{ "package.json": '{"devEngines": {"packageManager": {"name": "bun"}}}' }, "bun", undefined, undefined],
    [{ "package.json": '{"engines": {"pnpm": ">=9", "node": "22"}}' }, "pnpm", undefined, undefined],
    [{ "package.json": "{}" }, undefined, undefined, undefined],
  ])("finds manager and lock file: %o", (files, manager, lockFile, isYarnBerry) => {
    expect(project(files as Record<string, string>).node).toMatchObject({ packageManager: manager, lockFile, isYarnBerry });
  });

  it("looks up to the root of the monorepo, and no further than its workspaces reach", () => {
    const pnpm = {
      "pnpm-workspace.yaml": "",
      "pnpm-lock.yaml": "",
      "package.json": '{"packageManager": "pnpm@10.1.0"}',
      "apps/api/package.json": "{}",
    };
    expect(project(pnpm, "apps/api").node).toMatchObject({
      packageManager: "pnpm",
      packageManagerVersion: "10.1.0",
      lockFile: "pnpm-lock.yaml",
      workspaceRoot: "",
    });
    const npm = { "package.json": '{"workspaces": ["apps/*"]}', "package-lock.json": "", "apps/api/package.json": "{}" };
    expect(project(npm, "apps/api").node).toMatchObject({ packageManager: "npm", lockFile: "package-lock.json" });
    expect(project(npm).node).toMatchObject({ hasWorkspaces: true, workspaceRoot: undefined });
    const apart = { "package.json": "{}", "package-lock.json": "", "api/package.json": "{}" };
    expect(project(apart, "api").node).toMatchObject({ packageManager: undefined, lockFile: undefined, workspaceRoot: undefined });
  });

  it("knows frameworks by the exact dependency", () => {
    const framework = (dependencies: Record<string, string>, devDependencies = {}) =>
      project({ "package.json": manifest({ dependencies, devDependencies }) }).framework;
    expect(framework({ "@nestjs/core": "1", express: "1" })).toBe("@nestjs/core");
    expect(framework({ next: "1", react: "1" })).toBe("next");
    expect(framework({ "express-session": "1", "fastify-plugin": "1" })).toBeUndefined();
    expect(framework({}, { vite: "1" })).toBe("vite");
  });

  it.each([
    ["app.listen(3000)", "3000 index.js:1"],
    ["const port = process.env.PORT || 4000;\napp.listen(port);", "4000 index.js:1"],
    ["const port = Number(process.env.PORT ?? '4000');", "4000 index.js:1"],
    ['const port = process.env["PORT"] || 4000;', "4000 index.js:1"],
    ["await app.listen({ host, port: 8080 });", "8080 index.js:1"],
    ["await app.listen(process.env.PORT ?? 3000, '0.0.0.0');\nmetrics.listen(9090)", "3000 index.js:1"],
    ["app.listen(3000);\nmetrics.listen(9090);", undefined],
    ["// app.listen(3000)\n/* listen(1)\n app.listen(3000) */", undefined],
    ["const PORT = 5000;", "5000 index.js:1"],
    ["app.listen(port)", undefined],
    ["serve({ fetch: app.fetch, port: 3001 })", "3001 index.js:1"],
    ["app.listen(99999)", undefined],
  ])("finds the port in %s", (source, port) => {
    expect(endpoints({ "package.json": "{}", "index.js": source })[0]).toBe(port);
  });

  it("reads the file that main or the start script names", () => {
    expect(endpoints({ "package.json": '{"main": "lib/go.js"}', "lib/go.js": "x.listen(1234)" })[0]).toBe("1234 lib/go.js:1");
    expect(endpoints({ "package.json": '{"scripts": {"start": "node ./bin/www.js"}}', "bin/www.js": "x.listen(1234)" })[0]).toBe(
      "1234 bin/www.js:1",
    );
    expect(endpoints({ "package.json": "{}", "src/main.ts": "x.listen(1234)" })[0]).toBe("1234 src/main.ts:1");
    expect(endpoints({ "package.json": '{\n"scripts": {\n"start": "next start -p 4001"\n}}' })[0]).toBe("4001 package.json:3");
    expect(endpoints({ "package.json": "{}", "src/other.ts": "x.listen(1234)" })).toEqual(nothing);
  });

  it.each([
    ['app.get("/health", (req, res) => res.send())', "/health index.js:1"],
    ["app.get('/readyz', a);\napp.get('/healthz', b);", "/healthz index.js:2"],
    ["fastify.get('/api/health', a)", "/api/health index.js:1"],
    ["app.use('/health', routes)", "/health index.js:1"],
    ['if (request.url === "/health") answer(response)', "/health index.js:1"],
    ["if (pathname == '/healthz') answer()", "/healthz index.js:1"],
    ["router.get('/health', a)", undefined],
    ["app.get('/healthy', a)", undefined],
    ["app.get('/users', a)", undefined],
    ["app.get(path + '/health', a)", undefined],
    ["// app.get('/health', a)", undefined],
  ])("finds the health path in %s", (source, path) => {
    expect(endpoints({ "package.json": "{}", "index.js": source })[1]).toBe(path);
  });

  it("puts Nest's health controller under the prefix, unless that is computed", () => {
    const files = {
      "package.json": manifest({ dependencies: { "@nestjs/core": "11" } }),
      "src/health/health.controller.ts": "@Controller('health')\nexport class HealthController {\n  @Get()\n  check() {}\n}",
    };
    const main = (text: string) => endpoints({ ...files, "src/main.ts": text })[1];
    expect(main("await app.listen(3000)")).toBe("/health src/health/health.controller.ts:1");
    expect(main("app.setGlobalPrefix('api');")).toBe("/api/health src/health/health.controller.ts:1");
    expect(main("app.setGlobalPrefix(config.prefix);")).toBeUndefined();
    expect(main("app.setGlobalPrefix('api', { exclude: ['health'] });")).toBeUndefined();
    expect(main("app.enableVersioning();")).toBeUndefined();
  });

  it("finds Next's route handlers", () => {
    const next = { "package.json": manifest({ dependencies: { next: "16" } }) };
    expect(endpoints({ ...next, "src/app/api/health/route.ts": "" })[1]).toBe("/api/health src/app/api/health/route.ts:1");
    expect(endpoints({ ...next, "app/healthz/route.ts": "" })[1]).toBe("/healthz app/healthz/route.ts:1");
    expect(endpoints({ ...next, "pages/api/health.ts": "" })[1]).toBe("/api/health pages/api/health.ts:1");
    expect(endpoints({ ...next, "pages/api/health.ts": "", "next.config.mjs": "export default { basePath: '/x' }" })[1]).toBeUndefined();
    expect(endpoints({ ...next, "app/health/page.tsx": "" })[1]).toBeUndefined();
  });
});

describe("Python", () => {
  it("reads pyproject.toml", () => {
    const { python, framework, name } = project({
      "pyproject.toml": `[project]
name = "api" # comment
requires-python = ">=3.13"
dependencies = [
  "FastAPI[standard]>=0.115; python_version > '3'", # one
  "Uvicorn",
  'psycopg2_binary==2',
]
[dependency-groups]
dev = ["pytest>=8", {include-group = "x"}]
[tool.uv]
dev-dependencies = ["ruff"]
`,
      "uv.lock": "",
    });
    expect([framework, name, python?.packageManager, python?.lockFile, python?.pythonVersion]).toEqual([
      "fastapi",
      "api",
      "uv",
      "uv.lock",
      ">=3.13",
    ]);
    expect([[...(python?.dependencies ?? [])], [...(python?.devDependencies ?? [])]]).toEqual([
      ["fastapi", "uvicorn", "psycopg2-binary"],
      ["pytest", "ruff"],
    ]);
  });

  it.each([
    [
      {
        "pyproject.toml":
          '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.12"\nDjango = "5"\n[tool.poetry.group.dev.dependencies]\npytest = "8"\n',
      },
      "poetry",
      undefined,
      "django",
    ],
    [{ "pyproject.toml": "[project]\n", "poetry.lock": "" }, "poetry", "poetry.lock", undefined],
    [{ "pyproject.toml": "[project]\n" }, undefined, undefined, undefined],
    [{ Pipfile: '[packages]\nflask = "*"\n[dev-packages]\npytest = "*"\n', "Pipfile.lock": "{}" }, "pipenv", "Pipfile.lock", "flask"],
    [
      { "requirements.txt": "-r base.txt\n# x\nflask==3.0 # web\ngunicorn\n", "requirements-dev.txt": "django\n" },
      "pip",
      undefined,
      "flask",
    ],
    [{ "requirements.txt": "django-environ\nflask_cors\n" }, "pip", undefined, undefined],
  ])("finds the manager: %o", (files, manager, lockFile, framework) => {
    const found = project(files as Record<string, string>);
    expect([found.python?.packageManager, found.python?.lockFile, found.framework]).toEqual([manager, lockFile, framework]);
  });

  it("takes the lock file of a uv workspace above, and of no other folder", () => {
    const files = { "uv.lock": "", "pyproject.toml": '[tool.uv.workspace]\nmembers = ["api"]\n', "api/pyproject.toml": "[project]\n" };
    expect(project(files, "api").python).toMatchObject({ packageManager: "uv", lockFile: "uv.lock" });
    expect(project({ ...files, "pyproject.toml": "" }, "api").python?.lockFile).toBeUndefined();
  });

  it("finds the application", () => {
    const app = (files: Record<string, string>) => project({ "requirements.txt": "fastapi\n", ...files }).python?.application;
    expect(app({ "main.py": "x = 1\napp = FastAPI()\n" })).toEqual({ value: "main:app", from: { path: "main.py", line: 2 } });
    expect(app({ "src/shop/api.py": "api: FastAPI = fastapi.FastAPI(title='x')\n" })?.value).toBe("shop.api:api");
    expect(app({ "shop/__init__.py": "app = Flask(__name__)\n" })?.value).toBe("shop:app");
    expect(app({ "main.py": "def create():\n    app = FastAPI()\n" })).toBeUndefined();
    expect(app({ "main.py": "app = FastAPI()\n", "app.py": "app = FastAPI()\n" })).toBeUndefined();
    expect(app({ "tests/main.py": "app = FastAPI()\n" })).toBeUndefined();
  });

  it.each([
    ["uvicorn.run(app, host='0.0.0.0', port=8080)", "8080 main.py:1"],
    ['port = int(os.environ.get("PORT", 8000))', "8000 main.py:1"],
    ['port = int(os.getenv("PORT", "8000"))', "8000 main.py:1"],
    ["app.run(debug=True, port=5001)", "5001 main.py:1"],
    ["app.run(port=port)", undefined],
    ["# app.run(port=5001)", undefined],
  ])("finds the port in %s", (source, port) => {
    expect(endpoints({ "requirements.txt": "flask", "main.py": source })[0]).toBe(port);
  });

  it.each([
    ['@app.get("/healthz")', "/healthz main.py:1"],
    ["@app.route('/health')", "/health main.py:1"],
    ['@router.get("/healthz")', undefined],
    ['@app.get("/items/{id}")', undefined],
    ['    Route("/health", health),', "/health main.py:1"],
  ])("finds the health path in %s", (source, path) => {
    expect(endpoints({ "requirements.txt": "fastapi", "main.py": source })[1]).toBe(path);
  });

  it("reads Django's settings module and root URLs", () => {
    const files = {
      "pyproject.toml": '[project]\ndependencies = ["django"]\n',
      "src/manage.py": "def main():\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n",
      "src/up/urls.py": "urlpatterns = [path('', views.index)]\n",
      "src/api/urls.py": "urlpatterns = [path('health', views.index)]\n",
    };
    const urls = (text: string) => endpoints({ ...files, "src/config/urls.py": text })[1];
    expect(project(files).python).toMatchObject({ managePath: "src/manage.py", settingsModule: "config.settings" });
    expect(urls("urlpatterns = [\n    path('up/', include('up.urls')),\n]")).toBe("/up/ src/config/urls.py:2");
    expect(urls("urlpatterns = [\n    path('healthz', views.health),\n]")).toBe("/healthz src/config/urls.py:2");
    expect(urls("urlpatterns = [\n    path('health/', include('api.urls')),\n]")).toBeUndefined();
    expect(urls("urlpatterns = [\n    path('health/', include(router.urls)),\n]")).toBeUndefined();
  });
});

describe("Go", () => {
  const mod =
    "module example.com/team/shop/v2\n\ngo 1.25.0\n\nrequire (\n\tgithub.com/labstack/echo/v4 v4.1.0\n\texample.com/x v1.0.0 // indirect\n)\n";

  it("reads go.mod and finds the programs", () => {
    const found = project({
      "go.mod": mod,
      "go.sum": "",
      "main.go": "// x\npackage main\n",
      "cmd/a/main.go": "package main",
      "cmd/b/b.go": "package main",
      "lib/lib.go": "package lib",
      "internal/x/main.go": "package main",
      "tool/main_test.go": "package main",
    });
    expect([found.name, found.framework]).toEqual(["shop", "github.com/labstack/echo"]);
    expect(found.go).toMatchObject({
      module: "example.com/team/shop/v2",
      goVersion: "1.25.0",
      lockFile: "go.sum",
      mainPackages: ["", "cmd/a", "cmd/b"],
    });
  });

  it.each([
    ['\thttp.ListenAndServe(":8080", nil)', "8080 main.go:2"],
    ['\tport := os.Getenv("PORT")\n\tif port == "" {\n\t\tport = "8081"\n\t}\n\thttp.ListenAndServe(":"+port, nil)', "8081 main.go:4"],
    ['\tsrv := &http.Server{Addr: "0.0.0.0:9000"}', "9000 main.go:2"],
    ['\te.Start(":1323")', "1323 main.go:2"],
    ["\tr.Run()", undefined],
    ['\thttp.ListenAndServe(":8080", nil)\n\thttp.ListenAndServe(":9090", nil)', undefined],
  ])("finds the port in %s", (source, port) => {
    expect(endpoints({ "go.mod": mod, "main.go": `package main\n${source}\n` })[0]).toBe(port);
  });

  it("finds the health path, and guesses none of several programs'", () => {
    const main = 'package main\nfunc main() {\n\tmux.HandleFunc("GET /healthz", ok)\n}\n';
    expect(endpoints({ "go.mod": mod, "cmd/a/main.go": main })[1]).toBe("/healthz cmd/a/main.go:3");
    expect(endpoints({ "go.mod": mod, "cmd/a/main.go": main, "cmd/b/main.go": main })).toEqual(nothing);
    expect(endpoints({ "go.mod": mod, "main.go": 'package main\nfunc f() { e.GET("/health", ok) }' })[1]).toBe("/health main.go:2");
  });
});

describe("Java", () => {
  const pom = (dependency: string) =>
    `<project>\n<parent><artifactId>spring-boot-starter-parent</artifactId></parent>\n<artifactId>shop</artifactId>\n<properties><java.version>21</java.version></properties>\n<dependencies>\n<dependency><artifactId>${dependency}</artifactId></dependency>\n</dependencies>\n</project>`;

  it("reads Maven and Gradle projects", () => {
    const maven = project({ "pom.xml": pom("spring-boot-starter-web"), mvnw: "", ".mvn/wrapper/maven-wrapper.properties": "" });
    expect([maven.name, maven.framework, maven.java]).toEqual([
      "shop",
      "spring-boot",
      { build: "maven", manifest: "pom.xml", hasWrapper: true, name: "shop", lockFile: undefined, javaVersion: "21" },
    ]);
    const gradle = project({
      "build.gradle.kts": 'plugins { id("io.quarkus") }\njava { toolchain { languageVersion = JavaLanguageVersion.of(25) } }',
      "settings.gradle.kts": 'rootProject.name = "shop"',
      gradlew: "",
    });
    expect([gradle.name, gradle.framework, gradle.java]).toMatchObject([
      "shop",
      "quarkus",
      { build: "gradle", hasWrapper: true, javaVersion: "25" },
    ]);
  });

  const actuator = { "pom.xml": pom("spring-boot-starter-actuator") };
  const properties = "src/main/resources/application.properties";
  it.each([
    [{}, "/actuator/health pom.xml:6"],
    [{ [properties]: "management.endpoints.web.base-path=/manage\n" }, "/manage/health pom.xml:6"],
    [{ [properties]: "management.endpoints.web.base-path=/\nserver.servlet.context-path = /shop\n" }, "/shop/health pom.xml:6"],
    [{ [properties]: "management.server.port=9000\n" }, undefined],
    [{ [properties]: "server.servlet.context-path=${BASE}\n" }, undefined],
    [{ "src/main/resources/application.yml": "management:\n  endpoints.web:\n    base-path: /m\n" }, "/m/health pom.xml:6"],
  ])("finds the actuator: %o", (files, path) => {
    expect(endpoints({ ...actuator, ...(files as Record<string, string>) })[1]).toBe(path);
    expect(endpoints({ "pom.xml": pom("spring-boot-starter-web"), ...(files as Record<string, string>) })[1]).toBeUndefined();
  });

  it("finds the port", () => {
    const port = (text: string, name = "application.properties") => endpoints({ ...actuator, [`src/main/resources/${name}`]: text })[0];
    expect(port("a=b\nserver.port=8081\n")).toBe(`8081 ${properties}:2`);
    expect(port("server.port=${PORT:8082}\n")).toBe(`8082 ${properties}:1`);
    expect(port("server.port=${PORT}\n")).toBeUndefined();
    expect(port("server:\n  port: 8083\n", "application.yml")).toBe("8083 src/main/resources/application.yml:2");
  });
});

describe("others", () => {
  it("reads Rust", () => {
    const files = {
      "Cargo.toml": '[package]\nname = "svc"\n[dependencies]\naxum = "0.8"\n[dependencies.tokio]\nversion = "1"\n',
      "Cargo.lock": "",
      "src/main.rs": 'fn main() {\n    let app = Router::new().route("/health", get(ok));\n    bind("0.0.0.0:3000")\n}',
    };
    const found = project(files);
    expect([found.name, found.framework, found.rust?.lockFile, [...(found.rust?.dependencies ?? [])]]).toEqual([
      "svc",
      "axum",
      "Cargo.lock",
      ["axum", "tokio"],
    ]);
    expect(endpoints(files)).toEqual(["3000 src/main.rs:3", "/health src/main.rs:2"]);
  });

  it("reads Ruby", () => {
    const files = {
      Gemfile: 'source "x"\ngem "rails", "~> 8.0"\n  gem "puma"\n',
      "Gemfile.lock": "",
      "config/routes.rb": 'Rails.application.routes.draw do\n  get "up" => "rails/health#show", as: :rails_health_check\nend\n',
      "config/puma.rb": 'port ENV.fetch("PORT", 3000)\n',
    };
    expect([project(files).framework, project(files).ruby?.lockFile]).toEqual(["rails", "Gemfile.lock"]);
    expect(endpoints(files)).toEqual(["3000 config/puma.rb:1", "/up config/routes.rb:2"]);
  });

  it("reads PHP and .NET", () => {
    const php = {
      "composer.json": '{"name": "a/shop", "require": {"php": "^8.4", "laravel/framework": "^12"}}',
      "composer.lock": "",
      "bootstrap/app.php": "x(\n  health: '/up',\n)",
    };
    expect([project(php).name, project(php).framework, project(php).php?.lockFile]).toEqual([
      "a/shop",
      "laravel/framework",
      "composer.lock",
    ]);
    expect(endpoints(php)[1]).toBe("/up bootstrap/app.php:2");
    const dotnet = {
      "Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web">\n<PackageReference Include="Serilog" /></Project>',
      "Program.cs": 'app.MapHealthChecks("/healthz");',
    };
    expect([project(dotnet).name, project(dotnet).framework, endpoints(dotnet)[1]]).toEqual([
      "Shop",
      "Microsoft.NET.Sdk.Web",
      "/healthz Program.cs:1",
    ]);
    expect(project({ ...dotnet, "Tests.csproj": "" }).dotnet).toBeUndefined();
  });
});

describe("any project", () => {
  it("puts a package.json for assets behind the application", () => {
    const found = project({ "package.json": '{"devDependencies": {"vite": "7"}}', "requirements.txt": "django\n" });
    expect([found.ecosystems, found.framework]).toEqual([["python", "node"], "django"]);
  });

  it("is the one that the Dockerfile packs", () => {
    const files = {
      "compose.yaml":
        "services: {b: {build: {context: ., dockerfile: backend/Dockerfile}}, w: {build: {context: web, dockerfile: ../docker/web.Dockerfile}}}",
      "package.json": "{}",
      "backend/Dockerfile": "FROM a",
      "backend/go.mod": "module x\n",
      "docker/web.Dockerfile": "FROM a",
      "web/package.json": "{}",
    };
    const workspace = memoryWorkspace(files);
    expect(projectOfDockerfile("backend/Dockerfile", workspace).folder).toBe("backend");
    expect(projectOfDockerfile("docker/web.Dockerfile", workspace).folder).toBe("web");
  });

  it("is none where nothing is there, or nothing can be seen", () => {
    for (const found of [project({ README: "" }), projectOf("x", memoryWorkspace({})), projectOf("", unseenWorkspace())]) {
      expect([found.ecosystems, found.framework, found.name, found.port, found.healthPath]).toEqual([
        [],
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  it("never throws, and ends in time", () => {
    const piece = fc.constantFrom(
      ...[
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "\n",
        "=",
        ":",
        ",",
        "name",
        "scripts",
        '"""',
        "#",
        "\\",
        "<artifactId>",
        "[project]",
        "dependencies",
        "*/",
        "/*",
        " ",
      ],
    );
    const names = [
      "package.json",
      "pyproject.toml",
      "Cargo.toml",
      "go.mod",
      "pom.xml",
      "composer.json",
      "Gemfile",
      "index.js",
      "main.py",
      "main.go",
      "a.csproj",
      "src/main/resources/application.yml",
    ];
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        (pieces) => void project(Object.fromEntries(names.map((name) => [name, pieces.join("")]))),
      ),
      { numRuns: 500 },
    );
    const start = performance.now();
    for (const text of [
      `a = ${"[".repeat(200_000)}`,
      `a = ${'"'.repeat(200_000)}`,
      `a = [\n${'"x"\n'.repeat(50_000)}`,
      "a.".repeat(100_000),
      `${"x = 'a\n".repeat(30_000)}`,
    ]) {
      readToml(text).list("", "a");
      project({ "pyproject.toml": text, "main.py": text, "index.js": text, "package.json": text, "pom.xml": text });
    }
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
