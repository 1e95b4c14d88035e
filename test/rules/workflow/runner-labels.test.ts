import { describe, expect, it } from "vitest";
import conflicting from "../../../server/engine/rules/workflow/conflicting-runner-labels.ts";
import misspelt from "../../../server/engine/rules/workflow/misspelt-runner-label.ts";
import retired from "../../../server/engine/rules/workflow/retired-runner.ts";
import alias from "../../../server/engine/rules/workflow/runner-alias.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const job = (runsOn: string, more = "") => `on: push\njobs:\n  a:\n${more}    runs-on: ${runsOn}\n    steps:\n      - run: make\n`;
const matrix = (text: string) => `    strategy:\n      matrix:\n${text.replace(/^/gm, "        ")}\n`;

describe("workflow/misspelt-runner-label", () => {
  it.each(["ubuntu-lastest", "ubunut-24.04", "ubuntu_latest", "windows-lates", "macos_15"])("mends %s", (label) => {
    expect(run(misspelt, job(label))).toMatchObject([{ on: label }]);
    expectLawfulFixes(misspelt, job(`[${label}]`));
  });

  it.each([
    "ubuntu-latest",
    "depot-ubuntu-24.04",
    "blacksmith-4vcpu-ubuntu-2404",
    "ubuntu-latest-8-cores",
    "my-runner",
    "[self-hosted, linux, x64]",
    "${{ inputs.runner }}",
    "ubuntu-23.10",
  ])("is silent on %s", (label) => {
    expect(places(misspelt, job(label))).toEqual([]);
  });

  it("finds the label in the matrix that gives it, once", () => {
    const text = job("${{ matrix.os }}", matrix("os: [ubuntu-lastest, windows-latest]\ninclude:\n  - os: macos-latst"));
    expect(run(misspelt, text).map(({ on }) => on)).toEqual(["ubuntu-lastest", "macos-latst"]);
    expectLawfulFixes(misspelt, text);
    expect(places(misspelt, job("${{ matrix.os.label }}", matrix("os: [{label: ubuntu-lastest}]")))).toHaveLength(1);
    expect(places(misspelt, job("${{ matrix.arch }}", matrix("os: [ubuntu-lastest]\narch: [x64]")))).toEqual([]);
  });
});

describe("workflow/retired-runner", () => {
  it("tells those that are gone, and informs of those that go", () => {
    expect(run(retired, job("ubuntu-20.04"))).toMatchObject([
      { on: "ubuntu-20.04", message: expect.stringContaining("2025-04-15"), fixes: [{ title: "Write `ubuntu-24.04`" }] },
    ]);
    expect(run(retired, job("ubuntu-22.04"))).toMatchObject([{ severity: "info", tags: ["deprecated"] }]);
    expect(run(retired, job("ubuntu-22.04"), { today: "2027-05-01" })[0]?.severity).toBeUndefined();
    expectLawfulFixes(retired, job("${{ matrix.os }}", matrix("os: [windows-2019, 'macos-13']")));
  });

  it.each(["ubuntu-24.04", "[self-hosted, ubuntu-20.04]", "{group: big, labels: ubuntu-20.04}", "my-ubuntu-20.04", "${{ inputs.a }}"])(
    "is silent on %s",
    (label) => {
      expect(places(retired, job(label))).toEqual([]);
    },
  );

  it("is silent on labels before their day", () => {
    expect(places(retired, job("ubuntu-20.04"), { today: "2025-01-01" })).toEqual([]);
  });
});

describe("workflow/conflicting-runner-labels", () => {
  it.each([
    "[ubuntu-latest, windows-latest]",
    "[self-hosted, linux, windows]",
    "[ubuntu-22.04, ubuntu-24.04]",
    "{group: g, labels: [macos-15, ubuntu-latest]}",
  ])("reports %s once", (labels) => {
    expect(places(conflicting, job(labels))).toHaveLength(1);
  });

  it.each([
    "[self-hosted, linux, x64]",
    "[self-hosted, linux, ubuntu-latest]",
    "ubuntu-latest",
    "[self-hosted, gpu]",
    "['${{ matrix.os }}', windows]",
    "[ubuntu-latest, UBUNTU-LATEST]",
  ])("is silent on %s", (labels) => {
    expect(places(conflicting, job(labels))).toEqual([]);
  });
});

describe("workflow/runner-alias", () => {
  it("writes what the label stands for", () => {
    expect(run(alias, job("ubuntu-latest"))).toHaveLength(1);
    expectLawfulFixes(alias, job("${{ matrix.os }}", matrix("os: [ubuntu-latest, macos-latest]")));
    expect(places(alias, job("ubuntu-24.04"))).toEqual([]);
    expect(places(alias, job("my-latest"))).toEqual([]);
  });
});
