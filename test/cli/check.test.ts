import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { findFiles } from "../../server/cli/files.ts";
import { cli, folderOf } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const bad = "FROM a:latest\nUSER 1\n";
const clean = "FROM a:1\nUSER 1\n";

interface JsonFinding {
  readonly rule: string;
  readonly severity: string;
  readonly path: string;
}

interface Found {
  readonly code: number;
  readonly files?: number;
  readonly findings?: readonly string[];
  readonly err?: string;
}

/** `path rule severity` of each finding, and the number of files. */
async function found(cwd: string, ...argv: string[]): Promise<Found> {
  const { code, out, err } = await cli(cwd, ["check", "--format", "json", ...argv]);
  if (out === "") return { code, err };
  const { findings, files } = JSON.parse(out) as { findings: JsonFinding[]; files: number };
  return { code, files, findings: findings.map(({ path, rule, severity }) => `${path} ${rule} ${severity}`), ...(err ? { err } : {}) };
}

describe("which files are checked", () => {
  it("all that are known below the current folder, sorted", async () => {
    const cwd = folderOf({
      "b/Dockerfile": bad,
      "a/x.dockerfile": bad,
      Containerfile: clean,
      "README.md": "latest\n",
      ".dockerignore": "*\n",
    });
    expect(await found(cwd)).toEqual({
      code: 1,
      files: 4,
      findings: [
        ".dockerignore dockerignore/star warning",
        "a/x.dockerfile dockerfile/latest-base-image warning",
        "b/Dockerfile dockerfile/latest-base-image warning",
      ],
    });
  });

  it("a file and a folder, each once", async () => {
    const cwd = folderOf({ "b/Dockerfile": bad, "a/Dockerfile": bad });
    const both = ["a/Dockerfile dockerfile/latest-base-image warning", "b/Dockerfile dockerfile/latest-base-image warning"];
    expect(await found(cwd, "b/Dockerfile", ".", "a", "./b/../b/Dockerfile")).toEqual({ code: 1, files: 2, findings: both });
  });

  it("paths are shown from the current folder, also those outside of it", async () => {
    const folder = folderOf({ ".git/HEAD": "", "a/Dockerfile": bad, "b/x": "" });
    expect((await found(join(folder, "b"), "../a")).findings).toEqual(["../a/Dockerfile dockerfile/latest-base-image warning"]);
    expect((await found(join(folder, "b"), join(folder, "a/Dockerfile"))).findings).toEqual([
      "../a/Dockerfile dockerfile/latest-base-image warning",
    ]);
  });

  it("none where there is none", async () => {
    expect(await found(folderOf({ "README.md": "" }))).toEqual({ code: 0, files: 0, findings: [] });
    expect((await cli(folderOf({}), ["check"])).out).toBe("No files to check here.\n");
  });

  it("not in .git and node_modules, nor what Git ignores", async () => {
    const cwd = folderOf({
      ".git/Dockerfile": bad,
      ".git/info/exclude": "excluded/\n",
      "node_modules/x/Dockerfile": bad,
      ".gitignore": "# comment\nbuild/\n/top.dockerfile\n*.tmp.dockerfile\n!keep.tmp.dockerfile\na/**/deep\n",
      "build/Dockerfile": bad,
      "x/build/Dockerfile": bad,
      "excluded/Dockerfile": bad,
      "top.dockerfile": bad,
      "x/top.dockerfile": bad,
      "x.tmp.dockerfile": bad,
      "keep.tmp.dockerfile": bad,
      "a/b/c/deep/Dockerfile": bad,
      "n/.gitignore": "Dockerfile\n!sub/Dockerfile\n",
      "n/Dockerfile": bad,
      "n/sub/Dockerfile": bad,
      "n/other/Dockerfile": bad,
    });
    expect((await found(cwd)).findings?.map((line) => line.split(" ")[0])).toEqual([
      "keep.tmp.dockerfile",
      "n/sub/Dockerfile",
      "x/top.dockerfile",
    ]);
    // From below, the ignore files above count as well; what was asked for is looked into although it is ignored.
    expect((await found(join(cwd, "n"))).findings?.map((line) => line.split(" ")[0])).toEqual(["sub/Dockerfile"]);
    expect((await found(cwd, "build")).findings?.map((line) => line.split(" ")[0])).toEqual(["build/Dockerfile"]);
    expect((await found(cwd, "n/Dockerfile")).findings?.map((line) => line.split(" ")[0])).toEqual(["n/Dockerfile"]);
  });

  it("links to files once, links to folders not, and no loop", async () => {
    const cwd = folderOf({ "z/Dockerfile": bad, "elsewhere/real": bad });
    symlinkSync("z/Dockerfile", join(cwd, "Dockerfile"));
    symlinkSync("elsewhere/real", join(cwd, "linked.dockerfile"));
    symlinkSync(".", join(cwd, "loop"));
    symlinkSync("self.dockerfile", join(cwd, "self.dockerfile"));
    expect((await found(cwd)).findings?.map((line) => line.split(" ")[0])).toEqual(["linked.dockerfile", "z/Dockerfile"]);
    expect(await found(cwd, "self.dockerfile")).toEqual({
      code: 2,
      err: "deployment-patterns: self.dockerfile: is a symbolic link that leads to itself\n",
    });
  });

  it("what the configuration ignores is left out, also where it is named", async () => {
    const cwd = folderOf({ ".deployment-patterns.yaml": "ignore: legacy\n", "legacy/Dockerfile": "\0", Dockerfile: clean });
    expect(await found(cwd)).toEqual({ code: 0, files: 1, findings: [] });
    expect(await found(cwd, "legacy/Dockerfile")).toEqual({ code: 0, files: 0, findings: [] });
  });
});

