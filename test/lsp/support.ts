// A client for protocol tests: the server runs in this process, over streams, on files that stand in memory.
import { PassThrough } from "node:stream";
import { afterEach } from "vitest";
import { createConnection } from "vscode-languageserver/node";
import {
  type ClientCapabilities,
  type CodeAction,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type RegistrationParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type UnregistrationParams,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import type { FileAccess } from "../../server/engine/index.ts";
import type { AccessProvider } from "../../server/lsp/folders.ts";
import { listen } from "../../server/lsp/server.ts";
import type { ShellcheckFinder } from "../../server/lsp/shellcheck.ts";

/** What VS Code's client can do, as far as the server looks at it. */
export const fullCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ["create"], snippetEditSupport: true },
  },
  textDocument: {
    diagnostic: { relatedInformation: true, codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] } },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
    hover: { contentFormat: ["markdown"] },
    definition: { linkSupport: true },
    rename: { prepareSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    formatting: { dynamicRegistration: true },
    rangeFormatting: { dynamicRegistration: true },
  },
};

/** A client that can do next to nothing: findings are pushed to it. */
export const plainCapabilities: ClientCapabilities = {
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
};

export interface StartOptions {
  readonly capabilities?: ClientCapabilities;
  /** The workspace's files by address: `file:///shop/Dockerfile`. */
  readonly files?: Record<string, string>;
  readonly folders?: readonly string[];
  readonly settings?: Record<string, unknown>;
  readonly initializationOptions?: Record<string, unknown>;
  /** Milliseconds that the disk takes to answer. */
  readonly latency?: number;
  /** Reads the files in place of those in memory. */
  readonly access?: AccessProvider;
  /** Finds ShellCheck. Default: the server can start no program. */
  readonly findShellcheck?: ShellcheckFinder;
}

const root = "file:///shop";
const open: ProtocolConnection[] = [];
afterEach(() => {
  for (const connection of open.splice(0)) connection.dispose();
});

export class TestClient {
  readonly connection: ProtocolConnection;
  readonly files: Record<string, string>;
  settings: Record<string, unknown>;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly registrations = new Map<string, RegistrationParams["registrations"][number]>();
  readonly logged: string[] = [];
  refreshes = 0;
  readonly #latency: number;
  readonly #versions = new Map<string, number>();

