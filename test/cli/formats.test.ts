import { join } from "node:path";
// The schema of SARIF 2.1.0 as the package of Microsoft's SDK carries it.
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
import Ajv from "ajv-draft-04";
import { describe, expect, it, vi } from "vitest";
import manifest from "../../package.json";
import { cli, folderOf, read } from "./support.ts";

vi.mock("../../server/engine/rules/index.ts", () => import("./rules.ts"));

const text = "FROM a:latest\nCOPY . .\n";
const files = { "my app/Dockerfile": text, "clean/Dockerfile": "FROM a:1\nUSER 1\n" };
const help = (rule: string) => `https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/rules/${rule}.md`;

async function report(format: string, content: Record<string, string> = files, parts: Parameters<typeof cli>[2] = {}, ...argv: string[]) {
  return (await cli(folderOf(content), ["check", "--format", format, ...argv], parts)).out;
}

describe("json", () => {
  it("is what the contract says, field by field", async () => {
    const path = "my app/Dockerfile";
    expect(JSON.parse(await report("json"))).toEqual({
      version: 1,
      findings: [
        {
          rule: "dockerfile/root-user",
          severity: "error",
          path,
          message: "The image runs as root: 100%, so\nset a `USER`.",
          start: { line: 1, column: 1 },
          end: { line: 1, column: 5 },
          help: help("dockerfile/root-user"),
          fixes: [
            {
              title: "Run as user 1000",
              safety: "unsafe",
              edits: [{ path, start: { line: 3, column: 1 }, end: { line: 3, column: 1 }, text: "USER 1000\n" }],
            },
          ],
        },
        {
          rule: "dockerfile/latest-base-image",
          severity: "warning",
          path,
          message: "The tag `latest` moves; pin a version.",
          start: { line: 1, column: 8 },
          end: { line: 1, column: 14 },
          help: help("dockerfile/latest-base-image"),
          fixes: [
            {
              title: "Pin version 1",
              safety: "safe",
              edits: [{ path, start: { line: 1, column: 7 }, end: { line: 1, column: 14 }, text: ":1" }],
            },
          ],
        },
        {
          rule: "dockerfile/missing-dockerignore",
          severity: "info",
          path,
          message: "There is no ignore file.",
          start: { line: 2, column: 1 },
          end: { line: 2, column: 5 },
          help: help("dockerfile/missing-dockerignore"),
          fixes: [
            {
              title: "Create one",
              safety: "safe",
              edits: [{ path: "my app/.dockerignore", start: { line: 1, column: 1 }, end: { line: 1, column: 1 }, text: ".git\n" }],
            },
          ],
        },
      ],
      files: 2,
      summary: { error: 1, warning: 1, info: 1, hint: 0 },
    });
  });

  it("counts columns in UTF-16 units", async () => {
    const { findings } = JSON.parse(
      await report("json", { Dockerfile: "FROM a:1\nUSER 1\nRUN 😀 echo\n" }, {}, "--only", "dockerfile/word"),
    );
    expect(findings[0].start).toEqual({ line: 3, column: 8 });
  });

  it("is an object without findings too", async () => {
    expect(JSON.parse(await report("json", {}))).toEqual({
      version: 1,
      findings: [],
      files: 0,
      summary: { error: 0, warning: 0, info: 0, hint: 0 },
    });
  });
});

