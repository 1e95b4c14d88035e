// Draws client/icon.png, the extension's icon: layers of an image, and the tick of a check passed. Needs nothing but Node.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pngOf } from "./png.mjs";
import { root } from "./setup.mjs";

/** The shapes are drawn on a square of this size, and painted on one of so many pixels: as many as the marketplace asks for. */
const size = 256;
const pixels = 128;
/** Each pixel is the mean of so many points squared, for smooth edges. */
const samples = 4;

/** What is painted, from the back to the front: how far a point is from the shape's edge (negative inside), and its colour there. */
const shapes = [
  { distance: box(128, 128, 120, 120, 44), colour: (_x, y) => mix([31, 111, 235], [13, 42, 99], y / size) },
  ...[168, 126, 84].map((y, layer) => ({ distance: slab(118, y, 84, 40), colour: () => mix([121, 178, 255], [255, 255, 255], layer / 2) })),
  { distance: circle(186, 184, 50), colour: () => [13, 42, 99] },
  { distance: circle(186, 184, 42), colour: () => [46, 174, 92] },
  {
    distance: stroke(
      [
        [166, 185],
        [181, 200],
        [207, 170],
      ],
      7,
    ),
    colour: () => [255, 255, 255],
  },
];

/** A rectangle with round corners. */
function box(centreX, centreY, halfWidth, halfHeight, radius) {
  return (x, y) => {
    const dx = Math.abs(x - centreX) - halfWidth + radius;
    const dy = Math.abs(y - centreY) - halfHeight + radius;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
  };
}

/** A layer seen from above: a rhombus, its corners a little rounded. */
function slab(centreX, centreY, halfWidth, halfHeight) {
  const scale = Math.hypot(1 / halfWidth, 1 / halfHeight);
  return (x, y) => (Math.abs(x - centreX) / halfWidth + Math.abs(y - centreY) / halfHeight - 1) / scale - 4;
}

function circle(centreX, centreY, radius) {
  return (x, y) => Math.hypot(x - centreX, y - centreY) - radius;
}

/** A line through points, with round ends. */
function stroke(points, halfWidth) {
  return (x, y) => Math.min(...points.slice(1).map((end, index) => distanceToSegment(x, y, points[index], end))) - halfWidth;
}

function distanceToSegment(x, y, [fromX, fromY], [toX, toY]) {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const along = Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - fromX - along * dx, y - fromY - along * dy);
}

function mix(from, to, share) {
  return from.map((value, channel) => value + (to[channel] - value) * share);
}

/** Red, green, blue and opacity of one pixel. */
function pixel(column, row) {
  const sum = [0, 0, 0, 0];
  for (let index = 0; index < samples * samples; index++) {
    const x = ((column + ((index % samples) + 0.5) / samples) * size) / pixels;
    const y = ((row + (Math.floor(index / samples) + 0.5) / samples) * size) / pixels;
    const shape = shapes.findLast(({ distance }) => distance(x, y) <= 0);
    if (!shape) continue;
    for (const [channel, value] of shape.colour(x, y).entries()) sum[channel] += value;
    sum[3]++;
  }
  const [red, green, blue, covered] = sum;
  return covered === 0 ? [0, 0, 0, 0] : [red / covered, green / covered, blue / covered, (255 * covered) / samples ** 2].map(Math.round);
}

function png() {
  const line = (row) => [0, ...Array.from({ length: pixels }, (_, column) => pixel(column, row)).flat()];
  const rows = Array.from({ length: pixels }, (_, row) => line(row));
  return pngOf({ width: pixels, height: pixels, rows: Buffer.from(rows.flat()) });
}

writeFileSync(join(root, "client", "icon.png"), png());
