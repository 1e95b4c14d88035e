import type { Ecosystem } from "../../../detection/names.ts";
import { launched, plainWords } from "../../../knowledge/launchers.ts";
import type { Job, Step, Workflow } from "../../../languages/workflow/model.ts";
import { stepsWithin } from "../../../pipeline/callee.ts";
import { type Program, programsOf } from "../../../pipeline/programs.ts";
import { isTolerated } from "../../../pipeline/supply-chain.ts";
import { swallowedFailures } from "../../../pipeline/swallowed.ts";
import { placeIn, type Service } from "../../service.ts";

/** A step that looks for known holes. */
export interface Scan {
  readonly workflow: Workflow;
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** `trivy`, `npm audit`: as people call it. */
  readonly name: string;
  /** The ecosystems whose packages it knows. */
  readonly of: readonly Ecosystem[] | "all";
  readonly isOfImage: boolean;
  /** What it finds stops the run. */
  readonly isFailing: boolean;
  /** Its failure is thrown away: `|| true`, `continue-on-error`. */
  readonly isSwallowed: boolean;
}

type Kind = Pick<Scan, "name" | "of" | "isOfImage" | "isFailing">;

/** The scans in the workflows of a service, those of its composite actions included. */
export function scansOf({ workflows, workspace, folder }: Service): readonly Scan[] {
  return workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) => [
      ...ofCalledWorkflow(workflow, job),
      ...stepsWithin(job, workspace).steps.flatMap((step): readonly Scan[] => {
        if (!isAbout(step, folder)) return [];
        const isTold = isTolerated(step) || isTrue(job.continueOnError?.text);
        const at = (kind: Kind, span: Step["span"], isSwallowed: boolean): Scan => ({
          ...kind,
          ...placeIn(step.file, span),
          workflow,
          isSwallowed: isTold || isSwallowed,
        });
        const kind = step.uses ? ofAction(step) : undefined;
        if (kind) return [at(kind, step.uses?.span ?? step.span, false)];
        const swallowed = new Set(swallowedFailures(step).flatMap(({ commands }) => commands));
        return programsOf(step, workspace).flatMap((program) => {
          const found = ofProgram(program);
          return found ? [at(found, program.span, swallowed.has(program.command))] : [];
        });
      }),
    ]),
  );
}

/** A step that works in another service's folder is about that one. */
function isAbout({ workingDirectory }: Step, folder: string): boolean {
  const at = workingDirectory?.replace(/^\.\/?|\/$/g, "");
  return at === undefined || at === "" || folder === "" || at === folder || folder.startsWith(`${at}/`) || at.startsWith(`${folder}/`);
}

function isTrue(text: string | undefined): boolean {
  return text?.trim() === "true";
}

