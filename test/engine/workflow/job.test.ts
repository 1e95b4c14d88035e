import { describe, expect, it } from "vitest";
import { systemOfLabel } from "../../../server/engine/languages/workflow/runner.ts";
import { at, job, workflow } from "./parsed.ts";

const texts = (list: readonly { readonly text: string }[] | undefined) => list?.map(({ text }) => text);

describe("a job", () => {
  it("has its parts", () => {
    const found = job(`name: Build
needs: [x]
if: always()
runs-on: ubuntu-latest
environment: { name: production, url: "https://x" }
concurrency: { group: g, cancel-in-progress: true, queue: max }
permissions: { contents: write }
timeout-minutes: 10
continue-on-error: true
env: { A: b }
defaults: { run: { shell: sh } }
outputs: { o: "\${{ steps.s.outputs.o }}" }
services:
  db: { image: "postgres:16", ports: ["5432:5432"], options: --x, env: { P: q }, credentials: { username: u } }
container: { image: "node:20" }
steps: []`);
    const { workflow: file } = found;
    expect([found.id, at(file, found.idSpan), found.name?.text, found.entry.key, found.map?.kind]).toEqual(["a", "a", "Build", "a", "map"]);
    expect([texts(found.needs), found.needsEntry?.key, found.neededJobs]).toEqual([["x"], "needs", []]);
    expect([found.if?.entry.key, found.if?.text.text]).toEqual(["if", "always()"]);
    expect([texts(found.runsOn?.labels), found.runsOn?.group]).toEqual([["ubuntu-latest"], undefined]);
    expect([found.environment?.name?.text, found.environment?.url?.text]).toEqual(["production", "https://x"]);
    const { concurrency } = found;
    expect([
      concurrency?.group?.text,
      concurrency?.cancelInProgress?.text,
      concurrency?.queue?.text,
      concurrency?.cancelEntry?.key,
    ]).toEqual(["g", "true", "max", "cancel-in-progress"]);
    expect([found.permissions?.levelOf("contents"), found.timeoutMinutes?.text, found.continueOnError?.text]).toEqual([
      "write",
      "10",
      "true",
    ]);
    expect([found.env[0]?.value?.text, found.envEntry?.key, found.defaults.shell?.text]).toEqual(["b", "env", "sh"]);
    expect([found.outputs[0]?.name, found.outputsEntry?.key, found.stepsEntry?.key, found.steps]).toEqual(["o", "outputs", "steps", []]);
    const [db] = found.services;
    expect([
      db?.id,
      at(file, db?.idSpan),
      db?.image?.text,
      texts(db?.ports),
      db?.options?.text,
      db?.env[0]?.name,
      db?.credentials?.kind,
    ]).toEqual(["db", "db", "postgres:16", ["5432:5432"], "--x", "P", "map"]);
    expect([found.container?.image?.text, found.container?.credentials, found.container?.env]).toEqual(["node:20", undefined, []]);
    expect([found.uses, found.with, found.secrets, found.strategy]).toEqual([undefined, [], undefined, undefined]);
  });

  it("takes short forms", () => {
    const found = job("needs: x\nruns-on: [self-hosted, linux]\nenvironment: ${{ inputs.env }}\nconcurrency: g\ncontainer: node:20");
    expect([texts(found.needs), texts(found.runsOn?.labels)]).toEqual([["x"], ["self-hosted", "linux"]]);
    expect([found.environment?.name?.expressions.length, found.environment?.map, found.concurrency?.group?.text]).toEqual([
      1,
      undefined,
      "g",
    ]);
    expect([found.container?.image?.text, found.container?.map]).toEqual(["node:20", undefined]);
    const grouped = job("runs-on:\n  group: big\n  labels: x").runsOn;
    expect([grouped?.group?.text, texts(grouped?.labels)]).toEqual(["big", ["x"]]);
    expect(texts(job("runs-on: { group: big, labels: [x, y] }").runsOn?.labels)).toEqual(["x", "y"]);
  });

  it("is there while it is being written", () => {
    for (const value of ["", " text", " [x]", " null"]) {
      const found = workflow(`jobs:\n  a:${value}\n`).job("a");
      expect([found?.id, found?.map, found?.steps, found?.needs, found?.runsOn]).toEqual(["a", undefined, [], [], undefined]);
    }
    const keys = job("needs:\nruns-on:\nenvironment:\nconcurrency:\nsteps:\ncontainer:\nservices:\nstrategy:\nif:\nuses:\nsecrets:");
    expect([keys.needs, keys.runsOn?.labels, keys.environment?.name, keys.concurrency?.group, keys.steps, keys.container?.image]).toEqual([
      [],
      [],
      undefined,
      undefined,
      [],
      undefined,
    ]);
    expect([keys.if, keys.uses, keys.secrets, keys.strategy?.rows]).toEqual([undefined, undefined, undefined, []]);
  });

  it("calls a reusable workflow", () => {
    const call = job("uses: ./.github/workflows/x.yml\nwith: { a: b }\nsecrets: inherit");
    expect([call.uses?.kind, call.with[0]?.value?.text, call.withEntry?.key, call.secrets, call.secretsEntry?.key]).toEqual([
      "local",
      "b",
      "with",
      "inherit",
      "secrets",
    ]);
    const named = job("uses: ./x.yml\nsecrets: { t: x }").secrets;
    expect(Array.isArray(named) && named[0]?.name).toBe("t");
  });

  it("takes the permissions of the workflow where it has none", () => {
    const file = workflow("permissions: read-all\njobs:\n  a: {}\n  b: { permissions: {} }\n");
    expect(file.jobs.map(({ effectivePermissions }) => effectivePermissions?.levelOf("contents"))).toEqual(["read", "none"]);
    expect(job("name: x").effectivePermissions).toBeUndefined();
  });
});

