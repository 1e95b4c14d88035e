// What is generated for Python is laid into a program, served, asked while its Redis comes and goes, and stopped under load.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Files, project, render, withGenerated } from "../generators/support.ts";
import { bin, installPackages, lay } from "./python-packages.ts";
import { ask, endAll, FakeRedis, freePort, type Served, serve, until } from "./served.ts";

const minutes = 60_000;
const token = "m4Xq8Zt2Kv6Rn1Wp";
const secret = "kr7Qz2vW9xT4mB8nL1pD6sF3hJ5gY0cA";
/** What requests under way take, and what start-up takes, in seconds. */
const [slow, start] = [2, 1];

interface Program {
  /** The files of the fixture as they are once the lines of the notes have been added. */
  readonly adopted: Files;
  readonly command: (port: number) => readonly string[];
}

const flaskOrDjango = (application: string) => (port: number) => [
  "gunicorn",
  application,
  "--bind",
  `127.0.0.1:${port}`,
  "--workers",
  "2",
  "--threads",
  "8",
];

const programs: Readonly<Record<string, Program>> = {
  fastapi: {
    adopted: {
      "app/main.py": `import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import health
from app.env import env


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    assert len(env.secret_key.get_secret_value()) == 32
    await asyncio.sleep(${start})
    async with health.serving():
        yield


app = FastAPI(lifespan=lifespan)
app.include_router(health.router)


@app.get("/report")
async def report() -> dict[str, str]:
    await asyncio.sleep(${slow})
    return {"report": "complete"}
`,
      "app/keys.py": 'import os\n\nkey = os.environ["SECRET_KEY"]\nport = os.environ.get("PORT", "8000")\n',
    },
    command: (port) => ["uvicorn", "app.main:app", "--host", "127.0.0.1", "--port", String(port), "--timeout-graceful-shutdown", "7"],
  },
  flask: {
    adopted: {
      "shop/app.py": `import time

from flask import Flask

from shop import health
from shop.env import env

assert len(env.secret_key.get_secret_value()) == 32
time.sleep(${start})
app = Flask(__name__)
app.register_blueprint(health.blueprint)


@app.get("/report")
def report():
    time.sleep(${slow})
    return {"report": "complete"}
`,
      "shop/keys.py": 'import os\n\nkey = os.environ["SECRET_KEY"]\nport = os.environ.get("PORT", "8000")\n',
    },
    command: flaskOrDjango("shop.app:app"),
  },
  django: {
    adopted: {
      "config/settings.py": `import time

from config.env import env

time.sleep(${start})
SECRET_KEY = env.secret_key.get_secret_value()
DEBUG = False
ALLOWED_HOSTS = ["ledger.example.com"]
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ROOT_URLCONF = "config.urls"
MIDDLEWARE = [
    "config.health.health",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
`,
      "config/urls.py": `import time

from django.http import JsonResponse
from django.urls import path


def report(request):
    time.sleep(${slow})
    return JsonResponse({"report": "complete"})


urlpatterns = [path("report", report)]
`,
      "config/keys.py": 'import os\n\nkey = os.environ["SECRET_KEY"]\nport = os.environ.get("PORT", "8000")\n',
    },
    command: flaskOrDjango("config.wsgi"),
  },
};

/** What a proxy in front of the program sends along. */
const outside = { Host: "ledger.example.com", "X-Forwarded-Proto": "https" };
/** What a probe sends: the address of the pod. */
const probe = { Host: "10.1.2.3:8000" };

beforeAll(installPackages, 10 * minutes);
afterEach(endAll);

