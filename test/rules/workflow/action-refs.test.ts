// Which action, in which version: refs, names and what the tables know of them.
import { describe, expect, it } from "vitest";
import actionBehind from "../../../server/engine/rules/workflow/action-behind.ts";
import actionOnBranch from "../../../server/engine/rules/workflow/action-on-branch.ts";
import archivedAction from "../../../server/engine/rules/workflow/archived-action.ts";
import forbiddenAction from "../../../server/engine/rules/workflow/forbidden-action.ts";
import invalidUses from "../../../server/engine/rules/workflow/invalid-uses.ts";
import missingMajorTag from "../../../server/engine/rules/workflow/missing-major-tag.ts";
import missingVersionComment from "../../../server/engine/rules/workflow/missing-version-comment.ts";
import misspeltAction from "../../../server/engine/rules/workflow/misspelt-action.ts";
import outdatedActionRuntime from "../../../server/engine/rules/workflow/outdated-action-runtime.ts";
import shortCommitRef from "../../../server/engine/rules/workflow/short-commit-ref.ts";
import superfluousAction from "../../../server/engine/rules/workflow/superfluous-action.ts";
import unpinnedAction from "../../../server/engine/rules/workflow/unpinned-action.ts";
import unpinnedImage from "../../../server/engine/rules/workflow/unpinned-image.ts";
import unpinnedTool from "../../../server/engine/rules/workflow/unpinned-tool.ts";
import vulnerableAction from "../../../server/engine/rules/workflow/vulnerable-action.ts";
import { expectLawfulFixes, places, run, type Setting } from "../support.ts";

const sha = "3d3c42e5aac5ba805825da76410c181273ba90b1";
const uses = (...steps: readonly string[]) =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps.map((step) => `      - uses: ${step}\n`).join("")}`;
const call = (text: string) => `on: push\njobs:\n  a:\n    uses: ${text}\n`;
const composite = (step: string) => `name: A\ndescription: B\nruns:\n  using: composite\n  steps:\n    - uses: ${step}\n`;
const inAction: Setting = { language: "action" };
const ofAcme: Setting = { files: { ".git/config": '[remote "origin"]\n\turl = git@github.com:Acme/shop.git\n' } };

describe("workflow/unpinned-action", () => {
  it.each([
    ["someone/tool@v1", undefined],
    ["someone/tool/sub@release/v1", undefined],
    ["actions/checkout@v7", "hint"],
    ["github/codeql-action/init@v4", "hint"],
  ])("reports %s", (step, severity) => {
    const [problem] = run(unpinnedAction, uses(step));
    expect(problem?.severity).toBe(severity);
    expect(problem?.on).toBe(step.split("@")[1]);
  });

  it.each([
    ["actions/checkout@v7", `actions/checkout@${sha} # v7.0.1`],
    ["actions/checkout@v7.0.1", `actions/checkout@${sha} # v7.0.1`],
    ['"actions/checkout@v7"', `"actions/checkout@${sha}" # v7.0.1`],
    ["actions/checkout@v6", undefined],
    ["actions/checkout@v7 # keep", undefined],
    ["someone/tool@v1", undefined],
  ])("writes the commit of %s where it is known", (step, fixed) => {
    expect(run(unpinnedAction, uses(step))[0]?.fixed[0]).toBe(fixed && uses(fixed));
    expectLawfulFixes(unpinnedAction, uses(step));
  });

  it("reports calls of workflows and steps of actions", () => {
    expect(run(unpinnedAction, call("someone/repo/.github/workflows/ci.yml@v1"))).toMatchObject([{ on: "v1" }]);
    expect(places(unpinnedAction, composite("someone/tool@v1"), inAction)).toHaveLength(1);
  });

  it("hints at those of the repository's own owner", () => {
    expect(run(unpinnedAction, uses("acme/tool@v1"), ofAcme)).toMatchObject([{ severity: "hint" }]);
  });

  it("follows the policies, the first that matches", () => {
    const options = { policies: { "acme/*": "any", "docker/*": "tag", "*": "sha" } };
    const text = uses("acme/tool@main", "docker/login-action@v4", "docker/login-action@master", "actions/checkout@v7");
    expect(run(unpinnedAction, text, { options }).map(({ on }) => on)).toEqual(["master", "v7"]);
  });

  it.each([
    `someone/tool@${sha}`,
    "someone/tool@main",
    "./local",
    "$/local",
    "docker://alpine:3",
    "slsa-framework/slsa-github-generator/actions/x@v2.1.0",
    "actions/checkout",
    "someone/tool@${{ matrix.ref }}",
  ])("is silent on %s", (step) => {
    expect(places(unpinnedAction, uses(step))).toEqual([]);
  });
});

