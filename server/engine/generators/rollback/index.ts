import type { Generator } from "../model.ts";

export const rollback: Generator = {
  id: "rollback",
  title: "rollback",
  summary: "",
  patterns: [],
  asks: [],
  customises: [],
  generate: () => ({ files: [] }),
};
