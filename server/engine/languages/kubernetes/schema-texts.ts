import data from "./schema-texts.json" with { type: "json" };

interface Texts {
  readonly kinds: Readonly<Record<string, number>>;
  readonly types: readonly (readonly number[])[];
  readonly texts: readonly string[];
}

/** What kinds and fields are for. In the bundles they stand in a file beside, which is read at the first call (scripts/rule-texts.mjs). */
export function texts(): Texts {
  return data;
}
