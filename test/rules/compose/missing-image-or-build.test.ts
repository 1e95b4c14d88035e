import { expect, it } from "vitest";
import rule from "../../../server/engine/rules/compose/missing-image-or-build.ts";
import { expectLawfulFixes, run } from "../support.ts";

const lacking = "services:\n  web:\n    restart: always\n";
const whole = "services:\n  web:\n    image: nginx:1.29\n";
const on = (text: string, setting?: Parameters<typeof run>[2]) => run(rule, text, setting).map((problem) => problem.on);

it("tells a service that says nowhere what runs, and offers the Dockerfile beside", () => {
  expect(on(lacking)).toEqual(["web"]);
  const [problem] = run(rule, lacking, { files: { Dockerfile: "FROM scratch\n" } });
  expect(problem?.fixed).toEqual([
    "services:\n  web:\n    build: .\n    restart: always\n",
    "services:\n  web:\n    image: IMAGE:TAG\n    restart: always\n",
  ]);
  expectLawfulFixes(rule, lacking);
});

it("is silent about services that are built, extended, merged or provided", () => {
  for (const keys of ["image: a", "build: .", "extends: base", "provider: {type: a}", "<<: *base"])
    expect(on(`x-base: &base\n  image: a\nservices:\n  web:\n    ${keys}\n  base:\n    image: a\n`)).toEqual([]);
  expect(on("services:\n  web:\n    image: ${IMAGE}\n")).toEqual([]);
});

it("is silent in files that are laid over others", () => {
  for (const path of ["compose.override.yaml", "docker-compose.override.yml", "compose.prod.yaml", "docker-compose.dev.yml"])
    expect(on(lacking, { path, files: { "compose.yaml": whole } })).toEqual([]);
  expect(on(lacking, { path: "compose.prod.yaml" })).toEqual([]);
  expect(on(lacking, { path: ".devcontainer/docker-compose.yml", files: { "docker-compose.yml": whole } })).toEqual([]);
});

it("is silent where another file of the folder brings the image", () => {
  expect(on(lacking, { files: { "compose.override.yaml": whole } })).toEqual([]);
  expect(on(lacking, { path: "compose.a.yaml", files: { "compose.b.yaml": whole } })).toEqual([]);
});

it("is silent about what is there to be extended", () => {
  const files = {
    "compose.yaml": "services:\n  web:\n    image: a\n    extends:\n      file: common-docker-compose.yml\n      service: web\n",
  };
  expect(on(lacking, { path: "common-docker-compose.yml", files })).toEqual([]);
  const above = { "compose.yaml": "services:\n  web:\n    image: a\n    extends:\n      file: shared/compose.yaml\n      service: web\n" };
  expect(on(lacking, { path: "shared/compose.yaml", files: above })).toEqual([]);
});

it("tells it of a file by itself, whatever it is called", () => {
  expect(on(lacking, { path: "deploy/app.compose.yaml", files: {} })).toEqual(["web"]);
});

it("leaves a service with nothing below its name to the schema", () => {
  expect(on("services:\n  web:\n")).toEqual([]);
});
