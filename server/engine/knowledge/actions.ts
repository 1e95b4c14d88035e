import data from "./data/actions.json" with { type: "json" };

/** What runs an action: a version of Node.js, the steps of a composite action, or a container. */
export type ActionRuntime = "node12" | "node16" | "node20" | "node24" | "composite" | "docker";

/** An input of an action. */
export interface ActionInput {
  readonly name: string;
  /** It must be given: it is required and has no default. */
  readonly isRequired: boolean;
  /** What holds where it is not given, as far as the table tells. */
  readonly default: string | undefined;
  /** It should not be used any more. */
  readonly isDeprecated: boolean;
  /** The input that took its place. */
  readonly replacement: string | undefined;
  /** What it is for; the most used inputs alone have one. */
  readonly about: string | undefined;
  /** The only values that it takes. */
  readonly values: readonly string[] | undefined;
  /** The major version that brought it. */
  readonly since: number | undefined;
  /** The first major version without it. */
  readonly until: number | undefined;
}

/** What is known of an action. An absent fact is unknown and never to be reported. */
export interface KnownAction {
  /** As its makers write it: `actions/checkout`, `github/codeql-action/init`. */
  readonly name: string;
  /** What it does, in a sentence; empty in the command line. */
  readonly about: string;
  /** The table has an entry of its own for it; of others it knows only that they are archived, or which inputs are code. */
  readonly isListed: boolean;
  /** The newest version that was seen: `v7.0.1`. */
  readonly version: string | undefined;
  /** The commit of that version; undefined where it is not known for certain. */
  readonly commit: string | undefined;
  /** The month in which that came out: `2026-07`. */
  readonly month: string | undefined;
  /** The newest major version. */
  readonly major: number | undefined;
  /** The first major version whose runtime is not about to go. */
  readonly livingMajor: number | undefined;
  /** There is a tag that moves along with the major version: `v7`. Where there is none, the full version is to be written. */
  readonly hasMajorTag: boolean;
  /** The names of its outputs; undefined where others may be there. */
  readonly outputs: readonly string[] | undefined;
  /** Pairs of inputs of which only one can be given. */
  readonly exclusive: readonly (readonly [string, string])[];
  /** What `GITHUB_TOKEN` must be allowed for it to do its work, whatever its inputs are. */
  readonly permissions: ReadonlyMap<string, "read" | "write">;
  /** It keeps a cache without being asked: from which major version on, and how that is turned off. */
  readonly caching: { readonly since: number; readonly input: string; readonly off: string } | undefined;
  /** The platform that it deploys to: `Kubernetes`, `GitHub Pages`. */
  readonly deploys: string | undefined;
  /** Where it publishes packages or releases: `PyPI`, `GitHub Releases`. */
  readonly publishes: string | undefined;
  /** The cloud that it logs in to: `AWS`. */
  readonly credentials: string | undefined;
  /** It logs in to a container registry. */
  readonly logsInToRegistry: boolean;
  /** It runs tests, linters or scanners over the code: which stage that is. */
  readonly stage: "lint" | "typecheck" | "unit" | "integration" | "build" | "smoke" | "e2e" | "scan" | undefined;
  /** Inputs whose text is run as code. */
  readonly codeInputs: readonly string[];
  /** Nobody maintains it any more. */
  readonly isArchived: boolean;
  /** The action, or the command, to use in its place. */
  readonly preferredReplacement: string | undefined;
}

interface Entry {
  readonly name: string;
  readonly about?: string;
  readonly version?: string;
  readonly commit?: string;
  readonly month?: string;
  readonly major?: number;
  readonly living?: number;
  readonly noMajorTag?: boolean;
  readonly runtimes?: string;
  readonly inputs?: string;
  readonly known?: number;
  readonly partial?: boolean;
  readonly values?: Readonly<Record<string, string>>;
  readonly help?: Readonly<Record<string, string>>;
  readonly outputs?: string;
  readonly exclusive?: string;
  readonly permissions?: string;
  readonly cache?: string;
  readonly deploys?: string;
  readonly publishes?: string;
  readonly credentials?: string;
  readonly login?: boolean;
  readonly stage?: NonNullable<KnownAction["stage"]>;
  readonly code?: string;
  readonly replacement?: string;
}

/** The day on which the table was checked. */
export const actionsDate: string = data.date;

const entries: ReadonlyMap<string, Entry> = new Map((data.actions as readonly Entry[]).map((entry) => [entry.name.toLowerCase(), entry]));
const archived: ReadonlyMap<string, string> = new Map(Object.entries(data.archived));
const codeInputs = data.code as Readonly<Record<string, string>>;
const known = new Map<string, KnownAction | undefined>();

/** The action of this name, `owner/repository` or `owner/repository/path`, in whatever case; undefined where the table knows nothing of it. */
export function findAction(name: string): KnownAction | undefined {
  const key = name.toLowerCase();
  if (known.has(key)) return known.get(key);
  const entry = entries.get(key);
  const isListed = entry !== undefined || archived.has(repositoryOf(key)) || codeInputs[key] !== undefined;
  const action = isListed ? actionOf(key, entry ?? { name }, entry !== undefined) : undefined;
  // Names come from files that are being edited; of those that are not in the table none is kept.
  if (action && entry) known.set(key, action);
  return action;
}

