import data from "./schema-texts.json" with { type: "json" };

/** What the fields of a type are for. In the bundles the texts stand in a file beside, which is read at the first call (scripts/build.mjs). */
export function textsOf(type: string): Readonly<Record<string, string>> | undefined {
  return (data.types as Readonly<Record<string, Readonly<Record<string, string>>>>)[type];
}
