import { en } from "zod/locales";
import * as z from "zod/mini";
import type { Rule } from "../rule.ts";
import { maximumPatternLength } from "../text/glob.ts";
import { presets } from "./presets.ts";

/** What a rule can be set to; `on` leaves it its own severity. */
export const levels = ["off", "on", "error", "warning", "info", "hint"] as const;
export type Level = (typeof levels)[number];

/** Where workflows run: GitHub, or a forge that reads the same files in its own way. */
export const dialects = ["github", "forgejo", "gitea"] as const;
export type Dialect = (typeof dialects)[number];

/** What a rule may be set to: a level, or a list of the level and the rule's options. */
function settingOf(rule: Rule, level: z.ZodMiniType<Level>, isDescribed: boolean) {
  const { options } = rule;
  // A misspelt option is to be told, not dropped.
  const exact = options instanceof z.ZodMiniObject ? z.strictObject(options.shape) : options;
  const list = exact ? z.union([level, z.tuple([level]), z.tuple([level, exact])]) : z.union([level, z.tuple([level])]);
  return z.optional(isDescribed ? list.check(z.describe(rule.summary)) : list);
}

/**
 * The definition of `.deployment-patterns.yaml` for a list of rules: it validates the file and gives its JSON Schema. What the rules are about, which only
 * people read, is in it where it is asked for.
 */
export function configurationType(rules: readonly Rule[], { isDescribed = false } = {}) {
  // The small form of zod brings no sentences of its own.
  z.config(en());
  // Made here and not at the start of the program, which most often finds no configuration to read.
  const pattern = z.string().check(z.minLength(1), z.maxLength(maximumPatternLength));
  const patterns = z.union([pattern, z.array(pattern)]);
  const preset = z.enum(presets);
  const level = z.enum(levels);
  const kubernetesVersion = z.union([z.string().check(z.regex(/^v?1\.\d{1,3}(?:\.\d{1,3})?$/)), z.number()]);
  const settings = z.strictObject(Object.fromEntries(rules.map((rule) => [rule.id, settingOf(rule, level, isDescribed)])));
  const override = z.strictObject({
    files: patterns.check(z.describe("The files that this part is for, as patterns relative to this file's folder.")),
    extends: described(preset, "The rules to start from for these files."),
    rules: described(settings, "Severity of single rules for these files."),
  });
  const group = z.string().check(z.regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/[A-Z][A-Za-z0-9]*$/));
  const keys = z.string().check(z.regex(/^\w+(?:\.\w+)*$/), z.maxLength(200));
  return z.strictObject({
    extends: described(
      preset,
      "The rules to start from: `recommended` is almost never wrong, `strict` adds advice one may argue with, `all` is every rule.",
    ),
    rules: described(settings, "Severity of single rules: a level, or a list of a level and the rule's options."),
    ignore: described(patterns, "Files that are not checked, as patterns relative to this file's folder."),
    overrides: described(z.array(override), "Settings for some of the files; of several that apply, the last wins."),
    kubernetesVersion: described(kubernetesVersion, "The Kubernetes release that the manifests are for, such as `1.33`."),
    podTemplates: described(
      z.record(group, keys),
      "Kinds of your own that run pods, as `group/Kind`, with the keys that lead to their pod template, such as `spec.template`.",
    ),
    dialect: described(z.enum(dialects), "Where the workflows run. Default: `github`."),
  });
}

/** A setting that may be left out, with what the editor shows of it. */
function described<T extends z.ZodMiniType>(type: T, text: string): z.ZodMiniOptional<T> {
  return z.optional(type.check(z.describe(text)) as T);
}

export type ConfigurationValue = z.output<ReturnType<typeof configurationType>>;
