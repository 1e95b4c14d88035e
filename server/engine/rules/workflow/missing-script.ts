import type { Step } from "../../languages/workflow/model.ts";
import { fixesOf, replaceInScript } from "../../pipeline/edit.ts";
import { type UndefinedScript, undefinedScripts } from "../../pipeline/script-calls.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/missing-script",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A step calls a script or target that the project does not define.",
  why: `
\`npm run\`, \`make\` and \`composer run\` fail where \`package.json\`, the Makefile or \`composer.json\` of the folder in which they run has no such script or target. That shows in the next run, often after minutes of setup.

Silent with \`--if-present\`, for other packages of a workspace (\`-w\`, \`--filter\`), in folders that an expression gives, for Makefiles that include others, and where an earlier step may have written the file.`,
  examples: [
    {
      title: "A script by another name",
      files: { "package.json": '{ "scripts": { "build": "vite build", "lint": "eslint ." } }\n' },
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm ci\n      - run: npm run biuld\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm ci\n      - run: npm run build\n",
    },
  ],
  links: ["https://docs.npmjs.com/cli/v11/commands/npm-run"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C2"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const step of file.steps) {
      for (const missing of undefinedScripts(step, workspace)) {
        const script = step.script ?? step.roughScript;
        if (!script) break;
        const { word, script: name, manifest } = missing;
        const meant = meantBy(missing);
        const what = missing.runner === "make" ? "target" : "script";
        const advice = meant === undefined ? ` Add it, or call one that is there.` : ` Write \`${meant}\`.`;
        report({
          span: script.source.spanToSource(word.span),
          message: `\`${manifest}\` has no ${what} \`${name}\`, so this fails.${advice}`,
          fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", file, rename(step, missing, meant)),
        });
      }
    }
  },
});

function meantBy({ script, word, defined }: UndefinedScript): string | undefined {
  // `npm test` has no name to write anew.
  return word.text === script ? nearest(script, defined) : undefined;
}

function rename(step: Step, { word }: UndefinedScript, name: string) {
  return step.script && word.raw === word.text ? replaceInScript(step, word.span, name) : undefined;
}
