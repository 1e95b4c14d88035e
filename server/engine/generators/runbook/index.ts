import type { Generator } from "../model.ts";

export const runbook: Generator = {
  id: "runbook",
  title: "runbook",
  summary: "",
  patterns: [],
  asks: [],
  customises: [],
  generate: () => ({ files: [] }),
};
