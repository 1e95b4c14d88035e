import type { ApplicationService } from "../../../application/application.ts";
import type { ManifestObject, Workload } from "../../../languages/kubernetes/model.ts";
import type { RuleId } from "../../../rule.ts";
import type { Span } from "../../../text/span.ts";
import type { Action, Evidence, Verdict } from "../../model.ts";
import { placeIn, type RuleFinding, type Service } from "../../service.ts";
import { counterEvidence, evidence, likely, met, open } from "../../verdict.ts";

/** What one place, of several that all have to hold, shows of an item. */
export interface Shown {
  /** `unclear`: something is there that cannot be read, or that another file may complete. */
  readonly state: "holds" | "unclear" | "lacks";
  readonly evidence: readonly Evidence[];
  readonly action?: Action | undefined;
}

/** As much evidence is shown, on either side. */
const most = 5;

/** The verdict of all places together: it is only as good as the worst of them. */
export function together(all: readonly Shown[], because: Readonly<Record<Shown["state"], string>>): Verdict {
  const found = unique(all.flatMap((one) => one.evidence));
  const [against, speaking] = [found.filter(({ isAgainst }) => isAgainst), found.filter(({ isAgainst }) => !isAgainst)];
  const shown = [...against.slice(0, most), ...speaking.slice(0, most)];
  const action = all.find((one) => one.state === "lacks" && one.action)?.action ?? all.find((one) => one.action)?.action;
  if (all.some(({ state }) => state === "lacks")) return open(because.lacks, shown, action);
  if (all.some(({ state }) => state === "unclear")) return likely(because.unclear, shown, action);
  return met(because.holds, shown);
}

function unique(all: readonly Evidence[]): readonly Evidence[] {
  return all.filter(
    (one, at) => all.findIndex(({ path, line, note }) => path === one.path && line === one.line && note === one.note) === at,
  );
}

/** What rules find; undefined where they find nothing. `title` names the fix. */
export function foundBy(findings: readonly RuleFinding[], title: string): Shown | undefined {
  if (findings.length === 0) return undefined;
  const fixable = findings.find(({ isFixable }) => isFixable);
  const [first] = findings as readonly [RuleFinding, ...RuleFinding[]];
  return {
    state: "lacks",
    evidence: findings.map(({ path, line, message }) => counterEvidence(path, line, noteOf(message))),
    action: fixable
      ? { kind: "fix", rule: fixable.rule, path: fixable.path, line: fixable.line, title }
      : { kind: "open", path: first.path, line: first.line, title },
  };
}

/** What is wrong, without why and what to do about it. */
function noteOf(message: string): string {
  const end = message.search(/[:;] |\. |, (?:so|and|which|though) |\.$/);
  return end < 0 ? message : message.slice(0, end);
}

/** The findings of rules inside of some objects. */
export function findingsInObjects(service: Service, objects: readonly ManifestObject[], rules: readonly RuleId[]): readonly RuleFinding[] {
  return [...new Set(objects)].flatMap(({ file, span }) => findingsWithin(service, file, span, rules));
}

/** The findings of rules about a container of Compose, in all files that say something of it. */
export function findingsInService(service: Service, { layers }: ApplicationService, rules: readonly RuleId[]): readonly RuleFinding[] {
  return layers.flatMap(({ file, entry }) =>
    findingsWithin(service, file, { start: entry.keySpan.start, end: entry.value?.span.end ?? entry.keySpan.end }, rules),
  );
}

function findingsWithin(
  service: Service,
  file: ManifestObject["file"] | ApplicationService["own"]["file"],
  span: Span,
  rules: readonly RuleId[],
) {
  const [first, last] = [file.source.lineOf(span.start) + 1, file.source.lineOf(span.end) + 1];
  return service.findingsIn(file.source.path, ...rules).filter(({ line }) => line >= first && line <= last);
}

/** A place of a manifest that speaks for an item. */
export function inObject({ file }: ManifestObject, span: Span | undefined, note: string, proof?: Evidence["proof"]): Evidence {
  const { path, line } = placeIn(file, span ?? { start: 0, end: 0 });
  return evidence(path, line, note, proof);
}

/** A place of a workload's manifest that speaks against one. */
export function againstObject({ file, nameSpan }: ManifestObject, note: string, span: Span = nameSpan): Evidence {
  const { path, line } = placeIn(file, span);
  return counterEvidence(path, line, note);
}

/** A place of a Compose file, by the service as the nearest file writes it. */
export function inService({ own }: ApplicationService, note: string, proof?: Evidence["proof"]): Evidence {
  const { path, line } = placeIn(own.file, own.nameSpan);
  return evidence(path, line, note, proof);
}

/** The workload as people call it: by its name, and its kind where the name is a template's. */
export function called({ object }: Workload): string {
  return `\`${object.name.value ?? object.title}\``;
}
