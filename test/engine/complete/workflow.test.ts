import { describe, expect, test } from "vitest";
import { type Completion, complete } from "../../../server/engine/complete/complete.ts";
import { allPermissionScopes } from "../../../server/engine/knowledge/permissions.ts";
import { allRunners, runnerState } from "../../../server/engine/knowledge/runners.ts";
import { allTriggers } from "../../../server/engine/knowledge/triggers.ts";
import { detectLanguage, parse } from "../../../server/engine/languages/parse.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const today = "2026-11-23";
const ci = ".github/workflows/ci.yml";

interface Asked {
  readonly labels: string[];
  readonly items: Completion[];
  item(label: string): Completion;
  /** The file with the completion of that label written. */
  take(label: string): string;
}

/** Completions at the `|` of a text; `¦` is a bar of the text's own. */
function ask(marked: string, files: Record<string, string> = {}, path = ci): Asked {
  const offset = marked.indexOf("|");
  const text = (marked.slice(0, offset) + marked.slice(offset + 1)).replaceAll("¦", "|");
  const source = new SourceText(path, text);
  const workspace = memoryWorkspace({ ...files, [path]: text });
  const items = complete(source, detectLanguage(path) ?? "workflow", offset, { workspace, today });
  const item = (label: string): Completion => {
    const found = items.find((one) => one.label === label);
    if (!found) throw new Error(`no completion ${label} among ${items.map((one) => one.label).join(", ")}`);
    return found;
  };
  return {
    items,
    labels: items.map(({ label }) => label),
    item,
    take(label) {
      const found = item(label);
      // Editors replace what stands before the cursor on its line, and nothing else.
      expect(found.span.end).toBe(offset);
      expect(text.slice(found.span.start, offset)).not.toContain("\n");
      return applyEdits(text, [found]);
    },
  };
}

/** The body of the job `a`, with a job `b` behind it. */
function inJob(lines: string, files?: Record<string, string>): Asked {
  const body = lines.replace(/^(?=.)/gm, "    ");
  return ask(`on: push\njobs:\n  a:\n${body}\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`, files);
}

/** The only step of a job, without its dash. */
function inStep(lines: string, files?: Record<string, string>): Asked {
  return inJob(`runs-on: ubuntu-latest\nsteps:\n  - ${lines.replaceAll("\n", "\n    ")}`, files);
}

