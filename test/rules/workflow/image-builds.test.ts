import { describe, expect, it } from "vitest";
import minimalBuildCache from "../../../server/engine/rules/workflow/minimal-build-cache.ts";
import missingBuildTarget from "../../../server/engine/rules/workflow/missing-build-target.ts";
import missingBuildx from "../../../server/engine/rules/workflow/missing-buildx.ts";
import missingDockerfile from "../../../server/engine/rules/workflow/missing-dockerfile.ts";
import missingQemu from "../../../server/engine/rules/workflow/missing-qemu.ts";
import uncachedImageBuild from "../../../server/engine/rules/workflow/uncached-image-build.ts";
import unknownBuildArgument from "../../../server/engine/rules/workflow/unknown-build-argument.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));
const job = (steps: string, runner = "ubuntu-24.04", on = "{push: {branches: [main]}}") =>
  `on: ${on}\njobs:\n  image:\n    runs-on: ${runner}\n    steps:\n${indent(steps, 6)}`;
const build = (inputs: string) => `- uses: docker/build-push-action@v7\n  with:\n${indent(inputs, 4)}`;
const buildx = "- uses: docker/setup-buildx-action@v4\n";
const multiStage =
  "FROM golang:1.25 AS build\nARG VERSION\nRUN go build -o /app .\nFROM alpine:3.22 AS runtime\nCOPY --from=build /app /app\n";

describe("workflow/uncached-image-build", () => {
  it.each([
    job(buildx + build("tags: a/b\n")),
    job(`${buildx}- uses: docker/build-push-action@v7\n`),
    job(build("tags: a/b\n")),
    job(`${buildx}${build("builder: ${{ steps.buildx.outputs.name }}\n")}`),
  ])("keeps the layers of\n%s", (text) => {
    expect(run(uncachedImageBuild, text)[0]?.fixed[0]).toContain("cache-from: type=gha\n          cache-to: type=gha,mode=max\n");
    expectLawfulFixes(uncachedImageBuild, text);
    expect(places(missingBuildx, run(uncachedImageBuild, text)[0]?.fixed[0] ?? "")).toEqual([]);
  });

  it("gives the builds of a matrix caches of their own", () => {
    const text = job(buildx + build("tags: a/${{ matrix.app }}\n")).replace(
      "    runs-on",
      "    strategy: {matrix: {app: [web, api]}}\n    runs-on",
    );
    expect(run(uncachedImageBuild, text)[0]?.fixed[0]).toContain("cache-from: type=gha,scope=${{ matrix.app }}\n");
    expect(run(uncachedImageBuild, text.replace("app: [web, api]", "app: [web, api], os: [a, b]"))).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    job(buildx + build("cache-from: type=gha\n")),
    job(buildx + build("no-cache: true\n")),
    job(buildx + build("cache-to: type=local,dest=/tmp/c\n") + build("tags: a/b\n")),
    job(buildx + build("tags: a/b\n"), "self-hosted"),
    job(buildx + build("tags: a/b\n"), "ubuntu-24.04", "{push: {tags: ['v*']}}"),
    job(buildx + build("tags: a/b\n"), "ubuntu-24.04", "schedule"),
    job(buildx + build("tags: a/b\n"), "ubuntu-24.04", "workflow_call"),
    job(buildx + build("builder: mine\n")),
    job(`${buildx}  with:\n    driver: cloud\n${build("tags: a/b\n")}`),
    job(build("tags: a/b\n").replace("docker/", "depot/")),
  ])("is silent on\n%s", (text) => expect(places(uncachedImageBuild, text)).toEqual([]));
});

