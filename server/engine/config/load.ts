import { isKustomizationPath, isManifestPath } from "../languages/kubernetes/detect.ts";
import { detectLanguage } from "../languages/parse.ts";
import type { Rule } from "../rule.ts";
import { rules as allRules } from "../rules/index.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, upwards } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { readActionlintSettings } from "./actionlint.ts";
import { builtInSettings, type Configuration, configurationOf, type RuleOverrides, type Settings } from "./configuration.ts";
import { readDclintSettings } from "./dclint.ts";
import { readHadolintSettings } from "./hadolint.ts";
import { readKubeLinterSettings } from "./kube-linter.ts";
import type { PeerSettings } from "./peer-settings.ts";
import { readConfiguration } from "./read.ts";
import { readZizmorSettings } from "./zizmor.ts";

/** The names of our configuration file, the first preferred. */
export const configurationNames = [".deployment-patterns.yaml", ".deployment-patterns.yml"] as const;

/** The names of hadolint's (https://github.com/hadolint/hadolint#configure). */
const hadolintNames = [".hadolint.yaml", ".hadolint.yml"] as const;

/** The names of zizmor's (https://docs.zizmor.sh/configuration), in a folder and in its `.github`. */
const zizmorNames = [".github/zizmor.yml", ".github/zizmor.yaml", "zizmor.yml", "zizmor.yaml"] as const;

/** The names of actionlint's (https://github.com/rhysd/actionlint/blob/main/docs/config.md). */
const actionlintNames = [".github/actionlint.yaml", ".github/actionlint.yml"] as const;

/** The names of kube-linter's (https://docs.kubelinter.io/#/configuring-kubelinter). */
const kubeLinterNames = [".kube-linter.yaml", ".kube-linter.yml"] as const;

/** The names of dclint's that hold data, as cosmiconfig looks for them (https://github.com/zavoloklom/docker-compose-linter#configuration). */
const dclintNames = ["package.json", ".dclintrc", ".dclintrc.json", ".dclintrc.yaml", ".dclintrc.yml"] as const;

export interface ConfigurationOverrides extends RuleOverrides {
  /** A configuration file to read in place of the nearest; `none` for the built-in settings alone. */
  readonly file?: SourceText | "none";
}

const noOverrides: ConfigurationOverrides = {};

/**
 * The configuration in force for a file: the nearest of ours in its folder or above; where there is none, the nearest of the other tools for
 * its language as far as they translate; else the built-in settings. Never throws: what is wrong in a file is in `problems`.
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
  const { own, hadolint, zizmor, actionlint, kubeLinter, dclint } = finders(rules);
  const folders = upwards(folderOf(path));
  const ours = nearest(folders, workspace, own);
  if (ours) return ours;
  const language = detectLanguage(path);
  if (language === "compose") return nearest(folders, workspace, dclint) ?? builtInSettings;
  const isWorkflow = language === "workflow" || language === "action";
  // Other YAML files can be nothing but manifests, whatever stands in them.
  if (!isWorkflow && (isManifestPath(path) || isKustomizationPath(path))) return nearest(folders, workspace, kubeLinter) ?? builtInSettings;
  if (!isWorkflow) return nearest(folders, workspace, hadolint) ?? builtInSettings;
  const [first, second] = [zizmor, actionlint].flatMap((find) => nearest(folders, workspace, find) ?? []);
  return first && second ? both(first, second) : (first ?? builtInSettings);
}

/** What other linters' settings in a folder say, each with its file. */
export function peerSettingsIn(
  workspace: Workspace,
  folder: string,
  rules: readonly Rule[] = allRules,
): readonly { readonly path: string; readonly peer: PeerSettings }[] {
  const { own: _, ...peers } = finders(rules);
  return Object.values(peers).flatMap((find) => {
    const settings = find(workspace, folder);
    return settings?.path === undefined ? [] : (settings.peers ?? []).map((peer) => ({ path: settings.path as string, peer }));
  });
}

const joined = new WeakMap<Settings, { readonly second: Settings; readonly settings: Settings }>();

/** The settings of two tools; the same object for the same two, as configurations are kept by it. */
function both(first: Settings, second: Settings): Settings {
  const known = joined.get(first);
  if (known?.second === second) return known.settings;
  const settings = { ...first, peers: [...(first.peers ?? []), ...(second.peers ?? [])] };
  joined.set(first, { second, settings });
  return settings;
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

type Finders = Readonly<Record<"own" | "hadolint" | "zizmor" | "actionlint" | "kubeLinter" | "dclint", Finder>>;
const findersByRules = new WeakMap<readonly Rule[], Finders>();

function finders(rules: readonly Rule[]): Finders {
  let found = findersByRules.get(rules);
  if (!found) {
    const own = (source: SourceText): Settings => ({ path: source.path, ...readConfiguration(source, rules) });
    type Read = (text: string, rules: readonly Rule[], path: string) => PeerSettings | undefined;
    const peer = (tool: string, names: readonly string[], read: Read): Finder => {
      const settings = ({ path, text }: SourceText): Settings | undefined => {
        const peer = read(text, rules, path);
        return peer && { path, value: {}, problems: [], peers: [peer] };
      };
      return keyedFact(`${tool}'s settings of`, (workspace, folder) => readFirst(names, workspace, folder, settings, false));
    };
    found = {
      own: keyedFact("settings of", (workspace, folder) => readFirst(configurationNames, workspace, folder, own, true)),
      hadolint: peer("hadolint", hadolintNames, readHadolintSettings),
      zizmor: peer("zizmor", zizmorNames, readZizmorSettings),
      actionlint: peer("actionlint", actionlintNames, readActionlintSettings),
      kubeLinter: peer("kube-linter", kubeLinterNames, readKubeLinterSettings),
      dclint: peer("dclint", dclintNames, readDclintSettings),
    };
    findersByRules.set(rules, found);
  }
  return found;
}

function readFirst(
  names: readonly string[],
  workspace: Workspace,
  folder: string,
  read: (source: SourceText) => Settings | undefined,
  reportsUnreadable: boolean,
): Settings | undefined {
  for (const name of names) {
    const path = inFolder(folder, name);
    const isThere = workspace.has(path);
    if (isThere === false) continue;
    const text = workspace.read(path);
    const settings = text === undefined ? undefined : read(new SourceText(path, text));
    if (settings) return settings;
    if (isThere && reportsUnreadable) {
      return { path, value: {}, problems: [{ path, span: { start: 0, end: 0 }, message: "This file cannot be read." }] };
    }
  }
  return undefined;
}
