import { folderOf, inFolder, nameOf, upwards } from "../workspace/paths.ts";
import {
  msBuildProject,
  msBuildProperty,
  packageReferences,
  projectClosure,
  projectFileIn,
  solutionOf,
} from "../workspace/project/dotnet.ts";
import { dotnetHealthPath } from "../workspace/project/others.ts";
import { codeLines } from "../workspace/project/source-lines.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { readYaml } from "../workspace/yaml-tree.ts";
import { cycleOf } from "./cycles.ts";
import { deployedIn } from "./deployed.ts";
import { assumed, found } from "./detected.ts";
import { nameFrom } from "./label.ts";
import type { Application, Detected } from "./model.ts";
import type { BackingService, Framework } from "./names.ts";
import { servicesBy } from "./services.ts";

const services: readonly (readonly [BackingService, RegExp])[] = [
  ["postgres", /^(?:Npgsql(?:\.|$)|Aspire\.Npgsql)/],
  ["mysql", /^(?:MySqlConnector|MySql\.|Pomelo\.EntityFrameworkCore\.MySql)/],
  ["mongodb", /^(?:MongoDB\.|Aspire\.MongoDB)/],
  ["redis", /^(?:StackExchange\.Redis|Microsoft\.Extensions\.Caching\.StackExchangeRedis|Aspire\.StackExchange\.Redis)/],
  ["rabbitmq", /^(?:RabbitMQ\.Client|MassTransit\.RabbitMQ|EasyNetQ|Aspire\.RabbitMQ)/],
];

/** Files above a project that decide what is restored. */
const sharedFiles = [
  "Directory.Build.props",
  "Directory.Build.targets",
  "Directory.Packages.props",
  "global.json",
  "nuget.config",
  "NuGet.config",
  "NuGet.Config",
];

