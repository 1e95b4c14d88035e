import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { dockerfileAt, imageBuilds } from "../../pipeline/image-builds.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-build-argument",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A build is given an argument that the Dockerfile does not declare.",
  why: `
A build argument that no \`ARG\` declares is dropped, with a line in the log that nobody reads: the image is built with the default, or with nothing.

Arguments that BuildKit knows by itself (proxies, \`BUILDKIT_…\`, \`SOURCE_DATE_EPOCH\`, platforms) need no \`ARG\`.`,
  examples: [
    {
      title: "An argument by another name",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          build-args: |\n            VERSON=${{ github.sha }}\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          build-args: |\n            VERSION=${{ github.sha }}\n",
      files: { Dockerfile: 'FROM alpine:3.22\nARG VERSION=dev\nRUN echo "$VERSION" > /version\n' },
    },
  ],
  links: ["https://docs.docker.com/build/building/variables/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report, workspace }) {
    for (const { dockerfile, args } of imageBuilds(file)) {
      const read = args.length > 0 && dockerfile !== undefined ? dockerfileAt(dockerfile, workspace) : undefined;
      if (!read || read.instructions.some(({ keyword }) => keyword === "ONBUILD")) continue;
      const declared = argumentsOf(read);
      for (const { name, span } of args) {
        if (declared.has(name) || predefined.test(name)) continue;
        const given = new Set(args.map((one) => one.name));
        const meant = nearest(
          name,
          [...declared].filter((one) => !given.has(one)),
        );
        report({
          span,
          message: `\`${dockerfile}\` declares no \`ARG ${name}\`, so this value is dropped.${didYouMean(meant, " Declare it there, or remove it here.")}`,
          fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", file, [replace(span, meant)]),
        });
      }
    }
  },
});

/** Source: Dockerfile reference, "Predefined ARGs", and BuildKit's own build arguments. */
const predefined =
  /^(?:(?:https?|ftp|no|all)_proxy|(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)|TARGETSTAGE|BUILDKIT_\w+|SOURCE_DATE_EPOCH|DOCKER_\w+)$/i;

function argumentsOf({ instructions }: Dockerfile): ReadonlySet<string> {
  return new Set(instructions.flatMap((one) => (one.keyword === "ARG" ? one.assignments.map(({ name }) => name) : [])));
}
