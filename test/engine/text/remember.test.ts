import { describe, expect, it } from "vitest";
import { ownCopy, remember } from "../../../server/engine/text/remember.ts";

describe("remembering", () => {
  it("computes once for each text", () => {
    const asked: string[] = [];
    const length = remember((text) => {
      asked.push(text);
      return text.length;
    });
    const file = "FROM node:22-bookworm-slim AS build";
    expect([length(file.slice(5, 26)), length("node:22-bookworm-slim"), length("")]).toEqual([21, 21, 0]);
    expect(asked).toEqual(["node:22-bookworm-slim", ""]);
  });

  it("remembers that there is nothing", () => {
    let count = 0;
    const find = remember(() => {
      count++;
      return undefined;
    });
    expect([find("a"), find("a")]).toEqual([undefined, undefined]);
    expect(count).toBe(1);
  });

  it("forgets where there are too many", () => {
    let count = 0;
    const next = remember(() => ++count, 2);
    expect(["a", "b", "a", "c", "c", "a"].map((text) => next(text))).toEqual([1, 2, 1, 3, 3, 4]);
  });

  it("copies a text as it is", () => {
    for (const text of ["", "a", "a long text that is no part of another\n", "\u{1F433}"]) expect(ownCopy(text)).toBe(text);
  });
});
