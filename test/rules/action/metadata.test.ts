import { describe, expect, it } from "vitest";
import invalidMetadata from "../../../server/engine/rules/action/invalid-metadata.ts";
import missingShell from "../../../server/engine/rules/action/missing-shell.ts";
import undeclaredInput from "../../../server/engine/rules/action/undeclared-input.ts";
import unsupportedKey from "../../../server/engine/rules/action/unsupported-key.ts";
import unusedInput from "../../../server/engine/rules/action/unused-input.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const composite = (steps: string, inputs = "") =>
  `name: a\ndescription: b\n${inputs}runs:\n  using: composite\n  steps:\n${steps.replace(/^/gm, "    ")}\n`;
const runs = (text: string) => `name: a\ndescription: b\nruns:\n${text.replace(/^/gm, "  ")}\n`;

describe("action/missing-shell", () => {
  it("adds Bash", () => {
    const text = composite("- name: a\n  run: | # remark\n    make\n- run: b\n  shell: sh\n- run: c");
    expect(places(missingShell, text)).toEqual(["6:7", "11:7"]);
    expectLawfulFixes(missingShell, text);
  });

  it("is silent on steps that use actions", () => {
    expect(places(missingShell, composite("- uses: actions/checkout@v7"))).toEqual([]);
  });
});

describe("action/unsupported-key", () => {
  it("removes what composite actions cannot do", () => {
    const text = composite("- run: a\n  shell: bash\n  timeout-minutes: 5 # remark about it\n- uses: a/b@v1\n  shell: bash");
    expect(run(unsupportedKey, text).map(({ on }) => on)).toEqual(["timeout-minutes", "shell"]);
    expect(run(unsupportedKey, text)[0]?.fixed[0]).not.toContain("timeout-minutes");
    expectLawfulFixes(unsupportedKey, composite("- run: a\n  shell: bash\n  background: true"));
    expect(places(unsupportedKey, runs("using: node24\nmain: a.js\nsteps: []"))).toHaveLength(1);
  });

  it("is silent on what they can", () => {
    expect(
      places(
        unsupportedKey,
        composite("- id: a\n  if: always()\n  run: b\n  shell: bash\n  working-directory: c\n  continue-on-error: true"),
      ),
    ).toEqual([]);
  });
});

describe("action/invalid-metadata", () => {
  it("reports kinds that there are not, and names what was meant", () => {
    expect(run(invalidMetadata, runs("using: compsite\nsteps: []"))).toMatchObject([
      { on: "compsite", fixes: [{ title: "Write `composite`" }] },
    ]);
    expectLawfulFixes(invalidMetadata, runs("using: compsite\nsteps:\n  - run: a\n    shell: bash"));
    expect(run(invalidMetadata, runs("using: node18\nmain: a.js"))).toMatchObject([{ on: "node18", fixed: [] }]);
    expect(run(invalidMetadata, runs("using: node18\nmain: a.js"), { today: "2028-06-01" })).toMatchObject([{ severity: "hint" }]);
  });

  it.each([
    ["main", "using: node24"],
    ["image", "using: docker"],
    ["steps", "using: composite"],
    ["using", "main: a.js"],
  ])("reports that %s is missing", (key, text) => {
    expect(run(invalidMetadata, runs(text))).toMatchObject([{ message: expect.stringContaining(`\`${key}\``) }]);
  });

  it("only hints at what the marketplace asks for, and informs of wrong branding", () => {
    expect(run(invalidMetadata, "runs: {using: node24, main: a.js}\n")).toMatchObject([
      { severity: "hint", message: expect.stringContaining("`name` and no `description`") },
    ]);
    expect(
      run(invalidMetadata, `${runs("using: node24\nmain: a.js")}branding: {icon: rocket, color: pink}\n`).map(({ severity }) => severity),
    ).toEqual(["info", "info"]);
  });

  it("reports files that are not there, where the workspace can be seen", () => {
    const path = "tools/act/action.yml";
    const text = runs("using: node24\nmain: dist/index.js\npost: ./dist/post.js");
    expect(run(invalidMetadata, text, { path, files: { "tools/act/dist/index.js": "" } })).toMatchObject([
      { on: "./dist/post.js", severity: "warning", message: expect.stringContaining("`tools/act/dist/post.js`") },
    ]);
    expect(run(invalidMetadata, runs("using: docker\nimage: ../Dockerfile"), { path, files: {} })).toMatchObject([{ on: "../Dockerfile" }]);
    expect(places(invalidMetadata, text, { path })).toEqual([]);
    expect(places(invalidMetadata, runs("using: docker\nimage: docker://alpine:3\nentrypoint: /run.sh"), { path, files: {} })).toEqual([]);
  });

  it.each([
    "using: node24\nmain: a.js",
    "using: node26\nmain: a.js",
    "using: composite\nsteps:\n  - run: a\n    shell: bash",
    "using: composite\nsteps:\n  - name: only a name",
  ])("is silent on %s", (text) => {
    expect(places(invalidMetadata, runs(text))).toEqual([]);
  });
});

const inputs = "inputs:\n  level:\n    description: a\n  old-level:\n    deprecationMessage: Use level\n";
const echo = (expression: string) => `- run: echo "$A"\n  shell: bash\n  env:\n    A: \${{ ${expression} }}`;

describe("action/undeclared-input", () => {
  it("mends a misspelt one", () => {
    const text = composite(echo("inputs.levle"), inputs);
    expect(run(undeclaredInput, text)).toMatchObject([{ on: "levle", fixes: [{ title: "Write `level`" }] }]);
    expectLawfulFixes(undeclaredInput, text);
    expect(run(undeclaredInput, composite(echo("inputs['colour']")))).toMatchObject([{ fixed: [] }]);
    expect(
      places(undeclaredInput, `name: a\n${inputs}runs:\n  using: docker\n  image: a\n  args: ['\${{ inputs.colour }}']\n`),
    ).toHaveLength(1);
  });

  it.each(["inputs.LEVEL", "inputs.old-level", "inputs[matrix.a]", "toJSON(inputs)", "github.event.inputs.colour"])(
    "is silent on %s",
    (expression) => {
      expect(places(undeclaredInput, composite(echo(expression), inputs))).toEqual([]);
    },
  );
});

describe("action/unused-input", () => {
  it("reports inputs that no step reads, but not those that are deprecated", () => {
    expect(run(unusedInput, composite(echo("github.sha"), inputs))).toMatchObject([{ on: "level", tags: ["unnecessary"] }]);
  });

  it.each(["inputs.Level", "toJSON(inputs)", "inputs[env.A]", "inputs.*", "inputs. "])(
    "is silent where it may be read: %s",
    (expression) => {
      expect(places(unusedInput, composite(echo(expression), inputs))).toEqual([]);
    },
  );

  it("is silent on conditions without braces, and on actions of other kinds", () => {
    expect(places(unusedInput, composite("- if: inputs.level == 'a'\n  run: b\n  shell: bash", inputs))).toEqual([]);
    expect(places(unusedInput, `name: a\n${inputs}runs: {using: node24, main: a.js}\n`)).toEqual([]);
  });
});
