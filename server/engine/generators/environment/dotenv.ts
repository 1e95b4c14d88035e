import type { EnvironmentVariable } from "../../detection/environment.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { appEnvironments, logLevels, nodeEnvironments, protocolsOf, secretLength } from "./variables.ts";

/** The example of the environment's file: every variable, and no secret. One that is there gets the names that it lacks. */
export function exampleFile(plan: Plan, variables: readonly EnvironmentVariable[]): GeneratedFile {
  const { workspace, answers } = plan;
  const name = [".env.example", ".env.sample", ".env.template", ".env.dist"].find((one) => workspace.has(inFolder(answers.folder, one)));
  const entries = variables.map((variable) => ({ name: variable.name, text: entry(variable, plan) }));
  return {
    path: inFolder(answers.folder, name ?? ".env.example"),
    about: "All variables, for whoever sets the application up",
    text: `# Copy to .env, which stays out of Git, and fill in what has no value.\n\n${entries.map(({ text }) => text).join("")}`,
    merge(existing) {
      const known = new Set([...existing.matchAll(/^[ \t]*#?[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/gm)].map((match) => match[1]));
      const missing = entries.filter(({ name: one }) => !known.has(one));
      if (missing.length === 0) return undefined;
      return `${existing.replace(/\s*$/, "\n")}\n${missing.map(({ text }) => text).join("")}`;
    },
  };
}

/** A variable with what is to be known about it; one that may be missing is commented out where nothing stands in for it. */
function entry(variable: EnvironmentVariable, plan: Plan): string {
  const { name, isRequired, isSecret } = variable;
  const comment = commentOn(variable);
  const value = isSecret ? "" : exampleValue(variable, plan);
  const isLeftOut = !isRequired && value === "";
  return `${comment === undefined ? "" : `# ${comment}\n`}${isLeftOut ? "# " : ""}${name}=${quoted(value)}\n`;
}

function commentOn({ name, isSecret, isPublic, type }: EnvironmentVariable): string | undefined {
  if (isSecret) return `Secret, at least ${secretLength(name)} characters${secretLength(name) === 32 ? ": openssl rand -base64 32" : ""}`;
  if (isPublic) return "Built into what browsers load: everybody can read it";
  switch (type) {
    case "environment":
      return name === "NODE_ENV" ? oneOf(nodeEnvironments) : oneOf(appEnvironments);
    case "log-level":
      return oneOf(logLevels);
    case "boolean":
      return "true or false";
    case "list":
      return "With commas between them";
    default:
      return undefined;
  }
}

function oneOf(values: readonly string[]): string {
  return `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}

const localPorts: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mongodb: 27017,
  redis: 6379,
  amqp: 5672,
  nats: 4222,
  smtp: 1025,
};

/** What the code falls back on; an address on one's own machine, without user and password. */
function exampleValue(variable: EnvironmentVariable, plan: Plan): string {
  const { name, fallback, type, isRequired } = variable;
  if (fallback !== undefined)
    return fallback.includes("@") && fallback.includes("://") ? fallback.replace(/:\/\/[^@/]*@/, "://") : fallback;
  if (type === "log-level") return "info";
  if (type === "environment") return "development";
  if (type !== "url" || !isRequired) return "";
  const [scheme = "http"] = protocolsOf(name, plan);
  const port = localPorts[scheme];
  const path = /^(?:postgres|mysql|mongodb)$/.test(scheme) ? `/${plan.answers.service.replaceAll("-", "_")}` : "";
  return port === undefined ? "" : `${scheme}://localhost:${port}${path}`;
}

function quoted(value: string): string {
  return /[\s#'"\\$`]/.test(value) ? `"${value.replaceAll(/["\\$`]/g, "\\$&")}"` : value;
}
