import { javaSetting } from "../../../workspace/project/java.ts";
import type { Call, SourceFile } from "../../code/source-file.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { counterEvidence, evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";
import { called, calledAgainst, dependedOn, few, ownPaths, stands, written } from "./signs.ts";

/**
 * Calls that write JSON by the function's own doing, or by the arguments that `with` asks for. https://getpino.io, https://github.com/uber-go/zap,
 * https://www.structlog.org, https://pkg.go.dev/log/slog, https://docs.rs/tracing-subscriber
 */
const loggers: readonly { readonly modules: RegExp; readonly member: RegExp; readonly with?: RegExp }[] = [
  { modules: /^(?:pino|pino-http|bunyan)$/, member: /^(?:default|pino|pinoHttp|createLogger)?$/ },
  { modules: /^nestjs-pino$/, member: /^LoggerModule\.forRoot(?:Async)?$/ },
  { modules: /^fastify$/, member: /^(?:default|fastify|Fastify)?$/, with: /\blogger\s*:(?!\s*false)/ },
  { modules: /^winston$/, member: /(?:^|\.)createLogger$/, with: /\bjson\s*\(|format\.json/ },
  { modules: /^structlog(?:\..+)?$/, member: /(?:^|\.)configure$/, with: /JSONRenderer/ },
  { modules: /^pythonjsonlogger(?:\..+)?$/, member: /JsonFormatter$/ },
  { modules: /^loguru$/, member: /^logger\.add$/, with: /\bserialize\s*=\s*True\b/ },
  { modules: /^log\/slog$/, member: /^NewJSONHandler$/ },
  { modules: /^go\.uber\.org\/zap(?:\/.*)?$/, member: /^(?:NewProduction|NewProductionConfig|NewJSONEncoder|Must)$/ },
  { modules: /^github\.com\/rs\/zerolog(?:\/.*)?$/, member: /^(?:New|With|Info|Error|Logger)\b/ },
  { modules: /^github\.com\/sirupsen\/logrus$/, member: /^SetFormatter$/, with: /JSONFormatter/ },
];

/** Log in fields, where they are told to: the code or the settings have to say so. */
const libraries =
  /^(?:pino|pino-http|nestjs-pino|bunyan|winston|nest-winston|structlog|python-json-logger|loguru|go\.uber\.org\/zap|github\.com\/rs\/zerolog|github\.com\/sirupsen\/logrus|net\.logstash\.logback:logstash-logback-encoder|co\.elastic\.logging:.+|io\.quarkus:quarkus-logging-json|Serilog(?:\.AspNetCore|\.Formatting\.Compact)?|lograge|semantic_logger|rails_semantic_logger|tracing-subscriber|monolog\/monolog)$/;

export const structuredLogs: Assessor = {
  id: "application.structured-logs",
  looksAt:
    "Loggers that write JSON (`pino`, `winston`, `structlog`, `slog`, `zap`, `zerolog`, encoders of Logback, `Serilog`), whether they are told what to leave out, and log calls that are handed bodies of requests, passwords or tokens.",
  action: {
    kind: "decide",
    title: "Write structured logs",
    asks: "Name the line that sets the logger up and what it leaves out (`redact`), and look into a day of production's logs for names, addresses and tokens.",
  },
  assess(service) {
    const { code, application } = service;
    if (application?.kind.value === "static") return notApplicable("Its files are served as they are; no code of its own writes logs.");
    const loggers = loggersOf(service);
    const leaks = leaksOf(service);
    if (leaks.length > 0) return open("What users send, or a secret, is handed to the log.", [...few(leaks, 3), ...few(loggers, 2)]);
    const redacting = loggers.some(({ note }) => note.endsWith(leavesOut)) ? loggers : [];
    if (redacting.length > 0) return met("The logger writes structured lines, and is told what to leave out.", few(redacting));
    if (loggers.length > 0)
      return likely("The logger writes structured lines. Nothing shows what keeps personal data out of them.", few(loggers));
    const asked = dependedOn(service, libraries);
    if (asked.length > 0)
      return likely(
        "A library for structured logs is among the dependencies. How it is set up, and what is left out, is not shown.",
        few(asked),
      );
    if (!code.isSeen) return manual("Its sources cannot be seen here.");
    const prints = printsOf(service);
    if (prints.length >= 5)
      return open(`Logs are plain text: ${prints.length} calls print lines, and no logger that writes fields is seen.`, few(prints, 3));
    return open("No logger that writes structured lines is seen.");
  },
};

const leavesOut = ", and is told what to leave out";
const redaction = /redact|censor|mask|scrub|sanitiz|filter_?param|ReplaceAttr/i;

function loggersOf(service: Service): readonly Evidence[] {
  const { code, folder, workspace } = service;
  const calls = loggers.flatMap(({ modules, member, with: wanted }) =>
    code
      .callsFrom(modules)
      .filter((one) => member.test(one.member) && (wanted === undefined || wanted.test(textOf(one.call))))
      .map(({ call }) => said(call)),
  );
  const setting = ["logging.structured.format.console", "quarkus.log.console.json", "quarkus.log.console.json.enabled"].flatMap((key) => {
    const found = javaSetting(folder, key, workspace);
    return found && found.value !== "false" ? [evidence(found.path, found.line, `\`${key}\` is \`${found.value}\``)] : [];
  });
  return [
    ...calls,
    ...setting,
    ...stands(
      service,
      ownPaths(service, /(?:^|\/)(?:logback|log4j2)[\w-]*\.xml$/),
      /(?:LogstashEncoder|EcsEncoder|JsonEncoder|JsonLayout|LoggingEventCompositeJsonEncoder|JsonTemplateLayout)\b/g,
    ),
    ...written(
      service,
      /\b(?:CompactJsonFormatter|RenderedCompactJsonFormatter|AddJsonConsole)\b|\blograge\.formatter\s*=\s*Lograge::Formatters::(?:Json|Logstash)\b|\btracing_subscriber::fmt\(\)[\s.\w()]{0,200}\.json\(\)|\bJsonFormatter::class\b/g,
    ),
    // Settings of Python's own `logging`, which name the formatter's class in a string.
    ...code
      .matchesWithStrings(/["']pythonjsonlogger(?:\.\w+)*\.JsonFormatter["']/g)
      .map(({ file, line }) => evidence(file.path, line, "a formatter that writes JSON")),
  ];
}

function said(call: Call): Evidence {
  return called(call, `\`${call.callee}()\` writes structured lines${redaction.test(textOf(call)) ? leavesOut : ""}`);
}

/** The call's arguments as written; of one whose settings stand under a name in the file, those as well. */
function textOf(call: Call): string {
  const text = call.arguments.map(({ text: one }) => one).join(", ");
  const names = call.arguments.flatMap(({ skeleton }) => (/^&?\w+$/.test(skeleton) ? [skeleton.replace("&", "")] : []));
  const named = names.flatMap(
    (name) => new RegExp(`\\b${name}\\b[^=\\n]{0,80}:?=[^=][^;]{0,2000}?\\n[})\\]]`).exec(call.file.code)?.[0] ?? [],
  );
  return [text, ...named].join("\n");
}

const logCall =
  /^(?:console|logger|log|logging|slog|winston|this\.logger|req\.log|request\.log|app\.log|fastify\.log|app\.logger|current_app\.logger|Log|LOG|_logger|Rails\.logger)\.(?:log|trace|debug|info|warn|warning|error|fatal|critical|exception|Info|Warn|Error|Debug|LogInformation|LogWarning|LogError|LogDebug|Infof|Errorf)$|^print$|^fmt\.Print(?:ln|f)?$/;

/** The whole of an argument is what somebody sent, or what must not be known. */
const sensitive =
  /^(?:JSON\.stringify\(\s*)?(?:(?:req|request|ctx\.request|ctx\.req)\.(?:body|headers\.(?:authorization|cookie))|(?:[\w$]+\.)*(?:password|passwd|accessToken|refreshToken|access_token|refresh_token|creditCard|cardNumber|ssn))\s*\)?$/;

function leaksOf({ code }: Service): readonly Evidence[] {
  return code.inEach(leaksIn);
}

function leaksIn({ calls }: SourceFile): readonly Evidence[] {
  return calls.flatMap((call) =>
    (logCall.test(call.callee) ? call.arguments : []).flatMap(({ skeleton }) => {
      // `logger.info({ password })`, `logger.info("…", { body: req.body })`
      const parts = /^\{[^{}]*\}$/.test(skeleton)
        ? skeleton
            .slice(1, -1)
            .split(",")
            .map((part) => part.replace(/^\s*[\w$]+\s*:/, "").trim())
        : [skeleton];
      const leak = parts.find((part) => sensitive.test(part));
      return leak === undefined ? [] : [calledAgainst(call, `\`${leak}\` is logged`)];
    }),
  );
}

function printsOf({ code }: Service): readonly Evidence[] {
  const found = code.calls(
    /^(?:console\.(?:log|info|warn|error)|print|fmt\.Print(?:ln|f)?|log\.Print(?:ln|f)?|System\.out\.println|System\.err\.println|println!?|Console\.WriteLine|puts|error_log)$/,
  );
  // What is run by hand prints for who runs it.
  const serving = found.filter(({ file }) => !/(?:^|\/)(?:bench\w*|scripts?|tools?|cli|bin|seeds?|commands?)\//.test(file.path));
  return serving.map(({ file, start, callee }) => {
    const { path, line } = file.placeOf(start);
    return counterEvidence(path, line, `\`${callee}\` prints plain text`, "code");
  });
}