describe("what jobs need", () => {
  const file = workflow(`jobs:
  a: {}
  b: { needs: a }
  c: { needs: [B, missing, "\${{ x }}", b] }
  d: { needs: [c, a] }
  e: { needs: [f] }
  f: { needs: [e, d] }
  g: { needs: g }
`);
  const ids = (jobs: readonly { readonly id: string }[] | undefined) => jobs?.map(({ id }) => id).sort();

  it("are those that exist", () => {
    expect(ids(file.job("c")?.neededJobs)).toEqual(["b"]);
    expect(file.job("c")?.needs).toHaveLength(4);
  });

  it("are followed however far, and cycles cut", () => {
    expect(ids(file.job("a")?.closure)).toEqual([]);
    expect(ids(file.job("d")?.closure)).toEqual(["a", "b", "c"]);
    expect(ids(file.job("e")?.closure)).toEqual(["a", "b", "c", "d", "f"]);
    expect(ids(file.job("g")?.closure)).toEqual([]);
  });

  it("are known from the other side", () => {
    expect(file.jobs.map(({ dependents }) => ids(dependents)?.join(""))).toEqual(["bd", "c", "d", "f", "f", "e", "g"]);
  });
});

describe("runners", () => {
  const systems = (lines: string) => {
    const found = job(lines);
    return [found.systems && [...found.systems].sort().join(" "), [...found.namedSystems].sort().join(" ")];
  };
  const matrix = (row: string) => `strategy:\n  matrix:\n    ${row}\nruns-on: \${{ matrix.os }}`;

  it.each([
    ["ubuntu-latest", "linux"],
    ["ubuntu-24.04-arm", "linux"],
    ["Linux", "linux"],
    ["depot-ubuntu-24.04-4", "linux"],
    ["windows-latest", "windows"],
    ["Windows", "windows"],
    ["win-2022", "windows"],
    ["macos-15", "macos"],
    ["macOS", "macos"],
    ["self-hosted", undefined],
    ["twin", undefined],
    ["x64", undefined],
  ])("%s: %s", (label, system) => {
    expect(systemOfLabel(label)).toBe(system);
  });

  it.each([
    ["runs-on: ubuntu-latest", "linux", "linux"],
    ["runs-on: [self-hosted, windows, x64]", "windows", "windows"],
    ["runs-on: self-hosted", undefined, ""],
    ["runs-on: ${{ inputs.runner }}", undefined, ""],
    ["runs-on: { group: big }", undefined, ""],
    ["name: x", undefined, ""],
    [matrix("os: [ubuntu-latest, windows-latest]"), "linux windows", "linux windows"],
    [matrix("os: [ubuntu-22.04, ubuntu-24.04]"), "linux", "linux"],
    [matrix("os: [ubuntu-22.04, our-own]"), undefined, "linux"],
    [matrix("os: ${{ fromJSON(inputs.os) }}"), undefined, ""],
    [matrix("include: [{ os: macos-15 }, { os: ubuntu-latest }]"), "linux macos", "linux macos"],
    [
      matrix("{ node: [1, 2], include: [{ node: 1, os: ubuntu-latest }, { node: 2, os: windows-2022 }] }"),
      "linux windows",
      "linux windows",
    ],
    ["strategy:\n  matrix:\n    v: [22.04, 24.04]\nruns-on: ubuntu-${{ matrix.v }}", "linux", "linux"],
    ["strategy:\n  matrix:\n    t: [{ os: windows-2022 }]\nruns-on: ${{ matrix.t.os }}", "windows", "windows"],
    [
      "strategy:\n  matrix:\n    t: [a]\nruns-on: ${{ matrix.t == 'a' && 'windows-2022' || 'ubuntu-latest' }}",
      "linux windows",
      "linux windows",
    ],
    ["runs-on: ${{ inputs.os || 'windows-latest' }}", undefined, "windows"],
    ["runs-on: ${{ github.repository == 'a/b' && 'depot-ubuntu-24.04' || 'ubuntu-latest' }}", "linux", "linux"],
  ])("%s", (lines, all, named) => {
    expect(systems(lines)).toEqual([all, named]);
  });
});

