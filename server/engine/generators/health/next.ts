import { inFolder } from "../../workspace/paths.ts";
import { codeFile, type Dialect, dialectOf, findCode, type Import, placeName } from "../code/javascript.ts";
import type { GeneratedFile, Generation, Plan } from "../model.ts";
import { type Check, checksOf } from "./node-checks.ts";
import { detailsNote } from "./node-notes.ts";
import { detailsExpression, readinessImports, reporterCode, tokenCode } from "./node-readiness.ts";
import { type HealthPaths, healthPaths } from "./paths.ts";

/**
 * Route handlers of the app router. Next.js takes requests only when `instrumentation.ts` is through, and closes its server on SIGTERM
 * by itself: there is no state of ours to keep.
 */
export function nextHealth(plan: Plan): Generation {
  const found = dialectOf(plan);
  // Next.js compiles all of it: imports are written without an ending.
  const dialect: Dialect = { ...found, isModule: true, ending: found.isTypeScript ? "ts" : "js", importEnding: "" };
  const { workspace, answers } = plan;
  const root =
    workspace.has(inFolder(answers.folder, "src/app")) || workspace.has(inFolder(answers.folder, "src/pages"))
      ? inFolder(answers.folder, "src")
      : answers.folder;
  const paths = healthPaths(plan);
  const wanted = checksOf(plan).map((check) => ({ check, client: clientOf(check, plan) }));
  const checks = wanted.flatMap(({ check, client }) => (client ? [{ check, client }] : []));
  const missing = wanted.flatMap(({ check, client }) => (client ? [] : [check]));
  const context: Context = { dialect, root, checks, isDynamic: usesCacheComponents(plan), hasDetails: answers.details === "token" };
  return {
    files: [
      route(
        context,
        paths.live,
        "Liveness: the process works",
        [],
        `return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });`,
      ),
      readyRoute(context, paths.ready),
      ...(context.hasDetails ? [detailsRoute(context, paths.details)] : []),
      ...(checks.length > 0 ? [reportFile(context)] : []),
    ],
    notes: notes(plan, missing, paths),
  };
}

interface Context {
  readonly dialect: Dialect;
  /** The folder that `app` is in. */
  readonly root: string;
  readonly checks: readonly { check: Check; client: ExportedClient }[];
  /** Routes say by `connection()` that they wait for a request; else by a setting of the segment. */
  readonly isDynamic: boolean;
  readonly hasDetails: boolean;
}

/** A client that a file of the project exports. */
interface ExportedClient {
  readonly path: string;
  readonly name: string;
  readonly isDefault: boolean;
}

