import { inFolder } from "../../workspace/paths.ts";
import type { Generator, Plan } from "../model.ts";

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
        text: signOffFile(plan),
        about: "What people sign off before production",
      },
    ],
  }),
};

function signOffFile({ answers: { service, level, environments, owner } }: Plan): string {
  const owners =
    owner === undefined ? "# DECIDE: who answers for it, such as a team\nowners: []\n" : `owners: [${JSON.stringify(owner)}]\n`;
  return `# What people have decided about taking ${service} to production. What the repository tells by itself is not written here.
schema: 1
service: ${service}
level: ${level}
environments: [${environments.join(", ")}]
${owners}# An item is signed, waived or not-applicable: by whom, on which day, until when, on which evidence.
items: {}
`;
}