function repositoryOf(name: string): string {
  return name.split("/", 2).join("/");
}

function actionOf(key: string, entry: Entry, isListed: boolean): KnownAction {
  const [since = "", input = "", off = ""] = words(entry.cache);
  const repository = repositoryOf(key);
  return {
    name: entry.name,
    about: entry.about ?? "",
    isListed,
    version: entry.version,
    commit: entry.commit,
    month: entry.month,
    major: entry.major,
    livingMajor: entry.living,
    hasMajorTag: !entry.noMajorTag,
    outputs: entry.outputs === undefined ? undefined : words(entry.outputs),
    exclusive: words(entry.exclusive).map((pair) => pair.split("|") as [string, string]),
    permissions: new Map(words(entry.permissions).map((permission) => permission.split(":") as [string, "read" | "write"])),
    caching: entry.cache === undefined ? undefined : { since: Number(since), input, off },
    deploys: entry.deploys,
    publishes: entry.publishes,
    credentials: entry.credentials,
    logsInToRegistry: entry.login ?? false,
    stage: entry.stage,
    codeInputs: words(entry.code ?? codeInputs[key]),
    isArchived: archived.has(repository),
    preferredReplacement: entry.replacement ?? (archived.get(repository) || undefined),
  };
}

function words(text: string | undefined): readonly string[] {
  return text === undefined || text === "" ? [] : text.split(" ");
}

/** All actions that the table holds more of than that they are archived, in the order of their names. */
export function allActions(): readonly KnownAction[] {
  return [...entries.keys()].map((key) => findAction(key)).filter((action) => action !== undefined);
}

/** The repositories of actions that nobody maintains any more, in small letters. */
export const archivedActions: ReadonlySet<string> = new Set(archived.keys());

const inputTables = new Map<string, readonly ActionInput[]>();

/**
 * All inputs of an action in a major version; those of all versions together where the version is not known. Undefined where the table may lack
 * some, so that nothing can be called unknown or missing: actions of which it holds a part, versions older than what it holds, or newer.
 */
export function inputsOf(action: KnownAction, major: number | undefined): readonly ActionInput[] | undefined {
  const entry = entries.get(action.name.toLowerCase());
  if (entry?.inputs === undefined || entry.partial) return undefined;
  if (major === undefined) return allInputsOf(action);
  const isHeld = major >= (entry.known ?? entry.major ?? 0) && (entry.major === undefined || major <= entry.major);
  return isHeld ? knownInputsOf(action, major) : undefined;
}

/**
 * The inputs of an action that the table knows, be there others or not, without those that the version (the newest where none is given) has no
 * more: for completion and for what is told of one of them.
 */
export function knownInputsOf(action: KnownAction, major?: number): readonly ActionInput[] {
  const all = allInputsOf(action);
  let byMajor = inputsByMajor.get(all);
  if (!byMajor) {
    byMajor = new Map();
    inputsByMajor.set(all, byMajor);
  }
  let known = byMajor.get(major);
  if (!known) {
    known = all.filter(({ since, until }) =>
      major === undefined ? until === undefined : (since ?? 0) <= major && (until === undefined || major < until),
    );
    // Files name few versions, but anybody can write any.
    if (byMajor.size >= 100) byMajor.clear();
    byMajor.set(major, known);
  }
  return known;
}

const inputsByMajor = new WeakMap<readonly ActionInput[], Map<number | undefined, readonly ActionInput[]>>();

function allInputsOf(action: KnownAction): readonly ActionInput[] {
  const key = action.name.toLowerCase();
  let all = inputTables.get(key);
  if (!all) {
    const entry = entries.get(key);
    all = entry ? words(entry.inputs).map((text) => inputOf(text, entry)) : [];
    inputTables.set(key, all);
  }
  return all;
}

