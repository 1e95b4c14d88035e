import { mayHoldSecret } from "../knowledge/secrets.ts";
import type { CopyInstruction, RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import type { Span } from "../text/span.ts";
import { downloadOf } from "./downloads.ts";
import { destinationOf, folderOf, type ImageFolder, within } from "./folders.ts";
import type { Invocation, InvocationWord } from "./invocation.ts";
import { packageChange } from "./tools.ts";

/** What a layer of the chain has brought: files by their path, packages by their name. */
export interface Added {
  readonly instruction: CopyInstruction | RunInstruction;
  readonly span: Span;
  readonly what: "copied" | "downloaded" | "cloned" | "installed";
  readonly path: ImageFolder | undefined;
  readonly packages: ReadonlySet<string>;
}

/** What the layers so far hold: by path, folders above included, and by package. */
export class Layers {
  readonly byPath = new Map<ImageFolder, Added>();
  readonly byPackage = new Map<string, Added>();

  add(added: readonly Added[]): void {
    for (const one of added) {
      for (const name of one.packages) this.byPackage.set(name, one);
      for (let path = one.path ?? ""; path !== ""; path = path.slice(0, path.lastIndexOf("/"))) {
        if (!this.byPath.has(path)) this.byPath.set(path, one);
      }
    }
  }
}

const noPackages: ReadonlySet<string> = new Set();

/** What a COPY or ADD brings, by the names that are certain; what may be a secret is another rule's. */
export function copiedBy(copy: CopyInstruction, stage: Stage): readonly Added[] {
  const destination = destinationOf(copy, stage);
  if (!destination?.startsWith("/") || copy.destination?.value === undefined || destination === "/") return [];
  const isFolder = /(?:^|\/)\.{0,2}$/.test(copy.destination.value) || copy.sources.length > 1;
  return copy.sources.flatMap(({ value, span }) => {
    if (value === undefined || /[*?[\\]/.test(value) || mayHoldSecret(value)) return [];
    const what = /^https?:\/\//.test(value) ? "downloaded" : "copied";
    const made = (path: ImageFolder, at: Span): Added => ({ instruction: copy, span: at, what, path, packages: noPackages });
    const name =
      value
        .replace(/[?#].*$/, "")
        .replace(/\/+$/, "")
        .split("/")
        .at(-1) ?? "";
    // Of a folder the content is copied; whether a name is that of one is not known.
    const whole = [made(destination, span)];
    return name === "" || name === "." ? whole : [...(isFolder ? [] : whole), made(within(destination, name), span)];
  });
}

/** What a RUN downloads, clones and installs. */
export function broughtBy(run: RunInstruction, calls: readonly Invocation[], stage: Stage): readonly Added[] {
  return calls.flatMap((call, index): readonly Added[] => {
    const { name, args, command, nameWord } = call;
    if (!command || command.inSubstitution || command.isConditional) return [];
    const file = name === "git" ? cloneOf(args) : outputOf(call);
    const path = file === undefined ? undefined : within(folderOf(call, run, calls.slice(0, index), stage), file);
    const change = packageChange(command);
    const packages = change?.isInstall ? new Set(change.group === undefined ? change.packages : [change.group]) : noPackages;
    if (!path?.startsWith("/") && packages.size === 0) return [];
    const what = packages.size > 0 ? "installed" : name === "git" ? "cloned" : "downloaded";
    return [{ instruction: run, span: nameWord.span, what, path, packages }];
  });
}

/** The file that a call of curl or wget writes; undefined where it writes none, or its name is not known. */
function outputOf(call: Invocation): string | undefined {
  const target = downloadOf(call)?.target;
  const isElsewhere = call.args.some(({ text }) => /^(?:-P|--directory-prefix|--output-dir)/.test(text));
  return target === undefined || isElsewhere || /^-?$|[$`*?[{~]/.test(target) ? undefined : target;
}

/** The folder that `git clone` makes. */
function cloneOf(args: readonly InvocationWord[]): string | undefined {
  const words = args.filter(
    ({ text }, index) => !text.startsWith("-") && !/^(?:-b|--branch|--depth|-c|-C|--config|-o)$/.test(args[index - 1]?.text ?? ""),
  );
  const [verb, url, folder] = words;
  if (verb?.text !== "clone" || args.some(({ text }) => text === "-C")) return undefined;
  return folder
    ? folder.value
    : url?.value
        ?.replace(/\/+$/, "")
        .split("/")
        .at(-1)
        ?.replace(/\.git$/, "");
}
