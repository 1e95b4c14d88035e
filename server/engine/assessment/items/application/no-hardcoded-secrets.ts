import { plainSecretsInText } from "../../../knowledge/plain-secrets.ts";
import type { Step } from "../../../languages/workflow/model.ts";
import { programsOf } from "../../../pipeline/programs.ts";
import type { RuleId } from "../../../rule.ts";
import { inFolder } from "../../../workspace/paths.ts";
import type { Action, Assessor, Evidence } from "../../model.ts";
import { placeIn, type RuleFinding, type Service } from "../../service.ts";
import { counterEvidence, evidence, likely, manual, met, open } from "../../verdict.ts";
import { ignoringLine, secretsOf } from "./secret-scan.ts";
import { actionOf, against, few, stands } from "./signs.ts";

const rules: readonly RuleId[] = [
  "dockerfile/secret-literal",
  "compose/secret-in-environment",
  "kubernetes/secret-in-env",
  "kubernetes/secret-in-configmap",
  "kubernetes/committed-secret",
  "workflow/hardcoded-credential",
];

/** Actions that look for secrets in what is checked out. https://github.com/gitleaks/gitleaks-action, https://github.com/trufflesecurity/trufflehog, https://github.com/GitGuardian/ggshield-action */
const scanningActions =
  /^(?:gitleaks\/gitleaks-action|zricethezav\/gitleaks-action|trufflesecurity\/trufflehog|gitguardian\/ggshield(?:-action)?(?:\/.*)?)$/;
const scanners = /^(?:gitleaks|trufflehog|ggshield|detect-secrets|detect-secrets-hook|secretlint|noseyparker|kingfisher)$/;

export const noHardcodedSecrets: Assessor = {
  id: "application.no-hardcoded-secrets",
  looksAt:
    "Credentials by their shape in sources and settings, secrets in Dockerfiles, Compose files, manifests and workflows, an `.env` that Git takes, and scanners such as `gitleaks` among the steps of workflows.",
  rules,
  action: {
    kind: "decide",
    title: "Let a scanner look for secrets",
    asks: "Look through the history as well: run `gitleaks git` or `trufflehog git` once, and show its report; better, a step of the pipeline.",
  },
  assess(service) {
    const scan = secretsOf(service);
    const findings = service.findings(...rules);
    const inFiles = findings.filter((one) => !isKnownToAll(one)).map(against);
    const inSources = scan.found.map(({ path, line, what }) => counterEvidence(path, line, `${what} stands here in plain text`));
    const inImages = imageVariables(service);
    const found = [...inFiles, ...inSources, ...inImages];
    if (found.length > 0) {
      const many = found.length === 1 ? "A secret stands" : `${found.length} secrets stand`;
      return open(
        `${many} in the repository in plain text. Change each at its issuer: Git keeps what is taken out.`,
        few(found),
        actionOf(
          findings.filter((one) => !isKnownToAll(one)),
          "Take the secret out",
        ) ?? openAt(found),
      );
    }
    const scanning = scannersOf(service);
    const ignoring = ignoringLine(service);
    const known = findings
      .filter(isKnownToAll)
      .map(({ path, line }) => counterEvidence(path, line, "a password that everybody knows, or for developing"));
    const looked = [...scanning, ...(ignoring ? [evidence(ignoring.path, ignoring.line, "Git leaves `.env` out", "code")] : [])];
    if (scan.unseen.length > 0)
      return open(
        `\`${scan.unseen[0]}\` is part of the repository, and could not be read here. Look whether secrets stand in it.`,
        scan.unseen.slice(0, 3).map((path) => evidence(path, 1, "a file that usually holds secrets", "word")),
        { kind: "open", path: scan.unseen[0] as string, line: 1, title: "Look into the file" },
      );
    if (known.length > 0 && looked.length > 0)
      return likely(
        "No secret was found but passwords that everybody knows, or for developing; nothing shows that production has others.",
        [...looked, ...few(known, 3)],
      );
    if (scanning.some(({ proof }) => proof === "structure"))
      return met("A scanner looks for secrets at every change, and none is found in the files as they are.", few(looked));
    const many = `No secret was found in ${scan.read === 1 ? "the one file" : `the ${scan.read} files`} of sources and settings that could be read`;
    if (looked.length > 0) return likely(`${many}. No scanner is seen that looks through the history.`, looked);
    if (known.length > 0)
      return manual(
        "No secret was found but passwords that everybody knows, or for developing. A person has to say that production has others.",
        few(known, 3),
      );
    const manifest = service.application?.ecosystem.from;
    return scan.read > 0 && service.code.isSeen && manifest
      ? likely(`${many}. No scanner is seen that looks through the history.`, [
          evidence(manifest.path, manifest.line, `read with ${scan.read - 1} others`, "code"),
        ])
      : manual("Its sources cannot be seen here. Show the report of a scanner such as `gitleaks`.");
  },
};

