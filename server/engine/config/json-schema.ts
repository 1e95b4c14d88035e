// For the generated files and the tests: the products read settings and need no schema of them.
import * as z from "zod/mini";
import type { Rule } from "../rule.ts";
import { configurationType } from "./schema.ts";

/** The JSON Schema (draft 7, which editors read) of `.deployment-patterns.yaml`. */
export function configurationSchema(rules: readonly Rule[]): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configurationType(rules), { target: "draft-7", io: "input" });
  return { $schema, title: "Settings of Deployment Patterns (.deployment-patterns.yaml)", ...schema };
}