describe("keys", () => {
  test("of the file, required ones first, without those that are there", () => {
    const { labels, item } = ask("name: CI\n|\nenv:\n  A: 1\n");
    expect(labels.slice(0, 2)).toEqual(["on", "jobs"]);
    expect(labels).not.toContain("name");
    expect(labels).not.toContain("env");
    expect(item("jobs").detail).toBe("required · mapping");
    expect(item("on").about).toContain("events");
  });

  test("are written with what stands behind them, in the file's own indent and line breaks", () => {
    expect(ask("name: CI\non: push\njobs:\n    a:\n        |\n").take("steps")).toBe(
      "name: CI\non: push\njobs:\n    a:\n        steps:\n            - \n",
    );
    expect(ask("on: push\r\njobs:\r\n  a:\r\n    run|").take("runs-on")).toBe("on: push\r\njobs:\r\n  a:\r\n    runs-on: ");
    expect(ask("on: push\r\njobs:\r\n  a:\r\n    s|").take("strategy")).toBe("on: push\r\njobs:\r\n  a:\r\n    strategy:\r\n      ");
    expect(ask("|").take("on")).toBe("on:\n  ");
  });

  test("one entry for a key of several forms", () => {
    const { labels, item } = inJob("|");
    for (const key of ["container", "runs-on", "environment", "needs"]) expect(labels.filter((label) => label === key)).toHaveLength(1);
    expect(item("runs-on").detail).toBe("required · text, list or mapping");
    expect(item("strategy").detail).toBe("mapping");
    expect(item("timeout-minutes").detail).toBe("number");
    expect(item("continue-on-error").detail).toBe("true or false");
  });

  test("of a job between its other keys, whatever comes behind", () => {
    const { labels } = inJob("runs-on: x\nti|\nsteps:\n  - run: a");
    expect(labels).toContain("timeout-minutes");
    expect(labels).not.toContain("runs-on");
    expect(labels).not.toContain("steps");
    // What calls a workflow has no steps.
    expect(inJob("uses: ./.github/workflows/x.yml\n|").labels).not.toContain("steps");
  });

  test("of a step, behind its dash, between and behind its keys", () => {
    expect(inStep("|").labels.slice(0, 4)).toEqual(["name", "id", "uses", "run"]);
    const behind = inStep("run: make\n|");
    expect(behind.labels).toContain("shell");
    expect(behind.labels).not.toContain("with");
    expect(inStep("uses: actions/checkout@v4\nw|\nname: x").labels).toContain("with");
    expect(inStep("uses: actions/checkout@v4\nw|\nname: x").labels).not.toContain("name");
  });

  test("a colon that stands already is not written again", () => {
    expect(inJob("ru|: x").take("runs-on")).toContain("    runs-on: x\n");
    expect(inJob("concurrency: { gr|: x }").take("group")).toContain("concurrency: { group: x }");
  });

  test("in flow style", () => {
    expect(inJob("concurrency: { group: x, |").labels).toEqual(["cancel-in-progress", "queue"]);
    expect(inJob("concurrency: { group: x, c|").take("cancel-in-progress")).toContain("{ group: x, cancel-in-progress: \n");
    expect(ask("on: { push: { br|").take("branches")).toBe("on: { push: { branches: ");
    expect(ask("on: { push: { branches: [main], | } }").labels).toContain("paths");
    expect(ask("on:\n  {\n    push: { |\n  }\n").labels).toContain("tags");
  });

  test("in a list that is not indented", () => {
    expect(ask("on: push\njobs:\n  a:\n    steps:\n    - run: x\n      |\n    - run: y\n").labels).toContain("shell");
    expect(ask("on: push\njobs:\n  a:\n    steps:\n    - run: x\n    |\n").labels).toContain("runs-on");
  });

  test("with the dash, where a list of mappings has none yet", () => {
    expect(inJob("steps:\n  |").take("run")).toContain("    steps:\n      - run: \n");
    expect(inJob("steps:\n  - run: x\n  u|").take("uses")).toContain("      - run: x\n      - uses: \n");
    expect(ask("on:\n  schedule:\n    |").take("cron")).toBe("on:\n  schedule:\n    - cron: ");
    expect(inStep("|").item("uses").detail).toBe("text");
  });

  test("behind anchors and comments, below quoted keys, in items of their own", () => {
    expect(ask('"on":\n  push: # why\n    |').labels).toContain("branches");
    expect(ask("on: push\njobs:\n  a: &base\n    |").labels).toContain("runs-on");
    expect(ask("on: push\njobs:\n  a:\n    steps:\n      -\n        |").labels).toContain("run");
    expect(ask("---\non: push\n|").labels).toContain("jobs");
    expect(inJob("needs: [\n  b,\n  |\n]").labels).toEqual([]);
    expect(inJob("needs: [\n  |\n]").labels).toEqual(["b"]);
    expect(inJob("runs-on: x\n    |").labels).toEqual([]);
    expect(inJob("steps:\n  - parallel:\n      - run: x\n        |").labels).toContain("shell");
  });

  test("concurrency comes as a block that fits the job", () => {
    expect(inJob("environment: production\nconc|").take("concurrency")).toContain(
      "    concurrency:\n      group: deploy-production\n      cancel-in-progress: false\n",
    );
    expect(ask("on: pull_request\nco|").take("concurrency")).toContain("group: ${{ github.workflow }}-${{ github.ref }}");
  });

  test("a job as a whole", () => {
    const written = ask("on: push\njobs:\n  |").take("a job with steps");
    const file = parse(new SourceText(ci, written), "workflow");
    expect(file.problems).toEqual([]);
    expect(file.jobs[0]?.steps).toHaveLength(2);
    expect(file.schemaProblems).toEqual([]);
  });

  test("of an action", () => {
    const action = (text: string) => ask(text, {}, "action.yml");
    expect(action("|").labels.slice(0, 3)).toEqual(["name", "description", "runs"]);
    expect(action("runs:\n  using: composite\n  steps:\n    - run: x\n      |").labels).toContain("shell");
    expect(action("runs:\n  using: |").labels).toEqual(expect.arrayContaining(["composite", "node24", "docker"]));
    expect(action("inputs:\n  a:\n    |").labels).toContain("deprecationMessage");
  });

  test("nothing in scripts, in unknown places and in templates", () => {
    for (const text of [
      "run: ¦\n  ec|",
      "run: ec|",
      "run: >-\n  a\n  |",
      "name: a |",
      "uses: actions/checkout@v4 |",
      "uses: actions/checkout@v4\n  |",
      "run: x\nshell: bash |",
      "name: &x |",
      "env:\n  A: b|",
    ]) {
      expect(inStep(text).labels, text).toEqual([]);
    }
    expect(ask("on: push\njobs:\n  a:\n    {% if x %}\n    |\n    {% endif %}\n").labels).toEqual([]);
  });
});

