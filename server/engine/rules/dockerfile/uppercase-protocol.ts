import { withTriggers } from "../../image/command.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/uppercase-protocol",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "EXPOSE names a protocol in capitals.",
  why: "`8080/TCP` is `8080/tcp` to the builder, and to who searches for one of them not to the other. The protocol is written in small letters everywhere else.",
  examples: [
    {
      title: "In capitals",
      bad: "FROM nginx:1.29\nEXPOSE 80/TCP\n",
      good: "FROM nginx:1.29\nEXPOSE 80/tcp\n",
    },
  ],
  links: ["https://docs.docker.com/reference/build-checks/expose-proto-casing/"],
  since: "0.6.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["buildkit:ExposeProtoCasing"],
  judges: "part",
  check(file, { report }) {
    for (const expose of withTriggers(file.instructions)) {
      if (expose.keyword !== "EXPOSE") continue;
      for (const { raw, span } of expose.ports) {
        const protocol = /^[\d-]+\/([a-z]+)$/i.exec(raw)?.[1];
        if (protocol === undefined || protocol === protocol.toLowerCase()) continue;
        const at = { start: span.end - protocol.length, end: span.end };
        report({
          span: at,
          message: `Protocols are written in small letters: \`${protocol.toLowerCase()}\`.`,
          fixes: [
            {
              title: `Write \`${protocol.toLowerCase()}\``,
              safety: "safe",
              changes: [{ kind: "edit", path: file.source.path, edits: [replace(at, protocol.toLowerCase())] }],
            },
          ],
        });
      }
    }
  },
});
