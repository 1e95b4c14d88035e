import type { Connection } from "vscode-languageserver";
import { findRule, type Language, type RuleId, type SourceText, type Span } from "../engine/index.ts";
import type { Client } from "./client.ts";
import type { Coexistence } from "./protocol.ts";

/** The editor's settings; which rules apply stands in the repository's own configuration file. */
export interface Settings {
  readonly enable: boolean;
  readonly run: "onType" | "onSave";
  readonly syntax: "auto" | "on" | "off";
  /** ShellCheck, which is started in trusted workspaces alone; "" is the one on PATH. */
  readonly shellcheck: { readonly enabled: boolean; readonly path: string };
}

export const section = "deploymentPatterns";

/** The rules that say of a manifest what an extension for YAML says. */
const yamlRules: ReadonlySet<RuleId> = new Set<RuleId>([
  "kubernetes/syntax",
  "kubernetes/duplicate-key",
  "compose/syntax",
  "compose/duplicate-key",
]);

/**
 * Where a rule knows more than the language server that Docker's and Microsoft's extensions start (npm's dockerfile-language-server-nodejs, read in its version
 * 0.15.0): by the line up to what is marked, and with it, whether that server says the same.
 */
const partlyElsewhere: Readonly<Partial<Record<RuleId, (before: string, marked: string, after: string) => boolean>>> = {
  "dockerfile/unknown-flag": isOfNoRun,
  "dockerfile/invalid-flag": isOfNoRun,
  "dockerfile/invalid-directive": (before) => /^#\s*escape\b/i.test(before),
  "dockerfile/invalid-image-reference": (_, marked) => !/[A-Z]/.test(marked),
  "dockerfile/invalid-port": (_, marked) => !/^\d+(?:-\d+)?$|:/.test(marked),
  "dockerfile/invalid-signal": (_, marked) => !/^(?:SIG|\d)/.test(marked),
  "dockerfile/undeclared-image-argument": (before, _, after) => /^\s*from\s+\$\{?$/i.test(before) && /^\}?(?:\s|$)/.test(after),
  // There it is said of quotes alone, and of the array.
  "dockerfile/shell-form-command": () => false,
};

function isOfNoRun(before: string): boolean {
  return !/^\s*(?:onbuild\s+)?run\b/i.test(before);
}

/** Whether that server says what a rule finds: it does for the rules that have its numbers; without a place, whether it says all of it. */
function isSaidElsewhere(rule: RuleId, place: Place | undefined): boolean {
  const isKnown = findRule(rule)?.alsoKnownAs?.some((name) => name.startsWith("dockerfile-utils:")) === true;
  const isPart = partlyElsewhere[rule];
  if (!isKnown || !isPart) return isKnown;
  if (!place) return false;
  const { source, span } = place;
  const before = source.text.slice(source.lineStarts[source.lineOf(span.start)], span.start);
  return isPart(before, source.slice(span), source.text.slice(span.end, source.nextLineStart(span.end)));
}

/** Where a finding is. */
interface Place {
  readonly source: SourceText;
  readonly span: Span;
}

/** Whether what a rule finds is ours to show; without a place, whether anything of it is. */
export type Owns = (rule: RuleId, place?: Place) => boolean;

const defaults: Settings = { enable: true, run: "onType", syntax: "auto", shellcheck: { enabled: false, path: "" } };

/** The settings as the client has them, by folder; asked once, and again when the client says that they have changed. */
export class SettingsStore {
  readonly #connection: Connection;
  readonly #client: Client;
  #pushed: unknown;
  #syntaxElsewhere: ReadonlySet<string>;
  #asked = new Map<string, Promise<Settings>>();
  readonly #known = new Map<string, Settings>();

  constructor(connection: Connection, client: Client) {
    this.#connection = connection;
    this.#client = client;
    this.#pushed = client.options.settings;
    this.#syntaxElsewhere = languagesOf(client.options);
  }

  /** The settings for the files of a folder. */
  load(scopeUri: string): Promise<Settings> {
    let asked = this.#asked.get(scopeUri);
    if (!asked) {
      asked = this.#ask(scopeUri).then((settings) => {
        this.#known.set(scopeUri, settings);
        return settings;
      });
      this.#asked.set(scopeUri, asked);
    }
    return asked;
  }

  /** What is known without asking. */
  now(scopeUri: string): Settings {
    return this.#known.get(scopeUri) ?? (this.#client.answersConfiguration ? defaults : settingsOf(this.#pushed));
  }

  /** Whether problems of syntax, and other things that every extension for the language gives, are ours to give. */
  ownsSyntax(settings: Settings, language: Language): boolean {
    return settings.syntax === "on" || (settings.syntax === "auto" && !this.#syntaxElsewhere.has(language));
  }

  /**
   * Whether definitions, marks, folds, links and the outline are ours to give: the server that Docker's and Microsoft's extensions bring gives those of
   * Dockerfiles, and each would be there twice.
   */
  ownsNavigation(settings: Settings, language: Language): boolean {
    return language !== "dockerfile" || this.ownsSyntax(settings, language);
  }

  /** Whether what a rule finds is ours to show; undefined where everything is. */
  ownsFinding(settings: Settings, language: Language): Owns | undefined {
    if (!this.ownsSyntax(settings, language)) {
      if (language === "dockerfile" && settings.syntax === "auto") return (rule, place) => !isSaidElsewhere(rule, place);
      return (rule) => findRule(rule)?.category !== "syntax";
    }
    // An extension for YAML in general tells what YAML does not allow, and knows nothing of Kubernetes or Compose.
    const isYamlElsewhere =
      settings.syntax === "auto" && (language === "kubernetes" || language === "compose") && this.#syntaxElsewhere.has("yaml");
    return isYamlElsewhere ? (rule) => !yamlRules.has(rule) : undefined;
  }

  /** The client's settings have changed: they are asked for anew, or are those handed in. */
  change(pushed: unknown): void {
    if (typeof pushed === "object" && pushed !== null && section in pushed) this.#pushed = (pushed as Record<string, unknown>)[section];
    this.#asked = new Map();
  }

  coexist(coexistence: Coexistence): void {
    this.#syntaxElsewhere = languagesOf(coexistence);
  }

  async #ask(scopeUri: string): Promise<Settings> {
    if (!this.#client.answersConfiguration) return settingsOf(this.#pushed);
    return settingsOf(await this.#connection.workspace.getConfiguration({ scopeUri, section }).catch(() => undefined));
  }
}

function languagesOf({ syntaxElsewhere }: Coexistence): ReadonlySet<string> {
  return new Set(Array.isArray(syntaxElsewhere) ? syntaxElsewhere.map(String) : []);
}

/** Settings from whatever a client sends; what is missing or wrong is as by default. */
function settingsOf(value: unknown): Settings {
  const given = recordOf(value);
  const shellcheck = recordOf(given.shellcheck);
  return {
    enable: typeof given.enable === "boolean" ? given.enable : defaults.enable,
    run: given.run === "onSave" ? "onSave" : "onType",
    syntax: given.syntax === "on" || given.syntax === "off" ? given.syntax : "auto",
    shellcheck: {
      enabled: shellcheck.enabled === true,
      path: typeof shellcheck.path === "string" ? shellcheck.path.trim() : "",
    },
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  return (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
}
