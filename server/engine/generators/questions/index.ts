import type { AnswerKey } from "../answers.ts";
import type { Question } from "../model.ts";
import { applicationQuestions } from "./application.ts";
import { containerQuestions } from "./container.ts";
import { kubernetesQuestions } from "./kubernetes.ts";
import type { Questions } from "./model.ts";
import { operationsQuestions } from "./operations.ts";
import { pipelineQuestions } from "./pipeline.ts";

const questions: Required<Questions> = {
  ...applicationQuestions,
  ...containerQuestions,
  ...pipelineQuestions,
  ...kubernetesQuestions,
  ...operationsQuestions,
};

/** The question for an answer; what it gives is checked by the answer's type. */
export function questionOf(key: AnswerKey): Question<unknown> {
  return questions[key] as Question<unknown>;
}
