import { sourcesOf } from "../../detection/environment.ts";
import { Lazy } from "../../text/lazy.ts";
import { keyedFact } from "../../workspace/keyed-fact.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { type Import, importOf } from "./imports.ts";
import { familyOf } from "./lexer.ts";
import { type Call, type Match, SourceFile } from "./source-file.ts";

/** The largest source that is read, in characters: what is larger was not written by hand. */
const maximumSize = 200 * 1024;

/** A call whose function is known to come from a module. */
export interface ModuleCall {
  readonly call: Call;
  readonly from: Import;
  /** What it is in the module: "" for the module itself, `default`, or the path of names below it: `Ratelimit.slidingWindow`. */
  readonly member: string;
}

/** The sources of an application, without tests, dependencies, and what a build writes. */
export class Code extends Lazy {
  readonly files: readonly SourceFile[];

  constructor(files: readonly SourceFile[]) {
    super();
    this.files = files;
  }

  /** Whether there is any source to judge by: an assessor says nothing of code that it cannot see. */
  get isSeen(): boolean {
    return this.files.length > 0;
  }

  /** The imports of modules whose whole name matches; the pattern is anchored by who asks. */
  imports(module: RegExp): readonly Import[] {
    return this.importing(module).flatMap(({ imports }) => imports.filter((one) => module.test(one.module)));
  }

  /** The calls of what a module gives, in the files that import it: `helmet()` for `helmet`, `promhttp.Handler()`. */
  callsFrom(module: RegExp): readonly ModuleCall[] {
    return this.importing(module).flatMap((file) => {
      const from = file.imports.filter((one) => module.test(one.module));
      return file.calls.flatMap((call): ModuleCall[] => {
        const found = importOf(call.callee, from);
        return found ? [{ call, ...found }] : [];
      });
    });
  }

  /** The calls whose callee matches as a whole, such as `/^(?:app|router)\.use$/`. */
  calls(callee: RegExp): readonly Call[] {
    const files = this.once("callees", () => this.#filesBy(({ calls }) => calls.map((one) => one.callee)));
    return this.#among(files, callee).flatMap(({ calls }) => calls.filter((call) => callee.test(call.callee)));
  }

  /** Where a pattern matches in code, outside of comments and strings. The pattern has the flag `g`. */
  matches(pattern: RegExp): readonly Match[] {
    return this.files.flatMap((file) => file.matching(pattern, "skeleton"));
  }

  /** The same with what stands in strings. */
  matchesWithStrings(pattern: RegExp): readonly Match[] {
    return this.files.flatMap((file) => file.matching(pattern, "code"));
  }

  /** What a function finds in the files. It is asked once for each file, so it is defined at module level and asks nothing but the file. */
  inEach<T>(find: (file: SourceFile) => readonly T[]): readonly T[] {
    return this.files.flatMap((file) => file.found(find));
  }

  /** The files that import a module whose whole name matches. */
  importing(module: RegExp): readonly SourceFile[] {
    const files = this.once("modules", () => this.#filesBy(({ imports }) => imports.map((one) => one.module)));
    return this.#among(files, module);
  }

  /** The files, by their index, that have each of the names that they are asked for: of names there are fewer than of places. */
  #filesBy(names: (file: SourceFile) => readonly string[]): ReadonlyMap<string, readonly number[]> {
    const found = new Map<string, number[]>();
    for (const [index, file] of this.files.entries()) {
      for (const name of new Set(names(file))) {
        const known = found.get(name);
        if (known) known.push(index);
        else found.set(name, [index]);
      }
    }
    return found;
  }

  /** The files that have a name which matches, in their order. */
  #among(files: ReadonlyMap<string, readonly number[]>, name: RegExp): readonly SourceFile[] {
    const found = new Set<number>();
    for (const [one, indices] of files) if (name.test(one)) for (const index of indices) found.add(index);
    return [...found].sort((a, b) => a - b).flatMap((index) => this.files[index] ?? []);
  }
}

/** The sources of the application in a folder. Those that have not changed are the same as before, with all that was read in them. */
export const codeOf: (folder: string, workspace: Workspace) => Code = (folder, workspace) => code(workspace, folder);

const code = keyedFact("code of", (workspace, folder): Code => new Code(sourceFiles(workspace, folder)));

const sourceFiles = keyedFact("source files of", (workspace, folder): readonly SourceFile[] =>
  sourcesOf(folder, workspace).flatMap((path) => sourceFile(workspace, path) ?? []),
);

/** A fact of its own, so that all that was found in it stays as long as its text does. */
const sourceFile = keyedFact("source file", (workspace, path): SourceFile | undefined => {
  const family = familyOf(path);
  const text = family && workspace.read(path);
  return !family || text === undefined || text.length > maximumSize ? undefined : new SourceFile(path, text, family);
});
