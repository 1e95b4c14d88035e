import { kindsDefinedBy } from "../languages/kubernetes/custom-resource.ts";
import type { SchemaKind } from "../languages/kubernetes/schema.ts";
import { parseYaml } from "../languages/yaml/parse.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import type { Fact, Workspace } from "../workspace/workspace.ts";

/** A kind that a CustomResourceDefinition of the workspace defines; undefined where none does, as far as can be seen. */
export function customKindOf(workspace: Workspace, apiVersion: string, kind: string): SchemaKind | undefined {
  const slash = apiVersion.indexOf("/");
  const places = slash < 0 ? undefined : workspace.derive(definitions).get(`${apiVersion.slice(0, slash)} ${kind}`);
  for (const place of places ?? []) {
    const found = kindsAt(workspace, place).find((one) => one.apiVersion === apiVersion && one.kind === kind);
    if (found) return found;
  }
  return undefined;
}

/** All kinds of the workspace's own, as groups and names: `argoproj.io Rollout`. */
export function customKinds(workspace: Workspace): ReadonlySet<string> {
  return new Set(workspace.derive(definitions).keys());
}

/** As many YAML files are looked into. */
const maximumFiles = 1_900;

/**
 * Where the definition of each kind stands, by group and name, as `path document`. Definitions may be very long: their texts are only searched for the
 * two names until one of them is needed.
 */
const definitions: Fact<ReadonlyMap<string, readonly string[]>> = {
  name: "custom resource definitions",
  compute(workspace) {
    const found = new Map<string, string[]>();
    const paths = (workspace.files() ?? []).filter((path) => /\.ya?ml$/i.test(path));
    for (const path of paths.slice(0, maximumFiles)) {
      for (const [name, index] of definedIn(workspace, path)) {
        const places = found.get(name);
        if (places) places.push(`${index} ${path}`);
        else found.set(name, [`${index} ${path}`]);
      }
    }
    // The same as before while it says the same, whatever else of the files has changed.
    const content = JSON.stringify([...found]);
    const last = before.get(workspace);
    if (last?.content === content) return last.found;
    before.set(workspace, { content, found });
    return found;
  },
};

const before = new WeakMap<Workspace, { readonly content: string; readonly found: ReadonlyMap<string, readonly string[]> }>();

const definedIn = keyedFact<readonly (readonly [name: string, index: number])[]>("custom resource definitions in", (workspace, path) => {
  const text = workspace.read(path);
  if (!text?.includes("CustomResourceDefinition")) return nothing;
  return documentsOf(text).flatMap((document, index) => {
    if (!/^kind:[ \t]*["']?CustomResourceDefinition\b/m.test(document) || document.includes("{{")) return [];
    const group = /^[ \t]+group:[ \t]*["']?([\w.-]+)/m.exec(document)?.[1];
    const names = /^[ \t]+names:[ \t]*(?:#.*)?\r?\n((?:[ \t]+.*(?:\n|$))*)/m.exec(document)?.[1];
    const kind = names && /^[ \t]+kind:[ \t]*["']?(\w+)/m.exec(names)?.[1];
    return group && kind ? [[`${group} ${kind}`, index] as const] : [];
  });
});

const nothing: readonly (readonly [name: string, index: number])[] = [];

const kindsAt = keyedFact<readonly SchemaKind[]>("kinds defined at", (workspace, place) => {
  const blank = place.indexOf(" ");
  const path = place.slice(blank + 1);
  const document = documentsOf(workspace.read(path) ?? "")[Number(place.slice(0, blank))];
  if (document === undefined) return [];
  return parseYaml(new SourceText(path, document)).documents.flatMap(({ root }) => (root?.kind === "map" ? kindsDefinedBy(root) : []));
});

function documentsOf(text: string): readonly string[] {
  return text.split(/^---(?=\s|$)/m);
}
