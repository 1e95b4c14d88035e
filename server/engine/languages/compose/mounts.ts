import type { Span } from "../../text/span.ts";
import { type ExpandedText, expandText, type Piece, pieceOf, unknownCharacter } from "./expanded-text.ts";
import type { Lookup } from "./interpolation.ts";

export type MountProblem =
  /** There is nothing, or nothing between two colons. */
  | "empty-part"
  /** More than source, target and options. */
  | "too-many-parts";

/** An entry of `volumes` of a service in the short syntax. */
export interface ShortMount {
  /** Unknown where a variable decides; a source that is no path is the name of a volume. */
  readonly kind: "bind" | "volume" | "anonymous" | "unknown";
  readonly source: Piece<string>;
  readonly target: Piece<string>;
  /** `ro`, `z`, `nocopy` and the like; Compose passes over those that it does not know. */
  readonly options: readonly { readonly name: string; readonly span: Span }[];
  readonly isReadOnly: boolean;
  readonly problems: readonly { readonly kind: MountProblem; readonly span: Span }[];
}

/** What the options are that stand for themselves, so that `${VOLUME}:ro` has no target of its own. */
const optionList =
  /^(?:ro|rw|z|Z|nocopy|r?private|r?shared|r?slave|cached|delegated|consistent)(?:,(?:ro|rw|z|Z|nocopy|r?private|r?shared|r?slave|cached|delegated|consistent))*$/;

/**
 * Reads `[SOURCE:]TARGET[:OPTIONS]`. A single letter before a colon is a drive of Windows, so that no volume can have such a name. Variables count with
 * their values or defaults; one that has neither leaves open what it may hold. Spans are offsets into the text.
 * Source: https://github.com/compose-spec/compose-go/blob/main/format/volume.go.
 */
export function readShortMount(text: string, lookup?: Lookup): ShortMount {
  const expanded = expandText(text, lookup);
  const sections = divide(expanded.text);
  const problems = sections
    .filter(([start, end]) => start === end)
    .map(([start]) => ({ kind: "empty-part" as const, span: expanded.spanOf(start, start) }));
  const [first = [0, 0], second, third, fourth] = sections;
  if (fourth)
    return {
      ...mount(expanded, first, second, third),
      problems: [...problems, { kind: "too-many-parts", span: expanded.spanOf(fourth[0], expanded.text.length) }],
    };
  return { ...mount(expanded, first, second, third), problems };
}

type Section = readonly [start: number, end: number];

function mount(
  expanded: ExpandedText,
  first: Section,
  second: Section | undefined,
  third: Section | undefined,
): Omit<ShortMount, "problems"> {
  const { text } = expanded;
  const nothing: Piece<string> = { state: "absent", span: expanded.spanOf(0, 0), isDefault: false };
  const startsUnknown = text.startsWith(unknownCharacter);
  if (!second) {
    const target = pieceOf(expanded, ...first);
    // `${VOLUME}` may hold all of it.
    if (target.state === "unknown" && !text.startsWith("/"))
      return { kind: "unknown", source: target, target, options: [], isReadOnly: false };
    return { kind: "anonymous", source: nothing, target, options: [], isReadOnly: false };
  }
  const source = pieceOf(expanded, ...first);
  if (!third && startsUnknown && optionList.test(text.slice(...second)))
    return { kind: "unknown", source, target: source, ...optionsOf(expanded, second) };
  const kind = isPath(text.slice(...first), expanded.unknownAt(0)) ? "bind" : startsUnknown ? "unknown" : "volume";
  return { kind, source, target: pieceOf(expanded, ...second), ...optionsOf(expanded, third) };
}

/** Where the parts between colons stand. What has at most two characters is one part. */
function divide(text: string): readonly Section[] {
  if (text.length <= 2) return [[0, text.length]];
  const sections: Section[] = [];
  let start = 0;
  for (let colon = text.indexOf(":"); colon >= 0; colon = text.indexOf(":", colon + 1)) {
    if (colon - start === 1 && /^\p{L}$/u.test(text.charAt(start))) continue;
    sections.push([start, colon]);
    start = colon + 1;
  }
  sections.push([start, text.length]);
  return sections;
}

/** Whether a source is a path of the host. Names of volumes have no slash, so that `${DIRECTORY}/data` cannot be one. */
function isPath(source: string, variable: string | undefined): boolean {
  if (/^(?:[./~]|\\\\|\p{L}:)/u.test(source)) return true;
  return source.startsWith(unknownCharacter) && (/[/\\]/.test(source) || variable === "PWD" || variable === "HOME");
}

function optionsOf(expanded: ExpandedText, section: Section | undefined): Pick<ShortMount, "options" | "isReadOnly"> {
  const options: { name: string; span: Span }[] = [];
  let isReadOnly = false;
  if (!section) return { options, isReadOnly };
  let start = section[0];
  for (const name of expanded.text.slice(...section).split(",")) {
    const end = start + name.length;
    if (name !== "" && !name.includes(unknownCharacter)) options.push({ name, span: expanded.spanOf(start, end) });
    if (name === "ro") isReadOnly = true;
    else if (name === "rw") isReadOnly = false;
    start = end + 1;
  }
  return { options, isReadOnly };
}
