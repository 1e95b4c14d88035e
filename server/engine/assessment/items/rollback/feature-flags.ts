import { environmentOf } from "../../../detection/environment.ts";
import type { Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, met, open } from "../../verdict.ts";

/** Libraries that ask a service or a database for flags while the program runs, as manifests and imports name them: each by its own documentation, 2026-11-23. */
const libraries = new RegExp(
  `^(?:${[
    // JavaScript
    "@?launchdarkly(?:-[\\w-]+|/[\\w-]+)",
    "unleash-client|unleash-proxy-client|@unleash/[\\w-]+",
    "@openfeature/[\\w-]+",
    "flagsmith(?:-nodejs)?|@flagsmith/[\\w-]+",
    "@growthbook/[\\w-]+|growthbook(?:-sdk)?",
    "configcat-[\\w-]+|@configcat/[\\w-]+",
    "@splitsoftware/[\\w-]+",
    "statsig(?:-[\\w-]+)?|@statsig/[\\w-]+",
    "@flipt-io/[\\w-]+|@eppo/[\\w-]+|@devcycle/[\\w-]+|@optimizely/optimizely-sdk",
    // Python
    "ldclient(?:\\..+)?|unleashclient(?:\\..+)?|openfeature(?:-sdk|\\..+)?|configcatclient(?:\\..+)?|splitio(?:[_-]client|\\..+)?|(?:django-)?waffle(?:\\..+)?",
    // Go
    "github\\.com/(?:launchdarkly/go-server-sdk|Unleash/unleash-client-go|open-feature/go-sdk|Flagsmith/flagsmith-go-client|growthbook/growthbook-golang|configcat/go-sdk|thomaspoignant/go-feature-flag|splitio/go-client|statsig-io/go-sdk|flipt-io/[\\w-]+)(?:/.*)?",
    // Java, .NET
    "(?:com\\.launchdarkly|io\\.getunleash|dev\\.openfeature|com\\.flagsmith|com\\.configcat|org\\.togglz|org\\.ff4j|io\\.split)[.:].+",
    "LaunchDarkly\\.\\w+(?:\\.\\w+)*|Unleash(?:\\.Client)?|OpenFeature(?:\\.\\w+)*|ConfigCat\\.Client(?:\\.\\w+)*",
    // Ruby, PHP, Rust
    "flipper(?:[-/].+)?|unleash|rollout|launchdarkly/server-sdk|unleash/client|open-feature(?:/.+)?|laravel/pennant|Laravel\\\\Pennant\\\\.+|unleash-api-client",
  ].join("|")})$`,
  "i",
);

/** Flags are among what these do, or stand in the configuration that is deployed: that they are asked is not enough to depend on them. */
const others =
  /^(?:posthog(?:-node|-ruby|-js)?|github\.com\/posthog\/posthog-go|com\.posthog[.:].+|Microsoft\.FeatureManagement(?:\.\w+)*|flags|django-flags)$/i;

/** What asks whether a flag is on. */
const questions =
  /^(?:\w*[vV]ariation(?:Details?)?|(?:get)?[bB]oolean(?:Value|Details?)(?:Async)?|get_boolean_(?:value|details)|[iI]s_?[eE]nabled(?:Async)?|is_?[oO]n|(?:[iI]s_?)?[fF]eature_?[eE]nabled|[iI]sFeatureEnabled(?:Async)?|getFeatureFlag|check_?[gG]ate|[gG]et_?[tT]reatment|(?:flag|switch|sample)_is_active|[gG]etValue(?:Async)?|get_value|isActive|active|enabled)$/;

/** Flags that are fixed where the program starts. */
const fixedProviders = /^(?:InMemoryProvider|EnvVarProvider|EnvironmentVariableProvider|NoopProvider)$/;

/** Switches by their name; those of logs, caches and the like are settings. */
const variable = /^(?:FEATURE|FEATURES|FF|FLAG)_|_FEATURE(?:_FLAG|_ENABLED)?$/;

export const featureFlags: Assessor = {
  id: "rollback.feature-flags",
  looksAt:
    "Libraries for flags (OpenFeature, LaunchDarkly, Unleash, Flagsmith, GrowthBook, ConfigCat, Waffle, Flipper, Togglz, Pennant), the calls that ask them, and variables such as `FEATURE_X`, which are read when the program starts.",
  action: {
    kind: "decide",
    title: "Name the switch",
    asks: "Which feature can be switched off, where, and by whom: the flag's key and the address of its page are evidence.",
  },
  assess(service) {
    const asked = askedFlags(service, libraries);
    const fixed = service.code.calls(/(?:^|\.)\w+$/).filter(({ name }) => fixedProviders.test(name));
    if (asked.length > 0 && fixed.length === 0)
      return met(
        "The code asks a service for flags while it runs, so that they can be switched without a deployment.",
        [...asked, ...dependedOn(service)].slice(0, 4),
      );
    if (asked.length > 0)
      return likely("The code asks for flags, and takes them from where it starts: a switch needs a restart.", [
        ...asked.slice(0, 2),
        ...fixed.slice(0, 2).map((call) => evidence(call.file.path, call.line, `\`${call.name}\``)),
      ]);
    const local = askedFlags(service, others);
    const meant = [...dependedOn(service), ...local].slice(0, 4);
    if (meant.length > 0)
      return likely(
        service.code.isSeen
          ? "A library for flags is there; that a feature is switched by it, and without a deployment, nothing shows."
          : "It depends on a library for flags; whether the code asks it cannot be seen.",
        meant,
      );
    const variables = environmentOf(service.workspace, service.folder).filter(({ name }) => variable.test(name));
    if (variables.length > 0)
      return likely(
        "Variables switch features. They are read when the program starts: a switch needs a new configuration and a restart.",
        variables
          .slice(0, 4)
          .flatMap(({ name, places: [place] }) => (place ? [evidence(place.path, place.line, `reads \`${name}\``, "code")] : [])),
      );
    return open("No library for flags is among its dependencies, and nothing else is seen to switch a feature off.");
  },
};

/** The calls that ask for a flag in files that import a library for them. */
function askedFlags({ code }: Service, library: RegExp): readonly Evidence[] {
  const files = new Set(code.imports(library).map(({ file }) => file));
  return [...files].flatMap(({ calls, path }) =>
    calls.flatMap((call) =>
      questions.test(call.name) ? [evidence(path, call.line, `\`${call.callee}(${call.arguments[0]?.text.slice(0, 40) ?? ""})\``)] : [],
    ),
  );
}

function dependedOn({ dependencies }: Service): readonly Evidence[] {
  return dependencies.find(libraries).map(({ name, from }) => evidence(from.path, from.line, `depends on \`${name}\``, "code"));
}
