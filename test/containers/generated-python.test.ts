// What the generator writes for Python is built, started without root, asked and ended.
import { readFileSync, writeFileSync } from "node:fs";
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

  it.each(["poetry", "pdm", "pipenv"])("what %s installs", { timeout: 15 * minutes }, async (manager) => {
    const folder = copyFixture("python-pip", `python-${manager}`);
    writeManifest(folder, manager);
    const ports: Readonly<Record<string, number>> = { poetry: 18104, pdm: 18105, pipenv: 18106 };
    const port = ports[manager] as number;
    await expectServes(laid(folder, { port }), port, "/healthz");
  });
});

/** The same project for another manager; without a lock file, which each build writes anew. */
function writeManifest(folder: string, manager: string): void {
  const dependencies = ["flask==3.1.2", "gunicorn==23.0.0"];
  if (manager === "pipenv") writeFileSync(join(folder, "Pipfile"), '[packages]\nflask = "==3.1.2"\ngunicorn = "==23.0.0"\n');
  else
    writeFileSync(
      join(folder, "pyproject.toml"),
      `[project]\nname = "shop"\nversion = "1.0.0"\nrequires-python = ">=3.11"\ndependencies = ${JSON.stringify(dependencies)}\n\n[tool.${manager}]\n`,
    );
}
