/** An environment variable that puts a framework into debug or development mode. */
export interface DebugMode {
  readonly name: RegExp;
  /** The values that do so. */
  readonly value: RegExp;
  /** The value for production; a function of the value where spelling matters, undefined where it hangs on the project. */
  readonly production?: string | ((value: string) => string | undefined);
  /** What it does, for the message: "makes Express …". */
  readonly effect: string;
}

const on = /^(?:1|true|yes|on|y|t)$/i;
const development = /^(?:dev|develop|development|debug|test|testing|local)$/i;

/** The opposite of a switch, spelt in the same way: `True` → `False`. */
function off(value: string): string {
  const opposites: Readonly<Record<string, string>> = { "1": "0", true: "false", yes: "no", on: "off", y: "n", t: "f" };
  const plain = opposites[value.toLowerCase()] ?? "0";
  if (value === value.toUpperCase()) return plain.toUpperCase();
  return value.charAt(0) === value.charAt(0).toUpperCase() ? plain.charAt(0).toUpperCase() + plain.slice(1) : plain;
}

/** From the frameworks' documentation (2026-11). The first that fits counts. */
export const debugModes: readonly DebugMode[] = [
  {
    name: /^NODE_ENV$/,
    value: development,
    production: "production",
    effect: "makes Node.js frameworks run without caches and show stack traces",
  },
  { name: /^FLASK_ENV$/, value: development, production: "production", effect: "puts Flask into debug mode" },
  { name: /^(?:FLASK|QUART)_DEBUG$/, value: on, production: off, effect: "opens the interactive debugger to whoever can cause an error" },
  {
    name: /^(?:DJANGO_|APP_|DJANGO_APP_|WP_|RAILS_|SYMFONY_|LARAVEL_|LITESTAR_|STARLETTE_|SANIC_|FASTAPI_)?DEBUG$/,
    value: on,
    production: off,
    effect: "shows stack traces and settings to whoever can cause an error",
  },
  {
    name: /^APP_ENV$/,
    value: development,
    production: (value) => (value === "dev" ? "prod" : "production"),
    effect: "makes the framework run in development mode",
  },
  {
    name: /^(?:RAILS|RACK|HANAMI)_ENV$/,
    value: development,
    production: "production",
    effect: "makes the framework run in development mode",
  },
  { name: /^MIX_ENV$/, value: /^(?:dev|test)$/, production: "prod", effect: "compiles and runs for development" },
  {
    name: /^(?:ASPNETCORE|DOTNET)_ENVIRONMENT$/,
    value: /^(?:development|dev|local)$/i,
    production: "Production",
    effect: "switches on the developer exception page and development settings",
  },
  {
    name: /^ROCKET_(?:ENV|PROFILE)$/,
    value: /^(?:dev|development|debug)$/,
    production: (value) => (value === "debug" ? "release" : value === "dev" ? "prod" : "production"),
    effect: "makes Rocket run in development mode",
  },
  { name: /^GIN_MODE$/, value: /^(?:debug|test)$/, production: "release", effect: "makes Gin run in debug mode" },
  {
    name: /^(?:SPRING_PROFILES_ACTIVE|QUARKUS_PROFILE|MICRONAUT_ENVIRONMENTS)$/,
    value: /^(?:dev|development|local|debug)$/,
    effect: "starts the application with its settings for development",
  },
  {
    name: /^DJANGO_SETTINGS_MODULE$/,
    value: /(?:^|[._])(?:dev|develop|development|local|debug)$/,
    effect: "starts the application with its settings for development",
  },
  { name: /^(?:XDEBUG_MODE)$/, value: /\b(?:debug|develop)\b/, production: "off", effect: "switches on Xdebug" },
  {
    name: /^(?:PYTHONDEVMODE|PYTHONASYNCIODEBUG|NUXT_DEBUG|WEB_DEBUG|PHP_DEBUG)$/,
    value: on,
    production: off,
    effect: "switches on debugging",
  },
  { name: /^NODE_OPTIONS$/, value: /--inspect(?:-brk)?\b/, effect: "opens the debugger's port" },
  {
    name: /^(?:JAVA_TOOL_OPTIONS|JAVA_OPTS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS)$/,
    value: /-agentlib:jdwp|-Xrunjdwp/,
    effect: "opens the debugger's port",
  },
];
