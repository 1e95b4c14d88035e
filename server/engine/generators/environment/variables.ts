import type { EnvironmentVariable } from "../../detection/environment.ts";
import type { Plan } from "../model.ts";

/** The environments that a program is told it runs in. */
export const nodeEnvironments = ["development", "test", "production"] as const;
export const appEnvironments = ["development", "test", "staging", "production"] as const;
export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** How long a secret has to be at least, by what its name says it is; in characters. */
export function secretLength(name: string): number {
  if (/PASS(?:WORD|WD|PHRASE)?|PWD/.test(name)) return 12;
  return /(?:SECRET|ENCRYPTION_KEY|SIGNING_KEY|PRIVATE_KEY|SECRET_KEY)/.test(name) && !/CLIENT_SECRET|ACCESS_KEY/.test(name) ? 32 : 16;
}

/** Names of variables whose address is that of a service, and may hold a password. */
export const serviceAddress = /DATABASE|(?:^|_)DB_|POSTGRES|(?:^|_)PG_|MYSQL|MARIADB|MONGO|REDIS|VALKEY|AMQP|RABBIT|BROKER|NATS|SMTP|DSN/;

/** The schemes that a variable's address may have: by what it names, else by the databases that the application uses. */
export function protocolsOf(name: string, { answers }: Plan): readonly string[] {
  const byName: readonly (readonly [RegExp, readonly string[]])[] = [
    [/POSTGRES|(?:^|_)PG(?:_|$)/, ["postgres", "postgresql"]],
    [/MARIADB/, ["mysql", "mariadb"]],
    [/MYSQL/, ["mysql"]],
    [/MONGO/, ["mongodb", "mongodb+srv"]],
    [/REDIS|VALKEY/, ["redis", "rediss"]],
    [/AMQP|RABBIT/, ["amqp", "amqps"]],
    [/NATS/, ["nats", "tls"]],
    [/SMTP|MAIL/, ["smtp", "smtps"]],
    [/(?:^|_)WS(?:_|$)|SOCKET/, ["ws", "wss"]],
  ];
  const found = byName.find(([pattern]) => pattern.test(name))?.[1];
  if (found) return found;
  if (!/DATABASE|(?:^|_)DB(?:_|$)/.test(name)) return ["http", "https"];
  const databases: Readonly<Record<string, readonly string[]>> = {
    postgres: ["postgres", "postgresql"],
    mysql: ["mysql"],
    mariadb: ["mysql", "mariadb"],
    mongodb: ["mongodb", "mongodb+srv"],
  };
  const used = answers.services.flatMap((service) => databases[service] ?? []);
  return used.length > 0
    ? [...new Set(used)]
    : ["postgres", "postgresql", "mysql", "mariadb", "mongodb", "mongodb+srv", "sqlserver", "file"];
}

/**
 * The variables that the code reads, with those that every program is told: where it runs, unless it asks for that by another name, and in
 * Node what the libraries go by, and the port.
 */
export function withUsual({ answers }: Plan, variables: readonly EnvironmentVariable[]): readonly EnvironmentVariable[] {
  const usual = (name: string, fallback: string, type: EnvironmentVariable["type"]): EnvironmentVariable => ({
    name,
    places: [],
    fallback,
    isRequired: false,
    isSecret: false,
    isPublic: false,
    type,
  });
  const isNode = answers.ecosystem === "node";
  const hasOther = !isNode && variables.some(({ name, type }) => type === "environment" && name !== "APP_ENV");
  const first = [
    ...(isNode ? [usual("NODE_ENV", "development", "environment")] : []),
    ...(hasOther ? [] : [usual("APP_ENV", "development", "environment")]),
    ...(isNode && answers.port !== undefined ? [usual("PORT", String(answers.port), "port")] : []),
  ];
  const known = new Map(variables.map((variable) => [variable.name, variable]));
  return [
    // Whatever the code falls back on, these have values of their own.
    ...first.map((variable) => {
      const own = known.get(variable.name);
      return own
        ? { ...own, fallback: own.type === "port" ? (own.fallback ?? variable.fallback) : variable.fallback, isRequired: false }
        : variable;
    }),
    ...variables.filter(({ name }) => !first.some((variable) => variable.name === name)),
  ];
}
