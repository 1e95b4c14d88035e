import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import { repositoryOf } from "../../server/engine/detection/repository.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { readXml } from "../../server/engine/workspace/xml.ts";
import { type Files, project } from "../generators/support.ts";

const projects: readonly (readonly [name: string, folder: string])[] = [
  ["java-spring-maven", ""],
  ["java-gradle-modules", "services/api"],
  ["java-maven-modules", "web"],
  ["java-ktor", ""],
  ["rust-axum", ""],
  ["rust-workspace", "crates/api"],
  ["dotnet-web", ""],
  ["dotnet-solution", "src/Jobs"],
  ["ruby-rails", ""],
  ["php-laravel", ""],
  ["php-symfony", ""],
];

const manifest = /(?:pom\.xml|\.gradle(?:\.kts)?|\.toml|proj|\.props|\.json|Gemfile(?:\.lock)?|composer\.lock)$/;

describe("broken manifests", () => {
  it.each(projects)("of %s are read as far as they go", (name, folder) => {
    const files: Files = project(name);
    for (const [path, text] of Object.entries(files).filter(([file]) => manifest.test(file)))
      for (let part = 0; part < 12; part++) {
        const cut = Math.floor((text.length * part) / 12);
        for (const broken of [text.slice(0, cut), text.slice(cut), `${text.slice(0, cut)}\u0000<![{"'${text.slice(cut)}`]) {
          const workspace = memoryWorkspace({ ...files, [path]: broken });
          expect(() => applicationIn(workspace, folder), `${path} at ${cut}`).not.toThrow();
          expect(() => repositoryOf(workspace), `${path} at ${cut}`).not.toThrow();
        }
      }
  });

  it.each<[string, string, string]>([
    ["comments that are not closed", "pom.xml", `<project>${"<!--".repeat(100_000)}`],
    ["tags that are not closed", "pom.xml", `<project>${"<a ".repeat(100_000)}`],
    ["elements in one another", "pom.xml", `<project>${"<parent>".repeat(50_000)}`],
    [
      "variables that are not closed",
      "pom.xml",
      `<project><properties><java.version>${"${".repeat(100_000)}</java.version></properties></project>`,
    ],
    ["blank lines behind a word", "settings.gradle", `include${"\n".repeat(150_000)}`],
    ["requirements that are not closed", "composer.lock", '"require": {'.repeat(60_000)],
    ["tables of programs", "Cargo.toml", `[package]\nname = "a"\n${"[[bin]]\n".repeat(50_000)}`],
    ["a list of platforms", "Gemfile.lock", "PLATFORMS\n  x\n".repeat(40_000)],
  ])("of great size are no burden: %s", (_, path, text) => {
    const manifests: Files = {
      "settings.gradle": "build.gradle",
      "composer.lock": "composer.json",
      "Gemfile.lock": "Gemfile",
      "Cargo.toml": "src/main.rs",
    };
    const needed = manifests[path];
    const beside: Files = needed === undefined ? {} : { [needed]: needed.endsWith(".json") ? "{}" : "" };
    const started = performance.now();
    applicationIn(memoryWorkspace({ ...beside, [path]: text }), "");
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("XML", () => {
  it("is read with places, attributes, comments and entities", () => {
    const root = readXml(
      `<?xml version="1.0"?>\n<!-- <no/> -->\n<Project Sdk="A &amp; B">\n  <Group>\n    <Item Include='x' /><Item\n      Include="y"/>\n  </Group>\n  <Text><![CDATA[a < b]]> &lt;c&gt;</Text>\n</Project>`,
    );
    expect(root?.name).toBe("Project");
    expect(root?.line).toBe(3);
    expect(root?.attribute("Sdk")).toBe("A & B");
    expect(root?.all("Item").map((item) => [item.attribute("Include"), item.line])).toEqual([
      ["x", 5],
      ["y", 5],
    ]);
    expect(root?.child("Text")?.text).toBe("a < b <c>");
    expect(root?.child("Nothing")).toBeUndefined();
    expect(readXml("")).toBeUndefined();
    expect(readXml("text")).toBeUndefined();
  });
});
