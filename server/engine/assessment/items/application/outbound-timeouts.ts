import { javaSetting } from "../../../workspace/project/java.ts";
import type { Call } from "../../code/source-file.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";
import { called, calledAgainst, dependedOn, few, written } from "./signs.ts";

/** A client that waits for ever unless a call, or its settings, say how long. */
interface Client {
  readonly modules: RegExp;
  /** Calls that go out, or set a client up. */
  readonly member: RegExp;
  /** How the call says for how long it waits. */
  readonly bound: RegExp;
  /** Settings that hold for all calls. */
  readonly settings?: RegExp;
}

/**
 * By each one's documentation: https://axios-http.com/docs/req_config (0: no timeout), https://requests.readthedocs.io/en/latest/user/quickstart/#timeouts
 * (none), https://pkg.go.dev/net/http#Client (zero means none), https://docs.aiohttp.org/en/stable/client_quickstart.html#timeouts (5 minutes),
 * https://www.python-httpx.org/advanced/timeouts/ (5 s), https://github.com/sindresorhus/ky#timeout (10 s), https://github.com/node-fetch/node-fetch (none).
 */
const clients: readonly Client[] = [
  {
    modules: /^axios$/,
    member: /^default(?:\.(?:create|get|post|put|patch|delete|head|request))?$/,
    bound: /\b(?:timeout|signal)\b/,
    settings: /\baxios\.defaults\.timeout\s*=/g,
  },
  { modules: /^node-fetch$/, member: /^default$/, bound: /\b(?:signal|timeout)\b/ },
  { modules: /^got$/, member: /^(?:default|got)(?:\.(?:get|post|put|patch|delete|extend))?$/, bound: /\b(?:timeout|signal)\b/ },
  { modules: /^@nestjs\/axios$/, member: /^HttpModule\.register(?:Async)?$/, bound: /\btimeout\b/ },
  { modules: /^requests$/, member: /^(?:get|post|put|patch|delete|head|options|request)$/, bound: /\btimeout\s*=|\*\*/ },
  { modules: /^urllib\.request$/, member: /^urlopen$/, bound: /\btimeout\s*=|,[^=]*,/ },
];

/** Clients with a limit of their own. */
const bounded = /^(?:httpx|ky|aiohttp)$/;

/** What bounds and repeats calls, and stops calling who is down. */
const policies =
  /^(?:cockatiel|opossum|p-retry|p-timeout|axios-retry|async-retry|tenacity|backoff|stamina|pybreaker|aiobreaker|github\.com\/(?:cenkalti\/backoff|sony\/gobreaker|hashicorp\/go-retryablehttp|avast\/retry-go|failsafe-go\/failsafe-go|eapache\/go-resiliency)(?:\/.*)?|io\.github\.resilience4j:.+|io\.github\.resilience4j\..+|org\.springframework\.cloud:spring-cloud-starter-circuitbreaker-.+|org\.springframework\.retry:.+|io\.quarkus:quarkus-smallrye-fault-tolerance|org\.eclipse\.microprofile\.faulttolerance\..+|Polly(?:\..+)?|Microsoft\.Extensions\.Http\.(?:Resilience|Polly)|stoplight|circuitbox|faraday-retry|tower|backon)$/;

/** Packages that talk to others at all. */
const outgoing =
  /^(?:axios|got|node-fetch|undici|superagent|ky|needle|@nestjs\/axios|@grpc\/grpc-js|requests|httpx|aiohttp|urllib3|grpcio|stripe|twilio|boto3|openai|@aws-sdk\/.+|google\.golang\.org\/grpc|github\.com\/aws\/aws-sdk-go.*|github\.com\/go-resty\/resty.*|org\.springframework\.cloud:spring-cloud-starter-openfeign|org\.springframework\.boot:spring-boot-starter-(?:webflux|restclient)|io\.quarkus:quarkus-rest-client.*|com\.squareup\.okhttp3:.+|reqwest|tonic|RestSharp|Refit|faraday|httparty|guzzlehttp\/guzzle|symfony\/http-client)$/;

