import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fixAll, SourceText } from "../../engine/index.ts";
import { colored, unifiedDiff } from "../diff.ts";
import { problemOf, readText, relativePath } from "../files.ts";
import type { Io } from "../io.ts";
import type { ParsedArguments } from "../options.ts";
import { progressOf } from "../progress.ts";
import { fails, type ReportedFinding } from "../report.ts";
import { shellcheckOf } from "../shellcheck.ts";
import { selectTargets, type Target } from "../targets.ts";
import { paintOf, usesColor, visible } from "../terminal.ts";
import { writeWhole } from "../write-whole.ts";
import { faultTeller, finish, judge, readTarget } from "./check.ts";
import type { FailLevel } from "./index.ts";

/** A fix may change a file that was judged before; so many times all of them are gone through at most. */
const maximumPasses = 5;

interface Written {
  /** Undefined for a file that was not there. */
  readonly before: string | undefined;
  readonly after: string;
}

/** `fix`: applies fixes until nothing changes, and prints what is left. */
export async function fix(parsed: ParsedArguments, io: Io): Promise<number> {
  const { targets, failures } = await selectTargets(parsed, io);
  const troubles = [...failures];
  const shellcheck = shellcheckOf(parsed, io);
  const isDryRun = parsed.has("dry-run");
  // Text that came in on standard input goes out on standard output; no file is touched.
  const isStdin = targets.some((target) => target.isStdin);
  const safety = parsed.has("unsafe") ? "unsafe" : "safe";
  const progress = progressOf(io, parsed.has("quiet"));
  const written = new Map<string, Written>();
  const applied: { path: string; rule: string; title: string }[] = [];
  const unreadable = new Set<Target>();

  for (let pass = 0, isChanged = true; isChanged && pass < maximumPasses; pass++) {
    isChanged = false;
    for (const [i, target] of targets.entries()) {
      progress.step(i, targets.length, target.shown);
      const { root, path, language, configuration } = target;
      if (unreadable.has(target) || configuration.ignores(path)) continue;
      const source = readTarget(target, troubles);
      if (!source) {
        unreadable.add(target);
        continue;
      }
      await shellcheck.ask([{ target, source }]);
      const result = fixAll(source, language, {
        workspace: root.snapshot,
        configuration,
        today: io.today,
        assesses: true,
        safety,
        ...shellcheck.options(target),
        ...(pass === 0 ? { onFault: faultTeller(target, troubles) } : {}),
      });
      for (const { rule, title } of result.applied) applied.push({ path: target.shown, rule, title });
      for (const [changed, after] of [...(result.text === source.text ? [] : [[path, result.text] as const]), ...result.others]) {
        if (isStdin && changed !== path) continue;
        const absolute = resolve(root.folder, changed);
        const before = root.snapshot.read(changed);
        if (before === after) continue;
        written.set(absolute, { before: written.has(absolute) ? written.get(absolute)?.before : before, after });
        // What follows sees the file as it will be.
        root.lay(changed, after);
        // ShellCheck is asked anew about a script that has changed.
        isChanged ||= changed !== path || parsed.has("shellcheck");
      }
    }
  }
  progress.end();

  if (!isDryRun && !isStdin) writeAll(written, troubles, io);
  const findings: ReportedFinding[] = [];
  const files: string[] = [];
  for (const target of targets) {
    if (unreadable.has(target) || target.configuration.ignores(target.path)) continue;
    const text = target.root.snapshot.read(target.path);
    if (text === undefined) continue;
    files.push(target.shown);
    const source = new SourceText(target.path, text);
    await shellcheck.ask([{ target, source }]);
    findings.push(...judge(target, source, io, [], shellcheck));
  }
  const format = parsed.get("format") ?? "pretty";
  if (format !== "pretty") return finish({ findings, files, applied }, troubles, parsed, io);

  const color = usesColor(parsed.get("color"), io.isTerminal.stdout, io.env);
  if (isDryRun) {
    const paths = [...written]
      .map(([absolute, texts]) => [relativePath(io.cwd, absolute), texts] as const)
      .sort((a, b) => (a[0] < b[0] ? -1 : 1));
    for (const [path, { before, after }] of paths) io.stdout.write(colored(unifiedDiff(path, before, after), color));
  } else if (isStdin) {
    for (const { root, path } of targets) io.stdout.write(root.snapshot.read(path) ?? "");
  } else {
    if (!parsed.has("quiet")) io.stdout.write(listApplied(applied, color));
    return finish({ findings, files, applied }, troubles, parsed, io);
  }
  for (const line of new Set(troubles)) io.stderr.write(`deployment-patterns: ${line}\n`);
  if (troubles.length > 0) return 2;
  const failOn = (parsed.get("fail-on") ?? "warning") as FailLevel;
  return findings.some(({ severity }) => fails(severity, failOn)) ? 1 : 0;
}

function writeAll(written: ReadonlyMap<string, Written>, troubles: string[], io: Io): void {
  for (const [absolute, { before, after }] of written) {
    const shown = relativePath(io.cwd, absolute);
    try {
      if (before === undefined) {
        mkdirSync(dirname(absolute), { recursive: true });
        writeFileSync(absolute, after, { flag: "wx" });
        continue;
      }
      const now = readText(absolute);
      // Bytes that are no text would be lost, and an edit made meanwhile as well.
      if (now.text !== before) troubles.push(`${shown}: was changed by something else meanwhile, and is left as it is`);
      else if (!now.isUtf8) troubles.push(`${shown}: is not in UTF-8 throughout, and is left as it is`);
      else writeWhole(absolute, after);
    } catch (error) {
      troubles.push(`${shown}: ${problemOf(error)}`);
    }
  }
}

function listApplied(applied: readonly { readonly path: string; readonly rule: string; readonly title: string }[], color: boolean): string {
  const paint = paintOf(color);
  const lines = applied.map(
    ({ path, rule, title }) => `${paint.green("fixed")} ${paint.bold(visible(path))}: ${visible(title)}  ${paint.dim(rule)}\n`,
  );
  return lines.length > 0 ? `${lines.join("")}\n` : "";
}
