import type { RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import { withTriggers } from "./command.ts";
import { installsOf } from "./installs.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "./invocation.ts";

/** A call that installs packages of a language by their names. */
export interface NamedInstall {
  readonly run: RunInstruction;
  /** `pip install`, for messages. */
  readonly title: string;
  /** How a version is written: `==1.2.3`. */
  readonly version: string;
  /** Those of its packages that no version holds fast. Unknown ones, files, addresses and folders are not among them. */
  readonly unpinned: readonly InvocationWord[];
}

/** The calls of a stage that install packages of Python, Node.js, Ruby, Rust and Go by their names, in no order. */
export function namedInstallsOf(stage: Stage): readonly NamedInstall[] {
  const listed = installsOf(stage).flatMap(({ manager, isNamed, operands: names, verb, title, flags, run }): NamedInstall[] => {
    if (!isNamed || !verb) return [];
    // A file of constraints says the versions; without an index, what has been copied does.
    if (manager === "pip" && !["c", "constraint", "no-index"].some((name) => flags.has(name)))
      return [{ run, title, version: "==1.2.3", unpinned: names.filter(({ text }) => isName(text) && !/[=<>~!@]/.test(text)) }];
    if (manager === "npm")
      return [{ run, title, version: "@1.2.3", unpinned: names.filter(({ text }) => isName(text) && isOpenNpm(text)) }];
    if (manager === "cargo" && !["version", "vers", "git", "path"].some((name) => flags.has(name)) && verb.text === "install")
      return [
        {
          run,
          title,
          version: "@1.2.3",
          unpinned: names.filter(({ text }) => isName(text) && !text.includes("@")),
        },
      ];
    return [];
  });
  const others = withTriggers(stage.instructions).flatMap((run) =>
    run.keyword === "RUN" ? invocationsOf(run.command).flatMap((call) => readTool(call, run)) : [],
  );
  return [...listed, ...others].filter(({ unpinned }) => unpinned.length > 0);
}

/** Programs whose installs no reader of projects' dependencies knows, as they only ever install what is named. */
function readTool({ name, args, command }: Invocation, run: RunInstruction): NamedInstall[] {
  if (command?.inSubstitution) return [];
  const own = name === "go" && /^(?:run|get)$/.test(args[0]?.text ?? "") ? args[0]?.text : undefined;
  const verbs = name === "uv" ? ["tool", "install"] : [own ?? "install"];
  if (verbs.some((verb, i) => args[i]?.text !== verb)) return [];
  const rest = args.slice(verbs.length);
  const title = [name, ...verbs].join(" ");
  if (name === "go")
    return [
      {
        run,
        title,
        version: "@v1.2.3",
        unpinned: rest.filter(({ text }) => /^[\w.-]+\.\w+\/.*@(?:latest|upgrade|main|master|HEAD)$/.test(text)),
      },
    ];
  // Their options with values are many; behind the first one words may be values.
  const end = rest.findIndex(
    ({ text }) => /^-/.test(text) && !text.includes("=") && !/^--?(?:no-document|N|force|f|user|q|quiet|no-ri|no-rdoc)$/.test(text),
  );
  const names = (end < 0 ? rest : rest.slice(0, end)).filter(({ text }) => !text.startsWith("-"));
  if (name === "gem" && !rest.some(({ text }) => /^(?:-v|--version)/.test(text) || text === "-g"))
    return [{ run, title, version: ":1.2.3", unpinned: names.filter(({ text }) => isName(text) && !/:/.test(text)) }];
  if (name === "pipx" || name === "uv")
    return [{ run, title, version: "==1.2.3", unpinned: names.filter(({ text }) => isName(text) && !/[=<>~!@]/.test(text)).slice(0, 1) }];
  return [];
}

/** A package's name, and no variable, address, folder or file. */
function isName(text: string): boolean {
  return (
    /^@?[A-Za-z]/.test(text) &&
    !/[$`]|:\/\/|^git[+@]|^(?:file|npm|github|git):|\.(?:whl|gem|tgz|zip|tar(?:\.\w+)?)$|\/$/.test(text) &&
    (text.startsWith("@") || !text.includes("/"))
  );
}

/** Without a version, or with a tag that moves. */
function isOpenNpm(text: string): boolean {
  return /^(?:@[^/]+\/)?[^@]+(?:@(?:latest|next|canary|beta|\*|x))?$/.test(text);
}
