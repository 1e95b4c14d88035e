import { sourcesOf } from "../../detection/environment.ts";
import { Lazy } from "../../text/lazy.ts";
import { keyedFact } from "../../workspace/keyed-fact.ts";
import type { Fact, Workspace } from "../../workspace/workspace.ts";
import type { Import } from "./imports.ts";
import { familyOf } from "./lexer.ts";
import { type Call, SourceFile } from "./source-file.ts";

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
    return this.files.flatMap(({ imports }) => imports.filter((one) => module.test(one.module)));
  }

  /** The calls of what a module gives, in the files that import it: `helmet()` for `helmet`, `promhttp.Handler()`. */
  callsFrom(module: RegExp): readonly ModuleCall[] {
    return this.files.flatMap((file) => {
      const from = file.imports.filter((one) => module.test(one.module));
      if (from.length === 0) return [];
      return file.calls.flatMap((call): ModuleCall[] => {
        const [first = "", ...rest] = call.callee.split(/\.|::/);
        const one = from.find(({ names }) => names.has(first));
        return one ? [{ call, from: one, member: [one.names.get(first), ...rest].filter((part) => part !== "").join(".") }] : [];
      });
    });
  }

  /** The calls whose callee matches as a whole, such as `/^(?:app|router)\.use$/`. */
  calls(callee: RegExp): readonly Call[] {
    return this.files.flatMap(({ calls }) => calls.filter((call) => callee.test(call.callee)));
  }

  /** Where a pattern matches in code, outside of comments and strings. The pattern has the flag `g`. */
  matches(pattern: RegExp): readonly { readonly file: SourceFile; readonly match: RegExpExecArray; readonly line: number }[] {
    return this.#matching(pattern, "skeleton");
  }

  /** The same with what stands in strings. */
  matchesWithStrings(pattern: RegExp): readonly { readonly file: SourceFile; readonly match: RegExpExecArray; readonly line: number }[] {
    return this.#matching(pattern, "code");
  }

  #matching(pattern: RegExp, text: "skeleton" | "code") {
    return this.files.flatMap((file) =>
      [...file[text].matchAll(pattern)].map((match) => ({ file, match, line: file.lineOf(match.index + match[0].search(/\S|$/)) })),
    );
  }
}

/** The sources of the application in a folder. Those that have not changed are the same as before, with all that was read in them. */
export const codeOf: (folder: string, workspace: Workspace) => Code = (folder, workspace) => code(workspace, folder);

const code = keyedFact("code of", (workspace, folder): Code => {
  const known = workspace.derive(readSources);
  return new Code(
    sourcesOf(folder, workspace).flatMap((path) => {
      const family = familyOf(path);
      const text = family && workspace.read(path);
      if (!family || text === undefined || text.length > maximumSize) return [];
      const before = known.get(path);
      if (before?.text === text) return [before];
      const file = new SourceFile(path, text, family);
      known.set(path, file);
      return [file];
    }),
  );
});

/** What was read stays read, as long as the text is the same. It asks nothing of the workspace, and so is never forgotten. */
const readSources: Fact<Map<string, SourceFile>> = { name: "sources that were read", compute: () => new Map() };
