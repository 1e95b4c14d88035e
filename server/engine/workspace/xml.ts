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

/** The root element; undefined where the text is none or is too large. Tolerant: ends that do not match close what they can. Never throws. */
export function readXml(text: string): XmlElement | undefined {
  if (text.length > maximumSize) return undefined;
  const top = new Element("", 1, "");
  const open = [top];
  let line = 1;
  let counted = 0;
  const pattern =
    /<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<[?!][^>]*>|<\/\s*([\w.:-]+)\s*>|<([\w.:-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/gs;
  for (const match of text.matchAll(pattern)) {
    const [, data, end, name, attributes, empty, content] = match;
    const current = open.at(-1) ?? top;
    if (content !== undefined || data !== undefined) current.written += data ?? unescaped(content as string);
    else if (end !== undefined) {
      const at = open.findLastIndex((element) => element.name === end);
      if (at > 0) open.length = at;
    } else if (name !== undefined) {
      for (; counted < match.index; counted++) if (text[counted] === "\n") line++;
      const element = new Element(name, line, attributes ?? "");
      current.children.push(element);
      if (empty === "" && open.length < maximumDepth) open.push(element);
    }
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
