import type { RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import type { Span } from "../text/span.ts";
import { folderOf, type ImageFolder, within } from "./folders.ts";
import { type Invocation, invocationsOf } from "./invocation.ts";
import { resolvePrograms, scriptOf } from "./node-package.ts";
import { packageChange } from "./tools.ts";

export type Builder = "node" | "go" | "rust" | "java" | "dotnet" | "python";

/** A call in a RUN that compiles or bundles the project. */
export interface Compilation {
  readonly builder: Builder;
  readonly run: RunInstruction;
  readonly invocation: Invocation;
  /** Program and verb, for messages: `npm run build`. */
  readonly title: string;
  /** The place of program and verb in the file. */
  readonly span: Span;
  /** The folder of the image in which it is called. */
  readonly folder: ImageFolder;
  /** The file or folder of the image in which the result lies; undefined where that is not written. */
  readonly output: ImageFolder | undefined;
}

const known = new WeakMap<Stage, readonly Compilation[]>();

/** What a stage's own RUN instructions compile or bundle, in order. ONBUILD triggers do it elsewhere and are left out. */
export function compilationsOf(stage: Stage): readonly Compilation[] {
  let result = known.get(stage);
  if (!result) {
    result = stage.instructions.flatMap((one) => (one.keyword === "RUN" ? compilationsIn(one, stage) : []));
    known.set(stage, result);
  }
  return result;
}

function compilationsIn(run: RunInstruction, stage: Stage): Compilation[] {
  const invocations = invocationsOf(run.command);
  return invocations.flatMap((invocation, index) => {
    if (invocation.command?.inSubstitution || invocation.command?.isConditional) return [];
    const folder = folderOf(invocation, run, invocations.slice(0, index), stage);
    const call = readCall(invocation, folder);
    if (!call) return [];
    const last = call.words === 0 ? invocation.nameWord : (invocation.args[call.words - 1] ?? invocation.nameWord);
    const words = [invocation.nameWord, ...invocation.args.slice(0, call.words)].map((word) =>
      word.text.slice(word.text.lastIndexOf("/") + 1),
    );
    return [
      {
        builder: call.builder,
        run,
        invocation,
        title: words.join(" "),
        span: { start: invocation.nameWord.span.start, end: last.span.end },
        folder,
        output: call.output,
      },
    ];
  });
}

interface Call {
  readonly builder: Builder;
  /** How many arguments say what is done. */
  readonly words: number;
  readonly output?: ImageFolder | undefined;
}

/** Bundlers and compilers of Node.js projects, with the word that makes them build; undefined where they do without one. */
const bundlers: ReadonlyMap<string, readonly (string | undefined)[]> = new Map([
  ["tsc", [undefined]],
  ["vite", ["build"]],
  ["next", ["build"]],
  ["nuxt", ["build", "generate"]],
  ["nuxi", ["build", "generate"]],
  ["ng", ["build"]],
  ["nest", ["build"]],
  ["webpack", [undefined]],
  ["rollup", [undefined]],
  ["tsup", [undefined]],
  ["esbuild", [undefined]],
  ["parcel", ["build"]],
  ["react-scripts", ["build"]],
  ["vue-cli-service", ["build"]],
  ["astro", ["build"]],
  ["gatsby", ["build"]],
  ["remix", ["build"]],
  ["turbo", ["build", "run"]],
  ["nx", ["build"]],
  ["ember", ["build"]],
  ["svelte-kit", ["build"]],
]);

/** Whether a program compiles or bundles projects of Node.js, as a tool's image starts it. */
export function isBundler(invocation: Invocation): boolean {
  return resolvePrograms(invocation, undefined).some(({ name, args }) => {
    const verbs = bundlers.get(name ?? "");
    return verbs !== undefined && (verbs.includes(undefined) || verbs.includes(args[0]?.text));
  });
}

function readCall(invocation: Invocation, folder: ImageFolder): Call | undefined {
  const { name, args } = invocation;
  const verbs = args.map((word) => word.text);
  const verb = args.findIndex((word) => !word.text.startsWith("-"));
  switch (name) {
    case "go":
      if (verbs[0] === "build") return { builder: "go", words: 1, output: goOutput(verbs.slice(1), folder) };
      if (verbs[0] === "install" && verbs.some((word) => /^\.{1,2}(\/|$)/.test(word)))
        return { builder: "go", words: 1, output: "/go/bin" };
      return undefined;
    case "cargo":
      if (verbs[verb] === "build") return { builder: "rust", words: verb + 1, output: cargoOutput(verbs, folder) };
      if (verbs[verb] === "install" && verbs.some((word) => word === "--path" || word.startsWith("--path="))) {
        return { builder: "rust", words: verb + 1, output: "/usr/local/cargo/bin" };
      }
      return undefined;
    case "mvn":
    case "mvnw": {
      const phase = verbs.findIndex((word) => /^(package|install|verify|deploy)$/.test(word));
      return phase < 0 ? undefined : { builder: "java", words: 0, output: within(folder, "target") };
    }
    case "gradle":
    case "gradlew": {
      const task = verbs.findIndex((word) => /(^|:)(build|assemble|bootJar|bootWar|jar|shadowJar|installDist|distTar|distZip)$/.test(word));
      return task < 0 ? undefined : { builder: "java", words: 0, output: within(folder, "build") };
    }
    case "javac":
      return { builder: "java", words: 0 };
    case "dotnet":
      if (verbs[verb] !== "publish" && verbs[verb] !== "build") return undefined;
      return { builder: "dotnet", words: verb + 1, output: dotnetOutput(verbs, folder) };
    default:
      return readNodeCall(invocation);
  }
}

function readNodeCall(invocation: Invocation): Call | undefined {
  const script = scriptOf(invocation);
  if (script !== undefined && /^(build|compile|bundle|generate|prod|production)(?![a-z])|[:-](build|prod(uction)?)$/.test(script)) {
    const words = invocation.args.findIndex((word) => word.text === script) + 1;
    return /^(docs?|storybook)|:(docs?|storybook|test|dev)$|^build-?(docs?|storybook)/.test(script)
      ? undefined
      : { builder: "node", words };
  }
  if (script !== undefined) return undefined;
  for (const program of resolvePrograms(invocation, undefined)) {
    const verbs = bundlers.get(program.name ?? "");
    if (!verbs || program.args.some((word) => /^--?(noEmit|version|help|v|h|watch|w)$/.test(word.text))) continue;
    const first = program.args[0]?.text;
    if (verbs.includes(undefined) || verbs.includes(first)) {
      const word = verbs.includes(undefined) ? program.nameWord : (program.args[0] ?? program.nameWord);
      return { builder: "node", words: invocation.args.findIndex((one) => one.span.start === word.span.start) + 1 };
    }
  }
  return undefined;
}

/** The value of an option written as `-o value` or `-o=value`. */
function optionValue(words: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (names.includes(word)) return words[index + 1];
    const name = names.find((one) => word.startsWith(`${one}=`));
    if (name) return word.slice(name.length + 1);
  }
  return undefined;
}

