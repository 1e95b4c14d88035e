import { describe, expect, it } from "vitest";
import { expectLawful, type Files, project, render, textOf } from "./support.ts";

const reads = (code: string): Files => ({ ...project("code-fastapi"), "app/config.py": `import os\n\n${code}\n` });
const envOf = (code: string, answers = {}) => textOf(expectLawful("environment", reads(code), answers), "app/env.py");

describe("the environment of Python programs", () => {
  it.each([
    ["code-fastapi", "app/env.py"],
    ["code-flask", "shop/env.py"],
    ["code-django", "config/env.py"],
  ])("of %s is lawful", (name, path) => {
    const text = textOf(expectLawful("environment", project(name)), path);
    expect(text).toContain("hide_input_in_errors=True");
    expect(text).toContain("env_ignore_empty=True");
    expect(text).toContain('extra="ignore"');
    expect(text).toContain("app_env: AppEnv = AppEnv.DEVELOPMENT");
    expect(text).toContain('TEST = "test"');
  });

  it.each([
    ['os.environ["SECRET_KEY"]', "secret_key: OwnSecret"],
    // A secret that the code falls back on is the one thing that production must not.
    ['os.environ.get("SECRET_KEY", "dev")', "secret_key: OwnSecret"],
    ['os.environ.get("STRIPE_API_KEY") or None', "stripe_api_key: Credential | None = None"],
    ['os.environ["DB_PASSWORD"]', "db_password: Password"],
    ['os.environ["DATABASE_URL"]', "database_url: PostgresAddress"],
    ['os.environ["REDIS_URL"]', "redis_url: RedisAddress"],
    ['os.environ.get("REDIS_URL", "redis://localhost:6379")', 'redis_url: RedisAddress = SecretStr("redis://localhost:6379")'],
    ['os.environ.get("DATABASE_URL", "postgresql://app:app@localhost/app")', "database_url: PostgresAddress\n"],
    ['os.environ.get("API_URL", "https://api.example.com")', 'api_url: HttpUrl = HttpUrl("https://api.example.com")'],
    ['int(os.environ.get("PORT", "8000"))', "port: Port = 8000"],
    ['os.environ["PORT"]', "port: Port\n"],
    ['os.environ.get("DEBUG", "false")', "debug: bool = False"],
    ['os.environ.get("LOG_LEVEL", "INFO")', 'log_level: LogLevel = "info"'],
    ['os.environ["ALLOWED_HOSTS"].split(",")', "allowed_hosts: Words"],
    ['os.environ.get("CLASS", "a")', 'class_: str = Field(default="a", validation_alias="CLASS")'],
    ['os.environ["GREETING"]', "greeting: str\n"],
    ['os.environ.get("GREETING", "Gr\u00fc\u00dfe")', 'greeting: str = "Gr\\U000000fc\\U000000dfe"'],
  ])("%s", (code, field) => {
    expect(`${envOf(`value = ${code}`)}\n`).toContain(`    ${field}`);
  });

  it("takes the addresses of the databases that there are", () => {
    expect(envOf('value = os.environ["DATABASE_URL"]', { services: "postgres" })).toContain('_scheme("postgres", "postgresql")');
  });

  it("asks more where others depend on it", () => {
    const text = envOf(
      'debug = os.environ.get("DEBUG", "false")\nhosts = os.environ.get("ALLOWED_HOSTS", "").split(",")\nurl = os.environ["DATABASE_URL"]',
    );
    expect(text).toContain("if self.app_env not in (AppEnv.STAGING, AppEnv.PRODUCTION):");
    expect(text).toContain("DEBUG has to be off");
    expect(text).toContain("ALLOWED_HOSTS has to name what it allows");
    expect(text).toContain("DATABASE_URL points at the machine itself");
  });

  it("uses the name by which the code asks where it runs", () => {
    const text = envOf('value = os.environ["ENVIRONMENT"]\ndebug = os.environ.get("DEBUG", "false")');
    expect(text).toContain("    environment: AppEnv");
    expect(text).toContain("self.environment not in");
    expect(text).not.toContain("app_env");
  });

  it("names each variable in the example too", () => {
    const result = render("environment", reads('key = os.environ["SECRET_KEY"]\nport = os.environ.get("PORT", "8000")'));
    const example = textOf(result, ".env.example");
    for (const name of ["APP_ENV", "SECRET_KEY", "PORT"]) expect(example).toContain(`${name}=`);
    expect(result.notes.join("\n")).toContain("`from app.env import env`");
    expect(result.notes.join("\n")).toContain("`env.secret_key.get_secret_value()` (`app/config.py:3`)");
  });

  it("says what is to be installed, as the project does that", () => {
    const files = { "pyproject.toml": '[project]\nname = "a"\ndependencies = ["flask"]\n', "uv.lock": "version = 1\n", "app.py": "" };
    expect(render("environment", files).notes[0]).toContain("`uv add pydantic-settings`");
  });
});
