import { dependencyFiles, type Ecosystem, type Manager } from "../knowledge/dependency-files.ts";
import type { Instruction, RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import { remember, rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import { withTriggers } from "./command.ts";
import { instructionsBefore, type Setting, settingOf } from "./environment.ts";
import { folderOf, type ImageFolder, within } from "./folders.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "./invocation.ts";

/** A call in a RUN that installs the dependencies of a project, or takes some of them away again. */
export interface Install {
  readonly manager: Manager;
  readonly ecosystem: Ecosystem;
  /** `update` resolves anew and ignores the lock file; `prune` takes development dependencies away. */
  readonly action: "install" | "update" | "prune";
  readonly stage: Stage;
  readonly run: RunInstruction;
  readonly invocation: Invocation;
  /** The word that says what to do: `install`. Undefined where there is none, as in a bare `yarn`. */
  readonly verb: InvocationWord | undefined;
  /** Program and verb, for messages: `npm install`. */
  readonly title: string;
  /** The place of program and verb in the file. */
  readonly span: Span;
  /** The folder of the image where the project is. */
  readonly folder: ImageFolder;
  /** Installs globally, or what its arguments name, instead of what the project lists. */
  readonly isNamed: boolean;
  /** Installs just what the lock file says, or fails. Undefined where that hangs on something unknown, and where there is no lock file. */
  readonly isLocked: boolean | undefined;
  /** Leaves development dependencies out; undefined where that hangs on something unknown. */
  readonly omitsDev: boolean | undefined;
  /** Builds or installs the project itself, so that it needs the sources. */
  readonly needsSources: boolean;
  /** The words behind the verb that are neither options nor their values: packages, folders. */
  readonly operands: readonly InvocationWord[];
  /** The files named by pip's `-r`. */
  readonly requirements: readonly InvocationWord[];
  /** Flags by name, without dashes. */
  readonly flags: ReadonlyMap<string, Flag>;
}

export interface Flag {
  readonly word: InvocationWord;
  /** Undefined where it has none. */
  readonly value: string | undefined;
}

const known = new WeakMap<Stage, readonly Install[]>();

/** The installs in a stage's own RUN instructions, triggers of ONBUILD included, in order. */
export function installsOf(stage: Stage): readonly Install[] {
  let result = known.get(stage);
  if (!result) {
    result = withTriggers(stage.instructions).flatMap((one) => (one.keyword === "RUN" ? installsIn(one, stage) : []));
    known.set(stage, result);
  }
  return result;
}

function installsIn(run: RunInstruction, stage: Stage): Install[] {
  const invocations = invocationsOf(run.command);
  return invocations.flatMap((invocation, index) => {
    if (invocation.command?.inSubstitution) return [];
    const call = readCall(invocation);
    const reading = call && readers[call.manager]?.(call, environmentOf(invocation, invocations.slice(0, index), run, stage));
    if (!call || !reading) return [];
    const verb = call.operands[0] && reading.verb !== false ? call.operands[0] : undefined;
    const folder = folderOf(invocation, run, invocations.slice(0, index), stage);
    const own = ["prefix", "C", "cwd", "dir", "directory", "project", "working-dir", "d"]
      .map((name) => call.flags.get(name)?.value)
      .find(Boolean);
    return [
      {
        manager: reading.manager ?? call.manager,
        ecosystem: dependencyFiles[call.manager].ecosystem,
        action: reading.action ?? "install",
        stage,
        run,
        invocation,
        verb,
        title: [call.program, ...(verb ? call.operands.slice(0, reading.verbs ?? 1) : []).map((word) => word.text)].join(" "),
        span: {
          start: invocation.nameWord.span.start,
          end: (call.operands[verb ? (reading.verbs ?? 1) - 1 : -1] ?? call.nameWord).span.end,
        },
        folder: own && call.manager !== "dotnet" ? within(folder, own) : folder,
        isNamed: reading.isNamed ?? false,
        isLocked: reading.isLocked,
        omitsDev: reading.omitsDev,
        needsSources: reading.needsSources ?? false,
        operands: call.operands.slice(verb ? (reading.verbs ?? 1) : 0),
        requirements: call.values("r", "requirement"),
        flags: call.flags,
      },
    ];
  });
}

/** A package manager's command line. */
interface Call {
  readonly manager: Manager;
  readonly program: string;
  /** The last word of the program's name: `pip` in `python -m pip`. */
  readonly nameWord: InvocationWord;
  /** The words that are neither options nor their values, the verb first. */
  readonly operands: readonly InvocationWord[];
  readonly flags: ReadonlyMap<string, Flag>;
  /** All words given to options of these names. */
  values(...names: readonly string[]): readonly InvocationWord[];
  /** Whether one of these switches is on: there, and not `=false`. */
  has(...names: readonly string[]): boolean;
}

const programs: readonly (readonly [RegExp, Manager])[] = [
  [/^npm$/, "npm"],
  [/^pnpm$/, "pnpm"],
  [/^yarn(?:pkg)?$/, "yarn"],
  [/^bun$/, "bun"],
  [/^pip(?:\d(?:\.\d+)?)?$/, "pip"],
  [/^uv$/, "uv"],
  [/^poetry$/, "poetry"],
  [/^pipenv$/, "pipenv"],
  [/^pdm$/, "pdm"],
  [/^go$/, "go"],
  [/^cargo$/, "cargo"],
  [/^bundler?$/, "bundler"],
  [/^composer(?:\.phar)?$/, "composer"],
  [/^mvnw?$/, "maven"],
  [/^gradlew?$/, "gradle"],
  [/^dotnet$/, "dotnet"],
];

/** Options whose value is the next word. What is missing here makes a call look as if it named a package, and is left alone. */
const valued: Readonly<Record<Manager, string>> = {
  npm: `prefix C registry cache userconfig globalconfig loglevel omit include only also workspace w fetch-timeout fetch-retries
    fetch-retry-mintimeout fetch-retry-maxtimeout maxsockets network-timeout tag before install-strategy script-shell cafile ca proxy
    https-proxy noproxy os cpu libc location min-release-age`,
  pnpm: `filter F C dir store-dir reporter loglevel registry network-concurrency child-concurrency modules-dir virtual-store-dir lockfile-dir
    workspace-concurrency fetch-timeout fetch-retries`,
  yarn: "cwd cache-folder registry modules-folder network-timeout network-concurrency mutex mode use-yarnrc global-folder link-folder",
  bun: "cwd c config registry backend cache-dir filter omit concurrent-scripts network-concurrency linker",
  pip: `r requirement c constraint e editable i index-url extra-index-url t target prefix root f find-links cache-dir platform python-version
    python timeout retries trusted-host log proxy cert client-cert progress-bar upgrade-strategy no-binary only-binary src report global-option
    config-settings C root-user-action keyring-provider use-feature use-deprecated exists-action abi implementation group build-constraint`,
  uv: `package extra group no-group only-group p python project directory cache-dir config-file index-url default-index index extra-index-url
    find-links link-mode config-setting config-settings C resolution prerelease exclude-newer exclude-newer-package no-install-package no-extra
    r requirement requirements c constraint constraints override overrides excludes b build-constraint build-constraints e editable target
    prefix color python-preference python-version python-platform torch-backend index-strategy keyring-provider allow-insecure-host
    trusted-host no-binary only-binary no-binary-package no-build-package no-build-isolation-package P upgrade-package reinstall-package
    refresh-package fork-strategy preview-features`,
  poetry: "only with without E extras C directory P project groups",
  pipenv: "r requirements python p pypi-mirror i index e extra-pip-args categories",
  pdm: "G group with without L lockfile p project c config venv override no-isolation",
  go: "C modfile x",
  cargo: `p package bin example test features F target target-dir profile j jobs manifest-path path Z config color message-format recipe-path
    git version branch tag rev root C exclude index registry bench`,
  bundler: "without with path j jobs gemfile retry shebang standalone trust-policy target-rbconfig",
  composer: "d working-dir prefer-install ignore-platform-req apcu-autoloader-prefix",
  maven: "f file s settings P activate-profiles pl projects T threads D l log-file gs global-settings t toolchains rf resume-from",
  gradle: "p project-dir b build-file c settings-file P D x exclude-task g gradle-user-home I init-script",
  dotnet: "s source a arch r runtime v verbosity packages configfile os lock-file-path p property ucr",
};
const valuedNames = Object.fromEntries(Object.entries(valued).map(([manager, names]) => [manager, new Set(names.split(/\s+/))]));

const managerOf = remember((name) => programs.find(([pattern]) => pattern.test(name))?.[1]);

function readCall(invocation: Invocation): Call | undefined {
  let { name, nameWord, args } = invocation;
  let program = name;
  if (/^(?:python|pypy)[\d.]*$/.test(name ?? "") && args[0]?.text === "-m" && args[1]) {
    program = `${name} -m ${args[1].text}`;
    [name, nameWord, args] = [args[1].text, args[1], args.slice(2)];
  } else if (name === "php" && args[0] && /(?:^|\/)composer(?:\.phar)?$/.test(args[0].text)) {
    program = `php ${args[0].text}`;
    [name, nameWord, args] = ["composer", args[0], args.slice(1)];
  } else if (name === "corepack" && /^(?:npm|pnpm|yarn)$/.test(args[0]?.text ?? "") && args[0]) {
    program = `corepack ${args[0].text}`;
    [name, nameWord, args] = [args[0].text, args[0], args.slice(1)];
  }
  const manager = name === undefined ? undefined : managerOf(name);
  if (!manager || program === undefined) return undefined;
  const operands: InvocationWord[] = [];
  const flags = new Map<string, Flag>();
  const values: [string, InvocationWord][] = [];
  const takesValue = valuedNames[manager] as ReadonlySet<string>;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as InvocationWord;
    const text = word.text;
    if (text === "--") {
      operands.push(...args.slice(i + 1));
      break;
    }
    const option = /^(--?)([A-Za-z@][\w.-]*)(?:=(.*))?$/s.exec(text);
    if (!option) {
      operands.push(word);
      continue;
    }
    const [, dashes, flag = "", assigned] = option;
    const next = args[i + 1];
    if (assigned !== undefined) {
      flags.set(flag, { word, value: assigned });
      values.push([flag, { ...word, text: assigned, value: word.value === undefined ? undefined : assigned, isWhole: false }]);
    } else if (takesValue.has(flag) && next) {
      flags.set(flag, { word, value: next.text });
      values.push([flag, next]);
      i++;
    } else if (dashes === "-" && flag.length > 1 && takesValue.has(flag.charAt(0))) {
      // `-rrequirements.txt`
      flags.set(flag.charAt(0), { word, value: flag.slice(1) });
      values.push([flag.charAt(0), { ...word, text: flag.slice(1), value: word.value && flag.slice(1), isWhole: false }]);
    } else flags.set(flag, { word, value: undefined });
  }
  // `bundle _2.5.0_ install` runs that version.
  if (manager === "bundler" && /^_.*_$/.test(operands[0]?.text ?? "")) operands.shift();
  return {
    manager,
    program,
    nameWord,
    operands,
    flags,
    values: (...names) => values.filter(([flag]) => names.includes(flag)).map(([, word]) => word),
    has: (...names) =>
      names.some((one) => {
        const flag = flags.get(one);
        return flag !== undefined && flag.value !== "false";
      }),
  };
}

/** What was set for a call: by itself, by `export` in front of it, by ENV and ARG. */
interface Environment {
  get(name: string): Setting;
  /** Whether the variable switches something on; undefined where unknown. */
  isOn(...names: readonly string[]): boolean | undefined;
  /** Whether its value fits; undefined where unknown. */
  matches(pattern: RegExp, ...names: readonly string[]): boolean | undefined;
  /** Whether an earlier call in the chain has this text, as in `bundle config set frozen true`. */
  wasCalled(pattern: RegExp): boolean;
}

function environmentOf(invocation: Invocation, earlier: readonly Invocation[], run: RunInstruction, stage: Stage): Environment {
  const get = (name: string): Setting => {
    for (const one of [invocation, ...earlier.filter((call) => call.name === undefined || call.name === "export").toReversed()]) {
      if (!one.assignments.has(name)) continue;
      const value = one.assignments.get(name);
      return value === undefined ? { state: "unknown" } : { state: "set", value };
    }
    return settingOf(name, stage, run);
  };
  const matches = (pattern: RegExp, ...names: readonly string[]): boolean | undefined => {
    const settings = names.map(get);
    if (settings.some((one) => one.state === "set" && pattern.test(one.value))) return true;
    return settings.some((one) => one.state === "unknown") ? undefined : false;
  };
  return {
    get,
    matches,
    isOn: (...names) => matches(/^(?!0$|false$|no$|off$).+/i, ...names),
    wasCalled(pattern) {
      const before = run.onbuild ? settingRuns(instructionsBefore(stage, run)) : settingRuns(stage.chainInstructions);
      const runs = before.flatMap((one) => (run.onbuild || one.index < run.index ? settingCalls(one) : []));
      return [...runs, ...earlier.filter(isSetting).map(wordsOf)].some((words) => pattern.test(words));
    },
  };
}

/** The RUNs that change settings: few of many. */
const settingRuns: (instructions: readonly Instruction[]) => readonly RunInstruction[] = rememberFor(
  (instructions: readonly Instruction[]) =>
    instructions.filter((one): one is RunInstruction => one.keyword === "RUN" && settingCalls(one).length > 0),
);

const knownSettings = new WeakMap<RunInstruction, readonly string[]>();

/** The calls of a RUN that change a package manager's settings, as text. */
function settingCalls(run: RunInstruction): readonly string[] {
  let calls = knownSettings.get(run);
  if (!calls) {
    calls = invocationsOf(run.command).filter(isSetting).map(wordsOf);
    knownSettings.set(run, calls);
  }
  return calls;
}

function isSetting({ args }: Invocation): boolean {
  return args.slice(0, 3).some((word) => word.text === "config" || word.text === "set");
}

function wordsOf({ name, args }: Invocation): string {
  return [name, ...args.map((word) => word.text)].join(" ");
}

interface Reading {
  readonly action?: Install["action"];
  /** Another manager than the program's own: `uv pip`. */
  readonly manager?: Manager;
  /** Of how many words the verb is, where more than one; false where it is left out. */
  readonly verbs?: number;
  readonly verb?: false;
  readonly isNamed?: boolean;
  readonly isLocked: boolean | undefined;
  readonly omitsDev: boolean | undefined;
  readonly needsSources?: boolean;
}

/** True before unknown before false: any of them being on is enough. */
function any(...values: readonly (boolean | undefined)[]): boolean | undefined {
  return values.includes(true) ? true : values.includes(undefined) ? undefined : false;
}

const npmInstall = /^(?:install|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall|add|install-test|it)$/;
const npmCi = /^(?:ci|clean-install|ic|install-clean|isntall-clean|cit|install-ci-test)$/;

/** What each manager's command line does; undefined where it is no install. */
const readers: Readonly<Record<Manager, (call: Call, environment: Environment) => Reading | undefined>> = {
  npm({ operands, flags, has }, environment) {
    const verb = operands[0]?.text ?? "";
    const isInstall = npmInstall.test(verb);
    if (!isInstall && !npmCi.test(verb) && verb !== "prune") return undefined;
    if (has("package-lock-only", "dry-run", "help", "h")) return undefined;
    const values = ["omit", "only"].map((name) => flags.get(name)?.value ?? "");
    const isKept = flags.get("production")?.value === "false" || /\bdev\b/.test(flags.get("include")?.value ?? "");
    const omitsDev = isKept
      ? false
      : any(
          /\bdev\b/.test(values[0] ?? "") || /^prod/.test(values[1] ?? "") || has("production", "prod"),
          environment.matches(/^production$/, "NODE_ENV"),
          environment.matches(/\bdev\b/, "NPM_CONFIG_OMIT", "npm_config_omit"),
          environment.matches(/^prod/, "NPM_CONFIG_ONLY", "npm_config_only"),
          environment.isOn("NPM_CONFIG_PRODUCTION", "npm_config_production"),
          environment.wasCalled(/^npm (?:config )?set (?:-\S+ )*(?:omit[ =]dev|production[ =]true|only[ =]prod)/),
        );
    return {
      action: verb === "prune" ? "prune" : "install",
      isNamed: operands.length > 1 || has("g", "global") || flags.get("location")?.value === "global",
      isLocked: !isInstall,
      omitsDev,
    };
  },
  pnpm({ operands, flags, has }, environment) {
    const verb = operands[0]?.text ?? "";
    if (!/^(?:install|i|ci|fetch|prune)$/.test(verb) || has("lockfile-only", "help", "h")) return undefined;
    return {
      action: verb === "prune" ? "prune" : "install",
      isNamed: operands.length > 1 || has("g", "global"),
      isLocked:
        !/^i/.test(verb) || has("frozen-lockfile")
          ? true
          : has("no-frozen-lockfile") || flags.has("frozen-lockfile")
            ? false
            : any(
                // pnpm takes a CI system to want the lock file as it is.
                environment.isOn("CI", "npm_config_frozen_lockfile", "NPM_CONFIG_FROZEN_LOCKFILE", "pnpm_config_frozen_lockfile"),
                environment.wasCalled(/^pnpm config set (?:-\S+ )*frozen-lockfile[ =]true/),
              ),
      omitsDev: any(has("prod", "P", "production"), environment.matches(/^production$/, "NODE_ENV")),
    };
  },
  yarn({ operands, flags, has }, environment) {
    const verb = operands[0]?.text;
    if (has("version", "v", "help", "h")) return undefined;
    if (verb === "workspaces" && operands[1]?.text === "focus") {
      return { verbs: 2, isLocked: undefined, omitsDev: has("production"), isNamed: false };
    }
    if (verb !== undefined && verb !== "install") return undefined;
    const isKept = flags.get("production")?.value === "false" || flags.get("prod")?.value === "false";
    return {
      isNamed: operands.length > 1,
      isLocked: any(
        has("frozen-lockfile", "immutable"),
        environment.isOn("YARN_ENABLE_IMMUTABLE_INSTALLS"),
        environment.isOn("CI") === false ? false : undefined,
        environment.wasCalled(/^yarn config set (?:-\S+ )*enableImmutableInstalls true/),
      ),
      omitsDev: isKept ? false : any(has("production", "prod"), environment.matches(/^production$/, "NODE_ENV")),
    };
  },
  bun({ operands, flags, has }, environment) {
    const verb = operands[0]?.text ?? "";
    if (!/^(?:install|i|ci)$/.test(verb)) return undefined;
    return {
      isNamed: operands.length > 1 || has("g", "global"),
      isLocked: verb === "ci" || has("frozen-lockfile"),
      // Whether Bun heeds NODE_ENV here has changed between its versions.
      omitsDev: any(
        has("production", "p") || /\bdev\b/.test(flags.get("omit")?.value ?? ""),
        environment.matches(/^production$/, "NODE_ENV") === false ? false : undefined,
      ),
    };
  },
  pip: ({ operands, values }) => (operands[0]?.text === "install" ? readPip(operands.slice(1), values) : undefined),
  uv({ operands, flags, has, values }, environment) {
    if (operands[0]?.text === "pip") {
      const verb = operands[1]?.text;
      if (verb !== "install" && verb !== "sync") return undefined;
      return {
        ...readPip(verb === "sync" ? [] : operands.slice(2), values),
        manager: "pip",
        verbs: 2,
        ...(verb === "sync" && { isNamed: false }),
      };
    }
    if (operands[0]?.text !== "sync") return undefined;
    return {
      isLocked: any(has("locked", "frozen"), environment.isOn("UV_LOCKED", "UV_FROZEN")),
      omitsDev: any(
        has("no-dev", "no-default-groups") || flags.has("only-group") || flags.get("no-group")?.value === "dev",
        environment.isOn("UV_NO_DEV", "UV_NO_DEFAULT_GROUPS"),
      ),
      needsSources: !has("no-install-project", "no-install-workspace", "no-install-local") && !flags.has("only-group"),
    };
  },
  poetry({ operands, flags, has }) {
    const verb = operands[0]?.text ?? "";
    if (!/^(?:install|sync|update)$/.test(verb) || has("dry-run")) return undefined;
    const only = flags.get("only")?.value;
    return {
      action: verb === "update" ? "update" : "install",
      isNamed: operands.length > 1,
      isLocked: verb !== "update",
      omitsDev: has("no-dev", "only-root") || (only !== undefined && !/\bdev\b/.test(only)) || flags.has("without"),
      needsSources: !has("no-root"),
    };
  },
  pipenv({ operands, has }, environment) {
    const verb = operands[0]?.text ?? "";
    if (!/^(?:install|sync|update)$/.test(verb)) return undefined;
    return {
      action: verb === "update" ? "update" : "install",
      isNamed: operands.length > 1 || has("r", "requirements", "e"),
      isLocked:
        verb === "update" ? false : any(verb === "sync" || has("deploy", "ignore-pipfile"), environment.isOn("PIPENV_IGNORE_PIPFILE")),
      omitsDev: !has("dev", "d"),
    };
  },
  pdm({ operands, flags, has }, environment) {
    const verb = operands[0]?.text ?? "";
    if (!/^(?:install|sync|update)$/.test(verb)) return undefined;
    return {
      action: verb === "update" ? "update" : "install",
      isNamed: operands.length > 1,
      isLocked:
        verb === "update"
          ? false
          : any(verb === "sync" || has("frozen-lockfile", "no-lock", "check"), environment.isOn("PDM_FROZEN_LOCKFILE")),
      omitsDev: has("prod", "production") || flags.has("without"),
      needsSources: !has("no-self"),
    };
  },
  go({ operands }) {
    if (operands[0]?.text !== "mod" || operands[1]?.text !== "download") return undefined;
    return { verbs: 2, isNamed: operands.length > 2, isLocked: true, omitsDev: true };
  },
  cargo({ operands, flags, has }) {
    const words = operands[0]?.text.startsWith("+") ? operands.slice(1) : operands;
    const verb = words[0]?.text ?? "";
    if (verb === "chef" && words[1]?.text === "cook") return { verbs: 2, isLocked: undefined, omitsDev: true };
    if (!/^(?:build|b|install|fetch)$/.test(verb) || words !== operands) return undefined;
    return {
      isNamed: (verb === "install" && !flags.has("path")) || words.length > 1,
      isLocked: has("locked", "frozen"),
      omitsDev: true,
      needsSources: true,
    };
  },
  bundler({ operands, flags, has }, environment) {
    const verb = operands[0]?.text ?? "install";
    if (!/^(?:install|i|update)$/.test(verb) || has("version", "v", "help", "h")) return undefined;
    const setBefore = (name: string) => environment.wasCalled(new RegExp(`^bundler? config (?:set )?(?:-\\S+ )*(?:set )?${name}`));
    return {
      action: verb === "update" ? "update" : "install",
      ...(operands.length === 0 && { verb: false }),
      isNamed: operands.length > 1,
      isLocked:
        verb === "update"
          ? false
          : any(
              has("frozen", "deployment"),
              environment.isOn("BUNDLE_FROZEN", "BUNDLE_DEPLOYMENT"),
              setBefore("(?:frozen|deployment) (?:true|1)"),
            ),
      omitsDev: any(
        /\bdevelopment\b/.test(flags.get("without")?.value ?? ""),
        environment.matches(/\bdevelopment\b/, "BUNDLE_WITHOUT"),
        environment.isOn("BUNDLE_ONLY"),
        setBefore("(?:without\\b.*\\bdevelopment|only )"),
      ),
    };
  },
  composer({ operands, has }, environment) {
    const verb = operands[0]?.text ?? "";
    const isUpdate = /^(?:update|u|upgrade)$/.test(verb);
    if ((!isUpdate && verb !== "install" && verb !== "i") || has("dry-run")) return undefined;
    return {
      action: isUpdate ? "update" : "install",
      isNamed: operands.length > 1,
      isLocked: !isUpdate,
      omitsDev: any(has("no-dev"), environment.isOn("COMPOSER_NO_DEV")),
    };
  },
  maven({ operands }) {
    if (
      operands.length === 0 ||
      !operands.every((goal) =>
        /^(?:[\w.]+:maven-)?dependency(?:-plugin)?(?::[\d.]+)?:(?:go-offline|resolve|resolve-plugins)$/.test(goal.text),
      )
    ) {
      return undefined;
    }
    return { isLocked: undefined, omitsDev: true };
  },
  gradle({ operands }) {
    if (operands.length === 0 || !operands.every((task) => /^:?(?:dependencies|resolveDependencies|downloadDependencies)$/.test(task.text)))
      return undefined;
    return { isLocked: undefined, omitsDev: true };
  },
  dotnet({ operands, flags, has }) {
    if (operands[0]?.text !== "restore") return undefined;
    return { isLocked: has("locked-mode") || /RestoreLockedMode=true/i.test(flags.get("p")?.value ?? ""), omitsDev: true };
  },
};

/** What `pip install` with these operands does. */
function readPip(operands: readonly InvocationWord[], values: Call["values"]): Reading {
  const isProject = (text: string) => /^(?:\.{1,2}(?:$|[/[])|\/|file:)/.test(text);
  const needsSources = operands.some((word) => isProject(word.text)) || values("e", "editable").some((word) => isProject(word.text));
  const lists = values("r", "requirement", "group");
  return { isNamed: lists.length === 0 && !needsSources, isLocked: undefined, omitsDev: undefined, needsSources };
}
