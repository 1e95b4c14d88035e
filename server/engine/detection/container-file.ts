import type { Stage } from "../languages/dockerfile/model.ts";
import { parse } from "../languages/parse.ts";
import { SourceText } from "../text/source.ts";
import { inFolder } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { found } from "./detected.ts";
import type { Detected } from "./model.ts";

/** What a Dockerfile that is there already says of the application: it was written by someone who knew. */
export interface ContainerFile {
  /** The one port that the image exposes. */
  readonly port: Detected<number> | undefined;
  /** The variable that the image sets to a port: `PORT`. */
  readonly portVariable: string | undefined;
  /** What CMD starts, in exec form; an entry point that hands over to it is left out. */
  readonly command: Detected<readonly string[]> | undefined;
}

/** The Dockerfile in a folder; undefined where there is none. */
export function containerFileIn(folder: string, workspace: Workspace): ContainerFile | undefined {
  const path = inFolder(folder, "Dockerfile");
  const text = workspace.read(path);
  if (text === undefined) return undefined;
  const source = new SourceText(path, text);
  const stage = parse(source, "dockerfile").stages.at(-1);
  if (!stage) return undefined;
  const lineOf = (offset: number) => source.lineOf(offset) + 1;
  return { port: portOf(stage, path, lineOf), portVariable: portVariableOf(stage), command: commandOf(stage, path, lineOf) };
}

function portOf(stage: Stage, path: string, lineOf: (offset: number) => number): Detected<number> | undefined {
  const exposed = stage.instructions.flatMap((one) => (one.keyword === "EXPOSE" ? one.ports.map((word) => ({ word, one })) : []));
  const [first, ...others] = exposed;
  const port = Number(/^(\d{1,5})(?:\/tcp)?$/.exec(first?.word.value ?? "")?.[1]);
  if (!first || others.length > 0 || !Number.isInteger(port) || port < 1 || port > 65535) return undefined;
  return found(port, path, lineOf(first.one.span.start), "`EXPOSE` of the Dockerfile");
}

function portVariableOf(stage: Stage): string | undefined {
  const names = stage.instructions.flatMap((one) => (one.keyword === "ENV" ? one.assignments.map(({ name }) => name) : []));
  return names.find((name) => /^(?:\w+_)?PORT$/.test(name));
}

function commandOf(stage: Stage, path: string, lineOf: (offset: number) => number): Detected<readonly string[]> | undefined {
  const last = stage.instructions.findLast((one) => one.keyword === "CMD");
  if (last?.keyword !== "CMD" || last.command?.form !== "exec") return undefined;
  const words = last.command.argv.map(({ value }) => value);
  if (words.length === 0 || words.some((word) => word === undefined)) return undefined;
  return found(words as string[], path, lineOf(last.span.start), "`CMD` of the Dockerfile");
}
