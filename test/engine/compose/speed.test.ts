// Time grows with the length of the file alone: one with four times as many services takes about four times as long, whatever is asked. Where something
// were done for each pair of services it would take sixteen times as long.
import { expect, it } from "vitest";
import { applicationOf } from "../../../server/engine/application/application.ts";
import { defaultConfiguration } from "../../../server/engine/config/configuration.ts";
import { codeLenses, folding, inlayHints, links, references, rename } from "../../../server/engine/editor/editor.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { check } from "../../../server/engine/lint.ts";
import { outline } from "../../../server/engine/outline/outline.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, type Workspace } from "../../../server/engine/workspace/workspace.ts";

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

const today = "2026-11-23";

interface Asked {
  readonly source: SourceText;
  readonly workspace: Workspace;
}

const asked: Readonly<Record<string, (asked: Asked) => unknown>> = {
  application: ({ source, workspace }) => applicationOf(parse(source, "compose"), workspace).services.map(({ layers }) => layers.length),
  ...Object.fromEntries(
    rules
      .filter(({ language }) => language === "compose")
      .map((rule) => [
        rule.id,
        ({ source, workspace }: Asked) => check(source, "compose", { workspace, configuration, today, rules: [rule] }),
      ]),
  ),
  outline: ({ source, workspace }) => outline(source, "compose", workspace),
  folding: ({ source }) => folding(source, "compose"),
  links: ({ source, workspace }) => links(source, "compose", { workspace, today }),
  "code lenses": ({ source, workspace }) => codeLenses(source, "compose", { workspace, today }),
  "inlay hints": ({ source, workspace }) => inlayHints(source, "compose", { start: 0, end: source.text.length }, { workspace, today }),
  references: ({ source, workspace }) =>
    references(source, "compose", source.text.indexOf("db50:5432") + 1, { workspace, today, withDefinition: true }),
  rename: ({ source, workspace }) => rename(source, "compose", source.text.indexOf("db50:5432") + 1, "other", { workspace, today }),
};

/** Milliseconds of processor time that each question takes at best, once the file has been read. */
function timesOf(text: string): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (let turn = 0; turn < 3; turn++) {
    const source = new SourceText(path, `${text}# ${turn}\n`);
    const workspace = memoryWorkspace({ [path]: source.text, ".env": "TOKEN_1=x\n" });
    for (const [name, ask] of Object.entries(asked)) {
      const start = process.cpuUsage();
      ask({ source, workspace });
      const { user, system } = process.cpuUsage(start);
      times.set(name, Math.min(times.get(name) ?? Number.POSITIVE_INFINITY, (user + system) / 1_000));
    }
  }
  return times;
}

it.each(Object.entries(shapes))("%s", { timeout: 120_000 }, (_, lines) => {
  const short = timesOf(lines(2_000));
  const long = timesOf(lines(8_000));
  // What takes a few milliseconds is mostly noise.
  const slow = [...long].filter(([name, time]) => time > 10 * Math.max(short.get(name) ?? 0, 40));
  expect(slow).toEqual([]);
});
