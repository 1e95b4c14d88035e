import { pathsAbout } from "../../about.ts";
import { mayRunInProduction, type Use, usesOf } from "../../code/uses.ts";
import { linesOf } from "../../lines.ts";
import type { Assessor, Evidence, Proof } from "../../model.ts";
import type { Service } from "../../service.ts";
import { counterEvidence, evidence, likely, met, notApplicable, open } from "../../verdict.ts";
import { isServed } from "./served.ts";

type Header = "a content security policy" | "HSTS" | "frame options";
const csp: Header = "a content security policy";
const hsts: Header = "HSTS";
const frame: Header = "frame options";
const all: readonly Header[] = [csp, hsts, frame];

/** A place that sets headers, or leaves out what others set. */
interface Setting {
  readonly evidence: Evidence;
  readonly sets: readonly Header[];
}

export const headers: Assessor = {
  id: "security.headers",
  looksAt:
    "Calls of header libraries (`helmet`, `flask-talisman`, `unrolled/secure`, Hono's `secureHeaders` and others) with what their options switch on and off, Django's `SECURE_*` and `MIDDLEWARE`, Spring Security, `next.config`, headers that the code sets by name, and `add_header` and its like in the files of nginx, Caddy, Traefik, Ingresses and static hosts.",
  action: {
    kind: "decide",
    title: "Set the headers",
    asks: "Set CSP, HSTS and frame options in the code, by a library such as `helmet`, or in the proxy's file, and keep that file in the repository.",
  },
  assess(service) {
    if (!isServed(service)) return notApplicable("It answers no requests.");
    const found = [...ofLibraries(service), ...ofFrameworks(service), ...ofCode(service), ...ofFiles(service)];
    const off = found.filter((one) => one.evidence.isAgainst);
    const places = [...new Set([...found.filter(({ sets }) => sets.length > 0), ...off].map((one) => one.evidence))].slice(0, 6);
    const missing = lacking(found);
    if (off.length > 0 && missing.includes(csp))
      return open("The content security policy is switched off, and nothing else sets one.", places);
    if (places.length === 0) {
      const unseen = service.code.isSeen ? "" : " Its sources cannot be read here.";
      return open(`Nothing sets security headers: neither a library nor a proxy's file does.${unseen}`);
    }
    if (missing.length === all.length) return open("What there is of headers is switched off.", places);
    if (missing.length > 0) return likely(`Some headers are set; nothing sets ${listed(missing)}.`, places);
    const unproven = lacking(found.filter((one) => one.evidence.proof === "structure"));
    if (unproven.length === 0) return met("Content security policy, HSTS and frame options are set for every answer.", places);
    return likely(`It looks as if the headers were set; that ${listed(unproven)} stand in every answer is not shown.`, places);
  },
};

function lacking(found: readonly Setting[]): readonly Header[] {
  return all.filter((header) => !found.some(({ sets }) => sets.includes(header)));
}

