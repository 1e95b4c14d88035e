import { expect, test } from "vitest";
import { counterEvidence, evidence, likely, met, notApplicable, open } from "../../server/engine/assessment/verdict.ts";

const structure = evidence("a.yaml", 1, "a field");
const code = evidence("a.js", 1, "a library", "code");
const word = evidence("README.md", 1, "a word", "word");
const against = counterEvidence("b.js", 2, "a wildcard", "code");

test.each([
  ["structure proves", met("x", [structure, word]), "met", "high"],
  ["code that is usual for it makes it likely", met("x", [code, word]), "likely", "medium"],
  ["a word alone is never more than likely", met("x", [word]), "likely", "low"],
  ["nothing at all is open", met("x", []), "open", "medium"],
  ["what speaks against it proves nothing for it", met("x", [against]), "open", "medium"],
  ["likely by code", likely("x", [code]), "likely", "medium"],
  ["open by structure", open("x", [counterEvidence("a", 1, "y")]), "open", "high"],
  ["not applicable, as a place shows", notApplicable("x", [structure]), "not-applicable", "high"],
])("%s", (_title, verdict, status, confidence) => expect(verdict).toMatchObject({ status, confidence }));

test("what speaks against an open item comes first", () => {
  expect(open("x", [word, against]).evidence).toEqual([against, word]);
});
