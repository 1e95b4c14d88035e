import { nearest } from "../../text/nearest.ts";
import type { Instruction } from "./model.ts";
import type { Report } from "./problems.ts";

type Kind = "value" | "boolean" | "values";

/** The flags of each instruction (Dockerfile frontend 1.26); an instruction that is not listed has none. */
export const flagsByKeyword: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  ADD: {
    chown: "value",
    chmod: "value",
    link: "boolean",
    "keep-git-dir": "boolean",
    checksum: "value",
    unpack: "boolean",
    exclude: "values",
  },
  COPY: { from: "value", chown: "value", chmod: "value", link: "boolean", parents: "boolean", exclude: "values" },
  FROM: { platform: "value" },
  HEALTHCHECK: { interval: "value", timeout: "value", "start-period": "value", "start-interval": "value", retries: "value" },
  RUN: { mount: "values", network: "value", security: "value", device: "values" },
};

/** The values of flags that take one of a few words. */
const flagValues: Readonly<Record<string, readonly string[]>> = {
  network: ["default", "none", "host"],
  security: ["sandbox", "insecure"],
};

/** Flags that the instruction does not know, that lack their value or are given twice. */
export function flagProblems(instruction: Instruction, report: Report): void {
  const { keyword, flags } = instruction;
  // BuildKit does not look at the flags of these.
  if (keyword === "STOPSIGNAL" || keyword === "ARG" || (keyword === "HEALTHCHECK" && instruction.isNone)) return;
  const known = flagsByKeyword[keyword] ?? {};
  const seen = new Set<string>();
  for (const flag of flags) {
    const written = flag.writtenName;
    const kind = Object.hasOwn(known, written) ? known[written] : undefined;
    if (!kind) {
      const meant = nearest(flag.name, Object.keys(known));
      const hint = meant ? `Did you mean \`--${meant}\`?` : "Take it out.";
      report("unknown-flag", flag.nameSpan, `\`${keyword}\` has no flag \`--${written}\`, so the build stops here. ${hint}`, meant);
      continue;
    }
    if (seen.has(written) && kind !== "values") {
      report("invalid-flag", flag.span, `\`--${written}\` is given twice, so the build stops here. Keep one of the two.`);
    }
    seen.add(written);
    valueProblems(written, kind, flag.value?.text, flag.value?.span ?? flag.span, report);
  }
}

function valueProblems(name: string, kind: Kind, value: string | undefined, span: { start: number; end: number }, report: Report): void {
  if (value?.includes("$")) return;
  if (kind === "boolean") {
    if (value === undefined || /^(?:true|false)$/i.test(value)) return;
    report("invalid-flag", span, `\`--${name}\` is either \`true\` or \`false\`, so the build stops here.`);
  } else if (value === undefined) {
    report("invalid-flag", span, `\`--${name}\` has no value, so the build stops here. Write \`--${name}=…\` without a blank.`);
  } else {
    const words = flagValues[name];
    if (!words || words.includes(value.toLowerCase())) return;
    const list = words.map((word) => `\`${word}\``).join(", ");
    report(
      "invalid-flag",
      span,
      `\`${value}\` is no value of \`--${name}\`, so the build stops here. It is one of ${list}.`,
      nearest(value, words),
    );
  }
}
