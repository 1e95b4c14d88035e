/** The parts of an image reference as a Compose file or a manifest has it. */
export interface Reference {
  /** As written: `docker.io/library/postgres`. */
  readonly name: string;
  /** Undefined where none is written, and where a variable decides it. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** Where a variable decides the tag: what is written of it, `-alpine` of `${VERSION}-alpine`. */
  readonly visibleTag: string | undefined;
}

/** Takes `name:tag@digest` apart; undefined where a variable decides the name. */
export function readReference(text: string): Reference | undefined {
  const written = withoutVariables(text);
  const [front = "", digest] = written.split("@", 2);
  const colon = front.indexOf(":", front.lastIndexOf("/") + 1);
  const name = colon < 0 ? front : front.slice(0, colon);
  if (name === "" || /[$\s{}]/.test(name)) return undefined;
  const tag = colon < 0 ? undefined : front.slice(colon + 1);
  const isOpen = tag?.includes("$") === true;
  return { name, tag: isOpen ? undefined : tag, digest, visibleTag: isOpen ? tag.replaceAll("$", "") : undefined };
}

/** The text with a single dollar for each variable; variables stand in the defaults of others, too. */
function withoutVariables(text: string): string {
  const plain = text.replace(/\$\{[^{}]*\}|\$[A-Za-z_]\w*/g, "$");
  return plain === text ? plain : withoutVariables(plain);
}
