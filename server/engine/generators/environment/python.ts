import type { EnvironmentVariable } from "../../detection/environment.ts";
import { pythonProject } from "../../workspace/project/python.ts";
import { djangoProject } from "../health/django.ts";
import { importLines, placeOf, pythonEntry } from "../health/python.ts";
import type { Generation, Plan } from "../model.ts";
import { appEnvironments, protocolsOf, secretLength, serviceAddress } from "./variables.ts";

/** Settings that are checked when the module is imported, with pydantic. */
export function pythonEnvironment(plan: Plan, variables: readonly EnvironmentVariable[]): Generation {
  const { framework, folder } = plan.answers;
  const entry = pythonEntry(plan);
  const django = framework === "django" ? djangoProject(plan) : undefined;
  const home = django ? [django.base, ...django.package.split(".")].filter(Boolean).join("/") : entry.folder;
  const prefix = django ? (django.package === "" ? "" : `${django.package}.`) : entry.prefix;
  const line = `from ${prefix}env import env`;
  const where = django ? `in \`${django.settings ?? "settings.py"}\`` : placeOf(entry);
  const project = pythonProject(folder, plan.workspace);
  return {
    files: [
      {
        path: home === "" ? "env.py" : `${home}/env.py`,
        text: settings(plan, variables),
        about: "The environment's schema, checked at start-up",
      },
    ],
    notes: [
      ...(project?.dependencies.has("pydantic-settings")
        ? []
        : [`Install what it stands on: ${installation[project?.packageManager ?? "pip"]("pydantic-settings")}.`]),
      `Add \`${line}\` before the other imports of the project ${where}: what is wrong with the environment then ends the start.`,
      ...readings(variables),
    ],
  };
}

const installation = {
  uv: (name: string) => `\`uv add ${name}\``,
  poetry: (name: string) => `\`poetry add ${name}\``,
  pdm: (name: string) => `\`pdm add ${name}\``,
  pipenv: (name: string) => `\`pipenv install ${name}\``,
  pip: (name: string) => `add \`${name}\` to the requirements`,
} as const;

/** Where the code reads what now is checked: a few, so that it is seen how it goes. */
function readings(variables: readonly EnvironmentVariable[]): string[] {
  const read = variables.filter(({ places }) => places.length > 0).slice(0, 3);
  if (read.length === 0) return [];
  const examples = read.map(({ name, isSecret, type, places: [place] }) => {
    const value = isHidden({ isSecret, type, name }) ? `env.${fieldName(name)}.get_secret_value()` : `env.${fieldName(name)}`;
    return `\`${value}\` (\`${place?.path}:${place?.line}\`)`;
  });
  return [`Take from it what the code reads from the environment: ${examples.join(", ")}.`];
}

/** Its value is shown nowhere: a secret, or an address that may hold a password. */
function isHidden({ isSecret, type, name }: Pick<EnvironmentVariable, "isSecret" | "type" | "name">): boolean {
  return isSecret || (type === "url" && serviceAddress.test(name));
}

const reserved = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield copy json schema construct dict validate".split(
    " ",
  ),
);

function fieldName(name: string): string {
  const lower = name
    .toLowerCase()
    .replace(/\W/g, "_")
    .replace(/^_+/, "")
    .replace(/^(?=\d|$)/, "v");
  return reserved.has(lower) ? `${lower}_` : lower;
}

/** One variable: its type, as pydantic checks it, and its value where it is not set. */
function field(variable: EnvironmentVariable, plan: Plan): string {
  const { name, isRequired, isSecret, fallback } = variable;
  const type = typeOf(variable, plan);
  const value = fallback === undefined || isSecret ? undefined : defaultOf(variable);
  const alias = fieldName(name) === name.toLowerCase() ? undefined : `validation_alias="${name}"`;
  const isOptional = fallback === undefined && !isRequired;
  const written = value ?? (isOptional ? "None" : undefined);
  const assigned =
    alias === undefined
      ? written === undefined
        ? ""
        : ` = ${written}`
      : ` = Field(${written === undefined ? "" : `default=${written}, `}${alias})`;
  return `    ${fieldName(name)}: ${type}${isOptional ? " | None" : ""}${assigned}`;
}

function typeOf(variable: EnvironmentVariable, plan: Plan): string {
  const { name, type, isSecret } = variable;
  if (isSecret) return secretLength(name) === 32 ? "OwnSecret" : secretLength(name) === 12 ? "Password" : "Credential";
  switch (type) {
    case "environment":
      return "AppEnv";
    case "log-level":
      return "LogLevel";
    case "port":
      return "Port";
    case "boolean":
      return "bool";
    case "integer":
      return "int";
    case "number":
      return "float";
    case "list":
      return "Words";
    case "url":
      return isHidden(variable)
        ? addressName(protocolsOf(name, plan))
        : protocolsOf(name, plan).includes("wss")
          ? "WebsocketUrl"
          : "HttpUrl";
    default:
      return "str";
  }
}

