import { isMap, parseDocument, type YAMLMap } from "yaml";
import type { RuleId, Severity } from "../rule.ts";
import { nestsTooDeeply } from "../text/nesting.ts";

/** What another tool's settings say about rules that it and we have. They switch no rule on. */
export interface PeerSettings {
  readonly ignored: ReadonlySet<RuleId>;
  readonly severities?: ReadonlyMap<RuleId, Severity>;
  /** Values for options, of rules that have an option of that name. */
  readonly options?: ReadonlyMap<RuleId, Readonly<Record<string, unknown>>>;
  readonly exceptions?: readonly Exception[];
  /** Parts of paths: a file in whose path, from the folder of the settings on, one of them is found is not checked. */
  readonly excluded?: readonly string[];
}

/** A file, or a line of one, in which a rule has nothing to say. */
export interface Exception {
  readonly rule: RuleId;
  /** A file's name, or the end of its path. */
  readonly file: string;
  /** From 1. */
  readonly line: number | undefined;
}

/** The root of a settings file; undefined where it cannot be read, which is for the tool to tell that it belongs to. Never throws. */
export function settingsRoot(text: string): YAMLMap | undefined {
  if (nestsTooDeeply(text)) return undefined;
  const { contents, errors } = parseDocument(text, { prettyErrors: false, logLevel: "silent" });
  return errors.length === 0 && isMap(contents) ? contents : undefined;
}

export function isExcepted(exception: Exception, rule: RuleId, path: string): boolean {
  return exception.rule === rule && `/${path}`.endsWith(`/${exception.file}`);
}