describe("sarif", () => {
  const isDate = /^\d{4}-\d\d-\d\dT/;
  const ajv = new Ajv({
    strict: false,
    unicodeRegExp: false,
    allErrors: true,
    formats: {
      uri: (value: string) => URL.canParse(value),
      "uri-reference": (value: string) => URL.canParse(value, "file:///"),
      "date-time": isDate,
    },
  });
  const validate = ajv.compile(schema);
  const errorsOf = (log: unknown) => (validate(log) ? [] : validate.errors);

  it("the schema is in force", () => {
    expect(errorsOf({ version: "2.1.0" })).not.toEqual([]);
    expect(errorsOf({ version: "2.1.0", runs: [{ tool: { driver: { name: "x" } }, results: [{ message: {} }] }] })).not.toEqual([]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ["findings of all kinds", { ...files, ".dockerignore": "*\n" }, ["--preset", "all"]],
    ["no findings", {}, []],
    ["odd paths", { "a#b %20?/Ünï.dockerfile": text, "a:b.dockerfile": text }, []],
  ])("is valid with %s", async (_, content, argv) => {
    expect(errorsOf(JSON.parse(await report("sarif", content, {}, ...argv)))).toEqual([]);
  });

  it("has rules with their pages, results with places, fixes and fingerprints", async () => {
    const [run] = JSON.parse(await report("sarif")).runs;
    const { driver } = run.tool;
    expect(driver).toMatchObject({ name: "Deployment Patterns", version: manifest.version });
    expect(driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      "dockerfile/latest-base-image",
      "dockerfile/missing-dockerignore",
      "dockerfile/root-user",
    ]);
    expect(driver.rules[0]).toMatchObject({
      shortDescription: { text: "A summary." },
      helpUri: help("dockerfile/latest-base-image"),
      defaultConfiguration: { level: "warning" },
      properties: { tags: ["security", "D1"], "security-severity": "6.0" },
    });
    expect(driver.rules[0].help.markdown).toContain("# dockerfile/latest-base-image");
    expect(run.columnKind).toBe("utf16CodeUnits");
    expect(run.results.map(({ level }: { level: string }) => level)).toEqual(["error", "warning", "note"]);
    for (const result of run.results) expect(driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(run.results[1]).toMatchObject({
      message: { text: "The tag 'latest' moves; pin a version.", markdown: "The tag `latest` moves; pin a version." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "my%20app/Dockerfile", uriBaseId: "%SRCROOT%" },
            region: { startLine: 1, startColumn: 8, endLine: 1, endColumn: 14 },
          },
        },
      ],
      fixes: [
        {
          description: { text: "Pin version 1" },
          artifactChanges: [
            {
              artifactLocation: { uri: "my%20app/Dockerfile" },
              replacements: [
                { deletedRegion: { startLine: 1, startColumn: 7, endLine: 1, endColumn: 14 }, insertedContent: { text: ":1" } },
              ],
            },
          ],
        },
      ],
    });
    expect(run.results[2].relatedLocations).toHaveLength(1);
  });

  it("keeps fingerprints when lines move, and tells equal lines apart", async () => {
    const prints = async (content: string) => {
      const [run] = JSON.parse(await report("sarif", { Dockerfile: content }, {}, "--only", "dockerfile/latest-base-image")).runs;
      return run.results.map(
        (result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints["deploymentPatterns/v1"],
      );
    };
    const [first, second] = await prints("FROM a:latest\nFROM a:latest\n");
    expect(first).toMatch(/^[0-9a-f]{40}$/);
    expect(second).not.toBe(first);
    expect(await prints("# new\n\n  FROM a:latest\n")).toEqual([first]);
    expect(await prints("FROM b:latest\n")).not.toEqual([first]);
  });
});

describe("github", () => {
  it("annotates, with what has a meaning escaped", async () => {
    expect(await report("github", { "a,b:c%/Dockerfile": "FROM a:latest\n" })).toBe(
      [
        "::error file=a%2Cb%3Ac%25/Dockerfile,line=1,endLine=1,col=1,endColumn=5,title=dockerfile/root-user::The image runs as root: 100%25, so%0Aset a `USER`.",
        "::warning file=a%2Cb%3Ac%25/Dockerfile,line=1,endLine=1,col=8,endColumn=14,title=dockerfile/latest-base-image::The tag `latest` moves; pin a version.",
        "",
      ].join("\n"),
    );
  });

  it("calls info and hint notices, and gives no columns over several lines", async () => {
    const out = await report("github", {
      Dockerfile: "FROM a:1\nUSER 1\nRUN a \\\n b\n",
      ".deployment-patterns.yaml": 'rules: { dockerfile/word: [hint, { word: "a .\\n b" }] }\n',
    });
    expect(out).toBe("::notice file=Dockerfile,line=3,endLine=4,title=dockerfile/word::The word `a .%0A b`.\n");
  });

  it("names files from the repository's root, which the runner gives", async () => {
    const folder = folderOf({ "repo/service/Dockerfile": "FROM a:latest\nUSER 1\n" });
    const run = (GITHUB_WORKSPACE: string) =>
      cli(join(folder, "repo/service"), ["check", "--format=github"], { env: { GITHUB_WORKSPACE } });
    expect((await run(join(folder, "repo"))).out).toContain("file=service/Dockerfile,");
    expect((await run(join(folder, "other"))).out).toContain("file=Dockerfile,");
  });
});

