import type { EnvironmentVariable } from "../../detection/environment.ts";
import { inFolder } from "../../workspace/paths.ts";
import { nodeProject } from "../../workspace/project/node.ts";
import { codeFile, type Dialect, dialectOf, findCode, placeName } from "../code/javascript.ts";
import type { GeneratedFile, Generation, Plan } from "../model.ts";
import { nextEnvironment } from "./node-next.ts";
import { schemaFile, zodOf } from "./node-schema.ts";
import { agreementTest } from "./node-test.ts";

/** The schema of the environment in zod, what parses it once, and a test that the example agrees with it. */
export function nodeEnvironment(plan: Plan, variables: readonly EnvironmentVariable[]): Generation {
  const dialect = dialectOf(plan);
  if (plan.answers.framework === "next") return nextEnvironment(plan, dialect, variables);
  const { folder, ending } = dialect;
  const schema = inFolder(folder, `env.schema.${ending}`);
  const dependencies = nodeProject(plan.answers.folder, plan.workspace)?.dependencies;
  const isParsedByNest = plan.answers.framework === "nestjs" && dependencies?.has("@nestjs/config") === true;
  const test = agreementTest(plan, dialect, schema);
  return {
    files: [
      { path: schema, about: "What the environment has to hold", text: schemaFile(plan, dialect, variables) },
      ...(isParsedByNest ? [] : [parsedFile(dialect)]),
      ...(test ? [test] : []),
    ],
    notes: [...(isParsedByNest ? nestNotes(plan, dialect) : notes(plan, dialect)), ...zodOf(plan).notes],
  };
}

function parsedFile(dialect: Dialect): GeneratedFile {
  const { folder, ending, importEnding } = dialect;
  return {
    path: inFolder(folder, `env.${ending}`),
    about: "The environment, checked once when the program starts",
    text: codeFile(
      dialect,
      [{ from: `./env.schema${importEnding}`, values: ["parseEnv"] }],
      [
        "/** The environment: what is wrong with it stops the program before it does anything. */\nexport const env = parseEnv(process.env);\n",
      ],
    ),
  };
}

function notes(plan: Plan, { isModule, importEnding, folder, ending }: Dialect): string[] {
  const read = findCode(plan, /\bprocess\.env\b/);
  const path = `./env${importEnding}`;
  const own = inFolder(folder, `env.${ending}`);
  if (plan.workspace.read(own)?.includes("parseEnv") === false)
    return [`\`${own}\` stays as it is: parse the environment there, by \`parseEnv(process.env)\` of \`./env.schema${importEnding}\`.`];
  return [
    `Read \`env.NAME\` instead of \`process.env.NAME\`${read ? `, as at ${placeName(read)}` : ""}: ${
      isModule ? `\`import { env } from "${path}";\`` : `\`const { env } = require("${path}");\``
    }, in the file that starts the program first of all.`,
  ];
}

function nestNotes(plan: Plan, { importEnding }: Dialect): string[] {
  const root = findCode(plan, /\bConfigModule\.forRoot\(/);
  return [
    `${root ? `At ${placeName(root)}` : "In the root module"}, hand it over: \`ConfigModule.forRoot({ isGlobal: true, validate: parseEnv })\`, with \`parseEnv\` from \`./env.schema${importEnding}\`.`,
  ];
}
