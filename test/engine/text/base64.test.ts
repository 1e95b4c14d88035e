import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asciiText, decodeBase64, encodeBase64 } from "../../../server/engine/text/base64.ts";

describe("base64", () => {
  it("encodes as Node does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(encodeBase64(text)).toBe(Buffer.from(text, "utf8").toString("base64"));
      }),
    );
  });

  it("decodes as Node does", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64(Buffer.from(bytes).toString("base64"))).toEqual([...bytes]);
      }),
    );
  });

  it.each(["a", "ab", "abc", "a===", "ab=c", "ab c", "ab-_", "abcd=", "=abc", "äbcd"])("refuses `%s`", (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  it("passes line breaks over, and nothing else", () => {
    expect(decodeBase64("aGVs\r\nbG8=\n")).toEqual([...Buffer.from("hello")]);
    expect(decodeBase64("")).toEqual([]);
  });

  it("gives text for printable bytes alone", () => {
    expect(asciiText([104, 105, 10])).toBe("hi\n");
    expect(asciiText([104, 0])).toBeUndefined();
    expect(asciiText([0xc3, 0xbc])).toBeUndefined();
  });
});
