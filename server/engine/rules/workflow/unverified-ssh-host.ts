import type { ShellScript } from "../../languages/shell/model.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { deployJobOf } from "../../pipeline/deploy.ts";
import { fixesOf, setInput } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/unverified-ssh-host",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A deployment over SSH trusts whichever machine answers.",
  why: `
Without the server's known key, whoever can redirect its name or address gets the files, the commands and what is in them. Keep the key's fingerprint beside the login: \`fingerprint\` of the action, or \`known_hosts\` from a secret in a script.

Silent for machines that the job has started itself.`,
  examples: [
    {
      title: "The fingerprint of the server",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: appleboy/ssh-action@v1\n        with:\n          host: ${{ secrets.HOST }}\n          key: ${{ secrets.KEY }}\n          script: ./deploy.sh\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: appleboy/ssh-action@v1\n        with:\n          host: ${{ secrets.HOST }}\n          key: ${{ secrets.KEY }}\n          script: ./deploy.sh\n          fingerprint: ${{ secrets.SSH_HOST_FINGERPRINT }}\n",
    },
  ],
  links: ["https://github.com/appleboy/ssh-action#protecting-your-private-key"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      let isTold = false;
      for (const step of job.steps) {
        const action = step.uses?.action;
        if (action === "appleboy/ssh-action" || action === "appleboy/scp-action") {
          const host = step.input("host");
          if (!host?.value || step.input("fingerprint") || isOwnMachine(host.value.text)) continue;
          report({
            span: host.keySpan,
            message: "Whichever machine answers at this address gets the files and commands. Give the `fingerprint` of the server's key.",
            fixes: fixesOf(
              "Set `fingerprint` from a secret",
              "unsafe",
              file,
              setInput(step, "fingerprint", "${{ secrets.SSH_HOST_FINGERPRINT }}"),
            ),
          });
          continue;
        }
        const span = isTold ? undefined : unchecked(step);
        if (!span || !deployJobOf(job, workspace)) continue;
        isTold = true;
        report({
          span,
          message:
            "This takes the key of whichever machine answers, so the deployment may go to another one. Put the server's key into `known_hosts` from a secret, and leave the check on.",
        });
      }
    }
  },
});

function isOwnMachine(text: string): boolean {
  return /^(?:localhost|127\.|0\.0\.0\.0|host\.docker\.internal)|^\$\{\{\s*(?:steps|needs|job)\./.test(text.trim());
}

/** Where a script switches the check off. */
function unchecked({ script, run, env }: Step): Span | undefined {
  const variable = env.find(({ name, value }) => name === "ANSIBLE_HOST_KEY_CHECKING" && /^(?:false|0)$/i.test(value?.text ?? ""));
  if (variable) return variable.keySpan;
  if (!script || !run) return undefined;
  const match = /StrictHostKeyChecking[ =]+"?no\b/i.exec(script.source.text);
  if (!match || startsMachine(script, run.text)) return undefined;
  return script.source.spanToSource({ start: match.index, end: match.index + match[0].length });
}

function startsMachine({ commands }: ShellScript, text: string): boolean {
  return (
    /@(?:localhost|127\.0\.0\.1)\b|\b(?:localhost|127\.0\.0\.1)\s/.test(text) ||
    commands.some(({ name }) => /^(?:vagrant|qemu-system-\w+|multipass|lima|limactl|virsh)$/.test(name ?? ""))
  );
}
