import type { InputDefinition, Workflow } from "../../languages/workflow/model.ts";
import type { YamlScalar } from "../../languages/yaml/model.ts";
import { fixesOf, insertKey } from "../../pipeline/edit.ts";
import { defineRule, type Problem } from "../../rule.ts";

/** Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs. */
const mostInputs = 25;

export default defineRule({
  id: "workflow/invalid-dispatch-input",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The type, options and default of an input do not fit together.",
  why: `
An input of \`workflow_dispatch\` with the type \`choice\` needs \`options\`, and its default has to be one of them. The default of a \`boolean\` is \`true\` or \`false\`, that of a \`number\` a number. A workflow takes 25 inputs at most. GitHub refuses what does not fit, when the file is read or when somebody starts it.

An input of \`workflow_call\` that is required never uses its default.`,
  examples: [
    {
      title: "A default that is not among the options",
      bad: "on:\n  workflow_dispatch:\n    inputs:\n      stage:\n        type: choice\n        options: [staging, production]\n        default: test\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on:\n  workflow_dispatch:\n    inputs:\n      stage:\n        type: choice\n        options: [staging, production]\n        default: staging\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
    {
      title: "A choice without options",
      bad: "on:\n  workflow_dispatch:\n    inputs:\n      stage:\n        type: choice\n        default: staging\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on:\n  workflow_dispatch:\n    inputs:\n      stage:\n        type: choice\n        default: staging\n        options:\n          - staging\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:events"],
  judges: "part",
  check(file, { report }) {
    const dispatch = file.trigger("workflow_dispatch");
    const extra = dispatch?.inputs[mostInputs];
    if (extra)
      report({
        span: extra.keySpan,
        message: `A workflow takes ${mostInputs} inputs at most, and this is one more. Put several into one, or remove some.`,
      });
    for (const input of dispatch?.inputs ?? [])
      for (const problem of [choiceProblem(input, file), defaultProblem(input)]) if (problem) report(problem);
    for (const input of file.trigger("workflow_call")?.inputs ?? []) {
      const problem = defaultProblem(input) ?? unusedDefault(input);
      if (problem) report(problem);
    }
  },
});

function choiceProblem(input: InputDefinition, file: Workflow): Problem | undefined {
  const { map, type, typeText, options } = input;
  const entry = map?.entry("options");
  if (!map || typeText?.literal === undefined) return entry && map && !typeText ? wrongOptions(entry.keySpan, "string") : undefined;
  if (type !== "choice") return entry && type !== "" ? wrongOptions(entry.keySpan, type) : undefined;
  if (!entry) {
    const given = input.default;
    const value = given?.kind === "scalar" && !given.text.includes("${{") ? given.text : "";
    return {
      span: typeText.span,
      message:
        "An input of the type `choice` needs `options`, and GitHub refuses the workflow without. Add the values that one can choose.",
      fixes: value === "" ? [] : fixesOf(`Add \`options\` with \`${value}\``, "unsafe", file, insertKey(file, map, "options", [value])),
    };
  }
  const given = input.default;
  if (given?.kind !== "scalar" || given.text === "" || !options || options.some((option) => option.literal === undefined)) return undefined;
  if (given.text.includes("${{") || options.some(({ text }) => text === given.text)) return undefined;
  return {
    span: given.span,
    message: `The default \`${given.text}\` is not one of the options, and GitHub refuses the workflow. Take one of ${options
      .slice(0, 4)
      .map(({ text }) => `\`${text}\``)
      .join(", ")}${options.length > 4 ? ", …" : ""}.`,
  };
}

function wrongOptions(span: Problem["span"], type: string): Problem {
  return {
    span,
    message: `Only an input of the type \`choice\` has \`options\`, and this one is a \`${type}\`. Set \`type: choice\`, or remove them.`,
    severity: "warning",
  };
}

function defaultProblem(input: InputDefinition): Problem | undefined {
  const given = input.default;
  if (given?.kind !== "scalar" || given.text === "" || given.text.includes("{{") || isNull(given)) return undefined;
  const { span } = given;
  // GitHub reads `'true'` in quotes as the switch all the same.
  if (input.type === "boolean" && !/^(?:true|false)$/i.test(given.text))
    return { span, message: `The default of a \`boolean\` is \`true\` or \`false\`, not \`${given.text}\`. Write one of the two.` };
  if (input.type === "number" && (given.text.trim() === "" || Number.isNaN(Number(given.text))))
    return { span, message: `The default of a \`number\` is a number, not \`${given.text}\`. Write one, or change the type.` };
  return undefined;
}

function unusedDefault(input: InputDefinition): Problem | undefined {
  const entry = input.map?.entry("default");
  if (!entry || input.required !== true || !entry.value || (entry.value.kind === "scalar" && entry.value.text === "")) return undefined;
  return {
    span: entry.keySpan,
    message: `\`${input.name}\` is required, so its default is never used. Remove the default, or let the input be left out.`,
    severity: "hint",
  };
}

function isNull(node: YamlScalar): boolean {
  return node.style === "plain" && node.value === null;
}
