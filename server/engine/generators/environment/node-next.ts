import type { EnvironmentVariable } from "../../detection/environment.ts";
import { inFolder } from "../../workspace/paths.ts";
import { codeFile, type Dialect } from "../code/javascript.ts";
import type { GeneratedFile, Generation, Plan } from "../model.ts";
import { field, parseFunction, schemaFile, zodOf } from "./node-schema.ts";
import { agreementTest } from "./node-test.ts";

/** What the server reads and what browsers get are two schemas: a bundle holds the second alone. */
export function nextEnvironment(plan: Plan, found: Dialect, variables: readonly EnvironmentVariable[]): Generation {
  const dialect: Dialect = { ...found, isModule: true, ending: found.isTypeScript ? "ts" : "js", importEnding: "" };
  const { workspace, answers } = plan;
  const source = inFolder(answers.folder, "src");
  const root = workspace.has(inFolder(source, "app")) || workspace.has(inFolder(source, "pages")) ? source : answers.folder;
  const isPublic = ({ name }: EnvironmentVariable) => name.startsWith("NEXT_PUBLIC_");
  const open = variables.filter(isPublic);
  const schema = inFolder(root, `env/schema.${dialect.ending}`);
  const test = agreementTest(plan, dialect, schema);
  const exempt = `  // What builds the pages knows no secrets.
  if (process.env.NEXT_PHASE === "phase-production-build") return source${dialect.type(" as Env")};
`;
  const instrumentation = ["ts", "js"].map((ending) => inFolder(root, `instrumentation.${ending}`)).find((path) => workspace.has(path));
  return {
    files: [
      { path: schema, about: "What the environment has to hold", text: schemaFile(plan, dialect, variables, exempt) },
      {
        path: inFolder(root, `env/server.${dialect.ending}`),
        about: "The environment of the server, checked once when it starts",
        text: codeFile(
          dialect,
          [{ from: "./schema", values: ["parseEnv"] }],
          [
            "/** For the server alone: what is imported by what browsers load is read by everybody. */\nexport const env = parseEnv(process.env);\n",
          ],
        ),
      },
      ...(open.length > 0 ? [clientFile(root, plan, dialect, open)] : []),
      instrumentationFile(root, dialect),
      ...(test ? [test] : []),
    ],
    notes: [
      ...(instrumentation
        ? [
            `In \`${instrumentation}\`, import \`./env/server\` in \`register()\` where \`process.env.NEXT_RUNTIME === "nodejs"\`, and end the process where that fails: Next.js would go on.`,
          ]
        : []),
      "Read `env.NAME` from `env/server` in what runs on the server alone.",
      ...zodOf(plan).notes,
    ],
  };
}

function clientFile(root: string, plan: Plan, dialect: Dialect, variables: readonly EnvironmentVariable[]): GeneratedFile {
  const fields = variables.map((variable) => `  ${variable.name}: ${field(variable, plan)},\n`).join("");
  const values = variables.map(({ name }) => `  ${name}: process.env.${name},\n`).join("");
  return {
    path: inFolder(root, `env/client.${dialect.ending}`),
    about: "The part of the environment that is built into what browsers load",
    text: codeFile(
      dialect,
      [{ from: zodOf(plan).from, namespace: "z" }],
      [
        /: flag\b/.test(fields) ? 'const flag = z.stringbool({ truthy: ["true", "1"], falsy: ["false", "0"] });\n' : "",
        `const schema = z.object({
${fields}});
`,
        dialect.isTypeScript ? "type Env = Readonly<z.infer<typeof schema>>;\n" : "",
        `/** Each is written out: the build puts values in the place of these names. */
export const env = parseEnv({
${values}});
`,
        parseFunction(dialect.type, "parseEnv", "schema", "Env").replace(/^export /m, ""),
      ],
    ),
  };
}

function instrumentationFile(root: string, dialect: Dialect): GeneratedFile {
  return {
    path: inFolder(root, `instrumentation.${dialect.ending}`),
    about: "Checks the environment before the server takes requests",
    text: codeFile(
      dialect,
      [],
      [
        `export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    try {
      await import("./env/server");
    } catch (error) {
      // Next.js would go on, and answer every request with an error.
      console.error(error);
      process.exit(1);
    }
  }
}
`,
      ],
    ),
  };
}
