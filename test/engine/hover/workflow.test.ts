import { describe, expect, test } from "vitest";
import { hover } from "../../../server/engine/hover/hover.ts";
import type { Explanation, HoverOptions } from "../../../server/engine/hover/model.ts";
import { cronInWords } from "../../../server/engine/hover/workflow/cron.ts";
import { allPermissionScopes } from "../../../server/engine/knowledge/permissions.ts";
import { allTriggers } from "../../../server/engine/knowledge/triggers.ts";
import { aboutKey, kindOfPlace, linkOfKey } from "../../../server/engine/knowledge/workflow-keys.ts";
import { detectLanguage } from "../../../server/engine/languages/parse.ts";
import { readCron } from "../../../server/engine/languages/workflow/cron.ts";
import { allowedKeys } from "../../../server/engine/languages/workflow/schema.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

type Found = (Explanation & { readonly of: string }) | undefined;
const ci = ".github/workflows/ci.yml";

/** The hover at the `|` of a text, and the text it is about; `¦` is a bar of the text's own. */
function at(marked: string, files: Record<string, string> = {}, options: HoverOptions = {}, path = ci): Found {
  const offset = marked.indexOf("|");
  const text = (marked.slice(0, offset) + marked.slice(offset + 1)).replaceAll("¦", "|");
  const source = new SourceText(path, text);
  const workspace = memoryWorkspace({ ...files, [path]: text });
  const result = hover(source, detectLanguage(path) ?? "workflow", offset, { workspace, today: "2026-11-23", ...options });
  return result && { ...result, of: source.slice(result.span) };
}

function inJob(lines: string, files?: Record<string, string>, options?: HoverOptions): Found {
  return at(`on: push\njobs:\n  a:\n${lines.replace(/^(?=.)/gm, "    ")}\n`, files, options);
}

function inStep(lines: string, files?: Record<string, string>, options?: HoverOptions): Found {
  return inJob(`runs-on: ubuntu-latest\nsteps:\n  - ${lines.replaceAll("\n", "\n    ")}`, files, options);
}

