import { fixesOf } from "../../application/edit.ts";
import { named, rewriteFix, scalarOf, schemaProblemsIn, taken } from "../../application/schema.ts";
import type { ComposeFile, InterpolatedText } from "../../languages/compose/model.ts";
import { type PortProblem, readShortPort } from "../../languages/compose/ports.ts";
import type { SchemaProblem } from "../../languages/compose/schema-problems.ts";
import { isRepeated } from "../../languages/yaml/edits.ts";
import { removeItem } from "../../languages/yaml/patch.ts";
import { defineRule, type Fix, type Problem } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;

export default defineRule({
  id: "compose/invalid-value",
  language: "compose",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A value is not one of those that its key takes.",
  why: `
Compose refuses the file, or the engine the container: words that are not among those of the key, durations and amounts of memory without or with a wrong unit, ports that are none, names with signs that are not allowed.

Durations have units (\`30s\`, \`1m30s\`), memory is counted in \`k\`, \`m\` and \`g\` (\`512Mi\` is of Kubernetes). Values with a variable in them are not judged, but a variable that is none is: \`\${NAME%.*}\` of a shell has to be \`$\${NAME%.*}\`.`,
  examples: [
    { title: "A misspelt word", bad: service("    restart: allways\n"), good: service("    restart: always\n") },
    { title: "A unit of Kubernetes", bad: service("    mem_limit: 512Mi\n"), good: service("    mem_limit: 512m\n") },
    {
      title: "A duration without a unit",
      bad: service('    stop_grace_period: "30"\n'),
      good: service('    stop_grace_period: "30s"\n'),
    },
  ],
  links: [
    "https://docs.docker.com/reference/compose-file/services/",
    "https://docs.docker.com/reference/compose-file/extension/#specifying-durations",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["dclint:invalid-schema"],
  check(file, { workspace, report }) {
    for (const text of file.isBroken ? [] : file.interpolated) for (const problem of brokenVariables(file, text)) report(problem);
    for (const problem of schemaProblemsIn(file, "invalid-value", workspace)) {
      const { span, about, key, expected, suggestion } = problem;
      if (!expected) continue;
      if (about === "repeated") {
        report({
          span,
          message: `${shown(problem)} stands in \`${key}\` already, and Compose refuses a list with the same item twice. Remove one.`,
          fixes: withoutItem(file, problem),
        });
        continue;
      }
      const advice = suggestion === undefined ? "" : ` Write \`${suggestion}\`.`;
      if (about === "key") {
        // What else has the name would have to be renamed along.
        report({ span, message: `\`${problem.path.at(-1)}\` is no name for ${part(problem)}: it takes ${taken(expected)}.${advice}` });
        continue;
      }
      const port = portProblem(problem);
      if (port) {
        report({ span: port.span, message: `${port.message}, and Compose refuses the file.`, fixes: [] });
        continue;
      }
      const isSame =
        expected.is === "enum" || expected.is === "format" ? suggestion?.toLowerCase() === scalarOf(problem)?.text.toLowerCase() : false;
      report({
        span,
        message: `${named(problem)} takes ${taken(expected)}, not ${shown(problem)}, and is refused with it.${advice}`,
        fixes: suggestion === undefined ? [] : rewriteFix(file, problem, suggestion, isSame ? "safe" : "unsafe", "kept"),
      });
    }
  },
});

/** What begins like a variable and is none. */
function brokenVariables(file: ComposeFile, { node, interpolations }: InterpolatedText): readonly Problem[] {
  return interpolations.invalid.map(({ span }): Problem => {
    const written = node.text.slice(span.start, span.end);
    const isClosed = written.endsWith("}");
    const rest = node.text.slice(span.end);
    // Up to its end, the text may belong to the variable.
    const isLast = /^(?::?[-?+][^\s"'{}]*)?$/.test(rest) && written.length > 2;
    const at = isClosed ? span.start : node.text.length;
    const isEditable = (isClosed || isLast) && !node.alias && !isRepeated(file.yaml, node.span.start) && node.style !== "folded";
    const shown = written.length > 40 ? "this" : `\`${written}\``;
    return {
      span: node.mapped.spanToSource(span),
      message: isClosed
        ? `Compose takes ${shown} for a variable of its own, cannot read it, and refuses the file. For a shell in the container, write \`$$\` instead of \`$\`.`
        : `The variable ${shown} is never closed, and Compose refuses the file. Add \`}\`, or write \`$$\` where a dollar sign is meant.`,
      fixes: isEditable
        ? fixesOf(isClosed ? "Leave it to the container" : "Add `}`", "unsafe", file, [
            insert(node.mapped.toSource(at), isClosed ? "$" : "}"),
          ])
        : [],
    };
  });
}

function part({ path: [section] }: SchemaProblem): string {
  return section === "services" ? "a service" : `one of \`${section}\``;
}

function shown({ node }: SchemaProblem): string {
  if (node?.kind !== "scalar" || node.text.trim() === "" || node.text.length > 40 || node.text.includes("\n")) return "this";
  return `\`${node.text}\``;
}

/** The item without the line that it stands on. */
function withoutItem(file: ComposeFile, { item }: SchemaProblem): readonly Fix[] {
  if (!item || isRepeated(file.yaml, item.item.span.start)) return [];
  return fixesOf("Remove the item", "safe", file, removeItem(file.yaml, item.sequence, item.item));
}

const portMessages: Readonly<Record<PortProblem, string>> = {
  "no-target": "The port of the container is missing",
  "not-a-port": "This is no port from 0 to 65535, nor a range of ports",
  "reversed-range": "The range ends before it begins",
  "uneven-ranges": "The two ranges are not of the same length",
  "not-a-protocol": "A protocol is `tcp`, `udp` or `sctp`",
  "not-an-address": "An address of the host is given as an IP address, not by name",
};

/** What exactly is wrong with a port in the short form. */
function portProblem({ expected, node }: SchemaProblem): { readonly span: SchemaProblem["span"]; readonly message: string } | undefined {
  if (expected?.is !== "format" || expected.format.name !== "port" || node?.kind !== "scalar" || node.alias) return undefined;
  const [first] = readShortPort(node.text).problems;
  if (!first) return undefined;
  const own = node.mapped.spanToSource(first.span);
  return { span: own.end > own.start ? own : node.span, message: portMessages[first.kind] };
}
