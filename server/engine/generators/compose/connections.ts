import type { EnvironmentVariable } from "../../detection/environment.ts";
import type { BackingService } from "../../detection/names.ts";
import type { Answers } from "../answers.ts";

/** How the application reaches a service: variables that are no secret, and what has to be said in `.env`. */
export interface Connection {
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** The application reads the password from the file of the secret. */
  readonly readsFile: boolean;
  /** Lines for `.env`, with `PASSWORD` for the service's password; such addresses hold it, so that they stand in no file that is committed. */
  readonly secrets: readonly string[];
}

interface Shape {
  readonly scheme: string;
  readonly port: number;
  /** The names that variables about it begin with. */
  readonly prefixes: RegExp;
  readonly hasPassword: boolean;
}

const sql = "DATABASE|DB|SQL";
const shapes: Readonly<Record<BackingService, Shape>> = {
  postgres: { scheme: "postgresql", port: 5432, prefixes: new RegExp(`^(?:${sql}|POSTGRES(?:QL)?|PG)$`), hasPassword: true },
  mysql: { scheme: "mysql", port: 3306, prefixes: new RegExp(`^(?:${sql}|MYSQL)$`), hasPassword: true },
  mariadb: { scheme: "mysql", port: 3306, prefixes: new RegExp(`^(?:${sql}|MARIADB|MYSQL)$`), hasPassword: true },
  mongodb: { scheme: "mongodb", port: 27017, prefixes: /^(?:DATABASE|DB|MONGO(?:DB)?)$/, hasPassword: true },
  redis: { scheme: "redis", port: 6379, prefixes: /^(?:REDIS|CACHE|VALKEY|CELERY_BROKER|BROKER)$/, hasPassword: false },
  rabbitmq: { scheme: "amqp", port: 5672, prefixes: /^(?:RABBITMQ|RABBIT|AMQP|BROKER|CELERY_BROKER|QUEUE)$/, hasPassword: true },
};

/** The name of the database and of its user: of the service, with what SQL takes without quotes. */
export function databaseName(service: string): string {
  return service.replaceAll("-", "_");
}

/**
 * What the application is told of a service. Where its code names variables about it, those are set, and no others; else its address under
 * a usual name.
 */
export function connectionTo(
  name: BackingService,
  { service, framework }: Pick<Answers, "service" | "framework">,
  variables: readonly EnvironmentVariable[],
): Connection {
  const { scheme, port, prefixes, hasPassword } = shapes[name];
  const database = databaseName(service);
  const path = name === "redis" ? "" : name === "rabbitmq" ? "" : name === "mongodb" ? `/${database}?authSource=admin` : `/${database}`;
  const address = `${scheme}://${hasPassword ? `${database}:PASSWORD@` : ""}${name}:${port}${path}`;
  const values: Readonly<Record<string, string>> = {
    HOST: name,
    HOSTNAME: name,
    SERVER: name,
    PORT: String(port),
    ...(hasPassword && { USER: database, USERNAME: database, PASSWORD_FILE: secretPath(name) }),
    ...(hasPassword && name !== "rabbitmq" && { NAME: database, DB: database, DATABASE: database }),
  };
  const settings: (readonly [string, string])[] = [];
  const secrets: string[] = [];
  for (const variable of variables) {
    const match = /^(.+?)_?(URL|URI|DSN|HOST|HOSTNAME|SERVER|PORT|USER|USERNAME|NAME|DB|DATABASE|PASSWORD|PASS|PASSWORD_FILE)$/.exec(
      variable.name,
    );
    const [, prefix = "", part = ""] = match ?? [];
    if (!match || !prefixes.test(prefix)) continue;
    const value = values[part];
    if (value !== undefined) settings.push([variable.name, value]);
    else if (/^(?:URL|URI|DSN)$/.test(part)) {
      if (hasPassword) secrets.push(`${variable.name}=${address}`);
      else settings.push([variable.name, address]);
    } else if (hasPassword && /^PASS/.test(part)) secrets.push(`${variable.name}=PASSWORD`);
  }
  if (settings.length + secrets.length > 0) return { settings, secrets, readsFile: settings.some(([key]) => key.endsWith("_FILE")) };
  const own = ownVariables[framework]?.(name, database, `${name}:${port}`);
  if (own) return { ...own, readsFile: false };
  // Nothing of it in the code: an address under the name that most code reads.
  const usual = `${usualNames[name]}=${address}`;
  return hasPassword
    ? { settings: [], secrets: [usual], readsFile: false }
    : { settings: [[usualNames[name], address]], secrets: [], readsFile: false };
}

type OwnVariables = (name: BackingService, database: string, place: string) => Omit<Connection, "readsFile"> | undefined;

const isSql = (name: BackingService) => name === "postgres" || name === "mysql" || name === "mariadb";
const driver = (name: BackingService) => (name === "postgres" ? "postgresql" : name);

/**
 * Frameworks that read variables of their own, whatever the code says.
 * Sources: https://docs.spring.io/spring-boot/appendix/application-properties/, https://quarkus.io/guides/all-config,
 * https://github.com/laravel/laravel/blob/master/.env.example.
 */
const ownVariables: Readonly<Record<string, OwnVariables>> = {
  "spring-boot": (name, database, place) => {
    if (isSql(name))
      return {
        settings: [
          ["SPRING_DATASOURCE_URL", `jdbc:${driver(name)}://${place}/${database}`],
          ["SPRING_DATASOURCE_USERNAME", database],
        ],
        secrets: ["SPRING_DATASOURCE_PASSWORD=PASSWORD"],
      };
    if (name === "redis") return { settings: [["SPRING_DATA_REDIS_HOST", name]], secrets: [] };
    if (name !== "rabbitmq") return undefined;
    return {
      settings: [
        ["SPRING_RABBITMQ_HOST", name],
        ["SPRING_RABBITMQ_USERNAME", database],
      ],
      secrets: ["SPRING_RABBITMQ_PASSWORD=PASSWORD"],
    };
  },
  quarkus: (name, database, place) => {
    if (name === "redis") return { settings: [["QUARKUS_REDIS_HOSTS", `redis://${place}`]], secrets: [] };
    if (!isSql(name)) return undefined;
    return {
      settings: [
        ["QUARKUS_DATASOURCE_JDBC_URL", `jdbc:${driver(name)}://${place}/${database}`],
        ["QUARKUS_DATASOURCE_USERNAME", database],
      ],
      secrets: ["QUARKUS_DATASOURCE_PASSWORD=PASSWORD"],
    };
  },
  laravel: (name, database) => {
    if (name === "redis") return { settings: [["REDIS_HOST", name]], secrets: [] };
    if (!isSql(name)) return undefined;
    return {
      settings: [
        ["DB_CONNECTION", name === "postgres" ? "pgsql" : name],
        ["DB_HOST", name],
        ["DB_DATABASE", database],
        ["DB_USERNAME", database],
      ],
      secrets: ["DB_PASSWORD=PASSWORD"],
    };
  },
};

const usualNames: Readonly<Record<BackingService, string>> = {
  postgres: "DATABASE_URL",
  mysql: "DATABASE_URL",
  mariadb: "DATABASE_URL",
  mongodb: "MONGODB_URL",
  redis: "REDIS_URL",
  rabbitmq: "AMQP_URL",
};

/** The secret of a service, by its name. */
export function secretName(name: BackingService): string {
  return `${name}_password`;
}

function secretPath(name: BackingService): string {
  return `/run/secrets/${secretName(name)}`;
}
