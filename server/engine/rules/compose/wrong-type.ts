import { fixesOf, raw, removeKey, setValue } from "../../application/edit.ts";
import { misindentedIn, tellMisindented } from "../../application/misindented.ts";
import { named, rewriteFix, scalarOf, schemaProblemsIn, taken } from "../../application/schema.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import { formsOf } from "../../languages/compose/schema.ts";
import { expectsFields, formTaken, isRequiredKey, type SchemaProblem } from "../../languages/compose/schema-problems.ts";
import type { ComposeType } from "../../languages/compose/schema-types.ts";
import type { YamlMap, YamlNode, YamlSequence } from "../../languages/yaml/model.ts";
import { intoList } from "../../languages/yaml/moved.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;

export default defineRule({
  id: "compose/wrong-type",
  language: "compose",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A value is of a type that its key does not take.",
  why: `
Compose refuses the whole file: a number is no text (\`user: 1000\` needs quotes), a single value is no list, and a key with nothing behind it is neither.

Values with a variable in them are not judged, nor are words that Compose takes for what they mean, such as \`yes\` for \`true\` and \`"2"\` for 2.`,
  examples: [
    { title: "A number where a text is expected", bad: service("    user: 1000\n"), good: service('    user: "1000"\n') },
    {
      title: "A single value where a list is expected",
      bad: service('    ports: "8080:80"\n'),
      good: service('    ports:\n      - "8080:80"\n'),
    },
    { title: "A duration without a unit", bad: service("    stop_grace_period: 30\n"), good: service("    stop_grace_period: 30s\n") },
    {
      title: "All items commented out",
      bad: service("    volumes:\n      # - data:/data\n"),
      good: service("    volumes: []\n      # - data:/data\n"),
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["compose/invalid-value", "compose/missing-healthcheck"],
  alsoKnownAs: ["dclint:invalid-schema"],
  check(file, { workspace, report }) {
    const lists = new Set<YamlSequence>();
    for (const problem of schemaProblemsIn(file, "wrong-type", workspace)) {
      const { span, about, key, entry, item, expected, suggestion } = problem;
      if (!expected) continue;
      // Keys with values in a list of texts, each of its items: one form was taken for the other.
      if (item && problem.node?.kind === "map") {
        if (lists.has(item.sequence)) continue;
        lists.add(item.sequence);
      }
      const slip = about === "value" ? misindentedIn(file).find(({ members }) => members[0] === entry && entry !== undefined) : undefined;
      if (slip && !item) {
        report(tellMisindented(file, slip));
        continue;
      }
      if (about === "key") {
        const text = file.source.slice(span);
        const fixes = entry ? fixesOf("Put it in quotes", "safe", file, [replace(entry.keySpan, `"${text}"`)]) : [];
        report({
          span,
          message: `The key \`${text}\` reads as ${/^[\d.+-]/.test(text) ? "a number" : "a truth value"}, and Compose takes texts alone: put it in quotes.`,
          fixes,
        });
      } else if (about === "empty") {
        const name = problem.item ? `An item of \`${key}\`` : `\`${entry?.key ?? lastKey(problem)}\``;
        const message = `${name} has nothing behind it, where Compose expects ${taken(expected)}, and refuses the file. Give it a value or remove it.`;
        report({ span, message, fixes: fixesForNothing(file, problem, expected) });
      } else if (problem.path.join() === "version") {
        const fixes = entry ? fixesOf("Remove `version`", "safe", file, removeKey(file, entry)) : [];
        report({ span, message: "`version` is ignored when it is a text, and as a number Compose refuses the file. Remove it.", fixes });
      } else {
        const fixes = fixesFor(file, problem, expected, suggestion);
        const done = fixes[0]?.title ?? (suggestion === undefined ? undefined : `Write \`${suggestion}\``);
        const advice = done === undefined ? "" : ` ${done}.`;
        report({
          span,
          message: `${named(problem)} takes ${taken(expected)}, not ${given(problem.node)}, and Compose refuses the file.${advice}`,
          fixes,
        });
      }
    }
  },
});

function lastKey({ path }: SchemaProblem): string {
  return String(path.filter((step) => typeof step === "string").at(-1) ?? "");
}

function given(node: YamlNode | undefined): string {
  if (node?.kind === "sequence") return "a list";
  if (node?.kind === "map") return "keys with values";
  if (!node) return "this value";
  if (node.text.length > 40 || node.text.includes("\n")) return "a text";
  if (node.style !== "plain") return `the text \`${node.text}\``;
  if (/^(?:true|false)$/i.test(node.text)) return `\`${node.text}\`, a truth value`;
  return /^[-+.]?\d[\d_.xobA-Fa-f]*$/.test(node.text) ? `the number \`${node.text}\`` : `\`${node.text}\``;
}

function takes(type: ComposeType, ...kinds: readonly ComposeType["is"][]): boolean {
  return formsOf(type).some(({ is }) => kinds.includes(is));
}

/** An empty list or mapping says the same as nothing; what else has no value can only go. */
function fixesForNothing(file: ComposeFile, { entry, item, path, owner, key }: SchemaProblem, expected: ComposeType): readonly Fix[] {
  if (!entry || item) return [];
  if (takes(expected, "list")) return fixesOf("Write `[]`", "safe", file, setValue(file, entry, []));
  if (takes(expected, "map")) return fixesOf("Write `{}`", "safe", file, setValue(file, entry, {}));
  // What a service cannot do without would be missing next.
  const isNeeded = takes(expected, "object") && /^(?:services|jobs)$/.test(String(path[0])) && path.length === 2;
  if (isNeeded || isRequiredKey(owner, key) || (owner === "service" && (key === "image" || key === "build"))) return [];
  return fixesOf(`Remove \`${entry.key}\``, "unsafe", file, removeKey(file, entry));
}

/** Keys whose items are names with values. */
const pairs: ReadonlySet<string> = new Set(["environment", "args", "labels", "annotations", "sysctls"]);

/** The smallest memory that the engine takes, in bytes: a number below it was meant in another unit. */
const leastMemory = 6 * 1_024 ** 2;

function fixesFor(file: ComposeFile, problem: SchemaProblem, expected: ComposeType, suggestion: string | undefined): readonly Fix[] {
  const { entry, item } = problem;
  const scalar = scalarOf(problem);
  if (scalar && suggestion !== undefined) {
    const needsQuotes = takes(expected, "format", "enum");
    const isSame = scalar.style !== "plain" && scalar.text === suggestion;
    return rewriteFix(file, problem, suggestion, isSame ? "safe" : "unsafe", needsQuotes ? "double" : "none");
  }
  if (scalar && scalar.style === "plain") {
    const isAmount = takes(expected, "bytes");
    if (isAmount && Number(scalar.text) < leastMemory)
      return /^\d+$/.test(scalar.text) ? rewriteFix(file, problem, `${scalar.text}m`, "unsafe", "none") : [];
    if (isAmount || takes(expected, "string", "enum", "format")) return rewriteFix(file, problem, scalar.text, "safe", "double");
  }
  const list = formsOf(expected).find(({ is }) => is === "list");
  if (item) {
    if (!pairs.has(problem.key) || !takes(expected, "string")) return [];
    // `- NAME: value` among `NAME=value`.
    const texts = item.sequence.items.flatMap(({ value }) => (value?.kind === "map" ? [{ value, text: pairText(value) }] : []));
    const edits = texts.flatMap(({ value, text }) => (text === undefined ? [] : [replace(value.span, text)]));
    if (edits.length < texts.length) return [];
    const [first] = texts;
    return fixesOf(texts.length > 1 ? "Write all of them with `=`" : `Write \`${first?.text}\``, "unsafe", file, edits);
  }
  if (!entry || list?.is !== "list") return [];
  if (entry.value?.kind === "map") {
    const keys = entry.value.entries.map(({ key }) => key);
    return expectsFields(list.item, keys) ? fixesOf("Make it the item of a list", "safe", file, intoList(file, entry)) : [];
  }
  const form = scalar && scalar.style !== "literal" && scalar.style !== "folded" ? formTaken(list.item, scalar) : undefined;
  if (!scalar || form === undefined) return [];
  const isOne = form === "plain" && scalar.text !== "" && !/[\s,]/.test(scalar.text);
  const written = raw(form === "plain" ? file.source.slice(scalar.span) : `"${scalar.text}"`);
  return fixesOf("Make it the item of a list", isOne ? "safe" : "unsafe", file, setValue(file, entry, [written]));
}

/** A map of one pair as an item of a list: `NAME=value`; undefined where it is none. */
function pairText(map: YamlMap): string | undefined {
  const [pair, ...others] = map.alias ? [] : map.entries;
  const value = pair?.value;
  if (!pair || others.length > 0 || value?.kind !== "scalar" || value.alias || value.style === "literal" || value.style === "folded")
    return undefined;
  if (/["\n]/.test(value.text)) return undefined;
  const written = `${pair.key}=${value.text}`;
  return /[:#\s\\{}[\],&*!|>'%@`]/.test(written) ? JSON.stringify(written) : written;
}
