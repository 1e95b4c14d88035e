import { describe, expect, it } from "vitest";
import { type Application, applicationOf } from "../../../server/engine/application/application.ts";
import { allOf, has, healthcheckOf, settingOf, variableOf } from "../../../server/engine/application/settings.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace } from "../../../server/engine/workspace/workspace.ts";

function application(files: Readonly<Record<string, string>>, path = "compose.yaml"): Application {
  return applicationOf(parse(new SourceText(path, files[path] as string), "compose"), memoryWorkspace(files));
}
const service = (of: Application, name: string) => {
  const found = of.service(name);
  if (!found) throw new Error(`no service ${name}`);
  return found;
};

describe("an application", () => {
  it("lays an override over the main file", () => {
    const files = {
      "compose.yaml":
        "services:\n  web: {image: web, restart: always, ports: ['80:80'], environment: {A: 1, B: 1}}\n  db: {image: postgres}\n",
      "compose.override.yaml": "services:\n  web: {ports: ['443:443'], environment: [A=2]}\n",
    };
    const over = application(files, "compose.override.yaml");
    expect(over.isOverride).toBe(true);
    expect(over.services.map(({ name }) => name)).toEqual(["web"]);
    const web = service(over, "web");
    expect(has(web, "restart")).toBe(true);
    expect(has(web, "healthcheck")).toBe(false);
    expect(settingOf(web, ({ restart }) => restart).value).toBe("always");
    expect(allOf(web, ({ ports }) => ports)).toHaveLength(2);
    expect([variableOf(web, "A")?.value, variableOf(web, "B")?.value]).toEqual(["2", "1"]);
    // The main file may well be run with the override, and without.
    const main = application(files);
    expect(main.isOverride).toBe(false);
    expect(has(service(main, "web"), "deploy")).toBe(false);
    expect(
      has(service(application({ ...files, "compose.override.yaml": "services: {web: {deploy: {replicas: 2}}}" }), "web"), "deploy"),
    ).toBeUndefined();
  });

  it("knows a part by what it lacks, and leaves a file that can stand alone open", () => {
    const main = "services:\n  web: {image: web, restart: always}\n";
    const part = application(
      { "compose.yaml": main, "compose.prod.yaml": "services: {web: {deploy: {replicas: 2}}}\n" },
      "compose.prod.yaml",
    );
    expect(part.isOverride).toBe(true);
    expect(has(service(part, "web"), "restart")).toBe(true);
    const whole = application({ "compose.yaml": main, "compose.prod.yaml": "services: {web: {image: web:1}}\n" }, "compose.prod.yaml");
    expect(whole.isOverride).toBe(false);
    expect(has(service(whole, "web"), "restart")).toBeUndefined();
    expect(has(service(whole, "web"), "init")).toBe(false);
  });

  it("takes what is removed for absent", () => {
    const files = {
      "compose.yaml": "services:\n  web: {image: web, ports: ['80:80'], restart: always}\n",
      "compose.override.yaml": "services:\n  web:\n    restart: !reset null\n",
    };
    expect(has(service(application(files, "compose.override.yaml"), "web"), "restart")).toBe(false);
    expect(has(service(application(files, "compose.override.yaml"), "web"), "ports")).toBe(true);
  });

  it("follows extends through files, and knows where it cannot", () => {
    const files = {
      "compose.yaml":
        "services:\n  a: {extends: {file: common/base.yaml, service: base}}\n  b: {extends: a, image: b}\n  c: {extends: {file: $F, service: base}}\n  d: {extends: d}\n  e: {extends: {file: gone.yaml, service: x}}\n",
      "common/base.yaml": "services:\n  base: {image: x, healthcheck: {test: [CMD, 'true']}, extends: root}\n  root: {restart: always}\n",
    };
    const found = application(files);
    expect(has(service(found, "a"), "restart")).toBe(true);
    expect(healthcheckOf(service(found, "b"))?.testKind).toBe("CMD");
    expect(has(service(found, "b"), "init")).toBe(false);
    for (const name of ["c", "d", "e"]) expect(has(service(found, name), "restart"), name).toBeUndefined();
  });

  it("knows services and declarations of included files", () => {
    const files = {
      "compose.yaml": "include:\n  - db.yaml\n  - {path: [cache/compose.yaml]}\nservices: {web: {image: x}}\n",
      "db.yaml": "services: {db: {image: postgres}}\nvolumes: {data: }\n",
      "cache/compose.yaml": "services: {cache: {image: redis}}\n",
    };
    const found = application(files);
    expect(found.serviceNames).toEqual(["web", "db", "cache"]);
    expect(found.declarations("volumes").map(({ name }) => name)).toEqual(["data"]);
    expect(found.isComplete).toBe(true);
    expect(application({ "compose.yaml": "include: ['oci://x', $Y]\nservices: {web: {image: x}}\n" }).isComplete).toBe(false);
    expect(application({ "compose.yaml": "include: [gone.yaml]\nservices: {web: {image: x}}\n" }).isComplete).toBe(false);
  });

  it("knows nothing of the files around where they cannot be seen", () => {
    const file = parse(new SourceText("compose.override.yaml", "services: {web: {ports: ['80:80']}}\n"), "compose");
    const found = applicationOf(file, unseenWorkspace());
    expect(found.isOverride).toBe(true);
    expect(has(service(found, "web"), "image")).toBeUndefined();
  });

  it("is made anew when a file around changes", () => {
    const files = { "compose.yaml": "services: {web: {image: x}}\n", "compose.override.yaml": "services: {web: {init: true}}\n" };
    const workspace = memoryWorkspace(files);
    const file = parse(new SourceText("compose.override.yaml", files["compose.override.yaml"]), "compose");
    const first = applicationOf(file, workspace);
    expect(applicationOf(file, workspace)).toBe(first);
    workspace.open("compose.yaml", "services: {web: {image: x, restart: always}}\n");
    const second = applicationOf(file, workspace);
    expect(has(service(second, "web"), "restart")).toBe(true);
  });
});
