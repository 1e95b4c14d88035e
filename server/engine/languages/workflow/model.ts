import type { MappedText } from "../../text/mapped.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Expression } from "../expression/model.ts";
import type { ShellScript } from "../shell/model.ts";
import type {
  YamlComment,
  YamlEntry,
  YamlFile,
  YamlItem,
  YamlMap,
  YamlNode,
  YamlProblem,
  YamlScalar,
  YamlSequence,
} from "../yaml/model.ts";

/** What workflows and composite actions have in common: steps, and expressions in text. */
export interface StepsFile {
  readonly source: SourceText;
  readonly yaml: YamlFile;
  /** Undefined where the file is empty or its root is no mapping. */
  readonly root: YamlMap | undefined;
  readonly comments: readonly YamlComment[];
  /** What YAML does not allow. What the schema of workflows does not allow is in `schemaProblems`, judged by rules. */
  readonly problems: readonly YamlProblem[];
  readonly schemaProblems: readonly SchemaProblem[];
  readonly name: Text | undefined;
  /**
   * All steps of the file in the order of the text, those inside `parallel:` included. One that several jobs reach by an alias is listed once, with
   * the job of its anchor; `Job.steps` has it in each of them.
   */
  readonly steps: readonly Step[];
  /** Every expression of the file in the order of the text, `if:` without braces included. */
  readonly expressions: readonly ExpressionPlace[];
  /** Those inside of a job; those outside of all jobs for `undefined`. */
  expressionsIn(job: Job | undefined): readonly ExpressionPlace[];
  /** A template engine makes a workflow of it (Jinja, cookiecutter, …): nothing can be said about it, and `problems` and `schemaProblems` are empty. */
  readonly isTemplate: boolean;
  /** Owners and repositories (their first parts, in lower case) that the file itself compares the repository with: `if: github.repository == 'owner/name'`. */
  readonly namedOwners: ReadonlySet<string>;
  /** Placeholders of GitHub's starter workflows (`$default-branch`, `$cron-weekly`) stand in it. Such a text has no `literal`. */
  readonly isStarter: boolean;
}

export interface Workflow extends StepsFile {
  readonly language: "workflow";
  /** The key `on` with what stands below it; also found where YAML 1.1 would read `true`. */
  readonly onEntry: YamlEntry | undefined;
  readonly triggers: readonly Trigger[];
  /** The trigger of an event, by its exact name. */
  trigger(event: string): Trigger | undefined;
  readonly runName: Text | undefined;
  readonly env: readonly NamedValue[];
  readonly envEntry: YamlEntry | undefined;
  readonly defaults: RunDefaults;
  readonly permissions: Permissions | undefined;
  readonly concurrency: Concurrency | undefined;
  readonly jobs: readonly Job[];
  readonly jobsEntry: YamlEntry | undefined;
  /** The job with an id, whose case does not matter. */
  job(id: string): Job | undefined;
  /** Runs only when another workflow calls it: permissions, secrets and triggers are the caller's. */
  readonly isReusableOnly: boolean;
  /** The usual names of default branches (`main`, `master`) that stand anywhere in it. */
  readonly mentionedBranches: ReadonlySet<string>;
}

/** An `action.yml`. */
export interface ActionFile extends StepsFile {
  readonly language: "action";
  readonly description: Text | undefined;
  readonly inputs: readonly InputDefinition[];
  readonly outputs: readonly OutputDefinition[];
  readonly runsEntry: YamlEntry | undefined;
  readonly using: Text | undefined;
  readonly kind: "composite" | "node" | "docker" | undefined;
}

/** A string in the file, which may hold expressions. */
export interface Text {
  readonly node: YamlScalar;
  readonly span: Span;
  readonly text: string;
  readonly mapped: MappedText;
  /** The text where no expression is in it, and no placeholder of starter workflows is all of it. */
  readonly literal: string | undefined;
  readonly expressions: readonly ExpressionPlace[];
  /** The expression that is all of the text, without anything around it. */
  readonly whole: ExpressionPlace | undefined;
}

/** An expression where it stands. */
export interface ExpressionPlace {
  readonly expression: Expression;
  /** With the braces where it has them. Spans in the file. */
  readonly span: Span;
  /** Where it stands in the scalar's own text (`node.text`), braces included. */
  readonly textSpan: Span;
  readonly hasBraces: boolean;
  /** `${{` that nothing closes. */
  readonly isUnclosed: boolean;
  readonly node: YamlScalar;
  /** The path of keys to the scalar: `["jobs", "test", "steps", "2", "run"]`. */
  readonly path: readonly string[];
  readonly job: Job | undefined;
  readonly step: Step | undefined;
  /** The contexts and functions that are available here by the official schema, in lower case; undefined where the schema does not know the key. */
  readonly available: Availability | undefined;
}

