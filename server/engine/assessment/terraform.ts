import { readHcl } from "../workspace/hcl.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { pathsAbout } from "./about.ts";
import type { Service } from "./service.ts";

/** `resource "type" "name" { … }` with all that stands in it, nested blocks included. */
export interface TerraformResource {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly type: string;
  readonly name: string;
  /** What stands in it, without comments. */
  readonly body: string;
  /** What is assigned to a name anywhere in it, as it is written, here-documents included; without the quotes around a string. */
  values(name: RegExp): readonly string[];
}

/** The resources of a service's Terraform files whose type matches. */
export function terraformResources(service: Service, type: RegExp): readonly TerraformResource[] {
  return pathsAbout(service, /\.tf$/).flatMap((path) => resourcesIn(service.workspace, path).filter((one) => type.test(one.type)));
}

const resourcesIn = keyedFact("Terraform resources of", (workspace, path): readonly TerraformResource[] => {
  const text = workspace.read(path) ?? "";
  const blocks = readHcl(text);
  return blocks.flatMap(({ type: block, labels: [type, name = ""], span }, index) => {
    if (block !== "resource" || type === undefined) return [];
    const body = text.slice(span.end, blocks[index + 1]?.span.start ?? text.length).replace(/^([ \t]*)(?:#|\/\/)[^\n]*/gm, "$1");
    const line = text.slice(0, span.start).split("\n").length;
    return [{ path, line, type, name, body, values: (wanted) => valuesIn(body, wanted) }];
  });
});

function valuesIn(body: string, name: RegExp): readonly string[] {
  const lines = body.split("\n");
  return lines.flatMap((line, at) => {
    const [, key = "", written = ""] = /(?:^|[\s{,(])"?([A-Za-z_]\w*)"?\s*[=:]\s*(\S.*)$/.exec(line) ?? [];
    if (!name.test(key)) return [];
    const marker = /^<<-?\s*(\w+)/.exec(written)?.[1];
    if (marker === undefined) return [written.replace(/^"(.*)"[\s,})]*$/, "$1").replace(/\\"/g, '"')];
    const end = lines.findIndex((one, below) => below > at && one.trim() === marker);
    return [lines.slice(at + 1, end < 0 ? undefined : end).join("\n")];
  });
}