/** `go build -o X ./cmd/app` writes X, a folder where it ends in a slash; without -o it writes the package's last element. */
function goOutput(words: readonly string[], folder: ImageFolder): ImageFolder | undefined {
  const named = optionValue(words, "-o", "--o");
  const packages = words.filter((word) => /^\.{1,2}(\/|$)/.test(word) && word !== named);
  const element = packages.length === 1 ? (packages[0] ?? "").replace(/\/+$/, "").split("/").at(-1) : undefined;
  const base = element === undefined || /^\.*$/.test(element) ? undefined : element;
  if (named === undefined) return base && within(folder, base);
  if (/[$`]/.test(named)) return undefined;
  if (/(^|\/)\.?$/.test(named)) return base && within(folder, `${named}/${base}`);
  return within(folder, named);
}

function cargoOutput(words: readonly string[], folder: ImageFolder): ImageFolder {
  const profile = words.includes("--release") || words.includes("-r") ? "release" : (optionValue(words, "--profile") ?? "debug");
  const target = optionValue(words, "--target");
  return within(folder, `${optionValue(words, "--target-dir") ?? "target"}/${target ? `${target}/` : ""}${profile}`);
}

function dotnetOutput(words: readonly string[], folder: ImageFolder): ImageFolder | undefined {
  const named = optionValue(words, "-o", "--output");
  return named === undefined || /[$`]/.test(named) ? undefined : within(folder, named);
}

/** Packages of the distributions that are there to compile. */
const compilerPackages =
  /^(build-essential|build-base|gcc|g\+\+|clang|make|cmake|musl-dev|linux-headers|python3?-dev|python3?-devel|gcc-c\+\+|libffi-dev|libc6?-dev)$/;

/** The compilers that a RUN installs from packages and does not take away again. */
export function installedCompilers(run: RunInstruction): readonly { readonly name: string; readonly span: Span }[] {
  const invocations = invocationsOf(run.command);
  const changes = invocations.flatMap(({ command }) => (command && packageChange(command)) ?? []);
  if (changes.some((change) => !change.isInstall)) return [];
  return invocations.flatMap(({ command, args }) =>
    command && packageChange(command)
      ? args.filter((word) => compilerPackages.test(word.text.replace(/[=<>~].*$/, ""))).map(({ text, span }) => ({ name: text, span }))
      : [],
  );
}
