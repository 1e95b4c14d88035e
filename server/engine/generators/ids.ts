/** The generators, in the order in which a project needs them; users write these names. */
export const generatorIds = [
  "container",
  "compose",
  "pipeline",
  "rollback",
  "kubernetes",
  "health",
  "environment",
  "runbook",
  "readiness",
] as const;
export type GeneratorId = (typeof generatorIds)[number];
