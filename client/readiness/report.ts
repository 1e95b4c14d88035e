import { type Disposable, EventEmitter, Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { methods, type ReadinessReportParams, type ReadinessReportResult } from "../../server/lsp/protocol.ts";
import type { Checklist } from "./checklist.ts";

const scheme = "deployment-patterns-readiness";

/** The address under which the report is shown, of one service or of all. */
export function reportUri(service: string | undefined, name: string): Uri {
  return Uri.from({ scheme, path: `/${name}.md`, query: service ?? "" });
}

/** The report as a read-only document that follows the checklist for as long as it is open. */
export function provideReports(client: BaseLanguageClient, checklist: Checklist): Disposable[] {
  const changed = new EventEmitter<Uri>();
  return [
    changed,
    checklist.onDidChange(() => {
      for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
    }),
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => fromRoot(await reportOf(client, { uri: uri.query || undefined })),
    }),
  ];
}

/** Links that lead on where the page is no file of the workspace: from its root, which the editor takes for the workspace's. */
function fromRoot(markdown: string): string {
  return markdown.replaceAll(/\]\((?![#/]|[a-z]+:)/g, "](/");
}

export async function reportOf(client: BaseLanguageClient, params: ReadinessReportParams): Promise<string> {
  return (await client.sendRequest<ReadinessReportResult | null>(methods.readinessReport, params))?.markdown ?? "";
}
