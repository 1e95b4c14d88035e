import { filesAround } from "../../application/files.ts";
import type { ComposeFile, DeclarationKind, Service } from "../../languages/compose/model.ts";
import { declarationKinds } from "../../languages/compose/model.ts";
import type { YamlEntry, YamlScalar } from "../../languages/yaml/model.ts";
import { rememberFor } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export type NameKind = DeclarationKind | "services" | "anchor";

/** A place that names a service, a network, a volume and so on, or an anchor. */
export interface Mention {
  readonly file: ComposeFile;
  readonly kind: NameKind;
  readonly name: string;
  /** For an anchor, where it stands; names of the other kinds are one for all files of an application. */
  readonly anchor: number | undefined;
  /** The name without quotes. */
  readonly span: Span;
  /** All of what is defined, where this is the definition. */
  readonly definition: Span | undefined;
  /** The host part of an address in the environment of a container: it reaches the service by its name. */
  readonly isHost: boolean;
}

/** All places of a file that name something, in the order of the text. */
export const mentionsIn: (file: ComposeFile) => readonly Mention[] = rememberFor((file: ComposeFile) => {
  const found = new Map<string, Mention>();
  const add = (kind: NameKind, name: string, whole: Span, more: Partial<Mention> = {}): void => {
    // With its quotes where it has any.
    const quotes = whole.end - whole.start === name.length + 2 && /["']/.test(file.source.text[whole.start] as string) ? 1 : 0;
    const span = { start: whole.start + quotes, end: whole.end - quotes };
    const key = `${span.start} ${kind}`;
    // One that is written otherwise, over several lines or with escapes, has no place that could be renamed.
    if (name === "" || found.has(key) || file.source.slice(span) !== name) return;
    found.set(key, { file, kind, name, span, anchor: undefined, definition: undefined, isHost: false, ...more });
  };
  for (const service of file.services) {
    addEntry("services", service.entry);
    for (const { kind, name, span } of service.references) add(kind, name, span);
    for (const { name, span } of hostsIn(service)) add("services", name, span, { isHost: true });
  }
  for (const kind of declarationKinds) for (const { entry } of file.declarations(kind)) addEntry(kind, entry);
  for (const { anchors, aliases } of file.yaml.documents) {
    for (const { name, span, node } of anchors)
      add(
        "anchor",
        name,
        { start: span.start + 1, end: span.end },
        { anchor: span.start, definition: { start: span.start, end: node?.span.end ?? span.end } },
      );
    for (const { name, span, anchor } of aliases)
      if (anchor) add("anchor", name, { start: span.start + 1, end: span.end }, { anchor: anchor.span.start });
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);

  function addEntry(kind: NameKind, { key, keySpan, span }: YamlEntry): void {
    add(kind, key, keySpan, { definition: span });
  }
});

/** `//user:password@host:port/`, and `host:port` or `host` alone in a variable that is called after one. */
const address = /\/\/(?:[^/@\s]*@)?([\w.-]+)(?=[:/?\s,;]|$)|,([\w.-]+)(?=:\d)/g;
const bareHost = /^([\w.-]+)(?=$|:\d{1,5}$)/;
const namesHost = /(?:^|_)(?:HOST|HOSTS|HOSTNAME|SERVER|SERVERS|ADDR|ADDRESS|ENDPOINT|BROKER|BROKERS|NODES)$/i;

/** Names of the file's services that stand as hosts in a container's environment. */
function hostsIn(service: Service): readonly { readonly name: string; readonly span: Span }[] {
  const found: { name: string; span: Span }[] = [];
  for (const { name: variable, node, valueSpan, entry } of service.environment.pairs) {
    if (!node || !valueSpan || node.alias || node.style === "literal" || node.style === "folded") continue;
    const skipped = entry ? 0 : node.text.indexOf("=") + 1;
    const value = node.text.slice(skipped);
    const add = (name: string | undefined, at: number): void => {
      if (name === undefined || !service.file.service(name)) return;
      const span = { start: skipped + at, end: skipped + at + name.length };
      if (node.mapped.isContiguous(span)) found.push({ name, span: node.mapped.spanToSource(span) });
    };
    if (namesHost.test(variable)) add(bareHost.exec(value)?.[1], 0);
    for (const match of value.matchAll(address)) {
      const name = match[1] ?? match[2];
      if (name !== undefined) add(name, match.index + match[0].length - name.length);
    }
  }
  return found;
}

/** What is named at an offset. */
export function mentionAt(file: ComposeFile, offset: number): Mention | undefined {
  return mentionsIn(file).findLast(({ span }) => span.start <= offset && offset <= span.end);
}

/** All places that name the same: in the file, and in those that make one application with it. */
export function sameAs(mention: Mention, workspace: Workspace): readonly Mention[] {
  const isSame = (other: Mention) => other.kind === mention.kind && other.name === mention.name && other.anchor === mention.anchor;
  const files = mention.kind === "anchor" ? [mention.file] : filesOfApplication(mention.file, workspace);
  return files.flatMap((file) => mentionsIn(file).filter(isSame));
}

/** The file itself first, then every file that it may be put together with. */
export function filesOfApplication(file: ComposeFile, workspace: Workspace): readonly ComposeFile[] {
  const byPath = new Map([[file.source.path, file]]);
  const add = (one: ComposeFile | undefined) => one && !byPath.has(one.source.path) && byPath.set(one.source.path, one);
  const { main, overrides, others } = filesAround(workspace, file.source.path);
  for (const one of [main, ...overrides, ...others.values()]) add(one);
  if (main) for (const one of filesAround(workspace, main.source.path).overrides) add(one);
  return [...byPath.values()];
}

/** The text between the quotes of a scalar; undefined where that is not one piece of the file. */
export function innerSpan({ text, mapped }: YamlScalar): Span | undefined {
  const whole = { start: 0, end: text.length };
  return text !== "" && mapped.isContiguous(whole) ? mapped.spanToSource(whole) : undefined;
}
