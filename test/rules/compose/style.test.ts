// Order and quotes: what the rules find out of order, and that their fixes move whole blocks.
import { describe, expect, it } from "vitest";
import type { Rule } from "../../../server/engine/rule.ts";
import quotedVolume from "../../../server/engine/rules/compose/quoted-volume.ts";
import unsortedDependencies from "../../../server/engine/rules/compose/unsorted-dependencies.ts";
import unsortedKeys from "../../../server/engine/rules/compose/unsorted-keys.ts";
import unsortedPorts from "../../../server/engine/rules/compose/unsorted-ports.ts";
import unsortedServices from "../../../server/engine/rules/compose/unsorted-services.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const web = (lines: string) => `services:\n  web:\n    image: nginx:1.29\n${lines.replace(/^(?=.)/gm, "    ")}`;
const fixed = (rule: Rule<never, never> | unknown, text: string) => run(rule as Rule, text)[0]?.fixed[0];

describe("compose/unsorted-services", () => {
  it("is on the first service that stands too late, with all sorted by the fix", () => {
    const text = "services:\n  b:\n    image: b\n  c:\n    image: c\n  a:\n    image: a\n";
    const problems = run(unsortedServices, text);
    expect(problems.map(({ on }) => on)).toEqual(["a"]);
    expect(problems[0]?.message).toContain("`a` comes before `b`");
    expect(problems[0]?.fixed).toEqual(["services:\n  a:\n    image: a\n  b:\n    image: b\n  c:\n    image: c\n"]);
    expectLawfulFixes(unsortedServices, text);
    expectLawfulFixes(unsortedServices, text.replaceAll("\n", "\r\n"));
  });

  it("takes comments along and leaves empty lines", () => {
    const text = `# The shop
services:
  # The site
  web:
    image: web # pinned
    # ports: []

  # Its data
  db:
    image: db
    command: |
      run

volumes:
  data:
`;
    expect(fixed(unsortedServices, text)).toBe(`# The shop
services:
  # Its data
  db:
    image: db
    command: |
      run

  # The site
  web:
    image: web # pinned
    # ports: []

volumes:
  data:
`);
  });

  it.each([
    ["letters in either case", "services:\n  API:\n    image: a\n  db:\n    image: b\n  Web:\n    image: c\n"],
    ["one service", web("")],
    ["none", "services:\n"],
    ["behind an alias", "x-s: &s\n  b: {image: b}\n  a: {image: a}\nservices: *s\n"],
  ])("is silent: %s", (_, text) => {
    expect(places(unsortedServices, text)).toEqual([]);
  });

  it.each([
    ["a heading between services", "services:\n  b:\n    image: b\n\n  # --- data ---\n\n  a:\n    image: a\n"],
    ["an anchor that would come too late", "services:\n  b: &b\n    image: b\n  a:\n    <<: *b\n"],
  ])("has no fix: %s", (_, text) => {
    expect(run(unsortedServices, text).map(({ fixes }) => fixes)).toEqual([[]]);
  });
});

describe("compose/unsorted-keys", () => {
  it("is reported once for each service, and for the file", () => {
    const text = "volumes:\n  data:\nservices:\n  a:\n    restart: always\n    image: a\n    build: .\n  b:\n    ports: []\n    image: b\n";
    expect(run(unsortedKeys, text).map(({ on, at }) => `${on} ${at}`)).toEqual(["services 3:1", "image 6:5", "image 10:5"]);
    expectLawfulFixes(unsortedKeys, text);
  });

  it("keeps merged keys in front, and keys that it does not know behind those that they follow", () => {
    const text = web("").replace(
      "    image: nginx:1.29\n",
      "    <<: *x\n    tty: true\n    restart: always\n    x-note: 1\n    image: nginx:1.29\n",
    );
    const whole = `x-x: &x\n  init: true\n${text}`;
    expect(fixed(unsortedKeys, whole)).toBe(
      "x-x: &x\n  init: true\nservices:\n  web:\n    <<: *x\n    tty: true\n    image: nginx:1.29\n    restart: always\n    x-note: 1\n",
    );
  });

  it.each([
    ["in order", web("command: run\nenvironment:\n  A: b\nports:\n  - 80:80\nvolumes:\n  - data:/data\nrestart: always\n")],
    ["keys of others", web("x-a: 1\nshm_size: 1g\n")],
    ["a file with extensions first", `x-a: 1\nname: shop\n${web("")}`],
  ])("is silent: %s", (_, text) => {
    expect(places(unsortedKeys, text)).toEqual([]);
  });

  it("takes another order, or none", () => {
    const text = web("restart: always\ncommand: run\n");
    const options = (service: readonly string[], root: readonly string[] = []) => ({ options: { service, root } });
    expect(places(unsortedKeys, text, options(["image", "restart", "command"]))).toEqual([]);
    expect(places(unsortedKeys, text, options(["command", "image"]))).toEqual(["5:5"]);
    expect(places(unsortedKeys, `volumes: {}\n${text}`, options([]))).toEqual([]);
  });
});