describe("--kind", () => {
  it("says what a file is", async () => {
    const cwd = folderOf({ recipe: bad, "x.txt": "*\n" });
    expect((await found(cwd, "--kind", "dockerfile", "recipe")).findings).toEqual(["recipe dockerfile/latest-base-image warning"]);
    expect((await found(cwd, "--kind=dockerignore", "x.txt")).findings).toEqual(["x.txt dockerignore/star warning"]);
  });

  it("takes workflows and actions, which are found by their paths as well", async () => {
    const workflow = "on: push\njobs:\n  a:\n    steps:\n      - run: bad\n";
    const action = "runs:\n  using: composite\n  steps:\n    - run: bad\n";
    const cwd = folderOf({ ".github/workflows/ci.yml": workflow, "setup/action.yml": action, "a.yml": workflow, "b.yml": action });
    expect(await found(cwd)).toEqual({
      code: 1,
      files: 2,
      findings: [".github/workflows/ci.yml workflow/bad-script warning", "setup/action.yml workflow/bad-script warning"],
    });
    expect((await found(cwd, "--kind", "workflow", "a.yml")).findings).toEqual(["a.yml workflow/bad-script warning"]);
    expect((await found(cwd, "--kind", "action", "b.yml")).findings).toEqual(["b.yml workflow/bad-script warning"]);
    expect((await found(cwd, "--kind", "action")).findings).toEqual(["setup/action.yml workflow/bad-script warning"]);
  });

  it("chooses among the files of a folder", async () => {
    const cwd = folderOf({ Dockerfile: bad, ".dockerignore": "*\n" });
    expect((await found(cwd, "--kind", "dockerignore")).findings).toEqual([".dockerignore dockerignore/star warning"]);
  });

  it("is asked for where the name says nothing", async () => {
    expect(await found(folderOf({ "x.txt": "" }), "x.txt")).toEqual({
      code: 2,
      err: "deployment-patterns: x.txt: this is no kind of file that is known here by its name or content; `--kind` tells what it is\n",
    });
  });
});

