import { describe, expect, test } from "vitest";
import { project, render, withGenerated } from "../generators/support.ts";
import { item } from "./support.ts";

/** What the generators write closes what the items' actions promise to close. */
describe.each(["node-express", "code-fastapi", "go-service", "java-spring-maven"])("the generated pipeline of %s", (name) => {
  const files = project(name);
  const whole = withGenerated(files, render("container", files), render("pipeline", files));
  test.each([
    ["security.dependency-scan", "open", "met"],
    ["security.pipeline-hardened", "not-applicable", "met"],
    // Nobody's key is there to sign with.
    ["security.image-provenance", "not-applicable", "likely"],
  ])("%s", (id, before, after) => {
    expect(item(id, files).status).toBe(before);
    expect(item(id, whole).status).toBe(after);
  });
});
