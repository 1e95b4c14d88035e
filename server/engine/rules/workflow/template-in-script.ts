import { trustOf } from "../../knowledge/contexts.ts";
import type { ContextAccess } from "../../languages/expression/model.ts";
import type { ActionFile, ExpressionPlace, Step, Workflow } from "../../languages/workflow/model.ts";
import { fixesOf, moveToEnv } from "../../pipeline/edit.ts";
import { isBuildPush } from "../../pipeline/image-jobs.ts";
import { templatesOf, untrustedIn, writtenBy, writtenPath } from "../../pipeline/untrusted.ts";
import { defineRule } from "../../rule.ts";
import { rememberFor } from "../../text/remember.ts";

export default defineRule({
  id: "workflow/template-in-script",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "hint",
  preset: "optional",
  summary: "A value is written into a script instead of being read from a variable.",
  why: `
\`\${{ }}\` is put into the script before the shell reads it: a quote, a blank or a \`$\` in the value changes the script's meaning. Inputs, outputs of steps and variables are mostly harmless, until one of them comes from a text that a stranger has written. A variable of \`env\` is data, whatever it holds.

Silent for values that cannot hold more than letters, digits and the like, for the values of a matrix that stands in the file, and for switches and choices. Secrets and what strangers choose have rules of their own.`,
  examples: [
    {
      title: "An input of a manual run",
      bad: 'on:\n  workflow_dispatch:\n    inputs:\n      version:\n        type: string\npermissions: {}\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./release.sh "${{ inputs.version }}"\n',
      good: 'on:\n  workflow_dispatch:\n    inputs:\n      version:\n        type: string\npermissions: {}\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./release.sh "$VERSION"\n        env:\n          VERSION: ${{ inputs.version }}\n',
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:template-injection"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      const places = templatesOf(step).filter((place) => freeForm(place, step, file) && !untrustedIn(place, file, step.job, step));
      const [first] = places;
      const access = first && freeForm(first, step, file);
      if (!first || !access) continue;
      const isOne = places.length === 1;
      const others = isOne ? " is" : ` and ${places.length - 1} more are`;
      report({
        span: first.expression.source.spanToSource(access.span),
        message: `\`${first.expression.source.text.slice(access.span.start, access.span.end)}\`${others} written into the script, where a quote or a blank in ${isOne ? "it" : "them"} changes what runs. Pass ${isOne ? "it" : "them"} through \`env\`.`,
        fixes: fixesOf(isOne ? "Pass it through `env`" : "Pass them through `env`", "unsafe", file, moveToEnv(step, places)),
      });
    }
  },
});

/** The first context in what an expression writes whose text may be anything. */
function freeForm({ expression }: ExpressionPlace, step: Step, file: Workflow | ActionFile): ContextAccess | undefined {
  if (!expression.root) return undefined;
  return writtenBy(expression.root).find(({ access, isWhole }) => !isHarmless(access, isWhole, step, file))?.access;
}

function isHarmless(access: ContextAccess, isWhole: boolean, step: Step, file: Workflow | ActionFile): boolean {
  const path = writtenPath(access);
  if (access.name === "secrets") return true;
  if (!path) return false;
  const [root, name = ""] = path;
  if (root === "matrix") return step.job?.strategy?.valuesOf(path.slice(1).join(".")) !== undefined;
  if (root === "env" && path.length === 2) return step.variable(name)?.value?.literal !== undefined;
  // The digest of an image that this job has built.
  if (root === "steps" && /^outputs\.(?:digest|imageid)$/.test(path.slice(2).join("."))) {
    return step.job?.steps.some((one) => one.id?.literal === name && isBuildPush(one)) === true;
  }
  if (root === "inputs" || path.slice(0, 3).join(".").toLowerCase() === "github.event.inputs") return isChoice(path.at(-1) ?? "", file);
  const trust = trustOf(path);
  // An object is written as the word `Object`.
  return trust === "safe" || (trust === "holds-untrusted" && !isWhole);
}

/** Whether an input can be nothing but a switch, a number or one of a list, wherever it is declared. */
function isChoice(name: string, file: Workflow | ActionFile): boolean {
  if (file.language === "action") return false;
  return choices(file).get(name.toLowerCase()) === true;
}

/** Whether each input of a workflow is a choice, by its name in small letters. */
const choices = rememberFor(({ triggers }: Workflow): ReadonlyMap<string, boolean> => {
  const found = new Map<string, boolean>();
  for (const { name, type } of triggers.flatMap(({ inputs }) => inputs)) {
    const key = name.toLowerCase();
    found.set(key, (found.get(key) ?? true) && /^(?:boolean|number|choice)$/.test(type));
  }
  return found;
});
