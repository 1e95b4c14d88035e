// What the rules say of decisions: who made them, until when they hold, and what they stand on.
import { describe, expect, it } from "vitest";
import expired from "../../../server/engine/rules/readiness/expired-decision.ts";
import future from "../../../server/engine/rules/readiness/future-decision.ts";
import incomplete from "../../../server/engine/rules/readiness/incomplete-decision.ts";
import insecure from "../../../server/engine/rules/readiness/insecure-evidence.ts";
import longLived from "../../../server/engine/rules/readiness/long-lived-decision.ts";
import missingFile from "../../../server/engine/rules/readiness/missing-evidence-file.ts";
import selfApproved from "../../../server/engine/rules/readiness/self-approved-waiver.ts";
import stale from "../../../server/engine/rules/readiness/stale-evidence.ts";
import { run } from "../support.ts";

/** A file with one decision, its keys as lines. */
const decision = (id: string, ...lines: string[]) =>
  `schema: 1\nservice: checkout\nitems:\n  ${id}:\n${lines.map((line) => `    ${line}\n`).join("")}`;
const messages = (found: readonly { message: string }[]) => found.map(({ message }) => message);

describe("readiness/incomplete-decision", () => {
  it.each([
    ["signed by nobody", ["status: signed", "on: 2026-11-20", "evidence: [{ kind: url, ref: x }]"], ["who made it"]],
    ["signed on no day", ["status: signed", 'by: "@mei"', "evidence: [{ kind: url, ref: x }]"], ["when it was made"]],
    ["signed on nothing", ["status: signed", 'by: "@mei"', "on: 2026-11-20"], ["what it stands on"]],
    ["an empty list", ["status: signed", 'by: "@mei"', "on: 2026-11-20", "evidence:"], ["what it stands on"]],
    ["waived without anything", ["status: waived"], ["who made it", "when it was", "why", "who accepted", "until when"]],
    ["not applicable, without a reason", ["status: not-applicable", 'by: "@mei"'], ["why"]],
  ])("%s", (_, lines, parts) => {
    const found = run(incomplete, decision("security.cors", ...lines));
    expect(found.map(({ message }) => parts.some((part) => message.includes(part)))).toEqual(parts.map(() => true));
    for (const { on } of found) expect(on).toBe("security.cors");
  });

  it("is silent where all is said, of states that are none, and of files that are no YAML", () => {
    const complete = ["status: waived", 'by: "@a"', "on: 2026-11-20", "expires: 2026-12-20", "reason: r", 'approvedBy: "@b"'];
    expect(run(incomplete, decision("security.cors", ...complete))).toEqual([]);
    expect(run(incomplete, decision("security.cors", "status: maybe"))).toEqual([]);
    expect(run(incomplete, decision("security.cors", 'status: "signed'))).toEqual([]);
    expect(run(incomplete, "items:\n")).toEqual([]);
  });

  it("writes the day and the end, and leaves names to people", () => {
    const [when] = run(incomplete, decision("security.cors", "status: signed", 'by: "@a"', "evidence: [{ kind: url, ref: x }]"));
    expect(when?.fixed).toEqual([
      decision("security.cors", "status: signed", 'by: "@a"', "on: 2026-11-23", "evidence: [{ kind: url, ref: x }]"),
    ]);
    const found = run(
      incomplete,
      decision("security.cors", "status: waived", "on: 2026-11-01", 'by: "@a"', "reason: r", 'approvedBy: "@b"'),
    );
    expect(found.map(({ fixes }) => fixes?.[0]?.title)).toEqual(["Let it expire on 2027-01-30"]);
  });
});

describe("readiness/self-approved-waiver", () => {
  const waiver = (by: string, approvedBy: string, status = "waived") =>
    decision("security.cors", `status: ${status}`, `by: "${by}"`, `approvedBy: "${approvedBy}"`);

  it("speaks of one person alone, however written, and of waivers alone", () => {
    expect(run(selfApproved, waiver("@Sam", "@sam")).map(({ on }) => on)).toEqual(['"@sam"']);
    expect(run(selfApproved, waiver("@sam", "@lee"))).toEqual([]);
    expect(run(selfApproved, waiver("@sam", "@sam", "signed"))).toEqual([]);
  });
});

