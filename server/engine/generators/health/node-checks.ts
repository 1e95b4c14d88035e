import type { BackingService } from "../../detection/names.ts";
import { nodeProject } from "../../workspace/project/node.ts";
import type { Import } from "../code/javascript.ts";
import type { Plan } from "../model.ts";

/** How a client library is asked whether its service answers. */
interface Client {
  /** Undefined: any client that has the methods of `type`. */
  readonly library?: string;
  readonly from?: string;
  readonly type: string;
  /** The question, put to the client of this name. */
  readonly ask: (name: string) => string;
  /** How it is closed when the program ends. */
  readonly close?: (name: string) => string;
  /** What such a client is usually called. */
  readonly usual?: string;
}

const ends = (method: string) => (name: string) => `${name}.${method}()`;

const sql = (drivers: readonly Client[]): readonly Client[] => [
  {
    library: "@prisma/client",
    // The generated client stands wherever the project's schema says.
    type: "{ $queryRaw(query: TemplateStringsArray): Promise<unknown> }",
    ask: (name) => `${name}.$queryRaw\`SELECT 1\``,
    close: ends("$disconnect"),
    usual: "prisma",
  },
  {
    library: "typeorm",
    from: "typeorm",
    type: "DataSource",
    ask: (name) => `${name}.query("SELECT 1")`,
    close: ends("destroy"),
    usual: "dataSource",
  },
  {
    library: "sequelize",
    from: "sequelize",
    type: "Sequelize",
    ask: (name) => `${name}.authenticate()`,
    close: ends("close"),
    usual: "sequelize",
  },
  { library: "knex", from: "knex", type: "Knex", ask: (name) => `${name}.raw("SELECT 1")`, close: ends("destroy"), usual: "knex" },
  ...drivers,
  { type: "{ query(text: string): Promise<unknown> }", ask: (name) => `${name}.query("SELECT 1")`, close: ends("end"), usual: "pool" },
];

const mysql = sql([
  {
    library: "mysql2",
    from: "mysql2/promise",
    type: "Pool",
    ask: (name) => `${name}.query("SELECT 1")`,
    close: ends("end"),
    usual: "pool",
  },
  { library: "mariadb", from: "mariadb", type: "Pool", ask: (name) => `${name}.query("SELECT 1")`, close: ends("end"), usual: "pool" },
]);

/** The libraries of each service, those that build upon another before it. */
const clients: Readonly<Record<BackingService, readonly Client[]>> = {
  postgres: sql([
    { library: "pg", from: "pg", type: "Pool", ask: (name) => `${name}.query("SELECT 1")`, close: ends("end"), usual: "pool" },
    { library: "postgres", from: "postgres", type: "Sql", ask: (name) => `${name}\`SELECT 1\``, close: ends("end"), usual: "sql" },
  ]),
  mysql,
  mariadb: mysql,
  mongodb: [
    {
      library: "mongoose",
      from: "mongoose",
      type: "Connection",
      ask: (name) => `${name}.getClient().db().command({ ping: 1 })`,
      close: ends("close"),
      usual: "mongoose.connection",
    },
    {
      library: "mongodb",
      from: "mongodb",
      type: "MongoClient",
      ask: (name) => `${name}.db().command({ ping: 1 })`,
      close: ends("close"),
      usual: "client",
    },
    {
      type: "{ db(): { command(command: { ping: 1 }): Promise<unknown> } }",
      ask: (name) => `${name}.db().command({ ping: 1 })`,
      close: ends("close"),
      usual: "client",
    },
  ],
  redis: [
    { library: "ioredis", from: "ioredis", type: "Redis", ask: ends("ping"), close: ends("quit"), usual: "redis" },
    // The type of node-redis names its modules and scripts; all have `ping`.
    { type: "{ ping(): Promise<unknown> }", ask: ends("ping"), close: ends("close"), usual: "redis" },
  ],
  rabbitmq: [
    {
      type: "{ createChannel(): Promise<{ close(): Promise<unknown> }> }",
      ask: (name) => `${name}.createChannel().then((channel) => channel.close())`,
      close: ends("close"),
      usual: "connection",
    },
  ],
};

/** A dependency that is checked. */
export interface Check {
  readonly name: BackingService;
  readonly isCritical: boolean;
  readonly type: string;
  readonly ask: string;
  readonly import: Import | undefined;
  /** What the project most likely calls the client, and how it closes it. */
  readonly usual: string;
  readonly close: string | undefined;
}

/**
 * What is asked: what the application cannot do without, and, where there is somebody to be told the details, what else it uses.
 */
export function checksOf({ answers, workspace }: Plan): readonly Check[] {
  const { checks, services, details } = answers;
  const names = [...checks, ...(details === "token" ? services.filter((name) => !checks.includes(name)) : [])];
  const dependencies = nodeProject(answers.folder, workspace)?.dependencies ?? new Map<string, string>();
  const imported = new Map<string, string>();
  return names.map((name) => {
    const known = clients[name];
    const client = known.find(({ library }) => library === undefined || dependencies.has(library)) as Client;
    const { from, type, ask, usual = name, close } = client;
    // Two libraries both have a `Pool`.
    const isTaken = from !== undefined && (imported.get(type) ?? from) !== from;
    if (from !== undefined && !isTaken) imported.set(type, from);
    const own = isTaken ? `${name[0]?.toUpperCase()}${name.slice(1)}${type}` : type;
    return {
      name,
      isCritical: checks.includes(name),
      type: own,
      ask: ask(name),
      import: from === undefined ? undefined : { from, types: [isTaken ? `${type} as ${own}` : type] },
      usual,
      close: close?.(usual),
    };
  });
}
