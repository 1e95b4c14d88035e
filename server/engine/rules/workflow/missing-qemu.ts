import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import { actionToWrite } from "../../pipeline/action-to-write.ts";
import { stepsWithin } from "../../pipeline/callee.ts";
import { fixesOf, insertStepBefore } from "../../pipeline/edit.ts";
import { dockerfileOf } from "../../pipeline/image-builds.ts";
import { isBuildPush, isOnHostedLinux } from "../../pipeline/image-jobs.ts";
import { runnerLabels } from "../../pipeline/runner-labels.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-qemu",
  language: "workflow",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "An image is built for a platform that the machine cannot run.",
  why: `
A \`RUN\` for another architecture starts programs that the machine's processor does not understand: the build ends with "exec format error". \`docker/setup-qemu-action\` installs emulators; faster is a runner of that architecture, or stages that compile across on \`$BUILDPLATFORM\`.

Only where the Dockerfile can be seen and has a \`RUN\` in a stage of the target's platform.`,
  examples: [
    {
      title: "For ARM on an Intel machine",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/setup-buildx-action@v4\n      - uses: docker/build-push-action@v7\n        with:\n          platforms: linux/amd64,linux/arm64\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/setup-qemu-action@v4\n      - uses: docker/setup-buildx-action@v4\n      - uses: docker/build-push-action@v7\n        with:\n          platforms: linux/amd64,linux/arm64\n",
      files: { Dockerfile: "FROM alpine:3.22\nRUN apk add --no-cache curl\n" },
    },
  ],
  links: ["https://docs.docker.com/build/building/multi-platform/"],
  since: "0.2.0",
  fix: "safe",
  patterns: ["C3"],
  uncovers: ["workflow/unpinned-action"],
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      if (!isOnHostedLinux(job)) continue;
      const isArm = runnerLabels(job).map(({ label }) => label.endsWith("-arm"));
      if (new Set(isArm).size !== 1) continue;
      const { steps, isComplete } = stepsWithin(job, workspace);
      if (!isComplete || steps.some(({ uses, run }) => /qemu|binfmt/.test(`${uses?.action ?? ""} ${run?.text ?? ""}`))) continue;
      if (job.stepsUsing("docker/setup-buildx-action").some((one) => one.input("append") || one.input("endpoint") || one.input("driver")))
        continue;
      for (const step of job.steps.filter(isBuildPush)) {
        const platforms = step.input("platforms");
        const text = platforms?.value?.text;
        const own = isArm[0] ? /^linux\/(?:arm64|arm)\b/ : /^linux\/(?:amd64|386)\b/;
        const foreign = text
          ?.split(/[,\n]/)
          .map((one) => one.trim())
          .find((one) => /^linux\/[\w/]+$/.test(one) && !own.test(one));
        const dockerfile = foreign === undefined ? undefined : dockerfileOf(step, workspace);
        if (!platforms || step.input("builder") || !dockerfile || !runsOnTarget(dockerfile)) continue;
        const first = job.steps.find(
          (one) => one.parent === undefined && one.index <= step.index && /^docker\//.test(one.uses?.action ?? ""),
        );
        report({
          span: platforms.keySpan,
          message: `The Dockerfile runs programs for \`${foreign}\`, which this machine cannot. Add \`docker/setup-qemu-action\` before.`,
          fixes: fixesOf(
            "Add `docker/setup-qemu-action`",
            "safe",
            file,
            insertStepBefore(first ?? step, `uses: ${actionToWrite(file, "docker/setup-qemu-action")}\n`),
          ),
        });
        break;
      }
    }
  },
});

/** Whether a stage that is built for the target's platform runs anything. */
function runsOnTarget({ stages }: Dockerfile): boolean {
  const last = stages.at(-1);
  return stages.some(
    (stage) =>
      (stage === last || last?.dependencies.has(stage)) &&
      stage.chain.every(({ from }) => from.platform === undefined) &&
      stage.instructions.some(({ keyword }) => keyword === "RUN"),
  );
}
