import type { Generator } from "../model.ts";

export const pipeline: Generator = {
  id: "pipeline",
  title: "pipeline",
  summary: "",
  patterns: [],
  asks: [],
  customises: [],
  generate: () => ({ files: [] }),
};
