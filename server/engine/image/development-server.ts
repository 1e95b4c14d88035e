import { type DevelopmentServer, developmentScripts, developmentServers } from "../knowledge/development-servers.ts";
import type { CommandInstruction, Stage } from "../languages/dockerfile/model.ts";
import { replace, type TextEdit } from "../text/edit.ts";
import { remember } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import { startOf, withTriggers } from "./command.ts";
import { type ContextView, originsOf } from "./context-files.ts";
import { settingAtEnd } from "./environment.ts";
import { folderAt } from "./folders.ts";
import { type Invocation, type InvocationWord, invocationsOf, isEditable, removeArgument, replaceWord } from "./invocation.ts";
import { type NodePackage, readPackage, resolvePrograms, scriptOf } from "./node-package.ts";

/** A development server that a container of the image starts. */
export interface DevelopmentStart {
  readonly instruction: CommandInstruction;
  /** The call in the file, such as `npm run dev`. */
  readonly invocation: Invocation;
  /** Its place and words in the file. */
  readonly span: Span;
  readonly title: string;
  /** What the call comes down to where a script stands in between: `nodemon`. */
  readonly through: string | undefined;
  readonly server: Pick<DevelopmentServer, "what" | "instead" | "isByDefault">;
  /** The package.json that was read for it. */
  readonly pack: NodePackage | undefined;
}

/** The development server that the image of a stage starts, or an image built on its triggers; undefined where it starts none, or none can be seen. */
export function developmentStart(stage: Stage, context: ContextView | undefined): DevelopmentStart | undefined {
  const { entrypoint, command } = startOf(stage);
  const pack = packageAt(stage, context);
  const triggers = withTriggers(stage.instructions).filter(
    (one): one is CommandInstruction => one.onbuild !== undefined && (one.keyword === "CMD" || one.keyword === "ENTRYPOINT"),
  );
  for (const { instruction, invocation } of [
    ...startCalls(entrypoint, command),
    ...triggers.flatMap((one) => startCalls(undefined, one)),
  ]) {
    const start = { instruction, invocation, ...placeOf(invocation, instruction), pack };
    const script = scriptOf(invocation);
    if (script !== undefined && pack === undefined && developmentScripts.test(script)) {
      const server = {
        what: "is a script for development, going by its name",
        instead: "Build in the image, and start the program itself.",
      };
      return { ...start, through: undefined, server };
    }
    for (const one of resolvePrograms(invocation, instruction.onbuild ? undefined : pack)) {
      const server = serverOf(one, stage);
      if (server) return { ...start, through: script !== undefined && one.name !== invocation.name ? one.name : undefined, server };
    }
  }
  return undefined;
}

/** The package.json in the working directory of the final image, or of a stage that it is made of. */
export function packageAt(stage: Stage, context: ContextView | undefined): NodePackage | undefined {
  if (!context) return undefined;
  for (const link of [stage, ...stage.dependencies]) {
    for (const { path } of originsOf("package.json", folderAt(link), link)) {
      const pack = readPackage(context.read(path));
      if (pack) return pack;
    }
  }
  return undefined;
}

/** The programs that the image starts, with the scripts of package.json read. */
export function startedPrograms(stage: Stage, pack: NodePackage | undefined): readonly Invocation[] {
  const { entrypoint, command } = startOf(stage);
  return startCalls(entrypoint, command).flatMap(({ invocation }) => [invocation, ...resolvePrograms(invocation, pack)]);
}

/** The calls of ENTRYPOINT and CMD; an ENTRYPOINT in exec form takes the CMD as its further arguments. */
function startCalls(
  entrypoint: CommandInstruction | undefined,
  command: CommandInstruction | undefined,
): readonly { instruction: CommandInstruction; invocation: Invocation }[] {
  const own = (instruction: CommandInstruction | undefined) =>
    instruction ? invocationsOf(instruction.command).map((invocation) => ({ instruction, invocation })) : [];
  if (!entrypoint) return own(command);
  if (entrypoint.command?.form === "shell") return own(entrypoint);
  const apart = [...own(entrypoint), ...own(command)];
  const head = invocationsOf(entrypoint.command)[0];
  const tail = command?.command?.form === "exec" ? command.command.argv : [];
  const [first] = tail;
  if (!command || !head || head.command || !first) return apart;
  const words = tail.map((word): InvocationWord => ({ text: word.text, value: word.text, span: word.span, isWhole: false }));
  return [...apart, { instruction: command, invocation: { ...head, args: [...head.args, ...words] } }];
}