describe("workflow/action-on-branch", () => {
  it("reports usual names of branches, with a version where one is known", () => {
    expect(run(actionOnBranch, uses("someone/tool@main", "someone/tool@refs/heads/x"))).toMatchObject([{ on: "main", fixed: [] }, {}]);
    const text = uses('"docker/login-action@master" # keep');
    expect(run(actionOnBranch, text)[0]?.fixed[0]).toContain('"docker/login-action@v4" # keep');
    expectLawfulFixes(actionOnBranch, text);
  });

  it.each(["actions/checkout@main", "someone/tool@v1", "someone/tool@nightly", "dtolnay/rust-toolchain@master", `someone/tool@${sha}`])(
    "is silent on %s",
    (step) => expect(places(actionOnBranch, uses(step))).toEqual([]),
  );

  it("leaves the owner's own alone, and calls of workflows where the owner is not known", () => {
    expect(places(actionOnBranch, uses("acme/tool@main"), ofAcme)).toEqual([]);
    expect(places(actionOnBranch, `${uses("acme/tool@main")}        if: github.repository == 'acme/shop'\n`)).toEqual([]);
    const text = call("other/repo/.github/workflows/ci.yml@main");
    expect(places(actionOnBranch, text)).toEqual([]);
    expect(places(actionOnBranch, text, ofAcme)).toHaveLength(1);
  });
});

describe("workflow/short-commit-ref", () => {
  it("reports shortened hashes", () => {
    expect(run(shortCommitRef, uses("a/b@3d3c42e", `a/b@${sha.slice(0, 39)}`)).map(({ on }) => on)).toEqual(["3d3c42e", sha.slice(0, 39)]);
  });
  it.each([`a/b@${sha}`, "a/b@1234567", "a/b@v1", "a/b@facade", "./x@3d3c42e"])("is silent on %s", (step) => {
    expect(places(shortCommitRef, uses(step))).toEqual([]);
  });
});

describe("workflow/missing-version-comment", () => {
  it("reports a bare commit, and none with a comment", () => {
    expect(places(missingVersionComment, uses(`a/b@${sha}`))).toHaveLength(1);
    expect(places(missingVersionComment, uses(`a/b@${sha} # v1`, `a/b@${sha} # main`, "a/b@v1"))).toEqual([]);
  });
});

describe("workflow/archived-action", () => {
  it("names what took its place", () => {
    expect(run(archivedAction, uses("actions/create-release@v1"))).toMatchObject([
      { on: "actions/create-release", message: expect.stringContaining("softprops/action-gh-release") },
    ]);
    expect(run(archivedAction, uses(`Actions-RS/cargo@${sha}`))).toHaveLength(1);
  });
  it("is silent on others, and a hint once the list is old", () => {
    expect(places(archivedAction, uses("actions/checkout@v7", "nobody/knows@v1"))).toEqual([]);
    expect(run(archivedAction, uses("actions-rs/cargo@v1"), { today: "2028-06-01" })).toMatchObject([{ severity: "hint" }]);
  });
});

describe("workflow/misspelt-action", () => {
  it.each([
    ["action/checkout@v7", "actions/checkout@v7"],
    ["actions/chekout@v7", "actions/checkout@v7"],
    ["dokcer/login-action@v4", "docker/login-action@v4"],
  ])("mends %s", (step, meant) => {
    expect(run(misspeltAction, uses(step))[0]?.fixed[0]).toBe(uses(meant));
    expectLawfulFixes(misspeltAction, uses(step));
  });
  it.each(["actions/checkout@v7", "acme/checkout@v1", "my-actions/setup@v1", "./actions/chekout"])("is silent on %s", (step) => {
    expect(places(misspeltAction, uses(step))).toEqual([]);
  });
  it("is silent on the owner's own", () => {
    const files = { ".git/config": "[remote]\n url = https://github.com/action/x\n" };
    expect(places(misspeltAction, uses("action/checkout@v7"), { files })).toEqual([]);
  });
});

describe("workflow/vulnerable-action", () => {
  it.each([
    ["tj-actions/changed-files@v45", "v46"],
    ["tj-actions/changed-files@v45.0.7", "v46.0.1"],
    ["actions/download-artifact@v4.1.0", "v4.1.3"],
    ["github/codeql-action/analyze@v3.27.0", "v3.28.3"],
  ])("moves %s to %s", (step, fixed) => {
    expect(run(vulnerableAction, uses(step))[0]?.fixed[0]).toContain(`@${fixed}`);
    expectLawfulFixes(vulnerableAction, uses(step));
  });
  it.each([
    "actions/download-artifact@v4",
    "actions/download-artifact@v3.0.0",
    "tj-actions/changed-files@v47",
    `tj-actions/changed-files@${sha} # v45.0.7`,
    "tj-actions/changed-files@main",
  ])("is silent on %s", (step) => {
    expect(places(vulnerableAction, uses(step))).toEqual([]);
  });
});

