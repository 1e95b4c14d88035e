import type { Plan } from "../model.ts";

export interface HealthPaths {
  readonly live: string;
  readonly ready: string;
  readonly details: string;
  /** What is to be known about an endpoint that the code has already. */
  readonly note: string | undefined;
}

/** The paths of the endpoints. One that the code answers already stays as it is, and gets none of ours beside it on the same path. */
export function healthPaths({ answers, application }: Plan): HealthPaths {
  const existing = application.livenessPath?.value;
  const { livenessPath, readinessPath } = answers;
  const isOwn = livenessPath !== existing && readinessPath !== existing && livenessPath !== readinessPath;
  const [live, ready] = isOwn ? [livenessPath, readinessPath] : ["/livez", "/readyz"];
  const from = application.livenessPath?.from;
  const at = from ? ` (\`${from.path}:${from.line}\`)` : "";
  return {
    live,
    ready,
    details: "/health/details",
    note: noteOf(),
  };

  function noteOf(): string | undefined {
    if (existing === undefined) return undefined;
    if (existing === live) return `\`${live}\`${at} is answered already: take that route away, or leave these endpoints out.`;
    if (isOwn) return undefined;
    return `\`${existing}\`${at} stays: point probes at \`${live}\` and \`${ready}\` instead, which tell a process that hangs from one that cannot serve.`;
  }
}

/** What is to be known about the paths, to stand among other notes. */
export function pathNote(plan: Plan): string[] {
  const { note } = healthPaths(plan);
  return note === undefined ? [] : [note];
}
