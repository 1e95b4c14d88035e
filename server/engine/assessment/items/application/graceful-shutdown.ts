import { startOf } from "../../../image/command.ts";
import type { RuleId } from "../../../rule.ts";
import { javaSetting } from "../../../workspace/project/java.ts";
import type { Call } from "../../code/source-file.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";
import { looseSources } from "./loose.ts";
import { actionOf, against, called, calledAgainst, dependedOn, few, findingsInside, written } from "./signs.ts";
import { keepingScript, ownStages, type Started, startedPrograms } from "./started.ts";

const rules: readonly RuleId[] = [
  "dockerfile/shell-form-command",
  "kubernetes/pre-stop-over-grace",
  "kubernetes/no-grace-period",
  "compose/short-stop-grace",
];

/**
 * Servers that finish what is under way when they get `SIGTERM`. https://docs.gunicorn.org/en/stable/signals.html, https://uvicorn.dev/server-behavior/,
 * https://puma.io/puma/file.signals.html, https://docs.celeryq.dev/en/stable/userguide/workers.html; uWSGI and Waitress do not by themselves.
 */
const servers = /^(?:gunicorn|uvicorn|hypercorn|granian|fastapi|celery|puma|sidekiq|rails|frankenphp|caddy)$/;

/** Libraries that close servers on signals, once they are called. */
const closers = /^(?:close-with-grace|@godaddy\/terminus|http-graceful-shutdown|fastify-graceful-shutdown|lightship)$/;

export const gracefulShutdown: Assessor = {
  id: "application.graceful-shutdown",
  looksAt:
    "What handles `SIGTERM` (handlers and hooks in the code, servers and frameworks that do by themselves), whether the signal reaches it (exec form, no launcher between), and whether grace periods leave the time.",
  rules,
  action: { kind: "generate", generator: "health", title: "Generate a graceful shutdown" },
  assess(service) {
    const kind = service.application?.kind;
    if (kind?.value === "static") return notApplicable("It only serves files; what is cut off is asked for again.");
    const findings = [
      ...findingsInside(
        service,
        ownStages(service).flatMap((stage) =>
          Object.values(startOf(stage)).flatMap((one) => (one ? [{ file: stage.file, span: one.span }] : [])),
        ),
        "dockerfile/shell-form-command",
      ),
      ...findingsInside(
        service,
        service.workloads.map(({ object }) => object),
        "kubernetes/pre-stop-over-grace",
        "kubernetes/no-grace-period",
      ),
      ...findingsInside(
        service,
        service.composeServices.map(({ file, entry }) => ({
          file,
          span: { start: entry.keySpan.start, end: entry.value?.span.end ?? entry.keySpan.end },
        })),
        "compose/short-stop-grace",
      ),
    ];
    const started = startedPrograms(service);
    const abrupt = [...findings.map(against), ...endings(service)];
    const isLoose = looseSources(service);
    const all = [...handlersOf(service), ...byServer(started), ...byFramework(service)];
    const shown = all.filter(({ path }) => !isLoose(path));
    if (abrupt.length > 0)
      return open(
        "Work under way is cut off when an instance ends.",
        [...few(abrupt, 4), ...few(shown, 2)],
        actionOf(findings, "Let it end gracefully"),
      );
    if (kind?.value === "job" && all.length === 0) return notApplicable("It runs to an end by itself.");
    const hooks = preStops(service);
    const [loose] = all;
    if (loose && shown.length === 0)
      return open(`\`${loose.path}\` handles the signal, and no other file of the service imports it.`, few(all, 3), {
        kind: "open",
        path: loose.path,
        line: loose.line,
        title: "Import it where the service starts",
      });
    const certain = shown.filter(({ proof }) => proof === "structure");
    const launcher = started.find(({ program }) => /^(?:npm|npx|yarn|pnpm|bun|pm2|poetry|pipenv)$/.test(program));
    if (certain.length > 0 && launcher)
      return likely(
        `It handles the signal; whether \`${launcher.program}\`, which starts it, passes the signal on is not shown.`,
        few(certain),
      );
    if (certain.length > 0 && keepingScript(service))
      return likely(
        "It handles the signal. The script that starts it does not hand over by `exec`, and a shell keeps signals to itself.",
        few(certain),
      );
    if (certain.length > 0) return met("It finishes what is under way when it is asked to end.", [...few(certain, 3), ...few(hooks, 2)]);
    if (shown.length > 0)
      return likely("What it is built with ends gracefully by itself; how it is started and set up is not shown.", [
        ...few(shown, 3),
        ...few(hooks, 2),
      ]);
    if (!service.code.isSeen)
      return manual("Its sources cannot be seen here, and what starts it is no server that is known to end gracefully.", few(hooks, 2));
    return open("Nothing is seen that handles `SIGTERM`, so requests under way are cut off.", few(hooks, 2));
  },
};

