import * as z from "zod";
import type { Rule } from "../rule.ts";
import { maximumPatternLength } from "./glob.ts";
import { presets } from "./presets.ts";

/** What a rule can be set to; `on` leaves it its own severity. */
export const levels = ["off", "on", "error", "warning", "info", "hint"] as const;
export type Level = (typeof levels)[number];

/** Where workflows run: GitHub, or a forge that reads the same files in its own way. */
export const dialects = ["github", "forgejo", "gitea"] as const;
export type Dialect = (typeof dialects)[number];

/** What a rule may be set to: a level, or a list of the level and the rule's options. */
function settingOf(rule: Rule, level: z.ZodType<Level>) {
  const { options } = rule;
  // A misspelt option is to be told, not dropped.
  const exact = options instanceof z.ZodObject ? options.strict() : options;
  return (exact ? z.union([level, z.tuple([level]), z.tuple([level, exact])]) : z.union([level, z.tuple([level])])).describe(rule.summary);
}

/** The definition of `.deployment-patterns.yaml` for a list of rules: it validates the file and gives its JSON Schema. */
export function configurationType(rules: readonly Rule[]) {
  // Made here and not at the start of the program, which most often finds no configuration to read.
  const pattern = z.string().min(1).max(maximumPatternLength);
  const patterns = z.union([pattern, z.array(pattern)]);
  const preset = z.enum(presets);
  const level = z.enum(levels);
  const kubernetesVersion = z.union([z.string().regex(/^v?1\.\d{1,3}(?:\.\d{1,3})?$/), z.number()]);
  const settings = z.strictObject(Object.fromEntries(rules.map((rule) => [rule.id, settingOf(rule, level).optional()])));
  return z.strictObject({
    extends: preset
      .optional()
      .describe(
        "The rules to start from: `recommended` is almost never wrong, `strict` adds advice one may argue with, `all` is every rule.",
      ),
    rules: settings.optional().describe("Severity of single rules: a level, or a list of a level and the rule's options."),
    ignore: patterns.optional().describe("Files that are not checked, as patterns relative to this file's folder."),
    overrides: z
      .array(
        z.strictObject({
          files: patterns.describe("The files that this part is for, as patterns relative to this file's folder."),
          extends: preset.optional().describe("The rules to start from for these files."),
          rules: settings.optional().describe("Severity of single rules for these files."),
        }),
      )
      .optional()
      .describe("Settings for some of the files; of several that apply, the last wins."),
    kubernetesVersion: kubernetesVersion.optional().describe("The Kubernetes release that the manifests are for, such as `1.33`."),
    dialect: z.enum(dialects).optional().describe("Where the workflows run. Default: `github`."),
  });
}

export type ConfigurationValue = z.output<ReturnType<typeof configurationType>>;

/** The JSON Schema (draft 7, which editors read) of `.deployment-patterns.yaml`. */
export function configurationSchema(rules: readonly Rule[]): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configurationType(rules), { target: "draft-7", io: "input" });
  return { $schema, title: "Settings of Deployment Patterns (.deployment-patterns.yaml)", ...schema };
}
