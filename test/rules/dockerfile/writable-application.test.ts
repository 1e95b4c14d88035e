import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/writable-application.ts";
import { places } from "../support.ts";

describe("dockerfile/writable-application", () => {
  it.each([
    ["a number", "FROM debian:13-slim\nCOPY --chown=1000 app /app\nUSER 1000\n", ["2:14"]],
    ["a name", "FROM node:24\nCOPY --chown=node:node . /app\nUSER node\n", ["2:14"]],
    ["the number of a name", "FROM node:24\nCOPY --chown=1000:1000 . /app\nUSER node\n", ["2:14"]],
    ["the name of a number", "FROM node:24\nCOPY --chown=node . /app\nUSER 1000\n", ["2:14"]],
    ["a user that is created", "FROM debian:13-slim\nRUN useradd app\nCOPY --chown=app . /app\nUSER app\n", ["3:14"]],
    ["another mode", "FROM node:24\nCOPY --chown=node --chmod=755 . /app\nUSER node\n", ["2:14"]],
    ["ADD, and a base stage", "FROM node:24 AS base\nADD --chown=node a.tar /app\nFROM base\nUSER node\n", ["2:13"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
  });

  it.each([
    ["root", "FROM debian:13-slim\nCOPY --chown=0:0 app /app\nUSER 1000\n"],
    ["root that runs", "FROM node:24\nCOPY --chown=node app /app\n"],
    ["another user", "FROM debian:13-slim\nCOPY --chown=1001 app /app\nUSER 1000\n"],
    ["a group alone", "FROM debian:13-slim\nCOPY --chown=:1000 app /app\nUSER 1000\n"],
    [
      "files that nobody can write",
      "FROM node:24\nCOPY --chown=node --chmod=0555 . /app\nCOPY --chown=node --chmod=a-w b /app/\nUSER node\n",
    ],
    [
      "folders for data",
      "FROM node:24\nCOPY --chown=node seed /app/data/\nCOPY --chown=node a /var/lib/app\nCOPY --chown=node a /home/node/.cache/\nCOPY --chown=node a /home/node/\nUSER node\n",
    ],
    ["an unknown user", "FROM debian:13-slim\nARG UID\nCOPY --chown=$UID app /app\nUSER $UID\n"],
    ["a builder", "FROM node:24 AS build\nCOPY --chown=node . /app\nUSER node\nFROM scratch\nCOPY --from=build /app /app\n"],
    ["a stage for developers", "FROM node:24 AS dev\nCOPY --chown=node . /app\nUSER node\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
