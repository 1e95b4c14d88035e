import { isEndOfLife } from "../knowledge/lifecycle.ts";
import { splitReference } from "../languages/dockerfile/image-reference.ts";
import type { Instruction, Stage } from "../languages/dockerfile/model.ts";
import type { Fix } from "../rule.ts";
import { insert, remove, type TextEdit } from "../text/edit.ts";
import { buildsOf } from "../workspace/builds.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { baseImageOf } from "./base.ts";
import { startedBy, startOf } from "./command.ts";
import { type Compilation, compilationsOf } from "./compilation.ts";
import { contextOf } from "./context-files.ts";
import { toExecForm } from "./exec-form.ts";
import { below, folderAt, within } from "./folders.ts";
import { endsOpen } from "./insertion.ts";
import { installsOf } from "./installs.ts";
import { type Invocation, invocationsOf } from "./invocation.ts";
import { readPackage, resolvePrograms } from "./node-package.ts";
import { packageChange } from "./tools.ts";

/** What the runtime stage starts from and gets, where that can be told. */
interface Runtime {
  /** As it is written behind FROM. */
  readonly image: string;
  readonly hasShell: boolean;
  /** The last instruction that belongs into the build stage. */
  readonly last: Instruction;
  /** The lines behind FROM, WORKDIR and ENV. */
  readonly lines: readonly string[];
  /** Lines that the build stage gets in front of an instruction. */
  readonly before?: { readonly instruction: Instruction; readonly lines: readonly string[] };
  /** What goes along, for the title. */
  readonly goesAlong: string;
  /** Names of ENV variables that mean nothing outside the build. */
  readonly dropped: RegExp;
}

/**
 * The fix that makes two stages of one that builds and runs: the second starts from an image without the compilers and gets only what
 * was built. Undefined where it cannot be told from the file what has to go along.
 */
export function splitFix(stage: Stage, workspace: Workspace, today: string): Fix | undefined {
  const { file } = stage;
  if (stage.chain.length !== 1 || stage.base.kind !== "image" || isTargeted(stage, workspace) || endsOpen(stage)) return undefined;
  const runtime = runtimeOf(stage, workspace);
  if (!runtime || !isSettled(runtime.image, stage, today)) return undefined;
  const end = stage.instructions.indexOf(runtime.last);
  const parts = divide(stage.instructions.slice(0, end + 1), stage.instructions.slice(end + 1), runtime);
  if (!parts) return undefined;
  const { image, name } = stage.from;
  if (!image) return undefined;
  const { eol } = file.source;
  const stageName = name?.text ?? freeStageName(new Set(file.stages.map((stage) => stage.name)));
  const workdir = folderAt(stage, stage.instructions[end + 1]);
  const setsWorkdir = stage.instructions.slice(0, end + 1).some((one) => one.keyword === "WORKDIR");
  if (setsWorkdir && !workdir.startsWith("/")) return undefined;
  // Keywords as the file writes them.
  const isLower = stage.from.keywordText === "from";
  const spelled = (line: string) =>
    (isLower ? line.replace(/^[A-Z]+/, (keyword) => keyword.toLowerCase()) : line).replaceAll("<build>", stageName);
  const lines = [
    "",
    spelled(`FROM ${runtime.image}`),
    ...(setsWorkdir ? [spelled(`WORKDIR ${workdir}`)] : []),
    ...parts.carried.map((one) => file.source.slice(one.span)),
    ...runtime.lines.map(spelled),
  ];
  const edits: TextEdit[] = [
    ...(name ? [] : [insert(image.word.span.end, ` ${isLower ? "as" : "AS"} ${stageName}`)]),
    ...parts.moved.map((one) => remove({ start: one.span.start, end: file.source.nextLineStart(one.span.end) })),
    ...(runtime.before
      ? [
          insert(
            (runtime.before.instruction.leadingComments[0] ?? runtime.before.instruction).span.start,
            runtime.before.lines.map((line) => spelled(line) + eol).join(""),
          ),
        ]
      : []),
    insert(runtime.last.span.end, lines.map((line) => eol + line).join("")),
    ...parts.shellForms,
  ];
  return {
    title: `Build in a stage of its own, and run ${runtime.goesAlong} on \`${runtime.image.replace(/@.*$/, "")}\``,
    safety: "unsafe",
    changes: [{ kind: "edit", path: file.source.path, edits }],
  };
}

