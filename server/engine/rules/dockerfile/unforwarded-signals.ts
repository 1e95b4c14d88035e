import { baseImageOf } from "../../image/base.ts";
import { startOf } from "../../image/command.ts";
import { contextOf } from "../../image/context-files.ts";
import { developmentStart, packageAt } from "../../image/development-server.ts";
import { execPlace } from "../../image/exec-form.ts";
import { type Invocation, type InvocationWord, invocationsOf, invocationsOfText, isEditable } from "../../image/invocation.ts";
import { type NodePackage, resolvePrograms, scriptOf } from "../../image/node-package.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { serviceOf } from "../../image/service.ts";
import { shellOf } from "../../image/tools.ts";
import { servers } from "../../knowledge/servers.ts";
import type { Command, CommandInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { isShell, readShellCall } from "../../languages/shell/wrappers.ts";
import { defineRule, type Fix, type Problem } from "../../rule.ts";
import { insert, replace, type TextEdit } from "../../text/edit.ts";
import { buildsOf } from "../../workspace/builds.ts";

const node = (command: string) =>
  `FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json server.js ./\nUSER 1000:1000\nCMD [${command}]\n`;

export default defineRule({
  id: "dockerfile/unforwarded-signals",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "A package manager or a shell stands between the container and its program, which gets no stop signal.",
  why: `\`npm start\` is process 1 and runs the script in a shell, \`sh -c\`. Before version 7 npm kept signals to itself; since then it hands them to that shell, as Yarn and pnpm do, and Debian's shell ends without passing them on: the program is killed with requests under way. The same is true of \`["sh", "-c", "node server.js"]\` on Debian and Ubuntu. It also costs the memory of a second process.

Start the program itself, \`["node", "server.js"]\`, or let it take the shell's place: \`["sh", "-c", "exec node server.js"]\`.

\`npx\` and \`npm exec\` run servers in the same way.

Silent where an init comes first (\`tini\`, \`dumb-init\`, Compose's \`init: true\`), where the script of \`package.json\` begins with \`exec\`, for images that do a job and end, and for runners that are replaced by the program or pass signals on themselves (\`poetry run\`, \`pipenv run\`, \`uv run\`). Of the shell form says \`dockerfile/shell-form-command\`, of a development server \`dockerfile/development-server\`.`,
  examples: [
    {
      title: "The program of the script",
      files: { "package.json": '{ "scripts": { "start": "node server.js" } }', "server.js": "" },
      bad: node('"npm", "start"'),
      good: node('"node", "server.js"'),
    },
    {
      title: "A shell that hands over",
      bad: node('"sh", "-c", "node server.js --port $PORT"'),
      good: node('"sh", "-c", "exec node server.js --port $PORT"'),
    },
  ],
  links: [
    "https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd",
    "https://github.com/npm/run-script/blob/main/lib/signal-manager.js",
    "https://docs.docker.com/reference/dockerfile/#entrypoint",
  ],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D11"],
  judges: "connected",
  check(file, { workspace, report }) {
    const context = contextOf(file, workspace);
    const told = new Set<Command>();
    for (const stage of productionStages(file, workspace)) {
      const first = isDevelopment(stage, workspace) ? undefined : firstProcess(stage);
      if (!first?.command || told.has(first.command) || baseImageOf(stage)?.os === "windows") continue;
      const [call] = invocationsOf(first.command);
      if (!call || serviceOf(stage, workspace).isService === false || developmentStart(stage, context)) continue;
      if (buildsOf(file.source.path, workspace).some(({ hasInit }) => hasInit)) continue;
      const problem = ofShell(first.command, stage) ?? ofManager(call, stage, packageAt(stage, context));
      if (!problem) continue;
      told.add(first.command);
      report(problem);
    }
  },
});

const inits = /^(?:tini(?:-static)?|dumb-init|docker-init|catatonit|s6-svscan|init|my_init)$/;

/** The instruction whose program is process 1; undefined where an init is, or the shell form puts a shell in front. */
function firstProcess(stage: Stage): CommandInstruction | undefined {
  const { entrypoint, command } = startOf(stage);
  const ofBase = entrypoint ? undefined : baseImageOf(stage)?.entrypoint?.[0];
  const front = entrypoint?.command?.argv[0]?.text ?? ofBase;
  if (entrypoint && entrypoint.command?.form !== "exec") return undefined;
  if (front !== undefined && inits.test(nameOf(front))) return undefined;
  // A script in front is there to prepare, and then to start what it was given.
  const isScript = front !== undefined && /\.sh$|entrypoint$/.test(nameOf(front));
  const first = entrypoint && !isScript ? entrypoint : command;
  const program = first?.command?.form === "exec" ? first.command.argv[0]?.text : undefined;
  return program === undefined || inits.test(nameOf(program)) ? undefined : first;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `["sh", "-c", "…"]` where the shell is one that stays: of Debian's it is measured (dash 0.5.12), Bash and BusyBox replace themselves. */
function ofShell(command: Command, stage: Stage): Problem | undefined {
  const [shell, ...words] = command.argv;
  const name = nameOf(shell?.text ?? "");
  if (!shell || !isShell(name)) return undefined;
  const at = readShellCall(words.map((word) => word.text)).script;
  const script = invocationsOf(command)[0]?.script;
  if (at === undefined || !script || (name !== "sh" && name !== "dash") || shellOf(stage) !== "dash") return undefined;
  const last = script.commands.at(-1);
  const place = execPlace(script);
  const line = last ? [last.name, ...last.args.map((one) => one.text)].join(" ") : "";
  if (!last || !place?.text || !isLongRunning(line) || script.commands.some((one) => one.name === "trap" || one.operator === "&"))
    return undefined;
  const source = script.source.toSource(place.at);
  const isPlain = stage.file.source.text.startsWith(script.source.text.slice(place.at, place.at + 2), source);
  return {
    span: shell.span,
    message: `\`${shell.text} -c\` stays process 1, and the stop signal does not reach \`${last.name}\`. Write \`exec\` before its last command.`,
    fixes: isPlain ? fixesOf("Let the program take the shell's place", stage, insert(source, place.text)) : [],
  };
}

function isLongRunning(line: string): boolean {
  return servers.some(({ call }) => call.test(line)) || /^(?:node|java|dotnet|python[\d.]*|ruby|php) /.test(line);
}

/** What one asks a package manager for that does a job and ends. */
const jobs = /(?:^|[:_-])(?:test|lint|build|migrat\w*|seed|e2e|check|format|clean|install|ci)(?:$|[:_-])/;

function ofManager(call: Invocation, stage: Stage, pack: NodePackage | undefined): Problem | undefined {
  const { name, nameWord, args } = call;
  if (name !== "npm" && name !== "npx" && name !== "yarn" && name !== "pnpm") return undefined;
  const script = scriptOf(call);
  const text = script === undefined ? undefined : pack?.scripts.get(script);
  const inner = script === undefined ? programOf(call) : undefined;
  if (script === undefined ? !inner : jobs.test(script) || /^exec\s/.test(text ?? "")) return undefined;
  const last = args.at(-1) ?? nameWord;
  const shown = [name, ...args.map((word) => word.text)].join(" ");
  const own = inner && pack?.dependencies.has(inner[0] ?? "") ? [`node_modules/.bin/${inner[0]}`, ...inner.slice(1)] : undefined;
  const words =
    call.command || !isEditable(call) ? undefined : script === undefined ? own : wordsOf(script, pack, argumentsBehind(script, args));
  const span = { start: nameWord.span.start, end: last.span.end };
  return {
    span,
    message: `\`${shown}\` stays process 1 and runs the program in a shell, which does not pass the stop signal on. Start the program itself${words ? `, \`${words.join(" ")}\`` : ""}.`,
    fixes: words ? fixesOf(`Start \`${words.join(" ")}\``, stage, replace(span, words.map((word) => JSON.stringify(word)).join(", "))) : [],
  };
}