export interface Availability {
  readonly contexts: ReadonlySet<string>;
  /** Special functions: `success`, `failure`, `always`, `cancelled`, `hashfiles`. The others are available everywhere. */
  readonly functions: ReadonlySet<string>;
}

/** A key with a text below `env`, `with`, `outputs`, `secrets`, … */
export interface NamedValue {
  readonly name: string;
  readonly keySpan: Span;
  readonly entry: YamlEntry;
  /** Undefined where the value is empty, a list or a mapping. */
  readonly value: Text | undefined;
}

export interface Trigger {
  readonly event: string;
  /** Of the event's name. */
  readonly span: Span;
  /** Undefined where the event stands in a list or alone. */
  readonly entry: YamlEntry | undefined;
  readonly item: YamlItem | undefined;
  /** What stands below the event. */
  readonly config: YamlMap | undefined;
  readonly types: readonly Text[] | undefined;
  readonly filters: readonly Filter[];
  filter(key: FilterKey): Filter | undefined;
  /** `workflows:` of `workflow_run`. */
  readonly workflows: readonly Text[];
  /** `inputs:` of `workflow_dispatch` and `workflow_call`. */
  readonly inputs: readonly InputDefinition[];
  readonly outputs: readonly OutputDefinition[];
  readonly secrets: readonly SecretDefinition[];
  readonly schedules: readonly { readonly cron: Text | undefined; readonly timezone: Text | undefined; readonly span: Span }[];
}
export type FilterKey = "branches" | "branches-ignore" | "tags" | "tags-ignore" | "paths" | "paths-ignore";

export interface Filter {
  readonly key: FilterKey;
  readonly keySpan: Span;
  readonly entry: YamlEntry;
  /** Undefined where the value is neither string nor list. */
  readonly patterns: readonly Text[] | undefined;
}

export interface InputDefinition {
  readonly name: string;
  readonly keySpan: Span;
  readonly entry: YamlEntry;
  readonly map: YamlMap | undefined;
  /** `string` where none is given. */
  readonly type: string;
  readonly typeText: Text | undefined;
  readonly required: boolean | undefined;
  readonly default: YamlNode | undefined;
  readonly options: readonly Text[] | undefined;
  readonly description: Text | undefined;
  readonly deprecationMessage: Text | undefined;
}
export interface OutputDefinition {
  readonly name: string;
  readonly keySpan: Span;
  readonly entry: YamlEntry;
  readonly value: Text | undefined;
  readonly description: Text | undefined;
}
export interface SecretDefinition {
  readonly name: string;
  readonly keySpan: Span;
  readonly entry: YamlEntry;
  readonly required: boolean | undefined;
}

export interface RunDefaults {
  readonly shell: Text | undefined;
  readonly workingDirectory: Text | undefined;
}

export interface Permissions {
  readonly entry: YamlEntry;
  /** `read-all`, `write-all`. */
  readonly shorthand: Text | undefined;
  /** `{}` is empty: nothing is granted. */
  readonly scopes: readonly {
    readonly name: string;
    readonly keySpan: Span;
    readonly entry: YamlEntry;
    readonly level: Text | undefined;
  }[];
  /** What it grants for a scope; undefined where an alias or expression hides it. Unlisted scopes are `none`. */
  levelOf(scope: string): "write" | "read" | "none" | undefined;
}

export interface Concurrency {
  readonly entry: YamlEntry;
  readonly map: YamlMap | undefined;
  readonly group: Text | undefined;
  readonly cancelInProgress: Text | undefined;
  readonly cancelEntry: YamlEntry | undefined;
  readonly queue: Text | undefined;
}

export interface Condition {
  readonly entry: YamlEntry;
  readonly text: Text;
  /** The expression that decides; undefined where text stands around braces (then it is always true) or it cannot be read. */
  readonly expression: Expression | undefined;
  /** Text around the braces makes it a string, and so always true. */
  readonly isAlwaysTrueText: boolean;
}

