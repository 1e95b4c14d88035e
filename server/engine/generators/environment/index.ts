import { type EnvironmentVariable, environmentOf } from "../../detection/environment.ts";
import { gitIgnored } from "../../workspace/gitignore.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { Generation, Generator, Plan } from "../model.ts";
import { exampleFile } from "./dotenv.ts";
import { goEnvironment } from "./go.ts";
import { nodeEnvironment } from "./node.ts";
import { pythonEnvironment } from "./python.ts";
import { withUsual } from "./variables.ts";

export const environment: Generator = {
  id: "environment",
  title: "Validate the environment",
  summary: "The environment's variables as a schema that is checked at start-up, and `.env.example` to document them.",
  patterns: ["E1", "E2", "E3"],
  asks: ["framework"],
  customises: ["port", "services"],
  obstacle,
  generate(plan) {
    const found = environmentOf(plan.workspace, plan.answers.folder);
    const variables = plan.answers.ecosystem in writers ? withUsual(plan, found) : found;
    const { files, notes = [] } = writers[plan.answers.ecosystem]?.(plan, variables) ?? { files: [] };
    const local = inFolder(plan.answers.folder, ".env");
    const isIgnored = plan.workspace.derive(gitIgnored)(local);
    return {
      files: [...files, exampleFile(plan, variables)],
      notes: [...notes, ...(isIgnored ? [] : [`Add \`.env\` to \`.gitignore\`: it will hold secrets.`])],
    };
  },
};

type Writer = (plan: Plan, variables: readonly EnvironmentVariable[]) => Generation;

/** Elsewhere the frameworks check their settings themselves, and the documentation is what is missing. */
const writers: Readonly<Record<string, Writer>> = { node: nodeEnvironment, python: pythonEnvironment, go: goEnvironment };

function obstacle({ answers, workspace }: Plan): string | undefined {
  if (answers.ecosystem in writers || environmentOf(workspace, answers.folder).length > 0) return undefined;
  return "its code reads no variable of the environment";
}
