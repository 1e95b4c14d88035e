import { found } from "./detected.ts";
import type { Detected, Origin } from "./model.ts";
import type { BackingService } from "./names.ts";

/** What a manifest names, with its place. */
interface Named {
  readonly text: string;
  readonly from: Origin;
}

/** The services whose client libraries are among what a manifest names, each once, where it is named first. */
export function servicesBy(
  patterns: readonly (readonly [BackingService, RegExp])[],
  named: readonly Named[],
): readonly Detected<BackingService>[] {
  return patterns.flatMap(([service, pattern]) => {
    const first = named.find(({ text }) => pattern.test(text));
    const text = first && pattern.exec(first.text)?.[0].replace(/["'):]+$/, "");
    return first ? [found(service, first.from.path, first.from.line, `the dependency \`${text}\``)] : [];
  });
}
