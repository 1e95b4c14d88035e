// The peer of workflows: what GitHub's own language service takes to validate a text. It runs bundled only.
import { validate } from "@actions/languageservice/validate";
import { TextDocument } from "vscode-languageserver-textdocument";

let round = 0;

/** Validates a text as a document that the service has not seen, since it remembers by address. @param {string} text */
export function validateWorkflow(text) {
  return validate(TextDocument.create(`file:///bench/.github/workflows/ci-${round++}.yml`, "yaml", 1, text));
}
