import { describe, expect, it } from "vitest";
import { repositoryOf, slugOf } from "../../server/engine/detection/repository.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import type { Files } from "../generators/support.ts";
import { told } from "./told.ts";

const slugIn = (files: Files) => told(repositoryOf(memoryWorkspace({ ...files })).slug);
const branchIn = (files: Files) => told(repositoryOf(memoryWorkspace({ ...files })).defaultBranch);

const workflow = (branches: string) => `on:\n  push:\n    branches: ${branches}\njobs: {}\n`;

describe("the repository", () => {
  it.each<[string, string | undefined]>([
    ["https://github.com/acme/shop.git", "acme/shop"],
    ["https://token@github.com/acme/shop", "acme/shop"],
    ["https://github.com/acme/shop/tree/main/packages/api", "acme/shop"],
    ["git@github.com:acme/shop.git", "acme/shop"],
    ["git@github-work:acme/shop.git", undefined],
    ["ssh://git@git.example.com:2222/group/sub/shop.git", "group/sub/shop"],
    ["git+https://gitlab.com/group/sub/shop.git", "group/sub/shop"],
    ["https://gitlab.com/group/sub/shop/-/tree/main", "group/sub/shop"],
    ["scm:git:https://github.com/acme/shop.git", "acme/shop"],
    ["git://github.com/acme/shop.git#main", "acme/shop"],
    ["github:acme/shop", "acme/shop"],
    ["acme/shop", "acme/shop"],
    ["https://example.com", undefined],
    ["/srv/git/shop.git", undefined],
    ["../shop", undefined],
    ["", undefined],
  ])("reads %s", (address, expected) => {
    expect(slugOf(address)).toBe(expected);
  });

  it.each<[string, Files, string]>([
    [
      "Git's own settings before all else",
      {
        ".git/config": '[remote "fork"]\n\turl = git@github.com:me/shop.git\n[remote "origin"]\n\turl = git@github.com:acme/shop.git\n',
        "package.json": '{ "repository": "other/shop" }',
      },
      "acme/shop @ .git/config:4",
    ],
    ["a remote of another name", { ".git/config": '[remote "up"]\n\turl = https://github.com/acme/shop\n' }, "acme/shop @ .git/config:2"],
    [
      "package.json",
      { "package.json": '{\n  "repository": { "type": "git", "url": "git+https://github.com/acme/shop.git" }\n}' },
      "acme/shop @ package.json:2",
    ],
    [
      "pyproject.toml",
      { "pyproject.toml": '[project.urls]\nHomepage = "https://acme.dev"\nSource = "https://github.com/acme/shop"\n' },
      "acme/shop @ pyproject.toml:3",
    ],
    ["Cargo.toml", { "Cargo.toml": '[package]\nrepository = "https://github.com/acme/shop"\n' }, "acme/shop @ Cargo.toml:2"],
    [
      "a POM",
      { "pom.xml": "<project>\n<scm>\n<connection>scm:git:git://github.com/acme/shop.git</connection>\n</scm>\n</project>" },
      "acme/shop @ pom.xml:3",
    ],
    ["go.mod", { "go.mod": "// shop\nmodule github.com/acme/shop/v2\n" }, "acme/shop @ go.mod:2"],
    ["composer.json", { "composer.json": '{\n"support": {\n"source": "https://github.com/acme/shop" } }' }, "acme/shop @ composer.json:3"],
    [
      "Directory.Build.props",
      {
        "Directory.Build.props":
          "<Project><PropertyGroup>\n<RepositoryUrl>https://github.com/acme/shop</RepositoryUrl></PropertyGroup></Project>",
      },
      "acme/shop @ Directory.Build.props:2",
    ],
    [
      "a condition of a workflow",
      { ".github/workflows/ci.yml": "jobs:\n  a:\n    if: github.repository == 'acme/shop'\n" },
      "acme/shop @ .github/workflows/ci.yml:3 (likely)",
    ],
    [
      "the badge of a workflow that is there",
      {
        ".github/workflows/ci.yml": "name: Build and test\n",
        "README.md":
          "[![](https://github.com/other/tool/actions/workflows/x.yml/badge.svg)]\n[![](https://github.com/acme/shop/workflows/Build%20and%20test/badge.svg)]\n",
      },
      "acme/shop @ README.md:2 (likely)",
    ],
  ])("finds its name in %s", (_, files, expected) => {
    expect(slugIn(files)).toBe(expected);
  });

  it("knows no name where nothing tells it", () => {
    expect(
      slugIn({ "README.md": "https://github.com/other/tool/actions/workflows/ci.yml/badge.svg", "go.mod": "module example.com/shop\n" }),
    ).toBeUndefined();
  });

  it.each<[string, Files, string]>([
    [
      "what the remote says",
      { ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk\n", ".github/workflows/ci.yml": workflow("[main]") },
      "trunk @ .git/refs/remotes/origin/HEAD:1",
    ],
    [
      "the usual branch that follows the remote",
      { ".git/config": '[branch "master"]\n\tremote = origin\n[branch "feature"]\n' },
      "master @ .git/config:1 (likely)",
    ],
    [
      "the branch that workflows run for",
      { ".github/workflows/ci.yml": workflow("[develop, master, 'release/**']") },
      "master @ .github/workflows/ci.yml:3 (likely)",
    ],
    [
      "an unusual one where there is no other",
      { ".github/workflows/ci.yml": workflow("\n      - production\n") },
      "production @ .github/workflows/ci.yml:4 (likely)",
    ],
    ["the branch of badges", { "README.md": "![](https://example.com/acme/shop.svg?branch=master)\n" }, "master @ README.md:1 (likely)"],
    ["the usual", {}, "main (assumed)"],
  ])("takes for its main branch %s", (_, files, expected) => {
    expect(branchIn(files)).toBe(expected);
  });
});
