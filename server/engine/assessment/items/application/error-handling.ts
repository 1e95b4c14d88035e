import type { Framework } from "../../../detection/names.ts";
import type { Code } from "../../code/code.ts";
import type { Argument, Call } from "../../code/source-file.ts";
import type { Assessor, Evidence, Proof } from "../../model.ts";
import type { Service } from "../../service.ts";
import { counterEvidence, evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";
import { called, calledAgainst, dependedOn, few, ownPaths, written } from "./signs.ts";

/** What collects errors that nobody handled, and tells of them. */
const reporters =
  /^(?:@sentry\/.+|sentry-sdk|sentry_sdk|github\.com\/getsentry\/sentry-go|io\.sentry:.+|Sentry(?:\.\w+)*|sentry-(?:ruby|rails)|sentry\/sentry(?:-laravel|-symfony)?|sentry|@?bugsnag(?:\/.*)?|rollbar|@honeybadger-io\/js|honeybadger|raygun|dd-trace|elastic-apm-node|newrelic)$/;

/** Frameworks that catch what a handler throws, answer 500 and go on, by themselves. Express does so for promises from 5 on. https://expressjs.com/en/guide/error-handling.html, https://pkg.go.dev/net/http#Handler */
const answersByItself: ReadonlySet<Framework> = new Set<Framework>([
  ...["fastify", "nestjs", "koa", "hono", "next", "nuxt", "remix", "react-router", "sveltekit", "astro", "adonisjs"],
  ...["fastapi", "django", "flask", "starlette", "litestar", "net-http", "chi", "spring-boot", "quarkus", "micronaut", "ktor"],
  ...["axum", "actix-web", "rocket", "warp", "aspnetcore", "rails", "sinatra", "hanami", "laravel", "symfony"],
] as Framework[]);

export const errorHandling: Assessor = {
  id: "application.error-handling",
  looksAt:
    "Handlers for all errors where requests come in (error middleware of Express, `setErrorHandler`, exception filters, `exception_handler`, `Recovery`, `@ControllerAdvice`, `rescue_from`), handlers of unhandled rejections, error trackers, and handlers that do nothing.",
  action: {
    kind: "decide",
    title: "Handle errors at the edges",
    asks: "Name the line that catches what a handler throws, answers and logs it; and a test that sends broken input and a dependency that is down.",
  },
  assess(service) {
    const { application, code } = service;
    if (application?.kind.value === "static") return notApplicable("Its files are served as they are; no code of its own answers.");
    const handlers = handlersOf(service);
    const ignored = ignoredFailures(service);
    const swallowed = swallowedErrors(service);
    const reporting = [
      ...code
        .callsFrom(reporters)
        .filter(({ member }) => /(?:^|\.)init$/i.test(member))
        .map(({ call }) => called(call, `\`${call.callee}()\` reports errors`, "code")),
      ...dependedOn(service, reporters),
    ];
    if (ignored.length > 0)
      return open("Errors that nobody handled are thrown away, and the process goes on in a state that nobody knows.", [
        ...ignored,
        ...few(handlers, 3),
      ]);
    if (handlers.length > 0 && swallowed.length > 0)
      return likely(
        `Errors are handled where requests come in; ${count(swallowed, "handler does", "handlers do")} nothing about what they catch.`,
        [...few(handlers, 3), ...few(swallowed, 3)],
      );
    if (handlers.length > 0 && handlers.every(({ proof }) => proof !== "structure"))
      return likely(
        "Some errors are handled where requests come in. What becomes of all others is not shown.",
        few([...handlers, ...reporting]),
      );
    if (handlers.length > 0) return met("One place handles the errors that no other has handled.", few([...handlers, ...reporting]));
    if (reporting.length > 0)
      return likely("Errors are reported; no handler is seen that answers for all of them.", few([...reporting, ...swallowed]));
    const framework = application?.framework;
    if (framework?.from && answersByItself.has(framework.value))
      return likely("The framework answers errors by itself. What the service makes of them is not shown.", [
        evidence(framework.from.path, framework.from.line, `\`${framework.value}\` catches what a handler throws`, "code"),
        ...few(swallowed, 3),
      ]);
    return code.isSeen
      ? open("No handler is seen that catches the errors that no other has handled.")
      : manual("Its sources cannot be seen here.");
  },
};

/** By framework, how handlers for all errors are made known to it. */
const byFramework: readonly { readonly modules: RegExp; readonly callee: RegExp; readonly takesError?: true }[] = [
  { modules: /^(?:express|connect|restify|polka|@types\/express)$/, callee: /^[\w.]+\.use$/, takesError: true },
  { modules: /^fastify$/, callee: /(?:^|\.)setErrorHandler$/ },
  { modules: /^hono(?:\/.+)?$/, callee: /(?:^|\.)onError$/ },
  { modules: /^@nestjs\/(?:common|core)$/, callee: /(?:^|\.)useGlobalFilters$/ },
  { modules: /^(?:fastapi|starlette|litestar|sanic)(?:\..+)?$/, callee: /(?:^|\.)(?:add_exception_handler|exception_handler)$/ },
  { modules: /^(?:flask|quart)(?:\..+)?$/, callee: /(?:^|\.)(?:errorhandler|app_errorhandler|register_error_handler)$/ },
];

/** Calls of functions that handle what others throw. */
function handlersOf(service: Service): readonly Evidence[] {
  const { code, dependencies } = service;
  const from = (modules: RegExp, member: RegExp, note = "handles what was thrown") =>
    code
      .callsFrom(modules)
      .filter((one) => member.test(one.member))
      .map(({ call }) => called(call, `\`${call.callee}()\` ${note}`, proofOf(call)));
  return [
    ...byFramework.flatMap(({ modules, callee, takesError: isTold }) =>
      dependencies.find(modules).length === 0 && code.imports(modules).length === 0
        ? []
        : code
            .calls(callee)
            .filter((call) => !isTold || call.arguments.some((one) => takesError(one, code)))
            .map((call) =>
              called(call, isTold ? "error middleware, with four parameters" : `\`${call.name}\` handles what was thrown`, proofOf(call)),
            ),
    ),
    ...code.calls(/(?:^|\.)UseExceptionHandler$/).map((call) => called(call, "`UseExceptionHandler()`")),
    ...code.calls(/(?:^|\.|->)withExceptions$/).map((call) => called(call, "`withExceptions()`")),
    ...from(/^@nestjs\/common$/, /^Catch$/, "is an exception filter"),
    ...from(/^github\.com\/gin-gonic\/gin$/, /^(?:Default|Recovery|RecoveryWithWriter|CustomRecovery)$/, "recovers from panics"),
    ...from(
      /^github\.com\/labstack\/echo\/v\d+\/middleware$|^github\.com\/gorilla\/handlers$/,
      /^(?:Recover(?:WithConfig)?|RecoveryHandler)$/,
      "recovers from panics",
    ),
    ...from(/^github\.com\/gofiber\/fiber\/v\d+\/middleware\/recover$/, /^New$/, "recovers from panics"),
    ...from(/^(?:tower_http::catch_panic::CatchPanicLayer|axum::error_handling::HandleErrorLayer)$/, /^(?:new|custom)$/),
    ...written(service, /\bmiddleware\.Recoverer\b/g, "`middleware.Recoverer` recovers from panics"),
    ...written(
      service,
      /@(?:Rest)?ControllerAdvice\b|@ServerExceptionMapper\b|\bimplements\s+ExceptionMapper\b|\bIExceptionHandler\b|^[ \t]*rescue_from\b|^[ \t]*handler500[ \t]*=/gm,
    ),
    ...pages(service),
  ];
}

/** Python's handlers and Nest's filters name what they take; one for a single kind leaves the others to somebody else. */
function proofOf({ arguments: [kind], file, name }: Call): Proof {
  const isForAll =
    kind === undefined || /^(?:\w+\.)?(?:(?:Base|HTTP|Http|StarletteHTTP)?Exception|InternalServerError|Error|500)$/.test(kind.skeleton);
  return isForAll || (file.family !== "python" && name !== "Catch") ? "structure" : "code";
}

const four = String.raw`\(\s*[\w$]+[^(),]*,[^(),]*,[^(),]*,[^(),]*,?\s*\)`;

/** A function with four parameters, or the name of one: by their number Express tells handlers of errors from others. */
function takesError({ skeleton }: Argument, code: Code): boolean {
  if (new RegExp(`^(?:async\\s+)?(?:function\\s*[\\w$]*\\s*)?${four}`).test(skeleton)) return true;
  const name = /^(?:[\w$]+\.)*(\w+)$/.exec(skeleton)?.[1];
  if (name === undefined) return false;
  const definition = new RegExp(
    `(?:function\\s+${name}\\s*|\\b${name}\\s*(?::[^=\\n]{1,80})?=\\s*(?:async\\s+)?(?:function\\s*[\\w$]*\\s*)?)${four}`,
  );
  return code.files.some((file) => file.family === "javascript" && definition.test(file.skeleton));
}

/** Next.js shows these where a page throws. https://nextjs.org/docs/app/api-reference/file-conventions/error */
function pages(service: Service): readonly Evidence[] {
  if (service.application?.framework.value !== "next") return [];
  return ownPaths(service, /^(?:src\/)?app\/(?:.+\/)?(?:global-)?error\.[jt]sx$/).map((path) =>
    evidence(path, 1, "is shown where a page throws"),
  );
}

/** `process.on("uncaughtException", () => {})`: the process goes on whatever has happened. */
function ignoredFailures({ code }: Service): readonly Evidence[] {
  return code.calls(/^process\.(?:on|addListener)$/).flatMap((call) => {
    const [event, handler] = call.arguments;
    const isEmpty = handler !== undefined && /^(?:async\s*)?(?:function\s*[\w$]*\s*)?\([^()]*\)\s*(?:=>\s*)?\{\s*\}$/.test(handler.text);
    return isEmpty && /^(?:uncaughtException|unhandledRejection)$/.test(event?.string ?? "")
      ? [calledAgainst(call, `\`${event?.string}\` is thrown away`)]
      : [];
  });
}

function swallowedErrors({ code }: Service): readonly Evidence[] {
  return code.files.flatMap(({ handlers }) =>
    handlers.flatMap(({ file, line, isEmpty, caught }) =>
      isEmpty && /^(?:|\(?(?:Base)?Exception\)?|(?:Exception|Throwable|Error)\b.*|\w+)$/.test(caught)
        ? [counterEvidence(file.path, line, "nothing is done about what is caught", "code")]
        : [],
    ),
  );
}

function count(all: readonly unknown[], one: string, many: string): string {
  return all.length === 1 ? `1 ${one}` : `${all.length} ${many}`;
}
