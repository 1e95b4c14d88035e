import { stagesOfCommand } from "../../knowledge/test-commands.ts";
import type { Job, Step } from "../../languages/workflow/model.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf, removeKey, replaceInScript } from "../../pipeline/edit.ts";
import { isTested } from "../../pipeline/gates.ts";
import type { Stage } from "../../pipeline/model.ts";
import { stagesOf, stagesOfStep } from "../../pipeline/stages.ts";
import { swallowedFailures } from "../../pipeline/swallowed.ts";
import { defineRule, type Problem } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/ignored-test-failure",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A test before a deployment may fail without stopping it.",
  why: `
\`continue-on-error: true\`, \`|| true\` and \`set +e\` turn a failed test into a green one, and the deployment behind it goes on. Take them away, or move a test that may fail into a job that no deployment needs.

Of linters and type checks it is advice alone. Silent where a later step asks for the outcome, where an expression decides, for reports and audits, and where nothing is deployed.`,
  examples: [
    {
      title: "A test whose failure is thrown away",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test || true\n  deploy:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  deploy:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
    {
      title: "A step that may fail",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n        continue-on-error: true\n      - run: kubectl apply -f k8s\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepscontinue-on-error"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C1", "C2"],
  uncovers: ["workflow/lost-report"],
  judges: "connected",
  check(file, { report, workspace }) {
    const seen = new Set<number>();
    for (const { job, steps } of deployJobs(file, workspace)) {
      const first = steps[0]?.step;
      const own = first ? job.steps.filter((step) => step.index < first.index) : [];
      for (const one of [...job.closure, job]) {
        for (const problem of problemsOf(one, one === job ? own : one.steps, workspace, job)) {
          if (seen.has(problem.span.start)) continue;
          seen.add(problem.span.start);
          report(problem);
        }
      }
    }
  },
});

function* problemsOf(job: Job, steps: readonly Step[], workspace: Workspace, deploy: Job): Generator<Problem> {
  const file = job.workflow;
  const entry = job === deploy ? undefined : job.map?.entry("continue-on-error");
  const stages = stagesOf(job, workspace);
  if (
    entry &&
    job.continueOnError?.literal === "true" &&
    isTested(stages) &&
    !/needs\.[\w-]+\.(?:result|outputs)/.test(deploy.if?.text.text ?? "")
  ) {
    yield {
      span: entry.span,
      message: `\`${job.id}\` may fail, and \`${deploy.id}\` deploys all the same. Remove \`continue-on-error\`.`,
      fixes: fixesOf("Remove `continue-on-error`", "unsafe", file, removeKey(file, entry)),
      ...weakened(stages),
    };
    return;
  }
  for (const step of steps) {
    const own = stagesOfStep(step, workspace);
    if (!isTested(own) || isReport(step)) continue;
    const lax = step.map.entry("continue-on-error");
    if (lax && step.continueOnError?.literal === "true") {
      if (isOutcomeRead(step, job)) continue;
      yield {
        span: lax.span,
        message: `This test may fail, and \`${deploy.id}\` deploys all the same. Remove \`continue-on-error\`.`,
        fixes: fixesOf("Remove `continue-on-error`", "unsafe", file, removeKey(file, lax)),
        ...weakened(own),
      };
      continue;
    }
    const commands = step.script?.commands ?? [];
    for (const { commands: chain, span, part } of swallowedFailures(step)) {
      const stage = chain.flatMap((index) => {
        const { name, args } = commands[index] ?? { name: undefined, args: [] };
        return stagesOfCommand(
          name ?? "",
          args.map(({ text }) => text),
        );
      });
      if (!isTested(new Set<Stage>(stage))) continue;
      yield {
        span,
        message: `This test may fail, and \`${deploy.id}\` deploys all the same. Remove \`${file.source.slice(span).split("\n", 1)[0]}\`.`,
        fixes: fixesOf("Let the step fail with the test", "unsafe", file, replaceInScript(step, part, "")),
        ...weakened(new Set<Stage>(stage)),
      };
    }
    yield* withoutExit(step, deploy);
  }
}

/** `set +e`, after which only the last command decides. */
function* withoutExit(step: Step, deploy: Job): Generator<Problem> {
  const { script } = step;
  const text = step.run?.text ?? "";
  if (!script || /\$\?|\bPIPESTATUS\b|\bexit\s+[^0\s]|\bset\s+-\w*e|\|\|/.test(text)) return;
  const { commands, source } = script;
  const at = commands.findIndex(({ name, args }) => name === "set" && args[0]?.text === "+e");
  const set = commands[at];
  if (!set) return;
  const isLost = commands.some(({ name, args }, index) => {
    if (index < at || index === commands.length - 1) return false;
    return isTested(
      new Set<Stage>(
        stagesOfCommand(
          name ?? "",
          args.map(({ text: arg }) => arg),
        ),
      ),
    );
  });
  if (!isLost) return;
  const line = /^[ \t]*set \+e[ \t]*\r?\n[ \t]*/.exec(source.text.slice(set.span.start));
  const part = line && { start: set.span.start, end: set.span.start + line[0].length };
  yield {
    span: source.spanToSource(set.span),
    message: `Behind \`set +e\` the tests may fail, and \`${deploy.id}\` deploys all the same. Remove it.`,
    fixes: part ? fixesOf("Remove `set +e`", "unsafe", step.file, removeLine(step, set.span.start)) : [],
  };
}

/** The whole line in the file on which a place of the script stands. */
function removeLine(step: Step, offset: number) {
  const { source } = step.file;
  const place = step.script?.source.toSource(offset);
  if (place === undefined || step.run?.node.style !== "literal" || step.run.node.alias) return undefined;
  const line = source.lineOf(place);
  const { start } = source.lineSpan(line);
  if (source.slice(source.lineSpan(line)).trim() !== "set +e") return undefined;
  return [{ span: { start, end: source.nextLineStart(place) }, text: "" }];
}

function weakened(stages: ReadonlySet<Stage>) {
  return stages.has("unit") || stages.has("integration") || stages.has("e2e") ? {} : { severity: "info" as const };
}

/** Steps that are there to tell something, not to decide. */
function isReport({ name, id, uses }: Step): boolean {
  return /\b(?:reports?|coverage|codecov|audit|annotat\w*|upload|comment|optional|informational|non-?blocking|allow(?:ed)? to fail)\b/i.test(
    `${name?.text ?? ""} ${id?.text ?? ""} ${uses?.action ?? ""}`,
  );
}

/** Whether a later step of the job, or the job's outputs, ask how the step has ended. */
function isOutcomeRead(step: Step, { steps, outputs }: Job): boolean {
  const id = step.id?.literal;
  if (id === undefined) return false;
  const outcome = new RegExp(`steps\\.${id.replace(/[^\w-]/g, "\\$&")}\\.(?:outcome|outputs|conclusion)`, "i");
  return (
    outputs.some(({ value }) => outcome.test(value?.text ?? "")) ||
    steps.some(
      (other) =>
        other.index > step.index &&
        [other.if?.text, other.run, ...other.env.map(({ value }) => value), ...other.with.map(({ value }) => value)].some((text) =>
          outcome.test(text?.text ?? ""),
        ),
    )
  );
}
