import { builtStage } from "../../application/built-stage.ts";
import { knownImageOf } from "../../application/known-image.ts";
import { imageBuildOf } from "../../application/settings.ts";
import { dockerfileAt } from "../../image/context-needs.ts";
import { serviceOf } from "../../image/service.ts";
import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import type { ComposeSite } from "./site.ts";

/** The Dockerfile that the service of the site is built from. */
export function dockerfileHere({ service, workspace }: ComposeSite): Dockerfile | undefined {
  const path = service && imageBuildOf(service, workspace)?.dockerfile;
  return path === undefined ? undefined : dockerfileAt(path, workspace);
}

interface KnownVariable {
  readonly name: string;
  readonly value?: string;
  readonly detail?: string;
  readonly about?: string;
}

/** The arguments that the Dockerfile declares, with their defaults; those of the engine itself left out. */
export function buildArguments(site: ComposeSite): readonly KnownVariable[] {
  const file = dockerfileHere(site);
  if (!file) return [];
  const all = file.instructions.flatMap((one) => (one.keyword === "ARG" ? one.assignments : []));
  const byName = new Map<string, KnownVariable>();
  for (const { name, value } of all) {
    if (/^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/.test(name) || (byName.get(name)?.value !== undefined && value === undefined))
      continue;
    byName.set(name, { name, ...(value?.text ? { value: value.text } : {}), detail: `ARG of ${file.source.path}` });
  }
  return [...byName.values()];
}

/** The variables that the image is set up by: secrets of known images, what the Dockerfile sets. */
export function imageVariables({ service, workspace, application }: ComposeSite): readonly KnownVariable[] {
  if (!service) return [];
  const known = knownImageOf(service, workspace);
  const secrets = (known?.secretVariables ?? []).flatMap(({ name, fileVariable }): readonly KnownVariable[] => {
    const secret = application.declarations("secrets").find((one) => likely(one.name, name))?.name;
    const byFile: KnownVariable[] =
      fileVariable === undefined
        ? []
        : [
            {
              name: fileVariable,
              value: `/run/secrets/‹${secret ?? name.toLowerCase().replaceAll("_", "-")}›`,
              detail: `${known?.title}: a file with the value`,
              about: "The value stays out of the environment, where every process and `docker inspect` can read it.",
            },
          ];
    return [...byFile, { name, value: `\${${name}:?}`, detail: known?.title ?? "" }];
  });
  const stage = builtStage(service, workspace);
  const set = (stage?.chainInstructions ?? []).flatMap((one) => (one.keyword === "ENV" ? one.assignments : []));
  const own = [...new Map(set.map((one) => [one.name, one])).values()].map(
    ({ name, value }): KnownVariable => ({ name, value: `‹${value?.value ?? ""}›`, detail: "ENV of the Dockerfile" }),
  );
  return [...secrets, ...own.filter(({ name }) => name !== "PATH")];
}

/** `db-password` for `POSTGRES_PASSWORD`. */
function likely(secret: string, variable: string): boolean {
  const words = variable.toLowerCase().split("_");
  const parts = secret.toLowerCase().split(/[-_.]/);
  return parts.includes(words.at(-1) as string);
}

export interface KnownPort {
  readonly number: number;
  readonly detail: string;
  /** For people and other machines; else for the neighbouring containers alone. */
  readonly isPublic: boolean;
}

/** The ports that a service listens on, as far as its image tells. */
export function portsHere({ service, workspace }: ComposeSite): readonly KnownPort[] {
  if (!service) return [];
  const found: KnownPort[] = [];
  const stage = builtStage(service, workspace);
  if (stage) {
    const { port, portFrom } = serviceOf(stage, workspace);
    if (port !== undefined)
      found.push({ number: port, detail: portFrom === "expose" ? "EXPOSE of the Dockerfile" : "of the application", isPublic: true });
    for (const one of stage.chainInstructions) {
      if (one.keyword !== "EXPOSE") continue;
      for (const { value } of one.ports) {
        const number = Number(/^\d+/.exec(value ?? "")?.[0]);
        if (number > 0) found.push({ number, detail: "EXPOSE of the Dockerfile", isPublic: true });
      }
    }
  }
  const known = knownImageOf(service, workspace);
  for (const { number, purpose } of known?.ports ?? []) found.push({ number, detail: known?.title ?? "", isPublic: purpose === "traffic" });
  const seen = new Set<number>();
  return found.filter(({ number }) => seen.size < seen.add(number).size);
}
