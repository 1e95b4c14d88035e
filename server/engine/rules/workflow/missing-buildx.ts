import type { ShellCommand } from "../../languages/shell/model.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { fixesOf } from "../../pipeline/edit.ts";
import { builderBefore, isOnHostedLinux, mayHaveBuilder } from "../../pipeline/image-jobs.ts";
import { rememberByText } from "../../pipeline/remembered.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/missing-buildx",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A build asks for what the machine's own builder may not do.",
  why: `
The builder that comes with Docker exports no cache and makes neither images for several platforms nor attestations where Docker keeps its images in the classic store: the build then ends with "Cache export is not supported for the docker driver" or the like. \`docker/setup-buildx-action\` starts a builder that can.

Silent where a builder is named, where steps before cannot be seen, and on machines that are not GitHub's.`,
  examples: [
    {
      title: "A cache without a builder",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          cache-from: type=gha\n          cache-to: type=gha,mode=max\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/setup-buildx-action@v4\n      - uses: docker/build-push-action@v7\n        with:\n          cache-from: type=gha\n          cache-to: type=gha,mode=max\n",
    },
  ],
  links: ["https://docs.docker.com/build/builders/drivers/"],
  since: "0.2.0",
  fix: "safe",
  patterns: ["C3"],
  uncovers: ["workflow/unpinned-action"],
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      if (!needsBuilder(job) || !isOnHostedLinux(job)) continue;
      for (const step of job.steps) {
        const need = needOf(step);
        if (!need || step.variable("BUILDX_BUILDER") || mayHaveBuilder(step, workspace)) continue;
        report({
          span: need.span,
          message: `The builder that comes with Docker may not ${need.what}, and this job starts no other. Add \`docker/setup-buildx-action\` before.`,
          fixes: fixesOf("Add `docker/setup-buildx-action`", "safe", file, builderBefore(step, workspace)),
        });
        break;
      }
    }
  },
});

interface Need {
  readonly what: string;
  readonly span: Span;
}

/** Most jobs build no images. */
const needsBuilder = rememberByText(({ steps }) => steps.some((step) => needOf(step) !== undefined));

function needOf(step: Step): Need | undefined {
  const action = step.uses?.action;
  if (action === "docker/build-push-action") {
    if (step.input("builder")) return undefined;
    const cache = step.input("cache-to");
    if (cache?.value && /type=(?!inline)\w/.test(cache.value.text)) return { what: "export a cache", span: cache.keySpan };
    const platforms = step.input("platforms");
    if (platforms?.value && isSeveral(platforms.value.text)) return { what: "build for several platforms", span: platforms.keySpan };
    for (const name of ["provenance", "sbom"]) {
      const input = step.input(name);
      if (input?.value?.literal && input.value.literal !== "false") return { what: "make attestations", span: input.keySpan };
    }
    return undefined;
  }
  const { script } = step;
  for (const command of script?.commands ?? []) {
    const found = needOfCommand(command);
    if (found && script) return { ...found, span: script.source.spanToSource(found.span) };
  }
  return undefined;
}

function needOfCommand({ name, args }: ShellCommand): Need | undefined {
  const words = args.map(({ text }) => text);
  if (name !== "docker" || words[0] !== "buildx" || words[1] !== "build" || words.some((word) => word.startsWith("--builder")))
    return undefined;
  for (const [index, { text, span }] of args.entries()) {
    const value = text.includes("=") ? text.slice(text.indexOf("=") + 1) : (words[index + 1] ?? "");
    if (/^--cache-to(?:=|$)/.test(text) && /type=(?!inline)\w/.test(value)) return { what: "export a cache", span };
    if (/^--platform(?:=|$)/.test(text) && isSeveral(value)) return { what: "build for several platforms", span };
  }
  return undefined;
}

/** `linux/amd64,linux/arm64`; what expressions and variables give is not told. */
function isSeveral(text: string): boolean {
  return text.split(/[,\n]/).filter((part) => /^\s*linux\//.test(part)).length > 1;
}
