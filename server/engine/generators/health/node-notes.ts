import { type Dialect, findCode, freeName, placeName } from "../code/javascript.ts";
import type { Plan } from "../model.ts";
import type { Check } from "./node-checks.ts";
import type { HealthPaths } from "./paths.ts";

// What there is to say beside the files that are written for a Node server.

/** The clients as they are handed over: `{ postgres: pool, redis }`. */
export function handedOver(checks: readonly Check[]): string {
  if (checks.length === 0) return "";
  return `{ ${checks.map(({ name, usual }) => (usual === name ? name : `${name}: ${usual}`)).join(", ")} }`;
}

/** The argument that closes them: `, () => pool.end()`. */
export function closing(checks: readonly Check[]): string {
  const calls = [...new Set(checks.flatMap(({ close }) => close ?? []))];
  if (calls.length === 0) return "";
  return `, () => ${calls.length === 1 ? calls[0] : `Promise.all([${calls.join(", ")}])`}`;
}

/** Where `app.listen(` is called, the server that it gives is handed over. */
export function listenNote(plan: Plan, closes: string): string {
  const listens = findCode(plan, /\b(?:(?:const|let)\s+(\w+)\s*=\s*|(\w+)\s*=\s*)?(\w+)\.listen\(/);
  const server = listens?.match[1] ?? listens?.match[2];
  const call = `manageLifecycle(${server ?? "server"}${closes});`;
  return `${listens ? `At ${placeName(listens)}` : "Where the server is started"}, ${
    server || !listens
      ? `add \`${call}\` behind it.`
      : `write \`const server = ${listens.match[3]}.listen(\`, and add \`${call}\` behind it.`
  }`;
}

/** The names of the two modules, without their endings. */
export function moduleNames(plan: Plan, dialect: Dialect): { readonly health: string; readonly lifecycle: string } {
  return {
    health: freeName(plan, dialect, "health", "health-endpoints", "markStopping"),
    lifecycle: freeName(plan, dialect, "lifecycle", "server-lifecycle", "markStopping"),
  };
}

/** What holds for all of them. */
export function servedNotes(plan: Plan, dialect: Dialect, paths: HealthPaths): string[] {
  const { answers } = plan;
  const { folder, importEnding } = dialect;
  const { health, lifecycle } = moduleNames(plan, dialect);
  const where = folder === "" ? "the project's folder" : `\`${folder}\``;
  return [
    `Import what these lines need from \`./${health}${importEnding}\` and \`./${lifecycle}${importEnding}\` in ${where}.`,
    ...detailsNote(answers.details, paths),
  ];
}

export function detailsNote(details: "token" | "none", paths: HealthPaths): string[] {
  return [
    ...(details === "token"
      ? [`\`${paths.details}\` is there only where \`HEALTH_TOKEN\` is set; monitoring sends it as \`Authorization: Bearer\`.`]
      : []),
    ...(paths.note === undefined ? [] : [paths.note]),
  ];
}