describe("workflow/forbidden-action", () => {
  const text = uses("actions/cache/restore@v6", "someone/tool@v1", "./own", "docker://alpine:3");
  it("is silent without options", () => expect(places(forbiddenAction, text)).toEqual([]));
  it("allows what is listed, and denies what is listed", () => {
    expect(run(forbiddenAction, text, { options: { allow: ["actions/*"], deny: [] } }).map(({ on }) => on)).toEqual(["someone/tool"]);
    expect(run(forbiddenAction, text, { options: { allow: ["*"], deny: ["actions/cache"] } }).map(({ on }) => on)).toEqual([
      "actions/cache",
    ]);
    expect(places(forbiddenAction, text, { options: { allow: [], deny: ["someone/tool@v2"] } })).toEqual([]);
    expect(places(forbiddenAction, text, { options: { allow: [], deny: ["someone/tool@v*"] } })).toHaveLength(1);
  });
});

describe("workflow/superfluous-action", () => {
  it("names the command, on GitHub's runners alone", () => {
    const text = uses("ncipollo/release-action@v1");
    expect(run(superfluousAction, text)[0]?.message).toContain("`gh release create`");
    expect(places(superfluousAction, text.replace("ubuntu-latest", "self-hosted"))).toEqual([]);
    expect(places(superfluousAction, text.replace("ubuntu-latest", "${{ inputs.runner }}"))).toEqual([]);
  });
});

describe("workflow/unpinned-image", () => {
  const job = (text: string) => `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n${text}    steps:\n      - run: make\n`;
  it.each([
    "    container: node\n",
    "    container:\n      image: ghcr.io/acme/x:latest\n",
    "    services:\n      db:\n        image: registry.example.com:5000/postgres\n",
    "    strategy:\n      matrix:\n        image: [node:24, node]\n    container: ${{ matrix.image }}\n",
  ])("reports %s", (text) => expect(places(unpinnedImage, job(text))).toHaveLength(1));
  it("reports images of steps", () => {
    expect(places(unpinnedImage, uses("docker://alpine", "docker://alpine:3.22"))).toHaveLength(1);
    expect(places(unpinnedImage, composite("docker://alpine"), inAction)).toHaveLength(1);
  });
  it.each([
    "    container: node:24\n",
    `    container: node@sha256:${"a".repeat(64)}\n`,
    "    container: ${{ inputs.image }}\n",
    "    container: acme/x:${{ inputs.tag }}\n",
    "    strategy:\n      matrix:\n        image: [node:24, node:22]\n    container: ${{ matrix.image }}\n",
    '    strategy:\n      matrix:\n        image: ["", node:22]\n    container: ${{ matrix.image }}\n',
    "    services:\n      db:\n        image: localhost:5000/built\n",
  ])("is silent on %s", (text) => expect(places(unpinnedImage, job(text))).toEqual([]));
});

describe("workflow/unpinned-tool", () => {
  it("reports `latest` of known actions", () => {
    expect(places(unpinnedTool, `${uses("azure/setup-helm@v5")}        with:\n          version: latest\n`)).toHaveLength(1);
    expect(places(unpinnedTool, `${uses("azure/setup-helm@v5")}        with:\n          version: v4.0.0\n`)).toEqual([]);
    expect(places(unpinnedTool, `${uses("nobody/knows@v5")}        with:\n          version: latest\n`)).toEqual([]);
  });
});

describe("workflow/outdated-action-runtime", () => {
  it.each([
    ["actions/checkout@v3", "v5"],
    ["actions/checkout@v4.2.2", "v5"],
    ["actions/checkout@4", "v5"],
    ["docker/build-push-action@v6.1.0", "v7.3.0"],
    ["'actions/upload-artifact@v4' # keep", "v6"],
  ])("moves %s to %s", (step, ref) => {
    expect(run(outdatedActionRuntime, uses(step))[0]?.fixed[0]).toContain(`@${ref}`);
    expectLawfulFixes(outdatedActionRuntime, uses(step));
  });
  it("reports a commit by its comment, without a fix", () => {
    expect(run(outdatedActionRuntime, uses(`actions/checkout@${sha} # v4.2.2`))).toMatchObject([{ fixed: [] }]);
  });
  it.each([
    "actions/checkout@v5",
    "actions/checkout@v9",
    "actions/checkout@main",
    `actions/checkout@${sha}`,
    "nobody/knows@v1",
    "actions/create-release@v1",
  ])("is silent on %s", (step) => expect(places(outdatedActionRuntime, uses(step))).toEqual([]));
  it("knows the day on which Node.js 20 went", () => {
    expect(places(outdatedActionRuntime, uses("actions/checkout@v4"), { today: "2026-09-22" })).toEqual([]);
    expect(places(outdatedActionRuntime, uses("actions/checkout@v3"), { today: "2026-09-22" })).toHaveLength(1);
  });
  it("is silent where other forges run the workflow", () => {
    expect(places(outdatedActionRuntime, uses("actions/checkout@v3"), { path: ".forgejo/workflows/ci.yml" })).toEqual([]);
  });
});