/** Methods of Go's servers, called or handed on. */
const shutdowns = /\.(?:Shutdown|ShutdownWithContext|ShutdownWithTimeout|GracefulStop)\b/g;

function handlersOf(service: Service): readonly Evidence[] {
  const { code } = service;
  const closes = written(service, shutdowns, "waits for what is under way", "code").filter(({ path }) => path.endsWith(".go"));
  return [
    ...signalCalls(service).flatMap((call) => (isAbrupt(call) ? [] : [called(call, "handles `SIGTERM`")])),
    ...code.calls(/(?:^|\.)enableShutdownHooks$/).map((call) => called(call, "`enableShutdownHooks()`")),
    ...code.callsFrom(closers).map(({ call, from }) => called(call, `\`${from.module}\` closes it on signals`)),
    ...code
      .callsFrom(/^os\/signal$/)
      .filter(({ call }) => call.arguments.some(({ skeleton }) => /\bSIGTERM\b/.test(skeleton)))
      .map(({ call }) => called(call, `\`${call.callee}\` takes \`SIGTERM\``, closes.length > 0 ? "structure" : "code")),
    ...closes,
    ...code.calls(/^(?:ctrl|signals|manager)\.SetupSignalHandler$/).map((call) => called(call, "`SetupSignalHandler()`")),
    ...code
      .calls(/^(?:signal\.signal|[\w.]*loop\.add_signal_handler)$/)
      .flatMap((call) => (/SIGTERM/.test(call.arguments[0]?.skeleton ?? "") ? [called(call, "handles `SIGTERM`")] : [])),
    ...code.calls(/(?:^|\.)(?:with_graceful_shutdown|addShutdownHook)$/).map((call) => called(call, `\`${call.name}()\``)),
    ...code
      .callsFrom(/^actix_web(?:::.+)?$/)
      .filter(({ call }) => /HttpServer::new$/.test(call.callee))
      .map(({ call }) => called(call, "Actix ends gracefully by itself")),
    // The host stops the server on SIGTERM and waits for it. https://learn.microsoft.com/aspnet/core/fundamentals/host/generic-host
    ...written(
      service,
      /\b(?:WebApplication\.CreateBuilder|Host\.CreateDefaultBuilder|Host\.CreateApplicationBuilder)\b/g,
      "the host of .NET ends gracefully",
    ),
  ];
}

