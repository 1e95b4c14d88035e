import { describe, expect, it } from "vitest";
import { versionInComment, versionOf } from "../../../server/engine/languages/workflow/uses.ts";
import { at, job, step } from "./parsed.ts";

const sha = "08c6903cd8c0fde910a37f88322edcfb5dd907a8";
const uses = (value: string) => {
  const found = step(`uses: ${value}`).uses;
  if (!found) throw new Error("no uses");
  return found;
};

describe("what uses names", () => {
  it("reads an action of a repository", () => {
    const { kind, owner, repository, action, path, ref, refKind, version, major, image } = uses("GitHub/CodeQL-action/init@v3.1");
    expect({ kind, owner, repository, action, path, ref, refKind, version, major, image }).toEqual({
      kind: "repository",
      owner: "GitHub",
      repository: "CodeQL-action",
      action: "github/codeql-action/init",
      path: "init",
      ref: "v3.1",
      refKind: "version",
      version: [3, 1],
      major: 3,
      image: undefined,
    });
    expect(uses("actions/checkout@v4").path).toBe("");
  });

  it.each([
    ["actions/checkout@v4", "repository"],
    ["./.github/actions/setup", "local"],
    ["./", "local"],
    ["../shared/action", "local"],
    ["$/.github/actions/setup", "self"],
    ["docker://alpine:3.20", "docker"],
    ["docker://", "invalid"],
    ["https://code.forgejo.org/actions/checkout@v4", "url"],
    ["$" + "{{ matrix.action }}", "unknown"],
    ["actions/$" + "{{ matrix.action }}@v4", "unknown"],
    ["actions/checkout", "invalid"],
    ["checkout@v4", "invalid"],
    ["actions/checkout@", "invalid"],
    ["actions/check out@v4", "invalid"],
    ['""', "invalid"],
    ["4", "invalid"],
  ])("%s is %s", (value, kind) => {
    expect(uses(value).kind).toBe(kind);
  });

  it("knows the action where only the ref is missing", () => {
    const found = uses("actions/cache/restore");
    expect([found.kind, found.action, found.ref, found.refSpan, found.refKind]).toEqual([
      "invalid",
      "actions/cache/restore",
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("gives paths without slashes around", () => {
    expect(uses("./.github/actions/setup/").path).toBe(".github/actions/setup");
    expect(uses("./a//./b").path).toBe("a/b");
    expect(uses("./").path).toBe("");
    expect(uses("$/.github/workflows/build.yml").path).toBe(".github/workflows/build.yml");
    expect(uses("docker://ghcr.io/o/i@sha256:ab").image).toBe("ghcr.io/o/i@sha256:ab");
  });

  it("knows GitHub's own address, and no action behind another", () => {
    expect(uses("https://github.com/actions/checkout@v4").action).toBe("actions/checkout");
    const other = uses("https://data.forgejo.org/actions/checkout@v4");
    expect([other.owner, other.repository, other.action, other.ref]).toEqual(["actions", "checkout", undefined, "v4"]);
  });

  it("gives the span of the ref, in quotes too", () => {
    for (const value of ["actions/checkout@v4.1", '"actions/checkout@v4.1"', "'actions/checkout@v4.1' # c"]) {
      const found = step(`uses: ${value}`);
      expect(at(found.file, found.uses?.refSpan)).toBe("v4.1");
      expect(at(found.file, found.uses?.span)).toBe(value.replace(/ #.*/, ""));
    }
  });

  it("reads what a job calls", () => {
    const call = job("uses: octo-org/repo/.github/workflows/ci.yml@main").uses;
    expect([call?.kind, call?.path, call?.refKind]).toEqual(["repository", ".github/workflows/ci.yml", "branch"]);
    expect(job("uses: ./.github/workflows/ci.yml").uses?.path).toBe(".github/workflows/ci.yml");
    expect(job("uses:").uses).toBeUndefined();
    expect(job("uses: [a]").uses).toBeUndefined();
  });
});

describe("refs", () => {
  it.each([
    [sha, "sha"],
    [sha.toUpperCase(), "sha"],
    ["a".repeat(64), "sha"],
    ["08c6903", "short-sha"],
    ["abcdef0123", "short-sha"],
    ["20230101", "version"],
    ["v1", "version"],
    ["1.2.3", "version"],
    ["release/v1", "version"],
    ["v4.1.7", "version"],
    ["v2.0.0-rc.1", "version"],
    ["codeql-bundle-v2.17.0", "version"],
    ["pkg@v1.2", "version"],
    ["main", "branch"],
    ["master", "branch"],
    ["stable", "branch"],
    ["facade", "branch"],
    ["feature/issue-12", "branch"],
    ["nightly-2024", "branch"],
    ["refs/heads/main", "branch"],
  ])("%s is a %s", (ref, kind) => {
    expect(uses(`a/b@${ref}`).refKind).toBe(kind);
  });

  it("reads versions as far as they are given", () => {
    expect(["v4", "1.2.3", "release/v1", "v2.0.0-rc.1", "releases/v3.4", "main", `v${"1".repeat(300)}`].map(versionOf)).toEqual([
      [4],
      [1, 2, 3],
      [1],
      [2, 0, 0],
      [3, 4],
      undefined,
      undefined,
    ]);
  });
});

describe("the comment behind a commit", () => {
  it.each([
    ["v4.1.7", [4, 1, 7]],
    ["v4", [4]],
    ["tag=v4", [4]],
    ["tag=4", [4]],
    ["pin v4", [4]],
    ["pin@v4.2", [4, 2]],
    ["4.1.7", [4, 1, 7]],
    ["4", [4]],
    ["ratchet:actions/checkout@v4", [4]],
    ["actions/checkout v4.1.0-beta.1", [4, 1, 0]],
    ["release/v1", [1]],
    ["codeql-bundle-v2.17.0", [2, 17, 0]],
    ["v6.0.1 zizmor: ignore[unpinned-uses]", [6, 0, 1]],
    ["main", undefined],
    ["see issue 12", undefined],
    ["pinned 2024-05-01", undefined],
    ["zizmor: ignore[unpinned-uses]", undefined],
    ["", undefined],
  ])("%s", (comment, version) => {
    expect(versionInComment(comment)).toEqual(version);
  });

  it("counts on the same line alone", () => {
    const behind = step(`uses: a/b@${sha} # v4.1.7\nwith: # v9\n  x: 1`).uses;
    expect([behind?.versionComment?.text, behind?.version, behind?.major]).toEqual(["v4.1.7", [4, 1, 7], 4]);
    const later = step(`uses: a/b@${sha}\nwith: # v9\n  x: 1`).uses;
    expect([later?.versionComment, later?.version, later?.major]).toEqual([undefined, undefined, undefined]);
    expect(step(`uses: a/b@${sha}\n# v4\nname: x`).uses?.versionComment).toBeUndefined();
    expect(step(`uses: a/b@v3 # v4`).uses?.versionComment).toBeUndefined();
    expect(step(`{ uses: a/b@${sha} } # v4`).uses?.versionComment?.text).toBe("v4");
  });
});
