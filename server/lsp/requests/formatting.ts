import {
  type Disposable,
  type DocumentFormattingParams,
  DocumentFormattingRequest,
  type DocumentOnTypeFormattingParams,
  DocumentOnTypeFormattingRequest,
  type DocumentRangeFormattingParams,
  DocumentRangeFormattingRequest,
  type TextEdit,
} from "vscode-languageserver";
import { format, indentLine } from "../../engine/format.ts";
import { toSpan, toTextEdit } from "../convert.ts";
import type { Session } from "../session.ts";

/** What is formatted: an ignore file has no layout. */
const documentSelector = [{ language: "dockerfile" }];
/** A new line is indented by what the one above begins. */
export const onType = { firstTriggerCharacter: "\n" };

/** `textDocument/formatting`, `rangeFormatting` and `onTypeFormatting`, offered as long as no other extension does the same. */
export class Formatting {
  readonly #session: Session;
  #registered: Promise<readonly Disposable[]> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Offers or withdraws formatting as the settings are now; two formatters would make the editor ask which to use. */
  async update(): Promise<void> {
    const { client, connection, folders, settings } = this.#session;
    if (!client.registersFormatting) return;
    const scope = folders.workspace[0]?.uri ?? "";
    const isOurs = settings.ownsSyntax(await settings.load(scope), "dockerfile");
    if (isOurs && !this.#registered) {
      this.#registered = Promise.all([
        connection.client.register(DocumentFormattingRequest.type, { documentSelector }),
        connection.client.register(DocumentRangeFormattingRequest.type, { documentSelector }),
        connection.client.register(DocumentOnTypeFormattingRequest.type, { documentSelector, ...onType }),
      ]);
      await this.#registered;
    } else if (!isOurs && this.#registered) {
      const registered = this.#registered;
      this.#registered = undefined;
      for (const one of await registered) one.dispose();
    }
  }

  async format(params: DocumentFormattingParams | DocumentRangeFormattingParams): Promise<TextEdit[]> {
    const file = this.#session.documents.get(params.textDocument.uri);
    if (file?.language !== "dockerfile") return [];
    const { tabSize, insertSpaces } = params.options;
    const span = "range" in params ? toSpan(file.source, params.range) : undefined;
    return format(file.source, { tabSize, insertSpaces }, span).map((edit) => toTextEdit(file.source, edit));
  }

  onType({ textDocument, position, options: { tabSize, insertSpaces } }: DocumentOnTypeFormattingParams): TextEdit[] {
    this.#session.documents.sync();
    const file = this.#session.documents.get(textDocument.uri);
    if (file?.language !== "dockerfile") return [];
    const { source } = file;
    return indentLine(source, source.offsetAt(position), { tabSize, insertSpaces }).map((edit) => toTextEdit(source, edit));
  }
}
