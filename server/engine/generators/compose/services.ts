import type { BackingService } from "../../detection/names.ts";
import { factsOfService, imageOfService } from "../backing-services.ts";
import type { Plan } from "../model.ts";
import { indented, type Lines } from "../yaml-text.ts";
import { databaseName, secretName } from "./connections.ts";

interface Own {
  readonly environment: Lines;
  readonly command?: string;
  /** It needs no rights of root at all. */
  readonly user?: string;
  /** The memory that it gets on a small host. */
  readonly memory: string;
}

function ownOf(name: BackingService, { answers: { service } }: Plan): Own {
  const database = databaseName(service);
  const file = `/run/secrets/${secretName(name)}`;
  const sql = (prefix: string): Own => ({
    environment: [
      `${prefix}_DATABASE: ${database}`,
      `${prefix}_USER: ${database}`,
      `${prefix}_PASSWORD_FILE: ${file}`,
      // Nobody needs it: the image makes one up.
      `${prefix}_RANDOM_ROOT_PASSWORD: "yes"`,
    ],
    memory: "1g",
  });
  switch (name) {
    case "postgres":
      return {
        environment: [`POSTGRES_DB: ${database}`, `POSTGRES_USER: ${database}`, `POSTGRES_PASSWORD_FILE: ${file}`],
        memory: "512m",
      };
    case "mysql":
      return sql("MYSQL");
    case "mariadb":
      return sql("MARIADB");
    case "mongodb":
      return {
        environment: [`MONGO_INITDB_ROOT_USERNAME: ${database}`, `MONGO_INITDB_ROOT_PASSWORD_FILE: ${file}`],
        memory: "1g",
      };
    case "redis":
      return { environment: [], user: "redis", memory: "256m" };
    case "rabbitmq":
      return {
        environment: [`RABBITMQ_DEFAULT_USER: ${database}`],
        // The image takes no file with the password.
        command: `["sh", "-c", "RABBITMQ_DEFAULT_PASS=$$(cat ${file}) exec docker-entrypoint.sh rabbitmq-server"]`,
        memory: "512m",
      };
  }
}

export function hasPassword(name: BackingService): boolean {
  return name !== "redis";
}

/** A backing service: what it keeps, how it is asked, and what it may use. */
export function backingService(plan: Plan, name: BackingService, logging: Lines): Lines {
  const facts = factsOfService(name, plan.today);
  const { environment, command, user, memory } = ownOf(name, plan);
  const check = facts.healthcheck;
  return [
    `${name}:`,
    ...indented(
      2,
      `image: ${imageOfService(name, plan.today)}`,
      command !== undefined && `command: ${command}`,
      user !== undefined && `user: ${user}`,
      environment.length > 0 && ["environment:", ...indented(2, ...environment)],
      hasPassword(name) && ["secrets:", `  - ${secretName(name)}`],
      "volumes:",
      `  - ${volumeName(name)}:${facts.dataDirectories[0]}`,
      check && [
        "healthcheck:",
        `  test: [${check.test.map((word) => JSON.stringify(word)).join(", ")}]`,
        `  interval: ${check.interval}`,
        `  timeout: ${check.timeout}`,
        `  retries: ${check.retries}`,
        `  start_period: ${check.startPeriod}`,
      ],
      "restart: unless-stopped",
      facts.stopTimeout !== undefined && `stop_grace_period: ${facts.stopTimeout}s`,
      "security_opt:",
      "  - no-new-privileges:true",
      "cap_drop:",
      "  - ALL",
      // What the image needs to give its folder to its user, and to become that.
      user === undefined && ["cap_add:", ...["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"].map((one) => `  - ${one}`)],
      "deploy:",
      "  resources:",
      "    limits:",
      '      cpus: "1"',
      `      memory: ${memory}`,
      ...logging,
    ),
  ];
}

export function volumeName(name: BackingService): string {
  return `${name}-data`;
}
