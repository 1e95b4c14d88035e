import type { Workflow } from "../../../languages/workflow/model.ts";
import { usesIn } from "../../../pipeline/action-refs.ts";
import type { RuleId } from "../../../rule.ts";
import type { Action, Assessor, Evidence } from "../../model.ts";
import { placeIn, type RuleFinding, type Service } from "../../service.ts";
import { counterEvidence, evidence, likely, met, notApplicable, open } from "../../verdict.ts";
import { otherPipelineOf } from "./other-pipelines.ts";

/** What a finding of a rule means, as it is told; the worst comes first. */
const meanings: Readonly<Record<RuleId, string>> = {
  "workflow/untrusted-checkout": "code of strangers runs with secrets",
  "workflow/script-injection": "what strangers write becomes code",
  "workflow/environment-file-injection": "what strangers write becomes settings",
  "workflow/unchecked-workflow-run": "what strangers built is taken over",
  "workflow/spoofable-bot-condition": "a condition that strangers can meet",
  "workflow/ineffective-guard": "a condition that keeps nobody out",
  "workflow/dangerous-trigger": "a trigger gives strangers a run with secrets",
  "workflow/self-hosted-runner-for-forks": "strangers' code runs on a machine of one's own",
  "workflow/insecure-commands": "commands that output can inject",
  "workflow/hardcoded-credential": "a credential is written out",
  "workflow/whole-secrets-context": "all secrets are handed over",
  "workflow/write-all-permissions": "the token may write everything",
  "workflow/vulnerable-action": "an action with a known hole",
  "workflow/misspelt-action": "an action of another name",
  "workflow/action-on-branch": "an action that changes by itself",
  "workflow/unpinned-action": "an action by a tag, which can be moved",
  "workflow/missing-permissions": "nothing says what the token may do",
  "workflow/workflow-wide-write-permission": "all jobs may write",
};
const rules = Object.keys(meanings) as readonly RuleId[];

export const pipelineHardened: Assessor = {
  id: "security.pipeline-hardened",
  looksAt:
    "The findings about pinning, permissions and triggers in all workflows and actions of the repository. Actions of GitHub itself that are named by a tag leave it likely.",
  rules,
  action: { kind: "generate", generator: "pipeline", title: "Generate a hardened pipeline" },
  assess(service) {
    const { workflows } = service;
    if (workflows.length === 0) {
      const other = otherPipelineOf(service);
      return other === undefined
        ? notApplicable("There is no pipeline in this repository.")
        : open(`The pipeline of \`${other}\` is none that is read here.`, [], {
            kind: "open",
            path: other,
            line: 1,
            title: "Look at the pipeline",
          });
    }
    const found = findingsOf(service);
    const grave = found.filter(({ severity }) => severity !== "hint");
    if (grave.length > 0) return open(`${sentence(grave)}`, worst(grave).map(against), actionFor(grave));
    const places = workflows.flatMap(strengths).slice(0, 5);
    const loose = workflows.flatMap(looseUses).slice(0, 3);
    if (found.length > 0 || loose.length > 0) {
      const others = [...worst(found).map(({ path, line, rule }) => evidence(path, line, meanings[rule] ?? "", "code")), ...loose];
      return likely(
        "Nothing worse than actions and workflows of GitHub itself, or of the repository's owner, by names that can be moved.",
        unique([...places.slice(0, 3), ...others]).slice(0, 6),
        actionFor(found),
      );
    }
    return met("Actions are pinned to commits, the token may do what is needed alone, and no trigger lets strangers in.", places);
  },
};

function findingsOf(service: Service): readonly RuleFinding[] {
  const actions = service.paths(/^\.github\/actions\/(?:[^/]+\/){1,4}action\.ya?ml$/).flatMap((path) => service.findingsIn(path, ...rules));
  return [...service.findings(...rules), ...actions].sort((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule));
}

/** One place for each rule first, then others, five in all. */
function worst(found: readonly RuleFinding[]): readonly RuleFinding[] {
  const firsts = found.filter(({ rule }, at) => found.findIndex((one) => one.rule === rule) === at);
  return [...firsts, ...found.filter((one) => !firsts.includes(one))].slice(0, 5);
}

function against({ path, line, rule }: RuleFinding): Evidence {
  return counterEvidence(path, line, meanings[rule] ?? "");
}

function sentence(found: readonly RuleFinding[]): string {
  const what = [...new Set(found.map(({ rule }) => meanings[rule] ?? ""))];
  const files = new Set(found.map(({ path }) => path)).size;
  const told = what.slice(0, 3).join("; ");
  return `In ${files === 1 ? "one file" : `${files} files`} of the pipeline there is something to harden: ${told}${what.length > 3 ? "; and more" : ""}.`;
}

function actionFor(found: readonly RuleFinding[]): Action | undefined {
  const one = found.find(({ isFixable }) => isFixable) ?? found[0];
  if (!one) return undefined;
  const { rule, path, line } = one;
  return one.isFixable
    ? { kind: "fix", rule, path, line, title: "Harden the pipeline" }
    : { kind: "open", path, line, title: "Harden the pipeline" };
}

function unique(all: readonly Evidence[]): readonly Evidence[] {
  return all.filter(({ path, line }, at) => all.findIndex((one) => one.path === path && one.line === line) === at);
}

/** What is used by a tag or a branch, whatever rules think of it. The SLSA generator can be checked by its tag alone. */
function looseUses(workflow: Workflow): readonly Evidence[] {
  return usesIn(workflow)
    .filter(({ uses }) => uses.kind === "repository" && uses.refKind !== "sha" && !uses.text.text.startsWith("slsa-framework/"))
    .map(({ uses }) => {
      const { path, line } = placeIn(workflow, uses.span);
      return evidence(path, line, "by a name that can be moved", "code");
    });
}

/** The first pinned action and the permissions of a workflow. */
function strengths(workflow: Workflow): readonly Evidence[] {
  const pinned = usesIn(workflow).filter(({ uses }) => uses.refKind === "sha");
  const permissions = workflow.permissions ?? workflow.jobs.find((job) => job.permissions)?.permissions;
  const at = (span: { readonly start: number; readonly end: number }, note: string) => {
    const { path, line } = placeIn(workflow, span);
    return evidence(path, line, note);
  };
  return [
    ...(permissions ? [at(permissions.entry.keySpan, "says what the token may do")] : []),
    ...(pinned[0]
      ? [at(pinned[0].uses.span, pinned.length === 1 ? "an action by its commit" : `${pinned.length} actions by their commits`)]
      : []),
  ];
}
