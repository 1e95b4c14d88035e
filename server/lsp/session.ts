import type { Connection, TextDocuments, WorkspaceFolder } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import {
  type CheckOptions,
  check,
  type Finding,
  type Language,
  loadConfiguration,
  type SourceText,
  type Workspace,
} from "../engine/index.ts";
import type { Client } from "./client.ts";
import type { EditTarget } from "./convert.ts";
import { Documents, type OpenDocument } from "./documents.ts";
import { Findings } from "./findings.ts";
import { type AccessProvider, Folders } from "./folders.ts";
import { describe } from "./guard.ts";
import { SettingsStore } from "./settings.ts";

/** Everything that a request may need, put together once the client has introduced itself. */
export class Session {
  readonly connection: Connection;
  readonly client: Client;
  readonly folders: Folders;
  readonly documents: Documents;
  readonly settings: SettingsStore;
  readonly findings: Findings;
  /** The versions that stand on disk, for those who want findings on saving only. */
  readonly saved = new Map<string, number>();

  constructor(
    connection: Connection,
    client: Client,
    texts: TextDocuments<TextDocument>,
    access: AccessProvider,
    workspaceFolders: readonly WorkspaceFolder[],
  ) {
    this.connection = connection;
    this.client = client;
    this.folders = new Folders(access, workspaceFolders);
    this.documents = new Documents(texts, this.folders);
    this.settings = new SettingsStore(connection, client);
    this.findings = new Findings(this);
  }

  today(): string {
    return new Date().toISOString().slice(0, 10);
  }

  /** What the engine is to check a file with. */
  checkOptions(path: string, workspace: Workspace): CheckOptions {
    return {
      workspace,
      configuration: loadConfiguration(path, workspace),
      today: this.today(),
      onFault: (rule, fault) => this.connection.console.error(`${rule} on ${path}: ${describe(fault)}`),
    };
  }

  check(source: SourceText, language: Language, workspace: Workspace): readonly Finding[] {
    return check(source, language, this.checkOptions(source.path, workspace));
  }

  /** Where the edits of an open document are to land. */
  target({ uri, version, folder, source }: OpenDocument): EditTarget {
    const { client, documents } = this;
    return { uri, version, folder, source, client, open: (path) => documents.at(folder, path) };
  }
}
