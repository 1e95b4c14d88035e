import { type Edits, fixesOf, flow, literal, raw, setValue } from "../../cluster/edit.ts";
import { shellNames } from "../../cluster/exec-command.ts";
import { hooksOf, keyOf } from "../../cluster/probes.ts";
import type { Handler, ManifestObject } from "../../languages/kubernetes/model.ts";
import { asScript, quotedForShell, wordForShell } from "../../languages/shell/word-list.ts";
import { defineRule } from "../../rule.ts";

const pod = (command: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n    - name: db\n      image: registry.example.com/db:17.2\n      readinessProbe:\n        exec:\n          command: ${command}\n`;

export default defineRule({
  id: "kubernetes/exec-without-shell",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A command of a probe or hook is written for a shell, and none reads it.",
  why: `
\`exec.command\` is a list of words that are handed to the program as they are. A whole command line as one word is taken for the name of a program; \`&&\`, \`|\`, \`>\` and \`$NAME\` are plain text. The probe then fails always, or, worse, never.

Write every word as an item of its own, or hand the line to a shell: \`["sh", "-c", "…"]\`. Behind \`-c\` the whole script is one item; what follows it is not part of it.`,
  examples: [
    { title: "A list of words", bad: pod('["pg_isready -U postgres"]'), good: pod('["pg_isready", "-U", "postgres"]') },
    {
      title: "A shell for what only a shell reads",
      bad: pod('["pg_isready", "-U", "$POSTGRES_USER"]'),
      good: pod('["sh", "-c", "pg_isready -U $POSTGRES_USER"]'),
    },
  ],
  links: [
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-a-liveness-command",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  uncovers: [
    "kubernetes/heavy-exec-probe",
    "kubernetes/hook-without-tool",
    "kubernetes/default-probe-timeout",
    "kubernetes/liveness-on-dependency",
  ],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const probes =
        object.workload?.pod.containers.flatMap(({ probes }) => probes.map(({ handlers, kind }) => ({ handlers, where: keyOf(kind) }))) ??
        [];
      const hooks = hooksOf(object).map(({ handlers, name }) => ({ handlers, where: name as string }));
      for (const { handlers, where } of [...probes, ...hooks]) {
        for (const handler of handlers) {
          const fault = faultOf(handler, where);
          if (!fault) continue;
          const node = handler.command.nodes[fault.index];
          if (!node) continue;
          report({
            span: node.span,
            message: fault.message,
            fixes: object.workload?.pod.isWindows ? [] : fixesOf(fault.title, "unsafe", object, rewritten(object, handler, fault.words)),
          });
        }
      }
    }
  },
});

interface Fault {
  /** The word that it is about. */
  readonly index: number;
  readonly message: string;
  readonly title: string;
  readonly words: readonly string[];
}

function faultOf(handler: Handler, where: string): Fault | undefined {
  const words = handler.kind === "exec" ? handler.command.known : undefined;
  const [program] = words ?? [];
  if (!words || program === undefined) return undefined;
  const name = program.replace(/^.*[\\/]/, "");
  if (words.length === 1) return ofLine(program, where);
  if (shellNames.has(name)) return ofScript(words, where);
  if (/\s/.test(program)) return ofProgram(program, words, where);
  const index = wordForShell(words);
  if (index === undefined) return undefined;
  return {
    index,
    message: `No shell reads the command of \`${where}\`, so \`${program}\` gets \`${words[index]}\` as plain text. Hand the line to a shell: \`["sh", "-c", "…"]\`.`,
    title: "Hand it to a shell",
    words: ["sh", "-c", asScript(words)],
  };
}

function ofLine(line: string, where: string): Fault | undefined {
  const text = line.trim();
  // A path with blanks in it is a program after all.
  if (!/\s/.test(text) || /^[A-Za-z]:\\|^"/.test(text)) return undefined;
  const needsShell = /[|&;<>$`"'\\*?(){}~#]|\n/.test(text);
  return {
    index: 0,
    message: `The command of \`${where}\` is one word with blanks, which is taken for the name of a program that does not exist. ${needsShell ? 'Hand it to a shell: `["sh", "-c", "…"]`.' : "Write every word as an item of its own."}`,
    title: needsShell ? "Hand it to a shell" : "Write the words one by one",
    words: needsShell ? ["sh", "-c", text] : text.split(/\s+/),
  };
}

/** A first word such as `sh -c`. */
function ofProgram(program: string, words: readonly string[], where: string): Fault | undefined {
  if (!/^[\w./-]+(?:\s+[\w./=:-]+)+$/.test(program)) return undefined;
  return {
    index: 0,
    message: `\`${program}\` in the command of \`${where}\` is one word, which is taken for the name of a program that does not exist. Write every word as an item of its own.`,
    title: "Write the words one by one",
    words: [...program.split(/\s+/), ...words.slice(1)],
  };
}

/** Words behind the script are its `$0`, `$1` …; a script that uses none of them is a command that was cut in pieces. */
function ofScript(words: readonly string[], where: string): Fault | undefined {
  const option = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  const script = words[option + 1];
  const rest = words.slice(option + 2);
  if (option !== 1 || script === undefined || rest.length === 0 || /[$\s]|^-/.test(script)) return undefined;
  return {
    index: option + 2,
    message: `Behind \`-c\` the shell takes one word as its script: \`${where}\` runs \`${script}\` alone, without \`${rest[0]}\`. Write the whole line as one item.`,
    title: "Write the script as one word",
    words: [...words.slice(0, option + 1), [script, ...rest].map((word) => (/\s/.test(word) ? quotedForShell(word) : word)).join(" ")],
  };
}

/** The words in the style of those that they replace. */
function rewritten(object: ManifestObject, { command }: Handler, words: readonly string[]): Edits {
  const { sequence, entry, nodes } = command;
  if (!sequence || !entry) return undefined;
  const end = object.file.source.lineSpan(object.file.source.lineOf(sequence.span.end)).end;
  // A comment on a word has no place in what is written instead.
  if (object.file.comments.some(({ span }) => sequence.span.start < span.start && span.start < end && !sequence.isFlow)) return undefined;
  const styles = new Set(nodes.map((node) => (node.kind === "scalar" ? node.style : undefined)));
  const style = styles.size === 1 ? [...styles][0] : undefined;
  const written = words.map((word) => {
    if (word.includes("\n") && !sequence.isFlow) return literal(word);
    if (style === "double") return raw(JSON.stringify(word));
    if (style === "single" && !/[\n\t]/.test(word)) return raw(`'${word.replaceAll("'", "''")}'`);
    return style === "plain" && /^-{1,2}[A-Za-z][\w./=@%+-]*$/.test(word) ? raw(word) : word;
  });
  return setValue(object, entry, sequence.isFlow ? flow(...written) : written);
}