export const outboundTimeouts: Assessor = {
  id: "application.outbound-timeouts",
  looksAt:
    "Calls of HTTP clients that wait for ever unless they are told otherwise (`axios`, `fetch`, `got`, `requests`, `http.Get` and others), the limits that they are given, and libraries for retries and circuit breakers.",
  action: {
    kind: "decide",
    title: "Bound every call",
    asks: "Name for each dependency how long a call may take, how often it is repeated and after which pause, and where the code says so.",
  },
  assess(service) {
    const { code, application } = service;
    if (application?.kind.value === "static") return notApplicable("It only serves files, and calls nobody.");
    const { limited, patient } = fetches(service);
    const calls = [...clients.flatMap((client) => callsOf(client, service)), ...limited, ...goCalls(service), ...jvmCalls(service)];
    const unbounded = calls.filter(({ isAgainst }) => isAgainst);
    const within = calls.filter(({ isAgainst }) => !isAgainst);
    const repeating = [
      ...code.callsFrom(policies).map(({ call, from }) => called(call, `\`${from.module}\` bounds or repeats calls`)),
      ...annotations(service),
    ];
    if (unbounded.length > 0)
      return open(
        `${unbounded.length === 1 ? "A call waits" : `${unbounded.length} calls wait`} for an answer for ever.`,
        [...few(unbounded, 4), ...few(within, 2)],
        {
          kind: "open",
          path: unbounded[0]?.path ?? "",
          line: unbounded[0]?.line ?? 1,
          title: "Give the call a time-out",
        },
      );
    if (within.length > 0 && within.every(({ proof }) => proof !== "structure"))
      return likely("Contexts have deadlines. Which calls they hold for is not shown.", few([...within, ...repeating]));
    if (within.length > 0 && patient.length > 0)
      return likely("Some calls of others have time-outs; `fetch` without a `signal` waits for minutes.", [
        ...few(within, 3),
        ...few(patient, 2),
      ]);
    if (within.length > 0)
      return met(
        `The calls of others that are seen have time-outs${repeating.length > 0 ? ", and retries that are bounded" : "; none is repeated by a library that is known"}.`,
        [...few(within, 3), ...few(repeating, 2)],
      );
    const shown = [
      ...repeating,
      ...dependedOn(service, policies),
      ...dependedOn(service, bounded).map((one) => ({ ...one, note: `${one.note}, which has a time-out of its own` })),
    ];
    if (shown.length > 0) return likely("What bounds calls is among its dependencies. Which calls it holds for is not shown.", few(shown));
    const asked = dependedOn(service, outgoing);
    const services = application?.services ?? [];
    const words = asked.map((one) => ({ ...one, proof: "word" as const }));
    if (!code.isSeen) return manual("Its sources cannot be seen here.", few(words, 3));
    if (patient.length > 0) return open("It calls others by `fetch` without a `signal`, and waits for minutes.", few(patient, 3));
    if (asked.length > 0) return open("It calls others. No time-out is seen.", few(words));
    if (services.length > 0)
      return manual(
        "No calls of other services are seen but those to its databases. Whether these have time-outs stands in their settings.",
        services.flatMap(({ value, from }) => (from ? [evidence(from.path, from.line, `talks to ${value}`, "word")] : [])).slice(0, 3),
      );
    return notApplicable("No call of another service is seen in its sources.");
  },
};

function callsOf({ modules, member, bound, settings }: Client, service: Service): readonly Evidence[] {
  const general = settings ? written(service, settings) : [];
  const calls = service.code.callsFrom(modules).filter((one) => member.test(one.member));
  // One that sets a client up holds for its calls, which go by another name.
  return [
    ...general,
    ...calls.flatMap(({ call }) => {
      if (isBound(call, bound)) return [called(call, `\`${call.callee}()\` has a time-out`)];
      if (general.length > 0 || call.arguments.length === 0 || isOpen(call)) return [];
      return [calledAgainst(call, `\`${call.callee}()\` has no time-out`)];
    }),
  ];
}

