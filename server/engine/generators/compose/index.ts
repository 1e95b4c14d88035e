import { graceNeeded } from "../../cluster/termination.ts";
import { environmentOf } from "../../detection/environment.ts";
import { gitIgnored } from "../../workspace/gitignore.ts";
import { inFolder } from "../../workspace/paths.ts";
import { portOfService } from "../backing-services.ts";
import { builtImage, readsStage, writableFolders } from "../built-image.ts";
import { container } from "../container/index.ts";
import type { GeneratedFile, Generator, Plan } from "../model.ts";
import { indented, type Lines, text, yamlValue } from "../yaml-text.ts";
import { type Connection, connectionTo, secretName } from "./connections.ts";
import { backingService, hasPassword, volumeName } from "./services.ts";

export const compose: Generator = {
  id: "compose",
  title: "Run with Compose",
  summary: "A Compose file for production and for development: limits, health checks, databases with passwords from files.",
  patterns: ["D6", "D7", "E1", "E3"],
  asks: ["service", "port", "services", "memoryLimit"],
  customises: ["cpuLimit", "startSeconds", "shutdownSeconds", "framework", "base", "readinessPath"],
  generate(plan) {
    const path = composePath(plan);
    const file: GeneratedFile = { path, text: composeFile(plan), about: "The application with what it needs, as in production" };
    // A file that is there gets its fixes, and needs nothing beside it.
    if (!isNew(plan, path)) return { files: [file] };
    // What Compose builds has to be there.
    const image = container.generate(plan);
    const needed = image.files.filter((file) => isNew(plan, builtImage(plan).dockerfile) || isIgnoreFile(file));
    return {
      files: [
        file,
        overrideFile(plan),
        ...gitIgnore(plan),
        ...needed.flatMap((file) => (isIgnoreFile(file) ? contextIgnore(plan, file) : file)),
      ],
      notes: notesOf(plan, path),
    };
  },
};

/** The names that Compose looks for, in its order. */
const names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/** The project's Compose file, under the name that it has. */
function composePath({ workspace, answers: { folder } }: Plan): string {
  const paths = names.map((name) => inFolder(folder, name));
  return paths.find((path) => workspace.has(path) === true) ?? (paths[0] as string);
}

function isNew({ workspace }: Plan, path: string): boolean {
  return workspace.has(path) !== true;
}

const logging: Lines = ["logging:", "  driver: json-file", "  options:", "    max-size: 10m", '    max-file: "3"'];

function composeFile(plan: Plan): string {
  const { answers } = plan;
  const { services } = answers;
  // Several services have one definition of it.
  const isShared = services.length > 0;
  const ownLogging = isShared ? ["logging: *logging"] : logging;
  const secrets = services.filter(hasPassword);
  return text(
    `name: ${answers.service}`,
    isShared && ["", "x-logging: &logging", ...logging.slice(1)],
    "",
    "services:",
    ...indented(2, ...application(plan, ownLogging), ...services.flatMap((name) => ["", ...backingService(plan, name, ownLogging)])),
    services.length > 0 && ["", "volumes:", ...services.map((name) => `  ${volumeName(name)}:`)],
    secrets.length > 0 && [
      "",
      "secrets:",
      ...secrets.flatMap((name) => [`  ${secretName(name)}:`, `    file: secrets/${secretName(name)}`]),
    ],
  );
}