describe("gitlab", () => {
  it("is a code quality report", async () => {
    const issues = JSON.parse(await report("gitlab"));
    expect(issues.map(({ severity }: { severity: string }) => severity)).toEqual(["critical", "major", "minor"]);
    expect(issues[1]).toEqual({
      description: "The tag `latest` moves; pin a version.",
      check_name: "dockerfile/latest-base-image",
      fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
      severity: "major",
      location: { path: "my app/Dockerfile", lines: { begin: 1, end: 1 } },
    });
    expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(3);
    expect(JSON.parse(await report("gitlab", {}))).toEqual([]);
  });
});

describe("junit", () => {
  it("has a suite for each file and a case for each finding; what is below --fail-on passes", async () => {
    expect(await report("junit")).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Deployment Patterns" tests="4" failures="2">
  <testsuite name="clean/Dockerfile" tests="1" failures="0">
    <testcase classname="clean/Dockerfile" name="no findings"/>
  </testsuite>
  <testsuite name="my app/Dockerfile" tests="3" failures="2">
    <testcase classname="my app/Dockerfile" name="dockerfile/root-user at 1:1"><failure type="error" message="The image runs as root: 100%, so&#10;set a \`USER\`.">my app/Dockerfile:1:1: error: The image runs as root: 100%, so&#10;set a \`USER\`.&#10;${help("dockerfile/root-user")}</failure></testcase>
    <testcase classname="my app/Dockerfile" name="dockerfile/latest-base-image at 1:8"><failure type="warning" message="The tag \`latest\` moves; pin a version.">my app/Dockerfile:1:8: warning: The tag \`latest\` moves; pin a version.&#10;${help("dockerfile/latest-base-image")}</failure></testcase>
    <testcase classname="my app/Dockerfile" name="dockerfile/missing-dockerignore at 2:1"><system-out>my app/Dockerfile:2:1: info: There is no ignore file.&#10;${help("dockerfile/missing-dockerignore")}</system-out></testcase>
  </testsuite>
</testsuites>
`);
  });

  it("escapes what XML does not take", async () => {
    const content = {
      Dockerfile: "FROM a:1\nUSER 1\nRUN <&>\u0001\n",
      ".deployment-patterns.yaml": 'rules: { dockerfile/word: [warning, { word: "<&>\\u0001" }] }\n',
    };
    expect(await report("junit", content)).toContain('message="The word `&lt;&amp;&gt;\uFFFD`."');
  });
});

