import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { project } from "../generators/support.ts";
import { detect, told, toldAll } from "./told.ts";

describe("Ruby", () => {
  it("reads a Rails application", () => {
    const found = detect(project("ruby-rails"));
    expect(toldAll(found)).toEqual({
      context: "",
      ecosystem: "ruby @ Gemfile:1",
      kind: "web @ Gemfile:9",
      framework: "rails @ Gemfile:9",
      name: "photo-album @ config/application.rb:3",
      packageManager: "bundler @ Gemfile:1",
      packageManagerVersion: "2.7.2 @ Gemfile.lock:25",
      lockFile: "Gemfile.lock @ Gemfile.lock:1",
      runtimeVersion: "3.4 @ .ruby-version:1",
      command: "./bin/thrust ./bin/rails server @ bin/thrust:1 (likely)",
      port: "8080 (assumed)",
      livenessPath: "/up @ config/routes.rb:2",
      install: "bundle install @ Gemfile:1 (likely)",
      lint: "bundle exec rubocop @ Gemfile:6",
      unit: "bin/rails test @ test:1 (likely)",
      migrate: "bin/rails db:migrate @ db:1 (likely)",
      services: ["postgres @ Gemfile:11", "redis @ Gemfile:17"],
    });
    expect(found.ruby).toMatchObject({ hasAssets: true, hasPackageJson: true, hasThruster: true, isLockedForLinux: true });
    expect(found.ruby?.bundleFiles).toEqual(["Gemfile", "Gemfile.lock", ".ruby-version"]);
    expect(told(found.ruby?.exactVersion)).toBe("3.4.7 @ .ruby-version:1");
  });

  it("reads a Sinatra application of an ended Ruby", () => {
    const found = detect(project("ruby-sinatra"));
    expect(toldAll(found)).toMatchObject({
      framework: "sinatra @ Gemfile:5",
      runtimeVersion: "3.4 @ Gemfile:3 (likely)",
      command: "bundle exec puma @ Gemfile:1 (likely)",
      port: "9292 (assumed)",
      unit: "bundle exec rspec @ Gemfile:10",
      services: ["mysql @ Gemfile:7"],
    });
    expect(found.ruby).toMatchObject({ isLockedForLinux: false, exactVersion: { value: "3.1.4" } });
  });

  it("starts what the Procfile says, and Puma with its settings", () => {
    const files = { Gemfile: 'gem "sinatra"\ngem "puma"\n', "config.ru": "" };
    expect(told(detect({ ...files, Procfile: "web: bundle exec puma -t 5:5\n" }).command)).toBe("bundle exec puma -t 5:5 @ Procfile:1");
    expect(told(detect({ ...files, Procfile: "web: bundle exec puma -p $PORT\n" }).command)).toBe("bundle exec puma @ Gemfile:1 (likely)");
    const settings = { ...files, "config/puma.rb": "port 4000\n" };
    expect(toldAll(detect(settings))).toMatchObject({
      command: "bundle exec puma -C config/puma.rb @ config/puma.rb:1 (likely)",
      port: "4000 @ config/puma.rb:1",
    });
  });

  it("is a worker without anything that answers, and no gem", () => {
    expect(toldAll(detect({ Gemfile: 'gem "sidekiq"\n' }))).toMatchObject({
      kind: "worker (assumed)",
      command: "bundle exec sidekiq (assumed)",
      services: ["redis @ Gemfile:1"],
    });
    expect(applicationIn(memoryWorkspace({ Gemfile: "gemspec\n", "tool.gemspec": "" }), "")).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, string>>, string, string | undefined]>([
    ["a range that Bundler keeps to", { Gemfile: 'ruby "~> 3.3"\n' }, "3.3 @ Gemfile:1", undefined],
    ["a release that the Gemfile names", { Gemfile: '\nruby "3.4.1"\n' }, "3.4 @ Gemfile:2", "3.4.1 @ Gemfile:2"],
    ["a file that the Gemfile does not read", { Gemfile: "", ".ruby-version": "ruby-4.0.0\n" }, "4.0 @ .ruby-version:1", undefined],
    ["the lock file", { Gemfile: "", "Gemfile.lock": "RUBY VERSION\n   ruby 3.3.9p1\n" }, "3.3 @ Gemfile.lock:2", undefined],
    ["nothing", { Gemfile: "" }, "4.0 (assumed)", undefined],
  ])("takes the version of %s", (_, files, expected, exact) => {
    const found = detect(files);
    expect(told(found.runtimeVersion)).toBe(expected);
    expect(told(found.ruby?.exactVersion)).toBe(exact);
  });

  it("leaves a project to Node.js for which it only holds tools", () => {
    expect(applicationIn(memoryWorkspace({ Gemfile: 'gem "cocoapods"\n', "package.json": "{}" }), "")?.ecosystem.value).not.toBe("ruby");
  });
});
