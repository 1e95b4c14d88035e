import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allBuilds, type Build, buildsOf } from "../../../server/engine/workspace/builds.ts";
import { readHcl } from "../../../server/engine/workspace/hcl.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";
import { readYaml } from "../../../server/engine/workspace/yaml-tree.ts";

function builds(files: Record<string, string>): readonly Build[] {
  return memoryWorkspace(files).derive(allBuilds);
}

/** The build that a single file describes, without what is empty. */
function only(path: string, text: string, others: Record<string, string> = {}): Build {
  const found = builds({ ...others, [path]: text }).filter((build) => build.source.path === path);
  expect(found).toHaveLength(1);
  return found[0] as Build;
}

function places(found: readonly Build[]): (readonly [string | undefined, string | undefined, string | undefined, string | undefined])[] {
  return found.map(({ service, context, dockerfile, target }) => [service, context, dockerfile, target]);
}

describe("Compose", () => {
  it("reads both forms of build, from the file's folder", () => {
    const found = builds({
      "deploy/compose.yaml": `services:
  api:
    build: ../api
  web:
    build:
      context: ../web
      dockerfile: docker/Dockerfile.prod
      target: runtime
  db:
    image: postgres:17
  here:
    build: {}
`,
    });
    expect(places(found)).toEqual([
      ["api", "api", "api/Dockerfile", undefined],
      ["web", "web", "web/docker/Dockerfile.prod", "runtime"],
      ["here", "deploy", "deploy/Dockerfile", undefined],
    ]);
  });

  it("shows where it is said", () => {
    const text = "services:\n  api:\n    build: ./api\n";
    const { source } = only("compose.yaml", text);
    expect(text.slice(source.span.start, source.span.end)).toBe("./api");
  });

  it("reads arguments, further contexts and the image's name, as maps and as lists", () => {
    const build = only(
      "docker-compose.yml",
      `services:
  api:
    image: registry.example/team/api:\${TAG}
    build:
      context: .
      args: [A=1, "B=\${B}", C]
      additional_contexts:
        - shared=../shared
`,
    );
    expect([...build.args]).toEqual([
      ["A", "1"],
      ["B", undefined],
      ["C", undefined],
    ]);
    expect(build.namedContexts).toEqual(["shared"]);
    expect(build.images).toEqual(["api"]);
    const map = only(
      "compose.yml",
      "services: {a: {build: {context: ., args: {A: 1, B: $B, C: a$$b, D: }, additional_contexts: {x: ../x}}}}",
    );
    expect([...map.args]).toEqual([
      ["A", "1"],
      ["B", undefined],
      ["C", "a$b"],
      ["D", undefined],
    ]);
    expect(map.namedContexts).toEqual(["x"]);
  });

  it.each([
    ["context: ${DIR}", undefined, undefined, undefined, false],
    ["dockerfile: ${DOCKERFILE:-Dockerfile}", "", undefined, undefined, false],
    ["target: ${TARGET:-prod}", "", "Dockerfile", undefined, true],
    ["context: https://example.com/a.git", undefined, undefined, undefined, false],
    ["context: git@example.com:a/b.git", undefined, undefined, undefined, false],
    ["context: ../outside", undefined, undefined, undefined, false],
    ["context: /absolute", undefined, undefined, undefined, false],
    ['dockerfile_inline: "FROM a"', "", undefined, undefined, false],
  ])("leaves unknown what is not written: %s", (line, context, dockerfile, target, isTargetUnknown) => {
    const build = only("compose.yaml", `services:\n  a:\n    build:\n      ${line}\n`);
    expect([build.context, build.dockerfile, build.target, build.isTargetUnknown]).toEqual([context, dockerfile, target, isTargetUnknown]);
  });

  it.each([
    ["test: [CMD, curl, x]", true, false],
    ["test: curl x", true, false],
    ["interval: 10s", false, false],
    ["disable: true", false, true],
    ['test: ["NONE"]', false, true],
    ["disable: false", false, false],
  ])("reads a healthcheck with %s", (line, has, disables) => {
    const build = only("compose.yaml", `services:\n  a:\n    build: .\n    healthcheck:\n      ${line}\n`);
    expect([build.hasHealthcheck, build.disablesHealthcheck]).toEqual([has, disables]);
  });

  it("follows anchors, merge keys and extends", () => {
    const found = builds({
      "compose.yaml": `x-app: &app
  build: &build
    context: "."
    target: app
  healthcheck: {test: [CMD, true]}
services:
  web:
    <<: *app
  worker:
    <<: *app
    build:
      <<: *build
      target: worker
  child:
    extends: {service: web}
  far:
    extends:
      file: base/common.yml
      service: base
  loop: {extends: loop}
`,
      "base/common.yml": "services:\n  base:\n    build: {context: ., dockerfile: D}\n",
    });
    // A child that adds nothing to the build is no build of its own.
    expect(places(found)).toEqual([
      ["web", "", "Dockerfile", "app"],
      ["worker", "", "Dockerfile", "worker"],
    ]);
    expect(found.map((build) => build.hasHealthcheck)).toEqual([true, true]);
  });

  it("lays an override over the folder's main file, and no file that stands by itself", () => {
    const found = builds({
      "docker-compose.yml": "services:\n  api:\n    build: {context: ./api, target: prod, args: {A: 1}}\n",
      "docker-compose.dev.yml": "services:\n  api:\n    build: {target: dev}\n",
      "docker-compose.check.yml": "services:\n  api:\n    healthcheck: {test: curl x}\n",
      "docker-compose.alone.yml": "services:\n  api:\n    build: ./api\n",
    });
    expect(found.map(({ source, dockerfile, target, hasHealthcheck }) => [source.path, dockerfile, target, hasHealthcheck])).toEqual([
      ["docker-compose.alone.yml", "api/Dockerfile", undefined, false],
      ["docker-compose.check.yml", "api/Dockerfile", "prod", true],
      ["docker-compose.dev.yml", "api/Dockerfile", "dev", false],
      ["docker-compose.yml", "api/Dockerfile", "prod", false],
    ]);
    expect(found[2]?.args.get("A")).toBe("1");
  });

  it("takes files by their names alone", () => {
    const text = "services:\n  a:\n    build: .\n";
    const names = [
      "compose.yaml",
      "compose.override.yml",
      "docker-compose.yml",
      "docker-compose.prod.yaml",
      "docker-compose-ci.yml",
      "a/b/compose.yml",
    ];
    for (const name of names) expect(builds({ [name]: text })).toHaveLength(1);
    for (const name of ["composer.yml", "my-compose.yaml.bak", "services.yml", "compose.json"])
      expect(builds({ [name]: text })).toEqual([]);
  });
});