/** The words of the server behind `npx` or `npm exec`, which run it as npm runs scripts: `libnpmexec/lib/run-script.js` in npm/cli. */
function programOf(call: Invocation): readonly string[] | undefined {
  if (call.name !== "npx" && (call.name !== "npm" || !/^(?:exec|x)$/.test(call.args[0]?.text ?? ""))) return undefined;
  const [inner] = resolvePrograms(call, undefined);
  const words = inner && inner !== call && inner.name !== undefined ? [inner.name, ...inner.args.map((word) => word.text)] : [];
  return isLongRunning(words.join(" ")) ? words : undefined;
}

/** The arguments that are for the script. */
function argumentsBehind(script: string, args: readonly InvocationWord[]): readonly string[] {
  const rest = args.slice(args.findIndex(({ text }) => text === script) + 1).map(({ text }) => text);
  return rest[0] === "--" ? rest.slice(1) : rest;
}

/** The words of a script that is one program; undefined where a shell is needed for it, or other scripts run around it. */
function wordsOf(script: string, pack: NodePackage | undefined, more: readonly string[]): readonly string[] | undefined {
  const text = pack?.scripts.get(script);
  if (!pack || text === undefined || pack.scripts.has(`pre${script}`) || pack.scripts.has(`post${script}`)) return undefined;
  const [call, ...others] = invocationsOfText(text);
  const plain = call?.command;
  if (!plain || others.length > 0 || plain.wrappers.length + plain.assignments.length + plain.redirects.length > 0 || plain.pipe)
    return undefined;
  if (text.trim() !== call.script?.source.text.slice(plain.span.start, plain.span.end) || plain.isConditional) return undefined;
  const words = plain.args.map(({ value }) => value);
  const written = text.slice(plain.nameSpan.start, plain.nameSpan.end);
  if (words.some((word) => word === undefined) || /["'$\\]/.test(written)) return undefined;
  const program =
    written.includes("/") || written === "node" ? written : pack.dependencies.has(written) ? `node_modules/.bin/${written}` : undefined;
  return program === undefined ? undefined : [program, ...(words as string[]), ...more];
}

function fixesOf(title: string, { file }: Stage, edit: TextEdit): readonly Fix[] {
  return [{ title, safety: "unsafe", changes: [{ kind: "edit", path: file.source.path, edits: [edit] }] }];
}
