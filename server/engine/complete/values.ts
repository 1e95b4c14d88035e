import { baseImageOf } from "../image/base.ts";
import { serviceOf } from "../image/service.ts";
import { usualValues } from "../knowledge/usual-values.ts";
import { isWindows } from "../languages/dockerfile/interpreter.ts";
import { buildsOf } from "../workspace/builds.ts";
import { type Completion, marked, type Place, tail } from "./completion.ts";

type Value = readonly [text: string, detail: string];

/** What suits an instruction: from the files around and the image, then what is usual; without what is given already. */
export function completeValue(place: Place): Completion[] {
  // Inside of quotes stands a text of the user's own.
  if ([...place.words, place.word].join("").split('"').length % 2 === 0 && place.keyword !== "SHELL") return [];
  const equals = place.word.indexOf("=");
  if (equals >= 0 && place.keyword === "ARG") return completeDefault(place, place.word.slice(0, equals), place.word.slice(equals + 1));
  const more = fitting[place.keyword]?.(place) ?? [];
  const given = new Set(place.words.map((word) => word.split("=", 1)[0]));
  const offered = new Map<string, Completion>();
  for (const [template, detail] of [...more, ...(usualValues[place.keyword] ?? [])]) {
    const { text, placeholders } = marked(template);
    const label = text.split('="')[0] as string;
    const isGiven = given.has(text.split("=", 1)[0]);
    if (equals >= 0 && !text.startsWith(place.word.slice(0, equals + 1))) continue;
    if (!isGiven && !offered.has(label)) offered.set(label, { kind: "value", label, span: place.span, text, placeholders, detail });
  }
  return [...offered.values()];
}

/** What builds of the workspace give for an argument. */
function completeDefault(place: Place, name: string, written: string): Completion[] {
  return buildsOf(place.file.source.path, place.workspace).flatMap(({ args, source }): Completion[] => {
    const value = args.get(name);
    if (value === undefined || !/^[\w.:/@-]+$/.test(value)) return [];
    return [{ kind: "value", label: value, span: tail(place, written.length), text: value, detail: `${source.path} gives it` }];
  });
}

/** Instructions that name several things, so that another may follow. */
export const listing: ReadonlySet<string> = new Set(["ARG", "ENV", "LABEL", "EXPOSE"]);

const fitting: Readonly<Record<string, (place: Place) => readonly Value[]>> = {
  SHELL: shells,
  WORKDIR: folders,
  ARG: buildArguments,
  ENV: variables,
  EXPOSE: ports,
  CMD: execForm,
  ENTRYPOINT: execForm,
};

/** Behind a bracket the editor has put the other one already. */
function execForm({ word }: Place): readonly Value[] {
  return word.startsWith("[") ? [] : [['["\u2039program\u203a"]', "as a list: no shell in between, and signals reach the program"]];
}

/** Those of the languages that the base image is for, where that is known. */
function variables({ stage }: Place): readonly Value[] {
  const runtimes = (stage && baseImageOf(stage)?.runtimes) ?? [];
  const isFor = (runtime: string) => runtimes.length === 0 || runtimes.includes(runtime);
  return [
    ...(isFor("node") ? nodeVariables : []),
    ...(isFor("python") ? pythonVariables : []),
    ["PORT=\u20398080\u203a", "the port that the application listens on"],
  ];
}

const nodeVariables: readonly Value[] = [["NODE_ENV=production", "Node.js: libraries behave as in production"]];
const pythonVariables: readonly Value[] = [
  ["PYTHONUNBUFFERED=1", "Python: logs appear at once"],
  ["PYTHONDONTWRITEBYTECODE=1", "Python: no compiled files in the image"],
];

const bash: Value = ['["/bin/bash", "-o", "pipefail", "-c"]', "a pipeline fails when any part does"];
const ash: Value = ['["/bin/ash", "-eo", "pipefail", "-c"]', "the same on Alpine"];
const sh: Value = ['["/bin/sh", "-ec"]', "a script stops at the first failure"];

function shells({ stage }: Place): readonly Value[] {
  if (stage && isWindows(stage))
    return [['["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]', "a script stops at the first failure"]];
  return stage && baseImageOf(stage)?.shell === "ash" ? [ash, sh, bash] : [bash, ash, sh];
}

/** The folder in force, and the base image's own. */
function folders({ stage, instruction }: Place): readonly Value[] {
  const base = stage && baseImageOf(stage);
  const now = stage?.workdir(instruction);
  const found: Value[] = [];
  if (now !== undefined && now !== "/") found.push([now, "the working directory so far"]);
  if (base?.workdir !== undefined && base.workdir !== "/") found.push([base.workdir, "of the base image"]);
  return [...found, ["/app", "a folder of the application's own"], ["/usr/src/app", "likewise, for sources"]];
}

/** The arguments that builds of the workspace give, those declared for FROM, and the builder's own. */
function buildArguments({ file, workspace, stage, instruction }: Place): readonly Value[] {
  const found: Value[] = [];
  const scope = stage ? stage.instructions : file.globalArgs;
  const declared = new Set(
    scope.flatMap((one) => (one.keyword === "ARG" && one !== instruction ? one.assignments.map(({ name }) => name) : [])),
  );
  for (const { args, source } of buildsOf(file.source.path, workspace))
    for (const [name, value] of args) found.push([name, `${source.path} gives ${value === undefined ? "it" : `\`${value}\``}`]);
  if (stage)
    for (const { name, value } of file.globalArgs.flatMap((one) => one.assignments))
      found.push([name, value ? `\`${value.text}\`, as declared for FROM` : "declared for FROM"]);
  found.push(["TARGETPLATFORM", "set by the builder: what is built for"], ["BUILDPLATFORM", "set by the builder: where it runs"]);
  for (const name of ["TARGETOS", "TARGETARCH", "TARGETVARIANT", "BUILDOS", "BUILDARCH"]) found.push([name, "set by the builder"]);
  return found.filter(([name]) => !declared.has(name));
}

/** The ports that the application, the image and the services built from it name. */
function ports({ file, workspace, stage, instruction }: Place): readonly Value[] {
  const found: Value[] = [];
  const service = stage && serviceOf(stage, workspace);
  const variable = stage?.variable("PORT", instruction);
  if (variable && /^\d+$/.test(variable)) found.push([variable, "from `PORT`"]);
  if (service?.port !== undefined && service.portFrom !== "expose")
    found.push([String(service.port), portSources[service.portFrom ?? "default"]]);
  for (const { ports: published, source } of buildsOf(file.source.path, workspace))
    for (const port of published ?? []) found.push([String(port), `${source.path} publishes it`]);
  return [...found, ["8080", "a usual port above 1024, which needs no root"]];
}

const portSources = {
  command: "the command names it",
  env: "from `PORT`",
  project: "the application listens on it",
  default: "its program's usual one",
} as const;
