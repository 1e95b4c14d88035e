import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseDockerfile } from "../../../server/engine/languages/dockerfile/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const corpus = join(import.meta.dirname, "../../../../shared/corpus/dockerfile");

it("finds every command of the corpus in its file, letter for letter", ({ annotate }) => {
  if (!existsSync(corpus)) return void annotate("The corpus is not beside the project; nothing was compared.");
  let scripts = 0;
  let broken = 0;
  let commands = 0;
  const torn: string[] = [];
  for (const entry of readdirSync(corpus, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    const file = parseDockerfile(new SourceText(entry.name, text));
    if (file.isTemplate) continue;
    for (const instruction of file.instructions) {
      if (instruction.keyword !== "RUN" && instruction.keyword !== "CMD" && instruction.keyword !== "ENTRYPOINT") continue;
      const script = instruction.command?.script;
      if (!script) continue;
      scripts++;
      if (script.errors.length > 0) broken++;
      for (const command of script.commands) {
        if (command.name === undefined) continue;
        commands++;
        const { start, end } = script.source.spanToSource(command.nameSpan);
        const written = text.slice(start, end);
        const program = written.replace(/["'\\]/g, "").replace(/^.*\//, "");
        // A word that runs over a continued line, or is put together from quoted pieces, is not one piece of the file.
        if (program !== command.name) torn.push(`${entry.name}: ${JSON.stringify(written)} is ${command.name}`);
        expect(start).toBeGreaterThanOrEqual(instruction.span.start);
        expect(end).toBeLessThanOrEqual(instruction.span.end);
      }
    }
  }
  annotate(`${scripts} scripts, ${broken} with errors, ${commands} commands, ${torn.length} not in one piece: ${torn.join("; ")}`);
  expect(scripts).toBeGreaterThan(500);
  expect(torn).toEqual([]);
  expect(broken).toBe(0);
});
