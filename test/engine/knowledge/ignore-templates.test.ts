import { describe, expect, it } from "vitest";
import { ignoreSections } from "../../../server/engine/knowledge/ignore-templates.ts";
import { parseDockerignore } from "../../../server/engine/languages/dockerignore/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const entries = ignoreSections.flatMap((section) => section.entries);

describe("ignore templates", () => {
  it("hold patterns that the matcher takes, each once in its section", () => {
    for (const { title, entries } of ignoreSections) {
      const patterns = entries.map(({ pattern }) => pattern);
      expect(new Set(patterns).size, title).toBe(patterns.length);
      const file = parseDockerignore(new SourceText(".dockerignore", patterns.join("\n")));
      expect(file.problems, title).toEqual([]);
      expect(file.patterns).toHaveLength(patterns.length);
    }
  });

  it.each(entries.flatMap((entry) => (entry.heavy ? [[entry.pattern, entry.heavy.name] as const] : [])))(
    "%s ignores %s",
    (pattern, name) => {
      const file = parseDockerignore(new SourceText(".dockerignore", pattern));
      expect(file.ignores(name)).toBe(true);
      expect(file.ignores(`${name}/some/file`)).toBe(true);
    },
  );

  it("leave sources, manifests, lock files and common tool folders alone", () => {
    const file = parseDockerignore(
      new SourceText(
        ".dockerignore",
        entries
          .filter(({ needs }) => !needs)
          .map(({ pattern }) => pattern)
          .join("\n"),
      ),
    );
    const needed =
      `src/index.ts package.json package-lock.json yarn.lock pnpm-lock.yaml requirements.txt pyproject.toml uv.lock go.mod go.sum Cargo.toml Cargo.lock
      Gemfile Gemfile.lock composer.json composer.lock pom.xml mvnw build.gradle gradlew LICENSE README.md dist/app.js build/app bin/rails public/index.html
      openapi.spec.json config/settings.py .env.example tests/data.json main.go lib/id_generator.py .npmrc .python-version`.split(/\s+/);
    expect(needed.filter((path) => file.ignores(path))).toEqual([]);
  });
});