function isBound(call: Call, bound: RegExp): boolean {
  return bound.test(call.arguments.map(({ skeleton }) => skeleton).join(", "));
}

/** Its settings are given by a name, and stand elsewhere. */
function isOpen({ arguments: all, file }: Call): boolean {
  if (file.family === "python") return all.some(({ skeleton }) => skeleton.startsWith("*"));
  return all.some(
    ({ skeleton }, at) =>
      /^\.\.\.|[{,]\s*\.\.\./.test(skeleton) ||
      (/^[\w$.]+$/.test(skeleton) && (at > 0 || all.length === 1)) ||
      /^\w[\w$.]*\(/.test(skeleton),
  );
}

/** The built-in `fetch` gives up after five minutes, which is long, and not for ever. */
function fetches({ code }: Service): { readonly limited: readonly Evidence[]; readonly patient: readonly Evidence[] } {
  const calls = code.calls(/^fetch$/).filter(({ file }) => file.family === "javascript");
  const isPatient = ({ arguments: [, ...settings] }: Call) =>
    settings.every(({ skeleton }) => skeleton.startsWith("{") && !skeleton.includes("...") && !/\bsignal\b/.test(skeleton));
  return {
    limited: calls.filter((call) => isBound(call, /\bsignal\b/)).map((call) => called(call, "`fetch()` has a time-out")),
    patient: calls.filter(isPatient).map((call) => called(call, "`fetch()` without a `signal`", "word")),
  };
}

function goCalls(service: Service): readonly Evidence[] {
  const { code } = service;
  const limits = [
    ...written(service, /\bhttp\.Client\s*\{[^{}]*\bTimeout\s*:/g, "`http.Client` with `Timeout`"),
    ...code
      .callsFrom(/^context$/)
      .filter(({ member }) => /^With(?:Timeout|Deadline)(?:Cause)?$/.test(member))
      .map(({ call }) => called(call, `\`${call.callee}()\``, "code")),
  ];
  // These go by the default client, which waits for ever.
  const calls = code
    .callsFrom(/^net\/http$/)
    .flatMap(({ call, member }) =>
      /^(?:Get|Post|PostForm|Head)$|^DefaultClient\.(?:Get|Post|PostForm|Head)$/.test(member)
        ? [calledAgainst(call, `\`${call.callee}()\` has no time-out`)]
        : [],
    );
  return [...calls, ...limits.filter(({ path }) => path.endsWith(".go"))];
}

function jvmCalls(service: Service): readonly Evidence[] {
  const { folder, workspace } = service;
  const settings = [
    "spring.http.client.read-timeout",
    "spring.http.clients.read-timeout",
    "spring.cloud.openfeign.client.config.default.readTimeout",
    "spring.cloud.openfeign.client.config.default.read-timeout",
  ].flatMap((key) => {
    const found = javaSetting(folder, key, workspace);
    return found ? [evidence(found.path, found.line, `\`${key}\` is \`${found.value}\``)] : [];
  });
  const calls = service.code
    .calls(/(?:^|\.)(?:setReadTimeout|readTimeout|responseTimeout|setResponseTimeout|callTimeout|connectTimeout)$/)
    .filter(({ file }) => file.family === "jvm")
    .map((call) => called(call, `\`${call.name}()\``));
  const others = service.code
    .calls(/(?:^|\.)timeout$/)
    .filter(({ file }) => file.family === "rust" || file.family === "jvm")
    .map((call) => called(call, "`timeout()`"));
  return [...settings, ...calls, ...others];
}

function annotations(service: Service): readonly Evidence[] {
  return written(service, /@(?:TimeLimiter|CircuitBreaker|Retryable|Retry|Timeout|Bulkhead)\b/g).filter(({ path }) =>
    /\.(?:java|kt)$/.test(path),
  );
}
