import { describe, expect, it } from "vitest";
import unknownReference from "../../../server/engine/rules/compose/unknown-reference.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (lines: string, rest = "") => `services:\n  web:\n    image: web:1\n${lines.replace(/^(?=.)/gm, "    ")}${rest}`;

describe("compose/unknown-reference", () => {
  it.each([
    ["a network", "networks: [front]\n", "front", "\nnetworks:\n  front:\n"],
    ["a network in a map", "networks:\n  front:\n    aliases: [a]\n", "front", "\nnetworks:\n  front:\n"],
    ["a volume", "volumes:\n  - data:/data:ro\n", "data", "\nvolumes:\n  data:\n"],
    ["a volume in the long form", "volumes:\n  - type: volume\n    source: data\n    target: /data\n", "data", "\nvolumes:\n  data:\n"],
    ["a secret", "secrets:\n  - db-password\n", "db-password", "\nsecrets:\n  db-password:\n    environment: DB_PASSWORD\n"],
    ["a secret in the long form", "secrets:\n  - source: token\n    target: t\n", "token", "environment: TOKEN\n"],
    ["a secret of the build", "build:\n  context: .\n  secrets: [token]\n", "token", "\nsecrets:\n  token:\n"],
    ["a config", "configs: [app]\n", "app", "\nconfigs:\n  app:\n    file: ./app\n"],
    ["a model", "models: [llm]\n", "llm", "\nmodels:\n  llm:\n    model: MODEL\n"],
  ])("reports %s", (_, lines, on, fixed) => {
    expect(run(unknownReference, web(lines))).toMatchObject([{ on }]);
    expect(run(unknownReference, web(lines))[0]?.fixed[0]).toContain(fixed);
    expectLawfulFixes(unknownReference, web(lines));
  });

  it("corrects slips, in quotes as well", () => {
    const text = web('volumes:\n  - "dta:/data"\n', "volumes:\n  data:\n");
    expect(run(unknownReference, text)[0]?.fixed[0]).toContain('- "data:/data"');
    expect(run(unknownReference, text)[0]?.fixed[1]).toContain("volumes:\n  data:\n  dta:\n");
    expectLawfulFixes(unknownReference, text);
  });

  it("reports a name once, and corrects it wherever it stands", () => {
    const text = `services:\n  a:\n    image: a:1\n    networks: [fronted]\n  b:\n    image: b:1\n    networks:\n      - fronted\nnetworks:\n  frontend:\n`;
    expect(run(unknownReference, text)).toMatchObject([{ at: "4:16", related: [{}] }]);
    expect(run(unknownReference, text)[0]?.fixed[0]).toBe(text.replaceAll("fronted", "frontend"));
    expectLawfulFixes(unknownReference, text);
  });

  it("declares in the section that is there, be it empty", () => {
    const text = web("volumes:\n  - data:/data\n", "volumes:\n");
    expectLawfulFixes(unknownReference, text);
    expect(run(unknownReference, text)[0]?.fixed[0]).toContain("volumes:\n  data:\n");
  });

  it.each([
    ["the default network", web("networks: [default]\n")],
    ["an external one", web("networks: [proxy]\n", "networks:\n  proxy:\n    external: true\n")],
    ["a path", web("volumes:\n  - ./data:/data\n  - /srv:/srv\n  - ~/x:/x\n  - C:\\data:/d\n")],
    ["a volume without a name", web("volumes:\n  - /data\n")],
    ["a variable", web("volumes:\n  - ${DATA}:/data\n  - ${STORE:-store}:/s\nnetworks:\n  - ${NET}\n")],
    ["names behind aliases", `x-net: &net\n  - front\n${web("networks: *net\n", "networks:\n  front:\n")}`],
    ["a file that YAML cannot read", web("networks: [front\n")],
  ])("is silent about %s", (_, text) => {
    expect(places(unknownReference, text)).toEqual([]);
  });

  const volume = web("volumes:\n  - data:/data\n");
  it.each([
    ["included", { "compose.yaml": `include: [base.yaml]\n${volume}`, "base.yaml": "volumes:\n  data:\n" }, "compose.yaml"],
    [
      "of the file below",
      { "compose.yaml": "services:\n  web:\n    image: a:1\nvolumes:\n  data:\n", "compose.override.yaml": volume },
      "compose.override.yaml",
    ],
    ["of an override", { "compose.yaml": volume, "compose.override.yaml": "volumes:\n  data:\n" }, "compose.yaml"],
    [
      "of another file of the folder",
      { "docker-compose.base.yml": volume, "docker-compose.prod.yml": "volumes:\n  data:\n" },
      "docker-compose.base.yml",
    ],
    ["of a file above", { "compose.yaml": "volumes:\n  data:\n", "deploy/compose.prod.yaml": volume }, "deploy/compose.prod.yaml"],
    [
      "of the one that includes it",
      { "compose.yaml": "include:\n  - web/compose.yaml\nvolumes:\n  data:\n", "web/compose.yaml": volume },
      "web/compose.yaml",
    ],
  ])("takes the declaration %s", (_, files, path) => {
    expect(places(unknownReference, (files as Record<string, string>)[path] as string, { path, files })).toEqual([]);
  });

  it("is silent where a file that is included cannot be seen, or an override stands alone", () => {
    expect(places(unknownReference, `include: [https://example.com/a.git]\n${volume}`, { files: {} })).toEqual([]);
    expect(places(unknownReference, volume, { path: "compose.override.yaml", files: {} })).toEqual([]);
    expect(places(unknownReference, volume, { files: {} })).toHaveLength(1);
  });
});
