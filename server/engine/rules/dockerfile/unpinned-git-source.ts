import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { isGitSource } from "../../image/downloads.ts";
import { type Install, installsOf } from "../../image/installs.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { isDevelopment } from "../../image/production.ts";
import type { CopyInstruction, Instruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/unpinned-git-source",
  language: "dockerfile",
  category: "reproducibility",
  severity: "info",
  preset: "strict",
  summary: "A Git repository is taken in whatever state its branch is in.",
  why: `\`git clone\` and \`ADD https://….git\` without a version take the newest commit of a branch. Two builds of one Dockerfile differ, and whoever can push there decides what is built. And since the
command stays the same, the builder's cache may go on with an old state for weeks.

Name a tag, \`git clone --branch v1.4.2 --depth 1 …\` or \`ADD https://….git#v1.4.2\`, or better a commit: \`git checkout <commit>\`, \`ADD --checksum=<commit>\`.

What \`pip install git+https://…\` takes without \`@v1.4.2\` behind it is reported as well.

Silent where a checkout of anything but a branch such as \`main\` follows in the stage, on versions in variables, and on addresses that are not known.`,
  examples: [
    {
      title: "A tag",
      bad: "FROM debian:13\nRUN git clone --depth 1 https://github.com/acme/tool.git /src\n",
      good: "FROM debian:13\nRUN git clone --depth 1 --branch v1.4.2 https://github.com/acme/tool.git /src\n",
    },
    {
      title: "ADD",
      bad: "FROM debian:13\nADD https://github.com/acme/tool.git#main /src\n",
      good: "FROM debian:13\nADD https://github.com/acme/tool.git#v1.4.2 /src\n",
    },
  ],
  links: ["https://git-scm.com/docs/git-clone", "https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository"],
  since: "0.7.0",
  patterns: ["D10", "P4"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of file.stages) {
      const tell = ({ span, branch }: Found, one: Instruction) => {
        const state = branch === undefined ? "the newest commit of its main branch" : `whatever \`${branch}\` is that day`;
        report({
          span,
          message: `This repository is taken as ${state}${whenChildIsBuilt(one)}. Name a tag or a commit.`,
          ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
        });
      };
      // What is checked out at last is what counts for all that was cloned before.
      let isPinned = false;
      for (const one of withTriggers(stage.instructions).toReversed()) {
        if (one.keyword === "ADD") for (const found of unpinnedSources(one)) tell(found, one);
        if (one.keyword !== "RUN") continue;
        for (const call of invocationsOf(one.command).toReversed()) {
          if (call.name !== "git") continue;
          isPinned ||= pins(call);
          const found = isPinned ? undefined : unpinnedClone(call);
          if (found) tell(found, one);
        }
      }
      for (const install of installsOf(stage)) for (const found of unpinnedPackages(install)) tell(found, install.run);
    }
  },
});

interface Found {
  readonly span: Span;
  /** The branch that is named; undefined where none is. */
  readonly branch: string | undefined;
}

/** Names that branches have, and tags have not. */
const branches = /^(?:refs\/heads\/.*|(?:origin\/)?(?:main|master|trunk|develop|dev|HEAD|next|nightly|unstable|edge))$/;
/** Options of `git clone` whose value is the next word. */
const valued =
  /^(?:-[bocju]|--(?:branch|origin|config|depth|jobs|upload-pack|reference|reference-if-able|separate-git-dir|template|filter|shallow-since|shallow-exclude|revision|bundle-uri|server-option))$/;

/** The verb of a call of Git and the words behind it, its own options left out. */
function readGit({ args }: Invocation): { verb: string; rest: Invocation["args"] } {
  let i = 0;
  while (args[i]?.text.startsWith("-")) i += /^(?:-[Cc]|--(?:git-dir|work-tree|namespace))$/.test(args[i]?.text ?? "") ? 2 : 1;
  return { verb: args[i]?.text ?? "", rest: args.slice(i + 1) };
}

/** Whether a call of Git goes to a state that does not move. */
function pins(call: Invocation): boolean {
  const { verb, rest } = readGit(call);
  if (!/^(?:checkout|reset|switch|fetch|worktree)$/.test(verb)) return false;
  const words = rest.filter(({ text }) => !text.startsWith("-")).map(({ text }) => text);
  // What is fetched by name is the word behind the remote's.
  return (verb === "fetch" ? words.slice(1) : words).some((text) => !branches.test(text) && text !== "." && !text.startsWith("./"));
}

/** The repository that a call clones in a state that moves. */
function unpinnedClone(call: Invocation): Found | undefined {
  const { verb, rest } = readGit(call);
  if (verb !== "clone") return undefined;
  let branch: string | undefined;
  let repository: Invocation["args"][number] | undefined;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i];
    if (!word) break;
    const option = /^(?:(?:-b|--branch=)(.+)|(--revision)=.*|(-b|--branch|--revision))$/s.exec(word.text);
    if (option) {
      branch = option[2] ?? option[1] ?? rest[i + 1]?.text;
      if (word.text === "--revision") branch = word.text;
      if (option[3]) i++;
    } else if (valued.test(word.text)) i++;
    else if (!word.text.startsWith("-")) repository ??= word;
  }
  if (!repository || !/^(?:https?|ssh|git):\/\/|^[\w.-]+@[\w.-]+:/.test(repository.text)) return undefined;
  return branch === undefined || branches.test(branch) ? { span: repository.span, branch } : undefined;
}

/** The repositories that ADD clones in a state that moves. */
function unpinnedSources({ sources, flags }: CopyInstruction): Found[] {
  if (flags.some(({ name }) => name === "checksum")) return [];
  return sources.flatMap(({ text, span }) => {
    if (!isGitSource(text)) return [];
    const [address = "", fragment = ""] = text.split("#", 2);
    const query = /[?&](?:ref|tag|branch|commit|checksum)=([^&]*)/.exec(address)?.[1];
    const branch = query ?? (fragment.split(":")[0] || undefined);
    return branch === undefined || branches.test(branch) ? [{ span, branch }] : [];
  });
}

/** The packages that pip takes out of repositories in a state that moves: `git+https://…` without `@v1.2.3`. */
function unpinnedPackages({ manager, operands }: Install): Found[] {
  if (manager !== "pip") return [];
  return operands.flatMap(({ text, span }) => {
    const path = /(?:^|@\s*)git\+[a-z]+:\/\/(?:[^/@\s]*@)?([^#\s]+)/.exec(text)?.[1];
    if (path === undefined || /^["']?\$/.test(path)) return [];
    const branch = /@([^@/]+(?:\/[^@]+)?)$/.exec(path)?.[1];
    return branch === undefined || branches.test(branch) ? [{ span, branch }] : [];
  });
}