const making: Readonly<Record<string, RegExp>> = {
  Pool: /\bexport\s+const\s+(\w+)\s*=.*(?:\bnew\s+(?:\w+\.)?Pool\(|\bcreatePool\()/,
  Sql: /\bexport\s+const\s+(\w+)\s*=.*\bpostgres\(/,
  DataSource: /\bexport\s+const\s+(\w+)\s*=.*\bnew\s+DataSource\(/,
  Sequelize: /\bexport\s+const\s+(\w+)\s*=.*\bnew\s+Sequelize\(/,
  Knex: /\bexport\s+const\s+(\w+)\s*=.*\bknex\(/,
  MongoClient: /\bexport\s+const\s+(\w+)\s*=.*\bnew\s+MongoClient\(/,
  Redis: /\bexport\s+const\s+(\w+)\s*=.*\bnew\s+(?:IO)?Redis\(/,
};
const prisma =
  /\bexport\s+(?:const\s+(\w+)\s*=.*(?:\bnew\s+PrismaClient\b|[pP]rismaClientSingleton\(|globalForPrisma)|default\s+(prisma)\b)/;
const nodeRedis = /\bexport\s+const\s+(\w+)\s*=.*\bcreateClient\(/;

function clientOf({ name, type }: Check, plan: Plan): ExportedClient | undefined {
  const pattern = type.includes("$queryRaw") ? prisma : name === "redis" && type.startsWith("{") ? nodeRedis : making[type];
  const found = pattern && findCode(plan, pattern);
  return found && { path: found.path, name: found.match[1] ?? (found.match[2] as string), isDefault: found.match[1] === undefined };
}

function usesCacheComponents({ workspace, answers }: Plan): boolean {
  const config = (workspace.list(answers.folder) ?? []).find(({ name }) => /^next\.config\.\w+$/.test(name));
  return (
    config !== undefined && /\b(?:cacheComponents|dynamicIO)\s*:\s*true/.test(workspace.read(inFolder(answers.folder, config.name)) ?? "")
  );
}

function route(
  { dialect, root, isDynamic }: Context,
  path: string,
  about: string,
  imports: readonly Import[],
  body: string,
  extra: { readonly parameter?: string; readonly after?: string; readonly isAsync?: boolean } = {},
): GeneratedFile {
  const { parameter = "", after = "", isAsync = false } = extra;
  return {
    path: inFolder(root, `app${path}/route.${dialect.ending}`),
    about,
    text: codeFile(
      dialect,
      [
        ...imports.filter(({ from }) => from.startsWith("node:")),
        ...(isDynamic ? [{ from: "next/server", values: ["connection"] }] : []),
        ...imports.filter(({ from }) => !from.startsWith("node:")),
      ],
      [
        isDynamic ? "" : `// Answered when asked, never built in.\nexport const dynamic = "force-dynamic";\n`,
        `export ${isDynamic || isAsync ? "async " : ""}function GET(${parameter}) {
${isDynamic ? "  // Answered when asked, never built in.\n  await connection();\n" : ""}  ${body}
}
`,
        after,
      ],
    ),
  };
}

function reportImport({ dialect, checks }: Context, path: string): Import[] {
  if (checks.length === 0) return [];
  const up = "../".repeat(path.split("/").length);
  return [{ from: `${up}lib/readiness${dialect.importEnding}`, values: ["report"] }];
}

function readyRoute(context: Context, path: string): GeneratedFile {
  const about = "Readiness: requests may come";
  if (context.checks.length === 0)
    return route(context, path, about, [], `return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });`);
  return route(
    context,
    path,
    about,
    reportImport(context, path),
    `const { status } = await report();
  return Response.json({ status }, { status: status === "down" ? 503 : 200, headers: { "Cache-Control": "no-store" } });`,
    { isAsync: true },
  );
}

function detailsRoute(context: Context, path: string): GeneratedFile {
  const { dialect } = context;
  const checks = context.checks.map(({ check }) => check);
  const body =
    checks.length === 0
      ? `{
    status: "ok",
    version: process.env.APP_VERSION ?? "unknown",
    uptimeSeconds: Math.floor(process.uptime()),
    timestamp: new Date().toISOString(),
  }`
      : detailsExpression(checks, "  ");
  return route(
    context,
    path,
    "What monitoring is told, behind a token",
    [...readinessImports([], true), ...reportImport(context, path)],
    `const headers = { "Cache-Control": "no-store" };
  // Without a token there is no such endpoint.
  const token = process.env.HEALTH_TOKEN;
  if (!token) return new Response(null, { status: 404, headers });
  if (!carries(request.headers.get("Authorization") ?? undefined, token)) {
    return new Response(null, { status: 401, headers: { ...headers, "WWW-Authenticate": "Bearer" } });
  }
  const body = ${body};
  return Response.json(body, { ${checks.length === 0 ? "" : 'status: body.status === "down" ? 503 : 200, '}headers });`,
    { parameter: `request${dialect.type(": Request")}`, after: tokenCode(dialect), isAsync: checks.length > 0 },
  );
}

/** The checks, with the clients that the project's own files export. */
function reportFile({ dialect, root, checks }: Context): GeneratedFile {
  const own = checks.map(({ check }) => check);
  const path = inFolder(root, `lib/readiness.${dialect.ending}`);
  const asks = checks.map(({ check: { name, isCritical, ask }, client }) => {
    const asked = ask.replace(new RegExp(`^${name}\\b`), client.name);
    return `  { name: "${name}", isCritical: ${isCritical}, run: () => ${asked} },\n`;
  });
  return {
    path,
    about: "Asks what the application cannot do without",
    text: codeFile(
      dialect,
      [
        ...readinessImports(own, false),
        ...checks.map(({ client }) => ({
          from: relative(path, client.path),
          values: [client.isDefault ? `default as ${client.name}` : client.name],
        })),
      ],
      [reporterCode(dialect, own, false), `export const report = reporter([\n${asks.join("")}]);\n`],
    ),
  };
}

/** The path of one source file as another one imports it. */
function relative(from: string, to: string): string {
  const a = from.split("/").slice(0, -1);
  const b = to.replace(/\.[jt]sx?$/, "").split("/");
  while (a.length > 0 && a[0] === b[0]) {
    a.shift();
    b.shift();
  }
  return `${a.length === 0 ? "./" : "../".repeat(a.length)}${b.join("/")}`;
}

function notes(plan: Plan, missing: readonly Check[], paths: HealthPaths): readonly string[] {
  const { workspace, answers } = plan;
  const middleware = ["middleware", "proxy", "src/middleware", "src/proxy"]
    .flatMap((name) => [`${name}.ts`, `${name}.js`])
    .map((name) => inFolder(answers.folder, name))
    .find((path) => workspace.has(path));
  const basePath = findCode(plan, /\bbasePath\s*:\s*["'`](\/[^"'`]+)["'`]/);
  return [
    ...missing.map(
      ({ name }) => `\`${name}\` is not asked, as no file exports its client: export it (\`export const ... = ...\`) and generate again.`,
    ),
    ...(middleware
      ? [
          `Leave \`${paths.live}\`, \`${paths.ready}\` and \`${paths.details}\` out of the matcher in \`${middleware}\`: probes have no credentials.`,
        ]
      : []),
    ...(basePath
      ? [
          `With the base path at ${placeName(basePath)}, probes ask for \`${basePath.match[1]}${paths.live}\` and \`${basePath.match[1]}${paths.ready}\`.`,
        ]
      : []),
    "Next.js closes its server on SIGTERM at once: let the platform wait before it sends it, as a `preStop` hook of Kubernetes does.",
    ...detailsNote(answers.details, paths),
  ];
}