describe("workflow/missing-buildx", () => {
  it.each([
    build("cache-to: type=gha\n"),
    build("platforms: linux/amd64,linux/arm64\n"),
    build("sbom: true\n"),
    build("provenance: mode=max\n"),
    "- run: docker buildx build --cache-to type=gha .\n",
    "- run: docker buildx build --platform=linux/amd64,linux/arm64 .\n",
  ])("reports and mends\n%s", (steps) => {
    expectLawfulFixes(missingBuildx, job(steps));
    expect(run(missingBuildx, job(`- uses: docker/login-action@v4\n${steps}`))[0]?.fixed[0]).toMatch(/setup-buildx[^\n]*\n {6}- /);
  });

  it("pins the step where the file pins its actions", () => {
    const text = job(`- uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n${build("sbom: true\n")}`);
    expect(run(missingBuildx, text)[0]?.fixed[0]).toMatch(/setup-buildx-action@[0-9a-f]{40} # v4\./);
  });

  it.each([
    buildx + build("cache-to: type=gha\n"),
    build("cache-to: type=inline\n"),
    build("platforms: linux/amd64\n"),
    build("platforms: ${{ matrix.platform }}\n"),
    build("sbom: false\n"),
    build("cache-to: type=gha\nbuilder: mine\n"),
    `- uses: ./.github/actions/setup\n${build("cache-to: type=gha\n")}`,
    `- uses: acme/prepare@v1\n${build("cache-to: type=gha\n")}`,
    `- run: docker buildx create --use\n${build("cache-to: type=gha\n")}`,
    "- run: docker build -t a .\n",
  ])("is silent on\n%s", (steps) => expect(places(missingBuildx, job(steps))).toEqual([]));

  it("is silent on machines of others", () =>
    expect(places(missingBuildx, job(build("cache-to: type=gha\n"), "[self-hosted, linux]"))).toEqual([]));
});

describe("workflow/minimal-build-cache", () => {
  const files = { Dockerfile: multiStage };
  it.each(["type=gha", "type=gha,scope=${{ github.ref }}", "type=registry,ref=a/b:cache"])("completes %s", (cache) => {
    expectLawfulFixes(minimalBuildCache, job(build(`cache-to: ${cache}\n`)), { files });
    expect(run(minimalBuildCache, job(build(`cache-to: ${cache}\n`)), { files })[0]?.fixed[0]).toContain(`cache-to: ${cache},mode=max\n`);
  });

  it.each(["type=gha,mode=max", "type=gha,mode=min", "type=inline", "${{ inputs.cache }}"])("is silent on %s", (cache) => {
    expect(places(minimalBuildCache, job(build(`cache-to: ${cache}\n`)), { files })).toEqual([]);
  });

  it("is silent on one stage, and on what cannot be seen", () => {
    expect(places(minimalBuildCache, job(build("cache-to: type=gha\n")), { files: { Dockerfile: "FROM alpine:3\n" } })).toEqual([]);
    expect(places(minimalBuildCache, job(build("cache-to: type=gha\n")))).toEqual([]);
  });
});

describe("workflow/missing-qemu", () => {
  const files = { Dockerfile: "FROM alpine:3.22\nRUN apk add curl\n" };
  const steps = buildx + build("platforms: linux/amd64,linux/arm64\n");
  it("installs the emulators first", () => expectLawfulFixes(missingQemu, job(steps), { files }));
  it("knows runners with ARM", () => {
    expect(places(missingQemu, job(buildx + build("platforms: linux/arm64\n"), "ubuntu-24.04-arm"), { files })).toEqual([]);
    expect(places(missingQemu, job(steps, "ubuntu-24.04-arm"), { files })).toHaveLength(1);
  });
  it.each([
    [steps, { Dockerfile: "FROM --platform=$BUILDPLATFORM golang:1.25 AS build\nRUN go build\nFROM scratch\nCOPY --from=build /a /a\n" }],
    [steps, {}],
    [`- uses: docker/setup-qemu-action@v4\n${steps}`, files],
    [`- run: docker run --privileged tonistiigi/binfmt --install all\n${steps}`, files],
    [buildx + build("platforms: linux/amd64\n"), files],
    [buildx + build("platforms: ${{ matrix.platform }}\n"), files],
  ])("is silent on\n%s", (text, others) => expect(places(missingQemu, job(text), { files: others })).toEqual([]));
});

describe("workflow/missing-dockerfile", () => {
  const checkout = "- uses: actions/checkout@v7\n";
  const files = { "docker/Dockerfile": "FROM alpine:3\n", "src/a.js": "" };
  it.each([build("context: .\nfile: dockr/Dockerfile\n"), "- run: docker build -f dockr/Dockerfile .\n"])(
    "reports and mends\n%s",
    (steps) => {
      expect(run(missingDockerfile, job(checkout + steps), { files })).toMatchObject([{ on: "dockr/Dockerfile" }]);
      expectLawfulFixes(missingDockerfile, job(checkout + steps), { files });
    },
  );

  it("reports a context without one", () => {
    expect(places(missingDockerfile, job(checkout + build("context: src\n")), { files })).toEqual(["9:20"]);
  });

  it.each([
    [checkout + build("context: .\nfile: docker/Dockerfile\n"), files],
    [checkout + build("context: docker\n"), files],
    [checkout + build("context: .\nfile: ${{ matrix.file }}\n"), files],
    [checkout + build("context: https://github.com/acme/web.git\n"), files],
    [`${checkout}- run: ./generate.sh > dockr/Dockerfile\n${build("context: .\nfile: dockr/Dockerfile\n")}`, files],
    [`${checkout}- uses: actions/download-artifact@v8\n${build("context: .\nfile: dockr/Dockerfile\n")}`, files],
    [`${checkout}  with:\n    repository: acme/other\n${build("context: .\nfile: dockr/Dockerfile\n")}`, files],
    [`${checkout}  with:\n    path: src\n${build("context: src\n")}`, files],
    [checkout + build("context: .\nfile: out/Dockerfile\n"), { ...files, ".gitignore": "out/\n" }],
    [build("context: .\nfile: dockr/Dockerfile\n"), files],
  ])("is silent on\n%s", (steps, others) => expect(places(missingDockerfile, job(steps), { files: others })).toEqual([]));

  it("is silent where nothing can be seen", () => expect(places(missingDockerfile, job(checkout + build("context: src\n")))).toEqual([]));
});

describe("workflow/missing-build-target", () => {
  const files = { Dockerfile: multiStage };
  it.each([build("target: runtim\n"), "- uses: actions/checkout@v7\n- run: docker build --target runtim .\n"])(
    "reports and mends\n%s",
    (steps) => {
      expect(run(missingBuildTarget, job(steps), { files })).toMatchObject([{ on: "runtim" }]);
      expectLawfulFixes(missingBuildTarget, job(steps), { files });
    },
  );
  it("names the stages where none is near", () => {
    expect(run(missingBuildTarget, job(build("target: e2e\n")), { files })).toMatchObject([
      { message: expect.stringContaining("`build`, `runtime`"), fixed: [] },
    ]);
  });
  it.each([
    build("target: RUNTIME\n"),
    build("target: 1\n"),
    build("target: ${{ matrix.target }}\n"),
    build("target: ''\n"),
    build("file: other/Dockerfile\ntarget: runtim\n"),
  ])("is silent on\n%s", (steps) => expect(places(missingBuildTarget, job(steps), { files })).toEqual([]));
  it("is silent for other frontends", () => {
    expect(
      places(missingBuildTarget, job(build("target: x\n")), { files: { Dockerfile: "# syntax=acme/frontend\nFROM alpine:3\n" } }),
    ).toEqual([]);
  });
});

describe("workflow/unknown-build-argument", () => {
  const files = { Dockerfile: multiStage };
  it.each([
    build("build-args: |\n  VERSIN=1\n"),
    build("build-args: VERSIN=${{ github.sha }}\n"),
    "- uses: actions/checkout@v7\n- run: docker build --build-arg VERSIN=1 .\n",
  ])("reports and mends\n%s", (steps) => {
    expect(run(unknownBuildArgument, job(steps), { files })).toMatchObject([{ on: "VERSIN" }]);
    expectLawfulFixes(unknownBuildArgument, job(steps), { files });
  });
  it.each([
    build("build-args: |\n  VERSION=1\n  BUILDKIT_INLINE_CACHE=1\n  HTTP_PROXY=http://a\n"),
    build("build-args: ${{ matrix.args }}\n"),
    build("file: other/Dockerfile\nbuild-args: X=1\n"),
  ])("is silent on\n%s", (steps) => expect(places(unknownBuildArgument, job(steps), { files })).toEqual([]));
});
