import { describe, expect, it, vi } from "vitest";
import manifest from "../../package.json";
import { cli, folderOf } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

describe("help and version", () => {
  it("lists the commands that there are", async () => {
    const { code, out, err } = await cli("/", ["--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.match(/^ {2}[a-z]+ /gm)?.map((line) => line.trim())).toEqual([
      "check",
      "fix",
      "rules",
      "explain",
      "readiness",
      "generate",
      "lsp",
    ]);
  });

  it.each(["check", "fix", "rules", "explain", "readiness", "generate", "lsp"])("describes %s and its options", async (command) => {
    const { code, out } = await cli("/", [command, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: deployment-patterns ${command} `);
    expect(out).toMatch(/^ {2}--help +Print this help\.$/m);
    expect((await cli("/", [command, "-h"])).out).toBe(out);
  });

  it("prints the version", async () => {
    expect((await cli("/", ["--version"])).out).toBe(`${manifest.version}\n`);
    expect((await cli("/", ["check", "--version"])).out).toBe(`${manifest.version}\n`);
  });
});

describe("wrong usage is one line on standard error and exit code 2", () => {
  it.each<[string[], string]>([
    [[], "no command was given; see `deployment-patterns --help`."],
    [["chek"], "`chek` is not a command; did you mean `check`? See `deployment-patterns --help`."],
    [["readines"], "`readines` is not a command; did you mean `readiness`? See `deployment-patterns --help`."],
    [["readiness"], ".: holds nothing that can be deployed: no application, Dockerfile, Compose file or manifest was found"],
    [["--quiet", "check"], "`--quiet` is not an option here; options follow a command; see `deployment-patterns --help`."],
    [
      ["check", "--formt", "json"],
      "`--formt` is not an option of this command; did you mean `--format`? See `deployment-patterns check --help`.",
    ],
    [["check", "-x"], "`-x` is not an option of this command; see `deployment-patterns check --help`."],
    [["check", "--unsafe"], "`--unsafe` is not an option of this command; see `deployment-patterns check --help`."],
    [["check", "--format"], "`--format` needs a value: `--format FORMAT`; see `deployment-patterns check --help`."],
    [["check", "--format", "--quiet"], "`--format` needs a value: `--format FORMAT`; see `deployment-patterns check --help`."],
    [
      ["check", "--format=jsn"],
      "`--format` takes `pretty`, `json`, `sarif`, `github`, `gitlab` or `junit`, not `jsn`; did you mean `json`? See `deployment-patterns check --help`.",
    ],
    [["check", "--quiet=yes"], "`--quiet` takes no value; see `deployment-patterns check --help`."],
    [
      ["check", "--kind", "helm"],
      "`--kind` takes `dockerfile`, `dockerignore`, `workflow`, `action`, `kubernetes`, `compose` or `readiness`, not `helm`; see `deployment-patterns check --help`.",
    ],
    [
      ["check", "--preset=stric"],
      "`--preset` takes `recommended`, `strict` or `all`, not `stric`; did you mean `strict`? See `deployment-patterns check --help`.",
    ],
    [
      ["check", "--fail-on", "hint"],
      "`--fail-on` takes `error`, `warning`, `info` or `never`, not `hint`; see `deployment-patterns check --help`.",
    ],
    [
      ["check", "--rule", "dockerfile/root-user=eror"],
      "`--rule dockerfile/root-user` takes `off`, `error`, `warning`, `info` or `hint`, not `eror`; did you mean `error`? See `deployment-patterns check --help`.",
    ],
    [["check", "--rule", "root-user"], "--rule: `root-user` is not a rule. Did you mean `dockerfile/root-user`?"],
    [["check", "--only", "DL3007"], "--only: `DL3007` is the name that hadolint gives it; here it is `dockerfile/latest-base-image`."],
    [["check", "--config", "a", "--no-config"], "`--config` and `--no-config` exclude each other; see `deployment-patterns check --help`."],
    [
      ["check", "--stdin-path", "Dockerfile", "x"],
      "`--stdin-path` takes the place of paths; give one or the other; see `deployment-patterns check --help`.",
    ],
    [["check", "-"], "standard input is read with `--stdin-path PATH`, which tells what it is; see `deployment-patterns check --help`."],
    [["rules", "x"], "`rules` takes no paths; a rule's page is printed by `explain`; see `deployment-patterns rules --help`."],
    [["explain"], "`explain` takes the id of one rule; see `deployment-patterns explain --help`."],
    [["explain", "dockerfile/rot-user"], "`dockerfile/rot-user` is not a rule. Did you mean `dockerfile/root-user`?"],
    [["lsp"], "the language server is started by `deployment-patterns lsp --stdio`; see `deployment-patterns lsp --help`."],
  ])("%j", async (argv, expected) => {
    expect(await cli(folderOf({}), argv)).toEqual({ code: 2, out: "", err: `deployment-patterns: ${expected}\n` });
  });

  it("takes everything behind `--` as paths", async () => {
    const { code, err } = await cli(folderOf({}), ["check", "--", "--quiet"]);
    expect({ code, err }).toEqual({ code: 2, err: "deployment-patterns: --quiet: no such file or folder\n" });
  });
});

describe("rules", () => {
  it("prints a line for each rule", async () => {
    const { code, out } = await cli("/", ["rules"]);
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toBe("dockerfile/latest-base-image     warning  recommended  fix           A summary.");
    expect(out.trimEnd().split("\n")).toHaveLength(7);
  });

  it("prints JSON for programs", async () => {
    const rules = JSON.parse((await cli("/", ["rules", "--format", "json"])).out);
    expect(rules[0]).toEqual({
      id: "dockerfile/latest-base-image",
      language: "dockerfile",
      category: "security",
      severity: "warning",
      preset: "recommended",
      summary: "A summary.",
      fix: "safe",
      patterns: ["D1"],
      alsoKnownAs: ["hadolint:DL3007"],
      since: "0.1.0",
    });
    expect(Object.keys(rules[5])).toEqual(Object.keys(rules[0]));
    expect(rules[5]).toMatchObject({ fix: null, alsoKnownAs: [] });
  });
});

describe("explain", () => {
  it("prints a rule's page", async () => {
    const { code, out } = await cli("/", ["explain", "dockerfile/root-user"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^# dockerfile\/root-user\n/);
    expect(out).toContain("A reason.");
  });

  it("takes a peer's id", async () => {
    expect((await cli("/", ["explain", "DL3007"])).out).toMatch(/^# dockerfile\/latest-base-image\n/);
  });
});

describe("lsp", () => {
  it("says so where the server is not there", async () => {
    const { code, err } = await cli(folderOf({}), ["lsp", "--stdio"]);
    expect(code).toBe(2);
    expect(err).toMatch(/server\.cjs: no such file or folder; the language server is part of the package\n$/);
  });

  it("loads the server that stands beside the program", async () => {
    const folder = folderOf({ "server.cjs": "globalThis.serverWasLoaded = true;\n" });
    expect(await cli(folder, ["lsp", "--stdio"])).toEqual({ code: 0, out: "", err: "" });
    expect(globalThis).toHaveProperty("serverWasLoaded", true);
  });
});