function application(plan: Plan, ownLogging: Lines): Lines {
  const { answers, application } = plan;
  const { service, port, services } = answers;
  const { folder, context } = application;
  const isJob = application.kind.value === "job" && port === undefined;
  const image = builtImage(plan);
  const up = folder === context ? "." : folder.slice(context === "" ? 0 : context.length + 1).replace(/[^/]+/g, "..");
  const settings = settingsOf(plan);
  const secrets = connections(plan).flatMap(({ name, connection }) => (connection.readsFile ? [secretName(name)] : []));
  return [
    `${service}:`,
    ...indented(
      2,
      "# The image that a release runs; without it, what is built here.",
      `image: \${IMAGE:-${service}:local}`,
      "build:",
      `  context: ${up}`,
      up !== "." && `  dockerfile: ${image.dockerfile.slice(context === "" ? 0 : context.length + 1)}`,
      "init: true",
      services.length > 0 && ["depends_on:", ...services.flatMap((name) => [`  ${name}:`, "    condition: service_healthy"])],
      settings.length > 0 && ["environment:", ...settings.map(([name, value]) => `  ${name}: ${yamlValue(value)}`)],
      readsEnvFile(plan) && [
        "# Secrets and what differs from host to host; Git leaves it out.",
        "env_file:",
        `  - path: ${envFile(plan)}`,
        "    required: false",
      ],
      secrets.length > 0 && ["secrets:", ...secrets.map((name) => `  - ${name}`)],
      port !== undefined && ["ports:", `  - "127.0.0.1:${port}:${port}"`],
      image.healthcheck && [
        "healthcheck:",
        `  test: [${["CMD", ...image.healthcheck].map((word) => JSON.stringify(word.replaceAll("$", "$$$$"))).join(", ")}]`,
        "  interval: 15s",
        "  timeout: 5s",
        "  retries: 3",
        `  start_period: ${Math.max(answers.startSeconds, 1)}s`,
        "  start_interval: 2s",
      ],
      isJob ? 'restart: "no"' : "restart: unless-stopped",
      `stop_grace_period: ${graceNeeded(0, Math.max(answers.shutdownSeconds, 1))}s`,
      "read_only: true",
      "tmpfs:",
      ...writableFolders(plan).map(({ path }) => `  - ${path}`),
      "security_opt:",
      "  - no-new-privileges:true",
      "cap_drop:",
      "  - ALL",
      "deploy:",
      "  resources:",
      "    limits:",
      `      cpus: "${processors(answers.cpuLimit)}"`,
      `      memory: ${memory(answers.memoryLimit)}`,
      ...ownLogging,
    ),
  ];
}

function connections(plan: Plan) {
  const variables = environmentOf(plan.workspace, plan.answers.folder);
  return plan.answers.services.map((name) => ({
    name,
    connection: connectionTo(name, plan.answers, variables) satisfies Connection,
  }));
}

function settingsOf(plan: Plan): readonly (readonly [string, string])[] {
  const { port, folder } = plan.answers;
  const portVariable = environmentOf(plan.workspace, folder).find(({ type }) => type === "port")?.name;
  const all: (readonly [string, string])[] = [
    ...(readsStage(plan.answers) ? [["APP_ENV", "production"] as const] : []),
    ...(port !== undefined && portVariable !== undefined ? [[portVariable, String(port)] as const] : []),
    ...connections(plan).flatMap(({ connection }) => connection.settings),
  ];
  // Two databases may be told by one variable: the first has it. What the file of variables says already, it goes on saying.
  const said = plan.workspace.read(inFolder(folder, envFile(plan))) ?? "";
  return all.filter(
    ([name], i) => all.findIndex(([other]) => other === name) === i && !new RegExp(`^(?:export )?${name}=`, "m").test(said),
  );
}

/** The file with what stands in no other: Symfony's `.env` is committed, and `.env.local` is not. */
function envFile({ answers: { framework } }: Plan): string {
  return framework === "symfony" ? ".env.local" : ".env";
}

/** There is something that stands in no committed file. */
function readsEnvFile(plan: Plan): boolean {
  if (connections(plan).some(({ connection }) => connection.secrets.length > 0)) return true;
  const set = new Set(settingsOf(plan).map(([name]) => name));
  return environmentOf(plan.workspace, plan.answers.folder).some(
    ({ name, isRequired, isSecret, isPublic }) => (isSecret || isRequired) && !isPublic && !set.has(name),
  );
}

/** What is different on a developer's machine; Compose reads it by itself, unless it is told which file to read. */
function overrideFile(plan: Plan): GeneratedFile {
  const { answers } = plan;
  const ignored = ["node", "static"].includes(answers.ecosystem)
    ? ["node_modules/"]
    : answers.ecosystem === "python"
      ? [".venv/", "__pycache__/"]
      : [];
  return {
    path: inFolder(answers.folder, "compose.override.yaml"),
    about: "What is different on a developer's machine",
    text: text(
      "# For development: `docker compose watch` rebuilds when a file changes.",
      "# A host in production reads `compose.yaml` alone.",
      "services:",
      `  ${answers.service}:`,
      readsStage(answers) && ["    environment:", "      APP_ENV: development"],
      "    develop:",
      "      watch:",
      "        - action: rebuild",
      "          path: .",
      ignored.length > 0 && ["          ignore:", ...ignored.map((path) => `            - ${path}`)],
      ...published(plan).flatMap(({ name, host, container }) => [
        "",
        `  ${name}:`,
        "    ports:",
        `      - "127.0.0.1:${host}:${container}"`,
      ]),
    ),
  };
}

