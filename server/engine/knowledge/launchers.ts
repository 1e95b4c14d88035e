/** What a command line comes down to behind `npx`, `uv run`, `npm run` and the like: a program, or scripts and targets that a project names itself. */
export interface Launch {
  /** The program that runs in the end. */
  readonly name: string;
  readonly args: readonly string[];
  /** The scripts, targets or tasks that are asked for; empty where a program is called directly. */
  readonly scripts: readonly string[];
  /** What runs the scripts: `npm`, `make`; undefined where there are none. */
  readonly runner: string | undefined;
}

/** Options that take a value, by the program they belong to; all others are taken to stand alone. */
const optionsWithValue: Readonly<Record<string, string>> = {
  npm: "--prefix -C -w --workspace --loglevel --registry --cache --userconfig",
  npx: "-p --package -c --call --prefix -w --workspace",
  pnpm: "--filter -F -C --dir --filter-prod --workspace-concurrency --reporter --loglevel --config",
  yarn: "--cwd --use-yarnrc --mutex",
  bun: "--cwd --filter -F --env-file --config -c",
  uv: "--with --with-editable --with-requirements --extra --group --only-group --no-group --python -p --directory --project --env-file --package --index-url --config-file --cache-dir --no-extra",
  uvx: "--from --with --python -p --index-url",
  poetry: "-C --directory -P --project",
  pdm: "-p --project --venv",
  pipx: "--spec --python",
  hatch: "-e --env -p --project",
  bundle: "--gemfile",
  composer: "-d --working-dir",
  make: "-C --directory -f --file --makefile -I -o -W -l",
  gmake: "-C --directory -f --file -I",
  just: "-f --justfile -d --working-directory",
  task: "-t --taskfile -d --dir -o --output",
  turbo: "--filter -F --concurrency --cwd --token --team --cache-dir --env-mode --output-logs --log-order --api",
  nx: "--projects -p --parallel --base --head --configuration -c --runner --exclude --output-style",
  lerna: "--scope --ignore --since --concurrency --stream",
  docker:
    "-e --env -v --volume -w --workdir -u --user --name --network --net -p --publish --env-file --entrypoint --mount --platform -l --label -H --host --context -c -f --file --project-name --profile --project-directory --add-host --cpus -m --memory --builder",
  kubectl:
    "-n --namespace --context --kubeconfig --cluster --user -s --server --token --as -l --selector -c --container -f --filename -k --kustomize -o --output --timeout --field-manager",
  oc: "-n --namespace --context --kubeconfig --cluster --user -s --server --token --as -l --selector -f --filename -k -o --output",
  helm: "-n --namespace --kube-context --kubeconfig --registry-config --repository-config --repository-cache --kube-token --kube-apiserver",
  aws: "--region --profile --output --endpoint-url --query --color --cli-read-timeout --cli-connect-timeout",
  gcloud: "--project --account --configuration --region --zone --format --verbosity --impersonate-service-account",
  az: "--subscription --output -o --query -g --resource-group -n --name",
  terraform: "-chdir",
  helmfile: "-e --environment -f --file -l --selector -n --namespace --kube-context",
  pulumi: "-C --cwd -s --stack",
  cdk: "--profile -c --context -a --app --require-approval --toolkit-stack-name -o --output",
  serverless: "-s --stage -r --region -c --config --aws-profile",
  fly: "-a --app -c --config -t --access-token",
  flyctl: "-a --app -c --config -t --access-token",
  vercel:
    "-t --token -S --scope -T --team --cwd -A --local-config -Q --global-config -b --build-env -e --env -m --meta --archive --target --regions",
  netlify: "--auth -s --site --filter -d --dir -m --message --alias",
  firebase: "--token -P --project -c --config --account",
  wrangler: "-c --config -e --env --cwd",
  railway: "-s --service -e --environment -p --project",
  doctl: "-t --access-token --context",
  gh: "-R --repo",
  git: "-C -c --git-dir --work-tree",
  go: "-C",
  ssh: "-i -p -o -l -F -J -L -R -D -b -c -E -e -I -m -O -Q -S -W -w",
  xcodebuild: "-scheme -project -workspace -destination -sdk -configuration -derivedDataPath -resultBundlePath -testPlan -arch -target",
  mvn: "-f --file -pl --projects -P --activate-profiles -s --settings -T --threads -l -t",
  gradle: "-p --project-dir -b --build-file -c -I --init-script -g --gradle-user-home --max-workers -x --exclude-task --tests",
};

