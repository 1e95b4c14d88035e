import type { Application } from "../../../detection/model.ts";
import { inFolder } from "../../../workspace/paths.ts";
import type { Workspace } from "../../../workspace/workspace.ts";
import { readYaml, type YamlValue } from "../../../workspace/yaml-tree.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { counterEvidence, evidence, likely, met, notApplicable, open } from "../../verdict.ts";
import { readIni } from "./ini.ts";

/** What settings say of scripts that packages bring. */
interface Policy {
  readonly evidence: Evidence;
  /** The packages that it names; undefined where it is about all of them. */
  readonly names: readonly string[] | undefined;
}

export const installScripts: Assessor = {
  id: "security.install-scripts",
  looksAt:
    "npm's `allowScripts` and `ignore-scripts`, pnpm's `allowBuilds` and `onlyBuiltDependencies`, Yarn's `enableScripts` and `dependenciesMeta`, Bun's `trustedDependencies`, `--ignore-scripts` of the image's installs, Composer's `allow-plugins`, and the release of the package manager that the project pins.",
  action: {
    kind: "decide",
    title: "Say which packages may run scripts",
    asks: "Run `npm approve-scripts`, or `pnpm approve-builds`, or set `enableScripts: false` for Yarn, and commit what it writes.",
  },
  assess(service) {
    const { application } = service;
    if (!application) return notApplicable("There is no manifest whose packages could run scripts.");
    const isNode = application.node !== undefined;
    if (!isNode && application.ecosystem.value !== "php")
      return notApplicable("Its package manager has no scripts of packages to decide about.");
    const all = isNode ? ofNode(service, application) : ofComposer(service);
    const places = all.map((one) => one.evidence);
    if (places.some(({ isAgainst }) => isAgainst)) return open("Every package may run its own scripts when it is installed.", places);
    const manager = application.packageManager?.value ?? "npm";
    if (places.length === 0) return ofManager(manager, application);
    const left = isNode ? undecided(all, application) : [];
    if (left.length > 0)
      return likely(
        `It is decided which packages may run scripts; ${left.map((name) => `\`${name}\``).join(", ")}, which has one, is not among them.`,
        places,
      );
    return met("It is decided which packages may run scripts when they are installed.", places);
  },
};

/** What the manager does where nothing is decided. https://docs.npmjs.com/cli/v12/commands/npm-install-scripts, https://pnpm.io/settings#allowbuilds, https://bun.com/docs/pm/lifecycle */
function ofManager(manager: string, { packageManagerVersion: pinned, packageManager }: Application) {
  const major = Number(/^\d+/.exec(pinned?.value ?? "")?.[0] ?? Number.NaN);
  const from = pinned?.from ?? packageManager?.from;
  if (pinned?.from && ((manager === "npm" && major >= 12) || (manager === "pnpm" && major >= 10)))
    return met(`\`${manager}\` ${pinned.value} runs no package's scripts unless they are approved, and none is.`, [
      evidence(pinned.from.path, pinned.from.line, `${manager} ${pinned.value}`),
    ]);
  if (from && (manager === "bun" || (manager === "pnpm" && pinned === undefined)))
    return likely(
      manager === "bun"
        ? "Bun runs the scripts of packages on its own list alone; the project names none."
        : "pnpm runs no package's scripts from release 10 on, and which release installs is not pinned.",
      [evidence(from.path, from.line, `installed by ${manager}`, "code")],
    );
  return open("Nothing says which packages may run scripts when they are installed, so all of them may.");
}

/** Packages known to have a script that the decision does not name. */
function undecided(all: readonly Policy[], { node }: Application): readonly string[] {
  if (all.some(({ names }) => names === undefined)) return [];
  const named = new Set(all.flatMap(({ names }) => names ?? []).map((name) => name.replace(/(?!^)@.*$/, "")));
  return (node?.nativeDependencies ?? []).map(({ value }) => value).filter((name) => !named.has(name));
}

function ofNode(service: Service, { folder, context }: Application): readonly Policy[] {
  const { workspace } = service;
  const folders = [...new Set([context, folder])];
  return [
    ...folders.flatMap((one) => ofManifest(inFolder(one, "package.json"), workspace)),
    ...folders.flatMap((one) => ofPnpm(inFolder(one, "pnpm-workspace.yaml"), workspace)),
    ...folders.flatMap((one) => ofYarn(inFolder(one, ".yarnrc.yml"), workspace)),
    ...folders.flatMap((one) => [".npmrc", ".yarnrc"].flatMap((name) => ofIni(inFolder(one, name), workspace))),
    ...ofDockerfiles(service),
  ];
}