/**
 * The fix that puts the matching runtime image in place of the compiler's, in a stage that only copies what was built before. Undefined where
 * something in the stage may need the compiler's image.
 */
function runtimeImageFix(stage: Stage, today: string): Fix | undefined {
  const { file } = stage;
  const base = baseImageOf(stage);
  const word = stage.from.image?.word;
  const start = startOf(stage);
  if (stage.chain.length !== 1 || !base?.runtimeImage || !word || word.value !== word.text) return undefined;
  const image = base.runtimeImage;
  if (!isSettled(image, stage, today)) return undefined;
  const isShellFree = /distroless|chiseled|scratch/.test(image);
  const shellForms: TextEdit[] = [];
  for (const one of stage.instructions) {
    if (one.keyword === "RUN") return undefined;
    if (one.keyword === "ONBUILD" || one.keyword === "SHELL" || one.keyword === "VOLUME") return undefined;
    if (one.keyword === "USER" && !/^\d+(:\d+)?$/.test(one.user?.value ?? "")) return undefined;
    if (!isShellFree) continue;
    if (one.keyword === "HEALTHCHECK" && (one.command?.form === "shell" || needsShell(one.command))) return undefined;
    if ((one.keyword === "CMD" || one.keyword === "ENTRYPOINT") && one.command) {
      const form = toExecForm(one.command);
      if (form && !form.argv) return undefined;
      if (needsShell(one.command)) return undefined;
      if (form) shellForms.push(...form.edits);
    }
  }
  if (!start.entrypoint && !start.command) return undefined;
  return {
    title: `Run it on \`${image}\``,
    safety: "unsafe",
    changes: [{ kind: "edit", path: file.source.path, edits: [{ span: word.span, text: image }, ...shellForms] }],
  };
}

/**
 * The fix for a final stage on a compiler's image, be it that the program is built there or only copied.
 */
export function toolchainFix(stage: Stage, workspace: Workspace, today: string): Fix | undefined {
  return compilationsOf(stage).length > 0 ? splitFix(stage, workspace, today) : runtimeImageFix(stage, today);
}

/** Whether an image is worth a second FROM: with a version, and supported. Until then there is another finding to be fixed first. */
function isSettled(written: string, stage: Stage, today: string): boolean {
  const { image } = stage.from;
  const reference = image && written === image.word.raw ? image : splitReference(written);
  if (reference.digest === undefined && (reference.tag === undefined || reference.tag === "latest")) return false;
  return isEndOfLife(reference, today) !== true;
}

function needsShell(command: Parameters<typeof invocationsOf>[0]): boolean {
  const program = command?.argv[0]?.text ?? "";
  return /(^|\/)(sh|bash|ash|dash|curl|wget)$/.test(program) || program.endsWith(".sh");
}

/** Whether a build of the workspace asks for the stage by name: it would then get the build stage. */
function isTargeted(stage: Stage, workspace: Workspace): boolean {
  return stage.name !== undefined && buildsOf(stage.file.source.path, workspace).some(({ target }) => target?.toLowerCase() === stage.name);
}

/** A name for a stage that builds, which is not taken. */
export function freeStageName(taken: { has(name: string): boolean }): string {
  for (let i = 0; ; i++) {
    const name = ["build", "builder"][i] ?? `build${i}`;
    if (!taken.has(name)) return name;
  }
}

interface Parts {
  /** ENV, which the program may read: said again. */
  readonly carried: readonly Instruction[];
  /** What only says something of the image that is run: taken out of the build stage, and said in the runtime stage. */
  readonly moved: readonly Instruction[];
  readonly shellForms: readonly TextEdit[];
}

