import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import { allows } from "../../server/engine/detection/php.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { project } from "../generators/support.ts";
import { detect, told, toldAll } from "./told.ts";

describe("PHP", () => {
  it("reads a Laravel application", () => {
    const found = detect(project("php-laravel"));
    expect(toldAll(found)).toEqual({
      context: "",
      ecosystem: "php @ composer.json:1",
      kind: "web @ composer.json:7",
      framework: "laravel @ composer.json:7",
      name: "app (assumed)",
      packageManager: "composer @ composer.json:1",
      lockFile: "composer.lock @ composer.lock:1",
      runtimeVersion: "8.5 @ composer.json:5 (likely)",
      command: "frankenphp php-server --listen :8080 --root public/ (assumed)",
      port: "8080 (assumed)",
      livenessPath: "/up @ bootstrap/app.php:6",
      install: "composer install @ composer.json:1 (likely)",
      lint: "vendor/bin/pint --test @ composer.json:12",
      typecheck: "vendor/bin/phpstan analyse @ composer.json:11",
      unit: "php artisan test @ artisan:1 (likely)",
      migrate: "php artisan migrate --force @ database/migrations:1 (likely)",
      services: ["postgres @ .env.example:2", "redis @ composer.json:8"],
    });
    expect(found.php).toMatchObject({ extensions: ["intl", "bcmath", "pdo_pgsql"], documentRoot: "public", buildsAssets: true });
  });

  it("reads a Symfony application", () => {
    const found = detect(project("php-symfony"));
    expect(toldAll(found)).toMatchObject({
      framework: "symfony @ composer.json:9",
      name: "booking @ composer.json:2",
      runtimeVersion: "8.3 @ composer.json:5 (likely)",
      lint: "vendor/bin/php-cs-fixer check @ composer.json:12",
      typecheck: "vendor/bin/psalm @ composer.json:13",
      unit: "composer test @ composer.json:16",
      migrate: "php bin/console doctrine:migrations:migrate --no-interaction @ composer.json:6",
      services: ["mysql @ .env:2", "rabbitmq @ composer.json:7"],
    });
    expect(found.php?.composerFiles).toEqual(["composer.json", "composer.lock", "symfony.lock"]);
  });

  it("reads plain PHP for an ended release, and no library", () => {
    const found = detect(project("php-plain"));
    expect(toldAll(found)).toMatchObject({
      kind: "web (assumed)",
      name: "guestbook @ composer.json:2",
      runtimeVersion: "8.3 @ composer.json:8 (likely)",
      services: ["mysql @ composer.json:4"],
    });
    expect(found.php).toMatchObject({ documentRoot: "", extensions: ["pdo_mysql"] });
    expect(applicationIn(memoryWorkspace({ "composer.json": '{ "type": "library" }' }), "")).toBeUndefined();
  });

  it("is called like the repository where its manifest says nothing", () => {
    const files = { ...project("php-laravel"), ".git/config": '[remote "origin"]\n\turl = git@github.com:acme/Notes_App.git\n' };
    expect(told(detect(files).name)).toBe("notes-app @ .git/config:2 (likely)");
  });

  it("starts Octane where that is there", () => {
    const files = { "composer.json": '{ "require": {\n "laravel/framework": "^12",\n "laravel/octane": "^2" } }' };
    expect(told(detect(files).command)).toBe("php artisan octane:frankenphp --host=0.0.0.0 --port=8080 @ composer.json:3 (likely)");
  });

  it.each<[string, string]>([
    ["^8.2", "8.2 8.3 8.4 8.5"],
    ["~8.3.0", "8.3"],
    ["~8.3", "8.3 8.4 8.5"],
    [">=8.1 <8.4", "8.2 8.3"],
    [">= 8.3, < 8.5.0", "8.3 8.4"],
    ["8.2.* || 8.4.*", "8.2 8.4"],
    ["^7.4|^8.4", "8.4 8.5"],
    ["8.2 - 8.3", "8.2 8.3"],
    ["8.3", "8.3"],
    ["*", "8.2 8.3 8.4 8.5"],
    ["dev-main", ""],
  ])("knows the releases that `%s` allows", (constraint, expected) => {
    expect(["8.2", "8.3", "8.4", "8.5"].filter((cycle) => allows(constraint, cycle)).join(" ")).toBe(expected);
  });

  it("leaves a project to Node.js for which it only holds tools", () => {
    expect(
      applicationIn(
        memoryWorkspace({ "composer.json": '{ "require-dev": { "squizlabs/php_codesniffer": "*" } }', "package.json": "{}" }),
        "",
      )?.ecosystem.value,
    ).not.toBe("php");
  });
});
