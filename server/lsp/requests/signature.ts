import { MarkupKind, type SignatureHelp, type SignatureHelpParams } from "vscode-languageserver";
import { signature as signatureOf } from "../../engine/index.ts";
import type { Session } from "../session.ts";

/** `textDocument/signatureHelp`: how the instruction is written that the cursor stands in. */
export function signature(session: Session, { textDocument, position }: SignatureHelpParams): SignatureHelp | null {
  session.documents.sync();
  const file = session.documents.get(textDocument.uri);
  const found = file && session.ownsNavigation(file) ? signatureOf(file.source, file.language, file.source.offsetAt(position)) : undefined;
  if (!found) return null;
  const markdown = (value: string) => ({ kind: MarkupKind.Markdown, value });
  return {
    signatures: found.signatures.map(({ label, about, parameters }) => ({
      label,
      documentation: markdown(about),
      parameters: parameters.map(({ span, about: more }) => ({
        label: [span.start, span.end],
        ...(more ? { documentation: markdown(more) } : {}),
      })),
    })),
    activeSignature: found.active,
    activeParameter: found.parameter,
  };
}
