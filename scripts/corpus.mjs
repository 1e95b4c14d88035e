// `npm run corpus -- FOLDER`: writes docs/corpus.md, what is found in the real files under FOLDER, by rule and by file.
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { root } from "./engine.mjs";
import { tryFolder } from "./trials.mjs";

const folder = resolve(process.argv[2] ?? join(root, "../shared/corpus"));
const preset = "strict";
/** What reading the findings beside the files gave: `{ rule: { read, wrong, note } }`. */
const judged = JSON.parse(readFileSync(join(root, "docs/corpus-judged.json"), "utf8"));

let trials;
try {
  trials = await tryFolder(folder, { preset, today: judged.today });
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : String(fault));
  process.exit(2);
}
/** @type {Map<string, { findings: number, files: Set<string>, severities: Set<string> }>} */
const byRule = new Map();
for (const trial of trials) {
  for (const finding of trial.findings) {
    const row = byRule.get(finding.rule) ?? { findings: 0, files: new Set(), severities: new Set() };
    row.findings++;
    row.files.add(trial.file);
    row.severities.add(finding.severity);
    byRule.set(finding.rule, row);
  }
}
const breaches = trials.reduce((sum, trial) => sum + trial.breaches.length, 0);
const languages = [...new Set(trials.map((trial) => trial.language))].sort();
const clean = trials.filter((trial) => trial.findings.length === 0).length;

const lines = [
  "# What is found in real files",
  "",
  `Written by \`npm run corpus\` (${judged.today}, preset \`${preset}\`) from a collection of public repositories' files, which is not part of this`,
  "project. Every fix of every finding was tried as well: it must leave a file that parses, without the finding and without a new one.",
  "",
  `${trials.length} files (${languages.map((language) => `${trials.filter((trial) => trial.language === language).length} ${language}`).join(", ")}), ` +
    `${clean} without a finding, ${trials.reduce((sum, trial) => sum + trial.fixes, 0)} fixes tried, ${breaches} breaches.`,
  "",
  "## By rule",
  "",
  "“Read” is how many of the findings were read against the file and its surroundings, “wrong” how many of those were false and could not be mended.",
  "Some files stand in the collection twice and were read once, and some were also read in starter workflows or under all presets, which this table does not count.",
  "",
  "| Rule | Findings | Files | Severity | Read | Wrong | Note |",
  "| --- | ---: | ---: | --- | ---: | ---: | --- |",
];
for (const [rule, row] of [...byRule].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
  const verdict = judged.rules[rule] ?? {};
  lines.push(
    `| \`${rule}\` | ${row.findings} | ${row.files.size} | ${[...row.severities].sort().join(", ")} | ${verdict.read ?? 0} | ${verdict.wrong ?? 0} | ${verdict.note ?? ""} |`,
  );
}
lines.push("", "## By file", "", "| File | Findings |", "| --- | --- |");
for (const trial of trials) {
  if (trial.findings.length === 0) continue;
  /** @type {Map<string, number[]>} */
  const rules = new Map();
  for (const finding of trial.findings) rules.set(finding.rule, [...(rules.get(finding.rule) ?? []), finding.line]);
  const cells = [...rules].map(([rule, places]) => `${rule} ${places.slice(0, 6).join(", ")}${places.length > 6 ? " …" : ""}`);
  lines.push(`| ${relative(folder, trial.file)} | ${cells.join("; ")} |`);
}
writeFileSync(join(root, "docs/corpus.md"), `${lines.join("\n")}\n`);
console.log(`docs/corpus.md written: ${trials.length} files, ${byRule.size} rules, ${breaches} breaches.`);
