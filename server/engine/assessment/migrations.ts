import { filesBelow } from "../workspace/files.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf, inFolder, nameOf } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { familyOf } from "./code/lexer.ts";
import { SourceFile } from "./code/source-file.ts";
import { callChanges } from "./migrations/calls.ts";
import { type Danger, dangersIn, type SchemaChange } from "./migrations/changes.ts";
import { alembicChanges, djangoChanges } from "./migrations/python.ts";
import { railsChanges } from "./migrations/ruby.ts";
import { sqlChanges } from "./migrations/sql.ts";
import type { Service } from "./service.ts";

/** A danger with its place. */
export interface PlacedDanger extends Danger {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
}

/** The migrations of a service, the newest of which are judged: what is older has long been rolled out. */
export interface Migrations {
  /** All of them, series by series, each from the oldest to the newest. */
  readonly paths: readonly string[];
  /** Those that were looked at, the newest of each series first. */
  readonly judged: readonly string[];
  /** Those of them whose text cannot be read. */
  readonly unread: readonly string[];
  readonly dangers: readonly PlacedDanger[];
}

/** As many are looked at; no Git history tells which of them are released. */
export const judgedMigrations = 20;
/** Of each series, where there are many. */
const leastOfSeries = 3;

/** The migrations in a service's folder, and in those of the workspace's packages that it is built from. */
export function migrationsOf(service: Service): Migrations {
  const linked = service.application?.node?.linked.map(({ folder }) => inFolder(service.application?.context ?? "", folder)) ?? [];
  const all = [service.folder, ...linked].map((folder) => migrationsIn(service.workspace, folder));
  return {
    paths: all.flatMap(({ paths }) => paths),
    judged: all.flatMap(({ judged }) => judged),
    unread: all.flatMap(({ unread }) => unread),
    dangers: all.flatMap(({ dangers }) => dangers),
  };
}

type Kind = "sql" | "alembic" | "django" | "rails" | "calls";

/** How tools name their migrations, each by its own documentation. */
const layouts: readonly (readonly [Kind, RegExp])[] = [
  // Flyway; Prisma, Drizzle, Diesel and Supabase in folders; golang-migrate, goose, dbmate, sqlx, node-pg-migrate by number.
  [
    "sql",
    /(?:^|\/)V\d[\w.]*__[^/]+\.sql$|(?:^|\/)(?:migrations?|migrate|drizzle|changelogs?)\/(?:[^/]+\/)*(?:\d[^/]*|migration|up)\.sql$|\d[^/]*\.up\.sql$/,
  ],
  ["rails", /(?:^|\/)db\/migrate\/\d+_\w+\.rb$/],
  ["django", /(?:^|\/)migrations\/\d{4}_\w+\.py$/],
  ["alembic", /(?:^|\/)versions\/(?:[^/]+\/)*\w+\.py$/],
  // Knex, TypeORM, Sequelize, MikroORM, Kysely; Laravel and Doctrine; Entity Framework.
  [
    "calls",
    /(?:^|\/)migrations?\/(?:[^/]+\/)*(?:Migration)?\d[\w.-]*\.[cm]?[jt]s$|(?:^|\/)migrations\/(?:\d[\w-]*|Version\d+)\.php$|(?:^|\/)Migrations\/(?:[^/]+\/)*\d{8,}_\w+\.cs$/,
  ],
];

const leftOut =
  /\.down\.sql$|(?:^|\/)(?:down|undo)\.sql$|\.Designer\.cs$|\.d\.ts$|(?:^|\/)(?:node_modules|vendor|dist|build|tests?|__tests__|testdata|fixtures|seeds?|seeders|examples?|down|rollback)\//;

/** The largest file that is read, in characters: what is larger is a dump. */
const maximumSize = 256 * 1024;

/** Manifests of applications of their own, whose migrations are theirs. */
const manifest = /(?:^|\/)(?:package\.json|pyproject\.toml|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|Gemfile|composer\.json|Cargo\.toml)$/;

