import type { CancellationToken } from "vscode-languageserver";
import { detectLanguage, gitIgnored, maximumFiles, mayHoldObjects, SourceText } from "../../engine/index.ts";
import { toDiagnostic } from "../convert.ts";
import { uriOf } from "../folders.ts";
import type { CheckWorkspaceResult } from "../protocol.ts";
import type { Session } from "../session.ts";
import { turn } from "../turns.ts";
import { arrived } from "../waiting.ts";

/** `deploymentPatterns/checkWorkspace`: every file of our languages in every folder, open or not; other requests are answered in between. */
export async function checkWorkspace(session: Session, token: CancellationToken): Promise<CheckWorkspaceResult> {
  session.documents.sync();
  const findings: { uri: string; diagnostics: ReturnType<typeof toDiagnostic>[] }[] = [];
  let files = 0;
  let isPartial = false;
  for (const folder of session.folders.workspace) {
    const { snapshot } = folder;
    const settings = await session.settings.load(folder.uri);
    if (!settings.enable) continue;
    const paths = (await arrived(snapshot, () => snapshot.files())).answer;
    // What Git ignores is not checked, as on the command line; an open document is, all the same.
    const isIgnored = (await arrived(snapshot, () => snapshot.derive(gitIgnored))).answer;
    isPartial ||= (paths?.length ?? 0) >= maximumFiles;
    for (const path of paths ?? []) {
      const isCandidate = !isIgnored(path) && (detectLanguage(path) !== undefined || mayHoldObjects(path));
      // A folder inside of this one that is open as well has its own files.
      if (!isCandidate || session.folders.place(uriOf(folder, path)).folder !== folder) continue;
      await turn();
      if (token.isCancellationRequested) return { files, findings, isPartial };
      const { configuration } = (await arrived(snapshot, () => session.checkOptions(path, folder))).answer;
      if (configuration.ignores(path)) continue;
      const text = (await arrived(snapshot, () => snapshot.read(path))).answer;
      const language = detectLanguage(path, undefined, () => text);
      if (text === undefined || !language) continue;
      files++;
      const source = new SourceText(path, text);
      await session.shellcheck.settle(source, language, folder, token);
      const { answer: all } = await arrived(snapshot, () => session.check(source, language, folder));
      const owns = session.settings.ownsFinding(settings, language);
      const shown = owns ? all.filter(({ rule, span }) => owns(rule, { source, span })) : all;
      if (shown.length === 0) continue;
      const uri = session.documents.at(folder, path)?.uri ?? uriOf(folder, path);
      findings.push({ uri, diagnostics: shown.map((finding) => toDiagnostic(finding, source, folder, session.client)) });
    }
  }
  return { files, findings, isPartial };
}
