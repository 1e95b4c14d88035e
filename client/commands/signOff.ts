import { l10n, Uri, workspace } from "vscode";
import type { ReadinessDecision, ReadinessEntry, ReadinessService } from "../../server/lsp/protocol.ts";
import type { Extension } from "../context.ts";
import { mayWrite } from "../readiness/mayWrite.ts";
import { pickItem } from "../readiness/pickItem.ts";
import { httpsAddress, needed, remember, text, who } from "../readiness/questions.ts";
import { decide } from "../readiness/signOffFile.ts";
import { plain } from "../readiness/states.ts";
import { askInTurn, type Choice, choose, type Question } from "../steps.ts";

type Key = "evidence" | "ref" | "note" | "by";
type Kind = NonNullable<ReadinessDecision["evidence"]>[number]["kind"];

/** Asks what the decision stands on and who makes it, and writes it into the sign-off file. Gives whether it was written. */
export const signOff =
  (extension: Extension) =>
  async (target?: unknown): Promise<boolean> => {
    if (!mayWrite()) return false;
    const picked = await pickItem(extension, target, ({ isForPeople }) => isForPeople);
    if (!picked) return false;
    const { service, entry } = picked;
    const given = await askInTurn<Key>(l10n.t("Sign off: {0}", entry.title), ({ evidence }) => {
      const [kind, path] = parsed(evidence);
      return [
        evidenceQuestion(service, entry),
        ...(kind !== undefined && path === undefined ? [refQuestion(service, kind)] : []),
        text("note", { prompt: l10n.t("What it shows, for those who read it later. It may be left empty.") }),
        who(extension.person, l10n.t("Who signs?")),
      ];
    });
    if (!given?.by) return false;
    await remember(extension.person, given.by);
    const [kind = "file", path] = parsed(given.evidence);
    const note = given.note || undefined;
    return decide(extension, service, entry, { status: "signed", by: given.by, evidence: [{ kind, ref: path ?? given.ref ?? "", note }] });
  };

/** A choice is a kind of evidence, or `file` with a path. */
function parsed(choice: string | undefined): readonly [kind: Kind | undefined, path: string | undefined] {
  const [kind, path] = choice?.split(" ", 2) ?? [];
  return [kind as Kind | undefined, path === undefined ? undefined : decodeURIComponent(path)];
}

/** The files that speak for it already stand first. */
function evidenceQuestion({ signOffUri }: ReadinessService, { evidence, action }: ReadinessEntry): Question & { readonly key: "evidence" } {
  const found = new Map(evidence.filter(({ isAgainst, uri }) => !isAgainst && uri !== signOffUri).map(({ path, note }) => [path, note]));
  const items: Choice[] = [
    ...[...found].map(([path, note]) => ({ label: `$(file) ${path}`, detail: plain(note), value: `file ${encodeURIComponent(path)}` })),
    { label: `$(file) ${l10n.t("A file of the repository…")}`, value: "file" },
    { label: `$(play-circle) ${l10n.t("A run of a workflow…")}`, value: "run" },
    { label: `$(issues) ${l10n.t("A ticket…")}`, value: "ticket" },
    { label: `$(dashboard) ${l10n.t("A dashboard…")}`, value: "dashboard" },
    { label: `$(globe) ${l10n.t("Another address…")}`, value: "url" },
  ];
  const help = action.kind === "decide" ? plain(action.asks) : l10n.t("What does the decision stand on?");
  return { key: "evidence", ask: (place, before) => choose(items, before, place, help) };
}

function refQuestion(service: ReadinessService, kind: Kind) {
  if (kind === "file")
    return text("ref", {
      prompt: l10n.t("The path of the file, from the service's folder or the workspace's."),
      placeholder: "docs/runbooks/rollback.md",
      check: (typed) => noFile(service, typed),
    });
  if (kind === "ticket") return text("ref", { prompt: l10n.t("The ticket's address or number."), check: needed });
  return text("ref", { prompt: l10n.t("The address, with which others can look at it."), placeholder: "https://", check: httpsAddress });
}

/** What is wrong with a path: nothing is there. */
async function noFile({ uri }: ReadinessService, typed: string): Promise<string | undefined> {
  if (typed === "") return needed(typed);
  const folder = Uri.parse(uri);
  for (const from of [folder, workspace.getWorkspaceFolder(folder)?.uri ?? folder]) {
    // A place in the file may stand behind it.
    const file = Uri.joinPath(from, typed.replace(/#.*$/, ""));
    const isThere = await workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (isThere) return undefined;
  }
  return l10n.t("There is no file {0}.", typed);
}
