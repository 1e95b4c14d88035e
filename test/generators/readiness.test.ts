import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { combinations, expectLawful, type Files, textOf } from "./support.ts";

const files: Files = { "package.json": '{ "name": "shop", "dependencies": { "express": "5.1.0" }, "main": "index.js" }\n', "index.js": "" };

describe("the readiness generator", () => {
  const answers = combinations({
    level: ["critical", "standard", "experimental"],
    environments: ["production", "staging,production"],
    owner: [undefined, "@acme/shop", 'Mei "on call" Wu'],
  });

  it.each(answers)("writes a sign-off file for %o", ({ owner, ...given }) => {
    const result = expectLawful("readiness", files, owner === undefined ? given : { ...given, owner });
    expect(parse(textOf(result, "readiness.yaml"))).toEqual({
      schema: 1,
      service: "shop",
      level: given.level,
      environments: String(given.environments).split(","),
      owners: owner === undefined ? [] : [owner],
      items: {},
    });
  });

  it("leaves one that is there as it is", () => {
    const own = "schema: 1\nservice: other\n";
    const result = expectLawful("readiness", { ...files, "readiness.yaml": own });
    expect(result.files).toMatchObject([{ action: "unchanged", text: own }]);
  });
});
