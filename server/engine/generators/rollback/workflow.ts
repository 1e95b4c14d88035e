import { namespaceIn, productionOf, shapeOf } from "../kubernetes/shape.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { environmentKey } from "../pipeline/deploy.ts";
import { packagesPermission, registryLogin } from "../pipeline/image-name.ts";
import { pairs, section } from "../pipeline/lines.ts";
import { deployGroup, environmentName, freezeVariable, workflowPath, workflowTitle } from "../pipeline/names.ts";
import { checkout, job, run } from "../pipeline/steps.ts";
import { forwardedSmokeTest, publicService, restartCheck } from "../pipeline/target/cluster.ts";
import { tokenOf } from "../pipeline/target/command.ts";
import { hostSmokeTest } from "../pipeline/target/compose.ts";
import { targets } from "../pipeline/target/index.ts";
import { isReachable, smokeTest } from "../pipeline/target/smoke.ts";
import { type Lines, text, yamlValue } from "../yaml-text.ts";
import { waysBack } from "./script.ts";

const chosen = "${{ inputs.environment }}";

/** The workflow that is started by hand when a version has to go. */
export function rollbackWorkflow(plan: Plan): GeneratedFile {
  const ways = waysBack(plan);
  const takesVersion = ways.some((way) => way !== "previous");
  const { environments } = plan.answers;
  return {
    path: workflowPath("rollback", plan),
    about: "Brings an earlier version back, started by hand",
    text: text(
      `name: ${workflowTitle("Rollback", plan)}`,
      `run-name: "Roll back ${chosen}: \${{ inputs.reason }}"`,
      "",
      ...section(
        "on",
        section(
          "workflow_dispatch",
          section(
            "inputs",
            input("environment", "Where", "choice", `options: [${environments.join(", ")}]`, "required: true"),
            input("target", "What to go back to", "choice", `options: [${ways.join(", ")}]`, `default: ${ways[0]}`, "required: true"),
            takesVersion && input("version", versionHelp(plan), "string"),
            input("reason", "Why, for those who read the history", "string", "required: true"),
            input("dry_run", "Only say what would be done", "boolean", "default: false"),
            hasSmokeTest(plan) && input("skip_smoke", "Leave the smoke test out", "boolean", "default: false"),
            input("freeze", `Keep newer versions out until the variable ${freezeVariable(plan)} is removed`, "boolean", "default: true"),
          ),
        ),
      ),
      "",
      ...section("permissions", "contents: read"),
      plan.answers.folder !== "" && ["", ...section("defaults", section("run", `working-directory: ${plan.answers.folder}`))],
      "",
      ...section("jobs", rollbackJob(plan, takesVersion)),
    ),
  };
}

function input(name: string, about: string, type: string, ...keys: Lines): Lines {
  return section(
    name,
    `description: ${yamlValue(about).startsWith('"') && /^[A-Z][\w ,-]*$/.test(about) ? about : yamlValue(about)}`,
    `type: ${type}`,
    ...keys,
  );
}

function versionHelp(plan: Plan): string {
  return waysBack(plan).includes("revision")
    ? "The number of the revision, or the digest or tag of the image"
    : "The digest or tag of the image";
}

/** It can be asked, or looked at. */
function hasSmokeTest(plan: Plan): boolean {
  const { target, port } = plan.answers;
  return target === "command" ? port !== undefined : target === "compose" || shapeOf(plan).kind !== "CronJob";
}

function rollbackJob(plan: Plan, takesVersion: boolean): Lines {
  const { answers } = plan;
  const target = targets[answers.target];
  const token = answers.target === "command" ? tokenOf(answers.rollbackCommand ?? "") : undefined;
  const freeze = freezeVariable(plan);
  return job({
    id: "rollback",
    name: "Roll back",
    minutes: 30,
    keys: [
      environmentKey(plan, environmentName(chosen, plan)),
      section("concurrency", `group: ${deployGroup(chosen, plan)}`, "cancel-in-progress: false"),
      section("permissions", "contents: read", packagesPermission(plan, "read")),
      section("env", pairs({ ENVIRONMENT: chosen, ...variables(plan) })),
    ],
    steps: [
      checkout(),
      registryLogin(plan),
      target.login(plan),
      run({
        name: "Roll back",
        id: "rollback",
        run: [`sh scripts/rollback.sh "$ENVIRONMENT" "$TARGET"${takesVersion ? ' "$VERSION"' : ""}`],
        env: {
          TARGET: "${{ inputs.target }}",
          ...(takesVersion && { VERSION: "${{ inputs.version }}" }),
          DRY_RUN: "${{ inputs.dry_run }}",
          ...(token && { [token]: `\${{ secrets.${token} }}` }),
        },
      }),
      hasSmokeTest(plan) && smoke(plan),
      run({
        name: "Keep newer versions out",
        if: "${{ inputs.freeze && !inputs.dry_run && !cancelled() && steps.rollback.outcome == 'success' }}",
        run: [
          `test -n "$GH_TOKEN" || { echo "::error::Set the repository's variable ${freeze} to true: there is no secret FREEZE_TOKEN that may."; exit 1; }`,
          `gh variable set ${freeze} --body true`,
        ],
        env: { GH_TOKEN: "${{ secrets.FREEZE_TOKEN }}" },
      }),
      run({
        name: "Record it",
        if: "${{ always() }}",
        run: [
          "{",
          '  echo "### Rollback of $ENVIRONMENT: $OUTCOME"',
          '  echo "- From: $OLD"',
          '  echo "- To: $NEW"',
          '  echo "- Why: $REASON"',
          '  echo "- Only tried: $DRY_RUN"',
          '} >> "$GITHUB_STEP_SUMMARY"',
        ],
        env: {
          OUTCOME: "${{ job.status }}",
          OLD: "${{ steps.rollback.outputs.old }}",
          NEW: "${{ steps.rollback.outputs.new }}",
          REASON: "${{ inputs.reason }}",
          DRY_RUN: "${{ inputs.dry_run }}",
        },
      }),
    ],
  });
}

/** Those of the target, whose environment is chosen when it is run. */
function variables(plan: Plan): Readonly<Record<string, string>> {
  const { answers } = plan;
  if (answers.target === "compose") return targets.compose.variables(plan, "");
  if (answers.target === "command") return {};
  const production = productionOf(answers);
  const [first = production] = answers.environments;
  const namespace = namespaceIn(answers, production);
  if (first === production) return { NAMESPACE: namespace };
  // The same rule as of the overlays: production has the name as it is.
  const others = namespaceIn(answers, first).replace(new RegExp(`${first}$`), "{0}");
  return { NAMESPACE: `\${{ inputs.environment == '${production}' && '${namespace}' || format('${others}', inputs.environment) }}` };
}

function smoke(plan: Plan): Lines {
  const { target, port } = plan.answers;
  const condition = "${{ !inputs.skip_smoke && !inputs.dry_run }}";
  if (target === "compose") return hostSmokeTest(plan, condition);
  if (port === undefined) return restartCheck(plan, condition);
  return isReachable(plan) ? smokeTest(plan, condition) : forwardedSmokeTest(plan, "Smoke test", publicService(plan), 80, condition);
}
