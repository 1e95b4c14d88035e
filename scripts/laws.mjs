// `npm run laws -- FOLDER`: every fix of every finding on every file under FOLDER; reports each breach of law 4, and any throw, hang or slow file.
// Slow is measured by the step: a file's milliseconds of the processor, but for what the first look at its surroundings may take, by the fixes tried
// (each with a check of its own; all of them together count as some more) and, above 10,000 characters, by its length. A hang: see trials.mjs.
import { relative, resolve } from "node:path";
import { tryFolder } from "./trials.mjs";

/** What the first check of a file may take, with all that it looks at around it, in milliseconds. */
const first = 2_000;
/** A file that takes longer by the step is named, in milliseconds for 10,000 characters. */
const slow = 100;
/** As many steps as all fixes together take, safe and unsafe ones, and again. */
const together = 10;

const args = process.argv.slice(2);
const presetFlag = args.find((arg) => arg.startsWith("--preset="));
const preset = presetFlag ? presetFlag.slice("--preset=".length) : "all";
const folders = args.filter((arg) => !arg.startsWith("--"));
const unknown = args.find((arg) => arg.startsWith("--") && arg !== presetFlag);
if (folders.length !== 1 || unknown || !["recommended", "strict", "all"].includes(preset)) {
  console.error("Usage: npm run laws -- FOLDER [--preset=recommended|strict|all]");
  process.exit(2);
}
const folder = resolve(folders[0] ?? "");
const start = performance.now();
let trials;
try {
  trials = await tryFolder(folder, { preset, today: new Date().toISOString().slice(0, 10) });
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : String(fault));
  process.exit(2);
}

let breaches = 0;
for (const trial of trials) {
  for (const breach of trial.breaches) {
    breaches++;
    console.log(`${relative(process.cwd(), trial.file)}: ${breach}`);
  }
  const byStep = (trial.milliseconds - first) / (trial.fixes + together);
  if (!trial.hangs && byStep > slow * Math.max(1, trial.size / 10_000)) {
    breaches++;
    console.log(
      `${relative(process.cwd(), trial.file)}: slow, ${Math.round(trial.milliseconds)} ms for ${trial.fixes} fixes in ${trial.size} characters`,
    );
  }
}
const findings = trials.reduce((sum, trial) => sum + trial.findings.length, 0);
const fixes = trials.reduce((sum, trial) => sum + trial.fixes, 0);
const seconds = ((performance.now() - start) / 1000).toFixed(1);
console.log(
  `${trials.length} files, ${findings} findings, ${fixes} fixes tried under ${preset} in ${seconds} s: ${breaches === 0 ? "no breach" : `${breaches} breaches`}.`,
);
process.exit(breaches === 0 ? 0 : 1);
