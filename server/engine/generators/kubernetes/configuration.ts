import { type EnvironmentVariable, environmentOf } from "../../detection/environment.ts";
import { readsStage } from "../built-image.ts";
import type { Plan } from "../model.ts";
import { productionOf } from "./shape.ts";

/** A variable that is no secret. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  /** What a person has to decide about it. */
  readonly decide?: string;
}

/** The variables by which frameworks are told the port; those that read `PORT` themselves have it from the image or the code. */
const portVariables: Readonly<Record<string, string>> = {
  "spring-boot": "SERVER_PORT",
  quarkus: "QUARKUS_HTTP_PORT",
  micronaut: "MICRONAUT_SERVER_PORT",
  aspnetcore: "ASPNETCORE_HTTP_PORTS",
  rocket: "ROCKET_PORT",
  nuxt: "PORT",
  next: "PORT",
  astro: "PORT",
  sveltekit: "PORT",
  rails: "PORT",
};

/** What the application is told in production, in the order of the names. */
export function configurationOf(plan: Plan): readonly Setting[] {
  const { answers, workspace } = plan;
  // A server of files reads none.
  if (answers.ecosystem === "static") return [];
  const variables = environmentOf(workspace, answers.folder);
  const settings = new Map<string, Setting>();
  const set = (setting: Setting) => settings.set(setting.name, setting);
  if (readsStage(answers)) set({ name: "APP_ENV", value: productionOf(answers) });
  const port = variables.find(({ type }) => type === "port")?.name ?? portVariables[answers.framework];
  if (answers.port !== undefined && port !== undefined) set({ name: port, value: String(answers.port) });
  for (const variable of variables) {
    const { name, type, isRequired, isPublic, fallback } = variable;
    if (settings.has(name) || isSecret(variable) || isPublic || !isRequired || fallback !== undefined) continue;
    // The image says what kind of run it is: `NODE_ENV`.
    if (type === "environment") continue;
    set(
      type === "log-level"
        ? { name, value: "info" }
        : { name, value: "", decide: `the value of \`${name}\`, which the code cannot do without.` },
    );
  }
  return [...settings.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Addresses that mostly hold a password. */
const addresses =
  /(?:DATABASE|DB|SQL|POSTGRES\w*|PG|MYSQL|MARIADB|MONGO\w*|REDIS|VALKEY|AMQP|RABBIT\w*|BROKER|QUEUE|SMTP|MAILER?|SENTRY)_?(?:URL|URI|DSN)$/;

function isSecret(variable: EnvironmentVariable): boolean {
  return !variable.isPublic && (variable.isSecret || addresses.test(variable.name));
}

/** What the application takes from its Secret. */
export function secretsOf({ workspace, answers }: Plan): readonly EnvironmentVariable[] {
  return environmentOf(workspace, answers.folder).filter(isSecret);
}
