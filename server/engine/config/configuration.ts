import type { PodTemplates } from "../languages/kubernetes/model.ts";
import type { Rule, RuleId, Severity } from "../rule.ts";
import { compilePathPattern, type PathMatcher } from "../text/glob.ts";
import { isExcepted, type PeerSettings } from "./peer-settings.ts";
import { isInPreset, type PresetName } from "./presets.ts";
import type { ConfigurationProblem } from "./read.ts";
import type { ConfigurationValue, Dialect, Level } from "./schema.ts";

/** The settings in force for the files under one configuration file; paths are relative to the workspace root. */
export interface Configuration {
  /** The file that the settings come from; undefined where there is none. */
  readonly path: string | undefined;
  readonly problems: readonly ConfigurationProblem[];
  /** The Kubernetes release that manifests are for, such as `1.33`. */
  readonly kubernetesVersion: string | undefined;
  /** The keys that lead to the pod template of kinds that are not known by themselves, by `group/Kind`. */
  readonly podTemplates: PodTemplates;
  readonly dialect: Dialect;
  severityOf(rule: Rule, path: string): Severity | "off";
  /** The rule's options with all defaults; undefined where it has none. */
  optionsOf(rule: Rule, path: string): unknown;
  /** Whether a rule has nothing to say on a line (from 1) of a file. */
  excepts(rule: RuleId, path: string, line: () => number): boolean;
  /** Whether a file is left out altogether. */
  ignores(path: string): boolean;
}

/** What the user of the command line or the editor sets over the files. */
export interface RuleOverrides {
  readonly preset?: PresetName;
  readonly rules?: ReadonlyMap<RuleId, Level>;
  /** These rules run and no others. */
  readonly only?: ReadonlySet<RuleId>;
}

/** Where settings come from. */
export interface Settings {
  readonly path: string | undefined;
  readonly value: ConfigurationValue;
  readonly problems: readonly ConfigurationProblem[];
  /** What other tools' settings say, where there are none of ours. */
  readonly peers?: readonly PeerSettings[];
}

export const builtInSettings: Settings = { path: undefined, value: {}, problems: [] };

/** What a configuration says of one rule for one file. */
interface RuleSetting {
  readonly level: Level;
  readonly options?: unknown;
}

interface Layer {
  readonly appliesTo: PathMatcher;
  readonly preset: PresetName | undefined;
  readonly rules: ReadonlyMap<string, RuleSetting>;
}

/** The configuration without any file. */
export function defaultConfiguration(overrides: RuleOverrides = {}): Configuration {
  return configurationOf(builtInSettings, overrides);
}

export function configurationOf(settings: Settings, overrides: RuleOverrides = {}): Configuration {
  const { value, peers = [] } = settings;
  const exceptions = peers.flatMap((peer) => peer.exceptions ?? []);
  const folder = settings.path?.includes("/") ? settings.path.slice(0, settings.path.lastIndexOf("/") + 1) : "";
  const ignored = matcher(value.ignore, folder);
  const excluded = peers.flatMap((peer) => peer.excluded ?? []);
  const layers: Layer[] = [
    { appliesTo: () => true, preset: value.extends, rules: settingsOf(value.rules) },
    ...(value.overrides ?? []).map((part) => ({
      appliesTo: matcher(part.files, folder),
      preset: part.extends,
      rules: settingsOf(part.rules),
    })),
  ];
  let lastPath: string | undefined;
  let lastLayers: readonly Layer[] = [];
  const layersOf = (path: string): readonly Layer[] => {
    if (path !== lastPath) {
      lastPath = path;
      lastLayers = layers.filter((layer) => layer.appliesTo(path));
    }
    return lastLayers;
  };
  const isIgnored = (rule: RuleId, path: string): boolean =>
    peers.some(({ ignored }) => ignored.has(rule)) ||
    exceptions.some((exception) => exception.line === undefined && isExcepted(exception, rule, path));
  const settingFor = (rule: Rule, path: string): RuleSetting | undefined =>
    layersOf(path)
      .findLast((layer) => layer.rules.has(rule.id))
      ?.rules.get(rule.id);

  return {
    path: settings.path,
    problems: settings.problems,
    kubernetesVersion: value.kubernetesVersion === undefined ? undefined : String(value.kubernetesVersion).replace(/^v/, ""),
    podTemplates: new Map(Object.entries(value.podTemplates ?? {}).map(([kind, keys]) => [kind, keys.split(".")])),
    dialect: value.dialect ?? "github",
    severityOf(rule, path) {
      if (overrides.only && !overrides.only.has(rule.id)) return "off";
      const preset = overrides.preset ?? layersOf(path).findLast((layer) => layer.preset)?.preset ?? "recommended";
      const base = peers.findLast(({ severities }) => severities?.has(rule.id))?.severities?.get(rule.id) ?? rule.severity;
      let severity: Severity | "off" = isInPreset(rule, preset) && !isIgnored(rule.id, path) ? base : "off";
      for (const level of [settingFor(rule, path)?.level, overrides.rules?.get(rule.id)]) {
        if (level !== undefined) severity = level === "on" ? base : level;
      }
      return severity === "off" && overrides.only ? base : severity;
    },
    optionsOf(rule, path) {
      const layer = layersOf(path).findLast(({ rules }) => rules.get(rule.id)?.options !== undefined);
      return layer ? layer.rules.get(rule.id)?.options : (peerOptions(rule, peers) ?? defaultOptions(rule));
    },
    excepts: (rule, path, line) =>
      exceptions.some((exception) => exception.line !== undefined && isExcepted(exception, rule, path) && exception.line === line()),
    ignores: (path) => ignored(path) || excluded.some((part) => path.slice(folder.length).includes(part)),
  };
}

/** The options that a peer's settings give a rule; undefined where the rule has none of those. */
function peerOptions(rule: Rule, peers: readonly PeerSettings[]): unknown {
  const given = peers.findLast(({ options }) => options?.has(rule.id))?.options?.get(rule.id);
  const shape = rule.options && "shape" in rule.options ? (rule.options.shape as object) : {};
  if (!given || !Object.keys(given).every((name) => Object.hasOwn(shape, name))) return undefined;
  const result = rule.options?.safeParse(given);
  return result?.success ? result.data : undefined;
}

const defaults = new WeakMap<Rule, { readonly options: unknown }>();

/** The options of a rule where none are set: every field has a default. */
function defaultOptions(rule: Rule): unknown {
  if (!rule.options) return undefined;
  let known = defaults.get(rule);
  if (!known) {
    known = { options: rule.options.parse({}) };
    defaults.set(rule, known);
  }
  return known.options;
}

function settingsOf(rules: ConfigurationValue["rules"]): Map<string, RuleSetting> {
  const settings = new Map<string, RuleSetting>();
  for (const [id, setting] of Object.entries(rules ?? {})) {
    if (setting === undefined) continue;
    settings.set(
      id,
      Array.isArray(setting) ? { level: setting[0], ...(setting.length > 1 ? { options: setting[1] } : {}) } : { level: setting },
    );
  }
  return settings;
}

/** Whether a path matches one of the patterns, which are relative to a folder (with its slash, or empty). */
function matcher(patterns: string | readonly string[] | undefined, folder: string): PathMatcher {
  const matchers = (typeof patterns === "string" ? [patterns] : (patterns ?? [])).map(compilePathPattern);
  if (matchers.length === 0) return () => false;
  return (path) => path.startsWith(folder) && matchers.some((matches) => matches(path.slice(folder.length)));
}
