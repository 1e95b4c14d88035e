import { inFolder } from "../../workspace/paths.ts";
import { nodeProject } from "../../workspace/project/node.ts";
import { codeFile, type Dialect, dialectOf, findCode, type Import, placeName } from "../code/javascript.ts";
import type { GeneratedFile, Generation, Plan } from "../model.ts";
import { cacheSeconds, checkSeconds, shutdownShares } from "./contract.ts";
import { type Check, checksOf } from "./node-checks.ts";
import { detailsNote } from "./node-notes.ts";
import { clientImports, clientsType, milliseconds, tokenCode } from "./node-readiness.ts";
import { type HealthPaths, healthPaths } from "./paths.ts";

/** A module of Nest on Terminus, which keeps readiness and the shutdown in step. */
export function nestHealth(plan: Plan): Generation {
  const found = dialectOf(plan);
  // Decorators are TypeScript's.
  const dialect: Dialect = found.isTypeScript
    ? found
    : { ...found, isTypeScript: true, isModule: true, ending: "ts", importEnding: "", type: (text) => text };
  const folder = inFolder(dialect.folder, "health");
  // Before its release 12, Terminus knew no state between up and down.
  const checks = checksOf(plan).filter(({ isCritical }) => isCritical || isModern(plan));
  const paths = healthPaths(plan);
  return {
    files: [
      controllerFile(folder, dialect, checks, paths, plan),
      ...(checks.length > 0 ? [clientsFile(folder, dialect, checks)] : []),
      moduleFile(folder, dialect, checks, plan),
    ],
    notes: notes(plan, checks, paths),
  };
}

/** Terminus 12 limits and keeps attempts by itself. */
function isModern({ answers, workspace }: Plan): boolean {
  const range = nodeProject(answers.folder, workspace)?.dependencies.get("@nestjs/terminus") ?? "";
  const major = /\d+/.exec(range)?.[0];
  return major === undefined || Number(major) >= 12;
}

function controllerFile(
  folder: string,
  dialect: Dialect,
  checks: readonly Check[],
  { live, ready, details }: HealthPaths,
  plan: Plan,
): GeneratedFile {
  const hasDetails = plan.answers.details === "token";
  const hasChecks = checks.length > 0;
  const isAttempt = isModern(plan);
  const result = isAttempt ? "status, responseTime" : "status";
  const imports: readonly Import[] = [
    ...(hasDetails ? [{ from: "node:crypto", values: ["createHash", "timingSafeEqual"] }] : []),
    ...(hasChecks && !isAttempt ? [{ from: "node:timers/promises", values: ["setTimeout"] }] : []),
    {
      from: "@nestjs/common",
      values: [
        ...["Controller", "Get", "Header", "ServiceUnavailableException", "VERSION_NEUTRAL"],
        ...(hasChecks ? ["Inject"] : []),
        ...(hasDetails ? ["Headers", "NotFoundException", "UnauthorizedException"] : []),
      ],
    },
    {
      from: "@nestjs/terminus",
      types: ["HealthCheckResult", ...(hasChecks ? ["HealthIndicatorResult"] : [])],
      values: ["HealthCheckService", ...(hasChecks ? ["HealthIndicatorService"] : [])],
    },
    ...(hasChecks ? [{ from: `./health.clients${dialect.importEnding}`, values: ["CLIENTS"], types: ["Clients"] }] : []),
  ];
  const decorated = (path: string) => `  @Get("${path.replace(/^\//, "")}")
  @Header("Cache-Control", "no-store")`;
  return {
    path: `${folder}/health.controller.ts`,
    about: "Endpoints for liveness, readiness and monitoring",
    text: codeFile(dialect, imports, [
      hasChecks
        ? `/** Less than a probe waits. */
const timeoutMilliseconds = ${milliseconds(checkSeconds)};
/** However many ask, each dependency is asked no more often than this. */
const cacheMilliseconds = ${milliseconds(cacheSeconds)};
`
        : "",
      `@Controller({ version: VERSION_NEUTRAL })
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
${
  hasChecks
    ? `    private readonly indicators: HealthIndicatorService,
    @Inject(CLIENTS) private readonly clients: Clients,
`
    : ""
}  ) {}

${decorated(live)}
  live() {
    return { status: "ok" };
  }

${decorated(ready)}
  async ready() {
    const { status } = await this.report();
    return answer(status, { status });
  }
${
  hasDetails
    ? `
${decorated(details)}
  async details(@Headers("authorization") authorization?: string) {
    // Without a token there is no such endpoint.
    const token = process.env.HEALTH_TOKEN;
    if (!token) throw new NotFoundException();
    if (!carries(authorization, token)) throw new UnauthorizedException();
    const { status${hasChecks ? ", details" : ""} } = await this.report();
    return answer(status, {
      status,
${
  hasChecks
    ? `      // Messages of errors may name hosts and users.
      checks: Object.fromEntries(Object.entries(details).map(([name, { ${result} }]) => [name, { ${result} }])),
`
    : ""
}      version: process.env.APP_VERSION ?? "unknown",
      uptimeSeconds: Math.floor(process.uptime()),
      timestamp: new Date().toISOString(),
    });
  }
`
    : ""
}
  /** What Terminus finds, whether or not it throws. */
  private async report(): Promise<HealthCheckResult> {
    try {
${
  hasChecks
    ? `      return await this.health.check([${checks
        .map(({ name, isCritical }) => `\n        () => this.check("${name}"${isCritical ? "" : ", false"}),`)
        .join("")}
      ]);`
    : "      return await this.health.check([]);"
}
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }
${hasChecks ? checkMethod(checks, isAttempt) : ""}}
`,
      `/** While it shuts down, the status is neither of the two. */
function answer<T extends object>(status: string, body: T): T {
  if (status === "ok" || status === "degraded") return body;
  throw new ServiceUnavailableException({ ...body, status: "down" });
}
`,
      hasDetails ? tokenCode(dialect) : "",
    ]),
  };
}

