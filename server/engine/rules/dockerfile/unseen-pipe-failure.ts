import { baseImageOf } from "../../image/base.ts";
import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { downloadsRun } from "../../image/downloads.ts";
import { insertInstructions, placeBefore } from "../../image/insertion.ts";
import { isDevelopment } from "../../image/production.ts";
import { hasTool, shellOf } from "../../image/tools.ts";
import type { RunInstruction, Stage } from "../../languages/dockerfile/model.ts";
import type { ShellCommand, ShellScript } from "../../languages/shell/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

/** Programs that do not fail, or whose failure nobody minds. */
const harmless =
  /^(?::|apt-cache|apt-mark|cat|locale|dpkg|dpkg-query|echo|printf|true|yes|ls|env|printenv|seq|date|hostname|id|uname|find|ps|ldd|sleep|\[|test|sort|tr|cut|head|tail|awk|sed|grep|set|basename|dirname)$/;

export default defineRule({
  id: "dockerfile/unseen-pipe-failure",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "A pipe hides that the command in front of it failed.",
  why: `A shell takes the outcome of a pipe from its last command. In \`curl … | tar -xz\` a failed download goes unnoticed where the last command makes do with nothing, or
with half a file, and the layer is kept in the cache.

Switch \`pipefail\` on: \`RUN set -o pipefail && …\` where the shell knows it (Bash, BusyBox, and \`sh\` of Fedora and its relatives), \`SHELL ["/bin/bash", "-o", "pipefail", "-c"]\` where \`/bin/sh\` is
dash, as in Debian and Ubuntu. Or download to a file first.

Silent where the left side hardly fails (\`echo\`, \`cat\`, \`grep\`), where the pipe is a condition, and where its failure is caught by \`||\`. Of a download that a shell reads and runs, \`curl … | sh\`, says \`dockerfile/piped-installer\`.`,
  examples: [
    {
      title: "Alpine's shell knows it",
      bad: "FROM alpine:3.24\nRUN wget -q -O - https://example.com/tool.tar.gz | tar -xz -C /opt\n",
      good: "FROM alpine:3.24\nRUN set -o pipefail && wget -q -O - https://example.com/tool.tar.gz | tar -xz -C /opt\n",
    },
    {
      title: "Debian's does not",
      bad: "FROM node:24-trixie\nRUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt\n",
      good: 'FROM node:24-trixie\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt\n',
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#using-pipes"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL4006", "semgrep:set-pipefail"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword !== "RUN" || baseImageOf(stage)?.os === "windows") continue;
        const script = run.command?.script;
        const words = stage.shell(run)?.join(" ") ?? "";
        if (!script || script.options.has("pipefail") || /pipefail/.test(words) || /pipefail/.test(script.source.text)) continue;
        // One finding for one cause: what comes out of a pipe into a shell is `piped-installer`'s.
        const installers = downloadsRun(script);
        const hidden = script.commands.find(
          (command) =>
            isHidden(command, script) &&
            !installers.some(({ list, pipe }) => list === command.list && pipe?.length === command.pipe?.length),
        );
        if (!hidden) continue;
        const fix = fixOf(stage, run, script);
        report({
          span: script.source.spanToSource(hidden.nameSpan),
          message: `When \`${hidden.name}\` fails, the pipe hides it, and the build goes on${whenChildIsBuilt(run)}. Switch \`pipefail\` on, or use a file in between.`,
          ...(fix && { fixes: [fix] }),
          ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
        });
      }
    }
  },
});

/** Whether a command stands in front of a pipe that decides whether the build goes on. */
function isHidden(command: ShellCommand, script: ShellScript): boolean {
  const { pipe, name, inSubstitution, isRequoted, list } = command;
  if (!pipe || pipe.index === pipe.length - 1 || name === undefined || harmless.test(name) || inSubstitution || isRequoted) return false;
  const whole = script.commands.filter((one) => one.list === list && one.pipe?.length === pipe.length && !one.inSubstitution);
  const first = whole.findLast((one) => one.pipe?.index === 0 && one.span.start <= command.span.start);
  const last = whole.find((one) => one.pipe?.index === pipe.length - 1 && one.span.start > command.span.start);
  const before = script.source.text.slice(0, first?.span.start ?? 0).trimEnd();
  const after = script.source.text.slice(last?.span.end ?? 0).trimStart();
  // Without input it fails itself.
  if (last?.name !== undefined && /^(?:grep|egrep|fgrep|sha\d+sum|md5sum)$/.test(last.name)) return false;
  // A condition, or a failure that somebody thought of.
  return !/(?:^|[\s;&|({])(?:if|elif|while|until|!)$/.test(before) && !/^[\s;)}]*\|\|/.test(after) && !/\|\|\s*\{?$/.test(before);
}

function fixOf(stage: Stage, run: RunInstruction, script: ShellScript): Fix | undefined {
  const path = stage.file.source.path;
  const shell = shellOf(stage, run);
  if (run.onbuild || run.heredocs.length > 0 || script.errors.length > 0) return undefined;
  if (shell === "ash" || shell === "bash") {
    const start = run.command?.span.start;
    if (start === undefined || /^(?:#|set\s)/.test(script.source.text)) return undefined;
    const edits = [insert(start, "set -o pipefail && ")];
    return { title: "Switch `pipefail` on", safety: "unsafe", changes: [{ kind: "edit", path, edits }] };
  }
  if (shell !== "dash" || stage.shell(run) || hasTool(stage, "bash", run) !== true) return undefined;
  const edits = [insertInstructions(stage, placeBefore(stage, run), 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]')];
  return { title: "Use Bash with `pipefail` from here on", safety: "unsafe", changes: [{ kind: "edit", path, edits }] };
}