describe("comments", () => {
  test("silence rules, and are left alone otherwise", () => {
    expect(ask("# |\non: push\n").labels).toContain("# deployment-patterns-ignore");
    expect(ask("# deployment-patterns-ignore workflow/|\non: push\n").labels.length).toBeGreaterThan(10);
    expect(ask("on: push # a comment |\n").labels).toEqual([]);
  });
});

describe("triggers", () => {
  test("events as keys, alone and in lists", () => {
    const all = allTriggers().map(({ name }) => name);
    expect(ask("on:\n  |").labels).toEqual(expect.arrayContaining(all.filter((name) => name !== "pull_request_comment")));
    expect(ask("on:\n  workfl|").take("workflow_dispatch")).toBe("on:\n  workflow_dispatch:");
    expect(ask("on: |").labels.slice(0, 2)).toEqual(["push", "pull_request"]);
    expect(ask("on: pu|\njobs:\n").take("push")).toBe("on: push\njobs:\n");
    const list = ask("on: [push, pu|]");
    expect(list.labels).not.toContain("push");
    expect(list.take("pull_request")).toBe("on: [push, pull_request]");
    expect(ask("on:\n  - push\n  - |\n").labels).not.toContain("push");
    expect(ask("on:\n  - push\n  - |\n").take("schedule")).toBe("on:\n  - push\n  - schedule\n");
    expect(ask("on:|").take("push")).toBe("on: push");
  });

  test("each with its meaning", () => {
    expect(ask("on:\n  |").item("pull_request_target").about).toContain("secrets");
  });

  test("activity types", () => {
    const { labels, item } = ask("on:\n  pull_request:\n    types: [opened, |]");
    expect(labels).toContain("synchronize");
    expect(labels).not.toContain("opened");
    expect(item("synchronize").detail).toBe("counts without types:");
    expect(ask("on:\n  release:\n    types:\n      - |\n").labels).toContain("published");
  });

  test("filters: the default branch, tags, folders", () => {
    expect(ask("on:\n  push:\n    branches: [|]", { ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk" }).labels[0]).toBe(
      "trunk",
    );
    expect(ask("on:\n  push:\n    tags:\n      - |").take("v*")).toBe("on:\n  push:\n    tags:\n      - v*");
    expect(ask("on:\n  push:\n    branches:\n      |").take("main")).toBe("on:\n  push:\n    branches:\n      - main");
    const paths = ask("on:\n  push:\n    paths:\n      - |", { "server/a.ts": "" });
    expect(paths.labels).toContain("server/**");
    expect(paths.take("**.md")).toBe("on:\n  push:\n    paths:\n      - '**.md'");
    expect(ask("on:\n  push:\n    branches: main\n    |").labels).toContain("paths");
  });

  test("schedules with their meaning", () => {
    const { labels, take } = ask("on:\n  schedule:\n    - cron: |");
    expect(labels).toContain("every Monday at 03:17");
    expect(take("every Monday at 03:17")).toBe("on:\n  schedule:\n    - cron: 17 3 * * 1");
    expect(ask("on:\n  schedule:\n    - cron: '|'").take("every 6 hours, at minute 17")).toBe(
      "on:\n  schedule:\n    - cron: '17 */6 * * *'",
    );
    expect(ask("on:\n  schedule:\n    - cron: '17 3 * * 1'\n      timezone: |").labels).toContain("UTC");
  });

  test("the workflows to follow, by their names", () => {
    const { labels } = ask("on:\n  workflow_run:\n    workflows: [|]", {
      ".github/workflows/test.yml": "name: Tests\non: push\n",
      ".github/workflows/nameless.yml": "on: push\n",
    });
    expect(labels).toEqual([".github/workflows/nameless.yml", "Tests"].toSorted((a, b) => labels.indexOf(a) - labels.indexOf(b)));
    expect(labels).toHaveLength(2);
  });

  test("the types of inputs", () => {
    expect(ask("on:\n  workflow_dispatch:\n    inputs:\n      a:\n        type: |").labels).toEqual(
      expect.arrayContaining(["choice", "environment"]),
    );
    expect(ask("on:\n  workflow_call:\n    inputs:\n      a:\n        type: |").labels).toEqual(["string", "boolean", "number"]);
    expect(ask("on:\n  workflow_dispatch:\n    inputs:\n      a:\n        required: |").labels).toEqual(["true", "false"]);
  });
});

describe("permissions", () => {
  test("scopes and the levels that each has", () => {
    const scopes = ask("permissions:\n  |").labels;
    expect(scopes).toEqual(expect.arrayContaining(allPermissionScopes().map(({ name }) => name)));
    expect(ask("permissions:\n  contents: |").labels).toEqual(["read", "write", "none"]);
    expect(ask("permissions:\n  id-token: |").labels).toEqual(["write", "none"]);
    expect(ask("permissions: { models: |").labels).toEqual(["read", "none"]);
    expect(ask("permissions: |").labels).toEqual(["{}", "read-all", "write-all"]);
    expect(inJob("permissions:\n  contents: read\n  p|").labels).not.toContain("contents");
  });
});

describe("runners", () => {
  test("what is current first, what is gone never", () => {
    const { labels, items } = inJob("runs-on: |");
    expect(labels[0]).toBe("ubuntu-latest");
    for (const runner of allRunners()) expect(labels.includes(runner.label), runner.label).toBe(runnerState(runner, today) !== "retired");
    const deprecated = items.findIndex(({ isDeprecated }) => isDeprecated);
    expect(items.slice(deprecated).filter(({ isDeprecated, detail }) => !isDeprecated && detail !== "a runner of your own")).toEqual([]);
  });

  test("in lists, in mappings, in the matrix that names them, and one's own", () => {
    expect(inJob("runs-on: [self-hosted, |]").labels).toContain("x64");
    expect(inJob("runs-on: [self-hosted, |]").labels).not.toContain("self-hosted");
    expect(inJob("runs-on:\n  labels: |").labels).toContain("ubuntu-latest");
    const row = "strategy:\n  matrix:\n    os: [ubuntu-latest, |]\nruns-on: ${{ matrix.os }}";
    expect(inJob(row).labels).toContain("windows-latest");
    expect(inJob(row).labels).not.toContain("ubuntu-latest");
    expect(inJob("strategy:\n  matrix:\n    node: [|]\nruns-on: ubuntu-latest").labels).toEqual([]);
    expect(ask("on: push\njobs:\n  a:\n    runs-on: my-runner\n  b:\n    runs-on: |").labels[0]).toBe("my-runner");
  });
});

describe("needs", () => {
  const jobs = (needs: string) =>
    ask(`on: push\njobs:\n  lint:\n    runs-on: x\n  test:\n    needs: lint\n  build:\n    ${needs}\n  deploy:\n    needs: [build]\n`);

  test("other jobs, none that waits for this one, none twice", () => {
    expect(jobs("needs: |").labels).toEqual(["lint", "test"]);
    expect(jobs("needs: [lint, |]").labels).toEqual(["test"]);
    expect(jobs("needs: [|, lint]").labels).toEqual(["test"]);
    expect(jobs("needs: [lint, |").labels).toEqual(["test"]);
    expect(jobs("needs:\n      - lint\n      - |").labels).toEqual(["test"]);
    expect(jobs("needs:\n      - lint\n      - te|").take("test")).toContain("      - test\n");
    expect(jobs("needs:\n      |").take("test")).toContain("needs:\n      - test\n");
    expect(jobs("needs: lint|").labels).toContain("lint");
  });
});

describe("environments, shells, concurrency", () => {
  test("environments that the repository's workflows name", () => {
    const files = { ".github/workflows/other.yml": "on: push\njobs:\n  a:\n    environment: eu-west\n" };
    expect(inJob("environment: |", files).labels).toEqual(["eu-west", "production", "staging", "github-pages"]);
    expect(inJob("environment:\n  name: |", files).labels).toContain("eu-west");
    expect(inJob("environment:\n  |", files).labels).toEqual(expect.arrayContaining(["name", "url", "eu-west"]));
  });

  test("shells that the job's system has", () => {
    expect(inStep("run: x\nshell: |").labels).toEqual(["bash", "sh", "pwsh", "python"]);
    expect(inJob("runs-on: windows-latest\nsteps:\n  - run: x\n    shell: |").labels).toContain("cmd");
    expect(ask("defaults:\n  run:\n    shell: |").labels).toContain("bash");
  });

  test("groups", () => {
    expect(inJob("environment: staging\nconcurrency:\n  group: |").take("for deployments")).toContain("group: deploy-staging\n");
    expect(ask("concurrency: |").take("for branches and pull requests")).toBe("concurrency: ${{ github.workflow }}-${{ github.ref }}");
    expect(inJob("concurrency:\n  cancel-in-progress: |").labels.slice(0, 2)).toEqual(["false", "true"]);
    expect(inJob("timeout-minutes: |").labels).toEqual(["10", "15", "30"]);
    expect(inJob("strategy:\n  fail-fast: |").labels).toEqual(["true", "false"]);
  });
});

describe("containers and services", () => {
  test("a service with a health command", () => {
    const written = inJob("runs-on: ubuntu-latest\nservices:\n  |").take("PostgreSQL service");
    const service = parse(new SourceText(ci, written), "workflow").job("a")?.services[0];
    expect(service?.id).toBe("postgres");
    expect(service?.image?.text).toMatch(/^postgres:\d+/);
    expect(service?.options?.text).toContain('--health-cmd "pg_isready -U postgres"');
    expect(service?.ports.map(({ text }) => text)).toEqual(["5432:5432"]);
  });

  test("images that are supported, and the options that fit", () => {
    expect(inJob("container: |").labels.some((label) => /^node:\d+/.test(label))).toBe(true);
    expect(inJob("services:\n  cache:\n    image: |").labels.some((label) => /^redis:\d+/.test(label))).toBe(true);
    expect(inJob("services:\n  cache:\n    image: redis:8\n    options: |").take("health command")).toContain(
      '--health-cmd "redis-cli ping"',
    );
  });
});

describe("uses", () => {
  test("actions of the table at their newest major", () => {
    const { take, item } = inStep("uses: |");
    expect(take("actions/checkout")).toMatch(/uses: actions\/checkout@v\d+\n/);
    expect(item("actions/checkout").about).toContain("Newest:");
    expect(take("docker://")).toContain("uses: docker://image:tag\n");
    expect(inStep("uses: actions/che|").take("actions/checkout")).toMatch(/uses: actions\/checkout@v\d+\n/);
  });

  test("what the file uses comes first, in its own form", () => {
    const sha = "a".repeat(40);
    const pinned = `on: push\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@${sha} # v4.1.7\n  b:\n    steps:\n      - uses: |\n`;
    expect(ask(pinned).labels[0]).toBe("actions/checkout");
    expect(ask(pinned).take("actions/checkout")).toContain(`  b:\n    steps:\n      - uses: actions/checkout@${sha} # v4.1.7\n`);
  });

  test("majors behind @", () => {
    const { labels, take } = inStep("uses: actions/checkout@|");
    expect(labels[0]).toMatch(/^v\d+$/);
    expect(take(labels[0] as string)).toContain(`uses: actions/checkout@${labels[0]}\n`);
    expect(inStep("uses: nobody/knows@|").labels).toEqual([]);
  });

  test("actions and reusable workflows of the repository", () => {
    const files = {
      ".github/actions/setup/action.yml": "name: Set up\ndescription: Installs.\nruns:\n  using: composite\n  steps: []\n",
      ".github/workflows/deploy.yml": "name: Deploy\non:\n  workflow_call:\n",
      ".github/workflows/test.yml": "on: push\n",
    };
    expect(inStep("uses: ./|", files).take("./.github/actions/setup")).toContain("uses: ./.github/actions/setup\n");
    expect(inJob("uses: |", files).labels).toEqual(["./.github/workflows/deploy.yml"]);
  });
});

describe("with", () => {
  test("inputs of an action at its version, required first, deprecated last", () => {
    const { labels, item } = inStep("uses: actions/upload-artifact@v4\nwith:\n  |");
    expect(labels[0]).toBe("path");
    expect(item("path").detail).toBe("required");
    expect(item("if-no-files-found").detail).toBe("default warn");
    expect(inStep("uses: actions/upload-artifact@v4\nwith:\n  path: x\n  |").labels).not.toContain("path");
    const token = inStep("uses: actions/create-github-app-token@v3\nwith:\n  |");
    expect(token.labels.at(-1)).toBe("app-id");
    expect(token.item("app-id").isDeprecated).toBe(true);
    expect(inStep("uses: actions/setup-node@v5\nwith: { no|").take("node-version")).toContain("{ node-version: \n");
  });

  test("their values", () => {
    expect(inStep("uses: actions/upload-artifact@v4\nwith:\n  if-no-files-found: |").labels).toContain("error");
    expect(inStep("uses: actions/checkout@v5\nwith:\n  persist-credentials: |").labels).toEqual(["true", "false"]);
  });

  test("inputs and secrets of what the repository holds", () => {
    const files = {
      ".github/actions/setup/action.yml":
        "name: a\ndescription: b\ninputs:\n  old:\n    deprecationMessage: no more\n  version:\n    description: Which\n    default: '22'\n  token:\n    required: true\nruns:\n  using: composite\n  steps: []\n",
      ".github/workflows/deploy.yml":
        "on:\n  workflow_call:\n    inputs:\n      target:\n        type: string\n        required: true\n      dry:\n        type: boolean\n    secrets:\n      KEY:\n        required: true\n",
    };
    const action = inStep("uses: ./.github/actions/setup\nwith:\n  |", files);
    expect(action.labels).toEqual(["token", "version", "old"]);
    expect(action.item("version")).toMatchObject({ detail: "default 22", about: "Which" });
    const call = "uses: ./.github/workflows/deploy.yml\n";
    expect(inJob(`${call}with:\n  |`, files).labels).toEqual(["target", "dry"]);
    expect(inJob(`${call}with:\n  dry: |`, files).labels).toEqual(["true", "false"]);
    expect(inJob(`${call}secrets:\n  |`, files).take("KEY")).toContain("      KEY: ${{ secrets.KEY }}\n");
    expect(inJob(`${call}secrets: |`, files).labels).toEqual(["inherit"]);
  });

  test("names of the matrix in its combinations, and the token's name in env", () => {
    const matrix = "strategy:\n  matrix:\n    os: [a]\n    node: [20, 22]\n    exclude:\n      - os: a\n        |";
    expect(inJob(matrix).items.map(({ label, detail }) => [label, detail])).toEqual([["node", "20, 22"]]);
    expect(inStep("run: gh pr list\nenv:\n  |").take("GH_TOKEN")).toContain("      GH_TOKEN: ${{ github.token }}\n");
  });

  test("nothing of actions that are not known", () => {
    expect(inStep("uses: nobody/knows@v1\nwith:\n  |").labels).toEqual([]);
  });
});

describe("expressions", () => {
  const outputs = 'runs-on: ubuntu-latest\nsteps:\n  - id: meta\n    run: echo "tag=1" >> "$GITHUB_OUTPUT"\n  - ';

  test("contexts that the key has, with a word on each", () => {
    const { labels, item } = inStep("run: echo ${{ |");
    expect(labels).toEqual(expect.arrayContaining(["github", "secrets", "steps", "env"]));
    expect(item("github").about).toContain("run");
    expect(ask("on: push\nrun-name: ${{ | }}\n").labels).not.toContain("secrets");
    expect(inJob("if: ${{ |").labels).not.toContain("secrets");
    expect(inJob("environment: ${{ |").labels).not.toContain("runner");
    expect(ask("runs:\n  using: composite\n  steps:\n    - run: ${{ |", {}, "action.yml").labels).toContain("inputs");
  });

  test("the half-written word is replaced, braces closed or not, quoted or not, in flow and block style", () => {
    expect(inStep("run: echo ${{ gi|").take("github")).toContain("run: echo ${{ github\n");
    expect(inStep("run: echo ${{ gi| }} done").take("github")).toContain("run: echo ${{ github }} done\n");
    expect(inStep('run: "a ${{ github.re|').take("ref")).toContain('run: "a ${{ github.ref\n');
    expect(inStep("run: ¦\n  a\n  b ${{ github.re|\n  c").take("ref_name")).toContain("  b ${{ github.ref_name\n");
    expect(inJob('concurrency: { group: "x-${{ github.re| }}" }').labels).toContain("ref");
    expect(ask("on: push\r\njobs:\r\n  a:\r\n    name: ${{ git|").take("github")).toBe("on: push\r\njobs:\r\n  a:\r\n    name: ${{ github");
    expect(inStep("run: >-\n  ${{\n  github.re|\n  }}").labels).toContain("ref");
  });

  test("nothing in strings, outside of braces and behind values", () => {
    expect(inStep("run: ${{ 'gi|").labels).toEqual([]);
    expect(inStep("run: ${{ github.ref == 'refs/|' }}").labels).toEqual([]);
    expect(inStep("run: ${{ github.ref }} gi|").labels).toEqual([]);
    expect(inStep("if: github.ref |").labels).toEqual([]);
    expect(inStep("if: github.ref == |").labels).toContain("github");
    expect(inStep("if: contains(github.ref, |").labels).toContain("github");
    expect(inStep("if: fromJSON(env.A).|").labels).toEqual([]);
  });

  test("steps that have run, and their outputs", () => {
    expect(inJob(`${outputs}run: \${{ steps.|`).labels).toEqual(["meta"]);
    expect(inJob(`${outputs}run: \${{ steps.meta.|`).labels).toEqual(["conclusion", "outcome", "outputs"]);
    expect(inJob(`${outputs}run: \${{ steps.meta.outputs.|`).labels).toEqual(["tag"]);
    expect(inStep("id: own\nrun: ${{ steps.|").labels).toEqual([]);
  });

  test("needs, matrix, inputs, env, services", () => {
    const text = (expression: string) =>
      ask(
        `on:\n  workflow_dispatch:\n    inputs:\n      target:\n        type: string\n        description: Where to\nenv:\n  REGION: eu\njobs:\n  a:\n    outputs:\n      tag: x\n  b:\n    needs: a\n    strategy:\n      matrix:\n        node: [20, 22]\n    services:\n      db:\n        image: postgres:17\n    runs-on: x\n    steps:\n      - run: \${{ ${expression}|\n`,
      );
    expect(text("needs.").labels).toEqual(["a"]);
    expect(text("needs.a.").labels).toEqual(["outputs", "result"]);
    expect(text("needs.a.outputs.").labels).toEqual(["tag"]);
    expect(text("matrix.").item("node").detail).toBe("20, 22");
    expect(text("inputs.").item("target").about).toBe("Where to");
    expect(text("env.").item("REGION").about).toBe("eu");
    expect(text("job.services.").labels).toEqual(["db"]);
    expect(text("runner.").labels).toContain("os");
    expect(text("github.").labels).toContain("sha");
    expect(text("github.event.").labels).toContain("inputs");
    expect(text("GITHUB.EV").labels).toContain("event_name");
  });

  test("what the triggers' payloads bring", () => {
    expect(ask("on: pull_request\nrun-name: ${{ github.event.|").labels).toContain("pull_request");
    expect(ask("on: push\nrun-name: ${{ github.event.|").labels).not.toContain("pull_request");
    expect(ask("on: pull_request\nrun-name: ${{ github.event.pull_request.head.|").labels).toContain("sha");
    expect(ask("on: pull_request\nrun-name: ${{ contains(github.event.pull_request.labels.*.|").labels).toContain("name");
    expect(inJob("needs: b\nif: contains(needs.*.|").labels).toEqual(["outputs", "result"]);
  });

  test("secrets and variables that the file names already", () => {
    const text = "on: push\njobs:\n  a:\n    env:\n      A: ${{ secrets.DEPLOY_KEY }}${{ vars.REGION }}\n    steps:\n      - run: ";
    expect(ask(`${text}\${{ secrets.|`).labels).toEqual(["GITHUB_TOKEN", "DEPLOY_KEY"]);
    expect(ask(`${text}\${{ secrets.DEP|`).labels).toEqual(["GITHUB_TOKEN", "DEPLOY_KEY"]);
    expect(ask(`${text}\${{ vars.|`).labels).toEqual(["REGION"]);
  });

  test("functions with their arguments, special ones where they are allowed", () => {
    expect(inStep("if: con|").take("contains")).toContain("if: contains(search, item)\n");
    expect(inStep("if: con|").item("contains").placeholders).toHaveLength(2);
    expect(inStep("run: ${{ |").labels).toContain("hashFiles");
    expect(inStep("run: ${{ |").labels).not.toContain("always");
    expect(inJob("name: ${{ |").labels).not.toContain("hashFiles");
    expect(inStep("if: fai|").take("failure")).toContain("if: failure()\n");
  });

  test("names with other characters stand in brackets", () => {
    expect(
      ask("on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        'node version': [1]\n    name: ${{ matrix.|").take("node version"),
    ).toContain("name: ${{ matrix['node version']");
  });

  test("outputs as a whole", () => {
    expect(inJob(`outputs:\n  tag: |\n${outputs}run: x`).take("${{ steps.meta.outputs.tag }}")).toContain(
      "tag: ${{ steps.meta.outputs.tag }}\n",
    );
    expect(
      ask("on:\n  workflow_call:\n    outputs:\n      tag:\n        value: |\njobs:\n  a:\n    outputs:\n      tag: x\n").labels,
    ).toEqual(["${{ jobs.a.outputs.tag }}"]);
  });
});

describe("conditions", () => {
  const guard = (on: string, at = "    if: |") => ask(`on: ${on}\njobs:\n  a:\n${at}\n`);

  test("have the form that fits the events", () => {
    expect(guard("push").take("only on the default branch")).toContain("if: github.ref == 'refs/heads/main'\n");
    expect(guard("workflow_run").take("only on the default branch")).toContain("workflow_run.head_branch == 'main'");
    expect(guard("[push, pull_request_target]").take("only on the default branch")).toContain("github.event_name == 'push' && github.ref");
    expect(guard("push").take("only on tags")).toContain("startsWith(github.ref, 'refs/tags/v')");
    expect(guard("pull_request").take("not from forks")).toContain(
      "if: github.event.pull_request.head.repo.full_name == github.repository\n",
    );
    expect(guard("[push, pull_request]").take("not from forks")).toContain("github.event.pull_request == null ||");
    expect(guard("push").labels).not.toContain("only pull requests");
    expect(guard("[push, pull_request]").take("only pull requests")).toContain("if: github.event_name == 'pull_request'\n");
  });

  test("after failures, with braces where YAML needs them", () => {
    expect(inStep("run: x\nif: |").take("not cancelled")).toContain("if: ${{ !cancelled() }}\n");
    expect(inStep("run: x\nif: ${{ | }}").take("not cancelled")).toContain("if: ${{ !cancelled() }}\n");
    expect(inStep("run: x\nif: '|'").take("not cancelled")).toContain("if: '!cancelled()'\n");
    expect(inStep("run: x\nif: '|'").take("only on the default branch")).toContain("if: 'github.ref == ''refs/heads/main'''\n");
    expect(inStep("run: x\nif: |").take("even when earlier steps failed")).toContain("if: always()\n");
    expect(inJob("needs: b\nif: |").take("after a failure (roll back)")).toContain("if: failure() && needs.b.result == 'failure'\n");
    expect(inJob("needs: b\nif: |").labels).toContain("even when a needed job was skipped");
  });

  test("only where a condition begins", () => {
    expect(inStep("run: x\nif: github.ref == 'a' && |").labels).not.toContain("only on tags");
    expect(inStep("run: x\nif: ¦\n  |").labels).toContain("only on tags");
    expect(inStep("run: ${{ |").labels).not.toContain("only on tags");
  });
});

test("every offset of a file can be asked, and what is offered replaces what was typed", () => {
  const text =
    "name: CI\non:\n  push:\n    branches: [main, 'a b']\njobs:\n  a:\n    needs: []\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: \"${{ github.ref }}\" }\n      - run: |\n          echo \"${{ steps.a.outputs.b }}\"\n        if: always() && 'x'\n      -\n  b: &x\n    <<: *x\n";
  for (const eol of ["\n", "\r\n"]) {
    const whole = text.replaceAll("\n", eol);
    for (let offset = 0; offset <= whole.length; offset++) {
      for (const source of [whole, whole.slice(0, offset)]) {
        const items = complete(new SourceText(ci, source), "workflow", offset, { workspace: memoryWorkspace({}), today });
        for (const { span, label } of items) {
          expect(span.end, `${label} at ${offset}`).toBe(offset);
          expect(span.start, `${label} at ${offset}`).toBeLessThanOrEqual(offset);
          expect(source.slice(span.start, offset), `${label} at ${offset}`).not.toMatch(/[\n\r]/);
        }
      }
    }
  }
});
