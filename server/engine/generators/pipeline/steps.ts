import { pinnedUses } from "../../knowledge/actions.ts";
import { indented, item, type Lines, scalar, script } from "./lines.ts";

/** The runner that jobs run on: one that is named, so that what it holds does not change from one day to the next. */
export const runner = "ubuntu-24.04";

/** A step that uses an action. Values are written as YAML scalars; those of several lines as blocks. */
export function uses(action: string, inputs: Readonly<Record<string, string | undefined>> = {}, keys: Lines = []): Lines {
  const given = Object.entries(inputs).flatMap(([name, value]) =>
    value === undefined
      ? []
      : value.includes("\n")
        ? [`${name}: |`, ...indented(value.split("\n"), 2)]
        : [`${name}: ${value.startsWith("${{") && value.endsWith("}}") ? value : inputScalar(value)}`],
  );
  return item([`uses: ${pinnedUses(action)}`, ...keys, ...(given.length > 0 ? ["with:", ...indented(given, 2)] : [])]);
}

/** `true`, `false` and numbers of an input are meant as such; what is a version stays a text. */
function inputScalar(value: string): string {
  return /^(?:true|false|\d{1,4})$/.test(value) ? value : /\$\{\{/.test(value) && !/^[&*!|>'"%@`[{#]|: | #/.test(value) ? value : scalar(value);
}

export interface RunStep {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly run: Lines;
  /** Values as they stand in YAML. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A step that runs commands. */
export function run({ name, id, if: condition, run: lines, env = {} }: RunStep): Lines {
  const variables = Object.entries(env).map(([key, value]) => `${key}: ${value}`);
  return item([
    `name: ${name}`,
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(condition === undefined ? [] : [`if: ${condition}`]),
    ...script(lines),
    ...(variables.length > 0 ? ["env:", ...indented(variables, 2)] : []),
  ]);
}

/** Nothing that a job runs is given the token by way of the checkout. */
export const checkout: Lines = /* @__PURE__ */ uses("actions/checkout", { "persist-credentials": "false" });

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly needs?: readonly string[];
  readonly if?: string;
  readonly minutes: number;
  /** What stands between the timeout and the steps: environment, permissions, outputs, services. */
  readonly keys?: Lines;
  /** A comment above it. */
  readonly about?: string;
  readonly steps: readonly Lines[];
}

/** A job, as it stands under `jobs:`. */
export function job({ id, name, needs = [], if: condition, minutes, keys = [], about, steps }: Job): Lines {
  const [first, ...others] = needs;
  return [
    ...(about === undefined ? [] : [`# ${about}`]),
    `${id}:`,
    ...indented(
      [
        `name: ${name}`,
        ...(first === undefined ? [] : [`needs: ${others.length === 0 ? first : `[${needs.join(", ")}]`}`]),
        ...(condition === undefined ? [] : [`if: ${condition}`]),
        `runs-on: ${runner}`,
        `timeout-minutes: ${minutes}`,
        ...keys,
        "steps:",
        ...indented(steps.flat(), 2),
      ],
      2,
    ),
  ];
}
