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

/** The variables by which tests find the services: the first of several databases has the name that most code reads. */
export function serviceVariables({ answers }: Plan): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const id of answers.services) {
    const { variable, address } = services[id];
    variables[variable] ??= address;
  }
  return variables;
}