function checkMethod(checks: readonly Check[], isAttempt: boolean): string {
  const hasOptional = checks.some(({ isCritical }) => !isCritical);
  const asks = checks.map(({ name, ask }) => `      ${name}: () => this.clients.${ask},\n`).join("");
  if (!isAttempt)
    return `
  private readonly answers = new Map<string, { at: number; isUp: Promise<boolean> }>();

  private async check(name: keyof Clients): Promise<HealthIndicatorResult> {
    let answer = this.answers.get(name);
    if (!answer || Date.now() - answer.at >= cacheMilliseconds) {
      answer = { at: Date.now(), isUp: this.isUp(name) };
      this.answers.set(name, answer);
    }
    const indicator = this.indicators.check(name);
    return (await answer.isUp) ? indicator.up() : indicator.down();
  }

  private async isUp(name: keyof Clients): Promise<boolean> {
    const ask = {
${asks}    }[name];
    try {
      return await Promise.race([ask().then(() => true), setTimeout(timeoutMilliseconds, false, { ref: false })]);
    } catch {
      return false;
    }
  }
`;
  return `
  private async check(name: keyof Clients${hasOptional ? ", isCritical = true" : ""}): Promise<HealthIndicatorResult> {
    const ask = {
${asks}    }[name];
    const indicator = this.indicators.check(name);
    const result = await indicator
      .attempt(async () => {
        await ask();
      })
      .withTimeout(timeoutMilliseconds)
      .cacheFor(cacheMilliseconds);
    return ${hasOptional ? 'isCritical || result[name]?.status === "up" ? result : indicator.degraded()' : "result"};
  }
`;
}

function clientsFile(folder: string, dialect: Dialect, checks: readonly Check[]): GeneratedFile {
  return {
    path: `${folder}/health.clients.ts`,
    about: "The clients that readiness asks through",
    text: codeFile(
      dialect,
      [{ from: "@nestjs/common", values: ["ConfigurableModuleBuilder"] }, ...clientImports(checks)],
      [
        clientsType(dialect, checks),
        `export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: CLIENTS } = new ConfigurableModuleBuilder<Clients>().build();
`,
      ],
    ),
  };
}

