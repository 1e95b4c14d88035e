import { expect, it } from "vitest";
import { detectLanguage } from "../../../server/engine/languages/parse.ts";

it.each([
  "compose.yaml",
  "compose.yml",
  "docker-compose.yml",
  "docker-compose.prod.yaml",
  "docker-compose-dev.yml",
  "compose.override.yaml",
  "podman-compose.yml",
  "deploy/shop.compose.yaml",
  "deploy/shop-docker-compose.yml",
  "Docker-Compose.YML",
])("%s is a Compose file", (path) => {
  expect(detectLanguage(path)).toBe("compose");
});

it.each(["decompose.yaml", "docs/docker_compose.yaml", "compose.json", "compose/web.yaml", "services.yaml"])("%s is none", (path) => {
  expect(detectLanguage(path)).toBeUndefined();
});

it("a workflow stays one, whatever it is called", () => {
  expect(detectLanguage(".github/workflows/deploy-docker-compose.yml")).toBe("workflow");
});

it("an unsaved document is one where the editor says so", () => {
  expect(detectLanguage("Untitled-1", "dockercompose")).toBe("compose");
});
