import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** How many digits of an object name are written: enough to be one alone in any repository. */
const digits = 12;

/**
 * The name that Git gives to a file of this text, as `git hash-object` prints it, in full; undefined where the text is not the file's bytes.
 * (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)
 */
export function objectName(text: string): string | undefined {
  // What could not be decoded cannot be told from what stands in its place.
  if (text.includes("\uFFFD")) return undefined;
  const bytes = utf8ToBytes(text);
  return bytesToHex(sha1(concatBytes(utf8ToBytes(`blob ${bytes.length}\0`), bytes)));
}

/** The start of it, as a sign-off names what it covers. */
export function fingerprint(text: string): string | undefined {
  return objectName(text)?.slice(0, digits);
}

/** Whether a file is still what was signed; undefined where that cannot be told. Git may keep line breaks otherwise than they stand on the disk. */
export function isCovered(text: string, covers: string): boolean | undefined {
  // Names of SHA-256 repositories are longer than any of ours.
  if (covers.length > 40) return undefined;
  const names = [...new Set([text, text.replaceAll("\r\n", "\n")])].map(objectName);
  if (names.includes(undefined)) return undefined;
  return names.some((name) => name?.startsWith(covers.toLowerCase()));
}
