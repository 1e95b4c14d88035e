import { lifecycleDate, lifecycleOf } from "../knowledge/lifecycle.ts";
import { filesBelow } from "../workspace/files.ts";
import { folderOf, inFolder, nameOf, resolvePath, upwards } from "../workspace/paths.ts";
import { goProject } from "../workspace/project/go.ts";
import type { GoProject } from "../workspace/project/model.ts";
import { codeLines, findHealthPath, findPort } from "../workspace/project/source-lines.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { recommendedCycle } from "./cycles.ts";
import { deployedIn } from "./deployed.ts";
import { assumed, found, lineOf } from "./detected.ts";
import { nameFrom } from "./label.ts";
import type { Application, Detected, GoFacts, Tasks } from "./model.ts";
import type { BackingService, Framework } from "./names.ts";
import { servicesBy } from "./services.ts";

/** The most source files that are read. */
const maximumFiles = 300;

/** The Go program in a folder; undefined where there is no module, or one without a program. */
export function goApplication(folder: string, workspace: Workspace): Application | undefined {
  const go = goProject(folder, workspace);
  if (!go) return undefined;
  const programs = programsOf(go, folder, workspace);
  const [program] = programs;
  if (program === undefined) return undefined;
  const manifest = workspace.read(go.manifest) ?? "";
  const sources = sourcesOf(folder, program, workspace);
  const framework = frameworkOf(go, manifest, sources, workspace);
  const work = goWorkOf(folder, workspace);
  const deployed = deployedIn(workspace, folder);
  const name = nameFrom(
    found(
      binaryName(go, program),
      go.manifest,
      lineOf(manifest, /^module\s/m),
      program === "" ? "the module's name" : `the program \`${program}\``,
    ),
    folder,
    workspace,
  );
  const isWeb = framework.value !== "none";
  const port = () => deployed.port ?? portOf(sources, workspace) ?? assumed(8080, "usual for Go services");
  const facts: GoFacts = {
    module: go.module ?? "",
    programs,
    members: work?.members ?? [],
    hasChecksums: go.lockFile !== undefined,
    isVendored: workspace.has(inFolder(folder, "vendor/modules.txt")) === true,
    ...cgoOf(go, manifest, folder, workspace),
    unbuiltEmbeds: unbuiltEmbeds(sources, workspace),
    assets: assetsOf(folder, sources, deployed.copied, workspace),
    privateModules: privateModules(folder, workspace),
    healthCommand: healthCommand(folder, program, workspace),
  };
  const target = program === "" ? "." : `./${program}`;
  return {
    folder,
    context: work?.root ?? folder,
    ecosystem: found("go", go.manifest, 1, "`go.mod`"),
    name,
    kind: { ...framework, value: isWeb ? "web" : "job" },
    framework,
    packageManager: found("go", go.manifest, 1, "`go.mod`"),
    packageManagerVersion: undefined,
    lockFile: go.lockFile === undefined ? undefined : found(go.lockFile, go.lockFile, 1, "the checksums of the modules"),
    runtimeVersion: versionOf(go, manifest, work?.root, workspace),
    command: found(
      [`/${name.value}`],
      ...placeOf(folder, program, workspace),
      "the program's `main`",
      programs.length > 1 ? "likely" : "certain",
    ),
    output: undefined,
    port: isWeb ? port() : undefined,
    ...healthOf(sources, deployed, workspace),
    tasks: tasksOf(go, target, programs.length, folder, workspace),
    services: servicesBy(
      services,
      manifest
        .split("\n")
        .map((text, index) => ({ text: / \/\/ indirect/.test(text) ? "" : text, from: { path: go.manifest, line: index + 1 } })),
    ),
    go: facts,
  };
}

/** The name that the binary gets: that of the program's folder, or of the module. */
function binaryName({ module = "" }: GoProject, program: string): string {
  return nameOf(program === "" ? module.replace(/\/v\d+$/, "") : program);
}

