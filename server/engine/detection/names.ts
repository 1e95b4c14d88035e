// The names by which generators know ecosystems, tools and frameworks; users write them behind `--set`.

export const ecosystems = ["node", "python", "go", "java", "rust", "dotnet", "ruby", "php", "static"] as const;
export type Ecosystem = (typeof ecosystems)[number];

/** By ecosystem, `none` last: a program that uses no framework that makes a difference here. */
export const frameworks = {
  node: ["next", "nestjs", "express", "fastify", "hono", "koa", "nuxt", "remix", "react-router", "astro", "sveltekit", "adonisjs", "none"],
  python: ["fastapi", "django", "flask", "starlette", "litestar", "streamlit", "celery", "none"],
  go: ["gin", "echo", "fiber", "chi", "net-http", "none"],
  java: ["spring-boot", "quarkus", "micronaut", "ktor", "none"],
  rust: ["axum", "actix-web", "rocket", "warp", "none"],
  dotnet: ["aspnetcore", "worker", "none"],
  ruby: ["rails", "sinatra", "hanami", "none"],
  php: ["laravel", "symfony", "none"],
  static: ["vite", "create-react-app", "angular", "astro", "none"],
} as const satisfies Record<Ecosystem, readonly string[]>;
export type Framework = (typeof frameworks)[Ecosystem][number];
export const allFrameworks: readonly Framework[] = [...new Set(Object.values(frameworks).flat())];

export const packageManagers = {
  node: ["npm", "pnpm", "yarn", "bun"],
  python: ["uv", "pip", "poetry", "pdm", "pipenv"],
  go: ["go"],
  java: ["maven", "gradle"],
  rust: ["cargo"],
  dotnet: ["dotnet"],
  ruby: ["bundler"],
  php: ["composer"],
  static: ["npm", "pnpm", "yarn", "bun"],
} as const satisfies Record<Ecosystem, readonly string[]>;
export type PackageManager = (typeof packageManagers)[Ecosystem][number];
export const allPackageManagers: readonly PackageManager[] = [...new Set(Object.values(packageManagers).flat())];

export const backingServices = ["postgres", "mysql", "mariadb", "mongodb", "redis", "rabbitmq"] as const;
export type BackingService = (typeof backingServices)[number];

/** What answers requests for a Python application in production, the one that is taken first where several are there. */
export const pythonServers = ["gunicorn", "uvicorn", "hypercorn", "granian", "daphne", "waitress", "uwsgi"] as const;
export type PythonServer = (typeof pythonServers)[number];
