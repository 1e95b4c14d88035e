/** An element of an XML file as far as manifests need it. */
export interface XmlElement {
  readonly name: string;
  /** Counts from 1. */
  readonly line: number;
  /** What stands directly in it, trimmed. */
  readonly text: string;
  readonly children: readonly XmlElement[];
  attribute(name: string): string | undefined;
  /** The first child of this name. */
  child(name: string): XmlElement | undefined;
  /** All elements of this name in it, however deep, in the file's order. */
  all(name: string): readonly XmlElement[];
}

const maximumSize = 500 * 1024;
const maximumDepth = 64;

/** The longest tag that is read. */
const maximumTag = 4096;

/** The root element; undefined where the text is none or is too large. Tolerant: ends that do not match close what they can. Never throws. */
export function readXml(text: string): XmlElement | undefined {
  if (text.length > maximumSize) return undefined;
  const top = new Element("", 1, "");
  const open = [top];
  let line = 1;
  let counted = 0;
  for (let at = 0; at < text.length; ) {
    const current = open.at(-1) ?? top;
    const start = text.indexOf("<", at);
    current.written += unescaped(text.slice(at, start < 0 ? text.length : start));
    if (start < 0) break;
    const [close, skipped] = text.startsWith("<!--", start) ? ["-->", 4] : text.startsWith("<![CDATA[", start) ? ["]]>", 9] : [">", 1];
    const end = text.indexOf(close, start + skipped);
    if (end < 0) break;
    at = end + close.length;
    if (skipped === 9) current.written += text.slice(start + skipped, end);
    const tag = skipped === 1 && end - start < maximumTag ? text.slice(start + 1, end) : "";
    const [, slash, name, attributes = ""] = /^(\/?)\s*([\w.:-]+)(.*)$/s.exec(tag) ?? [];
    if (name === undefined) continue;
    if (slash === "/") {
      const opened = open.findLastIndex((element) => element.name === name);
      if (opened > 0) open.length = opened;
      continue;
    }
    for (; counted < start; counted++) if (text[counted] === "\n") line++;
    const element = new Element(name, line, attributes);
    current.children.push(element);
    if (!attributes.endsWith("/") && open.length < maximumDepth) open.push(element);
  }
  return top.children[0];
}

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"', apos: "'" })[name as string] ?? "&");
}

class Element implements XmlElement {
  readonly name: string;
  readonly line: number;
  readonly children: Element[] = [];
  written = "";
  readonly #attributes: string;

  constructor(name: string, line: number, attributes: string) {
    this.name = name;
    this.line = line;
    this.#attributes = attributes;
  }

  get text(): string {
    return this.written.trim();
  }

  attribute(name: string): string | undefined {
    for (const [, key, double, single] of this.#attributes.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
      if (key === name) return unescaped(double ?? single ?? "");
    return undefined;
  }

  child(name: string): Element | undefined {
    return this.children.find((child) => child.name === name);
  }

  all(name: string): readonly Element[] {
    return this.children.flatMap((child) => (child.name === name ? [child, ...child.all(name)] : child.all(name)));
  }
}