describe("pretty", () => {
  it("shows each finding with its line, then a summary", async () => {
    expect(await report("pretty")).toBe(`my app/Dockerfile:1:1  error  dockerfile/root-user
The image runs as root: 100%, so
set a \`USER\`.
> 1 │ FROM a:latest
    │ ^^^^
  2 │ COPY . .
  fix: Run as user 1000 (look at it first)
  help: ${help("dockerfile/root-user")}

my app/Dockerfile:1:8  warning  dockerfile/latest-base-image
The tag \`latest\` moves; pin a version.
> 1 │ FROM a:latest
    │        ^^^^^^
  2 │ COPY . .
  fix: Pin version 1
  help: ${help("dockerfile/latest-base-image")}

my app/Dockerfile:2:1  info  dockerfile/missing-dockerignore
There is no ignore file.
  1 │ FROM a:latest
> 2 │ COPY . .
    │ ^^^^
  see: my app/Dockerfile:1:1 For this image.
  fix: Create one
  help: ${help("dockerfile/missing-dockerignore")}

1 error, 1 warning, 1 info in 2 files.
\`deployment-patterns fix\` can fix 2, with \`--unsafe\` 1 more.
`);
  });

  it("ends in one line where nothing was found", async () => {
    expect(await report("pretty", { Dockerfile: "FROM a:1\nUSER 1\n" })).toBe("No findings in 1 file.\n");
    expect(await report("pretty", { Dockerfile: "FROM a:1\nUSER 1\n" }, {}, "--quiet")).toBe("");
  });

  it("prints findings alone with --quiet", async () => {
    expect(await report("pretty", { Dockerfile: "FROM a:latest\nUSER 1\n" }, {}, "--quiet")).toMatch(/latest-base-image\.md\n$/);
  });

  const word = async (line: string, word: string, parts: Parameters<typeof cli>[2] = {}, ...argv: string[]) => {
    const config = `rules: { dockerfile/word: [warning, { word: ${JSON.stringify(word)} }] }\n`;
    const out = await report("pretty", { Dockerfile: `FROM a:1\nUSER 1\n${line}\n`, ".deployment-patterns.yaml": config }, parts, ...argv);
    return out.split("\n").slice(2, 5);
  };

  it("marks the right columns below tabs and wide characters", async () => {
    expect((await word("RUN\tx 日本 foo bar", "foo")).slice(1)).toEqual(["> 3 │ RUN\tx 日本 foo bar", "    │    \t       ^^^"]);
  });

  it("cuts long lines around the finding", async () => {
    const [, line = "", marks = ""] = await word(`RUN ${"x".repeat(5000)} foo ${"y".repeat(5000)}`, "foo");
    expect(line.length).toBeLessThan(180);
    expect(line.slice(marks.indexOf("^")).slice(0, 3)).toBe("foo");
    expect(marks.trimEnd().endsWith("^^^")).toBe(true);
  });

  it("shows characters that would steer the terminal", async () => {
    const [message, line] = await word("RUN \u001B[31mfoo\u009B\u202E", "\u001B.31mfoo");
    expect(`${message}${line}`).not.toMatch(/[\u001B\u009B\u202E]/);
    expect(line).toBe("> 3 │ RUN ␛[31mfoo\uFFFD\uFFFD");
  });

  it.each<[string, Parameters<typeof cli>[2], string[], boolean]>([
    ["not into a pipe", {}, [], false],
    ["on a terminal", { isTerminal: { stdout: true, stderr: true } }, [], true],
    ["not with NO_COLOR", { isTerminal: { stdout: true, stderr: true }, env: { NO_COLOR: "1" } }, [], false],
    ["with an empty NO_COLOR", { isTerminal: { stdout: true, stderr: true }, env: { NO_COLOR: "" } }, [], true],
    ["not on a dumb terminal", { isTerminal: { stdout: true, stderr: true }, env: { TERM: "dumb" } }, [], false],
    ["with FORCE_COLOR", { env: { FORCE_COLOR: "1" } }, [], true],
    ["with --color", { env: { NO_COLOR: "1" } }, ["--color"], true],
    ["with --color always", {}, ["--color", "always"], true],
    ["not with --color=never", { isTerminal: { stdout: true, stderr: true } }, ["--color=never"], false],
    ["by itself with --color=auto", {}, ["--color=auto"], false],
  ])("is coloured %s: %j", async (_, parts, argv, expected) => {
    const out = await report("pretty", files, parts, ...argv);
    expect(out.includes("\u001B[")).toBe(expected);
  });

  it("--color takes no path for its value", async () => {
    const cwd = folderOf({ Dockerfile: "FROM a:latest\nUSER 1\n" });
    const { out } = await cli(cwd, ["check", "--color", "Dockerfile"]);
    expect(out).toContain("\u001B[33mwarning\u001B[39m");
    expect(read(cwd, "Dockerfile")).toContain("latest");
  });

  it("colours no other format", async () => {
    expect(await report("json", files, {}, "--color=always")).not.toContain("\u001B");
  });
});
