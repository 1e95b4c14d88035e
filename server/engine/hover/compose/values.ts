import type { ApplicationService } from "../../application/application.ts";
import { builtStage } from "../../application/built-stage.ts";
import { inWords } from "../../application/health-window.ts";
import { imageBuildOf } from "../../application/settings.ts";
import { environmentFile } from "../../application/variables.ts";
import { parseByteSize } from "../../languages/compose/byte-size.ts";
import { parseComposeDuration } from "../../languages/compose/duration.ts";
import { readInterpolations } from "../../languages/compose/interpolation.ts";
import { formsOf, typeAt } from "../../languages/compose/schema.ts";
import { folderOf, resolvePath } from "../../workspace/paths.ts";
import { imageFacts } from "../image-facts.ts";
import { meaningOf } from "./meanings.ts";
import { type ComposeSite, listed } from "./site.ts";
import { lookupOf } from "./variables.ts";

/** What is known of a value: an image, a port, a duration, an amount of memory or CPU, a word of a fixed set. */
export function valueText(site: ComposeSite): string | undefined {
  const { place, service, workspace, today } = site;
  const { scalar, kind, path } = place;
  if (!scalar) return undefined;
  if (kind === "services.*.image") {
    const image = readInterpolations(scalar.text).resolve(lookupOf(site), true) ?? place.service?.likelyImage;
    const dockerfile = service && imageBuildOf(service, workspace)?.dockerfile;
    if (dockerfile !== undefined) return `Built from \`${dockerfile}\`, under this name.`;
    return image === undefined ? undefined : imageFacts(image, today);
  }
  if (/^services\.\*\.build(?:\.(?:context|dockerfile|target))?$/.test(kind)) return buildText(site);
  if (scalar.text.includes("$")) return undefined;
  if (/^services\.\*\.env_file(?:\.#)?(?:\.path)?$/.test(kind)) return environmentText(scalar.text, site);
  if (/^services\.\*\.restart$/.test(kind)) return undefined;
  const meaning = meaningOf(kind, scalar.text);
  if (meaning !== undefined) return meaning;
  if (/\.cpus$/.test(kind)) return cpusText(Number(scalar.text));
  const forms = formsOf(typeAt(path) ?? { is: "any" });
  if (forms.some(({ is }) => is === "duration")) return durationText(scalar.text);
  return forms.some(({ is }) => is === "bytes") ? bytesText(scalar.text) : undefined;
}

/** The Dockerfile, or the stage of it, that a service is built from. */
function buildText({ place, service, workspace }: ComposeSite): string | undefined {
  const build = service && imageBuildOf(service, workspace);
  if (build?.dockerfile === undefined) return undefined;
  if (place.entry.key !== "target") return `Built from \`${build.dockerfile}\`.`;
  const stage = builtStage(service as ApplicationService, workspace);
  if (!stage) return undefined;
  const line = stage.file.source.lineOf(stage.from.span.start) + 1;
  return `The stage on \`${stage.from.image?.word.text ?? "an unknown image"}\` of \`${build.dockerfile}\`, line ${line}.`;
}

/** What a file of variables sets, by name. */
function environmentText(written: string, { file, workspace }: ComposeSite): string | undefined {
  const path = resolvePath(folderOf(file.source.path), written);
  if (path === undefined || workspace.has(path) === false) return path === undefined ? undefined : `\`${path}\` is not there.`;
  const names = [...new Set(environmentFile(workspace, path)?.entries.map(({ name }) => `\`${name}\``))];
  return names.length === 0 ? undefined : `\`${path}\` sets ${listed(names)}.`;
}

/** A duration that does not read by itself: `90s`, `1m30s`, `500ms`. */
function durationText(text: string): string | undefined {
  const duration = parseComposeDuration(text);
  if (duration === undefined) return /^\d+$/.test(text) ? "It has no unit: write `s`, `m` or `h` behind it." : undefined;
  const words = duration > 0 && duration < 1_000 ? `${duration} ms` : inWords(duration);
  return words.replace(" ", "") === text ? undefined : `${words}.`;
}

const units: readonly (readonly [number, string])[] = [
  [2 ** 40, "TiB"],
  [2 ** 30, "GiB"],
  [2 ** 20, "MiB"],
  [2 ** 10, "KiB"],
];

/** An amount of memory in words: whatever is written, its units are powers of 1024. */
function bytesText(text: string): string | undefined {
  const bytes = parseByteSize(text);
  if (bytes === undefined) return undefined;
  if (bytes < 0) return "No limit.";
  const unit = units.find(([size]) => bytes >= size);
  const exact = `${bytes.toLocaleString("en-US")} bytes`;
  return unit ? `${Math.round((bytes / unit[0]) * 100) / 100} ${unit[1]}, ${exact}.` : `${exact}.`;
}

function cpusText(cpus: number): string | undefined {
  if (!(cpus > 0)) return undefined;
  const share = cpus < 1 ? `${Math.round(cpus * 1_000) / 10}% of one CPU` : cpus === 1 ? "One CPU" : `${cpus} CPUs`;
  return `${share}: ${Math.round(cpus * 100)} ms of every 100 ms, then it waits.`;
}