/** `PostgresAddress` for the schemes `postgres` and `postgresql`. */
function addressName(schemes: readonly string[]): string {
  const names: Readonly<Record<string, string>> = {
    postgres: "Postgres",
    mysql: "Mysql",
    mongodb: "Mongo",
    redis: "Redis",
    amqp: "Amqp",
    nats: "Nats",
    smtp: "Smtp",
    http: "Web",
  };
  return schemes.length > 3 ? "DatabaseAddress" : `${names[schemes[0] as string] ?? "Database"}Address`;
}

/** The value as Python writes it; undefined where what the code falls back on cannot be taken. */
function defaultOf(variable: EnvironmentVariable): string | undefined {
  const { type, fallback = "" } = variable;
  switch (type) {
    case "environment":
      return `AppEnv.${((appEnvironments as readonly string[]).includes(fallback) ? fallback : "development").toUpperCase()}`;
    case "log-level":
      return pythonLevels.includes(fallback.toLowerCase()) ? `"${fallback.toLowerCase()}"` : '"info"';
    case "boolean":
      return /^(?:true|1|yes|on)$/i.test(fallback) ? "True" : "False";
    case "port":
    case "integer":
      return /^-?\d{1,15}$/.test(fallback) ? String(Number(fallback)) : undefined;
    case "number":
      return /^-?\d+(?:\.\d+)?$/.test(fallback) ? (fallback.includes(".") ? fallback : `${fallback}.0`) : undefined;
    case "list":
      return `(${fallback
        .split(",")
        .filter((item) => item.trim() !== "")
        .map((item) => `${text(item.trim())},`)
        .join(" ")
        .replace(/(, .*),$/, "$1")})`;
    case "url":
      if (hasPassword(fallback)) return undefined;
      if (isHidden(variable)) return `SecretStr(${text(fallback)})`;
      return /^https?:/.test(fallback)
        ? `HttpUrl(${text(fallback)})`
        : /^wss?:/.test(fallback)
          ? `WebsocketUrl(${text(fallback)})`
          : undefined;
    default:
      return hasPassword(fallback) ? undefined : text(fallback);
  }
}

function hasPassword(address: string): boolean {
  return /:\/\/[^@/]*:[^@/]*@/.test(address);
}

/** A string as Python writes it, in ASCII. */
function text(value: string): string {
  return JSON.stringify(value).replace(/[^ -~]/gu, (letter) => `\\U${(letter.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`);
}

const pythonLevels = ["critical", "error", "warning", "info", "debug"];

function settings(plan: Plan, variables: readonly EnvironmentVariable[]): string {
  const ordered = [...variables].sort((a, b) => Number(b.type === "environment") - Number(a.type === "environment"));
  const fields = ordered.map((variable) => field(variable, plan));
  const written = fields.join("\n");
  const uses = (name: string) => new RegExp(String.raw`: ${name}\b`).test(written);
  const schemesByName = new Map(
    variables
      .filter(({ type, isSecret }) => type === "url" && !isSecret)
      .map(({ name }) => [addressName(protocolsOf(name, plan)), protocolsOf(name, plan)] as const),
  );
  const addresses = [...schemesByName].filter(([name]) => uses(name));
  const secrets = (["OwnSecret", "Password", "Credential"] as const).filter(uses);
  const environment = ordered.find(({ type }) => type === "environment");
  const rules = productionRules(variables);
  const hasValidators = addresses.length > 0 || secrets.length > 0;
  const pydantic = [
    ...(hasValidators ? ["AfterValidator"] : []),
    ...(uses("LogLevel") || uses("Words") ? ["BeforeValidator"] : []),
    ...(uses("Port") || /\bField\(/.test(written) ? ["Field"] : []),
    ...(uses("HttpUrl") ? ["HttpUrl"] : []),
    ...(hasValidators ? ["SecretStr"] : []),
    "ValidationError",
    ...(uses("WebsocketUrl") ? ["WebsocketUrl"] : []),
    ...(rules.length > 0 ? ["model_validator"] : []),
  ];
  const annotated = hasValidators || uses("LogLevel") || uses("Words") || uses("Port");
  const typing = [...(annotated ? ["Annotated"] : []), ...(uses("LogLevel") ? ["Literal"] : []), ...(rules.length > 0 ? ["Self"] : [])];
  const imports = importLines([
    ...(hasValidators ? ["from collections.abc import Callable"] : []),
    ...(secrets.length > 0 ? ["import re"] : []),
    "from enum import StrEnum",
    ...(typing.length > 0 ? [`from typing import ${typing.join(", ")}`] : []),
    fromImport("pydantic", pydantic),
    fromImport("pydantic_settings", ["BaseSettings", ...(uses("Words") ? ["NoDecode"] : []), "SettingsConfigDict"]),
  ]);
  const types = [
    ...(uses("Port") ? ["Port = Annotated[int, Field(ge=1, le=65535)]"] : []),
    ...(uses("LogLevel")
      ? [`LogLevel = Annotated[\n    Literal[${pythonLevels.map((level) => `"${level}"`).join(", ")}],\n    BeforeValidator(str.lower),\n]`]
      : []),
    ...(uses("Words") ? ["Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]"] : []),
    ...secrets.map(
      (name) => `${name} = Annotated[SecretStr, AfterValidator(_secret(${{ OwnSecret: 32, Password: 12, Credential: 16 }[name]}))]`,
    ),
    ...addresses.map(([name, schemes]) => {
      const allowed = name === "DatabaseAddress" ? "" : schemes.map((scheme) => `"${scheme}"`).join(", ");
      const line = `${name} = Annotated[SecretStr, AfterValidator(_scheme(${allowed}))]`;
      return line.length <= 88 ? line : line.replace("[SecretStr", "[\n    SecretStr").replace(/\]$/, "\n]");
    }),
  ];
  return `"""The environment, checked when this module is imported."""

${imports}


class InvalidEnvironment(Exception):
    """Says what is wrong by names and reasons: values may be secrets."""


class AppEnv(StrEnum):
${appEnvironments.map((name) => `    ${name.toUpperCase()} = "${name}"\n`).join("")}

${uses("Words") ? splitFunction : ""}${secrets.length > 0 ? secretFunction : ""}${addresses.length > 0 ? schemeFunction : ""}${types.length > 0 ? `${types.join("\n")}\n\n\n` : ""}class Env(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env",
        # A variable that is empty is one that is not set.
        env_ignore_empty=True,
        # Else a message shows the values of all variables, secrets too.
        hide_input_in_errors=True,
        extra="ignore",
        frozen=True,
    )

${written}
${rules.length > 0 && environment ? ruleFunction(fieldName(environment.name), rules) : ""}

def _load() -> Env:
    try:
        return Env.model_validate({})
    except ValidationError as error:
        problems = [
            f"{one['loc'][0] if one['loc'] else 'environment'}".upper()
            + ": "
            + one["msg"].removeprefix("Value error, ")
            for one in error.errors(include_input=False, include_url=False)
        ]
    raise InvalidEnvironment("; ".join(problems))


env = _load()
`;
}