const migrationsIn = keyedFact("migrations in", (workspace, folder): Migrations => {
  const prefix = folder === "" ? "" : `${folder}/`;
  const below = filesBelow(workspace, folder);
  const others = below.filter((path) => manifest.test(path) && folderOf(path) !== folder).map((path) => `${folderOf(path)}/`);
  const series = new Map<string, { readonly kind: Kind; readonly paths: string[] }>();
  for (const path of below) {
    if (leftOut.test(path.slice(prefix.length)) || others.some((other) => path.startsWith(other))) continue;
    const kind = layouts.find(([, pattern]) => pattern.test(path))?.[0];
    if (
      kind === undefined ||
      (kind === "alembic" && !workspace.has(inFolder(folderOf(path).replace(/\/?versions(?:\/.*)?$/, ""), "env.py")))
    )
      continue;
    const at = seriesOf(path);
    const known = series.get(at);
    if (known) known.paths.push(path);
    else series.set(at, { kind, paths: [path] });
  }
  const each = Math.max(leastOfSeries, Math.floor(judgedMigrations / Math.max(1, series.size)));
  const read = [...series.values()].map(({ kind, paths }) => judge(workspace, kind, paths, each));
  return {
    paths: read.flatMap(({ paths }) => paths),
    judged: read.flatMap(({ judged }) => judged),
    unread: read.flatMap(({ unread }) => unread),
    dangers: read.flatMap(({ dangers }) => dangers),
  };
});

/** The folder in which migrations follow each other: that above for those that have a folder each. */
function seriesOf(path: string): string {
  const folder = folderOf(path);
  return /^(?:migration|up)\.sql$/.test(nameOf(path)) ? folderOf(folder) : folder;
}

function judge(workspace: Workspace, kind: Kind, unsorted: readonly string[], each: number): Migrations {
  const paths = kind === "alembic" ? inChain(workspace, unsorted) : unsorted.toSorted(byNumbers);
  const judged = paths.slice(-each).reverse();
  const unread = judged.filter((path) => textAt(workspace, path) === undefined);
  return { paths, judged, unread, dangers: judged.flatMap((path) => dangersOf(workspace, kind, path)) };
}

/** `V2__x` comes before `V10__x`. */
function byNumbers(a: string, b: string): number {
  const padded = (path: string) => path.replace(/\d+/g, (digits) => digits.padStart(20, "0"));
  return padded(a) < padded(b) ? -1 : 1;
}

/** Alembic's names tell nothing: each migration names the one before. */
function inChain(workspace: Workspace, paths: readonly string[]): readonly string[] {
  const assigned = (text: string, name: string) => new RegExp(`^${name}\\s*(?::[^=\\n]*)?=\\s*(.*)$`, "m").exec(text)?.[1] ?? "";
  const byRevision = new Map<string, { readonly path: string; readonly before: readonly string[] }>();
  for (const path of paths.toSorted()) {
    const text = workspace.read(path) ?? "";
    const ids = (name: string) => [...assigned(text, name).matchAll(/["']([\w-]+)["']/g)].map((match) => match[1] ?? "");
    byRevision.set(ids("revision")[0] ?? path, { path, before: ids("down_revision") });
  }
  const depths = new Map<string, number>();
  const above = new Set<string>();
  const depthOf = (revision: string): number => {
    const known = depths.get(revision);
    const own = byRevision.get(revision);
    if (known !== undefined || !own || above.has(revision)) return known ?? 0;
    above.add(revision);
    const depth = 1 + Math.max(0, ...own.before.map(depthOf));
    above.delete(revision);
    depths.set(revision, depth);
    return depth;
  };
  return [...byRevision]
    .map(([revision, { path }]) => ({ path, depth: depthOf(revision) }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ path }) => path);
}

function textAt(workspace: Workspace, path: string): string | undefined {
  const text = workspace.read(path);
  return text !== undefined && text.length <= maximumSize ? text : undefined;
}

function dangersOf(workspace: Workspace, kind: Kind, path: string): readonly PlacedDanger[] {
  const text = textAt(workspace, path);
  if (text === undefined) return [];
  const file = new SourceFile(path, text, familyOf(path) ?? "javascript");
  return dangersIn(changesIn(kind, file)).map((danger) => ({ ...danger, ...file.placeOf(danger.offset) }));
}

function changesIn(kind: Kind, file: SourceFile): readonly SchemaChange[] {
  switch (kind) {
    case "sql":
      return sqlChanges(file.text);
    case "alembic":
      return alembicChanges(file);
    case "django":
      return djangoChanges(file);
    case "rails":
      return railsChanges(file.code);
    case "calls":
      return callChanges(file);
  }
}
