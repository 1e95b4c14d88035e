import { describe, expect, it } from "vitest";
import { applicationOf } from "../../../server/engine/application/application.ts";
import { neighboursOf } from "../../../server/engine/application/neighbours.ts";
import { isTemplateOf, knownVariables, originOf } from "../../../server/engine/application/variables.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

const text = "services:\n  web:\n    image: web:1\n";

function origin(name: string, files: Readonly<Record<string, string>>, path = "compose.yaml", content = text) {
  const workspace = memoryWorkspace({ ...files, [path]: content });
  return originOf(applicationOf(parse(new SourceText(path, content), "compose"), workspace), name, workspace);
}

describe("where a variable comes from", () => {
  it("is `.env`, with the place of its name and its last value", () => {
    expect(origin("A", { ".env": "A=1\n# b\nA=2\n" })).toEqual({ kind: "file", path: ".env", nameSpan: { start: 8, end: 9 }, value: "2" });
    expect(origin("A", { ".env": "A=$B\n" })).toMatchObject({ kind: "file", value: undefined });
    expect(origin("A", { ".env": "B=1\nA=$B-x\n" })).toMatchObject({ kind: "file", value: "1-x" });
  });

  it("is the `.env` beside the file before those above", () => {
    const files = { "web/.env": "A=1\n", ".env": "A=2\nB=2\n" };
    expect(origin("A", files, "web/compose.yaml")).toMatchObject({ path: "web/.env" });
    expect(origin("B", files, "web/compose.yaml")).toMatchObject({ path: ".env" });
  });

  it("is that of the file that includes it", () => {
    const files = { "app/compose.yaml": "include:\n  - ../web/compose.yaml\n", "app/.env": "A=1\n" };
    expect(origin("A", files, "web/compose.yaml")).toMatchObject({ kind: "file", path: "app/.env" });
    // Not included, it may still be handed that file.
    expect(origin("A", { ...files, "app/compose.yaml": text }, "web/compose.yaml")).toEqual({ kind: "script" });
  });

  it.each([
    ["COMPOSE_PROJECT_NAME", {}, "compose"],
    ["HOME", {}, "system"],
    ["GITHUB_SHA", {}, "system"],
    ["UID", {}, "unset"],
    ["HOSTNAME", {}, "unset"],
    ["A", { ".env.example": "A=1\n" }, "other-file"],
    ["A", { "prod.env": "A=1\n" }, "other-file"],
    ["A", { ".envrc": "export A=1\n" }, "other-file"],
    ["A", { Makefile: "A ?= 1\n" }, "script"],
    ["A", { "scripts/up.sh": "export A\n" }, "script"],
    ["A", { "src/app.ts": "A=1\n" }, "unset"],
    ["A", { ".gitignore": ".env\n" }, "hidden"],
    ["A", { ".gitignore": ".env\n", ".env": "B=1\n" }, "unset"],
    ["A", {}, "unset"],
  ])("of %s with %j is %s", (name, files, kind) => {
    expect(origin(name, files as Readonly<Record<string, string>>).kind).toBe(kind);
  });

  it("is not known where a file of variables or the folder cannot be seen", () => {
    expect(origin("A", {}, "compose.yaml", `${text}    env_file: web.env\n`).kind).toBe("unknown");
    expect(origin("A", { "web.env": "A=1\n" }, "compose.yaml", `${text}    env_file: web.env\n`)).toMatchObject({
      kind: "other-file",
      path: "web.env",
    });
    const workspace = unseenWorkspace();
    const application = applicationOf(parse(new SourceText("compose.yaml", text), "compose"), workspace);
    expect(originOf(application, "A", workspace)).toEqual({ kind: "unknown" });
  });

  it("lists what is known, that of `.env` first", () => {
    const files = { ".env": "B=1\n", ".env.example": "A=\nB=\n" };
    const workspace = memoryWorkspace({ ...files, "compose.yaml": text });
    const application = applicationOf(parse(new SourceText("compose.yaml", text), "compose"), workspace);
    expect(knownVariables(application, workspace).map(({ name, isRead }) => [name, isRead])).toEqual([
      ["B", true],
      ["A", false],
    ]);
  });
});

describe("templates of environment files", () => {
  it.each([
    [".env.example", ".env", true],
    ["env-example", ".env", true],
    ["example.env", ".env", true],
    ["db.env.dist", "db.env", true],
    ["db.example.env", "db.env", true],
    ["prod.env.example", ".env", false],
    [".env", ".env", false],
    [".env.prod", ".env", false],
  ])("%s of %s: %s", (name, other, is) => {
    expect(isTemplateOf(name, other)).toBe(is);
  });
});

describe("the Compose files around one", () => {
  it("are those of its folder, and those that include it or extend its services", () => {
    const files = {
      "web/compose.yaml": text,
      "web/compose.prod.yaml": text,
      "web/other.yaml": text,
      "compose.yaml": "include: [web/compose.yaml]\n",
      "test/compose.yaml": "services:\n  a:\n    extends:\n      file: ../web/compose.yaml\n      service: web\n",
      "app/compose.yaml": "include: [../web/other.yaml]\n",
    };
    const found = neighboursOf(memoryWorkspace(files), "web/compose.yaml");
    expect(found.beside.map(({ source }) => source.path)).toEqual(["web/compose.prod.yaml"]);
    expect(found.users.map(({ source }) => source.path)).toEqual(["compose.yaml", "test/compose.yaml"]);
    expect(found.isComplete).toBe(true);
    expect(neighboursOf(unseenWorkspace(), "compose.yaml").isComplete).toBe(false);
  });
});
