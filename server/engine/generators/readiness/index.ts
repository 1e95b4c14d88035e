import { emptySignOffFile } from "../../readiness/template.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { Generator } from "../model.ts";

/** The sign-off file: what people decide about taking a service to production, and nothing that the repository tells by itself. */
export const readiness: Generator = {
  id: "readiness",
  title: "Readiness",
  summary: "The sign-off file of the production-readiness checklist: who decided what, on which evidence, until when.",
  patterns: ["P1", "P2", "P3", "P4", "P5", "R2"],
  asks: ["service", "level", "environments", "owner"],
  customises: [],
  generate: (plan) => ({
    files: [
      {
        path: inFolder(plan.application.folder, "readiness.yaml"),
        text: emptySignOffFile(plan.answers),
        about: "What people sign off before production",
      },
    ],
  }),
};
