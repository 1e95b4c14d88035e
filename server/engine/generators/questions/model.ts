import type { AnswerKey, Answers } from "../answers.ts";
import type { Question } from "../model.ts";

/** Questions by the answer that they ask for. */
export type Questions = { readonly [K in AnswerKey]?: Question<NonNullable<Answers[K]>> };