/** The file with `main` in it, and its line. */
function placeOf(folder: string, program: string, workspace: Workspace): [path: string, line: number] {
  const at = inFolder(folder, program);
  for (const path of goFiles(at, workspace)) {
    const line = codeLines(workspace, path).findIndex((one) => /^func main\(\)/.test(one));
    if (line >= 0) return [path, line + 1];
  }
  return [inFolder(at, "main.go"), 1];
}

function goFiles(folder: string, workspace: Workspace): string[] {
  return (workspace.list(folder) ?? [])
    .filter(({ name, isFolder }) => !isFolder && name.endsWith(".go") && !name.endsWith("_test.go"))
    .map(({ name }) => inFolder(folder, name));
}

/** The module's programs, the one to deploy first: called like the module, else like a server, else the module's own, else the first. */
function programsOf(go: GoProject, folder: string, workspace: Workspace): string[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const nested = filesBelow(workspace, folder)
    .filter((path) => nameOf(path) === "main.go")
    .map((path) => folderOf(path.slice(prefix.length)))
    .filter(
      (path) =>
        !/(?:^|\/)(?:vendor|internal|testdata|tests?|examples?|tools?|scripts?|hack|docs?|third_party|_\w+|\.\w+)(?:\/|$)/.test(path),
    )
    .filter((path) => path.split("/").length <= 4 && !isOtherModule(folder, path, workspace))
    .filter((path) => {
      const text = workspace.read(inFolder(folder, inFolder(path, "main.go")));
      return text === undefined || /^package main\b/m.test(text);
    });
  const programs = [...new Set([...go.mainPackages, ...nested])].filter((path) => !isGenerator(folder, path, workspace));
  const module = nameOf((go.module ?? "").replace(/\/v\d+$/, ""));
  const rank = (path: string) => {
    if (path !== "" && nameOf(path) === module) return 0;
    if (path === "") return 1;
    const order = ["server", "api", "web", "app", "service", "main"].indexOf(nameOf(path));
    return order < 0 ? 10 + path.split("/").length : 2 + order;
  };
  return programs.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** A folder below with a `go.mod` of its own is another module. */
function isOtherModule(folder: string, path: string, workspace: Workspace): boolean {
  return path !== "" && upwards(path).some((at) => at !== "" && workspace.has(inFolder(folder, `${at}/go.mod`)) === true);
}

/** `//go:build ignore`: a script that `go generate` runs. */
function isGenerator(folder: string, path: string, workspace: Workspace): boolean {
  const files = goFiles(inFolder(folder, path), workspace);
  return files.length > 0 && files.every((file) => /^\/\/go:build (?:ignore|tools)\b/m.test(workspace.read(file)?.slice(0, 2000) ?? ""));
}

/** The program's own files first, then what configures and serves, then the rest of the module's. */
function sourcesOf(folder: string, program: string, workspace: Workspace): readonly string[] {
  const own = goFiles(inFolder(folder, program), workspace);
  const prefix = folder === "" ? "" : `${folder}/`;
  const others = filesBelow(workspace, folder).filter(
    (path) =>
      path.endsWith(".go") &&
      !path.endsWith("_test.go") &&
      !own.includes(path) &&
      !/(?:^|\/)(?:vendor|testdata|examples?|tools?|hack|third_party)\//.test(path.slice(prefix.length)) &&
      // Another program's files tell nothing of this one.
      (!/(?:^|\/)cmd\//.test(path.slice(prefix.length)) || path.startsWith(`${inFolder(folder, program)}/`)),
  );
  const rank = (path: string) => (/config|server|route|http|api|app|health/.test(path.slice(prefix.length)) ? 0 : 1);
  return [...own, ...others.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))].slice(0, maximumFiles);
}

const frameworks: readonly (readonly [Framework, RegExp])[] = [
  ["gin", /github\.com\/gin-gonic\/gin\b/],
  ["echo", /github\.com\/labstack\/echo\b/],
  ["fiber", /github\.com\/gofiber\/fiber\b/],
  ["chi", /github\.com\/go-chi\/chi\b/],
  ["net-http", /github\.com\/(?:gorilla\/mux|julienschmidt\/httprouter)\b/],
];

