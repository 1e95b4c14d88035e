import { parseDockerfile } from "../languages/dockerfile/parse.ts";
import { SourceText } from "../text/source.ts";
import { buildContextsOf, dockerfilesUsing } from "../workspace/context.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { cleanContextPath, wholeContextCopies } from "./context-files.ts";

/** A build context that an ignore file stands for, and what the Dockerfiles built from it copy. */
export interface IgnoredContext {
  /** The context's folder. */
  readonly folder: string;
  /** Some Dockerfile copies the whole context. */
  readonly isCopiedWhole: boolean;
  /** The paths of the context that COPY and ADD name, cleaned; patterns as they are written. */
  readonly named: ReadonlySet<string>;
}

/** The build contexts that an ignore file stands for. */
export function contextsOfIgnoreFile(ignorePath: string, workspace: Workspace): readonly IgnoredContext[] {
  const contexts = new Map<string, { isCopiedWhole: boolean; named: Set<string> }>();
  for (const path of dockerfilesUsing(ignorePath, workspace)) {
    const text = workspace.read(path);
    if (text === undefined) continue;
    const file = parseDockerfile(new SourceText(path, text));
    for (const { folder, ignorePath: used } of buildContextsOf(path, workspace)) {
      if (used !== ignorePath) continue;
      const context = contexts.get(folder) ?? { isCopiedWhole: false, named: new Set<string>() };
      contexts.set(folder, context);
      if (wholeContextCopies(file).length > 0) context.isCopiedWhole = true;
      for (const instruction of file.instructions) {
        if ((instruction.keyword !== "COPY" && instruction.keyword !== "ADD") || instruction.from) continue;
        for (const source of instruction.sources) {
          const clean = source.value === undefined ? undefined : cleanContextPath(source.value);
          if (clean) context.named.add(clean);
        }
      }
    }
  }
  return [...contexts].map(([folder, context]) => ({ folder, ...context }));
}
