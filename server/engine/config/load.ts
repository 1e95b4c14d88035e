import type { Rule } from "../rule.ts";
import { rules as allRules } from "../rules/index.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, upwards } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { builtInSettings, type Configuration, configurationOf, type RuleOverrides, type Settings } from "./configuration.ts";
import { readHadolintSettings } from "./hadolint.ts";
import { readConfiguration } from "./read.ts";

/** The names of our configuration file, the first preferred. */
export const configurationNames = [".deployment-patterns.yaml", ".deployment-patterns.yml"] as const;

/** The names of hadolint's (https://github.com/hadolint/hadolint#configure). */
const hadolintNames = [".hadolint.yaml", ".hadolint.yml"] as const;

export interface ConfigurationOverrides extends RuleOverrides {
  /** A configuration file to read in place of the nearest; `none` for the built-in settings alone. */
  readonly file?: SourceText | "none";
}

const noOverrides: ConfigurationOverrides = {};

/**
 * The configuration in force for a file: the nearest of ours in its folder or above; where there is none, hadolint's nearest as far as it
 * translates; else the built-in settings. Never throws: what is wrong in a file is in `problems`.
 */
export function loadConfiguration(
  path: string,
  workspace: Workspace,
  overrides: ConfigurationOverrides = noOverrides,
  rules: readonly Rule[] = allRules,
): Configuration {
  const settings = settingsFor(path, workspace, overrides, rules);
  const known = configurations.get(settings);
  if (known?.overrides === overrides) return known.configuration;
  const configuration = configurationOf(settings, overrides);
  configurations.set(settings, { overrides, configuration });
  return configuration;
}

/** The last configuration made of some settings, for the many files that share it. */
const configurations = new WeakMap<Settings, { readonly overrides: RuleOverrides; readonly configuration: Configuration }>();

function settingsFor(path: string, workspace: Workspace, { file }: ConfigurationOverrides, rules: readonly Rule[]): Settings {
  if (file === "none") return builtInSettings;
  if (file) return readGiven(file, rules);
  const { own, hadolint } = finders(rules);
  const folders = upwards(folderOf(path));
  return nearest(folders, workspace, own) ?? nearest(folders, workspace, hadolint) ?? builtInSettings;
}

const given = new WeakMap<SourceText, Settings>();

function readGiven(file: SourceText, rules: readonly Rule[]): Settings {
  let settings = given.get(file);
  if (!settings) {
    settings = { path: file.path, ...readConfiguration(file, rules) };
    given.set(file, settings);
  }
  return settings;
}

/** Reads the settings of a folder; undefined where it has none. */
type Finder = (workspace: Workspace, folder: string) => Settings | undefined;

function nearest(folders: readonly string[], workspace: Workspace, find: Finder): Settings | undefined {
  for (const folder of folders) {
    const settings = find(workspace, folder);
    if (settings) return settings;
  }
  return undefined;
}

const findersByRules = new WeakMap<readonly Rule[], { readonly own: Finder; readonly hadolint: Finder }>();

function finders(rules: readonly Rule[]) {
  let found = findersByRules.get(rules);
  if (!found) {
    const own = (source: SourceText): Settings => ({ path: source.path, ...readConfiguration(source, rules) });
    const hadolint = (source: SourceText): Settings => {
      return { path: source.path, value: {}, problems: [], hadolint: readHadolintSettings(source.text, rules) };
    };
    found = {
      own: keyedFact("settings of", (workspace, folder) => readFirst(configurationNames, workspace, folder, own, true)),
      hadolint: keyedFact("hadolint's settings of", (workspace, folder) => readFirst(hadolintNames, workspace, folder, hadolint, false)),
    };
    findersByRules.set(rules, found);
  }
  return found;
}

function readFirst(
  names: readonly string[],
  workspace: Workspace,
  folder: string,
  read: (source: SourceText) => Settings,
  reportsUnreadable: boolean,
): Settings | undefined {
  for (const name of names) {
    const path = inFolder(folder, name);
    const isThere = workspace.has(path);
    if (isThere === false) continue;
    const text = workspace.read(path);
    if (text !== undefined) return read(new SourceText(path, text));
    if (isThere && reportsUnreadable) {
      return { path, value: {}, problems: [{ path, span: { start: 0, end: 0 }, message: "This file cannot be read." }] };
    }
  }
  return undefined;
}
