import { describe, expect, it } from "vitest";
import { compileGlob, compilePathPattern } from "../../../server/engine/text/glob.ts";

describe("compileGlob", () => {
  it.each([
    ["Dockerfile", "Dockerfile", true],
    ["Dockerfile", "a/Dockerfile", false],
    ["*.yaml", "a.yaml", true],
    ["*.yaml", "a/b.yaml", false],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["**/Dockerfile", "Dockerfile", true],
    ["**/Dockerfile", "a/b/Dockerfile", true],
    ["**/Dockerfile", "aDockerfile", false],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "ab", false],
    ["a/**", "a/b/c", true],
    ["a/**", "a", false],
    ["**", "a/b", true],
    ["a**b", "axxb", true],
    ["a**b", "ax/xb", false],
    ["{a,b}/x", "b/x", true],
    ["{a,b}/x", "c/x", false],
    ["{a,b/{c,d}}.txt", "b/d.txt", true],
    ["{a,b/**}", "b/c/d", true],
    ["x{,.dev}", "x", true],
    ["x{,.dev}", "x.dev", true],
    ["{{cookiecutter.name}}/Dockerfile", "{{cookiecutter.name}}/Dockerfile", true],
    ["{open", "{open", true],
    ["[a-c]x", "bx", true],
    ["[!a-c]x", "bx", false],
    ["[!a-c]x", "/x", false],
    ["[]]x", "]x", true],
    ["[ax", "[ax", true],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["Ünï*", "Ünïcode", true],
  ])("%s on %s gives %s", (pattern, path, expected) => {
    expect(compileGlob(pattern)(path)).toBe(expected);
  });

  it("takes braces literally where they are no choice", () => {
    expect(compileGlob("{a,b}", { braces: false })("{a,b}")).toBe(true);
    expect(compileGlob("{a,b}", { braces: false })("a")).toBe(false);
  });

  it("does not slow down on a pattern that makes backtracking matchers explode", () => {
    const matches = compileGlob(`${"**/*a*/".repeat(30)}b`);
    const start = performance.now();
    expect(matches(`${"aaaa/".repeat(200)}c`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it("matches nothing with a pattern beyond the limit", () => {
    expect(compileGlob("*".repeat(1001))("a")).toBe(false);
  });
});

describe("compilePathPattern", () => {
  it.each([
    ["Dockerfile.dev", "services/a/Dockerfile.dev", true],
    ["*.template", "a/b.template", true],
    ["legacy", "legacy/a/Dockerfile", true],
    ["legacy", "x/legacy/Dockerfile", true],
    ["legacy/", "legacy/Dockerfile", true],
    ["legacy/", "legacy", false],
    ["/legacy", "legacy/Dockerfile", true],
    ["/legacy", "x/legacy/Dockerfile", false],
    ["./services/*", "services/a/Dockerfile", true],
    ["services/*/Dockerfile", "services/a/Dockerfile", true],
    ["services/*/Dockerfile", "x/services/a/Dockerfile", false],
    ["**", "a/b", true],
  ])("%s on %s gives %s", (pattern, path, expected) => {
    expect(compilePathPattern(pattern)(path)).toBe(expected);
  });
});
