import { withTriggers } from "../../image/command.ts";
import { isWindows } from "../../languages/dockerfile/interpreter.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";

/** Linux's, as https://github.com/moby/sys/blob/main/signal/signal_linux.go lists them; the real-time ones are read by a pattern. */
const signals = (
  "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 " +
  "VTALRM WINCH XCPU XFSZ RTMIN RTMAX"
).split(" ");
const realTime = /^(?:RTMIN\+(?:[1-9]|1[0-5])|RTMAX-(?:[1-9]|1[0-4]))$/;

export default defineRule({
  id: "dockerfile/invalid-signal",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "STOPSIGNAL names a signal that there is not.",
  why: `The build stops here: \`STOPSIGNAL\` takes the number of a signal or its name, with or without \`SIG\` in front and in any case, such as \`SIGTERM\`, \`quit\`, \`SIGRTMIN+3\` or \`9\`.

A comment behind it is taken for a part of the name. What a variable gives is judged only where its value is known.`,
  examples: [
    {
      title: "A slip",
      bad: "FROM alpine:3.24\nSTOPSIGNAL SIGTREM\n",
      good: "FROM alpine:3.24\nSTOPSIGNAL SIGTERM\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#stopsignal"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["dockerfile-utils:27"],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      if (one.keyword !== "STOPSIGNAL" || !one.value || (one.stage && isWindows(one.stage))) continue;
      const { value, span, text } = one.value;
      if (value === undefined || isSignal(value)) continue;
      const meant = value === text ? meantBy(value) : undefined;
      report({
        span,
        message: `\`${value}\` is no signal, so the build stops here. ${meant ? `Is \`${meant}\` meant?` : "Write a name such as `SIGTERM`, or a number."}`,
        ...(meant && {
          fixes: [
            {
              title: `Write \`${meant}\``,
              safety: "unsafe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: [replace(span, meant)] }],
            },
          ],
        }),
      });
    }
  },
});

function isSignal(text: string): boolean {
  if (/^[+-]?\d+$/.test(text)) return Number(text) !== 0;
  const name = text.toUpperCase().replace(/^SIG/, "");
  return signals.includes(name) || realTime.test(name);
}

/** The name that stands first where more follows, or one that is near. */
function meantBy(text: string): string | undefined {
  const [first = "", ...more] = text.split(/[\s,;]+/);
  if (more.length > 0) return isSignal(first) ? first : undefined;
  const name = nearest(first.replace(/^SIG[-_]?/i, ""), signals);
  return name && `SIG${name}`;
}