describe("Bake", () => {
  it("reads targets with what they inherit", () => {
    const text = `# build
variable "TAG" { default = "latest" }
group "default" { targets = ["api", "web"] }
target "docker-metadata-action" {}
target "_common" {
  args = { A = "1", B = "x" }
  platforms = ["linux/amd64"]
}
target "api" {
  inherits = ["docker-metadata-action", "_common"]
  context = "./api"
  dockerfile = "docker/Dockerfile"
  target = "prod"
  args = {
    B = TAG
    "C" : "3", // trailing
  }
  contexts = { base = "docker-image://alpine" }
  tags = ["registry.example/x/api:\${TAG}", "api"]
}
target "web" {
  inherits = ["api"]
  dockerfile-inline = <<EOT
FROM scratch
target "no" {}
EOT
}
/* target "gone" { context = "." } */
target "computed" {
  context = "\${DIR}"
}
target "conditional" {
  context = TAG == "latest" ? "." : "other"
  target  = "\${TARGET}"
}
target "plain" { dockerfile = "Dockerfile.plain" }
`;
    const found = builds({ "docker-bake.hcl": text });
    expect(places(found)).toEqual([
      ["api", "api", "api/docker/Dockerfile", "prod"],
      ["web", "api", undefined, "prod"],
      ["computed", undefined, undefined, undefined],
      ["conditional", undefined, undefined, undefined],
      ["plain", "", "Dockerfile.plain", undefined],
    ]);
    const [api] = found;
    expect([...(api?.args ?? [])]).toEqual([
      ["A", "1"],
      ["B", undefined],
      ["C", "3"],
    ]);
    expect([api?.namedContexts, api?.images]).toEqual([["base"], ["api", "api"]]);
    expect(api && text.slice(api.source.span.start, api.source.span.end)).toBe('target "api"');
    expect(found[3]?.isTargetUnknown).toBe(true);
  });

  it("reads JSON, and merges blocks of one name", () => {
    const json = only(
      "docker-bake.json",
      '{"target": {"api": {"context": "api", "dockerfile": "D", "tags": ["x/api:1"], "args": {"A": "${A}"}}}}',
    );
    expect([json.context, json.dockerfile, json.images, [...json.args]]).toEqual(["api", "api/D", ["api"], [["A", undefined]]]);
    const merged = only("sub/docker-bake.hcl", 'target "a" {\n context = "x"\n}\ntarget "a" {\n target = "t"\n}\n');
    expect([merged.context, merged.dockerfile, merged.target]).toEqual(["sub/x", "sub/x/Dockerfile", "t"]);
  });

  it("ends on inheritance in a circle", () => {
    expect(only("docker-bake.hcl", 'target "a" { inherits = ["a", "b"]\n context = "." }').context).toBe("");
  });
});

