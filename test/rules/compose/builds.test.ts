// What services are built from.
import { describe, expect, it } from "vitest";
import broken from "../../../server/engine/rules/compose/broken-build.ts";
import both from "../../../server/engine/rules/compose/build-and-image.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (build: string) => `services:\n  web:\n    build:${build}`;
const Dockerfile = "FROM node:24-alpine AS build\nARG REVISION\nFROM node:24-alpine AS runtime\n";

describe("compose/broken-build", () => {
  it.each([
    ["a folder that is not there", " ./bakend\n", "./bakend", [" ./backend\n"], { "backend/Dockerfile": Dockerfile }],
    [
      "a folder, in the long form",
      "\n      context: bakend/\n",
      "bakend/",
      ["\n      context: backend/\n"],
      { "backend/Dockerfile": Dockerfile },
    ],
    ["a folder that is like no other", " ./api\n", "./api", [], { "backend/Dockerfile": Dockerfile }],
    ["a program without any Dockerfile", " .\n", ".", [], { "package.json": "{}" }],
    ["a file for a folder", " ./Dockerfile\n", "./Dockerfile", ["\n      context: .\n      dockerfile: Dockerfile\n"], { Dockerfile }],
    [
      "no Dockerfile",
      " web\n",
      "web",
      ["\n      context: web\n      dockerfile: prod.Dockerfile\n"],
      { "web/prod.Dockerfile": Dockerfile },
    ],
    [
      "no Dockerfile, in the long form",
      "\n      context: web\n      args: {}\n",
      "web",
      ["\n      context: web\n      dockerfile: prod.Dockerfile\n      args: {}\n"],
      { "web/prod.Dockerfile": Dockerfile },
    ],
    ["several that it could be", " web\n", "web", [], { "web/a.Dockerfile": Dockerfile, "web/b.Dockerfile": Dockerfile }],
    [
      "a Dockerfile by another name",
      "\n      context: .\n      dockerfile: Dockerfile.prd\n",
      "Dockerfile.prd",
      ["\n      context: .\n      dockerfile: Dockerfile.prod\n"],
      { "Dockerfile.prod": Dockerfile },
    ],
    [
      "a path that counts from the wrong folder",
      "\n      context: web\n      dockerfile: docker/Dockerfile\n",
      "docker/Dockerfile",
      ["\n      context: web\n      dockerfile: ../docker/Dockerfile\n"],
      { "docker/Dockerfile": Dockerfile, "web/index.js": "" },
    ],
    ["a stage", "\n      context: .\n      target: runtme\n", "runtme", ["\n      context: .\n      target: runtime\n"], { Dockerfile }],
    ["a stage that is like no other", "\n      context: .\n      target: dev\n", "dev", [], { Dockerfile }],
    ["the number of a stage", "\n      context: .\n      target: 2\n".replace("2", '"2"'), '"2"', [], { Dockerfile }],
  ] as const)("reports %s", (_, build, on, fixed, files) => {
    expect(run(broken, web(build), { files })).toMatchObject([{ on, fixed: fixed.map(web) }]);
    expect(run(broken, web(build), { files })[0]?.severity).toBeUndefined();
    expectLawfulFixes(broken, web(build), { files });
  });

  it.each([
    [
      "a map",
      "\n      context: .\n      args:\n        REVISON: abc\n        OTHER: x\n",
      ["REVISON", "OTHER"],
      [
        "\n      context: .\n      args:\n        REVISION: abc\n        OTHER: x\n",
        "\n      context: .\n      args:\n        REVISON: abc\n",
      ],
    ],
    [
      "a list",
      "\n      context: .\n      args:\n        - REVISON=abc\n        - OTHER\n",
      ["REVISON", "OTHER"],
      [
        "\n      context: .\n      args:\n        - REVISION=abc\n        - OTHER\n",
        "\n      context: .\n      args:\n        - REVISON=abc\n",
      ],
    ],
  ])("warns of arguments that nothing takes, in %s", (_, build, on, fixed) => {
    const problems = run(broken, web(build), { files: { Dockerfile } });
    expect(problems.map((problem) => [problem.on, problem.severity])).toEqual(on.map((name) => [name, "warning"]));
    expect(problems.flatMap((problem) => problem.fixed)).toEqual(fixed.map(web));
    expectLawfulFixes(broken, web(build), { files: { Dockerfile } });
  });

  it.each([
    ["a Dockerfile", " .\n", { Dockerfile }],
    ["one in lower case", " .\n", { dockerfile: Dockerfile }],
    ["a Containerfile", " .\n", { Containerfile: Dockerfile }],
    ["an address", " https://github.com/example/web.git#main\n", { Dockerfile }],
    ["an address of GitHub without a scheme", " github.com/example/web\n", { Dockerfile }],
    ["an address of SSH", " git@github.com:example/web.git\n", { Dockerfile }],
    ["a variable", " ${WEB_FOLDER}\n", { Dockerfile }],
    ["a folder out of the workspace", " ../web\n", { Dockerfile }],
    ["an absolute path", " /srv/web\n", { Dockerfile }],
    ["a variable for the Dockerfile", "\n      context: .\n      dockerfile: ${FILE}\n", { "web.Dockerfile": Dockerfile }],
    ["a variable for the stage", "\n      context: .\n      target: ${STAGE:-dev}\n", { Dockerfile }],
    [
      "a Dockerfile in the file itself",
      "\n      context: .\n      dockerfile_inline: FROM node:24-alpine\n      target: dev\n",
      { "a.Dockerfile": Dockerfile },
    ],
    ["a stage in upper case", "\n      context: .\n      target: Runtime\n", { Dockerfile }],
    ["the number of a stage", '\n      context: .\n      target: "1"\n', { Dockerfile }],
    ["what Git ignores", " build/web\n", { Dockerfile, ".gitignore": "build/\n" }],
    [
      "a Dockerfile that Git ignores",
      "\n      context: .\n      dockerfile: Dockerfile.generated\n",
      { Dockerfile, ".gitignore": "*.generated\n" },
    ],
    ["a submodule", " modules/web\n", { Dockerfile, ".gitmodules": '[submodule "web"]\n\tpath = modules/web\n' }],
    ["a workspace without any Dockerfile", " ./web\n", { "README.md": "" }],
    ["a template of a Dockerfile", "\n      context: .\n      target: dev\n", { Dockerfile: "{% if x %}\nFROM {{ base }}\n{% endif %}\n" }],
    ["another frontend", "\n      context: .\n      target: dev\n", { Dockerfile: "# syntax=example/frontend:1\nFROM node:24-alpine\n" }],
    [
      "arguments that every build has",
      "\n      context: .\n      args:\n        HTTP_PROXY: http://proxy\n        no_proxy: localhost\n        BUILDKIT_INLINE_CACHE: 1\n        SOURCE_DATE_EPOCH: 0\n        REVISION: abc\n",
      { Dockerfile },
    ],
    [
      "an argument before the first stage",
      "\n      context: .\n      args:\n        NODE: 24\n",
      { Dockerfile: "ARG NODE\nFROM node:$NODE\n" },
    ],
    ["an argument of a trigger", "\n      context: .\n      args:\n        NODE: 24\n", { Dockerfile: "FROM node:24\nONBUILD ARG NODE\n" }],
    [
      "an image whose triggers may take it",
      "\n      context: .\n      args:\n        NODE: 24\n",
      { Dockerfile: "FROM example/node:24-onbuild\n" },
    ],
  ] as const)("is silent on %s", (_, build, files) => expect(places(broken, web(build), { files })).toEqual([]));

  it("is silent where nothing is seen, and where the path is right from a folder above", () => {
    expect(places(broken, web(" ./backend\n"))).toEqual([]);
    expect(places(broken, web(" ./backend\n"), { path: "deploy/compose.prod.yaml", files: { "backend/Dockerfile": Dockerfile } })).toEqual(
      [],
    );
  });

  it("takes the context from the file below", () => {
    const files = { "compose.yaml": web("\n      context: web\n"), "web/Dockerfile": Dockerfile };
    expect(places(broken, web("\n      target: dev\n"), { path: "compose.override.yaml", files })).toEqual(["4:15"]);
    expect(places(broken, web("\n      target: build\n"), { path: "compose.override.yaml", files })).toEqual([]);
  });

  it("leaves to another file what that may say", () => {
    const over = (build: string) => ({ "docker-compose.dev.yml": web(build), "api/Dockerfile": Dockerfile });
    expect(places(broken, web(" .\n"), { path: "docker-compose.yml", files: over("\n      target: build\n") })).toEqual(["3:12"]);
    expect(places(broken, web(" .\n"), { path: "docker-compose.yml", files: over("\n      dockerfile: api/Dockerfile\n") })).toEqual([]);
    expect(places(broken, web(" .\n"), { path: "docker-compose.yml", files: over(" api\n") })).toEqual([]);
  });

  it("leaves arguments that services share alone", () => {
    const text =
      "x-args: &args\n  OTHER: x\nservices:\n  web:\n    build:\n      context: .\n      args: *args\n  api:\n    build:\n      context: .\n      args:\n        <<: *args\n        REVISION: abc\n";
    expect(places(broken, text, { files: { Dockerfile } })).toEqual([]);
  });
});

describe("compose/build-and-image", () => {
  it("is on the key", () => {
    expect(run(both, "services:\n  web:\n    build: .\n    image: ghcr.io/example/web:1\n")).toMatchObject([{ on: "image" }]);
  });

  it.each([
    ["a build", "    build: .\n"],
    ["an image", "    image: ghcr.io/example/web:1\n"],
    ["a policy", "    build: .\n    image: ghcr.io/example/web:1\n    pull_policy: build\n"],
    ["nothing behind the key", "    build: .\n    image:\n"],
  ])("is silent on %s", (_, more) => expect(places(both, `services:\n  web:\n${more}`)).toEqual([]));

  it("leaves the image of the file below alone", () => {
    const files = { "compose.yaml": "services:\n  web:\n    image: ghcr.io/example/web:1\n" };
    expect(places(both, "services:\n  web:\n    build: .\n", { path: "compose.override.yaml", files })).toEqual([]);
  });
});