/** What of the build stage has to be said again; undefined where the split would change what the rest means. */
function divide(head: readonly Instruction[], tail: readonly Instruction[], runtime: Runtime): Parts | undefined {
  const carried: Instruction[] = [];
  const moved: Instruction[] = [];
  const shellForms: TextEdit[] = [];
  const args = head.flatMap((one) => (one.keyword === "ARG" ? one.assignments.map(({ name }) => name) : []));
  for (const one of head) {
    switch (one.keyword) {
      case "ENV":
        if (one.assignments.every(({ name }) => runtime.dropped.test(name))) break;
        if (one.rest.text.includes("$")) return undefined;
        carried.push(one);
        break;
      case "EXPOSE":
      case "LABEL":
      case "STOPSIGNAL":
        if (one.rest.text.includes("$") || one.leadingComments.length > 0) return undefined;
        moved.push(one);
        carried.push(one);
        break;
      case "RUN":
      case "COPY":
      case "ADD":
      case "ARG":
      case "WORKDIR":
        break;
      default:
        return undefined;
    }
  }
  for (const one of tail) {
    if (one.keyword !== "CMD" && one.keyword !== "ENTRYPOINT" && args.some((name) => new RegExp(`\\$\\{?${name}\\b`).test(one.rest.text)))
      return undefined;
    switch (one.keyword) {
      case "USER":
        if (!runtime.hasShell && !/^\d+(:\d+)?$/.test(one.user?.value ?? "")) return undefined;
        break;
      case "CMD":
      case "ENTRYPOINT": {
        if (!one.command || runtime.hasShell) break;
        const form = toExecForm(one.command);
        if ((form && !form.argv) || needsShell(one.command)) return undefined;
        if (form) shellForms.push(...form.edits);
        break;
      }
      case "HEALTHCHECK":
        if (one.command && (one.command.form === "shell" ? !runtime.hasShell : needsShell(one.command))) return undefined;
        if (invocationsOf(one.command).some(({ name }) => name === "curl" || name === "wget")) return undefined;
        break;
      case "RUN":
        if (one.stage?.from.image?.word.raw !== runtime.image) return undefined;
        break;
      case "COPY":
      case "ADD":
      case "ENV":
      case "EXPOSE":
      case "LABEL":
      case "STOPSIGNAL":
      case "VOLUME":
      case "WORKDIR":
        break;
      default:
        return undefined;
    }
  }
  return { carried, moved, shellForms };
}

function runtimeOf(stage: Stage, workspace: Workspace): Runtime | undefined {
  const compilation = compilationsOf(stage).at(-1);
  const [program] = startedBy(stage);
  if (!program) return undefined;
  const builder = compilation?.builder ?? "python";
  const packages = installedPackages(stage);
  if (packages === undefined || packages.some((one) => !harmless.test(one) && !(builder === "python" && pythonBuildPackages.test(one))))
    return undefined;
  if (!doesNothingElse(stage, builder, compilation?.run)) return undefined;
  if (!compilation) return pythonRuntime(stage);
  switch (compilation.builder) {
    case "go":
    case "rust":
      return nativeRuntime(stage, compilation, program);
    case "java":
      return javaRuntime(stage, compilation, program);
    case "dotnet":
      return dotnetRuntime(stage, compilation, program);
    case "node":
      return nodeRuntime(stage, compilation, program, workspace);
    default:
      return undefined;
  }
}

/** Variables that steer compilers and package managers. */
const goVariables = /^(CGO_\w+|GO[A-Z0-9]+\w*|CC|CXX|PATH|DEBIAN_FRONTEND)$/;
const rustVariables = /^(CARGO_\w+|RUSTFLAGS|RUSTUP_\w+|CC\w*|CXX\w*|PATH|DEBIAN_FRONTEND|OPENSSL_\w+)$/;
const javaVariables = /^(MAVEN_\w+|GRADLE_\w+|MVN_\w+|DEBIAN_FRONTEND)$/;
const dotnetVariables = /^(NUGET_\w+|DOTNET_CLI_\w+|DEBIAN_FRONTEND)$/;
const nodeVariables = /^(NPM_CONFIG_\w+|npm_config_\w+|CI|DEBIAN_FRONTEND)$/;

