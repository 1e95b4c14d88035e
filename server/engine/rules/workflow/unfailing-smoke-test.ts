import { isProbe } from "../../knowledge/test-commands.ts";
import type { ShellCommand } from "../../languages/shell/model.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { allOf, fixesOf, insertStepKey, removeKey, replaceInScript } from "../../pipeline/edit.ts";
import { afterDeploy } from "../../pipeline/smoke.ts";
import { swallowedFailures } from "../../pipeline/swallowed.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unfailing-smoke-test",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A smoke test cannot fail.",
  why: `
\`curl\` ends well when a server answers at all, with an error page too: without \`--fail\` a request behind a deployment tests nothing. The same holds where \`|| true\`, or a pipe into \`cat\` or \`tee\`, hides how it has ended.

Silent where the script looks at the answer: in a condition, a variable, a pipe into \`grep\` or \`jq\`.`,
  examples: [
    {
      title: "A request that any answer satisfies",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n      - run: curl https://www.example.com/health\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n      - run: curl --fail --retry 5 https://www.example.com/health\n",
    },
  ],
  links: ["https://curl.se/docs/manpage.html#-f"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C6"],
  judges: "connected",
  check(file, { report, workspace }) {
    const done = new Set<Step>();
    const seen = new Set<Step>();
    for (const deployment of deployJobs(file, workspace)) {
      const { steps, jobs } = afterDeploy(deployment);
      const last = deployment.steps.at(-1);
      const own = last?.command === undefined ? [] : [last.step];
      for (const step of [...own, ...steps, ...jobs.flatMap((job) => job.steps)]) {
        const { script } = step;
        if (!script || done.has(step)) continue;
        done.add(step);
        const swallowed = swallowedFailures(step);
        script.commands.forEach((command, index) => {
          if (step === last?.step && index <= (last.command ?? 0)) return;
          if (!isRequest(command)) return;
          const lost = swallowed.find((one) => one.commands.includes(index));
          if (lost) {
            report({
              span: lost.span,
              message: "This throws away how the request has ended, so the smoke test cannot fail. Remove it.",
              fixes: fixesOf("Let the step fail with the request", "unsafe", file, replaceInScript(step, lost.part, "")),
            });
            return;
          }
          const lax = step.map.entry("continue-on-error");
          if (lax && step.continueOnError?.literal === "true") {
            // Once a step, however many requests it sends.
            if (seen.has(step)) return;
            seen.add(step);
            report({
              span: lax.span,
              message: "This step may fail, so the smoke test in it cannot. Remove `continue-on-error`.",
              fixes: fixesOf("Remove `continue-on-error`", "unsafe", file, removeKey(file, lax)),
            });
            return;
          }
          const isHidden = isPipedOn(command, script.commands);
          if (isRead(command, script.commands, isHidden)) return;
          const fails = command.name !== "curl" || failsOnError(command);
          const losesCode = isHidden && !script.options.has("pipefail");
          if (fails && !losesCode) return;
          const options = `--fail${command.args.some(({ text }) => text.startsWith("--retry")) ? "" : " --retry 5"}`;
          const at = command.nameSpan.end;
          const failing = fails ? [] : replaceInScript(step, { start: at, end: at }, ` ${options}`);
          // With its name given, the shell fails with every command of a pipe.
          const edits = losesCode ? allOf(failing, insertStepKey(step, "shell", "bash")) : failing;
          report({
            span: script.source.spanToSource(command.nameSpan),
            message: fails
              ? `The pipe hides how \`${command.name}\` has ended, so this smoke test cannot fail. Name the shell, \`shell: bash\`, which then stops at it.`
              : "Without `--fail`, `curl` ends well on an error page too, so this smoke test cannot fail. Add `--fail --retry 5`.",
            fixes: fixesOf(fails ? "Run with `shell: bash`" : `Add \`${options}\``, "unsafe", file, edits),
          });
        });
      }
    }
  },
});

/** A request to what was deployed: messages and calls of other services are none. */
function isRequest(command: ShellCommand): boolean {
  const args = command.args.map(({ text }) => text);
  if (!isProbe(command.name ?? "", args)) return false;
  if (args.some((arg) => /^(?:-d|--data.*|-F|--form|-T|--upload-file|--json|-H|--header|-u|--user|-x|--oauth2-bearer)(?:=|$)/.test(arg)))
    return false;
  return !args.some((arg) =>
    /hook|slack|discord|telegram|notify|deploy(?:s|ments)?[/?_-]|purge|trigger|\bapi\.(?!example)[\w-]+\.(?:com|io)|ping(?:dom)?\.|hc-ping|sentry|token|api[_-]?key|install|\.sh\b|raw\.githubusercontent/i.test(
      arg,
    ),
  );
}

/** Whether a pipe passes on what the request gives without looking at it. */
function isPipedOn(command: ShellCommand, commands: readonly ShellCommand[]): boolean {
  const { pipe } = command;
  if (!pipe || pipe.index === pipe.length - 1) return false;
  const next = commands.slice(commands.indexOf(command) + 1).find((other) => other.pipe?.index === pipe.index + 1);
  return next !== undefined && pipe.index + 2 === pipe.length && /^(?:cat|tee|head|tail)$/.test(next.name ?? "");
}

/** Whether something looks at what the request gives, or at how it has ended. */
function isRead(command: ShellCommand, commands: readonly ShellCommand[], isHidden: boolean): boolean {
  if (command.inSubstitution || command.isConditional || commands[commands.indexOf(command) + 1]?.operator === "||") return true;
  if (command.redirects.some(({ operator, target }) => operator.startsWith(">") && target?.text !== "/dev/null")) return true;
  return command.pipe !== undefined && command.pipe.index < command.pipe.length - 1 && !isHidden;
}

function failsOnError({ args }: ShellCommand): boolean {
  return args.some(
    ({ text }) =>
      /^--fail(?:-with-body|-early)?$|^-[a-zA-Z#]*f/.test(text) ||
      /^(?:-w|--write-out)|^-[a-zA-Z]*w$/.test(text) ||
      (/^\$|^-K|^--config/.test(text) && !/^\$\{?[A-Z_]*(?:URL|HOST|ADDRESS|ENDPOINT|DOMAIN|_+)/i.test(text)),
  );
}
