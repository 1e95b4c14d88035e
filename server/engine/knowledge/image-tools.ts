import { type BaseImage, lookUpBaseImage, lookUpByVisibleTag, type PackageManager } from "./base-images.ts";
import type { Reference } from "./reference.ts";

/** The programs that come with a runtime. */
const programsOf: Readonly<Record<string, readonly string[]>> = {
  bun: ["bun", "bunx"],
  dart: ["dart"],
  deno: ["deno"],
  dotnet: ["dotnet"],
  elixir: ["elixir", "mix", "iex"],
  erlang: ["erl"],
  ghc: ["ghc", "cabal"],
  go: ["go", "gofmt"],
  gradle: ["gradle"],
  java: ["java"],
  julia: ["julia"],
  maven: ["mvn"],
  node: ["node", "npm", "npx"],
  perl: ["perl"],
  php: ["php"],
  python: ["python", "python3", "pip"],
  pypy: ["pypy3"],
  r: ["R", "Rscript"],
  ruby: ["ruby", "gem", "bundle"],
  rust: ["cargo", "rustc"],
  sbt: ["sbt"],
  swift: ["swift"],
};

const programsOfManager: Readonly<Record<PackageManager, readonly string[]>> = {
  apk: ["apk"],
  apt: ["apt", "apt-get", "dpkg"],
  dnf: ["dnf", "rpm"],
  microdnf: ["microdnf", "rpm"],
  none: [],
  pacman: ["pacman"],
  tdnf: ["tdnf", "rpm"],
  yum: ["yum", "rpm"],
  zypper: ["zypper", "rpm"],
};

/** Whether an image of the table has a program as it comes: `true`, `false`, or undefined where that is not known. */
export function toolOfBase(base: BaseImage | undefined, tool: string): boolean | undefined {
  if (!base || base.os === "windows") return undefined;
  const known = base.tools.get(tool);
  if (known !== undefined) return known;
  if (base.runtimes.some((runtime) => runtime === tool || (!base.isClosed && programsOf[runtime]?.includes(tool)))) return true;
  // Closed images hold the interpreter, but neither its package manager nor its second names.
  if (base.isClosed && tool === "python3" && base.runtimes.includes("python")) return true;
  if (base.packages !== undefined && programsOfManager[base.packages].includes(tool)) return true;
  if (tool === "sh" && base.shell !== undefined) return base.shell !== "none";
  if ((tool === "bash" || tool === "ash") && base.shell === tool) return true;
  if (base.hasBusybox && (tool === "busybox" || tool === "wget" || tool === "nc")) return true;
  return base.isClosed ? false : undefined;
}

/** What the table of base images says of a reference; where a variable decides its tag, by what is written of that. */
export function baseImageIn({ name, tag, digest, visibleTag }: Reference): BaseImage | undefined {
  return visibleTag === undefined ? lookUpBaseImage({ name, tag, digest }) : lookUpByVisibleTag(name, visibleTag);
}
