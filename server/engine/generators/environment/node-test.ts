import { inFolder, nameOf } from "../../workspace/paths.ts";
import { nodeProject } from "../../workspace/project/node.ts";
import { codeFile, type Dialect, type Import } from "../code/javascript.ts";
import type { GeneratedFile, Plan } from "../model.ts";

interface Runner {
  readonly imports: readonly Import[];
  readonly equal: (actual: string, expected: string) => string;
}

const expects = (actual: string, expected: string) => `expect(${actual}).toEqual(${expected})`;

/** The test runner that the project has; undefined where it has none of those that are known. */
function runnerOf({ answers, workspace }: Plan, { isModule }: Dialect): Runner | undefined {
  const node = nodeProject(answers.folder, workspace);
  const has = (name: string) => node?.devDependencies.has(name) || node?.dependencies.has(name);
  if (has("vitest")) return isModule ? { imports: [{ from: "vitest", values: ["expect", "test"] }], equal: expects } : undefined;
  if (has("jest")) return { imports: [], equal: expects };
  if (/\bnode\b.*--test\b/.test(node?.scripts.get("test") ?? ""))
    return {
      imports: [
        { from: "node:assert/strict", values: ["deepEqual"] },
        { from: "node:test", values: ["test"] },
      ],
      equal: (actual, expected) => `deepEqual(${actual}, ${expected})`,
    };
  return undefined;
}

/** A test that the example and the schema name the same variables; with an example that was there before, that it lacks none. */
export function agreementTest(plan: Plan, dialect: Dialect, schemaPath: string): GeneratedFile | undefined {
  const runner = runnerOf(plan, dialect);
  if (!runner) return undefined;
  const { workspace, answers } = plan;
  const module = `./${nameOf(schemaPath).replace(/\.[^.]+$/, "")}${dialect.importEnding}`;
  const example = [".env.example", ".env.sample", ".env.template", ".env.dist"].find((name) =>
    workspace.has(inFolder(answers.folder, name)),
  );
  const name = example ?? ".env.example";
  const ending = dialect.ending;
  return {
    path: schemaPath.replace(/\.[^./]+$/, `.test.${ending}`),
    about: "The example and the schema agree",
    text: codeFile(
      dialect,
      [
        ...runner.imports.filter(({ from }) => from < "node:fs"),
        { from: "node:fs", values: ["readFileSync"] },
        ...runner.imports.filter(({ from }) => from > "node:fs"),
        { from: module, values: ["schema"] },
      ],
      [
        example === undefined
          ? `test("${name} and the schema name the same variables", () => {
  const example = readFileSync("${name}", "utf8");
  const documented = [...example.matchAll(/^(?:# )?([A-Z]\\w*)=/gm)].map((match) => match[1]);
  ${runner.equal("documented.sort()", "Object.keys(schema.shape).sort()")};
});
`
          : `test("${name} names every variable of the schema", () => {
  const example = readFileSync("${name}", "utf8");
  const documented = [...example.matchAll(/^(?:# *)?(?:export +)?(\\w+) *=/gm)].map((match) => match[1]);
  const missing = Object.keys(schema.shape).filter((name) => !documented.includes(name));
  ${runner.equal("missing", "[]")};
});
`,
      ],
    ).replace(/\nmodule\.exports = \{ {2}\};\n$/, ""),
  };
}
