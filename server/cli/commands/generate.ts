import { chmodSync, mkdirSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import {
  answersIn,
  type GenerateResult,
  type GeneratorId,
  generate as generateWith,
  generatorIds,
  listGenerators,
  type PlannedFile,
  readAnswers,
  Snapshot,
} from "../../engine/index.ts";
import { InputError } from "../command.ts";
import { colored, unifiedDiff } from "../diff.ts";
import { nodeAccess, problemOf, readText, relativePath, workspaceRoot } from "../files.ts";
import type { Io } from "../io.ts";
import { type ParsedArguments, UsageError } from "../options.ts";
import { type Paint, paintOf, usesColor, visible } from "../terminal.ts";
import { writeWhole } from "../write-whole.ts";

/** `generate`: lists the generators, or writes what one of them makes for the application in a folder. */
export async function generate(parsed: ParsedArguments, io: Io): Promise<number> {
  const [name, folder = ".", ...others] = parsed.operands;
  if (others.length > 0) throw new UsageError("`generate` takes one generator and one folder");
  const color = usesColor(parsed.get("color"), io.isTerminal.stdout, io.env);
  const paint = paintOf(color);
  const isJson = parsed.get("format") === "json";
  if (name === undefined) {
    io.stdout.write(isJson ? `${JSON.stringify(listGenerators(), undefined, 2)}\n` : listing(paint));
    return 0;
  }
  const id = generatorIds.find((one) => one === name);
  if (!id) throw new UsageError(`\`${name}\` is not a generator`, { word: name, candidates: generatorIds });

  const absolute = resolve(io.cwd, folder);
  if (!statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) throw new InputError(`${folder}: is no folder`);
  const root = workspaceRoot(absolute, true, io.cwd);
  const result = generateWith(id, {
    workspace: new Snapshot(nodeAccess(root)),
    folder: relativePath(root, absolute),
    today: io.today,
    given: answersGiven(parsed, io),
    replaces: parsed.has("force"),
  });
  if ("problem" in result) throw new InputError(result.problem);

  const shown = (path: string) => relativePath(io.cwd, resolve(root, path));
  const isDryRun = parsed.has("dry-run");
  const troubles = isDryRun ? [] : result.files.flatMap((file) => write(file, root, shown(file.path)) ?? []);
  if (isJson) io.stdout.write(`${JSON.stringify(asJson(result, shown), undefined, 2)}\n`);
  else if (isDryRun) io.stdout.write(differences(result, root, shown, color));
  else if (!parsed.has("quiet")) io.stdout.write(report(id, result, shown, paint));
  for (const line of troubles) io.stderr.write(`deployment-patterns: ${line}\n`);
  return troubles.length > 0 ? 2 : 0;
}

/**
 * The answers of `--answers`, and over them those of `--set`.
 * @throws InputError for a file that cannot be read or holds none, UsageError for an answer that cannot be taken.
 */
function answersGiven(parsed: ParsedArguments, io: Io): ReturnType<typeof readAnswers>["given"] {
  const file = parsed.get("answers");
  const written: Record<string, unknown> = {};
  if (file !== undefined) {
    const { text, problem } = readText(resolve(io.cwd, file));
    if (text === undefined) throw new InputError(`${file}: ${problem}`);
    const answers = answersIn(text);
    if (!answers) throw new InputError(`${file}: holds no answers; it is to be a map of them, such as \`port: 3000\``);
    const { problems } = readAnswers(answers);
    if (problems.length > 0) throw new InputError(`${file}: ${problems.join("; ")}`);
    Object.assign(written, answers);
  }
  for (const setting of parsed.all("set")) {
    const equals = setting.indexOf("=");
    if (equals < 1) throw new UsageError(`\`--set ${setting}\` names no answer; it takes \`key=value\``);
    written[setting.slice(0, equals)] = setting.slice(equals + 1);
  }
  const { given, problems } = readAnswers(written);
  if (problems.length > 0) throw new UsageError(problems.join("; "));
  return given;
}

/** Writes one file; what went wrong is a line for the user. */
function write({ path, action, text, isExecutable }: PlannedFile, root: string, shown: string): string | undefined {
  if (action === "unchanged") return undefined;
  const absolute = resolve(root, path);
  try {
    mkdirSync(dirname(absolute), { recursive: true });
    // A link may lead anywhere.
    const real = realpathSync(dirname(absolute));
    if (!`${real}${sep}`.startsWith(`${realpathSync(root)}${sep}`)) return `${shown}: leads out of the workspace, and is left as it is`;
    if (action === "create") writeFileSync(absolute, text, { flag: "wx" });
    else writeWhole(absolute, text);
    if (isExecutable) chmodSync(absolute, 0o755);
    return undefined;
  } catch (error) {
    return `${shown}: ${problemOf(error)}`;
  }
}

/** As `generate --dry-run --format json` has it: a contract that pipelines rely on. */
function asJson({ files, answers, detected, notes }: GenerateResult, shown: (path: string) => string) {
  return {
    files: files.map(({ path, action, text, about }) => ({ path: shown(path), action, text, about })),
    answers,
    detected: Object.fromEntries(
      Object.entries(detected).map(([key, { value, from, because, confidence }]) => [
        key,
        { value, from: from ? `${shown(from.path)}:${from.line}` : null, because, confidence },
      ]),
    ),
    notes,
  };
}

function differences({ files, notes }: GenerateResult, root: string, shown: (path: string) => string, color: boolean): string {
  const diffs = files.map(({ path, action, text }) =>
    action === "unchanged" ? "" : unifiedDiff(shown(path), action === "create" ? undefined : readText(resolve(root, path)).text, text),
  );
  return `${colored(diffs.join(""), color)}${notes.map((note) => `# ${note}\n`).join("")}`;
}

function report(id: GeneratorId, { files, detected, notes }: GenerateResult, shown: (path: string) => string, paint: Paint): string {
  const found = Object.entries(detected).filter(([, { from }]) => from !== undefined);
  const width = Math.max(0, ...found.map(([key]) => key.length));
  const lines = found.map(([key, { value, from, because }]) => {
    const place = from ? `${shown(from.path)}:${from.line}` : "";
    return `  ${key.padEnd(width)}  ${visible(asText(value))}  ${paint.dim(`${place}, ${visible(because)}`)}\n`;
  });
  const done = files.map(({ path, action, about, fixes }) => {
    const [word, color] =
      action === "create" ? ["created  ", paint.green] : action === "edit" ? ["edited   ", paint.yellow] : ["unchanged", paint.dim];
    const why = action === "create" ? about : action === "edit" ? fixes.join("; ") || about : "exists already; --force writes it anew";
    return `${color(word)} ${paint.bold(visible(shown(path)))}  ${paint.dim(visible(why))}\n`;
  });
  const head = lines.length > 0 ? `Detected for \`${id}\`:\n${lines.join("")}\n` : "";
  const next = notes.length > 0 ? `\n${notes.map((note) => `- ${note}\n`).join("")}` : "";
  return `${head}${done.join("")}${next}`;
}

function asText(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") || "none" : String(value);
}

function listing(paint: Paint): string {
  const all = listGenerators();
  const width = Math.max(...all.map(({ id }) => id.length));
  const lines = all.map(
    ({ id, summary, answers }) =>
      `  ${paint.bold(id.padEnd(width))}  ${summary}\n${" ".repeat(width + 4)}${paint.dim(`--set ${answers.map(({ key }) => key).join(", ")}`)}\n`,
  );
  return `Generators:\n${lines.join("")}\n\`deployment-patterns generate <generator> [folder] --dry-run\` shows what one would write.\n`;
}
