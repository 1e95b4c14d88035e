import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";

/** How a platform gets a version, as steps of a job that has the variables `IMAGE` and, where one is needed, `NAMESPACE`. */
export interface Target {
  /** Variables of the job, beside `IMAGE`. */
  readonly variables: (plan: Plan, environment: string) => Readonly<Record<string, string>>;
  /** The steps that give the job access. */
  readonly login: (plan: Plan) => Lines;
  /** The steps that bring the version into place and wait until it runs, the smoke test among them. */
  readonly release: (plan: Plan, environment: string) => Lines;
  /** The step that brings the version before back, where the one that came into place does not answer. */
  readonly restore: (plan: Plan, environment: string) => Lines;
  /** What the environments must be given before the first run. One sentence each. */
  readonly needs: (plan: Plan) => readonly string[];
}