/** One input as the table writes it: the name, then `!` where it is required, `=default`, `@major` that brought it, `<major` that took it away, `~replacement`. */
function inputOf(text: string, entry: Entry): ActionInput {
  const marks = new Map<string, string>();
  const [name = ""] = text.split(/[!=@<~]/, 1);
  for (const [, mark = "", value = ""] of text.slice(name.length).matchAll(/([!=@<~])([^!=@<~]*)/g)) marks.set(mark, value);
  const values = entry.values?.[name];
  return {
    name,
    isRequired: marks.has("!"),
    default: marks.get("="),
    isDeprecated: marks.has("~"),
    replacement: marks.get("~") || undefined,
    about: entry.help?.[name],
    values: values === undefined ? undefined : words(values),
    since: numberOf(marks.get("@")),
    until: numberOf(marks.get("<")),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** What runs an action in a major version; undefined where that is not known. */
export function runtimeOf(action: KnownAction, major: number): ActionRuntime | undefined {
  const entry = entries.get(action.name.toLowerCase());
  for (const part of words(entry?.runtimes)) {
    const [from = "", runtime = ""] = part.split(":");
    const [first = "", last = first] = from.split("-");
    if (major >= Number(first) && major <= Number(last)) return runtime as ActionRuntime;
  }
  return undefined;
}

/**
 * Whether GitHub's runners have the runtime no more on a day. They run such actions with a newer Node.js, for which those were not made; Node.js 20
 * went on 2026-09-23. Source: https://github.blog/changelog/2025-09-19-deprecation-of-node-20-on-github-actions-runners/.
 */
export function isRuntimeGone(runtime: ActionRuntime, today: string): boolean {
  return runtime === "node12" || runtime === "node16" || (runtime === "node20" && today >= "2026-09-23");
}

/** The ref to write after `@`: the newest major's tag, or the newest version where no tag moves with the major; undefined where it is unknown. */
export function refToWrite(action: KnownAction): string | undefined {
  if (!action.hasMajorTag) return action.version;
  if (action.major === undefined) return undefined;
  return action.version !== undefined && /^\d/.test(action.version) ? action.version : `v${action.major}`;
}

/** What to write behind `uses:` to pin an action: `actions/checkout@<commit> # v7.0.1`; by its version's tag where no commit is known. */
export function pinnedUses(name: string): string {
  const action = findAction(name);
  if (action?.commit !== undefined) return `${action.name}@${action.commit} # ${action.version}`;
  return `${name}@${(action && refToWrite(action)) ?? "main"}`;
}

/** The major version that a ref names: `v4`, `4.1.2`, `release/v1`; undefined for branches and commits. */
export function majorOfRef(ref: string): number | undefined {
  const match = /^(?:release\/|releases\/)?v?(\d{1,3})(?:\.\d+){0,3}(?:[-+][\w.-]+)?$/.exec(ref);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** The owners whose actions are so well known that a name next to one of theirs is more likely a slip, or a trap, than a name of its own. */
const popularNames: readonly string[] = words(data.popular);

/**
 * The well-known action that a name is one letter away from (one too many, one missing, one wrong, two swapped) in its owner or in its
 * repository, but not in both; undefined for all others and for the well-known ones themselves.
 */
export function nearestAction(name: string): string | undefined {
  const [owner = "", repository = ""] = name.toLowerCase().split("/");
  if (entries.has(`${owner}/${repository}`)) return undefined;
  let found: string | undefined;
  for (const popular of popularNames) {
    const [popularOwner = "", popularRepository = ""] = popular.toLowerCase().split("/");
    const sameOwner = owner === popularOwner;
    const sameRepository = repository === popularRepository;
    if (sameOwner && sameRepository) return undefined;
    if (sameRepository && isOneOff(owner, popularOwner)) found = popular;
    else if (sameOwner && isOneOff(repository, popularRepository)) found = popular;
  }
  return found;
}

function isOneOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b || Math.min(a.length, b.length) < 3) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const restA = a.slice(start);
  const restB = b.slice(start);
  if (a.length !== b.length) return a.length > b.length ? restA.slice(1) === restB : restB.slice(1) === restA;
  return restA.slice(1) === restB.slice(1) || (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2));
}

/** A published advisory on an action. */
export interface ActionAdvisory {
  /** `CVE-2025-30066`. */
  readonly id: string;
  /** What is wrong, in a few words. */
  readonly about: string;
  /** The first version without it; undefined where none is known. */
  readonly fixed: string | undefined;
}

/**
 * The advisory that a version of an action falls under. The table is small and as old as its date, so its silence says nothing. A ref that
 * is no version (a commit, a branch) is never judged; a lone major (`v4`) has moved on to a fixed version where there is one in that major.
 */
export function advisoryOf(name: string, ref: string): ActionAdvisory | undefined {
  const version = versionOf(ref);
  if (!version) return undefined;
  const key = name.toLowerCase();
  for (const { action, from, fixed, id, what } of data.advisories as readonly Advisory[]) {
    if (key !== action && !key.startsWith(`${action}/`)) continue;
    const isFixedInMajor = fixed !== undefined && version.length === 1 && (versionOf(fixed)?.[0] ?? 0) === version[0];
    if (isFixedInMajor || compare(version, versionOf(from ?? "0") ?? []) < 0) continue;
    if (
      fixed === undefined
        ? version.length > 1 && compare(version, versionOf(from ?? "0") ?? []) !== 0
        : compare(version, versionOf(fixed) ?? []) >= 0
    )
      continue;
    return { id, about: what, fixed };
  }
  return undefined;
}

interface Advisory {
  readonly action: string;
  readonly from?: string;
  readonly fixed?: string;
  readonly id: string;
  readonly what: string;
}

function versionOf(ref: string): readonly number[] | undefined {
  return /^v?\d+(?:\.\d+){0,2}$/.test(ref) ? ref.replace(/^v/, "").split(".").map(Number) : undefined;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
