import { withTriggers } from "../../image/command.ts";
import type { ExposeInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { remove, type TextEdit } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

/** What people log in to. Source: https://www.iana.org/assignments/service-names-port-numbers. */
const logins: ReadonlyMap<string, string> = new Map([
  ["22", "SSH"],
  ["23", "Telnet"],
  ["3389", "Remote Desktop"],
  ["5900", "VNC"],
]);

export default defineRule({
  id: "dockerfile/remote-login-port",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "The image offers a port to log in by.",
  why: `A container that people log in to is changed by hand, and has passwords or keys, a second process and one more program to patch. What was changed is gone with the next deployment.

Look into a running container by \`docker exec\` or \`kubectl exec\` and \`kubectl debug\`, which need no port and ask who you are. For an image whose purpose is to be logged in to, ignore this with a reason.`,
  examples: [
    {
      title: "SSH beside the service",
      bad: "FROM nginx:1.29\nEXPOSE 80 22\n",
      good: "FROM nginx:1.29\nEXPOSE 80\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/cli/docker/container/exec/",
    "https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/",
  ],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["trivy:DS-0004", "checkov:CKV_DOCKER_1", "sonar:S6473"],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if (one.keyword !== "EXPOSE") continue;
      for (const { value, span } of one.ports) {
        const login = logins.get(value?.replace(/\/tcp$/i, "") ?? "");
        if (!login) continue;
        const edit = withoutPort(one, span, file.source);
        report({
          span,
          message: `Port ${value} is that of ${login}. Look into containers by \`exec\` instead.`,
          ...(edit && {
            fixes: [
              {
                title: `Leave port ${value} out`,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [edit] }],
              },
            ],
          }),
        });
      }
    }
  },
});

/** The edit that takes one port out, and the whole instruction with the last; undefined where a comment would go with it. */
function withoutPort({ ports, span: whole, onbuild }: ExposeInstruction, span: Span, source: SourceText): TextEdit | undefined {
  const index = ports.findIndex((port) => port.span === span);
  const before = ports[index - 1];
  const after = ports[index + 1];
  const lines = onbuild ?? { span: whole };
  const gone = before
    ? { start: before.span.end, end: span.end }
    : after
      ? { start: span.start, end: after.span.start }
      : { start: source.lineSpan(source.lineOf(lines.span.start)).start, end: source.nextLineStart(whole.end) };
  return source.slice(gone).includes("#") ? undefined : remove(gone);
}
