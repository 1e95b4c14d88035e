import { environmentOf } from "../../detection/environment.ts";
import type { BackingService } from "../../detection/names.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import { findService, healthOptions } from "../../knowledge/services.ts";
import type { Plan } from "../model.ts";
import { indented, type Lines } from "../yaml-text.ts";
import { pairs, section } from "./lines.ts";

interface TestService {
  readonly image: string;
  /** What lets everybody in: it lives for one job, on the runner alone. */
  readonly env?: Readonly<Record<string, string>>;
  /** The variable by which tests find it, and its address. */
  readonly variable: string;
  readonly address: string;
}

const services: Readonly<Record<BackingService, TestService>> = {
  postgres: {
    image: "postgres",
    env: { POSTGRES_HOST_AUTH_METHOD: "trust" },
    variable: "DATABASE_URL",
    address: "postgresql://postgres@127.0.0.1:5432/postgres",
  },
  mysql: {
    image: "mysql",
    env: { MYSQL_ALLOW_EMPTY_PASSWORD: "yes", MYSQL_DATABASE: "test" },
    variable: "DATABASE_URL",
    address: "mysql://root@127.0.0.1:3306/test",
  },
  mariadb: {
    image: "mariadb",
    env: { MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: "yes", MARIADB_DATABASE: "test" },
    variable: "DATABASE_URL",
    address: "mysql://root@127.0.0.1:3306/test",
  },
  mongodb: { image: "mongo", variable: "MONGODB_URL", address: "mongodb://127.0.0.1:27017/test" },
  redis: { image: "redis", variable: "REDIS_URL", address: "redis://127.0.0.1:6379" },
  rabbitmq: { image: "rabbitmq", variable: "AMQP_URL", address: "amqp://127.0.0.1:5672" },
};

/** The services that tests talk to, as they stand in a job, each with what tells that it is ready. */
export function serviceContainers({ answers, today }: Plan): Lines {
  return section(
    "services",
    answers.services.map((id) => {
      const { image, env = {} } = services[id];
      const tag = recommendedTag(image, today);
      const known = findService({ name: image, tag });
      return section(
        id,
        `image: ${image}:${tag}`,
        section("env", pairs(env)),
        known?.port !== undefined && section("ports", `- ${known.port}:${known.port}`),
        known?.healthCommand !== undefined && ["options: >-", indented(2, ...healthOptions(known.healthCommand))],
      );
    }),
  );
}

/** Frameworks that read other variables than one with the whole address. */
const byFramework: Partial<Readonly<Record<string, Partial<Readonly<Record<BackingService, Readonly<Record<string, string>>>>>>>> = {
  "spring-boot": {
    postgres: { SPRING_DATASOURCE_URL: "jdbc:postgresql://127.0.0.1:5432/postgres", SPRING_DATASOURCE_USERNAME: "postgres" },
    mysql: { SPRING_DATASOURCE_URL: "jdbc:mysql://127.0.0.1:3306/test", SPRING_DATASOURCE_USERNAME: "root" },
    mariadb: { SPRING_DATASOURCE_URL: "jdbc:mariadb://127.0.0.1:3306/test", SPRING_DATASOURCE_USERNAME: "root" },
    mongodb: { SPRING_DATA_MONGODB_URI: "mongodb://127.0.0.1:27017/test" },
    redis: { SPRING_DATA_REDIS_HOST: "127.0.0.1" },
    rabbitmq: { SPRING_RABBITMQ_HOST: "127.0.0.1" },
  },
  laravel: {
    postgres: { DB_CONNECTION: "pgsql", DB_URL: "postgresql://postgres@127.0.0.1:5432/postgres" },
    mysql: { DB_CONNECTION: "mysql", DB_URL: "mysql://root@127.0.0.1:3306/test" },
    mariadb: { DB_CONNECTION: "mariadb", DB_URL: "mysql://root@127.0.0.1:3306/test" },
    redis: { REDIS_HOST: "127.0.0.1" },
  },
};

/** The names of variables that hold the whole address of a service. */
const addresses: Readonly<Record<BackingService, RegExp>> = {
  postgres: /^(?:DATABASE|DB|POSTGRES(?:QL)?|PG)_?(?:URL|URI|DSN)$/,
  mysql: /^(?:DATABASE|DB|MYSQL)_?(?:URL|URI|DSN)$/,
  mariadb: /^(?:DATABASE|DB|MYSQL|MARIADB)_?(?:URL|URI|DSN)$/,
  mongodb: /^(?:MONGO(?:DB)?|DATABASE|DB)_?(?:URL|URI)$/,
  redis: /^(?:REDIS|CACHE|VALKEY|CELERY_BROKER)_?(?:URL|URI)$/,
  rabbitmq: /^(?:RABBIT(?:MQ)?|AMQP|BROKER|CELERY_BROKER|QUEUE)_?(?:URL|URI)$/,
};

/** The variables by which tests find the services: those that the code reads, else the framework's, else the usual ones. */
export function serviceVariables({ answers, workspace }: Plan): Readonly<Record<string, string>> {
  const read = environmentOf(workspace, answers.folder).map(({ name }) => name);
  const variables: Record<string, string> = {};
  for (const id of answers.services) {
    const { variable, address } = services[id];
    const own = byFramework[answers.framework]?.[id];
    const names = read.filter((name) => addresses[id].test(name));
    // The first of several databases has the name that both would have.
    if (own && names.length === 0) Object.assign(variables, own);
    else for (const name of names.length > 0 ? names : [variable]) variables[name] ??= address;
  }
  return variables;
}
