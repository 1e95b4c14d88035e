// For the generated files and the tests: the products read settings and need no schema of them.
import * as z from "zod/mini";
import type { Rule } from "../rule.ts";
import { configurationType } from "./schema.ts";

/** The JSON Schema (draft 7, which editors read) of `.deployment-patterns.yaml`. */
export function configurationSchema(rules: readonly Rule[]): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configurationType(rules, { isDescribed: true }), { target: "draft-7", io: "input" });
  return { $schema, title: "Settings of Deployment Patterns (.deployment-patterns.yaml)", ...schema };
}

type Part = { readonly [key: string]: unknown };

/** The same schema with what stands in it for every rule, and twice for all of them, once under `definitions`: a tenth of the size. */
export function sharedSchema(schema: Record<string, unknown>): Record<string, unknown> {
  const named = new Map<string, string>();
  const definitions: Record<string, unknown> = {};
  const shared = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shared);
    if (typeof value !== "object" || value === null) return value;
    const { description, ...rest } = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shared(part)])) as Part;
    const name = nameOf(rest);
    if (name === undefined) return description === undefined ? rest : { ...rest, description };
    const text = JSON.stringify(rest);
    if (!named.has(text)) {
      named.set(text, `#/definitions/${name}`);
      definitions[name] = rest;
    }
    const reference = { $ref: named.get(text) };
    // Draft 7 reads nothing beside a reference.
    return description === undefined ? reference : { description, allOf: [reference] };
  };
  const rest = shared(schema) as Part;
  return { ...rest, definitions };
}

/** What is shared: a level, what a rule without options may be set to, and all rules. */
function nameOf(part: Part): string | undefined {
  if (Array.isArray(part.enum) && part.enum.includes("off")) return "level";
  if (Array.isArray(part.anyOf) && JSON.stringify(part.anyOf[0]) === level && part.anyOf.length === 2) return "setting";
  const keys = Object.keys(part.properties ?? {});
  return keys.length > 0 && keys.every((key) => key.includes("/")) ? "rules" : undefined;
}

const level = JSON.stringify({ $ref: "#/definitions/level" });
