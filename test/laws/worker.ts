// Tries the laws on the files that the script names, one after the other, and tells of each before and after, so that a hang is seen.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { nodeAccess } from "../../server/cli/files.ts";
import { detectLanguage, loadConfiguration, Snapshot, SourceText } from "../../server/engine/index.ts";
import { tryLaws } from "./laws.ts";

interface Task {
  /** Absolute path of the workspace root. */
  readonly root: string;
  /** Relative to the root. */
  readonly paths: readonly string[];
}

const { tasks, preset, today } = workerData as { tasks: readonly Task[]; preset: "recommended" | "strict" | "all"; today: string };

for (const { root, paths } of tasks) {
  const workspace = new Snapshot(nodeAccess(root));
  for (const path of paths) {
    const file = join(root, path);
    parentPort?.postMessage({ kind: "start", file });
    const source = new SourceText(path, readFileSync(file, "utf8"));
    const language = detectLanguage(path, undefined, () => source.text);
    if (!language) continue;
    const start = performance.now();
    const configuration = loadConfiguration(path, workspace, { preset, file: "none" });
    const trial = tryLaws(source, language, { workspace, configuration, today });
    const milliseconds = performance.now() - start;
    const findings = trial.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      line: source.positionAt(finding.span.start).line + 1,
      message: finding.message,
      text: source.slice(finding.span).slice(0, 160),
      fixes: (finding.fixes ?? []).map((fix) => fix.title),
    }));
    parentPort?.postMessage({
      kind: "done",
      file,
      language,
      size: source.text.length,
      milliseconds,
      fixes: trial.fixes,
      findings,
      breaches: trial.breaches,
    });
  }
}
