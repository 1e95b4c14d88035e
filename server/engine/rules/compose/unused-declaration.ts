import type { Application } from "../../application/application.ts";
import { applicationOf } from "../../application/application.ts";
import { kindNames } from "../../application/declarations.ts";
import { fixesOf, removeKey } from "../../application/edit.ts";
import { neighboursOf } from "../../application/neighbours.ts";
import type { ComposeFile, Declaration, DeclarationKind } from "../../languages/compose/model.ts";
import { declarationKinds } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "compose/unused-declaration",
  language: "compose",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "A network, volume, secret, config or model is declared and used by no service.",
  why: `
Compose creates nothing for it. It mostly is what remains of a service that has gone, or shows that the service which should use it does not: a database whose volume is declared and not mounted loses its data.

Silent where other files of the folder use it, where the file is a part of another application, and where variables decide what is used.`,
  examples: [
    {
      title: "A volume of a service that has gone",
      bad: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - pages:/usr/share/nginx/html\n\nvolumes:\n  pages:\n  uploads:\n",
      good: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - pages:/usr/share/nginx/html\n\nvolumes:\n  pages:\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/volumes/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken || file.services.length === 0) return;
    const application = applicationOf(file, workspace);
    if (!application.isComplete) return;
    for (const kind of declarationKinds) {
      const unused = file.declarations(kind).filter((declaration) => !mayBeUsed(declaration, application, workspace));
      for (const { name, nameSpan, entry } of unused) {
        const section = file.root.entryOf(kind);
        const isOnly = file.root.mapping(kind).entries.length === 1;
        report({
          span: nameSpan,
          message: `No service uses the ${kindNames[kind]} \`${name}\`. Use it, or remove it.`,
          fixes: fixesOf(`Remove \`${name}\``, "unsafe", file, removeKey(file, isOnly && section ? section : entry)),
          tags: ["unnecessary"],
        });
      }
    }
  },
});

function mayBeUsed({ kind, name }: Declaration, application: Application, workspace: Workspace): boolean {
  const { file, around } = application;
  // Every service that names no network is on it.
  if (kind === "networks" && name === "default") return true;
  const { beside, users, isComplete } = neighboursOf(workspace, file.source.path);
  if (users.length > 0 || (!isComplete && workspace.files() !== undefined)) return true;
  const files = new Set([file, ...(around.main ? [around.main] : []), ...around.overrides, ...beside]);
  for (const other of around.others.values()) if (other) files.add(other);
  return [...files].some((one) => one.isBroken || usedIn(one, kind).has(name) || isOpen(one, kind) || isInFragment(one, name));
}

const uses = new WeakMap<ComposeFile, Map<DeclarationKind, ReadonlySet<string>>>();

/** The names of a kind that services of a file use. */
function usedIn(file: ComposeFile, kind: DeclarationKind): ReadonlySet<string> {
  const byKind = uses.get(file) ?? new Map<DeclarationKind, ReadonlySet<string>>();
  uses.set(file, byKind);
  let names = byKind.get(kind);
  if (!names) {
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
    names = found;
    byKind.set(kind, names);
  }
  return names;
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

/** Whether a fragment (`x-…`), which services take in by aliases or another program reads, has the name somewhere. */
function isInFragment(file: ComposeFile, name: string): boolean {
  return file.root.entries.some(
    ({ key, span }) =>
      key.startsWith("x-") && new RegExp(`(?<![\\w-])${name.replaceAll(/[^\w-]/g, "\\$&")}(?![\\w-])`).test(file.source.slice(span)),
  );
}
