import { describe, expect, it } from "vitest";
import { dockerfileOf, parseImage, stageOf } from "../../../server/engine/cluster/images.ts";
import type { Container } from "../../../server/engine/languages/kubernetes/model.ts";
import { cluster, deployment } from "./workspace.ts";

describe("references", () => {
  it("are split as registries split them", () => {
    expect(parseImage("localhost:5000/team/web:1.2@sha256:aa")).toMatchObject({
      name: "localhost:5000/team/web",
      registry: "localhost:5000",
      repository: "team/web",
      tag: "1.2",
      digest: "sha256:aa",
    });
    expect(parseImage("registry.example.com:5000/web")).toMatchObject({ registry: "registry.example.com:5000", tag: undefined });
    expect(parseImage("team/web")).toMatchObject({ registry: undefined, repository: "team/web", tag: undefined, digest: undefined });
  });

  it("may hold a place for something", () => {
    for (const text of ["web:$(TAG)", "web:${TAG}", "web:<tag>", "IMAGE", "web:IMAGE_TAG"])
      expect(parseImage(text).isPlaceholder, text).toBe(true);
    for (const text of ["web:1.2", "ghcr.io/team/web"]) expect(parseImage(text).isPlaceholder, text).toBe(false);
  });
});

describe("the Dockerfile of an image", () => {
  const dockerfile = "FROM node:24 AS build\nRUN npm ci\n\nFROM node:24-slim AS run\nCOPY --from=build /app /app\nUSER 1000\n";
  const found = (image: string, files: Readonly<Record<string, string>>) => {
    const all = cluster({ "k8s/web.yaml": deployment("web").replace("example/web:1.0.0", image), "web/Dockerfile": dockerfile, ...files });
    const [container] = all.workload("k8s/web.yaml", "Deployment web").pod.mainContainers;
    const stage = stageOf(container as Container, all.workspace);
    return [dockerfileOf(container as Container, all.workspace)?.source.path, stage?.name?.toLowerCase()];
  };
  const built = ["web/Dockerfile", "run"];

  it("is told by Compose, Bake and Skaffold", () => {
    const compose = "services:\n  web:\n    image: example/web\n    build: {context: ./web}\n";
    expect(found("ghcr.io/example/web:1.0", { "compose.yaml": compose })).toEqual(built);
    expect(found("ghcr.io/example/web:1.0", { "compose.yaml": compose.replace("./web}", "./web, target: build}") })).toEqual([
      "web/Dockerfile",
      "build",
    ]);
    expect(found("example/other:1.0", { "compose.yaml": compose })).toEqual([undefined, undefined]);
    expect(found("example/web", { "docker-bake.hcl": 'target "web" {\n  context = "web"\n  tags = ["example/web:1"]\n}\n' })).toEqual(
      built,
    );
    const skaffold = "apiVersion: skaffold/v4beta1\nkind: Config\nbuild:\n  artifacts:\n    - image: web\n      context: web\n";
    expect(found("web", { "skaffold.yaml": skaffold })).toEqual(built);
    expect(found("web", { "skaffold.yaml": `${skaffold}      ko: {}\n` })).toEqual([undefined, undefined]);
  });

  it("is told by workflows, directly and through metadata", () => {
    const workflow = (steps: string) =>
      `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n${steps}`;
    const push = "      - uses: docker/build-push-action@v6\n        with: {context: web, push: true, tags: ghcr.io/example/web:1}\n";
    expect(found("ghcr.io/example/web:2", { ".github/workflows/ci.yml": workflow(push) })).toEqual(built);
    const metadata = `      - id: meta
        uses: docker/metadata-action@v5
        with: {images: ghcr.io/example/web}
      - uses: docker/build-push-action@v6
        with:
          context: web
          push: true
          tags: \${{ steps.meta.outputs.tags }}
`;
    expect(found("ghcr.io/example/web:2", { ".github/workflows/ci.yml": workflow(metadata) })).toEqual(built);
    const script = "      - run: docker build -t ghcr.io/example/web web\n";
    expect(found("ghcr.io/example/web:2", { ".github/workflows/ci.yml": workflow(script) })).toEqual(built);
  });

  it("is not known where it may be one of several, or the image is somebody else's", () => {
    const compose = "services:\n  web:\n    image: example/web\n    build: {context: ./web}\n";
    const other = { "compose.other.yaml": compose.replace("./web", "./other"), "other/Dockerfile": dockerfile };
    expect(found("example/web", { "compose.yaml": compose, ...other })).toEqual([undefined, undefined]);
    expect(found("redis:8", { "compose.yaml": compose.replace("example/web", "redis") })).toEqual([undefined, undefined]);
  });
});