function fromImport(module: string, names: readonly string[]): string {
  const line = `from ${module} import ${names.join(", ")}`;
  return line.length <= 88 ? line : `from ${module} import (\n${names.map((name) => `    ${name},\n`).join("")})`;
}

const splitFunction = `def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [item.strip() for item in value.split(",") if item.strip()]


`;

const secretFunction = `def _secret(length: int) -> Callable[[SecretStr], SecretStr]:
    def check(secret: SecretStr) -> SecretStr:
        value = secret.get_secret_value()
        if len(value) < length:
            raise ValueError(f"has to have at least {length} characters")
        if re.search(r"change.?me|example|placeholder|^(.)\\1*$", value, re.IGNORECASE):
            raise ValueError("is a stand-in, not a secret")
        return secret

    return check


`;

const schemeFunction = `def _scheme(*allowed: str) -> Callable[[SecretStr], SecretStr]:
    def check(address: SecretStr) -> SecretStr:
        # SQLAlchemy names the driver too: postgresql+asyncpg.
        scheme, _, rest = address.get_secret_value().partition("://")
        names = {scheme, scheme.split("+")[0]}
        if not rest or (allowed and names.isdisjoint(allowed)):
            schemes = " or ".join(allowed) or "a scheme"
            raise ValueError(f"has to begin with {schemes}, and ://")
        return address

    return check


`;

/** What must not be where others depend on it: the condition, and what is wrong. */
function productionRules(variables: readonly EnvironmentVariable[]): (readonly [string, string])[] {
  return variables.flatMap((variable): (readonly [string, string])[] => {
    const { name, type, isSecret, isRequired, fallback } = variable;
    const own = `self.${fieldName(name)}`;
    if (type === "boolean" && /(?:^|_)DEBUG$/.test(name)) return [[own, `${name} has to be off`]];
    if (type === "list" && /(?:^|_)(?:HOSTS|ORIGINS)$/.test(name))
      return [[`"*" in ${isRequired || fallback !== undefined ? own : `(${own} or ())`}`, `${name} has to name what it allows`] as const];
    if (type === "url" && !isSecret && isHidden(variable))
      return [
        [`${isRequired ? "" : `${own} and `}"localhost" in ${own}.get_secret_value()`, `${name} points at the machine itself`] as const,
      ];
    return [];
  });
}

function ruleFunction(environment: string, rules: readonly (readonly [string, string])[]): string {
  return `
    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if self.${environment} not in (AppEnv.STAGING, AppEnv.PRODUCTION):
            return self
        problems = []
${rules.map(([condition, problem]) => `        if ${condition}:\n            problems.append("${problem}")\n`).join("")}        if problems:
            raise ValueError(f"in {self.${environment}}: {', '.join(problems)}")
        return self
`;
}
