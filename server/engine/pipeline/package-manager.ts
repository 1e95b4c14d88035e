import { remember } from "../text/remember.ts";

/** The package manager that a `package.json` names, in `packageManager` or `devEngines`; undefined where it names none or cannot be read. */
export function readPackageManager(text: string | undefined): string | undefined {
  return text === undefined ? undefined : read(text);
}

const read = remember((text: string): string | undefined => {
  try {
    const json = JSON.parse(text) as { packageManager?: unknown; devEngines?: { packageManager?: { name?: unknown } } } | null;
    const own = json?.packageManager;
    const named = typeof own === "string" ? /^\^?([a-z]+)@/.exec(own)?.[1] : json?.devEngines?.packageManager?.name;
    return typeof named === "string" ? named : undefined;
  } catch {
    return undefined;
  }
}, 50);
