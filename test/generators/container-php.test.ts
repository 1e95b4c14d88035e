import { describe, expect, it } from "vitest";
import { combinations, expectLawful, type Files, project, textOf } from "./support.ts";

const laravel = project("php-laravel");

const projects: Readonly<Record<string, Files>> = {
  Laravel: laravel,
  Symfony: project("php-symfony"),
  "plain PHP": project("php-plain"),
  Octane: { ...laravel, "composer.json": '{ "require": { "laravel/framework": "^12", "laravel/octane": "^2", "ext-zip": "*" } }' },
};

const dockerfileOf = (name: string, answers: Readonly<Record<string, unknown>> = {}) => {
  const result = expectLawful("container", projects[name] ?? {}, answers);
  return { text: textOf(result, "Dockerfile"), notes: result.notes.join("\n") };
};

describe("the container generator for PHP", () => {
  it.each(combinations({ name: Object.keys(projects), base: ["slim", "alpine", "distroless"], runtimeVersion: ["8.3", "8.5"] }))(
    "is lawful for $name on $base with PHP $runtimeVersion",
    ({ name, ...answers }) => {
      const { text } = dockerfileOf(String(name), answers);
      expect(text).toContain(`FROM dunglas/frankenphp:1-php\${PHP_VERSION}-${answers.base === "alpine" ? "alpine" : "trixie"} AS base`);
      expect(text).toMatch(answers.base === "alpine" ? /^USER 82:82$/m : /^USER 33:33$/m);
      expect(text).toContain("php.ini-production");
      expect(/install-php-extensions .*\bopcache\b/.test(text)).toBe(answers.runtimeVersion === "8.3");
      expect(text).toContain("RUN setcap -r /usr/local/bin/frankenphp");
    },
  );

  it("installs packages for production before the sources come", () => {
    const { text } = dockerfileOf("Laravel");
    expect(text).toMatch(
      /COPY composer\.json composer\.lock \.\/\nRUN --mount=type=cache,target=\/tmp\/composer \\\n {4}composer install --no-dev .*\nCOPY \. \.\n/,
    );
    expect(text).toContain("install-php-extensions bcmath intl pdo_pgsql");
    expect(text).toContain("RUN install-php-extensions zip\n");
    expect(dockerfileOf("Octane").text).not.toContain("RUN install-php-extensions zip\n");
  });

  it("caches Laravel's configuration when it starts, not when it is built", () => {
    const { text } = dockerfileOf("Laravel");
    const [build = "", script = ""] = text.split("COPY --chmod=755 <<'EOF' /usr/local/bin/start");
    expect(build).not.toMatch(/artisan (?:optimize|config:cache)/);
    expect(script).toContain('php artisan optimize\nexec "$@"\nEOF');
    expect(text).toContain('ENTRYPOINT ["start"]\nCMD ["frankenphp", "php-server", "--listen", ":8080", "--root", "public/"]');
    expect(text).toContain("chown -R 33:33 bootstrap/cache storage");
    expect(dockerfileOf("plain PHP").text).not.toContain("ENTRYPOINT");
  });

  it("builds assets in a stage of its own", () => {
    expect(dockerfileOf("Laravel").text).toMatch(
      /AS assets\n[\s\S]*npm ci\n[\s\S]*RUN npm run build[\s\S]*COPY --from=assets \/app\/public\/build\/ public\/build\//,
    );
    expect(dockerfileOf("Symfony").text).not.toContain("assets AS");
    const pnpm: Files = { ...laravel, "pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "package-lock.json": "" };
    const files = Object.fromEntries(Object.entries(pnpm).filter(([path]) => path !== "package-lock.json"));
    expect(textOf(expectLawful("container", files), "Dockerfile")).toContain("pnpm install --frozen-lockfile");
  });

  it("starts Octane, and Symfony with its environment", () => {
    expect(dockerfileOf("Octane", { port: 9000 }).text).toContain(
      'CMD ["php", "artisan", "octane:frankenphp", "--host=0.0.0.0", "--port=9000"]',
    );
    const symfony = dockerfileOf("Symfony").text;
    expect(symfony).toContain("ENV APP_ENV=prod");
    expect(symfony).toContain("RUN composer dump-env prod --empty");
    expect(symfony).toContain("php bin/console cache:warmup");
  });

  it("asks with PHP itself", () => {
    expect(dockerfileOf("Laravel").text).toContain('file_get_contents(\\"http://127.0.0.1:8080/up\\")');
    expect(dockerfileOf("Symfony").text).toContain("fsockopen");
  });

  it("asks no server where none runs", () => {
    const files = { "composer.json": '{ "require": { "php-amqplib/php-amqplib": "^3" } }' };
    const text = textOf(expectLawful("container", files, { command: "php worker.php" }), "Dockerfile");
    expect(text).toContain('HEALTHCHECK NONE\nCMD ["php", "worker.php"]');
    expect(text).not.toContain("EXPOSE");
    expect(() => expectLawful("container", files)).toThrow("start command");
  });

  it("says what is left to do", () => {
    expect(dockerfileOf("Laravel").notes).toContain("php artisan migrate --force");
    expect(dockerfileOf("Laravel").notes).toContain("`APP_KEY`");
    expect(dockerfileOf("plain PHP").notes).toContain("serves the whole folder");
    expect(dockerfileOf("plain PHP").notes).toContain("Commit `composer.lock`");
  });
});
