import { resolve } from "node:path";
import type { Severity } from "../../engine/index.ts";
import { relativePath } from "../files.ts";
import type { Report, ReportStyle } from "../report.ts";

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice", hint: "notice" };

/**
 * Workflow commands that annotate the changed files
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-a-notice-message).
 * GitHub looks for the files from the repository's root, which the runner names in GITHUB_WORKSPACE.
 */
export function github({ findings }: Report, { env, cwd }: ReportStyle): string {
  const root = env.GITHUB_WORKSPACE;
  return findings
    .map(({ severity, path, start, end, rule, message }) => {
      const fromRoot = root ? relativePath(root, resolve(cwd, path)) : path;
      const place = [`line=${start.line}`, `endLine=${end.line}`];
      // Columns are taken within one line alone.
      if (start.line === end.line) place.push(`col=${start.column}`, `endColumn=${Math.max(start.column, end.column)}`);
      const properties = [`file=${property(fromRoot.startsWith("../") ? path : fromRoot)}`, ...place, `title=${property(rule)}`];
      return `::${commands[severity]} ${properties.join(",")}::${data(message)}\n`;
    })
    .join("");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
