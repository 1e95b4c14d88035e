import { unknownName } from "../../pipeline/expression-context.ts";
import { readableExpressions, renameFix, spanIn } from "../../pipeline/expression-edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-job-output",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An expression asks for an output that the job does not declare.",
  why: `
A job passes on what it declares under \`outputs\` and nothing else; a called workflow what its trigger \`workflow_call\` declares. Another output is empty, and no error tells: a deployment gets no image, a matrix no values.

Outputs of workflows in other repositories are not known and never reported.`,
  examples: [
    {
      title: "An output by another name",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    outputs:\n      digest: ${{ steps.push.outputs.digest }}\n    steps:\n      - id: push\n        run: ./push.sh\n  deploy:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy DIGEST=${{ needs.build.outputs.digests }}\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    outputs:\n      digest: ${{ steps.push.outputs.digest }}\n    steps:\n      - id: push\n        run: ./push.sh\n  deploy:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy DIGEST=${{ needs.build.outputs.digest }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: ["workflow/unknown-context-property"],
  check(file, { report, workspace }) {
    for (const { place, site } of readableExpressions(file)) {
      for (const access of place.expression.accesses) {
        if ((access.name !== "needs" && access.name !== "jobs") || site.available?.contexts.has(access.name) === false) continue;
        const found = unknownName(site, access, workspace);
        const isJob = found?.path.length === 1 && access.name === "jobs";
        if (!found || found.scalar !== undefined || (found.path.length !== 3 && !isJob)) continue;
        const { path, name, segment, names } = found;
        const meant = nearest(
          name,
          names.names.map((one) => one.name),
        );
        const problem = isJob
          ? `No job of this workflow has the id \`${name}\`, so this is always empty.${didYouMean(meant)}`
          : `The job \`${path[1]}\` has no output \`${name}\`, so this is always empty.${didYouMean(meant, " Declare it there under `outputs`.")}`;
        report({ span: spanIn(place.expression, segment.span), message: problem, fixes: renameFix(file, place, segment, meant) });
      }
    }
  },
});
