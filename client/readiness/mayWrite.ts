import { l10n, window, workspace } from "vscode";

/** Whether files may be written; where not, the user is told why. */
export function mayWrite(): boolean {
  if (!workspace.isTrusted) void window.showInformationMessage(l10n.t("Decisions are written in trusted workspaces only."));
  return workspace.isTrusted;
}
