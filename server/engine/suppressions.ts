import { explainUnknownRule } from "./config/read.ts";
import { buildChecks } from "./knowledge/build-checks.ts";
import type { ComposeFile } from "./languages/compose/model.ts";
import { checkLinesIn } from "./languages/dockerfile/check-lines.ts";
import type { Dockerfile } from "./languages/dockerfile/model.ts";
import type { AnyFile } from "./languages/index.ts";
import { readAnnotations } from "./peer-annotations.ts";
import { type Peers, peersOf } from "./peers.ts";
import { type Finding, type Fix, isFor, type Problem, type Rule, type RuleId } from "./rule.ts";
import { type Change, remove, replace, type TextEdit } from "./text/edit.ts";
import { nearest } from "./text/nearest.ts";
import type { SourceText } from "./text/source.ts";
import type { Span } from "./text/span.ts";
import { constructAt, constructsOf, firstBehind, innermost, isFirstOnLine, stepAround, type YamlConstruct } from "./yaml-constructs.ts";

/** What the comments of a file silence. */
export interface Suppressions {
  /** Whether a comment silences the finding; that comment then counts as used. */
  silences(finding: Finding): boolean;
  /**
   * Our own comments that silenced nothing, asked after all findings have been shown to `silences`. Peers' comments are theirs to judge, but for names of
   * checks that BuildKit cannot skip there; a comment for a rule that has not run is not judged either.
   */
  unused(hasRun?: (rule: RuleId) => boolean): Problem[];
}

/** Where a comment holds: the whole file, or findings that start in a span. */
type Reach = "file" | Span;

interface Silencer {
  readonly reach: Reach;
  isUsed: boolean;
}

/** A rule named in a comment of ours. */
interface Name {
  readonly text: string;
  readonly span: Span;
  /** Undefined where there is no such rule. */
  readonly silencer: Silencer | undefined;
}

interface OwnComment {
  readonly span: Span;
  readonly reach: Reach | undefined;
  readonly names: readonly Name[];
}

interface CommentLine {
  /** Without the `#` and the blanks around. */
  readonly text: string;
  readonly span: Span;
}

/** Reads the comments of a file that silence findings: ours, and peers' that name a rule of `rules` by an id in its `alsoKnownAs`. */
export function suppressionsOf(file: AnyFile, rules: readonly Rule[]): Suppressions {
  const silencers = new Map<RuleId, Silencer[]>();
  const shown: Finding[] = [];
  const own: OwnComment[] = [];
  const add = (rule: RuleId, reach: Reach): Silencer => {
    const silencer: Silencer = { reach, isUsed: false };
    const list = silencers.get(rule);
    if (list) list.push(silencer);
    else silencers.set(rule, [silencer]);
    return silencer;
  };
  const places = placesOf(file);
  for (const comment of file.comments) {
    const mine = readOwn(comment, file.source, places, rules, add);
    if (mine) own.push(mine);
  }
  const peers = peersOf(rules);
  for (const comment of file.comments) if (mayBePeers.test(comment.text)) readPeers(comment, places, peers, add);
  readTrailing(file, places, peers, add);
  if (file.language === "dockerfile") readBuildKit(file, peers, add);
  if (file.language === "kubernetes") readAnnotations(file, peers, add);
  if (file.language === "compose") readDclint(file, places, peers, add);

  return {
    silences(finding) {
      if (own.length > 0) shown.push(finding);
      let isSilenced = false;
      for (const silencer of silencers.get(finding.rule) ?? []) {
        if (!reaches(silencer.reach, finding)) continue;
        silencer.isUsed = true;
        isSilenced = true;
      }
      return isSilenced;
    },
    unused: (hasRun = () => true) => [
      ...own.flatMap((comment) => unusedIn(comment, file, rules, shown, hasRun)),
      ...(file.language === "dockerfile" ? idleChecks(file) : []),
    ],
  };
}

function reaches(reach: Reach, finding: Finding): boolean {
  return reach === "file" || (reach.start <= finding.span.start && finding.span.start <= reach.end);
}

// What a comment can be for