describe("--stdin-path", () => {
  it("judges the text on standard input as that file", async () => {
    const cwd = folderOf({ "a/.deployment-patterns.yaml": "rules: { dockerfile/latest-base-image: error }\n", "a/Dockerfile": clean });
    const { code, out } = await cli(cwd, ["check", "--format=json", "--stdin-path", "a/Dockerfile"], { input: bad });
    expect(code).toBe(1);
    expect(JSON.parse(out).findings).toMatchObject([{ path: "a/Dockerfile", severity: "error" }]);
  });

  it("needs no such file, and takes bytes", async () => {
    const { code, out } = await cli(folderOf({}), ["check", "--format=json", "--stdin-path=new/Dockerfile"], { input: Buffer.from(bad) });
    expect({ code, files: JSON.parse(out).files }).toEqual({ code: 1, files: 1 });
  });

  it("goes by --kind where the name says nothing", async () => {
    const parts = { input: bad };
    expect((await cli(folderOf({}), ["check", "--stdin-path", "x", "--kind", "dockerfile"], parts)).code).toBe(1);
    expect((await cli(folderOf({}), ["check", "--stdin-path", "x"], parts)).code).toBe(2);
  });

  it("refuses what is no text", async () => {
    const { code, err } = await cli(folderOf({}), ["check", "--stdin-path", "Dockerfile"], { input: "FROM a\0" });
    expect({ code, err }).toEqual({ code: 2, err: "deployment-patterns: standard input is not a text file in UTF-8\n" });
  });
});

describe("rules and presets", () => {
  const cwd = () => folderOf({ Dockerfile: "FROM a:latest\nUSER 1\nRUN echo\n" });
  const latest = "Dockerfile dockerfile/latest-base-image";
  const word = "Dockerfile dockerfile/word";

  it("--preset", async () => {
    expect((await found(cwd(), "--preset", "strict")).findings).toEqual([`${latest} warning`, `${word} hint`]);
  });

  it("--rule sets a level, or switches on, as often as one likes", async () => {
    expect((await found(cwd(), "--rule", "dockerfile/word", "--rule", "dockerfile/latest-base-image=info")).findings).toEqual([
      `${latest} info`,
      `${word} hint`,
    ]);
    expect((await found(cwd(), "--rule=dockerfile/latest-base-image=off")).findings).toEqual([]);
  });

  it("--only runs just those", async () => {
    expect((await found(cwd(), "--only", "dockerfile/word")).findings).toEqual([`${word} hint`]);
  });

  it("the nearest configuration, another by --config, none by --no-config", async () => {
    const folder = folderOf({
      "a/.deployment-patterns.yaml": "rules: { dockerfile/latest-base-image: off, dockerfile/word: [info, { word: USER }] }\n",
      "a/Dockerfile": bad,
      "other.yaml":
        "rules: { dockerfile/latest-base-image: error }\noverrides: [{ files: a, rules: { dockerfile/word: [hint, { word: FROM }] } }]\n",
    });
    expect((await found(folder)).findings).toEqual(["a/Dockerfile dockerfile/word info"]);
    expect((await found(folder, "--config", "other.yaml")).findings).toEqual([
      "a/Dockerfile dockerfile/word hint",
      "a/Dockerfile dockerfile/latest-base-image error",
    ]);
    expect((await found(folder, "--no-config")).findings).toEqual(["a/Dockerfile dockerfile/latest-base-image warning"]);
  });

  it("a given configuration may lie outside of the workspace", async () => {
    const folder = folderOf({ "repo/.git/HEAD": "", "repo/a/Dockerfile": bad, "shared.yaml": "ignore: a\n" });
    expect(await found(join(folder, "repo"), "--config", "../shared.yaml")).toEqual({ code: 0, files: 0, findings: [] });
  });

  it("comments silence findings, and unused ones are no finding where the rule is not there", async () => {
    const folder = folderOf({ Dockerfile: `# deployment-patterns-ignore dockerfile/latest-base-image -- a test\n${bad}` });
    expect((await found(folder)).findings).toEqual([]);
  });
});

describe("exit code", () => {
  it.each<[string[], number]>([
    [[], 1],
    [["--fail-on", "error"], 1],
    [["--fail-on", "never"], 0],
    [["--only", "dockerfile/latest-base-image"], 1],
    [["--only", "dockerfile/latest-base-image", "--fail-on", "error"], 0],
    [["--rule", "dockerfile/root-user=off", "--rule", "dockerfile/latest-base-image=info"], 0],
    [["--rule", "dockerfile/root-user=off", "--rule", "dockerfile/latest-base-image=info", "--fail-on", "info"], 1],
    [["--rule", "dockerfile/root-user=off", "--rule", "dockerfile/latest-base-image=hint", "--fail-on", "info"], 0],
  ])("with %j is %i", async (argv, code) => {
    expect((await cli(folderOf({ Dockerfile: "FROM a:latest\n" }), ["check", ...argv])).code).toBe(code);
  });
});

