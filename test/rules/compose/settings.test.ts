import { describe, expect, it } from "vitest";
import deprecatedFeature from "../../../server/engine/rules/compose/deprecated-feature.ts";
import duplicateVariable from "../../../server/engine/rules/compose/duplicate-variable.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (lines: string, rest = "") => `services:\n  web:\n    image: web:1\n${lines.replace(/^(?=.)/gm, "    ")}${rest}`;

describe("compose/duplicate-variable", () => {
  it("removes the ones that do not hold", () => {
    const text = web("environment:\n  - A=1\n  - B=2\n  - A=3\n  - A=4\n");
    expect(run(duplicateVariable, text).map(({ at }) => at)).toEqual(["5:9", "7:9"]);
    expectLawfulFixes(duplicateVariable, text);
    const args = web("build:\n  context: .\n  args:\n    - A=${X}\n    - A=1\n");
    expect(places(duplicateVariable, args)).toEqual(["7:11"]);
    expectLawfulFixes(duplicateVariable, args);
  });

  it("hints at what a file sets as well", () => {
    const text = web("env_file: web.env\nenvironment:\n  A: 1\n  B: 2\n  C: ${C}\n  D:\n");
    const files = { "web.env": "A=1\nB=3\nC=1\nD=1\n" };
    const found = run(duplicateVariable, text, { files });
    expect(found.map(({ on, severity }) => [on, severity])).toEqual([
      ["A", "hint"],
      ["B", "hint"],
    ]);
    expect(found[0]?.fixed[0]).not.toContain("A: 1");
    expect(found[1]?.fixed).toEqual([]);
    expectLawfulFixes(duplicateVariable, text, { files });
  });

  it.each([
    ["different names", "environment:\n  - A=1\n  - a=2\n  - AA=1\n"],
    ["a map, whose keys another rule reports", "environment:\n  A: 1\n  A: 2\n"],
    ["the same letter by letter, which another rule reports", "environment:\n  - A=1\n  - A=1\n"],
    ["names of variables", "environment:\n  - ${X}=1\n  - ${X}=2\n"],
    ["a file that cannot be seen", "env_file: ${STAGE}.env\nenvironment:\n  A: 1\n"],
  ])("is silent about %s", (_, lines) => {
    expect(places(duplicateVariable, web(lines))).toEqual([]);
  });

  it("takes what is merged in for overridden, not repeated", () => {
    expect(places(duplicateVariable, `x-env: &env\n  A: 1\n${web("environment:\n  <<: *env\n  A: 2\n")}`)).toEqual([]);
  });
});

describe("compose/deprecated-feature", () => {
  it.each([
    ["a volume", "volumes:\n  a:\n    external:\n      name: b\n", "volumes:\n  a:\n    external: true\n    name: b\n"],
    ["a network in braces", "networks:\n  a:\n    external: {name: b}\n", "networks:\n  a:\n    external: true\n    name: b\n"],
    [
      "a name that stands there already",
      "networks:\n  a:\n    name: b\n    external:\n      name: b\n",
      "networks:\n  a:\n    name: b\n    external: true\n",
    ],
  ])("writes %s anew", (_, text, fixed) => {
    expect(run(deprecatedFeature, web("", text))).toMatchObject([{ on: "external", fixed: [web("", fixed)] }]);
    expectLawfulFixes(deprecatedFeature, web("", text));
  });

  const db = "  db:\n    image: postgres:17\n";
  it.each([
    ["a list of its own", "links:\n  - db\n", "depends_on:\n  - db\n"],
    ["what is a dependency already", "depends_on: [db]\nlinks: [db]\n", "depends_on: [db]\n"],
    ["what is to be one", "depends_on:\n  - cache\nlinks:\n  - db:db\n", "depends_on:\n  - cache\n  - db\n"],
    [
      "a map of dependencies",
      "depends_on:\n  cache:\n    condition: service_healthy\nlinks: [db]\n",
      "depends_on:\n  cache:\n    condition: service_healthy\n  db:\n    condition: service_started\n",
    ],
  ])("turns links into dependencies: %s", (_, lines, fixed) => {
    const text = web(lines, `${db}  cache:\n    image: redis:8\n`);
    expect(run(deprecatedFeature, text)).toMatchObject([
      { on: "links", severity: "info", fixed: [web(fixed, `${db}  cache:\n    image: redis:8\n`)] },
    ]);
    expectLawfulFixes(deprecatedFeature, text);
  });

  it.each([
    ["another name", web("links: ['db:database']\n", db)],
    ["a service that is not seen", web("links: [other]\n", db)],
    ["services without a common network", `${web("networks: [a]\nlinks: [db]\n", db)}    networks: [b]\n`],
  ])("offers no fix for %s", (_, text) => {
    expect(run(deprecatedFeature, text)).toMatchObject([{ on: "links", fixed: [] }]);
  });

  it("reports links out of the project and mounts of others", () => {
    expect(run(deprecatedFeature, web("external_links: [a]\nvolumes_from: [db]\n", db)).map(({ on, severity }) => [on, severity])).toEqual([
      ["external_links", undefined],
      ["volumes_from", "info"],
    ]);
  });

  it.each([
    ["links on Docker's own bridge", web("network_mode: bridge\nlinks: [db]\n", db)],
    ["an empty list", web("links: []\n", db)],
    ["`external: true`", web("", "volumes:\n  a:\n    external: true\n")],
  ])("is silent about %s", (_, text) => {
    expect(places(deprecatedFeature, text)).toEqual([]);
  });
});
