import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";

/** How a version comes into an environment, as steps of a job that has the variable `IMAGE` and those of the target. */
export interface Release {
  /** The steps that bring the version into place and wait until it runs, the smoke test among them. */
  readonly release: (plan: Plan, environment: string) => Lines;
  /** The steps that bring the version before back, where the one that came into place does not work. */
  readonly restore: (plan: Plan, environment: string) => Lines;
}

/** A platform. */
export interface Target extends Release {
  /** Variables of the job, beside `IMAGE`. */
  readonly variables: (plan: Plan, environment: string) => Readonly<Record<string, string>>;
  /** The steps that give the job access. */
  readonly login: (plan: Plan) => Lines;
  /** How long a release may take. */
  readonly minutes: (plan: Plan) => number;
  /** What the environments must be given before the first run. One sentence each. */
  readonly needs: (plan: Plan) => readonly string[];
}
