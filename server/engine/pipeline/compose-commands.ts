import type { ShellCommand, ShellWord } from "../languages/shell/model.ts";
import type { Step } from "../languages/workflow/model.ts";
import { defaultComposeFile } from "../workspace/compose.ts";
import { resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { folderIn } from "./image-builds.ts";

/** A call of Docker Compose in a script. */
export interface ComposeCall {
  readonly step: Step;
  readonly command: ShellCommand;
  /** The files that it names by `-f`, in the workspace. */
  readonly files: readonly { readonly word: ShellWord; readonly path: string | undefined }[];
  /** The services that it names. */
  readonly services: readonly ShellWord[];
  /** The files that it reads; undefined where that cannot be told. */
  readonly paths: readonly string[] | undefined;
}

/** Options before the verb that take a value. Source: reference of `docker compose`. */
const globalValues = /^(?:-f|--file|-p|--project-name|--project-directory|--env-file|--profile|--parallel|--progress|--ansi)$/;

/** Options behind the verb that take none. */
const switches =
  /^(?:-(?:d|q|t|T|V|i|f|v|it|rm|s|a)|--(?:build|detach|wait|no-deps|no-build|no-cache|no-start|no-recreate|force-recreate|always-recreate-deps|abort-on-container-exit|abort-on-container-failure|remove-orphans|renew-anon-volumes|quiet|quiet-pull|pull|push|with-dependencies|rm|no-TTY|no-log-prefix|no-color|include-deps|ignore-pull-failures|ignore-buildable|interactive|service-ports|follow|timestamps|force|stop|volumes|all|menu|watch|no-attach|attach-dependencies|use-aliases|privileged|check|print))$/;

/** Verbs whose words are services: all of them, or the first alone. */
const verbs: Readonly<Record<string, "all" | "first">> = {
  ...Object.fromEntries(
    ["up", "build", "pull", "push", "start", "stop", "restart", "create", "logs", "kill", "rm", "pause", "unpause"].map((verb) => [
      verb,
      "all",
    ]),
  ),
  run: "first",
  exec: "first",
} as Readonly<Record<string, "all" | "first">>;

/** The calls of Docker Compose in a step, on the machine that it runs on and for the repository's own files. */
export function composeCalls(step: Step, workspace: Workspace): readonly ComposeCall[] {
  const { script } = step;
  if (!script || !/compose/.test(script.source.text)) return [];
  const folder = folderIn(step);
  if (folder === undefined || script.commands.some(({ name }) => name === "cd" || name === "pushd") || step.variable("COMPOSE_FILE"))
    return [];
  return script.commands.flatMap((command) => {
    const call = readCall(command);
    if (!call) return [];
    const files = call.files.map((word) => ({ word, path: word.value === undefined ? undefined : resolvePath(folder, word.value) }));
    const main = files.length === 0 && !call.isElsewhere ? defaultComposeFile(folder, workspace) : undefined;
    const paths = files.map(({ path }) => path);
    return [
      {
        step,
        command,
        files,
        services: call.services,
        paths:
          files.length === 0
            ? main === undefined
              ? undefined
              : [main]
            : paths.every((path) => path !== undefined)
              ? (paths as string[])
              : undefined,
      },
    ];
  });
}

function readCall({
  name,
  args,
  assignments,
}: ShellCommand):
  | { readonly files: readonly ShellWord[]; readonly services: readonly ShellWord[]; readonly isElsewhere: boolean }
  | undefined {
  let i = 0;
  if (name === "docker") {
    if (args[0]?.text !== "compose") return undefined;
    i = 1;
  } else if (name !== "docker-compose") return undefined;
  if (assignments.some((one) => /^(?:COMPOSE_FILE|DOCKER_HOST)$/.test(one.name))) return undefined;
  const files: ShellWord[] = [];
  let isElsewhere = false;
  for (; args[i]?.text.startsWith("-"); i++) {
    const word = args[i] as ShellWord;
    const joined = /^(?:--file=|-f(?=[^-\s]))/.exec(word.raw)?.[0];
    if (joined !== undefined) {
      const rest = { raw: word.raw.slice(joined.length), text: word.text.slice(joined.length), value: word.value?.slice(joined.length) };
      files.push({ ...rest, span: { start: word.span.start + joined.length, end: word.span.end } });
    } else if (word.text === "-f" || word.text === "--file") {
      const next = args[++i];
      if (next) files.push(next);
    } else {
      if (word.text.startsWith("--project-directory")) isElsewhere = true;
      if (globalValues.test(word.text)) i++;
    }
  }
  const verb = args[i];
  const takes = verb && Object.hasOwn(verbs, verb.text) ? verbs[verb.text] : undefined;
  const services: ShellWord[] = [];
  for (let k = i + 1; takes && k < args.length; k++) {
    const word = args[k] as ShellWord;
    // An option that is not known may take the next word.
    if (word.text.startsWith("-")) {
      if (!word.text.includes("=") && !switches.test(word.text)) k++;
      continue;
    }
    if (word.value === undefined) return { files, services: [], isElsewhere };
    services.push(word);
    if (takes === "first") break;
  }
  return { files, services, isElsewhere };
}
