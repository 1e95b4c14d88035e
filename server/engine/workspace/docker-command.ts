import type { ShellCommand, ShellScript, ShellWord } from "../languages/shell/model.ts";
import type { Span } from "../text/span.ts";
import type { Build } from "./builds.ts";
import { imageName } from "./image-name.ts";
import { inFolder, resolvePath } from "./paths.ts";

/** Options of `docker build` and its relatives that take no value (docker buildx 0.30, Podman 5). */
const switches = new Set([
  ...[
    "--load",
    "--push",
    "--pull",
    "--no-cache",
    "--rm",
    "--force-rm",
    "--quiet",
    "-q",
    "--squash",
    "--compress",
    "--check",
    "--debug",
    "-D",
  ],
  ...["--disable-content-trust", "--layers", "--http-proxy", "--tls-verify", "--disable-compression", "--all-platforms", "--help"],
]);

/** The builds that a script's `docker build`, `docker buildx build`, `podman build` and the like make; `folder` is where it runs. */
export function buildsOfScript(
  script: ShellScript,
  folder: string | undefined,
): (Omit<Build, "source" | "kind"> & { readonly span: Span })[] {
  const builds: (Omit<Build, "source" | "kind"> & { readonly span: Span })[] = [];
  let at = folder;
  for (const command of script.commands) {
    if (command.name === "cd" || command.name === "pushd") {
      const to = command.args.at(-1);
      at =
        at === undefined || to?.value === undefined || command.isConditional || command.inSubstitution
          ? undefined
          : resolvePath(at, to.value);
    } else if (command.name === "popd") at = undefined;
    const first = buildArguments(command);
    if (first !== undefined) builds.push({ ...readBuild(command.args.slice(first), at), span: command.span });
  }
  return builds;
}

/** Index of the first word behind `build`; undefined where the command builds no image. */
function buildArguments({ name, args }: ShellCommand): number | undefined {
  if (name === undefined || !["docker", "podman", "nerdctl", "buildah"].includes(name)) return undefined;
  let i = 0;
  for (; args[i]?.text.startsWith("-"); i++) {
    if (/^(?:-[cHl]|--context|--config|--host|--log-level|--namespace)$/.test(args[i]?.text ?? "")) i++;
  }
  if (/^(?:buildx|image|builder)$/.test(args[i]?.text ?? "")) {
    i++;
    for (; args[i]?.text.startsWith("-"); i++) if (args[i]?.text === "--builder") i++;
  }
  const verb = args[i]?.value;
  return verb === "build" || verb === "b" || (name === "buildah" && verb === "bud") ? i + 1 : undefined;
}

/** The id in `id=token,src=file`, `default=/path` or `default`. */
export function idIn(text: string): string | undefined {
  const named = /(?:^|,)id=([^,]*)/.exec(text)?.[1];
  const id = named ?? (/^(?:src|source|type|env)=/.test(text) ? "" : (text.split(/[=,]/, 1)[0] as string));
  return /^[\w.-]+$/.test(id) ? id : undefined;
}

function readBuild(words: readonly ShellWord[], folder: string | undefined): Omit<Build, "source" | "kind"> {
  const given = new Map<string, ShellWord[]>();
  const operands: ShellWord[] = [];
  const note = (option: string, word: ShellWord | undefined) => {
    if (word) given.set(option, [...(given.get(option) ?? []), word]);
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as ShellWord;
    const { text } = word;
    if (text === "--") {
      operands.push(...words.slice(i + 1));
      break;
    }
    if (!text.startsWith("-") || text === "-") operands.push(word);
    else if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      if (equals >= 0) note(text.slice(0, equals), { ...word, text: text.slice(equals + 1), value: word.value?.slice(equals + 1) });
      else if (!switches.has(text)) note(text, words[++i]);
    } else {
      // One-letter options may be joined: `-qt name`, `-fDockerfile`.
      const at = [...text].findIndex((letter, index) => index > 0 && "ftocmv".includes(letter));
      if (at < 0) continue;
      const option = `-${text[at]}`;
      if (at === text.length - 1) note(option, words[++i]);
      else note(option, { ...word, text: text.slice(at + 1).replace(/^=/, ""), value: word.value?.slice(at + 1).replace(/^=/, "") });
    }
  }
  const last = (...options: string[]) => options.flatMap((option) => given.get(option) ?? []).at(-1);

  // A variable that stands alone may hold further options as well as the context.
  const fixed = operands.filter(({ value }) => value !== undefined);
  const operand = operands.length === 1 ? operands[0]?.value : fixed.length === 1 ? fixed[0]?.value : undefined;
  const context = folder === undefined || operand === undefined || operand === "-" ? undefined : resolvePath(folder, operand);
  const file = last("-f", "--file");
  let dockerfile: string | undefined;
  if (file)
    dockerfile = file.value === undefined || file.value === "-" || folder === undefined ? undefined : resolvePath(folder, file.value);
  else if (context !== undefined && operands.length === 1) dockerfile = inFolder(context, "Dockerfile");
  const target = last("--target");
  const args = new Map<string, string | undefined>();
  for (const { text, value } of given.get("--build-arg") ?? []) {
    const equals = text.indexOf("=");
    if (equals < 0) args.set(text, undefined);
    else args.set(text.slice(0, equals), value?.slice(equals + 1));
  }
  return {
    context,
    dockerfile,
    target: target?.value,
    isTargetUnknown: target !== undefined && target.value === undefined,
    args,
    namedContexts: (given.get("--build-context") ?? []).flatMap(({ text }) => (text.includes("=") ? text.slice(0, text.indexOf("=")) : [])),
    secrets: (given.get("--secret") ?? []).flatMap(({ text }) => idIn(text) ?? []),
    ssh: (given.get("--ssh") ?? []).flatMap(({ text }) => idIn(text) ?? []),
    images: [...(given.get("-t") ?? []), ...(given.get("--tag") ?? [])].flatMap(({ text }) => imageName(text) ?? []),
  };
}