/** The words of a command that are no options and no values of options; `--` ends the options. */
export function plainWords(program: string, args: readonly string[]): readonly string[] {
  const valued = optionsWithValue[program]?.split(" ") ?? [];
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--") return [...words, ...args.slice(i + 1)];
    if (!arg.startsWith("-")) words.push(arg);
    else if (valued.includes(arg)) i++;
  }
  return words;
}

/** The arguments from the first plain word on, which is taken for a command of its own: its options belong to it. */
function fromFirstWord(program: string, args: readonly string[]): readonly string[] {
  const valued = optionsWithValue[program]?.split(" ") ?? [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--") return args.slice(i + 1);
    if (!arg.startsWith("-") && !/^[A-Za-z_]\w*=/.test(arg)) return args.slice(i);
    if (valued.includes(arg)) i++;
  }
  return [];
}

const npmCommands = set(
  "access adduser audit bin bugs cache ci clean-install completion config dedupe deprecate diff dist-tag docs doctor edit explain explore find-dupes fund get help hook i info init install install-clean install-ci-test it link list ll login logout ls org outdated owner pack ping pkg prefix profile prune publish query rebuild repo restart root sbom search set shrinkwrap star stars team token uninstall unpublish unstar update up upgrade version view whoami",
);
const pnpmCommands = set(
  "add approve-builds audit bin cache cat-file cat-index config create dedupe deploy doctor env fetch find-hash i import init install install-test it licenses link list ln ls outdated pack patch patch-commit patch-remove prune publish rb rebuild remove rm root self-update server setup store uninstall un unlink up update upgrade why",
);
const yarnCommands = set(
  "add audit autoclean bin cache check config constraints create dedupe explain generate-lock-entry global help import info init install licenses link list login logout node npm outdated owner pack patch patch-commit plugin policies prune publish rebuild remove search set stage tag team unlink unplug up upgrade upgrade-interactive version versions why",
);
const bunCommands = set(
  "add audit build ci completions create init install i link outdated patch pm publish remove rm unlink update upgrade why",
);

