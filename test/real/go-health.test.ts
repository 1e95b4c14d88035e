// What is generated for Go is laid into a program, served, asked while its Redis comes and goes, and stopped under load.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { project, render, withGenerated } from "../generators/support.ts";
import { installGo, lay, run } from "./go-packages.ts";
import { ask, endAll, FakeRedis, freePort, type Served, serve, until } from "./served.ts";

const minutes = 60_000;
const token = "m4Xq8Zt2Kv6Rn1Wp";
const secret = "kr7Qz2vW9xT4mB8nL1pD6sF3hJ5gY0cA";

/** The program as it is once the lines of the notes have been added. What Redis would be is asked without a library. */
const main = `package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"example.com/stock/internal/config"
	"example.com/stock/internal/health"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "healthcheck" {
		os.Exit(health.Probe("127.0.0.1:" + os.Getenv("PORT")))
	}
	cfg, err := config.Load()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("started with", cfg)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /report", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(2 * time.Second)
		fmt.Fprint(w, "complete")
	})
	time.Sleep(time.Second)
	h := health.New(ping)
	h.Optional("search", func(context.Context) error { return fmt.Errorf("not there") })
	server := health.NewServer(fmt.Sprintf("127.0.0.1:%d", cfg.Port), h.Wrap(mux))
	if err := h.Serve(server.ListenAndServe, server.Shutdown); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ping(context.Context) error {
	connection, err := net.Dial("tcp", os.Getenv("REDIS_ADDRESS"))
	if err != nil {
		return err
	}
	defer connection.Close()
	// It does not heed the context: the check has to come back all the same.
	fmt.Fprint(connection, "*1\\r\\n$4\\r\\nPING\\r\\n")
	_, err = bufio.NewReader(connection).ReadString('\\n')
	return err
}
`;

const reads = 'package main\n\nimport "os"\n\nvar key, port = os.Getenv("SECRET_KEY"), os.Getenv("PORT")\n';

let redis: FakeRedis;
let folder: string;

beforeAll(async () => {
  installGo();
  redis = new FakeRedis(await freePort());
  const fixture = project("code-go");
  const health = render("health", fixture, { checks: "redis", drainSeconds: 2, shutdownSeconds: 9 });
  const environment = render("environment", { ...fixture, "cmd/stock/main.go": reads });
  folder = lay("health", { ...withGenerated(fixture, health, environment), "cmd/stock/main.go": main });
  run("go", ["get", "github.com/caarlos0/env/v11@v11.4.2"], folder);
  run("go", ["mod", "tidy"], folder);
  run("go", ["build", "-o", "stock", "./cmd/stock"], folder);
}, 10 * minutes);
afterAll(async () => redis.down());
afterEach(endAll);

function start(port: number, given: NodeJS.ProcessEnv = {}): Served {
  return serve(join(folder, "stock"), [], folder, {
    PORT: String(port),
    SECRET_KEY: secret,
    HEALTH_TOKEN: token,
    REDIS_ADDRESS: `127.0.0.1:${redis.port}`,
    ...given,
  });
}

it(
  "is ready when it has started, while its dependency answers, and tells who has the token why",
  async () => {
    await redis.up();
    const port = await freePort();
    const served = start(port);
    const first = await until(port, "/readyz", ({ status }) => status === 200);
    expect(first.status, served.output()).toBe(200);
    expect(Date.now() - served.startedAt).toBeGreaterThanOrEqual(1000);
    expect(JSON.parse(first.body)).toEqual({ status: "degraded" });
    expect(first.headers["cache-control"]).toBe("no-store");
    expect(await ask(port, "/readyz", { Host: "10.1.2.3" }, "HEAD")).toMatchObject({ status: 200, body: "" });

    expect((await ask(port, "/health/details")).status).toBe(401);
    const details = await ask(port, "/health/details", { Authorization: `Bearer ${token}` });
    expect(JSON.parse(details.body)).toMatchObject({
      status: "degraded",
      checks: { redis: { status: "up", isCritical: true }, search: { status: "down", isCritical: false } },
    });

    await redis.down();
    const down = await until(port, "/readyz", ({ status }) => status === 503);
    expect([down.status, JSON.parse(down.body)]).toEqual([503, { status: "down" }]);
    expect((await ask(port, "/livez")).status).toBe(200);

    await redis.up();
    expect((await until(port, "/readyz", ({ status }) => status === 200)).status).toBe(200);

    redis.mode = "hangs";
    await until(port, "/readyz", ({ status }) => status === 503);
    await sleep(3100);
    const begun = Date.now();
    expect((await ask(port, "/readyz")).status).toBe(503);
    expect(Date.now() - begun).toBeGreaterThan(900);
    expect(Date.now() - begun).toBeLessThan(3500);
    redis.mode = "answers";
    expect((await until(port, "/readyz", ({ status }) => status === 200)).status).toBe(200);
    expect(served.output()).toContain("[secret]");
    expect(served.output()).not.toContain(secret);
    expect(served.output()).not.toContain(token);
  },
  2 * minutes,
);

it(
  "has no details without a token of its own",
  async () => {
    await redis.up();
    const port = await freePort();
    start(port, { HEALTH_TOKEN: "" });
    await until(port, "/livez", ({ status }) => status === 200);
    expect((await ask(port, "/health/details", { Authorization: "Bearer " })).status).toBe(404);
  },
  minutes,
);

it(
  "finishes what is under way when it is told to stop, and ends with 0",
  async () => {
    await redis.up();
    const port = await freePort();
    const served = start(port);
    await until(port, "/readyz", ({ status }) => status === 200);
    const under = Array.from({ length: 20 }, () => ask(port, "/report"));
    await sleep(300);
    const begun = Date.now();
    served.process.kill("SIGTERM");
    await sleep(300);
    expect((await ask(port, "/readyz")).status).toBe(503);
    expect((await ask(port, "/livez")).status).toBe(200);
    const answers = await Promise.all([...under, ask(port, "/report")]);
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual(answers.map(() => "200 complete"));
    expect(await served.ended, served.output()).toBe(0);
    expect(Date.now() - begun).toBeGreaterThan(1900);
    expect(Date.now() - begun).toBeLessThan(9000);
    expect((await ask(port, "/livez")).status).toBe(0);
  },
  minutes,
);

it("does not start with an environment that is wrong, and says so without any value", async () => {
  const short = "hunter2-hunter2";
  const wrong = start(70_000, { SECRET_KEY: short });
  expect(await wrong.ended).toBe(1);
  expect(wrong.output()).toContain("SECRET_KEY is shorter than 32 characters, or a stand-in");
  expect(wrong.output()).toContain("PORT is not between 1 and 65535");
  expect(wrong.output()).not.toMatch(/hunter2|70000/);
  const unread = start(8080, { PORT: "eighty-eighty", SECRET_KEY: "" });
  expect(await unread.ended).toBe(1);
  expect(unread.output()).toContain("PORT is no int");
  expect(unread.output()).toContain("SECRET_KEY is not set");
  expect(unread.output()).not.toContain("eighty");
});
