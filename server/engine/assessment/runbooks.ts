import { keyedFact } from "../workspace/keyed-fact.ts";
import { inFolder, nameOf } from "../workspace/paths.ts";
import { type Markdown, readMarkdown, type Section } from "./markdown.ts";
import type { Service } from "./service.ts";

/** A page of what to do, as far as it can be read. */
export interface Page {
  readonly path: string;
  /** It stands where the runbook generator writes. */
  readonly isInPlace: boolean;
  /** Undefined where its text cannot be seen. */
  readonly markdown: Markdown | undefined;
}

const pageAt = keyedFact("page at", (workspace, path): Markdown | undefined => {
  const text = workspace.read(path);
  return text === undefined ? undefined : readMarkdown(text);
});

const folders = /(?:^|\/)(?:runbooks?|playbooks?|operations|ops|sre|on-?call)\/[^/]+\.mdx?$/i;
const about = /(?:^|\/)[^/]*(?:run-?book|play-?book|roll-?back|incident|on-?call|disaster|recovery|operations)[^/]*\.mdx?$/i;

/** The pages of a service, and those of the whole repository: runbooks, the way back, incidents. */
export function pagesOf(service: Service): readonly Page[] {
  const own = inFolder(service.folder, "docs/runbooks/");
  return service
    .paths(/\.mdx?$/i)
    .filter((path) => (folders.test(path) || about.test(path)) && isAbout(service, path))
    .map((path) => ({ path, isInPlace: path.startsWith(own), markdown: pageAt(service.workspace, path) }))
    .sort((a, b) => Number(b.isInPlace) - Number(a.isInPlace));
}

/** Pages at the root are about all services, those in a folder about what is there; tests and templates are about none. */
function isAbout({ folder, isAlone }: Service, path: string): boolean {
  if (/(?:^|\/)(?:node_modules|vendor|tests?|testdata|fixtures|examples?|templates?|ISSUE_TEMPLATE|src)\//i.test(path)) return false;
  return (
    isAlone ||
    folder === "" ||
    path.startsWith(`${folder}/`) ||
    /^(?:docs?|runbooks?|playbooks?|ops|operations|\.github)\/|^[^/]+$/i.test(path)
  );
}

/** The page about the way back: where the generator writes it, or one that is called so. */
export function rollbackPages(service: Service): readonly Page[] {
  return pagesOf(service).filter(({ path }) => /roll-?back/i.test(nameOf(path)));
}

/** The sections whose heading says one of some things. */
export function sectionsOn({ markdown }: Page, heading: RegExp): readonly Section[] {
  return (markdown?.sections ?? []).filter(({ title }) => heading.test(title));
}

/** What a page on the way back has to say, by its headings: in English, German and Chinese. */
export const rollbackHeadings = {
  when: /^when\b|trigger|criteri|threshold|\bwann\b|ausl(?:\u00f6|oe)ser|kriteri|\u4f55\u65f6|\u4ec0\u4e48\u65f6\u5019|\u89e6\u53d1|\u6761\u4ef6/i,
  who: /\bwho\b|decid|decision|owner|contact|responsib|\bwer\b|entscheid|zust(?:\u00e4|ae)ndig|\u8c01|\u8d1f\u8d23|\u51b3\u5b9a|\u51b3\u7b56/i,
  how: /^how\b|\bsteps\b|procedure|commands|^roll(?:ing)? ?back\b|^wie\b|ablauf|schritte|vorgehen|\u6b65\u9aa4|\u600e\u4e48|\u5982\u4f55|\u64cd\u4f5c|\u6267\u884c/i,
  verify: /verif|validat|confirm|^check|afterwards check|pr(?:\u00fc|ue)f|kontroll|\u9a8c\u8bc1|\u68c0\u67e5|\u786e\u8ba4/i,
} as const;

/** Headings of looking for the cause. */
export const lookHeadings =
  /\b(?:signs?|symptoms?|look|find|diagnos\w*|detect\w*|investigat\w*|check|triage|cause)\b|symptom|diagnose|ursache|pr(?:\u00fc|ue)f|\u75c7\u72b6|\u73b0\u8c61|\u8bca\u65ad|\u6392\u67e5|\u539f\u56e0/i;

/** Its heading says that it has to be decided between going back and forward. */
export const decisionHeadings =
  /\b(?:go|roll|going|rolling|fix)[ -]?forward\b|roll ?back (?:or|vs\.?|versus) |back or forward|zur(?:\u00fc|ue)ck oder vor|vorw(?:\u00e4|ae)rts|\u56de\u6eda\u8fd8\u662f|\u524d\u6eda|\u524d\u5411\u4fee\u590d/i;