function frameworkOf(go: GoProject, manifest: string, sources: readonly string[], workspace: Workspace): Detected<Framework> {
  const lines = manifest.split("\n");
  for (const [framework, pattern] of frameworks) {
    const at = lines.findIndex((line) => pattern.test(line) && !/\/\/ indirect/.test(line));
    if (at >= 0) return found(framework, go.manifest, at + 1, `the dependency \`${pattern.exec(lines[at] as string)?.[0]}\``);
  }
  for (const path of sources) {
    const at = codeLines(workspace, path).findIndex((line) =>
      /\b(?:http\.(?:ListenAndServe(?:TLS)?|Server\s*\{|Serve)\b|\.ListenAndServe\(\))/.test(line),
    );
    if (at >= 0) return found("net-http", path, at + 1, "the HTTP server there");
  }
  return assumed("none", "nothing there answers HTTP requests");
}

/** `toolchain`, then `go`, then the newest: a release gets updates until the second after it is out. */
function versionOf(go: GoProject, manifest: string, root: string | undefined, workspace: Workspace): Detected<string> {
  const workFile = root === undefined ? undefined : inFolder(root, "go.work");
  const work = workFile === undefined ? "" : (workspace.read(workFile) ?? "");
  const newest = recommendedCycle("golang");
  const said: (Detected<string> & { readonly version: string })[] = [];
  for (const [path, text] of [
    [go.manifest, manifest],
    [workFile ?? "", work],
  ] as const) {
    for (const pattern of [/^toolchain\s+go(\d+\.\d+(?:\.\d+)?)/m, /^go\s+(\d+\.\d+(?:\.\d+)?)/m]) {
      const version = pattern.exec(text)?.[1];
      if (version === undefined) continue;
      const cycle = version.split(".").slice(0, 2).join(".");
      said.push({ ...found(cycle, path, lineOf(text, pattern), `the line \`${pattern.exec(text)?.[0]}\``), version });
      break;
    }
  }
  // Of a module and its workspace the higher one counts.
  const highest = said.sort((a, b) => compare(b.value, a.value))[0];
  if (!highest) return assumed(newest, `the recommended release: Go ${newest}`);
  const { version, ...detected } = highest;
  const known = lifecycleOf({ name: "golang", tag: detected.value });
  const hasEnded = known?.endOfLife !== undefined && known.endOfLife < lifecycleDate;
  if (!hasEnded && (known || compare(detected.value, newest) > 0)) return detected;
  return { ...detected, value: newest, because: `${detected.because} says ${version}, which gets no more updates`, confidence: "likely" };
}

function compare(a: string, b: string): number {
  const [[major = 0, minor = 0] = [], [otherMajor = 0, otherMinor = 0] = []] = [a, b].map((version) => version.split(".").map(Number));
  return major - otherMajor || minor - otherMinor;
}

/** The workspace above that lists the module: its root and the folders of all its modules. */
function goWorkOf(folder: string, workspace: Workspace): { readonly root: string; readonly members: readonly string[] } | undefined {
  for (const root of upwards(folder)) {
    const text = workspace.read(inFolder(root, "go.work"));
    if (text === undefined) continue;
    const listed = [...text.matchAll(/^\s*(?:use\s+)?(\.{1,2}(?:\/[\w./-]+)?)\s*$/gm)].flatMap(
      (match) => resolvePath(root, match[1] as string) ?? [],
    );
    if (!listed.includes(folder)) continue;
    return { root, members: listed.map((path) => (root === "" ? path : path.slice(root.length + 1))).sort() };
  }
  return undefined;
}

const portPatterns = [
  /\b(?:Getenv|LookupEnv|GetEnv|getEnv|getenv|env|envOr|EnvOr|GetString|Get)\(\s*"(?:\w+_)?PORT"\s*,\s*"?:?(\d{2,5})\b/,
  /\benv:"(?:\w+_)?PORT[^`]*(?:envDefault|default):"(\d{2,5})"/,
  /\b(?:Int|String|Uint|IntP|StringP|Uint16)(?:Var)?P?\(\s*(?:&[\w.]+,\s*)?"(?:http[-_])?(?:port|addr|address|listen|listen-addr|bind|p)"\s*,\s*(?:"\w"\s*,\s*)?"?(?:[\w.]*:)?(\d{2,5})\b/,
  /\bSetDefault\(\s*"[\w.]*port"\s*,\s*"?(\d{2,5})/i,
  /\bport\s*(?::=|=)\s*"?:?(\d{2,5})"?\s*$/i,
  /\bListenAndServe(?:TLS)?\(\s*"[\w.]*:(\d{2,5})"/,
  /\b(?:Run|Start|Listen)\(\s*"[\w.]*:(\d{2,5})"/,
  /\bAddr\s*:\s*"[\w.]*:(\d{2,5})"/,
  /^\s*(?:\w+\.)?(?:addr\w*|listen\w*)\s*:?=\s*"[\w.]*:(\d{2,5})"\s*$/i,
];

function portOf(sources: readonly string[], workspace: Workspace): Detected<number> | undefined {
  const port = findPort({ paths: sources, patterns: portPatterns }, workspace);
  return port && found(port.value, port.from.path, port.from.line, "the sources");
}

const live =
  /\b\w*(?:HandleFunc|Handle|GET|Get|Any|HEAD|Route|Path)\(\s*"(?:GET )?(\/(?:livez|healthz|health|live|healthcheck|up|ping|alive))\/?"/;
const ready = /\b\w*(?:HandleFunc|Handle|GET|Get|Any|HEAD|Route|Path)\(\s*"(?:GET )?(\/(?:readyz|ready|readiness))\/?"/;

function healthOf(
  sources: readonly string[],
  deployed: Pick<Application, "livenessPath" | "readinessPath">,
  workspace: Workspace,
): Pick<Application, "livenessPath" | "readinessPath"> {
  const search = (pattern: RegExp) => {
    const one = findHealthPath({ paths: sources, patterns: [pattern] }, workspace);
    return one && found(one.value, one.from.path, one.from.line, "the route there");
  };
  return { livenessPath: search(live) ?? deployed.livenessPath, readinessPath: search(ready) ?? deployed.readinessPath };
}

const services: readonly (readonly [BackingService, RegExp])[] = [
  [
    "postgres",
    /github\.com\/(?:jackc\/pgx|lib\/pq|go-pg\/pg)\b|gorm\.io\/driver\/postgres|github\.com\/uptrace\/bun\/(?:driver\/pgdriver|dialect\/pgdialect)/,
  ],
  ["mysql", /github\.com\/go-sql-driver\/mysql\b|gorm\.io\/driver\/mysql/],
  ["mongodb", /go\.mongodb\.org\/mongo-driver\b/],
  ["redis", /github\.com\/(?:redis\/go-redis|go-redis\/redis|gomodule\/redigo|redis\/rueidis|hibiken\/asynq|valkey-io\/valkey-go)\b/],
  ["rabbitmq", /github\.com\/(?:rabbitmq\/amqp091-go|streadway\/amqp)\b/],
];

/** Modules that are or wrap C code. Source: their documentation. */
const cgoModules =
  /github\.com\/(?:mattn\/go-sqlite3|confluentinc\/confluent-kafka-go|h2non\/bimg|godror\/godror|marcboeker\/go-duckdb|davidbyttow\/govips|go-gl\/gl|gotk3\/gotk3|pebbe\/zmq4|google\/gopacket|tecbot\/gorocksdb|linxGnu\/grocksdb|libgit2\/git2go)\b/;
const cxxModules = /go-duckdb|gorocksdb|grocksdb|confluent-kafka-go/;

function cgoOf(go: GoProject, manifest: string, folder: string, workspace: Workspace): Pick<GoFacts, "cgo" | "needsCxx"> {
  const lines = manifest.split("\n");
  const at = lines.findIndex((line) => cgoModules.test(line));
  if (at >= 0) {
    const module = cgoModules.exec(lines[at] as string)?.[0] as string;
    return { cgo: found(module, go.manifest, at + 1, `the dependency \`${module}\``), needsCxx: cxxModules.test(module) };
  }
  const paths = filesBelow(workspace, folder).filter((path) => path.endsWith(".go") && !/_test\.go$|(?:^|\/)vendor\//.test(path));
  for (const path of paths.slice(0, maximumFiles)) {
    const line = codeLines(workspace, path).findIndex((one) => /^\s*(?:import\s+)?"C"\s*$/.test(one));
    if (line >= 0) return { cgo: found(path, path, line + 1, 'the import of `"C"`'), needsCxx: false };
  }
  return { cgo: undefined, needsCxx: false };
}

/** What is embedded and not there: the output of another build. */
function unbuiltEmbeds(sources: readonly string[], workspace: Workspace): readonly Detected<string>[] {
  const all = workspace.files();
  if (!all) return [];
  return sources.flatMap((path) =>
    (workspace.read(path) ?? "").split("\n").flatMap((line, index) => {
      const patterns = /^\/\/go:embed\s+(.+)$/.exec(line)?.[1]?.split(/\s+/) ?? [];
      return patterns.flatMap((written) => {
        const pattern = written.replace(/^"|"$/g, "").replace(/^all:/, "");
        const start = inFolder(folderOf(path), pattern.replace(/\/?[^/]*[*?[].*$/, "").replace(/\/$/, ""));
        const isThere = all.some(
          (file) => file === start || file.startsWith(start === "" ? "" : `${start}/`) || (/[*?[]/.test(pattern) && file.startsWith(start)),
        );
        return isThere ? [] : [found(start, path, index + 1, "the `//go:embed` there")];
      });
    }),
  );
}

const assetPattern =
  /\b(?:http\.Dir|os\.DirFS|ParseGlob|ParseFiles|LoadHTMLGlob|LoadHTMLFiles|(?:Static|StaticFile|StaticFS|ServeFile|File)\((?:[^)"]*"[^"]*",)?)\(?\s*"(?:\.\/)?([\w-]+)(?=[/"])/g;

/** What the code opens by a relative path and what the Dockerfile copies beside the program, as far as it is there. */
function assetsOf(
  folder: string,
  sources: readonly string[],
  copied: readonly Detected<string>[],
  workspace: Workspace,
): readonly Detected<string>[] {
  const assets = new Map<string, Detected<string>>();
  for (const one of copied) if (workspace.has(inFolder(folder, one.value)) === true) assets.set(one.value, one);
  for (const path of sources) {
    codeLines(workspace, path).forEach((line, index) => {
      for (const [, name = ""] of line.matchAll(assetPattern))
        if (!assets.has(name) && (workspace.list(inFolder(folder, name)) ?? []).length > 0)
          assets.set(name, found(name, path, index + 1, "what the code there opens"));
    });
  }
  return [...assets.values()];
}

function privateModules(folder: string, workspace: Workspace): Detected<string> | undefined {
  for (const name of [
    "Dockerfile",
    "Makefile",
    ".envrc",
    ".env.example",
    "Taskfile.yml",
    "Taskfile.yaml",
    ".github/workflows/ci.yml",
    ".gitlab-ci.yml",
  ]) {
    const path = inFolder(folder, name);
    const text = workspace.read(path) ?? "";
    const value = /\bGOPRIVATE\s*[=:]\s*["']?([\w.*/,-]+)/.exec(text)?.[1];
    if (value !== undefined) return found(value, path, lineOf(text, /\bGOPRIVATE\s*[=:]/), "`GOPRIVATE`");
  }
  return undefined;
}

/** `server healthcheck`: a word that the program compares with its first argument, or that names one of its commands. */
function healthCommand(folder: string, program: string, workspace: Workspace): Detected<string> | undefined {
  for (const path of goFiles(inFolder(folder, program), workspace)) {
    const lines = codeLines(workspace, path);
    const at = lines.findIndex((line) => /(?:case|==|Use:)\s*"(?:health-?check|health)"/.test(line));
    if (at < 0) continue;
    const word = /"(health-?check|health)"/.exec(lines[at] as string)?.[1];
    const isArgument = lines.some((line) => /\bos\.Args\b|\bflag\.(?:Arg|Args)\(|\bcobra\.Command\b/.test(line));
    if (word !== undefined && isArgument) return found(word, path, at + 1, "the command of the program");
  }
  return undefined;
}

function tasksOf(go: GoProject, target: string, programs: number, folder: string, workspace: Workspace): Tasks {
  const settings = [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"].map((name) => inFolder(folder, name));
  const configured = settings.find((path) => workspace.has(path) === true);
  const integration = ["tests/integration", "test/integration", "integration"].find((path) =>
    (workspace.list(inFolder(folder, path)) ?? []).some(({ name }) => name.endsWith("_test.go")),
  );
  const tagged = integration === undefined ? undefined : firstTag(inFolder(folder, integration), workspace);
  const isUnit = integration === undefined || tagged !== undefined;
  const hasTests = filesBelow(workspace, folder).some((path) => path.endsWith("_test.go"));
  const unit = isUnit ? "go test ./..." : `go test $(go list ./... | grep -v /${integration})`;
  return {
    install: found("go mod download", go.lockFile ?? go.manifest, 1, go.lockFile === undefined ? "`go.mod`" : "`go.sum`"),
    lint:
      configured === undefined
        ? assumed("go vet ./...", "what Go itself checks")
        : found("golangci-lint run", configured, 1, `\`${nameOf(configured)}\``),
    typecheck: undefined,
    unit: hasTests ? found(unit, go.manifest, 1, "the tests beside the sources") : undefined,
    integration:
      integration === undefined
        ? undefined
        : found(
            `go test ${tagged === undefined ? "" : `-tags=${tagged} `}./${integration}/...`,
            inFolder(folder, integration),
            1,
            "the folder of integration tests",
          ),
    build: found(
      `go build ${target}`,
      go.manifest,
      1,
      programs > 1 ? "the likeliest of its programs" : "its program",
      programs > 1 ? "likely" : "certain",
    ),
    migrate: migration(folder, workspace),
  };
}

/** The build tag that a folder's tests ask for. */
function firstTag(folder: string, workspace: Workspace): string | undefined {
  for (const { name } of workspace.list(folder) ?? []) {
    const tag = /^\/\/go:build (\w+)\s*$/m.exec(workspace.read(inFolder(folder, name))?.slice(0, 2000) ?? "")?.[1];
    if (tag !== undefined) return tag;
  }
  return undefined;
}

/** By the tool whose files are there. */
function migration(folder: string, workspace: Workspace): Detected<string> | undefined {
  const atlas = inFolder(folder, "atlas.hcl");
  if (workspace.has(atlas) === true) return found("atlas migrate apply --env production", atlas, 1, "`atlas.hcl`", "likely");
  for (const path of ["migrations", "db/migrations", "database/migrations", "internal/db/migrations", "sql/migrations"]) {
    const names = (workspace.list(inFolder(folder, path)) ?? []).map(({ name }) => name);
    const from = [inFolder(folder, path), 1, `the migrations in \`${path}\``] as const;
    if (names.some((name) => /\.up\.sql$/.test(name))) return found(`migrate -path ${path} -database "$DATABASE_URL" up`, ...from);
    const sql = names.find((name) => /^\d+\w*\.sql$/.test(name));
    if (sql !== undefined && /^-- \+goose/m.test(workspace.read(inFolder(folder, `${path}/${sql}`)) ?? ""))
      return found(`goose -dir ${path} up`, ...from);
  }
  return undefined;
}
