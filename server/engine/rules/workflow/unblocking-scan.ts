import type { ShellCommand } from "../../languages/shell/model.ts";
import type { Step, Workflow } from "../../languages/workflow/model.ts";
import { fixesOf, setInput, setInputs } from "../../pipeline/edit.ts";
import { rememberByText } from "../../pipeline/remembered.ts";
import { isTolerated } from "../../pipeline/supply-chain.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unblocking-scan",
  language: "workflow",
  category: "security",
  severity: "info",
  preset: "recommended",
  summary: "A scan finds vulnerabilities and the run goes on.",
  why: `
Trivy ends well whatever it finds, unless \`exit-code\` says otherwise; Grype's action does so with \`fail-build: false\`. The report stays in a log, and the image is deployed. Let it fail on what is serious.

Silent for reports that go elsewhere (SARIF, SBOM, a file), where another scan of the workflow fails, and where settings in a file or variable decide.`,
  examples: [
    {
      title: "Trivy with its defaults",
      bad: "on: push\njobs:\n  scan:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: aquasecurity/trivy-action@v0.36.0\n        with:\n          image-ref: ghcr.io/acme/web:1.4.2\n",
      good: 'on: push\njobs:\n  scan:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: aquasecurity/trivy-action@v0.36.0\n        with:\n          image-ref: ghcr.io/acme/web:1.4.2\n          exit-code: "1"\n          severity: HIGH,CRITICAL\n',
    },
  ],
  links: ["https://github.com/aquasecurity/trivy-action#inputs"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  check(file, { report }) {
    if (file.jobs.some(hasBlocking)) return;
    for (const step of file.jobs.filter(hasPassing).flatMap(({ steps }) => steps)) {
      const found = passOf(step);
      if (!found) continue;
      report({
        span: found.span,
        message: `${found.what} ends well whatever it finds, so an image with known holes goes on to be deployed. ${found.advice}`,
        fixes: found.fixes(file),
      });
    }
  },
});

const hasBlocking = rememberByText(({ steps }) => steps.some(blocks));
const hasPassing = rememberByText(({ steps }) => steps.some((step) => passOf(step) !== undefined));

const input = (step: Step, name: string) => step.input(name)?.value?.text.trim();

/** Reports that others read: code scanning, a list of contents, a file. */
function isReport(step: Step): boolean {
  return /^(?!table$)\S/.test(input(step, "format") ?? "") || step.input("output") !== undefined || step.input("template") !== undefined;
}

/** Whether a step is a scan that fails. */
function blocks(step: Step): boolean {
  if (isTolerated(step)) return false;
  switch (step.uses?.action) {
    case "aquasecurity/trivy-action":
      return (
        !/^(?:0|)$/.test(input(step, "exit-code") ?? "") ||
        step.variable("TRIVY_EXIT_CODE") !== undefined ||
        step.input("trivy-config") !== undefined
      );
    case "anchore/scan-action":
      return input(step, "fail-build") !== "false";
    case "docker/scout-action":
      return /^true$/.test(input(step, "exit-code") ?? "");
    default:
      return (
        step.script?.commands.some((command) => isScanner(command) && /--exit-code[= ][1-9]|--fail-on|\s-f\s/.test(lineOf(command))) ??
        false
      );
  }
}

function isScanner({ name }: ShellCommand): boolean {
  return name === "trivy" || name === "grype";
}

function lineOf({ args }: ShellCommand): string {
  return ` ${args.map(({ text }) => text).join(" ")} `;
}

interface Pass {
  readonly span: Step["span"];
  readonly what: string;
  readonly advice: string;
  readonly fixes: (file: Workflow) => ReturnType<typeof fixesOf>;
}

function passOf(step: Step): Pass | undefined {
  const { uses, script } = step;
  const severity: Readonly<Record<string, string>> = step.input("severity") ? {} : { severity: "HIGH,CRITICAL" };
  if (uses?.action === "aquasecurity/trivy-action" && !isReport(step) && !isTolerated(step)) {
    const given = step.input("exit-code");
    return {
      span: given?.entry.span ?? uses.span,
      what: "This scan",
      advice: "Set `exit-code: '1'` for the severities that must not pass.",
      fixes: (file) => fixesOf("Fail on serious findings", "unsafe", file, setInputs(step, { "exit-code": "1", ...severity })),
    };
  }
  if (
    uses?.action === "anchore/scan-action" &&
    input(step, "fail-build") === "false" &&
    !/sarif|json/.test(input(step, "output-format") ?? "")
  ) {
    const given = step.input("fail-build");
    return {
      span: given?.entry.span ?? uses.span,
      what: "With `fail-build: false` this scan",
      advice: "Let it fail, for the severities that must not pass.",
      fixes: (file) => fixesOf("Fail on serious findings", "unsafe", file, setInput(step, "fail-build", true)),
    };
  }
  const command = script?.commands.find(
    (one) =>
      one.name === "trivy" &&
      /^(?:image|i|fs|filesystem|rootfs)$/.test(one.args.find(({ text }) => !text.startsWith("-"))?.text ?? "") &&
      !/--exit-code|--config|\s-c\s|--output|\s-o\s|--format[= ](?!table)|\s-f\s+(?!table)|--download-db-only|--help/.test(lineOf(one)) &&
      one.redirects.length === 0 &&
      !one.pipe &&
      !one.inSubstitution,
  );
  if (!command || !script || step.variable("TRIVY_EXIT_CODE")) return undefined;
  return {
    span: script.source.spanToSource(command.nameSpan),
    what: "`trivy`",
    advice: "Add `--exit-code 1` and the severities that must not pass.",
    fixes: () => [],
  };
}
