import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { defineRule } from "../../rule.ts";

/** What shows something to a person, or waits for one; in a build nobody looks. */
const forPeople = new Set(["emacs", "free", "htop", "ifconfig", "less", "more", "nano", "ps", "top", "vi", "vim"]);
const forMachines = new Set(["halt", "poweroff", "reboot", "shutdown"]);

export default defineRule({
  id: "dockerfile/useless-command",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "A command that does nothing for an image: for a person at a terminal, or a service started at the end of a RUN.",
  why: `A RUN leaves files behind, and nothing else. A service that its last command starts is gone with the RUN; an editor, \`top\` or \`free\` has nobody to look; \`reboot\` has no machine.

Start what the container is for by CMD, and change files by commands. A service that is needed for the rest of the same RUN, to fill a database for example, is fine.`,
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
        for (const call of calls) {
          const told = problemOf(call, call === calls.at(-1));
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
