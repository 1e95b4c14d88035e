// The options of a command, read from its arguments: a table in, values out. Small, and free of the engine, so that `--help` is quick.

export interface OptionSpec {
  /** Without dashes. */
  readonly name: string;
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** The value of the option given alone; it then takes one only after `=` or where the next argument is one of the choices. */
  readonly alone?: string;
  readonly repeats?: true;
  readonly summary: string;
}

export interface ParsedArguments {
  has(name: string): boolean;
  /** The option's value, the last where it was given twice; undefined where it was not given. */
  get(name: string): string | undefined;
  all(name: string): readonly string[];
  readonly operands: readonly string[];
}

/** Arguments that make no sense. Where a word is unknown, the words that could have been meant come along. */
export class UsageError extends Error {
  readonly unknown: { readonly word: string; readonly candidates: readonly string[] } | undefined;

  constructor(message: string, unknown?: UsageError["unknown"]) {
    super(message);
    this.unknown = unknown;
  }
}

/** Reads `--name`, `--name value`, `--name=value` and `--`; everything else is an operand. */
export function parseArguments(argv: readonly string[], specs: readonly OptionSpec[]): ParsedArguments {
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] as string;
    if (argument === "--") {
      operands.push(...argv.slice(i + 1));
      break;
    }
    if (!argument.startsWith("-") || argument === "-") {
      operands.push(argument);
      continue;
    }
    const equals = argument.indexOf("=");
    const written = equals < 0 ? argument : argument.slice(0, equals);
    const name = written === "-h" ? "help" : written.slice(2);
    const spec = written.startsWith("--") || written === "-h" ? specs.find((one) => one.name === name) : undefined;
    if (!spec) {
      throw new UsageError(`\`${written}\` is not an option of this command`, {
        word: written,
        candidates: specs.map((one) => `--${one.name}`),
      });
    }
    let value = equals < 0 ? undefined : argument.slice(equals + 1);
    if (spec.value === undefined) {
      if (value !== undefined) throw new UsageError(`\`${written}\` takes no value`);
      value = "";
    } else if (value === undefined) {
      const next = argv[i + 1];
      if (spec.alone !== undefined) {
        if (next !== undefined && spec.choices?.includes(next)) i++;
        value = next !== undefined && spec.choices?.includes(next) ? next : spec.alone;
      } else {
        if (next === undefined || (next.startsWith("--") && next.length > 2))
          throw new UsageError(`\`${written}\` needs a value: \`${written} ${spec.value}\``);
        value = next;
        i++;
      }
    }
    if (spec.choices && !spec.choices.includes(value)) {
      throw new UsageError(`\`${written}\` takes ${list(spec.choices)}, not \`${value}\``, { word: value, candidates: spec.choices });
    }
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return {
    has: (name) => values.has(name),
    get: (name) => values.get(name)?.at(-1),
    all: (name) => values.get(name) ?? [],
    operands,
  };
}

/** `a`, `b` or `c`. */
function list(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}` : (quoted[0] ?? "nothing");
}

/** The lines of the help that describe the options. */
export function describeOptions(specs: readonly OptionSpec[]): string {
  const heads = specs.map(({ name, value, alone }) => {
    if (value === undefined) return `--${name}`;
    return alone === undefined ? `--${name} ${value}` : `--${name}[=${value}]`;
  });
  const width = Math.max(...heads.map((head) => head.length));
  return specs.map(({ summary }, i) => `  ${(heads[i] as string).padEnd(width)}  ${summary}\n`).join("");
}
