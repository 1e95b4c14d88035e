import type { Completion, Place } from "./completion.ts";
import { tail } from "./completion.ts";

/** The builder's own arguments, which need an ARG line inside of a stage (Dockerfile reference, "Automatic platform ARGs"). */
const automatic = ["TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT"];

/** The variables known where the cursor is, where a `$` has been typed. Undefined where the word names none. */
export function completeVariable(place: Place): Completion[] | undefined {
  const typed = /\$(\{?)(\w*)$/.exec(place.word);
  if (!typed) return undefined;
  const [whole, brace] = typed as unknown as [string, string, string];
  const span = tail(place, whole.length);
  return [...variables(place)].map(([name, detail]) => ({
    kind: "variable",
    label: name,
    span,
    text: brace ? `\${${name}}` : `$${name}`,
    filter: `$${brace}${name}`,
    detail,
    isCommon: true,
  }));
}

function variables(place: Place): Map<string, string> {
  const names = new Map<string, string>();
  const { instruction, file } = place;
  if (instruction?.keyword === "FROM") {
    for (const one of file.globalArgs) for (const { name, value } of one.assignments) names.set(name, value?.text ?? "build argument");
    for (const name of ["BUILDPLATFORM", "TARGETPLATFORM"]) names.set(name, "set by the builder");
    return names;
  }
  for (const one of place.stage?.chainInstructions ?? file.globalArgs) {
    if (one.keyword !== "ARG" && one.keyword !== "ENV") continue;
    if (one.span.start >= place.offset || one === instruction) continue;
    for (const { name, value } of one.assignments)
      names.set(name, value?.text ?? (automatic.includes(name) ? "set by the builder" : "build argument"));
  }
  return names;
}
