// The texts of the editor in other languages: each translation has every text, with the same placeholders, and no other.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (path: string): Record<string, string> => JSON.parse(readFileSync(join(root, path), "utf8"));

/** The English files, and how those of other languages are named. */
const kinds = [
  { name: "the manifest", english: "package.nls.json", path: (language: string) => `package.nls.${language}.json` },
  { name: "the client", english: "l10n/bundle.l10n.json", path: (language: string) => `l10n/bundle.l10n.${language}.json` },
];
const languages = readdirSync(root).flatMap((file) => /^package\.nls\.([\w-]+)\.json$/.exec(file)?.[1] ?? []);

test("Simplified Chinese is there", () => {
  expect(languages).toContain("zh-cn");
});

test("no language is translated by half", () => {
  const bundles = readdirSync(join(root, "l10n")).flatMap((file) => /^bundle\.l10n\.([\w-]+)\.json$/.exec(file)?.[1] ?? []);
  expect(bundles.sort()).toEqual(languages.toSorted());
});

describe.each(languages)("%s", (language) => {
  test.each(kinds)("$name has every text", ({ english, path }) => {
    expect(existsSync(join(root, path(language)))).toBe(true);
    const original = read(english);
    const translation = read(path(language));
    expect(Object.keys(translation).sort()).toEqual(Object.keys(original).sort());
    const marks = (text: string) => (text.match(/\{\d+\}|`[^`]+`/g) ?? []).sort();
    for (const [key, text] of Object.entries(translation)) {
      expect(text.trim(), key).not.toBe("");
      expect(text, key).not.toBe(original[key]);
      expect(marks(text), key).toEqual(marks(original[key] ?? ""));
    }
  });
});
