import { expect, it } from "vitest";
import type { OutlineItem } from "../../../server/engine/outline/model.ts";
import { outline } from "../../../server/engine/outline/outline.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const text = `ARG V=1
FROM node:24 AS build
ENV A=1 \\
    B=2
RUN <<EOF sh

  npm   ci
  npm run build
EOF
COPY <<one <<two /etc/
1
one
2
two
FROM scratch
ONBUILD RUN <<EOF
x
EOF
CMD ["/a"]
`;

function lines(items: readonly OutlineItem[], indent = ""): string[] {
  return items.flatMap((one) => [
    `${indent}${one.kind} ${one.name}${one.detail === undefined ? "" : `: ${one.detail}`}`,
    ...lines(one.children, `${indent}  `),
  ]);
}

it("has the stages with their instructions, and those with their heredocs", () => {
  expect(lines(outline(new SourceText("Dockerfile", text), "dockerfile"))).toEqual([
    "variable ARG: V=1",
    "stage build: node:24",
    "  variable ENV: A=1 B=2",
    "  instruction RUN: <<EOF sh",
    "    file EOF: npm ci",
    "  instruction COPY: <<one <<two /etc/",
    "    file one: /etc/",
    "    file two: /etc/",
    "stage scratch",
    "  instruction ONBUILD: RUN <<EOF",
    "    file EOF: x",
    '  instruction CMD: ["/a"]',
  ]);
});

it("has every part inside of its whole, and every name inside of its part, however broken the file is", () => {
  const inside = (items: readonly OutlineItem[], start: number, end: number) => {
    for (const { name, span, nameSpan, children } of items) {
      expect(name).not.toBe("");
      expect(span.start).toBeGreaterThanOrEqual(start);
      expect(span.end).toBeLessThanOrEqual(end);
      expect(nameSpan.start).toBeGreaterThanOrEqual(span.start);
      expect(nameSpan.end).toBeLessThanOrEqual(span.end);
      inside(children, span.start, span.end);
    }
  };
  for (let end = 0; end <= text.length; end++) inside(outline(new SourceText("Dockerfile", text.slice(0, end)), "dockerfile"), 0, end);
});
