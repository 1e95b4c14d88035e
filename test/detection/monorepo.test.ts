import { describe, expect, it } from "vitest";
import { monorepoMembers, nodeMembers } from "../../server/engine/detection/monorepo.ts";
import { memoryWorkspace, unseenWorkspace } from "../../server/engine/workspace/workspace.ts";

const members = (files: Readonly<Record<string, string>>, folder = "") => monorepoMembers(folder, memoryWorkspace({ ...files }));

describe("members", () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      "of pnpm, one taken away",
      {
        "pnpm-workspace.yaml": "packages:\n  - 'a/b/c/d/*'\n  - '!a/b/c/d/old'\n",
        "a/b/c/d/api/package.json": "{}",
        "a/b/c/d/old/package.json": "{}",
      },
      ["a/b/c/d/api"],
    ],
    [
      "of npm and Yarn",
      { "package.json": '{ "workspaces": { "packages": ["p/q/r/s/*"] } }', "p/q/r/s/one/package.json": "{}" },
      ["p/q/r/s/one"],
    ],
    ["of Go", { "go.work": "go 1.27\n\nuse (\n\t./services/a/b/c/d\n)\n", "services/a/b/c/d/go.mod": "module d\n" }, ["services/a/b/c/d"]],
    ["of Cargo", { "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n', "crates/api/Cargo.toml": "[package]\n" }, ["crates/api"]],
    [
      "of uv",
      { "pyproject.toml": '[tool.uv.workspace]\nmembers = ["packages/*"]\n', "packages/api/pyproject.toml": "[project]\n" },
      ["packages/api"],
    ],
    [
      "of Gradle",
      { "settings.gradle.kts": 'include(":apps:api", ":lib")\n', "apps/api/build.gradle.kts": "\n", "lib/build.gradle.kts": "\n" },
      ["apps/api", "lib"],
    ],
    ["of Maven", { "pom.xml": "<project><modules><module>api</module></modules></project>\n", "api/pom.xml": "<project/>\n" }, ["api"]],
    [
      "of a solution",
      { "Shop.sln": 'Project("{1}") = "Api", "src\\Api\\Api.csproj", "{2}"\n', "src/Api/Api.csproj": "<Project/>\n" },
      ["src/Api"],
    ],
    [
      "that nothing lists",
      { "backend/manage.py": "\n", "frontend/package.json": "{}", "go/api/go.mod": "\n" },
      ["backend", "frontend", "go/api"],
    ],
    [
      "without what others wrote, what is built, and tests",
      {
        "api/go.mod": "\n",
        "api/vendor/x/go.mod": "\n",
        "web/package.json": "{}",
        "web/dist/package.json": "{}",
        "web/tests/fixtures/a/package.json": "{}",
        ".hidden/a/package.json": "{}",
        "generated/a/package.json": "{}",
        ".gitignore": "/generated/\n",
      },
      ["api", "web"],
    ],
    ["a site beside them", { "site/index.html": "\n", "api/package.json": "{}", "api/src/index.html": "\n" }, ["api", "site"]],
    ["no page inside an application", { "manage.py": "\n", "templates/index.html": "\n" }, []],
  ])("%s", (_what, files, expected) => expect(members(files)).toEqual(expected));

  it("are relative to the folder", () => {
    expect(members({ "shop/api/package.json": "{}", "other/package.json": "{}" }, "shop")).toEqual(["api"]);
  });

  it("are none where nothing can be seen", () => {
    expect(monorepoMembers("", unseenWorkspace())).toEqual([]);
  });
});

it("packages that are linked with each other are those that the tool's file lists and that are there", () => {
  const workspace = memoryWorkspace({
    "package.json": '{ "workspaces": ["apps/*", "packages/*"] }',
    "apps/api/package.json": "{}",
    "apps/empty/readme.md": "\n",
    "tools/package.json": "{}",
  });
  expect(nodeMembers(workspace, "")).toEqual(["apps/api"]);
});
