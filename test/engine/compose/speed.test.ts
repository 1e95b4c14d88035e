// Time grows with the length of the file alone: one with four times as many services takes about four times as long, whatever is asked. Where something
// were done for each pair of services it would take sixteen times as long.
import { describe, expect, it } from "vitest";
import { applicationOf } from "../../../server/engine/application/application.ts";
import { defaultConfiguration } from "../../../server/engine/config/configuration.ts";
import { codeLenses, folding, inlayHints, links, references, rename } from "../../../server/engine/editor/editor.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { check } from "../../../server/engine/lint.ts";
import { outline } from "../../../server/engine/outline/outline.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const configuration = defaultConfiguration({ preset: "all" });
const path = "compose.yaml";

/** A service of twenty lines that says something to many rules. */
const service = (i: number) => `  web${i}:
    <<: *base
    image: \${REGISTRY:-example.com}/web${i}:latest
    container_name: web${i}
    depends_on:
      - db${i}
    ports:
      - "${10_000 + i}:80"
    environment:
      - DATABASE_URL=postgres://app:secret@db${i}:5432/app
      - TOKEN_${i}=\${TOKEN_${i}}
      - A=1
    volumes:
      - data${i}:/data
    networks: [net${i}]
  db${i}:
    image: postgres:17
    command: sh -c "echo $HOME_${i}"
    volumes: [ "./db${i}:/var/lib/postgresql/data" ]
    networks: [net${i}]
`;

/** A small service that waits for the one before, and for one far away; every other one is built from what the one before is. */
const link = (i: number) => `  web${i}:
    image: example.com/web${i % 2 ? i : 0}:1
    build: ./web${i % 2}
    depends_on: [db${i}, web${Math.max(0, i - 1)}, web${i >> 1}]
  db${i}:
    image: postgres:17
    extends: web${i >> 2}
    links: [db${Math.max(0, i - 1)}]
    environment: { DATABASE_URL: "postgres://db${i}:5432" }
`;

/** How many lines, and what they are made of. */
const shapes = {
  "long services": (lines: number) => textOf(Math.round(lines / 23), service),
  "many services": (lines: number) => textOf(Math.round(lines / 11), link),
} as const;

function textOf(count: number, make: (i: number) => string): string {
  const numbers = Array.from({ length: count }, (_, i) => i);
  return `x-base: &base\n  restart: always\nservices:\n${numbers.map(make).join("")}volumes:\n${numbers.map((i) => `  data${i}:\n`).join("")}networks:\n${numbers.map((i) => `  net${i}:\n`).join("")}`;
}

/** Milliseconds of processor time that something takes at best. */
function timeOf(text: string, ask: (source: SourceText, text: string) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 4; turn++) {
    const source = new SourceText(path, `${text}# ${turn}\n`);
    const start = process.cpuUsage();
    ask(source, source.text);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

const workspaceWith = (source: SourceText) => memoryWorkspace({ [path]: source.text, ".env": "TOKEN_1=x\n" });
const today = "2026-11-23";

const asked: Readonly<Record<string, (source: SourceText, text: string) => unknown>> = {
  application: (source) => {
    const application = applicationOf(parse(source, "compose"), workspaceWith(source));
    return application.services.map(({ layers }) => layers.length);
  },
  ...Object.fromEntries(
    rules
      .filter(({ language }) => language === "compose")
      .map((rule) => [
        rule.id,
        (source: SourceText) => check(source, "compose", { workspace: workspaceWith(source), configuration, today, rules: [rule] }),
      ]),
  ),
  outline: (source) => outline(source, "compose", workspaceWith(source)),
  folding: (source) => folding(source, "compose"),
  links: (source) => links(source, "compose", { workspace: workspaceWith(source), today }),
  "code lenses": (source) => codeLenses(source, "compose", { workspace: workspaceWith(source), today }),
  "inlay hints": (source, text) =>
    inlayHints(source, "compose", { start: 0, end: text.length }, { workspace: workspaceWith(source), today }),
  references: (source, text) =>
    references(source, "compose", text.indexOf("db50:5432") + 1, { workspace: workspaceWith(source), today, withDefinition: true }),
  rename: (source, text) => rename(source, "compose", text.indexOf("db50:5432") + 1, "other", { workspace: workspaceWith(source), today }),
};

describe.each(Object.entries(shapes))("%s", (_, lines) => {
  it.each(Object.entries(asked))("%s", { timeout: 60_000 }, (_, ask) => {
    const short = timeOf(lines(2_000), ask);
    const long = timeOf(lines(8_000), ask);
    // What takes a few milliseconds is mostly noise.
    expect(long).toBeLessThan(10 * Math.max(short, 40));
  });
});
