import type { EnvironmentVariable } from "../../detection/environment.ts";
import { goProject } from "../../workspace/project/go.ts";
import { goMain } from "../health/go.ts";
import type { Generation, Plan } from "../model.ts";
import { appEnvironments, protocolsOf, secretLength, serviceAddress } from "./variables.ts";

const library = "github.com/caarlos0/env/v11";

/** A package that reads the environment into a struct, and checks what tags cannot say. */
export function goEnvironment(plan: Plan, variables: readonly EnvironmentVariable[]): Generation {
  const { folder, service } = plan.answers;
  const project = goProject(folder, plan.workspace);
  return {
    files: [
      {
        path: folder === "" ? "internal/config/config.go" : `${folder}/internal/config/config.go`,
        text: source(plan, variables),
        about: "The environment's schema, checked at start-up",
      },
    ],
    notes: [
      ...(project?.dependencies.has(library) ? [] : [`Install what it stands on: \`go get ${library}\`.`]),
      `In \`${goMain(plan)}\`, import \`${project?.module ?? service}/internal/config\` and begin with \`cfg, err := config.Load()\` and \`if err != nil { fmt.Fprintln(os.Stderr, err); os.Exit(1) }\`.`,
      ...readings(variables),
    ],
  };
}

/** Where the code reads what now is checked: a few, so that it is seen how it goes. */
function readings(variables: readonly EnvironmentVariable[]): string[] {
  const read = variables.filter(({ places }) => places.length > 0).slice(0, 3);
  if (read.length === 0) return [];
  const examples = read.map((variable) => {
    const [place] = variable.places;
    return `\`cfg.${fieldName(variable.name)}${isHidden(variable) ? ".Reveal()" : ""}\` (\`${place?.path}:${place?.line}\`)`;
  });
  return [`Take from it what the code reads from the environment: ${examples.join(", ")}.`];
}

const initialisms = new Set(
  "API AWS CPU DB DSN GRPC HTML HTTP HTTPS ID IP JSON JWT OTP RPC S3 SMTP SQL SSH SSL TLS TTL UDP UI URI URL UUID".split(" "),
);

/** `DATABASE_URL` as Go names it: `DatabaseURL`. */
function fieldName(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const written = words.map((word) => {
    const upper = word.toUpperCase();
    return initialisms.has(upper) ? upper : upper.charAt(0) + word.slice(1).toLowerCase();
  });
  return written.join("").replace(/^(?=\d)/, "V");
}

/** Its value is shown nowhere: a secret, or an address that may hold a password. */
function isHidden({ isSecret, type, name }: EnvironmentVariable): boolean {
  return isSecret || (type === "url" && serviceAddress.test(name));
}

function typeOf(variable: EnvironmentVariable): string {
  if (isHidden(variable)) return "Secret";
  switch (variable.type) {
    case "port":
    case "integer":
      return "int";
    case "number":
      return "float64";
    case "boolean":
      return "bool";
    case "list":
      return "[]string";
    default:
      return "string";
  }
}