describe("what cannot be read", () => {
  it("is told in one line, before anything is judged, where it was named and is not there", async () => {
    const { code, out, err } = await cli(folderOf({ Dockerfile: bad }), ["check", "Dockerfile", "missing/Dockerfile"]);
    expect({ code, out, err }).toEqual({ code: 2, out: "", err: "deployment-patterns: missing/Dockerfile: no such file or folder\n" });
  });

  it.each<[string, string | Uint8Array, string]>([
    ["binary", new Uint8Array([70, 0, 1]), "is not a text file in UTF-8"],
    ["UTF-16", Buffer.from("\uFEFFFROM a\n", "utf16le"), "is not a text file in UTF-8"],
    ["huge", "#".repeat(1024 * 1024 + 1), "is larger than a megabyte"],
  ])("a %s file does not keep the others from being judged", async (_, content, problem) => {
    const cwd = folderOf({ "a/Dockerfile": content, "b/Dockerfile": bad });
    expect(await found(cwd)).toEqual({
      code: 2,
      files: 1,
      findings: ["b/Dockerfile dockerfile/latest-base-image warning"],
      err: `deployment-patterns: a/Dockerfile: ${problem}\n`,
    });
  });

  it("a folder that cannot be listed is told of", () => {
    const folder = join(folderOf({ x: "" }), "x");
    expect(findFiles(folder, folder, () => true)).toEqual({ paths: [], failures: [{ path: folder, problem: "no such file or folder" }] });
  });

  it("a configuration is a line with its place, and nothing is judged", async () => {
    const cwd = folderOf({
      Dockerfile: bad,
      "a/Dockerfile": bad,
      "a/.deployment-patterns.yaml": "extends: strict\nrules:\n  root-user: off\nbad: 1\n",
    });
    expect(await cli(cwd, ["check"])).toEqual({
      code: 2,
      out: "",
      err: "a/.deployment-patterns.yaml:3:3: `root-user` is not a rule. Did you mean `dockerfile/root-user`?\na/.deployment-patterns.yaml:4:1: `bad` is not a setting of this file.\n",
    });
  });

  it("a given configuration too, also where there is no file to judge", async () => {
    const cwd = folderOf({ "x.yaml": "extends: [\n" });
    const { code, err } = await cli(cwd, ["check", "--config", "x.yaml"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^x\.yaml:2:1: This is not valid YAML: .*\n$/);
    expect((await cli(cwd, ["check", "--config", "y.yaml"])).err).toBe("deployment-patterns: y.yaml: no such file or folder\n");
  });

  it("a rule that throws is told, the others run", async () => {
    const cwd = folderOf({ Dockerfile: bad });
    const { code, findings, err } = await found(cwd, "--preset", "all", "--rule", "dockerfile/word=off");
    expect(code).toBe(2);
    expect(findings).toEqual(["Dockerfile internal/rule-fault info", "Dockerfile dockerfile/latest-base-image warning"]);
    expect(err).toMatch(
      /^deployment-patterns: Dockerfile: this is a fault of Deployment Patterns: `dockerfile\/thrower` threw: Error: it broke at .*\n$/,
    );
  });
});

describe("progress", () => {
  it("is shown on a terminal from the first second on, and taken away", async () => {
    const cwd = folderOf(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}/Dockerfile`, clean])));
    let now = 0;
    vi.spyOn(Date, "now").mockImplementation(() => (now += 90));
    const terminal = { stdout: false, stderr: true };
    const { err } = await cli(cwd, ["check"], { isTerminal: terminal });
    const quiet = await cli(cwd, ["check", "--quiet"], { isTerminal: terminal });
    const piped = await cli(cwd, ["check"]);
    vi.restoreAllMocks();
    expect(err.startsWith("\r\u001B[2K11/30 ")).toBe(true);
    expect(err.endsWith("\r\u001B[2K")).toBe(true);
    expect(quiet.err).toBe("");
    expect(piped.err).toBe("");
  });
});
