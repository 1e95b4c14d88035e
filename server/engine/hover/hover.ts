import { findRule, helpAddress } from "../help.ts";
import type { Files, Language } from "../languages/index.ts";
import { parse } from "../languages/parse.ts";
import type { Finding } from "../rule.ts";
import { rules } from "../rules/index.ts";
import type { SourceText } from "../text/source.ts";
import { touches } from "../text/span.ts";
import { explainCompose } from "./compose.ts";
import { explainDockerfile } from "./dockerfile.ts";
import { explainDockerignore } from "./dockerignore.ts";
import { explainManifest } from "./kubernetes.ts";
import type { Explanation, HoverOptions } from "./model.ts";
import { explainReadiness } from "./readiness.ts";
import { explainWorkflow } from "./workflow.ts";

type Explain<L extends Language> = (file: Files[L], offset: number, options: HoverOptions) => Explanation | undefined;

/** What each language says about a place by itself. */
const explainers: { readonly [L in Language]?: Explain<L> } = {
  dockerfile: explainDockerfile,
  dockerignore: explainDockerignore,
  workflow: explainWorkflow,
  action: explainWorkflow,
  kubernetes: explainManifest,
  compose: explainCompose,
  readiness: explainReadiness,
};

/** What is to be said about a place: the reason behind each finding there, and what the language says of it. */
export function hover(source: SourceText, language: Language, offset: number, options: HoverOptions = {}): Explanation | undefined {
  const findings = (options.findings ?? []).filter((finding) => touches(finding.span, offset) && finding.span.end > finding.span.start);
  const parts = findings.flatMap((finding) => explainFinding(finding, options) ?? []);
  const explain = explainers[language] as Explain<Language> | undefined;
  const place = explain?.(parse(source, language), offset, options);
  if (place) parts.push(place.markdown);
  const span = findings[0]?.span ?? place?.span;
  return span && parts.length > 0 ? { markdown: [...new Set(parts)].join("\n\n---\n\n"), span } : undefined;
}

/** Headline, reason, link. The editor shows the message itself beside it. */
function explainFinding(finding: Finding, options: HoverOptions): string | undefined {
  const rule = findRule(finding.rule, rules);
  if (!rule) return undefined;
  const link = options.explain?.(rule.id) ?? helpAddress(rule.id);
  return `**${rule.summary.replace(/\.$/, "")}**\n\n${firstParagraph(rule.why)}\n\n[${rule.id}](${link})`;
}

function firstParagraph(markdown: string): string {
  return markdown.trim().split(/\n\s*\n/)[0] ?? "";
}