function policy(path: string, text: string, value: YamlValue, note: string, names: readonly string[] | undefined): Policy {
  return { evidence: evidence(path, lineAt(text, value.span.start), note), names };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function ofManifest(path: string, workspace: Workspace): readonly Policy[] {
  const text = workspace.read(path) ?? "";
  const root = readYaml(text)[0];
  const found: Policy[] = [];
  for (const [key, value] of [
    ["allowScripts", root?.get("allowScripts")],
    ["lavamoat.allowScripts", root?.get("lavamoat")?.get("allowScripts")],
    ["pnpm.onlyBuiltDependencies", root?.get("pnpm")?.get("onlyBuiltDependencies")],
    ["pnpm.neverBuiltDependencies", root?.get("pnpm")?.get("neverBuiltDependencies")],
    ["pnpm.allowBuilds", root?.get("pnpm")?.get("allowBuilds")],
    ["trustedDependencies", root?.get("trustedDependencies")],
  ] as const) {
    if (value && (value.isMap || value.isList)) found.push(policy(path, text, value, `\`${key}\``, namesIn(value)));
  }
  return found;
}

function namesIn(value: YamlValue): readonly string[] {
  return value.isMap ? value.entries.map(({ key }) => key) : value.items.flatMap((item) => item.rawText ?? []);
}

function ofPnpm(path: string, workspace: Workspace): readonly Policy[] {
  const text = workspace.read(path) ?? "";
  const root = readYaml(text)[0];
  const all = root?.get("dangerouslyAllowAllBuilds");
  if (all?.isTrue)
    return [{ evidence: counterEvidence(path, lineAt(text, all.span.start), "`dangerouslyAllowAllBuilds`"), names: undefined }];
  return ["allowBuilds", "onlyBuiltDependencies", "ignoredBuiltDependencies", "neverBuiltDependencies", "ignoreDependencyScripts"].flatMap(
    (key) => {
      const value = root?.get(key);
      if (!value) return [];
      if (key === "ignoreDependencyScripts") return value.isTrue ? [policy(path, text, value, `\`${key}\``, undefined)] : [];
      return value.isMap || value.isList ? [policy(path, text, value, `\`${key}\``, namesIn(value))] : [];
    },
  );
}

function ofYarn(path: string, workspace: Workspace): readonly Policy[] {
  const text = workspace.read(path) ?? "";
  const value = readYaml(text)[0]?.get("enableScripts");
  if (!value) return [];
  if (value.isTrue) return [{ evidence: counterEvidence(path, lineAt(text, value.span.start), "`enableScripts: true`"), names: undefined }];
  return [policy(path, text, value, "`enableScripts: false`", undefined)];
}

function ofIni(path: string, workspace: Workspace): readonly Policy[] {
  return readIni(workspace.read(path) ?? "").flatMap(({ key, value, line }) =>
    /^(?:ignore-scripts|strict-allow-scripts|--ignore-scripts|--install\.ignore-scripts)$/.test(key) && value === "true"
      ? [{ evidence: evidence(path, line, `\`${key}\``), names: undefined }]
      : [],
  );
}

const install = /\b(?:npm\s+(?:ci|i|install|clean-install)|yarn(?:\s+install)?|pnpm\s+(?:i|install)|bun\s+install)\b[^&|;\n]*/;

/** An image whose installs all leave scripts out runs none, whatever settings say. */
function ofDockerfiles({ dockerfiles }: Service): readonly Policy[] {
  return dockerfiles.flatMap(({ source: { path, text } }) => {
    const lines = text.split("\n").flatMap((line, at) => {
      const command = /^\s*(?:#|COPY|ADD)/.test(line) ? undefined : install.exec(line)?.[0];
      return command === undefined ? [] : [{ command, line: at + 1 }];
    });
    const [first] = lines;
    if (!first || !lines.every(({ command }) => command.includes("--ignore-scripts"))) return [];
    return [{ evidence: evidence(path, first.line, "`--ignore-scripts`"), names: undefined }];
  });
}

/** https://getcomposer.org/doc/06-config.md#allow-plugins: from Composer 2.2 on none runs that is not named. */
function ofComposer({ folder, workspace }: Service): readonly Policy[] {
  const path = inFolder(folder, "composer.json");
  const text = workspace.read(path) ?? "";
  const value = readYaml(text)[0]?.get("config")?.get("allow-plugins");
  if (!value) return [];
  if (value.isTrue) return [{ evidence: counterEvidence(path, lineAt(text, value.span.start), "`allow-plugins: true`"), names: undefined }];
  return [policy(path, text, value, "`allow-plugins`", undefined)];
}
