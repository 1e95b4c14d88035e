import { expect, it } from "vitest";
import rule from "../../../server/engine/rules/compose/unknown-key.ts";
import { expectLawfulFixes, run } from "../support.ts";

const service = (keys: string) => `services:\n  web:\n    image: nginx:1.29\n${keys}`;
const fixed = (text: string) => run(rule, text).map((problem) => problem.fixed[0]);

it("renames what is misspelt, written in other letters, or called otherwise elsewhere", () => {
  for (const [given, meant] of [
    ["healthchek", "healthcheck"],
    ["depends-on", "depends_on"],
    ["Environment", "environment"],
    ["cmd", "command"],
  ]) {
    const text = service(`    ${given}:\n      # said above\n      - a\n`);
    const [problem] = run(rule, text.replace("      - a\n", given === "healthchek" ? "      test: a\n" : "      - a\n"));
    expect(problem).toMatchObject({ on: given });
    expect(problem?.message).toContain(`\`${meant}\``);
    expect(problem?.fixed[0]).toContain(`    ${meant}:\n      # said above\n`);
  }
  expect(run(rule, service("    depends-on: [a]\n"))[0]?.fixes?.[0]?.safety).toBe("safe");
  expect(run(rule, service("    dependson: [a]\n"))[0]?.fixes?.[0]?.safety).toBe("safe");
  expect(run(rule, service("    depend_on: [a]\n"))[0]?.fixes?.[0]?.safety).toBe("unsafe");
});

it("moves what belongs elsewhere, with what is to be made on the way", () => {
  expect(fixed(service("    replicas: 2\n"))).toEqual([service("    deploy:\n      replicas: 2\n")]);
  expect(fixed(service("    log_driver: local\n"))).toEqual([service("    logging:\n      driver: local\n")]);
  expect(fixed(service("    interval: 10s\n    healthcheck:\n      test: curl -f localhost\n"))).toEqual([
    service("    healthcheck:\n      test: curl -f localhost\n      interval: 10s\n"),
  ]);
  expect(fixed(service("    resources:\n      limits:\n        memory: 512m\n"))).toEqual([
    service("    deploy:\n      resources:\n        limits:\n          memory: 512m\n"),
  ]);
  for (const keys of ["    replicas: 2\n", "    limits:\n      cpus: 1\n", "    log_opt:\n      max-size: 10m\n"])
    expectLawfulFixes(rule, service(keys));
});

it("does not move onto what is there already, nor into the short form", () => {
  const [twice] = run(rule, service("    replicas: 2\n    deploy:\n      replicas: 3\n"));
  expect(twice).toMatchObject({ on: "replicas", fixes: [] });
  const [short] = run(rule, "services:\n  web:\n    build: .\n    dockerfile: web.Dockerfile\n");
  expect(short).toMatchObject({ on: "dockerfile", fixes: [] });
});

it("tells the format of version 1 once, and puts its services under `services`", () => {
  const text = "# ours\nweb:\n  image: nginx:1.29\n\n  links:\n    - db\ndb:\n  image: postgres:18\n";
  const problems = run(rule, text);
  expect(problems.map(({ on }) => on)).toEqual(["web"]);
  expect(problems[0]?.fixed).toEqual([
    "# ours\nservices:\n  web:\n    image: nginx:1.29\n\n    links:\n      - db\n  db:\n    image: postgres:18\n",
  ]);
  expectLawfulFixes(rule, text);
});

it("tells a service that stands beside the others, and a section that stands among them", () => {
  const beside = `${service("")}db:\n  image: postgres:18\n`;
  expect(fixed(beside)).toEqual([`${service("")}  db:\n    image: postgres:18\n`]);
  const among = service("  volumes:\n    data:\n      driver: local\n");
  expect(run(rule, among)[0]).toMatchObject({ on: "volumes" });
  expect(fixed(among)).toEqual([`${service("")}volumes:\n  data:\n    driver: local\n`]);
  expect(run(rule, among.replace("services", "service"))[1]?.message).toContain("`volumes` stands among the services");
  expectLawfulFixes(rule, among);
});

it("says what to do where nothing is near", () => {
  expect(run(rule, service("    rm: true\n"))[0]?.message).toContain("`docker compose run`");
  expect(run(rule, service("    frobnicate: true\n"))[0]?.message).toContain("`x-frobnicate`");
  expect(run(rule, service("    logging:\n      frobnicate: true\n"))[0]?.message).toContain("`driver` and `options`");
  expect(run(rule, service("    Image: a\n"))[0]?.message).toContain("`image` is there already");
});

it("is silent about extensions, names of one's own, variables in values and files that YAML cannot read", () => {
  expect(run(rule, service("    x-own: true\n    deploy:\n      x-own: true\n    environment:\n      anything: 1\n"))).toEqual([]);
  expect(run(rule, `x-a: &a\n  imge: b\n${service("")}`)).toEqual([]);
  expect(run(rule, `${service("    enviroment: {}\n")}  "\n`)).toEqual([]);
  expect(run(rule, `${service("    enviroment: {}\n")}{% if a %}\n`)).toEqual([]);
});

it("tells what `<<` brings where it stands, without a fix", () => {
  const text = `x-base: &base\n  restrt: always\nservices:\n  a:\n    <<: *base\n    image: a\n  b:\n    <<: *base\n    image: a\n`;
  expect(run(rule, text).map(({ on, at, fixes }) => [on, at, fixes])).toEqual([["restrt", "2:3", []]]);
});
