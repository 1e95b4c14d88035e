import type { Generator } from "../model.ts";

export const kubernetes: Generator = {
  id: "kubernetes",
  title: "kubernetes",
  summary: "",
  patterns: [],
  asks: [],
  customises: [],
  generate: () => ({ files: [] }),
};
