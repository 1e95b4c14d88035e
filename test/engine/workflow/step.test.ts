import { describe, expect, it } from "vitest";
import type { Step } from "../../../server/engine/languages/workflow/model.ts";
import { at, job, step, workflow } from "./parsed.ts";

describe("a step", () => {
  it("has its parts", () => {
    const found = step(`name: Build
id: Build-It
if: success()
uses: docker/build-push-action@v6
with: { Push: true, tags: "a,b", file: }
env: { A: b }
continue-on-error: true
timeout-minutes: 5`);
    expect([found.name?.text, found.id?.text, found.if?.text.text, found.uses?.action]).toEqual([
      "Build",
      "Build-It",
      "success()",
      "docker/build-push-action",
    ]);
    expect([found.input("push")?.value?.text, found.input("TAGS")?.value?.text, found.input("file")?.value, found.input("x")]).toEqual([
      "true",
      "a,b",
      undefined,
      undefined,
    ]);
    expect([found.with.length, found.withEntry?.key, found.env[0]?.name, found.envEntry?.key]).toEqual([3, "with", "A", "env"]);
    expect([found.continueOnError?.text, found.timeoutMinutes?.text, found.run, found.runEntry, found.script]).toEqual([
      "true",
      "5",
      undefined,
      undefined,
      undefined,
    ]);
    expect([found.job?.step("build-it") === found, found.file === found.job?.workflow, found.list.items[0] === found.item]).toEqual([
      true,
      true,
      true,
    ]);
    expect(found.job?.stepsUsing("actions/checkout", "docker/build-push-action")).toEqual([found]);
    expect([found.isBackground, found.waits, found.parallel, found.parent]).toEqual([false, undefined, [], undefined]);
  });

  it("spans from the dash to the end", () => {
    const found = step("name: x\nrun: make # now");
    expect(at(found.file, found.span)).toBe("- name: x\n        run: make");
  });

  it("is none where it is no mapping", () => {
    expect(job("steps:\n  -\n  - x\n  - [a]\n  - run: make\n").steps.map(({ index, run }) => [index, run?.text])).toEqual([[0, "make"]]);
    expect([job("steps: x").steps, job("steps: { run: x }").steps]).toEqual([[], []]);
  });
});

