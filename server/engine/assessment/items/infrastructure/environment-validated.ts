import { isTemplateName } from "../../../application/variables.ts";
import { type EnvironmentVariable, environmentOf } from "../../../detection/environment.ts";
import { filesIn } from "../../../workspace/files.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "../../../workspace/paths.ts";
import type { Code } from "../../code/code.ts";
import type { Call, SourceFile } from "../../code/source-file.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { counterEvidence, evidence, likely, met, notApplicable, open } from "../../verdict.ts";

export const environmentValidated: Assessor = {
  id: "infrastructure.environment-validated",
  looksAt:
    "The variables that the code reads against `.env.example` and the README, and calls that check all of them at start-up: `cleanEnv`, `createEnv`, `schema.parse(process.env)`, `BaseSettings`, `env.Parse`, `@ConfigurationProperties` with `@Validated`, `ValidateOnStart`.",
  action: { kind: "generate", generator: "environment", title: "Generate a schema of the variables and `.env.example`" },
  assess(service) {
    const { code, workspace, folder } = service;
    const documents = documentsOf(service);
    const [document] = documents;
    const validation = validationsIn(service);
    if (!code.isSeen && service.application?.ecosystem.value === "static" && !service.application.node)
      return notApplicable("Mere files read no variables.");
    if (!code.isSeen) {
      const usual = libraryDependencies(service);
      const template = documents.filter(({ isTemplate }) => isTemplate).map(({ path }) => evidence(path, 1, "lists variables"));
      const all = [...usual, ...template].slice(0, 5);
      if (usual.length > 0)
        return likely(
          "It depends on a library that checks variables at start-up; its sources cannot be seen here, so not whether all are.",
          all,
        );
      return open(
        `${template.length > 0 ? "Variables are listed, but its" : "Its"} sources cannot be seen here, and so nothing that checks the variables at start-up.`,
        all,
      );
    }
    const variables = environmentOf(workspace, folder).filter(({ type }) => type !== "environment");
    if (variables.length === 0 && validation.length === 0) return notApplicable("Its code reads no variables of the environment.");
    const listed = variables.map((variable) => ({ variable, place: documentedAt(variable, documents) }));
    const silent = listed.flatMap(({ variable, place }) => (place ? [] : [variable]));
    const template = variables.length === 0 && document?.isTemplate ? [evidence(document.path, 1, "lists variables")] : [];
    const shown = [...placesOf(listed.flatMap(({ place }) => place ?? [])), ...template];
    const required = variables.filter(({ isRequired }) => isRequired);
    const missing = silent
      .slice(0, 5)
      .map(({ name, places: [place] }) => counterEvidence(place?.path ?? "", place?.line ?? 1, `\`${name}\` is documented nowhere`));
    const all = [...missing, ...validation.slice(0, 3), ...shown.slice(0, 2)];
    if (silent.length > 0)
      return open(
        `${silent.length} of ${variables.length} variables that the code reads ${silent.length === 1 ? "is" : "are"} documented ${document ? `neither in \`${document.path}\` nor elsewhere` : "nowhere: there is no `.env.example`"}.`,
        all,
      );
    if (validation.length > 0 && variables.length === 0 && !document?.isTemplate)
      return likely("A schema checks the variables when it starts; nothing beside it tells which there are.", validation.slice(0, 5));
    if (validation.length > 0) {
      const says = "The variables are documented, and checked when it starts.";
      return validation.some(({ proof }) => proof === "structure")
        ? met(says, all)
        : likely("The variables are documented; each is checked where it is read, which may be long after the start.", validation);
    }
    if (required.length === 0)
      return met("The variables are documented, and the code has a value for each that is not set.", [
        ...variables
          .slice(0, 2)
          .flatMap(({ name, places: [place] }) => (place ? [evidence(place.path, place.line, `\`${name}\` may be unset`)] : [])),
        ...shown.slice(0, 3),
      ]);
    return open("The variables are documented, and nothing checks them when it starts.", [
      ...required
        .slice(0, 3)
        .map(({ name, places: [place] }) => counterEvidence(place?.path ?? "", place?.line ?? 1, `\`${name}\` is read without a check`)),
      ...shown.slice(0, 2),
    ]);
  },
};

interface Document {
  readonly path: string;
  readonly text: string;
  /** A template of `.env`, beside documents in words. */
  readonly isTemplate: boolean;
}

/** Other documents name variables in passing. */
const mayDocument = /^(?:\.|readme|configuration|config|settings|env|environment|deploy|deployment|install|installation|usage)|env/i;

