// For the generated files: the products read answers and need no schema of them.
import * as z from "zod/mini";
import { type AnswerKey, answersType } from "./answers.ts";
import { questionOf } from "./questions/index.ts";

/** The JSON Schema of a file of answers: every answer may be left out, as what is not answered is detected. */
export function answersSchema(): Record<string, unknown> {
  const { $schema, properties = {} } = z.toJSONSchema(answersType, { target: "draft-7", io: "input" });
  return {
    $schema,
    title: "Answers of the generators",
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, { description: questionOf(key as AnswerKey).help, ...(value as object) }]),
    ),
  };
}
