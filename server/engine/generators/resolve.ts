import { applicationIn } from "../detection/detect.ts";
import type { Application, Detected } from "../detection/model.ts";
import { repositoryOf } from "../detection/repository.ts";
import { nearest } from "../text/nearest.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type AnswerKey, type Answers, answerKeys, type GivenAnswers, problemWith, readAnswer } from "./answers.ts";
import type { Choice, Generator, Plan, QuestionContext } from "./model.ts";
import { questionOf } from "./questions/index.ts";

export interface ResolveOptions {
  readonly workspace: Workspace;
  /** The application's folder, relative to the workspace. */
  readonly folder: string;
  readonly today: string;
  /** What the user says. It has been checked: `readGiven`. */
  readonly given: GivenAnswers;
  /** What the user said another time, which counts for less than what is said now, and more than what is detected. */
  readonly remembered?: GivenAnswers;
}

/** An answer with where it comes from. */
export interface Resolved {
  readonly key: AnswerKey;
  readonly value: unknown;
  readonly source: "given" | "remembered" | "detected" | "usual" | "open";
  /** What was detected, whatever was given in its place. */
  readonly detected: Detected<unknown> | undefined;
  readonly choices: readonly Choice[] | undefined;
  /** It matters for this generator, given the answers before it. */
  readonly isRelevant: boolean;
}

export interface Resolution {
  readonly plan: Plan;
  /** The answers that the generator asks for, in the order of asking. */
  readonly asked: readonly Resolved[];
  /** What else may be set. */
  readonly customised: readonly Resolved[];
}

/** Works out all answers: what is given, else remembered, else detected, else usual. Undefined where the folder holds no application. */
export function resolveAnswers(generator: Generator, options: ResolveOptions): Resolution | undefined {
  const { workspace, folder, today, given, remembered = {} } = options;
  const application: Application | undefined = applicationIn(workspace, folder);
  if (!application) return undefined;
  const repository = repositoryOf(workspace);
  const answers: Record<string, unknown> = {};
  const resolved = new Map<AnswerKey, Resolved>();
  for (const key of answerKeys) {
    const question = questionOf(key);
    const context: QuestionContext = {
      generator: generator.id,
      application,
      repository,
      workspace,
      today,
      answers: answers as Partial<Answers>,
    };
    const detected = question.initial(context);
    const isRelevant = question.isRelevant?.(context) ?? true;
    const [value, source]: [unknown, Resolved["source"]] =
      given[key] !== undefined
        ? [given[key], "given"]
        : remembered[key] !== undefined
          ? [remembered[key], "remembered"]
          : detected
            ? [detected.value, detected.confidence === "assumed" ? "usual" : "detected"]
            : [undefined, "open"];
    // What does not matter is left out where it may be: a site of files has no start command, whatever its manifest says.
    answers[key] = isRelevant || source === "given" || problemWith(key, undefined) !== undefined ? value : undefined;
    resolved.set(key, { key, value: answers[key], source, detected, choices: question.choices?.(context), isRelevant });
  }
  const shown = (keys: readonly AnswerKey[]) => keys.flatMap((key) => resolved.get(key) ?? []);
  return {
    plan: { answers: answers as Answers, application, repository, workspace, today },
    asked: shown(generator.asks),
    customised: shown(generator.customises),
  };
}

/** Reads answers as they were written, in a file or behind `--set`; what is wrong is told, one sentence each. */
export function readGiven(written: Readonly<Record<string, unknown>>): { given: GivenAnswers; problems: readonly string[] } {
  const given: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, value] of Object.entries(written)) {
    if (!isAnswerKey(key)) {
      const meant = nearest(key, answerKeys);
      problems.push(`\`${key}\` is not an answer${meant ? `; did you mean \`${meant}\`?` : ""}`);
      continue;
    }
    const read = typeof value === "string" ? readAnswer(key, value) : value;
    const problem = problemWith(key, read);
    if (problem === undefined) given[key] = read;
    else problems.push(`\`${key}\`: ${problem}`);
  }
  return { given, problems };
}

function isAnswerKey(key: string): key is AnswerKey {
  return (answerKeys as readonly string[]).includes(key);
}