describe("workflow/action-behind", () => {
  it("moves on to the newest", () => {
    expect(run(actionBehind, uses("actions/checkout@v5"))[0]?.fixed[0]).toBe(uses("actions/checkout@v7"));
    expect(run(actionBehind, uses("actions/checkout@v5.0.0"))[0]?.fixed[0]).toBe(uses("actions/checkout@v7.0.1"));
    expect(run(actionBehind, uses(`actions/checkout@${sha} # v5.0.0`))).toMatchObject([{ fixed: [] }]);
    expectLawfulFixes(actionBehind, uses("actions/checkout@v5"));
  });
  it.each(["actions/checkout@v7", "actions/checkout@v4", "actions/checkout@v8", "nobody/knows@v1"])("is silent on %s", (step) => {
    expect(places(actionBehind, uses(step))).toEqual([]);
  });
});

describe("workflow/missing-major-tag", () => {
  it("writes the full version", () => {
    expect(run(missingMajorTag, uses("sigstore/cosign-installer@v4"))[0]?.fixed[0]).toContain("@v4.");
    expectLawfulFixes(missingMajorTag, uses("sigstore/cosign-installer@v4"));
  });
  it.each([
    "sigstore/cosign-installer@v3",
    "sigstore/cosign-installer@v4.1.0",
    "actions/checkout@v7",
    "dtolnay/rust-toolchain@1.90",
    "sigstore/cosign-installer@main",
  ])("is silent on %s", (step) => expect(places(missingMajorTag, uses(step))).toEqual([]));
});

describe("workflow/invalid-uses", () => {
  it.each([
    ["actions/checkout", "actions/checkout@v7"],
    ["aquasecurity/trivy-action", "aquasecurity/trivy-action@v0.36.0"],
    ["https://github.com/actions/checkout@v7", "actions/checkout@v7"],
  ])("mends %s", (step, meant) => {
    expect(run(invalidUses, uses(step))[0]?.fixed[0]).toBe(uses(meant));
    expectLawfulFixes(invalidUses, uses(step));
  });
  it.each(["nobody/knows", "checkout@v7", "checkout", "docker://", "./.github/workflows/ci.yml", "a/b/.github/workflows/ci.yml@v1"])(
    "reports %s in a step",
    (step) => expect(run(invalidUses, uses(step))).toMatchObject([{ fixed: [] }]),
  );
  it.each([
    "actions/checkout@v7",
    "a/b/c/d@main",
    "./x",
    "./",
    "$/x",
    "docker://alpine",
    "${{ matrix.action }}",
    `a/b@${sha}`,
    "actions/checkout@${{ matrix.ref }}",
  ])("is silent on %s in a step", (step) => expect(places(invalidUses, uses(step))).toEqual([]));

  it.each([
    [".github/workflows/x.yml", "./.github/workflows/x.yml"],
    ["./.github/workflows/x.yml@main", "./.github/workflows/x.yml"],
  ])("mends %s of a job", (text, meant) => {
    expect(run(invalidUses, call(text))[0]?.fixed[0]).toBe(call(meant));
    expectLawfulFixes(invalidUses, call(text));
  });
  it.each([
    "actions/checkout@v7",
    "docker://alpine",
    "./.github/workflows/sub/x.yml",
    "./ci.yml",
    "a/b/.github/workflows/x.yml",
    "a/b/ci.yml@v1",
  ])("reports %s of a job", (text) => expect(places(invalidUses, call(text))).toHaveLength(1));
  it.each(["./.github/workflows/x.yml", "$/.github/workflows/x.yaml", "a/b/.github/workflows/x.yml@v1"])(
    "is silent on %s of a job",
    (text) => expect(places(invalidUses, call(text))).toEqual([]),
  );
  it("takes addresses where Forgejo or Gitea run it", () => {
    const text = uses("https://code.forgejo.org/actions/checkout@v4");
    expect(places(invalidUses, text)).toHaveLength(1);
    expect(places(invalidUses, text, { path: ".forgejo/workflows/ci.yml" })).toEqual([]);
    expect(places(invalidUses, call("./.gitea/workflows/x.yml"), { path: ".gitea/workflows/ci.yml" })).toEqual([]);
  });
});
