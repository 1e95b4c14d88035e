import { describe, expect, it } from "vitest";
import { combinations, expectLawful, type Files, project, textOf } from "./support.ts";

const rails = project("ruby-rails");
const without = (files: Files, ...paths: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));

const projects: Readonly<Record<string, Files>> = {
  Rails: rails,
  "Rails without JavaScript": without(rails, "package.json", "yarn.lock"),
  "Rails without Thruster": { ...without(rails, "bin/thrust"), "config/puma.rb": 'port ENV.fetch("PORT", 3000)\n' },
  Sinatra: project("ruby-sinatra"),
  "a worker": { Gemfile: 'gem "sidekiq"\n', "Gemfile.lock": "GEM\n  specs:\n    sidekiq (8.0.9)\n\nPLATFORMS\n  ruby\n" },
};

const dockerfileOf = (name: string, answers: Readonly<Record<string, unknown>> = {}) => {
  const result = expectLawful("container", projects[name] ?? {}, answers);
  return { text: textOf(result, "Dockerfile"), notes: result.notes.join("\n") };
};

describe("the container generator for Ruby", () => {
  it.each(combinations({ name: Object.keys(projects), base: ["slim", "alpine", "distroless"], port: [8080, 3000] }))(
    "is lawful for $name on $base with port $port",
    ({ name, ...answers }) => {
      const { text, notes } = dockerfileOf(String(name), answers);
      expect(text).toMatch(/^USER 10001:10001$/m);
      expect(text).toContain("LD_PRELOAD=libjemalloc.so.2");
      expect(text).toContain("BUNDLE_DEPLOYMENT=1");
      expect(text).not.toMatch(/db:(?:migrate|prepare)/);
      expect(notes.includes("no distroless image of Ruby")).toBe(answers.base === "distroless");
    },
  );

  it("builds assets without the key, and starts Thruster on a port that needs no root", () => {
    const { text } = dockerfileOf("Rails");
    expect(text).toContain("RUN SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile \\\n    && rm -rf node_modules");
    expect(text).toContain("npm install --global yarn@1.22.22");
    expect(text).toContain("bundle exec bootsnap precompile -j 1 --gemfile");
    expect(text).toContain("ENV HTTP_PORT=8080 \\\n    TARGET_PORT=3000");
    expect(text).toContain('CMD ["./bin/thrust", "./bin/rails", "server"]');
    expect(dockerfileOf("Rails", { port: 3000 }).text).toContain("ENV HTTP_PORT=3000 \\\n    TARGET_PORT=3001");
    expect(dockerfileOf("Rails without JavaScript").text).not.toMatch(/node|yarn/);
  });

  it("starts Puma where there is no Thruster", () => {
    const { text } = dockerfileOf("Rails without Thruster");
    expect(text).toContain('CMD ["bundle", "exec", "puma", "-C", "config/puma.rb"]');
    expect(text).toContain("ENV PORT=3000\nEXPOSE 3000");
  });

  it("has the release that Bundler accepts where the Gemfile names one to the patch", () => {
    expect(dockerfileOf("Rails").text).toContain("ARG RUBY_VERSION=3.4.7\n\nFROM ruby:${RUBY_VERSION}-slim AS base");
    expect(dockerfileOf("Rails", { runtimeVersion: "4.0" }).text).toContain(
      "ARG RUBY_VERSION=4.0\n\nFROM ruby:${RUBY_VERSION}-slim-trixie AS base",
    );
    expect(dockerfileOf("Sinatra").notes).toContain("let the Gemfile name 3.4");
  });

  it("installs what gems are compiled and run with", () => {
    expect(dockerfileOf("Rails").text).toMatch(/libjemalloc2 libpq5[\s\S]*build-essential git libpq-dev libyaml-dev pkg-config/);
    expect(dockerfileOf("Sinatra", { base: "alpine" }).text).toMatch(
      /jemalloc mariadb-connector-c tzdata[\s\S]*build-base git mariadb-dev yaml-dev/,
    );
  });

  it("asks with Ruby itself", () => {
    expect(dockerfileOf("Rails").text).toContain('URI(\\"http://127.0.0.1:8080/up\\")');
    expect(dockerfileOf("Sinatra").text).toContain('CMD ["ruby", "-rsocket", "-e", "TCPSocket.new(\\"127.0.0.1\\", 9292).close"]');
    expect(dockerfileOf("a worker").text).not.toMatch(/HEALTHCHECK|EXPOSE/);
  });

  it("says what is left to do", () => {
    const { notes } = dockerfileOf("Rails");
    expect(notes).toContain("`bin/rails db:migrate`");
    expect(notes).toContain("`bin/jobs`");
    expect(notes).toContain("`RAILS_MASTER_KEY`");
    expect(dockerfileOf("Sinatra").notes).toContain("bundle lock --add-platform x86_64-linux aarch64-linux");
  });
});