  constructor(options: StartOptions) {
    this.files = { ...options.files };
    this.settings = options.settings ?? {};
    this.#latency = options.latency ?? 0;
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
    listen(server, options.access ?? ((folder) => this.#access(folder)), options.findShellcheck);
    this.connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    this.connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) => items.map(() => this.settings));
    this.connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
      for (const one of registrations) this.registrations.set(one.id, one);
      return null;
    });
    this.connection.onRequest("client/unregisterCapability", ({ unregisterations }: UnregistrationParams) => {
      for (const { id } of unregisterations) this.registrations.delete(id);
      return null;
    });
    this.connection.onRequest("workspace/diagnostic/refresh", () => {
      this.refreshes++;
      return null;
    });
    this.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.published.push(params);
    });
    this.connection.onNotification("window/logMessage", ({ message }: { message: string }) => {
      this.logged.push(message);
    });
    this.connection.listen();
    open.push(this.connection);
  }

  async initialize(options: StartOptions): Promise<InitializeResult> {
    const result = await this.connection.sendRequest<InitializeResult>("initialize", {
      processId: null,
      rootUri: null,
      capabilities: options.capabilities ?? fullCapabilities,
      workspaceFolders: (options.folders ?? [root]).map((uri) => ({ uri, name: uri })),
      initializationOptions: options.initializationOptions ?? {},
    });
    await this.connection.sendNotification("initialized", {});
    return result;
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params as object);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params as object);
  }

  async open(uri: string, text: string, languageId = "dockerfile"): Promise<void> {
    this.#versions.set(uri, 1);
    await this.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces a range, or the whole text. */
  async change(uri: string, text: string, range?: Range): Promise<number> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [range ? { range, text } : { text }] });
    return version;
  }

  save(uri: string): Promise<void> {
    return this.notify("textDocument/didSave", { textDocument: { uri } });
  }

  close(uri: string): Promise<void> {
    return this.notify("textDocument/didClose", { textDocument: { uri } });
  }

  /** Writes or deletes a file on disk and tells the server, as a watching client does. */
  async write(uri: string, text: string | undefined): Promise<void> {
    const type = text === undefined ? 3 : uri in this.files ? 2 : 1;
    if (text === undefined) delete this.files[uri];
    else this.files[uri] = text;
    await this.notify("workspace/didChangeWatchedFiles", { changes: [{ uri, type }] });
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.request("textDocument/diagnostic", { textDocument: { uri }, ...(previousResultId ? { previousResultId } : {}) });
  }

  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.pull(uri);
    return report.kind === "full" ? report.items : [];
  }

  async codes(uri: string): Promise<string[]> {
    return (await this.diagnostics(uri)).map(({ code }) => String(code));
  }

  actions(uri: string, range: Range, only?: string[], diagnostics: Diagnostic[] = []): Promise<CodeAction[]> {
    return this.request("textDocument/codeAction", { textDocument: { uri }, range, context: { diagnostics, ...(only ? { only } : {}) } });
  }

  #access(folder: string): FileAccess {
    const later = async <T>(value: () => T): Promise<T> => {
      await new Promise((resolve) => setTimeout(resolve, this.#latency));
      return value();
    };
    const paths = () =>
      Object.keys(this.files)
        .filter((uri) => uri.startsWith(`${folder}/`))
        .map((uri) => uri.slice(folder.length + 1))
        .sort();
    return {
      read: (path) => later(() => this.files[`${folder}/${path}`]),
      files: () => later(paths),
      list: (path) =>
        later(() => {
          const prefix = path === "" ? "" : `${path}/`;
          const entries = new Map<string, boolean>();
          for (const one of paths()) {
            const [name, ...rest] = one.startsWith(prefix) ? one.slice(prefix.length).split("/") : [];
            if (name) entries.set(name, rest.length > 0);
          }
          if (entries.size === 0 && path !== "") return undefined;
          return [...entries].map(([name, isFolder]) => ({ name, isFolder })).sort((a, b) => (a.name < b.name ? -1 : 1));
        }),
    };
  }
}

/** A server with a client that has introduced itself. */
export async function start(options: StartOptions = {}): Promise<TestClient> {
  const client = new TestClient(options);
  await client.initialize(options);
  return client;
}

/** Waits until `condition` holds; fails after twenty seconds: the engine has to be loaded first. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The text after a workspace edit's changes to one document. */
export function applyTo(text: string, uri: string, edit: WorkspaceEdit | undefined): string {
  const edits = [...(edit?.changes?.[uri] ?? [])];
  for (const change of edit?.documentChanges ?? []) {
    if (!("textDocument" in change) || change.textDocument.uri !== uri) continue;
    for (const one of change.edits) {
      edits.push("newText" in one ? one : { range: one.range, newText: plainText(one.snippet.value) });
    }
  }
  return applyTextEdits(text, edits);
}

/** A snippet as it stands before anybody has filled it in. */
function plainText(snippet: string): string {
  return snippet.replace(/\\([\\$}])|\$\{\d+:((?:\\.|[^}\\])*)\}|\$\d+/g, (_, escaped?: string, placeholder?: string) =>
    placeholder === undefined ? (escaped ?? "") : plainText(placeholder),
  );
}

export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split("\n");
  const offset = ({ line, character }: { line: number; character: number }) =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)), text);
}

export function at(line: number, character = 0): Range {
  return { start: { line, character }, end: { line, character } };
}

/** The whole of a document. */
export const everywhere: Range = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };
