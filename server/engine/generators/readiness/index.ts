import type { Generator } from "../model.ts";

export const readiness: Generator = {
  id: "readiness",
  title: "readiness",
  summary: "",
  patterns: [],
  asks: [],
  customises: [],
  generate: () => ({ files: [] }),
};
