import type { Dialect, Import } from "../code/javascript.ts";
import { cacheSeconds, checkSeconds } from "./contract.ts";
import type { Check } from "./node-checks.ts";

// What the health endpoints of all Node servers share: what state the program is in, how dependencies are asked, and who is told more.

/** The state that a program goes through, and how it is told. */
export function phaseCode({ type }: Dialect): string {
  return `let phase${type(': "starting" | "running" | "stopping"')} = "starting";

/** Start-up has finished. */
export function markReady()${type(": void")} {
  if (phase === "starting") phase = "running";
}

/** No more requests are to come. */
export function markStopping()${type(": void")} {
  phase = "stopping";
}
`;
}

export function readinessImports(checks: readonly Check[], hasDetails: boolean): readonly Import[] {
  return [
    ...(hasDetails ? [{ from: "node:crypto", values: ["createHash", "timingSafeEqual"] }] : []),
    ...(checks.length > 0 ? [{ from: "node:timers/promises", values: ["setTimeout"] }] : []),
  ];
}

export function clientImports(checks: readonly Check[]): readonly Import[] {
  const byModule = new Map<string, readonly string[]>();
  for (const { import: one } of checks)
    if (one) byModule.set(one.from, [...new Set([...(byModule.get(one.from) ?? []), ...(one.types ?? [])])]);
  return [...byModule].sort(([a], [b]) => (a < b ? -1 : 1)).map(([from, types]) => ({ from, types }));
}

/** The type of what is handed over to be checked. */
export function clientsType({ isTypeScript }: Dialect, checks: readonly Check[]): string {
  if (!isTypeScript || checks.length === 0) return "";
  return `/** What is asked whether it answers: hand over what the application itself uses. */
export interface Clients {
${checks.map(({ name, type }) => `  ${name}: ${type};\n`).join("")}}
`;
}

/** The parameter by which clients come in: `{ postgres, redis }: Clients`. */
export function clientsParameter({ type }: Dialect, checks: readonly Check[]): string {
  return checks.length === 0 ? "" : `{ ${checks.map(({ name }) => name).join(", ")} }${type(": Clients")}`;
}

/** The statement that makes the function by which the endpoints ask. */
export function reportStatement(checks: readonly Check[], indent = "  "): string {
  if (checks.length === 0) return "";
  const items = checks.map(
    ({ name, isCritical, ask }) => `${indent}  { name: "${name}", isCritical: ${isCritical}, run: () => ${ask} },\n`,
  );
  return `${indent}const report = reporter([\n${items.join("")}${indent}]);\n`;
}

/** How the endpoints get the report. */
export function reportCall(checks: readonly Check[]): string {
  return checks.length === 0 ? "report()" : "await report()";
}

/** The report on all dependencies; without any, on the program alone. Where the server keeps the program's state itself, there is no phase. */
export function reporterCode({ type, isTypeScript }: Dialect, checks: readonly Check[], hasPhase = true): string {
  if (checks.length === 0)
    return `function report()${type(': { status: "ok" | "down" }')} {
  return { status: phase === "running" ? "ok" : "down" };
}
`;
  const types = `interface Check {
  name: string;
  /** Without it no request can be answered; else the service is merely degraded. */
  isCritical: boolean;
  run: () => Promise<unknown>;
}

interface Outcome {
  status: "up" | "down";
  isCritical: boolean;
  reason: string | undefined;
  milliseconds: number;
}

interface Report {
  status: "ok" | "degraded" | "down";
  checks: Record<string, Outcome>;
}

`;
  return `${isTypeScript ? types : ""}/** Less than a probe waits. */
const timeoutMilliseconds = ${milliseconds(checkSeconds)};
/** However many ask, each dependency is asked no more often than this. */
const cacheMilliseconds = ${milliseconds(cacheSeconds)};

function reporter(checks${type(": readonly Check[]")})${type(": () => Promise<Report>")} {
  let askedAt = 0;
  let answer${type(": Promise<Record<string, Outcome>> | undefined")};
  return async () => {
    if (!answer || Date.now() - askedAt >= cacheMilliseconds) {
      askedAt = Date.now();
      answer = Promise.all(checks.map(async (check) => [check.name, await outcomeOf(check)]${type(" as const")})).then((all) =>
        Object.fromEntries(all),
      );
    }
    const outcomes = await answer;
    const failed = Object.values(outcomes).filter(({ status }) => status === "down");
    const isDown = ${hasPhase ? 'phase !== "running" || ' : ""}failed.some(({ isCritical }) => isCritical);
    return { status: isDown ? "down" : failed.length > 0 ? "degraded" : "ok", checks: outcomes };
  };
}

async function outcomeOf({ isCritical, run }${type(": Check")})${type(": Promise<Outcome>")} {
  const startedAt = Date.now();
  let reason${type(": string | undefined")};
  try {
    const isLate = Symbol();
    const first = await Promise.race([run(), setTimeout(timeoutMilliseconds, isLate, { ref: false })]);
    if (first === isLate) reason = "timeout";
  } catch (error) {
    // The message may name hosts and users; the code does not.
    reason = error instanceof Error && "code" in error ? String(error.code) : "error";
  }
  return { status: reason ? "down" : "up", isCritical, reason, milliseconds: Date.now() - startedAt };
}
`;
}

/** What is told to who has the token: the report, and which program answers since when. */
export function detailsExpression(checks: readonly Check[], indent: string): string {
  return `{
${indent}  ...${checks.length === 0 ? "report()" : "(await report())"},
${indent}  version: process.env.APP_VERSION ?? "unknown",
${indent}  uptimeSeconds: Math.floor(process.uptime()),
${indent}  timestamp: new Date().toISOString(),
${indent}}`;
}

/** Compares a header with the token; digests are equally long, and the time that comparing them takes says nothing. */
export function tokenCode({ type }: Dialect): string {
  return `function carries(header${type(": string | undefined")}, token${type(": string")})${type(": boolean")} {
  const digest = (text${type(": string")}) => createHash("sha256").update(text).digest();
  // Digests are equally long, and comparing them takes equally long.
  return timingSafeEqual(digest(header ?? ""), digest(\`Bearer \${token}\`));
}
`;
}

/** `5_000` */
export function milliseconds(seconds: number): string {
  return String(seconds * 1000).replaceAll(/\B(?=(?:\d{3})+$)/g, "_");
}
