import { readYaml } from "../workspace/yaml-tree.ts";
import { pathsAbout } from "./about.ts";
import type { Service } from "./service.ts";

/** An entry of a catalogue of software: Backstage's `catalog-info.yaml`, Cortex's, OpsLevel's or Datadog's file. */
export interface CatalogEntry {
  readonly path: string;
  /** Counts from 1; that of the owner, or of the document. */
  readonly line: number;
  readonly owner: string | undefined;
  readonly description: string | undefined;
  readonly hasLinks: boolean;
  readonly annotations: readonly { readonly key: string; readonly value: string; readonly line: number }[];
}

const files = /(?:^|\/)(?:catalog-info|cortex|opslevel|service\.datadog|entity\.datadog|compass)\.ya?ml$/;

/** The entries about a service: of those of the repository, where it is one of several, the one that bears its name. */
export function catalogEntries(service: Service): readonly CatalogEntry[] {
  return pathsAbout(service, files).flatMap((path) => {
    const text = service.workspace.read(path) ?? "";
    const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
    const isOwnFile = service.folder !== "" && path.startsWith(`${service.folder}/`);
    return readYaml(text).flatMap((document): CatalogEntry[] => {
      const kind = document.get("kind")?.text;
      if (kind !== undefined && !/^(?:Component|System|API|Resource|service)$/i.test(kind)) return [];
      const metadata = document.get("metadata");
      const info = document.get("info");
      const spec = document.get("spec");
      const name = metadata?.get("name")?.text ?? info?.get("x-cortex-tag")?.text ?? document.get("dd-service")?.text;
      if (!service.isAlone && !isOwnFile && name !== service.name) return [];
      const owner =
        spec?.get("owner") ??
        document.get("team") ??
        document.get("service")?.get("owner") ??
        metadata?.get("owner") ??
        info?.get("x-cortex-owners")?.items[0]?.get("name") ??
        document.get("ownerId");
      const description =
        metadata?.get("description") ??
        info?.get("description") ??
        document.get("description") ??
        document.get("service")?.get("description");
      return [
        {
          path,
          line: lineOf(owner?.span.start ?? document.span.start),
          owner: named(owner?.rawText),
          description: named(description?.rawText),
          hasLinks: [metadata?.get("links"), document.get("contacts"), document.get("links")].some((one) => (one?.items.length ?? 0) > 0),
          annotations: (metadata?.get("annotations")?.entries ?? []).map(({ key, keySpan, value }) => ({
            key,
            value: value.rawText ?? "",
            line: lineOf(keySpan.start),
          })),
        },
      ];
    });
  });
}

function named(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" || /^(?:unknown|guest|todo|tbd|changeme)$/i.test(text.trim()) ? undefined : text;
}
