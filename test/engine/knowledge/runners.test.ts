import { describe, expect, it } from "vitest";
import data from "../../../server/engine/knowledge/data/runners.json" with { type: "json" };
import { allRunners, findRunner, nearestRunner, osOfLabels, runnerState } from "../../../server/engine/knowledge/runners.ts";

describe("the table of runners", () => {
  it("is well-formed", () => {
    const labels = data.runners.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    for (const runner of allRunners()) {
      expect(runner.label).toMatch(/^(?:ubuntu|windows|macos)-[a-z\d.-]+$/);
      for (const date of [runner.deprecated, runner.retired]) if (date !== undefined) expect(date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
      // Whatever is to be written in its place is there, and stays.
      for (const other of [runner.alias, runner.replacement]) {
        if (other === undefined) continue;
        expect(findRunner(other)?.retired, runner.label).toBeUndefined();
        expect(findRunner(other)?.os).toBe(runner.os);
      }
      if (runner.retired !== undefined) expect(runner.replacement, runner.label).toBeDefined();
    }
  });

  it("holds the labels that came in 2025 and 2026", () => {
    for (const label of [
      "ubuntu-slim",
      "ubuntu-26.04",
      "ubuntu-26.04-arm",
      "macos-26",
      "macos-15-intel",
      "windows-2025-vs2026",
      "windows-11-arm",
    ])
      expect(findRunner(label)).toBeDefined();
  });
});

describe("what is known of a runner", () => {
  it("tells its state on a day", () => {
    const state = (label: string, today: string) => {
      const runner = findRunner(label);
      return runner && runnerState(runner, today);
    };
    expect(state("ubuntu-20.04", "2026-11-23")).toBe("retired");
    expect(state("ubuntu-20.04", "2025-04-14")).toBe("deprecated");
    expect(state("ubuntu-22.04", "2026-11-23")).toBe("deprecated");
    expect(state("ubuntu-22.04", "2027-04-17")).toBe("retired");
    expect(state("macos-14", "2026-11-23")).toBe("retired");
    expect(state("UBUNTU-24.04", "2026-11-23")).toBe("current");
    expect(state("ubuntu-99.04", "2026-11-23")).toBeUndefined();
    expect(allRunners("2026-11-23").map(({ label }) => label)).not.toContain("ubuntu-20.04");
  });

  it.each([
    [["ubuntu-latest"], "linux"],
    [["self-hosted", "linux", "x64"], "linux"],
    [["self-hosted", "Windows"], "windows"],
    [["macos-26-xlarge"], "macos"],
    [["depot-ubuntu-24.04-4"], "linux"],
    [["namespace-profile-windows-2022-x86-64-4"], "windows"],
    [["blacksmith-6vcpu-macos-15"], "macos"],
    [["self-hosted"], undefined],
    [["gpu"], undefined],
    [["ubuntu-latest", "windows-latest"], undefined],
    [[], undefined],
  ])("%j runs on %s", (labels, os) => expect(osOfLabels(labels)).toBe(os));

  it.each([
    ["ubuntu-lates", "ubuntu-latest"],
    ["ubunut-latest", "ubuntu-latest"],
    ["ubuntu_latest", "ubuntu-latest"],
    ["ubuntu24.04", "ubuntu-24.04"],
    ["ubunutu-24.04", "ubuntu-24.04"],
    ["window-latest", "windows-latest"],
    ["macos-lastest", "macos-latest"],
  ])("%s means %s", (label, meant) => expect(nearestRunner(label)).toBe(meant));

  it.each([
    "ubuntu-latest",
    "ubuntu-20.04",
    "self-hosted",
    "linux",
    "ubuntu-23.04",
    "ubuntu-latest-8-cores",
    "depot-ubuntu-latest",
    "windows-gpu",
    "my-runner",
    "macmini",
    "mac",
    "",
  ])("%s means nothing else", (label) => expect(nearestRunner(label)).toBeUndefined());
});