describe.each(Object.entries(programs))("%s", (name, { adopted, command }) => {
  let redis: FakeRedis;
  let folder: string;

  beforeAll(async () => {
    redis = new FakeRedis(await freePort());
    const fixture = project(`code-${name}`);
    const answers = { drainSeconds: 2, shutdownSeconds: 9, details: "token" };
    // The environment is generated for the code that reads it, which then reads it from there.
    const health = render("health", fixture, { ...answers, checks: "redis" });
    const environment = render("environment", { ...fixture, ...adopted });
    folder = lay(`health-${name}`, { ...withGenerated(fixture, health, environment), ...adopted });
  }, minutes);
  afterAll(async () => redis.down());

  function start_(port: number, given: NodeJS.ProcessEnv = {}): Served {
    const [program = "", ...words] = command(port);
    return serve(join(bin, program), words, folder, {
      SECRET_KEY: secret,
      HEALTH_TOKEN: token,
      REDIS_URL: `redis://127.0.0.1:${redis.port}/0`,
      ...given,
    });
  }

  it(
    "is ready when it has started, while its dependency answers, and tells who has the token why",
    async () => {
      await redis.up();
      const port = await freePort();
      const served = start_(port);
      const first = await until(port, "/readyz", ({ status }) => status === 200);
      expect(first.status, served.output()).toBe(200);
      expect(Date.now() - served.startedAt).toBeGreaterThanOrEqual(start * 1000);
      expect(JSON.parse(first.body)).toEqual({ status: "ok" });
      expect(first.headers["cache-control"]).toBe("no-store");
      for (const path of ["/livez", "/readyz"]) {
        expect((await ask(port, path, probe)).status).toBe(200);
        expect(await ask(port, path, probe, "HEAD")).toMatchObject({ status: 200, body: "" });
      }

      expect((await ask(port, "/health/details", probe)).status).toBe(401);
      expect((await ask(port, "/health/details", { Authorization: "Bearer wrong" })).status).toBe(401);
      const details = await ask(port, "/health/details", { Authorization: `Bearer ${token}` });
      expect(JSON.parse(details.body)).toMatchObject({ status: "ok", checks: { redis: { status: "up", isCritical: true } } });

      await redis.down();
      const down = await until(port, "/readyz", ({ status }) => status === 503);
      expect(down).toMatchObject({ status: 503 });
      expect(JSON.parse(down.body)).toEqual({ status: "down" });
      expect((await ask(port, "/livez")).status).toBe(200);

      await redis.up();
      expect((await until(port, "/readyz", ({ status }) => status === 200)).status).toBe(200);

      redis.mode = "hangs";
      const waited: number[] = [];
      const hanging = await until(port, "/readyz", ({ status }) => status === 503).then(async (answer) => {
        // Each worker has a cache of its own: the slowest of many answers is one that waited for its time to be up.
        for (let i = 0; i < 8; i++) {
          const begun = Date.now();
          await ask(port, "/readyz");
          waited.push(Date.now() - begun);
          await sleep(500);
        }
        return answer;
      });
      expect(hanging.status).toBe(503);
      expect(Math.max(...waited)).toBeLessThan(3500);
      expect(Math.max(...waited)).toBeGreaterThan(900);
      redis.mode = "answers";
      expect((await until(port, "/readyz", ({ status }) => status === 200)).status).toBe(200);
      expect(served.output()).not.toContain(token);
      // Probes do not fill the log; requests do.
      await ask(port, "/nothing", outside);
      await sleep(200);
      expect(served.output()).not.toMatch(/"(?:GET|HEAD) \/(?:livez|readyz)/);
    },
    2 * minutes,
  );

  it(
    "has no details without a token of its own",
    async () => {
      await redis.up();
      const port = await freePort();
      start_(port, { HEALTH_TOKEN: "" });
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
      const served = start_(port);
      await until(port, "/readyz", ({ status }) => status === 200);
      const under = Array.from({ length: 6 }, () => ask(port, "/report", outside));
      await sleep(400);
      const begun = Date.now();
      served.process.kill("SIGTERM");
      await sleep(300);
      // For a while it answers on, so that whoever balances sees that it wants no more.
      expect((await ask(port, "/readyz")).status).toBe(503);
      expect((await ask(port, "/livez")).status).toBe(200);
      const late = ask(port, "/report", outside);
      const answers = await Promise.all([...under, late]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(await served.ended, served.output()).toBe(0);
      expect(Date.now() - begun).toBeGreaterThan(1900);
      expect(Date.now() - begun).toBeLessThan(9000);
      expect((await ask(port, "/livez")).status).toBe(0);
    },
    minutes,
  );

  it(
    "does not start with an environment that is wrong, and says so without any value",
    async () => {
      const port = await freePort();
      const short = "hunter2-hunter2";
      const served = start_(port, { SECRET_KEY: short, PORT: "70000" });
      const code = await Promise.race([served.ended, sleep(30_000).then(() => "still runs")]);
      expect(code).not.toBe(0);
      expect(code).not.toBe("still runs");
      expect(served.output()).toContain("SECRET_KEY: has to have at least 32 characters");
      expect(served.output()).toContain("PORT: ");
      expect(served.output()).not.toContain(short);
      expect(served.output()).not.toContain("70000");

      const unset = start_(await freePort(), { SECRET_KEY: "" });
      expect(await Promise.race([unset.ended, sleep(30_000).then(() => 0)])).not.toBe(0);
      expect(unset.output()).toContain("SECRET_KEY: Field required");
    },
    2 * minutes,
  );
});
