import { check as findingsOf, type RuleId, SourceText } from "../../engine/index.ts";
import { readText } from "../files.ts";
import type { Io } from "../io.ts";
import type { ParsedArguments } from "../options.ts";
import { progressOf } from "../progress.ts";
import { fails, type Report, type ReportedFinding, reportFindings } from "../report.ts";
import { reporters } from "../reporters/index.ts";
import { type Shellcheck, shellcheckOf } from "../shellcheck.ts";
import { selectTargets, type Target } from "../targets.ts";
import { usesColor } from "../terminal.ts";
import type { FailLevel, Format } from "./index.ts";

/** `check`: prints the findings of the chosen files. */
export async function check(parsed: ParsedArguments, io: Io): Promise<number> {
  const { targets, failures } = await selectTargets(parsed, io);
  const troubles = [...failures];
  const shellcheck = shellcheckOf(parsed, io);
  const progress = progressOf(io, parsed.has("quiet"));
  const findings: ReportedFinding[] = [];
  const files: string[] = [];
  for (const batch of batches([...targets.entries()])) {
    const read = batch.flatMap(([i, target]) => {
      progress.step(i, targets.length, target.shown);
      const source = target.configuration.ignores(target.path) ? undefined : readTarget(target, troubles);
      return source ? { i, target, source } : [];
    });
    await shellcheck.ask(read);
    for (const { i, target, source } of read) {
      progress.step(i, targets.length, target.shown);
      files.push(target.shown);
      findings.push(...judge(target, source, io, troubles, shellcheck));
    }
  }
  progress.end();
  return finish({ findings, files }, troubles, parsed, io);
}

/** So many files are read before they are judged, so that what is asked about one does not wait for the others. */
const batchSize = 32;

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < all.length; i += batchSize) yield all.slice(i, i + batchSize);
}

/** The text of a target; where it cannot be read, that is added to the troubles. */
export function readTarget({ absolute, root, path, shown, isStdin }: Target, troubles: string[]): SourceText | undefined {
  const text = root.snapshot.read(path);
  if (text !== undefined && (isStdin || !text.includes("\0"))) return new SourceText(path, text);
  troubles.push(`${shown}: ${readText(absolute).problem ?? "cannot be read"}`);
  return undefined;
}

/** The findings of a target. A rule that throws is among the troubles too. */
export function judge(target: Target, source: SourceText, io: Io, troubles: string[], shellcheck: Shellcheck): ReportedFinding[] {
  const { root, language, configuration } = target;
  const findings = findingsOf(source, language, {
    workspace: root.snapshot,
    configuration,
    today: io.today,
    assesses: true,
    onFault: faultTeller(target, troubles),
    ...shellcheck.options(target),
  });
  return reportFindings(findings, target, source, io.cwd);
}

/** Adds a line about a rule that threw, with the place in the program, to the troubles. */
export function faultTeller({ shown }: Target, troubles: string[]): (rule: RuleId, fault: unknown) => void {
  return (rule, fault) => {
    const [message = "", place = ""] = (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)).split("\n");
    troubles.push(`${shown}: this is a fault of Deployment Patterns: \`${rule}\` threw: ${message} ${place.trim()}`);
  };
}

/** Prints the report and the troubles, and gives the exit code. */
export async function finish(report: Report, troubles: readonly string[], parsed: ParsedArguments, io: Io): Promise<number> {
  const reporter = reporters[(parsed.get("format") ?? "pretty") as Format];
  const failOn = (parsed.get("fail-on") ?? "warning") as FailLevel;
  const color = usesColor(parsed.get("color"), io.isTerminal.stdout, io.env);
  io.stdout.write(reporter(report, { color, quiet: parsed.has("quiet"), failOn, env: io.env, cwd: io.cwd }));
  for (const line of new Set(troubles)) io.stderr.write(`deployment-patterns: ${line}\n`);
  if (troubles.length > 0) return 2;
  return report.findings.some(({ severity }) => fails(severity, failOn)) ? 1 : 0;
}
