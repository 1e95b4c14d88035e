import type { Connection, TextDocuments, WorkspaceFolder } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import {
  type CheckOptions,
  check,
  type EditorOptions,
  type Finding,
  type KnownProblems,
  type Language,
  loadConfiguration,
  type SourceText,
  type Workspace,
} from "../engine/index.ts";
import type { Client } from "./client.ts";
import type { EditTarget } from "./convert.ts";
import { Documents, type OpenDocument, type OpenFile } from "./documents.ts";
import { Findings } from "./findings.ts";
import { type AccessProvider, type Folder, Folders } from "./folders.ts";
import { describe } from "./guard.ts";
import { Readiness } from "./readiness.ts";
import { SettingsStore } from "./settings.ts";
import { Shellcheck, type ShellcheckFinder } from "./shellcheck.ts";
import { type Arrived, arrived } from "./waiting.ts";

/** Who asks for something at the cursor waits no longer for the disk, in milliseconds: an answer is of no use once the user has typed on. */
export const patience = 200;

/** Everything that a request may need, put together once the client has introduced itself. */
export class Session {
  readonly connection: Connection;
  readonly client: Client;
  readonly folders: Folders;
  readonly documents: Documents;
  readonly settings: SettingsStore;
  readonly findings: Findings;
  readonly shellcheck: Shellcheck;
  readonly readiness: Readiness;
  /** The user trusts the workspace: a program may be started for its files, if the settings say so. */
  isTrusted: boolean;
  /** The versions that stand on disk, for those who want findings on saving only. */
  readonly saved = new Map<string, number>();

  constructor(
    connection: Connection,
    client: Client,
    texts: TextDocuments<TextDocument>,
    access: AccessProvider,
    workspaceFolders: readonly WorkspaceFolder[],
    findShellcheck?: ShellcheckFinder,
  ) {
    this.connection = connection;
    this.client = client;
    this.folders = new Folders(access, workspaceFolders);
    this.documents = new Documents(texts, this.folders);
    this.settings = new SettingsStore(connection, client);
    this.findings = new Findings(this);
    this.shellcheck = new Shellcheck(this, findShellcheck);
    this.readiness = new Readiness(this);
    this.isTrusted = client.options.trusted === true;
  }

  today(): string {
    return new Date().toISOString().slice(0, 10);
  }

  /** What the engine is to check a file with; the folder's files may be seen through another workspace, which notes what is read. */
  checkOptions(path: string, folder: Folder, workspace: Workspace = folder.snapshot): CheckOptions {
    const shellcheck = this.shellcheck.answers(folder);
    return {
      workspace,
      configuration: loadConfiguration(path, workspace),
      today: this.today(),
      onFault: (rule, fault) => this.connection.console.error(`${rule} on ${path}: ${describe(fault)}`),
      ...(shellcheck && { shellcheck }),
      assesses: this.readiness.isKnown(folder),
    };
  }

  check(source: SourceText, language: Language, folder: Folder): readonly Finding[] {
    return check(source, language, this.checkOptions(source.path, folder));
  }

  /** The same for an open document, of which `known` keeps what was said before. */
  checkAgain(source: SourceText, language: Language, folder: Folder, workspace: Workspace, known: KnownProblems): readonly Finding[] {
    return check(source, language, { ...this.checkOptions(source.path, folder, workspace), known });
  }

  /** Asks the engine about an open document, once what it reads of the disk has come; undefined where the document is not ours. */
  async ask<T>(
    uri: string,
    question: (file: OpenFile, options: EditorOptions) => T,
  ): Promise<(Arrived<T> & { readonly file: OpenFile }) | undefined> {
    const file = this.documents.get(uri);
    if (!file) return undefined;
    this.documents.sync();
    if (!(await this.settings.load(file.folder.uri)).enable) return undefined;
    const { snapshot } = file.folder;
    const options = { workspace: snapshot, today: this.today() };
    return { file, ...(await arrived(snapshot, () => question(file, options), patience)) };
  }

  /** Whether no other extension goes to definitions, marks, folds and links in such a file, and shows its outline. */
  ownsNavigation({ folder, language }: OpenFile): boolean {
    return this.settings.ownsNavigation(this.settings.now(folder.uri), language);
  }

  /** Where the edits of an open document are to land. */
  target({ uri, version, folder, source }: OpenDocument): EditTarget {
    const { client, documents } = this;
    return { uri, version, folder, source, client, open: (path) => documents.at(folder, path) };
  }
}