/** Packages that a build needs and its result does not. */
const harmless =
  /^(build-essential|build-base|gcc|g\+\+|make|cmake|git|ca-certificates|pkg-config|pkgconf|clang|lld|mold|musl-dev|musl-tools|protobuf-compiler|protoc|tzdata|upx)$/;

/** One program: copied to where the CMD looks for it. */
function nativeRuntime(stage: Stage, compilation: Compilation, program: Invocation): Runtime | undefined {
  const base = baseImageOf(stage);
  const output = compilation.output;
  if (!base || output === undefined || !output.startsWith("/")) return undefined;
  const written = programText(stage, program);
  const isFolder = compilation.builder === "rust" || output === "/go/bin" || output.endsWith("/");
  const name = written.slice(written.lastIndexOf("/") + 1);
  const built = isFolder ? within(output, name) : output;
  if (output.slice(output.lastIndexOf("/") + 1) !== name && !isFolder) return undefined;
  // A bare name is looked for in PATH.
  const inPath = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/go/bin", "/usr/local/cargo/bin"];
  const path = written.includes("/") ? within(folderAt(stage), written) : built;
  if (path !== built || (!written.includes("/") && !inPath.includes(built.slice(0, built.lastIndexOf("/"))))) return undefined;
  const target = written.includes("/") ? built : `/usr/local/bin/${name}`;
  const image = nativeImage(stage, compilation, base.libc, installedPackages(stage) ?? []);
  if (!image) return undefined;
  return {
    image,
    hasShell: false,
    last: compilation.run,
    lines: [`COPY --from=<build> ${built} ${target}`],
    goesAlong: `only \`${target}\``,
    dropped: compilation.builder === "go" ? goVariables : rustVariables,
  };
}

