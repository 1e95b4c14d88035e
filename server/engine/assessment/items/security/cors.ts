import { pathsAbout } from "../../about.ts";
import type { Argument, SourceFile } from "../../code/source-file.ts";
import { isForDevelopment, mayRunInProduction, usesOf } from "../../code/uses.ts";
import { linesOf } from "../../lines.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { counterEvidence, evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";

/** Which origins a place allows: all, all for some routes, those that it names, all unless something else is set, or what cannot be told here. */
type Allows = "any" | "any-somewhere" | "listed" | "any-by-default" | "unknown";

interface Found {
  readonly path: string;
  readonly line: number;
  readonly note: string;
  readonly allows: Allows;
}

export const cors: Assessor = {
  id: "security.cors",
  looksAt:
    "The origins that CORS middleware allows, with its defaults (`cors()`, `enableCors()`, `CORSMiddleware`, `CORS(app)`, `CORS_ALLOW_ALL_ORIGINS`, `@CrossOrigin`, `cors.Default()`, `AllowAnyOrigin()`, `CorsLayer::permissive()`), `Access-Control-Allow-Origin` in code and proxies' files, and annotations of Ingresses. What stands under a condition for development does not count.",
  action: {
    kind: "decide",
    title: "Name the origins",
    asks: "Name the origins whose pages may read answers, best from the environment, and show the line.",
  },
  assess(service) {
    if (!service.answersRequests) return notApplicable("It answers no requests of pages.");
    const found = unique([...ofLibraries(service), ...ofPatterns(service), ...ofFiles(service), ...ofManifests(service)]);
    const places = (...kinds: readonly Allows[]) => found.filter(({ allows }) => kinds.includes(allows)).map(place);
    const against = places("any");
    if (against.length > 0) return open("Pages of every origin may read its answers.", [...against, ...places("listed")].slice(0, 6));
    const byDefault = places("any-by-default");
    if (byDefault.length > 0) return open("Every origin is allowed where nothing else is set.", byDefault);
    const somewhere = places("any-somewhere");
    if (somewhere.length > 0)
      return open("Some answers may be read by pages of every origin. Where they are meant for everybody, say so.", somewhere);
    const listed = places("listed");
    const unknown = places("unknown");
    if (listed.length > 0 && unknown.length === 0)
      return met("The origins are named; whether they are the wanted ones, who knows the service can say.", listed);
    if (listed.length + unknown.length > 0)
      return likely("CORS has options, and which origins they allow is not shown.", [...listed, ...unknown]);
    if (service.code.isSeen) return notApplicable("Nothing switches CORS on, so browsers let no other origin's pages read its answers.");
    const [library] = service.dependencies.find(packages);
    return manual(
      "Its sources cannot be read here. Show the line that names the origins, or that nothing allows any.",
      library ? [evidence(library.from.path, library.from.line, `depends on \`${library.name}\``, "word")] : [],
    );
  },
};

function place({ path, line, note, allows }: Found): Evidence {
  return allows === "any" ? counterEvidence(path, line, note) : evidence(path, line, note, allows === "listed" ? "structure" : "code");
}

function unique(all: readonly Found[]): readonly Found[] {
  return all.filter((one, at) => all.findIndex(({ path, line }) => path === one.path && line === one.line) === at);
}

const packages =
  /^(?:cors|@fastify\/cors|@koa\/cors|koa2-cors|flask-cors|django-cors-headers|github\.com\/(?:gin-contrib|rs|go-chi)\/cors|rack-cors|nelmio\/cors-bundle|fruitcake\/[\w-]*cors|actix-cors)$/;

/** Middleware that takes `origin` among its options, and allows every origin where there is none. https://github.com/expressjs/cors, https://github.com/fastify/fastify-cors, https://github.com/koajs/cors, https://hono.dev/docs/middleware/builtin/cors */
const byOrigin = /^(?:cors|@fastify\/cors|@koa\/cors|hono\/cors|fastify-cors)$/;
/** https://www.starlette.io/middleware/#corsmiddleware: none is allowed by default. */
const starlette = /^(?:fastapi|starlette)\.middleware\.cors$/;
/** https://flask-cors.readthedocs.io: all are by default. */
const flask = /^flask_cors$/;

