import { describe, expect, it } from "vitest";
import { buildContextsOf, contextFiles, dockerfilesUsing } from "../../../server/engine/workspace/context.ts";
import { hasProbes } from "../../../server/engine/workspace/services.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

/** Each context as `folder!` where it is certain, `folder?` where not, with its ignore file. */
function contexts(path: string, files: Record<string, string>): string[] {
  return buildContextsOf(path, memoryWorkspace(files)).map(
    ({ folder, isCertain, ignorePath }) => `${folder || "."}${isCertain ? "!" : "?"}${ignorePath ? ` ${ignorePath}` : ""}`,
  );
}

describe("the build context", () => {
  it("is what builds name", () => {
    const compose = "services: {a: {build: {context: ., dockerfile: api/Dockerfile}}, b: {build: ./api}, c: {build: .}}";
    expect(contexts("api/Dockerfile", { "api/Dockerfile": "FROM a\nCOPY x .", "api/x": "", "compose.yaml": compose })).toEqual([
      ".!",
      "api!",
    ]);
  });

  it("is the root for a Dockerfile there", () => {
    expect(contexts("Dockerfile", { Dockerfile: "FROM a\nCOPY gone ." })).toEqual([".!"]);
  });

  it.each([
    ["only relative to the root", "COPY package.json api/src ./", { "package.json": "", "api/src/a": "" }, [".!"]],
    ["only relative to its folder", "COPY requirements.txt src ./", { "api/requirements.txt": "", "api/src/a": "" }, ["api!"]],
    ["relative to both", "COPY package.json ./", { "package.json": "", "api/package.json": "" }, ["api?", ".?"]],
    ["nowhere", "COPY dist ./", { x: "" }, ["api?", ".?"]],
    ["some here, some there", "COPY a b ./", { a: "", "api/b": "" }, ["api?", ".?"]],
    ["one tells, one is built first", "COPY package.json dist ./", { "api/package.json": "" }, ["api!"]],
    ["by a pattern", "COPY package*.json ./", { "api/package.json": "" }, ["api!"]],
    ["everything", "COPY . .\nCOPY * ./", { "api/package.json": "" }, ["api?", ".?"]],
    ["by a bind mount", "RUN --mount=type=bind,source=go.mod,target=go.mod go mod download", { "api/go.mod": "" }, ["api!"]],
    ["from a stage", "COPY --from=b x ./", { "api/x": "" }, ["api?", ".?"]],
    ["by a variable", "ARG D\nCOPY $D/x ./", { "api/x": "" }, ["api?", ".?"]],
  ])("is told by what is there %s", (_, lines, files, expected) => {
    expect(contexts("api/Dockerfile", { ...files, "api/Dockerfile": `FROM a\n${lines}\n` } as Record<string, string>)).toEqual(expected);
  });

  it("may be a folder in between", () => {
    const files = { "svc/api/docker/Dockerfile": "FROM a\nCOPY src .", "svc/api/src/a": "" };
    expect(contexts("svc/api/docker/Dockerfile", files)).toEqual(["svc/api!"]);
  });

  it("is told by an ignore file beside the Dockerfile where copies tell nothing", () => {
    expect(contexts("api/Dockerfile", { "api/Dockerfile": "FROM a\nCOPY . .", "api/.dockerignore": "" })).toEqual([
      "api! api/.dockerignore",
    ]);
    expect(contexts("api/Dockerfile", { "api/Dockerfile": "FROM a\nCOPY . .", ".dockerignore": "" })).toEqual(["api?", ".? .dockerignore"]);
  });

  it("has the ignore file that BuildKit takes", () => {
    const files = { "a/web.Dockerfile": "FROM a\nCOPY x .", x: "", ".dockerignore": "root", "a/.dockerignore": "own" };
    expect(contexts("a/web.Dockerfile", files)).toEqual([".! .dockerignore"]);
    expect(contexts("a/web.Dockerfile", { ...files, "a/web.Dockerfile.dockerignore": "named" })).toEqual([
      ".! a/web.Dockerfile.dockerignore",
    ]);
    expect(contexts("Dockerfile", { Dockerfile: "", ".containerignore": "" })).toEqual([".! .containerignore"]);
    const [context] = buildContextsOf("a/web.Dockerfile", memoryWorkspace(files));
    expect(context?.ignore?.ignores("root/x")).toBe(true);
    expect(context?.isSeen).toBe(true);
  });

  it("is not known where nothing can be seen", () => {
    const workspace = unseenWorkspace();
    workspace.open("api/Dockerfile", "FROM a\nCOPY package.json .");
    const found = buildContextsOf("api/Dockerfile", workspace);
    expect(found.map(({ folder, isCertain, isSeen }) => [folder, isCertain, isSeen])).toEqual([
      ["api", false, false],
      ["", false, false],
    ]);
    expect(contextFiles({ folder: "api" }, workspace)).toBeUndefined();
    expect(hasProbes("api/Dockerfile", workspace)).toBeUndefined();
    expect(dockerfilesUsing(".dockerignore", workspace)).toEqual([]);
  });

  it("is asked for again when a file comes", () => {
    const workspace = memoryWorkspace({ "api/Dockerfile": "FROM a\nCOPY x ." });
    expect(buildContextsOf("api/Dockerfile", workspace)[0]?.ignorePath).toBeUndefined();
    workspace.open("api/Dockerfile", "FROM a\nCOPY Dockerfile .");
    expect(buildContextsOf("api/Dockerfile", workspace)).toMatchObject([{ folder: "api", isCertain: true }]);
  });
});

