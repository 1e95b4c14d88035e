import type { Stage } from "../languages/dockerfile/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { startedBy, startOf, startScript } from "./command.ts";
import { type Invocation, invocationsOfText } from "./invocation.ts";

/** Compilers, build tools, and what one starts in an image to work in it. */
const tools =
  /^(go|gofmt|gopls|delve|dlv|air|cargo|rustc|rustup|mvn|mvnw|mvnd|gradle|gradlew|javac|jshell|jlink|jpackage|sbt|scala|scalac|clojure|clj|lein|kotlinc|gcc|g\+\+|cc|c\+\+|clang|make|cmake|ninja|bazel|swiftc|stack|cabal|ghc|ghci|runghc|native-image|code-server|jupyter|jupyter-lab|act_runner|buildkite-agent)$/;
const interpreters =
  /^(node|python[\d.]*|pypy3?|ruby|irb|php|perl|jshell|deno|bun|iex|erl|julia|R|ghci|swipl|sh|bash|ash|dash|zsh|fish|pwsh)$/;
const shells = /^(sh|bash|ash|dash|zsh|fish|tail|sleep|sshd)$/;

/** Whether nothing says what the image starts: it is one to build in, or to be taken further. */
export function startsNothing(stage: Stage): boolean {
  const { entrypoint, command } = startOf(stage);
  return !entrypoint && !command;
}

/** Whether the image is one to build others on: it starts nothing, or an interpreter or a shell without anything to run. */
export function isToBuildOn(stage: Stage): boolean {
  if (startsNothing(stage)) return true;
  const [first, ...rest] = startedBy(stage);
  // An entrypoint script in front of it is there for whatever child images start.
  const programs = rest.length > 0 && /entrypoint(\.sh)?$/.test(first?.name ?? "") ? rest : first ? [first, ...rest] : [];
  return programs.length > 0 && programs.every(({ name, args }) => args.length === 0 && interpreters.test(name ?? ""));
}

/**
 * Whether what the image starts is the toolchain itself, or a shell to work in, or a script that calls it. A script or program that cannot be
 * seen may do so, too, which counts as yes.
 */
export function runsToolchain(stage: Stage, workspace: Workspace): boolean {
  const started = startedBy(stage);
  if (started.length === 0 || started.some(isTool)) return true;
  if (!started.some(({ name, args }) => isScript(name) || args.some((word) => isScript(word.text)))) return false;
  const script = startScript(stage, workspace);
  return script === undefined || invocationsOfText(script).some(isTool);
}

function isScript(word: string | undefined): boolean {
  return word === undefined || /\.(sh|bash)$|entrypoint$/.test(word);
}

function isTool({ name, args }: Invocation): boolean {
  if (name === undefined || tools.test(name)) return true;
  const first = args[0]?.text;
  if (name === "dotnet")
    return first === undefined || (!first.endsWith(".dll") && !first.endsWith(".exe") && first !== "exec" && !first.startsWith("-"));
  if (name === "swift" || name === "dart") return first === undefined || /^(run|build|test|package|repl|pub|compile)$/.test(first);
  if (name === "java") return args.some((word) => /gradle-wrapper|maven-wrapper|sbt-launch/.test(word.text));
  return shells.test(name) && !args.some((word) => /[./]/.test(word.text));
}

/** Whether a web server, and no script of Node.js, is what an image with Node.js starts. */
export function isServedByOther(stage: Stage): boolean {
  const started = startedBy(stage);
  return (
    started.length > 0 && started.every(({ name }) => /^(nginx|caddy|httpd|apache2|apache2ctl|apachectl|lighttpd|h2o)$/.test(name ?? ""))
  );
}