export interface Job {
  readonly workflow: Workflow;
  readonly id: string;
  readonly idSpan: Span;
  readonly entry: YamlEntry;
  /** Undefined where the job is empty or no mapping. */
  readonly map: YamlMap | undefined;
  readonly name: Text | undefined;
  readonly needsEntry: YamlEntry | undefined;
  readonly needs: readonly Text[];
  /** The jobs of `needs` that exist. */
  readonly neededJobs: readonly Job[];
  /** All that must have finished before, however far: without itself, cycles cut. */
  readonly closure: readonly Job[];
  /** The jobs that need this one directly. */
  readonly dependents: readonly Job[];
  readonly if: Condition | undefined;
  readonly runsOn: RunsOn | undefined;
  readonly environment: Environment | undefined;
  readonly concurrency: Concurrency | undefined;
  readonly permissions: Permissions | undefined;
  /** Of the job, else of the workflow; undefined where neither declares any. */
  readonly effectivePermissions: Permissions | undefined;
  readonly timeoutMinutes: Text | undefined;
  readonly continueOnError: Text | undefined;
  readonly strategy: Strategy | undefined;
  readonly env: readonly NamedValue[];
  readonly envEntry: YamlEntry | undefined;
  readonly defaults: RunDefaults;
  readonly container: Container | undefined;
  readonly services: readonly Service[];
  readonly outputs: readonly NamedValue[];
  readonly outputsEntry: YamlEntry | undefined;
  /** Those inside `parallel:` behind the one that holds them: `steps[step.index]` is the step. */
  readonly steps: readonly Step[];
  readonly stepsEntry: YamlEntry | undefined;
  /** A call of a reusable workflow. */
  readonly uses: Uses | undefined;
  readonly with: readonly NamedValue[];
  readonly withEntry: YamlEntry | undefined;
  readonly secrets: readonly NamedValue[] | "inherit" | undefined;
  readonly secretsEntry: YamlEntry | undefined;
  /** The step with an id, whose case does not matter. */
  step(id: string): Step | undefined;
  /** The steps that use one of the actions, each written `owner/repo[/path]` in lower case. */
  stepsUsing(...actions: readonly string[]): readonly Step[];
  /** The operating systems that its runners' labels name, the matrix considered; undefined where some label leaves it open. */
  readonly systems: ReadonlySet<"linux" | "windows" | "macos"> | undefined;
  /** Those that are named, where others may come as well. */
  readonly namedSystems: ReadonlySet<"linux" | "windows" | "macos">;
}

export interface RunsOn {
  readonly entry: YamlEntry;
  /** All labels, expressions included. */
  readonly labels: readonly Text[];
  readonly group: Text | undefined;
}

export interface Environment {
  readonly entry: YamlEntry;
  readonly map: YamlMap | undefined;
  readonly name: Text | undefined;
  readonly url: Text | undefined;
}

export interface Strategy {
  readonly entry: YamlEntry;
  readonly matrixEntry: YamlEntry | undefined;
  readonly failFast: Text | undefined;
  /** Rows of the matrix without `include` and `exclude`; a row's values are undefined where an expression gives them. */
  readonly rows: readonly {
    readonly name: string;
    readonly keySpan: Span;
    readonly entry: YamlEntry;
    readonly values: readonly YamlNode[] | undefined;
  }[];
  readonly include: YamlNode | undefined;
  readonly exclude: YamlNode | undefined;
  /** No expression decides which rows and properties there are. */
  readonly isStatic: boolean;
  /** The names of all properties, `include` too; undefined where an expression decides. */
  readonly properties: readonly string[] | undefined;
  /** All values that a property (`os`, `target.os`) may take as text; undefined where that cannot be told. */
  valuesOf(property: string): readonly string[] | undefined;
}

export interface Container {
  readonly entry: YamlEntry;
  readonly map: YamlMap | undefined;
  readonly image: Text | undefined;
  readonly credentials: YamlMap | undefined;
  readonly options: Text | undefined;
  readonly env: readonly NamedValue[];
}
export interface Service extends Container {
  readonly id: string;
  readonly idSpan: Span;
  readonly ports: readonly Text[];
}