function set(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

/**
 * Looks through the programs that start others, and finds the scripts that package managers, `make` and the like are asked for. Versions are
 * taken off (`npx wrangler@4`), folders as well (`./gradlew`).
 */
export function launched(name: string, args: readonly string[], depth = 0): Launch {
  const program = baseName(name);
  const direct: Launch = { name: program, args, scripts: [], runner: undefined };
  if (depth > 5) return direct;
  const through = (rest: readonly string[]): Launch => {
    const [first, ...others] = rest;
    return first === undefined ? direct : launched(withoutVersion(first), others, depth + 1);
  };
  const scripts = (names: readonly string[]): Launch => ({ ...direct, scripts: names, runner: program });
  switch (program) {
    case "npm":
    case "pnpm":
    case "yarn":
    case "bun":
      return launchedByPackageManager(program, args, direct, through, scripts);
    case "npx":
    case "pnpx":
    case "bunx":
    case "uvx":
    case "pipx": {
      const rest = fromFirstWord(program, args);
      return through(program === "pipx" && rest[0] === "run" ? rest.slice(1) : rest);
    }
    case "corepack":
    case "xvfb-run":
    case "dotenv":
    case "dotenvx":
    case "cross-env":
    case "c8":
    case "nyc":
      return through(fromFirstWord(program, program === "dotenvx" && args[0] === "run" ? args.slice(1) : args));
    case "uv":
    case "poetry":
    case "pdm":
    case "pipenv":
    case "rye":
    case "hatch": {
      const rest = fromFirstWord(program, args);
      if (rest[0] === "tool" && rest[1] === "run") return through(fromFirstWord("uvx", rest.slice(2)));
      if (rest[0] !== "run") return direct;
      const inner = fromFirstWord(program, rest.slice(1));
      if (program !== "hatch")
        return rest.includes("-m") && rest[rest.indexOf("-m") - 1] === "run" ? through(rest.slice(2)) : through(inner);
      return scripts([inner[0]?.replace(/^.*:/, "") ?? ""]);
    }
    case "python":
    case "python3":
    case "py": {
      const module = args.indexOf("-m");
      if (module >= 0 && args.slice(0, module).every((arg) => arg.startsWith("-"))) return through(args.slice(module + 1));
      const file = args.find((arg) => !arg.startsWith("-"));
      if (file !== undefined && baseName(file) === "manage.py")
        return { ...direct, name: "manage.py", args: args.slice(args.indexOf(file) + 1) };
      return { ...direct, ...scriptFile(file) };
    }
    case "bash":
    case "sh":
    case "zsh":
    case "pwsh":
    case "node":
    case "tsx":
    case "ruby":
      return { ...direct, ...scriptFile(args.find((arg) => !arg.startsWith("-"))) };
    case "coverage":
      return args[0] === "run" && args.includes("-m") ? through(args.slice(args.indexOf("-m") + 1)) : direct;
    case "bundle":
      return args[0] === "exec" ? through(fromFirstWord(program, args.slice(1))) : direct;
    case "make":
    case "gmake":
    case "just":
    case "task":
    case "mage":
    case "rake":
    case "grunt":
    case "gulp":
    case "invoke":
    case "inv":
    case "poe":
    case "thor":
      return scripts(plainWords(program, args).filter((word) => !word.includes("=")));
    case "composer": {
      const [command = "", script] = plainWords(program, args);
      if (command === "run" || command === "run-script") return scripts(script === undefined ? [] : [script]);
      if (command === "exec") return through(fromFirstWord(program, args.slice(args.indexOf("exec") + 1)));
      return /^(?:test|lint|check|analy[sz]e|cs|stan|phpstan|psalm|ci)\b/.test(command) ? scripts([command]) : direct;
    }
    case "deno":
      return args[0] === "task" ? scripts(plainWords(program, args.slice(1)).slice(0, 1)) : direct;
    case "turbo": {
      const words = plainWords(program, args).filter((word) => word !== "run");
      return scripts(words);
    }
    case "lerna":
      return args[0] === "run" ? scripts(plainWords(program, args.slice(1)).slice(0, 1)) : direct;
    case "nx":
      return scripts(targetsOfNx(args));
    case "docker":
    case "docker-compose":
    case "podman":
      return launchedInContainer(args, direct, depth);
    default:
      return { ...direct, ...scriptFile(name) };
  }
}

/** A file with a script is called like a script of the project: `scripts/run-tests.sh`. Folders tell of some what they are for. */
function scriptFile(file: string | undefined): { readonly scripts: readonly string[]; readonly runner: string } | undefined {
  const match = file === undefined ? undefined : /^(?:.*?([^/\\]*)[/\\])?([^/\\]+)\.(?:sh|bash|zsh|ps1|py|[cm]?[jt]s|rb)$/.exec(file);
  const [, folder = "", base = ""] = match ?? [];
  return match ? { scripts: [/^(?:e2e|integration|smoke)$/.test(folder) ? `${folder}:${base}` : base], runner: "script" } : undefined;
}

function launchedByPackageManager(
  program: "npm" | "pnpm" | "yarn" | "bun",
  args: readonly string[],
  direct: Launch,
  through: (rest: readonly string[]) => Launch,
  scripts: (names: readonly string[]) => Launch,
): Launch {
  const rest = fromFirstWord(program, args);
  const [command = "", ...others] = rest;
  if (command === "run" || command === "run-script" || command === "rum" || command === "urn") {
    const inner = fromFirstWord(program, others);
    const [script] = inner;
    // What `bun run` and `yarn run` start may be a program as well.
    return script === undefined ? direct : scripts([script]);
  }
  if (command === "exec" || command === "x" || command === "dlx")
    return through(fromFirstWord(program === "npm" ? "npx" : program, others));
  if (command === "test" || command === "t" || command === "tst") return program === "bun" ? direct : scripts(["test"]);
  if (command === "start" || command === "stop") return scripts([command]);
  if (program === "npm") return npmCommands.has(command) ? direct : { ...direct, args: rest };
  if (command === "workspace") return launchedByPackageManager(program, others.slice(1), direct, through, scripts);
  if (command === "workspaces") {
    const run = others.indexOf("run");
    return run >= 0 ? scripts(others.slice(run + 1, run + 2)) : direct;
  }
  if (command === "recursive" || command === "multi") return launchedByPackageManager(program, others, direct, through, scripts);
  const commands = program === "pnpm" ? pnpmCommands : program === "yarn" ? yarnCommands : bunCommands;
  if (command === "" || commands.has(command)) return { ...direct, args: rest };
  // `pnpm vitest run`, `yarn lint`: a script where the project has one of the name, else a program.
  const launch = through(rest);
  return { ...launch, scripts: [command], runner: program };
}

function targetsOfNx(args: readonly string[]): readonly string[] {
  const [command = "", project = ""] = plainWords("nx", args);
  const flags: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (/^(?:-t|--targets?)$/.test(arg)) {
      while (args[i + 1] !== undefined && !args[i + 1]?.startsWith("-")) flags.push(...(args[++i] ?? "").split(","));
    } else {
      const value = /^--targets?=(.+)$/.exec(arg)?.[1];
      if (value !== undefined) flags.push(...value.split(","));
    }
  }
  if (command === "run-many" || command === "affected") return flags;
  if (command === "run") return [project.split(":")[1] ?? ""];
  return [command.replace(/^affected:/, "")];
}

