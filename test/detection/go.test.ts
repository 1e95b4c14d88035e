import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import type { Detected } from "../../server/engine/detection/model.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { project } from "../generators/support.ts";
import { detect } from "./told.ts";

function told(detected: Detected<unknown> | undefined): string | undefined {
  if (!detected) return undefined;
  const { value, from, confidence } = detected;
  const text = Array.isArray(value) ? value.join(" ") : String(value);
  return `${text} @ ${from ? `${from.path}:${from.line}` : "nothing"} ${confidence}`;
}

const main = "package main\n\nfunc main() {}\n";
const module = "module example.com/acme/shop\n\ngo 1.26\n";

describe("Go", () => {
  it("reads a service with its sources", () => {
    const found = detect(project("go-service"));
    expect(told(found.framework)).toBe("net-http @ cmd/api/main.go:23 certain");
    expect(told(found.kind)).toBe("web @ cmd/api/main.go:23 certain");
    expect(told(found.name)).toBe("api @ go.mod:1 certain");
    expect(told(found.command)).toBe("/api @ cmd/api/main.go:16 certain");
    expect(told(found.port)).toBe("8080 @ cmd/api/main.go:17 certain");
    expect(told(found.livenessPath)).toBe("/livez @ internal/http/routes.go:7 certain");
    expect(told(found.readinessPath)).toBe("/readyz @ internal/http/routes.go:10 certain");
    expect(told(found.runtimeVersion)).toBe("1.26 @ go.mod:3 certain");
    expect(told(found.tasks.build)).toBe("go build ./cmd/api @ go.mod:1 certain");
    expect(told(found.go?.healthCommand)).toBe("healthcheck @ cmd/api/main.go:18 certain");
  });

  it.each<[string, string, string]>([
    ["toolchain before go", "module x\n\ngo 1.26.0\n\ntoolchain go1.27.1\n", "1.27 @ go.mod:5 certain"],
    ["a release that has ended", "module x\n\ngo 1.22\n", "1.27 @ go.mod:3 likely"],
    ["a release that is newer than the table", "module x\n\ngo 1.29\n", "1.29 @ go.mod:3 certain"],
    ["nothing", "module x\n", "1.27 @ nothing assumed"],
  ])("takes the version of %s", (_, manifest, expected) => {
    expect(told(detect({ "go.mod": manifest, "main.go": main }).runtimeVersion)).toBe(expected);
  });

  it.each<[string, readonly string[], string, string]>([
    ["the only one", ["cmd/worker"], "/worker", "certain"],
    ["what is called like the module", ["cmd/admin", "cmd/shop"], "/shop", "likely"],
    ["the module's own", ["", "cmd/tool"], "/shop", "likely"],
    ["a server", ["cmd/migrate", "cmd/server"], "/server", "likely"],
    ["one further down", ["services/api/cmd/web"], "/web", "certain"],
  ])("starts %s", (_, folders, command, confidence) => {
    const files = Object.fromEntries(folders.map((folder) => [folder === "" ? "main.go" : `${folder}/main.go`, main]));
    const found = detect({ "go.mod": module, ...files, "internal/tools/main.go": main, "examples/a/main.go": main });
    expect(found.command).toMatchObject({ value: [command], confidence });
  });

  it("is no application without a program", () => {
    expect(applicationIn(memoryWorkspace({ "go.mod": module, "shop.go": "package shop\n" }), "")).toBeUndefined();
    expect(applicationIn(memoryWorkspace({ "go.mod": module, "gen.go": "//go:build ignore\n\npackage main\n" }), "")).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ["gin", "github.com/gin-gonic/gin v1.11.0", "gin"],
    ["echo", "github.com/labstack/echo/v4 v4.13.4", "echo"],
    ["fiber", "github.com/gofiber/fiber/v3 v3.0.0", "fiber"],
    ["chi", "github.com/go-chi/chi/v5 v5.2.3", "chi"],
    ["a router of the library", "github.com/gorilla/mux v1.8.1", "net-http"],
    ["an indirect dependency", "github.com/gin-gonic/gin v1.11.0 // indirect", "none"],
  ])("tells the framework by %s", (_, requirement, expected) => {
    expect(detect({ "go.mod": `${module}\nrequire (\n\t${requirement}\n)\n`, "main.go": main }).framework.value).toBe(expected);
  });

  it.each<[string, string, number]>([
    ["a flag", '\tport := flag.Int("port", 9898, "port")', 9898],
    ["a flag for an address", '\tfs.StringVar(&address, "listen-addr", ":7070", "")', 7070],
    ["a variable with a fallback", '\tport := getEnv("PORT", "4000")', 4000],
    ["a tag of a struct", '\tPort int `env:"PORT" envDefault:"5050"`', 5050],
    ["the framework's start", '\tr.Run(":6060")', 6060],
    ["nothing", "", 8080],
  ])("reads the port from %s", (_, line, expected) => {
    const text = `package main\n\nfunc main() {\n${line}\n\thttp.ListenAndServe(address, nil)\n}\n`;
    expect(detect({ "go.mod": module, "main.go": text }).port?.value).toBe(expected);
  });

  it("knows what needs C", () => {
    const byModule = detect({ "go.mod": `${module}\nrequire github.com/mattn/go-sqlite3 v1.14.32\n`, "main.go": main });
    expect(told(byModule.go?.cgo)).toBe("github.com/mattn/go-sqlite3 @ go.mod:5 certain");
    const bySource = detect({
      "go.mod": module,
      "main.go": main,
      "internal/image/resize.go": 'package image\n\n// #include <x.h>\nimport "C"\n',
    });
    expect(told(bySource.go?.cgo)).toBe("internal/image/resize.go @ internal/image/resize.go:4 certain");
    expect(detect({ "go.mod": module, "main.go": main }).go?.cgo).toBeUndefined();
  });

  it("sees what is embedded and has to be built first, vendored modules and private ones", () => {
    const text = `package main\n\n//go:embed all:web/dist templates/*.html\nvar files embed.FS\n\n${main.slice(14)}`;
    const found = detect({
      "go.mod": module,
      "main.go": text,
      "templates/a.html": "",
      "vendor/modules.txt": "",
      Makefile: "export GOPRIVATE=git.example.com/acme\n",
    });
    expect(found.go?.unbuiltEmbeds.map(told)).toEqual(["web/dist @ main.go:3 certain"]);
    expect(found.go?.isVendored).toBe(true);
    expect(told(found.go?.privateModules)).toBe("git.example.com/acme @ Makefile:1 certain");
  });

  it("takes a module of a workspace with the others", () => {
    const files = {
      "go.work": "go 1.27\n\nuse (\n\t./api\n\t./libs/core\n)\n",
      "api/go.mod": module,
      "api/main.go": main,
      "libs/core/go.mod": "module core\n",
    };
    const found = detect(files, "api");
    expect(found.context).toBe("");
    expect(found.go?.members).toEqual(["api", "libs/core"]);
    expect(told(found.runtimeVersion)).toBe("1.27 @ go.work:1 certain");
  });

  it("checks as the project is set up to", () => {
    const { tasks, services } = detect({
      "go.mod": `${module}\nrequire (\n\tgithub.com/jackc/pgx/v5 v5.7.6\n\tgithub.com/redis/go-redis/v9 v9.14.0\n\tgithub.com/lib/pq v1.10.9 // indirect\n)\n`,
      "main.go": main,
      "main_test.go": "package main\n",
      ".golangci.yml": "version: 2\n",
      "tests/integration/a_test.go": "//go:build integration\n\npackage integration\n",
      "db/migrations/0001_a.up.sql": "",
    });
    expect(told(tasks.lint)).toBe("golangci-lint run @ .golangci.yml:1 certain");
    expect(told(tasks.unit)).toBe("go test ./... @ go.mod:1 certain");
    expect(told(tasks.integration)).toBe("go test -tags=integration ./tests/integration/... @ tests/integration:1 certain");
    expect(told(tasks.migrate)).toBe('migrate -path db/migrations -database "$DATABASE_URL" up @ db/migrations:1 certain');
    expect(services.map(told)).toEqual(["postgres @ go.mod:6 certain", "redis @ go.mod:7 certain"]);
    expect(detect({ "go.mod": module, "main.go": main }).tasks.lint?.value).toBe("go vet ./...");
  });
});
