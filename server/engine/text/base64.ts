const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes that a text stands for in base64 with padding, line breaks passed over (RFC 4648, section 4); undefined where it is none. */
export function decodeBase64(text: string): readonly number[] | undefined {
  const clean = text.replace(/[\r\n]/g, "");
  if (clean.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < clean.length; at += 4) {
    const [a = 0, b = 0, c = -1, d = -1] = [...clean.slice(at, at + 4)].map((letter) => alphabet.indexOf(letter));
    bytes.push((a << 2) | (b >> 4));
    if (c >= 0) bytes.push(((b & 15) << 4) | (c >> 2));
    if (d >= 0) bytes.push(((c & 3) << 6) | d);
  }
  return bytes;
}

/** A text in base64, read as UTF-8. */
export function encodeBase64(text: string): string {
  const bytes = [...text].flatMap((letter) => utf8(letter.codePointAt(0) ?? 0));
  let result = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    result += `${alphabet[a >> 2]}${alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)]}`;
    result += b === undefined ? "=" : alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)];
    result += c === undefined ? "=" : alphabet[c & 63];
  }
  return result;
}

function utf8(code: number): number[] {
  if (code < 0x80) return [code];
  const rest = (shift: number) => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), rest(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), rest(6), rest(0)];
  return [0xf0 | (code >> 18), rest(12), rest(6), rest(0)];
}

/** Bytes as text where all of them are printable ASCII or blanks and line breaks; undefined where they are not. */
export function asciiText(bytes: readonly number[]): string | undefined {
  if (bytes.some((byte) => byte > 126 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13))) return undefined;
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