function ofLibraries({ code }: Service): readonly Found[] {
  const ofNode = usesOf(code, byOrigin).map(({ path, line, name, options, call, isHandedOver }): Found => {
    const given = options.find(({ text }) => !/^["'`]/.test(text));
    const wanted = given === undefined ? "any" : originOf(given, call.file, "origin");
    const allows = wanted === "any" && isForSomeRoute(call.file, call.start) ? "any-somewhere" : wanted;
    return { path, line, allows, note: noteFor(allows, isHandedOver ? `\`${name}\`` : `\`${name}()\``, given === undefined) };
  });
  // https://docs.nestjs.com/security/cors
  const ofNest = code.files.flatMap((file) =>
    file.calls.flatMap((call): Found[] => {
      if (call.name !== "enableCors" || !isForProduction(file, call.start)) return [];
      const [given] = call.arguments;
      const allows = given === undefined ? "any" : originOf(given, file, "origin");
      return [{ ...file.placeOf(call.start), allows, note: noteFor(allows, "`enableCors()`", given === undefined) }];
    }),
  );
  const ofPython = [
    ...usesOf(code, starlette)
      .filter(({ member }) => member === "CORSMiddleware")
      .map((use) => ({ ...use, key: "allow_origins", otherwise: "listed" as const })),
    ...usesOf(code, flask)
      .filter(({ isHandedOver }) => !isHandedOver)
      .map((use) => ({ ...use, key: "origins", otherwise: "any" as const })),
  ].map(({ path, line, name, options, call, key, otherwise }): Found => {
    const text = options.map((one) => one.text).join(", ");
    const skeleton = options.map((one) => one.skeleton).join(", ");
    const whole = { text, skeleton };
    const isAnyPattern = /allow_origin_regex\s*=\s*r?["']\^?(?:https?\??:\/\/)?\.[*+]\$?["']/.test(text);
    const allows = isAnyPattern
      ? "any"
      : (valueAllows(optionNamed(whole, key), call.file) ?? (/\*\*\w|regex|resources/.test(skeleton) ? "unknown" : otherwise));
    const hasCredentials = /(?:allow_credentials|supports_credentials)\s*=\s*True/.test(text);
    return {
      path,
      line,
      allows,
      note: `${noteFor(allows, `\`${name}\``, false)}${allows === "any" && hasCredentials ? ", with credentials" : ""}`,
    };
  });
  return [...ofNode, ...ofNest, ...ofPython];
}

function noteFor(allows: Allows, what: string, isBare: boolean): string {
  switch (allows) {
    case "any":
      return isBare ? `${what} without options allows every origin` : `${what} allows every origin`;
    case "any-by-default":
      return `${what} allows every origin by default`;
    case "any-somewhere":
      return `${what} allows every origin for some routes`;
    case "listed":
      return `${what} names the origins`;
    case "unknown":
      return `${what} with options`;
  }
}

function isForProduction(file: SourceFile, offset: number): boolean {
  return mayRunInProduction(file.path) && !isForDevelopment(file, offset);
}

/** `app.get("/feed", cors(), feed)`, `app.use("/public", cors())`. */
function isForSomeRoute({ code }: SourceFile, start: number): boolean {
  const before = code.slice(Math.max(0, start - 200), start);
  const route = /\.(get|post|put|patch|delete|head|all|use|route)\(\s*["'`]([^"'`\n]*)["'`]\s*,[^;{}]*$/.exec(before);
  return route !== null && !(/^(?:use|all)$/.test(route[1] ?? "") && /^(?:\/?\*?|\/api(?:\/v\d+)?\/?\*{0,2})$/.test(route[2] ?? ""));
}

type Written = Pick<Argument, "text" | "skeleton">;

/** What options allow, given in place or by a name of the same file. */
function originOf(given: Written, file: SourceFile, key: string): Allows {
  const options = /^\w+$/.test(given.text) ? assigned(given.text, file) : given;
  if (!options?.text.startsWith("{")) return "unknown";
  const value = optionNamed(options, key);
  if (value === undefined && new RegExp(`(?:^\\{|,)\\s*${key}\\s*[,}]`).test(options.skeleton))
    return valueAllows(assigned(key, file), file) ?? "unknown";
  return value === undefined ? (options.skeleton.includes("...") ? "unknown" : "any") : (valueAllows(value, file) ?? "unknown");
}

/** What is assigned to a name in a file, where that stands in brackets or is a string. */
function assigned(name: string, file: SourceFile): Written | undefined {
  const match = new RegExp(`\\b${name}\\b\\s*(?::[^=;\\n]+)?=\\s*(?=[[{"'\`(]|\\w)`).exec(file.skeleton);
  return match ? taken(file.code, file.skeleton, match.index + match[0].length) : undefined;
}

/** The value of `key: value` or `key=value`. */
function optionNamed({ text, skeleton }: Written, key: string): Written | undefined {
  const match = new RegExp(`(?:^|[{,(\\s"'])${key}["']?\\s*[:=](?!=)\\s*`).exec(text);
  return match ? taken(text, skeleton, match.index + match[0].length) : undefined;
}

/** What stands from an offset on, to the next comma, bracket or line end outside of brackets. */
function taken(text: string, skeleton: string, from: number): Written {
  let depth = 0;
  let at = from;
  for (; at < skeleton.length && at - from < 2_000; at++) {
    const character = skeleton[at] as string;
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character) && depth-- === 0) break;
    else if (depth === 0 && (character === "," || character === ";" || (character === "\n" && skeleton.slice(from, at).trim() !== "")))
      break;
  }
  return { text: text.slice(from, at).trim(), skeleton: skeleton.slice(from, at).trim() };
}

const star = /^(?:\[\s*)?(?:["'`]\*["'`]|\/\^?\.[*+]\$?\/\w*)\s*,?\s*\]?$/;

/** What a value allows; undefined where there is none. */
function valueAllows(value: Written | undefined, file: SourceFile): Allows | undefined {
  if (value === undefined) return undefined;
  const { text, skeleton } = value;
  if (star.test(text) || /^(?:true|True)$/.test(text)) return "any";
  // Every page is allowed where the answer does not hang on the origin.
  if (/=>|\bfunction\b/.test(skeleton))
    return /\(\s*null\s*,\s*true\s*\)|=>\s*(?:true|\w+)\s*$/.test(skeleton) &&
      !/\bif\b|\?|includes|indexOf|\.has\(|\.test\(|some\(|match|&&|\|\|/.test(skeleton)
      ? "any"
      : "listed";
  if (/(?:\|\||\?\?|,)\s*(?:["'`]\*["'`]|true)\s*\)?$/.test(text)) return "any-by-default";
  // All on machines of developers, and others in production.
  if (
    /dev\w*["'`]?\s*\)?\s*\?\s*(?:["'`]\*["'`]|true)\s*:|=\s*["'`]prod\w*["'`]\s*\)?\s*\?(?!\s*(?:["'`]\*|true))[^?]*(?:\?[^?]*)?:\s*(?:["'`]\*["'`]|true)$/i.test(
      text,
    )
  )
    return "listed";
  if (/\?/.test(skeleton.replace(/\?\.|\?\?/g, ""))) return /["'`]\*["'`]|\btrue\b/.test(text) ? "unknown" : "listed";
  if (/^\w+$/.test(text) && !/^(?:false|False|None|null|undefined)$/.test(text))
    return valueAllows(assignedOther(text, file), file) ?? "listed";
  return "listed";
}

/** A name that stands for itself leads nowhere. */
function assignedOther(name: string, file: SourceFile): Written | undefined {
  const found = assigned(name, file);
  return found?.text === name || /^\w+$/.test(found?.text ?? "") ? undefined : found;
}

type Pattern = readonly [file: RegExp, pattern: RegExp, allows: Allows];

/** Calls and settings by the form that each library's documentation gives them; the first group is told. */
const patterns: readonly Pattern[] = [
  // Django: https://github.com/adamchainz/django-cors-headers
  [/\.py$/, /^[ \t]*(CORS_ALLOW_ALL_ORIGINS|CORS_ORIGIN_ALLOW_ALL)\s*(?::\s*bool\s*)?=\s*True\b/gm, "any"],
  [/\.py$/, /^[ \t]*(CORS_ALLOWED_ORIGINS|CORS_ALLOWED_ORIGIN_REGEXES|CORS_ORIGIN_WHITELIST)\s*(?::[^=\n]*)?=/gm, "listed"],
  // https://github.com/gin-contrib/cors, https://github.com/rs/cors, https://github.com/go-chi/cors, https://github.com/gorilla/handlers
  [/\.go$/, /\b(cors\.(?:Default|AllowAll)\(\))/g, "any"],
  [/\.go$/, /\b(AllowAllOrigins)\s*[:=]\s*true\b/g, "any"],
  [/\.go$/, /\b(Allow(?:ed)?Origins)\s*(?::|=|\()\s*(?:\[\]string\{\s*)?"\*"/g, "any"],
  [
    /\.go$/,
    /\b(handlers\.CORS\(\)|middleware\.CORS\(\)|cors\.Handler\(cors\.Options\{\s*\}\)|cors\.New\((?:cors\.Options\{\s*\})?\))/g,
    "any",
  ],
  [/\.go$/, /\b(Allow(?:ed)?Origins)\s*(?::|=|\()\s*(?!(?:\[\]string\{\s*)?"\*"|string\b|\[\]string\s|$)\S/g, "listed"],
  // https://docs.spring.io/spring-framework/reference/web/webmvc-cors.html
  [/\.(?:java|kt)$/, /(@CrossOrigin)\b(?!\s*\((?=[^)]*\b(?:origins|originPatterns|value)\s*=|\s*["'{]))/g, "any"],
  [/\.(?:java|kt)$/, /(@CrossOrigin)\s*\((?:[^)"]*=\s*)?[[{\s(]*"\*"/g, "any"],
  [/\.(?:java|kt)$/, /(@CrossOrigin)\s*\((?:[^)"]*=\s*)?[[{\s(]*(?!"\*")["$\w]/g, "listed"],
  [/\.(?:java|kt)$/, /\b((?:set|add)?[aA]llowedOrigin(?:Pattern)?s?)\s*(?:\(|=)\s*(?:\w+(?:\.\w+)?\(\s*)?"\*"/g, "any"],
  [/\.(?:java|kt)$/, /\b(applyPermitDefaultValues)\(\)/g, "any"],
  [/\.(?:java|kt)$/, /\.((?:set|add)?[aA]llowedOrigin(?:Pattern)?s?)\s*\(\s*(?!(?:\w+(?:\.\w+)?\(\s*)?"\*")\S/g, "listed"],
  // https://learn.microsoft.com/aspnet/core/security/cors
  [/\.cs$/, /\.(AllowAnyOrigin\(\)|SetIsOriginAllowed\(\s*\(?\w+\)?\s*=>\s*true\s*\)|WithOrigins\(\s*"\*"\s*\))/g, "any"],
  [/\.cs$/, /\.(WithOrigins)\(\s*(?!"\*")\S/g, "listed"],
  // https://github.com/cyu/rack-cors
  [/\.rb$/, /^[ \t]*(origins)\s*\(?\s*["']\*["']/gm, "any"],
  [/\.rb$/, /^[ \t]*(origins)\s*\(?\s*(?!["']\*["'])["'A-Z/%]/gm, "listed"],
  // https://laravel.com/docs/routing#cors
  [/config\/cors\.php$/, /["'](allowed_origins)["']\s*=>\s*\[\s*["']\*["']/g, "any"],
  [/config\/cors\.php$/, /["'](allowed_origins)["']\s*=>\s*(?!\[\s*["']\*["'])\S/g, "listed"],
  // https://docs.rs/tower-http, https://docs.rs/actix-cors
  [/\.rs$/, /\b((?:CorsLayer|Cors)::(?:very_)?permissive\(\)|allow_origin\(\s*(?:\w+::)*Any\s*\)|allow_any_origin\(\))/g, "any"],
  [/\.rs$/, /\.(allow_origin|allowed_origin)\(\s*(?!(?:\w+::)*Any\b)\S/g, "listed"],
  // Socket.IO, Nest's factory
  [/^(?!.*\.config\.)[^\n]*\.[cm]?[jt]sx?$/, /\bNestFactory\.create[^;]{0,300}?\b(cors)\s*:\s*true\b/g, "any"],
  [/^(?!.*\.config\.)[^\n]*\.[cm]?[jt]sx?$/, /\b(cors)\s*:\s*\{\s*origin\s*:\s*(?:["'`]\*["'`]|true\b)/g, "any"],
  // By hand.
  [/./, /["'`](Access-Control-Allow-Origin)["'`]\s*\]?\s*(?:,|:|=>?)\s*(?:value\s*:\s*)?["'`]\*["'`]/gi, "any"],
  [/./, /["'`](Access-Control-Allow-Origin)["'`]\s*\]?\s*(?:,|:|=>?)\s*(?:value\s*:\s*)?(?!["'`]\*["'`])[\w"'`]/gi, "unknown"],
];

function ofPatterns({ code }: Service): readonly Found[] {
  return patterns.flatMap(([files, pattern, allows]) =>
    code.files
      .filter((file) => files.test(file.path) && (file.family !== "go" || file.imports.some(({ module }) => corsOfGo.test(module))))
      .flatMap((file) =>
        [...file.code.matchAll(pattern)].flatMap((match): Found[] => {
          const at = match.index + match[0].indexOf(match[1] ?? "");
          if (!isForProduction(file, at)) return [];
          const own = allows === "any" && isForSome(code, file, at) ? "any-somewhere" : allows;
          return [{ ...file.placeOf(at), allows: own, note: noteFor(own, `\`${(match[1] ?? "").slice(0, 60)}\``, false) }];
        }),
      ),
  );
}

const corsOfGo = /cors|gorilla\/handlers|labstack\/echo/;

/** Whether what allows every origin is known to do so for a part alone, or may. */
function isForSome(code: Service["code"], { code: text, family }: SourceFile, at: number): boolean {
  const before = text.slice(Math.max(0, at - 400), at);
  const behind = text.slice(at, at + 300);
  switch (family) {
    case "csharp": {
      // A policy that is only defined allows nothing; who uses it under which name may be elsewhere.
      const policy = /AddPolicy\(\s*(?:name:\s*)?(?:"([^"]+)"|(\w+))/.exec(before.slice(Math.max(0, before.lastIndexOf("AddPolicy"))));
      if (!policy) return false;
      const used = code.calls(/(?:^|\.)(?:UseCors|EnableCors|RequireCors)$/);
      const isUsed = used.some(({ file, start, arguments: [name] }) => name?.string === policy[1] && !isForDevelopment(file, start));
      return policy[1] === undefined || !isUsed;
    }
    case "ruby": {
      const resource = /\bresource[ (]+["']([^"']+)["']/.exec(behind)?.[1];
      return resource !== undefined && !/^(?:\*|\/\*|\/api)/.test(resource);
    }
    case "javascript":
      // By hand: for all answers in middleware, and in Next.js' settings for the paths that stand before it.
      if (!/^Access-Control/i.test(behind)) return false;
      return !/\.use\([^)]*\)|\bnext\b|source\s*:\s*["'`]\/(?:\(\.\*\)|:path\*|api\/:path\*|api\/\(\.\*\))["'`]/.test(before + behind);
    default:
      return /^Access-Control/i.test(behind) && !/middleware|after_request|filter/i.test(before);
  }
}

const files =
  /(?:^|\/)(?:[\w.-]*nginx[\w.-]*|[\w.-]+\.conf(?:\.template)?|Caddyfile|\.htaccess|_headers|vercel\.json|netlify\.toml|application[\w-]*\.(?:properties|ya?ml))$/;

/** Settings of proxies and of what runs on the JVM. Fonts and the like may be read by everybody. */
function ofFiles(service: Service): readonly Found[] {
  const { workspace } = service;
  const pattern =
    /Access-Control-Allow-Origin["']?(?:\s+|\s*[:=,]\s*|["'].*value["']?\s*:\s*)["']?(\*|\w)|\bcors\.(?:allowed-origins|origins)\s*[:=]\s*["']?(\*|\/\.\*\/|\S)|\ballowed-?[oO]rigins?:\s*["']?(\*|[^\s"'])/i;
  return pathsAbout(service, files).flatMap((path) =>
    linesOf(workspace, path, pattern).flatMap(({ line, match }): Found[] => {
      const before = (workspace.read(path) ?? "")
        .split("\n")
        .slice(Math.max(0, line - 8), line)
        .join("\n");
      if (/location[^{]*(?:woff|ttf|font|\bcss\b|static|assets)[^{]*\{[^}]*$/.test(before)) return [];
      const value = match[1] ?? match[2] ?? match[3];
      const allows: Allows = value === "*" || value === "/.*/" ? "any" : "listed";
      return [{ path, line, allows, note: noteFor(allows, "the header", false) }];
    }),
  );
}

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors: every origin by default. */
function ofManifests({ objects }: Service): readonly Found[] {
  const prefix = "nginx.ingress.kubernetes.io/";
  return objects.flatMap((object): Found[] => {
    const { annotations, file } = object;
    if (annotations.scalar(`${prefix}enable-cors`).node?.text === "true") {
      const origin = annotations.text(`${prefix}cors-allow-origin`);
      const entry = origin.entry ?? annotations.entryOf(`${prefix}enable-cors`);
      if (origin.isUnknown || !entry) return [];
      const allows: Allows = (origin.value ?? "*").trim() === "*" ? "any" : "listed";
      return [{ ...placeIn(file, entry.keySpan), allows, note: noteFor(allows, "the Ingress", origin.isAbsent) }];
    }
    const list = object.kind === "Middleware" ? object.spec.mapping("headers").list("accessControlAllowOriginList") : undefined;
    if (!list?.entry || list.texts.length === 0) return [];
    const allows: Allows = list.texts.includes("*") ? "any" : "listed";
    return [{ ...placeIn(file, list.entry.keySpan), allows, note: noteFor(allows, "Traefik", false) }];
  });
}
