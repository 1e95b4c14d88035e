// Law 5: what a snippet writes is clean under `strict`. Each is expanded as the editor does, with its defaults, into the Dockerfile that it is for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, loadConfiguration, memoryWorkspace, SourceText } from "../server/engine/index.ts";

const folder = join(import.meta.dirname, "../snippets");
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const user = "USER 10001:10001\n";
const health = `HEALTHCHECK CMD ["true"]\n`;

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

/** The Dockerfile around each snippet. */
const places: Readonly<Record<string, (text: string) => string>> = {
  "dp-healthcheck-node": (text) => `FROM node:24-trixie-slim@${digest}\nEXPOSE 3000\n${user}${text}CMD ["node", "server.js"]\n`,
  "dp-healthcheck-python": (text) => `FROM python:3.14-slim-trixie@${digest}\nEXPOSE 8000\n${user}${text}CMD ["gunicorn", "app:app"]\n`,
  "dp-healthcheck-wget": (text) => `FROM nginx:1.30-alpine@${digest}\nEXPOSE 8080\n${user}${text}`,
  "dp-user-debian": (text) => `FROM debian:13-slim@${digest}\n${text}${health}CMD ["/server"]\n`,
  "dp-user-alpine": (text) => `FROM alpine:3.24@${digest}\n${text}${health}CMD ["/server"]\n`,
  "dp-run-secret": (text) =>
    `FROM node:24-trixie-slim@${digest}\nCOPY package.json package-lock.json ./\n${text}${user}${health}CMD ["node", "server.js"]\n`,
  "dp-npm-ci": (text) => `FROM node:24-trixie-slim@${digest}\n${text}${user}${health}CMD ["node", "server.js"]\n`,
};

describe.each(readdirSync(folder))("%s", (file) => {
  const snippets = Object.values(JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, Snippet>);

  it("has a place for every snippet here, and a prefix of ours", () => {
    expect(snippets.map(({ prefix }) => prefix).sort()).toEqual(Object.keys(places).sort());
    for (const { prefix, description } of snippets) {
      expect(prefix).toMatch(/^dp-[a-z-]+$/);
      expect(description.length).toBeGreaterThan(20);
    }
  });

  it.each(snippets)("$prefix writes what is clean under strict", ({ prefix, body }) => {
    const text = `${expand(body.join("\n"))}\n`;
    expect(text).not.toMatch(/\$\{\d|\\\\\\n/);
    const dockerfile = places[prefix]?.(text) ?? "";
    expect(dockerfile).toContain(text);
    const workspace = memoryWorkspace({ Dockerfile: dockerfile, "package.json": "{}", "package-lock.json": "{}" });
    const configuration = loadConfiguration("Dockerfile", workspace, { preset: "strict", file: "none" });
    const findings = check(new SourceText("Dockerfile", dockerfile), "dockerfile", { workspace, configuration, today: "2026-11-23" });
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });
});

/** A snippet with its defaults: `${1:text}` is the text, and a backslash escapes what follows. */
function expand(body: string): string {
  return body.replace(/\$\{\d+:([^}]*)\}|\$\d+|\\([\\$}])/g, (_, value = "", escaped = "") => value + escaped);
}
