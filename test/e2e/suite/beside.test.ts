import assert from "node:assert/strict";
import * as vscode from "vscode";
import { actionsAt, appears, closeAll, openCopy, rulesOn } from "./editor.ts";
import { test, until } from "./harness.ts";
import { brokenIsSaid, completionsAreOurs, formatsOnce, hoversAreOurs, saidOn } from "./twice.ts";

test("beside another extension: what is broken in a Dockerfile is said once", () => brokenIsSaid("theirs"));
test("beside another extension: completions of a Dockerfile stand once in the list", () => completionsAreOurs("theirs"));
test("beside another extension: instructions and flags are explained once", () => hoversAreOurs("theirs"));
test("beside another extension: a Dockerfile has one formatter", () => formatsOnce());

test("beside another extension: patterns, and what it does not know, are ours", async () => {
  const { document } = await openCopy("beside-patterns", "FROM node:latest\nRUN --mout=type=cache npm ci\nMAINTAINER me\nCMD npm start\n");
  for (const rule of ["latest-base-image", "root-user", "unknown-flag", "shell-form-command"]) {
    await appears(document.uri, `dockerfile/${rule}`);
  }
  assert.ok(!rulesOn(document.uri).includes("dockerfile/deprecated-maintainer"), "it is said by the other extension");
  const theirs = await until("the other extension's MAINTAINER", () =>
    saidOn(document.uri).find(({ source, range }) => source !== "deployment-patterns" && range.start.line === 2),
  );
  const titles = (await actionsAt(document.uri, theirs.range)).map(({ title }) => title);
  assert.ok(titles.includes("Make it a label"), titles.join(" | "));
  await closeAll();
});

test("beside another extension: the user can have everything from us", async () => {
  const { document } = await openCopy("beside-on", "FROM node:24\nRUNN x\n");
  const settings = vscode.workspace.getConfiguration("deploymentPatterns", document.uri);
  await until("the other extension's message", () => saidOn(document.uri).some(({ source }) => source !== "deployment-patterns"));
  assert.ok(!rulesOn(document.uri).includes("dockerfile/unknown-instruction"));
  await settings.update("syntax", "on", vscode.ConfigurationTarget.Workspace);
  await appears(document.uri, "dockerfile/unknown-instruction");
  await settings.update("syntax", undefined, vscode.ConfigurationTarget.Workspace);
  await until("our message to leave", () => !rulesOn(document.uri).includes("dockerfile/unknown-instruction"));
  await closeAll();
});