/** Templates of `.env` and documents about settings, those of the service first. */
function documentsOf({ folder, application, workspace }: Service): readonly Document[] {
  const folders = [...new Set([folder, application?.context ?? folder, ""])];
  return folders
    .flatMap((at) => {
      const below = [
        ...filesIn(workspace, at).filter((path) => mayDocument.test(nameOf(path))),
        ...filesIn(workspace, inFolder(at, "docs")).filter((path) => /env|config|setting|deploy/i.test(path)),
      ];
      return below.flatMap((path): Document[] => {
        const isTemplate = isTemplateName(nameOf(path)) && /env/i.test(nameOf(path));
        const text = isTemplate || /\.(?:md|mdx|rst|adoc)$/i.test(path) ? workspace.read(path) : undefined;
        return text === undefined ? [] : [{ path, text, isTemplate }];
      });
    })
    .sort((a, b) => Number(b.isTemplate) - Number(a.isTemplate));
}

function documentedAt({ name }: EnvironmentVariable, documents: readonly Document[]): Evidence | undefined {
  for (const { path, text, isTemplate } of documents) {
    const match = (
      isTemplate
        ? new RegExp(`^[ \\t]*(?:#[ \\t]*)?(?:export[ \\t]+)?${name}[ \\t]*=`, "m")
        : new RegExp(`\`${name}(?:=[^\`\\n]*)?\`|^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*[=:]|\\|[ \\t]*${name}[ \\t]*\\|`, "m")
    ).exec(text);
    if (match)
      return evidence(
        path,
        text.slice(0, match.index).split("\n").length,
        isTemplate ? "lists the variables" : "tells of the variables",
        isTemplate ? "structure" : "word",
      );
  }
  return undefined;
}

/** One place for each document. */
function placesOf(places: readonly Evidence[]): readonly Evidence[] {
  return places.filter((one, at) => places.findIndex(({ path }) => path === one.path) === at);
}

/**
 * Libraries whose call reads all variables against a schema and fails where one is missing. Sources: https://github.com/af/envalid,
 * https://env.t3.gg, https://github.com/KATT/envsafe, https://github.com/lostfictions/znv, https://github.com/fastify/fastify-env,
 * https://github.com/caarlos0/env, https://github.com/kelseyhightower/envconfig, https://github.com/sethvargo/go-envconfig,
 * https://github.com/ilyakaznacheev/cleanenv.
 */
const checkers =
  /^(?:envalid|envsafe|@t3-oss\/env-[\w-]+|znv|env-schema|@fastify\/env|fastify-env|github\.com\/(?:caarlos0\/env|kelseyhightower\/envconfig|sethvargo\/go-envconfig|ilyakaznacheev\/cleanenv|joeshaw\/envdecode|Netflix\/go-env)(?:\/v\d+)?)$/;
const checks =
  /^(?:default|cleanEnv|customCleanEnv|envsafe|createEnv|parseEnv|envSchema|Parse\w*|Must\w*|Process\w*|MustProcess|ReadEnv|ReadConfig|Decode|StrictDecode|UnmarshalFromEnviron)$/;

/** Libraries for schemas of whatever kind: they count where one is held against the environment. */
const schemas = /^(?:zod(?:\/.*)?|valibot|joi|yup|arktype|@sinclair\/typebox(?:\/.*)?|superstruct|class-validator)$/;
const holds = /(?:^|\.)(?:safeParse|safeParseAsync|parse|parseAsync|validate|validateSync|attempt|assert|assertEnv|create|Check|Parse)$/;
const whole = /^(?:process|Bun)\.env$/;

/** Libraries that complain of a variable where it is read. */
const readers = /^(?:env-var|environs|decouple|environ|github\.com\/spf13\/viper)$/;

function validationsIn(service: Service): readonly Evidence[] {
  const { code } = service;
  const called = code
    .callsFrom(checkers)
    .flatMap(({ call, from, member }) =>
      checks.test(member.split(".").at(-1) ?? "") || checks.test(call.name)
        ? [evidence(call.file.path, call.line, `\`${call.callee}()\` of \`${from.module}\``)]
        : [],
    );
  const held = code.inEach(handedTheEnvironment).filter((call) => isHeldAgainstSchema(call, code));
  const nest = code
    .callsFrom(/^@nestjs\/config$/)
    .flatMap(({ call }) =>
      call.arguments.some(({ skeleton }) => /\b(?:validate|validationSchema)\b/.test(skeleton))
        ? [evidence(call.file.path, call.line, "`ConfigModule` with a schema")]
        : [],
    );
  const read = code
    .callsFrom(readers)
    .slice(0, 2)
    .map(({ call, from }) => evidence(call.file.path, call.line, `reads by \`${from.module}\``, "code"));
  return [
    ...called,
    ...held.map((call) => evidence(call.file.path, call.line, `\`${call.callee}()\` holds the environment against a schema`)),
    ...nest,
    ...pydantic(service),
    ...spring(service),
    ...others(service),
    ...read,
  ];
}

