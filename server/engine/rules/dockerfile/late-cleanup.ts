import { below, destinationOf, folderOf, type ImageFolder, within } from "../../image/folders.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "../../image/invocation.ts";
import { mergeRuns } from "../../image/merge-runs.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { packageChange } from "../../image/tools.ts";
import { mayHoldSecret } from "../../knowledge/secrets.ts";
import type { CopyInstruction, RunInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/late-cleanup",
  language: "dockerfile",
  category: "performance",
  severity: "warning",
  preset: "recommended",
  summary: "A RUN deletes what an earlier layer has brought, and the image stays as large.",
  why: `Layers only add up. A file that one instruction brings and a later one deletes is hidden, but still downloaded with the image, and everybody can take it out of its layer.

Delete it in the RUN that brings it: download, unpack and delete joined by \`&&\`. A file of the build context need not be copied to be used once: \`RUN --mount=type=bind,source=app.tar.gz,target=/tmp/app.tar.gz …\`.
Packages that only a step needs are installed and removed in that step, or used in a stage of their own.

Reported are copied files and folders, downloads, cloned repositories and packages, by their full path or name, in stages that are shipped; a script of a few lines weighs less.`,
  examples: [
    {
      title: "An archive",
      bad: "FROM debian:13-slim\nRUN wget -q https://example.com/app-1.2.tar.gz -O /tmp/app.tar.gz\nRUN tar -xzf /tmp/app.tar.gz -C /opt\nRUN rm /tmp/app.tar.gz\n",
      good: "FROM debian:13-slim\nRUN wget -q https://example.com/app-1.2.tar.gz -O /tmp/app.tar.gz \\\n    && tar -xzf /tmp/app.tar.gz -C /opt \\\n    && rm /tmp/app.tar.gz\n",
    },
    {
      title: "A copied file that is used once",
      bad: "FROM debian:13-slim\nCOPY setup.sh /tmp/\nRUN sh /tmp/setup.sh && rm /tmp/setup.sh\n",
      good: "FROM debian:13-slim\nRUN --mount=type=bind,source=setup.sh,target=/tmp/setup.sh sh /tmp/setup.sh\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/", "https://docs.docker.com/build/building/multi-stage/"],
  since: "0.7.0",
  fix: "safe",
  patterns: ["D10"],
  judges: "part",
  check(file, { workspace, report }) {
    const inImage = shipped(file, workspace);
    for (const stage of file.stages) {
      if (!inImage.has(stage) || !mayDelete(stage)) continue;
      const added = new Layers();
      for (const link of stage.chain) {
        for (const one of link.instructions) {
          if (one.keyword === "COPY" || one.keyword === "ADD") added.add(copiedBy(one, link));
          if (one.keyword !== "RUN") continue;
          const calls = invocationsOf(one.command);
          if (link === stage) {
            for (const { word, found } of deletedBy(one, calls, stage, added)) {
              const { instruction, what } = found;
              const edits = instruction.keyword === "RUN" ? mergeRuns(between(stage, instruction, one), file.source) : undefined;
              report({
                span: word.span,
                message: `\`${word.text}\` was ${what} in an earlier layer and stays in the image, hidden. ${adviceFor(what)}`,
                related: [{ path: file.source.path, span: found.span, message: "The layer that holds it." }],
                ...(edits && {
                  fixes: [
                    {
                      title: "Do it all in one RUN",
                      safety: "safe" as const,
                      changes: [{ kind: "edit" as const, path: file.source.path, edits }],
                    },
                  ],
                }),
                // A script takes no room to speak of.
                ...(what === "copied" &&
                  /\.(?:sh|bash|py|js|pl|rb|txt|md|json|ya?ml|toml|ini|cfg|conf|sql|patch)$/.test(found.path ?? "") && {
                    severity: "info" as const,
                  }),
                ...(isDevelopment(stage) && { severity: "hint" as const }),
              });
            }
          }
          added.add(broughtBy(one, calls, link));
        }
      }
    }
  },
});

/** What a layer of the chain has brought: files by their path, packages by their name. */
interface Added {
  readonly instruction: CopyInstruction | RunInstruction;
  readonly span: Span;
  readonly what: "copied" | "downloaded" | "cloned" | "installed";
  readonly path: ImageFolder | undefined;
  readonly packages: ReadonlySet<string>;
}