function placeOf(invocation: Invocation, instruction: CommandInstruction): { span: Span; title: string } {
  const isHere = (word: InvocationWord) => word.span.start >= instruction.span.start && word.span.end <= instruction.span.end;
  // The words that say what runs, without the options behind them.
  const words: InvocationWord[] = [];
  for (const word of invocation.args) {
    if (words.length >= 3 || (word.text.startsWith("-") && !/^(?:-m|-S|--reload|--watch|--hot)$/.test(word.text))) break;
    words.push(word);
  }
  const here = [invocation.nameWord, ...words].filter(isHere);
  const start = here[0]?.span.start ?? instruction.keywordSpan.start;
  return {
    span: { start, end: here.at(-1)?.span.end ?? instruction.keywordSpan.end },
    title: [invocation.name ?? invocation.nameWord.text, ...words.map((word) => word.text)].join(" "),
  };
}

function serverOf({ name, args, assignments }: Invocation, stage: Stage): DevelopmentServer | undefined {
  if (name === undefined) return undefined;
  const text = args.map((word) => word.text).join(" ");
  return serversNamed(name).find((server) => {
    if ((server.args && !server.args.test(text)) || server.unless?.test(text)) return false;
    return !server.production?.names.some((variable) => {
      if (assignments.has(variable)) return server.production?.value.test(assignments.get(variable) ?? "") !== false;
      const setting = settingAtEnd(variable, stage);
      return setting.state === "unknown" || (setting.state === "set" && server.production?.value.test(setting.value) === true);
    });
  });
}

const serversNamed = remember((name) => developmentServers.filter(({ program }) => program.test(name)));

/** The edits that start a production server instead, where there is one that certainly works; undefined elsewhere. */
export function productionStart(
  start: DevelopmentStart,
  stage: Stage,
  context: ContextView | undefined,
): { title: string; edits: TextEdit[] } | undefined {
  const { invocation, instruction, pack } = start;
  if (!isEditable(invocation)) return undefined;
  const { name, args, nameWord } = invocation;
  const { source } = instruction.stage?.file ?? stage.file;
  const words = args.map((word) => word.text);
  const reload = args.find((word) => word.text === "--reload");
  if (reload && /^(?:uvicorn|gunicorn|hypercorn|daphne|granian|litestar|python[\d.]*)$/.test(name ?? "")) {
    return { title: "Start it without `--reload`", edits: [removeArgument(invocation, reload, source)] };
  }
  const watch = args.find((word) => word.text === "--watch");
  if (name === "node" && watch) return { title: "Start it without `--watch`", edits: [removeArgument(invocation, watch, source)] };
  const [verb] = args;
  if (name === "fastapi" && verb?.text === "dev") return { title: "Use `fastapi run`", edits: [replaceWord(invocation, verb, "run")] };
  if (name === "nodemon" && words[0] && /^[\w./-]+\.[cm]?js$/.test(words[0]) && words.length === 1) {
    return { title: "Start it with `node`", edits: [replaceWord(invocation, nameWord, "node")] };
  }
  if (name === "next" && verb?.text === "dev" && builds(stage, pack, /^next build\b/)) {
    return { title: "Use `next start`", edits: [replaceWord(invocation, verb, "start")] };
  }
  if (pack && (name === "npm" || name === "yarn" || name === "pnpm")) return otherScript(start, stage, pack);
  if (name === "flask" || /^(?:python[\d.]*|manage\.py)$/.test(name ?? "")) return gunicorn(start, stage, context);
  return undefined;
}

/** Whether the image runs a build before it starts. */
function builds(stage: Stage, pack: NodePackage | undefined, pattern: RegExp): boolean {
  return [stage, ...stage.dependencies].some((link) =>
    link.chainInstructions.some(
      (one) =>
        one.keyword === "RUN" &&
        invocationsOf(one.command).some((call) =>
          resolvePrograms(call, pack).some((program) => pattern.test([program.name, ...program.args.map((word) => word.text)].join(" "))),
        ),
    ),
  );
}