describe("keys", () => {
  test("say what they are for, with their page", () => {
    const result = inJob("time|out-minutes: 5");
    expect(result?.of).toBe("timeout-minutes");
    expect(result?.markdown).toContain("six hours");
    expect(result?.markdown).toContain("#jobsjob_idtimeout-minutes)");
    expect(inStep("uses: x/y@v1\nwi|th:\n  a: b")?.markdown).toContain("#jobsjob_idstepswith)");
    expect(at("o|n: push\n")?.markdown).toContain("events");
    expect(at("runs:\n  us|ing: composite\n", {}, {}, "action.yml")?.markdown).toContain("metadata-syntax");
  });

  test("every key of jobs and steps has its words", () => {
    const paths: (readonly string[])[] = [[], ["jobs", "a"], ["jobs", "a", "steps", "0"], ["concurrency"], ["jobs", "a", "strategy"]];
    for (const path of paths) {
      for (const { key } of allowedKeys(path, "workflow")) expect(aboutKey([...path, key]), [...path, key].join(".")).toBeTruthy();
    }
    for (const { key } of allowedKeys(["on", "push"], "workflow")) expect(aboutKey(["on", "push", key])).toBeTruthy();
  });

  test("places have kinds", () => {
    expect(kindOfPlace(["jobs", "a", "steps", "3", "with", "b"])).toBe("steps.#.with.*");
    expect(kindOfPlace(["jobs", "a", "steps", "3", "parallel", "0", "run"])).toBe("steps.#.run");
    expect(kindOfPlace(["runs", "steps", "0", "if"])).toBe("steps.#.if");
    expect(kindOfPlace(["jobs", "steps", "needs", "0"])).toBe("jobs.*.needs.#");
    expect(kindOfPlace(["on", "push", "branches", "0"])).toBe("on.push.branches.#");
    expect(linkOfKey(["jobs", "a", "runs-on"])).toMatch(/#jobsjob_idruns-on$/);
  });

  test("nothing where another extension explains them", () => {
    const off = { explainsSyntax: false };
    expect(inJob("time|out-minutes: 5", {}, off)).toBeUndefined();
    expect(at("on:\n  pu|sh:\n", {}, off)).toBeUndefined();
    expect(inStep("run: echo ${{ github.re|f }}", {}, off)).toBeUndefined();
    // What is known of the action no other extension tells offline.
    expect(inStep("uses: actions/che|ckout@v4", {}, off)).toBeDefined();
  });

  test("nothing in comments, scripts and names", () => {
    for (const text of ["name: a|b", "run: ec|ho", "env:\n  A|: b", "run: a # com|ment"]) expect(inStep(text), text).toBeUndefined();
    expect(at("on: push\n\n|\n")).toBeUndefined();
    expect(at("|")).toBeUndefined();
  });
});

describe("triggers", () => {
  test("each event: when, with which rights, and what github.ref is", () => {
    for (const { name } of allTriggers()) expect(at(`on:\n  |${name}:\n`)?.markdown, name).toContain(`**\`${name}\`**`);
    expect(at("on: [push, pull_re|quest]\n")?.markdown).toContain("refs/pull/1/merge");
    expect(at("on:\n  pull_request_tar|get:\n")?.markdown).toContain("must not run what strangers wrote");
    expect(at("on: pu|sh\n")?.markdown).toContain("the branch or tag that was pushed");
    expect(at("on:\n  sche|dule:\n")?.markdown).not.toContain("write to the repository");
    expect(at("on: workflow_c|all\n")?.markdown).toContain("that the caller hands over");
    expect(at("on: pull_re|quest\n")?.markdown.match(/secrets/g)).toHaveLength(1);
    expect(at("on:\n  pull_re|quest:\n")?.markdown).toContain("Without `types`: `opened`");
  });

  test("filters by examples", () => {
    const branches = at("on:\n  push:\n    bran|ches: [main, 'feature/**', '!feature/a/**']\n")?.markdown;
    expect(branches).toContain("`main`");
    expect(branches).toMatch(/Starts for [^;]*`feature\/login`/);
    expect(branches).toMatch(/; not for [^.]*`develop`/);
    expect(at("on:\n  push:\n    branches: [main, 'fea|ture/*']\n")?.markdown).toMatch(/Matches `feature\/x`, `feature\/login`; not /);
    expect(at("on:\n  push:\n    tags: ['v[0-9]+.[0-9]+.|[0-9]+']\n")?.markdown).toContain(
      "Matches `v0.0.0`, `v1.2.3`; not `v1`, `v1.2.3-rc.1`",
    );
    expect(at("on:\n  push:\n    paths-ig|nore: ['**.md']\n")?.markdown).toMatch(/Starts for `src\/index.ts`.*; not for .*`README.md`/);
  });

  test("schedules in words, with their time zone", () => {
    expect(at("on:\n  schedule:\n    - cron: '17 3 * * 1-|5'\n")?.markdown).toContain("At 03:17, from Monday to Friday (UTC).");
    expect(at("on:\n  schedule:\n    - cron: '0 0 * * |*'\n      timezone: Europe/Berlin\n")?.markdown).toContain(
      "every day (Europe/Berlin)",
    );
    expect(at("on:\n  schedule:\n    - cron: '99 |3 * * *'\n")).toBeUndefined();
  });

  test.each([
    ["* * * * *", "every minute, every day"],
    ["*/15 * * * *", "every 15 minutes, every day"],
    ["5 * * * *", "at minute 5 of every hour, every day"],
    ["17 */6 * * *", "at 00:17, 06:17, 12:17 and 18:17, every day"],
    ["17 */2 * * *", "at minute 17, every 2 hours, every day"],
    ["*/10 9-17 * * 1-5", "every 10 minutes, in the hours 09 to 17, from Monday to Friday"],
    ["0 3 1 * *", "at 03:00, on day 1 of the month"],
    ["0 3 1,15 1-3 *", "at 03:00, on day 1 and 15 of the month, in January to March"],
    ["0 3 * * 0,6", "at 03:00, on Sunday and Saturday"],
    ["0 3 13 * 5", "at 03:00, on day 13 of the month and also on Friday"],
    ["30 4 * 12 *", "at 04:30, every day, in December"],
    ["7/20 * * * *", "at minute 7, 27 and 47 of every hour, every day"],
  ])("%s is %s", (text, words) => {
    const cron = readCron(text);
    expect("message" in cron ? cron.message : cronInWords(cron)).toBe(words);
  });
});

describe("jobs", () => {
  const pipeline =
    "on:\n  push:\n    branches: [main]\n  pull_request:\npermissions:\n  contents: read\njobs:\n  test:\n    name: Unit tests\n    runs-on: ubuntu-latest\n    outputs:\n      tag: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm test\n  deploy:\n    needs: test\n    if: github.event_name == 'push'\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: kubectl apply -f k8s\n";

  test("the id tells stages, what starts the job and what keeps it from starting, and its rights", () => {
    const result = at(pipeline.replace("  deploy:", "  dep|loy:"));
    expect(result?.of).toBe("deploy");
    expect(result?.markdown).toContain("**Job `deploy`**");
    expect(result?.markdown).toMatch(/- Stages: .*deploy/);
    expect(result?.markdown).toContain("- Deploys to production (kubernetes)");
    expect(result?.markdown).toContain("- After `test`");
    expect(result?.markdown).toContain("| push to the default branch | runs |  |");
    expect(result?.markdown).toContain("| push to another branch | never | filter `branches`");
    expect(result?.markdown).toContain("| pull request of a fork | never | `if`: `github.event_name == 'push'` |");
    expect(result?.markdown).toContain("Token: `contents: read` (from the workflow)");
    expect(at(pipeline.replace("  test:", "  te|st:"))?.markdown).toContain("- `contents: read` ");
  });

  test("what decides where it may run or not", () => {
    const text =
      "on:\n  push:\n    paths: ['src/**']\n  workflow_dispatch:\njobs:\n  |a:\n    if: vars.DEPLOY == 'yes'\n    steps:\n      - run: x\n";
    expect(at(text)?.markdown).toContain("| push to the default branch | may run | filter `paths` |");
    expect(at(text)?.markdown).toContain("| started by hand | may run | `if`: `vars.DEPLOY == 'yes'` |");
  });

  test("where another job needs it, and on its condition", () => {
    const needs = at(pipeline.replace("needs: test", "needs: te|st"));
    expect(needs?.of).toBe("test");
    expect(needs?.markdown).toContain("Unit tests");
    expect(needs?.markdown).toContain("Outputs: `tag`");
    expect(at(pipeline.replace("    if:", "    i|f:"))?.markdown).toContain("Runs on: push to main");
    expect(at("on: push\njobs:\n  a:\n    needs: no|ne\n")).toBeUndefined();
  });

  test("permissions: what is granted and what is needed", () => {
    const result = at(pipeline.replace("permissions:", "permis|sions:"));
    expect(result?.markdown).toContain("Grants `contents: read`.");
    expect(result?.markdown).toContain("need at least");
    for (const { name } of allPermissionScopes()) {
      expect(at(`permissions:\n  |${name}: write\n`)?.markdown, name).toContain("It takes ");
    }
    expect(at("permissions:\n  id-to|ken: write\n")?.markdown).toContain("`write`, `none`");
  });

  test("concurrency: who waits and who is dropped", () => {
    expect(at("on: push\nconcurr|ency: x\n")?.markdown).toContain("takes the place of the one that waits, which is cancelled");
    expect(at("on: push\nconcurrency:\n  gr|oup: a-${{ github.ref }}\n  cancel-in-progress: true\n")?.markdown).toContain(
      "Each branch, tag and pull request has a group of its own. A newer run stops the one that is running.",
    );
    expect(inJob("concurrency:\n  group: dep|loy\n  queue: max")?.markdown).toBe(
      "All runs share one group, whatever branch they are for. Runs wait in order, and none is dropped.",
    );
    expect(at("on: push\nconcurr|ency:\n  group: a\n  cancel-in-progress: ${{ github.ref == 'a' }}\n")?.markdown).toContain(
      "where `github.ref == 'a'` holds. Else one runs and one waits",
    );
    expect(at("on: push\nconcurr|ency: ${{ github.run_id }}\n")?.markdown).toContain("nothing ever waits");
  });

  test("runners: system, what a label stands for, how long it is there", () => {
    expect(inJob("runs-on: ubuntu-la|test")?.markdown).toContain("It stands for `ubuntu-26.04` now");
    expect(inJob("runs-on: ubuntu-20|.04")?.markdown).toContain("It is gone since 2025-04-15: jobs fail. Use `ubuntu-24.04`.");
    expect(inJob("runs-on: [self-hosted, ubuntu-22|.04]")?.markdown).toContain("It goes on 2027-04-17.");
    expect(inJob("strategy:\n  matrix:\n    os: [windows-2|022]")?.markdown).toContain("Windows");
    expect(inJob("runs-on: my-ow|n")).toBeUndefined();
  });
});

describe("images", () => {
  test("of containers and services: support, port, when they are ready", () => {
    const service = inJob("services:\n  db:\n    image: postgr|es:17")?.markdown;
    expect(service).toContain("PostgreSQL 17");
    expect(service).toContain("listens on port 5432");
    expect(service).toContain("`pg_isready -U postgres`");
    expect(inJob("container: no|de:24")?.markdown).toContain("Node.js 24");
    expect(inStep("uses: docker://no|de:24")?.markdown).toContain("Node.js 24");
    expect(inJob("container: registry.example/ow|n:1")).toBeUndefined();
  });
});

describe("steps", () => {
  test("an action: what it does, its newest version, runtime and inputs", () => {
    const result = inStep("uses: actions/upload-art|ifact@v4");
    expect(result?.of).toBe("actions/upload-artifact@v4");
    expect(result?.markdown).toMatch(/- Newest: `v\d/);
    expect(result?.markdown).toContain("- Version 4 runs on Node.js 20, which the runners have no more");
    expect(result?.markdown).toContain("`path` (required)");
    expect(result?.markdown).toContain("(https://github.com/actions/upload-artifact)");
    expect(inStep("uses: nobody/kn|ows@v1")).toBeUndefined();
  });

  test("an input: meaning, default, what took its place", () => {
    expect(inStep("uses: actions/upload-artifact@v4\nwith:\n  pa|th: x")?.markdown).toContain("It must be given.");
    expect(inStep("uses: actions/upload-artifact@v4\nwith:\n  if-no-files|-found: x")?.markdown).toContain("Default: `warn`.");
    expect(inStep("uses: actions/create-github-app-token@v3\nwith:\n  app|-id: x")?.markdown).toContain("should not be used any more");
    expect(inStep("uses: actions/checkout@v4\nwith:\n  nonse|nse: x")).toBeUndefined();
  });

  test("actions and workflows of the repository", () => {
    const files = {
      "setup/action.yml":
        "name: Set up\ndescription: Installs all.\ninputs:\n  version:\n    description: Which\n    required: true\nruns:\n  using: composite\n  steps: []\n",
      ".github/workflows/deploy.yml":
        "name: Deploy\non:\n  workflow_call:\n    inputs:\n      target:\n        type: string\n        default: staging\n    secrets:\n      KEY:\n",
    };
    expect(inStep("uses: ./set|up", files)?.markdown).toContain("Installs all.");
    expect(inStep("uses: ./setup\nwith:\n  ver|sion: 1", files)?.markdown).toContain("Which");
    const called = inJob("uses: ./.github/workflows/dep|loy.yml", files)?.markdown;
    expect(called).toContain("- Inputs: `target`");
    expect(called).toContain("- Secrets: `KEY`");
    expect(inJob("uses: ./.github/workflows/deploy.yml\nsecrets:\n  KE|Y: x", files)?.markdown).toContain("A secret that");
    expect(inJob("uses: ./.github/workflows/deploy.yml\nwith:\n  tar|get: x", files)?.markdown).toContain("Default: `staging`.");
  });

  test("the command line that runs a script", () => {
    expect(inStep("ru|n: x")?.markdown).toContain("`bash -e {0}`");
    expect(inStep("ru|n: x\nshell: bash")?.markdown).toContain("-eo pipefail");
    expect(inStep("run: x\nshell: ba|sh")?.markdown).toContain("`bash --noprofile --norc -eo pipefail {0}`");
    expect(inJob("runs-on: windows-latest\nsteps:\n  - ru|n: x")?.markdown).toContain("pwsh");
    expect(inJob("runs-on: ${{ x }}\nsteps:\n  - ru|n: x")?.markdown).not.toContain("The runner calls");
  });
});

describe("expressions", () => {
  test("contexts, properties and functions", () => {
    const property = inStep("run: echo ${{ github.re|f_name }}");
    expect(property?.of).toBe("github.ref_name");
    expect(property?.markdown).toContain("`main`, `v1`, `1/merge`");
    expect(inStep("if: con|tains(github.ref, 'a')")?.markdown).toContain("`contains(search, item)` → boolean");
    expect(inStep("run: ${{ git|hub.ref }}")?.markdown).toContain("contexts#github-context");
    expect(inStep("run: ¦\n  a\n  ${{ runner.o|s }}\n")?.markdown).toContain("`Linux`");
    expect(inStep("if: github.ref == 'refs/he|ads/main'")).toBeUndefined();
  });

  test("values where they are known", () => {
    const text = (expression: string) =>
      at(
        `on:\n  workflow_dispatch:\n    inputs:\n      target:\n        description: Where to\n        default: staging\nenv:\n  REGION: eu-west\njobs:\n  a:\n    outputs:\n      tag: \${{ github.sha }}\n  b:\n    needs: a\n    strategy:\n      matrix:\n        node: [20, 22]\n    steps:\n      - id: meta\n        name: Tags\n        uses: docker/metadata-action@v5\n      - run: \${{ ${expression} }}\n`,
      )?.markdown;
    expect(text("matrix.no|de")).toContain("One of `20`, `22`.");
    expect(text("env.REG|ION")).toContain("Set to `eu-west`");
    expect(text("inputs.tar|get")).toContain("Where to\n\nDefault: `staging`.");
    expect(text("needs.|a.result")).toContain("**Job `a`**");
    expect(text("needs.a.res|ult")).toContain("`skipped`");
    expect(text("needs.a.outputs.ta|g")).toContain("Set to `${{ github.sha }}`.");
    expect(text("steps.me|ta.outputs.tags")).toContain("It uses `docker/metadata-action@v5`.");
    expect(text("steps.nobo|dy.outputs.tags")).toBeUndefined();
    expect(text("nee|ds.a.result")).toContain("Here: `a`");
  });

  test("secrets and variables are never called unknown", () => {
    expect(inStep("run: ${{ secrets.ANY|THING }}")?.markdown).toContain("their settings alone tell");
    expect(inStep("run: ${{ secrets.GITHUB_|TOKEN }}")?.markdown).toContain("`permissions` tells");
    expect(inStep("run: ${{ vars.ANY|THING }}")?.markdown).toContain("their settings alone tell");
  });

  test("texts that strangers choose", () => {
    const text = at("on: pull_request\njobs:\n  a:\n    steps:\n      - run: echo ${{ github.event.pull_request.ti|tle }}\n");
    expect(text?.markdown).toContain("Strangers can choose this text");
    expect(text?.of).toBe("github.event.pull_request.title");
  });
});

test("the reason behind a finding stands first", () => {
  const rule = rules.find(({ id }) => id === "workflow/unpinned-action") ?? rules.find(({ id }) => id.startsWith("workflow/"));
  if (!rule) throw new Error("no rule for workflows");
  const finding = { rule: rule.id, severity: "warning" as const, span: { start: 4, end: 8 }, message: "", path: ci };
  const result = at("on: pu|sh\n", {}, { findings: [finding as never] });
  expect(result?.markdown).toMatch(
    new RegExp(
      `^\\*\\*${rule.summary
        .replace(/\.$/, "")
        .slice(0, 10)
        .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`,
    ),
  );
  expect(result?.markdown).toContain("\n\n---\n\n**`push`**");
});

test("every offset of a file can be asked", () => {
  const text =
    "name: CI\non:\n  push:\n    branches: [main, 'a b']\n  schedule:\n    - cron: '1 2 * * *'\njobs:\n  a: &x\n    needs: [b]\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: \"${{ github.ref }}\" }\n      - run: |\n          echo \"${{ steps.a.outputs['b'] }}\"\n        if: always() && 'x'\n      -\n  b: *x\n  c:\n    <<: *x\n";
  for (let offset = 0; offset <= text.length; offset++) {
    for (const source of [text, text.slice(0, offset), text.replaceAll("\n", "\r\n")]) {
      const result = hover(new SourceText(ci, source), "workflow", offset, { workspace: memoryWorkspace({}), today: "2026-11-23" });
      if (result) expect(result.span.start).toBeLessThanOrEqual(offset);
      if (result) expect(result.span.end).toBeGreaterThanOrEqual(offset);
    }
  }
});
