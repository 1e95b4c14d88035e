import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import type { ShellCommand, ShellScript } from "../../languages/shell/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/literal-password",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A user gets a password that stands in the file.",
  why: `\`echo 'app:secret' | chpasswd\` gives every container of the image the same password, which whoever can pull it can read from its layers. A service's user needs none: nobody logs in.

Leave it out. \`useradd\` and \`adduser -D\` make users without a password; for one that has to be, mount a secret and read it from there.`,
  examples: [
    {
      title: "No password",
      bad: "FROM debian:13-slim\nRUN useradd --uid 10001 app && echo 'app:changeit' | chpasswd\n",
      good: "FROM debian:13-slim\nRUN useradd --uid 10001 app\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/secrets/"],
  since: "0.6.0",
  patterns: ["D9"],
  alsoKnownAs: ["checkov:CKV2_DOCKER_17", "dockle:DKL-LI-0001"],
  judges: "part",
  check(file, { report }) {
    for (const run of withTriggers(file.instructions)) {
      const script = run.keyword === "RUN" ? run.command?.script : undefined;
      for (const command of script?.commands ?? []) {
        const word = script && passwordOf(command, script);
        if (!script || !word) continue;
        report({
          span: script.source.spanToSource(word.span),
          message: `This password is in every container, and to be read from the image's layers${whenChildIsBuilt(run)}. Leave it out: a service's user needs none.`,
        });
      }
    }
  },
});

/** The literal that is handed to `chpasswd` or `passwd`, or that `useradd -p` is given. */
function passwordOf({ name, args, pipe, list }: ShellCommand, { commands }: ShellScript) {
  if (name === "useradd" || name === "usermod") {
    const index = args.findIndex(({ text }) => /^(?:-p|--password)$/.test(text));
    const given = index < 0 ? undefined : args[index + 1];
    // `*` and `!` lock the account.
    return given?.value !== undefined && /^[^*!]/.test(given.value) ? given : undefined;
  }
  if ((name !== "chpasswd" && name !== "passwd") || !pipe || pipe.index === 0) return undefined;
  const writer = commands.find(
    (one) => one.list === list && one.pipe?.index === pipe.index - 1 && (one.name === "echo" || one.name === "printf"),
  );
  return writer?.args.find(
    ({ value }) => value !== undefined && !value.startsWith("-") && (name === "passwd" ? value !== "" : /^[^:]+:[^*!]/.test(value)),
  );
}
