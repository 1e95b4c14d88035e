// What a keystroke costs under all rules, in ratios: the machine's speed and load are on both sides.
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";

// Scripts are plain JavaScript, which has no types of its own.
const script = (name: string): string => new URL(`../../../${name}`, import.meta.url).href;
const { workflowOf } = (await import(script("bench/workflows.mjs"))) as { workflowOf(lines: number): string };
const { load } = (await import(script("scripts/engine.mjs"))) as { load(entry: string): Promise<unknown> };

// Bundled, as users run it and as the peer is: modules by themselves are slower in the test runner.
const { check, loadConfiguration, memoryWorkspace, SourceText } = (await load(
  "server/engine/index.ts",
)) as typeof import("../../../server/engine/index.ts");

const path = ".github/workflows/ci.yml";

/** Checks texts as one file that is being edited, under all rules. */
function checker(): (text: string) => number {
  const workspace = memoryWorkspace({
    [path]: "",
    "package.json": '{ "scripts": { "lint": "eslint .", "typecheck": "tsc", "test": "vitest" } }',
    "package-lock.json": "{}",
  });
  const configuration = loadConfiguration(path, workspace, { preset: "all" });
  return (text) => {
    // As in the editor, where the file under check is one of the workspace.
    workspace.open(path, text);
    return check(new SourceText(path, text), "workflow", { workspace, configuration, today: "2026-11-23" }).length;
  };
}

/** Gives the text with one more character, at another line each time. */
function editor(text: string): () => string {
  const places = [...text.matchAll(/\n/g)].map(({ index }) => index);
  let key = 0;
  return () => {
    const at = places[(++key * 7919) % places.length] ?? 0;
    return `${text.slice(0, at)}${key % 2 ? "x" : " "}${text.slice(at)}`;
  };
}

async function timed(body: () => unknown): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

/** How many times as long one takes as the other, by the medians of alternating runs; measured anew where the machine was busy with something else. */
async function ratio(one: () => unknown, other: () => unknown, limit: number, rounds: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let again = 0; again < 4 && least >= limit; again++) {
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      times[0].push(await timed(one));
      times[1].push(await timed(other));
    }
    const [a = 0, b = 1] = times.map((list) => list.toSorted((x, y) => x - y)[Math.floor(list.length / 2)]);
    least = Math.min(least, a / b);
  }
  return least;
}

/** Types some characters. */
function type(inspect: (text: string) => number, edit: () => string, keys: number): void {
  for (let key = 0; key < keys; key++) inspect(edit());
}

describe("an edit, under all rules", () => {
  it("takes at most a tenth of what GitHub's own language service takes for the same text", async () => {
    const { validateWorkflow } = (await load("bench/languageservice.mjs")) as { validateWorkflow(text: string): Promise<unknown> };
    const edit = editor(workflowOf(350));
    const inspect = checker();
    type(inspect, edit, 150);
    for (let i = 0; i < 3; i++) await validateWorkflow(edit());
    const keys = 5;
    expect(
      await ratio(
        () => type(inspect, edit, keys),
        () => validateWorkflow(edit()),
        keys * 0.1,
        7,
      ),
    ).toBeLessThan(keys * 0.1);
  }, 120_000);

  it("takes less than twice as long as the YAML library takes to read the text", async () => {
    const edit = editor(workflowOf(3_000));
    const inspect = checker();
    type(inspect, edit, 15);
    expect(
      await ratio(
        () => inspect(edit()),
        () => parseDocument(edit()),
        2,
        7,
      ),
    ).toBeLessThan(2);
  }, 120_000);

  it("grows no faster than the text", async () => {
    const [short, long] = [350, 3_500].map((lines) => {
      const edit = editor(workflowOf(lines));
      const inspect = checker();
      type(inspect, edit, 25);
      return () => inspect(edit());
    });
    if (!short || !long) throw new Error("two of them");
    expect(await ratio(long, short, 15, 9)).toBeLessThan(15);
  }, 120_000);
});

const head = "on: push\njobs:\n";
const many = (count: number, one: (i: number) => string): string => Array.from({ length: count }, (_, i) => one(i)).join("");
const job = (i: number, more = "", run = "make test"): string =>
  `  j${i}:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - run: ${run}\n`;
const one = (steps: string): string => `${head}  one:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;

/** Texts in which something is there so many times that a walk over all for each would be noticed. */
const crowds: readonly (readonly [name: string, many: number, text: (count: number) => string])[] = [
  ["jobs", 300, (n) => head + many(n, (i) => job(i))],
  ["deployments", 300, (n) => head + many(n, (i) => job(i, "    environment: production\n", "kubectl apply -f k8s"))],
  ["checkouts and installs in one job", 300, (n) => one(many(n, () => "      - uses: actions/checkout@v4\n      - run: npm ci\n"))],
  ["expressions in one scalar", 400, (n) => one(`      - run: echo ${"${{ github.ref }} ".repeat(n)}\n`)],
  ["needs of one job", 300, (n) => head + many(n, (i) => job(i)) + job(n, `    needs: [${many(n, (i) => `j${i}, `)}]\n`)],
  ["calls of the workflow itself", 150, (n) => head + many(n, (i) => `  c${i}:\n    uses: ./.github/workflows/ci.yml\n`)],
  [
    "inputs, all of them in one script",
    250,
    (n) =>
      `on:\n  workflow_dispatch:\n    inputs:\n${many(n, (i) => `      in${i}:\n        type: string\n`)}jobs:\n` +
      job(0, "", `echo ${many(n, (i) => `\${{ inputs.in${i} }} `)}`),
  ],
  [
    "outputs of one step, all of them read",
    250,
    (n) =>
      `${head}  one:\n    runs-on: ubuntu-latest\n    outputs:\n${many(n, (i) => `      o${i}: \${{ steps.s.outputs.o${i} }}\n`)}` +
      `    steps:\n      - id: s\n        run: |\n${many(n, (i) => `          echo "o${i}=1" >> $GITHUB_OUTPUT\n`)}`,
  ],
  [
    "jobs that build and push an image",
    60,
    (n) =>
      head +
      many(
        n,
        (i) =>
          `  b${i}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: ghcr.io/a/b:${i}\n`,
      ),
  ],
];

describe("five times as many", () => {
  it.each(crowds)(
    "%s do not take more than twelve times as long",
    async (_, count, text) => {
      const measure = (size: number) => {
        const inspect = checker();
        let key = 0;
        const run = () => inspect(`# ${key++}\n${text(size)}`);
        for (let i = 0; i < 3; i++) run();
        return run;
      };
      expect(await ratio(measure(count * 5), measure(count), 12, 5)).toBeLessThan(12);
    },
    120_000,
  );
});

it("stays with the steps that a file says, however often aliases name a list of them", () => {
  const steps = many(500, (i) => `      - run: npm ci ${i}\n`);
  const text = `${head}  a:\n    runs-on: ubuntu-latest\n    steps: &steps\n${steps}${many(2_000, (i) => `  b${i}:\n    runs-on: ubuntu-latest\n    steps: *steps\n`)}`;
  const start = performance.now();
  expect(checker()(text)).toBeGreaterThan(0);
  // A million steps would take minutes.
  expect(performance.now() - start).toBeLessThan(20_000);
});