describe("strategies", () => {
  const strategy = (lines: string) => {
    const found = job(`strategy:\n${lines.replace(/^/gm, "  ")}`).strategy;
    if (!found) throw new Error("no strategy");
    return found;
  };

  it("reads rows", () => {
    const found = strategy(
      "fail-fast: false\nmatrix:\n  os: [a, b]\n  node: [18, 20.0]\n  one: x\n  dynamic: ${{ fromJSON(x) }}\n  include: []\n  exclude: [{ os: a }]",
    );
    expect(found.rows.map(({ name, values }) => [name, values?.map((node) => node.kind === "scalar" && node.text)])).toEqual([
      ["os", ["a", "b"]],
      ["node", ["18", "20.0"]],
      ["one", ["x"]],
      ["dynamic", undefined],
    ]);
    expect([found.failFast?.text, found.matrixEntry?.key, found.include?.kind, found.exclude?.kind]).toEqual([
      "false",
      "matrix",
      "sequence",
      "sequence",
    ]);
    expect([found.isStatic, found.properties]).toEqual([true, ["os", "node", "one", "dynamic"]]);
    expect(["os", "OS", "node", "dynamic", "missing"].map((name) => found.valuesOf(name))).toEqual([
      ["a", "b"],
      ["a", "b"],
      ["18", "20.0"],
      undefined,
      undefined,
    ]);
  });

  it("adds what include brings", () => {
    const found = strategy("matrix:\n  os: [a]\n  include:\n    - { os: b, extra: 1 }\n    - { os: a }");
    expect([found.properties, found.valuesOf("os"), found.valuesOf("extra")]).toEqual([
      ["os", "extra"],
      ["a", "b"],
      ["1", ""],
    ]);
    const alone = strategy("matrix:\n  include: [{ os: a, x: y }, { os: b }]");
    expect([alone.valuesOf("os"), alone.valuesOf("x")]).toEqual([
      ["a", "b"],
      ["y", ""],
    ]);
  });

  it.each([
    ["matrix: ${{ fromJSON(x) }}"],
    ["matrix:\n  os: [a]\n  include: ${{ fromJSON(x) }}"],
    ["matrix:\n  os: [a]\n  include: ['${{ fromJSON(x) }}']"],
    ["matrix:\n  os: [a]\n  exclude: ${{ fromJSON(x) }}"],
    ["matrix:\n  <<: *x\n  os: [a]"],
  ])("knows that an expression decides: %s", (lines) => {
    expect([strategy(lines).isStatic, strategy(lines).properties]).toEqual([false, undefined]);
  });

  it("does not know what expressions and lists give", () => {
    expect(strategy("matrix:\n  os: [a, '${{ x }}']").valuesOf("os")).toBeUndefined();
    expect(strategy("matrix:\n  os: [a, [b]]").valuesOf("os")).toBeUndefined();
    expect(strategy("matrix:\n  t: [{ os: a }, '${{ x }}']").valuesOf("t.os")).toBeUndefined();
    expect(strategy("matrix:\n  t: [{ os: a }, { os: b, x: y }]").valuesOf("t.x")).toEqual(["", "y"]);
  });

  it("has no properties without a matrix", () => {
    expect([strategy("fail-fast: true").properties, strategy("matrix:").properties]).toEqual([[], []]);
    expect(job("strategy: ${{ x }}").strategy?.properties).toBeUndefined();
  });
});