export interface Step {
  readonly file: Workflow | ActionFile;
  /** Undefined in a composite action. */
  readonly job: Job | undefined;
  /** From the dash to the end. */
  readonly span: Span;
  readonly item: YamlItem;
  readonly list: YamlSequence;
  readonly map: YamlMap;
  /** Its place among the job's steps, from 0, those of `parallel:` counted in turn. */
  readonly index: number;
  /** The step whose `parallel:` it is in. */
  readonly parent: Step | undefined;
  /** The steps inside `parallel:`. */
  readonly parallel: readonly Step[];
  readonly isBackground: boolean;
  /** The targets of `wait:` and `cancel:`; `wait-all` has none. */
  readonly waits:
    | { readonly kind: "wait" | "wait-all" | "cancel"; readonly entry: YamlEntry; readonly targets: readonly Text[] }
    | undefined;
  readonly id: Text | undefined;
  readonly name: Text | undefined;
  readonly if: Condition | undefined;
  readonly uses: Uses | undefined;
  readonly with: readonly NamedValue[];
  readonly withEntry: YamlEntry | undefined;
  /** An input by its name, whose case does not matter. */
  input(name: string): NamedValue | undefined;
  readonly run: Text | undefined;
  readonly runEntry: YamlEntry | undefined;
  /**
   * The shell that runs `run`: its own, the job's or the workflow's default, else the runner's (`bash` on Linux and macOS, `pwsh` on Windows);
   * undefined where that cannot be told.
   */
  readonly shell: string | undefined;
  readonly shellText: Text | undefined;
  /**
   * `run` read as a script, where a POSIX shell runs it (or might: no other shell is named and Windows is not). Its `source` maps to the file.
   * An expression stands in it as a variable of the same length (`${____}`), so that a word with one has no `value`; the offsets are those of
   * `run.text`, where the expression itself can be read. `options` hold what the runner starts the shell with: `e`, and `pipefail` where `bash` is named.
   */
  readonly script: ShellScript | undefined;
  /**
   * The same, read as if by a POSIX shell also where PowerShell or `cmd` runs it: simple commands (`npm test`) look alike. For recognising
   * commands, never for judging how they are written.
   */
  readonly roughScript: ShellScript | undefined;
  /** Its own, the job's or the workflow's; "" where none is given, undefined where an expression decides. Without `./` and a slash at the end. */
  readonly workingDirectory: string | undefined;
  /** Where that is written: at the step, the job or the workflow. */
  readonly workingDirectoryText: Text | undefined;
  readonly env: readonly NamedValue[];
  readonly envEntry: YamlEntry | undefined;
  /** What `env.NAME` is as declared: the step's own, else the job's, else the workflow's. A step before may have changed it through `GITHUB_ENV`. */
  variable(name: string): NamedValue | undefined;
  readonly continueOnError: Text | undefined;
  readonly timeoutMinutes: Text | undefined;
}

/** What `uses` names, of a step or a job. */
export interface Uses {
  readonly entry: YamlEntry;
  /** The job that it stands in; undefined in an action. */
  readonly job: Job | undefined;
  readonly text: Text;
  readonly span: Span;
  /**
   * `repository` is owner/repo[/path]@ref; `local` starts with `./`, `self` with `$/` (the same repository, at the same commit); `docker` with
   * `docker://`; `url` is an absolute address of another forge; `unknown` holds an expression, `invalid` is nothing of these.
   */
  readonly kind: "repository" | "local" | "self" | "docker" | "url" | "unknown" | "invalid";
  readonly owner: string | undefined;
  readonly repository: string | undefined;
  /** owner/repo[/path] in lower case, for the tables. */
  readonly action: string | undefined;
  /** Behind the repository, `./` or `$/`, without slashes around. */
  readonly path: string | undefined;
  readonly ref: string | undefined;
  readonly refSpan: Span | undefined;
  readonly refKind: "sha" | "short-sha" | "version" | "branch" | undefined;
  /** Major, minor, patch of a version ref, or of the comment behind a commit (`# v4.1.7`); as far as given. */
  readonly version: readonly number[] | undefined;
  /** The comment behind a commit that names its version. */
  readonly versionComment: YamlComment | undefined;
  readonly major: number | undefined;
  /** `docker://` image. */
  readonly image: string | undefined;
}

/** What the official schema does not allow, in our words. */
export interface SchemaProblem {
  readonly code:
    | "unknown-key"
    | "missing-key"
    | "misplaced-key"
    | "duplicate-key"
    | "empty-section"
    | "wrong-type"
    | "merge-key"
    | "invalid-value";
  readonly span: Span;
  readonly message: string;
  /** The entry that it is about, where there is one. */
  readonly entry: YamlEntry | undefined;
  /** The mapping in which a key is missing. */
  readonly map: YamlMap | undefined;
  readonly key: string;
  /** What was meant: a key or a value. */
  readonly suggestion: string | undefined;
}
