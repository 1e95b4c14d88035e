import { describe, expect, it } from "vitest";
import mutableTag from "../../../server/engine/rules/compose/mutable-image-tag.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const service = (image: string, more = "") => `services:\n  web:\n    image: ${image}\n${more}`;
const digest = `sha256:${"a".repeat(64)}`;

describe("compose/mutable-image-tag", () => {
  it.each([
    ["ghcr.io/example/web", "ghcr.io/example/web"],
    ["registry.example.com:5000/web", "registry.example.com:5000/web"],
    ["ghcr.io/acme/web:latest", "latest"],
    ["acme/web:main", "main"],
    ["acme/web:stable-alpine", "stable-alpine"],
    ["localhost:5000/web:edge", "edge"],
    ["redis", "redis"],
    ["redis:alpine", "alpine"],
    ['"postgres:latest"', "latest"],
    ["docker.io/library/nginx", "docker.io/library/nginx"],
  ])("reports %s", (image, on) => {
    const [problem, ...others] = run(mutableTag, service(image), { files: {} });
    expect(others).toEqual([]);
    expect(problem?.on).toBe(on);
    expect(problem?.severity).toBeUndefined();
    expectLawfulFixes(mutableTag, service(image), { files: {} });
  });

  it.each([
    ["a version", service("ghcr.io/acme/web:1.4.2")],
    ["a version behind a port", service("registry.example.com:5000/web:1.4.2")],
    ["a variant of a version", service("nginx:1.30-alpine")],
    ["a commit", service("ghcr.io/acme/web:main-3f2a91c")],
    ["a digest", service(`ghcr.io/acme/web@${digest}`)],
    ["a digest behind a tag that moves", service(`ghcr.io/acme/web:latest@${digest}`)],
    ["a variable", service("${IMAGE}")],
    ["a variable as the tag", service("ghcr.io/acme/web:${TAG}")],
    ["a default for the tag", service("ghcr.io/acme/web:${TAG:-latest}")],
    ["a word for a person", service("your-registry/your-app:latest")],
    ["a service that is built", service("acme/web:latest", "    build: .\n")],
    ["a name of what was built on the spot", service("my-web:latest")],
    ["an image that is never pulled", service("acme/web:latest", "    pull_policy: never\n")],
    ["a policy that is not known", service("acme/web:latest", "    pull_policy: ${POLICY}\n")],
    ["an image that was given up", service("centos")],
    ["no image", "services:\n  web:\n    image:\n"],
  ])("is silent on %s", (_, text) => expect(places(mutableTag, text, { files: {} })).toEqual([]));

  it("is a note where versions matter less, or there are none", () => {
    expect(run(mutableTag, service("redis"), { path: "docker-compose.test.yml", files: {} })).toMatchObject([{ severity: "info" }]);
    expect(run(mutableTag, service("cgr.dev/chainguard/nginx:latest"))).toMatchObject([
      { severity: "info", message: expect.stringContaining("digest") },
    ]);
  });

  it("offers what the workspace uses, as long as it is looked after, then what the tables recommend", () => {
    const files = { "other/compose.yaml": service("postgres:17.7"), "old/compose.yaml": service("postgres:11.2") };
    expect(run(mutableTag, service("postgres"), { files })[0]?.fixes?.map(({ title }) => title)).toEqual([
      "Use `postgres:17.7`",
      "Use `postgres:18`",
    ]);
    expectLawfulFixes(mutableTag, service("'postgres:latest' # the database"), { files });
  });

  it("is silent on images that the application or the workspace builds", () => {
    const built = "services:\n  build:\n    build: .\n    image: acme/web:latest\n  web:\n    image: acme/web:latest\n";
    expect(places(mutableTag, built, { files: {} })).toEqual([]);
    expect(
      places(mutableTag, service("acme/web:latest"), { files: { "docker-bake.hcl": 'target "web" {\n  tags = ["acme/web:latest"]\n}\n' } }),
    ).toEqual([]);
    const below = { "compose.yaml": "services:\n  web:\n    build: .\n" };
    expect(places(mutableTag, service("acme/web:latest"), { path: "compose.override.yaml", files: below })).toEqual([]);
  });

  it("says once what several services have from one anchor, and does not edit it", () => {
    const text = "x-web: &web\n  image: acme/web:latest\nservices:\n  a: {<<: *web}\n  b: {<<: *web}\n";
    expect(run(mutableTag, text, { files: { "other/compose.yaml": service("acme/web:2.1") } })).toMatchObject([{ at: "2:19", fixes: [] }]);
  });

  it("takes words of one's own", () => {
    expect(run(mutableTag, service("acme/web:green"), { options: { tags: ["green"] } })).toMatchObject([{ on: "green" }]);
    expect(places(mutableTag, service("acme/web:latest"), { options: { tags: ["green"] } })).toEqual([]);
  });
});
