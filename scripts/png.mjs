// PNG files: written for the icon, and made small for the pictures of the editor.

import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const most = 64;

/**
 * A picture of eight bits a channel. Each row begins with a byte for its filter; with a palette (red, green and blue of each colour) a pixel is
 * its place there, without one it is red, green, blue and opacity.
 * @param {{ width: number, height: number, rows: Buffer, palette?: Buffer }} picture
 * @returns {Buffer}
 */
export function pngOf({ width, height, rows, palette }) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, palette ? 3 : 6, 0, 0, 0], 8);
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  const parts = [chunk("IHDR", head), ...(palette ? [chunk("PLTE", palette)] : []), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}

/**
 * The same picture with at most 64 colours, which takes a third of the size where text stands on plain ground; a file that is no picture of
 * the kind that a browser writes stays as it is.
 * @param {Buffer} file
 * @returns {Buffer}
 */
export function withPalette(file) {
  const picture = read(file);
  if (!picture) return file;
  const { width, height, pixels } = picture;
  const { palette, places } = paletteOf(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = places.get(pixels[y * width + x]);
  return pngOf({ width, height, rows, palette: Buffer.from(palette.flatMap(channelsOf)) });
}

/** The colours to be kept, and the place of the nearest of them for each that there is: one after the other, what is seen most and is still far from all. */
function paletteOf(pixels) {
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const colors = [...counts].map(([color, count]) => ({ color, weight: Math.sqrt(count), distance: Number.POSITIVE_INFINITY, place: 0 }));
  const palette = [];
  let next = colors.reduce((best, one) => (one.weight > best.weight ? one : best));
  while (next && palette.length < most) {
    const place = palette.push(next.color) - 1;
    let score = 0;
    const added = next.color;
    next = undefined;
    for (const one of colors) {
      const distance = distanceOf(one.color, added);
      if (distance < one.distance) Object.assign(one, { distance, place });
      if (one.weight * one.distance > score) [score, next] = [one.weight * one.distance, one];
    }
  }
  return { palette, places: new Map(colors.map(({ color, place }) => [color, place])) };
}

function distanceOf(one, other) {
  const [red, green, blue] = channelsOf(one);
  const [otherRed, otherGreen, otherBlue] = channelsOf(other);
  return (red - otherRed) ** 2 + (green - otherGreen) ** 2 + (blue - otherBlue) ** 2;
}

function channelsOf(color) {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

/** Width, height and each pixel as `0xRRGGBB`; undefined for other kinds of PNG than a browser writes. */
function read(file) {
  if (!file.subarray(0, 8).equals(signature)) return undefined;
  const data = [];
  let head;
  for (let at = 8; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") head = body;
    if (type === "IDAT") data.push(body);
    at += 12 + length;
  }
  const channels = { 2: 3, 6: 4 }[head?.[9]];
  if (!channels || head[8] !== 8 || head[12] !== 0) return undefined;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const bytes = unfiltered(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const at = i * channels;
    pixels[i] = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  }
  return { width, height, pixels };
}

/** Takes off what each row was filtered with. Source: https://www.w3.org/TR/png-3/#9Filters. */
function unfiltered(filtered, stride, height, channels) {
  const bytes = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? bytes[y * stride + x - channels] : 0;
      const above = y > 0 ? bytes[(y - 1) * stride + x] : 0;
      const corner = x >= channels && y > 0 ? bytes[(y - 1) * stride + x - channels] : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      bytes[y * stride + x] = filtered[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return bytes;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(body.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named) >>> 0, named.length + 4);
  return whole;
}
