// What makes the pictures of the README small.
import { inflateSync } from "node:zlib";
import { expect, it } from "vitest";

// Scripts are plain JavaScript, which has no types of its own.
const script: string = new URL("../scripts/png.mjs", import.meta.url).href;
const { pngOf, withPalette } = (await import(script)) as {
  pngOf(picture: { width: number; height: number; rows: Buffer }): Buffer;
  withPalette(file: Buffer): Buffer;
};

const width = 40;
const height = 30;

/** A picture of so many colours, each row filtered as the byte in front of it says. */
function picture(colors: number, filter = 0): Buffer {
  const stride = width * 4;
  const plain = Buffer.alloc(stride * height);
  for (let i = 0; i < width * height; i++) plain.set([i % colors, (i % colors) >> 4, 200, 255], i * 4);
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    rows[y * (stride + 1)] = filter;
    for (let x = 0; x < stride; x++) {
      const left = x < 4 ? 0 : (plain[y * stride + x - 4] as number);
      const above = y === 0 ? 0 : (plain[(y - 1) * stride + x] as number);
      const guess = filter === 1 ? left : filter === 2 ? above : filter === 3 ? (left + above) >> 1 : 0;
      rows[y * (stride + 1) + 1 + x] = (plain[y * stride + x] as number) - guess;
    }
  }
  return pngOf({ width, height, rows });
}

/** The parts of a PNG file by their names. */
function partsOf(file: Buffer): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    parts.set(file.toString("latin1", at + 4, at + 8), file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  }
  return parts;
}

/** The colour of a pixel in a picture with a palette. */
function colorAt(file: Buffer, index: number): number[] {
  const parts = partsOf(file);
  const rows = inflateSync(parts.get("IDAT") as Buffer);
  const place = rows[Math.floor(index / width) * (width + 1) + 1 + (index % width)] as number;
  return [...(parts.get("PLTE") as Buffer).subarray(place * 3, place * 3 + 3)];
}

it.each([0, 1, 2, 3])("keeps every pixel where there are few colours, whatever the rows are filtered with (%i)", (filter) => {
  const small = withPalette(picture(50, filter));
  for (const index of [0, 1, 39, 40, 49, 777, 1199]) expect(colorAt(small, index)).toEqual([index % 50, (index % 50) >> 4, 200]);
});

it("takes the nearest of 64 where there are more", () => {
  const small = withPalette(picture(251 * 4));
  expect((partsOf(small).get("PLTE") as Buffer).length).toBeLessThanOrEqual(64 * 3);
  const [red = 0] = colorAt(small, 100);
  expect(Math.abs(red - 100)).toBeLessThanOrEqual(16);
});

it("leaves what is no such picture as it is", () => {
  const text = Buffer.from("no picture");
  expect(withPalette(text)).toBe(text);
  const small = withPalette(picture(3));
  expect(withPalette(small)).toBe(small);
});
