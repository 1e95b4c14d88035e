import type { EnvironmentVariable } from "../../detection/environment.ts";
import { nodeProject } from "../../workspace/project/node.ts";
import { codeFile, type Dialect } from "../code/javascript.ts";
import type { Plan } from "../model.ts";
import { appEnvironments, logLevels, nodeEnvironments, protocolsOf, secretLength } from "./variables.ts";

/** Which zod the project has, and what is to be done about it. */
export function zodOf({ answers, workspace }: Plan): { readonly from: string; readonly notes: readonly string[] } {
  const node = nodeProject(answers.folder, workspace);
  const range = node?.dependencies.get("zod");
  const install = { npm: "npm install", pnpm: "pnpm add", yarn: "yarn add", bun: "bun add" }[node?.packageManager ?? "npm"];
  if (range === undefined) return { from: "zod", notes: [`Install zod: \`${install} zod@4\`.`] };
  // From 3.25 on, zod 3 brings zod 4 along.
  return /^[\^~]?3\b/.test(range)
    ? { from: "zod/v4", notes: ["`zod/v4` comes with zod from 3.25 on; with zod 4 the import is `zod`."] }
    : { from: "zod", notes: [] };
}

/** The pieces of a schema file that its variables need. */
const pieces = {
  secret: ({ type }: Dialect) => `const secret = (length${type(": number")}) =>
  z
    .string()
    .min(length)
    .refine((value) => !/change.?me|example|placeholder|^(.)\\1*$/i.test(value), "is a stand-in, not a secret");
`,
  flag: () => `const flag = z.stringbool({ truthy: ["true", "1"], falsy: ["false", "0"] });
`,
  port: () => `const port = z.coerce.number().int().min(1).max(65_535);
`,
  list: () => `const list = z.string().transform((text) => text.split(",").map((item) => item.trim()));
`,
} as const;

/** The whole file: the schema, its type, and the function that parses an environment. */
export function schemaFile(plan: Plan, dialect: Dialect, variables: readonly EnvironmentVariable[], exempt = ""): string {
  const { type } = dialect;
  const fields = variables.map((variable) => `    ${variable.name}: ${field(variable, plan)},\n`).join("");
  const used = (Object.keys(pieces) as (keyof typeof pieces)[]).filter((name) => new RegExp(String.raw`: ${name}\b`).test(fields));
  return codeFile(
    dialect,
    [{ from: zodOf(plan).from, namespace: "z" }],
    [
      used.map((name) => pieces[name](dialect)).join(""),
      `export const schema = z
  .object({
${fields}  })
  .refine(({ NODE_ENV, APP_ENV }) => NODE_ENV === "production" || (APP_ENV !== "staging" && APP_ENV !== "production"), {
    path: ["NODE_ENV"],
    message: 'has to be "production" where APP_ENV is "staging" or "production"',
  });
`,
      dialect.isTypeScript ? "export type Env = Readonly<z.infer<typeof schema>>;\n" : "",
      parseFunction(type, "parseEnv", "schema", "Env", exempt),
    ],
  );
}

/** A function that parses, and tells what is wrong by names and reasons alone. */
export function parseFunction(type: Dialect["type"], name: string, schema: string, result: string, exempt = ""): string {
  return `/** What is wrong is told by names and reasons: values may be secrets. */
export function ${name}(source${type(": Record<string, unknown>")})${type(`: ${result}`)} {
${exempt}  // A variable that is empty is one that is not set.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = ${schema}.safeParse(given);
  if (result.success) return Object.freeze(result.data);
  const problems = result.error.issues.map(({ path, message }) => \`\\n  \${path.join(".")}: \${message}\`);
  throw new Error(\`The environment is not as the program needs it:\${problems.join("")}\`);
}
`;
}

/** The schema of one variable. */
export function field(variable: EnvironmentVariable, plan: Plan): string {
  const { isRequired, isSecret, fallback } = variable;
  const type = isSecret ? `secret(${secretLength(variable.name)})` : typeOf(variable, plan);
  if (isSecret) return isRequired || fallback !== undefined ? type : `${type}.optional()`;
  const value = fallback === undefined ? undefined : defaultOf(variable);
  if (value !== undefined) return `${type}.default(${value})`;
  return isRequired ? type : `${type}.optional()`;
}

function typeOf({ name, type }: EnvironmentVariable, plan: Plan): string {
  switch (type) {
    case "environment":
      return choice(name === "NODE_ENV" ? nodeEnvironments : appEnvironments);
    case "log-level":
      return choice(logLevels);
    case "port":
      return "port";
    case "boolean":
      return "flag";
    case "integer":
      return "z.coerce.number().int()";
    case "number":
      return "z.coerce.number()";
    case "list":
      return "list";
    case "url": {
      const protocols = protocolsOf(name, plan);
      const pattern = anyOf(protocols);
      // The address of a replica set names several hosts, which is no URL.
      if (protocols.some((one) => one.startsWith("mongodb"))) return `z.string().regex(/^${pattern}:/)`;
      return `z.url({ protocol: /^${pattern}$/ })`;
    }
    default:
      return "z.string()";
  }
}

function choice(values: readonly string[]): string {
  return `z.enum([${values.map((value) => JSON.stringify(value)).join(", ")}])`;
}

/** A pattern for some schemes, those that differ by their endings written together: `https?`. */
function anyOf(schemes: readonly string[]): string {
  const alternatives: string[] = [];
  for (let at = 0; at < schemes.length; at++) {
    const scheme = schemes[at] as string;
    const next = schemes[at + 1];
    const ending = next?.startsWith(scheme) ? next.slice(scheme.length) : undefined;
    alternatives.push(ending === undefined ? scheme : `${scheme}${ending.length === 1 ? ending : `(?:${ending.replace("+", "\\+")})`}?`);
    if (ending !== undefined) at++;
  }
  return alternatives.length === 1 ? (alternatives[0] as string) : `(?:${alternatives.join("|")})`;
}

/** The value as it is after parsing; undefined where the code's own cannot be taken. */
function defaultOf({ name, type, fallback = "" }: EnvironmentVariable): string | undefined {
  switch (type) {
    case "port":
    case "integer":
      return /^-?\d{1,15}$/.test(fallback) ? fallback : undefined;
    case "number":
      return /^-?\d+(?:\.\d+)?$/.test(fallback) ? fallback : undefined;
    case "boolean":
      return /^(?:true|1)$/i.test(fallback) ? "true" : "false";
    case "list":
      return `[${fallback
        .split(",")
        .filter((item) => item !== "")
        .map((item) => JSON.stringify(item.trim()))
        .join(", ")}]`;
    case "log-level":
      return (logLevels as readonly string[]).includes(fallback) ? JSON.stringify(fallback) : '"info"';
    case "environment":
      return ((name === "NODE_ENV" ? nodeEnvironments : appEnvironments) as readonly string[]).includes(fallback)
        ? JSON.stringify(fallback)
        : '"development"';
    default:
      // An address with a password has no place in code.
      return /:\/\/[^@/]*:[^@/]*@/.test(fallback) ? undefined : JSON.stringify(fallback);
  }
}
