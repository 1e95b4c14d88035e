// What the generator writes for Go is built, started without root, asked and ended.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

describe.skipIf(why !== undefined)("generated for Go", () => {
  it("a static program that asks itself whether it is healthy", { timeout: 15 * minutes }, async () => {
    const folder = copyFixture("go-service");
    const main = join(folder, "cmd/api/main.go");
    writeFileSync(main, readFileSync(main, "utf8").replace(":8080", ":18110"));
    expect(readFileSync(join(laid(folder, {}), "Dockerfile"), "utf8")).toContain("EXPOSE 18110\n");
    await expectServes(folder, 18110, "/readyz");
  });
});
