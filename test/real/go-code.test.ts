// Go that is generated is formatted, compiles and passes vet, whatever was answered; and it serves with every framework.
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { combinations, project, render, withGenerated } from "../generators/support.ts";
import { installGo, lay, run } from "./go-packages.ts";
import { ask, endAll, freePort, serve, until } from "./served.ts";

const minutes = 60_000;
const fixture = project("code-go");

const reads = `package main

import (
	"os"
	"strconv"
	"strings"
)

func read() {
	hosts := strings.Split(os.Getenv("ALLOWED_HOSTS"), ",")
	database := os.Getenv("DATABASE_URL")
	api := os.Getenv("API_URL")
	key := os.Getenv("SECRET_KEY")
	level := os.Getenv("LOG_LEVEL")
	debug, _ := strconv.ParseBool(os.Getenv("DEBUG"))
	count, _ := strconv.Atoi(os.Getenv("COUNT"))
	_, _, _, _, _, _, _ = hosts, database, api, key, level, debug, count
}
`;

beforeAll(installGo, 10 * minutes);
afterEach(endAll);

it(
  "is formatted, compiles and passes vet",
  () => {
    const cases = combinations({ details: ["token", "none"], checks: ["", "redis", "postgres,mysql,mongodb,redis,rabbitmq"] });
    const health = cases.flatMap((answers, at) =>
      render("health", fixture, answers).files.map(({ path, text }) => [`case${at}/${path.replace("internal/", "")}`, text] as const),
    );
    const environments = ["", reads].flatMap((code, at) =>
      render("environment", { ...fixture, ...(code === "" ? {} : { "cmd/stock/read.go": code }) }, { services: "postgres" })
        .files.filter(({ path }) => path.endsWith(".go"))
        .map(({ text }) => [`environment${at}/config.go`, text] as const),
    );
    expect([health.length, environments.length]).toEqual([12, 2]);
    const folder = lay("code", { "go.mod": fixture["go.mod"] as string, ...Object.fromEntries([...health, ...environments]) });
    run("go", ["mod", "edit", "-require=github.com/caarlos0/env/v11@v11.4.2"], folder);
    run("go", ["mod", "tidy"], folder);
    expect(run("gofmt", ["-l", "."], folder)).toBe("");
    run("go", ["vet", "./..."], folder);
  },
  9 * minutes,
);

/** Programs as they are once the lines of the notes have been added. */
const frameworks: Readonly<Record<string, { readonly module: string; readonly imports: readonly string[]; readonly body: string }>> = {
  gin: {
    module: "github.com/gin-gonic/gin@v1.12.0",
    imports: ["github.com/gin-gonic/gin"],
    body: `engine := gin.New()
	engine.GET("/hello", func(c *gin.Context) { c.String(200, "hello") })
	server := health.NewServer(address, h.Wrap(engine))
	err := h.Serve(server.ListenAndServe, server.Shutdown)`,
  },
  echo: {
    module: "github.com/labstack/echo/v4@v4.16.0",
    imports: ["github.com/labstack/echo/v4"],
    body: `e := echo.New()
	e.GET("/hello", func(c echo.Context) error { return c.String(200, "hello") })
	server := health.NewServer(address, h.Wrap(e))
	err := h.Serve(server.ListenAndServe, server.Shutdown)`,
  },
  chi: {
    module: "github.com/go-chi/chi/v5@v5.5.0",
    imports: ["net/http", "github.com/go-chi/chi/v5"],
    body: `router := chi.NewRouter()
	router.Get("/hello", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) })
	server := health.NewServer(address, h.Wrap(router))
	err := h.Serve(server.ListenAndServe, server.Shutdown)`,
  },
  fiber: {
    module: "github.com/gofiber/fiber/v3@v3.1.0",
    imports: ["github.com/gofiber/fiber/v3", "github.com/gofiber/fiber/v3/middleware/adaptor"],
    body: `app := fiber.New()
	app.Use(adaptor.HTTPMiddleware(h.Wrap))
	app.Get("/hello", func(c fiber.Ctx) error { return c.SendString("hello") })
	err := h.Serve(func() error { return app.Listen(address) }, app.ShutdownWithContext)`,
  },
};

describe.each(Object.entries(frameworks))("%s", (framework, { module, imports, body }) => {
  it(
    "answers the probes beside its own routes, and ends with 0",
    async () => {
      const main = `package main

import (
	"fmt"
	"os"

${[...imports, "example.com/stock/internal/health"].map((name) => `\t"${name}"\n`).join("")})

func main() {
	address := "127.0.0.1:" + os.Getenv("PORT")
	if len(os.Args) > 1 && os.Args[1] == "healthcheck" {
		os.Exit(health.Probe(address))
	}
	h := health.New()
	${body}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`;
      const generated = withGenerated(fixture, render("health", fixture, { framework, drainSeconds: 1, shutdownSeconds: 5 }));
      const folder = lay(framework, { ...generated, "cmd/stock/main.go": main });
      run("go", ["get", module], folder);
      run("go", ["mod", "tidy"], folder);
      run("go", ["build", "-o", "stock", "./cmd/stock"], folder);
      const port = await freePort();
      const probe = () => serve(join(folder, "stock"), ["healthcheck"], folder, { PORT: String(port) }).ended;
      expect(await probe()).toBe(1);
      const served = serve(join(folder, "stock"), [], folder, { PORT: String(port) });
      expect((await until(port, "/readyz", ({ status }) => status === 200)).status, served.output()).toBe(200);
      expect(await ask(port, "/hello")).toMatchObject({ status: 200, body: "hello" });
      expect((await ask(port, "/livez", {}, "HEAD")).status).toBe(200);
      expect((await ask(port, "/livez", {}, "POST")).status).not.toBe(200);
      expect((await ask(port, "/nothing")).status).toBe(404);
      expect(await probe()).toBe(0);
      served.process.kill("SIGTERM");
      expect((await until(port, "/readyz", ({ status }) => status !== 200)).status).toBe(503);
      expect(await served.ended, served.output()).toBe(0);
    },
    9 * minutes,
  );
});
