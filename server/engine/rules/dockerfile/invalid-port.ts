import { withTriggers } from "../../image/command.ts";
import { danglingContinuations } from "../../image/continuations.ts";
import { defineRule } from "../../rule.ts";
import { remove } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/invalid-port",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "EXPOSE with something that is no port.",
  why: `EXPOSE takes ports of the container, from 1 to 65535, ranges of them and a protocol, \`tcp\` or \`udp\`: \`EXPOSE 8080\`, \`EXPOSE 8000-8010/udp\`. Anything else ends the build, or names a port
that cannot be.

Which port of the host leads there is said where the container is started, \`docker run -p 80:8080\`; an address or a port of the host in EXPOSE is passed over today, and will be an error.

Values that hang on a variable are not judged.`,
  examples: [
    {
      title: "More than there are",
      bad: "FROM nginx:1.29\nEXPOSE 80800\n",
      good: "FROM nginx:1.29\nEXPOSE 8080\n",
    },
    {
      title: "A port of the host",
      bad: "FROM nginx:1.29\nEXPOSE 8080:80/tcp\n",
      good: "FROM nginx:1.29\nEXPOSE 80/tcp\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#expose", "https://docs.docker.com/reference/build-checks/expose-invalid-format/"],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D11"],
  alsoKnownAs: [
    "hadolint:DL3011",
    "trivy:DS-0008",
    "buildkit:ExposeInvalidFormat",
    "dockerfile-utils:24",
    "dockerfile-utils:25",
    "semgrep:invalid-port",
  ],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if (one.keyword !== "EXPOSE") continue;
      // Behind a line that is continued by mistake stands another instruction.
      const end = danglingContinuations(one, file.source)[0]?.span.start ?? one.span.end;
      for (const { value, span, raw } of one.ports)
        if (value !== undefined && value !== "" && span.start < end) judge(value, span, raw === value);
    }

    function judge(value: string, span: Span, isPlain: boolean): void {
      const match = /^(?:(.*):)?([^:/]*)(?:\/(.*))?$/.exec(value);
      const [, host, ports = "", protocol] = match ?? [];
      const range = /^(\d+)(?:-(\d+))?$/.exec(ports);
      const [from, to] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
      if (!match || !range)
        report({ span, message: `\`${value}\` is no port. Write a number from 1 to 65535, or a range such as \`8000-8010\`.` });
      else if (from < 1 || to > 65_535) report({ span, message: `\`${ports}\` is no port: they go from 1 to 65535.` });
      else if (to < from) report({ span, message: `The range \`${ports}\` ends before it begins. Write the smaller port first.` });
      else if (protocol !== undefined && !/^(?:tcp|udp|sctp)$/i.test(protocol))
        report({ span, message: `\`${protocol}\` is no protocol of a port. Write \`tcp\` or \`udp\`.` });
      else if (host !== undefined)
        report({
          span,
          severity: "warning",
          message: `EXPOSE names ports of the container alone, so \`${host}\` is passed over. Write \`${ports}\`, and say by \`-p\` or \`ports:\` which port of the host leads there.`,
          ...(isPlain && {
            fixes: [
              {
                title: `Keep \`${value.slice(host.length + 1)}\``,
                safety: "safe" as const,
                changes: [
                  {
                    kind: "edit" as const,
                    path: file.source.path,
                    edits: [remove({ start: span.start, end: span.start + host.length + 1 })],
                  },
                ],
              },
            ],
          }),
        });
    }
  },
});
