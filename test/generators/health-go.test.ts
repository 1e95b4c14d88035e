import { describe, expect, it } from "vitest";
import { combinations, expectLawful, project, render, textOf } from "./support.ts";

const fixture = project("code-go");
const path = "internal/health/health.go";
const services = ["postgres", "mysql", "mariadb", "mongodb", "redis", "rabbitmq"];

describe("health endpoints in Go", () => {
  it("are lawful whatever is checked and told", () => {
    for (const answers of combinations({
      framework: ["none", "net-http", "gin", "echo", "chi", "fiber"],
      checks: ["", "redis", services.join(",")],
      details: ["token", "none"],
    }))
      expectLawful("health", fixture, answers);
    for (const answers of combinations({ drainSeconds: [0, 1, 600], shutdownSeconds: [0, 20], livenessPath: ["/livez", "/live"] }))
      expectLawful("health", fixture, answers);
  });

  it("take what is checked as arguments: leaving one out does not compile", () => {
    const text = textOf(render("health", fixture, { checks: "postgres,redis" }), path);
    expect(text).toContain("func New(postgres, redis Ping) *Health {");
    expect(textOf(render("health", fixture), path)).toContain("func New() *Health {");
    expect(textOf(render("health", fixture), path)).not.toContain("checkTimeout");
  });

  it("tell details for the token alone, and none without them", () => {
    expect(textOf(render("health", fixture), path)).toContain("subtle.ConstantTimeCompare");
    expect(textOf(render("health", fixture, { details: "none" }), path)).not.toMatch(/HEALTH_TOKEN|subtle|APP_VERSION/);
  });

  it("give what a drain and the requests under way take no more than a shutdown may", () => {
    const text = textOf(render("health", fixture, { drainSeconds: 30, shutdownSeconds: 20 }), "internal/health/serve.go");
    expect(text).toMatch(/drain = 10 \* time\.Second/);
    expect(text).toMatch(/shutdownTimeout = 10 \* time\.Second/);
  });

  it("say where to add what, for each framework", () => {
    const notes = (framework: string) => render("health", fixture, { framework, checks: "postgres" }).notes.join("\n");
    expect(notes("net-http")).toContain("In `cmd/stock/main.go:11`, import `example.com/stock/internal/health`");
    expect(notes("net-http")).toContain("`h := health.New(db.PingContext)`");
    expect(notes("gin")).toContain("instead of `engine.Run`");
    expect(notes("echo")).toContain("instead of `e.Start`");
    expect(notes("chi")).toContain("chi.Router");
    expect(notes("fiber")).toContain("`app.Use(adaptor.HTTPMiddleware(h.Wrap))`");
  });
});