describe("workflows", () => {
  const workflow = (steps: string, extra = "") => `on: push\n${extra}jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
  const path = ".github/workflows/ci.yml";
  const action = (inputs: string, before = "") =>
    workflow(`${before}      - uses: docker/build-push-action@v7\n        with: {${inputs}}\n`);
  const run = (script: string, extra = "") => workflow(`      - run: |\n${script.replace(/^/gm, "          ")}\n`, extra);

  it.each([
    ["push: true", "", "Dockerfile"],
    ["context: .", "", "Dockerfile"],
    ["context: ./api", "api", "api/Dockerfile"],
    ["context: ./api, file: docker/Dockerfile", "api", "docker/Dockerfile"],
    ["file: docker/Dockerfile", "", "docker/Dockerfile"],
    ['context: "{{defaultContext}}:api"', "api", "api/Dockerfile"],
    ['context: "{{defaultContext}}:api", file: D', "api", "api/D"],
    ['context: "${{ matrix.dir }}"', undefined, undefined],
    ['file: "${{ matrix.dir }}/Dockerfile"', "", undefined],
    ["context: https://example.com/a.git", undefined, undefined],
  ])("build-push-action with %s", (inputs, context, dockerfile) => {
    const build = only(path, action(inputs));
    expect([build.context, build.dockerfile]).toEqual([context, dockerfile]);
  });

  it("reads target, arguments, contexts and tags", () => {
    const build = only(
      path,
      workflow(`      - uses: docker/build-push-action@0000000000000000000000000000000000000000 # v7
        with:
          target: prod
          build-args: |
            A=1
            B=\${{ github.sha }}
          build-contexts: base=docker-image://alpine
          tags: |
            registry.example/x/api:1
            \${{ steps.meta.outputs.tags }}
`),
    );
    expect([build.target, [...build.args], build.namedContexts, build.images, build.service]).toEqual([
      "prod",
      [
        ["A", "1"],
        ["B", undefined],
      ],
      ["base"],
      ["api"],
      "build",
    ]);
  });

  it("reads what secrets, agents and ports a build hands over", () => {
    const handed = (path: string, text: string) => {
      const { secrets, ssh, ports } = only(path, text);
      return { secrets, ssh, ports };
    };
    const compose = (more: string) =>
      handed("compose.yaml", `services: { a: { ports: ["80:8080", "9090", "\${X}:\${Y}"], build: { context: ., ${more} } } }`);
    expect(
      compose('secrets: [token, { source: key, target: named }, { source: plain }, "${X}"], ssh: [default, "deploy=~/.ssh/id"]'),
    ).toEqual({
      secrets: ["token", "named", "plain"],
      ssh: ["default", "deploy"],
      ports: [8080, 9090],
    });
    expect(compose("ssh: default").ssh).toEqual(["default"]);
    expect(compose("ssh: { deploy: x }").ssh).toEqual(["deploy"]);
    const bake =
      'target "a" {\n  context = "."\n  secret = ["type=env,id=token", { id = "key", src = "k" }, "src=x"]\n  ssh = ["default=/a", { id = "deploy" }]\n}\n';
    expect(handed("docker-bake.hcl", bake)).toEqual({ secrets: ["token", "key"], ssh: ["default", "deploy"], ports: undefined });
    expect(
      handed(path, action('secrets: "token=1\\nkey=${{ secrets.KEY }}", secret-envs: "env=VAR", secret-files: file=a, ssh: "default\\n"')),
    ).toEqual({
      secrets: ["token", "key", "env", "file"],
      ssh: ["default"],
      ports: undefined,
    });
    expect(
      handed(path, run("docker build --secret id=token,env=TOKEN --secret type=file,id=key,src=k --ssh default --ssh deploy=k .")),
    ).toEqual({
      secrets: ["token", "key"],
      ssh: ["default", "deploy"],
      ports: undefined,
    });
  });

  it("knows where the repository is checked out", () => {
    const checkout = "      - uses: actions/checkout@v6\n        with: {path: src}\n";
    expect(only(path, action("context: src/api", checkout)).dockerfile).toBe("api/Dockerfile");
    expect(only(path, action("context: other", checkout)).dockerfile).toBeUndefined();
    const other = "      - uses: actions/checkout@v6\n      - uses: actions/checkout@v6\n        with: {repository: a/b, path: lib}\n";
    expect(only(path, action("context: api", other)).dockerfile).toBe("api/Dockerfile");
    expect(only(path, action("context: lib", other)).dockerfile).toBeUndefined();
    const computed = "      - uses: actions/checkout@v6\n        with: {path: '${{ x }}'}\n";
    expect(only(path, action("context: .", computed)).dockerfile).toBeUndefined();
  });

  it.each([
    ["docker build .", "", "Dockerfile", undefined],
    ["docker build -t x:1 --build-arg A=1 -f docker/Dockerfile --target=prod api", "api", "docker/Dockerfile", "prod"],
    ["docker buildx build --push --platform linux/amd64 --file=D .", "", "D", undefined],
    ["docker --context x image build --load -qt x ./api", "api", "api/Dockerfile", undefined],
    ["cd api && docker build --no-cache .", "api", "api/Dockerfile", undefined],
    ["cd $DIR\ndocker build .", undefined, undefined, undefined],
    ["podman build -f Containerfile .", "", "Containerfile", undefined],
    ["sudo buildah bud -f D .", "", "D", undefined],
    ["docker build - < Dockerfile", undefined, undefined, undefined],
    ["docker build https://example.com/a.git", undefined, undefined, undefined],
    ["docker build -f $FILE .", "", undefined, undefined],
    ["docker build $OPTIONS .", "", undefined, undefined],
    ["docker build --target ${{ matrix.t }} -t ${{ env.X }} .", "", "Dockerfile", undefined],
    ["if x; then\n  docker build ./api\nfi", "api", "api/Dockerfile", undefined],
  ])("%s", (script, context, dockerfile, target) => {
    const text = run(script);
    const build = only(path, text);
    expect([build.context, build.dockerfile, build.target]).toEqual([context, dockerfile, target]);
    expect(text.slice(build.source.span.start, build.source.span.end)).toMatch(/(?:docker|podman|buildah).* (?:build|bud)/);
  });

  it.each(["docker compose build", "docker run x build", "npm run build", "docker buildx bake", "echo docker build ."])(
    "%s builds nothing",
    (script) => {
      expect(builds({ [path]: run(script) })).toEqual([]);
    },
  );

  it("runs in the working directory", () => {
    const step = workflow("      - run: docker build .\n        working-directory: api\n");
    expect(only(path, step).dockerfile).toBe("api/Dockerfile");
    expect(only(path, run("docker build .", "defaults: {run: {working-directory: web}}\n")).dockerfile).toBe("web/Dockerfile");
    expect(only(path, run("docker build .", "defaults: {run: {working-directory: '${{ x }}'}}\n")).dockerfile).toBeUndefined();
  });

  it("are looked for in their folder alone", () => {
    expect(builds({ "workflows/ci.yml": run("docker build ."), "x/.github/workflows/ci.yml": run("docker build .") })).toEqual([]);
  });
});

describe("all of them", () => {
  it("are found by the Dockerfile that they name, and followed when a file changes", () => {
    const workspace = memoryWorkspace({
      "compose.yaml": "services: {a: {build: ./a}}",
      "docker-bake.hcl": 'target "b" { context = "a" }',
      "a/Dockerfile": "",
    });
    expect(buildsOf("a/Dockerfile", workspace).map(({ kind }) => kind)).toEqual(["compose", "bake"]);
    expect(buildsOf("Dockerfile", workspace)).toEqual([]);
    workspace.open("compose.yaml", "services: {a: {build: .}}");
    expect(buildsOf("a/Dockerfile", workspace).map(({ kind }) => kind)).toEqual(["bake"]);
    expect(buildsOf("Dockerfile", workspace).map(({ kind }) => kind)).toEqual(["compose"]);
  });

  it("are none where nothing can be seen", () => {
    expect(unseenWorkspace().derive(allBuilds)).toEqual([]);
  });

  it("are read without a throw, whatever the files hold", () => {
    const piece = fc.constantFrom(
      ...[
        "services",
        ":",
        "\n",
        "  ",
        "build",
        "- ",
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "&a ",
        "*a",
        "<<: *a",
        "${",
        "}}",
        "${{",
        "|",
        "# ",
        "context: .",
        "=",
        'target "x" {',
        "\t",
      ],
      ...["jobs:\n  a:\n    steps:\n      - run: docker build ", "<<EOT\n", "inherits = [", ",", "/*", "\0", "é"],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        builds({ "compose.yaml": text, "docker-bake.hcl": text, "docker-bake.json": text, ".github/workflows/a.yml": text });
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ["nesting", "[".repeat(100_000)],
    ["maps", "{a: ".repeat(50_000)],
    ["aliases", `a: &a [x]\n${"b: *a\n".repeat(15_000)}`],
    [
      "references to references",
      Array.from({ length: 40 }, (_, i) => `k${i}: &k${i} ${i ? `{<<: [*k${i - 1}, *k${i - 1}]}` : "{a: 1}"}`).join("\n"),
    ],
    ["a circle", "services: &a\n  <<: *a\n  x: {build: .}\n"],
    ["HCL lists", `target "a" { x = ${"[".repeat(100_000)}`],
    ["HCL strings", `target "a" { x = "${"${".repeat(80_000)}`],
  ])("%s end in time", (_, text) => {
    const start = performance.now();
    builds({ "compose.yaml": text, "docker-bake.hcl": text });
    for (const value of readYaml(text)) for (const entry of value.entries) void entry.value?.entries;
    readHcl(text);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
