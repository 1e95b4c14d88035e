import { describe, expect, it } from "vitest";
import missingProjectName from "../../../server/engine/rules/compose/missing-project-name.ts";
import unusedDeclaration from "../../../server/engine/rules/compose/unused-declaration.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (lines: string, rest = "") => `services:\n  web:\n    image: web:1\n${lines.replace(/^(?=.)/gm, "    ")}${rest}`;

describe("compose/unused-declaration", () => {
  it.each(["networks", "volumes", "secrets", "configs", "models"])("reports %s", (kind) => {
    const text = web("", `${kind}:\n  a: {}\n  b: {}\n`);
    expect(run(unusedDeclaration, text).map(({ on }) => on)).toEqual(["a", "b"]);
    expect(run(unusedDeclaration, text)[0]?.fixed[0]).toBe(web("", `${kind}:\n  b: {}\n`));
    expectLawfulFixes(unusedDeclaration, text);
  });

  it("takes the section away with the last entry", () => {
    expect(run(unusedDeclaration, web("", "\nvolumes:\n  a:\n"))[0]?.fixed[0]).not.toContain("volumes");
    expectLawfulFixes(unusedDeclaration, web("", "\nvolumes:\n  a:\n"));
  });

  it.each([
    [
      "what is used",
      web(
        "volumes: ['vol:/a']\nnetworks: {b: }\nsecrets: [{source: c}]\n",
        "volumes:\n  vol:\nnetworks:\n  b:\nsecrets:\n  c: {environment: C}\n",
      ),
    ],
    [
      "what the build uses",
      web("build:\n  context: .\n  network: n\n  secrets: [s]\n", "networks:\n  n:\nsecrets:\n  s: {environment: C}\n"),
    ],
    ["the default network", web("", "networks:\n  default:\n    name: shared\n")],
    ["variables", web("volumes: ['${VOLUME}:/a']\nnetworks: ['${NET}']\n", "volumes:\n  a:\nnetworks:\n  n:\n")],
    ["the default of a variable", web("volumes: ['${VOLUME:-vol}:/a']\n", "volumes:\n  vol:\n")],
    ["what a fragment uses", `x-app: &app\n  volumes:\n    - vol:/a\n${web("", "volumes:\n  vol:\n")}`],
    ["a file of declarations alone", "volumes:\n  a:\n"],
  ])("is silent about %s", (_, text) => {
    expect(places(unusedDeclaration, text)).toEqual([]);
  });

  it("leaves the word to who says more", () => {
    expect(places(unusedDeclaration, web("volumes: ['dtaa:/a']\n", "volumes:\n  data:\n"))).toEqual([]);
    expect(places(unusedDeclaration, `services:\n  db:\n    image: postgres:17\nvolumes:\n  data:\n`)).toEqual([]);
  });

  it("is silent about what other files use", () => {
    const text = web("", "volumes:\n  vol:\n");
    const using = web("volumes: ['vol:/a']\n");
    expect(places(unusedDeclaration, text, { files: { "compose.override.yaml": using } })).toEqual([]);
    expect(places(unusedDeclaration, text, { path: "docker-compose.base.yml", files: { "docker-compose.prod.yml": using } })).toEqual([]);
    expect(places(unusedDeclaration, `include: [web.yaml]\n${text}`, { files: { "web.yaml": using } })).toEqual([]);
    expect(
      places(unusedDeclaration, text, { path: "base/compose.yaml", files: { "compose.yaml": "include: [base/compose.yaml]\n" } }),
    ).toEqual([]);
    expect(places(unusedDeclaration, text, { files: {} })).toHaveLength(1);
  });
});

describe("compose/missing-project-name", () => {
  it("takes the name of the folder", () => {
    const text = `# The shop\n${web("")}`;
    expect(run(missingProjectName, text, { path: "My Shop/compose.yaml" })[0]?.fixed[0]).toBe(`# The shop\nname: my-shop\n\n${web("")}`);
    expectLawfulFixes(missingProjectName, text, { path: "My Shop/compose.yaml" });
    expectLawfulFixes(missingProjectName, `x-a: &a\n  b: c\nservices:\n  web: {image: "a:1", labels: *a}\n`);
  });

  it.each([
    ["a name", `name: shop\n${web("")}`, "compose.yaml", {}],
    ["an override", web(""), "compose.override.yaml", {}],
    ["a file beside the main one", web(""), "compose.prod.yaml", { "compose.yaml": web("") }],
    ["a name in `.env`", web(""), "compose.yaml", { ".env": "COMPOSE_PROJECT_NAME=shop\n" }],
    ["a file for tests", web(""), "test/compose.yaml", {}],
    ["a file that another includes", web(""), "web/compose.yaml", { "compose.yaml": "include: [web/compose.yaml]\n" }],
    ["a file without services", "volumes:\n  a:\n", "compose.yaml", {}],
  ])("is silent about %s", (_, text, path, files) => {
    expect(places(missingProjectName, text, { path, files })).toEqual([]);
  });
});
