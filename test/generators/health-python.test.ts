import { describe, expect, it } from "vitest";
import { allPairs, combinations, expectLawful, type Files, project, render, textOf } from "./support.ts";

const files: Readonly<Record<string, string>> = {
  fastapi: "app/health.py",
  flask: "shop/health.py",
  django: "config/health.py",
};
const services = ["postgres", "mysql", "mariadb", "mongodb", "redis", "rabbitmq"];

describe.each(Object.entries(files))("health endpoints for %s", (framework, path) => {
  const fixture = project(`code-${framework}`);

  it("are lawful whatever is checked and told", () => {
    const sets = ["", ...services, services.join(",")];
    for (const answers of combinations({ checks: sets, details: ["token", "none"] })) expectLawful("health", fixture, answers);
    for (const answers of allPairs({
      checks: ["", "postgres,redis"],
      details: ["token", "none"],
      livenessPath: ["/livez", "/status/live"],
      readinessPath: ["/readyz", "/status/ready"],
      drainSeconds: [0, 5, 600],
      shutdownSeconds: [0, 20],
    }))
      expectLawful("health", fixture, answers);
  });

  it("ask nothing for liveness, and what is chosen for readiness", () => {
    const text = textOf(render("health", fixture, { checks: "postgres,redis" }), path);
    expect(text).toContain('Check("postgres", check_postgres)');
    expect(text).toContain('Check("redis", check_redis)');
    expect(text).toMatch(/def livez\(.*\n {4}return _answer\("ok"\)\n/);
    expect(text).toContain("no-store");
    expect(textOf(render("health", fixture, {}), path)).not.toContain("Check");
  });

  it("tell details for the token alone, and none without them", () => {
    expect(textOf(render("health", fixture, { details: "token" }), path)).toContain("hmac.compare_digest");
    const without = textOf(render("health", fixture, { details: "none" }), path);
    expect(without).not.toMatch(/HEALTH_TOKEN|hmac|APP_VERSION|import os\b/i);
  });

  it("give what a drain and the requests under way take no more than a shutdown may", () => {
    const result = render("health", fixture, { drainSeconds: 30, shutdownSeconds: 20 });
    const text = result.files.map((file) => file.text).join("\n");
    expect(text).toMatch(/^(?:DRAIN|drain) = 10$/m);
    if (framework === "fastapi") expect(result.notes.join("\n")).toContain("--timeout-graceful-shutdown 10");
    else expect(text).toMatch(/^graceful_timeout = 20$/m);
  });
});

/** A project of which some files are others. */
const changed = (name: string, changes: Files): Files => ({ ...project(name), ...changes });

describe("what is left to do", () => {
  it("names the line and the way, with a life span of its own too", () => {
    expect(render("health", project("code-fastapi")).notes[0]).toBe(
      "Add `from app import health` and `app.include_router(health.router)` in `app/main.py:5`, and make the application with `FastAPI(lifespan=health.lifespan)`.",
    );
    const own = changed("code-fastapi", { "app/main.py": "from fastapi import FastAPI\n\napp = FastAPI(lifespan=life)\n" });
    expect(render("health", own).notes[0]).toContain("put `async with health.serving():` around the `yield` of `life`");
  });

  it("finds the module by the command where the code does not tell", () => {
    const factory = changed("code-flask", { "shop/app.py": "def create_app():\n    return make()\n" });
    const result = render("health", factory, { command: "gunicorn 'shop.app:create_app()'" });
    expect(result.files[0]?.path).toBe("shop/health.py");
    expect(result.notes[0]).toContain("`app.register_blueprint(health.blueprint)` in `shop/app.py:1`");
    const file = changed("code-fastapi", { "app/main.py": "application = make()\n" });
    expect(render("health", file, { command: "fastapi run app/main.py" }).files[0]?.path).toBe("app/health.py");
  });

  it("says what would refuse the probes", () => {
    const guarded = changed("code-fastapi", {
      "app/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\napp.add_middleware(TrustedHostMiddleware)\n",
    });
    expect(render("health", guarded).notes.join("\n")).toContain("`TrustedHostMiddleware` answers before the routes do");
    expect(render("health", project("code-django")).notes[0]).toBe(
      'Put `"config.health.health"` first in `MIDDLEWARE` in `config/settings.py:9`: before `SecurityMiddleware`, whose redirect, and the check of the host, which would refuse the probes.',
    );
  });

  it("names drivers that are missing and a server that does not read the hooks", () => {
    const bare = changed("code-flask", { "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["flask"]\n' });
    const notes = render("health", bare, { checks: "postgres,mysql" }).notes.join("\n");
    expect(notes).toContain("`psycopg` and `pymysql`, which no manifest names");
    expect(render("health", project("code-flask"), { checks: "postgres" }).notes.join("\n")).not.toContain("no manifest names");
    const served = changed("code-flask", { "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["flask", "waitress"]\n' });
    expect(render("health", served).notes.join("\n")).toContain("other servers do not read its settings");
  });
});

describe("settings of Gunicorn that are there already", () => {
  it("get the hooks, and keep their values", () => {
    const existing = 'import os\n\nbind = "0.0.0.0:8000"\ngraceful_timeout = 7\n';
    const result = render("health", changed("code-flask", { "gunicorn.conf.py": existing }));
    const file = result.files.find(({ path }) => path === "gunicorn.conf.py");
    expect(file?.action).toBe("edit");
    expect(file?.text).toContain('bind = "0.0.0.0:8000"\ngraceful_timeout = 7\n');
    expect(file?.text.match(/^graceful_timeout\b/gm)).toHaveLength(1);
    expect(file?.text.match(/^import os$/gm)).toHaveLength(1);
    expect(file?.text).toMatch(/^def when_ready/m);
    const again = render("health", changed("code-flask", { "gunicorn.conf.py": file?.text ?? "" }));
    expect(again.files.find(({ path }) => path === "gunicorn.conf.py")?.action).toBe("unchanged");
  });

  it("are those that the command names", () => {
    const files = changed("code-django", { "config/gunicorn.py": "workers = 2\n" });
    const result = render("health", files, { command: "gunicorn -c python:config.gunicorn config.wsgi" });
    expect(result.files.map(({ path, action }) => `${path} ${action}`)).toEqual(["config/health.py create", "config/gunicorn.py edit"]);
    expect(result.files[1]?.text).toContain("workers = 2\n");
  });

  it("stay as they are where they have hooks of their own, which is said", () => {
    const existing = "def when_ready(server):\n    pass\n";
    const result = render("health", changed("code-flask", { "gunicorn.conf.py": existing }));
    expect(result.files.find(({ path }) => path === "gunicorn.conf.py")?.action).toBe("unchanged");
    expect(result.notes.join("\n")).toContain("`gunicorn.conf.py` has hooks of its own");
  });
});
