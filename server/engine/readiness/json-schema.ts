// For the generated files: the products read sign-off files by their own model.
import * as z from "zod/mini";
import { readinessItems } from "../knowledge/readiness.ts";
import { readinessType } from "./sign-off-type.ts";

/** The JSON Schema (draft 7, which editors read) of `readiness.yaml`, with the items that there are. */
export function readinessSchema(): Record<string, unknown> {
  const { $schema, properties = {}, ...rest } = z.toJSONSchema(readinessType, { target: "draft-7", io: "input" });
  const items = properties.items as { additionalProperties: object };
  const decision = { $ref: "#/definitions/decision" };
  return {
    $schema,
    title: "Sign-offs of a service (readiness.yaml)",
    ...rest,
    properties: {
      ...properties,
      items: {
        description: (properties.items as { description?: string }).description,
        type: "object",
        properties: Object.fromEntries(
          readinessItems.map(({ id, title, why }) => [id, { description: `${title}. ${why}`, allOf: [decision] }]),
        ),
        patternProperties: { "^custom\\.": decision },
        additionalProperties: false,
      },
    },
    definitions: { decision: items.additionalProperties },
  };
}
