import type { Generator } from "../model.ts";

export const compose: Generator = {
  id: "compose",
  title: "compose",
  summary: "",
  patterns: [],
  asks: [],
  customises: [],
  generate: () => ({ files: [] }),
};
