import { inFolder } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";
import type { Lines } from "../yaml-text.ts";
import { uses } from "./steps.ts";

/** The unit tests as a pipeline runs them, and what they leave behind. */
export interface UnitTests {
  readonly command: string;
  /** Files of the report, relative to the application's folder; undefined where the command writes none. */
  readonly report: string | undefined;
}

/** The command of the unit tests, told to measure coverage where the tool that can is among the dependencies. */
export function unitTests(plan: Plan): UnitTests | undefined {
  const command = plan.application.tasks.unit?.value;
  if (command === undefined) return undefined;
  const measured = measuring(command, plan);
  return { command: measured?.command ?? command, report: measured?.report };
}

function measuring(command: string, plan: Plan): UnitTests | undefined {
  const manifest = (name: string) => plan.workspace.read(inFolder(plan.answers.folder, name)) ?? "";
  switch (plan.answers.ecosystem) {
    case "node":
    case "static":
      return nodeCoverage(command, manifest("package.json"));
    case "python": {
      if (!/\bpytest\b/.test(command)) return undefined;
      if (/--cov\b/.test(command)) return { command, report: "coverage.xml" };
      const hasPlugin = ["pyproject.toml", "requirements-dev.txt", "requirements.txt", "Pipfile", "dev-requirements.txt"].some((name) =>
        /\bpytest[-_]cov\b/.test(manifest(name)),
      );
      return hasPlugin ? { command: `${command} --cov --cov-report=xml`, report: "coverage.xml" } : undefined;
    }
    case "go":
      return /^go test\b/.test(command)
        ? {
            command: /-coverprofile/.test(command) ? command : command.replace(/^go test/, "go test -coverprofile=coverage.out"),
            report: "coverage.out",
          }
        : undefined;
    case "java":
      return { command, report: plan.answers.packageManager === "gradle" ? "**/build/reports/tests/" : "**/target/surefire-reports/" };
    case "dotnet":
      return /^dotnet test\b/.test(command)
        ? { command: `${command} --logger trx --results-directory test-results`, report: "test-results/" }
        : undefined;
    case "ruby":
      return /\bsimplecov\b/.test(manifest("Gemfile")) ? { command, report: "coverage/" } : undefined;
    case "php":
      return /\bphpunit\b/.test(command) ? { command: `${command} --coverage-clover coverage.xml`, report: "coverage.xml" } : undefined;
    case "rust":
      return undefined;
  }
}

/** A script's own runner measures where it is told to; Vitest needs a package for it. */
function nodeCoverage(command: string, manifest: string): UnitTests | undefined {
  const called = /^(npm|pnpm|yarn|bun)(?: run)? ([\w:.-]+)$/.exec(command);
  if (!called) return undefined;
  const [, manager = "", name = ""] = called;
  const body = new RegExp(`"${name.replaceAll(".", "\\.")}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(manifest)?.[1] ?? "";
  if (/--coverage|\bnyc\b|\bc8\b/.test(body)) return { command, report: "coverage/" };
  const canMeasure = /\bjest\b/.test(body) || (/\bvitest\b/.test(body) && /"@vitest\/coverage-/.test(manifest));
  // What stands behind the last of several commands would be handed to that alone.
  if (!canMeasure || /&&|\|\||;/.test(body)) return undefined;
  return { command: `${command}${manager === "npm" ? " --" : ""} --coverage`, report: "coverage/" };
}

/** The step that keeps the report, whether the tests have passed or not. */
export function uploadReport(report: string, plan: Plan): Lines {
  return uses(
    "actions/upload-artifact",
    {
      name: /coverage/.test(report) ? "coverage" : "test-results",
      path: inFolder(plan.answers.folder, report),
      "if-no-files-found": "ignore",
      "retention-days": "14",
    },
    { if: "${{ !cancelled() }}" },
  );
}
