// What two extensions for Dockerfiles would do twice: held against the editor as it shows it, whoever does it.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, openCopy, ruleOf } from "./editor.ts";
import { hasKeyboard, screenshot, until } from "./harness.ts";

/** Who speaks of syntax. */
type Speaker = "ours" | "theirs";

const broken = `FROM node:24 AS build
FROM node:24 AS build
RUNN npm ci
COPY --fron=build /app /app
WORKDIR
USER 1000
CMD npm start
`;

/** The words that are marked, with the rule of ours for them. */
const faults: readonly (readonly [line: number, rule: string])[] = [
  [1, "dockerfile/duplicate-stage-name"],
  [2, "dockerfile/unknown-instruction"],
  [3, "dockerfile/unknown-flag"],
  [4, "dockerfile/instruction-arguments"],
];

/** All that is shown on a file. */
export function saidOn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri);
}

/** Each fault is said by one, and by the one that is meant. */
export async function brokenIsSaid(speaker: Speaker): Promise<void> {
  const { document } = await openCopy(`twice-${speaker}`, broken);
  const source = (one: vscode.Diagnostic): Speaker => (one.source === "deployment-patterns" ? "ours" : "theirs");
  const saysOf = (line: number, rule: string) =>
    saidOn(document.uri).filter(
      // What is said of the image stands on the same line, at another place.
      (one) => one.range.start.line === line && (source(one) === "theirs" || ruleOf(one) === rule),
    );
  for (const [line, rule] of faults) {
    await until(`a message on line ${line + 1}`, () => saysOf(line, rule).some((one) => source(one) === speaker));
  }
  // What the other server says comes by itself; ours has come where a pattern's finding is there.
  await until("our findings", () => saidOn(document.uri).some((one) => source(one) === "ours"));
  if (hasKeyboard) await screenshot(`broken-${speaker}`);
  for (const [line, rule] of faults) {
    const said = saysOf(line, rule);
    assert.deepEqual(said.map(source), [speaker], said.map(({ message }) => message).join(" | "));
  }
  await closeAll();
}

const places: readonly (readonly [title: string, text: string, offered: string])[] = [
  ["at the start of a line", "FROM node:24\n|\n", "COPY"],
  ["flags of COPY", "FROM node:24 AS base\nCOPY --|\n", "--chown"],
  ["behind AS", "FROM node:24 AS |\n", ""],
  ["images", "FROM |\n", "node"],
  ["stages", "FROM node:24 AS base\nFROM node:24\nCOPY --from=|\n", "base"],
];

/** No label stands twice, and what every extension for Dockerfiles offers is there. */
export async function completionsAreOurs(speaker: Speaker): Promise<void> {
  for (const [index, [title, marked, offered]] of places.entries()) {
    const { document } = await openCopy(`complete-${speaker}-${index}`, marked.replace("|", ""));
    const at = document.positionAt(marked.indexOf("|"));
    const labels = await until(`completions ${title}`, async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        at,
      );
      const all = items
        .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
        .map(({ label }) => (typeof label === "string" ? label : label.label));
      return (offered === "" || all.some((label) => firstWord(label) === offered)) && all;
    });
    const words = labels.filter((label) => label === firstWord(label) || firstWord(label) === offered).map(firstWord);
    const twice = words.filter((word, index) => word !== "ARG" && word !== "HEALTHCHECK" && words.indexOf(word) !== index);
    assert.deepEqual([...new Set(twice)], [], `${title}: ${labels.join(" | ")}`);
    assert.equal(labels.length, new Set(labels).size, `${title}: ${labels.join(" | ")}`);
    await closeAll();
  }
}

/** The other server's labels hold an example of what follows: `COPY source dest`, `--from=stage`. */
function firstWord(label: string): string {
  return label.split(/[ =]/, 1)[0] as string;
}

/** An instruction and a flag have one explanation. */
export async function hoversAreOurs(speaker: Speaker): Promise<void> {
  const { document } = await openCopy(`hover-${speaker}`, "FROM node:24 AS base\nFROM node:24\nCOPY --from=base /app /app\nUSER 1000\n");
  for (const word of ["COPY", "--from"]) {
    const at = document.positionAt(document.getText().indexOf(word) + 2);
    const hovers = await until(`a hover on ${word}`, async () => {
      const all = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, at);
      return all.length > 0 && all;
    });
    const texts = hovers.flatMap(({ contents }) => contents.map((content) => (typeof content === "string" ? content : content.value)));
    const explained = texts.filter((text) => !/\[dockerfile\/[\w-]+\]\(/.test(text));
    assert.equal(explained.length, 1, texts.join("\n---\n"));
  }
  await closeAll();
}

/** Formatting does something, and asks nobody which formatter is meant: there is one. */
export async function formatsOnce(): Promise<void> {
  const { document } = await openCopy("format", "  FROM node:24\nRUN true\n");
  await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  await until(
    () => `the file to be formatted, which is ${JSON.stringify(document.getText())}`,
    async () => {
      if (document.getText() === "FROM node:24\nRUN true\n") return true;
      // With two formatters the editor asks, and formats nothing.
      await vscode.commands.executeCommand("editor.action.formatDocument");
      return false;
    },
  );
  await closeAll();
}
