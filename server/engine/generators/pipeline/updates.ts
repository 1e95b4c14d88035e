import type { Ecosystem, PackageManager } from "../../detection/names.ts";
import { parseYaml } from "../../languages/yaml/parse.ts";
import { SourceText } from "../../text/source.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { indented, type Lines, text } from "../yaml-text.ts";
import { item, section } from "./lines.ts";
import { composeFile } from "./release-script.ts";

/** The file that says which dependencies are kept up to date; none where nobody wants it, or the other bot does it already. */
export function updateFiles(plan: Plan): readonly GeneratedFile[] {
  const { updates } = plan.answers;
  return updates === "dependabot" ? dependabot(plan) : updates === "renovate" ? renovate(plan) : [];
}

/** How Dependabot calls the ecosystem. Source: https://docs.github.com/en/code-security/reference/supply-chain-security/supported-ecosystems-and-repositories. */
const byEcosystem: Readonly<Record<Exclude<Ecosystem, "static">, string>> = {
  node: "npm",
  python: "pip",
  go: "gomod",
  java: "maven",
  rust: "cargo",
  dotnet: "nuget",
  ruby: "bundler",
  php: "composer",
};
const byManager: Partial<Readonly<Record<PackageManager, string>>> = {
  npm: "npm",
  pnpm: "npm",
  yarn: "npm",
  bun: "bun",
  uv: "uv",
  gradle: "gradle",
};

interface Watched {
  readonly ecosystem: string;
  readonly directory: string;
}

function watched(plan: Plan): readonly Watched[] {
  const { answers, application, workspace } = plan;
  const at = (folder: string) => `/${folder}`;
  const own =
    byManager[answers.packageManager as PackageManager] ?? (answers.ecosystem === "static" ? undefined : byEcosystem[answers.ecosystem]);
  // The lock file of the whole repository is where versions are raised.
  const locked = application.lockFile ? application.context : answers.folder;
  const compose = answers.target === "compose" && workspace.has(inFolder(answers.folder, composeFile(plan))) === true;
  return [
    ...(own === undefined ? [] : [{ ecosystem: own, directory: at(locked) }]),
    { ecosystem: "docker", directory: at(answers.folder) },
    ...(compose ? [{ ecosystem: "docker-compose", directory: at(answers.folder) }] : []),
    { ecosystem: "github-actions", directory: "/" },
  ];
}

function dependabot(plan: Plan): readonly GeneratedFile[] {
  const { workspace } = plan;
  if (workspace.has("renovate.json") === true || workspace.has(".github/renovate.json") === true) return [];
  const all = watched(plan);
  const path = workspace.has(".github/dependabot.yaml") === true ? ".github/dependabot.yaml" : ".github/dependabot.yml";
  return [
    {
      path,
      about: "Raises dependencies, base images and actions",
      text: text("version: 2", "", "updates:", ...indented(2, ...all.flatMap((one, i) => (i === 0 ? [entry(one)] : ["", entry(one)])))),
      merge: (existing) => merged(existing, all),
    },
  ];
}

/** New releases wait a week, in which most of the bad ones are found out; small steps come together. */
function entry({ ecosystem, directory }: Watched): Lines {
  const isCode = ecosystem !== "docker" && ecosystem !== "docker-compose";
  return item(
    `package-ecosystem: ${ecosystem}`,
    `directory: ${directory}`,
    section("schedule", "interval: weekly"),
    section("cooldown", "default-days: 7"),
    isCode && section("groups", section(ecosystem === "github-actions" ? "actions" : "minor-and-patch", ...grouped(ecosystem))),
  );
}

function grouped(ecosystem: string): Lines {
  return ecosystem === "github-actions" ? ['patterns: ["*"]'] : ["update-types: [minor, patch]"];
}

/** What an existing file does not watch yet, put behind what it does; undefined where it lacks nothing, or is written in a way that is not understood. */
function merged(existing: string, all: readonly Watched[]): string | undefined {
  const root = parseYaml(new SourceText(".github/dependabot.yml", existing)).documents[0]?.root;
  const list = root?.kind === "map" ? root.entry("updates")?.value : undefined;
  if (list?.kind !== "sequence" || list.isFlow || list.items.length === 0) return undefined;
  const has = ({ ecosystem, directory }: Watched) =>
    list.items.some(({ value: one }) => {
      const value = (key: string) => {
        const node = one?.kind === "map" ? one.entry(key)?.value : undefined;
        return node?.kind === "scalar" ? node.text : undefined;
      };
      return value("package-ecosystem") === ecosystem && (value("directory") ?? directory) === directory;
    });
  const missing = all.filter((one) => !has(one));
  if (missing.length === 0) return undefined;
  const indent = /^( *)- /m.exec(existing.slice(existing.indexOf("updates:")))?.[1]?.length ?? 2;
  return `${existing.trimEnd()}\n${text(...missing.flatMap((one) => ["", ...indented(indent, entry(one))]))}`;
}

function renovate(plan: Plan): readonly GeneratedFile[] {
  const paths = ["renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".github/renovate.json", ".github/renovate.json5"];
  if (paths.some((path) => plan.workspace.has(path) === true)) return [];
  const settings = {
    $schema: "https://docs.renovatebot.com/renovate-schema.json",
    extends: ["config:best-practices"],
    minimumReleaseAge: "7 days",
    packageRules: [{ matchUpdateTypes: ["minor", "patch"], groupName: "minor and patch releases" }],
  };
  return [
    {
      path: "renovate.json",
      about: "Raises dependencies, base images and actions",
      text: `${JSON.stringify(settings, undefined, 2)}\n`,
      merge: () => undefined,
    },
  ];
}
