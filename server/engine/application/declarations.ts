import { type ComposeFile, type Declaration, type DeclarationKind, declarationKinds } from "../languages/compose/model.ts";
import { apart } from "../languages/yaml/edits.ts";
import { nearest } from "../text/nearest.ts";
import { rememberFor } from "../text/remember.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Application } from "./application.ts";
import { type Edits, insertAt, type YamlInput } from "./edit.ts";
import { misindentedIn } from "./misindented.ts";
import { composeFilesAbove, neighboursOf } from "./neighbours.ts";

/** Declares a network, a volume and the like at the top level: without anything to say of it where no value is given. */
export function declare(file: ComposeFile, kind: DeclarationKind, name: string, value?: YamlInput): Edits {
  const section = file.root.mapping(kind);
  const edits = insertAt(file, file.root, [kind, name], value ?? {});
  const written = value === undefined ? edits?.map((edit) => ({ ...edit, text: edit.text.replace(/: \{\}(\s*)$/, ":$1") })) : edits;
  return section.entry ? written : apart(written, file.source.eol);
}

/** The words for the kinds of top-level entries, for messages. */
export const kindNames: Readonly<Record<DeclarationKind, string>> = {
  networks: "network",
  volumes: "volume",
  secrets: "secret",
  configs: "config",
  models: "model",
};

/**
 * Whether an entry of that name is or may be declared: in the file, in those that it includes and is laid over, in any other of the folder or of those above, or where
 * the file is a part of another application, of which all is not seen.
 */
export function mayBeDeclared(application: Application, kind: DeclarationKind, name: string, workspace: Workspace): boolean {
  const { file, around, isComplete } = application;
  if (!isComplete || file.root.mapping(kind).state === "unknown") return true;
  // What is declared with the wrong indentation is told of there.
  if (misindentedIn(file).some(({ head, members }) => head === file.root.entryOf(kind) && members.some(({ key }) => key === name)))
    return true;
  if (declaredNames(application).get(kind)?.has(name)) return true;
  const { beside, users, isComplete: isSeen } = neighboursOf(workspace, file.source.path);
  if (users.length > 0) return true;
  if (
    [...beside, ...around.overrides, ...composeFilesAbove(workspace, file.source.path)].some(
      (one) => one.isBroken || one.root.mapping(kind).state === "unknown" || one.declaration(kind, name) !== undefined,
    )
  )
    return true;
  return !isSeen && workspace.files() !== undefined;
}

/**
 * Whether no service uses an entry: not in the file, not in any other of the folder. Where a name is used that is not declared and close to it, it is the
 * one that was meant.
 */
export function isUnused(declaration: Declaration, application: Application, workspace: Workspace): boolean {
  return application.isComplete && !mayBeUsed(declaration, application, workspace) && !isMeant(declaration, application);
}

function isMeant({ kind, name }: Declaration, application: Application): boolean {
  return meantNames(application).get(kind)?.has(name) === true;
}

/** The names of all entries that are seen, by their kinds. */
const declaredNames = rememberFor(
  (application: Application): ReadonlyMap<DeclarationKind, ReadonlySet<string>> =>
    new Map(declarationKinds.map((kind) => [kind, new Set(application.declarations(kind).map(({ name }) => name))])),
);

/** The names of the entries that are close to one that is used and not declared. */
const meantNames = rememberFor((application: Application): ReadonlyMap<DeclarationKind, ReadonlySet<string | undefined>> => {
  const declared = declaredNames(application);
  return new Map(
    declarationKinds.map((kind) => {
      const names = declared.get(kind) ?? new Set();
      const unknown = [...(usedIn(application.file, kind) ?? [])].filter((used) => !names.has(used));
      return [kind, new Set(unknown.map((used) => nearest(used, names)))];
    }),
  );
});

function mayBeUsed({ kind, name }: Declaration, application: Application, workspace: Workspace): boolean {
  const { file, around } = application;
  // Every service that names no network is on it.
  if (kind === "networks" && name === "default") return true;
  const { beside, users, isComplete } = neighboursOf(workspace, file.source.path);
  if (users.length > 0 || (!isComplete && workspace.files() !== undefined)) return true;
  const files = new Set([file, ...(around.main ? [around.main] : []), ...around.overrides, ...beside]);
  for (const other of around.others.values()) if (other) files.add(other);
  return [...files].some((one) => one.isBroken || (usedIn(one, kind)?.has(name) ?? true) || wordsOfFragments(one).has(name));
}

const uses = new WeakMap<ComposeFile, Map<DeclarationKind, ReadonlySet<string> | undefined>>();

/** The names of a kind that services of a file use; undefined where they use something whose name is not known. */
function usedIn(file: ComposeFile, kind: DeclarationKind): ReadonlySet<string> | undefined {
  const byKind = uses.get(file) ?? new Map<DeclarationKind, ReadonlySet<string> | undefined>();
  uses.set(file, byKind);
  if (!byKind.has(kind)) {
    const found = new Set<string>();
    for (const service of file.services) {
      for (const reference of service.references) if (reference.kind === kind) found.add(reference.name);
      // The default of a variable is used as long as nobody sets it.
      if (kind === "volumes") for (const { source } of service.mounts) if (source.state === "known") found.add(source.value);
      if (kind === "networks") {
        const network = service.build?.mapping.text("network").value;
        if (network !== undefined) found.add(network);
      }
    }
    byKind.set(kind, isOpen(file, kind) ? undefined : found);
  }
  return byKind.get(kind);
}

/** Whether services of a file use something of a kind whose name is not known. */
function isOpen(file: ComposeFile, kind: DeclarationKind): boolean {
  return file.services.some(({ mapping, mounts, mountList, build }) => {
    if (mapping.state === "unknown") return true;
    if (kind === "volumes")
      return (
        mountList.state === "unknown" ||
        mounts.some(({ type, source }) => type === "unknown" || (type === "volume" && source.state === "unknown"))
      );
    if (kind === "networks" && build?.mapping.text("network").isUnknown && build.mapping.map) return true;
    const list = mapping.list(kind);
    if (list.state === "known") return list.nodes.some((node) => file.isMasked(node.span));
    return mapping.has(kind) !== false && !mapping.mapping(kind).map;
  });
}

/** What may be a name in fragments (`x-…`), which services take in by aliases or another program reads. */
const wordsOfFragments = rememberFor(({ root, source }: ComposeFile): ReadonlySet<string> => {
  const fragments = root.entries.filter(({ key }) => key.startsWith("x-")).map(({ span }) => source.slice(span));
  const words = fragments.flatMap((text) => text.match(/[\w.-]+/g) ?? []);
  return new Set(words.flatMap((word) => [word, ...word.split(".")]));
});
