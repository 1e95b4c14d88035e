import type { StepsFile } from "../../languages/workflow/model.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/invalid-id",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The id of a job or step has characters that are not allowed.",
  why: `
An id is what expressions call a job or step by: \`needs.build.outputs.tag\`. It begins with a letter or \`_\`, goes on with letters, digits, \`-\` and \`_\`, has fewer than 100 characters and does not begin with two underscores, which GitHub keeps for itself. What people read is the \`name\`, which may be anything.`,
  examples: [
    {
      title: "A blank in the id of a step",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - id: unit test\n        run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - id: unit-test\n        run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_id"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:id"],
  judges: "part",
  check(file: StepsFile, { report }) {
    const judge = (id: string, span: Span, of: string) => {
      const fault = faultOf(id);
      if (fault)
        report({
          span,
          message: `The id \`${id}\` of this ${of} ${fault}, and GitHub refuses the file. Use letters, digits, \`-\` and \`_\`.`,
        });
    };
    if (isWorkflow(file)) for (const { id, idSpan } of file.jobs) if (id !== "" && !/\$\{\{|\{\{/.test(id)) judge(id, idSpan, "job");
    const seen = new Set<number>();
    for (const { id } of file.steps) {
      if (id?.literal === undefined || id.text === "" || id.text.includes("{{") || seen.has(id.node.span.start)) continue;
      seen.add(id.node.span.start);
      judge(id.text, id.span, "step");
    }
  },
});

function isWorkflow(file: StepsFile): file is StepsFile & { readonly jobs: readonly { readonly id: string; readonly idSpan: Span }[] } {
  return "jobs" in file;
}

/** Source: `IdBuilder` of `@actions/workflow-parser` 0.3.61. */
function faultOf(id: string): string | undefined {
  if (id.startsWith("__")) return "begins with `__`";
  if (id.length >= 100) return "has 100 characters or more";
  if (!/^[A-Za-z_]/.test(id)) return "does not begin with a letter";
  const wrong = /[^\w-]/.exec(id)?.[0];
  if (wrong === undefined) return undefined;
  return /\s/.test(wrong) ? "has a blank in it" : `has \`${wrong}\` in it`;
}
