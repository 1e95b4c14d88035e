import type { MappedText } from "../../text/mapped.ts";
import type { Span } from "../../text/span.ts";
import type { ImageReference, Word } from "./model.ts";
import { type Range, type Scope, shellWord } from "./words.ts";

interface Parts {
  readonly registry: string;
  readonly repository: string;
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Where name, tag and digest end in a reference: `[registry/]name[:tag][@digest]`. Variables (`${…}`) are not looked into. */
function divide(text: string): { nameEnd: number; tag: Range | undefined; digest: Range | undefined } {
  let at = -1;
  let colon = -1;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "$" && text.charAt(i + 1) === "{") i = closingBrace(text, i + 2);
    else if (character === "/") colon = -1;
    else if (character === ":") colon = i;
    else if (character === "@") {
      at = i;
      break;
    }
  }
  const nameAndTagEnd = at < 0 ? text.length : at;
  return {
    nameEnd: colon < 0 ? nameAndTagEnd : colon,
    tag: colon < 0 ? undefined : { start: colon + 1, end: nameAndTagEnd },
    digest: at < 0 ? undefined : { start: at + 1, end: text.length },
  };
}

function closingBrace(text: string, start: number): number {
  let depth = 1;
  for (let i = start; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return i;
  }
  return text.length;
}

/**
 * Splits an expanded reference as Docker does: the part before the first slash is a registry where it has a dot or a
 * colon or is `localhost`; else the image is Docker Hub's, and without a slash one of its official images.
 */
export function splitReference(value: string): Parts {
  const { nameEnd, tag, digest } = divide(value);
  const written = value.slice(0, nameEnd);
  const slash = written.indexOf("/");
  const first = slash < 0 ? "" : written.slice(0, slash);
  const hasRegistry = first.includes(".") || first.includes(":") || first === "localhost" || first.toLowerCase() !== first;
  const registry = !hasRegistry || first === "index.docker.io" ? "docker.io" : first;
  const path = hasRegistry ? written.slice(slash + 1) : written;
  const isHub = registry === "docker.io";
  const repository = isHub && !path.includes("/") ? `library/${path}` : path;
  const short = isHub && repository.startsWith("library/") ? repository.slice("library/".length) : repository;
  return {
    registry,
    repository,
    name: isHub ? short : `${registry}/${repository}`,
    tag: tag && value.slice(tag.start, tag.end),
    digest: digest && value.slice(digest.start, digest.end),
  };
}

/** How many hexadecimal digits the registered algorithms have. Source: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests. */
export const digestDigits: ReadonlyMap<string, number> = new Map([
  ["sha256", 64],
  ["sha384", 96],
  ["sha512", 128],
]);

/** Reads the image of a FROM, or any other reference that stands at `range`. */
export function readImageReference(head: MappedText, range: Range, scope: Scope): ImageReference {
  return new LazyImageReference(head, range, scope);
}

class LazyImageReference implements ImageReference {
  readonly word: Word;
  readonly #head: MappedText;
  readonly #range: Range;
  #parts: Parts | undefined | null = null;
  #written: { name: Span | undefined; tag: Span | undefined; digest: Span | undefined } | undefined;

  constructor(head: MappedText, range: Range, scope: Scope) {
    this.word = shellWord(head, range, scope);
    this.#head = head;
    this.#range = range;
  }

  get value(): string | undefined {
    return this.word.value;
  }
  get registry(): string | undefined {
    return this.#split?.registry;
  }
  get repository(): string | undefined {
    return this.#split?.repository;
  }
  get name(): string | undefined {
    return this.#split?.name;
  }
  get tag(): string | undefined {
    return this.#split?.tag;
  }
  get digest(): string | undefined {
    return this.#split?.digest;
  }
  get nameSpan(): Span | undefined {
    return this.#places.name;
  }
  get tagSpan(): Span | undefined {
    return this.#places.tag;
  }
  get digestSpan(): Span | undefined {
    return this.#places.digest;
  }

  get #split(): Parts | undefined {
    if (this.#parts === null) {
      const { value } = this;
      this.#parts = value === undefined || value === "" ? undefined : splitReference(value);
    }
    return this.#parts;
  }

  get #places(): { name: Span | undefined; tag: Span | undefined; digest: Span | undefined } {
    if (!this.#written) {
      const raw = this.#head.text.slice(this.#range.start, this.#range.end);
      // Quotes around the whole are not part of the name.
      const quote = raw.charAt(0);
      const isQuoted = raw.length > 1 && (quote === '"' || quote === "'") && raw.endsWith(quote);
      const offset = this.#range.start + (isQuoted ? 1 : 0);
      const text = isQuoted ? raw.slice(1, -1) : raw;
      const { nameEnd, tag, digest } = divide(text);
      const place = (range: Range | undefined): Span | undefined => {
        if (!range || /[$"'\\`]/.test(text.slice(range.start, range.end))) return undefined;
        return this.#head.spanToSource({ start: offset + range.start, end: offset + range.end });
      };
      this.#written = { name: place({ start: 0, end: nameEnd }), tag: place(tag), digest: place(digest) };
    }
    return this.#written;
  }
}