/** What stands in where the variable is not set; undefined where nothing may. */
function defaultOf({ type, fallback, isSecret }: EnvironmentVariable): string | undefined {
  if (fallback === undefined || isSecret || /:\/\/[^@/]*:[^@/]*@/.test(fallback)) return undefined;
  const fits: Readonly<Record<string, RegExp>> = {
    port: /^\d{1,5}$/,
    integer: /^-?\d{1,15}$/,
    number: /^-?\d+(?:\.\d+)?$/,
    boolean: /^(?:true|false|0|1)$/,
  };
  if (type === "environment") return (appEnvironments as readonly string[]).includes(fallback) ? fallback : "development";
  return (fits[type] ?? /^[^`"\\]*$/).test(fallback) ? fallback : undefined;
}

function source(plan: Plan, variables: readonly EnvironmentVariable[]): string {
  const ordered = [...variables].sort((a, b) => Number(b.type === "environment") - Number(a.type === "environment"));
  const fields = ordered.map((variable) => {
    const fallback = defaultOf(variable);
    const isNeeded = fallback === undefined && (variable.isRequired || variable.fallback !== undefined);
    const tag = `env:"${variable.name}${isNeeded ? ",required" : ""}"${fallback === undefined ? "" : ` envDefault:"${fallback}"`}`;
    return { ...variable, field: fieldName(variable.name), goType: typeOf(variable), tag, isNeeded, hasDefault: fallback !== undefined };
  });
  const nameWidth = Math.max(...fields.map(({ field }) => field.length));
  const typeWidth = Math.max(...fields.map(({ goType }) => goType.length));
  const struct = fields.map(({ field, goType, tag }) => `\t${field.padEnd(nameWidth)} ${goType.padEnd(typeWidth)} \`${tag}\`\n`).join("");
  const checks = fields.flatMap((one) => check(one, plan));
  const rules = fields.flatMap(productionRule);
  const environment = fields.find(({ type }) => type === "environment");
  const body = `${checks.join("")}${rules.join("")}`;
  const hasSecret = fields.some(({ goType }) => goType === "Secret");
  const imports = [
    "errors",
    "fmt",
    ...(hasSecret ? ["log/slog"] : []),
    "maps",
    "os",
    "reflect",
    ...(body.includes("regexp.") || body.includes("isStrong(") ? ["regexp"] : []),
    ...(body.includes("slices.") || body.includes("hasScheme(") ? ["slices"] : []),
    "strings",
  ];
  return `// Package config holds what the environment tells the program.
package config

import (
${imports.map((name) => `\t"${name}"\n`).join("")}
	"${library}"
)

${hasSecret ? secretType : ""}// Config is the environment, checked.
type Config struct {
${struct}}

// Load reads the environment. What is wrong with it is told by names and reasons: values may
// be secrets.
func Load() (Config, error) {
	given := env.ToMap(os.Environ())
	// A variable that is empty is one that is not set.
	maps.DeleteFunc(given, func(_, value string) bool { return value == "" })
	var c Config
	if err := env.ParseWithOptions(&c, env.Options{Environment: given}); err != nil {
		return Config{}, invalid(reasons(err))
	}
	if problems := c.problems(); len(problems) > 0 {
		return Config{}, invalid(problems)
	}
	return c, nil
}

func invalid(problems []string) error {
	return fmt.Errorf("the environment is not as the program needs it: %s", strings.Join(problems, "; "))
}

func reasons(err error) []string {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return []string{"it cannot be read"}
	}
	var found []string
	for _, one := range all.Errors {
		var missing env.VarIsNotSetError
		var unread env.ParseError
		switch {
		case errors.As(one, &missing):
			found = append(found, missing.Key+" is not set")
		case errors.As(one, &unread):
			field, _ := reflect.TypeFor[Config]().FieldByName(unread.Name)
			name, _, _ := strings.Cut(field.Tag.Get("env"), ",")
			found = append(found, fmt.Sprintf("%s is no %s", name, unread.Type))
		default:
			found = append(found, "it cannot be read")
		}
	}
	return found
}

func (c Config) problems() []string {
	var problems []string
	expect := func(holds bool, problem string) {
		if !holds {
			problems = append(problems, problem)
		}
	}
${checks.join("")}${
  rules.length > 0 && environment
    ? `	if c.${environment.field} == "staging" || c.${environment.field} == "production" {
${rules.join("")}	}
`
    : ""
}	return problems
}
${body.includes("hasScheme(") ? schemeFunction : ""}${body.includes("isStrong(") ? strengthFunction : ""}`;
}

const secretType = `// Secret is shown nowhere: call Reveal where its value is needed.
type Secret string

func (Secret) String() string       { return "[secret]" }
func (Secret) GoString() string     { return "[secret]" }
func (Secret) LogValue() slog.Value { return slog.StringValue("[secret]") }

// MarshalText keeps it out of JSON.
func (Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// Reveal gives the value.
func (s Secret) Reveal() string { return string(s) }

`;

const schemeFunction = `
func hasScheme(address string, schemes ...string) bool {
	scheme, rest, found := strings.Cut(address, "://")
	return found && rest != "" && (len(schemes) == 0 || slices.Contains(schemes, scheme))
}
`;

const strengthFunction = `
var standIn = regexp.MustCompile(\`(?i)change.?me|example|placeholder\`)

func isStrong(secret Secret, length int) bool {
	value := secret.Reveal()
	isRepeated := strings.Trim(value, value[:1]) == ""
	return len(value) >= length && !isRepeated && !standIn.MatchString(value)
}
`;

type Field = EnvironmentVariable & { readonly field: string; readonly isNeeded: boolean; readonly hasDefault: boolean };

/** What the type alone does not say. */
function check(variable: Field, plan: Plan): string[] {
  const { name, type, field, isSecret, isNeeded, hasDefault } = variable;
  const isThere = isNeeded || hasDefault;
  const expect = (condition: string, problem: string, unset = `c.${field} == ""`) =>
    `\texpect(${isThere ? "" : `${unset} || `}${condition}, "${problem}")\n`;
  if (isSecret) {
    const length = secretLength(name);
    return [expect(`isStrong(c.${field}, ${length})`, `${name} is shorter than ${length} characters, or a stand-in`)];
  }
  switch (type) {
    case "environment":
      return [
        expect(
          `slices.Contains([]string{${appEnvironments.map((one) => `"${one}"`).join(", ")}}, c.${field})`,
          `${name} is not ${appEnvironments.slice(0, -1).join(", ")} or ${appEnvironments.at(-1)}`,
        ),
      ];
    case "log-level":
      return [
        expect(
          `slices.Contains([]string{"debug", "info", "warn", "error"}, strings.ToLower(c.${field}))`,
          `${name} is not debug, info, warn or error`,
        ),
      ];
    case "port":
      return [expect(`c.${field} >= 1 && c.${field} <= 65535`, `${name} is not between 1 and 65535`, `c.${field} == 0`)];
    case "url": {
      const schemes = protocolsOf(name, plan);
      const value = isHidden(variable) ? `c.${field}.Reveal()` : `c.${field}`;
      return schemes.length > 3
        ? [expect(`hasScheme(${value})`, `${name} is no address with a scheme`)]
        : [
            expect(
              `hasScheme(${value}, ${schemes.map((scheme) => `"${scheme}"`).join(", ")})`,
              `${name} does not begin with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
            ),
          ];
    }
    default:
      return [];
  }
}

/** What must not be where others depend on it. */
function productionRule(variable: Field): string[] {
  const { name, type, field, isSecret } = variable;
  if (type === "boolean" && /(?:^|_)DEBUG$/.test(name)) return [`\t\texpect(!c.${field}, "${name} has to be off")\n`];
  if (type === "list" && /(?:^|_)(?:HOSTS|ORIGINS)$/.test(name))
    return [`\t\texpect(!slices.Contains(c.${field}, "*"), "${name} has to name what it allows")\n`];
  if (type === "url" && !isSecret && isHidden(variable))
    return [`\t\texpect(!strings.Contains(c.${field}.Reveal(), "localhost"), "${name} points at the machine itself")\n`];
  return [];
}
