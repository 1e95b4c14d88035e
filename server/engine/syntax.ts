import type { Dockerfile } from "./languages/dockerfile/model.ts";
import type { ShellcheckProblem } from "./languages/shell/shellcheck.ts";
import type { Problem } from "./rule.ts";
import { replace } from "./text/edit.ts";
import type { SourceText } from "./text/source.ts";

/** Reports the syntax problems of one kind; where the parser knows what was meant, with the fix that writes it. */
export function reportSyntax(file: Dockerfile, code: Dockerfile["problems"][number]["code"], report: (problem: Problem) => void): void {
  for (const problem of file.problems) {
    if (problem.code !== code) continue;
    const { span, message, suggestion } = problem;
    if (suggestion === undefined) report({ span, message });
    else {
      const changes = [{ kind: "edit" as const, path: file.source.path, edits: [replace(span, suggestion)] }];
      // A stage's name is used elsewhere too, and those places are not changed with it.
      const safety = code === "invalid-stage-name" ? "unsafe" : "safe";
      report({ span, message, fixes: [{ title: `Write \`${suggestion}\``, safety, changes }] });
    }
  }
}

const shellcheckSeverities = { error: "warning", warning: "info", info: "hint", style: "hint" } as const;

/** What ShellCheck says, in its own words and with the page about it; its advice may change what a script does, so that a fix is for a person to look at. */
export function shellcheckProblem({ span, code, level, message, edits }: ShellcheckProblem, { path }: SourceText): Problem {
  const name = `SC${code}`;
  const problem: Problem = {
    span,
    message: `${name}: ${message}`,
    severity: shellcheckSeverities[level],
    help: `https://www.shellcheck.net/wiki/${name}`,
  };
  if (edits.length === 0) return problem;
  return {
    ...problem,
    fixes: [{ title: `Change it as ShellCheck proposes (${name})`, safety: "unsafe", changes: [{ kind: "edit", path, edits }] }],
  };
}
