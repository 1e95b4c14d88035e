import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { defineRule } from "../../rule.ts";

/** What shows something to a person, or waits for one; in a build nobody looks. */
const forPeople = new Set(["emacs", "free", "htop", "ifconfig", "less", "more", "nano", "ps", "top", "vi", "vim"]);
const forMachines = new Set(["halt", "poweroff", "reboot", "shutdown"]);
/** What needs `CAP_SYS_ADMIN` or `CAP_SYS_MODULE`, which containerd's default set, and so a RUN, does not have. */
const forKernels = new Set(["insmod", "modprobe", "mount", "rmmod", "swapon", "umount"]);
const enders = new Set(["kill", "killall", "pkill"]);
/** What may stand before those without having started anything. */
const startsNothing = /^(?:awk|cat|cd|echo|export|grep|pgrep|pidof|ps|set|sleep)$/;

export default defineRule({
  id: "dockerfile/useless-command",
  language: "dockerfile",
  category: "reliability",
  severity: "hint",
  preset: "strict",
  summary: "A command that does nothing for an image: for a person at a terminal, or a service started at the end of a RUN.",
  why: `A RUN leaves files behind, and nothing else. A service that its last command starts is gone with the RUN; an editor, \`top\` or \`free\` has nobody to look; \`reboot\` has no machine; \`mount\` is not allowed, and lasts no longer than the RUN; \`kill\` at the beginning has nothing to end.

Start what the container is for by CMD, and change files by commands. A service that is needed for the rest of the same RUN, to fill a database for example, is fine, as is \`kill\` behind it, and \`mount\` under \`--security=insecure\`. What is needed for one RUN alone comes by \`RUN --mount\`.`,
  examples: [
    {
      title: "A service that ends with the RUN",
      bad: "FROM debian:13-slim\nRUN service nginx start\n",
      good: 'FROM debian:13-slim\nCMD ["nginx", "-g", "daemon off;"]\n',
    },
  ],
  links: ["https://docs.docker.com/engine/containers/multi-service_container/"],
  since: "0.6.0",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3001", "semgrep:nonsensical-command"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword !== "RUN") continue;
        const calls = invocationsOf(run.command);
        const isInsecure = run.flags.some(({ name }) => name === "security") || calls.some(({ name }) => name === "unshare");
        let isFirst = !run.command?.script?.commands.some(({ operator }) => operator === "&");
        for (const call of calls) {
          const told =
            problemOf(call, call === calls.at(-1)) ??
            (isInsecure ? undefined : kernelProblemOf(call)) ??
            (isFirst ? endOf(call) : undefined);
          isFirst &&= startsNothing.test(call.name ?? "");
          if (told) report({ span: call.nameWord.span, message: `${told.replace("$", () => call.name ?? "")}${whenChildIsBuilt(run)}.` });
        }
      }
    }
  },
});

function problemOf({ name = "", args, command }: Invocation, isLast: boolean): string | undefined {
  // With a script to follow, as in `vim -es`, even an editor does its work.
  if (forPeople.has(name) && !command?.pipe && args.every(({ text }) => !/^(?:-|\+)/.test(text)) && !command?.redirects.length)
    return "`$` is for a person at a terminal, and in a build there is none";
  if (name === "ssh" && args.length === 1 && !command?.pipe && !command?.redirects.length)
    return "`$` without a command is for a person at a terminal, and in a build there is none";
  if (forMachines.has(name)) return "`$` has no machine to act on in a build";
  const starts = args.some(({ text }) => /^(?:start|restart)$/.test(text));
  if (isLast && starts && (name === "service" || name === "systemctl") && !command?.isConditional)
    return "A service that `$` starts ends with the RUN: start it by `CMD`";
  return undefined;
}

function kernelProblemOf({ name = "", args, command }: Invocation): string | undefined {
  // Without arguments `mount` lists what is there.
  if (!forKernels.has(name) || command?.pipe || args.every(({ text }) => /^(?:-[hlV]|--\w+)$/.test(text))) return undefined;
  return `A RUN may not \`$\`, and what it does is not kept in the image${name === "mount" ? ": use `RUN --mount`" : ""}`;
}

function endOf({ name = "", args, command }: Invocation): string | undefined {
  if (!enders.has(name) || command?.isConditional || args.some(({ text }) => /^-[lL]/.test(text))) return undefined;
  return "`$` has nothing to end: a RUN begins without other processes";
}
