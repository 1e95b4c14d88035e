// Services of several containers, and the names of containers.
import { describe, expect, it } from "vitest";
import containerName from "../../../server/engine/rules/compose/invalid-container-name.ts";
import scale from "../../../server/engine/rules/compose/scale-conflict.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (more: string) => `services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n${more}`;

describe("compose/scale-conflict", () => {
  it.each([
    [
      "deploy.replicas",
      '    ports:\n      - "8080:80"\n    deploy:\n      replicas: 3\n',
      "8080",
      '    ports:\n      - "8080-8082:80"\n    deploy:\n      replicas: 3\n',
    ],
    [
      "scale",
      '    scale: 2\n    ports:\n      - "127.0.0.1:8080:80/tcp"\n',
      "8080",
      '    scale: 2\n    ports:\n      - "127.0.0.1:8080-8081:80/tcp"\n',
    ],
    [
      "a range that is too short",
      '    scale: 4\n    ports:\n      - "8080-8082:80"\n',
      "8080-8082",
      '    scale: 4\n    ports:\n      - "8080-8083:80"\n',
    ],
    [
      "the long form",
      "    scale: 2\n    ports:\n      - target: 80\n        published: 8080\n",
      "8080",
      "    scale: 2\n    ports:\n      - target: 80\n        published: 8080-8081\n",
    ],
    ["a name", "    container_name: shop\n    scale: 2\n", "shop", "    scale: 2\n"],
    ["a name and replicas", "    container_name: shop\n    deploy: {replicas: 2}\n", "shop", "    deploy: {replicas: 2}\n"],
    ["two numbers", "    scale: 2\n    deploy:\n      replicas: 3\n", "3", "    scale: 2\n    deploy:\n      replicas: 2\n"],
  ])("reports %s", (_, more, on, fixed) => {
    expect(run(scale, web(more))).toMatchObject([{ on, fixed: [web(fixed)] }]);
    expectLawfulFixes(scale, web(more));
  });

  it("reports several ports of which each container needs all, without a fix", () => {
    expect(run(scale, web('    scale: 2\n    ports:\n      - "8080-8081:80-81"\n'))).toMatchObject([{ on: "8080-8081", fixed: [] }]);
  });

  it("reports name and ports each", () => {
    expect(run(scale, web('    container_name: shop\n    scale: 2\n    ports:\n      - "80:80"\n      - "443:443"\n'))).toMatchObject([
      { on: "shop" },
      { on: "80" },
      { on: "443" },
    ]);
  });

  it.each([
    ["one container", '    scale: 1\n    ports:\n      - "8080:80"\n'],
    ["no number", '    container_name: shop\n    ports:\n      - "8080:80"\n'],
    ["no container", '    container_name: shop\n    scale: 0\n    ports:\n      - "8080:80"\n'],
    ["a range that is long enough", '    scale: 3\n    ports:\n      - "8080-8090:80"\n'],
    ["a port that the engine chooses", '    scale: 3\n    ports:\n      - "80"\n'],
    ["a variable for the number", '    scale: ${WEB:-3}\n    ports:\n      - "8080:80"\n'],
    ["a variable for the port", '    scale: 3\n    ports:\n      - "${PORTS}:80"\n'],
    ["a default for the port", '    scale: 3\n    ports:\n      - "${PORTS:-8080}:80"\n'],
    ["a variable for the name", "    scale: 3\n    container_name: ${NAME}\n"],
    ["the host's network", '    scale: 3\n    network_mode: host\n    ports:\n      - "8080:80"\n'],
    ["one container on each node", '    deploy:\n      mode: global\n      replicas: 3\n    ports:\n      - "8080:80"\n'],
    [
      "a file for Swarm",
      '    ports:\n      - "8080:80"\n    deploy:\n      replicas: 3\n      update_config:\n        order: start-first\n',
    ],
    ["the same number twice", "    scale: 3\n    deploy:\n      replicas: 3\n"],
  ])("is silent on %s", (_, more) => expect(places(scale, web(more))).toEqual([]));

  it("notes a name that Swarm drops", () => {
    const more = "    container_name: shop\n    deploy:\n      replicas: 2\n      placement: {max_replicas_per_node: 1}\n";
    expect(run(scale, web(more))).toMatchObject([{ on: "shop", severity: "info" }]);
  });

  it("is silent on ports in a file that is called a stack, or has a network across nodes", () => {
    const text = web('    ports:\n      - "8080:80"\n    deploy:\n      replicas: 3\n');
    expect(places(scale, text, { path: "docker-compose.stack.yml", files: {} })).toEqual([]);
    expect(places(scale, `${text}networks:\n  shop:\n    driver: overlay\n`)).toEqual([]);
  });

  it("sees what the file below says, and what an anchor brings", () => {
    const main = web('    ports:\n      - "8080:80"\n');
    const over = "services:\n  web:\n    scale: 2\n";
    expect(run(scale, over, { path: "compose.override.yaml", files: { "compose.yaml": main } })).toMatchObject([{ on: "web", fixes: [] }]);
    const reset = "services:\n  web:\n    scale: 2\n    ports: !reset []\n";
    expect(places(scale, reset, { path: "compose.override.yaml", files: { "compose.yaml": main } })).toEqual([]);
    const anchor = "x-web: &web\n  container_name: shop\nservices:\n  web:\n    <<: *web\n    image: a/b:1\n    scale: 2\n";
    expect(run(scale, anchor)).toMatchObject([{ on: "web", fixes: [] }]);
    // The file above may set the number.
    expect(places(scale, main, { files: { "compose.override.yaml": over } })).toEqual([]);
  });
});

