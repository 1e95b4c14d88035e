import { credentialsIn, literalSecret } from "./secrets.ts";

/** A secret in plain text; `start` and `end` are offsets into the value that holds it. */
export interface PlainSecretText {
  readonly start: number;
  readonly end: number;
  /** What is wrong with it, as a sentence without its full stop. */
  readonly what: string;
  /** Everybody knows it, so that nothing is lost with it. */
  readonly isKnown: boolean;
  /** It has the shape of a credential, and is not told by the name of its variable. */
  readonly isShaped: boolean;
}

/** The secrets that a literal value holds: by the name that it has, or by the shape of a credential in it. */
export function plainSecretsInText(name: string, value: string): readonly PlainSecretText[] {
  const found = credentialsIn(value);
  if (found.length > 0) {
    return found.map(({ start, end, kind }) => ({
      start,
      end,
      what: `${/^(?:[AEIOU]|npm)/.test(kind) ? "An" : "A"} ${kind} stands here in plain text`,
      isKnown: false,
      isShaped: true,
    }));
  }
  const literal = value.trim().includes("\n") ? undefined : literalSecret(name, value);
  if (!literal) return [];
  const what =
    literal === "known"
      ? `\`${name}\` has a password that everybody knows`
      : `\`${name}\` looks like a secret and stands here in plain text`;
  return [{ start: 0, end: value.length, what, isKnown: literal === "known", isShaped: false }];
}
