import { type PinnedSyntax, pinnedSyntax, type SyntaxFeature, syntaxFeatures } from "../../image/syntax-features.ts";
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
    if (!pinned) return;
    // One newer version has all that is older.
    let newest: SyntaxFeature | undefined;
    const needed = ({ since, labs }: SyntaxFeature) => (pinned.isLabs ? labs : since);
    for (const feature of syntaxFeatures(file)) {
      if (needed(feature) > pinned.minor && (!newest || needed(feature) > needed(newest))) newest = feature;
    }
    if (!newest) return;
    const version = needed(newest) === Number.POSITIVE_INFINITY ? `1.${newest.labs}-labs` : `1.${needed(newest)}`;
    const fix = fixOf(pinned, newest, file.source.path);
    report({
      span: newest.span,
      message: `The file is read by version 1.${pinned.minor} of the syntax, and \`${newest.name}\` came with ${version}. Change the \`syntax\` directive.`,
      ...(fix && { fixes: [fix] }),
    });
  },
});

/** The directive with the major version alone; a digest is for a person to look up. */
function fixOf({ directive, isLabs }: PinnedSyntax, { since }: SyntaxFeature, path: string): Fix | undefined {
  const [, image] = /^((?:docker\.io\/)?docker\/dockerfile):[^@]+$/.exec(directive.value) ?? [];
  if (image === undefined) return undefined;
  const value = `${image}:1${isLabs || since === Number.POSITIVE_INFINITY ? "-labs" : ""}`;
  return {
    title: `Use \`${value}\``,
    safety: "unsafe",
    changes: [{ kind: "edit", path, edits: [replace(directive.valueSpan, value)] }],
  };
}