/** The things that comments stand above, or behind on their line. */
interface Places {
  /** What a comment of ours at an offset is for. */
  ours(comment: CommentLine): Span | undefined;
  /** What a peer's comment at an offset is for: the instruction or pattern below; in YAML the key or item below or on its line. */
  next(offset: number): Span | undefined;
  /** The instruction, pattern, key or item that an offset is in. */
  around(offset: number): Span | undefined;
  /** The stage whose FROM is the next behind an offset. */
  nextStage(offset: number): Span | undefined;
  /** The spans that a comment of zizmor's silences. */
  zizmor(comment: CommentLine): readonly Span[];
}

function placesOf(file: AnyFile): Places {
  if ("yaml" in file) return yamlPlaces(file);
  const parts: readonly { readonly span: Span }[] = file.language === "dockerfile" ? file.instructions : file.patterns;
  const stages = file.language === "dockerfile" ? file.stages : [];
  const places: Places = {
    ours: (comment) => reachBelow(comment, file.source, places),
    next: (offset) => parts[firstBehind(parts, offset)]?.span,
    around(offset) {
      const before = parts[firstBehind(parts, offset) - 1]?.span;
      return before && offset <= before.end ? before : undefined;
    },
    nextStage: (offset) => stages[firstBehind(stages, offset)]?.span,
    zizmor: () => [],
  };
  return places;
}

function yamlPlaces(file: Extract<AnyFile, { readonly yaml: unknown }>): Places {
  const { yaml, source } = file;
  let all: readonly YamlConstruct[] | undefined;
  // Few files hold a comment that needs them.
  const constructs = () => {
    all ??= constructsOf(yaml);
    return all;
  };
  let starts: ReadonlyMap<number, Span> | undefined;
  const objects = () => {
    starts ??= new Map(file.language === "kubernetes" ? file.objects.map(({ span }) => [span.start, span]) : []);
    return starts;
  };
  const at = (offset: number) => constructAt(constructs(), source, offset);
  const reach = (offset: number): Span | undefined => {
    const found = at(offset);
    // Above its first key stands what is for a whole object.
    if (!found || isFirstOnLine(source, offset)) return (found && objects().get(found.span.start)) ?? found?.span;
    // The dash before the first key stands on the same line.
    const line = source.lineStarts[source.lineOf(offset)] as number;
    const { start } = found.parent && found.parent.span.start >= line ? found.parent.span : found.span;
    return { start, end: found.span.end };
  };
  return {
    ours: ({ span }) => reach(span.start),
    next: reach,
    around: (offset) => innermost(constructs(), offset)?.span,
    nextStage: () => undefined,
    zizmor({ span }) {
      const found = at(span.start);
      // A comment anywhere inside of what zizmor reports counts, and what it reports is often the whole step or job; ours are on its key.
      const target = stepAround(innermost(constructs(), span.start)) ?? stepAround(found) ?? found;
      const spans = target ? [target.span] : [];
      for (let outer = target?.parent; outer; outer = outer.parent) if (outer.keySpan) spans.push(outer.keySpan);
      return spans;
    },
  };
}

// Our own comments

const ownComment = /^deployment-patterns-ignore(-file)?(?=$|[\s:])[\s:]*/;
const ruleName = /([^\s,]+)([\s,]*)/y;
/** More names in one comment are not read. */
const maximumNames = 100;

function readOwn(
  comment: CommentLine,
  source: SourceText,
  places: Places,
  rules: readonly Rule[],
  add: (rule: RuleId, reach: Reach) => Silencer,
): OwnComment | undefined {
  const head = ownComment.exec(comment.text);
  if (!head) return undefined;
  const reach = head[1] ? "file" : places.ours(comment);
  const textStart = comment.span.start + source.slice(comment.span).indexOf(comment.text);
  const names: Name[] = [];
  ruleName.lastIndex = head[0].length;
  for (let isListed = true; names.length < maximumNames; ) {
    const [whole, text, separator] = ruleName.exec(comment.text) ?? [];
    // Words behind the names are a reason, with dashes before it or without.
    if (whole === undefined || text === undefined || text.startsWith("--") || !(isListed || text.includes("/"))) break;
    const start = textStart + ruleName.lastIndex - whole.length;
    const rule = rules.find(({ id }) => id === text);
    names.push({ text, span: { start, end: start + text.length }, silencer: rule && reach && add(rule.id, reach) });
    isListed = separator?.includes(",") === true;
  }
  return { span: comment.span, reach, names };
}

