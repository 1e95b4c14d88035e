// What the generator writes for Node.js is built, started without root, asked and ended.
import { describe, expect, it } from "vitest";
import { obstacle } from "./buildah.ts";
import { copyFixture, expectServes, laid } from "./generated.ts";

const why = obstacle();
const minutes = 60_000;

if (why) {
  it(`builds no image here: ${why}`, () => {
    console.warn(`Generated containers are NOT built and run by this test run: ${why}.`);
    expect(why).not.toBe("");
  });
}

describe.skipIf(why !== undefined)("generated for Node.js", () => {
  it("Express in TypeScript, installed by npm", { timeout: 15 * minutes }, async () => {
    const said = await expectServes(laid(copyFixture("node-express"), { port: 18120 }), 18120, "/orders");
    // Its own handler has ended it, not the signal.
    expect(said).toContain("closed");
  });

  it("Hono in TypeScript, installed by pnpm, with a `prepare` that the image has no tool for", { timeout: 15 * minutes }, async () => {
    const said = await expectServes(laid(copyFixture("node-hono"), { port: 18121 }), 18121, "/");
    expect(said).toContain("closed");
  });

  it("a member of a monorepo of pnpm with the package that it stands on", { timeout: 15 * minutes }, async () => {
    const folder = laid(copyFixture("node-monorepo-pnpm"), { port: 18122 }, "apps/api");
    const said = await expectServes(folder, 18122, "/", "127.0.0.1", "apps/api/Dockerfile");
    expect(said).toContain("closed");
  });
});