describe("parallel and background", () => {
  const { steps } = job(`runs-on: ubuntu-latest
steps:
  - id: server
    run: npm start
    background: true
  - parallel:
      - run: a
      - parallel:
          - run: b
      - run: c
  - wait: server
  - wait: [server, x]
  - wait-all:
  - cancel: server
`);

  it("stand in a row, each behind the one that holds it", () => {
    expect(steps.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(steps.map(({ run }) => run?.text)).toEqual([
      "npm start",
      undefined,
      "a",
      undefined,
      "b",
      "c",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(steps.map(({ parent }) => parent?.index)).toEqual([
      undefined,
      undefined,
      1,
      1,
      3,
      1,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(steps[1]?.parallel.map(({ index }) => index)).toEqual([2, 3, 5]);
    expect(steps[4]?.list.items).toHaveLength(1);
  });

  it("knows what waits", () => {
    expect(steps.map(({ isBackground }) => isBackground).indexOf(true)).toBe(0);
    expect(steps.slice(6).map(({ waits }) => [waits?.kind, waits?.targets.map(({ text }) => text)])).toEqual([
      ["wait", ["server"]],
      ["wait", ["server", "x"]],
      ["wait-all", []],
      ["cancel", ["server"]],
    ]);
  });
});

describe("aliases", () => {
  const file = workflow(`on: push
jobs:
  a:
    runs-on: windows-latest
    env: &env { A: "\${{ github.ref }}" }
    steps: &steps
      - &checkout
        uses: actions/checkout@v4
      - run: make \${{ env.A }}
  b:
    runs-on: ubuntu-latest
    env: *env
    steps: *steps
  c:
    runs-on: ubuntu-latest
    steps:
      - *checkout
      - run: other
`);

  it("lead to the steps in each job, and the file lists them once", () => {
    expect(file.jobs.map(({ steps }) => steps.length)).toEqual([2, 2, 2]);
    expect(file.steps.map(({ job: of, run, uses }) => [of?.id, run?.text ?? uses?.action])).toEqual([
      ["a", "actions/checkout"],
      ["a", "make ${{ env.A }}"],
      ["c", "other"],
    ]);
  });

  it("keep the spans of the anchor", () => {
    const [own, through] = [file.job("a")?.steps[1], file.job("b")?.steps[1]];
    expect(through?.run?.span).toEqual(own?.run?.span);
    expect(through?.map.alias && file.source.slice(through.map.alias)).toBe("*steps");
    expect(own?.map.alias).toBeUndefined();
    expect(file.job("c")?.steps[0]?.uses?.action).toBe("actions/checkout");
    expect(file.job("b")?.env[0]?.value?.expressions).toHaveLength(1);
  });

  it("are in the job that they were reached in", () => {
    expect([file.job("a")?.steps[1]?.shell, file.job("b")?.steps[1]?.shell]).toEqual(["pwsh", "bash"]);
    expect(file.job("b")?.steps[1]?.run?.expressions[0]?.job?.id).toBe("b");
  });

  it("do not repeat expressions", () => {
    expect(file.expressions.map(({ path }) => path.join("."))).toEqual(["jobs.a.env.A", "jobs.a.steps.1.run"]);
  });

  it("end where they lead back", () => {
    const loop = workflow("jobs:\n  a: &a\n    steps: &s\n      - parallel: *s\n      - *a\n    env: *a\n");
    expect([loop.steps.length > 0, loop.expressions]).toEqual([true, []]);
  });
});

describe("shells", () => {
  const shell = (lines: string, ofJob?: string) => step(`run: make\n${lines}`, ofJob).shell;

  it.each([
    ["bash", "bash", true],
    ["sh", "sh", true],
    ["/usr/bin/bash -x {0}", "bash", true],
    ["bash -el {0}", "bash", true],
    ["nix develop --command bash -e {0}", "bash", true],
    ["wsl-bash {0}", "wsl-bash", true],
    ["pwsh", "pwsh", false],
    ["powershell", "powershell", false],
    ["cmd", "cmd", false],
    ["python", "python", false],
    ["python3 {0}", "python3", false],
    ["nu {0}", "nu", false],
    ["node {0}", "node", false],
    ["uv run python {0}", "python", false],
    ["${{ inputs.shell }}", undefined, true],
  ])("%s is %s", (value, name, isRead) => {
    const found = step(`run: make\nshell: ${value}`);
    expect([found.shell, found.shellText?.text, found.script !== undefined]).toEqual([name, value, isRead]);
  });

  it("come from the step, the job, the workflow, the runner", () => {
    const of = (workflowShell: string, jobShell: string, own: string): Step | undefined =>
      workflow(`${workflowShell}jobs:\n  a:\n    runs-on: windows-latest\n${jobShell}    steps:\n      - run: x\n${own}`).steps[0];
    const outer = "defaults: { run: { shell: sh } }\n";
    const inner = "    defaults: { run: { shell: bash } }\n";
    expect([
      of("", "", "")?.shell,
      of(outer, "", "")?.shell,
      of(outer, inner, "")?.shell,
      of(outer, inner, "        shell: cmd\n")?.shell,
    ]).toEqual(["pwsh", "sh", "bash", "cmd"]);
    expect(of(outer, "", "")?.shellText).toBeUndefined();
  });

  it.each([
    ["runs-on: ubuntu-latest", "bash", true, true],
    ["runs-on: macos-15", "bash", true, true],
    ["runs-on: windows-latest", "pwsh", false, true],
    ["runs-on: self-hosted", undefined, true, true],
    ["runs-on: ${{ inputs.os }}", undefined, true, true],
    ["runs-on: ${{ inputs.os || 'windows-latest' }}", undefined, false, true],
    ["runs-on: ubuntu-latest\ncontainer: node:20", "sh", true, true],
    ["runs-on: ubuntu-latest\ncontainer: ${{ inputs.image }}", undefined, true, true],
    ["strategy: { matrix: { os: [ubuntu-latest, windows-latest] } }\nruns-on: ${{ matrix.os }}", undefined, false, true],
    ["strategy: { matrix: { os: [ubuntu-latest, macos-15] } }\nruns-on: ${{ matrix.os }}", "bash", true, true],
    ["strategy: { matrix: { os: [windows-2022, windows-2025] } }\nruns-on: ${{ matrix.os }}", "pwsh", false, true],
  ])("%s", (ofJob, name, isRead, isRoughlyRead) => {
    const found = step("run: npm test", ofJob);
    expect([found.shell, found.script !== undefined, found.roughScript !== undefined]).toEqual([name, isRead, isRoughlyRead]);
  });

  it("may be those of the matrix", () => {
    const of = (shells: string) =>
      step("run: make\nshell: ${{ matrix.shell }}", `strategy: { matrix: { shell: [${shells}] } }\nruns-on: ubuntu-latest`);
    expect([of("bash").shell, of("bash, sh").shell, of("bash, sh").script !== undefined, of("bash, pwsh").script]).toEqual([
      "bash",
      undefined,
      true,
      undefined,
    ]);
  });

  it("are started with options", () => {
    const options = (lines: string, ofJob?: string) => [...(step(`run: make\n${lines}`, ofJob).script?.options ?? [])].sort().join(" ");
    expect(["", "shell: bash", "shell: sh", "shell: bash {0}", "shell: bash -euo pipefail {0}"].map((lines) => options(lines))).toEqual([
      "e",
      "e pipefail",
      "e",
      "",
      "e pipefail u",
    ]);
    expect(options("", "runs-on: self-hosted")).toBe("e");
  });

  it("leave other languages unread, roughly too", () => {
    expect(step("run: print(1)\nshell: python").roughScript).toBeUndefined();
    expect(step("run: dotnet test\nshell: cmd").roughScript?.commands[0]?.name).toBe("dotnet");
    expect(shell("")).toBe("bash");
  });
});

describe("scripts", () => {
  it("keep words and offsets around expressions", () => {
    const found = step(`run: |
  # for \${{ github.actor }}
  docker build -t app:\${{ github.sha }} . && docker push "app:\${{
    github.sha }}"
  \${{ matrix.tool }} deploy --to 'x'`);
    const { script, run, file } = found;
    expect(script?.source.text).toHaveLength(run?.text.length ?? 0);
    expect(script?.errors).toEqual([]);
    expect(script?.commands.map(({ name, args }) => [name, ...args.map(({ value }) => value)])).toEqual([
      ["docker", "build", "-t", undefined, "."],
      ["docker", "push", undefined],
      [undefined, "deploy", "--to", "x"],
    ]);
    const [build, push] = script?.commands ?? [];
    const word = build?.args[2]?.span ?? { start: 0, end: 0 };
    expect(run?.text.slice(word.start, word.end)).toBe("app:${{ github.sha }}");
    expect(script && at(file, script.source.spanToSource(word))).toBe("app:${{ github.sha }}");
    expect(script && push && at(file, script.source.spanToSource(push.nameSpan))).toBe("docker");
  });

  it("map through folds and quotes", () => {
    for (const [lines, name] of [
      ["run: >-\n  echo a\n  && kubectl apply", "kubectl"],
      ['run: "echo \\"a\\" && kubectl apply"', "kubectl"],
      ["run: 'echo ''a'' && kubectl apply'", "kubectl"],
      ["run: kubectl apply # now", "kubectl"],
    ] as const) {
      const { script, file } = step(lines);
      const command = script?.commands.at(-1);
      expect(script && command && at(file, script.source.spanToSource(command.nameSpan))).toBe(name);
    }
  });

  it("are none where there is nothing", () => {
    expect([step("run:").script, step("run: [a]").script, step("name: x").script]).toEqual([undefined, undefined, undefined]);
    expect(step("run: ''").script?.commands).toEqual([]);
  });
});

describe("variables", () => {
  it("are the step's, else the job's, else the workflow's", () => {
    const file = workflow(`env: { A: w, B: w, C: w }
jobs:
  a:
    env: { B: j, C: j }
    steps:
      - run: x
        env: { C: s }
`);
    const [first] = file.steps;
    expect(["A", "b", "C", "D"].map((name) => first?.variable(name)?.value?.text)).toEqual(["w", "j", "s", undefined]);
  });
});

describe("working directories", () => {
  const folder = (value: string) => step(`run: make\nworking-directory: ${value}`).workingDirectory;

  it.each([
    ["app", "app"],
    ["./app/", "app"],
    ["././app", "app"],
    [".", ""],
    ["./", ""],
    ["../x", "../x"],
    ["/tmp/x/", "/tmp/x"],
    ["/", "/"],
    ["${{ github.workspace }}", ""],
    ["${{ github.workspace }}/app/", "app"],
    ["${{ github.workspace }}x", undefined],
    ["${{ inputs.dir }}", undefined],
    ["app/${{ matrix.x }}", undefined],
    ["", ""],
  ])("%s is %s", (value, expected) => {
    expect(folder(value)).toBe(expected);
  });

  it("come from the step, the job, the workflow", () => {
    const of = (outer: string, inner: string, own: string) =>
      workflow(`${outer}jobs:\n  a:\n${inner}    steps:\n      - run: x\n${own}`).steps[0]?.workingDirectory;
    const outer = "defaults: { run: { working-directory: w } }\n";
    const inner = "    defaults: { run: { working-directory: j } }\n";
    expect([of("", "", ""), of(outer, "", ""), of(outer, inner, ""), of(outer, inner, "        working-directory: s\n")]).toEqual([
      "",
      "w",
      "j",
      "s",
    ]);
  });
});
