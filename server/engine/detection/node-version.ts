import { lifecycleDate, supportedCycles } from "../knowledge/lifecycle.ts";
import { inFolder } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { cycleOf } from "./cycles.ts";
import { found } from "./detected.ts";
import { manifestAt } from "./manifest.ts";
import type { Detected } from "./model.ts";

/**
 * The release cycle of Node.js: the one that version managers are told, else the newest with long-term support that the manifest lets in.
 * @param folders the application's own, then the root of its monorepo
 */
export function nodeVersion(folders: readonly string[], workspace: Workspace): Detected<string> {
  for (const read of [versionFile, runtimeField, enginesField, toolFile, voltaField]) {
    for (const folder of folders) {
      const named = read(folder, workspace);
      const cycle = named && cycleFor(named);
      if (cycle) return cycle;
    }
  }
  return cycleOf("node", undefined);
}

/** `v24.1.0`, `24`, `lts/krypton`, `lts/*`. */
function versionFile(folder: string, workspace: Workspace): Detected<string> | undefined {
  for (const name of [".nvmrc", ".node-version"]) {
    const path = inFolder(folder, name);
    const written = workspace.read(path)?.trim();
    if (written) return found(written, path, 1, `\`${name}\``);
  }
  return undefined;
}

function runtimeField(folder: string, workspace: Workspace): Detected<string> | undefined {
  const manifest = manifestAt(workspace, inFolder(folder, "package.json"));
  const version =
    manifest?.get("devEngines", "runtime", "name")?.text === "node" ? manifest.get("devEngines", "runtime", "version") : undefined;
  return manifest && version && found(version.text, manifest.path, version.line, "the field `devEngines.runtime`");
}

function enginesField(folder: string, workspace: Workspace): Detected<string> | undefined {
  const manifest = manifestAt(workspace, inFolder(folder, "package.json"));
  const version = manifest?.get("engines", "node");
  return manifest && version && found(version.text, manifest.path, version.line, "the field `engines.node`");
}

function voltaField(folder: string, workspace: Workspace): Detected<string> | undefined {
  const manifest = manifestAt(workspace, inFolder(folder, "package.json"));
  const version = manifest?.get("volta", "node");
  return manifest && version && found(version.text, manifest.path, version.line, "the field `volta.node`");
}

/** `nodejs 24.1.0` of asdf, `node = "24"` of mise. */
function toolFile(folder: string, workspace: Workspace): Detected<string> | undefined {
  for (const name of [".tool-versions", "mise.toml", ".mise.toml"]) {
    const path = inFolder(folder, name);
    const lines = workspace.read(path)?.split(/\r?\n/) ?? [];
    for (const [index, line] of lines.entries()) {
      const version = /^\s*node(?:js)?\s*[\s=]\s*["']?(?:lts-?)?([\w./*-]+)/.exec(line)?.[1];
      if (version !== undefined) return found(version, path, index + 1, `\`${name}\``);
    }
  }
  return undefined;
}

/** The code names of releases with long-term support, as `.nvmrc` may have them. Source: https://nodejs.org/en/about/previous-releases. */
const codeNames: Readonly<Record<string, string>> = { hydrogen: "18", iron: "20", jod: "22", krypton: "24" };

/** The cycle for what a file says: one version, or a range of them. Undefined where that says nothing: `lts/*`, `*`, `node`. */
function cycleFor(named: Detected<string>): Detected<string> | undefined {
  const text = named.value.trim();
  const codeName = codeNames[text.replace(/^lts\//, "")];
  const exact = codeName ?? /^[v=]*(\d+(?:\.\d+){0,2})$/.exec(text)?.[1];
  if (exact !== undefined) return ofMajor(cycleOf("node", { ...named, value: exact }));
  const range = majorsOf(text);
  if (!range) return undefined;
  const [cycle] = supportedCycles("node", lifecycleDate).filter(({ cycle }) => range.lets(Number(cycle)));
  if (cycle) return { ...named, value: cycle.cycle, because: `the newest that ${named.because} lets in`, confidence: "likely" };
  return ofMajor(cycleOf("node", { ...named, value: String(range.lowest) }));
}

function ofMajor(detected: Detected<string>): Detected<string> {
  return { ...detected, value: detected.value.replace(/\..*/, "") };
}

interface Majors {
  lets(major: number): boolean;
  /** The lowest that is named. */
  readonly lowest: number;
}

/** The major versions that a range of npm's lets in; undefined where it is none, or lets in every one. */
function majorsOf(range: string): Majors | undefined {
  const alternatives = range
    .split("||")
    .map((part) =>
      [...part.replace(/(\d[\w.]*)\s+-\s+(\d)/, ">=$1 <=$2").matchAll(/([<>]=?|[~^]|=)?\s*v?(\d+)(?:\.(\d+|[xX*]))?[\w.*-]*/g)].map(
        ([, operator = "", major = "0", minor = "0"]) => ({ operator, major: Number(major), isWhole: minor === "0" }),
      ),
    );
  const named = alternatives.flat();
  if (named.length === 0) return undefined;
  return {
    lets: (candidate) =>
      alternatives.some(
        (comparators) =>
          comparators.length > 0 &&
          comparators.every(({ operator, major, isWhole }) => {
            if (operator.startsWith(">")) return candidate >= major;
            // `<23.0.0` lets in no 23 any more, `<23.4` and `<=23` do.
            if (operator === "<") return candidate < major || (candidate === major && !isWhole);
            if (operator === "<=") return candidate <= major;
            return candidate === major;
          }),
      ),
    lowest: Math.min(...named.map(({ major }) => major)),
  };
}
