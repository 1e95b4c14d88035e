import type { Generator } from "../model.ts";

export const container: Generator = {
  id: "container",
  title: "container",
  summary: "",
  patterns: [],
  asks: [],
  customises: [],
  generate: () => ({ files: [] }),
};