describe("compose/unsorted-ports", () => {
  it("sorts by the number on the host", () => {
    const text = web('ports:\n  - "443:443" # TLS\n  - target: 81\n    published: "81"\n  - 9000\n  - "127.0.0.1:80:80"\n');
    expect(run(unsortedPorts, text).map(({ at }) => at)).toEqual(["6:9"]);
    expect(fixed(unsortedPorts, text)).toBe(
      web('ports:\n  - "127.0.0.1:80:80"\n  - target: 81\n    published: "81"\n  - "443:443" # TLS\n  - 9000\n'),
    );
    expectLawfulFixes(unsortedPorts, text);
    expectLawfulFixes(unsortedPorts, web("ports: ['81:81', '80:80']\n"));
  });

  it.each([
    ["numbers, not letters", web('ports:\n  - "80:80"\n  - "443:443"\n  - "8080-8090:8080-8090"\n  - "9000:9000"\n')],
    ["a variable", web(`ports:\n  - "\${PORT:-90}:80"\n  - "80:81"\n`)],
    ["the same port twice", web('ports:\n  - "53:53/udp"\n  - "53:53/tcp"\n')],
  ])("is silent: %s", (_, text) => {
    expect(places(unsortedPorts, text)).toEqual([]);
  });
});

describe("compose/unsorted-dependencies", () => {
  it("sorts names and conditions", () => {
    const text = web("depends_on:\n  db:\n    condition: service_healthy\n  # first\n  api:\n    condition: service_started\n");
    expect(run(unsortedDependencies, text).map(({ on }) => on)).toEqual(["api"]);
    expect(fixed(unsortedDependencies, text)).toBe(
      web("depends_on:\n  # first\n  api:\n    condition: service_started\n  db:\n    condition: service_healthy\n"),
    );
    expectLawfulFixes(unsortedDependencies, text);
    expectLawfulFixes(unsortedDependencies, web("depends_on: [redis, db, api]\n"));
  });

  it.each([
    ["sorted", web("depends_on: [api, db]\n")],
    ["behind an alias", `x-d: &d [db, api]\n${web("depends_on: *d\n")}`],
    ["nothing", web("depends_on:\n")],
  ])("is silent: %s", (_, text) => {
    expect(places(unsortedDependencies, text)).toEqual([]);
  });
});

describe("compose/quoted-volume", () => {
  const volumes = (...items: string[]) => web(`volumes:\n${items.map((item) => `  - ${item}\n`).join("")}`);

  it.each([
    ['"data:/data"', "data:/data"],
    ["'./conf:/etc/app:ro'", "./conf:/etc/app:ro"],
    [`"\${DATA:-./data}:/data"`, `\${DATA:-./data}:/data`],
    ['"/srv/a b:/data"', "/srv/a b:/data"],
  ])("%s", (item, plain) => {
    expect(fixed(quotedVolume, volumes(item))).toBe(volumes(plain));
    expectLawfulFixes(quotedVolume, volumes(item));
  });

  it.each([
    ["plain ones", volumes("data:/data", "/cache")],
    ["the long form", volumes('{type: "volume", source: "data", target: "/data"}')],
    ["a comment sign", volumes('"./a #1:/a"')],
    ["an escape", volumes('"data:\\u002fdata"')],
    ["a colon before a blank", volumes('"./a: b:/a"')],
    ["a sign at the start", volumes("'*:/a'", "'@x:/a'", "'-a:/a'", "'{{x}}:/a'")],
    ["braces inside of brackets", web(`volumes: ["\${DATA}:/data"]\n`)],
  ])("is silent: %s", (_, text) => {
    expect(places(quotedVolume, text)).toEqual([]);
  });

  it("sees them inside of brackets", () => {
    expect(fixed(quotedVolume, web('volumes: ["data:/data"]\n'))).toBe(web("volumes: [data:/data]\n"));
  });
});
