import type { Keyword } from "../languages/dockerfile/model.ts";

/** A check of BuildKit's own, which `# check=` lines name. */
export interface BuildCheck {
  /** Told apart by case. */
  readonly name: string;
  /** What it reports, in a few words. */
  readonly about: string;
  /** The instructions that it looks at; all of them where none is named. */
  readonly keywords: readonly Keyword[];
  /** Runs only where `experimental=` asks for it. */
  readonly isExperimental: boolean;
}

// Names and meaning: https://docs.docker.com/reference/build-checks/ (read November 2026).
const rows: readonly (readonly [name: string, about: string, keywords?: string, isExperimental?: true])[] = [
  ["ConsistentInstructionCasing", "instructions in upper and in lower case"],
  ["CopyIgnoredFile", "copied files that `.dockerignore` leaves out", "COPY ADD"],
  ["DuplicateStageName", "a stage's name that another one has", "FROM"],
  ["ExposeInvalidFormat", "`EXPOSE` with an address or two ports", "EXPOSE"],
  ["ExposeProtoCasing", "`EXPOSE` with its protocol in upper case", "EXPOSE"],
  ["FromAsCasing", "`as` in another case than `FROM`", "FROM"],
  ["FromPlatformFlagConstDisallowed", "`--platform` with a constant", "FROM"],
  ["InvalidBaseImagePlatform", "a base image of another platform than was asked for", "FROM"],
  ["InvalidDefaultArgInFrom", "a `FROM` that is invalid with its arguments' defaults", "FROM ARG"],
  ["InvalidDefinitionDescription", "comments above a stage or argument that do not describe it", "FROM ARG", true],
  ["JSONArgsRecommended", "commands in shell form, which get no signals", "CMD ENTRYPOINT"],
  ["LegacyKeyValueFormat", "`ENV name value`, without an equals sign", "ENV LABEL"],
  ["MaintainerDeprecated", "`MAINTAINER`, which a label has replaced", "MAINTAINER"],
  ["MultipleInstructionsDisallowed", "an instruction of which the last one alone counts", "CMD ENTRYPOINT HEALTHCHECK"],
  ["NoEmptyContinuation", "empty lines inside of a continued instruction"],
  ["RedundantTargetPlatform", "`--platform=$TARGETPLATFORM`, which is the default", "FROM"],
  ["ReservedStageName", "a stage named `scratch` or `context`", "FROM"],
  ["SecretsUsedInArgOrEnv", "secrets in arguments and variables, told by their names", "ARG ENV"],
  ["StageNameCasing", "stages with capital letters in their names", "FROM"],
  ["UndefinedArgInFrom", "a `FROM` with an argument that is not declared", "FROM"],
  ["UndefinedVar", "variables that are set nowhere"],
  ["WorkdirRelativePath", "a relative `WORKDIR` on a base with an unknown one", "WORKDIR"],
];

/** All checks, by name, in the order of the alphabet. */
export const buildChecks: ReadonlyMap<string, BuildCheck> = new Map(
  rows.map(([name, about, keywords, isExperimental]) => [
    name,
    { name, about, keywords: (keywords?.split(" ") ?? []) as Keyword[], isExperimental: isExperimental === true },
  ]),
);

/** The page about a check. */
export function buildCheckLink(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, "$1-$2").replace(/([A-Z])([A-Z][a-z])/g, "$1-$2");
  return `https://docs.docker.com/reference/build-checks/${words.toLowerCase()}/`;
}
