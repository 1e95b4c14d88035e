import type { RuleId } from "../../../rule.ts";
import type { SourceText } from "../../../text/source.ts";
import type { Span } from "../../../text/span.ts";
import { filesBelow } from "../../../workspace/files.ts";
import type { Call } from "../../code/source-file.ts";
import type { Action, Evidence, Proof } from "../../model.ts";
import type { RuleFinding, Service } from "../../service.ts";
import { counterEvidence, evidence } from "../../verdict.ts";

/** A call as a place that speaks for an item: its function is known by the file's imports. */
export function called(call: Call, note: string, proof: Proof = "structure"): Evidence {
  const { path, line } = call.file.placeOf(call.start);
  return evidence(path, line, note, proof);
}

/** The same against it. */
export function calledAgainst(call: Call, note: string): Evidence {
  const { path, line } = call.file.placeOf(call.start);
  return counterEvidence(path, line, note);
}

/** The packages that the manifest asks for, of those whose whole name matches: that somebody meant to use them, and no more. */
export function dependedOn({ dependencies }: Service, name: RegExp): readonly Evidence[] {
  return dependencies.find(name).map(({ name: one, from }) => evidence(from.path, from.line, `depends on \`${one}\``, "code"));
}

/** Where a pattern (flag `g`) stands in code, outside of comments and strings. The note is what stands there unless one is given. */
export function written({ code }: Service, pattern: RegExp, note?: string, proof: Proof = "structure"): readonly Evidence[] {
  return code.matches(pattern).map(({ file, match, line }) => evidence(file.path, line, note ?? `\`${match[0].trim()}\``, proof));
}

/** Where a pattern (flag `gm`) stands in files that are no sources, such as settings. */
export function stands({ workspace }: Service, paths: readonly string[], pattern: RegExp, proof: Proof = "structure"): readonly Evidence[] {
  return paths.flatMap((path) => {
    const text = workspace.read(path) ?? "";
    return [...text.matchAll(pattern)].map((match) => {
      const line = text.slice(0, match.index + match[0].search(/\S|$/)).split("\n").length;
      return evidence(path, line, `\`${match[0].trim().slice(0, 80)}\``, proof);
    });
  });
}

/** The files in a service's own folder whose path below it matches. */
export function ownPaths(service: Service, pattern: RegExp): readonly string[] {
  const prefix = service.folder === "" ? "" : `${service.folder}/`;
  return filesBelow(service.workspace, service.folder).filter((path) => pattern.test(path.slice(prefix.length)));
}

/** At most so many places, each once. */
export function few(all: readonly Evidence[], limit = 5): readonly Evidence[] {
  const seen = new Set<string>();
  return all
    .filter(({ path, line, isAgainst }) => {
      const key = `${isAgainst} ${path}:${line}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .slice(0, limit);
}

/** The findings of rules at some places of deployment files, such as the objects of a service's own workloads. */
export function findingsInside(
  service: Service,
  places: readonly { readonly file: { readonly source: SourceText }; readonly span: Span }[],
  ...rules: readonly RuleId[]
): readonly RuleFinding[] {
  return places.flatMap(({ file: { source }, span }) => {
    const [first, last] = [source.lineOf(span.start) + 1, source.lineOf(span.end) + 1];
    return service.findingsIn(source.path, ...rules).filter(({ line }) => line >= first && line <= last);
  });
}

/** A finding as a place that speaks against an item: what is wrong, without why and what to do. */
export function against({ path, line, message }: RuleFinding): Evidence {
  const end = message.search(/[:;] |\. |, (?:so|and|which|for)\b|\.$/);
  return counterEvidence(path, line, (end < 0 ? message : message.slice(0, end)).slice(0, 120));
}

/** The fix of the first finding that has one, else the place of the first. */
export function actionOf(findings: readonly RuleFinding[], title: string): Action | undefined {
  const one = findings.find(({ isFixable }) => isFixable) ?? findings[0];
  if (!one) return undefined;
  const { rule, path, line } = one;
  return one.isFixable ? { kind: "fix", rule, path, line, title } : { kind: "open", path, line, title };
}
