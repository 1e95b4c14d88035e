import { pathsAbout } from "../../about.ts";
import { type Use, usesOf } from "../../code/uses.ts";
import { linesOf } from "../../lines.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { terraformResources } from "../../terraform.ts";
import { evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";

interface Limit {
  readonly evidence: Evidence;
  /** It holds for all requests, not for those of some routes. */
  readonly isForAll: boolean;
}

export const rateLimit: Assessor = {
  id: "security.rate-limit",
  looksAt:
    "Middleware that limits requests (`express-rate-limit`, `@fastify/rate-limit`, `@nestjs/throttler`, `slowapi`, `flask-limiter`, REST framework's throttles, `httprate`, `tollbooth`, Bucket4j, `AddRateLimiter`, `rack-attack`, `throttle:`) and whether it is put before all routes; annotations of Ingresses, Traefik's, Kong's and Envoy's objects, `limit_req` of nginx, and Terraform's firewalls.",
  action: {
    kind: "decide",
    title: "Limit requests",
    asks: "Put a limit before all public routes, in the code or at the Ingress, or name the setting of the CDN or gateway that does it.",
  },
  assess(service) {
    if (!service.answersRequests) return notApplicable("It answers no requests.");
    const found = [...ofLibraries(service), ...ofForms(service), ...ofObjects(service), ...ofFiles(service)];
    const places = [...found].sort((a, b) => Number(b.isForAll) - Number(a.isForAll)).map((one) => one.evidence);
    const shown = places
      .filter(({ path, line }, at) => places.findIndex((one) => one.path === path && one.line === line) === at)
      .slice(0, 5);
    if (found.some(({ isForAll }) => isForAll)) return met(`Requests are limited before they reach a route.${ownMemory(service)}`, shown);
    if (found.length > 0) return likely("There are limits for some routes; that no public one is without is not shown.", shown);
    const [library] = service.dependencies.find(packages);
    if (library)
      return likely("A library for limits is asked for; where it is put to work is not shown.", [
        evidence(library.from.path, library.from.line, `depends on \`${library.name}\``, "code"),
      ]);
    return service.code.isSeen
      ? open("Nothing limits requests: neither the code nor what stands before it, as far as the repository shows.")
      : manual("Its sources cannot be read here, and no proxy's file limits requests. Show the setting of the gateway or CDN that does.");
  },
};

interface Library {
  readonly module: RegExp;
  readonly member?: RegExp;
  /** Options by which it is kept to the routes that ask for it. */
  readonly isForSome?: RegExp;
  /** Options or members by which it holds for all. */
  readonly isForAll?: RegExp;
}

/** Each by its own documentation, as found on npm, PyPI and pkg.go.dev. */
const libraries: readonly Library[] = [
  { module: /^(?:express-rate-limit|koa-ratelimit|hono-rate-limiter)$/ },
  { module: /^(?:rate-limiter-flexible|@upstash\/ratelimit)$/, member: /^(?:default\.)?(?:RateLimiter|Ratelimit)/ },
  { module: /^@fastify\/rate-limit$/, isForSome: /global\s*:\s*false/, isForAll: /./ },
  { module: /^slowapi(?:\..+)?$/, member: /Limiter|SlowAPI\w*Middleware/, isForAll: /SlowAPI\w*Middleware/ },
  { module: /^flask_limiter$/, member: /^Limiter$/, isForAll: /default_limits/ },
  { module: /^fastapi_limiter(?:\..+)?$/ },
  { module: /^django_ratelimit(?:\..+)?$/ },
  {
    module:
      /^github\.com\/(?:go-chi\/httprate|didip\/tollbooth|ulule\/limiter|JGLTechnologies\/gin-rate-limit|sethvargo\/go-limiter)(?:\/.*)?$/,
  },
  { module: /^github\.com\/gofiber\/fiber\/v\d\/middleware\/limiter$/ },
  { module: /^github\.com\/labstack\/echo\/v\d\/middleware$/, member: /^RateLimiter/ },
  { module: /^(?:io|com)\.github\.bucket4j\..+$/ },
  { module: /^io\.github\.resilience4j\.ratelimiter\..+$/ },
  { module: /^(?:tower_governor|actix_governor)(?:::.*)?$/ },
];

const packages =
  /^(?:express-rate-limit|koa-ratelimit|hono-rate-limiter|rate-limiter-flexible|@upstash\/ratelimit|@fastify\/rate-limit|@nestjs\/throttler|slowapi|flask-limiter|fastapi-limiter|django-ratelimit|github\.com\/(?:go-chi\/httprate|didip\/tollbooth|ulule\/limiter)(?:\/.*)?|(?:io|com)\.github\.bucket4j:.+|com\.bucket4j:.+|rack-attack|tower_governor|actix-governor|AspNetCoreRateLimit)$/;

function ofLibraries({ code }: Service): readonly Limit[] {
  return libraries.flatMap((library) =>
    usesOf(code, library.module)
      .filter(({ member }) => library.member?.test(member) !== false)
      .map((use) => ({ evidence: evidence(use.path, use.line, noteOf(use)), isForAll: isForAll(library, use, code) })),
  );
}

function noteOf({ name, module, isHandedOver }: Use): string {
  return isHandedOver ? `\`${name}\` of \`${module}\` is put before routes` : `\`${name}()\` of \`${module}\``;
}

function isForAll({ isForSome, isForAll: forAll }: Library, use: Use, code: Service["code"]): boolean {
  const options = `${use.member} ${use.options.map(({ text }) => text).join(" ")}`;
  if (isForSome?.test(options)) return false;
  if (forAll?.test(options)) return true;
  const { file, start } = use.call;
  if (use.isHandedOver)
    return /\.?(?:use|Use|register|add_middleware|plugin)$/.test(use.call.callee) && use.call.arguments[0]?.text === use.name;
  const before = file.code.slice(Math.max(0, start - 400), start);
  if (isBeforeAll(before)) return !isInGroup(before);
  // `const limiter = rateLimit(…)` and, further down or where it is imported, `app.use(limiter)`.
  const own = /(?:\b(?:const|let|var)\s+)?\b(\w+)\s*(?::=|=)\s*(?:await\s+)?(?:new\s+)?$/.exec(before)?.[1];
  if (own === undefined) return false;
  const users = code.files.filter((one) => one === file || one.imports.some(({ names }) => names.has(own)));
  return users.some(({ calls }) => calls.some(({ callee, arguments: given }) => wholeApplication.test(callee) && isOnlyThis(given, own)));
}

/** What is put before a router of its own holds for that one's routes. Gin's, chi's and Echo's first one is all there is. */
const wholeApplication = /(?:^|\.)(?:app|application|server|fastify|instance)\.use$|\.Use$/;

/** `app.use(` or `app.use("/api", ` stand before it. */
function isBeforeAll(before: string): boolean {
  const call = /([\w.]+\.(?:use|Use|wrap|layer))\(\s*(?:["'`](?:\/|\*|\/api(?:\/v\d+)?\/?\*?)["'`]\s*,\s*)?$/.exec(before)?.[1];
  return call !== undefined && (wholeApplication.test(call) || /\.(?:wrap|layer)$/.test(call));
}

/** chi's `r.Route("/login", func(r chi.Router) { r.Use(…) })` is open before it. */
function isInGroup(before: string): boolean {
  const group = before.slice(Math.max(0, before.search(/\.(?:Group|Route)\([^\n]*\bfunc\([^\n]*\{[^}]*$/)));
  return group !== before && group.split("{").length > group.split("}").length;
}

function isOnlyThis(given: Use["options"], name: string): boolean {
  const [first, second] = given;
  if (first?.text === name || first?.text.startsWith(`${name}.`)) return given.length === 1;
  return second?.text === name && /^(?:\/|\*|\/api(?:\/v\d+)?\/?\*?)$/.test(first?.string ?? "");
}

/** Frameworks that bring limits along, by the form in which they are switched on. */
const forms: readonly (readonly [file: RegExp, pattern: RegExp, isForAll: boolean])[] = [
  // https://docs.nestjs.com/security/rate-limiting
  [/\.ts$/, /\b(APP_GUARD)\s*,\s*useClass\s*:\s*\w*Throttler\w*/g, true],
  [/\.ts$/, /\b(useGlobalGuards)\([^)]*Throttler/g, true],
  [/\.ts$/, /(@UseGuards)\([^)]*Throttler/g, false],
  // https://www.django-rest-framework.org/api-guide/throttling/
  [/\.py$/, /["'](DEFAULT_THROTTLE_CLASSES)["']\s*:\s*[[(]\s*["']/g, true],
  [/\.py$/, /^[ \t]+(throttle_classes)\s*=\s*[[(]\s*\w/gm, false],
  // https://learn.microsoft.com/aspnet/core/performance/rate-limit
  [/\.cs$/, /\b(GlobalLimiter)\s*=/g, true],
  [/\.cs$/, /\.(RequireRateLimiting)\(|\[(EnableRateLimiting)\b/g, false],
  // https://github.com/rack/rack-attack, https://api.rubyonrails.org/classes/ActionController/RateLimiting/ClassMethods.html
  [/\.rb$/, /\b(?:Rack::Attack\.)?(throttle)[ (]["'][^"']+["']\s*,\s*(?:\w+:\s*[^,]+,\s*)?(?:limit|period):/g, true],
  [/\.rb$/, /^[ \t]+(rate_limit)\s+to:/gm, false],
  // https://laravel.com/docs/routing#rate-limiting
  [/\.php$/, /\b(throttleApi)\(/g, true],
  [/\.php$/, /["'](throttle):[\w,]+["']/g, false],
];

function ofForms({ code }: Service): readonly Limit[] {
  return forms.flatMap(([files, pattern, isForAll]) =>
    code.files
      .filter(({ path }) => files.test(path))
      .flatMap((file) =>
        [...file.code.matchAll(pattern)].map((match) => {
          const { path, line } = file.placeOf(match.index + match[0].search(/\S/));
          return { evidence: evidence(path, line, `\`${match[1] ?? match[2]}\``), isForAll };
        }),
      ),
  );
}

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#rate-limiting, https://doc.traefik.io/traefik/middlewares/http/ratelimit/, https://docs.konghq.com/hub/kong-inc/rate-limiting/, https://gateway.envoyproxy.io/docs/tasks/traffic/global-rate-limit/ */
function ofObjects({ objects }: Service): readonly Limit[] {
  return objects.flatMap((object): Limit[] => {
    const { annotations, spec, root, file, kind } = object;
    const entry =
      kind === "Ingress"
        ? annotations.entries.find(({ key }) => /^nginx\.ingress\.kubernetes\.io\/limit-(?:rps|rpm|connections)$/.test(key))
        : kind === "Middleware" || kind === "BackendTrafficPolicy"
          ? spec.entryOf("rateLimit")
          : /^Kong(?:Cluster)?Plugin$/.test(kind) && /^rate-limiting/.test(root.text("plugin").value ?? "")
            ? root.entryOf("plugin")
            : undefined;
    if (!entry) return [];
    const { path, line } = placeIn(file, entry.keySpan);
    return [{ evidence: evidence(path, line, `limits of the ${kind}`), isForAll: true }];
  });
}

const proxies =
  /(?:^|\/)(?:[\w.-]*nginx[\w.-]*|[\w.-]+\.conf(?:\.template)?|Caddyfile|[\w.-]*traefik[\w.-]*\.(?:ya?ml|toml)|application[\w-]*\.ya?ml)$/;
const firewalls =
  /^(?:aws_wafv2_(?:web_acl|rule_group)|google_compute_security_policy(?:_rule)?|cloudflare_(?:ruleset|rate_limit)|aws_api_gateway_(?:usage_plan|method_settings)|aws_apigatewayv2_stage|azurerm_(?:web_application|cdn_frontdoor)_firewall_policy)$/;

function ofFiles(service: Service): readonly Limit[] {
  const { workspace, composeFiles } = service;
  const paths = [...pathsAbout(service, proxies), ...composeFiles.map(({ source }) => source.path)];
  const pattern =
    /^\s*(limit_req)\s+zone=|^\s*(rate_limit)\s+[{\w]|\b(rateLimit)\b\.?\s*(?:average|:|\.average)|\b(RequestRateLimiter)\b|middlewares\.[\w-]+\.(ratelimit)\./;
  const ofProxies = [...new Set(paths)].flatMap((path) =>
    linesOf(workspace, path, pattern).map(({ line, match }) => ({
      evidence: evidence(path, line, `\`${match.slice(1).find((one) => one !== undefined)}\``),
      isForAll: true,
    })),
  );
  const ofTerraform = terraformResources(service, firewalls)
    .filter(
      ({ body, type }) => type === "cloudflare_rate_limit" || /rate_based_statement|rate_limit|ratelimit|throttl|RateLimitRule/i.test(body),
    )
    .map(({ path, line, type }) => ({ evidence: evidence(path, line, `\`${type}\` limits requests`), isForAll: true }));
  return [...ofProxies, ...ofTerraform];
}

/** Where several instances run, each counts for itself, unless the library is given a store. */
function ownMemory({ code, workloads }: Service): string {
  const hasSeveral = workloads.some(({ replicas }) => (replicas.value ?? 1) > 1);
  const [use] = usesOf(code, /^express-rate-limit$/).filter(({ isHandedOver }) => !isHandedOver);
  if (!hasSeveral || !use || /\bstore\b/.test(use.options.map(({ skeleton }) => skeleton).join(" "))) return "";
  return " Each instance counts for itself: give it a store that all share.";
}
