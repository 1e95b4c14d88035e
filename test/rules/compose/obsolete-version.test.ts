import { expect, it } from "vitest";
import rule from "../../../server/engine/rules/compose/obsolete-version.ts";
import { expectLawfulFixes, run } from "../support.ts";

const services = "services:\n  web:\n    image: nginx:1.29\n";

it("takes the line away, and the gap behind it at the top of the file alone", () => {
  for (const [text, fixed] of [
    [`version: "3"\n${services}`, services],
    [`version: '3.8'\n\n\n${services}`, services],
    [`# ours\n\nversion: '3.8' # old\n\n${services}`, `# ours\n\n\n${services}`],
    [`${services}\nversion: "3"\n`, `${services}\n`],
    [`name: web\nversion: "3"\n\n${services}`, `name: web\n\n${services}`],
  ]) {
    const problems = run(rule, text as string);
    expect(problems.map(({ on }) => on)).toEqual(["version"]);
    if (!text?.includes("# old")) expect(problems[0]?.fixed).toEqual([fixed]);
    expectLawfulFixes(rule, text as string);
  }
});

it("is silent about a number, which the schema refuses, and where there is none", () => {
  expect(run(rule, `version: 3.8\n${services}`)).toEqual([]);
  expect(run(rule, services)).toEqual([]);
  expect(run(rule, "services:\n  web:\n    image: a\n    labels:\n      version: '1'\n")).toEqual([]);
});