/** `process.on("SIGTERM", …)`; the name of the signal may come from a list. */
function signalCalls({ code }: Service): readonly Call[] {
  return code
    .calls(/^process\.(?:on|once|addListener)$/)
    .filter(
      ({ arguments: [event], file }) =>
        event?.string === "SIGTERM" || (event !== undefined && /^\w+$/.test(event.skeleton) && /["']SIGTERM["']/.test(file.code)),
    );
}

/** A handler that does nothing but end the process at once. */
function isAbrupt({ arguments: [, handler] }: Call): boolean {
  return (
    handler !== undefined &&
    /^(?:async\s*)?(?:function\s*[\w$]*\s*)?\([^()]*\)\s*(?:=>\s*)?\{?\s*(?:console\.\w+\([^()]*\);?\s*)?process\.exit\([^()]*\);?\s*\}?$/.test(
      handler.skeleton,
    )
  );
}

function endings(service: Service): readonly Evidence[] {
  const { code, folder, workspace } = service;
  const immediate = javaSetting(folder, "server.shutdown", workspace);
  const handlers = signalCalls(service);
  const noSignals =
    code.imports(/^os\/signal$/).length === 0 &&
    code.matches(shutdowns).length === 0 &&
    code.calls(/(?:^|\.)SetupSignalHandler$/).length === 0;
  return [
    ...(handlers.some((call) => !isAbrupt(call)) ? [] : handlers.map((call) => calledAgainst(call, "ends the process at once"))),
    ...(immediate?.value.toLowerCase() === "immediate"
      ? [{ ...evidence(immediate.path, immediate.line, "`server.shutdown` is `immediate`"), isAgainst: true }]
      : []),
    // Nobody but this package's own server has hold of it, so that nobody can shut it down.
    ...(noSignals
      ? code
          .callsFrom(/^net\/http$/)
          .flatMap(({ call, member }) =>
            /^ListenAndServe(?:TLS)?$/.test(member) ? [calledAgainst(call, `nothing ends \`${call.callee}\` but the kill`)] : [],
          )
      : []),
  ];
}

function byServer(started: readonly Started[]): readonly Evidence[] {
  return started.flatMap(({ program, words, path, line }) => {
    const run = servers.test(program)
      ? program
      : words
          .slice(1)
          .find(
            (word) =>
              servers.test(word) &&
              /^(?:uv|poetry|pipenv|pdm|bundle|python3?|opentelemetry-instrument|ddtrace-run|newrelic-admin)$/.test(program),
          );
    const isServer = run !== undefined && (run !== "rails" || /^(?:s|server)$/.test(words[words.indexOf(run) + 1] ?? ""));
    return isServer ? [evidence(path, line, `\`${run}\` ends gracefully by itself`)] : [];
  });
}

/** Frameworks whose own server ends gracefully, by release and setting. */
function byFramework(service: Service): readonly Evidence[] {
  const { application, folder, workspace } = service;
  const setting = (key: string, isOn: (value: string) => boolean) => {
    const found = javaSetting(folder, key, workspace);
    return found && isOn(found.value) ? [evidence(found.path, found.line, `\`${key}\` is \`${found.value}\``)] : [];
  };
  const version = application?.java?.frameworkVersion;
  const [major = 0, minor = 0] = version?.value.split(".").map(Number) ?? [];
  // By default from 3.4 on. https://docs.spring.io/spring-boot/reference/web/graceful-shutdown.html
  const isBootNew = application?.framework.value === "spring-boot" && (major > 3 || (major === 3 && minor >= 4));
  return [
    ...setting("server.shutdown", (value) => value.toLowerCase() === "graceful"),
    ...(isBootNew && version?.from ? [evidence(version.from.path, version.from.line, `Spring Boot ${version.value} ends gracefully`)] : []),
    // Off unless it is set. https://quarkus.io/guides/lifecycle#graceful-shutdown
    ...setting("quarkus.shutdown.timeout", () => true),
    ...(application?.framework.value === "next" && application.framework.from
      ? [evidence(application.framework.from.path, application.framework.from.line, "the server of Next.js ends gracefully", "code")]
      : []),
    ...dependedOn(
      service,
      /^(?:close-with-grace|@godaddy\/terminus|http-graceful-shutdown|fastify-graceful-shutdown|lightship|actix-web|rocket|puma|laravel\/octane|gunicorn|uvicorn|hypercorn|granian)$/,
    ),
  ];
}

function preStops({ workloads }: Service): readonly Evidence[] {
  return workloads.flatMap(({ pod, object }) =>
    pod.mainContainers.flatMap(({ preStop }) => {
      const { handler } = preStop;
      if (!handler) return [];
      return [
        evidence(
          object.file.source.path,
          object.file.source.lineOf(handler.entry.keySpan.start) + 1,
          "a hook lets the traffic leave first",
        ),
      ];
    }),
  );
}
