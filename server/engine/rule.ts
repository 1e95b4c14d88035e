import type { ZodMiniType } from "zod/mini";
import type { Files, Language } from "./languages/index.ts";
import type { ShellcheckAnswers, ShellcheckComment } from "./languages/shell/shellcheck.ts";
import type { Change } from "./text/edit.ts";
import type { Span } from "./text/span.ts";
import type { Workspace } from "./workspace/workspace.ts";

export type RuleId = `${string}/${string}`;
export type Severity = "error" | "warning" | "info" | "hint";
export type Category = "syntax" | "security" | "reliability" | "reproducibility" | "performance" | "operability";
/** `recommended` is almost never wrong; `strict` is advice one may argue with; `optional` is on under `all` alone. */
export type Preset = "recommended" | "strict" | "optional";
/** A safe fix may run unattended: the build's outcome stays, or is better without doubt. An unsafe one is for a person to look at. */
export type Safety = "safe" | "unsafe";

export interface Fix {
  /** What it does, in the imperative: "Run as the image's own user `node`". */
  readonly title: string;
  readonly safety: Safety;
  readonly changes: readonly Change[];
}

/** What a rule reports; the engine adds id and severity. */
export interface Problem {
  /** The few characters that matter. */
  readonly span: Span;
  /** What is wrong, why it matters, what to do; identifiers in backquotes. */
  readonly message: string;
  /** The best first; that one is what `fix` applies. */
  readonly fixes?: readonly Fix[];
  readonly related?: readonly { readonly path: string; readonly span: Span; readonly message: string }[];
  readonly tags?: readonly ("unnecessary" | "deprecated")[];
  /** Weaker than the rule's own severity, where this case is less certain or matters less. */
  readonly severity?: Severity;
  /** A page about just this problem, where the rule stands for another tool with many. */
  readonly help?: string;
}

export interface Finding extends Problem {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly path: string;
}

/**
 * Executed by the tests: `bad` gives exactly this rule's finding (or findings, all of this rule), `good` none of it, and where the
 * rule has a fix, the first fix of each finding in turn makes `good` of `bad`.
 */
export interface Example {
  readonly title: string;
  /** Default: the language's usual path (`Dockerfile`, `.dockerignore`, `.github/workflows/ci.yml`, `action.yml`). */
  readonly path?: string;
  readonly bad: string;
  readonly good: string;
  /** Other files of the workspace by path. Where given, the workspace is fully known; else only the file itself can be seen. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files that the fix creates or changes, by path. */
  readonly goodFiles?: Readonly<Record<string, string>>;
  /** The rule's options under which it holds, for a rule that is silent without any. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What ShellCheck says of the bad text's script, for a rule that hands that on. */
  readonly shellcheck?: { readonly input: string; readonly comments: readonly ShellcheckComment[] };
}

/** An item that people have signed, or said not to apply, and that the repository shows otherwise. */
export interface Contradiction {
  readonly id: string;
  /** As a sentence. */
  readonly because: string;
  /** What speaks against it. `line` counts from 1. */
  readonly evidence: readonly { readonly path: string; readonly line: number; readonly note: string }[];
}

/** What the assessment says of a sign-off file; undefined where that is not known yet. */
export type AssessmentAnswers = (path: string) => readonly Contradiction[] | undefined;

export interface Context<O = unknown> {
  readonly options: O;
  readonly workspace: Workspace;
  /** The day on which the check is made, `YYYY-MM-DD`; the engine itself reads no clock. */
  readonly today: string;
  /** The release of Kubernetes that manifests are for, such as `1.33`; the newest known where nothing is configured. See `isAtLeast`. */
  readonly kubernetesVersion: string;
  /** What ShellCheck says of scripts, for a rule with `needs: "shellcheck"`. */
  readonly shellcheck?: ShellcheckAnswers;
  /** What the repository shows against the decisions of a sign-off file, for a rule with `needs: "assessment"`. */
  readonly assessment?: AssessmentAnswers;
  report(problem: Problem): void;
}

export interface Rule<L extends Language = Language, O = unknown> {
  /** `<language>/<smell>`; also the file's path under `rules/`. */
  readonly id: RuleId;
  readonly language: L;
  /**
   * Other languages in which it holds as well: what a rule says of a workflow's steps is often true of a composite action's, too. Its id,
   * and the table that it stands in, stay those of `language`; `check` is given the files of all of them.
   */
  readonly alsoChecks?: readonly Language[];
  readonly category: Category;
  readonly severity: Severity;
  readonly preset: Preset;
  /** One sentence that names the smell; for tables and completion. */
  readonly summary: string;
  /** Markdown: why it matters, what to do, when it stays silent. For the hover, the rule's page and `explain`. */
  readonly why: string;
  readonly examples: readonly [Example, ...Example[]];
  /** Documentation that proves the point. */
  readonly links: readonly string[];
  readonly since: string;
  /** The safety of the first fix at worst, where it has one. */
  readonly fix?: Safety;
  /** Patterns of the product that it serves: `D2`. */
  readonly patterns: readonly string[];
  /** Peers' ids, `tool:id`; their suppressions are honoured. */
  readonly alsoKnownAs?: readonly string[];
  /**
   * Rules that stay silent while this one reports, and may speak once it is fixed. Need not be told of a rule of category `syntax`: what `strict` and
   * `optional` say of a text that nobody could read before, such as a misspelt event.
   */
  readonly uncovers?: readonly RuleId[];
  /** Validated options → configuration schema and documentation. Every field has a default. */
  readonly options?: ZodMiniType<O>;
  /** Also run on templated files (see `isTemplate` of the models): for rules that judge one line by itself. */
  readonly readsTemplates?: true;
  /**
   * Runs only where the host hands in what it needs: what ShellCheck says, which the user has to switch on, or what the assessment of the workspace says,
   * which stands above the rules.
   */
  readonly needs?: "shellcheck" | "assessment";
  /**
   * What it reports in a part of the file (a job of a workflow, a document of a manifest; see `languages/parts.ts`) depends on nothing but the text
   * of that part, what stands outside of all parts and the ids of the jobs, its options, the day, and what it asks of the workspace; what it reports outside of the parts,
   * on no part. It is then run on the parts that have changed alone, with a view of the file that holds these. Of the other parts it must not even look at the
   * length or the line: a message must not name a line, and nothing may be said "for the first of them only". `connected`: the same of the parts that name
   * each other, such as jobs by `needs`, taken together. Tests compare both.
   */
  readonly judges?: "part" | "connected";
  check(file: Files[L], context: Context<O>): void;
}

/** A rule as it is written: `check` takes the files of `alsoChecks` as well. */
interface Definition<L extends Language, O, A extends Language> extends Omit<Rule<L, O>, "alsoChecks" | "check"> {
  readonly alsoChecks?: readonly A[];
  check(file: Files[L | A], context: Context<O>): void;
}

/** Gives the rule back; it is there to infer the model's and the options' types. */
export function defineRule<L extends Language, O = undefined, A extends Language = never>(rule: Definition<L, O, A>): Rule<L, O> {
  return rule as Rule<L, O>;
}

/** Whether a rule is for files of a language. */
export function isFor(rule: Rule, language: Language): boolean {
  return rule.language === language || rule.alsoChecks?.includes(language) === true;
}