function listed(names: readonly Header[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function setting(place: { readonly path: string; readonly line: number }, note: string, sets: readonly Header[], proof: Proof): Setting {
  return { evidence: evidence(place.path, place.line, note, proof), sets };
}

interface Library {
  readonly module: RegExp;
  /** The packages of that name, where manifests spell it otherwise. */
  readonly dependency?: RegExp;
  /** What it sets by itself. */
  readonly sets: readonly Header[];
  /** Functions that have to be called; any, where none are named. */
  readonly member?: RegExp;
  /** It sets what its options name, and nothing else. */
  readonly isByOptions?: true;
}

/**
 * https://helmetjs.github.io, https://github.com/fastify/fastify-helmet, https://hono.dev/docs/middleware/builtin/secure-headers,
 * https://github.com/wntrblm/flask-talisman, https://github.com/TypeError/secure, https://github.com/unrolled/secure, https://github.com/gin-contrib/secure,
 * https://echo.labstack.com/docs/middleware/secure, https://docs.gofiber.io/api/middleware/helmet
 */
const libraries: readonly Library[] = [
  { module: /^(?:helmet|@fastify\/helmet|fastify-helmet|koa-helmet)$/, sets: all },
  { module: /^hono\/secure-headers$/, sets: [hsts, frame] },
  { module: /^lusca$/, sets: [], isByOptions: true },
  { module: /^flask_talisman$/, dependency: /^flask-talisman$/, sets: all, member: /^Talisman$/ },
  { module: /^secure$/, sets: [hsts, frame], member: /Secure/ },
  { module: /^github\.com\/gin-contrib\/secure$/, sets: all, member: /^DefaultConfig$/ },
  { module: /^github\.com\/(?:gin-contrib|unrolled)\/secure(?:\/.*)?$/, sets: [], isByOptions: true },
  { module: /^github\.com\/labstack\/echo\/v\d\/middleware$/, sets: [frame], member: /^Secure/ },
  { module: /^github\.com\/gofiber\/fiber\/v\d\/middleware\/helmet$/, sets: [frame] },
];

const named: Readonly<Record<Header, RegExp>> = {
  [csp]: /content_?security_?policy|\bcsp\b/i,
  [hsts]: /strict_?transport_?security|\bhsts|\bsts_?seconds/i,
  [frame]: /frame_?(?:guard|options|deny|_options)|xfo\b|\bxframe|customFrameOptionsValue/i,
};

/** What is denied in an option's own place: `contentSecurityPolicy: false`, `content_security_policy=None`. */
function isOff(options: string, header: Header): boolean {
  return new RegExp(`(?:${named[header].source})\\w*["']?\\s*[:=]\\s*(?:false|False|None|null|0)\\b`, "i").test(options);
}

/** A call, resolved to the library by the file's imports, is structure; that it is asked for proves no more than that somebody meant to. */
function ofLibraries({ code, dependencies }: Service): readonly Setting[] {
  const used = libraries.flatMap((library) =>
    usesOf(code, library.module)
      .filter(({ member }) => library.member?.test(member) !== false)
      .map((use) => ofUse(library, use)),
  );
  if (used.length > 0) return used;
  return libraries.flatMap(({ module, dependency = module, sets }) =>
    dependencies.find(dependency).map(({ name, from }) => setting(from, `depends on \`${name}\``, sets.length > 0 ? sets : all, "code")),
  );
}

function ofUse({ sets, isByOptions }: Library, { path, line, name, module, member, options, isHandedOver }: Use): Setting {
  const text = options.map((one) => one.skeleton).join(" ");
  // `helmet.hsts()` sets the one header.
  const one = all.find((header) => sets.length === all.length && named[header].test(member));
  const asked = all.filter((header) => named[header].test(text));
  const from = isByOptions && asked.length === 0 && text !== "" && /^[\w.]+$/.test(text) ? all : [...new Set([...sets, ...asked])];
  const given = (one ? [one] : from).filter((header) => !isOff(text, header));
  const proof: Proof = isByOptions && asked.length === 0 ? "code" : "structure";
  if (isOff(text, csp))
    return { evidence: counterEvidence(path, line, `\`${name}\` switches the content security policy off`), sets: given };
  const inline = /script-?_?src[^;\]]*'unsafe-inline'/i.test(options.map((option) => option.text).join(" "));
  const note = isHandedOver ? `\`${name}\` of \`${module}\` is registered` : `\`${name}()\` of \`${module}\``;
  return setting({ path, line }, inline ? `${note}, which allows inline scripts` : note, given, proof);
}

/** What frameworks have built in, and the settings that switch it on. */
function ofFrameworks(service: Service): readonly Setting[] {
  const { code, dependencies } = service;
  const found: Setting[] = [];
  const add = (pattern: RegExp, sets: readonly Header[], note: (text: string) => string, proof: Proof = "structure") => {
    const match = code.matchesWithStrings(pattern).find(({ file }) => mayRunInProduction(file.path));
    if (match) found.push(setting({ path: match.file.path, line: match.line }, note(match.match[1] ?? ""), sets, proof));
  };
  const isSet = (name: string) => `\`${name}\` is set`;
  const isListed = (name: string) => `\`${name}\` in \`MIDDLEWARE\``;
  // Django: https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-seconds, https://django-csp.readthedocs.io
  if (dependencies.find(/^django$/).length > 0 || code.imports(/^django(?:\.|$)/).length > 0) {
    add(/^[ \t]*(SECURE_HSTS_SECONDS)\s*(?::\s*int\s*)?=(?!\s*(?:0\b|None))/gm, [hsts], isSet);
    add(/["'](django\.middleware\.clickjacking\.XFrameOptionsMiddleware)["']/g, [frame], isListed);
    add(/^[ \t]*(SECURE_CSP|CONTENT_SECURITY_POLICY|CSP_DEFAULT_SRC)\s*(?::[^=\n]*)?=(?!\s*None)/gm, [csp], isSet);
  }
  // Spring Security sets the others by itself: https://docs.spring.io/spring-security/reference/features/exploits/headers.html
  const [spring] = code.imports(/^org\.springframework\.security\.config\.(?:annotation\.)?web\..+/);
  const isDisabled = code.matches(/\.headers\s*\(\s*(?:\w+\s*->\s*\w+\.disable\(\)|\w+::disable)/g)[0];
  if (isDisabled)
    found.push({
      evidence: counterEvidence(isDisabled.file.path, isDisabled.line, "Spring Security's headers are switched off"),
      sets: [],
    });
  else if (spring) {
    const frameOff =
      code.matches(/frameOptions\s*\(\s*(?:\w+\s*->\s*\w+\.disable\(\)|\w+::disable)|frameOptions\(\)\s*\.disable/g).length > 0;
    found.push(
      setting(
        { path: spring.file.path, line: spring.line },
        "Spring Security sets its own",
        frameOff ? [hsts] : [hsts, frame],
        "structure",
      ),
    );
    add(/\.?(contentSecurityPolicy|policyDirectives)\s*\(/g, [csp], (name) => `\`${name}()\` of Spring Security`);
  } else {
    const [starter] = dependencies.find(/(?:^|[:.])spring[-.]boot[-.]starter[-.]security$/);
    if (starter) found.push(setting(starter.from, "Spring Security sets its own", [hsts, frame], "code"));
  }
  // ASP.NET: https://learn.microsoft.com/aspnet/core/security/enforcing-ssl, https://github.com/andrewlock/NetEscapades.AspNetCore.SecurityHeaders
  add(/\bapp\s*\.\s*(UseHsts)\s*\(/gi, [hsts], (name) => `\`${name}()\``);
  add(/\.\s*(UseSecurityHeaders)\s*\(/g, all, (name) => `\`${name}()\``);
  // Rails: https://guides.rubyonrails.org/security.html#http-security-headers
  const [rails] = dependencies.find(/^rails$/);
  if (rails) {
    found.push(setting(rails.from, "Rails sets `X-Frame-Options`", [frame], "code"));
    add(/^[ \t]*config\.(force_ssl)\s*=\s*true/gm, [hsts], isSet);
    add(/^[ \t]*\w[\w.]*\.(content_security_policy)\s+(?:do|\{)/gm, [csp], isSet);
  }
  return found;
}

const headerNames = "Content-Security-Policy(?!-Report)|Strict-Transport-Security|X-Frame-Options";

function headerOf(name: string): Header {
  return /^content/i.test(name) ? csp : /^strict/i.test(name) ? hsts : frame;
}

/** Headers that the code sets by their names. Next.js reads those of its own file for every answer; elsewhere the place may be that of a single route. */
function ofCode({ code }: Service): readonly Setting[] {
  const found = new Map<Header, Setting>();
  const pattern = new RegExp(
    `["'\`](${headerNames})["'\`]\\s*(?:[\\])]?\\s*[,:=]|,)|\\b(CONTENT_SECURITY_POLICY|STRICT_TRANSPORT_SECURITY|X_FRAME_OPTIONS)\\s*,`,
    "gi",
  );
  for (const { file, match, line } of code.matchesWithStrings(pattern)) {
    if (!mayRunInProduction(file.path)) continue;
    const name = match[1] ?? (match[2] ?? "").replaceAll("_", "-");
    const header = headerOf(name);
    const isForAll = /(?:^|\/)(?:next\.config|middleware)\.\w+$/.test(file.path);
    if (!found.has(header))
      found.set(header, setting({ path: file.path, line }, `sets \`${match[1] ?? match[2]}\``, [header], isForAll ? "structure" : "code"));
  }
  return [...found.values()];
}

/** Files of proxies and hosts, each of which sets what it names. */
const files =
  /(?:^|\/)(?:[\w.-]*nginx[\w.-]*|nginx\/[^\n]*\.conf[\w.]*|[\w.-]+\.conf(?:\.template)?|Caddyfile|\.htaccess|_headers|vercel\.json|netlify\.toml|firebase\.json|staticwebapp\.config\.json|customHttp\.yml|[\w.-]*traefik[\w.-]*\.(?:ya?ml|toml)|traefik\/.*\.(?:ya?ml|toml)|application[\w-]*\.properties)$/;

function ofFiles(service: Service): readonly Setting[] {
  const { workspace } = service;
  const paths = [
    ...pathsAbout(service, files),
    ...service.manifests.map(({ source }) => source.path),
    ...service.composeFiles.map(({ source }) => source.path),
  ];
  const found = new Map<Header, Setting>();
  const pattern = new RegExp(
    `\\b(${headerNames})\\b|\\b(contentSecurityPolicy|stsSeconds|frameDeny|customFrameOptionsValue)\\b["']?\\s*[:=](?!\\s*["']?(?:0|false)\\b)`,
    "i",
  );
  for (const path of new Set(paths)) {
    for (const { line, match } of linesOf(workspace, path, pattern)) {
      const written = match[1] ?? match[2] ?? "";
      const header = match[1] === undefined ? (/^content/i.test(written) ? csp : /^sts/i.test(written) ? hsts : frame) : headerOf(written);
      if (!found.has(header)) found.set(header, setting({ path, line }, `sets \`${written}\``, [header], "structure"));
    }
  }
  return [...found.values()];
}
