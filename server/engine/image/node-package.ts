import { type Invocation, invocationsOfText } from "./invocation.ts";

/** What is read from a package.json; a field of another kind than expected is taken as missing. */
export interface NodePackage {
  readonly scripts: ReadonlyMap<string, string>;
  readonly dependencies: ReadonlyMap<string, string>;
  readonly devDependencies: ReadonlyMap<string, string>;
  readonly hasWorkspaces: boolean;
  /** `yarn@4.9.1`. */
  readonly packageManager: string | undefined;
}

/** Reads the text of a package.json; undefined where it is not JSON. */
export function readPackage(text: string | undefined): NodePackage | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const manager = fields.packageManager;
  return {
    scripts: textsOf(fields.scripts),
    dependencies: textsOf(fields.dependencies),
    devDependencies: textsOf(fields.devDependencies),
    hasWorkspaces: fields.workspaces !== undefined,
    packageManager: typeof manager === "string" ? manager : undefined,
  };
}

function textsOf(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== "object" || value === null) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** The name of the package.json script that a call runs: `dev` in `npm run dev`, `start` in `yarn start`; undefined where it runs none. */
export function scriptOf({ name, args }: Invocation): string | undefined {
  const words = args.filter((word) => !word.text.startsWith("-")).map((word) => word.text);
  const [first, second] = words;
  if (first === undefined) return undefined;
  if (name === "npm" || name === "pnpm" || name === "yarn" || name === "bun") {
    if (first === "run" || first === "run-script") return second;
    if (name === "npm") return { start: "start", test: "test", t: "test", stop: "stop", restart: "restart" }[first];
    if (name === "bun") return undefined;
    return own[name].has(first) ? undefined : first;
  }
  return undefined;
}

/** The commands of Yarn and pnpm; any other word is a script or a program of a dependency. */
const own = {
  yarn: new Set(
    `add audit autoclean bin cache check config constraints create dedupe dlx exec explain generate-lock-entry global help import info init install
     licenses link list login logout node npm outdated owner pack patch patch-commit plugin policies publish rebuild remove search set stage tag
     team unlink unplug up update upgrade upgrade-interactive version versions why workspace workspaces`.split(/\s+/),
  ),
  pnpm: new Set(
    `add approve-builds audit bin cache cat-file cat-index ci config create dedupe deploy dlx doctor env exec fetch find-hash help i import info
     init install install-test it licenses link list login logout ls outdated pack patch patch-commit patch-remove prune publish rb rebuild
     recursive remove rm root run-script search self-update server setup store un uninstall unlink up update upgrade version view why`.split(
      /\s+/,
    ),
  ),
};

/**
 * The programs that a call comes down to: a package.json script is read, `npx`, `bundle exec` and the like are looked through. The call itself
 * where nothing more can be known.
 */
export function resolvePrograms(invocation: Invocation, pack: NodePackage | undefined, depth = 0): readonly Invocation[] {
  const inner = behindRunner(invocation);
  if (inner) return resolvePrograms(inner, pack, depth);
  const script = scriptOf(invocation);
  const text = script === undefined ? undefined : pack?.scripts.get(script);
  if (depth > 5) return [invocation];
  if (text === undefined) {
    // `yarn vite` runs the program where there is no such script.
    const word = invocation.args.find((one) => one.text === script);
    if (!word || !/^(?:yarn|pnpm)$/.test(invocation.name ?? "") || /^run/.test(invocation.args[0]?.text ?? "")) return [invocation];
    return [{ ...invocation, name: script, nameWord: word, args: invocation.args.slice(invocation.args.indexOf(word) + 1) }];
  }
  return invocationsOfText(text).flatMap((one) => resolvePrograms(one, pack, depth + 1));
}

/** Programs that run another one, by their words in front of it. */
const runners: readonly (readonly string[])[] = [
  ["npx"],
  ["bunx"],
  ["pnpx"],
  ["npm", "exec"],
  ["npm", "x"],
  ["pnpm", "exec"],
  ["pnpm", "dlx"],
  ["yarn", "exec"],
  ["yarn", "dlx"],
  ["bun", "x"],
  ["bundle", "exec"],
  ["poetry", "run"],
  ["pipenv", "run"],
  ["pdm", "run"],
  ["uv", "run"],
  ["hatch", "run"],
  ["rye", "run"],
  ["cross-env"],
  ["cross-env-shell"],
  ["dotenv"],
  ["dotenvx", "run"],
  ["env-cmd"],
  ["doppler", "run"],
  ["infisical", "run"],
  ["opentelemetry-instrument"],
  ["ddtrace-run"],
  ["newrelic-admin", "run-program"],
];

/** The program behind `npx` and the like; `python -m name` counts as one, too. */
function behindRunner(invocation: Invocation): Invocation | undefined {
  const { name, args } = invocation;
  if (/^(?:python|pypy)[\d.]*$/.test(name ?? "") && args[0]?.text === "-m" && args[1]) {
    return { ...invocation, name: args[1].text, nameWord: args[1], args: args.slice(2) };
  }
  const runner = runners.find(([program, verb]) => program === name && (verb === undefined || args[0]?.text === verb));
  if (!runner) return undefined;
  let rest = args.slice(runner.length - 1);
  // Options of the runner, its `--`, and the variables that cross-env sets; the value of an option looks like a program, which is then unknown.
  while (rest[0] && /^-|^[A-Za-z_]\w*=/.test(rest[0].text)) rest = rest.slice(1);
  const [program, ...words] = rest;
  if (!program) return undefined;
  return { ...invocation, name: program.text.slice(program.text.lastIndexOf("/") + 1), nameWord: program, args: words };
}
