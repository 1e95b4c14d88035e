import {
  type CancellationToken,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { Finding } from "../../engine/index.ts";
import { checkConfiguration } from "../configurationFile.ts";
import { toDiagnostic } from "../convert.ts";
import { describe } from "../guard.ts";
import type { Session } from "../session.ts";
import { quiet, turn } from "../turns.ts";
import type { Arrived } from "../waiting.ts";

const empty: FullDocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

/** Diagnostics for clients that ask, and for those that want to be told. */
export class Diagnostics {
  readonly #session: Session;
  readonly #ids = new WeakMap<readonly Finding[], string>();
  #lastId = 0;
  /** What each document was told last, for clients that do not ask. */
  readonly #published = new Map<string, { readonly findings: readonly Finding[]; readonly version: number; readonly told: string }>();
  #isPublishing = false;
  #isRefreshing = false;
  #changes = 0;
  /** Ends the waiting for what a newer change has made useless. */
  #overtake = () => {};

  constructor(session: Session) {
    this.#session = session;
  }

  /** `textDocument/diagnostic`. */
  async pull(
    { textDocument: { uri }, previousResultId }: DocumentDiagnosticParams,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const { documents, settings, saved, folders } = this.#session;
    await quiet(() => documents.version(uri), token);
    if (token.isCancellationRequested) return empty;
    const { run } = await settings.load(folders.place(uri).folder.uri);
    if (run === "onSave" && previousResultId !== undefined && saved.get(uri) !== documents.version(uri)) {
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: previousResultId };
    }
    const open = documents.any(uri);
    if (!open) return empty;
    const { answer: findings, later } = await this.#findingsOf(uri);
    later?.then(() => this.refresh());
    const resultId = this.#idOf(findings, open.version);
    if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    const items = findings.map((finding) => toDiagnostic(finding, open.source, open.folder, this.#session.client));
    return { kind: DocumentDiagnosticReportKind.Full, items, resultId };
  }

  /** A document was opened or changed: a client that does not ask is told what is found. */
  changed(): void {
    this.#changes++;
    this.#overtake();
    if (!this.#session.client.pullsDiagnostics) void this.#publishAll();
  }

  /** Something that findings rest upon has changed: they are asked for, or told, anew. */
  refresh(): void {
    if (!this.#session.client.pullsDiagnostics) {
      this.changed();
    } else if (this.#session.client.refreshesDiagnostics && !this.#isRefreshing) {
      this.#isRefreshing = true;
      // Several reasons that come at once make one refresh.
      void turn().then(() => {
        this.#isRefreshing = false;
        return this.#session.connection.languages.diagnostics.refresh().catch(() => undefined);
      });
    }
  }

  closed(uri: string): void {
    if (this.#published.delete(uri)) void this.#session.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** Tells every document whose findings are not those that were told last; one loop at a time, and newer changes first. */
  async #publishAll(): Promise<void> {
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    const { connection, documents } = this.#session;
    try {
      for (let seen = -1; seen !== this.#changes; ) {
        await quiet(() => this.#changes);
        seen = this.#changes;
        for (const uri of documents.uris()) {
          const overtaken = new Promise<void>((resolve) => {
            this.#overtake = resolve;
          });
          const published = this.#publish(uri).catch((fault) => connection.console.error(`publish ${uri}: ${describe(fault)}`));
          await Promise.race([published, overtaken]);
          if (seen !== this.#changes) break;
        }
      }
    } finally {
      this.#isPublishing = false;
    }
  }

  async #publish(uri: string): Promise<void> {
    const { documents, settings, saved, folders, client, connection } = this.#session;
    const { run } = await settings.load(folders.place(uri).folder.uri);
    const before = this.#published.get(uri);
    if (run === "onSave" && before && saved.get(uri) !== documents.version(uri)) return;
    const open = documents.any(uri);
    if (!open) return;
    const { answer: findings, later } = await this.#findingsOf(uri);
    later?.then(() => this.changed());
    // A newer text has come while the disk was asked: its own findings follow.
    if (documents.version(uri) !== open.version) return;
    if (before ? before.findings === findings && before.version === open.version : findings.length === 0 && !documents.get(uri)) return;
    const diagnostics = findings.map((finding) => toDiagnostic(finding, open.source, open.folder, client));
    const told = JSON.stringify(diagnostics);
    this.#published.set(uri, { findings, version: open.version, told });
    if (before?.version === open.version && before.told === told) return;
    await connection.sendDiagnostics({ uri, version: open.version, diagnostics });
  }

  async #findingsOf(uri: string): Promise<Arrived<readonly Finding[]>> {
    const { documents, findings } = this.#session;
    const file = documents.get(uri);
    if (file) return findings.settled(file);
    const open = documents.any(uri);
    return { answer: open ? checkConfiguration(open.source) : [] };
  }

  /** Names a result, so that a client that has it already need not be sent it again. Ranges may move between versions. */
  #idOf(findings: readonly Finding[], version: number): string {
    let id = this.#ids.get(findings);
    if (!id) {
      id = `${++this.#lastId}`;
      this.#ids.set(findings, id);
    }
    return `${version}:${id}`;
  }
}
