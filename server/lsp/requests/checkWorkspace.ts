import type { CancellationToken } from "vscode-languageserver";
import { detectLanguage, type Finding, maximumFiles, SourceText } from "../../engine/index.ts";
import { toDiagnostic } from "../convert.ts";
import { isSyntax } from "../findings.ts";
import { type Folder, uriOf } from "../folders.ts";
import type { CheckWorkspaceResult } from "../protocol.ts";
import type { Session } from "../session.ts";
import { turn } from "../turns.ts";

/** `deploymentPatterns/checkWorkspace`: every file of our languages in every folder, open or not; other requests are answered in between. */
export async function checkWorkspace(session: Session, token: CancellationToken): Promise<CheckWorkspaceResult> {
  session.documents.sync();
  const findings: { uri: string; diagnostics: ReturnType<typeof toDiagnostic>[] }[] = [];
  let files = 0;
  let isPartial = false;
  for (const folder of session.folders.workspace) {
    const settings = await session.settings.load(folder.uri);
    if (!settings.enable) continue;
    const paths = await arrived(folder, () => folder.snapshot.files());
    isPartial ||= (paths?.length ?? 0) >= maximumFiles;
    for (const path of paths ?? []) {
      const language = detectLanguage(path);
      // A folder inside of this one that is open as well has its own files.
      if (!language || session.folders.place(uriOf(folder, path)).folder !== folder) continue;
      await turn();
      if (token.isCancellationRequested) return { files, findings, isPartial };
      const text = await arrived(folder, () => folder.snapshot.read(path));
      if (text === undefined) continue;
      files++;
      const source = new SourceText(path, text);
      const all: readonly Finding[] = await arrived(folder, () => session.check(source, language, folder.snapshot));
      const shown = session.settings.ownsSyntax(settings) ? all : all.filter(({ rule }) => !isSyntax(rule));
      if (shown.length === 0) continue;
      const uri = session.documents.at(folder, path)?.uri ?? uriOf(folder, path);
      findings.push({ uri, diagnostics: shown.map((finding) => toDiagnostic(finding, source, folder, session.client)) });
    }
  }
  return { files, findings, isPartial };
}

/** What is asked for, once the disk owes nothing more. */
async function arrived<T>(folder: Folder, ask: () => T): Promise<T> {
  for (;;) {
    const answer = ask();
    if (!folder.snapshot.isWaiting) return answer;
    await folder.snapshot.settle();
  }
}
