import type { Directive, Dockerfile } from "../languages/dockerfile/model.ts";
import type { Span } from "../text/span.ts";
import { withTriggers } from "./command.ts";

/** Something that the first versions of the Dockerfile syntax did not have, where a file uses it. */
export interface SyntaxFeature {
  /** As one would write it: `--link`. */
  readonly name: string;
  /** The minor version of `docker/dockerfile:1.x` that it came with; infinite where the labs channel alone has it. */
  readonly since: number;
  /** The same for the labs channel. */
  readonly labs: number;
  readonly span: Span;
}

/**
 * The minor versions of the frontend, stable and labs, that flags came with. Sources: the tables "Minimum Dockerfile version" of
 * https://docs.docker.com/reference/dockerfile/ and https://docs.docker.com/build/buildkit/dockerfile-release-notes/.
 */
const flagVersions: Readonly<Record<string, readonly [stable: number, labs: number]>> = {
  mount: [2, 0],
  chmod: [2, 2],
  network: [3, 2],
  link: [4, 4],
  checksum: [6, 5],
  "start-interval": [6, 6],
  unpack: [17, 17],
  exclude: [19, 7],
  parents: [20, 7],
  security: [20, 1],
  device: [Number.POSITIVE_INFINITY, 14],
};

/** What a file uses that is newer than version 1.0 of the syntax, in file order. */
export function* syntaxFeatures(file: Dockerfile): Iterable<SyntaxFeature> {
  for (const { name, span } of file.directives) if (name === "check") yield { name: "check", since: 8, labs: 8, span };
  for (const one of withTriggers(file.instructions)) {
    // https://github.com/moby/buildkit/pull/6334
    for (const { text, span } of one.leadingComments) if (/^check\s*=/.test(text)) yield { name: "# check=", since: 21, labs: 21, span };
    for (const { writtenName, span, nameSpan } of one.flags) {
      const versions = Object.hasOwn(flagVersions, writtenName) ? flagVersions[writtenName] : undefined;
      if (!versions) continue;
      yield { name: `--${writtenName}`, since: versions[0], labs: versions[1], span: { start: span.start, end: nameSpan.end } };
    }
    const [heredoc] = one.heredocs;
    if (heredoc) yield { name: "<<", since: 4, labs: 3, span: heredoc.markerSpan };
    if (one.keyword !== "RUN" || one.flags.length === 0) continue;
    for (const { type, options } of one.mounts) {
      const env = type === "secret" ? options.find(({ key }) => key === "env") : undefined;
      if (env) yield { name: "env=", since: 10, labs: 10, span: env.keySpan };
    }
  }
}

/** A version of Docker's frontend, as a syntax directive pins it. */
export interface SyntaxVersion {
  readonly minor: number;
  readonly isLabs: boolean;
}

/** The version in a directive's value. Undefined where it follows the major version, is another frontend or a digest alone. */
export function syntaxVersion(value: string): SyntaxVersion | undefined {
  const match = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?:1\.(\d+)[\d.]*(?:-rc\d+)?(-.+?)?(?:@.+)?$/.exec(value);
  return match ? { minor: Number(match[1]), isLabs: /^-(?:labs|experimental)$/.test(match[2] ?? "") } : undefined;
}

/** The directive by which a file pins a version, and that version. */
export function pinnedSyntax(file: Dockerfile): (SyntaxVersion & { readonly directive: Directive }) | undefined {
  const directive = file.directives.find(({ name }) => name === "syntax");
  const version = directive && syntaxVersion(directive.value);
  return version && { ...version, directive };
}

/** The minor version that a feature came with, in the channel that is pinned. */
export function neededVersion({ since, labs }: SyntaxFeature, { isLabs }: SyntaxVersion): number {
  return isLabs ? labs : since;
}

/** The newest of what a file uses and the version lacks: a version that has it has the others too. */
export function lackingFeature(file: Dockerfile, version: SyntaxVersion): SyntaxFeature | undefined {
  let newest: SyntaxFeature | undefined;
  for (const feature of syntaxFeatures(file)) {
    const needed = neededVersion(feature, version);
    if (needed > version.minor && (!newest || needed > neededVersion(newest, version))) newest = feature;
  }
  return newest;
}
