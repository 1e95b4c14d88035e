import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type RuntimeUser, runtimeUser } from "../../image/user.ts";
import type { Flag, Mount, MountOption, RunInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix, type Problem } from "../../rule.ts";
import { remove, replace, type TextEdit } from "../../text/edit.ts";

const plain = (flag: string) => `# syntax=docker/dockerfile:1\nFROM debian:13-slim\nRUN ${flag}./build.sh\nUSER 10001:10001\n`;

export default defineRule({
  id: "dockerfile/insecure-build-flag",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A RUN lowers the walls of the build.",
  why: `\`--security=insecure\` gives the commands of a \`RUN\` all rights on the machine that builds, and \`--network=host\` its network, with whatever answers at its loopback address. What runs there was often fetched a line before. Builders refuse both until they are told otherwise.

Secrets and SSH sockets are mounted for root alone. With \`mode=0444\` everything that the \`RUN\` starts can read them, whoever it runs as: name the user that needs the secret, \`uid=1000\`.`,
  examples: [
    { title: "All rights on the builder", bad: plain("--security=insecure "), good: plain("") },
    {
      title: "A secret for the user that needs it",
      bad: "FROM node:24-trixie-slim\nUSER 1000:1000\nRUN --mount=type=secret,id=npmrc,mode=0444,target=/home/node/.npmrc npm whoami\n",
      good: "FROM node:24-trixie-slim\nUSER 1000:1000\nRUN --mount=type=secret,id=npmrc,uid=1000,target=/home/node/.npmrc npm whoami\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#run---security",
    "https://docs.docker.com/reference/dockerfile/#run---network",
    "https://docs.docker.com/reference/dockerfile/#run---mounttypesecret",
  ],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D9"],
  alsoKnownAs: ["sonar:S6502", "sonar:S6431", "sonar:S6469", "semgrep:run-security-insecure"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      // Everything between two USERs runs as one user.
      let user: RuntimeUser | undefined;
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword === "USER") user = undefined;
        if (run.keyword !== "RUN") continue;
        for (const flag of run.flags) {
          const problem = lowered(run, flag);
          if (problem) report(problem);
        }
        for (const mount of run.mounts) {
          const option = readableMode(mount);
          if (!option) continue;
          user ??= runtimeUser(stage, run.onbuild ?? run);
          report(readable(run, mount, option, user));
        }
      }
    }
  },
});

function lowered(run: RunInstruction, flag: Flag): Problem | undefined {
  const { name, value } = flag;
  const isInsecure = name === "security" && value?.text === "insecure";
  if (!isInsecure && !(name === "network" && value?.text === "host")) return undefined;
  const what = isInsecure ? "has all rights on the machine that builds" : "reaches the network of the machine that builds";
  const start = (run.flags[run.flags.indexOf(flag) - 1]?.span ?? run.keywordSpan).end;
  return {
    span: flag.span,
    message: `This \`RUN\` ${what}${whenChildIsBuilt(run)}. Leave \`--${name}=${value?.text}\` out.`,
    fixes: fixesOf(`Leave \`--${name}\` out`, run, remove({ start, end: flag.span.end })),
  };
}

/** The mode of a mounted secret that others than its owner can read. BuildKit's default is 0400 for secrets and 0600 for SSH, owned by root. */
function readableMode({ type, options }: Mount): MountOption | undefined {
  const option = type === "secret" || type === "ssh" ? options.find(({ key }) => key === "mode") : undefined;
  return option?.value && /^[0-7]{0,4}[4-7]$/.test(option.value.text) ? option : undefined;
}

function readable(run: RunInstruction, mount: Mount, option: MountOption, { uid, isRoot }: RuntimeUser): Problem {
  const span = { start: option.keySpan.start, end: (option.value?.span ?? option.keySpan).end };
  const needsOwner = isRoot === false && !mount.get("uid");
  const fixes =
    isRoot === undefined || (needsOwner && uid === undefined)
      ? []
      : needsOwner
        ? fixesOf(`Give it to the user ${uid}`, run, replace(span, `uid=${uid}`))
        : fixesOf("Leave it to its owner", run, withoutOption(mount, option));
  const what = mount.type === "ssh" ? "the SSH agent" : "the secret";
  return {
    span,
    message: `\`mode=${option.value?.text}\` lets everything that this \`RUN\` starts use ${what}${whenChildIsBuilt(run)}. ${isRoot === false ? "Name the user that needs it by `uid=`." : "Leave the mode out."}`,
    fixes,
  };
}

function withoutOption({ options }: Mount, option: MountOption): TextEdit {
  const index = options.indexOf(option);
  const endOf = (one: MountOption) => (one.value?.span ?? one.keySpan).end;
  const before = options[index - 1];
  return before
    ? remove({ start: endOf(before), end: endOf(option) })
    : remove({ start: option.keySpan.start, end: options[index + 1]?.keySpan.start ?? endOf(option) });
}

function fixesOf(title: string, run: RunInstruction, edit: TextEdit): readonly Fix[] {
  const path = run.stage?.file.source.path;
  return path === undefined ? [] : [{ title, safety: "unsafe", changes: [{ kind: "edit", path, edits: [edit] }] }];
}
