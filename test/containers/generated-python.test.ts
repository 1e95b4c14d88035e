// What the generator writes for Python is built, started without root, asked and ended.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pythonManagerReleases } from "../../server/engine/knowledge/python-managers.ts";
import { lockWithUv, obstacle } from "./buildah.ts";
import { copyFixture, expectServes, laid } from "./generated.ts";

const why = obstacle();
const minutes = 60_000;

if (why) {
  it(`builds no image here: ${why}`, () => {
    console.warn(`Generated containers are NOT built and run by this test run: ${why}.`);
    expect(why).not.toBe("");
  });
}

describe.skipIf(why !== undefined)("generated for Python", () => {
  it("a package that uv installs", { timeout: 15 * minutes }, async () => {
    const folder = copyFixture("python-uv");
    lockWithUv(folder, pythonManagerReleases.uv);
    await expectServes(laid(folder, { port: 18101 }), 18101, "/orders");
  });

  it("sources beside what pip installs, behind Gunicorn", { timeout: 15 * minutes }, async () => {
    const folder = laid(copyFixture("python-pip"), { port: 18102 });
    expect(readFileSync(join(folder, "Dockerfile"), "utf8")).toContain('CMD ["gunicorn", "shop:create_app()"');
    await expectServes(folder, 18102, "/healthz");
  });

  it("Django with its static files, on an image without a shell", { timeout: 15 * minutes }, async () => {
    const folder = copyFixture("python-django");
    await expectServes(laid(folder, { port: 18103, base: "distroless" }), 18103, "/static/shop/style.css", "shop.example.org");
  });

  it("what Pipenv installs", { timeout: 15 * minutes }, async () => {
    const folder = copyFixture("python-pip", "python-pipenv");
    rmSync(join(folder, "requirements.txt"));
    writeFileSync(join(folder, "Pipfile"), '[packages]\nflask = "*"\ngunicorn = "*"\n');
    await expectServes(laid(folder, { port: 18104 }), 18104, "/healthz");
  });
});
