import type { AnyFile, Files, Language } from "../languages/index.ts";
import { parse } from "../languages/parse.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A deployment file of the workspace, read once for all items that look at it; undefined where it cannot be read. */
export function modelOf<L extends Language>(path: string, language: L, workspace: Workspace): Files[L] | undefined {
  return models(workspace, `${language} ${path}`) as Files[L] | undefined;
}

const models = keyedFact("model of", (workspace, key): AnyFile | undefined => {
  const at = key.indexOf(" ");
  const path = key.slice(at + 1);
  const text = workspace.read(path);
  return text === undefined ? undefined : parse(new SourceText(path, text), key.slice(0, at) as Language);
});