/** What the layers so far hold: by path, folders above included, and by package. */
class Layers {
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

function adviceFor(what: Added["what"]): string {
  if (what === "copied") return "Mount it with `RUN --mount=type=bind` instead of copying it.";
  return what === "installed" ? "Install and remove it in one RUN." : "Delete it in the RUN that brings it.";
}

/** Most stages delete nothing. */
function mayDelete({ instructions }: Stage): boolean {
  const deletes = /\b(?:rm|unlink|remove|purge|del|erase)\b/;
  return instructions.some(
    (one) => one.keyword === "RUN" && (deletes.test(one.rest.text) || one.heredocs.some(({ body }) => deletes.test(body.text))),
  );
}

function copiedBy(copy: CopyInstruction, stage: Stage): readonly Added[] {
  const destination = destinationOf(copy, stage);
  if (!destination?.startsWith("/") || copy.destination?.value === undefined || destination === "/") return [];
  const isFolder = /(?:^|\/)\.{0,2}$/.test(copy.destination.value) || copy.sources.length > 1;
  const made = (path: ImageFolder, span: Span): Added => ({ instruction: copy, span, what: "copied", path, packages: noPackages });
  return copy.sources.flatMap(({ value, span }) => {
    if (value === undefined || /[*?[\\]/.test(value) || mayHoldSecret(value)) return [];
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
function broughtBy(run: RunInstruction, calls: readonly Invocation[], stage: Stage): readonly Added[] {
  return calls.flatMap((call, index): readonly Added[] => {
    const { name, args, command, nameWord } = call;
    if (!command || command.inSubstitution || command.isConditional) return [];
    const file = name === "curl" || name === "wget" ? outputOf(name, args) : name === "git" ? cloneOf(args) : undefined;
    const path = file === undefined ? undefined : within(folderOf(call, run, calls.slice(0, index), stage), file);
    const change = packageChange(command);
    const packages = change?.isInstall ? new Set(change.group === undefined ? change.packages : [change.group]) : noPackages;
    if (!path?.startsWith("/") && packages.size === 0) return [];
    const what = packages.size > 0 ? "installed" : name === "git" ? "cloned" : "downloaded";
    return [{ instruction: run, span: nameWord.span, what, path, packages }];
  });
}

/** The file that a call of curl or wget writes; undefined where it writes none, or its name is not known. */
function outputOf(program: "curl" | "wget", args: readonly InvocationWord[]): string | undefined {
  const isCurl = program === "curl";
  for (const [index, { value, text }] of args.entries()) {
    const long = /^--(?:output|output-document)(?:=(.*))?$/.exec(text);
    if (long) return long[1] ?? args[index + 1]?.value;
    if ((isCurl ? /^-[a-zA-Z]*o$/ : /^-[a-zA-Z]*O$/).test(text)) return args[index + 1]?.value;
    if ((isCurl ? /^-o./ : /^-O./).test(text)) return value?.slice(2);
    if (/^(?:-P|--directory-prefix|--output-dir)/.test(text)) return undefined;
  }
  const isNamed = !isCurl || args.some(({ text }) => /^(?:-[a-zA-Z]*O|--remote-name)$/.test(text));
  const url = args.find(({ text }) => /^(?:https?|ftp):\/\/[^/$`]+\/[^$`]*$/.test(text))?.text;
  return isNamed && url !== undefined
    ? url
        .replace(/[?#].*$/, "")
        .split("/")
        .at(-1) || undefined
    : undefined;
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

/** The words of a RUN that delete something which an earlier layer holds. */
function deletedBy(
  run: RunInstruction,
  calls: readonly Invocation[],
  stage: Stage,
  added: Layers,
): readonly { readonly word: InvocationWord; readonly found: Added }[] {
  return calls.flatMap((call, index) => {
    const { name, args, command } = call;
    if (!command || command.inSubstitution) return [];
    if (name === "rm" || name === "unlink") {
      const folder = folderOf(call, run, calls.slice(0, index), stage);
      return args.flatMap((word) => {
        const text = word.value ?? (/^[^$`*?[{~]*\/\*$/.test(word.text) ? word.text.slice(0, -1) : undefined);
        if (text === undefined || text.startsWith("-")) return [];
        const path = within(folder, text);
        if (!path.startsWith("/") || path === "/" || isOnMount(run, path)) return [];
        const found = added.byPath.get(path);
        return found ? [{ word, found }] : [];
      });
    }
    const change = packageChange(command);
    if (!change || change.isInstall || change.hasUnknown) return [];
    return change.packagesAt.flatMap((at) => {
      const word = args[at];
      const found = word && added.byPackage.get(word.text);
      return found ? [{ word, found }] : [];
    });
  });
}

function isOnMount({ mounts }: RunInstruction, path: ImageFolder): boolean {
  return mounts.some((mount) => {
    const target = mount.get("target")?.value;
    return target === undefined || below(within("/", target), path) !== undefined || below(path, within("/", target)) !== undefined;
  });
}

/** The RUNs of a stage from one to another; empty where anything else stands between. */
function between({ instructions }: Stage, first: RunInstruction, last: RunInstruction): readonly RunInstruction[] {
  const start = instructions.indexOf(first);
  const found = start < 0 ? [] : instructions.slice(start, instructions.indexOf(last) + 1);
  const runs = found.filter((one): one is RunInstruction => one.keyword === "RUN");
  return runs.length === found.length ? runs : [];
}