describe("readiness/expired-decision", () => {
  const signed = (...lines: string[]) => decision("rollback.rehearsed", "status: signed", 'by: "@mei"', ...lines);

  it.each([
    ["expires: 2026-11-22", "warning", "expired on 2026-11-22"],
    ["expires: 2026-11-23", "info", "expires today"],
    ["expires: 2026-11-24", "info", "in 1 day."],
    ["expires: 2026-12-07", "info", "in 14 days"],
    ["on: 2026-08-20", "warning", "expired on 2026-11-18 (it names no other day)"],
  ])("%s", (line, severity, part) => {
    const [found, ...others] = run(expired, signed(line));
    expect(others).toEqual([]);
    expect(found?.message).toContain(part);
    expect(found?.severity ?? expired.severity).toBe(severity);
  });

  it.each([["expires: 2026-12-08"], ["on: 2026-10-01"], ["expires: 2026-13-01"], ["note: nothing"]])("is silent about %s", (line) => {
    expect(run(expired, signed(line))).toEqual([]);
  });

  it("lets what does not apply stand for good, unless it names a day", () => {
    const at = (...lines: string[]) => decision("security.cors", "status: not-applicable", "on: 2020-01-01", ...lines);
    expect(run(expired, at())).toEqual([]);
    expect(messages(run(expired, at("expires: 2021-01-01")))[0]).toContain("expired on 2021-01-01");
  });

  it("takes how soon is soon from its option", () => {
    expect(run(expired, signed("expires: 2026-12-20"), { options: { soon: 30 } })).toHaveLength(1);
  });
});

describe("readiness/long-lived-decision", () => {
  it.each([
    ["security.cors", "waived", "2027-02-18", 0],
    ["security.cors", "waived", "2027-02-19", 1],
    ["security.cors", "signed", "2027-05-19", 0],
    ["security.cors", "signed", "2027-05-20", 1],
    ["rollback.rehearsed", "signed", "2027-02-19", 1],
    ["security.cors", "not-applicable", "2099-01-01", 0],
  ])("%s %s until %s", (id, status, expires, count) => {
    expect(run(longLived, decision(id, `status: ${status}`, "on: 2026-11-20", `expires: ${expires}`))).toHaveLength(count);
  });

  it("tells of an end before the beginning", () => {
    const [found] = run(longLived, decision("security.cors", "status: waived", "on: 2026-11-20", "expires: 2026-11-19"));
    expect(found?.message).toContain("before it was made");
  });
});

describe("readiness/future-decision", () => {
  it.each([
    ["2026-11-24", 0],
    ["2026-11-25", 1],
    ["2062-11-20", 1],
  ])("%s", (day, count) => {
    expect(run(future, decision("security.cors", "status: signed", `on: ${day}`))).toHaveLength(count);
  });
});

describe("evidence", () => {
  const with_ = (evidence: string) => decision("operations.runbooks", "status: signed", "evidence:", `  - ${evidence}`);
  const files = { "docs/runbook.md": "# Rollback\n", "services/api/deploy.md": "" };

  it("is looked for from the file's own folder, then from the root; a place in it counts for nothing", () => {
    for (const ref of ["docs/runbook.md", "docs/runbook.md#rollback", "./docs/runbook.md"])
      expect(run(missingFile, with_(`{ kind: file, ref: "${ref}" }`), { files }), ref).toEqual([]);
    const path = "services/api/readiness.yaml";
    for (const ref of ["deploy.md", "docs/runbook.md", "../../docs/runbook.md"])
      expect(run(missingFile, with_(`{ kind: file, ref: ${ref} }`), { files, path }), ref).toEqual([]);
  });

  it("is missing where nothing is there, with what was meant", () => {
    const [found] = run(missingFile, with_("{ kind: file, ref: docs/runbok.md }"), { files });
    expect(found).toMatchObject({ on: "docs/runbok.md", fixed: [with_("{ kind: file, ref: docs/runbook.md }")] });
    expect(run(missingFile, with_("{ kind: file, ref: else/where.txt }"), { files })[0]?.fixed).toEqual([]);
  });

  it("is not looked for where it cannot be seen, leads outside or is no file", () => {
    expect(run(missingFile, with_("{ kind: file, ref: docs/gone.md }"))).toEqual([]);
    for (const evidence of ["{ kind: file, ref: ../../gone.md }", "{ kind: run, ref: docs/gone.md }", "{ kind: file, ref: /etc/gone }"])
      expect(run(missingFile, with_(evidence), { files }), evidence).toEqual([]);
  });

  it("is stale where its object name is another one, by however many digits it is named", () => {
    const named = (covers: string) => with_(`{ kind: file, ref: docs/runbook.md, covers: ${covers} }`);
    for (const covers of ["d265082", "D26508240a30", "d26508240a308e604db6bbc93f5fe665bcd51c55"])
      expect(run(stale, named(covers), { files }), covers).toEqual([]);
    const [found] = run(stale, named("3f2c9ab"), { files });
    expect(found).toMatchObject({ on: "3f2c9ab", fixed: [named("d26508240a30")] });
    expect(run(stale, named("d265082"), { files: { "docs/runbook.md": "# Rollback\r\n" } })).toEqual([]);
    expect(run(stale, named("3f2c9ab"), { files: { "docs/other.md": "" } })).toEqual([]);
    expect(run(stale, named("not-hex"), { files })).toEqual([]);
  });

  it("is linked with TLS", () => {
    const [found] = run(insecure, with_('{ kind: url, ref: "http://example.com/a" }'));
    expect(found).toMatchObject({ on: "http", fixed: [with_('{ kind: url, ref: "https://example.com/a" }')] });
    expect(run(insecure, with_("{ kind: url, ref: https://example.com }"))).toEqual([]);
  });
});