it("lists a context's files", () => {
  const workspace = memoryWorkspace({ "api/Dockerfile": "", "api/src/a.ts": "", "apis/x": "", b: "" });
  expect(contextFiles({ folder: "api" }, workspace)).toEqual(["Dockerfile", "src/a.ts"]);
  expect(contextFiles({ folder: "" }, workspace)).toEqual(["api/Dockerfile", "api/src/a.ts", "apis/x", "b"]);
});

it("finds the Dockerfiles of an ignore file", () => {
  const workspace = memoryWorkspace({
    ".dockerignore": "",
    Dockerfile: "FROM a",
    "dev.Dockerfile": "FROM a",
    "dev.Dockerfile.dockerignore": "",
    "api/Dockerfile": "FROM a\nCOPY api/x .",
    "api/x": "",
    "unsure/Dockerfile": "FROM a\nCOPY . .",
    "own/Dockerfile": "FROM a\nCOPY . .",
    "own/.dockerignore": "",
    "gone.Dockerfile.dockerignore": "",
  });
  expect(dockerfilesUsing(".dockerignore", workspace)).toEqual(["Dockerfile", "api/Dockerfile", "unsure/Dockerfile"]);
  expect(dockerfilesUsing("dev.Dockerfile.dockerignore", workspace)).toEqual(["dev.Dockerfile"]);
  expect(dockerfilesUsing("own/.dockerignore", workspace)).toEqual(["own/Dockerfile"]);
  expect(dockerfilesUsing("gone.Dockerfile.dockerignore", workspace)).toEqual([]);
});

describe("probes", () => {
  const deployment = (image: string, probe = "livenessProbe: {httpGet: {path: /}}") =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec:\n  template:\n    spec:\n      containers:\n        - name: c\n          image: ${image}\n          ${probe}\n`;
  const two = { "api/Dockerfile": "FROM a", "web/Dockerfile": "FROM a" };

  it("are those of a Compose service", () => {
    const compose = "services: {a: {build: ./api, healthcheck: {test: x}}, w: {build: ./web}}";
    const workspace = memoryWorkspace({ ...two, "compose.yaml": compose });
    expect([hasProbes("api/Dockerfile", workspace), hasProbes("web/Dockerfile", workspace)]).toEqual([true, false]);
  });

  it("are those of a Kubernetes container of the image", () => {
    const workspace = memoryWorkspace({ ...two, "k8s/api.yaml": deployment("registry.example/team/api:1.2") });
    expect([hasProbes("api/Dockerfile", workspace), hasProbes("web/Dockerfile", workspace)]).toEqual([true, false]);
    const built = memoryWorkspace({
      ...two,
      "k8s/x.yaml": `# first\n---\n${deployment("registry.example/shop:1")}`,
      ".github/workflows/ci.yml":
        "jobs: {b: {steps: [{uses: docker/build-push-action@v7, with: {context: web, tags: registry.example/shop:1}}]}}",
    });
    expect([hasProbes("api/Dockerfile", built), hasProbes("web/Dockerfile", built)]).toEqual([false, true]);
  });

  it("are anybody's where there is one Dockerfile", () => {
    expect(hasProbes("Dockerfile", memoryWorkspace({ Dockerfile: "", "k8s/a.yaml": deployment("$(IMAGE)") }))).toBe(true);
    expect(hasProbes("Dockerfile", memoryWorkspace({ Dockerfile: "", "k8s/a.yaml": deployment("a", "resources: {}") }))).toBe(false);
    expect(hasProbes("Dockerfile", memoryWorkspace({ Dockerfile: "" }))).toBe(false);
  });

  it("are those of a Helm chart", () => {
    const chart = {
      "charts/api/Chart.yaml": "name: api\nversion: 1.0.0\n",
      "charts/api/values.yaml": "image: {repository: registry.example/team/api}\n",
      "charts/api/templates/deployment.yaml": "kind: Deployment\nspec:\n  {{- if .Values.x }}\n  livenessProbe:\n    {{- toYaml . }}\n",
    };
    const workspace = memoryWorkspace({ ...two, ...chart });
    expect([hasProbes("api/Dockerfile", workspace), hasProbes("web/Dockerfile", workspace)]).toEqual([true, false]);
  });
});
