import { dialectOf, type ShellcheckScript, shellcheckInput, withPlaceholders } from "../languages/shell/shellcheck.ts";
import type { ActionFile, Step, Text, Workflow } from "../languages/workflow/model.ts";
import { MappedText } from "../text/mapped.ts";

/** The scripts of a workflow's or composite action's steps that ShellCheck can read. */
export function shellcheckScriptsOfSteps(file: Workflow | ActionFile): readonly ShellcheckScript[] {
  if (file.isTemplate) return [];
  return file.steps.flatMap((step) => {
    const { run, script } = step;
    // Where a matrix or a runner of one's own leaves the shell open, Bash is what it mostly is; PowerShell is out of the question there.
    const dialect = script && dialectOf(step.shell ?? "bash");
    if (!run || !script || !dialect || run.text.trim() === "" || file.isStarter || run.expressions.some(({ isUnclosed }) => isUnclosed))
      return [];
    const placeholders = run.expressions.map(({ textSpan }) => textSpan);
    const text = withPlaceholders(run.text, placeholders);
    return {
      input: shellcheckInput(text, dialect, script.options.has("e")),
      source: new MappedText(text, run.mapped.segments),
      placeholders,
      canWrite: (span, replacement) => canWrite(run, span.start, replacement),
      isMoot: (code, found) => (code === 2153 || code === 2154) && mayBeSet(found.replace(/^\$\{?|\}$/g, ""), step, run.text),
    };
  });
}

/**
 * In a block scalar every character stands for itself. In a plain one `"` at the start would quote the value for YAML, and `: ` or ` #` end
 * it; what has quotes of YAML's own would need escapes.
 */
function canWrite({ node }: Text, offset: number, text: string): boolean {
  if (/[\r\n]/.test(text)) return false;
  if (node.style === "literal" || node.style === "folded") return true;
  return node.style === "plain" && offset > 0 && /^["']?$/.test(text);
}

/** Actions of GitHub's own that hand on nothing in variables of small letters. */
const silent = /^actions\/(?:checkout|cache|upload-artifact|download-artifact|setup-(?:node|python|go|java|dotnet))(?:\/|$)/;

/** Whether a variable may come from outside of the script: declared in `env`, written by another step, or set by an action or a caller. */
function mayBeSet(name: string, step: Step, script: string): boolean {
  const { job, file } = step;
  if (!job || step.variable(name) || job.container) return true;
  if (job.steps.some(({ uses, index }) => uses && index < step.index && !silent.test(uses.action ?? ""))) return true;
  const word = new RegExp(`(?<![\\w])${name.replace(/\W/g, "\\$&")}(?!\\w)`, "g");
  return (file.source.text.match(word)?.length ?? 0) > (script.match(word)?.length ?? 0);
}
