import type { Span } from "../../text/span.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlMap } from "../yaml/model.ts";
import type { Job, Text, Uses } from "./model.ts";
import { isNull, textBelow, type Where } from "./text.ts";

/** `uses` of a step or job; undefined where it has none. */
export function usesOf(map: YamlMap | undefined, where: Where): Uses | undefined {
  const entry = map?.entry("uses");
  const text = textBelow(map, "uses", where);
  return entry && text && !isNull(text.node) ? new UsesNode(entry, text, where) : undefined;
}

interface Parts {
  readonly kind: Uses["kind"];
  readonly owner?: string | undefined;
  readonly repository?: string | undefined;
  readonly action?: string | undefined;
  readonly path?: string | undefined;
  /** Where the ref stands in the text. */
  readonly refStart?: number | undefined;
  readonly image?: string | undefined;
}

class UsesNode implements Uses {
  readonly entry: YamlEntry;
  readonly text: Text;
  readonly job: Job | undefined;
  readonly #yaml: YamlFile;
  #keptParts: Parts | null = null;
  #keptRefKind: Uses["refKind"] | null = null;
  #keptRefSpan: Span | undefined | null = null;
  #keptVersion: readonly number[] | undefined | null = null;
  #keptVersionComment: YamlComment | undefined | null = null;

  constructor(entry: YamlEntry, text: Text, { job, file }: Where) {
    this.entry = entry;
    this.text = text;
    this.job = job;
    this.#yaml = file.yaml;
  }

  get #parts(): Parts {
    if (this.#keptParts === null) this.#keptParts = partsOf(this.text);
    return this.#keptParts;
  }

  get span(): Span {
    return this.text.span;
  }

  get kind(): Uses["kind"] {
    return this.#parts.kind;
  }

  get owner(): string | undefined {
    return this.#parts.owner;
  }

  get repository(): string | undefined {
    return this.#parts.repository;
  }

  get action(): string | undefined {
    return this.#parts.action;
  }

  get path(): string | undefined {
    return this.#parts.path;
  }

  get image(): string | undefined {
    return this.#parts.image;
  }

  get ref(): string | undefined {
    const { refStart } = this.#parts;
    return refStart === undefined ? undefined : this.text.text.slice(refStart).trimEnd();
  }

  get refSpan(): Span | undefined {
    if (this.#keptRefSpan === null) this.#keptRefSpan = this.#readRefSpan();
    return this.#keptRefSpan;
  }

  #readRefSpan(): Span | undefined {
    const { refStart } = this.#parts;
    if (refStart === undefined) return undefined;
    return this.text.mapped.spanToSource({ start: refStart, end: this.text.text.trimEnd().length });
  }

  get refKind(): Uses["refKind"] {
    if (this.#keptRefKind === null) this.#keptRefKind = this.ref === undefined ? undefined : refKindOf(this.ref);
    return this.#keptRefKind;
  }

  get version(): readonly number[] | undefined {
    if (this.#keptVersion === null) this.#keptVersion = this.#readVersion();
    return this.#keptVersion;
  }

  #readVersion(): readonly number[] | undefined {
    if (this.refKind === "version") return versionOf(this.ref as string);
    return this.versionComment && versionInComment(this.versionComment.text);
  }

  get versionComment(): YamlComment | undefined {
    if (this.#keptVersionComment === null) this.#keptVersionComment = this.#readVersionComment();
    return this.#keptVersionComment;
  }

  #readVersionComment(): YamlComment | undefined {
    if (this.refKind !== "sha" && this.refKind !== "short-sha") return undefined;
    const comment = commentBehind(this.#yaml, this.text.span.end);
    return comment && versionInComment(comment.text) ? comment : undefined;
  }

  get major(): number | undefined {
    return this.version?.[0];
  }
}

function partsOf(text: Text): Parts {
  if (text.expressions.length > 0) return { kind: "unknown" };
  const written = text.text.trim();
  const indent = text.text.length - text.text.trimStart().length;
  if (written.startsWith("./") || written === "." || written.startsWith("../"))
    return { kind: "local", path: pathOf(written.replace(/^\.\//, "")) };
  if (written.startsWith("$/")) return { kind: "self", path: pathOf(written.slice(2)) };
  if (written.startsWith("docker://")) return written.length > 9 ? { kind: "docker", image: written.slice(9) } : { kind: "invalid" };
  const address = /^https?:\/\/([^/]*)\//i.exec(written);
  const start = address ? address[0].length : 0;
  const match = /^([^/@\s]+)\/([^/@\s]+)(\/[^@\s]*)?(@\S.*)?$/.exec(written.slice(start));
  if (!match) return { kind: "invalid" };
  const [, owner = "", repository = "", folder = "", at] = match;
  const path = pathOf(folder);
  const isOfGitHub = !address || address[1]?.toLowerCase() === "github.com";
  return {
    kind: at === undefined ? "invalid" : address ? "url" : "repository",
    owner,
    repository,
    action: isOfGitHub ? `${owner}/${repository}${path ? `/${path}` : ""}`.toLowerCase() : undefined,
    path,
    refStart: at === undefined ? undefined : indent + written.length - at.length + 1,
  };
}

/** Without slashes around and `.` parts. */
function pathOf(written: string): string {
  if (!/^\/|\/$|\/\/|(?:^|\/)\.(?:\/|$)/.test(written)) return written;
  return written
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** No ref or comment is longer where it names a version; the patterns below take their time on long ones. */
const longest = 250;

const versionRef = /^(?:releases?\/|(?:[\w.@/-]*[/@_-])(?=v))?v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[.+_-][\w.+-]*)?$/i;

/** What a ref is, by its looks: whether `v1` is a tag or a branch only the repository knows. */
function refKindOf(ref: string): Uses["refKind"] {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref)) return "sha";
  if (/^[0-9a-f]{7,39}$/i.test(ref) && /[a-f]/i.test(ref)) return "short-sha";
  return versionOf(ref) ? "version" : "branch";
}

/** The numbers of a ref such as `v4`, `1.2.3`, `release/v1`, `v2.0.0-rc.1`; undefined where it is no version. */
export function versionOf(ref: string): readonly number[] | undefined {
  const match = ref.length > longest ? null : versionRef.exec(ref);
  return match ? numbersOf(match) : undefined;
}

function numbersOf(match: RegExpExecArray): readonly number[] {
  return match.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
}

/** `v4`, `v4.1.7`, `4.1` anywhere among other words. A number alone is one only where nothing else stands, or behind `tag=` and `@`. */
const commentVersion = /(?:^|[\s=@:(/,-])(?:v(\d+)(?:\.(\d+))?(?:\.(\d+))?|(\d+)\.(\d+)(?:\.(\d+))?)(?![\w/])/i;
const commentNumber = /^(?:.*[=@])?\s*(\d+)$/;

/** The version that the comment behind a commit names: `v4.1.7`, `tag=v4`, `pin v4`, `4.1.7`, `ratchet:actions/checkout@v4`. */
export function versionInComment(comment: string): readonly number[] | undefined {
  const text = comment.trim().slice(0, longest);
  const match = commentVersion.exec(text) ?? commentNumber.exec(text);
  return match ? numbersOf(match) : undefined;
}

/** The comment on the same line, behind `offset`. */
function commentBehind({ comments, source }: YamlFile, offset: number): YamlComment | undefined {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle] as YamlComment).span.start < offset) low = middle + 1;
    else high = middle;
  }
  const comment = comments[low];
  if (!comment || comment.isOwnLine) return undefined;
  return /[\n\r]/.test(source.text.slice(offset, comment.span.start)) ? undefined : comment;
}