/** `npm run dev` → `npm run start`, where that is no development server, and what it starts is built in the image or needs no build. */
function otherScript({ invocation }: DevelopmentStart, stage: Stage, pack: NodePackage): { title: string; edits: TextEdit[] } | undefined {
  const used = scriptOf(invocation);
  const word = invocation.args.find(({ text }) => text === used);
  if (!word) return undefined;
  for (const name of ["start:prod", "start:production", "start"]) {
    if (name === used || !pack.scripts.has(name)) continue;
    const call = { ...invocation, args: invocation.args.map((arg) => (arg === word ? { ...arg, text: name } : arg)) };
    const programs = resolvePrograms(call, pack);
    if (programs.some((program) => serverOf(program, stage))) continue;
    const needsBuild = pack.scripts.has("build");
    const isBuilt = [stage, ...stage.dependencies].some((link) =>
      link.chainInstructions.some(
        (one) => one.keyword === "RUN" && invocationsOf(one.command).some((program) => scriptOf(program) === "build"),
      ),
    );
    if (needsBuild && !isBuilt) continue;
    return { title: `Run the \`${name}\` script`, edits: [replaceWord(invocation, word, name)] };
  }
  return undefined;
}

/** gunicorn in place of Flask's or Django's development server, where the project installs it and the application's name is certain. */
function gunicorn(
  { invocation }: DevelopmentStart,
  stage: Stage,
  context: ContextView | undefined,
): { title: string; edits: TextEdit[] } | undefined {
  if (!context) return undefined;
  const folder = folderAt(stage);
  const read = (name: string) => {
    for (const { path } of originsOf(name, folder, stage)) {
      const text = context.read(path);
      if (text !== undefined) return { path, text };
    }
    return undefined;
  };
  const lists = ["requirements.txt", "pyproject.toml", "Pipfile"].map(read);
  if (!lists.some((list) => list && /(?:^|["'\s])gunicorn\b/m.test(list.text))) return undefined;
  const app = invocation.args.some((word) => word.text === "run")
    ? flaskApplication(invocation, stage, read)
    : djangoApplication(invocation, read, context);
  if (!app) return undefined;
  const argv = ["gunicorn", "--bind", app.address, app.module];
  if (!argv.every((word) => /^[\w.:/${}-]+$/.test(word))) return undefined;
  const text = invocation.command ? argv.join(" ") : argv.map((word) => JSON.stringify(word)).join(", ");
  const end = invocation.args.at(-1)?.span.end ?? invocation.nameWord.span.end;
  return { title: "Start it with gunicorn", edits: [replace({ start: invocation.nameWord.span.start, end }, text)] };
}

type Read = (name: string) => { readonly path: string; readonly text: string } | undefined;
interface Application {
  readonly module: string;
  readonly address: string;
}

function flaskApplication(invocation: Invocation, stage: Stage, read: Read): Application | undefined {
  const words = invocation.args.map((word) => word.text);
  const option = (...names: readonly string[]) => {
    for (const [index, word] of words.entries()) {
      for (const name of names) {
        if (word === name) return words[index + 1];
        if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
      }
    }
    return undefined;
  };
  const variable = (name: string) => {
    const setting = settingAtEnd(name, stage);
    return setting.state === "set" ? setting.value : undefined;
  };
  const named = option("--app", "-A") ?? variable("FLASK_APP") ?? (read("app.py") ? "app" : read("wsgi.py") ? "wsgi" : undefined);
  const match = /^([\w./]+?)(?:\.py)?(?::(\w+))?$/.exec(named ?? "");
  if (!match?.[1]) return undefined;
  const module = match[1].replace(/\//g, ".").replace(/^\.+/, "");
  const text = read(`${match[1].split("/").at(-1)}.py`)?.text;
  const name = match[2] ?? /^(app|application)\s*=\s*Flask\(/m.exec(text ?? "")?.[1];
  if (!name || module.includes(".")) return undefined;
  const isFactory = text !== undefined && new RegExp(`^def ${name}\\(`, "m").test(text);
  if (isFactory) return undefined;
  return {
    module: `${module}:${name}`,
    address: `${option("--host", "-h") ?? variable("FLASK_RUN_HOST") ?? "0.0.0.0"}:${option("--port", "-p") ?? variable("FLASK_RUN_PORT") ?? "5000"}`,
  };
}

function djangoApplication(invocation: Invocation, read: Read, context: ContextView): Application | undefined {
  const manage = read("manage.py");
  const folder = manage?.path.slice(0, Math.max(0, manage.path.lastIndexOf("/")));
  const settings = /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/.exec(manage?.text ?? "")?.[1];
  const project = settings?.split(".")[0];
  if (!project || folder === undefined || context.has(`${folder === "" ? "" : `${folder}/`}${project}/wsgi.py`) !== true) return undefined;
  const words = invocation.args.map((word) => word.text);
  const address = words.slice(words.indexOf("runserver") + 1).find((word) => !word.startsWith("-"));
  const full = address === undefined ? "0.0.0.0:8000" : /^\d+$/.test(address) ? `0.0.0.0:${address}` : address;
  return { module: `${project}.wsgi:application`, address: full };
}