/** https://google.github.io/osv-scanner/github-action/ */
function ofCalledWorkflow(workflow: Workflow, { uses, with: inputs }: Job): readonly Scan[] {
  if (!uses || !/^google\/osv-scanner-action\/\.github\/workflows\//.test(uses.text.text)) return [];
  const isFailing = inputs.find(({ name }) => name === "fail-on-vuln")?.value?.text !== "false";
  return [{ workflow, ...placeIn(workflow, uses.span), name: "osv-scanner", of: "all", isOfImage: false, isFailing, isSwallowed: false }];
}

function kind(name: string, of: Scan["of"], isFailing = true, isOfImage = false): Kind {
  return { name, of, isFailing, isOfImage };
}

/** What an action does and whether it fails by what it finds, by its own `action.yml`. */
function ofAction(step: Step): Kind | undefined {
  const action = step.uses?.action ?? "";
  const input = (name: string) => step.input(name)?.value?.text.trim();
  switch (action) {
    case "aquasecurity/trivy-action": {
      const type = input("scan-type") ?? "image";
      const scanners = input("scanners") ?? input("security-checks");
      if (type === "config" || (scanners !== undefined && !/vuln/.test(scanners))) return undefined;
      const code = input("exit-code") ?? step.variable("TRIVY_EXIT_CODE")?.value?.text;
      return kind("trivy", "all", (code !== undefined && code !== "0") || step.input("trivy-config") !== undefined, type === "image");
    }
    case "anchore/scan-action":
      return kind("grype", "all", input("fail-build") !== "false", input("image") !== undefined);
    case "docker/scout-action":
      return /cves|quickview|compare/.test(input("command") ?? "")
        ? kind("docker scout", "all", input("exit-code") === "true", true)
        : undefined;
    case "actions/dependency-review-action":
      return kind("dependency-review", "all", input("warn-only") !== "true" && input("vulnerability-check") !== "false");
    case "google/osv-scanner-action":
    case "google/osv-scanner-action/osv-scanner-action":
      return kind("osv-scanner", "all");
    case "golang/govulncheck-action":
      return kind("govulncheck", ["go"], !/sarif|json/.test(input("output-format") ?? ""));
    case "pypa/gh-action-pip-audit":
      return kind("pip-audit", ["python"]);
    case "dependency-check/dependency-check_action":
      return kind("dependency-check", "all", /--failOnCVSS/i.test(input("args") ?? ""));
  }
  if (/^(?:rustsec\/audit-check|actions-rs\/audit-check|actions-rust-lang\/audit|embarkstudios\/cargo-deny-action)$/.test(action))
    return kind("cargo audit", ["rust"]);
  return /^snyk\/actions\//.test(action) && input("command") !== "monitor"
    ? kind("snyk", "all", true, action.endsWith("/docker"))
    : undefined;
}

/** What a command does, by its program's own documentation. */
function ofProgram({ name: called, args: given }: Program): Kind | undefined {
  const launch = launched(called, given);
  const [name, args] = withoutContainer(launch.name, launch.args);
  const [first, second, third] = plainWords(name, args);
  const line = ` ${args.join(" ")} `;
  switch (name) {
    case "npm":
    case "pnpm":
    case "yarn":
    case "bun": {
      const isAudit =
        first === "audit" ? second !== "signatures" && second !== "fix" : name === "yarn" && first === "npm" && second === "audit";
      return isAudit ? kind(`${name} audit`, ["node"]) : undefined;
    }
    case "audit-ci":
    case "better-npm-audit":
      return kind(name, ["node"]);
    case "pip-audit":
      return kind(name, ["python"]);
    case "safety":
      return first === "check" || first === "scan"
        ? kind(name, ["python"], !/ --(?:continue-on-error|exit-code 0) /.test(line))
        : undefined;
    case "python":
    case "python3":
      return / -m (?:pip_audit|safety) /.test(line) ? kind("pip-audit", ["python"]) : undefined;
    case "uv":
      return first === "audit" ? kind("uv audit", ["python"]) : undefined;
    case "govulncheck":
      return kind(name, ["go"], !/ -(?:json|format[ =]sarif|format[ =]json) /.test(line));
    case "go":
      return first === "run" && /golang\.org\/x\/vuln\/cmd\/govulncheck/.test(line) ? kind("govulncheck", ["go"]) : undefined;
    case "nancy":
      return kind(name, ["go"]);
    case "bundle-audit":
    case "bundler-audit":
      return kind("bundler-audit", ["ruby"]);
    case "bundle":
      return first === "audit" || (first === "exec" && /^bundle(?:r)?-audit$/.test(second ?? ""))
        ? kind("bundler-audit", ["ruby"])
        : undefined;
    case "composer":
      return first === "audit" ? kind("composer audit", ["php"]) : undefined;
    case "local-php-security-checker":
      return kind(name, ["php"]);
    case "cargo":
      return first === "audit" || first === "deny" ? kind(`cargo ${first}`, ["rust"]) : undefined;
    case "cargo-audit":
    case "cargo-deny":
      return kind(name, ["rust"]);
    case "dotnet":
      // It ends well whatever it finds. https://learn.microsoft.com/dotnet/core/tools/dotnet-package-list
      return line.includes(" --vulnerable ") ? kind("dotnet list package", ["dotnet"], false) : undefined;
    case "mvn":
    case "mvnw":
      return /dependency-check/.test(line) ? kind("dependency-check", ["java"], /failBuildOnCVSS/.test(line)) : undefined;
    case "gradle":
    case "gradlew":
      return /dependencyCheckAnalyze/.test(line) ? kind("dependency-check", ["java"], false) : undefined;
    case "osv-scanner":
      return kind(name, "all");
    case "trivy":
      return /^(?:fs|filesystem|repo|repository|image|i|rootfs|sbom|vm)$/.test(first ?? "")
        ? kind(name, "all", / --exit-code[= ][1-9]/.test(line), /^i(?:mage)?$/.test(first ?? ""))
        : undefined;
    case "grype":
      return kind(name, "all", / (?:--fail-on|-f)[= ]/.test(line), !/ (?:dir|sbom|file):/.test(line));
    case "snyk":
      return first === "test" || first === "container" ? kind(name, "all", true, first === "container") : undefined;
    case "docker":
      return first === "scout" && second === "cves" && third !== undefined
        ? kind("docker scout", "all", / (?:--exit-code|-e) /.test(line), true)
        : undefined;
    default:
      return undefined;
  }
}

/** `docker run … aquasec/trivy:0.60 fs .` comes down to `trivy fs .`. */
function withoutContainer(name: string, args: readonly string[]): readonly [string, readonly string[]] {
  if (!/^(?:docker|podman)$/.test(name) || !args.includes("run")) return [name, args];
  const at = args.findIndex((arg) => /(?:^|\/)(?:trivy|grype|osv-scanner)(?:[:@]|$)/.test(arg));
  const program = at < 0 ? undefined : /(?:^|\/)(trivy|grype|osv-scanner)(?:[:@]|$)/.exec(args[at] ?? "")?.[1];
  return program === undefined ? [name, args] : [program, args.slice(at + 1)];
}
