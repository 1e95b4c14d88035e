import { fixesOf, renameKey } from "../../application/edit.ts";
import { misindentedIn, tellMisindented } from "../../application/misindented.ts";
import { moveHome, schemaProblemsIn } from "../../application/schema.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import { fieldNamesOf, type SchemaProblem } from "../../languages/compose/schema-problems.ts";
import { defineRule, type Fix, type Problem } from "../../rule.ts";
import { insert, remove, type TextEdit } from "../../text/edit.ts";
import { either } from "../../text/either.ts";
import { nearest } from "../../text/nearest.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;

export default defineRule({
  id: "compose/unknown-key",
  language: "compose",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A key is not one that Compose knows there.",
  why: `
Compose refuses the whole file: no service starts while one key is misspelt, stands a level too high, or comes from \`docker run\`, a Kubernetes manifest or a Compose file of version 1.

What is for other tools begins with \`x-\`, which Compose leaves alone. Such parts are judged where an alias or \`<<\` brings them into a service.`,
  examples: [
    {
      title: "A misspelt key",
      bad: service("    enviroment:\n      LEVEL: info\n"),
      good: service("    environment:\n      LEVEL: info\n"),
    },
    {
      title: "A key that stands too high",
      bad: service("    replicas: 2\n    deploy:\n      mode: replicated\n"),
      good: service("    deploy:\n      mode: replicated\n      replicas: 2\n"),
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/", "https://docs.docker.com/reference/compose-file/extension/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["compose/missing-update-config"],
  alsoKnownAs: ["dclint:invalid-schema"],
  check(file, { workspace, report }) {
    const problems = schemaProblemsIn(file, "unknown-key", workspace);
    const first = problems.find(isOldService);
    // A file of version 1 has all its services at the top level: the first tells it.
    const others = first ? problems.filter((problem) => problem === first || !isOldService(problem)) : problems;
    const misindented = new Map(misindentedIn(file).map((one) => [one.members[0], one]));
    for (const problem of others) {
      const slip = misindented.get(problem.entry);
      if (slip) {
        report(tellMisindented(file, slip));
        continue;
      }
      report(problem === first ? oldFormat(file, problem, problems.filter(isOldService).length) : told(file, problem));
    }
  },
});

function isOldService({ owner, home }: SchemaProblem): boolean {
  return owner === "root" && home?.path[0] === "services";
}

function oldFormat(file: ComposeFile, problem: SchemaProblem, count: number): Problem {
  const { root } = file;
  const { span, key } = problem;
  const isAll = root.map?.entries.length === count;
  const message =
    count > 1 || isAll
      ? `\`${key}\` is a service, and services stand under \`services\`: Compose reads the format of version 1 no more and refuses the file.`
      : `\`${key}\` is a service, and services stand under \`services\`: Compose refuses the file.`;
  if (!isAll || !root.map || root.map.isFlow) return { span, message, fixes: movedHome(file, problem) };
  const { source } = file;
  const from = source.lineOf(root.map.span.start);
  const edits = source.lineStarts.flatMap((_, line) => {
    const { start, end } = source.lineSpan(line);
    const head = line === from ? `services:${source.eol}` : "";
    return line < from || (end === start && head === "") ? [] : [insert(start, `${head}  `)];
  });
  return { span, message, fixes: fixesOf("Put them under `services`", "unsafe", file, edits) };
}

function told(file: ComposeFile, problem: SchemaProblem): Problem {
  const { span, key, where, suggestion, home, advice, map, entry, owner } = problem;
  const refused = `Compose knows no key \`${key}\` in ${where} and refuses the file.`;
  if (suggestion !== undefined) {
    const isSame = letters(key) === letters(suggestion);
    const fixes = entry ? fixesOf(`Rename to \`${suggestion}\``, isSame ? "safe" : "unsafe", file, renameKey(file, entry, suggestion)) : [];
    return { span, message: `${refused} Write \`${suggestion}\`.`, fixes };
  }
  if (home) {
    const name = home.path.at(-1) as string;
    const isMisread = owner === "root" && problem.path.length === 2;
    if (isMisread) {
      const message = `\`${key}\` stands among the services, and Compose takes it for one: it belongs to ${home.name}, without blanks before it.`;
      return { span, message, fixes: outdented(file, problem) ?? movedHome(file, problem) };
    }
    const place = name === key ? `It belongs to ${home.name}` : `It is called \`${home.path.join(".")}\` here`;
    return { span, message: `${refused} ${place}.`, fixes: movedHome(file, problem) };
  }
  if (advice !== undefined) return { span, message: `${refused} ${advice}` };
  const names = fieldNamesOf(owner);
  const twin = nearest(key, names);
  if (twin !== undefined && map?.entry(twin)) return { span, message: `${refused} \`${twin}\` is there already: remove one of the two.` };
  if (names.length > 0 && names.length <= 6)
    return { span, message: `${refused} Known ${names.length === 1 ? "is" : "are"} ${either(names, "and")}.` };
  return { span, message: `${refused} Remove it, or call it \`x-${key}\` where another tool reads it.` };
}

/** The last of the services moves to the top level by the blanks before it alone. */
function outdented(file: ComposeFile, { entry }: SchemaProblem): readonly Fix[] | undefined {
  const { source } = file;
  if (!entry || entry.map.isFlow || entry.map.entries.at(-1) !== entry || file.root.entryOf(entry.key)) return undefined;
  const first = source.lineOf(entry.span.start);
  const column = entry.span.start - source.lineSpan(first).start;
  const edits: TextEdit[] = [];
  for (let line = first; line < source.lineStarts.length && source.lineSpan(line).start < entry.span.end; line++) {
    const { start, end } = source.lineSpan(line);
    const blanks = /^ */.exec(source.text.slice(start, end))?.[0].length ?? 0;
    if (end > start) edits.push(remove({ start, end: start + Math.min(blanks, column) }));
  }
  return fixesOf("Move to the top level", "unsafe", file, edits);
}

function movedHome(file: ComposeFile, { entry, home }: SchemaProblem): readonly Fix[] {
  if (!entry || !home) return [];
  const title = home.path.at(-1) === entry.key ? `Move to ${home.name}` : `Move to \`${home.path.join(".")}\``;
  return fixesOf(title, "unsafe", file, moveHome(file, entry, home));
}

function letters(key: string): string {
  return key.toLowerCase().replace(/[-_.\s;:]/g, "");
}
