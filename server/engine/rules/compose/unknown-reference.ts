import { type Application, applicationOf } from "../../application/application.ts";
import { declare, kindNames, mayBeDeclared } from "../../application/declarations.ts";
import { fixesOf, placeholder, type YamlInput } from "../../application/edit.ts";
import { type ComposeFile, type DeclarationKind, declarationKinds, type Reference } from "../../languages/compose/model.ts";
import { safe } from "../../languages/yaml/key-edits.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "compose/unknown-reference",
  language: "compose",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A service uses a network, volume, secret, config or model that is not declared.",
  why: `
Compose refuses the whole application with it, not the one service alone. What services share is declared at the top level, be it with nothing below its name.

Declarations of included files, of the file below an override and of other Compose files of the folder count. The network \`default\` is always there, and a bind mount begins with \`./\` or \`/\`: \`data:/data\` is a named volume.`,
  examples: [
    {
      title: "A volume",
      bad: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\n",
      good: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\n\nvolumes:\n  data:\n",
    },
    {
      title: "A slip",
      bad: "services:\n  web:\n    image: nginx:1.29\n    networks: [fronted]\n\nnetworks:\n  frontend:\n",
      good: "services:\n  web:\n    image: nginx:1.29\n    networks: [frontend]\n\nnetworks:\n  frontend:\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/volumes/", "https://docs.docker.com/reference/compose-file/networks/"],
  since: "0.4.0",
  fix: "unsafe",
  uncovers: ["compose/unused-declaration"],
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const application = applicationOf(file, workspace);
    const declared = new Map(declarationKinds.map((kind) => [kind, application.declarations(kind).map((one) => one.name)]));
    for (const [first, ...others] of unknownReferences(application, workspace)) {
      const { kind, name, span } = first;
      const meant = nearest(name, declared.get(kind) ?? []);
      report({
        span,
        message: `The ${kindNames[kind]} \`${name}\` is not declared under \`${kind}\` at the top level, and Compose refuses the file. ${meant === undefined ? "Declare it." : `\`${meant}\` is declared.`}`,
        fixes: [
          ...(meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", file, renamed(file, [first, ...others], meant))),
          ...fixesOf(`Declare \`${name}\``, "unsafe", file, declare(file, kind, name, valueFor(kind, name))),
        ],
        related: others.map((other) => ({ path: file.source.path, span: other.span, message: "It is used here as well." })),
      });
    }
  },
});

type DeclaredReference = Reference & { readonly kind: DeclarationKind };

/** The references to what nobody declares; those to the same entry together. */
function unknownReferences(
  application: Application,
  workspace: Workspace,
): readonly (readonly [DeclaredReference, ...DeclaredReference[]])[] {
  const { file } = application;
  const byName = new Map<string, [DeclaredReference, ...DeclaredReference[]]>();
  const seen = new Set<number>();
  for (const { own } of application.services) {
    for (const reference of own.file === file ? own.references : []) {
      const { kind, name, span } = reference;
      if (kind === "services" || (kind === "networks" && name === "default") || seen.has(span.start)) continue;
      seen.add(span.start);
      if (mayBeDeclared(application, kind, name, workspace)) continue;
      const others = byName.get(`${kind} ${name}`);
      if (others) others.push({ ...reference, kind });
      else byName.set(`${kind} ${name}`, [{ ...reference, kind }]);
    }
  }
  return [...byName.values()];
}

function renamed(file: ComposeFile, places: readonly Reference[], meant: string) {
  const edits = places.map(({ span }) => replace(span, meant));
  return places.every(({ name, span }) => file.source.slice(span) === name) ? safe(file, edits) : undefined;
}

/** What has to be said of an entry. */
function valueFor(kind: DeclarationKind, name: string): YamlInput | undefined {
  if (kind === "secrets") return { environment: name.toUpperCase().replaceAll(/\W/g, "_") };
  if (kind === "configs") return { file: placeholder(`./${name}`) };
  return kind === "models" ? { model: placeholder("MODEL") } : undefined;
}