/** The ports at which a developer's tools reach the services; two of one kind get different ones. */
function published({ answers: { services }, today }: Plan) {
  const taken = new Set<number>();
  return services.map((name) => {
    const container = portOfService(name, today);
    let host = container;
    while (taken.has(host)) host++;
    taken.add(host);
    return { name, host, container };
  });
}

function isIgnoreFile({ path }: GeneratedFile): boolean {
  return path.endsWith(".dockerignore");
}

/** The passwords stay out of the image, too; where nothing holds any, and the Dockerfile is there, its ignore file is not ours to touch. */
function contextIgnore(plan: Plan, file: GeneratedFile): readonly GeneratedFile[] {
  const isOurs = isNew(plan, builtImage(plan).dockerfile);
  if (!plan.answers.services.some(hasPassword)) return isOurs ? [file] : [];
  const { folder, context } = plan.application;
  const line = inFolder(folder.slice(context === "" || folder === context ? context.length : context.length + 1), "secrets");
  const added = text("", "# Passwords of the services beside it", line);
  const has = (existing: string) => existing.split("\n").some((one) => one.trim().replace(/^(?:\*\*\/|\/)|\/$/g, "") === line);
  return [
    {
      ...file,
      text: `${file.text}${added}`,
      merge: (existing) => {
        const merged = (isOurs ? file.merge?.(existing) : undefined) ?? existing;
        return has(merged) ? merged : `${merged}${merged === "" || merged.endsWith("\n") ? "" : "\n"}${added}`;
      },
    },
  ];
}

/** Git has to leave out what holds passwords. */
function gitIgnore(plan: Plan): readonly GeneratedFile[] {
  const { answers, workspace } = plan;
  const wanted: (readonly [line: string, example: string])[] = [];
  if (answers.services.some(hasPassword)) wanted.push(["secrets/", "secrets/password"]);
  if (readsEnvFile(plan)) wanted.push([envFile(plan), envFile(plan)]);
  const missing = wanted.flatMap(([line, example]) => (workspace.derive(gitIgnored)(inFolder(answers.folder, example)) ? [] : [line]));
  if (missing.length === 0) return [];
  return [
    {
      path: inFolder(answers.folder, ".gitignore"),
      about: "Keeps passwords out of Git",
      text: text(...missing),
      merge: (existing) => `${existing}${existing === "" || existing.endsWith("\n") ? "" : "\n"}${text(...missing)}`,
    },
  ];
}

function notesOf(plan: Plan, path: string): readonly string[] {
  const { services } = plan.answers;
  const passwords = services.filter(hasPassword).map((name) => `secrets/${secretName(name)}`);
  const lines = connections(plan).flatMap(({ connection }) => connection.secrets.map((line) => `\`${line}\``));
  const where = plan.answers.folder === "" ? "" : `, in \`${plan.answers.folder}\``;
  const notes = [`On a developer's machine: \`docker compose up --build --wait\`, or \`docker compose watch\`${where}.`];
  if (passwords.length > 0)
    notes.push(
      `First make the passwords, on each machine${where}: \`mkdir -p -m 700 secrets; for name in ${passwords.map((one) => one.slice("secrets/".length)).join(" ")}; do openssl rand -hex 24 > secrets/$name; done\`.`,
    );
  if (lines.length > 0) notes.push(`The code wants addresses with the password, so write into \`${envFile(plan)}\`: ${lines.join(", ")}.`);
  notes.push(
    `On a host in production: \`IMAGE=${plan.answers.image}:TAG docker compose --file ${path.slice(path.lastIndexOf("/") + 1)} up --detach --wait\`; the earlier \`IMAGE\` brings the earlier version back.`,
  );
  return notes;
}

/** A number of processors, as Compose takes it: `500m` is 0.5. */
function processors(quantity: string): string {
  return quantity.endsWith("m") ? String(Number(quantity.slice(0, -1)) / 1000) : quantity.replace(/[^\d.]+$/, "");
}

/** An amount of memory as Compose writes it, whose units are powers of 1024: `256Mi` is `256m`. */
function memory(quantity: string): string {
  const [, number = "", unit = ""] = /^([\d.]+)(\D*)$/.exec(quantity) ?? [];
  if (unit.endsWith("i")) return `${number}${unit.charAt(0).toLowerCase()}`;
  const factor = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 }[unit] ?? 1;
  return `${Math.floor(Number(number) * factor)}b`;
}