/** The .NET program in a folder: its one project file. Libraries and tests are none, nor is a solution, which holds several. */
export function dotnetApplication(folder: string, workspace: Workspace): Application | undefined {
  const path = projectFileIn(folder, workspace);
  const project = path === undefined ? undefined : msBuildProject(path, workspace);
  if (path === undefined || !project) return undefined;
  const packages = packageReferences(project);
  const sdkLine = project.root.line;
  const web = project.sdk === "Microsoft.NET.Sdk.Web" || packages.some(({ text }) => text === "Microsoft.AspNetCore.App");
  const isWorker = project.sdk === "Microsoft.NET.Sdk.Worker";
  const outputType = msBuildProperty(project, "OutputType");
  const isTest =
    packages.some(({ text }) => text === "Microsoft.NET.Test.Sdk") || msBuildProperty(project, "IsTestProject")?.value === "true";
  const isProgram = web || isWorker || outputType?.value.toLowerCase() === "exe";
  if (isTest || !isProgram || (web && outputType?.value.toLowerCase() === "library")) return undefined;
  const sdk = <T>(value: T) => found(value, path, sdkLine, `the SDK \`${project.sdk}\``);
  const framework: Detected<Framework> = web ? sdk("aspnetcore") : isWorker ? sdk("worker") : assumed("none", "its SDK is the plain one");
  const solution = solutionOf(path, workspace);
  const projects = projectClosure(path, workspace);
  const context = contextOf(folder, projects, solution, workspace);
  const own = (file: string) => (context === "" ? file : file.slice(context.length + 1));
  const target = targetOf(project);
  const runtimeVersion = cycleOf("mcr.microsoft.com/dotnet/aspnet", target);
  const assembly = msBuildProperty(project, "AssemblyName");
  const name = assembly
    ? found(assembly.value, assembly.from.path, assembly.from.line, "the field `AssemblyName`")
    : found(nameOf(path).replace(/\.\w+$/, ""), path, 1, "the name of the project file");
  const globalJson = upwards(folder)
    .map((at) => inFolder(at, "global.json"))
    .find((file) => workspace.has(file));
  const lock = inFolder(folder, "packages.lock.json");
  const hasLock = workspace.has(lock) === true;
  const deployed = deployedIn(workspace, folder);
  const health = web ? dotnetHealthPath(folder, workspace) : undefined;
  const up =
    context === folder
      ? "."
      : own(`${folder}/x`)
          .split("/")
          .slice(1)
          .map(() => "..")
          .join("/");
  const tests = testsOf(path, context, solution, workspace);
  const task = (command: string) => found(command, path, 1, `\`${nameOf(path)}\``, "likely");
  const entity = packages.find(({ text }) => text.startsWith("Microsoft.EntityFrameworkCore.Design"));
  const relative = (file: string) => `${up === "." ? "" : `${up}/`}${own(file)}`;
  const unit = tests.filter((test) => !/integration|e2e|functional|acceptance/i.test(nameOf(test)));
  const integration = tests.find((test) => !unit.includes(test));
  return {
    folder,
    context,
    ecosystem: found("dotnet", path, 1, `\`${nameOf(path)}\``),
    name: nameFrom(name, folder, workspace),
    kind: web ? sdk("web") : isWorker ? sdk("worker") : assumed("worker", "it is a console program"),
    framework,
    packageManager: found("dotnet", path, 1, `\`${nameOf(path)}\``),
    packageManagerVersion: undefined,
    lockFile: hasLock ? found(lock, lock, 1, "the lock file") : undefined,
    runtimeVersion,
    command: { ...name, value: ["dotnet", `${name.value}.dll`] },
    output: assumed("out", "where `dotnet publish` is told to write"),
    port: web ? (deployed.port ?? assumed(8080, "usual for ASP.NET Core in an image")) : undefined,
    livenessPath: web
      ? (deployed.livenessPath ?? (health && found(health.value, health.from.path, health.from.line, "the route in the code")))
      : undefined,
    readinessPath: web ? (deployed.readinessPath ?? readyPath(folder, workspace)) : undefined,
    tasks: {
      install: task(`dotnet restore${hasLock ? " --locked-mode" : ""}`),
      lint: task(`dotnet format ${nameOf(path)} --verify-no-changes`),
      typecheck: undefined,
      unit:
        unit[0] === undefined
          ? undefined
          : found(
              unit.length === 1 || solution === undefined ? `dotnet test ${relative(unit[0])}` : `dotnet test ${relative(solution)}`,
              unit[0],
              1,
              "the test project",
            ),
      integration:
        integration === undefined ? undefined : found(`dotnet test ${relative(integration)}`, integration, 1, "the test project"),
      build: task("dotnet publish -c Release -o out"),
      migrate: entity && found("dotnet ef database update", entity.from.path, entity.from.line, `the package \`${entity.text}\``, "likely"),
    },
    services: servicesBy(services, packages),
    dotnet: {
      project: own(path),
      restoreFiles: [
        ...sharedFiles
          .flatMap((file) => upwards(folder).map((at) => inFolder(at, file)))
          .filter((file) => workspace.has(file) && isBelow(file, context)),
        ...projects,
        ...projects.map((one) => inFolder(folderOf(one), "packages.lock.json")).filter((file) => workspace.has(file)),
      ].map(own),
      target: target?.value,
      isAspNet: web,
      hasSeveralTargets: /;/.test(msBuildProperty(project, "TargetFrameworks")?.value ?? ""),
      isInvariant: msBuildProperty(project, "InvariantGlobalization")?.value === "true",
      isNative: msBuildProperty(project, "PublishAot")?.value === "true",
      sdkPin: globalJson === undefined ? undefined : sdkPin(globalJson, runtimeVersion.value, workspace),
    },
  };
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

/** The folder that holds all that a project is built from: its solution's, else the one above its references and shared files. */
function contextOf(folder: string, projects: readonly string[], solution: string | undefined, workspace: Workspace): string {
  const shared = upwards(folder).filter((at) => sharedFiles.some((file) => workspace.has(inFolder(at, file))));
  const needed = [...projects.map(folderOf), ...(solution === undefined ? [] : [folderOf(solution)]), ...shared];
  return upwards(folder).find((at) => needed.every((one) => one === at || isBelow(`${one}/`, at))) ?? "";
}

/** The release that a project is written for; the highest of several. */
function targetOf(project: Parameters<typeof msBuildProperty>[0]): Detected<string> | undefined {
  const written = msBuildProperty(project, "TargetFramework", "TargetFrameworks");
  const versions = [...(written?.value ?? "").matchAll(/\bnet(?:coreapp)?(\d+\.\d+)/g)].map(([, version = ""]) => version);
  const highest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return written && highest !== undefined ? found(highest, written.from.path, written.from.line, "the target framework") : undefined;
}

/** `global.json` where it asks for an SDK that the image of a release does not hold: that holds the newest alone. */
function sdkPin(path: string, release: string, workspace: Workspace): Detected<string> | undefined {
  const text = workspace.read(path) ?? "";
  const sdk = readYaml(text)[0]?.get("sdk");
  const version = sdk?.get("version");
  if (version?.rawText === undefined) return undefined;
  const policy = sdk?.get("rollForward")?.rawText ?? "latestPatch";
  const fits =
    policy === "latestMajor" ||
    (policy === "latestMinor" && version.rawText.startsWith(`${release.split(".")[0]}.`)) ||
    (/^(?:latestFeature|feature|minor|major)$/.test(policy) && version.rawText.startsWith(`${release}.`));
  return fits ? undefined : found(version.rawText, path, text.slice(0, version.span.start).split("\n").length, "`global.json`");
}

/** The test projects of the solution, or else below the context, that test a project. */
function testsOf(path: string, context: string, solution: string | undefined, workspace: Workspace): readonly string[] {
  const listed = solution === undefined ? "" : (workspace.read(solution) ?? "").replaceAll("\\", "/");
  return (workspace.files() ?? [])
    .filter(
      (file) => /\.(?:cs|fs|vb)proj$/.test(file) && isBelow(file, context) && (solution === undefined || listed.includes(nameOf(file))),
    )
    .slice(0, 60)
    .filter(
      (file) =>
        file !== path && (workspace.read(file) ?? "").includes("Microsoft.NET.Test.Sdk") && projectClosure(file, workspace).includes(path),
    );
}

function readyPath(folder: string, workspace: Workspace): Detected<string> | undefined {
  const path = inFolder(folder, "Program.cs");
  const pattern = /\bMap(?:HealthChecks|Get)\(\s*"(\/[\w/-]*ready[\w-]*)"/i;
  const lines = codeLines(workspace, path);
  const at = lines.findIndex((line) => pattern.test(line));
  const value = at < 0 ? undefined : pattern.exec(lines[at] as string)?.[1];
  return value === undefined ? undefined : found(value, path, at + 1, "the route in the code");
}
