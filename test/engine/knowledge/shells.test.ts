import { describe, expect, it } from "vitest";
import { allShells, defaultShell, findShell, nearestShell, shellOf } from "../../../server/engine/knowledge/shells.ts";

describe("shells", () => {
  it("are called as the documentation has it", () => {
    expect(allShells.map(({ name }) => name)).toEqual(["bash", "sh", "pwsh", "powershell", "cmd", "python"]);
    for (const shell of allShells) expect(shell.command).toContain("{0}");
    expect(findShell("bash")).toMatchObject({ command: "bash --noprofile --norc -eo pipefail {0}", stopsAtError: true, hasPipefail: true });
    expect(findShell("sh")).toMatchObject({ command: "sh -e {0}", hasPipefail: false });
    expect(findShell("sh")?.systems).not.toContain("windows");
    expect(findShell("cmd")?.systems).toEqual(["windows"]);
    expect(findShell("zsh")).toBeUndefined();
  });

  it("are Bash without pipefail where nothing is said, and PowerShell on Windows", () => {
    expect(defaultShell("linux")).toMatchObject({ name: "bash", command: "bash -e {0}", hasPipefail: false });
    expect(defaultShell("macos")?.hasPipefail).toBe(false);
    expect(defaultShell("windows")?.name).toBe("pwsh");
    expect(defaultShell(undefined)).toBeUndefined();
  });

  it("may be commands of one's own", () => {
    expect(shellOf("bash -l {0}")).toMatchObject({ name: "bash", language: "bash", stopsAtError: false, hasPipefail: false });
    expect(shellOf("bash -euxo pipefail {0}")).toMatchObject({ stopsAtError: true, hasPipefail: true });
    expect(shellOf("/usr/bin/python3 -u {0}")).toBeUndefined();
    expect(shellOf("python -u {0}")?.language).toBe("python");
    expect(shellOf("perl {0}")).toBeUndefined();
    expect(shellOf("bash")).toBe(findShell("bash"));
    expect(shellOf("fish")).toBeUndefined();
  });

  it("are found where they are misspelt", () => {
    expect(nearestShell("bsh")).toBe("bash");
    expect(nearestShell("power-shell")).toBe("powershell");
    expect(nearestShell("ruby")).toBeUndefined();
  });
});
