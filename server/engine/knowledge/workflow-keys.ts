import data from "./data/workflow-keys.json" with { type: "json" };

/** What a key is for; left out of the command line, which tells nobody. */
const about: Readonly<Record<string, string>> = (data as { readonly about?: Readonly<Record<string, string>> }).about ?? {};

/**
 * A path of keys and item indexes as a kind of place, with `*` for names of the author's choice and `#` for items: `jobs.*.needs.#`. A step's keys
 * are `steps.#.…` wherever the step stands, and those of an event `on.*.…` where they mean the same for each.
 */
export function kindOfPlace(path: readonly string[]): string {
  let names = path.map((name) => (/^\d+$/.test(name) ? "#" : name));
  const steps = names[0] === "jobs" ? 2 : names[0] === "runs" ? 1 : -1;
  if (names[steps] === "steps" && names[steps + 1] === "#") {
    // A step inside of `parallel:` is one like any other.
    const isInner = names[steps + 2] === "parallel" && names[steps + 3] === "#";
    names = ["steps", ...names.slice(steps + (isInner ? 3 : 1))];
  } else if (names[0] === "jobs" && names.length > 1) names[1] = "*";
  const parent = (i: number) => names[i - 1] ?? "";
  return names.map((name, i) => (i > 0 && name !== "#" && isNamed(parent(i), names, i) ? "*" : name)).join(".");
}

/** Whether what stands below a key has names of the author's choice. */
function isNamed(parent: string, names: readonly string[], i: number): boolean {
  if (parent === "env" || parent === "services" || parent === "inputs" || parent === "outputs" || parent === "secrets") return true;
  if (parent === "with") return true;
  if (parent === "matrix") return names[i] !== "include" && names[i] !== "exclude";
  return false;
}

/** What a key is for, in a sentence or two, by its kind of place; undefined for keys that the table does not hold. */
export function aboutKey(path: readonly string[]): string | undefined {
  const kind = kindOfPlace(path);
  const ofEvent = kind.startsWith("on.") ? about[kind.replace(/^on\.[^.]+/, "on.*")] : undefined;
  const key = path.at(-1) ?? "";
  return about[kind] ?? ofEvent ?? bySuffix(kind) ?? (sameEverywhere.has(key) ? about[key] : undefined);
}

/** By the end of the path, of two keys or more: `strategy.matrix`, `inputs.*.type`. */
function bySuffix(kind: string): string | undefined {
  const names = kind.split(".");
  for (let i = 1; i < names.length - 1; i++) {
    const found = about[names.slice(i).join(".")];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Keys that mean the same wherever they stand. */
const sameEverywhere: ReadonlySet<string> = new Set(["concurrency", "defaults", "description", "env", "run"]);

/** The part of GitHub's reference that describes a key. Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax. */
export function linkOfKey(path: readonly string[]): string {
  if (path[0] === "runs" || path[0] === "branding" || path[0] === "inputs" || path[0] === "outputs") return data.metadata;
  const kind = kindOfPlace(path);
  const anchor = kind.startsWith("steps.#")
    ? `jobsjob_id${kind
        .replace(/\.[#*]/g, "")
        .split(".")
        .slice(0, 2)
        .join("")}`
    : kind.startsWith("jobs.*")
      ? `jobsjob_id${kind
          .split(".")
          .slice(2, kind.startsWith("jobs.*.strategy.") ? 4 : 3)
          .join("")}`
      : (kind.split(".")[0] ?? "");
  return `${data.source}#${anchor}`;
}
