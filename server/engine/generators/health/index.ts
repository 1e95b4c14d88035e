import type { Generator } from "../model.ts";

export const health: Generator = {
  id: "health",
  title: "health",
  summary: "",
  patterns: [],
  asks: [],
  customises: [],
  generate: () => ({ files: [] }),
};
