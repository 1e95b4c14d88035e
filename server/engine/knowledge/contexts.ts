import data from "./data/contexts.json" with { type: "json" };

export type ValueType = "string" | "number" | "boolean" | "object" | "any";

/** A property of a context whose properties are all known. */
export interface ContextProperty {
  readonly name: string;
  readonly type: ValueType;
  /** What it holds, in a sentence; empty in the command line. */
  readonly about: string;
}

export interface ExpressionFunction {
  /** As it is written in the documentation; expressions may write it in any case. */
  readonly name: string;
  /** `search, item`. */
  readonly parameters: string;
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly type: ValueType;
  /** What it gives, in a sentence; empty in the command line. */
  readonly about: string;
  /** `success`, `failure`, `always`, `cancelled`: a condition with one of them does without the implied `success()`. */
  readonly isStatus: boolean;
}

/** The day on which the table was checked. */
export const contextsDate: string = data.date;

/** What a context or a property holds; left out of the command line, which tells nobody. */
const about: Readonly<Record<string, string>> = (data as { readonly about?: Readonly<Record<string, string>> }).about ?? {};

/** The names of all contexts. */
export const contextNames: readonly string[] = data.roots.split(" ");

/** What a context holds, in a sentence; undefined for unknown ones. */
export function aboutContext(name: string): string | undefined {
  return about[name.toLowerCase()];
}

type Properties = ReadonlyMap<string, ContextProperty>;
const closed: ReadonlyMap<string, Properties> = new Map(
  Object.entries(data.closed as Readonly<Record<string, string>>).map(([path, properties]) => [
    path,
    new Map(
      properties.split(" ").map((text) => {
        const [name = "", type = "string"] = text.split(":");
        return [name.toLowerCase(), { name, type: type as ValueType, about: about[`${path}.${name}`] ?? "" }];
      }),
    ),
  ]),
);

/**
 * The properties of what a path leads to, by their names in small letters; undefined where others than the known ones may be there. Paths are
 * taken without regard to case: `["github"]`, `["steps", "build"]`, `["job", "services", "db"]`.
 */
export function propertiesAt(path: readonly string[]): ReadonlyMap<string, ContextProperty> | undefined {
  const [root = "", ...rest] = path.map((segment) => segment.toLowerCase());
  if (rest.length === 0) return closed.get(root);
  return closed.get([root, ...rest].join(".")) ?? closed.get([root, ...rest.slice(0, -1), "*"].join("."));
}

const functions: ReadonlyMap<string, ExpressionFunction> = new Map(
  (
    data.functions as readonly {
      readonly name: string;
      readonly parameters: string;
      readonly count: string;
      readonly type: string;
      readonly about?: string;
    }[]
  ).map(({ name, parameters, count, type, about = "" }) => {
    const [least = "", most = least] = count.split("-");
    return [
      name.toLowerCase(),
      {
        name,
        parameters,
        minArguments: Number(least),
        maxArguments: Number(most),
        type: type as ValueType,
        about,
        isStatus: ["success", "failure", "always", "cancelled"].includes(name),
      },
    ];
  }),
);

/** The function of this name, in whatever case. */
export function findFunction(name: string): ExpressionFunction | undefined {
  return functions.get(name.toLowerCase());
}

/** All functions of expressions. */
export function allFunctions(): readonly ExpressionFunction[] {
  return [...functions.values()];
}

/**
 * Whether a function takes so many arguments: `case` takes pairs of condition and value, then the default.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions.
 */
export function takesArguments(known: ExpressionFunction, count: number): boolean {
  return count >= known.minArguments && count <= known.maxArguments && (known.name !== "case" || count % 2 === 1);
}

const untrusted: readonly (readonly string[])[] = data.untrusted.map((path) => path.split("."));
const safe: ReadonlySet<string> = new Set(data.safe.toLowerCase().split(" "));
const safeEnds: ReadonlySet<string> = new Set(data.safeEnds.split(" "));

/** All paths whose text strangers can choose, with `*` for any item. Source: https://docs.github.com/en/actions/reference/security/secure-use. */
export const untrustedPaths: readonly string[] = data.untrusted;

/**
 * How far the text that a context path leads to can be trusted inside a script:
 * `untrusted` where strangers choose it (titles, bodies, branch names, messages); `holds-untrusted` for an object with such texts in it, which
 * counts where it is written out as a whole (`toJSON(github.event)`); `safe` where it can hold nothing but letters, digits and the like
 * (commits, numbers, names of repositories and users); `unknown` for all else.
 *
 * Segments are taken without regard to case; an index (`0`) and `*` are items.
 */
export function trustOf(path: readonly string[]): "untrusted" | "holds-untrusted" | "safe" | "unknown" {
  const segments = path.map((segment) => segment.toLowerCase());
  let holds = false;
  for (const pattern of untrusted) {
    const length = Math.min(pattern.length, segments.length);
    let matches = true;
    for (let i = 0; matches && i < length; i++) matches = isSameSegment(pattern[i] ?? "", segments[i] ?? "");
    if (!matches) continue;
    if (segments.length >= pattern.length) return "untrusted";
    holds = true;
  }
  if (holds) return "holds-untrusted";
  const [root, second] = segments;
  const last = segments.at(-1) ?? "";
  if (root === "github" && segments.length === 2) return safe.has(last) ? "safe" : "unknown";
  // What callers of `repository_dispatch` and of `workflow_dispatch` send is theirs to choose, whatever it is called.
  if (root === "github" && second === "event")
    return safeEnds.has(last) && !/^(?:client_payload|inputs)$/.test(segments[2] ?? "") ? "safe" : "unknown";
  if (root === "steps" && segments.length === 3) return last === "outcome" || last === "conclusion" ? "safe" : "unknown";
  if ((root === "needs" || root === "jobs") && segments.length === 3) return last === "result" ? "safe" : "unknown";
  if (root === "runner" || root === "strategy" || root === "job") return "safe";
  return "unknown";
}

function isSameSegment(pattern: string, segment: string): boolean {
  return pattern === segment || segment === "*" || (pattern === "*" && /^\d+$/.test(segment));
}
