import type { Dockerfile } from "./languages/dockerfile/model.ts";
import type { Problem } from "./rule.ts";
import { replace } from "./text/edit.ts";

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
