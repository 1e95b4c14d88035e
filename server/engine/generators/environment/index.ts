import type { Generator } from "../model.ts";

export const environment: Generator = {
  id: "environment",
  title: "environment",
  summary: "",
  patterns: [],
  asks: [],
  customises: [],
  generate: () => ({ files: [] }),
};