/** The calls that are handed all of the environment. */
function handedTheEnvironment({ skeleton, calls }: SourceFile): readonly Call[] {
  if (!/\b(?:process|Bun)\.env\b/.test(skeleton)) return [];
  return calls.filter((call) =>
    call.arguments.some((one) => whole.test(one.skeleton) || /^\{\s*\.{3}(?:process|Bun)\.env\b/.test(one.skeleton)),
  );
}

/** `schema.parse(process.env)`, or a function of this file, or of one that it imports, that holds what it is given against a schema. */
function isHeldAgainstSchema(call: Call, { files }: Code): boolean {
  const [first = ""] = call.callee.split(".");
  const isParse = holds.test(call.callee);
  if (!isParse && first !== call.callee) return false;
  const from = call.file.imports.find(({ names, module }) => module.startsWith(".") && names.has(first));
  const path = from
    ? resolvePath(folderOf(call.file.path), from.module.replace(/\.[cm]?[jt]s$/, ""))
    : call.file.path.replace(/\.\w+$/, "");
  return files.some(
    (file) =>
      [path, `${path}/index`].includes(file.path.replace(/\.\w+$/, "")) &&
      file.imports.some(({ module }) => schemas.test(module)) &&
      (isParse || file.calls.some(({ callee }) => holds.test(callee))),
  );
}

/** A class of settings, and a call that makes one. Source: https://docs.pydantic.dev/latest/concepts/pydantic_settings/. */
function pydantic({ code }: Service): readonly Evidence[] {
  return code.matches(/^[ \t]*class\s+(\w+)\s*\(\s*(?:\w+\.)?BaseSettings\b/gm).flatMap(({ file, match, line }) => {
    if (!file.imports.some(({ module }) => /^(?:pydantic_settings|pydantic(?:\.v1)?)$/.test(module))) return [];
    const name = match[1] as string;
    const made = new RegExp(`(?:^|\\.)${name}(?:\\.(?:model_validate|parse_obj))?$`);
    const isMade = code.files.some(({ calls, skeleton }) =>
      calls.some((call) => made.test(call.callee) && !/\bclass\s+$/.test(skeleton.slice(Math.max(0, call.start - 8), call.start))),
    );
    return [
      evidence(file.path, line, `\`${name}\` is a \`BaseSettings\`${isMade ? "" : " that nothing makes"}`, isMade ? "structure" : "code"),
    ];
  });
}

/** Sources: https://docs.spring.io/spring-boot/reference/features/external-config.html, https://quarkus.io/guides/config-mappings. */
function spring({ code }: Service): readonly Evidence[] {
  const classes = code.matches(/@(?:ConfigurationProperties|ConfigMapping)\b/g).flatMap(({ file, match, line }) => {
    const isChecked = match[0] === "@ConfigMapping" || /@Validated\b/.test(file.skeleton);
    return [
      evidence(
        file.path,
        line,
        isChecked ? `\`${match[0]}\` is checked at start-up` : `\`${match[0]}\` without \`@Validated\``,
        isChecked ? "structure" : "code",
      ),
    ];
  });
  const values = code.matchesWithStrings(/@Value\(\s*"\$\{[\w.-]+\}"/g).slice(0, 1);
  return [...classes, ...values.map(({ file, line }) => evidence(file.path, line, "`@Value` without a default", "code"))];
}

/** What is known by its name alone: .NET's options, envy of Rust, phpdotenv, dotenv of Ruby. */
function others({ code }: Service): readonly Evidence[] {
  return code
    .calls(/(?:^|\.)ValidateOnStart$|^envy::(?:from_env|prefixed)$|^Dotenv\.require_keys$|(?:^|[.>$])dotenv\.required$/i)
    .map((call) => evidence(call.file.path, call.line, `\`${call.callee}()\``));
}

function libraryDependencies({ dependencies }: Service): readonly Evidence[] {
  return dependencies
    .find(
      /^(?:envalid|envsafe|@t3-oss\/env-[\w-]+|znv|env-schema|@fastify\/env|pydantic-settings|environs|django-environ|python-decouple|github\.com\/(?:caarlos0\/env|kelseyhightower\/envconfig|sethvargo\/go-envconfig)(?:\/v\d+)?|envy)$/,
    )
    .map(({ name, from }) => evidence(from.path, from.line, `depends on \`${name}\``, "code"));
}
