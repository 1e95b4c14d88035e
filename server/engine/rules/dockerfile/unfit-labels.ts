import * as z from "zod/mini";
import { productionStages } from "../../image/production.ts";
import type { Assignment } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";

/** What a value has to look like, by the name of its type. */
const types: Readonly<Record<string, readonly [pattern: RegExp, what: string]>> = {
  text: [/\S/, "text"],
  url: [/^[a-z][a-z0-9+.-]*:\/\/\S+$/i, "an address such as `https://example.com`"],
  semver: [/^v?\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/, "a version such as `1.4.2`"],
  rfc3339: [/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/, "a time such as `2026-11-23T08:30:00Z`"],
  hash: [/^(?:[0-9a-f]{7}|[0-9a-f]{40}|[0-9a-f]{64})$/i, "a commit's hash"],
  // The expression's words alone: which licences there are changes.
  spdx: [/^[\w.+-]+(?: (?:AND|OR|WITH) \(?[\w.+-]+\)?)*$/, "an SPDX expression such as `Apache-2.0`"],
  email: [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an address of mail"],
};

export default defineRule({
  id: "dockerfile/unfit-labels",
  language: "dockerfile",
  category: "operability",
  severity: "info",
  preset: "recommended",
  summary: "A label that the team asks for is missing, empty or of the wrong form.",
  why: `Labels tell where an image is from: its sources, its commit, who answers for it. They are of use when every image has the same ones.

Says nothing until the option \`labels\` names what is asked for, each as a name alone or as \`name=type\` with a type of \`text\`, \`url\`, \`semver\`, \`rfc3339\`, \`hash\`, \`spdx\` or \`email\`; with \`onlyThese\` no others are
allowed. The final image's labels are looked at, those of the stages that it is built on included; a value that hangs on a build argument is not judged. A \`.hadolint.yaml\`'s \`label-schema\` and \`strict-labels\`
are read.`,
  examples: [
    {
      title: "A label without a value",
      options: { labels: ["org.opencontainers.image.source=url"] },
      bad: 'FROM debian:13-slim\nLABEL org.opencontainers.image.source=""\n',
      good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.source="https://github.com/acme/shop"\n',
    },
    {
      title: "A slip in the name",
      options: { labels: ["org.opencontainers.image.source=url"] },
      bad: 'FROM debian:13-slim\nLABEL org.opencontainers.image.sources="https://github.com/acme/shop"\n',
      good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.source="https://github.com/acme/shop"\n',
    },
    {
      title: "No label at all",
      options: { labels: ["org.opencontainers.image.source"] },
      bad: "FROM debian:13-slim\n",
      good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.source="https://github.com/acme/shop"\n',
    },
  ],
  links: ["https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["R2"],
  alsoKnownAs: [
    "hadolint:DL3049",
    "hadolint:DL3050",
    "hadolint:DL3051",
    "hadolint:DL3052",
    "hadolint:DL3053",
    "hadolint:DL3054",
    "hadolint:DL3055",
    "hadolint:DL3056",
    "hadolint:DL3058",
    "sonar:S7028",
  ],
  options: z.strictObject({
    labels: z
      ._default(z.array(z.string()), [])
      .check(
        z.describe("The labels that are asked for, as `name` or `name=type`: `text`, `url`, `semver`, `rfc3339`, `hash`, `spdx`, `email`."),
      ),
    onlyThese: z._default(z.boolean(), false).check(z.describe("Whether no other labels are allowed.")),
  }),
  judges: "connected",
  check(file, { workspace, options, report }) {
    if (options.labels.length === 0) return;
    const asked = new Map(options.labels.map((one) => [one.split("=", 1)[0] ?? "", one.slice(one.indexOf("=") + 1)]));
    const told = new Set<number>();
    for (const stage of productionStages(file, workspace)) {
      const given = new Map<string, Assignment>();
      for (const one of stage.chainInstructions)
        if (one.keyword === "LABEL") for (const assignment of one.assignments) given.set(plain(assignment.name), assignment);
      for (const [name, type] of asked) {
        const label = given.get(name);
        if (!label) {
          const about = types[type];
          const others = [...given.keys()].filter((other) => !asked.has(other));
          // The domain in front is no part that one slips in.
          const meant = nearest(name, others, name.length - name.lastIndexOf(".") > 6 ? 2 : 1);
          const own = meant === undefined ? undefined : given.get(meant);
          const fix = own && plain(file.source.slice(own.nameSpan)) === meant && replace(own.nameSpan, name);
          if (own) told.add(own.nameSpan.start);
          report({
            span: own?.nameSpan ?? stage.from.keywordSpan,
            message: `The image has no label \`${name}\`, which is asked for${about ? `: ${about[1]}` : ""}.${own ? ` Is it meant by \`${meant}\`?` : ""}`,
            ...(fix && {
              fixes: [
                {
                  title: `Call it \`${name}\``,
                  safety: "unsafe" as const,
                  changes: [{ kind: "edit" as const, path: file.source.path, edits: [fix] }],
                },
              ],
            }),
          });
        } else judge(label, type);
      }
      if (!options.onlyThese) continue;
      for (const [name, { nameSpan }] of given) {
        if (asked.has(name) || told.has(nameSpan.start)) continue;
        told.add(nameSpan.start);
        report({ span: nameSpan, message: `\`${name}\` is not among the labels that are asked for.` });
      }
    }

    function judge({ name, value, span }: Assignment, type: string): void {
      if (!value || value.value === undefined || told.has(span.start)) return;
      const [pattern, what] = types[type] ?? types.text ?? [/\S/, "text"];
      if (pattern.test(value.value)) return;
      told.add(span.start);
      report({
        span: value.span,
        message: `\`${plain(name)}\` ${value.value === "" ? "is empty" : `is \`${value.value}\``}. It is to be ${what}.`,
      });
    }
  },
});

/** A name may be written in quotes. */
function plain(name: string): string {
  return name.replace(/^["']|["']$/g, "");
}
