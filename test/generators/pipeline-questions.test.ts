import { describe, expect, test } from "vitest";
import { type Files, project, render } from "./support.ts";

const go = project("go-service");
const manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n";
const remote = { ".git/config": '[remote "origin"]\n\turl = git@github.com:Acme/Shop.git\n' };

/** The answers that are worked out for a project, and the files that they come from. */
function answers(files: Files, folder = "") {
  const result = render("pipeline", files, {}, { folder });
  return { ...result.answers, from: result.detected.target?.from?.path };
}

describe("what the pipeline takes where nobody answers", () => {
  test.each<[string, Files, object]>([
    ["nothing", {}, { target: "kubernetes", apply: "kustomize", image: "ghcr.io/owner/api" }],
    ["manifests of its own", { "k8s/shop.yaml": manifest }, { target: "kubernetes", apply: "kubectl", from: "k8s/shop.yaml" }],
    ["our overlays", { "deploy/overlays/production/kustomization.yaml": "resources: []\n" }, { target: "kubernetes", apply: "kustomize" }],
    ["a Compose file for production", { "compose.prod.yaml": "services: {}\n" }, { target: "compose", from: "compose.prod.yaml" }],
    ["settings of Fly.io", { "fly.toml": 'app = "shop"\n' }, { target: "command", deployCommand: 'flyctl deploy --image "$IMAGE"' }],
    ["a repository on GitHub", remote, { image: "ghcr.io/acme/shop" }],
  ])("with %s", (_, files, expected) => {
    expect(answers({ ...go, ...files })).toMatchObject(expected);
  });

  test("for one service of several has an image of its own", () => {
    const files = Object.fromEntries(Object.entries(go).map(([path, text]) => [`services/api/${path}`, text]));
    expect(answers({ ...files, ...remote }, "services/api").image).toBe("ghcr.io/acme/shop/api");
  });
});
