import { dependencyFiles } from "../knowledge/dependency-files.ts";
import type { CopyInstruction, Dockerfile, Stage, Word } from "../languages/dockerfile/model.ts";
import { rememberFor } from "../text/remember.ts";
import { withTriggers } from "./command.ts";
import { isPattern, mountedFrom, nameMatches, type WholeContextCopy, wholeContextSource } from "./context-files.ts";
import { countBefore, isDoneBefore } from "./environment.ts";
import { below, destinationOf, type ImageFolder, within } from "./folders.ts";
import { type Install, installsOf } from "./installs.ts";

/** A copy of the whole context in front of installs that only need the files that name the dependencies. */
export interface EarlySources {
  readonly copy: CopyInstruction;
  readonly source: Word;
  /** One for each project, in order. */
  readonly installs: readonly [Install, ...Install[]];
}

/** Copies of the whole context that make an install run again whenever any file has changed. */
export function earlySources(file: Dockerfile, stages: Iterable<Stage> = file.stages): readonly EarlySources[] {
  const early = new Map<CopyInstruction, { source: Word; installs: Install[] }>();
  for (const stage of stages) {
    for (const install of installsOf(stage)) {
      if (install.isNamed || install.needsSources || install.action === "prune") continue;
      const copies = install.run.onbuild ? triggeredCopies(stage) : plainCopies(stage);
      const found = copies[lastThatBrings(install, copies, countBefore(copies, stage, install.run))];
      if (!found) continue;
      const { copy, source } = found;
      if (Boolean(copy.onbuild) !== Boolean(install.run.onbuild) || hasManifests(install, copy)) continue;
      const entry = early.get(copy) ?? { source, installs: [] };
      early.set(copy, entry);
      // A second install of the same project runs on what the first has brought.
      if (!entry.installs.some((one) => one.ecosystem === install.ecosystem && one.folder === install.folder)) entry.installs.push(install);
    }
  }
  return [...early].map(([copy, { source, installs }]) => ({ copy, source, installs: installs as [Install, ...Install[]] }));
}

const copiesOf = (hasTriggers: boolean) =>
  rememberFor((stage: Stage): readonly WholeContextCopy[] =>
    (hasTriggers ? withTriggers(stage.chainInstructions) : stage.chainInstructions).flatMap((copy) => {
      const source = copy.keyword === "COPY" || copy.keyword === "ADD" ? wholeContextSource(copy) : undefined;
      return source ? [{ copy: copy as CopyInstruction, source }] : [];
    }),
  );
/** The copies of the whole context in a stage's chain, without and with triggers. */
const plainCopies = copiesOf(false);
const triggeredCopies = copiesOf(true);

/** The number of the last of the first copies that puts the install's project where the install looks for it; -1 where none does. */
function lastThatBrings(install: Install, copies: readonly WholeContextCopy[], end: number): number {
  const numbers = byDestination(copies);
  const { folder, requirements } = install;
  const paths = requirements.length === 0 ? [folder] : requirements.map((word) => within(folder, word.text));
  return Math.max(
    -1,
    ...paths.flatMap(foldersAbove).map((destination) => numbers.get(destination)?.findLast((number) => number < end) ?? -1),
  );
}

/** The numbers of copies by where they put the context. */
const byDestination = rememberFor((copies: readonly WholeContextCopy[]) => {
  const numbers = new Map<ImageFolder, number[]>();
  for (const [number, { copy }] of copies.entries()) {
    const destination = copy.stage && destinationOf(copy, copy.stage);
    if (destination === undefined) continue;
    const others = numbers.get(destination);
    if (others) others.push(number);
    else numbers.set(destination, [number]);
  }
  return numbers;
});

/** A path and all that it is below of, with and without a slash at the end. */
function foldersAbove(path: ImageFolder): ImageFolder[] {
  const folders = [path];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) folders.push(path.slice(0, at), path.slice(0, at + 1));
  return folders;
}

/** Whether the files that name the dependencies reach the install without the copy of the whole context, or may do so. */
function hasManifests(install: Install, whole: CopyInstruction): boolean {
  const { manifests, locks } = dependencyFiles[install.manager];
  const names = install.requirements.length > 0 ? install.requirements.map((word) => lastPart(word.text)) : [...manifests, ...locks];
  if (names.some((name) => mountedFrom(name, install.folder, install.run) !== undefined)) return true;
  return isDoneBefore(install.stage, whole, [install.folder, ...names].join("\n"), (copy) => {
    if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || !copy.stage) return false;
    if (copy.from) {
      const destination = destinationOf(copy, copy.stage);
      if (destination !== undefined && below(destination, install.folder) !== undefined) return true;
    }
    return copy.sources.some((source) => {
      const last = lastPart((source.value ?? source.text).replace(/\/+$/, ""));
      if (source.value === undefined && last.includes("$")) return true;
      return names.some(
        (name) => last === name || (isPattern(last) && nameMatches(last, name)) || (isPattern(name) && nameMatches(name, last)),
      );
    });
  });
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