/** What runs inside a container is found by the first word that is a well-known program: which words are options, and which is the image, hangs on too much. */
function launchedInContainer(args: readonly string[], direct: Launch, depth: number): Launch {
  const words = plainWords("docker", args);
  const isInside = words[0] === "run" || words[0] === "exec" || (words[0] === "compose" && /^(?:run|exec)$/.test(words[1] ?? ""));
  const verb = isInside ? (words[0] === "compose" ? words[1] : words[0]) : undefined;
  if (verb === undefined && !(direct.name === "docker-compose" && /^(?:run|exec)$/.test(words[0] ?? ""))) return direct;
  const start = args.indexOf(verb ?? words[0] ?? "");
  for (let i = start + 1; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (wellKnownInside.has(baseName(arg)) && args[i + 1] !== undefined) return launched(arg, args.slice(i + 1), depth + 1);
    if (arg === "pytest" || arg === "tox" || arg === "rspec") return launched(arg, [], depth + 1);
  }
  // `docker compose run tests`: the service is called like what it does.
  const service = plainWords("docker", args.slice(start + 1))[0];
  return words[0] === "run" || words[0] === "exec" || service === undefined ? direct : { ...direct, scripts: [service], runner: "compose" };
}

const wellKnownInside = set(
  "npm pnpm yarn bun npx pytest tox python python3 uv poetry go cargo make bundle rspec rake rails php phpunit composer mvn mvnw gradle gradlew dotnet mix jest vitest playwright newman k6 eslint ruff mypy golangci-lint hadolint shellcheck",
);

/** A program's name without its folder and without what Windows adds: `gradlew` for `./gradlew.bat`. */
export function baseName(name: string): string {
  return name.replace(/^.*[/\\](?=.)/, "").replace(/\.(?:exe|cmd|bat)$/i, "");
}

function withoutVersion(name: string): string {
  const match = /^(@[^/]+\/[^@]+|[^@]+)@[^/]*$/.exec(name);
  return packagePrograms.get(match?.[1] ?? name) ?? match?.[1] ?? name;
}

/** Packages whose program has another name. */
const packagePrograms: ReadonlyMap<string, string> = new Map([
  ["@biomejs/biome", "biome"],
  ["@playwright/test", "playwright"],
  ["@angular/cli", "ng"],
  ["@ionic/cli", "ionic"],
  ["@vscode/vsce", "vsce"],
  ["@redocly/cli", "redocly"],
  ["@stoplight/spectral-cli", "spectral"],
  ["@commitlint/cli", "commitlint"],
  ["@changesets/cli", "changeset"],
  ["@lhci/cli", "lhci"],
  ["@railway/cli", "railway"],
  ["@cloudflare/wrangler", "wrangler"],
  ["netlify-cli", "netlify"],
  ["firebase-tools", "firebase"],
  ["typescript", "tsc"],
  ["aws-cdk", "cdk"],
]);
