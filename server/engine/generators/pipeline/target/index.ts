import type { Answers } from "../../answers.ts";
import { commandTarget } from "./command.ts";
import { composeTarget } from "./compose.ts";
import { kubernetesTarget } from "./kubernetes.ts";
import type { Target } from "./model.ts";

export const targets: Readonly<Record<Answers["target"], Target>> = {
  kubernetes: kubernetesTarget,
  compose: composeTarget,
  command: commandTarget,
};