/** The instruction below a comment, or inside a continued instruction the next line with content. */
function reachBelow(comment: CommentLine, source: SourceText, places: Places): Span | undefined {
  const around = places.around(comment.span.start);
  if (!around) return places.next(comment.span.start);
  for (let start = source.nextLineStart(comment.span.end); start < around.end; start = source.nextLineStart(start)) {
    const line = source.lineSpan(source.lineOf(start));
    if (!/^\s*(?:#|$)/.test(source.slice(line))) return line;
    if (source.nextLineStart(start) <= start) break;
  }
  return undefined;
}

function unusedIn(
  comment: OwnComment,
  file: AnyFile,
  rules: readonly Rule[],
  shown: readonly Finding[],
  hasRun: (rule: RuleId) => boolean,
): Problem[] {
  const { names } = comment;
  if (names.length === 0) {
    const message = "This comment names no rule, so it silences nothing. Write the rule's id behind it.";
    return [{ span: comment.span, message, fixes: [removalOf(comment.span, file)], tags: ["unnecessary"] }];
  }
  const isIdle = ({ text, silencer }: Name): boolean => {
    const rule = rules.find(({ id }) => id === text);
    return !silencer?.isUsed && (!rule || !isFor(rule, file.language) || hasRun(rule.id));
  };
  const idle = names.filter(isIdle);
  if (idle.length === names.length && idle.every(({ text }) => rules.some(({ id }) => id === text))) {
    const list = names.map(({ text }) => `\`${text}\``).join(" and ");
    const where = comment.reach === "file" ? "in this file" : "here";
    const message = `${list} ${names.length > 1 ? "report" : "reports"} nothing ${where}, so this comment silences nothing. Remove it: it would hide the next finding.`;
    return [{ span: comment.span, message, fixes: [removalOf(comment.span, file)], tags: ["unnecessary"] }];
  }
  return idle.map((name) => {
    const removal = names.length === 1 ? removalOf(comment.span, file) : nameRemoval(name, names, file);
    if (rules.some(({ id }) => id === name.text)) {
      const message = `\`${name.text}\` reports nothing here, so naming it silences nothing. Remove it: it would hide the next finding.`;
      return { span: name.span, message, fixes: [removal], tags: ["unnecessary"] };
    }
    const { message, suggestion } = explainUnknownRule(name.text, rules);
    const wouldSilence =
      suggestion && comment.reach && shown.some((finding) => finding.rule === suggestion && reaches(comment.reach as Reach, finding));
    const fixes = suggestion && wouldSilence ? [renaming(name.span, suggestion, file), removal] : [removal];
    return { span: name.span, message: `${message} Nothing is silenced.`, fixes };
  });
}

/** Silencing what has been reported so far is for a person to decide, so this is no safe fix. */
function renaming(span: Span, name: string, file: AnyFile): Fix {
  const changes: Change[] = [{ kind: "edit", path: file.source.path, edits: [replace(span, name)] }];
  return { title: `Write \`${name}\``, safety: "unsafe", changes };
}

/** Takes one of several names away, with a comma beside it. */
function nameRemoval(name: Name, names: readonly Name[], file: AnyFile): Fix {
  const index = names.indexOf(name);
  const following = names[index + 1];
  const start = following ? name.span.start : (names[index - 1]?.span.end ?? name.span.start);
  const edit = remove({ start, end: following ? following.span.start : name.span.end });
  return {
    title: `Remove \`${name.text}\` from the comment`,
    safety: "safe",
    changes: [{ kind: "edit", path: file.source.path, edits: [edit] }],
  };
}

/** Takes a comment away, with its line where it has that to itself. */
function removalOf(comment: Span, file: AnyFile): Fix {
  const { source } = file;
  const start = source.lineStarts[source.lineOf(comment.start)] as number;
  const before = source.text.slice(start, comment.start);
  if (/[^\s\uFEFF]/.test(before)) {
    const edits = [remove({ start: start + before.trimEnd().length, end: comment.end })];
    return { title: "Remove the comment", safety: "safe", changes: [{ kind: "edit", path: source.path, edits }] };
  }
  const from = start === 0 && source.text.startsWith("\uFEFF") ? 1 : start;
  const to = source.nextLineStart(comment.end);
  let edit: TextEdit = remove({ start: from, end: to });
  if (to === source.text.length && to === comment.end && from > 0 && start > 0) {
    // The last line, without a line break: the one before it goes, so that none is left over.
    const last = source.lineSpan(source.lineOf(comment.start) - 1).end;
    edit = remove({ start: last, end: to });
  } else if (wouldOpenDirective(comment, to, file)) {
    // Without a comment before it the next line would be read as a parser directive.
    edit = replace(comment, "#");
  }
  return { title: "Remove the comment", safety: "safe", changes: [{ kind: "edit", path: source.path, edits: [edit] }] };
}

const directiveLike = /^#\s*[a-zA-Z][a-zA-Z0-9]*\s*=/;

/** Whether a comment is the one that ends the parser directives at the top of a Dockerfile, and one more would follow without it. */
function wouldOpenDirective(comment: Span, next: number, file: AnyFile): boolean {
  if (file.language !== "dockerfile" || !directiveLike.test(file.source.text.slice(next, next + 200))) return false;
  const last = file.directives.at(-1);
  const before = file.source.text.slice(last?.span.end ?? 0, comment.start).replace("\uFEFF", "");
  return last ? /^[ \t]*(?:\r\n?|\n)[ \t]*$/.test(before) : before.trim() === "" && !/[\r\n]/.test(before);
}

// Peers' comments

/** Words of which one is in every comment that is for a peer. */
const mayBePeers = /ignore|skip|nosem|NOSONAR/;
const hadolintIgnore = /^hadolint\s+(?:(global|stage)\s+)?ignore\s*=\s*(.*)$/;
const checkovSkip = /(?:checkov|bridgecrew|cortex):skip=\s*([A-Za-z0-9_]+)/g;
const trivyIgnore = /trivy:ignore:([A-Za-z0-9-]+)/g;
const zizmorIgnore = /(?:^|#\s*)zizmor:\s*ignore\[([^\]]+)\]/g;
const semgrepIgnore = /\bnosem(?:grep)?\b(?:\s*:\s*([\w./-]+(?:\s*,\s*[\w./-]+)*))?/;
const sonarIgnore = /\bNOSONAR\b(?:\s*\(([^)]*)\)|((?:[\s,:]+(?:docker:)?S\d+)*))/;

function readPeers(comment: CommentLine, places: Places, peers: Peers, add: (rule: RuleId, reach: Reach) => Silencer): void {
  const { text } = comment;
  const below = () => places.next(comment.span.start);
  const hadolint = hadolintIgnore.exec(text);
  if (hadolint) {
    const reach = hadolint[1] === "global" ? "file" : hadolint[1] === "stage" ? places.nextStage(comment.span.start) : below();
    for (const [id] of (hadolint[2] as string).matchAll(/[A-Za-z]+\d+/g)) {
      for (const rule of reach ? [...peers.known("hadolint", id), ...peers.known("shellcheck", id)] : []) add(rule, reach as Reach);
    }
  }
  for (const [, ids] of text.matchAll(zizmorIgnore)) {
    for (const id of (ids as string).split(",")) {
      for (const rule of peers.known("zizmor", id.trim())) for (const reach of places.zizmor(comment)) add(rule, reach);
    }
  }
  // Checkov reads its comments for the whole file (its Dockerfile runner collects them from all comments).
  for (const [, id] of text.matchAll(checkovSkip)) for (const rule of peers.known("checkov", id as string)) add(rule, "file");
  for (const [, id] of text.matchAll(trivyIgnore)) {
    const next = below();
    // What Trivy reports on the file as a whole is ignored by a comment at its top.
    const reach = next && places.next(-1) === next ? "file" : next;
    if (reach) for (const rule of peers.known("trivy", id as string)) add(rule, reach);
  }
  readLineIgnores(text, below, peers, add);
}

/** `# nosemgrep` and `# NOSONAR`, which silence all of their tool's findings, or those that they name. */
function readLineIgnores(text: string, reach: () => Span | undefined, peers: Peers, add: (rule: RuleId, reach: Reach) => Silencer): void {
  const semgrep = semgrepIgnore.exec(text);
  const sonar = sonarIgnore.exec(text);
  const rules: RuleId[] = [];
  if (semgrep)
    rules.push(...(semgrep[1] ? semgrep[1].split(",").flatMap((id) => peers.known("semgrep", id.trim())) : peers.allOf("semgrep")));
  if (sonar) {
    const ids = [...(sonar[1] ?? sonar[2] ?? "").matchAll(/S\d+/g)].map(([id]) => id);
    rules.push(...(ids.length > 0 ? ids.flatMap((id) => peers.known("sonar", id)) : peers.allOf("sonar")));
  }
  const target = rules.length > 0 ? reach() : undefined;
  if (target) for (const rule of rules) add(rule, target);
}

/** `# nosemgrep` and `# NOSONAR` behind an instruction on its line: text to the build, a comment to the tools, which match line by line. */
function readTrailing(file: AnyFile, places: Places, peers: Peers, add: (rule: RuleId, reach: Reach) => Silencer): void {
  const { text } = file.source;
  for (const { index } of text.matchAll(/#[ \t]*(?:nosem|NOSONAR)/g)) {
    const around = places.around(index);
    if (around && !isWholeLine(text, index)) readLineIgnores(text.slice(index, file.source.nextLineStart(index)), () => around, peers, add);
  }
}

function isWholeLine(text: string, hash: number): boolean {
  return /(?:^|[\r\n])[ \t]*$/.test(text.slice(Math.max(0, hash - 200), hash));
}

const dclintDisable = /^dclint\s+disable(-line|-file)?(?:\s+(.*))?$/;

/**
 * `# dclint disable` and `disable-file` on the first line that is neither empty nor `---`, for the file; `disable-line` behind a key or item, or on the line
 * above. Without names all rules of dclint's are meant. What dclint reports on a key is often about an item below it, so the whole of what stands there
 * counts, but of a service or a section only its own line. Source: https://github.com/zavoloklom/docker-compose-linter/blob/main/docs/configuration-comments.md.
 */
function readDclint(file: ComposeFile, places: Places, peers: Peers, add: (rule: RuleId, reach: Reach) => Silencer): void {
  const { source, comments } = file;
  if (!source.text.includes("dclint")) return;
  const first = /^\uFEFF?(?:[ \t]*(?:---[ \t]*)?\r?\n)*/.exec(source.text)?.[0].length ?? 0;
  for (const { text, span } of comments) {
    const [comment, kind, names = ""] = dclintDisable.exec(text.trim()) ?? [];
    if (comment === undefined) continue;
    const ids = kind === "-file" ? [] : names.split(/\s+/).filter((name) => name !== "");
    const rules = ids.length > 0 ? ids.flatMap((id) => peers.known("dclint", id)) : peers.allOf("dclint");
    const isOnFirst = source.lineOf(span.start) === source.lineOf(first);
    const reach = kind === "-line" ? lineOf(file, places.next(span.start)) : isOnFirst ? "file" : undefined;
    for (const rule of reach ? rules : []) add(rule, reach as Reach);
  }
}

/** A key or item; of a service and of a section of the file its line alone. */
function lineOf({ source, root, services }: ComposeFile, span: Span | undefined): Span | undefined {
  if (!span || ![...root.entries, ...services.map(({ entry }) => entry)].some((entry) => entry.span.start === span.start)) return span;
  return source.lineSpan(source.lineOf(span.start));
}

/** The names that `# check=skip=` lines give; `all` is every check. */
function skippedChecks(file: Dockerfile) {
  return checkLinesIn(file).flatMap((line) =>
    line.options.filter(({ name }) => name === "skip").flatMap(({ values }) => values.map((value) => ({ line, value, values }))),
  );
}

/** `# check=skip=A,B;error=true`: at the top for the file, above an instruction for that one. Names are told apart by case. */
function readBuildKit(file: Dockerfile, peers: Peers, add: (rule: RuleId, reach: Reach) => Silencer): void {
  for (const { line, value } of skippedChecks(file)) {
    for (const rule of value.text === "all" ? peers.allOf("buildkit") : peers.known("buildkit", value.text))
      add(rule, line.instruction?.span ?? "file");
  }
}

/** Names behind `# check=skip=` that cannot skip anything. Whether the builder finds what a right one is for, we do not judge: it looks otherwise than we do. */
function idleChecks(file: Dockerfile): Problem[] {
  return skippedChecks(file).flatMap(({ line, value: { text, span }, values }): Problem[] => {
    const check = buildChecks.get(text);
    const instruction = line.instruction?.keyword === "ONBUILD" ? line.instruction.trigger : line.instruction;
    if (check) {
      const { keywords } = check;
      if (!instruction || keywords.length === 0 || keywords.some((keyword) => keyword === instruction.keyword)) return [];
      const where = keywords.map((keyword) => `\`${keyword}\``).join(" and ");
      const message = `BuildKit's \`${text}\` looks at ${where} alone, so skipping it here skips nothing. Write it above what it reports.`;
      const fixes = values.length === 1 && line.options.length === 1 ? [removalOf(line.span, file)] : [];
      return [{ span, message, fixes, tags: ["unnecessary"] }];
    }
    const meant = text === "all" ? undefined : nearest(text, buildChecks.keys());
    if (meant === undefined) return [];
    const message = `BuildKit has no check \`${text}\`, and tells upper and lower case apart, so nothing is skipped. Write \`${meant}\`.`;
    return [{ span, message, fixes: [renaming(span, meant, file)] }];
  });
}

// Adding a comment

/** What stands for the reason until a person has written it. */
const reasonPlaceholder = "reason";

/**
 * The change that silences a finding by a comment above the instruction, pattern, key or item it is in; where it is in none, by one for
 * the whole file. The reason is a placeholder.
 */
export function ignoreFinding(file: AnyFile, finding: Finding): Change {
  const { source } = file;
  const target = "yaml" in file ? yamlTarget(file, finding) : placesOf(file).around(finding.span.start);
  if (!target) return ignoreInFile(file, finding);
  let line = source.lineOf(target.start);
  if (file.language === "dockerfile") {
    // hadolint and BuildKit look at the lines right above the instruction: their comments stay next to it.
    const leading = file.instructions.find(({ span }) => span.start === target.start)?.leadingComments ?? [];
    const first = leading.find(({ text }) => /^(?:hadolint|check\s*=|trivy:|nosem)/.test(text));
    if (first) line = source.lineOf(first.span.start);
  }
  const start = source.lineStarts[line] as number;
  const indent = file.language === "dockerignore" ? "" : (/^\uFEFF?([ \t]*)/.exec(source.text.slice(start, target.start))?.[1] ?? "");
  return insertion(source, afterMark(source, start), indent, `deployment-patterns-ignore ${finding.rule}`);
}

/** The innermost key or item that the finding is in and that a comment line can stand above: not inside braces or a script. */
function yamlTarget({ yaml, source }: Extract<AnyFile, { readonly yaml: unknown }>, finding: Finding): Span | undefined {
  let target = innermost(constructsOf(yaml), finding.span.start);
  while (target && !(target.isBlock && isFirstOnLine(source, target.span.start))) target = target.parent;
  return target?.span;
}

/** The change that silences a finding's rule in the whole file, by a comment at the top, below the parser directives. */
export function ignoreInFile(file: AnyFile, finding: Finding): Change {
  const { source } = file;
  const last = file.language === "dockerfile" ? file.directives.at(-1) : undefined;
  const offset = last ? source.nextLineStart(last.span.end) : afterMark(source, 0);
  return insertion(source, offset, "", `deployment-patterns-ignore-file ${finding.rule}`);
}

/** The offset, behind a byte order mark where the file starts with one. */
function afterMark(source: SourceText, offset: number): number {
  return offset === 0 && source.text.startsWith("\uFEFF") ? 1 : offset;
}

function insertion(source: SourceText, offset: number, indent: string, comment: string): Change {
  // Behind a directive that ends the file without a line break.
  const lead = offset === source.text.length && offset > 1 && !/[\r\n]$/.test(source.text) ? source.eol : "";
  const head = `${lead}${indent}# ${comment} -- `;
  const placeholder = { start: head.length, end: head.length + reasonPlaceholder.length };
  const text = `${head}${reasonPlaceholder}${source.eol}`;
  return { kind: "edit", path: source.path, edits: [{ span: { start: offset, end: offset }, text, placeholders: [placeholder] }] };
}