function moduleFile(folder: string, dialect: Dialect, checks: readonly Check[], { answers }: Plan): GeneratedFile {
  const hasChecks = checks.length > 0;
  return {
    path: `${folder}/health.module.ts`,
    about: "The module to import",
    text: codeFile(
      dialect,
      [
        { from: "node:http", types: ["Server", "ServerResponse"] },
        { from: "@nestjs/common", values: ["Module"], types: ["OnModuleDestroy"] },
        { from: "@nestjs/core", values: ["HttpAdapterHost"] },
        { from: "@nestjs/terminus", values: ["TerminusModule"] },
        ...(hasChecks ? [{ from: `./health.clients${dialect.importEnding}`, values: ["ConfigurableModuleClass"] }] : []),
        { from: `./health.controller${dialect.importEnding}`, values: ["HealthController"] },
      ],
      [
        `@Module({
  // On SIGTERM, readiness fails at once, and the server closes this much later: until then load balancers may still send requests.
  imports: [TerminusModule.forRoot({ gracefulShutdownTimeoutMs: ${milliseconds(shutdownShares(answers).drain)} })],
  controllers: [HealthController],
})
export class HealthModule ${hasChecks ? "extends ConfigurableModuleClass " : ""}implements OnModuleDestroy {
  constructor(private readonly host: HttpAdapterHost) {${hasChecks ? "\n    super();\n  " : ""}}

  /** The first that a signal leads to: clients that keep connections open are asked to come back on another one. */
  onModuleDestroy() {
    const server: Server = this.host.httpAdapter.getHttpServer();
    server.prependListener("request", (_request, response: ServerResponse) => response.setHeader("Connection", "close"));
    // Connections become idle as their requests finish.
    setInterval(() => {
      if (!server.listening) server.closeIdleConnections();
    }, 100).unref();
  }
}
`,
      ],
    ),
  };
}

function notes(plan: Plan, checks: readonly Check[], paths: HealthPaths): readonly string[] {
  const { workspace, answers } = plan;
  const created = findCode(plan, /\b(?:const|let)\s+(\w+)\s*=\s*await\s+NestFactory\.create\b/);
  const root = findCode(plan, /\bexport\s+class\s+AppModule\b/);
  const prefix = findCode(plan, /\bsetGlobalPrefix\(\s*(["'`][^"'`]*["'`])\s*\)/);
  const parameters = checks.map(({ name, type }) => `${name}: ${type}`).join(", ");
  const names = checks.map(({ name }) => name).join(", ");
  const imported =
    checks.length === 0
      ? "`HealthModule`"
      : `\`HealthModule.registerAsync({ inject: [/* the tokens of ${names} */], useFactory: (${parameters}) => ({ ${names} }) })\``;
  const endpoints = [paths.live, paths.ready, ...(answers.details === "token" ? [paths.details] : [])].map((path) => `"${path.slice(1)}"`);
  return [
    ...(nodeProject(answers.folder, workspace)?.dependencies.has("@nestjs/terminus")
      ? []
      : ["Install Terminus, from its release 12 on: `@nestjs/terminus`."]),
    `Import ${imported} in ${root ? `\`AppModule\` (${placeName(root)})` : "the application's root module"}.`,
    `${created ? `Behind ${placeName(created)}` : "Where the application is created"}, add \`${created?.match[1] ?? "app"}.enableShutdownHooks([], { useProcessExit: true });\`: without it, Nest closes nothing on a signal.`,
    ...(prefix
      ? [
          `Keep the endpoints out of the prefix at ${placeName(prefix)}: \`setGlobalPrefix(${prefix.match[1]}, { exclude: [${endpoints.join(", ")}] })\`.`,
        ]
      : []),
    "Close clients in `onApplicationShutdown()`: `onModuleDestroy()` comes while requests are still answered.",
    ...detailsNote(answers.details, paths),
  ];
}
