import type { Dialect } from "../code/javascript.ts";
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

/** What holds for all of them. */
export function servedNotes({ answers }: Plan, { folder, importEnding }: Dialect, paths: HealthPaths): string[] {
  const where = folder === "" ? "the project's folder" : `\`${folder}\``;
  return [
    `Import what these lines need from \`./health${importEnding}\` and \`./lifecycle${importEnding}\` in ${where}.`,
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
