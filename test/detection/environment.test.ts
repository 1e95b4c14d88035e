import { describe, expect, it } from "vitest";
import { type EnvironmentVariable, environmentOf } from "../../server/engine/detection/environment.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";

function variables(files: Readonly<Record<string, string>>, folder = ""): readonly EnvironmentVariable[] {
  return environmentOf(memoryWorkspace({ ...files }), folder);
}

/** `PORT=3000? port`: the name, what it falls back on, a question mark where it may be missing, and the type where it is no text. */
function short({ name, fallback, isRequired, type }: EnvironmentVariable): string {
  return `${name}${fallback === undefined ? "" : `=${fallback}`}${isRequired ? "" : "?"}${type === "text" ? "" : ` ${type}`}`;
}

const read = (path: string, text: string) => variables({ [path]: text }).map(short);

describe("variables that code reads", () => {
  it.each([
    ["process.env.GREETING", "GREETING"],
    ["process.env['GREETING']", "GREETING"],
    ["process.env?.GREETING", "GREETING"],
    ["process.env.GREETING!", "GREETING"],
    ['process.env.GREETING ?? "hello"', "GREETING=hello?"],
    ["process.env.GREETING || `hello`", "GREETING=hello?"],
    ["process.env.GREETING ?? greeting()", "GREETING?"],
    ['process.env.GREETING ?? "a" + b', "GREETING?"],
    ["process.env.GREETING?.trim()", "GREETING?"],
    ["if (process.env.GREETING) greet();", "GREETING?"],
    ["if (!process.env.GREETING) { throw new Error(); }", "GREETING"],
    ["const a = process.env.GREETING ? 1 : 2;", "GREETING?"],
    ["const greeting = process.env.GREETING;\nif (greeting) greet(greeting);", "GREETING?"],
    ["const greeting = process.env.GREETING;\nif (!greeting) {\n  throw new Error();\n}", "GREETING"],
    ["const greeting = process.env.GREETING;\nif (isReady) greet(greeting);", "GREETING"],
    ["Number(process.env.PORT)", "PORT port"],
    ["Number(process.env.PORT) || 3000", "PORT=3000? port"],
    ["parseInt(process.env.PORT ?? '3000', 10)", "PORT=3000? port"],
    ["parseInt(process.env.POOL_MAX, 10) || 10", "POOL_MAX=10? integer"],
    ["Number(process.env.RATIO ?? 0.5)", "RATIO=0.5? number"],
    ["process.env.TRACING === 'true'", "TRACING? boolean"],
    ["process.env.NODE_ENV === 'production'", "NODE_ENV? environment"],
    ["process.env.HOSTS_ALLOWED.split(',')", "HOSTS_ALLOWED list"],
    ["process.env.DATABASE_URL", "DATABASE_URL url"],
    ['process.env.LOG_LEVEL ?? "info"', "LOG_LEVEL=info? log-level"],
    ["process.env.FEATURE_ENABLED", "FEATURE_ENABLED boolean"],
    ["import.meta.env.VITE_API_URL", "VITE_API_URL url"],
    ['config.get<number>("POOL_MAX", 5)', "POOL_MAX=5? integer"],
    ['this.configService.getOrThrow<string>("DATABASE_URL")', "DATABASE_URL url"],
    ["Deno.env.get('GREETING')", "GREETING"],
    ["Bun.env.GREETING", "GREETING"],
  ])("JavaScript: %s", (code, expected) => expect(read("src/index.ts", code)).toEqual([expected]));

  it.each([
    "process.env.GREETING = 'hello';",
    "process.env.GREETING ??= 'hello';",
    "delete process.env.GREETING;",
    "// process.env.GREETING",
    "/* process.env.GREETING */",
    "import.meta.env.MODE",
    "process.env.CI || process.env.HOME || process.env.npm_package_version",
    'request.get("Accept"); config.get("database.url");',
  ])("JavaScript reads none in %s", (code) => expect(read("src/index.js", code)).toEqual([]));

  it("takes apart what is destructured, over lines too", () => {
    const code = 'const {\n  DATABASE_URL: url,\n  PORT = "3000",\n  GREETING = hello(),\n} = process.env;\n';
    expect(read("src/index.ts", code)).toEqual(["DATABASE_URL url", "GREETING?", "PORT=3000? port"]);
    expect(variables({ "src/index.ts": code }).map(({ places }) => places[0]?.line)).toEqual([2, 4, 3]);
  });

  it("reads the keys of a schema", () => {
    const zod =
      "const schema = z.object({\n  DATABASE_URL: z.url(),\n  PORT: z.coerce\n    .number()\n    .default(3000),\n  TOKEN: z.string().optional(),\n});\nschema.parse(process.env);\n";
    expect(read("src/env.ts", zod)).toEqual(["DATABASE_URL url", "PORT=3000? port", "TOKEN?"]);
    const joi =
      "const schema = Joi.object({\n  DB_HOST: Joi.string().required(),\n  SMTP_PORT: Joi.number(),\n  RETRIES: Joi.number().default(3),\n});\nschema.validate(process.env);\n";
    expect(read("config.js", joi)).toEqual(["DB_HOST", "RETRIES=3? integer", "SMTP_PORT? port"]);
    expect(read("src/dto.ts", "const order = z.object({\n  STATUS: z.string(),\n});\n")).toEqual([]);
  });

  it.each([
    ["os.environ['GREETING']", "GREETING"],
    ['os.environ.get("GREETING")', "GREETING"],
    ['os.environ.get("GREETING", "hello")', "GREETING=hello?"],
    ['os.getenv("GREETING") or "hello"', "GREETING=hello?"],
    ['int(os.getenv("PORT", "8000"))', "PORT=8000? port"],
    ['if os.environ.get("GREETING"):', "GREETING?"],
    ['if "GREETING" in os.environ:', "GREETING?"],
    ['token = os.environ.get("TOKEN")\nif token is None:\n    return', "TOKEN?"],
    ['env = environ.Env()\nDEBUG = env.bool("DEBUG", default=False)', "DEBUG=False? boolean"],
    ['env = environ.Env()\nDATABASES = {"default": env.db("DATABASE_URL")}', "DATABASE_URL url"],
    ['from decouple import config\nDEBUG = config("DEBUG", default=False, cast=bool)', "DEBUG=False? boolean"],
  ])("Python: %s", (code, expected) => expect(read("app/main.py", code)).toEqual([expected]));

  it("reads the fields of a settings class", () => {
    const code = [
      "class Settings(BaseSettings):",
      '    model_config = SettingsConfigDict(env_prefix="app_")',
      "",
      "    database_url: PostgresDsn",
      '    greeting: str = "hello"',
      "    workers: int = Field(default=4, ge=1)",
      '    secret_key: SecretStr = Field(validation_alias="SECRET_KEY")',
      "    sentry: str | None = None",
      "    origins: list[str] = []",
      "",
      "    def shout(self) -> str:",
      "        text: str = self.greeting",
      "        return text",
      "",
      "settings = Settings()",
      "",
    ].join("\n");
    expect(read("app/settings.py", code)).toEqual([
      "APP_DATABASE_URL url",
      "APP_GREETING=hello?",
      "APP_ORIGINS? list",
      "APP_SENTRY?",
      "APP_WORKERS=4? integer",
      "SECRET_KEY",
    ]);
  });

  it.each([
    ["main.go", 'dsn := os.Getenv("DATABASE_URL")', "DATABASE_URL url"],
    ["main.go", 'port := os.Getenv("PORT")\n\tif port == "" {\n\t\tport = "8080"\n\t}', "PORT=8080? port"],
    ["main.go", 'name := os.Getenv("GREETING")\n\tif name == "" {\n\t\tlog.Fatal("GREETING")\n\t}', "GREETING"],
    ["main.go", 'if v, ok := os.LookupEnv("GREETING"); ok {', "GREETING?"],
    ["main.go", 'getEnv("GREETING", "hello")', "GREETING=hello?"],
    ["main.go", 'Port int `env:"PORT" envDefault:"8080"`', "PORT=8080? port"],
    ["main.go", 'Workers int `env:"WORKERS,required"`', "WORKERS integer"],
    ["main.go", 'Debug bool `envconfig:"TRACING" default:"false"`', "TRACING=false? boolean"],
    ["config/puma.rb", 'ENV.fetch("RAILS_MAX_THREADS") { 5 }', "RAILS_MAX_THREADS=5? integer"],
    ["config/puma.rb", 'ENV.fetch("RAILS_MAX_THREADS", 5)', "RAILS_MAX_THREADS=5? integer"],
    ["config/puma.rb", 'ENV.fetch("GREETING")', "GREETING"],
    ["config/puma.rb", 'ENV["GREETING"] || "hello"', "GREETING=hello?"],
    ["config/puma.rb", 'pidfile ENV["PIDFILE"] if ENV["PIDFILE"]', "PIDFILE?"],
    ["config/app.php", "env('GREETING', 'hello')", "GREETING=hello?"],
    ["index.php", "getenv('GREETING')", "GREETING"],
    ["index.php", "getenv('GREETING') ?: 'hello'", "GREETING=hello?"],
    ["src/main/java/App.java", 'System.getenv("GREETING")', "GREETING"],
    ["src/main/java/App.java", 'System.getenv().getOrDefault("GREETING", "hello")', "GREETING=hello?"],
    ["src/main/resources/application.properties", "server.port=${PORT:8080}", "PORT=8080? port"],
    ["src/main/resources/application.yml", "password: ${DB_PASSWORD}", "DB_PASSWORD"],
    ["src/main.rs", 'let a = std::env::var("GREETING").expect("set");', "GREETING"],
    ["src/main.rs", 'let a = env::var("PORT").unwrap_or_else(|_| "8080".into());', "PORT=8080? port"],
    ["src/main.rs", 'let a = env::var("GREETING").ok();', "GREETING?"],
    ["Program.cs", 'Environment.GetEnvironmentVariable("GREETING")', "GREETING"],
    ["Program.cs", 'Environment.GetEnvironmentVariable("GREETING") ?? "hello"', "GREETING=hello?"],
    ["Program.cs", 'Environment.GetEnvironmentVariable("GREETING") ?? throw new Exception()', "GREETING"],
  ])("%s: %s", (path, code, expected) => expect(read(path, code)).toEqual([expected]));

  it("puts the places of one variable together, and knows secrets and what browsers get", () => {
    const found = variables({
      "src/a.ts": "\nprocess.env.SESSION_SECRET;\nprocess.env.LIMIT ?? 5;\n",
      "src/b.ts": "process.env.SESSION_SECRET;\nprocess.env.LIMIT ?? 6;\nprocess.env.NEXT_PUBLIC_API_URL;\n",
    });
    expect(found).toEqual([
      {
        name: "LIMIT",
        places: [
          { path: "src/a.ts", line: 3 },
          { path: "src/b.ts", line: 2 },
        ],
        fallback: undefined,
        isRequired: false,
        isSecret: false,
        isPublic: false,
        type: "text",
      },
      {
        name: "NEXT_PUBLIC_API_URL",
        places: [{ path: "src/b.ts", line: 3 }],
        fallback: undefined,
        isRequired: true,
        isSecret: false,
        isPublic: true,
        type: "url",
      },
      {
        name: "SESSION_SECRET",
        places: [
          { path: "src/a.ts", line: 2 },
          { path: "src/b.ts", line: 1 },
        ],
        fallback: undefined,
        isRequired: true,
        isSecret: true,
        isPublic: false,
        type: "text",
      },
    ]);
  });

  it("leaves out tests, dependencies, build output and applications of their own", () => {
    const code = "process.env.GREETING;\n";
    const paths = [
      "src/a.test.ts",
      "test/a.ts",
      "node_modules/a/index.js",
      "dist/a.js",
      ".next/a.js",
      "web/src/a.ts",
      "vitest.config.ts",
      "src/types.d.ts",
    ];
    const files = { ...Object.fromEntries(paths.map((path) => [path, code])), "package.json": "{}", "web/package.json": "{}" };
    expect(variables(files)).toEqual([]);
    expect(variables(files, "web").map(({ places }) => places)).toEqual([[{ path: "web/src/a.ts", line: 1 }]]);
  });

  it("takes a bounded time over many and large files", () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 3000; i++) files[`src/f${i}.ts`] = `process.env.A${i};\n${"const { a = { } = process.env.\n".repeat(50)}`;
    files["src/large.ts"] = "process.env.LARGE;\n".repeat(100_000);
    const before = performance.now();
    expect(variables(files).length).toBeLessThanOrEqual(600);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