/** A password that everybody knows, or one of a file for developing: the rules tell of them more softly. */
function isKnownToAll({ rule, severity }: RuleFinding): boolean {
  return rule !== "kubernetes/committed-secret" && (severity === "info" || severity === "hint");
}

/** Values of `ENV` and `ARG` that are secrets, whatever shape they have. */
function imageVariables({ dockerfiles }: Service): readonly Evidence[] {
  return dockerfiles.flatMap((file) =>
    file.instructions.flatMap((instruction) =>
      instruction.keyword !== "ENV" && instruction.keyword !== "ARG"
        ? []
        : instruction.assignments.flatMap(({ name, value, span }) => {
            const { path, line } = placeIn(file, span);
            const isSecret =
              value?.value !== undefined && plainSecretsInText(name, value.value).some(({ isKnown, isShaped }) => !isKnown && !isShaped);
            // A value for the build alone says so: Rails and Django want one to be there.
            return isSecret && !/dummy|build|precompile|not-?used|unused/i.test(value.text)
              ? [counterEvidence(path, line, `the value of \`${name}\` stands here in plain text`)]
              : [];
          }),
    ),
  );
}

function openAt([first]: readonly Evidence[]): Action | undefined {
  return first && { kind: "open", path: first.path, line: first.line, title: "Take the secret out" };
}

/** Scanners in the pipeline; one that only a developer's hook starts shows that somebody meant to. */
function scannersOf(service: Service): readonly Evidence[] {
  const steps = service.workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) => (job.continueOnError?.literal === "true" ? [] : job.steps)),
  );
  const found = steps.flatMap((step) => {
    const what = step.continueOnError?.literal === "true" ? undefined : scannerOf(step, service);
    if (what === undefined) return [];
    const { path, line } = placeIn(step.file, step.span);
    return [evidence(path, line, `\`${what}\` looks for secrets`)];
  });
  const hooks = stands(
    service,
    [inFolder("", ".pre-commit-config.yaml")],
    /^[ \t]*-?[ \t]*id:[ \t]*["']?(?:gitleaks|detect-secrets|trufflehog|ggshield)\b.*$/gm,
    "code",
  );
  const runsHooks = steps.find(
    (step) =>
      step.uses?.action === "pre-commit/action" ||
      programsOf(step, service.workspace).some(({ name, args }) => name === "pre-commit" && args[0] === "run"),
  );
  return [...found, ...hooks.map((hook) => (runsHooks ? { ...hook, proof: "structure" as const } : hook))];
}

function scannerOf(step: Step, { workspace }: Service): string | undefined {
  const { action } = step.uses ?? {};
  if (action !== undefined) {
    if (scanningActions.test(action)) return action;
    // Trivy looks for secrets in files unless it is told what else to look for. https://trivy.dev/docs/latest/scanner/secret/
    const input = (name: string) => step.input(name)?.value?.text ?? "";
    const isTrivy = action === "aquasecurity/trivy-action" && /^(?:fs|repo|filesystem)$/.test(input("scan-type"));
    return isTrivy && (input("scanners") === "" || /\bsecret\b/.test(input("scanners"))) && /^1$/.test(input("exit-code"))
      ? action
      : undefined;
  }
  return programsOf(step, workspace).find(({ name }) => scanners.test(name))?.name;
}
