import { pinnedUses } from "../../knowledge/actions.ts";
import { indented, type Lines } from "../yaml-text.ts";
import { item, pairs, scalar, script, section } from "./lines.ts";

/** The runner that jobs run on: one that is named, so that what it holds does not change from one day to the next. */
export const runner = "ubuntu-24.04";

/**
 * A step that uses an action, pinned.
 * @param inputs those that are undefined are left out
 * @param keys `id` and `if` of the step
 */
export function uses(
  action: string,
  inputs: Readonly<Record<string, string | undefined>> = {},
  keys: Readonly<Record<string, string>> = {},
): Lines {
  const given = Object.entries(inputs).map(([name, value]) => value !== undefined && `${name}: ${input(value)}`);
  return item(`uses: ${pinnedUses(action)}`, pairs(keys), section("with", ...given));
}

/** What looks like a number with a point in it is a version, and a text. */
function input(value: string): string {
  return /^\d+$/.test(value) ? value : scalar(value);
}

export interface RunStep {
  readonly name: string;
  readonly id?: string | undefined;
  readonly if?: string | undefined;
  /** Relative to the repository; that of the job's defaults where none is given. */
  readonly folder?: string;
  readonly run: Lines;
  readonly env?: Readonly<Record<string, string>>;
}

/** A step that runs commands. */
export function run({ name, id, if: condition, folder, run: lines, env = {} }: RunStep): Lines {
  return item(
    `name: ${name}`,
    id !== undefined && `id: ${id}`,
    condition !== undefined && `if: ${condition}`,
    folder !== undefined && `working-directory: ${folder}`,
    script(...lines),
    section("env", pairs(env)),
  );
}

/** Nothing that a job runs is given the token by way of the checkout. */
export const checkout = (): Lines => uses("actions/checkout", { "persist-credentials": "false" });

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly needs?: readonly string[];
  readonly if?: string | undefined;
  readonly minutes: number;
  /** What stands between the timeout and the steps: environment, permissions, outputs, services. */
  readonly keys?: Lines;
  readonly steps: Lines;
}

/** A job, as it stands under `jobs:`. */
export function job({ id, name, needs = [], if: condition, minutes, keys = [], steps }: Job): Lines {
  return [
    `${id}:`,
    ...indented(
      2,
      `name: ${name}`,
      needs.length > 0 && `needs: ${needs.length === 1 ? needs[0] : `[${needs.join(", ")}]`}`,
      condition !== undefined && `if: ${condition}`,
      `runs-on: ${runner}`,
      `timeout-minutes: ${minutes}`,
      keys,
      section("steps", steps),
    ),
  ];
}