/** A started program with its folder. */
function programText(stage: Stage, { command, nameWord }: Invocation): string {
  return command && nameWord.isWhole ? stage.file.source.slice(nameWord.span).replace(/^(["'])(.*)\1$/, "$2") : nameWord.text;
}

/** Distroless by what the program is linked with. Source: https://github.com/GoogleContainerTools/distroless. */
function nativeImage(
  stage: Stage,
  compilation: Compilation,
  libc: "glibc" | "musl" | undefined,
  packages: readonly string[],
): string | undefined {
  const { builder, run, invocation } = compilation;
  if (builder === "rust") {
    const isMusl = libc === "musl" || /musl/.test(compilation.output ?? "");
    return isMusl ? "gcr.io/distroless/static-debian13:nonroot" : libc === "glibc" ? "gcr.io/distroless/cc-debian13:nonroot" : undefined;
  }
  const cgo = invocation.assignments.get("CGO_ENABLED") ?? exported(run, "CGO_ENABLED") ?? stage.variable("CGO_ENABLED", run);
  // Without a C compiler, which the Alpine variants do not bring, Go switches cgo off by itself.
  const hasCompiler = packages.some((one) => /^(gcc|g\+\+|clang|build-base|build-essential|musl-dev)$/.test(one));
  if (cgo === "0" || (cgo === undefined && libc === "musl" && !hasCompiler)) return "gcr.io/distroless/static-debian13:nonroot";
  return libc === "glibc" ? "gcr.io/distroless/base-debian13:nonroot" : undefined;
}

function exported(run: Instruction, name: string): string | undefined {
  const value = new RegExp(`\\b${name}=([^\\s;&]+)`).exec(run.rest.text)?.[1];
  return value?.includes("$") ? undefined : value;
}

/** All packages that the stage installs with its distribution's manager; undefined where one cannot be told. */
function installedPackages(stage: Stage): string[] | undefined {
  const packages: string[] = [];
  for (const one of stage.instructions) {
    for (const { command } of one.keyword === "RUN" ? invocationsOf(one.command) : []) {
      const change = command && packageChange(command);
      if (!change?.isInstall) continue;
      if (change.hasUnknown) return undefined;
      packages.push(...change.packages);
    }
  }
  return packages;
}

/** A jar where `java -jar` says it is. */
function javaRuntime(stage: Stage, compilation: Compilation, program: Invocation): Runtime | undefined {
  const image = baseImageOf(stage)?.runtimeImage;
  const jar = program.args.findIndex((word) => word.text === "-jar");
  const written = program.args[jar + 1]?.value;
  if (!image || program.name !== "java" || jar < 0 || !written?.endsWith(".jar") || /[*?$]/.test(written)) return undefined;
  if (programText(stage, program).includes("/")) return undefined;
  const path = within(folderAt(stage), written);
  const moved = path.startsWith("/") && compilation.output !== undefined && below(compilation.output, path) !== undefined;
  if (!moved) return undefined;
  return {
    image,
    hasShell: true,
    last: compilation.run,
    lines: [`COPY --from=<build> ${path} ${path}`],
    goesAlong: "only the jar",
    dropped: javaVariables,
  };
}

/** The folder that `dotnet publish -o` fills, where the CMD starts a dll from it. */
function dotnetRuntime(stage: Stage, compilation: Compilation, program: Invocation): Runtime | undefined {
  const image = baseImageOf(stage)?.runtimeImage;
  const folder = compilation.output;
  const dll = program.args[0]?.value;
  if (!image || !folder?.startsWith("/") || program.name !== "dotnet" || !dll?.endsWith(".dll") || !compilation.title.endsWith("publish"))
    return undefined;
  const path = within(folderAt(stage), dll);
  if (below(folder, path) === undefined) return undefined;
  return {
    image,
    hasShell: !/chiseled|distroless/.test(image),
    last: compilation.run,
    lines: [`COPY --from=<build> ${folder} ${folder}`],
    goesAlong: `only \`${folder}\``,
    dropped: dotnetVariables,
  };
}

/** Folders into which Node.js projects are compiled. */
const outputFolders = new Set(["dist", "build", "out", "lib", ".output"]);

/** The output folder that the CMD starts a file from, with a production install of its own. */
function nodeRuntime(stage: Stage, compilation: Compilation, program: Invocation, workspace: Workspace): Runtime | undefined {
  const base = baseImageOf(stage);
  const written = stage.from.image?.word.raw;
  const folder = compilation.folder;
  if (!base?.runtimes.includes("node") || !written || !folder.startsWith("/") || folder !== folderAt(stage)) return undefined;
  const context = contextOf(stage.file, workspace);
  const pack = readPackage(context?.read("package.json"));
  const programs = resolvePrograms(program, pack);
  const node = programs.length === 1 ? programs[0] : undefined;
  const file = node?.name === "node" ? node.args.find((word) => !word.text.startsWith("-"))?.value : undefined;
  const inside = file === undefined ? undefined : below(folder, within(folder, file));
  const output = inside?.split("/")[0];
  if (output === undefined || !outputFolders.has(output)) return undefined;
  const install = installsOf(stage).find(
    (one) => one.ecosystem === "node" && one.action === "install" && !one.isNamed && one.folder === folder,
  );
  const prune = installsOf(stage).find((one) => one.ecosystem === "node" && one.action === "prune" && one.folder === folder);
  if (output === ".output") {
    // Nitro's output holds the modules it needs.
    return {
      image: written,
      hasShell: true,
      last: compilation.run,
      lines: [`COPY --from=<build> ${folder}/.output ./.output`],
      goesAlong: "only `.output`",
      dropped: nodeVariables,
    };
  }
  const copies = (...names: readonly string[]) =>
    names.map((name) => `COPY --from=<build> ${within(folder, name)} ./${/\*/.test(name) ? "" : name}`);
  if (prune && prune.run.index >= compilation.run.index) {
    return {
      image: written,
      hasShell: true,
      last: prune.run,
      lines: copies("package*.json", "node_modules", output),
      goesAlong: `only \`${output}\` and the production dependencies`,
      dropped: nodeVariables,
    };
  }
  if (!install || installsOf(stage).filter((one) => !one.isNamed).length !== 1 || install.isLocked !== true) return undefined;
  if (install.manager !== "npm") return undefined;
  const flags = install.run.flags.map((flag) => `${stage.file.source.slice(flag.span)} `).join("");
  if (install.run.flags.some((flag) => stage.file.source.slice(flag.span).includes("\n"))) return undefined;
  return {
    image: written,
    hasShell: true,
    last: compilation.run,
    lines: [...copies("package*.json"), `RUN ${flags}npm ci --omit=dev`, ...copies(output)],
    goesAlong: `only \`${output}\` and the production dependencies`,
    dropped: nodeVariables,
  };
}

/** What a build may call besides its compiler without leaving behind what the program needs when it runs. */
const harmlessPrograms = new Set([
  "apt-get",
  "apt",
  "apk",
  "dnf",
  "microdnf",
  "yum",
  "rm",
  "set",
  "echo",
  "test",
  "[",
  "true",
  "ls",
  "cat",
  "chmod",
  "strip",
  "upx",
  "update-ca-certificates",
]);
const builderPrograms: Readonly<Record<Compilation["builder"], RegExp>> = {
  go: /^go$/,
  rust: /^(cargo|rustup|rustc|touch)$/,
  java: /^(mvnw?|gradlew?)$/,
  dotnet: /^dotnet$/,
  node: /^(npm|npx|yarn|pnpm|corepack)$/,
  python: /^(pip[\d.]*|python[\d.]*)$/,
};

/** Whether the RUN instructions up to the last compilation call nothing but the compiler and what it is installed with. */
function doesNothingElse(stage: Stage, builder: Compilation["builder"], last: Instruction | undefined): boolean {
  return stage.instructions.every((one) => {
    if (one.keyword !== "RUN" || (last && one.index > last.index)) return true;
    if (one.command?.form === "shell" && (!one.command.script || one.command.script.errors.length > 0)) return false;
    return invocationsOf(one.command).every(
      ({ name, args }) =>
        name !== undefined &&
        (harmlessPrograms.has(name) ||
          (builderPrograms[builder].test(name) && !args.some((word) => /^(-g|--global|prisma)$/.test(word.text)))),
    );
  });
}

/** Packages that pip needs to compile what it installs, and whose libraries the Python images bring along. */
const pythonBuildPackages = /^(python3?-dev|libffi-dev|libssl-dev|zlib1g-dev|openssl-dev|cargo|rustc)$/;

/** Python's packages go into a virtual environment, which is copied; the compilers stay behind. */
function pythonRuntime(stage: Stage): Runtime | undefined {
  const base = baseImageOf(stage);
  const written = stage.from.image?.word.raw;
  const installs = installsOf(stage);
  const [first] = installs;
  const last = installs.at(-1);
  if (!base?.runtimes.includes("python") || !written || !first || !last) return undefined;
  if (
    installs.some(
      (one) =>
        one.manager !== "pip" ||
        one.isNamed ||
        one.needsSources ||
        ["user", "target", "t", "prefix", "root"].some((flag) => one.flags.has(flag)),
    )
  )
    return undefined;
  // What was copied before has to be there again, so only the lists of packages may have been.
  const before = stage.instructions.filter((one) => one.index < last.run.index);
  const copiesSources = before.some(
    (one) =>
      (one.keyword === "COPY" || one.keyword === "ADD") &&
      (one.heredocs.length > 0 || one.sources.some((source) => !/requirements[\w.*-]*$|\.txt$/.test(source.text))),
  );
  if (copiesSources || stage.variable("VIRTUAL_ENV") !== undefined || before.some((one) => one.rest.text.includes("venv")))
    return undefined;
  return {
    image: written,
    hasShell: true,
    last: last.run,
    before: { instruction: first.run, lines: ["RUN python -m venv /opt/venv", "ENV PATH=/opt/venv/bin:$PATH"] },
    lines: ["COPY --from=<build> /opt/venv /opt/venv", "ENV PATH=/opt/venv/bin:$PATH"],
    goesAlong: "what pip has installed",
    dropped: /^(PIP_\w+|DEBIAN_FRONTEND|CC|CXX|CFLAGS)$/,
  };
}
