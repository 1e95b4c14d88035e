import { isDockerfilePath } from "../../languages/dockerfile/detect.ts";
import { repositoryOf } from "../../pipeline/callee.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { imageBuilds, isCertainlyMissing, pathFrom } from "../../pipeline/image-builds.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/missing-dockerfile",
  language: "workflow",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "A build names a Dockerfile that the repository does not have.",
  why: `
The build ends at once: "failed to read dockerfile". \`file\` counts from the root of the repository, not from the context, and is \`Dockerfile\` in the context where it is not given.

Silent where a step before may bring or write the file, where Git ignores it, and for what another repository's checkout holds.`,
  examples: [
    {
      title: "A misspelt folder",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - uses: docker/build-push-action@v7\n        with:\n          context: .\n          file: dockre/Dockerfile\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - uses: docker/build-push-action@v7\n        with:\n          context: .\n          file: docker/Dockerfile\n",
      files: { "docker/Dockerfile": "FROM alpine:3.22\n" },
    },
  ],
  links: ["https://github.com/docker/build-push-action#inputs"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report, workspace }) {
    for (const { step, dockerfile, span, written } of imageBuilds(file)) {
      if (dockerfile === undefined || !isCertainlyMissing(dockerfile, step, workspace)) continue;
      // Podman and Buildah take either name.
      if (/Dockerfile$/.test(dockerfile) && workspace.has(dockerfile.replace(/Dockerfile$/, "Containerfile"))) continue;
      const root = repositoryOf(file.source.path);
      const candidates = (workspace.files() ?? []).filter((path) => isDockerfilePath(path) && (root === "" || path.startsWith(`${root}/`)));
      // Nobody names a file of a repository that holds no Dockerfile by mistake alone: it may be made elsewhere.
      if (candidates.length === 0 && !written) continue;
      const meant = nearest(dockerfile, candidates);
      const text = meant !== undefined && written ? pathFrom(written.base, meant, written.text) : undefined;
      report({
        span,
        message: `There is no \`${dockerfile}\` in this repository, so the build ends at once.${text === undefined ? " Name the Dockerfile that is there." : ` Write \`${text}\`.`}`,
        fixes:
          text === undefined || file.source.slice(span) !== written?.text
            ? []
            : fixesOf(`Write \`${text}\``, "unsafe", file, [replace(span, text)]),
      });
    }
  },
});
