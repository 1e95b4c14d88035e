import { lackingFeature, neededVersion, pinnedSyntax } from "../../image/syntax-features.ts";
import type { Directive } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/outdated-syntax",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The syntax that the file pins is older than a flag or form it uses.",
  why: `The directive \`# syntax=docker/dockerfile:1.4\` has the file read by that version, whatever the builder itself could do, and what came later is unknown to it: the build stops at \`COPY --parents\`, or passes over the directive \`check\`.

Follow the major version, \`docker/dockerfile:1\`, or pin a version that has what you use. What is still experimental stands in the labs channel, \`docker/dockerfile:1-labs\`. Silent without a directive, on \`:1\`, on a digest alone and on other frontends.`,
  examples: [
    {
      title: "A flag of version 1.19",
      bad: "# syntax=docker/dockerfile:1.7\nFROM scratch\nCOPY --exclude=*.md docs /docs\n",
      good: "# syntax=docker/dockerfile:1\nFROM scratch\nCOPY --exclude=*.md docs /docs\n",
    },
  ],
  links: [
    "https://docs.docker.com/build/buildkit/dockerfile-release-notes/",
    "https://docs.docker.com/build/buildkit/frontend/",
    "https://docs.docker.com/reference/dockerfile/#copy",
  ],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  check(file, { report }) {
    const pinned = pinnedSyntax(file);
    const newest = pinned && lackingFeature(file, pinned);
    if (!newest) return;
    const needed = neededVersion(newest, pinned);
    const version = needed === Number.POSITIVE_INFINITY ? `1.${newest.labs}-labs` : `1.${needed}`;
    const fix = fixOf(pinned.directive, newest.since === Number.POSITIVE_INFINITY || pinned.isLabs, file.source.path);
    report({
      span: newest.span,
      message: `The file is read by version 1.${pinned.minor} of the syntax, and \`${newest.name}\` came with ${version}. Change the \`syntax\` directive.`,
      ...(fix && { fixes: [fix] }),
    });
  },
});

/** The directive with the major version alone; a digest is for a person to look up. */
function fixOf(directive: Directive, isLabs: boolean, path: string): Fix | undefined {
  const [, image] = /^((?:docker\.io\/)?docker\/dockerfile):[^@]+$/.exec(directive.value) ?? [];
  if (image === undefined) return undefined;
  const value = `${image}:1${isLabs ? "-labs" : ""}`;
  return {
    title: `Use \`${value}\``,
    safety: "unsafe",
    changes: [{ kind: "edit", path, edits: [replace(directive.valueSpan, value)] }],
  };
}
