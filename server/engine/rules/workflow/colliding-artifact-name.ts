import type { Job, Step } from "../../languages/workflow/model.ts";
import { matrixSize, matrixUse, type Upload, uploadOf } from "../../pipeline/artifacts.ts";
import { statusFunctionsOf } from "../../pipeline/condition.ts";
import { type Edits, fixesOf, setInput } from "../../pipeline/edit.ts";
import { rememberByText } from "../../pipeline/remembered.ts";
import { defineRule } from "../../rule.ts";

const file = (name: string) =>
  `on: push\njobs:\n  test:\n    strategy:\n      matrix:\n        os: [ubuntu-latest, windows-latest]\n    runs-on: \${{ matrix.os }}\n    steps:\n      - run: npm test\n      - uses: actions/upload-artifact@v7\n        with:\n          name: ${name}\n          path: coverage\n`;

export default defineRule({
  id: "workflow/colliding-artifact-name",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "Several jobs upload an artifact of the same name.",
  why: `
Since version 4 an artifact cannot be changed once it is there: the second upload of a name in a run fails. In a matrix every job uploads, so the name needs what tells them apart. Who downloads them takes \`pattern\` and \`merge-multiple\` in place of the name.

\`overwrite: true\` keeps the last one, and is taken as meant.`,
  examples: [{ title: "One for each job of the matrix", bad: file("coverage"), good: file("coverage-${{ matrix.os }}") }],
  links: ["https://github.com/actions/upload-artifact#not-uploading-to-the-same-artifact"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C2"],
  uncovers: ["workflow/missing-artifact"],
  check(file, { report }) {
    const plain: Upload[] = [];
    for (const job of file.jobs) {
      if (!uploads(job)) continue;
      for (const step of job.steps) {
        if (step.uses?.action !== "actions/upload-artifact" || (step.uses.major ?? 0) < 4) continue;
        const upload = uploadOf(step);
        if (!upload) continue;
        // A file that is not packed is named after itself.
        if (isSet(step, "overwrite") || step.input("archive") || isOneOfMany(step)) continue;
        const missing = missingProperties(job, upload);
        if (missing) {
          report({
            span: upload.name?.span ?? step.uses.span,
            message: `Every job of the matrix uploads \`${upload.name?.text.trim() ?? "artifact"}\`, and the second upload of a name fails. Add what tells them apart${
              missing[0] === undefined ? "" : `, as in \`\${{ matrix.${missing[0]} }}\``
            }.`,
            ...(statusFunctionsOf(step.if).has("failure") && { severity: "warning" }),
            fixes: fixesOf("Name it after the job of the matrix", "unsafe", file, suffixed(step, upload, missing)),
          });
        } else if (!job.strategy?.matrixEntry && !step.if && !job.if) {
          const first = plain.find((other) => (other.name?.literal ?? "artifact") === (upload.name ? upload.name.literal : "artifact"));
          if (first) {
            report({
              span: upload.name?.span ?? step.uses.span,
              message: `\`${upload.name?.text.trim() ?? "artifact"}\` is uploaded twice in this workflow, and the second upload of a name fails. Give it another name.`,
              related: [{ path: file.source.path, span: first.name?.span ?? first.step.span, message: "Uploaded here as well." }],
            });
          } else if (!upload.name || upload.name.literal !== undefined) plain.push(upload);
        }
      }
    }
  },
});

/** Most jobs upload nothing. */
const uploads = rememberByText(({ steps }) => steps.some(({ uses }) => uses?.action === "actions/upload-artifact"));

function isSet(step: Step, input: string): boolean {
  const value = step.input(input)?.value;
  return value !== undefined && value.literal?.trim().toLowerCase() !== "false";
}

/** Whether a condition may choose one job of the matrix: anything but how the run goes so far. */
function isOneOfMany({ if: condition, parent }: Step): boolean {
  const all = [condition, parent?.if];
  return all.some(
    (one) => one && (one.isAlwaysTrueText || one.expression?.accesses.some(({ name }) => name !== "github") || !one.expression?.root),
  );
}

/** The rows of the matrix that a name lacks; undefined where it is another one in each job, or that cannot be told. */
function missingProperties(job: Job, { name }: Upload): readonly string[] | undefined {
  const { strategy } = job;
  const size = matrixSize(job);
  if (!strategy || size === undefined || size < 2) return undefined;
  const { properties, mayDiffer } = matrixUse(name);
  if (mayDiffer) return undefined;
  const rows = strategy.rows.filter(({ values }) => values && values.length > 1);
  const isUsed = (row: string): boolean =>
    [...properties].some((one) => one === row.toLowerCase() || one.startsWith(`${row.toLowerCase()}.`));
  if (properties.size === 0) return rows.length > 0 ? rows.map((row) => row.name) : firstOfIncludes(job);
  // With `include` or `exclude`, one property may tell the jobs apart.
  if (
    strategy.include ||
    strategy.exclude ||
    ![...properties].every((one) => strategy.rows.some((row) => row.name.toLowerCase() === one.split(".")[0]))
  )
    return undefined;
  const missing = rows.filter((row) => !isUsed(row.name)).map((row) => row.name);
  return missing.length > 0 ? missing : undefined;
}

/** In a matrix of nothing but `include`, the first property that is another one in each of them. */
function firstOfIncludes({ strategy }: Job): readonly string[] {
  const size = strategy?.include?.kind === "sequence" ? strategy.include.items.length : 0;
  const found = strategy?.properties?.find((property) => strategy.valuesOf(property)?.length === size);
  return found === undefined ? [] : [found];
}

function suffixed(step: Step, { name }: Upload, missing: readonly string[]): Edits {
  const { strategy } = step.job ?? {};
  if (!strategy || missing.length === 0 || name?.node.alias) return undefined;
  // What must not be in a name.
  if (missing.some((property) => strategy.valuesOf(property)?.some((value) => value === "" || /["':<>|*?\\/\r\n]/.test(value)) !== false))
    return undefined;
  const suffix = missing.map((property) => `-\${{ matrix.${property} }}`).join("");
  return setInput(step, "name", `${name?.text.trim() ?? "artifact"}${suffix}`);
}
