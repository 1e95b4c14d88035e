import { statSync } from "node:fs";
import { resolve } from "node:path";
import {
  type AssessedService,
  assessmentSteps,
  assessReadiness,
  type ImportedChecklist,
  importReadiness,
  readinessServices,
  Snapshot,
} from "../../engine/index.ts";
import { InputError } from "../command.ts";
import { nodeAccess, problemOf, readText, relativePath, workspaceRoot } from "../files.ts";
import type { Io } from "../io.ts";
import { type ParsedArguments, UsageError } from "../options.ts";
import { progressOf } from "../progress.ts";
import { failsReadiness, type ReadinessFailure, readinessFailures, shownService } from "../readiness-report.ts";
import { readinessReporters } from "../reporters/readiness/index.ts";
import { paintOf, usesColor, visible } from "../terminal.ts";
import { writeWhole } from "../write-whole.ts";

type Format = keyof typeof readinessReporters;

/** Where services are looked for. */
interface Place {
  /** As it was given. */
  readonly given: string;
  /** Absolute. */
  readonly root: string;
  readonly workspace: Snapshot;
  /** Relative to the root. */
  readonly folder: string;
}

/** `readiness`: prints the checklists of the services in a folder, or takes a Markdown checklist over. */
export async function readiness(parsed: ParsedArguments, io: Io): Promise<number> {
  const [given = ".", ...others] = parsed.operands;
  if (others.length > 0) throw new UsageError("`readiness` takes one folder");
  const failOn = failuresOf(parsed.get("fail-on") ?? "never");
  const absolute = resolve(io.cwd, given);
  if (!statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) throw new InputError(`${given}: is no folder`);
  const root = workspaceRoot(absolute, true, io.cwd);
  const place: Place = { given, root, workspace: new Snapshot(nodeAccess(root)), folder: relativePath(root, absolute) };
  const [checklist, by] = [parsed.get("import"), parsed.get("by")];
  if (checklist !== undefined && by !== undefined) return takeOver(checklist, by, place, parsed, io);
  if (checklist !== undefined) throw new UsageError("`--import` needs `--by`: who ticked the boxes");
  if (by !== undefined) throw new UsageError("`--by` says who ticked the boxes of `--import`");

  const level = parsed.get("level") as AssessedService["level"] | undefined;
  const services = assess(place, level, parsed.has("quiet"), io).map((service) => shownService(service, root, io.cwd));
  const reporter = readinessReporters[(parsed.get("format") ?? "pretty") as Format];
  const color = usesColor(parsed.get("color"), io.isTerminal.stdout, io.env);
  io.stdout.write(reporter({ services, failOn }, { color, quiet: parsed.has("quiet"), today: io.today }));
  const problems = services.flatMap(({ problem }) => problem ?? []);
  for (const problem of problems) io.stderr.write(`deployment-patterns: ${problem}\n`);
  if (problems.length > 0) return 2;
  return services.some(({ items }) => items.some((item) => failsReadiness(item, failOn))) ? 1 : 0;
}

/** The parts of `--fail-on`. */
function failuresOf(written: string): ReadonlySet<ReadinessFailure> {
  const parts = written.split(",").map((part) => part.trim());
  return new Set(
    parts.map((part) => {
      const failure = readinessFailures.find((one) => one === part);
      if (!failure) {
        const known = readinessFailures.map((one) => `\`${one}\``).join(", ");
        throw new UsageError(`\`--fail-on\` takes ${known}, several with commas, not \`${part}\``, {
          word: part,
          candidates: readinessFailures,
        });
      }
      return failure;
    }),
  );
}

function assess(place: Place, level: AssessedService["level"] | undefined, quiet: boolean, io: Io): readonly AssessedService[] {
  const { workspace, folder } = place;
  const options = { today: io.today, level };
  const progress = progressOf(io, quiet);
  for (const step of assessmentSteps(workspace, folder, options)) {
    progress.step(step.done, step.total, step.of);
    step.run();
  }
  progress.end();
  return servicesOf(place).map((service) => assessReadiness(workspace, service, options));
}

/** @throws InputError where there are none. */
function servicesOf({ given, workspace, folder }: Place): readonly string[] {
  const services = readinessServices(workspace, folder);
  if (services.length > 0) return services;
  throw new InputError(`${given}: holds nothing that can be deployed: no application, Dockerfile, Compose file or manifest was found`);
}

/** Writes the decisions that a checklist holds into the sign-off file, and tells what became of each box. */
function takeOver(checklist: string, by: string, place: Place, parsed: ParsedArguments, io: Io): number {
  const { given, root, workspace, folder } = place;
  const file = resolve(io.cwd, checklist);
  const { problem } = readText(file);
  if (problem !== undefined) throw new InputError(`${checklist}: ${problem}`);
  const path = relativePath(root, file);
  if (path.startsWith("../") || path === file) throw new InputError(`${checklist}: lies outside of the workspace, and cannot be evidence`);
  const services = servicesOf(place);
  const service = services.length === 1 ? services[0] : services.find((one) => one === folder);
  if (service === undefined) {
    const names = services.map((one) => relativePath(io.cwd, resolve(root, one))).join(", ");
    throw new InputError(`${given}: holds several services, and a checklist is about one: name its folder: ${names}`);
  }
  const result = importReadiness(workspace, service, { checklist: path, by, today: io.today });
  if (result.problem !== undefined) throw new InputError(result.problem);
  const target = resolve(root, result.path);
  const shown = relativePath(io.cwd, target);
  if (result.isNew || result.edits.length > 0) {
    try {
      writeWhole(target, result.text);
    } catch (error) {
      throw new InputError(`${shown}: ${problemOf(error)}`);
    }
  }
  if (parsed.get("format") === "json") io.stdout.write(`${JSON.stringify(importedJson(result, shown), undefined, 2)}\n`);
  else if (!parsed.has("quiet")) io.stdout.write(importedText(result, shown, usesColor(parsed.get("color"), io.isTerminal.stdout, io.env)));
  return 0;
}

function importedJson({ imported, kept, unticked, unknown, isNew }: ImportedChecklist, path: string) {
  return {
    version: 1,
    path,
    isNew,
    imported,
    kept,
    unticked,
    unknown: unknown.map(({ line, text, isTicked }) => ({ line, text, ticked: isTicked })),
  };
}

function importedText({ imported, kept, unticked, unknown, isNew }: ImportedChecklist, path: string, color: boolean): string {
  const paint = paintOf(color);
  const lines = [
    ...imported.map((id) => `${paint.green("signed   ")} ${id}`),
    ...kept.map((id) => `${paint.dim("kept     ")} ${id}  ${paint.dim("is decided already")}`),
    ...unticked.map((id) => `${paint.yellow("unticked ")} ${id}`),
    ...unknown.map(({ line, text }) => `${paint.yellow("unknown  ")} line ${line}: ${visible(text)}`),
  ];
  const done = imported.length === 0 ? "nothing to write" : `${imported.length} written to`;
  return `${lines.map((line) => `${line}\n`).join("")}${paint.bold(`${done}${imported.length === 0 ? "" : ` ${visible(path)}${isNew ? ", which is new" : ""}`}`)}\n`;
}