describe("compose/invalid-container-name", () => {
  const two = (a: string, b: string, more = "") =>
    `services:\n  web:\n    image: a/b:1\n    container_name: ${a}\n${more}  api:\n    image: a/b:1\n    container_name: ${b}\n${more}`;

  it("reports the second of two, and removes its name", () => {
    expect(run(containerName, two("shop", "shop"))).toMatchObject([
      {
        on: "shop",
        at: "7:21",
        message: expect.stringContaining("`web`"),
        fixed: ["services:\n  web:\n    image: a/b:1\n    container_name: shop\n  api:\n    image: a/b:1\n"],
      },
    ]);
    expectLawfulFixes(containerName, two("shop", "shop"));
  });

  it.each([
    ["my shop", "my-shop"],
    ['"-shop"', '"shop"'],
    ["shop/web", "shop-web"],
    ['"shop:1"', '"shop-1"'],
  ])("reports %s, which the engine refuses", (name, fixed) => {
    const [problem] = run(containerName, two("api", name));
    expect(problem?.fixed[0]?.replaceAll('"', "")).toBe(two("api", fixed).replaceAll('"', ""));
    expectLawfulFixes(containerName, two("api", name));
  });

  it("offers nothing where nothing is left of a name", () => {
    expect(run(containerName, two("web", "a"))).toMatchObject([{ on: "a", fixes: [] }]);
    expect(run(containerName, two("web", '"!"'))).toMatchObject([{ fixes: [] }]);
  });

  it.each([
    ["two names", two("web", "api")],
    ["variables", two("${NAME}", "${NAME}")],
    ["variables with a default", two("${NAME:-shop}", "${OTHER:-shop}")],
    ["all signs that are allowed", two("Shop_1.web-a", "/api")],
    [
      "services of different profiles",
      "services:\n  a: {image: a/b:1, container_name: shop, profiles: [a]}\n  b: {image: a/b:1, container_name: shop, profiles: [b]}\n",
    ],
    ["services that never run", two("shop", "shop", "    scale: 0\n")],
    ["no name", "services:\n  web:\n    image: a/b:1\n    container_name:\n"],
  ])("is silent on %s", (_, text) => expect(places(containerName, text)).toEqual([]));

  it("sees included files, and leaves the same service of the file below alone", () => {
    const db = { "db/compose.yaml": "services:\n  db:\n    image: a/b:1\n    container_name: shop\n" };
    expect(
      places(containerName, "include:\n  - db/compose.yaml\nservices:\n  web:\n    image: a/b:1\n    container_name: shop\n", {
        files: db,
      }),
    ).toEqual(["6:21"]);
    const main = { "compose.yaml": "services:\n  web:\n    image: a/b:1\n    container_name: shop\n" };
    expect(places(containerName, "services:\n  web:\n    container_name: shop\n", { path: "compose.override.yaml", files: main })).toEqual(
      [],
    );
  });
});
