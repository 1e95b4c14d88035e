import { pulledImages } from "../../../image/pinning.ts";
import { shipped } from "../../../image/production.ts";
import { isTableFresh, type Lifecycle, lifecycleDate, lifecyclesOf } from "../../../knowledge/lifecycle.ts";
import type { Dockerfile } from "../../../languages/dockerfile/model.ts";
import { inFolder } from "../../../workspace/paths.ts";
import type { Assessor } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { counterEvidence, evidence, likely, open } from "../../verdict.ts";
import { foundBy, type Shown, together } from "./shown.ts";

const rules = ["dockerfile/end-of-life-base-image"] as const;

export const supportedRuntime: Assessor = {
  id: "infrastructure.supported-runtime",
  looksAt:
    "The images that its Dockerfiles build on, and the versions in `.nvmrc`, `.python-version`, `.tool-versions`, `runtime.txt`, `go.mod` and their like, against a table of release cycles that comes along with this tool.",
  rules,
  action: {
    kind: "decide",
    title: "Name the releases",
    asks: "Which release of the runtime and of the operating system runs in production, and until when does it get security updates?",
  },
  assess(service) {
    const { dockerfiles } = service.targets;
    const images = dockerfiles.flatMap((file) => ofImages(file, service));
    // What an image is built on runs; a version file beside it is for developers.
    const all = images.some(({ evidence: [place] }) => place?.proof !== "word") ? images : [...images, ...pinnedVersions(service)];
    if (all.every(({ evidence: places }) => places.length === 0))
      return open("Neither a Dockerfile nor a version file here names a release whose end is known.");
    const verdict = together(all, {
      holds: "Runtime and base images get security updates.",
      unclear:
        images.length === 0
          ? "The release that the project names gets security updates; what it runs on in production is not shown."
          : "No release that its images name is known to have ended; until when all of them get updates is not known.",
      lacks: "A release that gets no more security updates is used.",
    });
    if (verdict.status !== "met" || isTableFresh(service.today)) return verdict;
    return likely(
      `By the dates of ${lifecycleDate}, which are more than a year old. ${verdict.because}`,
      verdict.evidence.map((one) => ({ ...one, proof: "code" })),
    );
  },
};

function ofImages(file: Dockerfile, service: Service): readonly Shown[] {
  const found = foundBy(service.findingsIn(file.source.path, ...rules), "Move to a release that is supported");
  if (found) return [found];
  const inImage = shipped(file, service.workspace);
  const known = pulledImages(file, service.workspace).map(({ image, stage }): Shown & { readonly isShipped: boolean } => {
    const isShipped = inImage.has(stage);
    const place = placeIn(file, image.word.span);
    const cycles = lifecyclesOf(image);
    const [first] = cycles
      .filter(({ endOfLife }) => endOfLife !== undefined)
      .sort((a, b) => ((a.endOfLife ?? "") < (b.endOfLife ?? "") ? -1 : 1));
    if (first) return { ...ofCycle(first, place, service.today, true), isShipped };
    const [open] = cycles;
    const note = open ? `no end of ${open.title} ${open.cycle} is known` : "names no release that is known";
    return { state: "unclear", evidence: [evidence(place.path, place.line, note, open ? "code" : "word")], isShipped };
  });
  const telling = known.filter(({ evidence: [place] }) => place?.proof !== "word");
  if (telling.length === 0) return known.slice(-1);
  // Tools that only build have mostly no dates; what runs decides.
  const running = telling.filter((one) => one.state !== "unclear" || one.isShipped);
  return running.length > 0 ? running : telling;
}

interface Place {
  readonly path: string;
  readonly line: number;
}

/** A version file says what is meant to run; an image, what does. */
function ofCycle({ title, cycle, endOfLife }: Lifecycle, { path, line }: Place, today: string, isImage: boolean): Shown {
  const name = `${title} ${cycle}`;
  if (endOfLife !== undefined && endOfLife < today)
    return { state: "lacks", evidence: [counterEvidence(path, line, `${name} has had no updates since ${endOfLife}`)] };
  return {
    state: isImage ? "holds" : "unclear",
    evidence: [evidence(path, line, `${name} gets updates until ${endOfLife}`, isImage ? "structure" : "code")],
  };
}

/** Files in which a project names its runtime, with the image of that. Of `go.mod` the toolchain: `go` is only the oldest that will do. */
const versionFiles: readonly (readonly [name: string, image: string, version: RegExp])[] = [
  [".nvmrc", "node", /^v?(\d[\d.]*)/m],
  [".node-version", "node", /^v?(\d[\d.]*)/m],
  [".python-version", "python", /^(3\.\d+)/m],
  [".ruby-version", "ruby", /^(?:ruby-)?(\d[\d.]*)/m],
  [".java-version", "eclipse-temurin", /^(?:temurin-)?(\d+)/m],
  ["system.properties", "eclipse-temurin", /^java\.runtime\.version\s*=\s*(\d+)/m],
  ["runtime.txt", "python", /^python-(3\.\d+)/m],
  [".tool-versions", "node", /^nodejs\s+(\d[\d.]*)/m],
  [".tool-versions", "python", /^python\s+(3\.\d+)/m],
  [".tool-versions", "ruby", /^ruby\s+(\d[\d.]*)/m],
  [".tool-versions", "golang", /^golang\s+(1\.\d+)/m],
  ["go.mod", "golang", /^toolchain\s+go(1\.\d+)/m],
];

function pinnedVersions({ folder, application, workspace, today }: Service): readonly Shown[] {
  const folders = [...new Set([folder, application?.context ?? folder])];
  const image = runtimes.get(application?.ecosystem.value);
  const own = versionFiles.filter(([, of]) => image === undefined || of === image);
  const written = own.flatMap(([name, of, version]) =>
    folders.slice(0, 2).flatMap((at): Shown[] => {
      const path = inFolder(at, name);
      const text = workspace.read(path);
      const match = text === undefined ? null : version.exec(text);
      if (text === undefined || !match) return [];
      const cycle = lifecyclesOf({ name: of, tag: match[1] }).find(({ endOfLife }) => endOfLife !== undefined);
      return cycle ? [ofCycle(cycle, { path, line: text.slice(0, match.index).split("\n").length }, today, false)] : [];
    }),
  );
  if (written.length > 0) return written;
  // What detection finds in a manifest gets updates: it passes over releases that have ended.
  const runtime = application?.runtimeVersion;
  if (!runtime?.from || image === undefined) return [];
  const cycle = lifecyclesOf({ name: image, tag: runtime.value }).find(({ endOfLife }) => endOfLife !== undefined);
  return cycle ? [ofCycle(cycle, runtime.from, today, false)] : [];
}

const runtimes: ReadonlyMap<string | undefined, string> = new Map([
  ["node", "node"],
  ["static", "node"],
  ["python", "python"],
  ["go", "golang"],
  ["java", "eclipse-temurin"],
  ["ruby", "ruby"],
  ["php", "php"],
  ["dotnet", "mcr.microsoft.com/dotnet/aspnet"],
]);
