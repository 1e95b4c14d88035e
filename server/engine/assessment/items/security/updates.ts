import type { Origin } from "../../../detection/model.ts";
import type { PackageManager } from "../../../detection/names.ts";
import { compileGlob } from "../../../text/glob.ts";
import { readYaml, type YamlValue } from "../../../workspace/yaml-tree.ts";
import type { Service } from "../../service.ts";
import { targetsOf } from "../../targets.ts";

/** A bot that brings new versions, with what it is set up for. */
export interface Updates {
  readonly bot: "Dependabot" | "Renovate";
  readonly from: Origin;
  /** Whether it watches the packages of the service, its base images, and actions. */
  watches(what: Watched): boolean;
  /** Where it says so. */
  placeOf(what: Watched): Origin;
}

export type Watched = "packages" | "docker" | "github-actions";

/** The bots that are set up for a repository. */
export function updatesFor(service: Service): readonly Updates[] {
  return [...dependabot(service), ...renovate(service)];
}

/** https://docs.github.com/en/code-security/reference/supply-chain-security/supported-ecosystems-and-repositories */
const names: Partial<Readonly<Record<PackageManager, readonly string[]>>> = {
  npm: ["npm"],
  pnpm: ["npm"],
  yarn: ["npm"],
  bun: ["bun", "npm"],
  uv: ["uv", "pip"],
  gradle: ["gradle"],
};
const byEcosystem: Readonly<Record<string, readonly string[]>> = {
  node: ["npm"],
  static: ["npm", "bun"],
  python: ["pip", "uv"],
  go: ["gomod"],
  java: ["maven", "gradle"],
  rust: ["cargo"],
  dotnet: ["nuget"],
  ruby: ["bundler"],
  php: ["composer"],
};

function dependabot(service: Service): readonly Updates[] {
  const { workspace, folder, application } = service;
  const path = [".github/dependabot.yml", ".github/dependabot.yaml"].find((one) => workspace.has(one));
  const text = path === undefined ? undefined : workspace.read(path);
  if (path === undefined || text === undefined) return [];
  const entries = readYaml(text)[0]?.get("updates")?.items ?? [];
  const ecosystems = application
    ? (names[application.packageManager?.value as PackageManager] ?? byEcosystem[application.ecosystem.value] ?? [])
    : [];
  const folders: Readonly<Record<Watched, readonly string[]>> = {
    packages: [folder, application?.context ?? folder],
    docker: targetsOf(service).dockerfiles.map(({ source }) => source.path.split("/").slice(0, -1).join("/")),
    "github-actions": [""],
  };
  const find = (what: Watched): YamlValue | undefined =>
    entries.find((entry) => {
      const own = entry.get("package-ecosystem")?.text ?? "";
      const isMeant = what === "packages" ? ecosystems.includes(own) : own === what;
      return isMeant && folders[what].some((one) => isIn(one, entry));
    });
  return [
    {
      bot: "Dependabot",
      from: { path, line: 1 },
      watches: (what) => find(what) !== undefined,
      placeOf: (what) => ({ path, line: text.slice(0, find(what)?.span.start ?? 0).split("\n").length }),
    },
  ];
}

function isIn(folder: string, entry: YamlValue): boolean {
  const one = entry.get("directory")?.rawText;
  const several = entry.get("directories")?.items.flatMap((item) => item.rawText ?? []) ?? [];
  return [...(one === undefined ? [] : [one]), ...several].some((written) => {
    const wanted = written.replace(/^\.?\/+|\/+$/g, "");
    return wanted === folder || (/[*?[]/.test(wanted) && compileGlob(wanted)(folder));
  });
}

/** https://docs.renovatebot.com/configuration-options/#enabledmanagers: all managers by default. */
const renovateManagers: Readonly<Record<string, RegExp>> = {
  node: /^(?:npm|bun)$/,
  python: /^(?:pip_requirements|pip-compile|poetry|pipenv|pep621|setup-cfg|pip_setup)$/,
  go: /^gomod$/,
  java: /^(?:maven|gradle|gradle-wrapper)$/,
  rust: /^cargo$/,
  dotnet: /^nuget$/,
  ruby: /^bundler$/,
  php: /^composer$/,
  docker: /^(?:dockerfile|docker-compose)$/,
  "github-actions": /^github-actions$/,
};

const renovateFiles: readonly string[] = ["", ".github/", ".gitlab/"].flatMap((folder) =>
  ["renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".renovaterc.json5"].map((name) => folder + name),
);

function renovate({ workspace, application }: Service): readonly Updates[] {
  const own = renovateFiles.find((path) => workspace.has(path));
  const path = own ?? "package.json";
  const written = workspace.read(path);
  const text = written ?? "";
  // A file that cannot be read is taken to leave what is usual as it is.
  if (own !== undefined && written === undefined)
    return [{ bot: "Renovate", from: { path, line: 1 }, watches: () => true, placeOf: () => ({ path, line: 1 }) }];
  // JSON5 has comments, which YAML takes for text.
  const root = readYaml(text.replace(/^\s*\/\/.*$/gm, ""))[0];
  const config = own === undefined ? root?.get("renovate") : root;
  if (!config || config.get("enabled")?.rawText === "false") return [];
  const managers = config.get("enabledManagers")?.items.flatMap((item) => item.rawText ?? []);
  const line = own === undefined ? text.slice(0, text.indexOf('"renovate"')).split("\n").length : 1;
  const watches = (what: Watched) => {
    const wanted = renovateManagers[what === "packages" ? (application?.ecosystem.value ?? "") : what];
    return managers === undefined || managers.some((manager) => wanted?.test(manager) ?? false);
  };
  return [{ bot: "Renovate", from: { path, line }, watches, placeOf: () => ({ path, line }) }];
}
